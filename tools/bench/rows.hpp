// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/binding.hpp"
#include "engine/engine.hpp"
#include "engine/program.hpp"
#include "patients/cohort.hpp"

/// The plain way to hold patients against studies: patient by patient, question by question, study by study. What the columns
/// are measured against, and what their answers must equal.
namespace elig::bench {

struct VerdictCounts {
  std::uint64_t eligible = 0, undetermined = 0, ineligible = 0;
  friend bool operator==(const VerdictCounts&, const VerdictCounts&) = default;
};

/// Studies made ready, every distinct question once.
struct Prepared {
  Prepared(std::shared_ptr<const Vocabulary> vocabulary, std::span<const RuleSet> studies, Day as_of);

  std::shared_ptr<const Vocabulary> vocabulary;
  EngineOptions options;
  engine::NameIndex names;
  engine::Questions questions;
  std::vector<engine::CompiledStudy> studies;
};

/// All pairs on `threads` threads; counts by study.
[[nodiscard]] std::vector<VerdictCounts> row_by_row(const Prepared& prepared, const Cohort& cohort, unsigned threads);

/// Answers of all patients to all questions, a byte each: [question · patients + patient].
[[nodiscard]] std::vector<Truth> all_answers(const Prepared& prepared, const Cohort& cohort);

}  // namespace elig::bench
