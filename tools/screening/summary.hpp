// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "engine/batch.hpp"
#include "tools/inputs.hpp"

/// What a batch comes to, without its pairs: verdicts, attrition, what is lacking. Counts only: no time, no host, no number of
/// threads, so that the same input gives the same bytes.
namespace elig::tools {

struct BatchSummary {
  std::span<const RuleSet> studies;
  std::size_t patients = 0;
  const Batch* batch = nullptr;
  EngineOptions options;
  std::string vocabulary;
  Refusals refusals;
};

/// Verdicts over all studies.
struct Verdicts {
  std::uint64_t eligible = 0, undetermined = 0, ineligible = 0, candidates = 0;
};
[[nodiscard]] Verdicts verdicts(std::span<const StudyTally> studies);

[[nodiscard]] std::string summary_json(const BatchSummary& summary);
[[nodiscard]] std::string summary_text(const BatchSummary& summary);

/// The best patients of each study as CSV; header alone without any.
[[nodiscard]] std::string best_csv(const BatchSummary& summary, const PatientSource& patients);

}  // namespace elig::tools
