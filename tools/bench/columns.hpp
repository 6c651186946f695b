// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/batch.hpp"
#include "tools/bench/rows.hpp"

namespace elig::bench {

/// One whole batch run, as `elig screen` does it.
struct BatchRun {
  double prepare_seconds = 0;  ///< studies made ready
  double run_seconds = 0;
  std::uint64_t given = 0;  ///< pairs that reached the caller
  std::uint64_t asked = 0;  ///< pairs of patient and question answered one by one
  std::uint64_t questions = 0;
  std::vector<VerdictCounts> counts;
};

/// With criteria outcomes, scores and the ten best studies of each patient.
[[nodiscard]] BatchRun run_batch(const Engine& engine, const std::function<std::span<const RuleSet>()>& next_studies, const Cohort& cohort, unsigned threads);
[[nodiscard]] BatchRun run_batch(const Engine& engine, std::span<const RuleSet> studies, const Cohort& cohort, unsigned threads);

}  // namespace elig::bench
