// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/atoms/infection.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

// Coded results: biomarkers, serologies, tests that are positive or negative.
namespace elig::engine {
namespace {

bool wants_negative(State state) { return state == State::negative || state == State::wild_type || state == State::absent || state == State::normal; }

Result result_of_entry(const Record::Entry& entry, bool load) {
  const Fact& fact = *entry.fact;
  Result r = Result::unclear;
  if (entry.value != nullptr) r = entry.value->result;
  if (r == Result::unclear && fact.interpretation) r = result_of(*fact.interpretation);
  // A viral load that has a number was detected.
  if (r == Result::unclear && load && fact.value && fact.value->value.exact() && fact.value->value.low > 0) r = Result::positive;
  return r;
}

}  // namespace

Answer answer_result(const Ask& ask, const Question& question) {
  const Atom& atom = question.atom;
  if (!atom.bounds.empty()) return answer_measurement(ask, question);
  if (atom.window) {
    if (const std::string why = not_computable(*atom.window); !why.empty()) return ask.answer(Truth::unknown, [&] { return fmt::format("{}: {}", shown(*atom.window), why); });
  }
  if (atom.state == State::none && atom.kind == AtomKind::test) {
    // Whether it was done: what is on record was; what is not may have been done elsewhere.
    Answer done = answer_exposure(ask, question);
    if (done.fact == nullptr && ask.options.absence != Absence::closed) done = ask.answer(Truth::unknown, [] { return "no result on record"; });
    return done;
  }
  if (atom.state == State::none && !question.names_its_result) {
    const auto found = ask.record.find(question, FactKind::observation);
    return ask.answer(Truth::unknown, [] { return "the criterion does not say which result is asked for"; }, found.empty() ? nullptr : ask.record.at(found.front().entry).fact);
  }
  if (atom.state == State::high || atom.state == State::low || atom.state == State::abnormal || atom.state == State::normal) {
    Answer numeric = answer_measurement(ask, question);
    if (numeric.truth != Truth::unknown) return numeric;
  }
  const bool negative = wants_negative(atom.state);
  const auto seen_as = [negative](Answer a) {
    if (negative) a.truth = !a.truth;
    return a;
  };

  // The latest result of each distinct test; any positive one makes the marker positive.
  struct Latest {
    const Record::Entry* entry;
    Match match;
    Result result;
    bool conflict = false;
  };
  std::map<std::string, Latest> tests;  // by what the record calls the test
  bool outside = false;
  const Fact* about = nullptr;
  for (const Found& f : ask.record.find(question, FactKind::observation)) {
    const Record::Entry& entry = ask.record.at(f.entry);
    const Fact& fact = *entry.fact;
    if (f.match == Match::broader || fact.certainty == Certainty::absent) {
      about = &fact;
      continue;
    }
    if (atom.window) {
      const Truth in = holds(*atom.window, begin_of(fact), ask.as_of());
      if (in == Truth::false_) outside = true;
      if (in != Truth::true_) {
        if (in == Truth::unknown) about = &fact;
        continue;
      }
    }
    const Result result = fact.certainty == Certainty::weak ? Result::unclear : result_of_entry(entry, atom.kind == AtomKind::measurement);
    const auto [it, fresh] = tests.try_emplace(fact.code.label(), Latest{&entry, f.match, result});
    if (fresh) continue;
    const Day had = begin_of(*it->second.entry->fact).first, has = begin_of(fact).first;
    if (has > had) it->second = {&entry, f.match, result};
    else if (has == had && it->second.result != result) it->second.conflict = true;
  }
  std::optional<Answer> best;
  bool any_negative = false, any_open = false;
  const Fact* negative_fact = nullptr;
  for (const auto& [label, latest] : tests) {
    const Fact& fact = *latest.entry->fact;
    bool narrower = false;
    if (question.concept_) {
      auto about_concepts = latest.entry->code->specific;
      about_concepts.insert(about_concepts.end(), latest.entry->code->mentions.begin(), latest.entry->code->mentions.end());
      const auto exact = narrowest(std::move(about_concepts), ask.vocabulary);
      narrower = std::find(exact.begin(), exact.end(), *question.concept_) == exact.end();
    }
    if (latest.conflict) {
      any_open = true;
      keep_better(best, ask.answer(Truth::unknown, [&] { return fmt::format("{}: results of the same day disagree", label); }, &fact));
    } else if (latest.result == Result::positive) {
      // A positive result about several things may be about another of them.
      keep_better(best, ask.answer(Truth::true_, [&] { return fmt::format("{}: {}", label, fact.coded_value ? fact.coded_value->label() : "positive"); }, &fact));
    } else if (latest.result == Result::negative && !(narrower && atom.kind == AtomKind::biomarker)) {
      any_negative = true;
      negative_fact = &fact;
    } else {
      any_open = true;
      keep_better(best, ask.answer(Truth::unknown, [&] { return fmt::format("{}: {} decides nothing", label, fact.coded_value ? fact.coded_value->label() : "the result"); }, &fact));
    }
  }
  // Serology follows the rules of infections: antibodies are not the germ.
  if (atom.kind == AtomKind::test && !tests.empty() && !atom.window) {
    if (auto infection = infection_by_tests(ask, question)) {
      if (infection->truth != Truth::unknown || !(best && best->truth == Truth::true_)) return seen_as(*infection);
    }
  }
  if (best && best->truth == Truth::true_) return seen_as(*best);
  if (any_negative && !any_open) {
    return seen_as(ask.answer(Truth::false_, [&] { return fmt::format("{}: {}", negative_fact->code.label(), negative_fact->coded_value ? negative_fact->coded_value->label() : "negative"); }, negative_fact));
  }
  // A diagnosis can say it too ("HIV disease", "HER2-positive breast cancer").
  for (const Found& f : ask.record.find(question, FactKind::condition)) {
    const Record::Entry& entry = ask.record.at(f.entry);
    if (f.match != Match::full || entry.fact->certainty != Certainty::confirmed || entry.code->doubtful) continue;
    const Result said = result_of(entry.fact->code.label());
    const Truth t = said == Result::negative ? Truth::false_ : Truth::true_;
    return seen_as(ask.answer(t, [&] { return entry.fact->code.label(); }, entry.fact));
  }
  if (best) return seen_as(*best);
  if (any_negative) return ask.answer(Truth::unknown, [] { return "results disagree"; }, negative_fact);
  return ask.answer(Truth::unknown, [&] { return outside ? fmt::format("no result {}", shown(*atom.window)) : std::string("no result on record"); }, about);
}

}  // namespace elig::engine
