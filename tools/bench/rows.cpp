// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/rows.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "engine/atoms/ask.hpp"

namespace elig::bench {
namespace {

using engine::AtomTruth;

/// Answers of one patient after the other.
template <typename Use>
void each_patient(const Prepared& prepared, const Cohort& cohort, unsigned threads, const Use& use) {
  tbb::task_arena arena(static_cast<int>(threads));
  tbb::enumerable_thread_specific<engine::Bindings> bindings(
      [&] { return engine::Bindings(*prepared.vocabulary, prepared.names, prepared.questions.words()); });
  arena.execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cohort.size(), 16), [&](const tbb::blocked_range<std::size_t>& range) {
      Patient patient;
      std::vector<AtomTruth> answers;
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        cohort.read(i, patient, Detail::truth);
        const engine::Record record(patient, prepared.options.as_of, bindings.local());
        const engine::Ask ask{*prepared.vocabulary, prepared.options, record, false};
        answers.clear();
        for (const engine::Question& question : prepared.questions.all()) {
          const engine::Answer a = answer(ask, question);
          answers.push_back({a.truth, a.manual});
        }
        use(i, answers);
      }
    });
  });
}

}  // namespace

Prepared::Prepared(std::shared_ptr<const Vocabulary> words, std::span<const RuleSet> rules, Day as_of)
    : vocabulary(std::move(words)), names(*vocabulary), questions(*vocabulary) {
  options.as_of = as_of;
  studies.reserve(rules.size());
  for (const RuleSet& study : rules) studies.push_back(engine::compile(study, questions));
}

std::vector<VerdictCounts> row_by_row(const Prepared& prepared, const Cohort& cohort, unsigned threads) {
  tbb::enumerable_thread_specific<std::vector<VerdictCounts>> counts(prepared.studies.size());
  each_patient(prepared, cohort, threads, [&](std::size_t, const std::vector<AtomTruth>& answers) {
    std::vector<VerdictCounts>& mine = counts.local();
    for (std::size_t s = 0; s < prepared.studies.size(); ++s) {
      switch (engine::judge(prepared.studies[s], engine::outcomes_of(prepared.studies[s], answers)).verdict) {
        case Verdict::eligible:
          ++mine[s].eligible;
          break;
        case Verdict::undetermined:
          ++mine[s].undetermined;
          break;
        case Verdict::ineligible:
          ++mine[s].ineligible;
          break;
      }
    }
  });
  std::vector<VerdictCounts> all(prepared.studies.size());
  for (const auto& some : counts) {
    for (std::size_t s = 0; s < all.size(); ++s) {
      all[s].eligible += some[s].eligible;
      all[s].undetermined += some[s].undetermined;
      all[s].ineligible += some[s].ineligible;
    }
  }
  return all;
}

std::vector<Truth> all_answers(const Prepared& prepared, const Cohort& cohort) {
  std::vector<Truth> all(prepared.questions.all().size() * cohort.size());
  each_patient(prepared, cohort, 4, [&](std::size_t patient, const std::vector<AtomTruth>& answers) {
    for (std::size_t q = 0; q < answers.size(); ++q) all[q * cohort.size() + patient] = answers[q].truth;
  });
  return all;
}

}  // namespace elig::bench
