// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/window.hpp"

// What was given or done: drugs, classes of drugs, therapies, procedures, encounters. Washouts count from the last known
// exposure, and the evidence says how its end is known.
namespace elig::engine {
namespace {

Answer not_there(const Ask& ask, const Question& question) {
  const Question::Kept& kept = question.kept;
  const auto& holds = ask.holds();
  std::string names, held_names;
  bool held = false;
  const auto consider = [&](bool asked, bool has, const char* name) {
    if (!asked) return;
    if (ask.tell) names += (names.empty() ? "" : " or ") + std::string(name);
    if (has && ask.tell) held_names += (held_names.empty() ? "" : " and ") + std::string(name);
    held = held || has;
  };
  consider(kept.medications, holds.medications, "medications");
  consider(kept.procedures, holds.procedures, "procedures");
  consider(kept.immunizations, holds.immunizations, "immunizations");
  consider(kept.encounters, holds.encounters, "encounters");
  consider(kept.observations, holds.observations, "observations");
  return absent(ask, question, held, held ? held_names : names);
}

}  // namespace

Extent extent_of(const Fact& fact, Day as_of) {
  Extent e{begin_of(fact), fact.end, fact.ongoing, true};
  if (e.ongoing) return e;
  if (fact.end.known()) {
    e.ongoing = fact.end.first > as_of;  // runs on beyond the as-of date
    return e;
  }
  if (fact.kind == FactKind::medication) {
    e.end = {e.begin.first, as_of};  // stopped some time after its start
    e.end_known = false;
  } else {
    e.end = e.begin;  // an act of a day
  }
  return e;
}

bool between_cycles(const Extent& extent, Day as_of) noexcept {
  constexpr Day longest = 42;
  return extent.end.last >= as_of - longest && extent.end.last < as_of;
}

namespace {

/// Half-life of what was given, in days: of the entry's own drug, else of the concept asked for.
std::optional<double> half_life_of(const Ask& ask, const Question& question, const Record::Entry& entry) {
  std::vector<ConceptIndex> concepts = entry.code->specific;
  if (question.concept_) concepts.push_back(*question.concept_);
  for (ConceptIndex c : concepts) {
    const std::string_view text = ask.vocabulary.at(c).attribute("half_life");
    double days = 0;
    if (!text.empty() && std::from_chars(text.data(), text.data() + text.size(), days).ec == std::errc{} && days > 0) return days;
  }
  return std::nullopt;
}

struct Said {
  Truth truth = Truth::unknown;
  std::string note;
};

std::string course_of(const Ask& ask, const Fact& fact, const Extent& e) {
  if (e.ongoing) return e.begin.known() ? fmt::format("ongoing since {}", shown(e.begin)) : "ongoing";
  if (!e.end_known) return fmt::format("since {}, end not on record", shown(e.begin));
  if (fact.kind != FactKind::medication) return fmt::format("on {}", ago(e.end, ask.as_of()));
  return fmt::format("last exposure {}{}", ago(e.end, ask.as_of()), fact.end_basis.empty() ? "" : fmt::format(" (by {})", fact.end_basis));
}

/// One exposure against the window, with the half-lives where they are asked for too.
Said in_window(const Ask& ask, const Question& question, const Record::Entry& entry, const Extent& e, const Window& window) {
  const Fact& fact = *entry.fact;
  const auto asked = [&] { return fmt::format("{}; {} asked", course_of(ask, fact, e), shown(window)); };
  if (!window.half_lives && window.unit != TimeUnit::half_life) {
    if (const std::string why = not_computable(window); !why.empty()) return {Truth::unknown, ask.note([&] { return fmt::format("{}: {}", shown(window), why); })};
  } else if (window.anchor != "as_of" && !window.anchor.empty()) {
    return {Truth::unknown, ask.note([&] { return fmt::format("{}: {}", shown(window), not_computable(window)); })};
  }
  if (!e.begin.known() && !e.end.known() && !e.ongoing) return {Truth::unknown, ask.note([&] { return fmt::format("undated; {} asked", shown(window)); })};
  if (!window.half_lives && window.unit != TimeUnit::half_life) {
    if (window.op == WindowOp::for_at_least && !e.ongoing && e.end_known && e.begin.known()) {
      // It has ended: what counts is how long it went.
      if (question.atom.temporality == Temporality::current) return {Truth::false_, ask.note(asked)};
      if (!e.end.exact() || !window.value) return {Truth::unknown, ask.note(asked)};
      return {until(e.begin, before(e.end.first, *window.value, window.unit), window.strict), ask.note(asked)};
    }
    // "currently on a stable dose, begun at least 3 months ago": what has ended is none
    if (window.op == WindowOp::after && question.atom.temporality == Temporality::current && !e.ongoing && e.end_known && e.end.last < ask.as_of()) return {Truth::false_, ask.note(asked)};
    return {holds(window, e.begin, e.end, e.ongoing, ask.as_of()), ask.note(asked)};
  }
  // Days or half-lives, whichever is longer (or shorter).
  const double lives = window.half_lives.value_or(window.value.value_or(0));
  const auto half_life = half_life_of(ask, question, entry);
  std::optional<Truth> by_time;
  if (window.unit != TimeUnit::half_life && window.value) by_time = holds(window, e.begin, e.end, e.ongoing, ask.as_of());
  std::optional<Truth> by_lives;
  if (half_life) {
    Window in_days = window;
    in_days.value = std::ceil(lives * *half_life);
    in_days.unit = TimeUnit::day;
    by_lives = holds(in_days, e.begin, e.end, e.ongoing, ask.as_of());
  }
  // The longer reach of "within" is the truer one, that of "at least … ago" the less true one.
  const bool wider = (window.op == WindowOp::within) == window.whichever_longer;
  Truth t = by_lives.value_or(Truth::unknown);
  if (by_time) t = wider ? t || *by_time : t && *by_time;
  return {t, ask.note([&] { return half_life ? fmt::format("{}; half-life {} days", asked(), shown(*half_life)) : asked() + "; the half-life is not known"; })};
}

Said in_time(const Ask& ask, const Question& question, const Fact& fact, const Extent& e) {
  const auto note = [&] { return course_of(ask, fact, e); };
  if (question.atom.temporality != Temporality::current) return {Truth::true_, ask.note(note)};
  if (e.ongoing) return {Truth::true_, ask.note(note)};
  if (!e.end_known) return {Truth::unknown, ask.note(note)};
  // What is given in sessions and cycles goes on between them; whether the last one was the last is not on record.
  const bool single = fact.kind == FactKind::medication ? fact.end_basis == "administration" : fact.kind == FactKind::procedure && question.atom.kind == AtomKind::therapy;
  if (single && between_cycles(e, ask.as_of())) {
    return {Truth::unknown, ask.note([&] { return note() + "; whether more is to follow is not on record"; })};
  }
  return {since(e.end, {ask.as_of(), ask.as_of()}, false), ask.note(note)};
}

/// mg of the entry's drug that do what 5 mg of prednisone do, where a dose of corticosteroids in general is asked for.
std::optional<double> steroid_strength(const Ask& ask, const Record::Entry& entry) {
  for (ConceptIndex c : entry.code->covers) {
    const std::string_view text = ask.vocabulary.at(c).attribute("like_5_mg_prednisone");
    double mg = 0;
    if (!text.empty() && std::from_chars(text.data(), text.data() + text.size(), mg).ec == std::errc{} && mg > 0) return mg;
  }
  return std::nullopt;
}

/// Doses of a class of drugs, not of one drug: those of corticosteroids are said as prednisone.
bool asks_steroids(const Ask& ask, const Question& question) {
  if (!question.concept_ || question.atom.bounds.empty() || ask.vocabulary.at(*question.concept_).kind != ConceptKind::drug_class) return false;
  const auto steroids = ask.vocabulary.find("corticosteroid");
  return steroids && ask.vocabulary.is_a(*question.concept_, *steroids);
}

Said of_dose(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  if (!fact.dose) return {Truth::unknown, ask.note([] { return std::string("the daily dose is not on record"); })};
  std::string from = unit_of(fact.dose->unit);
  if (from.empty()) from = fact.dose->unit;
  Truth all = Truth::true_;
  std::string bounds;
  const bool steroids = asks_steroids(ask, question);
  std::optional<double> strength;
  if (steroids) {
    strength = steroid_strength(ask, entry);
    if (!strength) return {Truth::unknown, ask.note([] { return std::string("how much prednisone it stands for is not known"); })};
  }
  for (const Bound& b : question.atom.bounds) {
    // "10 mg" of a daily dose means a day.
    std::optional<Interval> v;
    const std::string& asked = steroids && b.canonical ? b.canonical->unit : b.unit;
    if (from == asked) v = fact.dose->value;
    for (const std::string& unit : {asked, asked + "/d"}) {
      if (!v && !asked.empty()) v = convert(fact.dose->value, from, unit, {});
      if (!v && !asked.empty()) v = convert(fact.dose->value, from + "/d", unit, {});
    }
    if (v && strength) *v = {v->low * 5 / *strength, v->high * 5 / *strength, v->low_open, v->high_open};
    all = all && (v ? compare(*v, b.op, steroids && b.canonical ? b.canonical->value : b.value) : Truth::unknown);
    if (ask.tell) bounds += fmt::format("{}{} {} {}", bounds.empty() ? "" : ", ", symbol(b.op), shown(b.value), b.unit);
  }
  return {all, ask.note([&] {
            return fmt::format("{} a day{}, bound {}", shown(fact.dose->value, fact.dose->unit), strength && *strength != 5 ? fmt::format(" ({} mg are as 5 mg of prednisone)", shown(*strength)) : "", bounds);
          })};
}

/// Problem lists tell what was done by what is left of it: "cardiac pacemaker in situ", "kidney transplant status" (Z94.0).
/// Only where a code or a concept says so: among conditions, words ("complication of cardiac surgery") are about something else.
bool left_behind(const Ask& ask, const Question& question, const Found& found) {
  const auto& covers = ask.record.at(found.entry).code->covers;
  return found.match == Match::full && question.concept_ && std::binary_search(covers.begin(), covers.end(), *question.concept_);
}

/// Systemic treatment is asked for, and the entry is a cream, an inhaler, an injection into a joint.
bool local_only(const Ask& ask, const Question& question, const Record::Entry& entry) {
  static const Question::Qualifier systemic{"systemic", {{"systemic"}}, {std::nullopt}};
  if (!question.concept_ || entry.fact->kind != FactKind::medication) return false;
  return ask.vocabulary.at(*question.concept_).attribute("regimen") == "systemic" && states(ask, entry, systemic) == Truth::false_;
}

}  // namespace

Answer answer_exposure(const Ask& ask, const Question& question) {
  const Atom& atom = question.atom;
  const bool without = atom.window && atom.window->op == WindowOp::not_within;
  std::optional<Answer> best;
  const Fact* not_done = nullptr;
  const Fact* excepted_fact = nullptr;
  std::vector<std::string> distinct;
  std::vector<ConceptIndex> drugs;         // whose doses count together
  Truth one_beyond = Truth::true_;         // false: the dose of one of them does not meet the bounds
  Finds found;
  switch (atom.kind) {
    case AtomKind::encounter: found = ask.record.find(question, Kinds(FactKind::encounter, FactKind::procedure)); break;
    case AtomKind::test: found = ask.record.find(question, Kinds(FactKind::procedure, FactKind::observation)); break;
    case AtomKind::procedure: found = ask.record.find(question, Kinds(FactKind::procedure, FactKind::medication, FactKind::condition)); break;
    default: found = ask.record.find(question, Kinds(FactKind::medication, FactKind::immunization, FactKind::procedure, FactKind::condition)); break;
  }
  found.erase(std::remove_if(found.begin(), found.end(), [&](const Found& f) { return ask.record.at(f.entry).fact->kind == FactKind::condition && !left_behind(ask, question, f); }), found.end());
  for (const Found& f : found) {
    const Record::Entry& entry = ask.record.at(f.entry);
    const Fact& fact = *entry.fact;
    if (fact.certainty == Certainty::absent) {
      if (f.match == Match::full) not_done = &fact;
      continue;
    }
    const Extent extent = extent_of(fact, ask.as_of());
    const Truth exception = excepted(ask, question, entry);
    if (exception == Truth::true_) {
      excepted_fact = &fact;
      continue;
    }
    Truth t = Truth::true_;
    std::string note;
    Said dosed;
    if (exception == Truth::unknown) {
      t = t && Truth::unknown;
      if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("it may be one of the exceptions");
    }
    for (const Question::Qualifier& asked : question.qualifiers) {
      const std::string& qualifier = asked.text;
      Truth q = states(ask, entry, asked);
      if (q == Truth::unknown && question.concept_ && ask.vocabulary.at(*question.concept_).attribute("regimen") == qualifier) q = Truth::true_;
      for (ConceptIndex c : entry.code->specific) {
        if (q == Truth::unknown && ask.vocabulary.at(c).attribute("regimen") == qualifier) q = Truth::true_;
      }
      // another dose would be another order; how long this one has run, the window asks
      if (q == Truth::unknown && qualifier == "stable" && fact.kind == FactKind::medication && extent.ongoing && atom.window && (atom.window->op == WindowOp::for_at_least || atom.window->op == WindowOp::after)) q = Truth::true_;
      if (ask.tell && q != Truth::true_) {
        note += fmt::format("{}{}", note.empty() ? "" : ", ", q == Truth::false_ ? "not " + qualifier : fmt::format("whether it is {} is not on record", qualifier));
      }
      t = t && q;
    }
    if (!question.purposes.empty()) {
      std::string why;
      t = t && serves(ask, question, entry, why);
      if (ask.tell && !why.empty()) note += (note.empty() ? "" : ", ") + why;
    }
    if (local_only(ask, question, entry)) {
      t = Truth::false_;
      if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("given locally");
    }
    if (!atom.bounds.empty()) {
      dosed = of_dose(ask, question, entry);
      t = t && dosed.truth;
      if (ask.tell) note += (note.empty() ? "" : ", ") + dosed.note;
    }
    const Said time = atom.window ? in_window(ask, question, entry, extent, *atom.window) : in_time(ask, question, fact, extent);
    if (!atom.bounds.empty() && time.truth != Truth::false_ && fact.certainty != Certainty::absent) {
      for (ConceptIndex c : entry.code->specific)
        if (std::find(drugs.begin(), drugs.end(), c) == drugs.end()) drugs.push_back(c);
      if (dosed.truth != Truth::true_) one_beyond = dosed.truth == Truth::false_ ? Truth::false_ : one_beyond && dosed.truth;
    }
    if (ask.tell) note += (note.empty() ? "" : ", ") + time.note;
    t = t && (without ? !time.truth : time.truth);
    if (fact.kind == FactKind::condition && atom.window) {
      t = Truth::unknown;
      if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("a state that has lasted since, on no known day");
    }
    if (f.match != Match::full && t == Truth::true_) {
      t = Truth::unknown;
      if (ask.tell) note += fmt::format(", \"{}\" may or may not be \"{}\"", fact.code.label(), question.name(ask.vocabulary));
    }
    if ((fact.certainty == Certainty::weak || entry.code->doubtful) && t == Truth::true_) {
      t = Truth::unknown;
      if (ask.tell) note += ", not known to have been taken or done";
    }
    if (t == Truth::true_ && atom.count) {
      std::string key = atom.kind == AtomKind::procedure || atom.kind == AtomKind::encounter ? shown(begin_of(fact)) : fact.code.label();
      if (std::find(distinct.begin(), distinct.end(), key) == distinct.end()) distinct.push_back(std::move(key));
    }
    keep_better(best, {t, false, &fact, std::move(note)});
  }
  // Doses add up: of several drugs of the class, "at most 10 mg" holds for none alone, and "more than 10 mg" may hold for all together.
  if (best && !atom.bounds.empty() && drugs.size() > 1) {
    const bool at_most = std::any_of(atom.bounds.begin(), atom.bounds.end(), [](const Bound& b) { return b.op == Comparator::less || b.op == Comparator::less_equal; });
    const Truth sum = at_most ? (one_beyond == Truth::false_ ? Truth::false_ : Truth::unknown) : (best->truth == Truth::true_ ? Truth::true_ : Truth::unknown);
    if (sum != best->truth) {
      best->truth = sum;
      if (ask.tell) best->note += "; several such drugs add up";
    }
  }
  if (without) {
    // "At least N since any": true when none is later, and when there was none at all.
    if (best) return {!best->truth, false, best->fact, best->note};
    if (not_done != nullptr) return ask.answer(Truth::true_, [] { return "the record says that it was not done or taken"; }, not_done);
    if (excepted_fact != nullptr && ask.options.absence != Absence::open) {
      return ask.answer(Truth::true_, [] { return "only an exception is on record"; }, excepted_fact);
    }
    Answer none = not_there(ask, question);
    none.truth = !none.truth;
    return none;
  }
  if (atom.count && best && best->truth == Truth::true_) {
    const auto n = static_cast<double>(distinct.size());
    const bool lines = atom.count->of == "line" || atom.count->of == "regimen";
    // Drugs given together are one line: one drug is one line, several are between one line and as many as there are.
    const Interval number{lines ? 1 : n, n, false, false};
    return {compare(number, atom.count->op, atom.count->value), false, best->fact, ask.note([&] {
              return fmt::format("{} distinct on record, asked {} {} {}", distinct.size(), symbol(atom.count->op), shown(atom.count->value), atom.count->of);
            })};
  }
  if (best) return *best;
  if (not_done != nullptr) return ask.answer(Truth::false_, [] { return "the record says that it was not done or taken"; }, not_done);
  if (excepted_fact != nullptr && ask.options.absence != Absence::open) {
    return ask.answer(Truth::false_, [] { return "only an exception is on record"; }, excepted_fact);
  }
  Answer none = not_there(ask, question);
  if (atom.count && none.truth == Truth::false_) none.truth = compare({0, 0, false, false}, atom.count->op, atom.count->value);
  return none;
}

}  // namespace elig::engine
