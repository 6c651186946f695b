// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "patients/omop/database.hpp"
#include "patients/tables/csv.hpp"
#include "patients/tables/facts.hpp"
#include "patients/tables/sqlite.hpp"

namespace elig::tables {
namespace {

constexpr std::string_view no_person = "an SQLite file without a person table; one in the OMOP Common Data Model is expected";
constexpr std::string_view other_columns = "a table with other columns than those of an OMOP table or of a table of facts";

bool is_name(const std::string& column) {
  return !column.empty() && column.size() < 64 &&
         std::all_of(column.begin(), column.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

[[noreturn]] void fail(const std::string& name, std::string_view why) { throw PatientError(fmt::format("{}: {}", one_line(name, 200), why)); }

void read_database(const TableInput& input, RecordSink& sink) {
  const SqliteFile file(input.name, input.content);
  omop::Database database(sink);
  bool any = false;
  for (const std::string& name : file.tables()) {
    auto table = file.open(name);
    const auto kind = omop::table_of(table->columns());
    any = any || kind == omop::TableKind::person;
    if (kind) database.add(*kind, std::move(table));
  }
  if (!any) fail(input.name, no_person);
  database.read();
}

}  // namespace

bool is_tabular(std::string_view content) {
  if (SqliteFile::is(content)) return true;
  // Names, not phrases: a text with commas in it is no table.
  const std::vector<std::string> columns = header_of(content);
  return columns.size() > 1 && std::all_of(columns.begin(), columns.end(), is_name);
}

void check_tabular(const RecordInput& input) {
  if (SqliteFile::is(input.content)) {
    const SqliteFile file(input.name, input.content);
    for (const std::string& name : file.tables()) {
      if (omop::table_of(file.open(name)->columns()) == omop::TableKind::person) return;
    }
    fail(input.name, no_person);
  }
  const CsvTable table(input.name, input.content);
  if (!omop::table_of(table.columns()) && !is_table_of_facts(table.columns())) fail(input.name, other_columns);
}

void read_tables(std::vector<TableInput> inputs, RecordSink& sink) {
  omop::Database database(sink);
  FactTables facts(sink);
  const TableInput* first_of_omop = nullptr;
  for (TableInput& input : inputs) {
    if (SqliteFile::is(input.content)) continue;
    auto table = std::make_unique<CsvTable>(input.name, std::exchange(input.content, {}), std::move(input.owner));
    if (const auto kind = omop::table_of(table->columns())) {
      if (*kind != omop::TableKind::supporting && first_of_omop == nullptr) first_of_omop = &input;
      database.add(*kind, std::move(table));
    } else if (is_table_of_facts(table->columns())) {
      facts.add(std::move(table));
    } else {
      fail(input.name, other_columns);
    }
  }
  if (first_of_omop != nullptr && !database.has(omop::TableKind::person)) {
    fail(first_of_omop->name, "a table of the OMOP Common Data Model, but no input is its person table");
  }
  database.read();
  facts.read();
  for (const TableInput& input : inputs) {
    if (SqliteFile::is(input.content)) read_database(input, sink);
  }
}

}  // namespace elig::tables
