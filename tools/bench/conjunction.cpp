// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-conjunction: the logic alone, on one core: answers are there as bits, what becomes of the pairs is counted.
#include <fmt/format.h>
#include <tbb/task_arena.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <bit>
#include <functional>
#include <map>
#include <optional>

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

/// Distinct columns, kept by stretch of patients: what the studies of a registry have in common stays near the processor.
class Columns {
 public:
  /// Its number; none for a column of nobody, which joins nothing to anything.
  std::optional<std::uint32_t> add(const std::vector<Word>& column) {
    if (std::all_of(column.begin(), column.end(), [](Word w) { return w == 0; })) return std::nullopt;
    const auto [it, fresh] = numbers_.try_emplace(column, static_cast<std::uint32_t>(numbers_.size()));
    return it->second;
  }
  void lay_out(std::size_t words) {
    words_.resize(numbers_.size() * words);
    for (const auto& [column, number] : numbers_) {
      for (std::size_t w = 0; w < words; ++w) words_[(w / stretch_words * numbers_.size() + number) * stretch_words + w % stretch_words] = column[w];
    }
  }
  [[nodiscard]] const Word* stretch(std::size_t word) const { return words_.data() + word * numbers_.size(); }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  std::map<std::vector<Word>, std::uint32_t> numbers_;
  std::vector<Word> words_;
};

/// The columns whose patients a study shuts out, and those of whom it leaves somebody open.
struct StudyColumns {
  std::vector<std::uint32_t> fail, open;
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

struct Counted {
  std::uint64_t fail = 0, open = 0;
};
/// Counts the patients of a stretch that some criterion shuts out, and of the others those that one leaves open; stops when all are.
ELIG_BENCH_WIDE void verdicts(const StudyColumns& study, const Word* fail, const Word* open, Counted& counted) {
  Word out[stretch_words] = {}, maybe[stretch_words] = {};
  bool over = false;
  for (std::uint32_t column : study.fail) {
    const Word* plane = fail + std::size_t{column} * stretch_words;
    Word rest = 0;
    for (std::size_t w = 0; w < stretch_words; ++w) out[w] |= plane[w];
    for (std::size_t w = 0; w < stretch_words; ++w) rest |= ~out[w];
    if ((over = rest == 0)) break;
  }
  for (std::size_t w = 0; w < stretch_words; ++w) maybe[w] = out[w];
  for (std::size_t c = 0; c < study.open.size() && !over; ++c) {
    const Word* plane = open + std::size_t{study.open[c]} * stretch_words;
    Word rest = 0;
    for (std::size_t w = 0; w < stretch_words; ++w) maybe[w] |= plane[w];
    for (std::size_t w = 0; w < stretch_words; ++w) rest |= ~maybe[w];
    over = rest == 0;
  }
  for (std::size_t w = 0; w < stretch_words; ++w) {
    counted.fail += static_cast<std::uint64_t>(std::popcount(out[w]));
    counted.open += static_cast<std::uint64_t>(std::popcount(maybe[w] & ~out[w]));
  }
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
    std::vector<StudyColumns> joined;
    Columns failing, opening;
    std::vector<engine::Node3> room;
    std::vector<Word> fail(words), open_columns(words);
    for (const engine::CompiledStudy& study : prepared.studies) {
      programs.emplace_back();
      std::vector<std::pair<std::uint64_t, std::uint32_t>> shutting, leaving;
      for (const engine::CompiledCriterion& criterion : study.criteria) {
        const BitProgram& program = programs.back().emplace_back(criterion);
        for (std::size_t word = 0; word < words; word += stretch_words) {
          engine::OutcomeBits out;
          program.run(tile.questions, word, room, out);
          for (std::size_t w = 0; w < stretch_words; ++w) {
            fail[word + w] = out.fail[w];
            open_columns[word + w] = out.unknown[w] | out.manual[w];
          }
        }
        if (const auto number = failing.add(fail)) shutting.emplace_back(ones(fail.data(), words), *number);
        if (const auto number = opening.add(open_columns)) leaving.emplace_back(ones(open_columns.data(), words), *number);
      }
      // What concerns most comes first, so that a stretch is over soon.
      StudyColumns& columns = joined.emplace_back();
      for (const auto& [from, to] : {std::pair(&shutting, &columns.fail), std::pair(&leaving, &columns.open)}) {
        std::sort(from->begin(), from->end(), std::greater<>());
        from->erase(std::unique(from->begin(), from->end()), from->end());
        for (const auto& [count, number] : *from) to->push_back(number);
      }
    }
    failing.lay_out(words);
    opening.lay_out(words);
    Counted conjunction;
    std::uint64_t outcomes_fail = 0, outcomes_open = 0, row_fail = 0;
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
                                         outcomes_fail = outcomes_open = 0;
                                         engine::OutcomeBits out;
                                         for (const auto& study : programs) {
                                           for (std::size_t word = 0; word < words; word += stretch_words) {
                                             Bits fails{}, open{};
                                             for (const BitProgram& program : study) {
                                               program.run(tile.questions, word, room, out);
                                               for (std::size_t w = 0; w < stretch_words; ++w) {
                                                 fails[w] |= out.fail[w];
                                                 open[w] |= out.unknown[w] | out.manual[w];
                                               }
                                             }
                                             for (std::size_t w = 0; w < stretch_words; ++w) open[w] &= ~fails[w];
                                             outcomes_fail += ones(fails.data(), stretch_words);
                                             outcomes_open += ones(open.data(), stretch_words);
                                           }
                                         }
                                       }},
                                      {"columns: verdicts from shared criteria, early exit", [&] {
                                         conjunction = {};
                                         for (std::size_t word = 0; word < words; word += stretch_words) {
                                           const Word* const fail_of = failing.stretch(word);
                                           const Word* const open_of = opening.stretch(word);
                                           for (const StudyColumns& study : joined) {
                                             verdicts(study, fail_of, open_of, conjunction);
                                           }
                                         }
                                       }}};
    const std::vector<double> times = medians(all, runs);
    if (outcomes_fail != conjunction.fail || outcomes_open != conjunction.open) throw std::runtime_error("the two ways differ");
    std::size_t criteria = 0;
    for (const auto& study : programs) criteria += study.size();
    print_machine();
    fmt::print(
        "{} patients × {} studies, {} criteria ({} distinct columns), {} questions; {:.1f} % of the pairs ineligible; medians of {} "
        "rounds, one thread\n\n",
        grouped(people), grouped(studies.size()), grouped(criteria), grouped(failing.size() + opening.size()), grouped(tile.questions.size()),
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
