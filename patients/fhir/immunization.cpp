// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

void read_immunization(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  const Coded code = concept_of(resource, "vaccineCode", entry);
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (code.empty()) throw RecordError("has no vaccineCode");

  Fact& fact = entry.add(FactKind::immunization);
  fact.code = code;
  if (status == "not-done" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (!status.empty() && status != "completed") {
    fact.certainty = Certainty::weak;
  }
  fact.body_site = concept_of(resource, "site", entry);
  fact.route = concept_of(resource, "route", entry);
  fact.reason = status == "not-done" ? concept_of(resource, "statusReason", entry) : concepts_of(resource, "reasonCode", entry);
  fact.recorded = date_of(resource, "recorded", entry);
  const When given = when_of(resource, occurrence, fact, entry);
  fact.start = given.span.begin;
  fact.end = given.span.end;
  add_notes(resource, fact);
  entry.held = &Patient::Holds::immunizations;
}

}  // namespace elig::fhir
