// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/attach.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "grammar/phrases/adequate_function.hpp"
#include "grammar/phrases/allergens.hpp"
#include "grammar/phrases/disease_duration.hpp"
#include "grammar/phrases/drug_forms.hpp"
#include "grammar/phrases/noun_phrase.hpp"
#include "grammar/phrases/shared_words.hpp"
#include "grammar/phrases/steroid_dose.hpp"

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
    // "potassium, magnesium and calcium, within normal limits"
    if (left > 0 && at(left).kind == ChunkKind::comma && (state == State::normal || state == State::abnormal) && s.end - s.begin > 2) --left;
    while (left >= 0 && (blank(at(left)) || at(left).kind == ChunkKind::open || at(left).kind == ChunkKind::close)) --left;
    Index right = k + 1;
    while (right < static_cast<Index>(c.size()) && (at(right).kind == ChunkKind::filler || at(right).kind == ChunkKind::state || at(right).kind == ChunkKind::for_)) ++right;
    const bool right_fits = right < static_cast<Index>(c.size()) && takes(at(right), state);
    const bool left_fits = left >= 0 && takes(at(left), state);
    const bool left_beside = left_fits && left == k - 1;
    // "positive HER2 test" looks right, "HER2 positive" and "HER2 is positive" look left
    Index target = -1;
    if (left_beside && !(leads && right_fits)) target = left;
    else if (right_fits && (right == k + 1 || !left_fits)) target = right;
    else if (left_fits) target = left;
    if (target < 0) continue;
    // "EBV (Epstein-Barr virus)-negative": of the name before the bracket
    if (target < k && target > 1 && at(target - 1).kind == ChunkKind::open && takes(at(target - 2), state)) {
      at(target).atom.assertion = Assertion::mention;
      target -= 2;
    }
    at(target).atom.state = state;
    s.taken = true;
    // a list of them: "ER, PR and HER2 negative", "positive HBsAg or HBV DNA"
    const Index step = target < k ? -1 : 1;
    for (Index i = target + step; i >= 0 && i < static_cast<Index>(c.size()); i += step) {
      if (joins(at(i))) continue;
      if (blank(at(i))) continue;
      // "electrocardiogram (ECG) and x-ray are normal"
      if (at(i).kind == ChunkKind::close || at(i).kind == ChunkKind::open) {
        const ChunkKind other = at(i).kind == ChunkKind::close ? ChunkKind::open : ChunkKind::close;
        Index far = i + step;
        while (far >= 0 && far < static_cast<Index>(c.size()) && at(far).kind != other) far += step;
        if (far < 0 || far >= static_cast<Index>(c.size()) || std::abs(far - i) > 4) break;
        i = far;
        continue;
      }
      // "positive HIV, hepatitis B or hepatitis C serology"
      const bool serology = step > 0 && at(target).atom.kind == AtomKind::condition && at(i).atom.kind == AtomKind::test;
      if (takes(at(i), state) && (at(i).atom.kind == at(target).atom.kind || serology)) {
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

// specimen-choice = specimen ("or" | "/" | "and") specimen test            negative serum or urine pregnancy test
// The specimens are of one test.
void join_specimens(Chunks& c) {
  const auto specimen = [](const Token& t) { return t.is("serum") || t.is("urine") || t.is("blood") || t.is("plasma") || t.is("urinary") || t.is("saliva"); };
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    const bool lone = c[k].end - c[k].begin == 1 && specimen(*c[k].begin) && (thing(c[k]) || c[k].kind == ChunkKind::unknown) && !(thing(c[k]) && !c[k].atom.bounds.empty());
    if (!lone || !joins(c[k + 1]) || c[k + 1].kind == ChunkKind::comma || !thing(c[k + 2]) || c[k + 2].end - c[k + 2].begin < 2 || !specimen(*c[k + 2].begin)) continue;
    if (c[k + 2].atom.kind != AtomKind::test && c[k + 2].atom.kind != AtomKind::procedure && c[k + 2].atom.kind != AtomKind::measurement) continue;
    // "blood or urine culture": two tests, each with a name of its own
    const std::string& id = c[k + 2].atom.concept_id;
    if (id.starts_with("urin") || id.starts_with("serum") || id.starts_with("blood") || id.starts_with("plasma")) continue;
    c[k].kind = c[k + 1].kind = ChunkKind::filler;
    c[k].atom = Atom{};
    c[k].concepts.clear();
  }
}

// found-in = specimen state "for"                                       serum positive for hepatitis B surface antigen
// The specimen is of the test that is named behind.
void drop_specimens(Chunks& c) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if (c[k].end - c[k].begin != 1 || !(c[k].begin->is("serum") || c[k].begin->is("urine") || c[k].begin->is("blood") || c[k].begin->is("plasma") || c[k].begin->is("saliva"))) continue;
    if (!(c[k].kind == ChunkKind::unknown || (thing(c[k]) && c[k].atom.bounds.empty())) || c[k + 1].kind != ChunkKind::state || c[k + 2].kind != ChunkKind::for_) continue;
    // "urine positive for cocaine": a test for it, and not that it is taken
    if (k + 3 >= c.size() || !thing(c[k + 3]) || (c[k + 3].atom.kind != AtomKind::condition && c[k + 3].atom.kind != AtomKind::test && c[k + 3].atom.kind != AtomKind::biomarker)) continue;
    c[k].kind = ChunkKind::filler;
    c[k].atom = Atom{};
    c[k].concepts.clear();
  }
}

// results = state [test] ("for" | "of" | "to") ["any of the following:"] thing { joint thing }
//                                positive test for HIV or hepatitis B; positive for any of: HBsAg, anti-HCV
void share_results(Chunks& c) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    Chunk& test = c[k];
    if (test.kind == ChunkKind::state && !test.taken && (test.value == "positive" || test.value == "negative") && c[k + 1].kind == ChunkKind::for_ && c[k + 2].kind == ChunkKind::any_of) {
      const State state = test.value == "positive" ? State::positive : State::negative;
      bool found = false;
      for (std::size_t i = k + 3; i < c.size(); ++i) {
        if (c[i].kind == ChunkKind::open) {
          while (i < c.size() && c[i].kind != ChunkKind::close) ++i;
          continue;
        }
        if (joins(c[i]) || c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::either || c[i].kind == ChunkKind::colon) continue;
        const bool sought = thing(c[i]) && (c[i].atom.kind == AtomKind::condition || c[i].atom.kind == AtomKind::test || c[i].atom.kind == AtomKind::biomarker) && c[i].atom.bounds.empty() && c[i].atom.assertion != Assertion::mention;
        if (!sought) break;
        if (c[i].atom.state == State::none) c[i].atom.state = state;
        found = true;
      }
      test.taken = found;
      continue;
    }
    if (!thing(test) || (test.atom.kind != AtomKind::test && test.atom.kind != AtomKind::procedure && test.atom.kind != AtomKind::finding) || !test.atom.concept_id.empty()) continue;
    if (test.atom.state != State::positive && test.atom.state != State::negative) continue;
    std::size_t i = k + 1;
    bool led = false;
    while (i < c.size() && (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::for_ || c[i].kind == ChunkKind::either)) {
      for (TokenIt t = c[i].begin; t != c[i].end; ++t) led |= t->is("for") || t->is("of") || t->is("to");
      ++i;
    }
    bool found = false;
    for (; led && i < c.size(); ++i) {
      if (joins(c[i]) || c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::either) continue;
      // "human immunodeficiency virus (HIV), hepatitis B (HBsAg)"
      if (c[i].kind == ChunkKind::open) {
        while (i < c.size() && c[i].kind != ChunkKind::close) ++i;
        continue;
      }
      const bool sought = thing(c[i]) && (c[i].atom.kind == AtomKind::condition || c[i].atom.kind == AtomKind::test || c[i].atom.kind == AtomKind::biomarker) && c[i].atom.bounds.empty() && c[i].atom.assertion != Assertion::mention;
      if (!sought) break;
      if (c[i].atom.state == State::none) c[i].atom.state = test.atom.state;
      found = true;
    }
    if (found) test.atom.assertion = Assertion::mention;
  }
}

// "infection requiring treatment", "disease requiring therapy": what is required is too general to narrow anything
void drop_generic_needs(Chunks& c) {
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    const bool no_need = (c[k].kind == ChunkKind::neg || c[k].kind == ChunkKind::filler) && c[k].end - c[k].begin > 1 && c[k].begin->is("not") && (c[k].end[-1].is("requiring") || c[k].end[-1].is("needing") || c[k].end[-1].is("require"));
    if (c[k].kind != ChunkKind::hypothetical && !no_need) continue;
    const bool need = no_need || c[k].begin->is("requiring") || c[k].begin->is("needing") || c[k].begin->is("that") || c[k].begin->is("which") || c[k].begin->is("requires") || c[k].begin->is("require");
    if (!need) continue;
    std::size_t i = k + 1;
    while (i < c.size() && c[i].kind == ChunkKind::filler) ++i;
    if (i < c.size() && thing(c[i]) && c[i].generic && (c[i].atom.kind == AtomKind::procedure || c[i].atom.kind == AtomKind::therapy || c[i].atom.kind == AtomKind::exposure)) {
      // "psoriasis not requiring systemic treatment": that restricts it, and only few records say so
      const std::size_t denied = no_need ? k : k > 0 && c[k - 1].kind == ChunkKind::neg ? k - 1 : 0;
      if (denied > 0 && thing(c[denied - 1]) && c[denied - 1].atom.kind == AtomKind::condition) {
        c[denied - 1].atom.qualifiers.push_back("without " + (c[i].atom.words.empty() ? std::string("treatment") : c[i].atom.words.back()));
        c[denied].kind = ChunkKind::filler;
      }
      c[k].kind = ChunkKind::filler;
      c[i].atom.assertion = Assertion::mention;
    }
  }
}

bool compared(const Chunk& c) { return !c.atom.bounds.empty() || !c.alternatives.empty(); }

// "anemia < 9 g/dL", "fever > 38 °C": the number is of what the condition is measured by
void measure_conditions(Chunks& c, const Vocabulary& vocabulary) {
  for (Chunk& x : c) {
    if (!thing(x) || (x.atom.kind != AtomKind::condition && x.atom.kind != AtomKind::biomarker && x.atom.kind != AtomKind::finding) || !compared(x)) continue;
    // "fever ≥ grade 2" is no temperature
    if (x.atom.kind == AtomKind::finding && std::any_of(x.atom.bounds.begin(), x.atom.bounds.end(), [](const Bound& b) { return b.unit.empty() ? b.value < 30 : b.unit.front() == '{'; })) continue;
    const auto condition = vocabulary.find(x.atom.concept_id);
    if (!condition) continue;
    const auto by = vocabulary.measured_by(*condition);
    if (by.empty()) continue;
    const Concept& measure = vocabulary.at(by.front());
    x.atom.kind = measure.attribute("unit").empty() ? atom_kind(measure.kind) : AtomKind::measurement;
    x.atom.concept_id = vocabulary.at(by.front()).id;
    x.atom.qualifiers.clear();
    x.measurable = true;
  }
}

// "NYHA class II": the class word that carries no number of its own belongs to the scale; "ECOG (ECOG) performance status ≤ 1" is
// one comparison
void merge_names(Chunks& c) {
  const auto scale_words = [](const Chunk& x) {
    return !x.atom.words.empty() && (x.atom.words[0] == "class" || x.atom.words[0] == "grade" || x.atom.words[0] == "stage" || x.atom.words[0] == "score" || x.atom.words[0] == "functional");
  };
  // "class II-IV heart failure as defined by the NYHA classification": the scale is named elsewhere
  for (Chunk& x : c) {
    if (!thing(x) || !compared(x) || !x.concepts.empty() || (x.atom.kind != AtomKind::score && x.atom.kind != AtomKind::stage) || !scale_words(x)) continue;
    Chunk* named = nullptr;
    for (Chunk& y : c)
      if (thing(y) && !y.concepts.empty() && !compared(y) && (y.atom.kind == AtomKind::score || y.atom.kind == AtomKind::stage) && !y.atom.concept_id.empty()) named = named ? named : &y;
    if (!named) continue;
    x.concepts = named->concepts;
    x.atom.kind = named->atom.kind;
    x.atom.concept_id = named->atom.concept_id;
    named->atom.assertion = Assertion::mention;
  }
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    if (!thing(x) || compared(x) || x.atom.state != State::none || x.atom.assertion == Assertion::mention || !x.measurable) continue;
    const bool scale = x.concepts.empty() && std::all_of(x.atom.words.begin(), x.atom.words.end(), [](const std::string& w) {
      return w == "class" || w == "grade" || w == "stage" || w == "score" || w == "status" || w == "level" || w == "classification" || w == "index" || w == "count" || w == "value" || w == "scale" || w == "category" || w == "functional";
    });
    for (const int step : {-1, 1}) {
      for (auto i = static_cast<Index>(k) + step; i >= 0 && i < static_cast<Index>(c.size()); i += step) {
        Chunk& y = c[static_cast<std::size_t>(i)];
        if (y.kind == ChunkKind::filler || y.kind == ChunkKind::open || y.kind == ChunkKind::close) continue;
        if (thing(y) && y.measurable && y.atom.concept_id == x.atom.concept_id && !compared(y) && !y.atom.concept_id.empty()) continue;
        if (thing(y) && compared(y) && (scale || (!x.atom.concept_id.empty() && y.atom.concept_id == x.atom.concept_id))) {
          if (scale) x.kind = ChunkKind::filler;
          else x.atom.assertion = Assertion::mention;
          if (!scale && x.atom.window && !y.atom.window) y.atom.window = x.atom.window;
        }
        break;
      }
      if (!thing(x) || x.atom.assertion == Assertion::mention) break;
    }
  }
}

// graded = "grade" bounds condition | condition ["that is" | "of"] "grade" bounds         grade ≥ 2 neuropathy; neuropathy ≥ grade 2 by CTCAE
// A grade is of the condition beside it, which its record may state; nobody records grades alone.
void grade_conditions(Chunks& c) {
  const auto grade = [](const Chunk& x) {
    if (!thing(x) || x.atom.kind != AtomKind::score || x.atom.bounds.empty() || !x.alternatives.empty() || x.atom.assertion == Assertion::mention) return false;
    if (x.atom.concept_id != "ctcae-grade" && !(x.concepts.empty() && !x.atom.words.empty() && x.atom.words[0] == "grade")) return false;
    return std::all_of(x.atom.bounds.begin(), x.atom.bounds.end(), [](const Bound& b) { return b.unit == "{grade}" || (b.unit.empty() && b.value <= 5); });
  };
  const auto gradable = [](const Chunk& x) { return thing(x) && !x.generic && (x.atom.kind == AtomKind::condition || x.atom.kind == AtomKind::finding) && x.atom.bounds.empty() && x.alternatives.empty() && !x.atom.words.empty() && x.atom.words.back() != "toxicity"; };
  const auto leads = [](const Chunk& x) {
    static constexpr std::array<std::string_view, 13> words{"that", "is", "which", "are", "of", "at", "a", "the", "with", "by", "per", "using", "graded"};
    if (x.kind != ChunkKind::filler && !(x.kind == ChunkKind::definition && x.begin->is("that"))) return false;
    if (x.taken) return true;
    return std::all_of(x.begin, x.end, [](const Token& t) { return std::find(words.begin(), words.end(), t.lower) != words.end(); });
  };
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!thing(c[k])) continue;
    if (!grade(c[k])) {
      // "per CTCAE v5.0"
      if (c[k].atom.concept_id == "ctcae-grade" && c[k].atom.bounds.empty() && c[k].alternatives.empty() && c[k].atom.state == State::none && std::any_of(c.begin(), c.begin() + static_cast<Index>(k), thing)) c[k].atom.assertion = Assertion::mention;
      continue;
    }
    std::size_t target = c.size();
    for (std::size_t i = k + 1; i < c.size() && target == c.size(); ++i) {
      if (gradable(c[i]) && c[i].atom.assertion != Assertion::mention) target = i;
      else if (c[i].kind != ChunkKind::filler || (!c[i].taken && !std::all_of(c[i].begin, c[i].end, [](const Token& t) { return t.mark('-') || t.is("treatment") || t.is("related"); }))) break;
    }
    for (std::size_t i = k; target == c.size() && i-- > 0;) {
      if (gradable(c[i])) target = i;
      else if (!leads(c[i]) && c[i].kind != ChunkKind::open) break;
    }
    if (target == c.size()) continue;
    c[target].atom.assertion = Assertion::asserted;
    c[target].atom.bounds = c[k].atom.bounds;
    c[k].kind = ChunkKind::filler;
  }
}

// dose = exposure ["at"] "dose" bounds | bounds "of" exposure          prednisone at doses > 10 mg/day; > 1.5 mg/day of dexamethasone
void give_doses(Chunks& c) {
  const auto dose = [](const Chunk& x) {
    return thing(x) && !x.atom.bounds.empty() && !x.atom.words.empty() && x.concepts.empty() && std::all_of(x.atom.words.begin(), x.atom.words.end(), [](const std::string& w) { return w == "dose" || w == "dosage" || w == "daily" || w == "total"; });
  };
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!dose(c[k])) continue;
    std::size_t right = k + 1;
    bool of = false;
    while (right < c.size() && c[right].kind == ChunkKind::filler) {
      for (TokenIt t = c[right].begin; t != c[right].end; ++t) of |= t->is("of");
      ++right;
    }
    std::size_t target = c.size();
    if (of && right < c.size() && thing(c[right]) && c[right].atom.kind == AtomKind::exposure && c[right].atom.bounds.empty()) target = right;
    for (std::size_t i = k; target == c.size() && i-- > 0;) {
      if (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::for_ || c[i].kind == ChunkKind::open) continue;
      if (thing(c[i]) && c[i].atom.kind == AtomKind::exposure && c[i].atom.bounds.empty()) target = i;
      break;
    }
    if (target == c.size()) continue;
    c[target].atom.bounds = c[k].atom.bounds;
    c[target].alternatives = c[k].alternatives;
    c[k].kind = ChunkKind::filler;
  }
}

// quality = adjective { ("," | "or") adjective } … noun                 recurrent or metastatic, HER2-negative breast cancer
void give_qualities(Chunks& c) {
  const auto loose = [](const Chunk& x) { return x.kind == ChunkKind::filler && !x.atom.qualifiers.empty(); };
  const auto bearer = [](const Chunk& x) { return thing(x) && (x.atom.kind == AtomKind::condition || x.atom.kind == AtomKind::exposure || x.atom.kind == AtomKind::therapy) && x.atom.assertion != Assertion::mention; };
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!loose(c[k])) continue;
    // all adjectives of one coordination
    std::string alternatives;
    std::size_t end = k;
    bool open_end = false;  // "recurrent or [metastatic cancer]": the noun phrase itself goes on with the list
    for (std::size_t i = k; i < c.size(); ++i) {
      if (loose(c[i])) {
        std::string one;
        for (const std::string& q : c[i].atom.qualifiers) one += (one.empty() ? "" : " ") + q;
        alternatives += (alternatives.empty() ? "" : "|") + one;
        c[i].atom.qualifiers.clear();
        end = i;
        open_end = false;
      } else if (c[i].kind == ChunkKind::or_ || c[i].kind == ChunkKind::slash) {
        open_end = true;
      } else if (c[i].kind == ChunkKind::comma && i + 1 < c.size() && loose(c[i + 1])) {
        continue;
      } else {
        break;
      }
    }
    std::size_t target = c.size();
    for (std::size_t i = end + 1; i < c.size(); ++i) {
      if (c[i].kind == ChunkKind::period || c[i].kind == ChunkKind::semicolon || c[i].kind == ChunkKind::close) break;
      if (c[i].kind == ChunkKind::open) {
        int depth = 1;
        while (depth && ++i < c.size()) depth += (c[i].kind == ChunkKind::open) - (c[i].kind == ChunkKind::close);
        continue;
      }
      if (bearer(c[i])) {
        target = i;
        break;
      }
      if (thing(c[i]) && c[i].atom.kind != AtomKind::biomarker && c[i].atom.kind != AtomKind::stage && c[i].atom.assertion != Assertion::mention) break;
    }
    for (std::size_t i = k; target == c.size() && i-- > 0;) {
      if (bearer(c[i])) target = i;
      else if (c[i].kind != ChunkKind::filler && c[i].kind != ChunkKind::comma && c[i].kind != ChunkKind::or_ && c[i].kind != ChunkKind::and_) break;
    }
    if (target == c.size()) continue;
    auto& qualifiers = c[target].atom.qualifiers;
    if (open_end && target > end && !qualifiers.empty()) qualifiers.front() = alternatives + "|" + qualifiers.front();
    else qualifiers.push_back(std::move(alternatives));
  }
}

// letters = name letter { "," letter }                                hepatitis B, C
void expand_letters(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if (!thing(c[k]) || c[k].end - c[k].begin < 2 || c[k].end[-1].text.size() != 1) continue;
    for (std::size_t i = k + 1; i + 1 < c.size() && joins(c[i]); i += 2) {
      Chunk& x = c[i + 1];
      // "hepatitis B or C infection"
      const bool tail = x.end - x.begin == 2 && (x.begin[1].is("infection") || x.begin[1].is("infections") || x.begin[1].is("virus") || x.begin[1].is("hepatitis"));
      if ((x.end - x.begin != 1 && !tail) || x.begin->text.size() != 1 || x.begin->text[0] < 'A' || x.begin->text[0] > 'Z') break;
      std::vector<std::string> words;
      for (TokenIt t = c[k].begin; t + 1 != c[k].end; ++t)
        if (t->kind == TokenKind::word) words.push_back(t->word);
      words.push_back(x.begin->word);
      const auto meanings = vocabulary.named(std::span<const std::string>(words));
      if (meanings.empty()) break;
      const Atom like = c[k].atom;
      x.kind = ChunkKind::thing;
      x.concepts = meanings;
      x.atom = like;
      x.atom.concept_id = vocabulary.at(meanings.front()).id;
      x.atom.words = std::move(words);
      x.atom.subject.span = {x.begin->begin, x.begin->end};
      if (tail) break;
    }
  }
}

bool adjective_like(const Chunk& c) {
  if (c.kind != ChunkKind::unknown || c.end - c.begin > 3) return false;
  for (TokenIt t = c.begin; t != c.end; ++t)
    if (t->kind == TokenKind::comparator || t->kind == TokenKind::number) return false;
  return true;
}

// shared-head = adjective { ("," | "or" | "and") adjective } ("or" | "and") adjective noun      abdominal or perianal abscess
// cardiac, hepatic or renal disease: three diseases; "significant" before the first is said of each
void share_heads(Chunks& c, const Vocabulary& vocabulary) {
  std::vector<std::size_t> lender(c.size(), c.size());  // whose noun a member borrowed
  for (std::size_t k = c.size(); k-- > 0;) {
    if (!adjective_like(c[k])) continue;
    std::size_t i = k + 1;
    bool joined = false;
    while (i < c.size() && (joins(c[i]) || (c[i].kind == ChunkKind::filler && joined && c[i].end - c[i].begin == 1))) {
      joined = joined || joins(c[i]);
      ++i;
    }
    if (!joined || i >= c.size() || !thing(c[i])) continue;
    if (lender[i] < c.size()) i = lender[i];
    if (compared(c[i]) || c[i].measurable || c[i].end - c[i].begin < 2) continue;
    Chunk& full = c[i];
    const Token& head = full.end[-1];
    if (head.kind != TokenKind::word) continue;
    std::vector<std::string> words, qualities;
    for (TokenIt t = c[k].begin; t != c[k].end; ++t) {
      const CueHit* severity = words.empty() && t + 1 != c[k].end ? t->cue(Cue::severity) : nullptr;
      if (severity) {
        for (std::uint16_t n = 0; n < severity->length && t + 1 != c[k].end; ++n, ++t)
          if (t->kind == TokenKind::word && !t->is("clinically")) qualities.emplace_back(t->lower);
        --t;
        continue;
      }
      if (t->kind == TokenKind::word && !t->word.empty() && !(words.empty() && t->is("clinically"))) words.push_back(t->word);
    }
    if (words.empty() || std::find(words.begin(), words.end(), head.word) != words.end()) continue;
    // "wet or dry age-related macular degeneration": of the name's last words as many as make a name with it
    std::vector<std::string> tail;
    for (TokenIt t = full.begin + 1; t != full.end; ++t)
      if (t->kind == TokenKind::word && !t->word.empty()) tail.push_back(t->word);
    std::vector<std::string> longer;
    for (std::size_t n = 0; longer.empty() && n + 1 < tail.size(); ++n) {
      longer = words;
      longer.insert(longer.end(), tail.begin() + static_cast<std::ptrdiff_t>(n), tail.end());
      const auto named = vocabulary.named(std::span<const std::string>(longer));
      if (named.empty() || vocabulary.at(named.front()).id == full.atom.concept_id) longer.clear();
    }
    if (longer.empty()) words.push_back(head.word);
    else words = std::move(longer);
    const ConceptKind* kind = Cues::builtin().head(head.word);
    const auto meanings = vocabulary.named(std::span<const std::string>(words));
    if (meanings.empty() && !kind && full.concepts.empty()) continue;
    Chunk& x = c[k];
    x.kind = ChunkKind::thing;
    x.concepts = meanings;
    x.atom.kind = full.atom.kind;
    x.atom.concept_id = meanings.empty() ? "" : vocabulary.at(meanings.front()).id;
    x.atom.words = std::move(words);
    x.atom.subject.span = {x.begin->begin, x.end[-1].end};
    lender[k] = i;
    if (qualities.empty()) continue;
    x.atom.qualifiers = qualities;
    for (std::size_t n = k + 1; n <= i; ++n)
      if ((n == i || lender[n] == i) && c[n].atom.qualifiers.empty()) c[n].atom.qualifiers = qualities;
  }
}

// "creatinine 1.5 times ULN": nobody asks for exactly that; it keeps out from there on, or lets in up to there
void direct_multiples(Chunks& c, Section section) {
  for (Chunk& x : c)
    for (Bound& b : x.atom.bounds)
      if (thing(x) && b.op == Comparator::equal && b.relative_to != RelativeTo::none)
        b.op = (section == Section::exclusion) == (b.relative_to == RelativeTo::uln) ? Comparator::greater_equal : Comparator::less_equal;
}

// "chronic or acute pancreatitis" names two diseases, where the vocabulary has a name for the second
void split_qualities(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    Chunk& x = c[k];
    if (x.kind != ChunkKind::filler || x.end - x.begin != 1 || !x.begin->cue(Cue::severity)) continue;
    if (c[k + 1].kind != ChunkKind::or_ && c[k + 1].kind != ChunkKind::and_ && c[k + 1].kind != ChunkKind::slash) continue;
    const Chunk& full = c[k + 2];
    if (!thing(full) || full.atom.concept_id.empty() || full.atom.kind != AtomKind::condition || full.end - full.begin < 2 || !full.begin->cue(Cue::severity) || full.atom.subject.span.begin != full.begin->begin) continue;
    std::vector<std::string> words{x.begin->word}, bare;
    for (TokenIt t = full.begin + 1; t != full.end; ++t)
      if (t->kind == TokenKind::word && !t->word.empty()) {
        words.push_back(t->word);
        bare.push_back(t->word);
      }
    auto meanings = vocabulary.named(std::span<const std::string>(words));
    const bool whole = !meanings.empty();
    if (!whole) meanings = vocabulary.named(std::span<const std::string>(bare));
    if (meanings.empty() || vocabulary.at(meanings.front()).id == full.atom.concept_id) continue;
    const Atom like = full.atom;
    x.kind = ChunkKind::thing;
    x.atom.kind = like.kind;
    x.concepts = meanings;
    x.atom.concept_id = vocabulary.at(meanings.front()).id;
    x.atom.qualifiers = whole ? std::vector<std::string>{} : std::vector<std::string>{std::string(x.begin->lower)};
    x.atom.words = std::move(whole ? words : bare);
    x.atom.subject.span = {x.begin->begin, x.end[-1].end};
  }
}

// "untreated or symptomatic metastases": such words restrict by themselves only where they are one of a choice
void choose_severities(Chunks& c) {
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    Chunk& x = c[k];
    if (x.kind != ChunkKind::filler || !x.atom.qualifiers.empty() || (c[k + 1].kind != ChunkKind::or_ && c[k + 1].kind != ChunkKind::slash)) continue;
    const CueHit* severity = x.begin->cue(Cue::severity);
    if (!severity || severity->length != x.end - x.begin || k + 2 >= c.size()) continue;
    const Chunk& next = c[k + 2];
    if (!(thing(next) && next.begin->cue(Cue::severity) && !next.atom.qualifiers.empty())) continue;
    for (TokenIt t = x.begin; t != x.end; ++t)
      if (t->kind == TokenKind::word) x.atom.qualifiers.emplace_back(t->lower);
  }
}

// "≤ 2.5 x ULN in the absence of metastases (≤ 5 x ULN if metastases are present)": the bracket says it all
void drop_other_case(Chunks& c) {
  for (std::size_t k = 1; k + 4 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || !thing(c[k + 1]) || c[k + 1].atom.kind != AtomKind::condition || c[k + 1].atom.concept_id.empty()) continue;
    bool absent = false;
    for (TokenIt t = c[k].begin; t != c[k].end; ++t) absent |= t->is("absence") || t->is("without");
    const std::size_t before = c[k - 1].kind == ChunkKind::filler && k > 1 ? k - 2 : k - 1;
    if (!absent || c[before].kind != ChunkKind::bounds) continue;
    bool bounds = false, guard = false, same = false;
    const bool bracket = c[k + 2].kind == ChunkKind::open;
    for (std::size_t i = k + 2; i < c.size() && c[i].kind != ChunkKind::close && !same; ++i) {
      bounds |= c[i].kind == ChunkKind::bounds;
      if (bounds) guard |= c[i].kind == ChunkKind::guard || c[i].kind == ChunkKind::for_;
      if (thing(c[i]) && (!guard || c[i].atom.concept_id != c[k + 1].atom.concept_id)) break;
      same = thing(c[i]);
    }
    if (!bracket || !same) continue;
    c[k].kind = ChunkKind::filler;
    c[k + 1].kind = ChunkKind::filler;
  }
}

// "BRCA1 or BRCA2 mutation", where the second name has the word: it is asked of the first as well
void share_alterations(Chunks& c) {
  static constexpr std::array<std::string_view, 12> words{"mutation", "mutations", "rearrangement", "rearrangements", "fusion", "fusions", "amplification", "amplifications", "translocation", "translocations", "alteration", "alterations"};
  for (std::size_t k = 2; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].atom.kind != AtomKind::biomarker || c[k].end - c[k].begin < 2 || std::find(words.begin(), words.end(), c[k].end[-1].lower) == words.end()) continue;
    for (std::size_t i = k; i > 1 && joins(c[i - 1]) && thing(c[i - 2]) && c[i - 2].atom.kind == AtomKind::biomarker; i -= 2) {
      Atom& other = c[i - 2].atom;
      if (other.state != State::none || !other.bounds.empty()) break;
      other.state = State::mutated;
    }
  }
}

// "any HER2 status", "regardless of PD-L1 expression": whatever the result, it will do
void drop_any_status(Chunks& c) {
  for (Chunk& x : c) {
    if (!thing(x) || x.atom.kind != AtomKind::biomarker || x.atom.state != State::none || !x.atom.bounds.empty() || x.begin == c.front().begin) continue;
    const bool any = x.begin[-1].is("any") || (x.begin[-1].is("of") && x.begin - 1 != c.front().begin && (x.begin[-2].is("regardless") || x.begin[-2].is("irrespective")));
    const auto status = [](const Token& t) { return t.is("status") || t.is("expression") || t.is("level"); };
    if (any && (status(x.end[-1]) || (x.end != c.back().end && status(*x.end)))) x.atom.assertion = Assertion::mention;
  }
}

// "microsatellite stable": the negative result of what is tested
void name_opposites(Chunks& c, const Vocabulary& vocabulary) {
  for (Chunk& x : c) {
    if (!thing(x) || x.atom.kind != AtomKind::biomarker || (x.atom.state != State::none && x.atom.state != State::positive)) continue;
    const auto said = vocabulary.find(x.atom.concept_id);
    const auto tested = said ? vocabulary.find(vocabulary.at(*said).attribute("opposite")) : std::nullopt;
    if (!tested) continue;
    x.concepts = {*tested};
    x.atom.concept_id = vocabulary.at(*tested).id;
    x.atom.state = State::negative;
  }
  // "MSS tumors": a result of its own beside the disease, not a word of its name
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    const bool says = thing(c[k]) && c[k].atom.assertion == Assertion::mention && (c[k].atom.concept_id == "msi-high" || c[k].atom.concept_id == "mmr-deficiency");
    if (!says || !thing(c[k + 1]) || c[k + 1].atom.kind != AtomKind::condition || c[k + 1].begin != c[k].end) continue;
    std::erase_if(c[k + 1].atom.qualifiers, [&](const std::string& q) { return std::any_of(c[k].begin, c[k].end, [&](const Token& t) { return q == t.word || q == t.lower; }); });
    c[k].atom.assertion = Assertion::asserted;
  }
}

// "NRTI, NNRTI or INI mutation": the drugs are not taken, they are what the mutation resists
void share_mutations(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::state || !(c[k].begin->is("mutation") || c[k].begin->is("mutations"))) continue;
    for (std::size_t i = k; i-- > 0;) {
      if (joins(c[i]) || (i + 1 == k && c[i].kind == ChunkKind::unknown)) continue;
      if (!thing(c[i]) || c[i].atom.kind != AtomKind::exposure || (i + 1 < k && !joins(c[i + 1]))) break;
      c[i].atom.kind = AtomKind::biomarker;
      c[i].atom.concept_id.clear();
      c[i].concepts.clear();
      c[i].atom.words.emplace_back("mutation");
    }
  }
}

}  // namespace

// "hemolysis, not caused by transfusion": the comma begins no member of a list
void join_denied_causes(Chunks& c) {
  for (std::size_t k = 1; k + 2 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::comma || !thing(c[k - 1]) || c[k + 1].kind != ChunkKind::neg || !c[k + 1].begin->is("not") || c[k + 2].kind != ChunkKind::filler) continue;
    const Token& word = *c[k + 2].begin;
    if (word.is("due") || word.is("caused") || word.is("secondary") || word.is("attributable") || word.is("attributed") || (word.is("related") && c[k + 2].end[-1].is("to"))) c[k].kind = ChunkKind::filler;
  }
}

void attach_neighbours(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section) {
  drop_specimens(chunks);
  join_denied_causes(chunks);
  direct_multiples(chunks, section);
  measure_conditions(chunks, vocabulary);
  name_durations(chunks, vocabulary);
  give_doses(chunks);
  join_specimens(chunks);
  attach_states(chunks);
  share_alterations(chunks);
  drop_any_status(chunks);
  name_opposites(chunks, vocabulary);
  share_results(chunks);
  attach_allergies(chunks, vocabulary);
  merge_names(chunks);
  grade_conditions(chunks);
  mark_functions(chunks);
}

void complete_phrases(std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  expand_letters(chunks, vocabulary);
  name_injected_drugs(chunks);
  join_stable_doses(chunks);
  name_steady_insulin(chunks, vocabulary);
  name_steady_doses(chunks);
  date_steady_drugs(chunks);
  name_trial_devices(chunks, vocabulary);
  name_exacerbations(chunks);
  share_prefix(chunks, vocabulary);
  name_by_lead(chunks, vocabulary);
  name_eyes(chunks);
  share_setting(chunks);
  share_last_nouns(chunks, vocabulary);
  share_infection(chunks, vocabulary);
  share_first_words(chunks, vocabulary);
  share_heads(chunks, vocabulary);
  share_mutations(chunks);
  drop_other_case(chunks);
  split_qualities(chunks, vocabulary);
  choose_severities(chunks);
  give_qualities(chunks);
  read_steroid_doses(chunks, vocabulary);
  name_methods(chunks, vocabulary);
  name_ratios(chunks);
  name_viral_loads(chunks, vocabulary);
  share_organ(chunks, vocabulary);
  name_protein_a_day(chunks, vocabulary);
  name_abused(chunks, vocabulary);
  hush_formulas(chunks);
}

void drop_general_needs(std::vector<Chunk>& chunks) { drop_generic_needs(chunks); }

}  // namespace elig
