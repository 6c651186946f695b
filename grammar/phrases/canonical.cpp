// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/canonical.hpp"

#include <charconv>

#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

struct Plausible {
  std::string unit;
  double low = 0;
  double high = 0;
};

// "unit:low..high|unit:low..high"
std::vector<Plausible> plausible_ranges(std::string_view attribute) {
  std::vector<Plausible> ranges;
  for (const auto part : split(attribute, '|')) {
    const auto colon = part.rfind(':');
    const auto dots = part.find("..", colon == std::string_view::npos ? 0 : colon);
    if (colon == std::string_view::npos || dots == std::string_view::npos) continue;
    Plausible p{std::string(trim(part.substr(0, colon))), 0, 0};
    const std::string_view low = part.substr(colon + 1, dots - colon - 1), high = part.substr(dots + 2);
    std::from_chars(low.data(), low.data() + low.size(), p.low);
    std::from_chars(high.data(), high.data() + high.size(), p.high);
    ranges.push_back(std::move(p));
  }
  return ranges;
}

}  // namespace

void canonicalise(Atom& atom, const Vocabulary& vocabulary, std::vector<Diagnostic>& diagnostics) {
  if (atom.kind == AtomKind::age) {
    for (std::size_t i = 0; i < atom.bounds.size(); ++i) {
      Bound& b = atom.bounds[i];
      if (b.unit.empty()) {
        b.canonical = Quantity{b.value, "a"};
        b.unit_implied = true;
      } else {
        b.canonical = Quantity{b.value, b.unit};
      }
    }
    return;
  }
  const auto index = vocabulary.find(atom.concept_id);
  if (!index) return;
  const Concept& concept_ = vocabulary.at(*index);
  const std::string_view unit = concept_.attribute("unit");
  for (Bound& b : atom.bounds) {
    if (b.relative_to != RelativeTo::none) continue;
    if (!b.unit.empty()) {
      if (unit.empty()) continue;
      if (const auto v = convert(b.value, b.unit, unit, vocabulary.analyte(*index))) {
        b.canonical = Quantity{*v, std::string(unit)};
      } else {
        diagnostics.push_back({Severity::warning, "unit-unusual", b.span, "cannot convert " + b.unit + " to " + std::string(unit) + " for " + concept_.name});
      }
      continue;
    }
    const auto ranges = plausible_ranges(concept_.attribute("plausible"));
    const Plausible* only = nullptr;
    unsigned fits = 0;
    for (const Plausible& p : ranges)
      if (b.value >= p.low && b.value <= p.high) {
        ++fits;
        if (!only) only = &p;
      }
    if (fits == 1) {
      if (unit.empty()) {
        b.canonical = Quantity{b.value, only->unit};
        b.unit_implied = true;
      } else if (const auto v = convert(b.value, only->unit, unit, vocabulary.analyte(*index))) {
        b.canonical = Quantity{*v, std::string(unit)};
        b.unit_implied = true;
      }
      if (only->unit != "1") diagnostics.push_back({Severity::note, "unit-implied", b.span, "no unit written; " + only->unit + " is the only one in which this is plausible for " + concept_.name});
    } else if (!ranges.empty()) {
      diagnostics.push_back({Severity::warning, "unit-missing", b.span, "no unit written, and the number is plausible in " + std::string(fits ? "several" : "none") + " for " + concept_.name});
    }
  }
}

}  // namespace elig
