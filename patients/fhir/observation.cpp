// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/reference_range.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {
namespace {

// Protein/creatinine "300 mg per 1 g" is a quantity in mg/g; a bare titre "1:160" stays as it is written.
void take_ratio(const Object& ratio, Fact& fact, Entry& entry) {
  const auto side = [&](Key key) -> std::optional<Measured> {
    const auto quantity = get_object(ratio, key);
    return quantity ? quantity_in(*quantity, entry) : std::nullopt;
  };
  const auto numerator = side("numerator");
  const auto denominator = side("denominator");
  if (!numerator || !denominator || !denominator->value.exact() || denominator->value.low <= 0) return;
  const auto plain = [](const std::string& unit) { return unit.empty() || unit == "1"; };
  if (plain(numerator->unit) && plain(denominator->unit)) {
    if (numerator->value.exact()) fact.coded_value = entry.words(fmt::format("{}:{}", numerator->value.low, denominator->value.low));
    return;
  }
  Measured value = *numerator;
  value.value.low /= denominator->value.low;
  value.value.high /= denominator->value.low;
  if (numerator->value.exact() && !std::isfinite(value.value.low)) return;
  if (!plain(denominator->unit)) value.unit += "/" + denominator->unit;
  value.unit_is_ucum = numerator->unit_is_ucum && denominator->unit_is_ucum;
  fact.value = value;
}

// value[x], of an Observation or a component of one.
void take_value(const Object& object, Fact& fact, Entry& entry) {
  if (const auto quantity = get_object(object, "valueQuantity")) fact.value = quantity_in(*quantity, entry);
  if (const auto integer = get_number(object, "valueInteger")) fact.value = Measured{{*integer, *integer, false, false}, "", false};
  if (const auto range = get_object(object, "valueRange")) fact.value = range_in(*range, entry);
  if (const auto ratio = get_object(object, "valueRatio")) take_ratio(*ratio, fact, entry);
  if (const Coded coded = concept_of(object, "valueCodeableConcept", entry); !coded.empty()) fact.coded_value = coded;
  if (const auto yes = get_bool(object, "valueBoolean")) fact.coded_value = entry.words(*yes ? "true" : "false");
  for (const Key key : {Key("valueString"), Key("valueDateTime"), Key("valueTime")}) {
    if (const std::string_view text = get_string(object, key); !text.empty()) fact.coded_value = entry.words(text);
  }
  if (!fact.value && !fact.coded_value) {
    if (const Coded reason = concept_of(object, "dataAbsentReason", entry); !reason.empty()) {
      fact.certainty = Certainty::weak;
      add_note(fact, "no value: " + reason.label());
    }
  }
  if (const Coded interpretation = concepts_of(object, "interpretation", entry); !interpretation.empty()) fact.interpretation = interpretation;
}

std::string shown(const Fact& fact) {
  if (fact.coded_value) return fact.coded_value->label();
  if (!fact.value) return "";
  return fact.value->value.exact() ? fmt::format("{} {}", fact.value->value.low, fact.value->unit) : "";
}

}  // namespace

void read_observation(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error" || status == "cancelled") return;
  const bool final = status.empty() || status == "final" || status == "amended" || status == "corrected";
  {
    Fact& whole = entry.add(FactKind::observation);
    whole.certainty = final ? Certainty::confirmed : Certainty::weak;
    whole.code = concept_of(resource, "code", entry);
    whole.category = concepts_of(resource, "category", entry);
    whole.body_site = concept_of(resource, "bodySite", entry);
    whole.method = concept_of(resource, "method", entry);
    const When when = when_of(resource, effective, whole, entry);
    whole.start = when.span.begin;
    whole.end = when.span.end;
    whole.recorded = date_of(resource, "issued", entry);
  }
  // facts[0] is the whole; its components follow and share what was read so far, but for the note.
  for (const Object component : get_objects(resource, "component")) {
    Fact part = entry.facts.front();
    part.note.clear();
    part.code = concept_of(component, "code", entry);
    take_value(component, part, entry);
    if (part.code.empty()) {
      entry.remarks.emplace_back("a component without a code; left out");
      continue;
    }
    entry.facts.push_back(std::move(part));
    add_ranges(component, entry.facts.size() - 1, entry);
  }

  Fact& whole = entry.facts.front();
  take_value(resource, whole, entry);
  add_notes(resource, whole);
  entry.held = &Patient::Holds::observations;
  // A panel (blood pressure) is its components; an observation with a value of its own keeps them as further facts.
  if (entry.facts.size() > 1 && !whole.value && !whole.coded_value) {
    entry.facts.erase(entry.facts.begin());
    for (RangeOf& range : entry.ranges) --range.fact;
    return;
  }
  if (whole.code.empty()) throw RecordError("has no code");
  for (std::size_t i = 1; i < entry.facts.size(); ++i) add_note(whole, entry.facts[i].code.label() + ": " + shown(entry.facts[i]));
  add_ranges(resource, 0, entry);
}

}  // namespace elig::fhir
