// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/csv.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace elig::tables {
namespace {

constexpr std::size_t longest_header = 16384;
constexpr std::size_t given_up_at_once = std::size_t{16} << 20;
constexpr std::size_t longest_field = std::size_t{1} << 20;  ///< in quotes; beyond it the quote is a slip

std::string_view without_mark(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  return content;
}

// What separates the columns of a header: whichever of the three it has most of.
char separator_of(std::string_view header) {
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  if (count('\t') > 0) return '\t';
  return count(';') > count(',') ? ';' : ',';
}

std::string_view first_line(std::string_view content) {
  std::string_view line = content.substr(0, std::min(content.find('\n'), content.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// `"a ""b"""` is `a "b"`.
std::string plain(std::string_view quoted) {
  std::string out;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    out += quoted[i];
    if (quoted[i] == '"') ++i;
  }
  return out;
}

bool in_quotes(std::string_view field) { return field.size() >= 2 && field.front() == '"' && field.back() == '"'; }

}  // namespace

std::vector<std::string> header_of(std::string_view content) {
  const std::string_view line = first_line(without_mark(content));
  if (line.empty() || line.size() > longest_header) return {};
  std::vector<std::string> columns;
  const char separator = separator_of(line);
  for (std::string_view rest = line;;) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    std::string_view field = trimmed(rest.substr(0, end));
    if (in_quotes(field)) field = field.substr(1, field.size() - 2);
    columns.push_back(lower(trimmed(field)));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  return columns;
}

CsvTable::CsvTable(std::string name, std::string_view content, std::shared_ptr<HeldText> owner)
    : name_(std::move(name)), owner_(std::move(owner)), content_(without_mark(content)) {
  columns_ = header_of(content_);
  separator_ = separator_of(first_line(content_));
  rewind();
}

void CsvTable::rewind() {
  at_ = 0;
  line_ = 0;
  static_cast<void>(take_line());
  first_row_ = at_;
}

std::string CsvTable::place(std::size_t line) const { return fmt::format("{}, line {}", one_line(name_, 200), line); }

// The next line, without its end.
std::string_view CsvTable::take_line() {
  const std::size_t end = std::min(content_.find('\n', at_), content_.size());
  std::string_view line = content_.substr(at_, end - at_);
  at_ = std::min(end + 1, content_.size());
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool CsvTable::next(Row& row) {
  row.fields.clear();
  row.trouble = {};
  if (last_reading_ && owner_ && at_ - given_up_ >= given_up_at_once) {
    owner_->give_up(at_);  // a byte order mark before the content is not worth counting
    given_up_ = at_;
  }
  for (;;) {
    if (at_ >= content_.size()) return false;
    const std::size_t begin = at_;
    const std::string_view line = take_line();
    if (trimmed(line).empty()) continue;
    row.line = line_;
    if (separator_ != '\t' && line.find('"') != std::string_view::npos) {
      const std::size_t after = at_;
      const std::size_t lines = line_;
      if (!split_quoted(begin, row)) {  // the next line may be a good row again
        at_ = after;
        line_ = lines;
        row.trouble = "a quoted field does not end where it should";
        return true;
      }
    } else {
      split(line, row);
    }
    if (!simdjson::validate_utf8(content_.data() + begin, at_ - begin)) {
      row.trouble = "not UTF-8";
    } else if (row.fields.size() != columns_.size()) {
      row.trouble = "not as many fields as the header has columns";
    }
    return true;
  }
}

void CsvTable::split(std::string_view line, Row& row) {
  unquoted_.clear();
  for (;;) {
    const std::size_t end = line.find(separator_);
    std::string_view field = line.substr(0, end);
    if (in_quotes(field)) {
      // Views stay valid: no more fields than columns are kept.
      if (unquoted_.capacity() < columns_.size()) unquoted_.reserve(columns_.size());
      if (unquoted_.size() < columns_.size()) field = unquoted_.emplace_back(plain(field.substr(1, field.size() - 2)));
    }
    row.fields.push_back(field);
    if (end == std::string_view::npos || row.fields.size() > columns_.size()) return;
    line.remove_prefix(end + 1);
  }
}

// A row that has quotes, from `begin`; it may go on over several lines. False when a quote never ends, or not before a separator.
bool CsvTable::split_quoted(std::size_t begin, Row& row) {
  unquoted_.clear();
  unquoted_.reserve(columns_.size() + 1);
  std::size_t i = begin;
  for (;;) {
    if (i < content_.size() && content_[i] == '"') {
      std::size_t end = i + 1;
      for (;; end += 2) {
        end = content_.find('"', end);
        if (end == std::string_view::npos || end - i > longest_field) return false;
        if (end + 1 >= content_.size() || content_[end + 1] != '"') break;
      }
      const std::string_view inside = content_.substr(i + 1, end - i - 1);
      if (unquoted_.size() <= columns_.size()) row.fields.emplace_back(unquoted_.emplace_back(plain(inside)));
      line_ += static_cast<std::size_t>(std::count(inside.begin(), inside.end(), '\n'));
      i = end + 1;
    } else {
      const std::size_t end = std::min(content_.find_first_of(separator_ == ';' ? ";\n" : ",\n", i), content_.size());
      std::string_view field = content_.substr(i, end - i);
      if (field.ends_with('\r')) field.remove_suffix(1);
      row.fields.push_back(field);
      i = end;
    }
    if (i < content_.size() && content_[i] == '\r') ++i;
    if (i >= content_.size()) break;
    if (content_[i] == '\n') {
      ++i;
      break;
    }
    if (content_[i] != separator_) return false;
    ++i;
    if (row.fields.size() > columns_.size()) return false;
  }
  at_ = i;
  return true;
}

}  // namespace elig::tables
