// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lint/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "grammar/lexicon/tables.hpp"
#include "grammar/lint/checks.hpp"

namespace elig::lint_room {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

Interval of_bound(Comparator op, double value) {
  switch (op) {
    case Comparator::less: return {-endless, value, false, true};
    case Comparator::less_equal: return {-endless, value, false, false};
    case Comparator::equal: return {value, value, false, false};
    case Comparator::greater_equal: return {value, endless, false, false};
    case Comparator::greater: return {value, endless, true, false};
  }
  return {};
}

std::optional<double> parsed(std::string_view text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Values both(const Values& a, const Values& b) {
  Values out;
  for (const Interval& x : a)
    for (const Interval& y : b) {
      Interval i;
      i.low = std::max(x.low, y.low);
      i.low_out = (x.low == i.low && x.low_out) || (y.low == i.low && y.low_out);
      i.high = std::min(x.high, y.high);
      i.high_out = (x.high == i.high && x.high_out) || (y.high == i.high && y.high_out);
      if (!i.empty()) out.push_back(i);
    }
  return out;
}

Values complement(const Values& of) {
  Values out;
  Interval rest;  // what lies above everything seen so far
  for (const Interval& i : of) {
    Interval before = rest;
    before.high = i.low;
    before.high_out = !i.low_out;
    if (i.low != -endless && !before.empty()) out.push_back(before);
    if (i.high == endless) return out;
    rest.low = i.high;
    rest.low_out = !i.high_out;
  }
  out.push_back(rest);
  return out;
}

bool within(const Values& inner, const Values& outer) { return both(inner, complement(outer)).empty(); }

std::optional<Admitted> admitted(const Atom& atom) {
  if (atom.bounds.empty() || atom.concept_id.empty()) return std::nullopt;
  Admitted out;
  Interval range;
  Values points;
  for (const Bound& bound : atom.bounds) {
    double value = bound.value;
    std::string unit;
    if (bound.relative_to == RelativeTo::baseline) return std::nullopt;
    if (bound.relative_to != RelativeTo::none) {
      unit = bound.relative_to == RelativeTo::uln ? "× ULN" : "× LLN";
    } else if (atom.kind == AtomKind::age) {
      const auto years = convert(value, bound.unit.empty() ? "a" : bound.unit, "a");
      if (!years) return std::nullopt;
      value = *years;
      unit = "years";
    } else if (bound.canonical) {
      value = bound.canonical->value;
      unit = bound.canonical->unit;
    } else if (atom.kind != AtomKind::score || !(bound.unit.empty() || bound.unit == "1")) {
      return std::nullopt;
    }
    if (unit == "1") unit.clear();
    const std::string scale = atom.concept_id + " " + unit;
    if (!out.scale.empty() && out.scale != scale) return std::nullopt;
    out.scale = scale;
    out.unit = unit;
    const Interval one = of_bound(bound.op, value);
    if (bound.op == Comparator::equal) {
      points.push_back(one);
      continue;
    }
    const Values narrowed = both({range}, {one});
    if (narrowed.empty()) {  // "> 10 and < 5"
      out.values.clear();
      return out;
    }
    range = narrowed.front();
  }
  std::sort(points.begin(), points.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
  out.values = points.empty() ? Values{range} : both(points, {range});
  return out;
}

Possible possible(const Atom& atom, const Vocabulary& vocabulary) {
  const auto index = vocabulary.find(atom.concept_id);
  if (index && atom.kind == AtomKind::score) {
    const Concept& scale = vocabulary.at(*index);
    Possible steps{{}, true};
    for (const auto step : split(scale.attribute("ordinal"), '|')) {
      const auto value = parsed(trim(step));
      if (!value) {
        steps.values.clear();
        break;
      }
      steps.values.push_back(of_bound(Comparator::equal, *value));
    }
    std::sort(steps.values.begin(), steps.values.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
    if (!steps.values.empty()) return steps;
    const std::string_view range = scale.attribute("range");
    if (const auto dots = range.find(".."); dots != std::string_view::npos) {
      const auto low = parsed(range.substr(0, dots)), high = parsed(range.substr(dots + 2));
      if (low && high) return {{{*low, *high, false, false}}, false};
    }
    return {{Interval{}}, false};
  }
  // a base excess, a z-score and a temperature go below zero; amounts, counts and ages do not
  if (atom.kind == AtomKind::age) return {{{0, endless, false, false}}, false};
  return {{Interval{}}, false};
}

std::string shown(const Values& values, const std::string& unit) {
  const std::string of = unit.empty() ? "" : " " + unit;
  std::string text;
  for (const Interval& i : values) {
    if (!text.empty()) text += " or ";
    if (i.low == i.high) text += number(i.low) + of;
    else if (i.low == -endless && i.high == endless) text += "any value";
    else if (i.low == -endless) text += (i.high_out ? "< " : "≤ ") + number(i.high) + of;
    else if (i.high == endless) text += (i.low_out ? "> " : "≥ ") + number(i.low) + of;
    else text += (i.low_out ? "> " : "≥ ") + number(i.low) + " and " + (i.high_out ? "< " : "≤ ") + number(i.high) + of;
  }
  return text.empty() ? "no value" : text;
}

}  // namespace elig::lint_room
