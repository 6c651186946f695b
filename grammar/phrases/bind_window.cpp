// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "grammar/phrases/binder.hpp"
#include "grammar/phrases/noun_phrase.hpp"

// What a time window belongs to.
namespace elig::binding {
namespace {

// "…, who have": between two things of a list a relative clause of its own begins.
bool another_clause(const std::vector<Chunk>& c, Index left, Index right) {
  bool joined = false;
  for (Index i = left + 1; i <= right; ++i) {
    for (TokenIt t = c[static_cast<std::size_t>(i)].begin; joined && t != c[static_cast<std::size_t>(i)].end; ++t)
      if (t->is("who")) return true;
    joined |= connective(c[static_cast<std::size_t>(i)]);
  }
  return false;
}

}  // namespace

// longer-for = "(" duration "for" thing { ("or" | ",") thing } ")"     … since chemotherapy (6 weeks for nitrosoureas or mitomycin)
// Runs after the window of the thing before the bracket is known; the bracket's things take it over with their own length, and
// no longer count for the general one.
void Binder::bind_longer_for(Index k) {
  if (k < 2 || !is(at(k - 1), ChunkKind::open) || k + 2 >= size() || !is(at(k + 1), ChunkKind::for_)) return;
  const BoundsPhrase& phrase = at(k).bounds;
  if (phrase.alternatives.size() != 1 || phrase.alternatives[0].size() != 1 || !all_time_units(phrase)) return;
  Index general = k - 2;
  while (general >= 0 && !thing(at(general)) && (is(at(general), ChunkKind::filler) || is(at(general), ChunkKind::window))) --general;
  if (general < 0 || !event(at(general)) || !at(general).atom.window) return;
  Index special = k + 2;
  while (special < size() && is(at(special), ChunkKind::filler)) ++special;
  if (special >= size() || !event(at(special))) return;
  Window window = *at(general).atom.window;
  const Amount& amount = phrase.alternatives[0][0].amount;
  window.value = amount.value;
  window.unit = *time_unit(amount.unit);
  window.span = {at(k).begin->begin, at(k).end[-1].end};
  for (const Index i : right_list(special)) {
    Chunk& one = at(i);
    one.atom.window = window;
    OtherThan other;
    other.concept_id = one.atom.concept_id;
    other.words = one.atom.words;
    other.span = one.atom.subject.span;
    at(general).atom.other_than.push_back(std::move(other));
  }
  at(k - 1).value = "longer for";
  at(k).kind = at(k + 1).kind = ChunkKind::filler;
}

void Binder::bind_window(Index k) {
  Chunk& w = at(k);
  Window window = w.window.window;
  window.span = {w.begin->begin, (w.window.value_end ? w.window.value_end : w.end)[-1].end};
  w.taken = true;
  const bool compared = w.begin->kind == TokenKind::comparator || w.begin->cue(Cue::comparator);
  if (const Window* first = compared ? begun_duration(k) : nullptr; first && first->op == WindowOp::for_at_least && window.op == WindowOp::within && !window.at_least && !w.window.needs_event) window.op = WindowOp::for_at_most;
  const auto assign = [&](Chunk& c) {
    Window mine = window;
    // a condition that is at least so old, not one that ended so long ago
    if (mine.op == WindowOp::not_within && !w.window.needs_event && !(c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || (c.atom.kind == AtomKind::procedure && section_ == Section::exclusion))) mine.op = WindowOp::after;
    // "recent biopsy within 4 weeks": how recent, the window says
    if (mine.op == WindowOp::within && !mine.future) std::erase_if(c.atom.qualifiers, [](const std::string& q) { return q == "recent" || q == "recently"; });
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
  // "stable for at least 4 weeks": how long nothing changed, which no record says
  if (k > 0 && (window.op == WindowOp::for_at_least || window.op == WindowOp::after) && is(at(k - 1), ChunkKind::filler) && at(k - 1).value != "steady" && (at(k - 1).end[-1].is("stable") || at(k - 1).end[-1].is("unchanged"))) {
    name_unknown(k - 1);
    at(k - 1).atom.window = window;
    at(k - 1).atom.assertion = Assertion::possible;
    return;
  }
  // "malignancy unless off treatment for 5 years": of what the exception names, if it names anything
  for (Index i = k - 1; i >= 0 && !thing(at(i)) && !is(at(i), ChunkKind::open) && !is(at(i), ChunkKind::close); --i)
    if (is(at(i), ChunkKind::unless_) || is(at(i), ChunkKind::provided)) {
      w.taken = false;
      return;
    }
  std::vector<Index> left = left_targets(k);
  // "infarction patients within 30 days since symptom onset": the onset is the infarction's
  if (anchor_thing >= 0 && w.window.needs_event && !left.empty()) {
    const auto& words = at(anchor_thing).atom.words;
    if (std::all_of(words.begin(), words.end(), [](const std::string& word) { return word == "symptom" || word == "onset" || word == "event" || word == "diagnosis" || word == "index"; })) {
      at(anchor_thing).atom.assertion = Assertion::mention;
      window.anchor = "as_of";
      for (const Index i : left) assign(at(i));
      return;
    }
  }
  // "on A, the dose stable for 8 weeks": of the dose alone
  if (left.size() > 1 && at(left[0]).value == "steady") left.erase(left.begin() + 1, left.end());
  if (bracketed(k) && left.size() > 1) left.erase(left.begin() + 1, left.end());
  // "participation in another trial within 30 days": nobody's record says it, but the words keep their window
  if (left.empty() && !w.window.needs_event)
    for (Index i = k - 1; i >= 0; --i) {
      if (is(at(i), ChunkKind::manual)) {
        at(i).atom.window = window;
        return;
      }
      if (!is(at(i), ChunkKind::filler) && !is(at(i), ChunkKind::for_) && !is(at(i), ChunkKind::history)) break;
    }
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
    const Index own = own_from(left);
    // "uncontrolled diabetes, or history of stroke within 6 months": a state is asked for now, a history in its time
    const auto history_between = [&](Index from, Index to) { return std::any_of(c_.begin() + from, c_.begin() + to, [](const Chunk& c) { return is(c, ChunkKind::history); }); };
    const auto state = [&](Index n) {
      const Index i = left[static_cast<std::size_t>(n)];
      static constexpr std::array<std::string_view, 11> states{"uncontrolled", "unstable", "active", "symptomatic", "controlled", "poorly", "decompensated", "untreated", "severe", "significant", "clinically significant"};
      const auto& q = at(i).atom.qualifiers;
      const bool now = std::any_of(q.begin(), q.end(), [](const std::string& one) { return std::find(states.begin(), states.end(), one) != states.end(); });
      Index begin = i;
      while (begin > 0 && !is(at(begin - 1), ChunkKind::comma) && !is(at(begin - 1), ChunkKind::or_) && !is(at(begin - 1), ChunkKind::period) && !is(at(begin - 1), ChunkKind::semicolon) && !is(at(begin - 1), ChunkKind::colon)) --begin;
      return now && at(i).atom.kind == AtomKind::condition && !history_between(begin, i);
    };
    // "currently receiving A, or received B within 3 months": A is asked for now
    const auto now = [&](Index n) {
      const Index i = left[static_cast<std::size_t>(n)];
      if (at(i).begin->is("current")) return true;
      for (Index b = i; b-- > 0 && !is(at(b), ChunkKind::comma) && !is(at(b), ChunkKind::or_) && !is(at(b), ChunkKind::period) && !is(at(b), ChunkKind::semicolon) && !is(at(b), ChunkKind::colon);) {
        if (is(at(b), ChunkKind::history)) return false;
        if (is(at(b), ChunkKind::current))
          for (TokenIt t = at(b).begin; t != at(b).end; ++t)
            for (const std::string_view word : {"current", "currently", "concurrent", "ongoing", "existing"})
              if (t->is(word)) return true;
      }
      return false;
    };
    const bool dated_history = own > 0 && own < static_cast<Index>(left.size()) && history_between(left[static_cast<std::size_t>(own)], left[static_cast<std::size_t>(own - 1)]);
    for (Index n = 0; n < static_cast<Index>(left.size()); ++n) {
      Chunk& c = at(left[static_cast<std::size_t>(n)]);
      if (dated_history && n >= own && !c.atom.window && now(n)) {
        if (c.atom.temporality == Temporality::any) c.atom.temporality = Temporality::current;
        continue;
      }
      if (dated_history && n >= own && !c.atom.window && state(n)) continue;
      if (!c.atom.window && n >= own) c.perhaps_window = true;
      assign(c);
      take_head_word(left[static_cast<std::size_t>(n)]);
    }
    return;
  }
  // "Within 6 months before enrolment: A, B, C": of the whole list, which the clauses give it to
  for (Index i = k + 1; i < size() && !thing(at(i)) && !is(at(i), ChunkKind::unknown) && !is(at(i), ChunkKind::window); ++i)
    if (is(at(i), ChunkKind::colon) && (k == 0 || std::none_of(c_.begin(), c_.begin() + k, [](const Chunk& c) { return is(c, ChunkKind::window); }))) {
      w.taken = false;
      return;
    }
  // "lying still for up to 3 hours in the MRI unit": of words nobody understands, not of what comes after
  if (w.begin->is("for") && window.op == WindowOp::for_at_most && (window.unit == TimeUnit::hour || window.unit == TimeUnit::minute)) {
    w.kind = ChunkKind::unknown;
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

// "recent (≤ 3 months) change in medication", "recent exacerbation (< 6 weeks)": so lately, of the thing beside the bracket.
bool Binder::recent(Index k) {
  const Chunk& b = at(k);
  if (!all_time_units(b.bounds) || b.bounds.alternatives.size() != 1 || b.bounds.alternatives[0].size() != 1 || k < 2 || !is(at(k - 1), ChunkKind::open)) return false;
  const SurfaceBound& bound = b.bounds.alternatives[0][0];
  if (bound.op != Comparator::less && bound.op != Comparator::less_equal) return false;
  bool said = false;
  for (Index i = k - 2; i >= 0 && i > k - 5; --i)
    for (TokenIt t = at(i).begin; t != at(i).end; ++t) said |= t->is("recent") || t->is("recently") || t->is("new");
  if (!said) return false;
  Index target = event(at(k - 2)) ? k - 2 : -1;
  for (Index i = k + 1; target < 0 && i < size() && i < k + 6; ++i) {
    if (event(at(i)) || measurement_of(at(i))) target = i;
    else if (!is(at(i), ChunkKind::close) && !is(at(i), ChunkKind::filler)) break;
  }
  if (target < 0 || at(target).atom.window) return false;
  Window w;
  w.op = WindowOp::within;
  w.value = bound.amount.value;
  w.unit = *time_unit(bound.amount.unit.empty() ? "d" : bound.amount.unit);
  w.strict = bound.op == Comparator::less;
  w.span = {bound.begin->begin, bound.end[-1].end};
  at(target).atom.window = w;
  std::erase_if(at(target).atom.qualifiers, [](const std::string& q) { return q == "recent" || q == "recently"; });
  at(k).kind = ChunkKind::filler;
  at(k).taken = true;
  return true;
}

// Of the list before a window, nearest first: from which member on nobody can tell whether it is meant as well. A phrase of its own
// ("A, or patients who had B within 6 months"), a comma before a lone "or", a disease beside a treatment.
Index Binder::own_from(const std::vector<Index>& left) {
  static constexpr std::array<std::string_view, 9> openers{"patients", "subjects", "participants", "who", "have", "has", "had", "individuals", "those"};
  static constexpr std::array<std::string_view, 28> events{"infarction", "stroke", "attack", "hemorrhage", "bleeding", "embolism", "thrombosis", "thromboembolism", "fracture", "trauma", "injury", "seizure", "syncope", "arrest", "perforation", "event", "accident", "infection", "exacerbation", "fistula", "abscess", "angina", "sepsis", "pneumonia", "tia", "dvt", "ulcer", "hospitalization"};
  const auto treatment = [](const Chunk& c) { return c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy; };
  const auto lasting = [&](const Chunk& c) {
    if (c.atom.kind != AtomKind::condition) return false;
    return std::none_of(c.atom.words.begin(), c.atom.words.end(), [](const std::string& w) { return std::find(events.begin(), events.end(), w) != events.end(); });
  };
  const auto in_bracket = [this](Index i) {
    for (Index n = i; n-- > 0;) {
      if (is(at(n), ChunkKind::close)) return false;
      if (is(at(n), ChunkKind::open)) return true;
    }
    return false;
  };
  const auto drug = [](const Chunk& c) { return c.atom.kind == AtomKind::exposure || (c.atom.kind == AtomKind::therapy && !c.generic); };
  for (std::size_t n = 1; n < left.size(); ++n) {
    bool comma = false, or_ = false;
    // "surgery (including cataract surgery, corneal transplant) within 6 months": the examples are what stands before the bracket
    if (in_bracket(left[n - 1]) || in_bracket(left[n])) continue;
    if (std::any_of(c_.begin() + left[n], c_.begin() + left[n - 1], [](const Chunk& c) { return is(c, ChunkKind::example); })) continue;
    for (Index i = left[n] + 1; i < left[n - 1]; ++i) {
      const Chunk& c = at(i);
      comma |= is(c, ChunkKind::comma);
      or_ |= is(c, ChunkKind::or_);
      // "received an experimental drug or used an experimental device within 30 days": of both
      const bool both = is(c, ChunkKind::history) && !c.begin->is("history") && drug(at(left[n])) && drug(at(left[n - 1]));
      const bool said = (is(c, ChunkKind::history) && !both) || is(c, ChunkKind::current) || is(c, ChunkKind::possible);
      bool opens = said && (comma || or_);
      for (TokenIt t = c.begin; is(c, ChunkKind::filler) && t != c.end; ++t) opens |= (comma || or_) && std::find(openers.begin(), openers.end(), t->lower) != openers.end();
      if (opens) return static_cast<Index>(n);
    }
    if (left.size() == 2 && comma && or_) return 1;
    if (treatment(at(left[0])) && lasting(at(left[n]))) return static_cast<Index>(n);
  }
  return static_cast<Index>(left.size());
}

bool Binder::bracketed(Index k) {
  for (Index i = k - 1; i >= 0; --i) {
    if (is(at(i), ChunkKind::open)) return true;
    if (!is(at(i), ChunkKind::filler)) return false;
  }
  return false;
}

bool Binder::measured_left(const std::vector<Index>& left) {
  for (const Index i : left)
    if (!at(i).atom.bounds.empty()) return true;
  return false;
}

// How two neighbouring things of a sentence hang together: as members of one list, the right one as an attribute of the left one,
// or each in a phrase of its own.
Binder::Link Binder::link_between(Index left, Index right) {
  bool joined = false, attribute = false, other = false;
  for (Index i = left + 1; i < right; ++i) {
    const Chunk& c = at(i);
    if (is(c, ChunkKind::open)) {
      int depth = 1;
      while (depth > 0 && ++i < right) depth += is(at(i), ChunkKind::open) - is(at(i), ChunkKind::close);
      continue;
    }
    joined |= connective(c);
    attribute |= is(c, ChunkKind::for_);
    other |= is(c, ChunkKind::neg) || is(c, ChunkKind::except) || is(c, ChunkKind::guard) || is(c, ChunkKind::window);
    if (!is(c, ChunkKind::filler) && !is(c, ChunkKind::unknown) && !is(c, ChunkKind::current)) continue;
    for (TokenIt t = c.begin; t != c.end; ++t) attribute |= t->is("for") || t->is("as") || t->is("due") || t->is("because") || t->is("associated") || t->is("caused") || t->is("prior") || t->is("before");
  }
  if (other) return Link::apart;
  if (joined) return Link::list;
  return attribute ? Link::head : Link::apart;
}

// "treatment with X within 3 months": the treatment is what the window speaks of.
void Binder::take_head_word(Index i) {
  Chunk& c = at(i);
  if (i == 0 || c.atom.kind != AtomKind::exposure || thing(at(i - 1))) return;
  TokenIt t = c.begin;
  int steps = 0;
  while (t != c_.front().begin && ++steps < 6) {
    --t;
    if (t->is("treatment") || t->is("therapy") || t->is("treated")) {
      if (t[1].is("with")) c.atom.subject.span.begin = t->begin;
      return;
    }
    if (!t->is("with") && !t->is("a") && !t->is("an") && !t->is("any") && !t->is("other") && !t->is("the") && !t->is("of")) return;
  }
}

// The list that ends right before `k`, nearest first. Examples belong to what they illustrate.
std::vector<Index> Binder::left_targets(Index k) {
  std::vector<Index> found;
  Index edge = -1;  // where the noun taken last begins
  for (Index i = k - 1; i >= 0; --i) {
    Chunk& c = at(i);
    if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon)) break;
    if (is(c, ChunkKind::example)) {
      // "disease, including infarction within 6 months, angina": of the member beside it; at the end of the examples of what they
      // illustrate too
      if (!found.empty() && k + 1 < size() && is(at(k + 1), ChunkKind::comma) && found.size() == 1) break;
      Index head = i - 1;
      while (head >= 0 && !event(at(head)) && !is(at(head), ChunkKind::period) && !is(at(head), ChunkKind::semicolon) && !is(at(head), ChunkKind::open)) --head;
      if (head < 0 || !event(at(head)) || at(head).atom.window) break;
      // what the head covers anyway is only named
      if (const auto broad = v_.find(at(head).atom.concept_id); broad && at(head).atom.qualifiers.empty())
        std::erase_if(found, [&](Index member) {
          Atom& a = at(member).atom;
          const auto narrow = v_.find(a.concept_id);
          if (!narrow || *narrow == *broad || !v_.is_a(*narrow, *broad)) return false;
          a.assertion = Assertion::mention;
          return true;
        });
      found.push_back(head);
      break;
    }
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
    // "malignancy, unless in remission for 5 years": of what nobody named
    if (is(c, ChunkKind::unless_) || is(c, ChunkKind::provided)) break;
    if (is(c, ChunkKind::guard) || is(c, ChunkKind::allowed)) {
      if (!found.empty()) break;
      continue;
    }
    if (thing(c)) {
      if (c.method || c.purpose) continue;
      if (c.atom.window) {
        // "for more than a month within the last six": both are said of it
        if (found.empty() && (c.atom.window->op == WindowOp::for_at_least || c.atom.window->op == WindowOp::for_at_most) && event(c)) found.push_back(i);
        break;
      }
      if (event(c) || measurement_of(c)) {
        // "S. pneumoniae infection": of the noun phrase, not of its last word
        if (found.empty() && c.atom.assertion == Assertion::mention && i > 0 && event(at(i - 1)) && !at(i - 1).atom.window && at(i - 1).atom.assertion != Assertion::mention) continue;
        if (found.empty()) {
          found.push_back(i);
        } else if (measurement_of(at(found[0])) != measurement_of(c)) {
          break;
        } else if (i + 1 == edge || c.atom.assertion == Assertion::mention) {
          // "hATTR amyloidosis": one noun
        } else if (const Link link = link_between(i, edge); link == Link::head) {
          // "transplant for amyloidosis", "chemotherapy associated with neutropenia": the window is of what stands first
          found.back() = i;
        } else if (link == Link::list) {
          // "who are pregnant, who have given birth within 90 days, or who …": each clause has its own time
          if (k + 1 < size() && is(at(k + 1), ChunkKind::comma) && another_clause(c_, i, edge)) break;
          found.push_back(i);
        } else {
          break;
        }
        edge = i;
      }
      continue;
    }
    if (is(c, ChunkKind::hypothetical) && !found.empty()) break;
  }
  return found;
}

std::vector<Index> Binder::right_list(Index first) {
  std::vector<Index> found;
  found.push_back(first);
  for (Index i = first + 1; i < size(); ++i) {
    Chunk& c = at(i);
    if (is(c, ChunkKind::period) || is(c, ChunkKind::semicolon) || is(c, ChunkKind::window) || is(c, ChunkKind::guard) || is(c, ChunkKind::unless_) || is(c, ChunkKind::except) || is(c, ChunkKind::neg)) break;
    if (is(c, ChunkKind::open)) {
      int depth = 1;
      while (depth && ++i < size()) depth += is(at(i), ChunkKind::open) - is(at(i), ChunkKind::close);
      continue;
    }
    if (event(c)) found.push_back(i);
    else if (thing(c) && c.atom.kind != AtomKind::stage && c.atom.kind != AtomKind::score) break;
  }
  return found;
}

}  // namespace elig::binding
