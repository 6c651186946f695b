// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "engine/atoms/ask.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

// How a person lives: smoking, drinking, drugs, and what else is told rather than diagnosed.
namespace elig::engine {
namespace {

bool has(const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); });
}

}  // namespace

Answer answer_social(const Ask& ask, const Question& question) {
  const std::optional<ConceptIndex> habit = question.habit ? question.habit : question.concept_;
  const auto& words = question.heard;
  const bool smoking = has(words, {"smoker", "smoking", "tobacco", "cigarette", "smoke", "nicotine"});
  const auto said_text = content_words(question.atom.subject.text);
  // "Non-smoker" is the concept of never having smoked, yet of its words it may have been long ago.
  const bool asks_never = has(words, {"never", "non", "nonsmoker", "not"});
  const bool lifelong = has(said_text.empty() ? words : said_text, {"never", "lifelong"});
  const bool former = has(words, {"former", "ex", "past", "previous"});
  const bool inverted = question.atom.state == State::negative || question.atom.state == State::absent;
  // A status is of the day it was taken: whether it held within a span of time is known only when that day lies in it, and for
  // how long it has held, only from an onset.
  const auto in_time = [&](Truth t, const Fact& fact) {
    if (!question.atom.window || asks_never || t == Truth::unknown) return t;
    const Window& window = *question.atom.window;
    const DayInterval when = begin_of(fact);
    const bool dated = when.known() && (window.op == WindowOp::within || fact.kind == FactKind::condition);
    if (window.op == WindowOp::not_within) return smoking && t == Truth::false_ ? Truth::true_ : Truth::unknown;
    if (t == Truth::false_) return t;
    return dated && holds(window, when, ask.as_of()) == Truth::true_ ? t : Truth::unknown;
  };
  std::optional<Answer> best;
  Day newest = day_min;
  Entries smoked;
  if (smoking) smoked = ask.record.about(Topic::smoking, Kinds(FactKind::observation, FactKind::condition));
  for (std::uint32_t i : smoked) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    if (fact.certainty != Certainty::confirmed) continue;
    std::vector<std::string> said;
    if (fact.kind == FactKind::observation) {
      if (!has(entry.code->words, {"smoking", "tobacco", "smoker", "cigarette"}) || !fact.coded_value) continue;
      said = entry.value->label;
    } else if (fact.kind == FactKind::condition) {
      if (!has(entry.code->words, {"smoker", "smoking", "tobacco", "nicotine"})) continue;
      said = entry.code->words;
    } else {
      continue;
    }
    const DayInterval when = begin_of(fact);
    if (best && when.first < newest) continue;
    Truth t = Truth::unknown;
    const bool never = has(said, {"never", "non", "nonsmoker", "no", "not", "false"});
    const bool ex = has(said, {"former", "ex", "quit", "stopped", "previous", "past"}) || fact.clinical == ClinicalStatus::inactive;
    const bool smokes = has(said, {"smoker", "smokes", "smoke", "daily", "every", "current", "heavy", "light", "yes", "true", "some", "dependence", "use", "active"});
    if (asks_never) t = never ? Truth::true_ : ex && !lifelong ? (question.atom.window ? Truth::unknown : Truth::true_) : ex || smokes ? Truth::false_ : Truth::unknown;
    else if (never) t = Truth::false_;
    else if (ex) t = question.atom.window ? Truth::unknown : former || question.atom.temporality == Temporality::past ? Truth::true_ : Truth::false_;
    else if (smokes) t = former ? Truth::false_ : Truth::true_;
    newest = when.first;
    best = ask.answer(in_time(t, fact), [&] { return fact.coded_value ? fact.coded_value->label() : fact.code.label(); }, &fact);
  }
  if (!best && habit) {
    for (std::uint32_t i : ask.record.with_value(*habit)) {
      const Fact& fact = *ask.record.at(i).fact;
      if (fact.certainty == Certainty::confirmed) best = ask.answer(in_time(Truth::true_, fact), [&] { return fact.coded_value->label(); }, &fact);
    }
  }
  if (!best) {
    constexpr Kinds told{FactKind::condition, FactKind::observation};
    Entries entries;
    if (question.habit) entries = ask.record.of(*question.habit, told);
    for (const Found& f : ask.record.find(question, told)) {
      if (f.match == Match::full) entries.push_back(f.entry);
    }
    for (std::uint32_t i : entries) {
      const Record::Entry& entry = ask.record.at(i);
      const Fact& fact = *entry.fact;
      if (fact.certainty != Certainty::confirmed) continue;
      const Result r = entry.value != nullptr ? entry.value->result : Result::unclear;
      if (fact.kind == FactKind::observation && r != Result::positive && r != Result::negative) continue;
      // What is in remission or over is a habit of the past.
      const bool over = fact.kind == FactKind::condition && (fact.clinical == ClinicalStatus::inactive || entry.code->remission || entry.code->historical || fact.end.last < ask.as_of());
      const bool holds = r != Result::negative && (!over || question.atom.temporality == Temporality::past);
      if (best && best->truth == Truth::true_ && !holds) continue;
      best = ask.answer(over && !holds && question.atom.window ? Truth::unknown : in_time(truth(holds), fact), [&] { return fact.code.label(); }, &fact);
    }
  }
  if (!best) return ask.answer(Truth::unknown, [&] { return smoking ? "smoking status not on record" : "not on record"; });
  // How much of it is more than a status tells.
  if (!question.atom.bounds.empty() && best->truth == Truth::true_) best->truth = Truth::unknown;
  if (inverted) best->truth = !best->truth;
  return *best;
}

Answer answer_habit(const Ask& ask, const Question& question) {
  Answer given = answer_exposure(ask, question);
  if (given.truth == Truth::true_ && given.fact != nullptr) return given;
  return answer_social(ask, question);
}

}  // namespace elig::engine
