// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "patients/sink.hpp"
#include "patients/tables/table.hpp"

namespace elig::tables {

/// A column of the table being read; a table without it has it empty in every row.
struct Column {
  std::string_view name;
  std::size_t at = static_cast<std::size_t>(-1);
};

/// Goes through a table row by row. A field that cannot be read is told and left unknown where the row makes sense without
/// it; a row that does not is told and left out.
class Reading {
 public:
  Reading(Table& table, RecordSink& sink) : table_(table), sink_(sink) {}

  [[nodiscard]] Column column(std::string_view name) const { return {name, table_.column(name).value_or(static_cast<std::size_t>(-1))}; }

  /// Calls `use` for every good row. RowErrors it throws refuse the row.
  template <typename Use>
  void each(const Use& use) {
    table_.rewind();
    while (table_.next(row_)) {
      if (!row_.trouble.empty()) {
        refuse(row_.trouble);
        continue;
      }
      try {
        use();
      } catch (const RowError& error) {
        refuse(error.what());
      }
    }
  }

  [[nodiscard]] std::size_t line() const noexcept { return row_.line; }
  [[nodiscard]] std::string_view text(Column column) const {
    return column.at < row_.fields.size() ? trimmed(row_.fields[column.at]) : std::string_view{};
  }
  /// Fields that the row cannot do without; RowError when they are no numbers.
  [[nodiscard]] std::optional<std::int64_t> whole(Column column) const { return tables::whole(text(column), column.name); }

  /// Fields that it can do without: told and unknown when they cannot be read.
  [[nodiscard]] std::optional<double> decimal_or_unknown(Column column) {
    return or_unknown([&] { return tables::decimal(text(column), column.name); });
  }
  [[nodiscard]] std::optional<std::int64_t> whole_or_unknown(Column column) {
    return or_unknown([&] { return whole(column); });
  }
  [[nodiscard]] DayInterval date_or_unknown(Column column) {
    return or_unknown([&] { return tables::date(text(column), column.name); });
  }

  void refuse(std::string_view why) { sink_.refuse(fmt::format("{}: {}", table_.place(row_.line), one_line(why, 300))); }

 private:
  template <typename Read>
  auto or_unknown(const Read& read) -> decltype(read()) {
    try {
      return read();
    } catch (const RowError& error) {
      refuse(fmt::format("{}; left unknown", error.what()));
      return {};
    }
  }

  Table& table_;
  RecordSink& sink_;
  Row row_;
};

}  // namespace elig::tables
