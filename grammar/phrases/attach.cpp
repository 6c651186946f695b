// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/attach.hpp"

#include <algorithm>

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;
using Index = std::ptrdiff_t;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

State state_of(const Chunk& c) {
  if (c.value == "positive") return State::positive;
  if (c.value == "negative") return State::negative;
  if (c.value == "mutated") return State::mutated;
  if (c.value == "wild_type") return State::wild_type;
  if (c.value == "normal") return State::normal;
  if (c.value == "abnormal") return State::abnormal;
  if (c.value == "high") return State::high;
  if (c.value == "low") return State::low;
  // "within normal limits", "outside the normal range"
  if (c.begin->cue(Cue::within_normal)) return State::normal;
  if (c.begin->cue(Cue::outside_normal)) return State::abnormal;
  return State::none;
}

// What a state can be said of; "high" of a condition is a grade of it, "positive" of a cancer is not.
bool takes(const Chunk& c, State state) {
  if (!thing(c) || c.atom.state != State::none || !c.atom.bounds.empty() || !c.alternatives.empty()) return false;
  switch (c.atom.kind) {
    case AtomKind::biomarker:
    case AtomKind::test: return true;
    case AtomKind::measurement:
    case AtomKind::score: return true;
    case AtomKind::condition:
    case AtomKind::finding: return state == State::positive || state == State::negative;
    case AtomKind::procedure: return state == State::positive || state == State::negative || state == State::normal || state == State::abnormal;
    default: return false;
  }
}

bool blank(const Chunk& c) { return c.kind == ChunkKind::filler || c.kind == ChunkKind::current; }

void attach_states(Chunks& c) {
  for (Index k = 0; k < static_cast<Index>(c.size()); ++k) {
    if (c[static_cast<std::size_t>(k)].kind != ChunkKind::state) continue;
    Chunk& s = c[static_cast<std::size_t>(k)];
    const State state = state_of(s);
    if (state == State::none) continue;
    const bool leads = state == State::high || state == State::low || state == State::abnormal || state == State::normal;
    const auto at = [&](Index i) -> Chunk& { return c[static_cast<std::size_t>(i)]; };
    Index left = k - 1;
    while (left >= 0 && (blank(at(left)) || at(left).kind == ChunkKind::open || at(left).kind == ChunkKind::close)) --left;
    Index right = k + 1;
    while (right < static_cast<Index>(c.size()) && (at(right).kind == ChunkKind::filler || at(right).kind == ChunkKind::state)) ++right;
    const bool right_fits = right < static_cast<Index>(c.size()) && takes(at(right), state);
    const bool left_fits = left >= 0 && takes(at(left), state);
    const bool left_beside = left_fits && left == k - 1;
    // "positive HER2 test" looks right, "HER2 positive" and "HER2 is positive" look left
    Index target = -1;
    if (left_beside && !(leads && right_fits)) target = left;
    else if (right_fits && (right == k + 1 || !left_fits)) target = right;
    else if (left_fits) target = left;
    if (target < 0) continue;
    at(target).atom.state = state;
    s.taken = true;
    // a list of them: "ER, PR and HER2 negative", "positive HBsAg or HBV DNA"
    const Index step = target < k ? -1 : 1;
    for (Index i = target + step; i >= 0 && i < static_cast<Index>(c.size()); i += step) {
      if (joins(at(i))) continue;
      if (blank(at(i))) continue;
      if (takes(at(i), state) && at(i).atom.kind == at(target).atom.kind && (at(i - step).kind != ChunkKind::filler || true)) {
        // the next state word is its own
        const Index beyond = i + step;
        if (step > 0 && beyond < static_cast<Index>(c.size()) && at(beyond).kind == ChunkKind::state) break;
        at(i).atom.state = state;
        continue;
      }
      break;
    }
  }
}

bool allergy_word(const Chunk& c) {
  if (!thing(c)) return false;
  return std::any_of(c.atom.words.begin(), c.atom.words.end(), [](const std::string& w) { return w == "allergy" || w == "hypersensitivity" || w == "intolerance" || w == "sensitivity" || w == "anaphylaxis"; });
}

// allergy = "allergy" "to" thing { ("or" | ",") thing }
void attach_allergies(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!allergy_word(c[k])) continue;
    bool to = false, found = false;
    bool only_name = std::any_of(c[k].atom.words.begin(), c[k].atom.words.end(), [](const std::string& w) { return w == "allergy"; });
    for (std::size_t i = k + 1; i < c.size(); ++i) {
      if (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::current) {
        for (TokenIt t = c[i].begin; t != c[i].end; ++t) to |= t->is("to") || t->is("against") || t->is("of") || t->is("with");
        continue;
      }
      if (joins(c[i]) || c[i].kind == ChunkKind::example || c[i].kind == ChunkKind::open || c[i].kind == ChunkKind::close || c[i].kind == ChunkKind::either || c[i].kind == ChunkKind::history) continue;
      if (allergy_word(c[i]) && !found) {
        // "allergy or hypersensitivity to X": both are of X
        if (only_name) c[k].kind = ChunkKind::filler;
        k = i;
        only_name = std::any_of(c[k].atom.words.begin(), c[k].atom.words.end(), [](const std::string& w) { return w == "allergy"; });
        continue;
      }
      if (!thing(c[i]) || !to) break;
      const AtomKind kind = c[i].atom.kind;
      if (kind != AtomKind::exposure && kind != AtomKind::finding && kind != AtomKind::procedure && kind != AtomKind::therapy && kind != AtomKind::allergy && !(kind == AtomKind::measurement && c[i].atom.bounds.empty()) &&
          !(kind == AtomKind::condition && !found && c[i].atom.concept_id.empty()))
        break;
      c[i].atom.kind = AtomKind::allergy;
      found = true;
    }
    if (found) {
      if (only_name) c[k].kind = ChunkKind::filler;
      else c[k].atom.assertion = Assertion::mention;
    }
  }
}

// "infection requiring treatment", "disease requiring therapy": what is required is too general to narrow anything
void drop_generic_needs(Chunks& c) {
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::hypothetical) continue;
    const bool need = c[k].begin->is("requiring") || c[k].begin->is("needing") || c[k].begin->is("that") || c[k].begin->is("which") || c[k].begin->is("requires") || c[k].begin->is("require");
    if (!need) continue;
    std::size_t i = k + 1;
    while (i < c.size() && c[i].kind == ChunkKind::filler) ++i;
    if (i < c.size() && thing(c[i]) && c[i].generic && (c[i].atom.kind == AtomKind::procedure || c[i].atom.kind == AtomKind::therapy || c[i].atom.kind == AtomKind::exposure)) {
      c[k].kind = ChunkKind::filler;
      c[i].atom.assertion = Assertion::mention;
    }
  }
}

}  // namespace

void attach_neighbours(std::vector<Chunk>& chunks, const Vocabulary&) {
  attach_states(chunks);
  attach_allergies(chunks);
}

void drop_general_needs(std::vector<Chunk>& chunks) { drop_generic_needs(chunks); }

}  // namespace elig
