// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/family.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/window.hpp"

namespace elig::engine {
namespace {

/// Whether entries count by the sides of fixed days that they lie on, and not by how many days they number, by somebody's age
/// then, by how long each went or by the half-life of what was given.
bool by_sides_of_days(const Atom& atom) {
  if (atom.count) return false;
  if (!atom.window) return true;
  const Window& window = *atom.window;
  const bool of_entry = atom.kind == AtomKind::condition || atom.kind == AtomKind::finding;
  if (window.half_lives || window.unit == TimeUnit::half_life) return false;
  if (window.op == WindowOp::for_at_least && !of_entry) return false;
  return window.anchor != "birth" && window.anchor != "age";
}

Lens lens_of(const Question& question, const Footprint& looked, const Vocabulary& vocabulary) {
  const Atom& atom = question.atom;
  if (looked.everything) return Lens::single;
  if (question.selection && asks_values(question)) return Lens::values;
  if (looked.years || looked.birth || looked.languages) return Lens::single;
  switch (atom.kind) {
    case AtomKind::condition:
    case AtomKind::finding:
    case AtomKind::exposure:
    case AtomKind::therapy:
    case AtomKind::procedure:
    case AtomKind::encounter:
    case AtomKind::allergy: break;
    default: return Lens::single;
  }
  if (!by_sides_of_days(atom)) return Lens::single;
  if (question.pregnancy || question.reproductive) return Lens::single;
  if (question.concept_ && vocabulary.at(*question.concept_).kind == ConceptKind::reproductive) return Lens::single;
  // "metastatic" may stand in an entry that the question does not name
  const bool elsewhere = std::any_of(atom.qualifiers.begin(), atom.qualifiers.end(), [](const std::string& q) {
    return q.find("metastatic") != std::string::npos || q.find("advanced") != std::string::npos;
  });
  if (elsewhere) return Lens::single;
  // The latest test settles an infection.
  const bool of_entry = atom.kind == AtomKind::condition || atom.kind == AtomKind::finding;
  return question.infection && of_entry && !atom.window && atom.bounds.empty() ? Lens::latest : Lens::entries;
}

/// Days that dates are held against.
std::vector<Day> edges(const std::optional<Window>& window, Day as_of) {
  std::vector<Day> days;
  if (!window) return days;
  const auto add = [&](const std::optional<double>& value) {
    if (!value) return;
    const DayInterval edge = before(as_of, *value, window->unit);
    days.push_back(edge.first);
    days.push_back(edge.last);
  };
  add(window->value);
  add(window->at_least);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

/// Whether what an entry says beside its code counts.
bool looks_beside(const Question& question) { return !question.qualifiers.empty() || !question.atom.bounds.empty(); }

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
  using Key = std::tuple<GroupNumber, Lens, bool, std::uint32_t, AtomNumber>;
  std::unordered_map<std::string, GroupNumber> groups;
  std::map<std::vector<Day>, std::uint32_t> calendars;
  std::vector<std::pair<Key, AtomNumber>> keyed;
  keyed.reserve(questions.size());
  for (AtomNumber q = 0; q < questions.size(); ++q) {
    const Question& question = questions[q];
    const auto [group, fresh] = groups.try_emplace(TouchIndex::key(question, footprints[q]), static_cast<GroupNumber>(examples_.size()));
    if (fresh) examples_.push_back(q);
    const Lens lens = lens_of(question, footprints[q], vocabulary);
    std::uint32_t kind = 0;
    if (lens == Lens::values) {
      kind = *question.selection;
    } else if (lens == Lens::entries) {
      const auto [calendar, unseen] = calendars.try_emplace(edges(question.atom.window, as_of), static_cast<std::uint32_t>(calendars_.size()));
      if (unseen) calendars_.push_back(calendar->first);
      kind = calendar->second;
    }
    keyed.emplace_back(Key{group->second, lens, lens == Lens::entries && looks_beside(question), kind, lens == Lens::single ? q : 0}, q);
  }
  if (calendars_.empty()) calendars_.emplace_back();
  std::sort(keyed.begin(), keyed.end());
  places_.resize(questions.size());
  group_ends_.assign(examples_.size() + 1, 0);
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const auto& [key, q] = keyed[i];
    const auto& [group, lens, beside, kind, self] = key;
    if (i == 0 || keyed[i - 1].first != key) {
      Family& family = families_.emplace_back();
      family.first = static_cast<std::uint32_t>(i);
      family.lens = lens;
      family.beside = beside || lens == Lens::latest;
      family.calendar = lens == Lens::entries ? kind : 0;
      if (lens == Lens::values) {
        family.marks = static_cast<std::uint32_t>(marks_.size());
        marks_.emplace_back();
      }
      group_ends_[group + 1] = static_cast<std::uint32_t>(families_.size());
    }
    Family& family = families_.back();
    ++family.count;
    if (lens == Lens::values) {
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
