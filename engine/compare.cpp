// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace elig::engine {

bool same(double a, double b) noexcept {
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return a == b || std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

namespace {

/// Is every (`all`) or some value of the interval below the bound, or at it when `or_equal`?
bool below(const Interval& v, double bound, bool or_equal, bool all) noexcept {
  const double end = all ? v.high : v.low;
  const bool open = all ? v.high_open : v.low_open;
  if (same(end, bound)) return all ? (or_equal || open) : (or_equal && !open);
  return end < bound;
}

}  // namespace

Truth compare(const Interval& v, Comparator op, double bound) noexcept {
  const auto decide = [](bool certain, bool possible) { return certain ? Truth::true_ : possible ? Truth::unknown : Truth::false_; };
  switch (op) {
    case Comparator::less: return decide(below(v, bound, false, true), below(v, bound, false, false));
    case Comparator::less_equal: return decide(below(v, bound, true, true), below(v, bound, true, false));
    case Comparator::greater: return !decide(below(v, bound, true, true), below(v, bound, true, false));
    case Comparator::greater_equal: return !decide(below(v, bound, false, true), below(v, bound, false, false));
    case Comparator::equal:
      return decide(v.exact() && same(v.low, bound), below(v, bound, true, false) && !below(v, bound, false, true));
  }
  return Truth::unknown;
}

const char* symbol(Comparator op) noexcept {
  switch (op) {
    case Comparator::less: return "<";
    case Comparator::less_equal: return "≤";
    case Comparator::equal: return "=";
    case Comparator::greater_equal: return "≥";
    case Comparator::greater: return ">";
  }
  return "";
}

std::optional<Interval> convert(const Interval& value, std::string_view from, std::string_view to, const AnalyteUnits& analyte) {
  const auto end = [&](double v) -> std::optional<double> {
    if (std::isinf(v)) return v;
    return elig::convert(v, from, to, analyte);
  };
  const auto low = end(value.low), high = end(value.high);
  if (!low || !high) return std::nullopt;
  // Both ends open-ended say nothing about the units; ask with a number.
  if (std::isinf(*low) && std::isinf(*high) && !elig::convert(1.0, from, to, analyte)) return std::nullopt;
  return Interval{*low, *high, value.low_open, value.high_open};
}

std::string unit_of(std::string_view recorded) {
  if (recorded.empty()) return {};
  if (auto known = ucum_of(recorded)) return *known;
  return {};
}

bool dimensionless(std::string_view ucum) noexcept { return ucum == "1" || (ucum.size() >= 2 && ucum.front() == '{' && ucum.back() == '}'); }

std::string shown(double value) {
  if (value == 0) return "0";
  // Whole numbers as they are, the rest to four digits: "1500", "51.3", "0.075".
  if (std::abs(value) < 1e15 && value == std::floor(value)) return fmt::format("{:.0f}", value);
  const int decimals = std::max(0, 3 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

std::string shown(const Interval& value) {
  if (value.exact()) return shown(value.low);
  if (std::isinf(value.low)) return fmt::format("{} {}", value.high_open ? "<" : "≤", shown(value.high));
  if (std::isinf(value.high)) return fmt::format("{} {}", value.low_open ? ">" : "≥", shown(value.low));
  return fmt::format("{} … {}", shown(value.low), shown(value.high));
}

std::string shown(const Interval& value, std::string_view unit) {
  return unit.empty() || dimensionless(unit) ? shown(value) : fmt::format("{} {}", shown(value), unit);
}

std::string only_plausible_unit(std::string_view plausible, double value) {
  std::string found;
  while (!plausible.empty()) {
    const std::size_t bar = plausible.find('|');
    const std::string_view part = plausible.substr(0, bar);
    plausible = bar == std::string_view::npos ? std::string_view{} : plausible.substr(bar + 1);
    const std::size_t colon = part.rfind(':');
    const std::size_t dots = part.find("..", colon == std::string_view::npos ? 0 : colon);
    if (colon == std::string_view::npos || dots == std::string_view::npos) continue;
    double low = 0, high = 0;
    const std::string_view a = part.substr(colon + 1, dots - colon - 1), b = part.substr(dots + 2);
    if (std::from_chars(a.data(), a.data() + a.size(), low).ec != std::errc{}) continue;
    if (std::from_chars(b.data(), b.data() + b.size(), high).ec != std::errc{}) continue;
    if (value < low || value > high) continue;
    if (!found.empty()) return {};
    found = part.substr(0, colon);
  }
  return found;
}

}  // namespace elig::engine
