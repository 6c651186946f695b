// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/lexicon/plausible.hpp"
#include "grammar/phrases/binder.hpp"
#include "grammar/units.hpp"

// Which of several things a comparison can be of, by what its unit measures.
namespace elig::binding {

// Can a concept that the chunk may mean be measured so? True where nothing speaks against it.
bool Binder::fits(const Chunk& c, const BoundsPhrase& phrase) const {
  bool any = false;
  for (const ConceptIndex i : c.concepts) {
    if (v_.at(i).kind != ConceptKind::measurement && v_.at(i).kind != ConceptKind::vital) continue;  // insulin is a drug, too
    const std::string_view unit = v_.at(i).attribute("unit");
    if (unit.empty()) return true;
    any = true;
    bool all = true;
    for (const auto& alternative : phrase.alternatives)
      for (const SurfaceBound& b : alternative)
        all &= b.amount.relative_to != RelativeTo::none || b.amount.unit.empty() || b.amount.unit.starts_with('{') || b.amount.unit == v_.at(i).attribute("loose_unit") || convert(b.amount.value, b.amount.unit, unit, v_.analyte(i)).has_value();
    if (all) return true;
  }
  return !any;
}

// "HbA1c in patients treated with insulin must be ≥ 7.5 %": insulin is not measured so, and what is stands further left
Index Binder::better_fit(Index left, Index k) {
  Chunk& near = at(left);
  const BoundsPhrase& phrase = at(k).bounds;
  if (!phrase.explicit_op || phrase.age || no_units(phrase) || near.concepts.empty()) return left;
  // a drug has doses, but no per cent and no limit of normal
  const bool drug = near.atom.kind == AtomKind::exposure && std::all_of(phrase.alternatives.begin(), phrase.alternatives.end(), [](const auto& alternative) {
    return std::all_of(alternative.begin(), alternative.end(), [](const SurfaceBound& b) { return b.amount.unit == "%" || b.amount.relative_to != RelativeTo::none; });
  });
  if (!drug && (!near.measurable || fits(near, phrase))) return left;
  for (Index i = left - 1; i >= 0; --i) {
    const Chunk& c = at(i);
    if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon) || is(c, ChunkKind::bounds)) break;
    if (!measurement_of(c) || c.concepts.empty() || !c.atom.bounds.empty() || !c.alternatives.empty() || c.atom.assertion == Assertion::mention || !fits(c, phrase)) continue;
    if (std::none_of(c.concepts.begin(), c.concepts.end(), [this](ConceptIndex meant) { return !v_.at(meant).attribute("unit").empty(); })) continue;
    if (!drug && near.atom.bounds.empty()) near.atom.assertion = Assertion::mention;  // "estradiol on day 2 of the cycle > 70 pg/mL"
    return i;
  }
  return left;
}

// "platelet count of 100,000": neither sign nor unit, and yet a value, where the number is plausible in one unit only
bool Binder::bare_value(Index subject, Index k) {
  const Chunk& s = at(subject);
  const BoundsPhrase& p = at(k).bounds;
  if (s.concepts.size() != 1 || v_.at(s.concepts[0]).attribute("demand").empty() || !s.atom.bounds.empty() || p.set || p.alternatives.size() != 1 || p.alternatives[0].size() != 1) return false;
  const Amount& a = p.alternatives[0][0].amount;
  if (a.letter || a.roman || a.relative_to != RelativeTo::none) return false;
  for (Index i = subject + 1; i < k; ++i)
    if (!is(at(i), ChunkKind::colon) && !(is(at(i), ChunkKind::filler) && (at(i).end[-1].is("of") || at(i).end[-1].is("is") || at(i).end[-1].is("be")))) return false;
  const bool ends = k + 1 >= size() || connective(at(k + 1)) || is(at(k + 1), ChunkKind::period) || is(at(k + 1), ChunkKind::semicolon) || is(at(k + 1), ChunkKind::close);
  if (!ends) return false;
  const auto ranges = plausible_ranges(v_.at(s.concepts[0]).attribute("plausible"));
  return std::count_if(ranges.begin(), ranges.end(), [&](const PlausibleRange& r) { return r.holds(a.value); }) == 1;
}

// "hepatic dysfunction (> 1.5 x ULN for AST and ALT)": the bracket names what it compares, behind the limit
Index Binder::listed_behind(Index k) {
  if (k == 0 || !is(at(k - 1), ChunkKind::open) || !at(k).bounds.explicit_op || k + 2 >= size()) return -1;
  if (!is(at(k + 1), ChunkKind::for_) && !(is(at(k + 1), ChunkKind::filler) && (at(k + 1).begin->is("of") || at(k + 1).begin->is("in")))) return -1;
  const Chunk& c = at(k + 2);
  return measurement_of(c) && !c.concepts.empty() && c.atom.bounds.empty() && c.alternatives.empty() && fits(c, at(k).bounds) ? k + 2 : -1;
}

// "FEV1 < 40 %": per cent of what is predicted, a measurement of its own by the same name
void Binder::in_its_unit(Chunk& c) const {
  const auto meant = v_.find(c.atom.concept_id);
  if (!meant || c.atom.kind != AtomKind::measurement) return;
  const auto other = v_.find(v_.at(*meant).attribute("in_other_unit"));
  if (!other) return;
  bool some = false, moves = true;
  const auto weigh = [&](const std::vector<Bound>& bounds) {
    for (const Bound& b : bounds) {
      some = true;
      moves &= b.relative_to == RelativeTo::none && !b.unit.empty() && !convert(b.value, b.unit, v_.at(*meant).attribute("unit"), v_.analyte(*meant)) && convert(b.value, b.unit, v_.at(*other).attribute("unit"), v_.analyte(*other));
    }
  };
  weigh(c.atom.bounds);
  for (const auto& bounds : c.alternatives) weigh(bounds);
  if (!some || !moves) return;
  c.concepts = {*other};
  c.atom.concept_id = v_.at(*other).id;
}

// Is the first what the second is measured by?
bool Binder::measures(const Chunk& score, const Chunk& whole) const {
  return std::any_of(whole.concepts.begin(), whole.concepts.end(), [&](ConceptIndex i) {
    const auto by = v_.measured_by(i);
    return std::any_of(score.concepts.begin(), score.concepts.end(), [&](ConceptIndex m) { return std::find(by.begin(), by.end(), m) != by.end(); });
  });
}

// "PD-L1 (CPS ≥ 10)": the bracket says all there is to say
void Binder::measured_in_bracket(Index open) {
  Index close = open + 2;
  while (close < size() && is(at(close), ChunkKind::filler)) ++close;
  if (open < 1 || close >= size() || !thing(at(open - 1)) || !thing(at(open + 1)) || !is(at(close), ChunkKind::close)) return;
  Chunk& whole = at(open - 1);
  if (whole.atom.kind != AtomKind::biomarker || !whole.atom.bounds.empty() || whole.atom.state != State::none || at(open + 1).atom.bounds.empty() || !measures(at(open + 1), whole)) return;
  if (close + 1 < size() && is(at(close + 1), ChunkKind::state)) return;
  whole.atom.assertion = Assertion::mention;
  at(open).kind = at(close).kind = ChunkKind::filler;
}

// "liver tests (AST, ALT, ALP) > 3 x ULN": the comparison behind the bracket is of every member in it
void Binder::share_in_bracket(Index subject, Index from) {
  Index close = subject;
  for (int depth = 0; depth >= 0 && ++close < from;) depth += is(at(close), ChunkKind::open) - is(at(close), ChunkKind::close);
  if (close >= from) return;
  for (Index i = subject + 1; i < close; ++i) {
    if (is(at(i), ChunkKind::open)) {
      // "ALT (SGPT)": the other name of the same thing
      for (int depth = 1; depth > 0 && ++i < close;) depth += is(at(i), ChunkKind::open) - is(at(i), ChunkKind::close);
      continue;
    }
    if (measurement_of(at(i)) && at(i).atom.bounds.empty() && at(i).alternatives.empty() && at(i).atom.assertion != Assertion::mention && !at(i).concepts.empty() && at(i).atom.kind == at(subject).atom.kind) give(i, from, true);
  }
}

}  // namespace elig::binding
