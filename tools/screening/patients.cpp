// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/screening/patients.hpp"

#include "patients/cohort.hpp"

namespace elig::tools {

OpenedPatients open_patients(const std::vector<std::string>& names, Refusals& refusals) {
  Cohort cohort = load_cohort(names, refusals);
  const std::uint64_t checksum = cohort.checksum();
  return {std::make_unique<CohortPatients>(std::move(cohort)), checksum};
}

}  // namespace elig::tools
