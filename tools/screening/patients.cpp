// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/screening/patients.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "patients/cohort.hpp"

namespace elig::tools {
namespace {

bool is_cohort(const std::string& name) {
  std::error_code error;
  if (name == "-" || !std::filesystem::is_regular_file(name, error)) return false;
  std::array<char, 16> first{};
  std::ifstream file(name, std::ios::binary);
  file.read(first.data(), first.size());
  return file.gcount() >= 8 && Cohort::recognises(std::string_view(first.data(), static_cast<std::size_t>(file.gcount())));
}

class OwnedPatients : public PatientSource {
 public:
  explicit OwnedPatients(std::vector<Patient> patients) : patients_(std::move(patients)) {}
  [[nodiscard]] std::size_t size() const override { return patients_.size(); }
  [[nodiscard]] std::string_view id(std::size_t patient) const override { return patients_[patient].id; }
  [[nodiscard]] const Patient& read(std::size_t patient, Patient&) const override { return patients_[patient]; }

 private:
  std::vector<Patient> patients_;
};

}  // namespace

OpenedPatients open_patients(const std::vector<std::string>& names, Refusals& refusals) {
  for (const std::string& name : names) {
    if (!is_cohort(name)) continue;
    if (names.size() > 1) throw FileError(fmt::format("{}: a cohort file is screened alone, not beside other records", name));
    Cohort cohort = Cohort::open(name);
    const std::uint64_t facts = cohort.summary().facts;
    return {std::make_unique<CohortPatients>(std::move(cohort)), facts};
  }
  std::vector<Patient> patients = load_patients(names, refusals);
  std::uint64_t facts = 0;
  for (const Patient& patient : patients) facts += patient.facts.size();
  return {std::make_unique<OwnedPatients>(std::move(patients)), facts};
}

}  // namespace elig::tools
