// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "grammar/phrases/binder.hpp"
#include "grammar/phrases/comparison.hpp"
#include "grammar/phrases/noun_phrase.hpp"

// What a comparison belongs to.
namespace elig::binding {

// "stage", "grade", "class" alone: of the disease beside it
bool Binder::generic_scale(const Chunk& c) {
  if (c.atom.kind != AtomKind::stage && c.atom.kind != AtomKind::score) return false;
  for (const std::string& w : c.atom.words)
    if (w != "stage" && w != "grade" && w != "class" && w != "classification" && w != "level" && w != "score" && w != "type" && w != "category" && w != "grading" && w != "staging" && w != "clinical" && w != "pathologic" && w != "who" && w != "tumor" && w != "histologic" && w != "histological") return false;
  return true;
}

void Binder::staged_disease(Index k) {
  const auto disease = [&](Index i) { return thing(at(i)) && (at(i).atom.kind == AtomKind::condition || at(i).atom.kind == AtomKind::finding); };
  Index found = -1;
  // behind it: "stage I-III colorectal, lung, or liver cancer", "(stage 0) breast adenocarcinoma"
  bool adjectives = false;
  for (Index i = k + 1; i < size() && i < k + 10; ++i) {
    const Chunk& c = at(i);
    if (disease(i)) {
      found = i;
      break;
    }
    if (is(c, ChunkKind::unknown) && c.end - c.begin < 3) adjectives = true;
    else if ((is(c, ChunkKind::comma) || is(c, ChunkKind::or_)) && adjectives) continue;
    else if (!(is(c, ChunkKind::filler) || is(c, ChunkKind::close))) break;
  }
  // before it: "heart failure, usually class 3 or 4"
  for (Index i = k - 1; found < 0 && i >= 0 && i > k - 6; --i) {
    if (disease(i)) found = i;
    else if (!(is(at(i), ChunkKind::filler) || is(at(i), ChunkKind::open) || is(at(i), ChunkKind::close) || is(at(i), ChunkKind::comma) || (is(at(i), ChunkKind::unknown) && at(i).end - at(i).begin == 1))) break;
  }
  if (found < 0) return;
  at(k).atom.subject = at(found).atom.subject;
  at(k).atom.words.insert(at(k).atom.words.end(), at(found).atom.words.begin(), at(found).atom.words.end());
}

bool Binder::abbreviates_another(Index name, Index bracketed) const {
  const Chunk& n = c_[static_cast<std::size_t>(name)];
  const Chunk& b = c_[static_cast<std::size_t>(bracketed)];
  if (!n.measurable || !measurement_of(b) || b.end - b.begin != 1 || n.concepts.empty() || b.concepts.empty() || !b.atom.bounds.empty() || n.atom.kind != b.atom.kind) return false;
  // it begins with an abbreviation of the name itself
  if (std::none_of(n.begin, n.end, [&](const Token& t) { return t.text.size() > 1 && t.text[1] >= 'A' && t.text[1] <= 'Z' && b.begin->text.size() > t.text.size() && b.begin->text.starts_with(t.text); })) return false;
  return std::none_of(b.concepts.begin(), b.concepts.end(), [&](ConceptIndex i) { return std::find(n.concepts.begin(), n.concepts.end(), i) != n.concepts.end(); });
}

// The thing on the left that a comparison at `k` can belong to.
Index Binder::left_subject(Index k, const BoundsPhrase& phrase) {
  bool crossed_paren = false;
  for (Index i = k - 1; i >= 0; --i) {
    Chunk& c = at(i);
    if (thing(c)) {
      if (c.atom.assertion == Assertion::mention && i + 1 < size() && thing(at(i + 1))) continue;
      if (categorised(c)) continue;
      if (phrase.explicit_op || (thing(c) && generic_scale(c)))
        if (const Index named = beyond_generic(i); named >= 0) return named;
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
        if (at(before).method)
          if (const Index measured = further_left(before); measured >= 0) return measured;
        // a bracketed measurement after something that is none: "dysfunction (EF) < 30"
        if (!at(before).measurable) {
          for (Index q = open + 1; q < i; ++q)
            if (measurement_of(at(q)) && at(q).atom.bounds.empty()) return q;
        }
        // "QT interval (QTcF) > 470 ms": the abbreviation is another measurement, and meant
        if (open + 2 == i && abbreviates_another(before, open + 1)) {
          at(before).atom.assertion = Assertion::mention;
          return open + 1;
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
      if (phrase.age) return -1;  // "anyone under the age of 19"
      if (phrase.explicit_op || (thing(c) && generic_scale(c)))
        if (const Index named = beyond_generic(i); named >= 0) return named;
      // "visual acuity in each eye ≥ 0.5 logMAR": where it is measured is not what is measured
      if (phrase.explicit_op && i > 1 && !no_units(phrase)) {
        Index place = i - 1;
        while (place > 0 && is(at(place), ChunkKind::filler)) --place;
        if (is(at(place), ChunkKind::for_) && at(place).begin->is("in"))
          if (const Index measured = further_left(place); measured >= 0 && fits(at(measured), phrase)) return measured;
      }
      // a name nobody knows, right before the comparison, is still its subject
      if (phrase.explicit_op) {
        name_unknown(i);
        at(i).measurable = true;
        return i;
      }
      return -1;
    }
    if (is(c, ChunkKind::window)) continue;
    if (is(c, ChunkKind::comma) && i > 0 && totals(i + 1, k) && measurement_of(at(i - 1)) && at(i - 1).atom.bounds.empty() && !at(i - 1).concepts.empty() && phrase.explicit_op) continue;
    if (bridge(c) || is(c, ChunkKind::hypothetical) || is(c, ChunkKind::neg)) continue;
    if (is(c, ChunkKind::bounds) && c.taken) continue;
    return -1;
  }
  return -1;
}

// "INR of prothrombin time ≥ 1.5": the ratio is what is compared, the time is what it is made of.
Index Binder::ratio_of(Index time) {
  if (time < 2 || at(time).atom.concept_id != "prothrombin-time" || !is(at(time - 1), ChunkKind::filler) || !at(time - 1).end[-1].is("of")) return time;
  Index i = time - 2;
  if (is(at(i), ChunkKind::close)) i = matching_open(c_, i) - 1;
  else if (is(at(i), ChunkKind::filler) && at(i).begin->mark('(')) --i;  // "(INR)", which is also its unit
  if (i < 0 || !thing(at(i)) || at(i).atom.concept_id != "inr" || !at(i).atom.bounds.empty() || !at(i).alternatives.empty()) return time;
  at(time).atom.assertion = Assertion::mention;
  return i;
}

// Nothing, or "total score", "overall": words that name no measurement of their own.
bool Binder::totals(Index from, Index to) {
  for (Index i = from; i < to; ++i)
    for (TokenIt t = at(i).begin; t != at(i).end; ++t)
      if (!t->is("total") && !t->is("overall") && !t->is("score") && !t->is("a") && !t->is("of") && !t->is("mean")) return false;
  return true;
}

Index Binder::further_left(Index i) {
  bool methods = at(i).atom.kind == AtomKind::procedure;
  for (Index j = i - 1; j >= 0 && j > i - 14; --j) {
    const Chunk& c = at(j);
    // "LVEF by MUGA or ECHO ≥ 45": how it is measured is not what is measured
    if (methods && thing(c) && (c.method || c.atom.kind == AtomKind::procedure)) continue;
    if (methods && (is(c, ChunkKind::or_) || is(c, ChunkKind::and_) || is(c, ChunkKind::slash))) continue;
    if (thing(c)) return c.measurable && !c.age && (!c.concepts.empty() || c.atom.kind == AtomKind::score) && c.atom.bounds.empty() && c.alternatives.empty() && c.atom.assertion != Assertion::mention && c.atom.kind != AtomKind::test ? j : -1;
    if (is(c, ChunkKind::close)) {
      const Index open = matching_open(c_, j);
      if (open < 0) return -1;
      j = open;
      continue;
    }
    if (!(is(c, ChunkKind::filler) || is(c, ChunkKind::for_) || is(c, ChunkKind::definition) || is(c, ChunkKind::current))) return -1;
  }
  return -1;
}

Index Binder::right_subject(Index k) {
  for (Index i = k + 1; i < size() && i < k + 7; ++i) {
    Chunk& c = at(i);
    if (thing(c)) return c.atom.assertion == Assertion::mention && i + 1 < size() && thing(at(i + 1)) ? i + 1 : i;
    if (bridge(c) || is(c, ChunkKind::for_)) continue;
    return -1;
  }
  return -1;
}

// Nothing of substance stands before it, or nothing but ages.
bool Binder::opens(Index k) {
  // "recent (≤ 3 months) change": a bracket speaks of what stands before it
  if (k > 1 && is(at(k - 1), ChunkKind::open) && !(thing(at(k - 2)) && (at(k - 2).age || at(k - 2).atom.kind == AtomKind::sex || at(k - 2).atom.kind == AtomKind::life_stage))) return false;
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
bool Binder::people_before(Index k, Index behind) {
  const double v = at(k).bounds.alternatives[0][0].amount.value;
  if (v < 10 || v > 100 || at(k).bounds.alternatives[0][0].amount.relative_to != RelativeTo::none) return false;
  // "subjects must be between 18 and 65"
  const auto verb = [](const Chunk& c) {
    return is(c, ChunkKind::filler) && std::all_of(c.begin, c.end, [](const Token& t) { return t.is("is") || t.is("are") || t.is("be") || t.is("must") || t.is("should") || t.is("who") || t.is("being"); });
  };
  while (behind > 1 && verb(at(behind - 1))) --behind;
  if (behind == 0) return false;
  const Chunk& c = at(behind - 1);
  for (TokenIt t = c.begin; t != c.end; ++t)
    if (t->is("patient") || t->is("patients") || t->is("subject") || t->is("subjects") || t->is("adult") || t->is("adults") || t->is("people") || t->is("participants") || t->is("volunteers") || t->is("individuals")) return true;
  return thing(c) && (c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage);
}

// "Hemoglobin:" and below it "at least 9 g/dL"
bool Binder::heading_subject(Index k) {
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

// "10-point scale", "on a 0-10 VAS", "(range 0-42)": the scale's own ends compare nothing.
bool Binder::describes_scale(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (p.alternatives.size() != 1 || p.set) return false;
  const auto& set = p.alternatives[0];
  const bool from_bottom = set.size() == 2 && set[0].op == Comparator::greater_equal && set[1].op == Comparator::less_equal && (set[0].amount.value == 0 || set[0].amount.value == 1) &&
                           (p.begin->kind == TokenKind::number || p.begin->is("range"));
  const bool points = set.size() == 1 && !p.explicit_op && (set[0].amount.unit == "{points}" || set[0].amount.unit == "mm" || set[0].amount.unit == "cm");
  if (!from_bottom && !points) return false;
  const auto scale = [](const Token& t) { return t.is("scale") || t.is("vas") || t.is("nrs") || t.is("likert") || t.is("rating") || t.is("system") || t.is("analog") || t.is("analogue"); };
  // only as an attribute of the scale's name: "on a 0-10 pain intensity scale"
  if (p.begin == c_.front().begin) return false;
  const Token& before = p.begin[-1];
  // "HSS7 score (range 0-21) ≥ 8"
  if (p.begin->is("range") && before.mark('(') && p.end->mark(')')) return true;
  if (before.is("range")) return true;
  if (points && set[0].amount.unit != "{points}" && !(k + 1 < size() && (scale(*at(k + 1).begin) || scale(at(k + 1).end[-1])))) return false;
  if (!(before.is("a") || before.is("an") || before.is("the") || (before.is("on") && points))) return false;
  for (Index i = k + 1; i < size() && i < k + 4; ++i)
    for (TokenIt t = at(i).begin; t != at(i).end; ++t)
      if (scale(*t)) return true;
  return false;
}

// "genotypes 1, 2 or 3", "cohort 2", "(n = 16)": a number that is a name.
bool Binder::numbered_name(Index left, Index k) {
  const Chunk& s = at(left);
  if (!s.concepts.empty() || s.age || left + 1 != k) return false;
  const Token& t = s.end[-1];
  if (t.is("n") && at(k).bounds.alternatives[0][0].op == Comparator::equal) return true;
  // "participants in category 1 and 3": the study's own
  if ((t.is("category") || t.is("categories")) && s.end - s.begin == 1) return true;
  if (at(k).begin->kind != TokenKind::number && !(at(k).begin->text.size() <= 4 && at(k).begin->kind == TokenKind::word)) return false;
  return t.is("genotype") || t.is("genotypes") || t.is("cohort") || t.is("cohorts") || t.is("arm") || t.is("arms") || t.is("group") || t.is("groups") || t.is("phase") || t.is("part") || t.is("visit") ||
         t.is("visits") || t.is("type") || t.is("types") || t.is("questionnaire") || t.is("appendix") || t.is("table") || t.is("section") || t.is("version") || t.is("pathway") || t.is("guideline") || t.is("guidelines") || t.is("criterion") || t.is("hz");
}

// "1 serving = 1 glass of wine" defines a measure, "(Day 1)" says when, "(Appendix 4)" where to read: nothing of anybody.
bool Binder::of_no_one(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (p.age || p.begin == c_.front().begin || p.alternatives.size() != 1) return false;
  const Token& before = p.begin[-1];
  if (!p.explicit_op && no_units(p) && !p.set && p.alternatives[0].size() == 1)
    for (const std::string_view named : {"day", "week", "cycle", "visit", "appendix", "annex", "addendum", "attachment", "table", "figure", "section"})
      if (before.is(named)) return true;
  if (p.begin->kind != TokenKind::comparator || p.begin->comparator != '=' || k == 0) return false;
  const Chunk& named = at(k - 1);
  return named.begin != c_.front().begin && named.begin[-1].kind == TokenKind::number && named.end - named.begin <= 3 && p.begin == named.end && named.concepts.empty();
}

// "no poorer than 30 dB at 500, 1000 and 2000 Hz": where it is measured
bool Binder::at_frequency(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (p.begin == c_.front().begin || p.alternatives.size() != 1 || p.alternatives[0].size() != 1) return false;
  const SurfaceBound& only = p.alternatives[0][0];
  return only.op == Comparator::equal && only.amount.unit == "/s" && (p.begin[-1].is("at") || p.begin[-1].is("and") || p.begin[-1].mark(','));
}

// "≥ 5 on the X scale", "> 20 according to the AUDIT": the score on the right, when it is one by name.
Index Binder::named_scale(Index k) {
  bool led = false;
  for (Index i = k + 1; i < size() && i < k + 5; ++i) {
    const Chunk& c = at(i);
    // "a score of 3 (moderate) on the X scale"
    if (is(c, ChunkKind::open)) {
      while (i < size() && !is(at(i), ChunkKind::close)) ++i;
      continue;
    }
    if (thing(c)) return led && c.atom.kind == AtomKind::score && c.atom.bounds.empty() && c.alternatives.empty() && !generic_scale(c) ? i : -1;
    if (!is(c, ChunkKind::filler) && !is(c, ChunkKind::definition) && !is(c, ChunkKind::for_)) return -1;
    for (TokenIt t = c.begin; t != c.end; ++t) led |= t->is("on") || t->is("in") || t->is("by") || t->is("using") || t->is("according") || t->is("per") || t->is("at");
  }
  return -1;
}

// What a word like "average", "total score" or "cardiac function class" is of: the thing before it.
Index Binder::beyond_generic(Index i) {
  const Chunk& c = at(i);
  if (c.age) return -1;
  static constexpr std::array<std::string_view, 14> plain{"average", "mean", "total", "median", "rating", "apart", "score", "an", "a", "the", "cutoff", "cut", "off", "value"};
  const auto plain_word = [&](const Token& t) { return t.kind != TokenKind::word || std::find(plain.begin(), plain.end(), t.lower) != plain.end(); };
  const bool scale_step = (thing(c) && generic_scale(c)) || (thing(c) && c.concepts.empty() && class_word(c.end[-1]));
  if (!scale_step && !((c.concepts.empty() || !thing(c)) && std::all_of(c.begin, c.end, plain_word))) return -1;
  for (Index j = i - 1; j >= 0 && j > i - 6; --j) {
    const Chunk& d = at(j);
    if (thing(d)) {
      const bool scale = d.atom.kind == AtomKind::score || d.atom.kind == AtomKind::stage;
      const bool carries = scale ? !generic_scale(d) : !scale_step && (d.measurable || event(d));
      if (!carries || d.age || !d.atom.bounds.empty() || !d.alternatives.empty()) return -1;
      at(i).kind = ChunkKind::filler;
      return j;
    }
    if (is(d, ChunkKind::close)) {
      j = matching_open(c_, j);
      if (j < 0) return -1;
      continue;
    }
    if (is(d, ChunkKind::unknown) && d.taken) continue;
    if (!is(d, ChunkKind::filler) && !is(d, ChunkKind::comma) && !is(d, ChunkKind::colon)) return -1;
  }
  return -1;
}

// "≥ 20 mm polyp", "or > 10% immature forms": a measure with its unit, and its thing right behind, where nothing measured stands
// beside it on the left.
Index Binder::measured_behind(Index k) {
  const BoundsPhrase& p = at(k).bounds;
  if (!p.explicit_op || p.age || no_units(p) || all_time_units(p)) return -1;
  for (const auto& alternative : p.alternatives)
    for (const auto& b : alternative)
      if (b.amount.relative_to != RelativeTo::none) return -1;
  const Index i = k + 1;
  if (i >= size() || (k > 0 && !connective(at(k - 1)) && !is(at(k - 1), ChunkKind::filler) && !is(at(k - 1), ChunkKind::open))) return -1;
  const Chunk& c = at(i);
  const bool named = thing(c) && !c.age && c.atom.kind != AtomKind::sex && c.atom.kind != AtomKind::life_stage && c.atom.bounds.empty() && c.alternatives.empty() && c.atom.assertion != Assertion::mention;
  if (!named && !(is(c, ChunkKind::unknown) && c.end - c.begin < 5)) return -1;
  // the next comparison's subject, not this one's
  for (Index n = i + 1; n < size() && n < i + 4; ++n) {
    if (is(at(n), ChunkKind::bounds)) return -1;
    if (!bridge(at(n))) break;
  }
  return i;
}

// A scale by one of its meanings: "ASA" is a drug and a scale, and a number decides for the scale.
bool Binder::ordinal_subject(const Chunk& s) const {
  if (s.atom.kind == AtomKind::score || s.atom.kind == AtomKind::stage) return true;
  return std::any_of(s.concepts.begin(), s.concepts.end(), [&](ConceptIndex i) { return v_.at(i).kind == ConceptKind::score || v_.at(i).kind == ConceptKind::stage; });
}

// Counted in time itself: life expectancy, gestational age.
bool Binder::timed(const Chunk& c) const {
  for (const ConceptIndex i : c.concepts)
    if (time_unit(v_.at(i).attribute("unit"))) return true;
  return false;
}

// "life expectancy within 12 months", "gestational age of 24-28 weeks at screening": the window is the value.
bool Binder::window_is_value(Index k) {
  Index i = k - 1;
  while (i >= 0 && is(at(i), ChunkKind::filler)) --i;
  if (i < 0 || !thing(at(i)) || !timed(at(i)) || !at(i).atom.bounds.empty() || !at(i).alternatives.empty()) return false;
  Chunk& w = at(k);
  const Window& window = w.window.window;
  if (!window.value || window.unit == TimeUnit::half_life || w.begin->is("last") || w.begin->is("past")) return false;
  SurfaceBound b;
  switch (window.op) {
    case WindowOp::within: case WindowOp::for_at_most: b.op = window.strict ? Comparator::less : Comparator::less_equal; break;
    case WindowOp::not_within: case WindowOp::for_at_least: case WindowOp::after: b.op = window.strict ? Comparator::greater : Comparator::greater_equal; break;
    default: return false;
  }
  static constexpr std::array<std::string_view, 6> units{"min", "h", "d", "wk", "mo", "a"};
  b.amount.value = *window.value;
  b.amount.unit = units[static_cast<std::size_t>(window.unit)];
  b.amount.has_number = true;
  b.begin = b.amount.begin = w.begin;
  b.end = b.amount.end = w.window.value_end ? w.window.value_end : w.end;
  w.kind = ChunkKind::bounds;
  w.bounds = {};
  if (window.at_least) {
    SurfaceBound low = b;
    low.op = Comparator::greater_equal;
    low.amount.value = *window.at_least;
    w.bounds.alternatives = {{low, b}};
  } else {
    w.bounds.alternatives = {{b}};
  }
  w.bounds.explicit_op = true;
  w.bounds.begin = w.begin;
  w.bounds.end = b.end;
  return true;
}

// "weight loss of > 10 % of body weight": what it is a share of is not what is compared
bool Binder::share_of_weight(Index k) {
  for (const auto& alternative : at(k).bounds.alternatives)
    for (const SurfaceBound& b : alternative)
      if (b.amount.unit != "%") return false;
  Index i = k + 1;
  bool of = false;
  while (i < size() && i < k + 4 && is(at(i), ChunkKind::filler)) of |= at(i++).begin->is("of");
  if (!of || i >= size() || at(i).atom.concept_id != "body-weight" || !at(i).atom.bounds.empty()) return false;
  at(i).atom.assertion = Assertion::mention;
  at(i).measurable = false;
  return true;
}

// A measurable thing right behind: "24 weeks gestation", "9 g/dL of hemoglobin".
Index Binder::adjacent_measure(Index k) {
  if (share_of_weight(k)) return -1;
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

// The comparison before this one whose subject this one shares, when only joining words and guards stand between.
Index Binder::previous_compared(Index k) {
  for (Index i = k - 1; i >= 0; --i) {
    Chunk& c = at(i);
    if (thing(c)) {
      if (categorised(c)) return -1;
      if (!c.atom.bounds.empty() || !c.alternatives.empty()) return i;
      if (c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage || c.atom.assertion == Assertion::mention) continue;
      if (guarded(i)) continue;
      // "… with liver metastases; ≤ 5 x ULN": a disease has no limit of normal
      if (of_normal(at(k).bounds) && !c.measurable && (c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::exposure)) continue;
      // "bilirubin normal or ≤ 1.5 × ULN"
      if (i + 3 == k && is(at(k - 1), ChunkKind::or_) && is(at(k - 2), ChunkKind::state) && measurement_of(c) && !c.concepts.empty()) return i;
      // "hemoglobin (Hb) ≥ 10.5 (male) or ≥ 9.5 (female)": the short name
      if (measurement_of(c) && i > 0 && is(at(i - 1), ChunkKind::open) && is(at(i + 1), ChunkKind::close)) continue;
      return -1;
    }
    if (is(c, ChunkKind::semicolon) || is(c, ChunkKind::period)) {
      if (is(c, ChunkKind::period)) return -1;
    }
  }
  return -1;
}

bool Binder::guarded(Index i) {
  for (Index j = i - 1; j >= 0 && j > i - 5; --j) {
    if (is(at(j), ChunkKind::guard) || is(at(j), ChunkKind::for_) || is(at(j), ChunkKind::unless_)) return true;
    if (thing(at(j)) || connective(at(j))) return false;
  }
  return false;
}

// Words that nothing explains are a finding when a comparison or a window hangs on them.
void Binder::name_unknown(Index i) {
  Chunk& u = at(i);
  u.kind = ChunkKind::thing;
  u.atom.kind = AtomKind::finding;
  for (TokenIt t = u.begin; t != u.end; ++t)
    if (t->kind != TokenKind::mark && !t->word.empty()) u.atom.words.push_back(t->word);
  u.atom.subject.span = {u.begin->begin, u.end[-1].end};
}

}  // namespace elig::binding
