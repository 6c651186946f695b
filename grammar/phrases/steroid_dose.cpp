// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/steroid_dose.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;
using Index = std::size_t;

// What the words say besides the number: of which drug, and that any other may stand for it.
struct Said {
  double like_five_mg = 0;   // of the drug that is named, what 5 mg of prednisone do; 0 when none is
  bool equivalent = false;
  bool daily = false;
  bool weight = false;
};

bool one_of(const Token& t, auto const& words) { return std::find(words.begin(), words.end(), t.lower) != words.end(); }

constexpr std::array<std::string_view, 7> equivalents{"equivalent", "equivalents", "equivalence", "equivalency", "bioequivalent", "equiv", "eq"};
constexpr std::array<std::string_view, 35> plain{"or",   "of",    "the",     "a",           "an",            "its",     "per",   "day",     "daily",  "oral",  "in",    "dose",    "doses",    "dosage", "dosages", "dosing", "at",
                                                 "dosed", "to",   "another", "physiologic", "physiological", "average", "total", "orally", "each",  "every", "their", "once", "systemic", "equal", "is",  "qd",   "any", "levels"};

double like_five_of_prednisone(const Token& t, const Vocabulary& vocabulary) {
  if (t.kind != TokenKind::word || t.lower.size() < 8 || t.concepts.empty()) return 0;
  const auto drug = vocabulary.find(t.word);
  const std::string_view text = drug ? vocabulary.at(*drug).attribute("like_5_mg_prednisone") : std::string_view{};
  double mg = 0;
  std::from_chars(text.data(), text.data() + text.size(), mg);
  return mg;
}

// A chunk that belongs to the phrase as a whole.
bool belongs(const Chunk& c, const Vocabulary& vocabulary, Said& said) {
  if (c.taken || c.kind == ChunkKind::bounds || c.kind == ChunkKind::window || c.kind == ChunkKind::period || c.kind == ChunkKind::semicolon || c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::unless_) return false;
  for (TokenIt t = c.begin; t != c.end; ++t) {
    if (const double mg = like_five_of_prednisone(*t, vocabulary); mg > 0) {
      if (said.like_five_mg == 0) said.like_five_mg = mg;
    } else if (one_of(*t, equivalents)) {
      said.equivalent = true;
    } else if (t->is("day") || t->is("daily") || t->is("qd")) {
      said.daily = true;
    } else if (!one_of(*t, plain) && !t->mark('/') && !t->mark('-')) {
      return false;
    }
  }
  return true;
}

// "at", "or", "of" at the edges lead on to something else
bool loose_edge(const Chunk& c) {
  static constexpr std::array<std::string_view, 13> edges{"or", "of", "the", "a", "an", "in", "to", "at", "another", "any", "is", "its", "oral"};
  return std::all_of(c.begin, c.end, [](const Token& t) { return one_of(t, edges); });
}

Comparator opposite(Comparator op) {
  switch (op) {
    case Comparator::less: return Comparator::greater_equal;
    case Comparator::less_equal: return Comparator::greater;
    case Comparator::greater: return Comparator::less_equal;
    case Comparator::greater_equal: return Comparator::less;
    case Comparator::equal: break;
  }
  return op;
}

bool steroid(const Chunk& c, const Vocabulary& v) {
  if (c.kind != ChunkKind::thing || c.atom.kind != AtomKind::exposure || !c.atom.bounds.empty()) return false;
  const auto what = v.find(c.atom.concept_id), of = v.find("corticosteroid");
  return what && of && v.is_a(*what, *of);
}

}  // namespace

// steroid-dose = bounds-in-mg { "daily" | "of" | "or" | "equivalent" | drug }, with a drug and "equivalent" among them
//                                             corticosteroids (> 10 mg/day of prednisone or equivalent); unless the dose is ≤ 10 mg prednisone equivalent
void read_steroid_doses(std::vector<Chunk>& c, const Vocabulary& vocabulary) {
  for (Index k = 0; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::bounds || c[k].taken || !c[k].bounds.explicit_op || c[k].bounds.alternatives.size() != 1 || c[k].bounds.pair) continue;
    bool in_mg = true;
    Said said;
    for (const SurfaceBound& b : c[k].bounds.alternatives[0]) {
      in_mg &= (b.amount.unit == "mg" || b.amount.unit == "mg/d" || b.amount.unit == "mg/kg/d" || b.amount.unit == "mg/kg") && b.amount.relative_to == RelativeTo::none;
      said.daily |= b.amount.unit.ends_with("/d");
      said.weight |= b.amount.unit.starts_with("mg/kg");
      for (TokenIt t = b.begin; t != b.end; ++t) said.equivalent |= one_of(*t, equivalents);
    }
    if (!in_mg) continue;
    Index from = k, to = k + 1;
    bool bracket = false;  // "prednisone (or equivalent)"
    while (to < c.size()) {
      Said more = said;
      if (c[to].kind == ChunkKind::open && !bracket && to + 1 < c.size() && belongs(c[to + 1], vocabulary, more)) {
        bracket = true;
      } else if (c[to].kind == ChunkKind::close && bracket) {
        bracket = false;
      } else if (!belongs(c[to], vocabulary, more)) {
        break;
      } else {
        said = more;
      }
      ++to;
    }
    while (from > 0) {
      Said more = said;
      if (!belongs(c[from - 1], vocabulary, more)) break;
      said = more;
      --from;
    }
    if (!said.equivalent || said.like_five_mg == 0) continue;
    while (bracket && to > k + 1 && c[to].kind != ChunkKind::open) --to;  // the bracket goes on with something else
    while (to > k + 1 && loose_edge(c[to - 1])) --to;
    while (from < k && loose_edge(c[from])) ++from;
    // the drug that is taken at that dose
    std::optional<Index> target, bracketed;
    bool except = false;
    for (Index i = from; i-- > 0 && from - i < 7;) {
      if (c[i].kind == ChunkKind::open && !bracketed) bracketed = i;
      else if ((c[i].kind == ChunkKind::except || c[i].kind == ChunkKind::unless_) && !except) except = true;
      else if (steroid(c[i], vocabulary) && c[i].atom.assertion != Assertion::mention) target = i;
      else if (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::current || (c[i].kind == ChunkKind::comma && except)) continue;
      if (target || (c[i].kind != ChunkKind::open && c[i].kind != ChunkKind::except && c[i].kind != ChunkKind::unless_)) break;
    }
    const bool closed = bracketed && to < c.size() && c[to].kind == ChunkKind::close;
    if (target && except && !(closed || (!bracketed && (to == c.size() || c[to].kind == ChunkKind::period)))) target.reset();
    Chunk& taken = target ? c[*target] : c[k];
    if (!target) {
      taken.kind = ChunkKind::thing;
      taken.atom.kind = AtomKind::exposure;
      taken.atom.words = {"systemic", "corticosteroid"};
      taken.atom.subject.span = {c[from].begin->begin, c[to - 1].end[-1].end};
    }
    if (!target || taken.atom.concept_id == "corticosteroid" || !said.weight) {
      taken.atom.concept_id = "corticosteroid.systemic";
      if (const auto systemic = vocabulary.find(taken.atom.concept_id)) taken.concepts = {*systemic};
    }
    for (const SurfaceBound& b : c[k].bounds.alternatives[0]) {
      Bound bound;
      bound.op = except ? opposite(b.op) : b.op;
      bound.value = b.amount.value;
      bound.unit = b.amount.unit;
      if (said.daily && (bound.unit == "mg" || bound.unit == "mg/kg")) bound.unit += "/d";
      bound.span = {b.begin->begin, b.end[-1].end};
      if (!said.weight) bound.canonical = Quantity{b.amount.value * 5 / said.like_five_mg, "mg/d"};
      taken.atom.bounds.push_back(std::move(bound));
    }
    const Index first = target && closed ? *bracketed : target && except ? *target + 1 : from, last = target && closed ? to + 1 : to;
    for (Index i = first; i < last; ++i) {
      if (&c[i] == &taken) continue;
      c[i].kind = ChunkKind::filler;
      c[i].value = {};
      c[i].taken = true;
    }
    // "(> 1.5 mg/day of dexamethasone)": the same limit once more
    if (to + 2 < c.size() && c[to].kind == ChunkKind::open && c[to + 1].kind == ChunkKind::bounds) {
      Said again;
      Index end = to + 2;
      while (end < c.size() && belongs(c[end], vocabulary, again)) ++end;
      if (end < c.size() && c[end].kind == ChunkKind::close && again.like_five_mg > 0)
        for (Index i = to; i <= end; ++i) c[i].kind = ChunkKind::filler;
    }
    k = last > k ? last - 1 : k;
  }
}

}  // namespace elig
