// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "grammar/phrases/chunk.hpp"
#include "grammar/phrases/noun_phrase.hpp"

// Which number belongs to which thing, and which window to which event.
namespace elig {
namespace {

using Chunks = std::vector<Chunk>;
using Index = std::ptrdiff_t;

bool is(const Chunk& c, ChunkKind k) { return c.kind == k; }
bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool connective(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

// Words that may stand between a thing and its comparison.
bool bridge(const Chunk& c) {
  switch (c.kind) {
    case ChunkKind::filler: case ChunkKind::state: case ChunkKind::current: case ChunkKind::colon: case ChunkKind::definition: case ChunkKind::either:
    case ChunkKind::history:
      return true;
    default: return false;
  }
}

std::string mapped_unit(const Amount& a) { return a.relative_to == RelativeTo::none ? a.unit : "1"; }

Bound to_bound(const SurfaceBound& s) {
  Bound b;
  b.op = s.op;
  b.value = s.amount.value;
  b.unit = mapped_unit(s.amount);
  b.relative_to = s.amount.relative_to;
  b.span = {s.begin->begin, s.end[-1].end};
  return b;
}

bool all_time_units(const BoundsPhrase& p) {
  bool any = false;
  for (const auto& alternative : p.alternatives)
    for (const auto& b : alternative) {
      if (b.amount.unit.empty()) continue;
      if (!time_unit(b.amount.unit) || b.amount.unit == "min" || b.amount.relative_to != RelativeTo::none) return false;
      any = true;
    }
  return any;
}

bool no_units(const BoundsPhrase& p) {
  for (const auto& alternative : p.alternatives)
    for (const auto& b : alternative)
      if (!b.amount.unit.empty()) return false;
  return true;
}

bool event(const Chunk& c) {
  if (!thing(c)) return false;
  switch (c.atom.kind) {
    case AtomKind::condition: case AtomKind::exposure: case AtomKind::procedure: case AtomKind::therapy: case AtomKind::allergy: case AtomKind::finding:
    case AtomKind::test: case AtomKind::encounter: case AtomKind::pregnancy: case AtomKind::reproductive: case AtomKind::social:
      return true;
    default: return false;
  }
}

Index matching_open(const Chunks& c, Index close) {
  int depth = 0;
  for (Index i = close; i >= 0; --i) {
    if (is(c[static_cast<std::size_t>(i)], ChunkKind::close)) ++depth;
    else if (is(c[static_cast<std::size_t>(i)], ChunkKind::open) && --depth == 0) return i;
  }
  return -1;
}

class Binder {
 public:
  Binder(Chunks& chunks, const Vocabulary& vocabulary, Section section, const std::string& context)
      : c_(chunks), v_(vocabulary), section_(section), context_(context) {}

  void run() {
    respectively();
    for (Index k = 0; k < size(); ++k)
      if (is(at(k), ChunkKind::bounds)) bind_bounds(k);
    for (Index k = 0; k < size(); ++k)
      if (is(at(k), ChunkKind::window) && !at(k).taken) bind_window(k);
    for (Index k = 0; k < size(); ++k)
      if (thing(at(k)) && generic_scale(at(k)) && (!at(k).atom.bounds.empty() || !at(k).alternatives.empty())) staged_disease(k);
    for (Chunk& c : c_) settle(c);
  }

 private:
  Chunk& at(Index i) { return c_[static_cast<std::size_t>(i)]; }
  Index size() const { return static_cast<Index>(c_.size()); }

  bool measurement_of(const Chunk& c) const { return thing(c) && c.measurable && !c.age; }

  // "stage", "grade", "class" alone: of the disease beside it
  static bool generic_scale(const Chunk& c) {
    if (c.atom.kind != AtomKind::stage && c.atom.kind != AtomKind::score) return false;
    for (const std::string& w : c.atom.words)
      if (w != "stage" && w != "grade" && w != "class" && w != "classification" && w != "level" && w != "score" && w != "type" && w != "category" && w != "grading" && w != "staging" && w != "clinical" && w != "pathologic") return false;
    return true;
  }

  void staged_disease(Index k) {
    const auto disease = [&](Index i) { return i >= 0 && i < size() && thing(at(i)) && (at(i).atom.kind == AtomKind::condition || at(i).atom.kind == AtomKind::finding); };
    Index found = -1;
    for (Index i = k + 1; i < size() && i < k + 6; ++i) {
      if (disease(i)) {
        found = i;
        break;
      }
      if (!(is(at(i), ChunkKind::filler) || is(at(i), ChunkKind::close) || is(at(i), ChunkKind::unknown) || (is(at(i), ChunkKind::comma) && false))) break;
    }
    for (Index i = k - 1; found < 0 && i >= 0 && i > k - 6; --i) {
      if (disease(i)) found = i;
      else if (!(is(at(i), ChunkKind::filler) || is(at(i), ChunkKind::open) || is(at(i), ChunkKind::close) || is(at(i), ChunkKind::comma))) break;
    }
    if (found < 0) return;
    at(k).atom.subject = at(found).atom.subject;
    at(k).atom.words.insert(at(k).atom.words.end(), at(found).atom.words.begin(), at(found).atom.words.end());
  }

  // The thing on the left that a comparison at `k` can belong to.
  Index left_subject(Index k, const BoundsPhrase& phrase) {
    bool crossed_paren = false;
    for (Index i = k - 1; i >= 0; --i) {
      Chunk& c = at(i);
      if (thing(c)) {
        if (c.atom.assertion == Assertion::mention && i + 1 < size() && thing(at(i + 1))) continue;
        // "cervical length on transvaginal examination of ≤ 20 mm", "PHQ-9 for depression score": what can be measured stands further left
        if (!c.age && (!c.measurable || (c.concepts.empty() && i > 0)) && phrase.explicit_op && c.atom.kind != AtomKind::sex && c.atom.kind != AtomKind::life_stage)
          if (const Index better = further_left(i); better >= 0) return better;
        return i;
      }
      if (is(c, ChunkKind::close)) {
        const Index open = matching_open(c_, i);
        if (open < 0) return -1;
        // "hemoglobin (Hb) > 9": the words before the bracket, when there are any
        Index before = open - 1;
        while (before >= 0 && bridge(at(before))) --before;
        if (before >= 0 && thing(at(before))) {
          // a bracketed measurement after something that is none: "dysfunction (EF) < 30"
          if (!at(before).measurable) {
            for (Index q = open + 1; q < i; ++q)
              if (measurement_of(at(q)) && at(q).atom.bounds.empty()) return q;
          }
          return before;
        }
        for (Index q = i - 1; q > open; --q)
          if (thing(at(q))) return q;
        i = open;
        continue;
      }
      if (is(c, ChunkKind::open)) {
        if (crossed_paren) return -1;
        crossed_paren = true;
        continue;
      }
      if (is(c, ChunkKind::unknown)) {
        // a name nobody knows, right before the comparison, is still its subject
        if (phrase.explicit_op) {
          name_unknown(i);
          at(i).measurable = true;
          return i;
        }
        return -1;
      }
      if (is(c, ChunkKind::window)) continue;
      if (is(c, ChunkKind::comma) && i > 0 && i == k - 1 && measurement_of(at(i - 1)) && at(i - 1).atom.bounds.empty() && !at(i - 1).concepts.empty() && phrase.explicit_op) continue;
      if (bridge(c) || is(c, ChunkKind::hypothetical) || is(c, ChunkKind::neg)) continue;
      if (is(c, ChunkKind::bounds) && c.taken) continue;
      return -1;
    }
    return -1;
  }

  Index further_left(Index i) {
    for (Index j = i - 1; j >= 0 && j > i - 6; --j) {
      const Chunk& c = at(j);
      if (thing(c)) return c.measurable && !c.age && !c.concepts.empty() && c.atom.bounds.empty() && c.alternatives.empty() && c.atom.assertion != Assertion::mention && c.atom.kind != AtomKind::test ? j : -1;
      if (is(c, ChunkKind::close)) {
        const Index open = matching_open(c_, j);
        if (open < 0) return -1;
        j = open;
        continue;
      }
      if (!(is(c, ChunkKind::filler) || is(c, ChunkKind::for_) || is(c, ChunkKind::definition))) return -1;
    }
    return -1;
  }

  Index right_subject(Index k) {
    for (Index i = k + 1; i < size() && i < k + 7; ++i) {
      Chunk& c = at(i);
      if (thing(c)) return c.atom.assertion == Assertion::mention && i + 1 < size() && thing(at(i + 1)) ? i + 1 : i;
      if (bridge(c) || is(c, ChunkKind::for_)) continue;
      return -1;
    }
    return -1;
  }

  void give(Index subject, Index from, bool copy = false) {
    Chunk& s = at(subject);
    Chunk& b = at(from);
    std::vector<std::vector<Bound>> sets;
    for (const auto& alternative : b.bounds.alternatives) {
      std::vector<Bound> set;
      for (const auto& sb : alternative) set.push_back(to_bound(sb));
      sets.push_back(std::move(set));
    }
    // "score 5/10", "24/30 points": the scale's end is no second bound
    if (b.bounds.pair && !sets.empty() && sets[0].size() == 2) {
      const bool pressure = s.atom.concept_id == "blood-pressure" || s.atom.concept_id == "hypertension" || s.atom.concept_id.find("blood-pressure") != std::string::npos ||
                            (sets[0][1].unit == "mm[Hg]") || (sets[0][0].value >= 80 && sets[0][1].value >= 40 && sets[0][1].value < 150);
      if (!pressure) sets[0].pop_back();
      else if (s.atom.concept_id.find("blood-pressure.") == std::string::npos || true) {
        pressures(subject, sets[0]);
        b.taken = true;
        return;
      }
    }
    if (sets.size() == 1) s.atom.bounds = std::move(sets[0]);
    else s.alternatives = std::move(sets);
    if (!copy) {
      b.taken = true;
      b.kind = ChunkKind::filler;
    }
  }

  // "blood pressure < 140/90" is two comparisons.
  void pressures(Index subject, const std::vector<Bound>& pair) {
    Chunk& s = at(subject);
    s.alternatives.clear();
    s.atom.kind = AtomKind::measurement;
    s.atom.concept_id = "blood-pressure";
    s.atom.bounds = pair;
    s.measurable = true;
  }

  // "A, B and C < x": the comparison holds for every member of the list that has none of its own.
  void share_left(Index subject, Index from) {
    Index i = subject;
    for (;;) {
      Index j = i - 1;
      if (j >= 0 && is(at(j), ChunkKind::close)) {
        j = matching_open(c_, j) - 1;
      }
      bool joined = false;
      while (j >= 0 && (connective(at(j)) || is(at(j), ChunkKind::filler) || is(at(j), ChunkKind::either))) {
        joined |= connective(at(j));
        --j;
      }
      if (!joined || j < 0) return;
      if (is(at(j), ChunkKind::close)) {
        const Index open = matching_open(c_, j);
        if (open <= 0) return;
        j = open - 1;
        while (j >= 0 && is(at(j), ChunkKind::filler)) --j;
        if (j < 0) return;
      }
      Chunk& c = at(j);
      if (!measurement_of(c) || !c.atom.bounds.empty() || !c.alternatives.empty() || c.atom.assertion == Assertion::mention) return;
      if (c.atom.kind != at(subject).atom.kind && c.atom.kind != AtomKind::measurement) return;
      give(j, from, true);
      i = j;
    }
  }

  void become_age(Index k) {
    Chunk& c = at(k);
    const BoundsPhrase phrase = c.bounds;
    c.kind = ChunkKind::thing;
    c.age = true;
    c.measurable = true;
    c.atom.kind = AtomKind::age;
    c.atom.concept_id = "age";
    c.atom.subject.span = {c.begin->begin, c.end[-1].end};
    Chunk source = c;
    source.kind = ChunkKind::bounds;
    source.bounds = phrase;
    std::vector<std::vector<Bound>> sets;
    for (const auto& alternative : phrase.alternatives) {
      std::vector<Bound> set;
      for (const auto& sb : alternative) set.push_back(to_bound(sb));
      sets.push_back(std::move(set));
    }
    if (sets.size() == 1) c.atom.bounds = std::move(sets[0]);
    else c.alternatives = std::move(sets);
  }

  // "diabetes for more than 1 year" may come without "for": "diagnosed with T1D > 6 months"
  void become_duration(Index subject, Index k) {
    Chunk& s = at(subject);
    const SurfaceBound& b = at(k).bounds.alternatives[0][0];
    Window w;
    w.value = b.amount.value;
    w.unit = *time_unit(b.amount.unit.empty() ? "d" : b.amount.unit);
    w.op = b.op == Comparator::less || b.op == Comparator::less_equal ? WindowOp::for_at_most : WindowOp::for_at_least;
    w.strict = b.op == Comparator::less || b.op == Comparator::greater;
    w.span = {b.begin->begin, at(k).bounds.end[-1].end};
    if (!s.atom.window) s.atom.window = w;
    at(k).kind = ChunkKind::filler;
    at(k).taken = true;
  }

  // "greater than NYHA 2": the operator stands before the thing.
  void take_operator(Index k) {
    Chunk& b = at(k);
    if (b.bounds.explicit_op || b.bounds.alternatives.size() != 1) return;
    Index i = k - 1;
    while (i >= 0 && is(at(i), ChunkKind::filler) && at(i).value.empty()) --i;
    if (i < 1 || !thing(at(i)) || !is(at(i - 1), ChunkKind::filler)) return;
    const std::string_view op = at(i - 1).value;
    SurfaceBound& sb = b.bounds.alternatives[0][0];
    if (op == "ge") sb.op = Comparator::greater_equal;
    else if (op == "gt") sb.op = Comparator::greater;
    else if (op == "le") sb.op = Comparator::less_equal;
    else if (op == "lt") sb.op = Comparator::less;
    else return;
    sb.begin = at(i - 1).begin;
    b.bounds.explicit_op = true;
  }

  void bind_bounds(Index k) {
    take_operator(k);
    Chunk& b = at(k);
    const bool times = all_time_units(b.bounds);
    Index left = left_subject(k, b.bounds);
    // "(female: 50 kg or higher)": a sex carries no weight; the comparison before does
    if (left >= 0 && (at(left).atom.kind == AtomKind::sex || at(left).atom.kind == AtomKind::life_stage) && thing(at(left)) && !times && !b.bounds.age && !no_units(b.bounds)) left = -1;
    // "36-42 weeks of gestation": what is measured stands behind
    if (left < 0 || !at(left).measurable || !at(left).atom.bounds.empty())
      if (const Index right = adjacent_measure(k); right >= 0) {
        give(right, k);
        return;
      }
    // a second comparison of the thing before: "> 450 ms in men or > 470 ms in women"
    if (left >= 0) {
      Chunk& s = at(left);
      const bool free = s.atom.bounds.empty() && s.alternatives.empty();
      if (s.age) {
        if (free) give(left, k);
        else become_age(k);
        return;
      }
      if (b.bounds.age && !s.measurable) {
        become_age(k);
        return;
      }
      if (!s.measurable && b.bounds.explicit_op && no_units(b.bounds) && (s.atom.kind == AtomKind::sex || s.atom.kind == AtomKind::life_stage)) {
        become_age(k);
        return;
      }
      if (times && !s.measurable) {
        if (s.atom.kind == AtomKind::sex || s.atom.kind == AtomKind::life_stage) {
          become_age(k);
          return;
        }
        if (event(s) && b.bounds.explicit_op && b.bounds.alternatives.size() == 1 && b.bounds.alternatives[0].size() == 1) {
          become_duration(left, k);
          // "biopsy (< 6 months)": so recent
          if (k > 0 && is(at(k - 1), ChunkKind::open) && s.atom.window && s.atom.window->op == WindowOp::for_at_most) s.atom.window->op = WindowOp::within;
          return;
        }
      }
      if (s.measurable || (b.bounds.explicit_op && (event(s) || s.atom.kind == AtomKind::finding) && !b.bounds.age)) {
        if (!b.bounds.explicit_op && !ordinal_subject(s) && !units_fit(b.bounds)) {
          leftover(k);
          return;
        }
        if (!s.measurable && counts(k)) return;
        if (free) {
          give(left, k);
          share_left(left, k);
          at(k).kind = ChunkKind::filler;
        } else {
          repeat(left, k);
        }
        return;
      }
    } else if (const Index previous = previous_compared(k); previous >= 0 && !b.bounds.age) {
      if (b.bounds.explicit_op || units_fit(b.bounds)) {
        if (at(previous).age && (times || no_units(b.bounds))) {
          become_age(k);
          return;
        }
        if (!counts(k)) repeat(previous, k);
        return;
      }
    }
    if (b.bounds.age) {
      become_age(k);
      return;
    }
    if (counts(k)) return;
    if (const Index right = right_subject(k); right >= 0 && b.bounds.explicit_op) {
      Chunk& s = at(right);
      if (s.measurable && s.atom.bounds.empty()) {
        give(right, k);
        // "≤ 3 x ULN for AST and ALT"
        for (Index i = right + 1; i + 1 < size() && (connective(at(i)) || is(at(i), ChunkKind::filler)); ++i)
          if (measurement_of(at(i + 1)) && at(i + 1).atom.bounds.empty() && !(i + 2 < size() && is(at(i + 2), ChunkKind::bounds))) {
            std::vector<Bound> same = s.atom.bounds;
            at(i + 1).atom.bounds = same;
            ++i;
          } else if (thing(at(i + 1))) {
            break;
          }
        return;
      }
      if (s.atom.kind == AtomKind::life_stage || s.atom.kind == AtomKind::sex) {
        if (times || b.bounds.age) {
          become_age(k);
          return;
        }
      }
    }
    if (heading_subject(k)) return;
    if (no_units(b.bounds) && b.bounds.explicit_op && people_before(k)) {
      become_age(k);
      return;
    }
    if (times && b.bounds.explicit_op && opens(k)) {
      become_age(k);
      return;
    }
    leftover(k);
  }

  // Nothing of substance stands before it, or nothing but ages.
  bool opens(Index k) {
    for (Index i = k - 1; i >= 0; --i) {
      const Chunk& c = at(i);
      if (thing(c) && (c.age || c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage)) continue;
      if (is(c, ChunkKind::filler) || connective(c) || is(c, ChunkKind::colon) || is(c, ChunkKind::open) || is(c, ChunkKind::close) || is(c, ChunkKind::semicolon) || is(c, ChunkKind::period)) {
        if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon)) return true;
        continue;
      }
      return false;
    }
    return true;
  }

  // "any patient ≥ 18": nothing else of people is compared without being named
  bool people_before(Index k) {
    const double v = at(k).bounds.alternatives[0][0].amount.value;
    if (v < 10 || v > 100 || at(k).bounds.alternatives[0][0].amount.relative_to != RelativeTo::none) return false;
    if (k == 0) return false;
    const Chunk& c = at(k - 1);
    for (TokenIt t = c.begin; t != c.end; ++t)
      if (t->is("patient") || t->is("patients") || t->is("subject") || t->is("subjects") || t->is("adult") || t->is("adults") || t->is("people") || t->is("participants") || t->is("volunteers") || t->is("individuals")) return true;
    return thing(c) && (c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage);
  }

  // "Hemoglobin:" and below it "at least 9 g/dL"
  bool heading_subject(Index k) {
    if (context_.empty()) return false;
    std::string first;
    for (const char ch : context_) {
      if (ch == ':' || ch == '(' || ch == '\n') break;
      first.push_back(ch);
    }
    const auto words = content_words(first);
    if (words.empty() || words.size() > 5) return false;
    if (words[0] == "age" || words[0] == "aged") {
      become_age(k);
      return true;
    }
    const auto meanings = v_.named(first);
    if (meanings.empty()) return false;
    const ConceptKind kind = v_.at(meanings.front()).kind;
    if (kind != ConceptKind::measurement && kind != ConceptKind::vital && kind != ConceptKind::score && kind != ConceptKind::stage) return false;
    Chunk& c = at(k);
    Chunk subject = c;
    subject.kind = ChunkKind::thing;
    subject.measurable = true;
    subject.concepts = meanings;
    subject.atom.kind = kind == ConceptKind::score ? AtomKind::score : kind == ConceptKind::stage ? AtomKind::stage : AtomKind::measurement;
    subject.atom.concept_id = v_.at(meanings.front()).id;
    subject.atom.words = words;
    subject.atom.subject.span = {c.begin->begin, c.end[-1].end};
    c_.insert(c_.begin() + k, subject);
    c_[static_cast<std::size_t>(k)].end = c_[static_cast<std::size_t>(k)].begin + 1;
    repeat(k, k + 1);
    c_.erase(c_.begin() + k);
    return true;
  }

  // A measurable thing right behind: "24 weeks gestation", "9 g/dL of hemoglobin".
  Index adjacent_measure(Index k) {
    Index i = k + 1;
    bool of = false;
    while (i < size() && is(at(i), ChunkKind::filler)) {
      for (TokenIt t = at(i).begin; t != at(i).end; ++t) {
        if (t->is("of")) of = true;
        else if (!t->is("the") && !t->is("a") && !t->is("an")) return -1;
      }
      ++i;
    }
    if (i >= size() || !measurement_of(at(i)) || !at(i).atom.bounds.empty() || !at(i).alternatives.empty()) return -1;
    if (at(i).atom.kind == AtomKind::stage || at(i).atom.kind == AtomKind::test) return -1;
    // a number follows it: it is the next comparison's subject
    for (Index n = i + 1; n < size() && n < i + 4; ++n) {
      if (is(at(n), ChunkKind::bounds)) return -1;
      if (!bridge(at(n)) && !is(at(n), ChunkKind::open)) break;
    }
    const bool beside = i == k + 1 && k > 0 && !thing(at(k - 1));
    return of || beside || all_time_units(at(k).bounds) ? i : -1;
  }

  bool ordinal_subject(const Chunk& s) const { return s.atom.kind == AtomKind::score || s.atom.kind == AtomKind::stage; }
  bool units_fit(const BoundsPhrase& p) const { return !no_units(p); }

  void leftover(Index k) {
    at(k).kind = at(k).bounds.explicit_op ? ChunkKind::unknown : ChunkKind::filler;
  }

  // The comparison before this one whose subject this one shares, when only joining words and guards stand between.
  Index previous_compared(Index k) {
    for (Index i = k - 1; i >= 0; --i) {
      Chunk& c = at(i);
      if (thing(c)) {
        if (!c.atom.bounds.empty() || !c.alternatives.empty()) return i;
        if (c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage) continue;
        if (guarded(i)) continue;
        return -1;
      }
      if (is(c, ChunkKind::semicolon) || is(c, ChunkKind::period)) {
        if (is(c, ChunkKind::period)) return -1;
      }
    }
    return -1;
  }

  bool guarded(Index i) {
    for (Index j = i - 1; j >= 0 && j > i - 5; --j) {
      if (is(at(j), ChunkKind::guard) || is(at(j), ChunkKind::for_) || is(at(j), ChunkKind::unless_)) return true;
      if (thing(at(j)) || connective(at(j))) return false;
    }
    return false;
  }

  // The chunk itself becomes a second comparison of the same subject.
  void repeat(Index subject, Index k) {
    const Chunk s = at(subject);
    Chunk& c = at(k);
    const BoundsPhrase phrase = c.bounds;
    c.kind = ChunkKind::thing;
    c.measurable = true;
    c.concepts = s.concepts;
    c.atom.kind = s.atom.kind;
    c.atom.concept_id = s.atom.concept_id;
    c.atom.words = s.atom.words;
    c.atom.qualifiers = s.atom.qualifiers;
    c.atom.subject = s.atom.subject;
    c.age = s.age;
    std::vector<std::vector<Bound>> sets;
    for (const auto& alternative : phrase.alternatives) {
      std::vector<Bound> set;
      for (const auto& sb : alternative) set.push_back(to_bound(sb));
      sets.push_back(std::move(set));
    }
    // a bare number takes the operator over: "≥ 9 g/dL or 5.6 mmol/L"
    if (!phrase.explicit_op && sets.size() == 1 && sets[0].size() == 1 && s.atom.bounds.size() == 1) sets[0][0].op = s.atom.bounds[0].op;
    if (sets.size() == 1) c.atom.bounds = std::move(sets[0]);
    else c.alternatives = std::move(sets);
  }

  // count = bounds noun                                              ≥ 2 prior lines of therapy; more than 3 relapses
  bool counts(Index k) {
    Chunk& b = at(k);
    if (!no_units(b.bounds) || b.bounds.alternatives.size() != 1 || !b.bounds.explicit_op) return false;
    const SurfaceBound& first = b.bounds.alternatives[0][0];
    if (first.amount.letter || first.amount.roman || first.amount.value != std::floor(first.amount.value) || first.amount.value > 60) return false;
    if (k + 1 >= size()) return false;
    // the noun that is counted comes within the next words
    std::string_view of;
    Index target = -1;
    for (Index i = k + 1; i < size() && i < k + 5; ++i) {
      Chunk& c = at(i);
      if (const CueHit* hit = c.begin->cue(Cue::count_noun); hit && of.empty()) of = hit->value;
      else if (c.end - c.begin > 1)
        if (const CueHit* tail = c.end[-1].cue(Cue::count_noun); tail && of.empty()) of = tail->value;
      if (thing(c) && event(c)) {
        target = i;
        break;
      }
      if (!(bridge(c) || is(c, ChunkKind::for_) || is(c, ChunkKind::unknown))) break;
      // "> 5 on the scale", "≥ 2 points": no count
      if (of.empty() && is(c, ChunkKind::filler) && !(c.begin->is("or") || c.begin->is("of") || c.begin->is("different") || c.begin->is("more") || c.begin->is("prior") || c.begin->is("other") || c.begin->is("documented"))) break;
    }
    if (target < 0) return false;
    if (k > 0 && is(at(k - 1), ChunkKind::colon)) return false;
    Count count;
    count.op = first.op;
    count.value = first.amount.value;
    count.of = of.empty() ? "event" : std::string(of);
    count.span = {b.begin->begin, b.end[-1].end};
    at(target).atom.count = count;
    b.kind = ChunkKind::filler;
    b.taken = true;
    return true;
  }

  // "≥ 1.5 and ≥ 1.4 mg/dL in males and females respectively" → "≥ 1.5 in males and ≥ 1.4 in females"
  void respectively() {
    for (Index r = 0; r < size(); ++r) {
      bool said = false;
      for (TokenIt t = at(r).begin; t != at(r).end; ++t) said |= t->is("respectively");
      if (!said) continue;
      std::vector<Index> bounds, things;
      for (Index i = r - 1; i >= 0 && r - i < 16; --i) {
        if (is(at(i), ChunkKind::bounds)) bounds.insert(bounds.begin(), i);
        if (thing(at(i)) && (at(i).atom.kind == AtomKind::sex)) things.insert(things.begin(), i);
      }
      if (bounds.size() != 2 || things.size() != 2 || things[0] < bounds[1]) continue;
      Chunks reordered(c_.begin(), c_.begin() + bounds[0] + 1);
      Chunk guard;
      guard.kind = ChunkKind::for_;
      guard.begin = at(things[0]).begin;
      guard.end = at(things[0]).begin;
      reordered.push_back(guard);
      reordered.push_back(at(things[0]));
      Chunk joint = at(bounds[0] + 1);
      if (!connective(joint)) continue;
      reordered.push_back(joint);
      reordered.push_back(at(bounds[1]));
      guard.begin = guard.end = at(things[1]).begin;
      reordered.push_back(guard);
      reordered.push_back(at(things[1]));
      for (Index i = r; i < size(); ++i) reordered.push_back(at(i));
      c_ = std::move(reordered);
      return;
    }
  }

  void bind_window(Index k) {
    Chunk& w = at(k);
    Window window = w.window.window;
    window.span = {w.begin->begin, (w.window.value_end ? w.window.value_end : w.end)[-1].end};
    w.taken = true;
    const auto assign = [&](Chunk& c) {
      Window mine = window;
      // a condition that is at least so old, not one that ended so long ago
      if (mine.op == WindowOp::not_within && !w.window.needs_event && !(c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || (c.atom.kind == AtomKind::procedure && section_ == Section::exclusion))) mine.op = WindowOp::after;
      if (!c.atom.window) c.atom.window = mine;
      else if (c.atom.window->op != mine.op) c.more_windows.push_back(mine);
    };
    // "since any prior systemic therapy", "from major surgery": the event stands behind
    Index anchor_thing = -1;
    if (w.window.needs_event || window.anchor == "event") {
      for (Index i = k + 1; i < size() && i < k + 5; ++i) {
        if (thing(at(i))) {
          anchor_thing = i;
          break;
        }
        if (!(bridge(at(i)) || is(at(i), ChunkKind::for_))) break;
      }
    }
    std::vector<Index> left = left_targets(k);
    if (bracketed(k) && left.size() > 1) left.resize(1);
    if (left.empty() && !w.window.needs_event)
      for (Index i = k - 1; i >= 0 && left.empty(); --i) {
        if (is(at(i), ChunkKind::unknown)) {
          name_unknown(i);
          left.push_back(i);
        } else if (!is(at(i), ChunkKind::filler) && !is(at(i), ChunkKind::for_)) {
          break;
        }
      }
    if (w.window.needs_event || (window.anchor == "event" && left.empty())) {
      if (anchor_thing >= 0 && (left.empty() || w.window.needs_event) && !measured_left(left)) {
        window.anchor = "as_of";
        for (const Index i : right_list(anchor_thing)) assign(at(i));
        return;
      }
      if (w.window.needs_event && anchor_thing < 0 && left.empty()) {
        return;
      }
    }
    if (anchor_thing >= 0 && window.anchor == "event") {
      at(anchor_thing).atom.assertion = Assertion::mention;
      window.anchor = "event";
    } else if (window.anchor == "event") {
      window.anchor = "event";
    }
    if (!left.empty()) {
      for (const Index i : left) assign(at(i));
      return;
    }
    // nothing before it: what follows
    for (Index i = k + 1; i < size(); ++i) {
      if (is(at(i), ChunkKind::period)) break;
      if (thing(at(i)) && (event(at(i)) || measurement_of(at(i)))) {
        for (const Index j : right_list(i)) assign(at(j));
        return;
      }
    }
    w.taken = false;  // the clause builder hands it to sub-bullets
  }

  bool bracketed(Index k) {
    for (Index i = k - 1; i >= 0; --i) {
      if (is(at(i), ChunkKind::open)) return true;
      if (!is(at(i), ChunkKind::filler)) return false;
    }
    return false;
  }

  // Words that nothing explains are a finding when a comparison or a window hangs on them.
  void name_unknown(Index i) {
    Chunk& u = at(i);
    u.kind = ChunkKind::thing;
    u.atom.kind = AtomKind::finding;
    for (TokenIt t = u.begin; t != u.end; ++t)
      if (t->kind != TokenKind::mark && !t->word.empty()) u.atom.words.push_back(t->word);
    u.atom.subject.span = {u.begin->begin, u.end[-1].end};
  }

  bool measured_left(const std::vector<Index>& left) {
    for (const Index i : left)
      if (!at(i).atom.bounds.empty()) return true;
    return false;
  }

  // The list that ends right before `k`, nearest first. Examples belong to what they illustrate.
  std::vector<Index> left_targets(Index k) {
    std::vector<Index> found;
    Index start = k - 1;
    for (Index i = k - 1; i >= 0; --i) {
      if (is(at(i), ChunkKind::period) || is(at(i), ChunkKind::semicolon) || is(at(i), ChunkKind::close)) break;
      if (is(at(i), ChunkKind::example)) {
        bool head = false;
        for (Index j = i - 1; j >= 0 && !head; --j) {
          if (is(at(j), ChunkKind::period) || is(at(j), ChunkKind::semicolon)) break;
          head = event(at(j));
        }
        if (head) start = i - 1;
        break;
      }
    }
    for (Index i = start; i >= 0; --i) {
      Chunk& c = at(i);
      if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon)) break;
      if (is(c, ChunkKind::window) && !found.empty()) break;
      if (is(c, ChunkKind::close)) {
        const Index open = matching_open(c_, i);
        if (open < 0) break;
        i = open;
        continue;
      }
      if (is(c, ChunkKind::open)) {
        // the window stands inside a bracket: what stands before the bracket, if nothing is inside
        if (!found.empty()) break;
        continue;
      }
      if (is(c, ChunkKind::unless_) || is(c, ChunkKind::guard) || is(c, ChunkKind::provided) || is(c, ChunkKind::allowed)) {
        if (!found.empty()) break;
        continue;
      }
      if (thing(c)) {
        if (c.atom.window) break;
        if (event(c) || measurement_of(c)) {
          if (!found.empty() && measurement_of(at(found[0])) != measurement_of(c)) break;
          found.push_back(i);
        }
        continue;
      }
      if (is(c, ChunkKind::hypothetical) && !found.empty()) break;
    }
    return found;
  }

  std::vector<Index> right_list(Index first) {
    std::vector<Index> found{first};
    for (Index i = first + 1; i < size(); ++i) {
      Chunk& c = at(i);
      if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon) || is(c, ChunkKind::window) || is(c, ChunkKind::guard) || is(c, ChunkKind::unless_) || is(c, ChunkKind::except) || is(c, ChunkKind::neg)) break;
      if (is(c, ChunkKind::open)) {
        int depth = 1;
        while (depth && ++i < size()) depth += is(at(i), ChunkKind::open) - is(at(i), ChunkKind::close);
        continue;
      }
      if (event(c)) found.push_back(i);
      else if (thing(c)) break;
    }
    return found;
  }

  // The last word on a thing: which of several meanings, which words stay restrictions.
  void settle(Chunk& c) {
    if (!thing(c)) return;
    if (c.concepts.size() > 1) {
      const bool compared = !c.atom.bounds.empty() || !c.alternatives.empty();
      for (const ConceptIndex i : c.concepts) {
        const ConceptKind kind = v_.at(i).kind;
        const bool measured = kind == ConceptKind::measurement || kind == ConceptKind::vital || kind == ConceptKind::score || kind == ConceptKind::stage;
        if (measured == compared) {
          // the first that fits; two conditions by one abbreviation stay open
          bool second = false;
          for (const ConceptIndex j : c.concepts) second |= j != i && v_.at(j).kind == kind && !v_.is_a(i, j) && !v_.is_a(j, i);
          c.atom.concept_id = second && !compared ? "" : v_.at(i).id;
          if (!second || compared) c.atom.kind = atom_kind(kind);
          if (compared) c.atom.kind = atom_kind(kind);
          break;
        }
      }
    }
  }

  Chunks& c_;
  const Vocabulary& v_;
  Section section_;
  const std::string& context_;
};

}  // namespace

void bind_chunks(std::vector<Chunk>& chunks, const Tokens&, const Vocabulary& vocabulary, Section section, const std::string& context) {
  Binder(chunks, vocabulary, section, context).run();
}

}  // namespace elig
