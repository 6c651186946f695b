// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/reference_range.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {
namespace {

CodedText words(std::string_view text) { return {{}, std::string(text)}; }

// Protein/creatinine "300 mg per 1 g" is a quantity in mg/g; a bare titre "1:160" stays as it is written.
void take_ratio(Object ratio, Fact& fact, Entry& entry) {
  const auto side = [&](std::string_view key) -> std::optional<Measured> {
    const auto quantity = get_object(ratio, key);
    return quantity ? quantity_in(*quantity, entry) : std::nullopt;
  };
  const auto numerator = side("numerator");
  const auto denominator = side("denominator");
  if (!numerator || !denominator || !denominator->value.exact() || denominator->value.low <= 0) return;
  const auto plain = [](const std::string& unit) { return unit.empty() || unit == "1"; };
  if (plain(numerator->unit) && plain(denominator->unit)) {
    if (numerator->value.exact()) fact.coded_value = words(fmt::format("{}:{}", numerator->value.low, denominator->value.low));
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
void take_value(Object object, Fact& fact, Entry& entry) {
  if (const auto quantity = get_object(object, "valueQuantity")) fact.value = quantity_in(*quantity, entry);
  if (const auto integer = get_number(object, "valueInteger")) fact.value = Measured{{*integer, *integer, false, false}, "", false};
  if (const auto range = get_object(object, "valueRange")) fact.value = range_in(*range, entry);
  if (const auto ratio = get_object(object, "valueRatio")) take_ratio(*ratio, fact, entry);
  if (const CodedText coded = concept_of(object, "valueCodeableConcept"); !empty(coded)) fact.coded_value = coded;
  if (const auto yes = get_bool(object, "valueBoolean")) fact.coded_value = words(*yes ? "true" : "false");
  for (const std::string_view key : {"valueString", "valueDateTime", "valueTime"}) {
    if (const std::string_view text = get_string(object, key); !text.empty()) fact.coded_value = words(text);
  }
  if (!fact.value && !fact.coded_value) {
    if (const CodedText reason = concept_of(object, "dataAbsentReason"); !empty(reason)) {
      fact.certainty = Certainty::weak;
      add_note(fact, "no value: " + reason.label());
    }
  }
  if (const CodedText interpretation = concepts_of(object, "interpretation"); !empty(interpretation)) fact.interpretation = interpretation;
}

std::string shown(const Fact& fact) {
  if (fact.coded_value) return fact.coded_value->label();
  if (!fact.value) return "";
  return fact.value->value.exact() ? fmt::format("{} {}", fact.value->value.low, fact.value->unit) : "";
}

}  // namespace

void read_observation(Object resource, Entry& entry) {
  Fact whole;
  whole.resource = entry.resource;
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error" || status == "cancelled") return;
  if (!status.empty() && status != "final" && status != "amended" && status != "corrected") whole.certainty = Certainty::weak;

  whole.code = concept_of(resource, "code");
  whole.category = concepts_of(resource, "category");
  whole.body_site = concept_of(resource, "bodySite");
  whole.method = concept_of(resource, "method");
  const When when = when_of(resource, "effective", whole, entry);
  whole.start = when.span.begin;
  whole.end = when.span.end;
  whole.recorded = date_of(resource, "issued", entry);

  std::vector<Fact> parts;
  std::vector<std::vector<RangeChoice>> part_ranges;
  for (const Object component : get_objects(resource, "component")) {
    Fact part = whole;
    part.note.clear();
    part.code = concept_of(component, "code");
    take_value(component, part, entry);
    if (empty(part.code)) {
      entry.remarks.emplace_back("a component without a code; left out");
      continue;
    }
    part_ranges.push_back(range_choices(component, part, entry));
    parts.push_back(std::move(part));
  }

  take_value(resource, whole, entry);
  add_notes(resource, whole);
  // A panel (blood pressure) is its components; an observation with a value of its own keeps them as further facts.
  if (parts.empty() || whole.value || whole.coded_value) {
    if (empty(whole.code)) throw RecordError("has no code");
    for (const Fact& part : parts) add_note(whole, part.code.label() + ": " + shown(part));
    entry.ranges.push_back(range_choices(resource, whole, entry));
    entry.facts.push_back(std::move(whole));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    entry.facts.push_back(std::move(parts[i]));
    entry.ranges.push_back(std::move(part_ranges[i]));
  }
  entry.held = &Patient::Holds::observations;
}

}  // namespace elig::fhir
