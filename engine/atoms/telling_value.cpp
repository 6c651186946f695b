// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/telling_value.hpp"

#include <fmt/format.h>

#include "engine/atoms/latest.hpp"
#include "engine/compare.hpp"

namespace elig::engine {
namespace {

bool of_sex(const Patient& patient, std::string_view sex) {
  return sex.empty() || (patient.sex == Sex::female && sex == "female") || (patient.sex == Sex::male && sex == "male");
}

}  // namespace

std::optional<Answer> by_telling_values(const Ask& ask, const Question& question) {
  std::optional<Answer> found;
  for (const Vocabulary::TellingValue& told : ask.vocabulary.told_by(*question.concept_)) {
    if (!of_sex(ask.record.patient(), told.sex)) continue;
    const std::optional<Latest> latest = latest_value(ask, told.measurement, told.unit, told.months);
    if (!latest) continue;
    const Comparator beyond = told.above ? Comparator::greater : Comparator::less;
    const Truth surely = told.surely ? compare(latest->value, beyond, *told.surely) : Truth::false_;
    if (surely != Truth::true_ && compare(latest->value, beyond, told.may) != Truth::true_) continue;
    Answer one = ask.answer(surely == Truth::true_ ? Truth::true_ : Truth::unknown, [&] {
      const bool sure = surely == Truth::true_;
      return fmt::format("not among the diagnoses; {} {}, {} {}{}", ask.vocabulary.at(told.measurement).name, shown(latest->value, told.unit), symbol(beyond), shown(sure ? *told.surely : told.may),
                         sure ? "" : ", which may be it");
    }, latest->fact);
    keep_better(found, std::move(one));
  }
  return found;
}

}  // namespace elig::engine
