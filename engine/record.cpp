// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace elig::engine {
namespace {

/// Whether the entry was there to be known on that day.
bool known_by(const Fact& fact, Day day) {
  if (fact.start.first != day_min) return fact.start.first <= day;
  return fact.recorded.first == day_min || fact.recorded.first <= day;
}

std::optional<Match> match_of_words(const Binding& entry, const Question& question, std::size_t shared, bool telling) {
  if (shared == 0) return std::nullopt;
  const bool full = shared == question.words.size();
  if (full && named_whole(question)) {
    const auto extra = [&](const std::string& word) { return !how_measured(word) && !std::binary_search(question.words.begin(), question.words.end(), word); };
    const bool other = std::any_of(entry.words.begin(), entry.words.end(), extra);
    if (other && question.concept_) return std::nullopt;
    return other ? Match::mention : Match::full;
  }
  if (full && question.concept_) {
    if (std::binary_search(entry.apart.begin(), entry.apart.end(), *question.concept_)) return std::nullopt;
    // The vocabulary knows the words as part of another thing's name: a kind of this, or something else.
    const bool of_another = std::all_of(question.words.begin(), question.words.end(), [&](const std::string& word) { return std::binary_search(entry.taken.begin(), entry.taken.end(), word); });
    return of_another ? Match::broader : Match::full;
  }
  if (full) return Match::full;
  // A phrase outside the vocabulary may be said in other words: an entry that shares one that tells something may be it.
  return !question.concept_ && telling ? std::optional(Match::broader) : std::nullopt;
}

}  // namespace

bool named_whole(const Question& question) {
  return question.atom.kind == AtomKind::measurement || question.atom.kind == AtomKind::score ||
         (question.atom.kind == AtomKind::finding && !question.atom.bounds.empty());
}

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

std::optional<Match> match_of(const Binding& entry, const Question& question, bool bound) {
  const auto holds = [](const std::vector<ConceptIndex>& sorted, ConceptIndex c) { return std::binary_search(sorted.begin(), sorted.end(), c); };
  std::optional<Match> best;
  if (question.concept_) {
    if (holds(entry.covers, *question.concept_)) return Match::full;
    const bool broader = std::any_of(question.broader.begin(), question.broader.end(), [&](ConceptIndex c) { return holds(entry.specific, c); });
    if (broader) best = Match::broader;
    else if (holds(entry.mentions, *question.concept_)) best = Match::mention;
  }
  if (bound) return best;
  std::size_t shared = 0;
  bool telling = false;
  for (std::size_t i = 0; i < question.numbers.size(); ++i) {
    if (!std::binary_search(entry.known.begin(), entry.known.end(), question.numbers[i])) continue;
    ++shared;
    telling = telling || question.telling[i];
  }
  const auto by_words = match_of_words(entry, question, shared, telling);
  return by_words && (!best || *by_words < *best) ? by_words : best;
}

void Record::Chains::add(std::uint32_t key, std::uint32_t value) {
  if (key >= heads_.size()) heads_.resize(key + 1);
  Head& head = heads_[key];
  links_.push_back({value, head.epoch == epoch_ ? head.link : none});
  head = {epoch_, static_cast<std::uint32_t>(links_.size() - 1)};
}

void Record::read(const Patient& patient, Day as_of) {
  patient_ = &patient;
  as_of_ = as_of;
  entries_.clear();
  topics_.clear();
  selections_.clear();
  next_same_.clear();
  texts_.clear();
  last_of_text_.clear();
  for (Chains* chains : {&text_of_, &covers_, &specific_, &mentions_, &by_word_, &values_, &known_of_}) chains->clear();
  known_used_ = 0;
  for (const Fact& fact : patient.facts) {
    if (!known_by(fact, as_of)) continue;
    const auto i = static_cast<std::uint32_t>(entries_.size());
    Entry entry{&fact, &bindings_->of(fact.code, fact.kind), nullptr, {}};
    if (fact.coded_value) entry.value = &bindings_->of(*fact.coded_value, FactKind::condition);
    if (fact.value && !fact.value->unit.empty()) entry.unit = bindings_->unit_of(fact.value->unit);
    entries_.push_back(entry);
    next_same_.push_back(i);
    unsigned topics = entry.code->topics;
    if (entry.value != nullptr) {
      for (ConceptIndex c : entry.value->covers) values_.add(c, i);
      topics |= entry.value->topics & static_cast<unsigned>(Topic::sterility);
    }
    if (fact.kind == FactKind::condition && !fact.stage.empty()) topics |= static_cast<unsigned>(Topic::staged);
    topics_.push_back(static_cast<std::uint8_t>(topics));

    std::uint32_t text = 0;
    if (!text_of_.has(entry.code->number)) {
      text = static_cast<std::uint32_t>(texts_.size());
      text_of_.add(entry.code->number, text);
      texts_.push_back({entry.code, i});
      last_of_text_.push_back(i);
      for (ConceptIndex c : entry.code->covers) covers_.add(c, text);
      for (ConceptIndex c : entry.code->specific) specific_.add(c, text);
      for (ConceptIndex c : entry.code->mentions) mentions_.add(c, text);
      for (WordNumber word : entry.code->known) by_word_.add(word, text);
    } else {
      text_of_.each(entry.code->number, [&](std::uint32_t found) { text = found; });
      next_same_[last_of_text_[text]] = i;
      last_of_text_[text] = i;
    }
  }
  if (said_known_.size() < entries_.size()) said_.resize(entries_.size());
  said_known_.assign(entries_.size(), 0);
  shared_.assign(texts_.size(), 0);
}

template <typename Each>
void Record::each_entry(std::uint32_t text, Each&& call) const {
  for (std::uint32_t entry = texts_[text].first;; entry = next_same_[entry]) {
    call(entry);
    if (next_same_[entry] == entry) return;
  }
}

void Record::words_match(const Question& question, Finds& found) const {
  constexpr std::uint32_t tells = 1U << 31;
  // What the vocabulary has a name for is met by all the words of the phrase or by none.
  if (question.concept_ && !std::all_of(question.numbers.begin(), question.numbers.end(), [&](WordNumber word) { return by_word_.has(word); })) return;
  meeting_.clear();
  for (std::size_t i = 0; i < question.numbers.size(); ++i) {
    by_word_.each(question.numbers[i], [&](std::uint32_t text) {
      if (shared_[text] == 0) meeting_.push_back(text);
      ++shared_[text];
      if (question.telling[i]) shared_[text] |= tells;
    });
  }
  for (std::uint32_t text : meeting_) {
    const auto match = match_of_words(*texts_[text].binding, question, shared_[text] & ~tells, (shared_[text] & tells) != 0);
    shared_[text] = 0;
    if (match) each_entry(text, [&](std::uint32_t entry) { found.push_back({entry, *match}); });
  }
}

Finds Record::find(const Question& question, Kinds kinds) const {
  if (looked_ != nullptr) looked_->named |= kinds;
  Finds found;
  // Where the concept is on record no words count, so all that name it find the same.
  const bool bound = question.concept_ && covers_.has(*question.concept_);
  if (bound) {
    const Known* known = nullptr;
    known_of_.each(*question.concept_, [&](std::uint32_t k) { known = known_[k].kinds.bits() == kinds.bits() ? &known_[k] : known; });
    if (known != nullptr) {
      found.assign(known->finds.begin(), known->finds.end());
      return found;
    }
  }
  const auto add = [&](const Chains& chains, ConceptIndex c, Match match) {
    chains.each(c, [&](std::uint32_t text) { each_entry(text, [&](std::uint32_t entry) { found.push_back({entry, match}); }); });
  };
  if (question.concept_) {
    add(covers_, *question.concept_, Match::full);
    add(mentions_, *question.concept_, Match::mention);
    for (ConceptIndex c : question.broader) add(specific_, c, Match::broader);
  }
  // Words count where the vocabulary has nothing to say: no concept, or no entry bound to it.
  if (!bound) words_match(question, found);
  found.erase(std::remove_if(found.begin(), found.end(), [&](const Found& f) { return !kinds.has(entries_[f.entry].fact->kind); }), found.end());
  if (found.size() > 1) {
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.entry != b.entry ? a.entry < b.entry : a.match < b.match; });
    found.erase(std::unique(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.entry == b.entry; }), found.end());
  }
  if (bound) {
    known_of_.add(*question.concept_, static_cast<std::uint32_t>(known_used_));
    if (known_used_ == known_.size()) known_.emplace_back();
    Known& known = known_[known_used_++];
    known.kinds = kinds;
    known.finds.assign(found.begin(), found.end());
  }
  return found;
}

Entries Record::of(ConceptIndex concept_index, Kinds kinds) const {
  if (looked_ != nullptr) looked_->concepts.emplace_back(concept_index, kinds);
  Entries out;
  covers_.each(concept_index, [&](std::uint32_t text) {
    each_entry(text, [&](std::uint32_t entry) {
      if (kinds.has(entries_[entry].fact->kind)) out.push_back(entry);
    });
  });
  std::sort(out.begin(), out.end());
  return out;
}

Entries Record::with_value(ConceptIndex concept_index) const {
  if (looked_ != nullptr) looked_->values.push_back(concept_index);
  Entries out;
  values_.each(concept_index, [&](std::uint32_t entry) { out.push_back(entry); });
  std::reverse(out.begin(), out.end());
  return out;
}

Entries Record::about(Topic topic, Kinds kinds) const {
  if (looked_ != nullptr) looked_->topics.emplace_back(topic, kinds);
  Entries out;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if ((topics_[i] & static_cast<unsigned>(topic)) != 0 && kinds.has(entries_[i].fact->kind)) out.push_back(i);
  }
  return out;
}

const std::vector<std::string>& Record::said(const Entry& of) const {
  const auto entry = static_cast<std::size_t>(&of - entries_.data());
  std::vector<std::string>& words = said_[entry];
  if (said_known_[entry] != 0) return words;
  said_known_[entry] = 1;
  words.clear();
  const Fact& fact = *entries_[entry].fact;
  const auto hear = [&words](std::string_view text) {
    if (text.empty()) return;
    for (auto& word : content_words(text)) words.push_back(std::move(word));
  };
  hear(fact.severity), hear(fact.stage);
  for (const Coded* coded : {&fact.body_site, &fact.method, &fact.route}) {
    if (!coded->empty()) hear(coded->label());
  }
  if (fact.kind == FactKind::medication) hear(fact.note);  // "10 mg by mouth once daily"
  if (entries_[entry].value != nullptr) words.insert(words.end(), entries_[entry].value->label.begin(), entries_[entry].value->label.end());
  return words;
}

}  // namespace elig::engine
