// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/family.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/window.hpp"

namespace elig::engine {
namespace {

bool of_diagnoses(const Atom& atom) { return atom.kind == AtomKind::condition || atom.kind == AtomKind::finding; }

/// Whether entries count by the sides of fixed days that they lie on, and not by how many days they number, by somebody's age
/// then, by how long each went or by the half-life of what was given.
bool by_sides_of_days(const Question& question) {
  const Atom& atom = question.atom;
  // Drugs are counted by name, all else by day.
  if (atom.count && atom.kind != AtomKind::exposure && atom.kind != AtomKind::therapy) return false;
  if (!atom.window) return true;
  const Window& window = *atom.window;
  if (window.half_lives || window.unit == TimeUnit::half_life) return false;
  if (window.op == WindowOp::for_at_least && atom.kind != AtomKind::social && (!of_diagnoses(atom) || question.reproductive)) return false;
  return window.anchor != "birth" && window.anchor != "age";
}

/// Results in words: what each entry says, when, in the order of the record. States that limits of normal decide are none.
bool of_results(const Question& question) {
  const Atom& atom = question.atom;
  switch (atom.state) {
    case State::high:
    case State::low:
    case State::normal:
    case State::abnormal: return false;
    default: break;
  }
  return (atom.kind == AtomKind::test || atom.kind == AtomKind::biomarker || atom.kind == AtomKind::measurement) && !asks_values(question);
}

/// What a question sees, as far as families differ in it.
struct Look {
  Lens lens = Lens::single;
  Sort sort = Sort::standing;
  Order order = Order::none;
  bool metastases = false, years = false;
  friend auto operator<=>(const Look&, const Look&) = default;
};

/// Whether a qualifier names the word.
bool qualified_by(const Question& question, std::string_view word) {
  return std::any_of(question.atom.qualifiers.begin(), question.atom.qualifiers.end(), [&](const std::string& text) { return text.find(word) != std::string::npos; });
}

/// Days before the as-of date that qualifiers hold by, though no window says them.
std::vector<Day> days_of_qualifiers(const Question& question, Day as_of) {
  std::vector<Day> days;
  const auto add = [&](std::string_view word, std::initializer_list<int> months) {
    if (!qualified_by(question, word)) return;
    for (const int n : months) days.push_back(add_months(as_of, -n));
  };
  add("acute", {1, 6}), add("recent", {1, 12}), add("new", {3, 12});
  if (qualified_by(question, "stable")) days.push_back(as_of - 28);
  return days;
}

/// How long a drug was taken is no side of any day.
bool by_length(const Question& question) { return !of_diagnoses(question.atom) && qualified_by(question, "chronic"); }

Look look_of(const Question& question, const Footprint& looked, const Vocabulary& vocabulary) {
  const Atom& atom = question.atom;
  Look look;
  // whether metastases of lymph nodes count depends on the category of another entry, whether a cancer is another one on the others,
  // an exception with a time of its own on more days than the window's, and what a treatment was for on the diagnoses
  if (looked.everything || question.categorised || question.another || question.timed_exceptions || question.pregnancy_test || !question.purposes.empty() || by_length(question)) return look;
  if (question.selection && asks_values(question)) {
    look.lens = Lens::values;
    return look;
  }
  if (looked.birth || looked.languages || question.pregnancy || !by_sides_of_days(question)) return look;
  const bool reproductive = atom.kind == AtomKind::reproductive || (atom.kind == AtomKind::condition && question.reproductive);
  switch (atom.kind) {
    case AtomKind::condition:
    case AtomKind::finding:
    case AtomKind::exposure:
    case AtomKind::therapy:
    case AtomKind::procedure:
    case AtomKind::encounter:
    case AtomKind::allergy:
    case AtomKind::social:
    case AtomKind::reproductive: break;
    case AtomKind::test:
    case AtomKind::biomarker:
    case AtomKind::measurement:
      if (of_results(question)) break;
      return look;
    default: return look;
  }
  if (reproductive ? question.infection : looked.years) return look;
  look.lens = of_diagnoses(atom) && !reproductive ? Lens::diagnoses : Lens::entries;
  look.years = looked.years;
  look.metastases = std::any_of(atom.qualifiers.begin(), atom.qualifiers.end(), [](const std::string& q) {
    return q.find("metastatic") != std::string::npos || q.find("advanced") != std::string::npos;
  });
  // of what is systemic by itself ("chemotherapy"), creams are none
  const bool systemic = question.concept_ && vocabulary.at(*question.concept_).attribute("regimen") == "systemic";
  if (!question.qualifiers.empty() || !atom.bounds.empty() || systemic) look.sort = Sort::full;
  else if (atom.window) look.sort = Sort::dated;
  if (reproductive || atom.kind == AtomKind::social || question.habit) {
    look.order = Order::dated;  // the first that proves it, the latest status
    look.sort = std::max(look.sort, Sort::dated);
  }
  if (of_results(question)) {
    look.order = Order::dated;  // the latest of each test
    look.sort = Sort::full;
  }
  return look;
}

/// Days that dates are held against.
std::vector<Day> edges(const Question& question, Day as_of) {
  std::vector<Day> days = days_of_qualifiers(question, as_of);
  const auto add = [&](const std::optional<double>& value) {
    if (!value) return;
    const DayInterval edge = before(as_of, *value, question.atom.window->unit);
    days.push_back(edge.first);
    days.push_back(edge.last);
  };
  if (question.atom.window) add(question.atom.window->value), add(question.atom.window->at_least);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::vector<double>& scale(Marks& marks, std::string_view unit) {
  const auto it = std::find_if(marks.converted.begin(), marks.converted.end(), [unit](const Marks::Scale& s) { return s.unit == unit; });
  return it != marks.converted.end() ? it->at : marks.converted.emplace_back(Marks::Scale{std::string(unit), {}}).at;
}

/// All that the answer to a question about numbers may hold a number against.
void mark(Marks& marks, const Question& question, const Vocabulary& vocabulary) {
  if (question.bounds.empty() && question.atom.state != State::none) marks.upper.push_back(1), marks.lower.push_back(1);
  for (const Bound& b : question.bounds) {
    switch (b.relative_to) {
      case RelativeTo::uln: marks.upper.push_back(b.value); continue;
      case RelativeTo::lln: marks.lower.push_back(b.value); continue;
      case RelativeTo::baseline: continue;
      case RelativeTo::none: break;
    }
    marks.as_recorded.push_back(b.value);
    if (!b.unit.empty()) scale(marks, b.unit).push_back(b.value);
    if (b.canonical) {
      marks.as_recorded.push_back(b.canonical->value);
      scale(marks, b.canonical->unit).push_back(b.canonical->value);
    }
    if (b.unit.empty() && question.concept_) {
      const std::string unit = only_plausible_unit(vocabulary.at(*question.concept_).attribute("plausible"), b.value);
      if (!unit.empty()) scale(marks, unit).push_back(b.value);
    }
  }
}

void settle(std::vector<double>& at) {
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
}

}  // namespace

Families::Families(std::span<const Question> questions, std::span<const Footprint> footprints, const Vocabulary& vocabulary, Day as_of) {
  // Group, lens, calendar or selection; a question for itself is a family of its own.
  using Key = std::tuple<GroupNumber, Look, std::uint32_t, AtomNumber>;
  std::unordered_map<std::string, GroupNumber> groups;
  std::map<std::vector<Day>, std::uint32_t> calendars;
  std::vector<std::pair<Key, AtomNumber>> keyed;
  keyed.reserve(questions.size());
  for (AtomNumber q = 0; q < questions.size(); ++q) {
    const Question& question = questions[q];
    const auto [group, fresh] = groups.try_emplace(TouchIndex::key(question, footprints[q]), static_cast<GroupNumber>(examples_.size()));
    if (fresh) examples_.push_back(q), named_.push_back({question.concept_, question.spread.has_value(), question.infection || question.categorised || question.told_by_values});
    Look look = look_of(question, footprints[q], vocabulary);
    if (look.lens != Lens::single && edges(question, as_of).size() > most_days) look = {};
    std::uint32_t kind = 0;
    if (look.lens == Lens::values) {
      kind = *question.selection;
    } else if (look.lens != Lens::single) {
      const auto [calendar, unseen] = calendars.try_emplace(edges(question, as_of), static_cast<std::uint32_t>(calendars_.size()));
      if (unseen) calendars_.push_back(calendar->first);
      kind = calendar->second;
    }
    keyed.emplace_back(Key{group->second, look, kind, look.lens == Lens::single ? q : 0}, q);
  }
  if (calendars_.empty()) calendars_.emplace_back();
  std::sort(keyed.begin(), keyed.end());
  places_.resize(questions.size());
  group_ends_.assign(examples_.size() + 1, 0);
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const auto& [key, q] = keyed[i];
    const auto& [group, look, kind, self] = key;
    if (i == 0 || keyed[i - 1].first != key) {
      Family& family = families_.emplace_back();
      family.first = static_cast<std::uint32_t>(i);
      family.lens = look.lens;
      family.sort = look.sort;
      family.order = look.order;
      family.metastases = look.metastases;
      family.years = look.years;
      family.calendar = look.lens == Lens::diagnoses || look.lens == Lens::entries ? kind : 0;
      if (look.lens == Lens::values) {
        family.marks = static_cast<std::uint32_t>(marks_.size());
        family.selection = *questions[q].selection;
        family.selection_by_concept = questions[q].selection_by_concept.value_or(family.selection);
        marks_.emplace_back();
      }
      group_ends_[group + 1] = static_cast<std::uint32_t>(families_.size());
    }
    Family& family = families_.back();
    ++family.count;
    if (look.lens == Lens::values) {
      mark(marks_[family.marks], questions[q], vocabulary);
      family.states = family.states || (questions[q].bounds.empty() && questions[q].atom.state != State::none);
    }
    order_.push_back(q);
    places_[q] = static_cast<std::uint32_t>(i);
  }
  for (Marks& marks : marks_) {
    for (auto* at : {&marks.as_recorded, &marks.upper, &marks.lower}) settle(*at);
    for (Marks::Scale& s : marks.converted) settle(s.at);
  }
}

}  // namespace elig::engine
