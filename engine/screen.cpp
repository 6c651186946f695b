// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/screen.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>

#include "engine/atoms/ask.hpp"
#include "engine/program.hpp"

namespace elig::engine {

void screen_all(const Setting& setting, std::span<const RuleSet> studies, std::span<const Patient> patients, unsigned jobs,
                const std::function<void(const Screening&)>& each, const std::function<void(std::size_t, std::size_t)>& progress) {
  const std::size_t total = studies.size() * patients.size();
  if (total == 0) {
    if (progress) progress(0, 0);
    return;
  }
  Questions questions(setting.vocabulary);
  std::vector<CompiledStudy> compiled;
  compiled.reserve(studies.size());
  for (const RuleSet& study : studies) compiled.push_back(compile(study, questions));
  const std::vector<Question>& asked = questions.all();

  // Blocks bound what is held at once: answers of some patients, results of some tens of thousands of pairs.
  constexpr std::size_t answers_at_once = 32'000'000, pairs_at_once = 65'536;
  const std::size_t block = std::clamp<std::size_t>(answers_at_once / std::max<std::size_t>(asked.size(), 1), 1, 256);
  tbb::task_arena arena(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs));
  tbb::enumerable_thread_specific<Bindings> bindings([&] { return Bindings(setting.vocabulary, setting.names, questions.words()); });
  std::size_t done = 0;

  for (std::size_t first = 0; first < patients.size(); first += block) {
    const std::size_t n = std::min(block, patients.size() - first);
    std::vector<std::vector<AtomTruth>> answers(n);
    arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 1), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) {
          const Record record(patients[first + i], setting.options.as_of, bindings.local());
          const Ask ask{setting.vocabulary, setting.options, record, false};
          answers[i].reserve(asked.size());
          for (const Question& question : asked) {
            const Answer a = answer(ask, question);
            answers[i].push_back({a.truth, a.manual});
          }
        }
      });
    });
    for (std::size_t from = 0; from < n * studies.size(); from += pairs_at_once) {
      const std::size_t count = std::min(pairs_at_once, n * studies.size() - from);
      std::vector<Screening> results(count);
      arena.execute([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 256), [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t k = range.begin(); k != range.end(); ++k) {
            const std::size_t patient = (from + k) / studies.size(), study = (from + k) % studies.size();
            Screening& s = results[k];
            s.study = study;
            s.patient = first + patient;
            s.outcomes = outcomes_of(compiled[study], answers[patient]);
            const Judgement j = judge(compiled[study], s.outcomes);
            s.verdict = j.verdict;
            s.candidate = j.candidate;
            s.counts = j.counts;
            s.score = j.score;
            s.score_low = j.low;
            s.score_high = j.high;
          }
        });
      });
      for (const Screening& s : results) each(s);
      done += count;
      if (progress) progress(done, total);
    }
  }
}

}  // namespace elig::engine
