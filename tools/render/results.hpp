// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/batch.hpp"

/// Rows of a batch: one pair of patient and study a line, in NDJSON or CSV (docs/inputs.md names the columns).
namespace elig::tools {

/// Holds what every row of a study or patient repeats, already quoted. Immutable; share it between threads.
class ResultRows {
 public:
  /// `patients` must outlive the rows.
  ResultRows(std::span<const RuleSet> studies, const PatientSource& patients);

  void append_json(std::string& out, const Screening& screening) const;
  void append_csv(std::string& out, const Screening& screening) const;
  [[nodiscard]] static std::string csv_header();

 private:
  struct StudyIds {
    std::string json, csv;
    std::vector<std::string> criteria_json, criteria;
  };
  std::vector<StudyIds> studies_;
  const PatientSource* patients_;
};

/// A score as JSON and CSV write it: always with a point, so that a column of them has one type.
[[nodiscard]] std::string score_text(double score);

/// A CSV field: quoted where it holds a comma, a quote or a line break.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace elig::tools
