// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

void read_immunization(Object resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  const CodedText code = concept_of(resource, "vaccineCode");
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (empty(code)) throw RecordError("has no vaccineCode");

  Fact& fact = entry.add(FactKind::immunization);
  fact.code = code;
  if (status == "not-done" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (!status.empty() && status != "completed") {
    fact.certainty = Certainty::weak;
  }
  fact.body_site = concept_of(resource, "site");
  fact.route = concept_of(resource, "route");
  fact.reason = status == "not-done" ? concept_of(resource, "statusReason") : concepts_of(resource, "reasonCode");
  fact.recorded = date_of(resource, "recorded", entry);
  const When occurrence = when_of(resource, "occurrence", fact, entry);
  fact.start = occurrence.span.begin;
  fact.end = occurrence.span.end;
  add_notes(resource, fact);
  entry.held = &Patient::Holds::immunizations;
}

}  // namespace elig::fhir
