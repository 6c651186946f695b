// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/canonical.hpp"

#include "grammar/lexicon/plausible.hpp"

namespace elig {

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
  if (atom.bounds.empty()) return;
  const auto index = vocabulary.find(atom.concept_id);
  if (!index) return;
  const Concept& concept_ = vocabulary.at(*index);
  const std::string_view unit = concept_.attribute("unit");
  for (Bound& b : atom.bounds) {
    if (b.relative_to != RelativeTo::none || b.canonical) continue;
    if (!b.unit.empty()) {
      if (unit.empty()) continue;
      if (const auto v = convert(b.value, b.unit, unit, vocabulary.analyte(*index))) {
        b.canonical = Quantity{*v, std::string(unit)};
      } else if (b.unit == concept_.attribute("loose_unit")) {
        b.canonical = Quantity{b.value, std::string(unit)};
        diagnostics.push_back({Severity::note, "unit-implied", b.span, b.unit + " is written for " + std::string(unit) + " of " + concept_.name});
      } else if (b.unit != "{snellen}") {
        diagnostics.push_back({Severity::warning, "unit-unusual", b.span, "cannot convert " + b.unit + " to " + std::string(unit) + " for " + concept_.name});
      }
      continue;
    }
    const auto ranges = plausible_ranges(concept_.attribute("plausible"));
    const PlausibleRange* only = nullptr;
    unsigned fits = 0;
    for (const PlausibleRange& p : ranges)
      if (p.holds(b.value)) {
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
