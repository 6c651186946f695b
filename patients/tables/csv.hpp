// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "patients/tables/held_text.hpp"
#include "patients/tables/table.hpp"

namespace elig::tables {

/// Text with a header and one row a line. The header tells what separates the fields: a comma, a semicolon (quoted as in
/// RFC 4180) or a tab (as vocabulary downloads have it: no quoting, but a field in quotes loses them). Refers to `content`.
/// A row that cannot be taken apart costs that row only.
class CsvTable : public Table {
 public:
  /// `owner`, if any, holds the content, and is told at the last reading what it need not hold any more.
  CsvTable(std::string name, std::string_view content, std::shared_ptr<HeldText> owner = {});

  [[nodiscard]] std::string place(std::size_t line) const override;
  [[nodiscard]] bool next(Row& row) override;
  void rewind() override;
  void last_reading() override { last_reading_ = true; }

 private:
  [[nodiscard]] std::string_view take_line();
  void split(std::string_view line, Row& row);
  [[nodiscard]] bool split_quoted(std::size_t begin, Row& row);

  std::string name_;
  std::shared_ptr<HeldText> owner_;
  bool last_reading_ = false;
  std::size_t given_up_ = 0;  ///< of content_, at the last reading
  std::string_view content_;
  char separator_ = ',';
  std::size_t at_ = 0;
  std::size_t line_ = 0;  ///< of the line before `at_`
  std::size_t first_row_ = 0;
  std::vector<std::string> unquoted_;  ///< fields whose quotes had to be taken off, of the row
};

/// Columns that the first line of `content` would name as a header, in lower case; empty when it cannot be one.
[[nodiscard]] std::vector<std::string> header_of(std::string_view content);

}  // namespace elig::tables
