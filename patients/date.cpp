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

// Takes text apart from the front. Millions of dates a second pass here, so it looks at each character once.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // Exactly `length` digits, as a number; -1, and nothing taken, for anything else.
  int digits(int length) {
    if (end_ - at_ < length) return -1;
    int number = 0;
    for (int i = 0; i < length; ++i) {
      const int digit = at_[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    at_ += length;
    return number;
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void skip_digits() {
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
  }
  [[nodiscard]] bool ended() const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

// hh:mm[:ss[.fraction]][Z|±hh:mm], whole.
bool is_time(Scanner text) {
  const auto within = [](int number, int most) { return number >= 0 && number <= most; };
  if (!within(text.digits(2), 23) || !text.take(':') || !within(text.digits(2), 59)) return false;
  if (text.take(':')) {
    if (!within(text.digits(2), 60)) return false;
    if (text.take('.')) {
      if (text.digits(1) < 0) return false;
      text.skip_digits();
    }
  }
  if (text.ended()) return true;
  if (text.take('Z')) return text.ended();
  if (!text.take('+') && !text.take('-')) return false;
  return within(text.digits(2), 14) && text.take(':') && within(text.digits(2), 59) && text.ended();
}

// Digits and marks at fixed places, looked at without a branch each.
class FixedPlaces {
 public:
  explicit FixedPlaces(const char* text) : text_(text) {}
  unsigned two(std::size_t at) {
    const unsigned tens = static_cast<unsigned char>(text_[at]) - unsigned{'0'};
    const unsigned ones = static_cast<unsigned char>(text_[at + 1]) - unsigned{'0'};
    wrong_ |= static_cast<unsigned>(tens > 9) | static_cast<unsigned>(ones > 9);
    return tens * 10 + ones;
  }
  void expect(std::size_t at, char c) { wrong_ |= static_cast<unsigned>(text_[at] != c); }
  [[nodiscard]] bool all_right() const { return wrong_ == 0; }

 private:
  const char* text_;
  unsigned wrong_ = 0;
};

// The day of a text of the form that nearly all have, yyyy-mm-ddThh:mm:ss with a fraction and an offset or none; nothing for
// what has another form or is wrong.
std::optional<Day> day_of_date_time(std::string_view text) {
  constexpr std::size_t seconds_end = 19;
  if (text.size() < seconds_end) return std::nullopt;
  FixedPlaces places(text.data());
  const unsigned year = places.two(0) * 100 + places.two(2);
  const unsigned month = places.two(5);
  const unsigned day = places.two(8);
  const bool in_day = places.two(11) <= 23 && places.two(14) <= 59 && places.two(17) <= 60;
  places.expect(4, '-');
  places.expect(7, '-');
  places.expect(10, 'T');
  places.expect(13, ':');
  places.expect(16, ':');
  if (!places.all_right() || !in_day || year == 0) return std::nullopt;
  std::size_t at = seconds_end;
  if (at + 1 < text.size() && text[at] == '.') {
    const std::size_t point = at++;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == point + 1) return std::nullopt;
  }
  const std::size_t left = text.size() - at;
  if (left == 6) {
    FixedPlaces offset(text.data() + at);
    const bool within = offset.two(1) <= 14 && offset.two(4) <= 59;
    offset.expect(3, ':');
    if (!offset.all_right() || !within || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  } else if (left > 1 || (left == 1 && text[at] != 'Z')) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month}, std::chrono::day{day}};
  return date.ok() ? std::optional(days(date)) : std::nullopt;
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

std::optional<DayInterval> parse_date(std::string_view given) {
  if (const auto on = day_of_date_time(given)) return DayInterval{*on, *on};
  Scanner text(given);
  const int year = text.digits(4);
  if (year <= 0) return std::nullopt;
  const std::chrono::year y{year};
  if (text.ended()) return DayInterval{days(y / 1 / 1), days(y / 12 / 31)};
  if (!text.take('-')) return std::nullopt;
  const int month = text.digits(2);
  if (month < 1 || month > 12) return std::nullopt;
  const std::chrono::year_month ym = y / std::chrono::month{static_cast<unsigned>(month)};
  if (text.ended()) return DayInterval{days(ym / 1), days(last_of_month(ym))};
  if (!text.take('-')) return std::nullopt;
  const int day = text.digits(2);
  if (day < 1) return std::nullopt;
  const year_month_day date = ym / std::chrono::day{static_cast<unsigned>(day)};
  if (!date.ok()) return std::nullopt;
  if (!text.ended() && !(text.take('T') && is_time(text))) return std::nullopt;
  const Day on = days(date);
  return DayInterval{on, on};
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
