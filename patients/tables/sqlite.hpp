// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "patients/tables/table.hpp"

struct sqlite3;

namespace elig::tables {

/// The tables of an SQLite file whose bytes are in memory, for reading. Nothing the file may contain besides tables (views,
/// triggers, virtual tables) is run. Throws PatientError, one line with the name, for bytes that are no readable database.
class SqliteFile {
 public:
  /// Refers to `content`, which must outlive it and its tables.
  SqliteFile(std::string name, std::string_view content);

  [[nodiscard]] static bool is(std::string_view content) noexcept { return content.starts_with(std::string_view("SQLite format 3\0", 16)); }

  /// Names of the tables, as the file has them, in byte order.
  [[nodiscard]] const std::vector<std::string>& tables() const noexcept { return tables_; }
  /// Rows in the order they are stored. The table must not outlive the file.
  [[nodiscard]] std::unique_ptr<Table> open(const std::string& table) const;

 private:
  std::string name_;
  std::shared_ptr<sqlite3> database_;
  std::vector<std::string> tables_;
};

}  // namespace elig::tables
