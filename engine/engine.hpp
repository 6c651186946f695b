// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/explanation.hpp"
#include "grammar/rule_set.hpp"
#include "grammar/vocabulary.hpp"
#include "patients/fact.hpp"

namespace elig {

/// What a record's silence means (docs/verdicts.md).
enum class Absence {
  recorded,  ///< absent where the record holds entries of that resource type, unknown where it holds none
  open,      ///< every absence is unknown
  closed     ///< every absence is false
};

struct EngineOptions {
  Day as_of = 0;             ///< the day the question is asked for; the engine reads no clock
  Absence absence = Absence::recorded;
  /// A site's own upper and lower limits of normal by concept id, used when neither the result nor the record gives a range.
  std::map<std::string, ReferenceRange> site_ranges;
};

/// One pair of a batch, without the evidence.
struct Screening {
  std::size_t study = 0;     ///< index into the studies given
  std::size_t patient = 0;   ///< index into the patients given
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;
  Counts counts;
  double score = 0, score_low = 0, score_high = 0;
  std::vector<Outcome> outcomes;  ///< one a criterion, in the study's order
};

/// Holds records against rules. Immutable after construction; all calls may run at once from any number of threads.
class Engine {
 public:
  Engine(std::shared_ptr<const Vocabulary> vocabulary, EngineOptions options);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// One patient against one study, criterion by criterion with evidence.
  [[nodiscard]] Explanation explain(const RuleSet& study, const Patient& patient) const;

  /// Every patient against every study. Results reach `each` ordered by patient, then study, from one thread at a time; the
  /// sequence is the same for any `jobs` (0 = all cores). `progress` (may be empty) is told pairs done and pairs in all;
  /// it may be called from any thread. Agrees with `explain` on every pair.
  void screen(std::span<const RuleSet> studies, std::span<const Patient> patients, unsigned jobs,
              const std::function<void(const Screening&)>& each,
              const std::function<void(std::size_t done, std::size_t total)>& progress = {}) const;

 private:
  friend class Batch;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace elig
