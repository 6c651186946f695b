// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/sqlite.hpp"

#include <fmt/format.h>
#include <simdjson.h>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>

#include "patients/read.hpp"

namespace elig::tables {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

[[noreturn]] void broken(const std::string& name, const std::string& why) {
  throw PatientError(fmt::format("{}: broken SQLite file: {}", one_line(name, 200), one_line(why, 200)));
}

std::string identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

Statement prepare(sqlite3* database, const std::string& name, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK) {
    broken(name, sqlite3_errmsg(database));
  }
  return {statement, &sqlite3_finalize};
}

std::string text_of(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? "" : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

class SqliteTable : public Table {
 public:
  SqliteTable(std::shared_ptr<sqlite3> database, std::string file, std::string table)
      : database_(std::move(database)), file_(std::move(file)), table_(std::move(table)), statement_(nullptr, &sqlite3_finalize) {
    rewind();
    const int count = sqlite3_column_count(statement_.get());
    for (int i = 0; i < count; ++i) columns_.push_back(lower(sqlite3_column_name(statement_.get(), i)));
    dates_.resize(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) dates_[i] = columns_[i].ends_with("_date") || columns_[i].ends_with("_datetime");
    numbers_.resize(columns_.size());
  }

  [[nodiscard]] std::string place(std::size_t line) const override {
    return fmt::format("{}, {}, row {}", one_line(file_, 200), one_line(table_), line);
  }

  void rewind() override {
    statement_ = prepare(database_.get(), file_, fmt::format("SELECT * FROM {}", identifier(table_)));
    line_ = 0;
  }

  [[nodiscard]] bool next(Row& row) override {
    const int state = sqlite3_step(statement_.get());
    if (state == SQLITE_DONE) return false;
    if (state != SQLITE_ROW) broken(file_, sqlite3_errmsg(database_.get()));
    row.fields.clear();
    row.trouble = {};
    row.line = ++line_;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const int column = static_cast<int>(i);
      // R writes dates as seconds or days since 1970; as numbers they would be read as something else.
      if (dates_[i] && sqlite3_column_type(statement_.get(), column) == SQLITE_FLOAT) {
        numbers_[i] = day_of_number(sqlite3_column_double(statement_.get(), column));
        row.fields.emplace_back(numbers_[i]);
        continue;
      }
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
      row.fields.emplace_back(text == nullptr ? std::string_view{} : std::string_view(text, size));
      if (!simdjson::validate_utf8(row.fields.back().data(), size)) row.trouble = "not UTF-8";
    }
    return true;
  }

 private:
  static std::string day_of_number(double number) {
    constexpr double seconds_a_day = 86400;
    const double days = std::floor(std::abs(number) > 100000 ? number / seconds_a_day : number);
    return std::abs(days) < 1000000 ? to_string(static_cast<Day>(days)) : fmt::format("{}", number);
  }

  std::shared_ptr<sqlite3> database_;
  std::string file_;
  std::string table_;
  Statement statement_;
  std::size_t line_ = 0;
  std::vector<bool> dates_;
  std::vector<std::string> numbers_;  ///< dates that were numbers, of the row
};

}  // namespace

SqliteFile::SqliteFile(std::string name, std::string_view content) : name_(std::move(name)) {
  // Bytes 18 and 19: a database in this mode keeps its latest changes in a second file.
  if (content.size() > 20 && (content[18] == 2 || content[19] == 2)) {
    broken(name_, "its latest changes may lie in a second file (WAL mode); run PRAGMA journal_mode=DELETE on it first");
  }
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_ = std::shared_ptr<sqlite3>(database, &sqlite3_close_v2);
  if (opened != SQLITE_OK) broken(name_, "it cannot be opened");
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  // Read only: SQLite never writes to these bytes.
  auto* bytes = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(content.data()));
  const auto size = static_cast<sqlite3_int64>(content.size());
  if (sqlite3_deserialize(database, "main", bytes, size, size, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
    broken(name_, sqlite3_errmsg(database));
  }
  const Statement all = prepare(database, name_,
                                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                                "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
  int state = SQLITE_ROW;
  while ((state = sqlite3_step(all.get())) == SQLITE_ROW) tables_.push_back(text_of(all.get(), 0));
  if (state != SQLITE_DONE) broken(name_, sqlite3_errmsg(database));
}

std::unique_ptr<Table> SqliteFile::open(const std::string& table) const { return std::make_unique<SqliteTable>(database_, name_, table); }

}  // namespace elig::tables
