// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "grammar/phrases/binder.hpp"
#include "grammar/phrases/comparison.hpp"
#include "grammar/phrases/noun_phrase.hpp"

// A comparison and its subject become one thing.
namespace elig::binding {

void Binder::run() {
  respectively();
  // "(6 weeks for nitrosoureas)" waits for the window of what stands before the bracket
  const auto longer_for = [this](Index k) {
    return k > 1 && k + 1 < size() && is(at(k), ChunkKind::bounds) && is(at(k - 1), ChunkKind::open) && is(at(k + 1), ChunkKind::for_) && at(k + 1).begin->is("for") &&
           !at(k).bounds.explicit_op && !at(k).bounds.age && all_time_units(at(k).bounds);
  };
  for (Index k = 0; k < size(); ++k)
    if ((is(at(k), ChunkKind::bounds) && !longer_for(k)) || (is(at(k), ChunkKind::window) && window_is_value(k))) bind_bounds(k);
  for (Index k = 0; k < size(); ++k)
    if (is(at(k), ChunkKind::window) && !at(k).taken) bind_window(k);
  for (Index k = 0; k < size(); ++k)
    if (longer_for(k)) {
      bind_longer_for(k);
      if (is(at(k), ChunkKind::bounds)) bind_bounds(k);
    }
  for (Index k = 0; k < size(); ++k)
    if (thing(at(k)) && generic_scale(at(k)) && (!at(k).atom.bounds.empty() || !at(k).alternatives.empty())) staged_disease(k);
  for (Chunk& c : c_) {
    settle(c);
    if (thing(c)) in_its_unit(c);
  }
  for (Index k = 0; k < size(); ++k)
    if (is(at(k), ChunkKind::open)) measured_in_bracket(k);
}

// "below the normal limit", never "above" it; "LVEF ≥ institutional normal", which names no side: keeping out what is low and letting in what is not
// speak of the lower limit.
bool Binder::lower_limit(const SurfaceBound& b) const {
  if (b.amount.relative_to != RelativeTo::uln || b.amount.has_number) return false;
  for (TokenIt t = b.begin; t != b.end; ++t) {
    if (t->is("below") || t->is("beneath")) return true;
    if (t->is("above") || t->is("higher") || t->is("exceeding") || t->is("exceeds") || t->is("exceed")) return false;
    for (const std::string_view side : {"upper", "uln", "unl", "iuln", "maximum", "maximal", "highest"})
      if (t->is(side)) return false;
  }
  const bool less = b.op == Comparator::less || b.op == Comparator::less_equal, greater = b.op == Comparator::greater || b.op == Comparator::greater_equal;
  return section_ == Section::exclusion ? less : greater;
}

namespace {

// "{stage.B}": which part of the stage
std::string with_part(std::string unit, const std::string& part) {
  if (unit.empty()) unit = "{stage}";
  if (unit.back() == '}') unit.insert(unit.size() - 1, "." + part);
  return unit;
}

}  // namespace

std::vector<std::vector<Bound>> Binder::bound_sets(Index k, const std::string& unit, bool staged) {
  std::vector<std::vector<Bound>> sets;
  for (const auto& alternative : at(k).bounds.alternatives) {
    std::vector<Bound> set;
    for (const auto& sb : alternative) {
      set.push_back(to_bound(sb));
      if (lower_limit(sb)) set.back().relative_to = RelativeTo::lln;
      if (set.back().unit.empty()) set.back().unit = unit;
      if (staged && !sb.amount.part.empty()) set.back().unit = with_part(set.back().unit, sb.amount.part);
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

// "stage III", "NYHA class II", "a score of 5": the word for the scale's steps is the number's unit.
std::string Binder::class_unit(Index subject, Index k) {
  const auto unit = [](const Token& t) -> std::string {
    if (t.is("stage") || t.is("stages") || t.is("staging")) return "{stage}";
    if (t.is("grade") || t.is("grades") || t.is("grading")) return "{grade}";
    if (t.is("class") || t.is("classes") || t.is("classification")) return "{class}";
    if (t.is("category") || t.is("categories")) return "{category}";
    if (t.is("score") || t.is("scores")) return "{score}";
    return {};
  };
  const SurfaceBound& first = at(k).bounds.alternatives[0][0];
  for (TokenIt t = first.begin; t != first.amount.begin; ++t)
    if (auto u = unit(*t); !u.empty()) return u;
  for (Index i = k; i-- > subject;)
    for (TokenIt t = at(i).end; t != at(i).begin; --t)
      if (auto u = unit(t[-1]); !u.empty()) return u;
  return {};
}

void Binder::give(Index subject, Index from, bool copy) {
  Chunk& s = at(subject);
  Chunk& b = at(from);
  std::vector<std::vector<Bound>> sets = bound_sets(from, class_unit(subject, from), s.atom.kind == AtomKind::stage);
  if (take_acuity(subject, from)) {
    if (!copy) {
      b.taken = true;
      b.kind = ChunkKind::filler;
    }
    return;
  }
  // "score 5/10", "24/30 points": the scale's end is no second bound
  if (b.bounds.pair && !sets.empty() && sets[0].size() == 2) {
    const bool pressure = s.atom.concept_id == "blood-pressure" || s.atom.concept_id == "hypertension" || s.atom.concept_id.find("blood-pressure") != std::string::npos ||
                          (sets[0][1].unit == "mm[Hg]") || (sets[0][0].value >= 80 && sets[0][1].value >= 40 && sets[0][1].value < 150);
    if (!pressure) {
      sets[0].pop_back();
    } else {
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

// "BCVA of 20/40 or better"
bool Binder::take_acuity(Index subject, Index from) {
  Chunk& s = at(subject);
  const auto acuity = v_.find("visual-acuity");
  if (at(from).bounds.snellen.empty() || !acuity || !s.atom.concept_id.starts_with("visual-acuity")) return false;
  s.concepts = {*acuity};
  s.atom.concept_id = v_.at(*acuity).id;
  s.alternatives.clear();
  s.atom.bounds.clear();
  for (const SurfaceBound& bound : at(from).bounds.snellen) s.atom.bounds.push_back(to_bound(bound));
  return true;
}

// "blood pressure < 140/90" is two comparisons.
void Binder::pressures(Index subject, const std::vector<Bound>& pair) {
  Chunk& s = at(subject);
  s.alternatives.clear();
  s.atom.kind = AtomKind::measurement;
  s.atom.concept_id = "blood-pressure";
  s.atom.bounds = pair;
  s.measurable = true;
}

// "≤ 3 x ULN for AST and ALT": for every member of the list that has no comparison of its own.
void Binder::share_right(Index subject) {
  const std::vector<Bound> same = at(subject).atom.bounds;
  for (Index i = subject + 1; i < size(); ++i) {
    if (connective(at(i)) || is(at(i), ChunkKind::filler)) continue;
    if (is(at(i), ChunkKind::open)) {
      // "AST (SGOT) and ALT"
      while (i < size() && !is(at(i), ChunkKind::close)) ++i;
      continue;
    }
    if (!measurement_of(at(i)) || !at(i).atom.bounds.empty() || !at(i).alternatives.empty() || at(i).concepts.empty()) return;
    if (i + 1 < size() && (is(at(i + 1), ChunkKind::bounds) || is(at(i + 1), ChunkKind::state))) return;
    if (same.empty() || !connective(at(i - 1))) return;
    at(i).atom.bounds = same;
  }
}

// "A, B and C < x": the comparison holds for every member of the list that has none of its own.
void Binder::share_left(Index subject, Index from) {
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
    // "2-9 mm in diameter or volume > 10 mL": the diameter has its value before it
    if (j > 1 && is(at(j - 1), ChunkKind::filler) && at(j - 1).begin->is("in") && at(j - 2).taken) return;
    if (!measurement_of(c) || !c.atom.bounds.empty() || !c.alternatives.empty() || c.atom.assertion == Assertion::mention) return;
    if (c.atom.kind != at(subject).atom.kind && c.atom.kind != AtomKind::measurement) return;
    // "PD-L1, CPS ≥ 1": the score is how it is measured
    if (measures(at(subject), c)) {
      c.atom.assertion = Assertion::mention;
      return;
    }
    give(j, from, true);
    i = j;
  }
}

void Binder::become_age(Index k) {
  Chunk& c = at(k);
  c.kind = ChunkKind::thing;
  c.age = true;
  c.measurable = true;
  c.atom.kind = AtomKind::age;
  c.atom.concept_id = "age";
  c.atom.subject.span = {c.begin->begin, c.end[-1].end};
  std::vector<std::vector<Bound>> sets = bound_sets(k);
  if (sets.size() == 1) c.atom.bounds = std::move(sets[0]);
  else c.alternatives = std::move(sets);
}

// "diabetes for more than 1 year" may come without "for": "diagnosed with T1D > 6 months"
void Binder::become_duration(Index subject, Index k) {
  Chunk& s = at(subject);
  const SurfaceBound& b = at(k).bounds.alternatives[0][0];
  Window w;
  w.value = b.amount.value;
  w.unit = *time_unit(b.amount.unit.empty() ? "d" : b.amount.unit);
  w.op = b.op == Comparator::less || b.op == Comparator::less_equal ? WindowOp::for_at_most : WindowOp::for_at_least;
  w.strict = b.op == Comparator::less || b.op == Comparator::greater;
  w.span = {b.begin->begin, at(k).bounds.end[-1].end};
  if (!s.atom.window) s.atom.window = w;
  else if (s.atom.window->op != w.op) s.more_windows.push_back(w);
  at(k).kind = ChunkKind::filler;
  at(k).taken = true;
}

// "for more than 3 months, but less than 36 months": the duration whose other end stands at `k`
const Window* Binder::begun_duration(Index k) {
  Index i = k - 1;
  while (i > 0 && (is(at(i), ChunkKind::and_) || is(at(i), ChunkKind::comma))) --i;
  if (i < 1 || i == k - 1 || !is(at(i), ChunkKind::window)) return nullptr;
  const Window& first = at(i).window.window;
  return first.value && (first.op == WindowOp::for_at_least || first.op == WindowOp::for_at_most) ? &first : nullptr;
}

bool Binder::ends_duration(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (!p.explicit_op || p.age || !all_time_units(p) || p.alternatives.size() != 1 || p.alternatives[0].size() != 1) return false;
  const SurfaceBound& b = p.alternatives[0][0];
  const WindowOp other = upper(b.op) ? WindowOp::for_at_most : WindowOp::for_at_least;
  const Window* first = begun_duration(k);
  if (!first || first->op == other || b.amount.unit.empty()) return false;
  Chunk& c = at(k);
  c.kind = ChunkKind::window;
  c.window.begin = c.begin;
  c.window.end = c.window.value_end = c.end;
  c.window.window.op = other;
  c.window.window.value = b.amount.value;
  c.window.window.unit = *time_unit(b.amount.unit);
  c.window.window.strict = b.op == Comparator::less || b.op == Comparator::greater;
  return true;
}

// "greater than NYHA 2": the operator stands before the thing.
void Binder::take_operator(Index k) {
  Chunk& b = at(k);
  if (b.bounds.explicit_op || b.bounds.alternatives.size() != 1) return;
  // "minimum MADRS (short form) score of 22": over what belongs to the name
  bool named = false;
  for (Index n = k; n-- > 0 && n + 8 > k;) {
    const Chunk& c = at(n);
    named |= thing(c) && c.measurable;
    if (is(c, ChunkKind::filler) && (c.begin->is("minimum") || c.begin->is("maximum")) && !c.value.empty() && named) {
      b.bounds.alternatives[0][0].op = c.begin->is("minimum") ? Comparator::greater_equal : Comparator::less_equal;
      b.bounds.explicit_op = true;
      return;
    }
    if (!(is(c, ChunkKind::filler) || is(c, ChunkKind::open) || is(c, ChunkKind::close) || (thing(c) && c.measurable))) break;
  }
  Index i = k - 1;
  while (i >= 0 && is(at(i), ChunkKind::filler) && at(i).value.empty()) --i;
  // "> New York Heart Association (NYHA) class 2"
  if (i > 3 && thing(at(i)) && generic_scale(at(i)) && is(at(i - 1), ChunkKind::close)) --i;
  if (i > 2 && is(at(i), ChunkKind::close)) {
    i = matching_open(c_, i) - 1;
    if (i < 1) return;
  }
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

void Binder::bind_bounds(Index k) {
  take_operator(k);
  Chunk& b = at(k);
  if (describes_scale(k) || of_no_one(k)) {
    b.kind = ChunkKind::filler;
    if (k + 1 < size() && thing(at(k + 1)) && at(k + 1).concepts.empty() && at(k + 1).end - at(k + 1).begin == 1 && at(k + 1).begin->is("scale")) at(k + 1).kind = ChunkKind::filler;
    return;
  }
  if (at_frequency(k)) {
    b.kind = ChunkKind::unknown;
    b.taken = true;
    return;
  }
  // "two prolactin levels at least one week apart > 30 ng/mL": a time between events, not a value of them
  if (all_time_units(b.bounds) && k + 1 < size() && at(k + 1).begin->is("apart") && at(k + 1).end - at(k + 1).begin == 1) {
    b.kind = ChunkKind::unknown;
    b.taken = true;
    return;
  }
  if (b.bounds.subject_behind) {
    if (const Index behind = right_subject(k); behind >= 0 && (at(behind).measurable || at(behind).age)) give(behind, k);
    else leftover(k);
    return;
  }
  const bool times = all_time_units(b.bounds);
  if (ends_duration(k)) return;
  if (weighs(k)) return;
  Index left = left_subject(k, b.bounds);
  if (left >= 0) left = ratio_of(left);
  if (left >= 0 && thing(at(left))) left = better_fit(left, k);
  // "(female: 50 kg or higher)": a sex carries no weight; the comparison before does
  if (left >= 0 && (at(left).atom.kind == AtomKind::sex || at(left).atom.kind == AtomKind::life_stage) && thing(at(left)) && !times && !b.bounds.age && !no_units(b.bounds)) left = -1;
  // "(patients with Gilbert's disease: ≤ 3 x ULN)": a disease has no limit of normal; the comparison before goes on
  if (left >= 0 && thing(at(left)) && !at(left).measurable && at(left).atom.kind == AtomKind::condition && of_normal(b.bounds))
    if (const Index previous = previous_compared(k); previous >= 0 && !at(previous).age) {
      repeat(previous, k);
      return;
    }
  // "pressure ≤ 114 mmHg following a 3 to 4-week run-in": a time of something else
  if (left >= 0 && times && !b.bounds.age && measurement_of(at(left)) && !at(left).concepts.empty() && !timed(at(left)) && (!at(left).atom.bounds.empty() || !at(left).alternatives.empty()) && !fits(at(left), b.bounds)) {
    leftover(k);
    return;
  }
  if (const Index listed = listed_behind(k); listed >= 0 && (left < 0 || !at(left).measurable)) {
    give(listed, k);
    share_right(listed);
    at(k + 1).kind = ChunkKind::filler;
    return;
  }
  // "FIGO 2009", "AJCC 7 or 8": no staging has so many steps
  if (left >= 0 && thing(at(left)) && at(left).atom.kind == AtomKind::stage && no_units(b.bounds) && b.bounds.alternatives[0][0].amount.value > 10) {
    leftover(k);
    return;
  }
  if (left >= 0 && numbered_name(left, k)) {
    // the study's own categories are in no record
    if (at(left).end[-1].is("category") || at(left).end[-1].is("categories")) at(left).kind = ChunkKind::unknown;
    b.kind = ChunkKind::filler;
    return;
  }
  // "a score of 24 or above on the MMSE": the scale has a name of its own
  const bool score_of = k > 0 && at(k - 1).end - c_.front().begin > 1 && at(k - 1).end[-1].is("of") && at(k - 1).end[-2].is("score");
  if ((b.bounds.explicit_op || score_of) && (left < 0 || at(left).concepts.empty() || !at(left).measurable))
    if (const Index scale = named_scale(k); scale >= 0) {
      give(scale, k);
      return;
    }
  // "36-42 weeks of gestation": what is measured stands behind
  if (left < 0 || !at(left).measurable || !at(left).atom.bounds.empty() || at(left).concepts.empty())
    if (const Index right = b.bounds.explicit_op || units_fit(b.bounds) ? adjacent_measure(k) : -1; right >= 0) {
      give(right, k);
      share_right(right);
      return;
    }
  // "mean 24-h blood pressure": an attribute of what follows
  if (!b.bounds.explicit_op && b.end - b.begin > 1 && b.begin[1].mark('-') && k + 1 < size() && thing(at(k + 1))) {
    b.kind = ChunkKind::filler;
    return;
  }
  if (left < 0 || !at(left).atom.bounds.empty())
    if (const Index behind = measured_behind(k); behind >= 0) {
      if (is(at(behind), ChunkKind::unknown)) name_unknown(behind);
      at(behind).measurable = true;
      give(behind, k);
      return;
    }
  if (recent(k)) return;
  // a second comparison of the thing before: "> 450 ms in men or > 470 ms in women"
  if (left >= 0) {
    Chunk& s = at(left);
    const bool free = s.atom.bounds.empty() && s.alternatives.empty();
    if (s.age) {
      if (free) give(left, k);
      else if (s.alternatives.empty() && s.atom.bounds.size() == 1 && b.bounds.alternatives.size() == 1 && b.bounds.alternatives[0].size() == 1 && left + 1 == k && b.bounds.explicit_op) {
        // "18 < age < 80"
        s.atom.bounds.push_back(to_bound(b.bounds.alternatives[0][0]));
        if (s.atom.bounds[0].unit.empty()) s.atom.bounds[0].unit = s.atom.bounds[1].unit;
        b.kind = ChunkKind::filler;
        b.taken = true;
      } else become_age(k);
      return;
    }
    // "transplant recipients, adult patients (≥ 21 years)"
    if (times && !s.measurable && b.bounds.explicit_op && b.bounds.alternatives[0][0].amount.unit == "a" && k > 0 && is(at(k - 1), ChunkKind::open) && people_before(k, k - 1)) {
      become_age(k);
      return;
    }
    // "renal transplants less than one year old": the transplant's age, not the patient's
    if (b.bounds.age && times && !s.measurable && s.atom.kind == AtomKind::procedure && left == k - 1 && b.bounds.alternatives.size() == 1 && b.bounds.alternatives[0].size() == 1) {
      bool of_person = false;
      for (TokenIt t = b.begin; t != b.end; ++t) of_person |= t->is("older") || t->is("younger") || t->is("age") || t->is("aged");
      if (!of_person) {
        become_duration(left, k);
        if (s.atom.window && s.atom.window->op == WindowOp::for_at_most) s.atom.window->op = WindowOp::within;
        return;
      }
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
    if (s.measurable || ordinal_subject(s) || (b.bounds.explicit_op && (event(s) || s.atom.kind == AtomKind::finding) && !b.bounds.age)) {
      if (!b.bounds.explicit_op && !ordinal_subject(s) && !units_fit(b.bounds) && !bare_value(left, k)) {
        leftover(k);
        return;
      }
      if (!s.measurable && !ordinal_subject(s) && counts(k)) return;
      if (free) {
        give(left, k);
        share_left(left, k);
        share_in_bracket(left, k);
        at(k).kind = ChunkKind::filler;
      } else {
        repeat(left, k);
      }
      return;
    }
  } else if (const Index previous = previous_compared(k); previous >= 0 && !b.bounds.age && (times || no_units(b.bounds) || !at(previous).age)) {
    // "ECOG 0 or 1 5. Adequate …": a numeral of the next item
    if (!b.bounds.explicit_op && no_units(b.bounds) && k + 1 < size() && is(at(k + 1), ChunkKind::period)) {
      b.kind = ChunkKind::filler;
      return;
    }
    // a number without an operator goes on with the comparison before only where "or" or a bracket says so
    const bool goes_on = b.bounds.explicit_op || (k > 0 && (is(at(k - 1), ChunkKind::or_) || is(at(k - 1), ChunkKind::slash) || is(at(k - 1), ChunkKind::open) || is(at(k - 1), ChunkKind::and_)));
    if (goes_on && (b.bounds.explicit_op || units_fit(b.bounds))) {
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
      share_right(right);
      // "below the lower limit for platelets": the list of what is compared, no guard
      for (Index i = k + 1; i < right; ++i)
        if (is(at(i), ChunkKind::for_)) at(i).kind = ChunkKind::filler;
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
  if (no_units(b.bounds) && b.bounds.explicit_op && people_before(k, k)) {
    become_age(k);
    return;
  }
  if (times && b.bounds.explicit_op && opens(k) && !measures_what_follows(k)) {
    become_age(k);
    return;
  }
  if (bare_age(k)) {
    become_age(k);
    return;
  }
  leftover(k);
}

// "Over 18", "under 75 and able to walk": what a person is over without a unit is years.
bool Binder::bare_age(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (!context_.empty() || !no_units(p) || !p.explicit_op || p.alternatives.size() != 1 || p.alternatives[0].size() != 1 || !(p.begin->is("over") || p.begin->is("under"))) return false;
  const Amount& a = p.alternatives[0][0].amount;
  if (a.letter || a.roman || a.relative_to != RelativeTo::none || a.value < 16 || a.value > 100) return false;
  for (Index i = 0; i < k; ++i)
    if (!is(at(i), ChunkKind::filler)) return false;
  return k + 1 >= size() || connective(at(k + 1)) || is(at(k + 1), ChunkKind::period) || is(at(k + 1), ChunkKind::semicolon);
}

// "infants ≤ 750 g at birth", "subjects must be ≥ 50 kg": what a person has in kilograms is the weight.
bool Binder::weighs(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (!p.explicit_op || p.age) return false;
  for (const auto& alternative : p.alternatives)
    for (const SurfaceBound& b : alternative)
      if (b.amount.relative_to != RelativeTo::none || !(b.amount.unit == "kg" || b.amount.unit == "g" || b.amount.unit == "[lb_av]")) return false;
  Index i = k - 1;
  while (i >= 0 && (is(at(i), ChunkKind::filler) && (at(i).begin->is("is") || at(i).begin->is("are") || at(i).begin->is("be") || at(i).begin->is("must") || at(i).begin->is("who")))) --i;
  if (i < 0) return false;
  const Chunk& who = at(i);
  const bool person = thing(who) ? (who.atom.kind == AtomKind::life_stage || who.atom.kind == AtomKind::sex) && who.end[-1].kind == TokenKind::word
                                 : is(who, ChunkKind::filler) && (who.end[-1].is("patient") || who.end[-1].is("patients") || who.end[-1].is("subject") || who.end[-1].is("subjects") || who.end[-1].is("participant") || who.end[-1].is("participants"));
  if (!person) return false;
  bool birth = false;
  for (Index j = k + 1; j < size() && j < k + 3 && !birth; ++j)
    for (TokenIt t = at(j).begin; t != at(j).end; ++t) birth |= t->is("birth");
  const auto weight = v_.find(birth ? "birth-weight" : "body-weight");
  if (!weight) return false;
  Chunk& c = at(k);
  std::vector<std::vector<Bound>> sets = bound_sets(k);
  c.kind = ChunkKind::thing;
  c.measurable = true;
  c.concepts = {*weight};
  c.atom.kind = AtomKind::measurement;
  c.atom.concept_id = v_.at(*weight).id;
  c.atom.subject.span = {c.begin->begin, c.end[-1].end};
  if (sets.size() == 1) c.atom.bounds = std::move(sets[0]);
  else c.alternatives = std::move(sets);
  return true;
}

// "at least twelve months of stable therapy", "> 4 weeks since surgery": a time of something else than of life
bool Binder::measures_what_follows(Index k) {
  if (k + 1 >= size()) return false;
  const Token& next = *at(k + 1).begin;
  for (const std::string_view word : {"since", "after", "from", "between", "post", "before", "prior", "without", "with", "on", "has", "have"})
    if (next.is(word)) return true;
  return next.is("of") && !(at(k + 1).end - at(k + 1).begin > 1 && at(k + 1).begin[1].is("age")) && !(k + 2 < size() && at(k + 2).age);
}

void Binder::leftover(Index k) {
  // "at least one site of disease": no more than that there is one
  const auto& sets = at(k).bounds.alternatives;
  if (sets.size() == 1 && sets[0].size() == 1 && sets[0][0].op == Comparator::greater_equal && sets[0][0].amount.value == 1 && no_units(at(k).bounds) && !sets[0][0].amount.letter && !sets[0][0].amount.roman) {
    at(k).kind = ChunkKind::filler;
    return;
  }
  at(k).kind = at(k).bounds.explicit_op ? ChunkKind::unknown : ChunkKind::filler;
}

// The chunk itself becomes a second comparison of the same subject.
void Binder::repeat(Index subject, Index k) {
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
  if (s.atom.assertion == Assertion::possible) c.atom.assertion = Assertion::possible;
  std::vector<std::vector<Bound>> sets = bound_sets(k, class_unit(subject, k), s.atom.kind == AtomKind::stage);
  // a bare number takes the operator over: "≥ 9 g/dL or 5.6 mmol/L"
  if (!phrase.explicit_op && sets.size() == 1 && sets[0].size() == 1 && s.atom.bounds.size() == 1) {
    Bound& own = sets[0][0];
    const Bound& former = s.atom.bounds[0];
    own.op = former.op;
    // "< 90 mmHg or 150 mmHg": the sign of the other side was lost
    const bool down = former.op == Comparator::less || former.op == Comparator::less_equal;
    if (own.unit == former.unit && own.relative_to == former.relative_to && former.op != Comparator::equal && is(at(k - 1), ChunkKind::or_) && (down ? own.value > former.value : own.value < former.value)) c.atom.assertion = Assertion::possible;
  }
  // "outside 50-100 bpm, or 45-100 bpm in men": outside of that one, too
  const bool outside = s.alternatives.size() == 2 && s.alternatives[0].size() == 1 && s.alternatives[0][0].op == Comparator::less && s.alternatives[1].size() == 1 && s.alternatives[1][0].op == Comparator::greater;
  if (outside && sets.size() == 1 && sets[0].size() == 2 && sets[0][0].op == Comparator::greater_equal && sets[0][1].op == Comparator::less_equal && phrase.begin->kind == TokenKind::number) {
    sets = {{sets[0][0]}, {sets[0][1]}};
    sets[0][0].op = Comparator::less;
    sets[1][0].op = Comparator::greater;
  }
  if (take_acuity(k, k)) return;
  if (sets.size() == 1) c.atom.bounds = std::move(sets[0]);
  else c.alternatives = std::move(sets);
}

// count = bounds noun                                              ≥ 2 prior lines of therapy; more than 3 relapses
bool Binder::counts(Index k) {
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
void Binder::respectively() {
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

// The last word on a thing: which of several meanings, which words stay restrictions.
void Binder::settle(Chunk& c) {
  if (!thing(c)) return;
  // "HER2 2+": a step of the scale of staining, not the steps from there on
  if (c.atom.kind == AtomKind::biomarker && (c.atom.concept_id == "her2" || (c.atom.concept_id.empty() && std::find(c.atom.words.begin(), c.atom.words.end(), "ihc") != c.atom.words.end()))) {
    const auto step = [&](Bound& b) {
      bool number = false, plus = false;
      for (TokenIt t = c_.front().begin; t != c_.back().end; ++t) {
        number |= t->begin == b.span.begin && t->kind == TokenKind::number;
        plus |= t->end == b.span.end && t->mark('+');
      }
      if (number && plus && b.op == Comparator::greater_equal && b.unit.empty() && b.value <= 3) b.op = Comparator::equal;
    };
    for (Bound& b : c.atom.bounds) step(b);
    for (auto& set : c.alternatives)
      for (Bound& b : set) step(b);
  }
  if (c.concepts.size() > 1) {
    // "PD" beside a response or an earlier line is progressive disease
    const auto progression = v_.find("disease-progression");
    if (progression && c.end - c.begin == 1 && c.begin->text == "PD" && std::find(c.concepts.begin(), c.concepts.end(), *progression) != c.concepts.end()) {
      for (TokenIt t = c_.front().begin; t != c_.back().end; ++t)
        for (const std::string_view said : {"recist", "response", "responded", "progressed", "progression", "progressive", "chemotherapy", "adjuvant", "neoadjuvant", "regimen", "cr", "pr", "sd", "lesion", "lesions", "tumor", "tumour", "cancer", "metastases", "imaging", "radiologic", "radiographic", "nivolumab", "pembrolizumab"})
          if (t->is(said)) c.concepts = {*progression};
      if (c.concepts.size() == 1) {
        c.atom.concept_id = v_.at(*progression).id;
        c.atom.kind = AtomKind::finding;
      }
    }
  }
  if (c.concepts.size() > 1) {
    const bool compared = !c.atom.bounds.empty() || !c.alternatives.empty();
    for (const ConceptIndex i : c.concepts) {
      const ConceptKind kind = v_.at(i).kind;
      // "alcohol intake > 40 g/day" is an amount, "no alcohol intake" a habit
      const bool amount = kind == ConceptKind::social && !v_.at(i).attribute("unit").empty();
      const bool measured = amount || kind == ConceptKind::measurement || kind == ConceptKind::vital || kind == ConceptKind::score || kind == ConceptKind::stage;
      if (measured == compared) {
        // the first that fits; two conditions by one abbreviation stay open
        bool second = false;
        for (const ConceptIndex j : c.concepts) second |= j != i && v_.at(j).kind == kind && kind != ConceptKind::social && !v_.is_a(i, j) && !v_.is_a(j, i);
        c.atom.concept_id = second && !compared ? "" : v_.at(i).id;
        if (!second || compared) c.atom.kind = atom_kind(kind);
        break;
      }
    }
  }
}

}  // namespace elig::binding

namespace elig {

void bind_chunks(std::vector<Chunk>& chunks, const Tokens&, const Vocabulary& vocabulary, Section section, const std::string& context) {
  binding::Binder(chunks, vocabulary, section, context).run();
}

}  // namespace elig
