// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/doubtful_comparison.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace elig {
namespace {

bool steps(const Bound& b) {
  // "ECOG 0 or 1", "grade 2", "stage III": such scales have few steps, and people ask for one of them
  return b.unit == "{class}" || b.unit == "{grade}" || b.unit.starts_with("{stage") || b.unit == "{category}" || b.value <= 10;
}

bool equals_only(const std::vector<Bound>& bounds) {
  return !bounds.empty() && std::all_of(bounds.begin(), bounds.end(), [](const Bound& b) { return b.op == Comparator::equal; });
}

// "Hemoglobin 9 g/dL", "Age = 18": nobody asks for exactly that; a sign was lost
bool lost_sign(const Chunk& c, const std::vector<Bound>& bounds) {
  if (!equals_only(bounds)) return false;
  // "PD-L1 of 0 %": nothing lies below it
  if (std::all_of(bounds.begin(), bounds.end(), [](const Bound& b) { return b.value == 0; })) return false;
  switch (c.atom.kind) {
    case AtomKind::score: return !std::all_of(bounds.begin(), bounds.end(), steps);
    case AtomKind::stage:
    case AtomKind::biomarker:
    case AtomKind::test: return false;
    default: return true;
  }
}

// "ALT ? 2.5 x ULN": the sign did not survive some conversion, whatever the rest makes likely
bool unreadable_sign(const std::vector<Chunk>& chunks, const std::vector<Bound>& bounds) {
  const TokenIt first = chunks.front().begin, last = chunks.back().end;
  return std::any_of(bounds.begin(), bounds.end(), [&](const Bound& b) {
    const TokenIt at = std::find_if(first, last, [&](const Token& t) { return t.begin >= b.span.begin; });
    return at != first && at != last && (at[-1].mark('?') || at->mark('?'));
  });
}

template <std::size_t N>
bool one_of(const Token& t, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), t.lower) != words.end();
}

constexpr std::array<std::string_view, 19> differences{"increase", "increases", "decrease", "decreases", "drop", "fall", "rise", "reduction", "change", "changes", "difference", "differences", "improvement", "decline", "variation", "variability", "fluctuation", "deterioration", "range"};

// "increase in FEV1 of 12 %", "≥ 20 mmHg drop in blood pressure", "15 % below baseline", "within 20 % of ideal body weight"
bool of_difference(const std::vector<Chunk>& chunks, std::size_t k) {
  const Chunk& c = chunks[k];
  const TokenIt first = chunks.front().begin, last = chunks.back().end;
  std::uint32_t begin = c.atom.subject.span.begin, end = c.end[-1].end;
  const auto reach = [&](const Bound& b) {
    begin = std::min(begin, b.span.begin);
    end = std::max(end, b.span.end);
  };
  for (const Bound& b : c.atom.bounds) reach(b);
  for (const auto& set : c.alternatives)
    for (const Bound& b : set) reach(b);
  const TokenIt from = std::find_if(first, last, [&](const Token& t) { return t.begin >= begin; });
  TokenIt to = from;
  while (to != last && to->begin < end) ++to;
  for (TokenIt t = from; t != to; ++t)
    if (one_of(*t, differences) && !(t->is("range") && t + 1 != to && !t[1].is("of"))) return !t->is("range");
  // before it: "a drop in the systolic pressure …"
  if (TokenIt t = from; t != first) {
    --t;
    int articles = 0;
    while (t != first && (t->is("the") || t->is("a") || t->is("an") || t->is("their") || t->is("serum") || t->is("mean")) && articles++ < 2) --t;
    if (t != first && (t->is("in") || t->is("of")) && one_of(t[-1], differences) && !t[-1].is("range")) return true;
  }
  // "> 25 % below the lower limit": of a limit, and no limit by itself
  const auto share = [&](TokenIt t) { return t->text == "%" || t->is("percent"); };
  const auto beyond = [](TokenIt t) { return t->is("below") || t->is("above") || t->is("over") || t->is("under") || t->is("beyond") || t->is("less") || t->is("lower") || t->is("higher"); };
  if (to != last && to != first && share(to - 1) && beyond(to)) return true;
  for (TokenIt t = from; t != to && t + 1 != to; ++t)
    if (share(t) && beyond(t + 1)) return true;
  for (const Bound& b : c.atom.bounds)
    for (TokenIt t = first; t + 1 < last; ++t)
      if (t->begin == b.span.begin && t != first && share(t - 1) && beyond(t)) return true;
  // behind it: "> 0.15 decrease after exercise", "10 % below baseline"
  TokenIt t = to;
  if (t != last && one_of(*t, differences) && !t->is("range")) return true;
  for (int n = 0; n < 2 && t != last; ++n, ++t) {
    if (last - t < 2) break;
    const bool against = t->is("from") || t->is("below") || t->is("above") || t->is("versus") || (n > 0 && t->is("to")) || t->is("than");
    const bool former = t[1].is("baseline") || t[1].is("previous") || t[1].is("prior") || t[1].is("pre") || t[1].is("nadir") || t[1].is("ideal");
    if (against && former) return true;
    if (t->is("of") && (t[1].is("ideal") || t[1].is("baseline") || t[1].is("desirable"))) return true;
  }
  return false;
}

// "prothrombin time > 2 seconds (prolonged)": nobody's blood clots so fast; so much longer than a control is meant
bool beyond_control(const Chunk& c) {
  if (c.atom.concept_id != "prothrombin-time" && c.atom.concept_id != "aptt") return false;
  const auto short_time = [](const Bound& b) { return b.unit == "s" && b.value <= 10; };
  return std::any_of(c.atom.bounds.begin(), c.atom.bounds.end(), short_time) ||
         std::any_of(c.alternatives.begin(), c.alternatives.end(), [&](const std::vector<Bound>& set) { return std::any_of(set.begin(), set.end(), short_time); });
}

bool ends_sentence(const Chunk& c) { return c.kind == ChunkKind::period || c.kind == ChunkKind::semicolon; }

bool turns(const Chunk& c) {
  return c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::guard || c.kind == ChunkKind::allowed || c.kind == ChunkKind::none_of || c.kind == ChunkKind::person;
}

// "platelets 100,000/mm3", "creatinine 1.5 mg/dL": a study lets in who has that much at least, or at most
void ask_as_customary(Chunk& c, TokenIt last, const Vocabulary& vocabulary) {
  if (c.atom.bounds.size() != 1) return;
  // "the ULN for ALT has been set to 45 U/L" is no demand
  for (TokenIt t = c.end; t != last && t->begin < c.atom.bounds[0].span.begin; ++t)
    if (t->is("set") || t->is("defined") || t->is("target")) return;
  const auto known = vocabulary.find(c.atom.concept_id);
  const std::string_view demand = known ? vocabulary.at(*known).attribute("demand") : std::string_view{};
  if (demand.empty()) return;
  c.atom.bounds[0].op = demand == "at-least" ? Comparator::greater_equal : Comparator::less_equal;
}

}  // namespace

void doubt_comparisons(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section) {
  bool turned = false;  // behind "no", "unless", "if" a lost sign may be the other one
  for (std::size_t k = 0; k < chunks.size(); ++k) {
    turned = !ends_sentence(chunks[k]) && (turned || turns(chunks[k]));
    Chunk& c = chunks[k];
    if (c.kind != ChunkKind::thing || c.atom.assertion != Assertion::asserted || (c.atom.bounds.empty() && c.alternatives.empty())) continue;
    // "life expectancy of 3 months" can only mean that long at least
    if (c.atom.concept_id == "life-expectancy" && section == Section::inclusion && c.atom.bounds.size() == 1 && c.atom.bounds[0].op == Comparator::equal) {
      c.atom.bounds[0].op = Comparator::greater_equal;
      continue;
    }
    if (section == Section::inclusion && !turned && c.alternatives.empty() && lost_sign(c, c.atom.bounds) && !unreadable_sign(chunks, c.atom.bounds) && !of_difference(chunks, k)) ask_as_customary(c, chunks.back().end, vocabulary);
    bool doubtful = lost_sign(c, c.atom.bounds) || unreadable_sign(chunks, c.atom.bounds);
    for (const auto& set : c.alternatives) doubtful |= lost_sign(c, set) || unreadable_sign(chunks, set);
    if (c.atom.kind == AtomKind::measurement || c.atom.kind == AtomKind::score) doubtful |= of_difference(chunks, k);
    doubtful |= beyond_control(c);
    if (doubtful) c.atom.assertion = Assertion::possible;
  }
}

}  // namespace elig
