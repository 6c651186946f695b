// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/population.hpp"

/// Persons as FHIR R4 Bulk Data: one JSON resource a line, in the shape hospital exports have.
namespace elig::bench {

/// Files of an export, in the order of `Export::lines`.
inline constexpr std::array<std::string_view, 9> export_types{"Patient",         "Observation",  "Condition",          "MedicationRequest",
                                                              "Procedure",       "Immunization", "AllergyIntolerance", "Encounter",
                                                              "DiagnosticReport"};

/// Lines of some persons, by type.
struct Export {
  std::array<std::string, export_types.size()> lines;
};

class BulkWriter {
 public:
  explicit BulkWriter(const Population& population);
  /// Appends the resources of `person`. Thread-safe for different exports.
  void write(const Person& person, Export& out) const;

 private:
  struct Writing;

  void write_patient(Writing& at) const;
  void write_visits(Writing& at) const;
  void write_entry(Writing& at, std::size_t index) const;
  void write_observation(Writing& at, std::size_t index, std::string& out) const;
  void write_reports(Writing& at) const;

  const Population& population_;
  std::vector<std::string> fixed_;  ///< by row: what is the same in all its resources, the code at its end
  std::vector<std::string> visit_types_;
  std::vector<double> visit_shares_;  ///< cumulated, the last is 1
  std::size_t systolic_ = 0;
  std::size_t diastolic_ = 0;
  struct Panel {
    std::string code;  ///< JSON of the report's code; "" for panels without a report
    std::vector<std::size_t> rows;
  };
  std::vector<Panel> panels_;
};

}  // namespace elig::bench
