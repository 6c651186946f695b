// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/latest.hpp"

#include "engine/compare.hpp"

namespace elig::engine {

std::optional<Latest> latest_value(const Ask& ask, ConceptIndex measurement, std::string_view unit, int months) {
  std::optional<Latest> latest;
  Day newest = day_min;
  for (std::uint32_t i : ask.record.of(measurement, FactKind::observation)) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    const DayInterval when = begin_of(fact);
    if (!fact.value || fact.certainty != Certainty::confirmed || when.first < add_months(ask.as_of(), -months) || when.first < newest) continue;
    const auto converted = convert(fact.value->value, entry.unit, unit, ask.vocabulary.analyte(measurement));
    const bool differs = when.first == newest && !(latest && converted && latest->value == *converted);
    if (differs || !converted) latest.reset();
    else latest = {*converted, &fact};
    newest = when.first;
  }
  return latest;
}

}  // namespace elig::engine
