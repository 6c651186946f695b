// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/touch.hpp"

#include <algorithm>

namespace elig::engine {

TouchIndex::TouchIndex(std::span<const AtomNumber> examples, std::span<const Question> questions, std::span<const Footprint> footprints,
                       std::size_t words)
    : word_(words) {
  for (GroupNumber g = 0; g < examples.size(); ++g) {
    const Question& question = questions[examples[g]];
    const Footprint& looked = footprints[examples[g]];
    examples_.push_back(&question);
    named_.push_back(looked.named);
    if (!looked.named.none()) {
      if (question.concept_) {
        concept_[*question.concept_].push_back(g);
        for (ConceptIndex c : question.broader) broader_[c].push_back(g);
      }
      for (WordNumber word : question.numbers) word_[word].push_back(g);
    }
    for (const auto& [c, kinds] : looked.concepts) of_[c].push_back({g, kinds});
    for (ConceptIndex c : looked.values) value_[c].push_back(g);
    for (const auto& [topic, kinds] : looked.topics) {
      std::size_t bit = 0;
      while ((static_cast<unsigned>(topic) >> bit & 1U) == 0) ++bit;
      topic_[bit].push_back({g, kinds});
      if (topic == Topic::staged) staged_.push_back(g);
    }
  }
}

std::string TouchIndex::key(const Question& question, const Footprint& looked) {
  std::string key;
  const auto put = [&key](std::uint32_t number) { key.append(reinterpret_cast<const char*>(&number), sizeof number); };
  const auto put_sorted = [&](std::vector<std::pair<std::uint32_t, Kinds>> list) {
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second.bits() < b.second.bits(); });
    put(static_cast<std::uint32_t>(list.size()));
    for (const auto& [number, kinds] : list) put(number), put(kinds.bits());
  };
  put(looked.named.bits());
  if (!looked.named.none()) {
    put(question.concept_ ? 1 : 0);
    if (question.concept_) put(*question.concept_);
    put(named_whole(question) ? 1 : 0);
    put(static_cast<std::uint32_t>(question.numbers.size()));
    for (WordNumber word : question.numbers) put(word);
  }
  put_sorted({looked.concepts.begin(), looked.concepts.end()});
  std::vector<std::pair<std::uint32_t, Kinds>> list;
  for (ConceptIndex c : looked.values) list.emplace_back(c, Kinds());
  put_sorted(std::move(list));
  list.clear();
  for (const auto& [topic, kinds] : looked.topics) list.emplace_back(static_cast<std::uint32_t>(topic), kinds);
  put_sorted(std::move(list));
  return key;
}

void TouchIndex::by_topic(std::uint8_t topics, FactKind kind, std::vector<GroupNumber>& out) const {
  for (std::size_t bit = 0; bit < topic_.size(); ++bit) {
    if ((topics >> bit & 1U) == 0) continue;
    for (const Looked& looked : topic_[bit]) {
      if (looked.kinds.has(kind)) out.push_back(looked.group);
    }
  }
}

std::vector<TouchIndex::Touched> TouchIndex::by_code(const Binding& code, FactKind kind) const {
  std::vector<GroupNumber> maybe;
  const auto add = [&maybe](const auto& index, ConceptIndex c) {
    const auto it = index.find(c);
    if (it != index.end()) maybe.insert(maybe.end(), it->second.begin(), it->second.end());
  };
  for (ConceptIndex c : code.covers) add(concept_, c);
  for (ConceptIndex c : code.mentions) add(concept_, c);
  for (ConceptIndex c : code.specific) add(broader_, c);
  for (WordNumber word : code.known) maybe.insert(maybe.end(), word_[word].begin(), word_[word].end());
  std::sort(maybe.begin(), maybe.end());
  maybe.erase(std::unique(maybe.begin(), maybe.end()), maybe.end());

  std::vector<Touched> touched;
  for (GroupNumber g : maybe) {
    if (!named_[g].has(kind)) continue;
    const auto unbound = match_of(code, *examples_[g], false), bound = match_of(code, *examples_[g], true);
    if (unbound) touched.push_back({g, bound ? static_cast<std::uint8_t>(*bound) : no_match, static_cast<std::uint8_t>(*unbound)});
  }
  std::vector<GroupNumber> out;
  for (ConceptIndex c : code.covers) {
    const auto it = of_.find(c);
    if (it == of_.end()) continue;
    for (const Looked& looked : it->second) {
      if (looked.kinds.has(kind)) out.push_back(looked.group);
    }
  }
  by_topic(code.topics, kind, out);
  for (GroupNumber g : out) touched.push_back({g, no_match, no_match});
  // Of one group, what names it comes first.
  std::stable_sort(touched.begin(), touched.end(), [](const Touched& a, const Touched& b) { return a.group < b.group; });
  touched.erase(std::unique(touched.begin(), touched.end(), [](const Touched& a, const Touched& b) { return a.group == b.group; }), touched.end());
  return touched;
}

std::vector<GroupNumber> TouchIndex::by_value(const Binding& value, FactKind kind) const {
  std::vector<GroupNumber> out;
  for (ConceptIndex c : value.covers) {
    const auto it = value_.find(c);
    if (it != value_.end()) out.insert(out.end(), it->second.begin(), it->second.end());
  }
  by_topic(static_cast<std::uint8_t>(value.topics & static_cast<unsigned>(Topic::sterility)), kind, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace elig::engine
