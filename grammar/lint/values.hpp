// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/vocabulary.hpp"

/// Sets of values, as bounds describe them.
namespace elig::lint_room {

/// From `low` to `high`, each end in or out. Empty when nothing lies between.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_out = false;
  bool high_out = false;

  [[nodiscard]] bool empty() const noexcept { return low > high || (low == high && (low_out || high_out)); }
};

/// A union of disjoint intervals in ascending order.
using Values = std::vector<Interval>;

[[nodiscard]] Values both(const Values& a, const Values& b);
[[nodiscard]] Values complement(const Values& of);
/// Does `outer` hold all of `inner`?
[[nodiscard]] bool within(const Values& inner, const Values& outer);

/// What an atom's bounds admit, and on which scale: only values of one scale can be held against each other.
struct Admitted {
  std::string scale;  ///< concept and unit: "hemoglobin g/dL", "alt × ULN"
  std::string unit;   ///< for a person: "g/dL", "× ULN", "" for a score
  Values values;
};

/// Empty when a bound has no certain value: no unit, a multiple of the patient's baseline, a unit of another dimension.
[[nodiscard]] std::optional<Admitted> admitted(const Atom& atom);

/// The values a scale can take: the steps or the range of a score, years from 0, anything else that is measured.
struct Possible {
  Values values;
  bool steps = false;  ///< only the single values listed
};
[[nodiscard]] Possible possible(const Atom& atom, const Vocabulary& vocabulary);

/// "≥ 9 g/dL", "from 18 to 65 a".
[[nodiscard]] std::string shown(const Values& values, const std::string& unit);

}  // namespace elig::lint_room
