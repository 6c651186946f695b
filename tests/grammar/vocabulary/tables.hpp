// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The concept tables as they lie in the source tree, read without the library: what the loader forgives must still be found here.
namespace elig::tables {

struct Row {
  std::string where;  ///< "conditions.tsv:12", for messages
  std::size_t columns = 0;
  std::string id, kind, name;
  std::vector<std::string> synonyms, codes, parents;
  std::string attributes;
};

[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// Lines of a plain or gzip file; empty when it cannot be opened.
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& file);

/// Rows of every table whose first line names the concept columns, tables in order of their names.
[[nodiscard]] const std::vector<Row>& concept_rows();

}  // namespace elig::tables
