// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace elig::engine {
namespace {

bool one_of(FactKind kind, std::initializer_list<FactKind> kinds) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

/// Words that many names share and that tell little of what is named.
bool commonplace(std::string_view word) {
  static const std::unordered_set<std::string_view> words{
      "acute",   "chronic", "disease",  "disorder", "syndrome", "condition", "type",   "other",     "history", "severe", "mild",     "moderate",
      "primary", "left",    "right",    "active",   "stage",    "grade",     "class",  "level",     "status",  "test",   "patient",  "prior",
      "current", "therapy", "treatment", "drug",    "agent",    "medication", "dose",  "mg",        "oral",    "tablet", "study",    "use",
      "procedure", "surgery", "surgical", "medical", "clinical", "symptom",   "pain",   "secondary", "finding", "positive", "negative", "blood",
      "serum",   "total",   "high",     "low",      "new",      "day",       "week",   "month",     "year",    "due",    "care",     "health"};
  if (words.contains(word)) return true;
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }) || word.size() < 3;
}

/// Whether the entry was there to be known on that day.
bool known_by(const Fact& fact, Day day) {
  if (fact.start.first != day_min) return fact.start.first <= day;
  return fact.recorded.first == day_min || fact.recorded.first <= day;
}

}  // namespace

Record::Record(const Patient& patient, Day as_of, Bindings& bindings) : patient_(&patient), as_of_(as_of) {
  entries_.reserve(patient.facts.size());
  std::unordered_map<const Binding*, std::uint32_t> text_of;
  for (const Fact& fact : patient.facts) {
    if (!known_by(fact, as_of)) continue;
    const auto i = static_cast<std::uint32_t>(entries_.size());
    Entry entry{&fact, &bindings.of(fact.code, fact.kind), nullptr};
    if (fact.coded_value) entry.value = &bindings.of(*fact.coded_value, FactKind::condition);
    entries_.push_back(entry);
    for (ConceptIndex c : entry.code->covers) covers_[c].push_back(i);
    for (ConceptIndex c : entry.code->specific) specific_[c].push_back(i);
    for (ConceptIndex c : entry.code->mentions) mentions_[c].push_back(i);
    if (entry.value != nullptr) {
      for (ConceptIndex c : entry.value->covers) values_[c].push_back(i);
    }
    const auto [it, fresh] = text_of.try_emplace(entry.code, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) {
      texts_.push_back({entry.code, {}});
      for (const auto& word : entry.code->words) by_word_[word].push_back(it->second);
    }
    texts_[it->second].entries.push_back(i);
  }
}

void Record::words_match(const Question& question, std::vector<Found>& found) const {
  if (question.words.empty()) return;
  std::unordered_map<std::uint32_t, std::size_t> shared;  // text → words in common
  std::unordered_set<std::uint32_t> telling;              // texts that share more than a word of no particular meaning
  for (const auto& word : question.words) {
    const auto it = by_word_.find(word);
    if (it == by_word_.end()) continue;
    for (std::uint32_t text : it->second) {
      ++shared[text];
      if (!commonplace(word)) telling.insert(text);
    }
  }
  // "Hemoglobin" is no part of "hemoglobin A1c": what a number is of must be named whole.
  const bool whole = question.atom.kind == AtomKind::measurement || question.atom.kind == AtomKind::score ||
                     (question.atom.kind == AtomKind::finding && !question.atom.bounds.empty());
  for (const auto& [text, n] : shared) {
    const Text& t = texts_[text];
    const bool full = n == question.words.size();
    if (full && whole) {
      const auto extra = [&](const std::string& word) { return !how_measured(word) && !std::binary_search(question.words.begin(), question.words.end(), word); };
      const bool other = std::any_of(t.binding->words.begin(), t.binding->words.end(), extra);
      if (other && question.concept_) continue;
      for (std::uint32_t entry : t.entries) found.push_back({entry, other ? Match::mention : Match::full});
      continue;
    }
    // A phrase outside the vocabulary may be said in other words: an entry that shares one that tells something may be it.
    const bool near = !full && !question.concept_ && telling.contains(text);
    if (!full && !near) continue;
    for (std::uint32_t entry : t.entries) found.push_back({entry, full ? Match::full : Match::broader});
  }
}

std::vector<Found> Record::find(const Question& question, std::initializer_list<FactKind> kinds) const {
  std::vector<Found> found;
  const auto add = [&found](const Postings& postings, ConceptIndex c, Match match) {
    const auto it = postings.find(c);
    if (it == postings.end()) return;
    for (std::uint32_t entry : it->second) found.push_back({entry, match});
  };
  if (question.concept_) {
    add(covers_, *question.concept_, Match::full);
    add(mentions_, *question.concept_, Match::mention);
    for (ConceptIndex c : question.broader) add(specific_, c, Match::broader);
  }
  // Words count where the vocabulary has nothing to say: no concept, or no entry bound to it.
  const bool bound = std::any_of(found.begin(), found.end(), [](const Found& f) { return f.match == Match::full; });
  if (!bound) words_match(question, found);
  std::erase_if(found, [&](const Found& f) { return !one_of(entries_[f.entry].fact->kind, kinds); });
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.entry != b.entry ? a.entry < b.entry : a.match < b.match; });
  found.erase(std::unique(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.entry == b.entry; }), found.end());
  return found;
}

std::vector<std::uint32_t> Record::of(ConceptIndex concept_index, std::initializer_list<FactKind> kinds) const {
  std::vector<std::uint32_t> out;
  const auto it = covers_.find(concept_index);
  if (it == covers_.end()) return out;
  for (std::uint32_t entry : it->second) {
    if (one_of(entries_[entry].fact->kind, kinds)) out.push_back(entry);
  }
  return out;
}

std::vector<std::uint32_t> Record::with_value(ConceptIndex concept_index) const {
  const auto it = values_.find(concept_index);
  return it == values_.end() ? std::vector<std::uint32_t>{} : it->second;
}

}  // namespace elig::engine
