// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/screening/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "tools/files.hpp"

namespace elig::tools {
namespace {

struct Row {
  double score, low, high;
  std::uint64_t patient;
  std::uint32_t study, outcomes;
  std::uint32_t pass, fail, unknown, not_applicable, manual;
  std::uint8_t verdict, candidate, none[2];
};
static_assert(std::has_unique_object_representations_v<std::uint64_t>);

constexpr const char* schema = R"sql(
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
BEGIN;
CREATE TABLE run(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE patients(patient INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE studies(study INTEGER PRIMARY KEY, id TEXT NOT NULL, source TEXT NOT NULL, eligible INTEGER NOT NULL, undetermined INTEGER NOT NULL,
  ineligible INTEGER NOT NULL, candidates INTEGER NOT NULL);
CREATE TABLE criteria(study INTEGER NOT NULL REFERENCES studies, criterion INTEGER NOT NULL, id TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
  pass INTEGER NOT NULL, fail INTEGER NOT NULL, unknown INTEGER NOT NULL, not_applicable INTEGER NOT NULL, manual INTEGER NOT NULL,
  first_to_fail INTEGER NOT NULL, PRIMARY KEY(study, criterion)) WITHOUT ROWID;
CREATE TABLE verdicts(patient INTEGER NOT NULL REFERENCES patients, study INTEGER NOT NULL REFERENCES studies, verdict TEXT NOT NULL, candidate INTEGER NOT NULL,
  score REAL NOT NULL, score_low REAL NOT NULL, score_high REAL NOT NULL, pass INTEGER NOT NULL, fail INTEGER NOT NULL, unknown INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL, manual INTEGER NOT NULL, PRIMARY KEY(patient, study)) WITHOUT ROWID;
CREATE TABLE outcomes(patient INTEGER NOT NULL, study INTEGER NOT NULL, criterion INTEGER NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY(patient, study, criterion)) WITHOUT ROWID;
CREATE TABLE best_patients(study INTEGER NOT NULL REFERENCES studies, rank INTEGER NOT NULL, patient INTEGER NOT NULL REFERENCES patients, verdict TEXT NOT NULL,
  candidate INTEGER NOT NULL, score REAL NOT NULL, score_low REAL NOT NULL, score_high REAL NOT NULL, PRIMARY KEY(study, rank)) WITHOUT ROWID;
CREATE TABLE missing(need TEXT PRIMARY KEY, pairs_it_settles INTEGER NOT NULL, pairs_it_is_part_of INTEGER NOT NULL, studies INTEGER NOT NULL, codes TEXT NOT NULL) WITHOUT ROWID;
)sql";

constexpr const char* indexes = R"sql(
CREATE INDEX patients_by_id ON patients(id);
CREATE INDEX studies_by_id ON studies(id);
CREATE INDEX verdicts_by_study ON verdicts(study, candidate, score);
CREATE INDEX outcomes_by_criterion ON outcomes(study, criterion, outcome);
COMMIT;
)sql";

class Database {
 public:
  explicit Database(const std::string& file) : file_(file) {
    std::error_code error;
    std::filesystem::remove(file, error);
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database_.reset(opened);
    check(result);
  }
  void run(const char* sql) { check(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr)); }
  void check(int result) const {
    if (result == SQLITE_OK || result == SQLITE_DONE) return;
    throw FileError(fmt::format("{}: cannot be written: {}", file_, database_ ? sqlite3_errmsg(database_.get()) : "no memory"));
  }
  [[nodiscard]] sqlite3* handle() const noexcept { return database_.get(); }
  void close() { check(sqlite3_close(database_.release())); }

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
  };
  std::string file_;
  std::unique_ptr<sqlite3, Close> database_;
};

class Insert {
 public:
  Insert(Database& database, const char* table, int values) : database_(database) {
    std::string sql = fmt::format("INSERT INTO {} VALUES(?", table);
    for (int i = 1; i < values; ++i) sql += ",?";
    sqlite3_stmt* made = nullptr;
    database.check(sqlite3_prepare_v2(database.handle(), (sql + ")").c_str(), -1, &made, nullptr));
    statement_.reset(made);
  }
  template <typename... Values>
  void operator()(const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    database_.check(sqlite3_step(statement_.get()));
    sqlite3_reset(statement_.get());
  }

 private:
  void bind(int at, double value) { sqlite3_bind_double(statement_.get(), at, value); }
  void bind(int at, std::string_view value) { sqlite3_bind_text(statement_.get(), at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT); }
  void bind(int at, const char* value) { sqlite3_bind_text(statement_.get(), at, value, -1, SQLITE_STATIC); }
  template <typename Number>
    requires std::is_integral_v<Number>
  void bind(int at, Number value) {
    sqlite3_bind_int64(statement_.get(), at, static_cast<sqlite3_int64>(value));
  }
  struct Finish {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finish> statement_;
};

}  // namespace

void append_row(std::string& out, const Screening& s) {
  Row row{};
  row.score = s.score, row.low = s.score_low, row.high = s.score_high;
  row.patient = s.patient;
  row.study = static_cast<std::uint32_t>(s.study);
  row.outcomes = static_cast<std::uint32_t>(s.outcomes.size());
  row.pass = s.counts.pass, row.fail = s.counts.fail, row.unknown = s.counts.unknown, row.not_applicable = s.counts.not_applicable, row.manual = s.counts.manual;
  row.verdict = static_cast<std::uint8_t>(s.verdict);
  row.candidate = s.candidate ? 1 : 0;
  out.append(reinterpret_cast<const char*>(&row), sizeof row);
  for (Outcome outcome : s.outcomes) out.push_back(static_cast<char>(outcome));
}

void each_row(const std::string& file, const std::function<void(const Screening&)>& each) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"), &std::fclose);
  if (!in) throw FileError(fmt::format("{}: cannot be read: {}", file, std::strerror(errno)));
  Row row{};
  std::string outcomes;
  Screening s;
  while (std::fread(&row, sizeof row, 1, in.get()) == 1) {
    outcomes.resize(row.outcomes);
    if (row.outcomes > 0 && std::fread(outcomes.data(), outcomes.size(), 1, in.get()) != 1) throw FileError(fmt::format("{}: cut short", file));
    s.patient = row.patient;
    s.study = row.study;
    s.verdict = static_cast<Verdict>(row.verdict);
    s.candidate = row.candidate != 0;
    s.counts = {row.pass, row.fail, row.unknown, row.not_applicable, row.manual};
    s.score = row.score, s.score_low = row.low, s.score_high = row.high;
    s.outcomes.clear();
    for (char c : outcomes) s.outcomes.push_back(static_cast<Outcome>(c));
    each(s);
  }
}

void write_database(const std::string& file, const std::string& rows, std::span<const RuleSet> studies, const PatientSource& patients, const Batch& batch,
                    const EngineOptions& options, const std::string& vocabulary) {
  Database database(file);
  database.run(schema);
  {
    Insert run(database, "run", 2), patient(database, "patients", 2), study(database, "studies", 7), criterion(database, "criteria", 11),
        verdict(database, "verdicts", 12), outcome(database, "outcomes", 4), best(database, "best_patients", 8), missing(database, "missing", 5);
    run("as_of", to_string(options.as_of));
    run("engine", "elig " ELIG_VERSION);
    run("vocabulary", vocabulary);
    for (std::size_t p = 0; p < patients.size(); ++p) patient(p, patients.id(p));
    for (std::size_t s = 0; s < studies.size(); ++s) {
      const StudyTally& t = batch.studies()[s];
      study(s, studies[s].study, studies[s].source, t.eligible, t.undetermined, t.ineligible, t.candidates);
      for (std::size_t c = 0; c < t.criteria.size(); ++c) {
        const Criterion& one = studies[s].criteria[c];
        const CriterionTally& k = t.criteria[c];
        criterion(s, c, one.id, one.section == Section::inclusion ? "inclusion" : "exclusion", one.text, k.pass, k.fail, k.unknown, k.not_applicable, k.manual, k.in_order);
      }
      std::size_t rank = 0;
      for (const Ranked& r : batch.best(s)) best(s, ++rank, r.patient, to_string(r.verdict), r.candidate, r.score, r.low, r.high);
    }
    each_row(rows, [&](const Screening& s) {
      verdict(s.patient, s.study, to_string(s.verdict), s.candidate, s.score, s.score_low, s.score_high, s.counts.pass, s.counts.fail, s.counts.unknown,
              s.counts.not_applicable, s.counts.manual);
      for (std::size_t c = 0; c < s.outcomes.size(); ++c) {
        if (s.outcomes[c] != Outcome::pass) outcome(s.patient, s.study, c, to_string(s.outcomes[c]));
      }
    });
    for (const Lacking& l : batch.lacking()) {
      std::string codes;
      for (const ConceptCode& code : l.codes) codes += fmt::format("{}{}|{}{}", codes.empty() ? "" : " ", system_uri(code.system), code.code, code.prefix ? "*" : "");
      missing(l.need, l.pairs, l.part, l.studies, codes);
    }
  }
  database.run(indexes);
  database.close();
}

}  // namespace elig::tools
