// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/truth.hpp"
#include "grammar/ast.hpp"
#include "patients/date.hpp"

/// Days against windows. The day exactly N before the anchor lies both "within N" and "at least N ago"; a strict window
/// ("more than", "less than") leaves it out. Months and years are calendar ones.
namespace elig::engine {

/// The day that lies `value` units before `from`. An interval when the unit is finer than a day (12 hours before a day is
/// that day or the one before). Months are calendar months; half a month is 15 days.
[[nodiscard]] DayInterval before(Day from, double value, TimeUnit unit);

/// Is `when` on or after (`strict`: after) the edge?
[[nodiscard]] Truth since(DayInterval when, DayInterval edge, bool strict) noexcept;
/// Is `when` on or before (`strict`: before) the edge?
[[nodiscard]] Truth until(DayInterval when, DayInterval edge, bool strict) noexcept;

/// Why a window cannot be worked out from any record, "" when it can. Windows anchored at enrolment are reckoned from the
/// as-of date.
[[nodiscard]] std::string not_computable(const Window& window);

/// A single day (a result, an operation, the onset of an event) against the window. `for_at_least` and `for_at_most` are
/// read as a begin that long, or no longer, ago.
[[nodiscard]] Truth holds(const Window& window, DayInterval when, Day as_of);

/// A stretch from `begin` to `end` against it: `within` when it touches the window, `not_within` when it ended before it.
[[nodiscard]] Truth holds(const Window& window, DayInterval begin, DayInterval end, bool ongoing, Day as_of);

[[nodiscard]] std::string shown(const Window& window);  ///< "within 28 days", "at least 6 months ago"
[[nodiscard]] std::string shown(DayInterval when);      ///< "2024-05-05", "2024-05", "2024", "undated"
[[nodiscard]] std::string ago(DayInterval when, Day as_of);  ///< "27 days before the as-of date"

}  // namespace elig::engine
