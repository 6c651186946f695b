// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-conjunction: the logic alone, on one core: answers are there as bits, what becomes of the pairs is counted.
#include <fmt/format.h>
#include <tbb/task_arena.h>

#include <CLI/CLI.hpp>
#include <bit>
#include <map>

#include "engine/columns/answers.hpp"
#include "engine/columns/logic.hpp"
#include "grammar/vocabulary.hpp"
#include "tools/bench/cohorts.hpp"
#include "tools/bench/measure.hpp"
#include "tools/bench/rows.hpp"

namespace {

using namespace elig;
using namespace elig::bench;
using engine::BitProgram;
using engine::Bits;
using engine::stretch_words;
using engine::Word;

/// Who fails and who is open, by criterion: what a study joins.
struct CriterionPlanes {
  std::vector<Word> fail, open;
};

std::uint64_t ones(const Word* words, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t w = 0; w < count; ++w) sum += static_cast<std::uint64_t>(std::popcount(words[w]));
  return sum;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ELIG_BENCH_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ELIG_BENCH_WIDE
#endif

/// Patients of a stretch that some criterion shuts out; stops when all are.
ELIG_BENCH_WIDE bool join(const Word* plane, Word* all) {
  Word rest = 0;
  for (std::size_t w = 0; w < stretch_words; ++w) {
    all[w] |= plane[w];
    rest |= ~all[w];
  }
  return rest == 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Bits joined to verdicts, one thread: every criterion's outcomes, and verdicts alone with early exit."};
  CohortChoice choice;
  choice.patients = 4096;
  StudyChoice study_choice;
  unsigned runs = 5;
  choice.add_to(app);
  study_choice.add_to(app);
  app.add_option("--runs", runs, "Rounds; medians are shown")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    const auto vocabulary = Vocabulary::builtin();
    const std::vector<RuleSet> studies = study_choice.all(*vocabulary);
    const Cohort cohort = choice.cohort();
    const Prepared prepared(vocabulary, studies, Population::last_day);
    engine::Tile tile;
    const CohortPatients patients(cohort);
    engine::Answers answers({*vocabulary, prepared.options, prepared.names}, prepared.questions);
    answers.fill(patients, 0, cohort.size(), tile);
    const std::size_t words = tile.words / stretch_words * stretch_words;  // whole stretches
    if (words == 0) throw std::runtime_error("at least 512 patients are needed");
    const std::size_t people = words * engine::word_bits;

    std::vector<std::vector<BitProgram>> programs;
    std::vector<std::vector<const CriterionPlanes*>> joined;
    std::map<std::pair<std::vector<Word>, std::vector<Word>>, CriterionPlanes> distinct;
    std::vector<engine::Node3> room;
    for (const engine::CompiledStudy& study : prepared.studies) {
      programs.emplace_back();
      joined.emplace_back();
      for (const engine::CompiledCriterion& criterion : study.criteria) {
        const BitProgram& program = programs.back().emplace_back(criterion);
        CriterionPlanes planes;
        for (std::size_t word = 0; word < words; word += stretch_words) {
          engine::OutcomeBits out;
          program.run(tile.questions, word, room, out);
          planes.fail.insert(planes.fail.end(), out.fail.begin(), out.fail.end());
          for (std::size_t w = 0; w < stretch_words; ++w) planes.open.push_back(out.unknown[w] | out.manual[w]);
        }
        auto key = std::pair(planes.fail, planes.open);
        joined.back().push_back(&distinct.try_emplace(std::move(key), std::move(planes)).first->second);
      }
    }
    std::uint64_t outcomes_fail = 0, conjunction_fail = 0, row_fail = 0;
    const std::vector<Contestant> all{{"answers as rows: outcome by outcome",
                                       [&] {
                                         row_fail = 0;
                                         std::vector<engine::AtomTruth> of_one(tile.questions.size());
                                         const std::size_t some = std::min<std::size_t>(people, 64);
                                         for (std::size_t p = 0; p < some; ++p) {
                                           for (std::size_t q = 0; q < of_one.size(); ++q) of_one[q] = tile.questions[q].at(p);
                                           for (const engine::CompiledStudy& study : prepared.studies) {
                                             row_fail +=
                                                 engine::judge(study, engine::outcomes_of(study, of_one)).verdict == Verdict::ineligible;
                                           }
                                         }
                                       }},
                                      {"columns: all outcomes of every criterion",
                                       [&] {
                                         outcomes_fail = 0;
                                         engine::OutcomeBits out;
                                         for (const auto& study : programs) {
                                           for (std::size_t word = 0; word < words; word += stretch_words) {
                                             Bits fails{};
                                             for (const BitProgram& program : study) {
                                               program.run(tile.questions, word, room, out);
                                               for (std::size_t w = 0; w < stretch_words; ++w) fails[w] |= out.fail[w];
                                             }
                                             outcomes_fail += ones(fails.data(), stretch_words);
                                           }
                                         }
                                       }},
                                      {"columns: verdicts from shared criteria, early exit", [&] {
                                         conjunction_fail = 0;
                                         for (const auto& study : joined) {
                                           for (std::size_t word = 0; word < words; word += stretch_words) {
                                             Bits fails{}, open{};
                                             bool over = false;
                                             for (const CriterionPlanes* criterion : study) {
                                               if ((over = join(&criterion->fail[word], fails.data()))) break;
                                             }
                                             if (!over) {
                                               for (const CriterionPlanes* criterion : study) {
                                                 if (join(&criterion->open[word], open.data())) break;
                                               }
                                             }
                                             conjunction_fail += ones(fails.data(), stretch_words);
                                           }
                                         }
                                       }}};
    const std::vector<double> times = medians(all, runs);
    if (outcomes_fail != conjunction_fail) throw std::runtime_error("the two ways differ");
    std::size_t criteria = 0;
    for (const auto& study : programs) criteria += study.size();
    print_machine();
    fmt::print(
        "{} patients × {} studies, {} criteria ({} distinct columns), {} questions; {:.1f} % of the pairs ineligible; medians of {} "
        "rounds, one thread\n\n",
        grouped(people), grouped(studies.size()), grouped(criteria), grouped(distinct.size()), grouped(tile.questions.size()),
        100.0 * static_cast<double>(outcomes_fail) / (static_cast<double>(people) * static_cast<double>(studies.size())), runs);
    std::vector<std::vector<std::string>> rows;
    double first = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double pairs = static_cast<double>(i == 0 ? std::min<std::size_t>(people, 64) : people) * static_cast<double>(studies.size());
      const double rate = pairs / times[i];
      if (i == 0) first = rate;
      rows.push_back({all[i].name, short_number(rate), fmt::format("{:.3g}", rate / first)});
    }
    print_table({"", "pairs/s/core", "× rows"}, rows);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-conjunction: {}\n", error.what());
    return 1;
  }
}
