// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/memo.hpp"

#include <algorithm>
#include <functional>

namespace elig::engine {
namespace {

constexpr std::size_t most_sorts = 500'000;

/// A date as a timeless question sees it.
std::uint64_t side_of(DayInterval when, Day as_of, Day three_months_before) {
  const auto side = [as_of](Day day, Day unknown) -> std::uint64_t { return day == unknown ? 3 : day < as_of ? 0 : day == as_of ? 1 : 2; };
  return side(when.first, day_min) | side(when.last, day_max) << 2 | (when.last <= three_months_before ? std::uint64_t{1} << 4 : 0);
}

}  // namespace

bool timeless(const Question& question, const Vocabulary& vocabulary) {
  const Atom& atom = question.atom;
  switch (atom.kind) {
    case AtomKind::condition:
    case AtomKind::finding:
    case AtomKind::exposure:
    case AtomKind::therapy:
    case AtomKind::procedure:
    case AtomKind::encounter:
    case AtomKind::allergy: break;
    default: return false;
  }
  if (atom.window || atom.count || !atom.bounds.empty() || !atom.at.empty()) return false;
  if (question.infection) return false;  // the latest test may settle it
  if (question.concept_ && vocabulary.at(*question.concept_).kind == ConceptKind::reproductive) return false;
  // "metastatic" may stand in an entry that the question does not name
  return std::none_of(atom.qualifiers.begin(), atom.qualifiers.end(), [](const std::string& q) {
    return q.find("metastatic") != std::string::npos || q.find("advanced") != std::string::npos;
  });
}

std::size_t Memo::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t h = std::hash<const void*>{}(key.code) * 0x9e3779b97f4a7c15U;
  h = (h ^ std::hash<const void*>{}(key.value)) * 0x9e3779b97f4a7c15U;
  h = (h ^ key.traits) * 0x9e3779b97f4a7c15U;
  return key.beside.empty() ? h ^ h >> 32 : h ^ h >> 32 ^ std::hash<std::string>{}(key.beside);
}

Memo::Sort Memo::sort_of(const Record::Entry& entry, Day as_of, std::span<const AtomNumber> by_code, std::span<const AtomNumber> by_value) {
  const Fact& fact = *entry.fact;
  const Day before = add_months(as_of, -3);
  key_.code = entry.code;
  key_.value = entry.value;
  key_.traits = static_cast<std::uint64_t>(fact.kind) | static_cast<std::uint64_t>(fact.certainty) << 4 | static_cast<std::uint64_t>(fact.clinical) << 8 |
                (fact.ongoing ? std::uint64_t{1} << 12 : 0) | side_of(fact.start, as_of, before) << 16 | side_of(fact.end, as_of, before) << 24 |
                side_of(fact.recorded, as_of, before) << 32;
  key_.beside.clear();
  const auto hear = [this](char tag, std::string_view text) {
    if (!text.empty()) key_.beside.append(1, tag).append(text).push_back('\x1f');
  };
  hear('g', fact.stage), hear('s', fact.severity);
  if (fact.kind == FactKind::medication) hear('n', fact.note);
  if (!fact.body_site.empty()) hear('b', fact.body_site.label());
  if (!fact.method.empty()) hear('m', fact.method.label());
  if (!fact.route.empty()) hear('r', fact.route.label());
  const auto it = sorts_.find(key_);
  if (it != sorts_.end()) return it->second;
  const auto sort = static_cast<Sort>(touched_.size());
  auto& touched = touched_.emplace_back();
  std::set_union(by_code.begin(), by_code.end(), by_value.begin(), by_value.end(), std::back_inserter(touched));
  sorts_.emplace(key_, sort);
  return sort;
}

std::uint8_t& Memo::of_one(const PersonClass& person, Sort sort, std::size_t place) {
  auto& sorts = one_[&person];
  if (sort >= sorts.size()) sorts.resize(touched_.size());
  auto& codes = sorts[sort];
  if (codes.empty()) {
    codes.assign(touched_[sort].size(), not_yet);
    answers_ += codes.size();
  }
  return codes[place];
}

std::uint8_t& Memo::of_several(const PersonClass& person, AtomNumber question, std::span<const Sort> sorts) {
  static_assert(2 * most_sorts < (1U << 21));  // three fit into a word
  Several key{std::uint64_t{numbers_.try_emplace(&person, static_cast<std::uint32_t>(numbers_.size())).first->second} << 32 | question, 0};
  for (Sort sort : sorts) key.sorts = key.sorts << 21 | (sort + 1);
  const auto [it, fresh] = several_.try_emplace(key, not_yet);
  answers_ += fresh ? 32 : 0;
  return it->second;
}

void Memo::trim() {
  constexpr std::size_t most_answers = std::size_t{192} << 20;  // bytes, about
  if (answers_ < most_answers && touched_.size() < most_sorts) return;
  sorts_.clear();
  touched_.clear();
  one_.clear();
  several_.clear();
  answers_ = 0;
}

}  // namespace elig::engine
