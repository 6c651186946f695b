// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/footprint.hpp"

#include <algorithm>

namespace elig::engine {
namespace {

template <typename List>
bool has_all(const List& list, const List& others) {
  return std::all_of(others.begin(), others.end(), [&](const auto& one) { return std::find(list.begin(), list.end(), one) != list.end(); });
}

template <typename List>
void add_missing(List& list, const List& others) {
  for (const auto& one : others) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }
}

}  // namespace

void Footprint::add(const Footprint& other) {
  named |= other.named;
  add_missing(concepts, other.concepts);
  add_missing(values, other.values);
  add_missing(topics, other.topics);
  everything = everything || other.everything;
  years = years || other.years;
  birth = birth || other.birth;
  languages = languages || other.languages;
}

bool Footprint::covers(const Footprint& other) const {
  return !other.everything && named.has_all(other.named) && has_all(concepts, other.concepts) && has_all(values, other.values) && has_all(topics, other.topics);
}

}  // namespace elig::engine
