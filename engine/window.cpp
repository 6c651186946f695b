// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace elig::engine {
namespace {

Day saturated(std::int64_t day) { return static_cast<Day>(std::clamp<std::int64_t>(day, day_min + 1, day_max - 1)); }

const char* unit_name(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::minute: return "minute";
    case TimeUnit::hour: return "hour";
    case TimeUnit::day: return "day";
    case TimeUnit::week: return "week";
    case TimeUnit::month: return "month";
    case TimeUnit::year: return "year";
    case TimeUnit::half_life: return "half-life";
  }
  return "";
}

std::string amount(double value, TimeUnit unit) {
  if (unit == TimeUnit::half_life) return fmt::format("{} half-{}", value, value == 1 ? "life" : "lives");
  return fmt::format("{} {}{}", value, unit_name(unit), value == 1 ? "" : "s");
}

/// `from` shifted by whole and broken months; years of ten thousands are cut off, they are typing errors.
Day months_before(Day from, double months) {
  months = std::clamp(months, 0.0, 12.0 * 5000);
  const double whole = std::floor(months + 1e-9);
  return saturated(static_cast<std::int64_t>(add_months(from, -static_cast<int>(whole))) - std::llround((months - whole) * 30));
}

DayInterval days_before(Day from, double days) {
  days = std::clamp(days, 0.0, 5000.0 * 366);
  const double nearest = std::round(days);
  const double low = std::abs(days - nearest) < 1e-9 ? nearest : std::floor(days);
  const double high = std::abs(days - nearest) < 1e-9 ? nearest : std::ceil(days);
  return {saturated(from - static_cast<std::int64_t>(high)), saturated(from - static_cast<std::int64_t>(low))};
}

}  // namespace

DayInterval before(Day from, double value, TimeUnit unit) {
  switch (unit) {
    case TimeUnit::minute: return days_before(from, value / 1440);
    case TimeUnit::hour: return days_before(from, value / 24);
    case TimeUnit::day: return days_before(from, value);
    case TimeUnit::week: return days_before(from, value * 7);
    case TimeUnit::month: {
      const Day day = months_before(from, value);
      return {day, day};
    }
    case TimeUnit::year: {
      const Day day = months_before(from, value * 12);
      return {day, day};
    }
    case TimeUnit::half_life: break;
  }
  return {};
}

Truth since(DayInterval when, DayInterval edge, bool strict) noexcept {
  if (strict ? when.first > edge.last : when.first >= edge.last) return Truth::true_;
  if (strict ? when.last <= edge.first : when.last < edge.first) return Truth::false_;
  return Truth::unknown;
}

Truth until(DayInterval when, DayInterval edge, bool strict) noexcept {
  if (strict ? when.last < edge.first : when.last <= edge.first) return Truth::true_;
  if (strict ? when.first >= edge.last : when.first > edge.last) return Truth::false_;
  return Truth::unknown;
}

std::string not_computable(const Window& window) {
  if (window.future) return "lies after the as-of date";
  if (window.anchor != "as_of" && !window.anchor.empty()) return fmt::format("the date of \"{}\" is not known", window.anchor);
  if (!window.value) return "the window has no length";
  if (window.unit == TimeUnit::half_life) return "half-lives are not known";
  return {};
}

Truth holds(const Window& window, DayInterval when, Day as_of) { return holds(window, when, when, false, as_of); }

Truth holds(const Window& window, DayInterval begin, DayInterval end, bool ongoing, Day as_of) {
  if (!window.value) return Truth::unknown;
  const DayInterval edge = before(as_of, *window.value, window.unit);
  if (ongoing) end = {as_of, as_of};
  // What is recorded is known to have happened by the as-of date.
  begin.last = std::min(begin.last, as_of);
  end.last = std::min(end.last, as_of);
  end.first = std::max(end.first, begin.first);
  Truth answer = Truth::unknown;
  switch (window.op) {
    case WindowOp::within: answer = since(end, edge, window.strict); break;
    case WindowOp::not_within:
    case WindowOp::before: answer = until(end, edge, window.strict); break;
    case WindowOp::for_at_least: answer = until(begin, edge, window.strict); break;
    case WindowOp::for_at_most: answer = since(begin, edge, window.strict); break;
    case WindowOp::after: answer = until(begin, edge, window.strict); break;
  }
  if (window.at_least && window.inexact) {
    Window shorter = window;
    shorter.value = window.at_least;
    shorter.at_least.reset();
    const Truth other = holds(shorter, begin, end, ongoing, as_of);
    return answer == other ? answer : Truth::unknown;
  }
  if (window.at_least) {
    const DayInterval inner = before(as_of, *window.at_least, window.unit);
    // The inner bound of "between 2 and 6 months ago": it began by then.
    answer = answer && until(begin, inner, false);
  }
  return answer;
}

std::string shown(const Window& window) {
  std::string value = window.value ? amount(*window.value, window.unit) : "";
  if (window.half_lives) {
    value += fmt::format("{}{}, whichever is {}", value.empty() ? "" : " or ", amount(*window.half_lives, TimeUnit::half_life),
                         window.whichever_longer ? "longer" : "shorter");
  }
  const std::string from = window.at_least ? fmt::format("{} to ", *window.at_least) : "";
  if (window.inexact) return fmt::format("{} {}{}", window.op == WindowOp::within ? "within" : "at least", from, value);
  switch (window.op) {
    case WindowOp::within: return window.at_least ? fmt::format("{}{} ago", from, value) : fmt::format("{} {}", window.strict ? "less than" : "within", value);
    case WindowOp::not_within:
    case WindowOp::before: return fmt::format("{} {} ago", window.strict ? "more than" : "at least", value);
    case WindowOp::for_at_least: return fmt::format("for {} {}", window.strict ? "more than" : "at least", value);
    case WindowOp::for_at_most: return fmt::format("for {} {}", window.strict ? "less than" : "at most", value);
    case WindowOp::after: return fmt::format("since {} {} ago", window.strict ? "more than" : "at least", value);
  }
  return value;
}

std::string shown(DayInterval when) {
  if (!when.known()) return "undated";
  if (when.exact()) return to_string(when.first);
  if (when.first == day_min) return "by " + to_string(when.last);
  if (when.last == day_max) return "from " + to_string(when.first);
  const std::string first = to_string(when.first), last = to_string(when.last);
  if (first.size() == 10 && last.size() == 10) {
    if (first.compare(0, 7, last, 0, 7) == 0 && first.ends_with("-01")) return first.substr(0, 7);
    if (first.compare(0, 4, last, 0, 4) == 0 && first.ends_with("-01-01") && last.ends_with("-12-31")) return first.substr(0, 4);
  }
  return first + " … " + last;
}

std::string ago(DayInterval when, Day as_of) {
  if (!when.exact()) return shown(when);
  const std::int64_t days = static_cast<std::int64_t>(as_of) - when.first;
  if (days == 0) return fmt::format("{}, the as-of date", to_string(when.first));
  return fmt::format("{}, {} {} before the as-of date", to_string(when.first), days, days == 1 ? "day" : "days");
}

}  // namespace elig::engine
