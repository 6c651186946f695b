// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

// A relative's conditions: never the patient's own, and no sign that the record keeps conditions.
void read_family_history(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  const Coded relationship = concept_of(resource, "relationship", entry);
  const DayInterval recorded = date_of(resource, "date", entry);
  for (const Object condition : get_objects(resource, "condition")) {
    Fact& fact = entry.add(FactKind::family_history);
    fact.code = concept_of(condition, "code", entry);
    if (fact.code.empty()) throw RecordError("has a condition without a code");
    fact.category = relationship;
    fact.recorded = recorded;
    if (status == "health-unknown") fact.certainty = Certainty::weak;
    add_note(fact, relationship.label());
    add_notes(condition, fact);
  }
}

}  // namespace elig::fhir
