// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "grammar/rule_set.hpp"
#include "grammar/vocabulary.hpp"
#include "patients/cohort.hpp"
#include "tools/bench/population.hpp"

/// What a benchmark runs on, as its command line says.
namespace elig::bench {

struct CohortChoice {
  std::string file;  ///< a cohort file; else a cohort is generated
  std::uint64_t patients = 10'000;
  std::uint64_t seed = 1;
  double density = 0.1;
  std::string table = ELIG_BENCH_TABLE;

  void add_to(CLI::App& app);
  [[nodiscard]] Cohort cohort() const { return cohort(patients); }
  /// The first `count` of them, from the generator.
  [[nodiscard]] Cohort cohort(std::uint64_t count) const;
  /// The same into a cohort file.
  void write(std::uint64_t count, const std::string& path) const;
};

struct StudyChoice {
  std::vector<std::string> paths{ELIG_BENCH_STUDIES};
  std::uint64_t studies = 1000;  ///< real ones first, then perturbed; 0 = the real ones
  std::uint64_t seed = 1;

  void add_to(CLI::App& app);
  [[nodiscard]] std::vector<RuleSet> studies_of(const Vocabulary& vocabulary, std::uint64_t count) const;
  /// The same, some at a time until none are left, as Batch takes them.
  [[nodiscard]] std::function<std::span<const RuleSet>()> some_of(const Vocabulary& vocabulary, std::uint64_t count) const;
  [[nodiscard]] std::vector<RuleSet> all(const Vocabulary& vocabulary) const { return studies_of(vocabulary, studies); }
};

}  // namespace elig::bench
