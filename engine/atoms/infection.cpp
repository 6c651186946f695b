// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/infection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/reading.hpp"
#include "engine/window.hpp"

namespace elig::engine {
namespace {

enum class Target { germ, antibody, immunity };

bool any(const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view w) { return std::binary_search(words.begin(), words.end(), w); });
}

Target target_of(const std::vector<std::string>& words) {
  if (any(words, {"antigen", "ag", "hbsag", "rna", "dna", "pcr", "naat", "naa", "load", "culture", "p24", "viremia", "breath", "smear"})) return Target::germ;
  if (any(words, {"antibody", "ab", "igg", "igm", "anti", "serology"})) return any(words, {"surface", "hbs"}) ? Target::immunity : Target::antibody;
  return Target::germ;
}

}  // namespace

std::optional<Answer> infection_by_tests(const Ask& ask, const Question& question) {
  if (!question.infection) return std::nullopt;
  std::optional<Answer> germ, antibody;
  DayInterval germ_day, antibody_day;
  for (const Found& f : ask.record.find(question, FactKind::observation)) {
    if (f.match == Match::broader) continue;
    const Record::Entry& entry = ask.record.at(f.entry);
    const Fact& fact = *entry.fact;
    if (fact.certainty != Certainty::confirmed) continue;
    Result result = entry.value != nullptr ? entry.value->result : Result::unclear;
    if (result == Result::unclear && fact.interpretation) result = result_of(*fact.interpretation);
    const bool counted = fact.value && any(entry.code->words, {"rna", "dna", "load", "pcr", "naat", "naa"});
    // A count of the germ was found. One below what can be measured says nothing: treatment brings it there.
    if (counted && result != Result::equivocal) result = fact.value->value.low > 0 ? Result::positive : Result::unclear;
    const Target target = target_of(entry.code->words);
    // A negative test for one germ says nothing of infections at large.
    if (result == Result::negative && question.concept_) {
      std::vector<ConceptIndex> about = entry.code->mentions;
      about.insert(about.end(), entry.code->specific.begin(), entry.code->specific.end());
      about = narrowest(std::move(about), ask.vocabulary);
      if (std::find(about.begin(), about.end(), *question.concept_) == about.end()) continue;
    }
    if (target == Target::immunity || result == Result::unclear || result == Result::equivocal) continue;
    const bool hiv = any(entry.code->words, {"hiv"}) || entry.code->words.empty();
    Answer answer;
    answer.fact = &fact;
    const bool positive = result == Result::positive;
    answer.truth = target == Target::germ ? truth(positive) : positive ? (hiv ? Truth::true_ : Truth::unknown) : Truth::false_;
    answer.note = ask.note([&] {
      const char* said = positive ? "positive" : "negative";
      if (answer.truth == Truth::unknown) return fmt::format("{}: {}, which does not tell a present infection from a past one", fact.code.label(), said);
      return fmt::format("{}: {}", fact.code.label(), said);
    });
    auto& best = target == Target::germ ? germ : antibody;
    auto& day = target == Target::germ ? germ_day : antibody_day;
    const DayInterval when = begin_of(fact);
    if (!best || when.first > day.first || (when.first == day.first && answer.truth > best->truth)) best = std::move(answer), day = when;
  }
  return germ ? germ : antibody;
}

}  // namespace elig::engine
