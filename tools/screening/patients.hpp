// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch.hpp"
#include "tools/inputs.hpp"

namespace elig::tools {

struct OpenedPatients {
  std::unique_ptr<PatientSource> source;
  std::uint64_t checksum = 0;  ///< Cohort::checksum
};

/// The patients to screen: those of a cohort file, or of records in any form, packed into a cohort. Throws PatientError for a
/// cohort file that cannot be used.
[[nodiscard]] OpenedPatients open_patients(const std::vector<std::string>& names, Refusals& refusals);

}  // namespace elig::tools
