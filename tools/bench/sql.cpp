// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/sql.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "tools/bench/measure.hpp"

namespace elig::bench {
namespace {

using engine::CompiledCriterion;
using engine::Step;
using std::string;

/// A node of a rule as three SQL expressions: its truth, whether it applies, and whether a guard is why it does not.
struct Sql {
  string truth = "NULL";
  string applies = "TRUE";
  string guarded = "FALSE";
};

class Writer {
 public:
  explicit Writer(const CompiledCriterion& criterion, const std::function<string(engine::AtomNumber)>& column)
      : criterion_(criterion), column_(column) {}

  /// As evaluate.cpp has it; `passing` is TRUE, FALSE or nothing.
  [[nodiscard]] Sql of(NodeId id, const string& passing) const {
    const Step& step = criterion_.steps.at(id);
    switch (step.kind) {
      case Step::Kind::mention:
        return {"NULL", "FALSE", "FALSE"};
      case Step::Kind::atom:
        return {column_(step.atom), "TRUE", "FALSE"};
      case Step::Kind::not_: {
        if (step.of.empty()) return {};
        Sql child = of(step.of.front(), passing == "TRUE" ? "FALSE" : passing == "FALSE" ? "TRUE" : "");
        child.truth = fmt::format("(NOT {})", child.truth);
        return child;
      }
      case Step::Kind::all:
        return joined(step, passing == "TRUE" ? passing : "", " AND ", "TRUE");
      case Step::Kind::any:
        return joined(step, passing == "FALSE" ? passing : "", " OR ", "FALSE");
      case Step::Kind::at_least:
        return counted(step);
      case Step::Kind::if_:
        return guarded(step, passing);
    }
    return {};
  }

 private:
  static string any_of(const std::vector<string>& terms) {
    string text;
    for (const string& term : terms) {
      if (term == "TRUE") return "TRUE";
      if (term != "FALSE") text += (text.empty() ? "" : " OR ") + term;
    }
    return text.empty() ? "FALSE" : "(" + text + ")";
  }

  static string otherwise(const string& condition, const string& value, const string& other) {
    if (condition == "TRUE") return value;
    if (condition == "FALSE") return other;
    return fmt::format("(CASE WHEN {} THEN {} ELSE {} END)", condition, value, other);
  }

  [[nodiscard]] Sql joined(const Step& step, const string& passing, const char* word, const char* neutral) const {
    Sql out{"", "", ""};
    std::vector<string> applies, guards;
    for (const NodeId child : step.of) {
      const Sql c = of(child, passing);
      applies.push_back(c.applies);
      if (c.guarded != "FALSE") guards.push_back(c.guarded);
      if (c.applies != "FALSE") out.truth += (out.truth.empty() ? "" : word) + otherwise(c.applies, c.truth, neutral);
    }
    out.truth = out.truth.empty() ? "NULL" : "(" + out.truth + ")";
    out.applies = any_of(applies);
    out.guarded = any_of(guards);
    return out;
  }

  [[nodiscard]] Sql counted(const Step& step) const {
    Sql out{"", "", ""};
    std::vector<string> applies, guards;
    string yes = "0", possible = "0";
    for (const NodeId child : step.of) {
      const Sql c = of(child, "");
      applies.push_back(c.applies);
      if (c.guarded != "FALSE") guards.push_back(c.guarded);
      if (c.applies == "FALSE") continue;
      yes += fmt::format(" + (CASE WHEN {} AND {} IS TRUE THEN 1 ELSE 0 END)", c.applies, c.truth);
      possible += fmt::format(" + (CASE WHEN {} AND {} IS NOT FALSE THEN 1 ELSE 0 END)", c.applies, c.truth);
    }
    out.truth = fmt::format("(CASE WHEN {} >= {} THEN TRUE WHEN {} < {} THEN FALSE ELSE NULL END)", yes, step.n, possible, step.n);
    out.applies = any_of(applies);
    out.guarded = any_of(guards);
    return out;
  }

  [[nodiscard]] Sql guarded(const Step& step, const string& passing) const {
    const Sql when = of(step.when, "");
    const Sql then = of(step.then, passing);
    const string off = when.applies == "FALSE" ? "FALSE" : fmt::format("({} AND {} IS FALSE)", when.applies, when.truth);
    const string on = when.applies == "FALSE" ? "TRUE" : fmt::format("(NOT {} OR {} IS TRUE)", when.applies, when.truth);
    Sql out;
    out.applies = off == "FALSE" ? then.applies : fmt::format("(NOT {} AND {})", off, then.applies);
    out.guarded = off == "FALSE" ? then.guarded : any_of({off, then.guarded});
    out.truth = passing.empty()
                    ? otherwise(on, then.truth, "NULL")
                    : otherwise(on, then.truth, fmt::format("(CASE WHEN {} IS {} THEN {} ELSE NULL END)", then.truth, passing, passing));
    return out;
  }

  const CompiledCriterion& criterion_;
  const std::function<string(engine::AtomNumber)>& column_;
};

string query_of(const engine::CompiledStudy& study, const std::function<string(engine::AtomNumber)>& column) {
  string fails, open;
  for (const CompiledCriterion& criterion : study.criteria) {
    const bool inclusion = criterion.section == Section::inclusion;
    const Sql sql = Writer(criterion, column).of(criterion.root, inclusion ? "TRUE" : "FALSE");
    const string applies = sql.applies == "TRUE" ? "" : sql.applies + " AND ";
    fails += (fails.empty() ? "" : " OR ") + fmt::format("({}{} IS {})", applies, sql.truth, inclusion ? "FALSE" : "TRUE");
    // Open: unknown, or nothing but a mention.
    string one = fmt::format("({}{} IS NULL)", applies, sql.truth);
    if (sql.applies != "TRUE") one = fmt::format("({} OR (NOT {} AND NOT {}))", one, sql.applies, sql.guarded);
    open += (open.empty() ? "" : " OR ") + one;
  }
  if (fails.empty()) fails = open = "FALSE";
  return fmt::format("SELECT count(*) FILTER (WHERE {0}), count(*) FILTER (WHERE NOT ({0}) AND NOT ({1})) FROM wide", fails, open);
}

VerdictCounts counts_of(std::uint64_t ineligible, std::uint64_t eligible, std::size_t patients) {
  return {eligible, patients - ineligible - eligible, ineligible};
}

}  // namespace

std::vector<WideTable> wide_tables(const Prepared& prepared, std::size_t most_columns) {
  std::vector<WideTable> tables;
  std::unordered_map<engine::AtomNumber, std::size_t> place;
  for (std::size_t s = 0; s < prepared.studies.size(); ++s) {
    const engine::CompiledStudy& study = prepared.studies[s];
    if (study.groups > 1) continue;
    std::vector<engine::AtomNumber> asked;
    for (const CompiledCriterion& criterion : study.criteria) {
      for (const Step& step : criterion.steps) {
        if (step.kind == Step::Kind::atom) asked.push_back(step.atom);
      }
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    const auto fresh = static_cast<std::size_t>(std::count_if(asked.begin(), asked.end(), [&](auto q) { return !place.contains(q); }));
    if (asked.size() > most_columns) continue;
    if (tables.empty() || tables.back().questions.size() + fresh > most_columns) {
      tables.emplace_back();
      place.clear();
    }
    WideTable& table = tables.back();
    for (const auto q : asked) {
      if (place.try_emplace(q, table.questions.size()).second) table.questions.push_back(q);
    }
    table.studies.push_back(s);
    table.queries.push_back(query_of(study, [&](engine::AtomNumber q) { return fmt::format("q{}", place.at(q)); }));
  }
  return tables;
}

Counted with_sqlite(std::span<const WideTable> tables, std::span<const Truth> answers, std::size_t patients) {
  Counted result;
  for (const WideTable& table : tables) {
    sqlite3* opened = nullptr;
    if (sqlite3_open(":memory:", &opened) != SQLITE_OK) throw std::runtime_error("SQLite cannot be opened");
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
    const auto check = [&](int state) {
      if (state != SQLITE_OK && state != SQLITE_DONE && state != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(opened));
    };
    string columns, marks;
    for (std::size_t i = 0; i < table.questions.size(); ++i) {
      columns += fmt::format("{}q{} INTEGER", i == 0 ? "" : ", ", i);
      marks += i == 0 ? "?" : ",?";
    }
    if (columns.empty()) columns = "q0 INTEGER", marks = "?";
    check(sqlite3_exec(opened, fmt::format("CREATE TABLE wide({}); BEGIN", columns).c_str(), nullptr, nullptr, nullptr));
    using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
    const auto prepare = [&](const string& text) {
      sqlite3_stmt* statement = nullptr;
      check(sqlite3_prepare_v2(opened, text.c_str(), -1, &statement, nullptr));
      return Statement(statement, &sqlite3_finalize);
    };
    {
      const Statement insert = prepare(fmt::format("INSERT INTO wide VALUES({})", marks));
      for (std::size_t p = 0; p < patients; ++p) {
        for (std::size_t i = 0; i < table.questions.size(); ++i) {
          const Truth truth = answers[table.questions[i] * patients + p];
          check(truth == Truth::unknown ? sqlite3_bind_null(insert.get(), static_cast<int>(i) + 1)
                                        : sqlite3_bind_int(insert.get(), static_cast<int>(i) + 1, truth == Truth::true_ ? 1 : 0));
        }
        check(sqlite3_step(insert.get()));
        check(sqlite3_reset(insert.get()));
      }
    }
    check(sqlite3_exec(opened, "COMMIT", nullptr, nullptr, nullptr));
    std::vector<Statement> queries;
    for (const string& query : table.queries) queries.push_back(prepare(query));
    result.seconds += seconds([&] {
      for (const Statement& query : queries) {
        check(sqlite3_step(query.get()));
        result.counts.push_back(counts_of(static_cast<std::uint64_t>(sqlite3_column_int64(query.get(), 0)),
                                          static_cast<std::uint64_t>(sqlite3_column_int64(query.get(), 1)), patients));
      }
    });
  }
  return result;
}

Counted with_duckdb(std::span<const WideTable> tables, std::span<const Truth> answers, std::size_t patients, const string& script,
                    unsigned threads) {
  namespace fs = std::filesystem;
  string pattern = (fs::temp_directory_path() / "elig-duckdb-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
  const fs::path folder = pattern;
  struct Remove {
    fs::path folder;
    ~Remove() {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
    }
  } const remove{folder};
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const WideTable& table = tables[t];
    std::ofstream csv(folder / fmt::format("{}.csv", t), std::ios::binary);
    string text;
    for (std::size_t i = 0; i < table.questions.size(); ++i) text += fmt::format("{}q{}", i == 0 ? "" : ",", i);
    text += '\n';
    for (std::size_t p = 0; p < patients; ++p) {
      for (std::size_t i = 0; i < table.questions.size(); ++i) {
        const Truth truth = answers[table.questions[i] * patients + p];
        if (i > 0) text += ',';
        if (truth != Truth::unknown) text += truth == Truth::true_ ? "true" : "false";
      }
      text += '\n';
      if (text.size() > 1'000'000) {
        csv << text;
        text.clear();
      }
    }
    csv << text;
    std::ofstream queries(folder / fmt::format("{}.sql", t), std::ios::binary);
    for (const string& query : table.queries) queries << query << '\n';
    if (!csv.flush() || !queries.flush()) throw std::runtime_error("the temporary folder is full");
  }
  Counted result;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(
      ::popen(fmt::format("'{}' '{}' {} 2>&1", script, folder.string(), threads).c_str(), "r"), &::pclose);
  if (!out) return {{}, 0, "it cannot be started"};
  std::array<char, 512> line{};
  while (std::fgets(line.data(), static_cast<int>(line.size()), out.get()) != nullptr) {
    unsigned long long ineligible = 0, eligible = 0;
    double took = 0;
    if (std::sscanf(line.data(), "study %llu %llu", &ineligible, &eligible) == 2) {
      result.counts.push_back(counts_of(ineligible, eligible, patients));
    } else if (std::sscanf(line.data(), "seconds %lf", &took) == 1) {
      result.seconds = took;
    } else if (result.remark.empty()) {
      result.remark = string(line.data()).substr(0, string(line.data()).find('\n'));
    }
  }
  if (result.seconds > 0) result.remark.clear();
  return result;
}

}  // namespace elig::bench
