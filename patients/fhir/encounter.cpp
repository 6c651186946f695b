// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

void read_encounter(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error" || status == "cancelled") return;

  Fact& fact = entry.add(FactKind::encounter);
  fact.code = concepts_of(resource, "type", entry);
  fact.category = coding_of(resource, "class", entry);
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
