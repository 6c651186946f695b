// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-screen: a seeded cohort against studies, in columns, row by row, and in databases on the same answers.
#include <fmt/format.h>
#include <tbb/global_control.h>

#include <CLI/CLI.hpp>
#include <numeric>

#include "grammar/vocabulary.hpp"
#include "tools/bench/cohorts.hpp"
#include "tools/bench/columns.hpp"
#include "tools/bench/facts.hpp"
#include "tools/bench/measure.hpp"
#include "tools/bench/perturb.hpp"
#include "tools/bench/sql.hpp"

namespace {

using namespace elig;
using namespace elig::bench;

struct Line {
  std::string name;
  double pairs = 0;
  double seconds = 0;
};

VerdictCounts total(const std::vector<VerdictCounts>& counts) {
  VerdictCounts all;
  for (const VerdictCounts& one : counts) {
    all.eligible += one.eligible;
    all.undetermined += one.undetermined;
    all.ineligible += one.ineligible;
  }
  return all;
}

/// Before any time is quoted: the same verdicts, study by study.
void must_agree(const std::string& name, const std::vector<VerdictCounts>& counts, const std::vector<VerdictCounts>& expected) {
  if (counts.size() != expected.size())
    throw std::runtime_error(fmt::format("{} counted {} studies, not {}", name, counts.size(), expected.size()));
  for (std::size_t s = 0; s < counts.size(); ++s) {
    if (counts[s] != expected[s]) {
      throw std::runtime_error(fmt::format("{} differs in study {}: {} eligible, {} ineligible instead of {}, {}", name, s,
                                           counts[s].eligible, counts[s].ineligible, expected[s].eligible, expected[s].ineligible));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Patients against studies: columns, rows, SQLite and DuckDB on the same data, verdict counts compared first."};
  CohortChoice choice;
  StudyChoice study_choice;
  std::size_t columns = 400;
  std::size_t sql_patients = 10'000;
  std::size_t most_facts = 2'000;
  bool sql = true;
  unsigned runs = 3;
  choice.add_to(app);
  study_choice.add_to(app);
  app.add_option("--sql-columns", columns, "Columns of a wide table, at most")->capture_default_str();
  app.add_option("--sql-patients", sql_patients, "Patients that the databases get, at most")->capture_default_str();
  app.add_option("--sql-questions", most_facts, "Questions that SQL answers from facts, at most")->capture_default_str();
  app.add_flag("!--no-sql", sql, "Leave the databases out");
  app.add_option("--runs", runs, "Rounds; medians are shown")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    const auto vocabulary = Vocabulary::builtin();
    const std::vector<RuleSet> studies = study_choice.all(*vocabulary);
    const Cohort cohort = choice.cohort();
    const Prepared prepared(vocabulary, studies, Population::last_day);
    const double pairs = static_cast<double>(cohort.size()) * static_cast<double>(studies.size());

    std::vector<VerdictCounts> expected;
    std::vector<Line> lines;
    const Engine engine(vocabulary, prepared.options);
    BatchRun batch;
    const std::vector<Contestant> all{
        {"row by row, 1 thread", [&] { expected = row_by_row(prepared, cohort, 1); }},
        {"row by row, 4 threads", [&] { must_agree("row by row on 4 threads", row_by_row(prepared, cohort, 4), expected); }},
        {"columns, outcomes, scores, the ten best, 1 thread",
         [&] { must_agree("columns", run_batch(engine, studies, cohort, 1).counts, expected); }},
        {"columns, outcomes, scores, the ten best, 4 threads", [&] {
           batch = run_batch(engine, studies, cohort, 4);
           must_agree("columns on 4 threads", batch.counts, expected);
         }}};
    const std::vector<double> times = medians(all, runs);
    for (std::size_t i = 0; i < all.size(); ++i) lines.push_back({all[i].name, pairs, times[i]});

    if (sql) {
      const Cohort smaller = cohort.size() <= sql_patients ? cohort : choice.cohort(sql_patients);
      const std::vector<VerdictCounts> whole = cohort.size() <= sql_patients ? expected : row_by_row(prepared, smaller, 4);
      const std::vector<WideTable> tables = wide_tables(prepared, columns);
      std::vector<VerdictCounts> wanted;
      for (const WideTable& table : tables) {
        for (const std::size_t s : table.studies) wanted.push_back(whole[s]);
      }
      const std::vector<Truth> answers = all_answers(prepared, smaller);
      const double sql_pairs = static_cast<double>(smaller.size()) * static_cast<double>(wanted.size());
      fmt::print("databases: {} patients × {} studies in {} tables of up to {} truth columns, filled beforehand\n", grouped(smaller.size()),
                 grouped(wanted.size()), tables.size(), columns);
      const Counted sqlite = with_sqlite(tables, answers, smaller.size());
      must_agree("SQLite", sqlite.counts, wanted);
      lines.push_back({"SQLite, wide table, prepared, 1 thread", sql_pairs, sqlite.seconds});
      const FactAnswers facts = answers_by_sqlite(prepared, smaller, answers, most_facts);
      if (facts.agreed > 0) {
        const auto all_questions = static_cast<double>(prepared.questions.all().size());
        const double price = facts.seconds / static_cast<double>(facts.agreed);
        fmt::print("SQLite from tables of facts: {} of {} questions of the plainest forms answered as the engine answers them, {:.0f} µs each\n",
                   grouped(facts.agreed), grouped(facts.tried), 1e6 * price);
        lines.push_back({"SQLite, tables of facts, all questions at that price, 1 thread", sql_pairs, price * all_questions + sqlite.seconds});
      }
      for (const unsigned threads : {1U, 4U}) {
        const Counted duckdb = with_duckdb(tables, answers, smaller.size(), ELIG_BENCH_FOLDER "/duckdb", threads);
        if (!duckdb.remark.empty()) {
          fmt::print("DuckDB left out: {}\n", duckdb.remark);
          break;
        }
        must_agree("DuckDB", duckdb.counts, wanted);
        lines.push_back(
            {fmt::format("DuckDB, wide table, prepared, {} thread{}", threads, threads == 1 ? "" : "s"), sql_pairs, duckdb.seconds});
      }
    }

    const VerdictCounts sum = total(expected);
    print_machine();
    fmt::print("{} patients × {} studies, {} distinct questions: {} eligible, {} undetermined, {} ineligible\n\n", grouped(cohort.size()),
               grouped(studies.size()), grouped(prepared.questions.all().size()), grouped(sum.eligible), grouped(sum.undetermined),
               grouped(sum.ineligible));
    fmt::print(
        "columns on 4 threads: studies made ready in {:.2f} s, run in {:.2f} s, {} answers one by one ({:.2f} % of patient × question)\n\n",
        batch.prepare_seconds, batch.run_seconds, grouped(batch.asked),
        100.0 * static_cast<double>(batch.asked) /
            (static_cast<double>(cohort.size()) * static_cast<double>(prepared.questions.all().size())));
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines) {
      rows.push_back({line.name, short_number(line.pairs), fmt::format("{:.3g}", line.seconds), short_number(line.pairs / line.seconds),
                      fmt::format("{:.3g}", line.pairs / line.seconds / (lines[0].pairs / lines[0].seconds))});
    }
    print_table({"", "pairs", "s", "pairs/s", "× row by row"}, rows);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-screen: {}\n", error.what());
    return 1;
  }
}
