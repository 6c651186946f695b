// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/disease_duration.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

// duration-of = disease "duration" bounds | disease … bounds ["in" | "of"] "duration"     diabetes duration >= 5 years; asthma of >= 5 years duration
namespace elig {
namespace {

using Chunks = std::vector<Chunk>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool disease(const Chunk& c) { return thing(c) && c.atom.kind == AtomKind::condition && !c.generic && !c.atom.concept_id.empty() && c.atom.bounds.empty() && c.alternatives.empty(); }

bool in_time(const std::vector<Bound>& bounds) {
  return !bounds.empty() && std::all_of(bounds.begin(), bounds.end(), [](const Bound& b) { return time_unit(b.unit) && b.op != Comparator::equal && b.relative_to == RelativeTo::none; });
}

Window lasting(const Bound& b) {
  Window w;
  w.value = b.value;
  w.unit = *time_unit(b.unit);
  const bool upper = b.op == Comparator::less || b.op == Comparator::less_equal;
  w.op = upper ? WindowOp::for_at_most : WindowOp::for_at_least;
  w.strict = b.op == Comparator::less || b.op == Comparator::greater;
  w.span = b.span;
  return w;
}

void last(Chunk& disease, const std::vector<Bound>& bounds) {
  for (const Bound& b : bounds) {
    if (!disease.atom.window) disease.atom.window = lasting(b);
    else disease.more_windows.push_back(lasting(b));
  }
}

/// The disease right before, in the same clause.
Chunk* before(Chunks& c, std::size_t k) {
  for (std::size_t i = k; i-- > 0;) {
    if (disease(c[i])) return &c[i];
    const bool passes = c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::comma || c[i].kind == ChunkKind::and_ || c[i].kind == ChunkKind::history || c[i].kind == ChunkKind::window || c[i].kind == ChunkKind::bounds ||
                        c[i].kind == ChunkKind::current || (thing(c[i]) && c[i].generic);
    if (!passes) return nullptr;
  }
  return nullptr;
}

void hush(Chunk& c) {
  c.kind = ChunkKind::filler;
  c.atom = Atom{};
  c.concepts.clear();
}

}  // namespace

void name_durations(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    if (!thing(x) || x.begin == x.end) continue;
    // "duration of diabetes ≥ 5 years": the window says it
    if (disease(x) && x.atom.window && x.begin->is("duration")) std::erase(x.atom.qualifiers, "duration");
    if (!x.end[-1].is("duration") || !x.atom.concept_id.empty() || !x.alternatives.empty()) continue;
    const bool timed = in_time(x.atom.bounds);
    if (!x.atom.bounds.empty() && !timed) continue;
    std::vector<std::string> words;
    for (TokenIt t = x.begin; t != x.end - 1; ++t)
      if (t->kind != TokenKind::mark && !t->word.empty()) words.push_back(t->word);
    if (words.empty() || (words.size() == 1 && (words[0] == "disease" || words[0] == "illness"))) {
      Chunk* of = before(c, k);
      if (of == nullptr) continue;
      if (timed) {
        last(*of, x.atom.bounds);
        hush(x);
      } else if (words.empty() && of->atom.window && of->atom.window->value) {
        // "of up to eight years duration": it goes on, and did not merely happen then
        Window& w = *of->atom.window;
        if (k > 0 && c[k - 1].kind == ChunkKind::window) {
          if (w.op == WindowOp::within && w.anchor == "as_of" && !w.at_least) w.op = WindowOp::for_at_most;
          if (w.op == WindowOp::after || w.op == WindowOp::not_within) w.op = WindowOp::for_at_least;
        }
        hush(x);
      }
      continue;
    }
    if (!timed) continue;
    std::optional<ConceptIndex> meant;
    for (const ConceptIndex i : vocabulary.named(std::span<const std::string>(words)))
      if (vocabulary.at(i).kind == ConceptKind::condition) meant = meant ? meant : i;
    // an abbreviation counts in capitals only
    if (!meant && x.begin->concept_length + 1 == x.end - x.begin && x.begin->concepts.size() == 1 && vocabulary.at(x.begin->concepts.front()).kind == ConceptKind::condition) meant = x.begin->concepts.front();
    if (!meant) continue;
    const std::vector<Bound> bounds = x.atom.bounds;
    x.atom.bounds.clear();
    x.atom.kind = AtomKind::condition;
    x.atom.concept_id = vocabulary.at(*meant).id;
    x.atom.qualifiers.clear();
    x.concepts = {*meant};
    x.measurable = false;
    last(x, bounds);
  }
}

}  // namespace elig
