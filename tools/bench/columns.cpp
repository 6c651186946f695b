// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/columns.hpp"

#include <optional>
#include <utility>

#include "tools/bench/measure.hpp"

namespace elig::bench {

BatchRun run_batch(const Engine& engine, std::span<const RuleSet> studies, const Cohort& cohort, unsigned threads) {
  return run_batch(engine, [&studies] { return std::exchange(studies, {}); }, cohort, threads);
}

BatchRun run_batch(const Engine& engine, const std::function<std::span<const RuleSet>()>& next_studies, const Cohort& cohort, unsigned threads) {
  BatchRun result;
  BatchOptions options;
  options.per_patient = 10;
  options.jobs = threads;
  std::optional<Batch> batch;
  result.prepare_seconds = seconds([&] { batch.emplace(engine, next_studies, options); });
  const CohortPatients patients(cohort);
  result.run_seconds = seconds([&] {
    for (std::size_t next = 0; next < patients.size();) {
      next = batch->run(patients, next, [&](const Screening&) { ++result.given; });
    }
  });
  for (const StudyTally& tally : batch->studies()) result.counts.push_back({tally.eligible, tally.undetermined, tally.ineligible});
  result.asked = batch->asked();
  result.questions = batch->questions();
  return result;
}

}  // namespace elig::bench
