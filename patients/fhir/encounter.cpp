// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

namespace {

/// What the classes of encounters are called (HL7 v3 ActEncounterCode) that make a visit a stay or an emergency; "" for the others.
std::string_view stay(std::string_view code) {
  if (code == "IMP") return "inpatient encounter";
  if (code == "ACUTE") return "inpatient acute";
  if (code == "NONAC") return "inpatient non-acute";
  if (code == "EMER") return "emergency";
  return {};
}

}  // namespace

void read_encounter(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error" || status == "cancelled") return;

  Fact& fact = entry.add(FactKind::encounter);
  fact.category = coding_of(resource, "class", entry);
  // the type says what it was about, and the class alone that somebody stayed in hospital
  const auto encounter_class = get_object(resource, "class");
  const std::string_view stayed = encounter_class ? stay(get_string(*encounter_class, "code")) : std::string_view{};
  fact.code = stayed.empty() ? concepts_of(resource, "type", entry) : concepts_and_coding_of(resource, "type", "class", stayed, entry);
  if (fact.code.empty()) fact.code = fact.category;  // "inpatient encounter" is all many systems say
  if (fact.code.empty()) throw RecordError("has neither type nor class");
  if (status == "planned" || status == "unknown") fact.certainty = Certainty::weak;
  fact.reason = concepts_of(resource, "reasonCode", entry);
  if (const auto given = get_object(resource, "period")) {
    const Period period = period_in(*given, entry);
    fact.start = period.begin;
    fact.end = period.end;
  }
  fact.ongoing = !fact.end.known() && (status == "arrived" || status == "triaged" || status == "in-progress" || status == "onleave");
  entry.held = &Patient::Holds::encounters;
}

}  // namespace elig::fhir
