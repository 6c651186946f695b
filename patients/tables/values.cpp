// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "patients/tables/table.hpp"

namespace elig::tables {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Sign {
  std::string_view text;
  Limit limit;
};
// The longer before those they begin with.
constexpr std::array<Sign, 8> signs{{{"<=", Limit::at_most},
                                     {"=<", Limit::at_most},
                                     {"\u2264", Limit::at_most},
                                     {">=", Limit::at_least},
                                     {"=>", Limit::at_least},
                                     {"\u2265", Limit::at_least},
                                     {"<", Limit::below},
                                     {">", Limit::above}}};

std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  text = trimmed(text);
  return number;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text = trimmed(text.substr(word.size()));
  return true;
}

}  // namespace

Interval limited(Limit limit, double number) noexcept {
  switch (limit) {
    case Limit::below:
      return {-infinity, number, true, true};
    case Limit::at_most:
      return {-infinity, number, true, false};
    case Limit::above:
      return {number, infinity, true, true};
    case Limit::at_least:
      return {number, infinity, false, true};
    case Limit::equal:
      break;
  }
  return {number, number, false, false};
}

std::optional<Interval> interval_of(std::string_view text) {
  text = trimmed(text);
  for (const Sign& sign : signs) {
    if (!take(text, sign.text)) continue;
    const auto number = take_number(text);
    return number && text.empty() ? std::optional(limited(sign.limit, *number)) : std::nullopt;
  }
  const auto low = take_number(text);
  if (!low) return std::nullopt;
  if (text.empty()) return limited(Limit::equal, *low);
  if (!take(text, "-") && !take(text, "\u2013") && !take(text, "to ")) return std::nullopt;
  const auto high = take_number(text);
  if (!high || !text.empty() || *high < *low) return std::nullopt;
  return Interval{*low, *high, false, false};
}

}  // namespace elig::tables
