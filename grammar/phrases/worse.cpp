// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/worse.hpp"

#include <algorithm>
#include <string_view>

namespace elig {
namespace {

enum class Way { none, at_most_as_bad, worse, at_least_as_bad, better, at_least_as_good };

// What the words beside the number say, whatever the number measures.
Way way_of(const Bound& b, TokenIt first, TokenIt last) {
  Way way = Way::none;
  for (TokenIt t = first; t != last; ++t) {
    if (t->end + 3 < b.span.begin || t->begin > b.span.end + 12) continue;  // "or better" may stand behind it
    const bool behind_or = t != first && t[-1].is("or");
    const bool equal = t + 3 < last && t[1].is("than") && t[2].is("or") && t[3].is("equal");
    if (equal && t->begin < b.span.end && (t->is("worse") || t->is("better"))) {
      way = t->is("worse") ? Way::at_least_as_bad : Way::at_least_as_good;
    } else if (t->is("worse")) {
      if (t + 1 != last && t[1].is("than") && t->begin < b.span.end) way = t != first && (t[-1].is("no") || t[-1].is("not")) ? Way::at_most_as_bad : Way::worse;
      else if ((behind_or || (t != first && t[-1].is("and"))) && t->begin >= b.span.begin) way = Way::at_least_as_bad;
    } else if (t->is("better")) {
      if (t + 1 != last && t[1].is("than") && t->begin < b.span.end) way = t != first && t[-1].is("or") ? Way::none : Way::better;
      else if (behind_or && t->begin >= b.span.begin) way = Way::at_least_as_good;
    }
  }
  return way;
}

Comparator turned(Way way, bool high_is_worse) {
  switch (way) {
    case Way::at_most_as_bad:
    case Way::at_least_as_good: return high_is_worse ? Comparator::less_equal : Comparator::greater_equal;
    case Way::worse: return high_is_worse ? Comparator::greater : Comparator::less;
    case Way::better: return high_is_worse ? Comparator::less : Comparator::greater;
    default: return high_is_worse ? Comparator::greater_equal : Comparator::less_equal;
  }
}

}  // namespace

void turn_worse(std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  if (chunks.empty()) return;
  const TokenIt first = chunks.front().begin, last = chunks.back().end;
  if (std::none_of(first, last, [](const Token& t) { return t.is("worse") || t.is("better"); })) return;
  for (Chunk& c : chunks) {
    if (c.kind != ChunkKind::thing) continue;
    const auto known = vocabulary.find(c.atom.concept_id);
    const std::string_view worse = known ? vocabulary.at(*known).attribute("worse") : std::string_view{};
    bool open = false;
    const auto turn = [&](std::vector<Bound>& bounds) {
      if (bounds.size() != 1 || bounds.front().unit == "{snellen}") return;
      Bound& b = bounds.front();
      const Way way = way_of(b, first, last);
      if (way == Way::none) return;
      // grades and classes count upwards
      const bool graded = b.unit == "{grade}" || b.unit == "{class}" || b.unit.starts_with("{stage") || c.atom.kind == AtomKind::stage;
      const bool letters = b.unit == "{letters}", minutes = b.unit == "{logMAR}";
      if (worse.empty() && !graded && !letters && !minutes) open = true;
      else b.op = turned(way, graded || minutes || worse == "high");
    };
    turn(c.atom.bounds);
    for (auto& set : c.alternatives) turn(set);
    if (open && c.atom.assertion == Assertion::asserted) c.atom.assertion = Assertion::possible;
  }
}

}  // namespace elig
