// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace elig {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

// Records speak of the years 1 … 9999; beyond them a day is as good as unbounded.
constexpr std::int64_t first_month = 1 * 12;
constexpr std::int64_t last_month = 9999 * 12 + 11;

constexpr Day days(year_month_day date) { return static_cast<Day>(sys_days{date}.time_since_epoch().count()); }

year_month_day civil(Day day) { return year_month_day{sys_days{std::chrono::days{day}}}; }

constexpr Day first_day = days(year_month_day{std::chrono::year{1}, std::chrono::month{1}, std::chrono::day{1}});
constexpr Day last_day = days(year_month_day{std::chrono::year{9999}, std::chrono::month{12}, std::chrono::day{31}});

// Months since year 0.
std::int64_t month_number(year_month_day date) { return std::int64_t{int{date.year()}} * 12 + unsigned{date.month()} - 1; }

year_month_day last_of_month(std::chrono::year_month month) { return year_month_day{month / std::chrono::last}; }

// Exactly `length` digits at the front of `text`, taken off it.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t length) {
  if (text.size() < length) return std::nullopt;
  unsigned number = 0;
  for (const char c : text.substr(0, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(length);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// hh:mm[:ss[.fraction]][Z|±hh:mm], whole.
bool is_time(std::string_view text) {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return false;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return false;
  if (take(text, ':')) {
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return false;
    if (take(text, '.')) {
      if (!take_digits(text, 1)) return false;
      while (take_digits(text, 1)) {
      }
    }
  }
  if (text.empty() || text == "Z") return true;
  if (!take(text, '+') && !take(text, '-')) return false;
  const auto zone_hour = take_digits(text, 2);
  if (!zone_hour || *zone_hour > 14 || !take(text, ':')) return false;
  const auto zone_minute = take_digits(text, 2);
  return zone_minute && *zone_minute <= 59 && text.empty();
}

}  // namespace

Day day_of(int year, unsigned month, unsigned day) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (year < 1 || year > 9999 || !date.ok()) throw std::invalid_argument(fmt::format("no such day: {}-{}-{}", year, month, day));
  return days(date);
}

std::string to_string(Day day) {
  if (day < first_day || day > last_day) return "";
  const year_month_day date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
}

Day add_months(Day day, int months) {
  if (day < first_day) return day_min;
  if (day > last_day) return day_max;
  const year_month_day date = civil(day);
  const std::int64_t target = month_number(date) + months;
  if (target < first_month) return day_min;
  if (target > last_month) return day_max;
  const std::chrono::year_month month{std::chrono::year{static_cast<int>(target / 12)},
                                      std::chrono::month{static_cast<unsigned>(target % 12 + 1)}};
  return days(std::min(year_month_day{month / date.day()}, last_of_month(month)));
}

std::optional<DayInterval> parse_date(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || *year == 0) return std::nullopt;
  const std::chrono::year y{static_cast<int>(*year)};
  if (text.empty()) return DayInterval{days(y / 1 / 1), days(y / 12 / 31)};
  if (!take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  const std::chrono::year_month ym = y / std::chrono::month{*month};
  if (text.empty()) return DayInterval{days(ym / 1), days(last_of_month(ym))};
  if (!take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const year_month_day date = ym / std::chrono::day{*day};
  if (!date.ok()) return std::nullopt;
  if (!text.empty() && !(take(text, 'T') && is_time(text))) return std::nullopt;
  return DayInterval{days(date), days(date)};
}

int months_between(Day born, Day on) {
  const Day from = std::clamp(born, first_day, last_day);
  const Day to = std::clamp(on, first_day, last_day);
  const int months = static_cast<int>(month_number(civil(to)) - month_number(civil(from)));
  return add_months(from, months) <= to ? months : months - 1;
}

int years_between(Day born, Day on) {
  const int months = months_between(born, on);
  return months >= 0 ? months / 12 : -((11 - months) / 12);  // towards the past: a day before birth is year -1
}

}  // namespace elig
