// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/truth.hpp"
#include "grammar/ast.hpp"
#include "grammar/units.hpp"
#include "patients/fact.hpp"

/// Numbers against bounds. A number may be an interval, and then the comparison may be unknown. Two numbers within 1e-9 of
/// each other, relatively, are the same: a limit is a decimal, and so is what a laboratory reports.
namespace elig::engine {

[[nodiscard]] bool same(double a, double b) noexcept;
[[nodiscard]] Truth compare(const Interval& value, Comparator op, double bound) noexcept;
[[nodiscard]] const char* symbol(Comparator op) noexcept;  ///< "≤"

/// Both ends converted; empty when the units do not convert. An affine or scaling conversion keeps the order of the ends.
[[nodiscard]] std::optional<Interval> convert(const Interval& value, std::string_view from, std::string_view to, const AnalyteUnits& analyte);

/// UCUM code of a recorded unit, "" when the table does not know it or there is none.
[[nodiscard]] std::string unit_of(std::string_view recorded);
[[nodiscard]] bool dimensionless(std::string_view ucum) noexcept;

[[nodiscard]] std::string shown(double value);                               ///< up to four significant digits, no zeros at the end
[[nodiscard]] std::string shown(const Interval& value);                      ///< "12", "< 0.1", "60 … 90"
[[nodiscard]] std::string shown(const Interval& value, std::string_view unit);

/// The only unit of a vocabulary's `plausible` attribute ("mg/dL:0.1..30|umol/L:10..2000") in which `value` can be; "" when
/// there is none or more than one.
[[nodiscard]] std::string only_plausible_unit(std::string_view plausible, double value);

}  // namespace elig::engine
