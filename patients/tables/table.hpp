// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "patients/date.hpp"
#include "patients/plain_text.hpp"

/// Rows of a table of text, whatever file they come from, and the few types their fields have.
namespace elig::tables {

using plain::lower;
using plain::one_line;

/// Why one row cannot be used. Never leaves the readers: it becomes one refusal line.
class RowError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One row: its fields by the column's number, "" for a field that is empty or null. Valid until the next row is asked for.
struct Row {
  std::vector<std::string_view> fields;
  std::size_t line = 0;      ///< line of the text, or number of the row in a database, from 1
  std::string_view trouble;  ///< why the row cannot be used; "" for a good one
};

class Table {
 public:
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  virtual ~Table() = default;

  /// Names of the columns in lower case.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  /// "measurement.csv, line 17" or "cdm.sqlite, measurement, row 17".
  [[nodiscard]] virtual std::string place(std::size_t line) const = 0;
  /// The next row, or false at the end.
  [[nodiscard]] virtual bool next(Row& row) = 0;
  /// Back to the first row.
  virtual void rewind() = 0;
  /// From the first row on, the rows will be read once more and never again.
  virtual void last_reading() {}

 protected:
  std::vector<std::string> columns_;
};

/// `text` without blanks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
[[nodiscard]] bool same_letters(std::string_view a, std::string_view b) noexcept;

/// A whole number, also as "12.0"; empty for an empty field. Throws RowError, naming the column, for anything else.
[[nodiscard]] std::optional<std::int64_t> whole(std::string_view field, std::string_view column);
/// A finite decimal; likewise.
[[nodiscard]] std::optional<double> decimal(std::string_view field, std::string_view column);
/// A day, month or year: `2024-05-20`, `2024-05`, `2024`, `20240520`, with or without a time. Unknown for an empty field;
/// throws RowError for anything else.
[[nodiscard]] DayInterval date(std::string_view field, std::string_view column);

}  // namespace elig::tables
