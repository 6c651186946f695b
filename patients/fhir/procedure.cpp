// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

void read_procedure(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  const Coded code = concept_of(resource, "code", entry);
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (code.empty()) throw RecordError("has no code");

  Fact& fact = entry.add(FactKind::procedure);
  fact.code = code;
  if (status == "not-done" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (!status.empty() && status != "completed" && status != "in-progress" && status != "stopped" && status != "on-hold") {
    fact.certainty = Certainty::weak;  // in preparation, or nobody knows
  }
  fact.category = concept_of(resource, "category", entry);
  fact.body_site = concepts_of(resource, "bodySite", entry);
  fact.reason = concepts_of(resource, "reasonCode", entry);
  const When done = when_of(resource, performed, fact, entry);
  fact.start = done.span.begin;
  fact.end = done.span.end;
  entry.start_age = entry.end_age = done.age;
  // What is under way on the day given goes on after it.
  if (status == "in-progress" && done.point) fact.end = {};
  fact.ongoing = status == "in-progress" && !fact.end.known() && !done.age;
  add_notes(resource, fact);
  entry.held = &Patient::Holds::procedures;
}

}  // namespace elig::fhir
