// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace elig::tables {
namespace {

char small(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <typename Number>
bool read(std::string_view text, Number& number) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<std::size_t> Table::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  return found == columns_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - columns_.begin()));
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same_letters(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return small(x) == small(y); });
}

std::optional<std::int64_t> whole(std::string_view field, std::string_view column) {
  field = trimmed(field);
  if (field.empty()) return std::nullopt;
  std::int64_t number = 0;
  if (read(field, number)) return number;
  double value = 0;  // exports of data frames write 12 as 12.0
  if (read(field, value) && value == std::trunc(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  throw RowError(fmt::format("{} '{}' is no whole number", column, one_line(field)));
}

std::optional<double> decimal(std::string_view field, std::string_view column) {
  field = trimmed(field);
  if (field.empty()) return std::nullopt;
  double number = 0;
  if (read(field, number) && std::isfinite(number)) return number;
  throw RowError(fmt::format("{} '{}' is no number", column, one_line(field)));
}

DayInterval date(std::string_view field, std::string_view column) {
  field = trimmed(field);
  if (field.empty()) return {};
  std::string text(field);
  if (text.size() == 8 && all_digits(text)) text = fmt::format("{}-{}-{}", field.substr(0, 4), field.substr(4, 2), field.substr(6, 2));
  // Databases separate day and hour by a blank; the hour is of no use here.
  if (text.size() > 10 && text[10] == ' ') text.resize(10);
  if (const auto days = parse_date(text)) return *days;
  throw RowError(fmt::format("{} '{}' is no date", column, one_line(field)));
}

}  // namespace elig::tables
