// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/touch.hpp"

#include <algorithm>

namespace elig::engine {

TouchIndex::TouchIndex(std::span<const Question> questions, std::span<const Footprint> footprints, std::size_t words)
    : questions_(questions), word_(words) {
  named_.reserve(questions.size());
  for (AtomNumber q = 0; q < questions.size(); ++q) {
    const Question& question = questions[q];
    const Footprint& looked = footprints[q];
    named_.push_back(looked.named);
    if (!looked.named.none()) {
      if (question.concept_) {
        concept_[*question.concept_].push_back(q);
        for (ConceptIndex c : question.broader) broader_[c].push_back(q);
      }
      for (WordNumber word : question.numbers) word_[word].push_back(q);
    }
    for (const auto& [c, kinds] : looked.concepts) of_[c].push_back({q, kinds});
    for (ConceptIndex c : looked.values) value_[c].push_back(q);
    for (const auto& [topic, kinds] : looked.topics) {
      std::size_t bit = 0;
      while ((static_cast<unsigned>(topic) >> bit & 1U) == 0) ++bit;
      topic_[bit].push_back({q, kinds});
      if (topic == Topic::staged) staged_.push_back(q);
    }
  }
}

bool TouchIndex::names(const Question& question, const Binding& code) const {
  const auto holds = [](const std::vector<ConceptIndex>& sorted, ConceptIndex c) { return std::binary_search(sorted.begin(), sorted.end(), c); };
  if (question.concept_) {
    if (holds(code.covers, *question.concept_) || holds(code.mentions, *question.concept_)) return true;
    if (std::any_of(question.broader.begin(), question.broader.end(), [&](ConceptIndex c) { return holds(code.specific, c); })) return true;
  }
  return match_of_words(code, question).has_value();
}

void TouchIndex::by_topic(std::uint8_t topics, FactKind kind, std::vector<AtomNumber>& out) const {
  for (std::size_t bit = 0; bit < topic_.size(); ++bit) {
    if ((topics >> bit & 1U) == 0) continue;
    for (const Looked& looked : topic_[bit]) {
      if (looked.kinds.has(kind)) out.push_back(looked.question);
    }
  }
}

std::vector<AtomNumber> TouchIndex::by_code(const Binding& code, FactKind kind) const {
  std::vector<AtomNumber> maybe;
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

  std::vector<AtomNumber> out;
  for (AtomNumber q : maybe) {
    if (named_[q].has(kind) && names(questions_[q], code)) out.push_back(q);
  }
  for (ConceptIndex c : code.covers) {
    const auto it = of_.find(c);
    if (it == of_.end()) continue;
    for (const Looked& looked : it->second) {
      if (looked.kinds.has(kind)) out.push_back(looked.question);
    }
  }
  by_topic(code.topics, kind, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<AtomNumber> TouchIndex::by_value(const Binding& value, FactKind kind) const {
  std::vector<AtomNumber> out;
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
