// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/control.hpp"

#include "engine/compare.hpp"

namespace elig::engine {
namespace {

/// The latest value of a measurement within the last year; results of one day that differ give none.
std::optional<Interval> latest(const Ask& ask, std::string_view id, std::string_view unit) {
  const auto concept_index = ask.vocabulary.find(id);
  if (!concept_index) return std::nullopt;
  std::optional<Interval> value;
  Day newest = day_min;
  for (std::uint32_t i : ask.record.of(*concept_index, FactKind::observation)) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    const DayInterval when = begin_of(fact);
    if (!fact.value || fact.certainty != Certainty::confirmed || when.first < add_months(ask.as_of(), -12) || when.first < newest) continue;
    const auto converted = convert(fact.value->value, entry.unit, unit, ask.vocabulary.analyte(*concept_index));
    const bool differs = when.first == newest && !(value && converted && *value == *converted);
    value = differs ? std::nullopt : converted;
    newest = when.first;
  }
  return value;
}

}  // namespace

Truth uncontrolled_by_measure(const Ask& ask, const Question& question) {
  if (!question.concept_) return Truth::unknown;
  const auto is_a = [&](std::string_view id) {
    const auto broad = ask.vocabulary.find(id);
    return broad && ask.vocabulary.is_a(*question.concept_, *broad);
  };
  if (is_a("hypertension")) {
    const auto systolic = latest(ask, "systolic-blood-pressure", "mm[Hg]"), diastolic = latest(ask, "diastolic-blood-pressure", "mm[Hg]");
    if (!systolic || !diastolic) return Truth::unknown;
    if ((compare(*systolic, Comparator::greater_equal, 180) || compare(*diastolic, Comparator::greater_equal, 110)) == Truth::true_) return Truth::true_;
    const Truth low = compare(*systolic, Comparator::less, 140) && compare(*diastolic, Comparator::less, 90);
    return low == Truth::true_ ? Truth::false_ : Truth::unknown;
  }
  if (is_a("diabetes")) {
    const auto hba1c = latest(ask, "hba1c", "%");
    if (!hba1c) return Truth::unknown;
    if (compare(*hba1c, Comparator::greater_equal, 10) == Truth::true_) return Truth::true_;
    return compare(*hba1c, Comparator::less, 7) == Truth::true_ ? Truth::false_ : Truth::unknown;
  }
  return Truth::unknown;
}

}  // namespace elig::engine
