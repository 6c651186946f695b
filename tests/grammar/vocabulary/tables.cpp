// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/grammar/vocabulary/tables.hpp"

#include <zlib.h>

#include <algorithm>

namespace elig::tables {
namespace {

namespace fs = std::filesystem;

void read_table(const fs::path& file, std::vector<Row>& rows) {
  const auto lines = lines_of(file);
  std::size_t i = 0;
  while (i < lines.size() && lines[i].starts_with('#')) ++i;
  if (i == lines.size() || !lines[i].starts_with("id\tkind\t")) return;
  for (++i; i < lines.size(); ++i) {
    if (lines[i].empty() || lines[i].front() == '#') continue;
    auto cells = split(lines[i], '\t');
    Row row;
    row.where = file.filename().string() + ":" + std::to_string(i + 1);
    row.columns = cells.size();
    cells.resize(std::max<std::size_t>(cells.size(), 7));
    row.id = cells[0];
    row.kind = cells[1];
    row.name = cells[2];
    row.synonyms = split(cells[3], '|');
    row.codes = split(cells[4], '|');
    row.parents = split(cells[5], '|');
    row.attributes = cells[6];
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::string content;
  if (gzFile in = gzopen(file.c_str(), "rb")) {  // reads plain files as they are
    char buffer[1 << 16];
    for (int n = 0; (n = gzread(in, buffer, sizeof buffer)) > 0;) content.append(buffer, static_cast<std::size_t>(n));
    gzclose(in);
  }
  auto lines = split(content, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (auto& line : lines) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
  }
  return lines;
}

const std::vector<Row>& concept_rows() {
  static const std::vector<Row> rows = [] {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(ELIG_VOCABULARY)) {
      if (entry.path().extension() == ".tsv") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<Row> all;
    for (const auto& file : files) read_table(file, all);
    return all;
  }();
  return rows;
}

}  // namespace elig::tables
