// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/facts.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/measure.hpp"

namespace elig::bench {
namespace {

using engine::Question;

constexpr const char* tables =
    "CREATE TABLE patient(id INTEGER PRIMARY KEY, conditions INTEGER, medications INTEGER);"
    "CREATE TABLE fact(patient INTEGER, kind INTEGER, text INTEGER, sure INTEGER, day INTEGER, last INTEGER, value REAL, unit TEXT);"
    "CREATE TABLE means(concept INTEGER, kind INTEGER, text INTEGER, PRIMARY KEY(concept, kind, text)) WITHOUT ROWID;"
    "BEGIN";
constexpr const char* indexed = "COMMIT; CREATE INDEX by_text ON fact(text, kind, patient, sure, day, last, value, unit); ANALYZE";

// One row a patient: 1, 0 or nothing. ?1 is the concept.
// ?2 the limit, ?3 its unit; the comparator takes the place of the mark.
constexpr std::string_view value =
    "SELECT p.id, v.value {} ?2 FROM patient p LEFT JOIN (SELECT f.patient, f.value, max(f.day) FROM means m JOIN fact f ON f.text = m.text AND "
    "f.kind = m.kind WHERE m.concept = ?1 AND m.kind = 0 AND f.sure AND f.unit = ?3 GROUP BY f.patient) v ON v.patient = p.id ORDER BY p.id";
constexpr std::array<std::string_view, 4> comparators{">=", ">", "<=", "<"};
constexpr const char* diagnosis =
    "SELECT p.id, CASE WHEN p.id IN (SELECT f.patient FROM means m JOIN fact f ON f.text = m.text AND f.kind = m.kind WHERE m.concept = ?1 AND m.kind = 1 "
    "AND f.sure) THEN 1 WHEN p.conditions THEN 0 END FROM patient p ORDER BY p.id";
constexpr const char* drug =  // ?2 the first day that counts
    "SELECT p.id, CASE WHEN p.id IN (SELECT f.patient FROM means m JOIN fact f ON f.text = m.text AND f.kind = m.kind WHERE m.concept = ?1 AND m.kind = 2 "
    "AND f.sure AND f.last >= ?2) THEN 1 WHEN p.medications THEN 0 END FROM patient p ORDER BY p.id";

class Database {
 public:
  Database() {
    if (sqlite3_open(":memory:", &database_) != SQLITE_OK) throw std::runtime_error("SQLite cannot be opened");
  }
  ~Database() { sqlite3_close(database_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  void check(int state) const {
    if (state != SQLITE_OK && state != SQLITE_DONE && state != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(database_));
  }
  void run(const char* text) const { check(sqlite3_exec(database_, text, nullptr, nullptr, nullptr)); }
  using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
  [[nodiscard]] Statement prepare(const char* text) const {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(database_, text, -1, &statement, nullptr));
    return {statement, &sqlite3_finalize};
  }
  void insert(const Statement& into, std::initializer_list<std::int64_t> numbers) const {
    int at = 0;
    for (const std::int64_t number : numbers) check(sqlite3_bind_int64(into.get(), ++at, number));
    check(sqlite3_step(into.get()));
    check(sqlite3_reset(into.get()));
  }

 private:
  sqlite3* database_ = nullptr;
};

void fill(const Database& database, const Prepared& prepared, const Cohort& cohort) {
  database.run(tables);
  const auto patient_row = database.prepare("INSERT INTO patient VALUES(?, ?, ?)");
  const auto fact_row = database.prepare("INSERT INTO fact VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  const auto means_row = database.prepare("INSERT INTO means VALUES(?, ?, ?)");
  Patient patient;
  for (std::size_t p = 0; p < cohort.size(); ++p) {
    cohort.read(p, patient, Detail::truth);
    const auto id = static_cast<std::int64_t>(p);
    database.insert(patient_row, {id, patient.holds.conditions, patient.holds.medications});
    const auto texts = cohort.codes(p);
    for (std::size_t f = 0; f < patient.facts.size(); ++f) {
      const Fact& fact = patient.facts[f];
      if (fact.certainty == Certainty::absent || fact.start.first > prepared.options.as_of) continue;
      sqlite3_stmt* const row = fact_row.get();
      if (fact.value && fact.value->value.exact()) {
        database.check(sqlite3_bind_double(row, 7, fact.value->value.low));
        database.check(sqlite3_bind_text(row, 8, fact.value->unit.c_str(), -1, SQLITE_TRANSIENT));
      } else {
        database.check(sqlite3_bind_null(row, 7));
        database.check(sqlite3_bind_null(row, 8));
      }
      const Day last = fact.ongoing || !fact.end.known() ? day_max : fact.end.last;
      database.insert(fact_row, {id, static_cast<std::int64_t>(fact.kind), texts[f], fact.certainty == Certainty::confirmed, fact.start.first, last});
    }
  }
  engine::Bindings bindings(*prepared.vocabulary, prepared.names, prepared.questions.words());
  for (const Cohort::Use& use : cohort.uses()) {
    for (const ConceptIndex meant : bindings.of(cohort.texts()[use.text], use.kind).covers) {
      database.insert(means_row, {static_cast<std::int64_t>(meant), static_cast<std::int64_t>(use.kind), use.text});
    }
  }
  database.run(indexed);
}

/// Which statement answers it, with what.
struct Asked {
  std::size_t form;  ///< 0 … 3 values, 4 diagnosis, 5 drug
  double number = 0;
  std::string unit;
};

std::optional<Asked> plain_form(const Question& question, Day as_of) {
  const Atom& atom = question.atom;
  if (!question.concept_ || !atom.qualifiers.empty() || !atom.other_than.empty() || !atom.purposes.empty() || atom.count || atom.state != State::none ||
      atom.temporality != Temporality::any || atom.assertion != Assertion::asserted || !atom.at.empty()) {
    return std::nullopt;
  }
  switch (atom.kind) {
    case AtomKind::measurement: {
      if (atom.window || atom.bounds.size() != 1 || atom.bounds[0].relative_to != RelativeTo::none) return std::nullopt;
      const Bound& bound = atom.bounds[0];
      const std::size_t form = bound.op == Comparator::greater_equal ? 0 : bound.op == Comparator::greater ? 1 : bound.op == Comparator::less_equal ? 2 : 3;
      if (form == 3 && bound.op != Comparator::less) return std::nullopt;
      if (bound.canonical) return Asked{form, bound.canonical->value, bound.canonical->unit};
      return Asked{form, bound.value, bound.unit};
    }
    case AtomKind::condition:
      return atom.window || !atom.bounds.empty() ? std::nullopt : std::optional(Asked{4, 0, ""});
    case AtomKind::exposure: {
      if (!atom.bounds.empty()) return std::nullopt;
      if (!atom.window) return Asked{5, static_cast<double>(day_min), ""};
      const Window& window = *atom.window;
      if (window.op != WindowOp::within || window.anchor != "as_of" || !window.value || window.at_least || window.half_lives || window.future || window.strict)
        return std::nullopt;
      const int days = window.unit == TimeUnit::day ? 1 : window.unit == TimeUnit::week ? 7 : 0;
      if (days == 0) return std::nullopt;
      return Asked{5, static_cast<double>(as_of) - *window.value * days, ""};
    }
    default: return std::nullopt;
  }
}

}  // namespace

FactAnswers answers_by_sqlite(const Prepared& prepared, const Cohort& cohort, std::span<const Truth> expected, std::size_t most) {
  const Database database;
  fill(database, prepared, cohort);
  std::vector<Database::Statement> statements;
  for (const std::string_view comparator : comparators) statements.push_back(database.prepare(fmt::format(value, comparator).c_str()));
  statements.push_back(database.prepare(diagnosis));
  statements.push_back(database.prepare(drug));

  const auto& questions = prepared.questions.all();
  std::vector<std::pair<std::size_t, Asked>> plain;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (auto asked = plain_form(questions[q], prepared.options.as_of)) plain.emplace_back(q, std::move(*asked));
  }
  FactAnswers result;
  std::vector<Truth> answers(cohort.size());
  const std::size_t step = std::max<std::size_t>(1, plain.size() / std::max<std::size_t>(1, most));
  for (std::size_t i = 0; i < plain.size() && result.tried < most; i += step) {
    const auto& [q, asked] = plain[i];
    sqlite3_stmt* const statement = statements[asked.form].get();
    const double took = seconds([&] {
      database.check(sqlite3_bind_int64(statement, 1, static_cast<std::int64_t>(*questions[q].concept_)));
      if (asked.form != 4) database.check(sqlite3_bind_double(statement, 2, asked.number));
      if (asked.form < 4) database.check(sqlite3_bind_text(statement, 3, asked.unit.c_str(), -1, SQLITE_STATIC));
      for (std::size_t p = 0; sqlite3_step(statement) == SQLITE_ROW; ++p) {
        answers.at(p) = sqlite3_column_type(statement, 1) == SQLITE_NULL ? Truth::unknown : sqlite3_column_int(statement, 1) != 0 ? Truth::true_ : Truth::false_;
      }
      database.check(sqlite3_reset(statement));
    });
    ++result.tried;
    if (!std::equal(answers.begin(), answers.end(), expected.begin() + static_cast<std::ptrdiff_t>(q * cohort.size()))) continue;
    ++result.agreed;
    result.seconds += took;
  }
  return result;
}

}  // namespace elig::bench
