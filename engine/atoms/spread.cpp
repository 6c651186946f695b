// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/spread.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace elig::engine {
namespace {

/// "cM0", "pM1b", "M0 (i+)", "ypN2": is there any? "MX" tells nothing.
Truth any_of_category(std::string_view label, char letter) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t i = 0; i + 1 < label.size(); ++i) {
    if (label[i] != letter || label[i + 1] < '0' || label[i + 1] > '9') continue;
    // "c", "p", "yp", "r" and "a" say how and when it was staged
    std::size_t begin = i;
    while (begin > 0 && is_letter(label[begin - 1])) --begin;
    const std::string_view how = label.substr(begin, i - begin);
    if (how.find_first_not_of("cpyra") != std::string_view::npos) continue;
    return truth(label[i + 1] != '0');
  }
  return Truth::unknown;
}

}  // namespace

std::optional<Answer> spread_by_category(const Ask& ask, const Question& question) {
  const bool nodes = question.concept_ && ask.vocabulary.at(*question.concept_).id == "lymph-node-metastases";
  const auto category = ask.vocabulary.find(nodes ? "n-category" : "m-category");
  if (!category) return std::nullopt;
  std::optional<Answer> latest;
  Day newest = day_min;
  for (std::uint32_t i : ask.record.of(*category, FactKind::observation)) {
    const Fact& fact = *ask.record.at(i).fact;
    if (fact.certainty != Certainty::confirmed || !fact.coded_value) continue;
    const Truth said = any_of_category(fact.coded_value->label(), nodes ? 'N' : 'M');
    const DayInterval when = begin_of(fact);
    if (said == Truth::unknown || (latest && when.first < newest)) continue;
    const bool disagree = latest && when.first == newest && latest->truth != said;
    newest = when.first;
    latest = ask.answer(disagree ? Truth::unknown : said, [&] { return fmt::format("{}: {}", fact.code.label(), fact.coded_value->label()); }, &fact);
  }
  return latest;
}

bool in_nodes_alone(const Ask& ask, const Question& question, const Record::Entry& entry) {
  if (!question.categorised || !question.concept_ || ask.vocabulary.at(*question.concept_).id != "metastatic-cancer") return false;
  const auto nodes = ask.vocabulary.find("lymph-node-metastases");
  if (!nodes || entry.code->specific.empty()) return false;
  bool named = false;
  for (ConceptIndex c : entry.code->specific) {
    if (c == *nodes || ask.vocabulary.is_a(c, *nodes)) named = true;
    else if (ask.vocabulary.is_a(c, *question.concept_)) return false;
  }
  return named;
}

Truth distant_spread(const Ask& ask, const Question& question) {
  if (const auto category = spread_by_category(ask, question)) return category->truth;
  const bool distant = std::find(question.heard.begin(), question.heard.end(), "distant") != question.heard.end();
  return distant ? Truth::unknown : Truth::true_;
}

}  // namespace elig::engine
