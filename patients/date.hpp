// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

/// Civil dates without time zones or clocks. A partial date ("2021", "2021-03") is the interval of the days it may mean.
namespace elig {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
using Day = std::int32_t;
inline constexpr Day day_min = std::numeric_limits<Day>::min();  ///< "any time before"
inline constexpr Day day_max = std::numeric_limits<Day>::max();  ///< "no end known"

[[nodiscard]] Day day_of(int year, unsigned month, unsigned day);
[[nodiscard]] std::string to_string(Day day);  ///< YYYY-MM-DD

/// `day` moved by calendar months, clamped to the month's last day: 31 January + 1 month is 28 or 29 February.
[[nodiscard]] Day add_months(Day day, int months);

/// First and last day something may have happened on, both included.
struct DayInterval {
  Day first = day_min;
  Day last = day_max;
  [[nodiscard]] constexpr bool known() const noexcept { return first != day_min || last != day_max; }
  [[nodiscard]] constexpr bool exact() const noexcept { return first == last; }
  friend constexpr bool operator==(DayInterval, DayInterval) noexcept = default;
};

/// FHIR date, dateTime or instant: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, with or without a time, which is dropped. Empty for anything
/// else, impossible days (2023-02-30) included.
[[nodiscard]] std::optional<DayInterval> parse_date(std::string_view text);

/// Whole years (months) lived on `on` by someone born on `born`; someone born on 29 February completes a year on 28 February of a
/// common year (as CQL has it).
[[nodiscard]] int years_between(Day born, Day on);
[[nodiscard]] int months_between(Day born, Day on);

}  // namespace elig
