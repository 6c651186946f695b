// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {
namespace {

ClinicalStatus clinical_status(const Object& resource) {
  const std::string_view status =
      code_among(resource, "clinicalStatus", {"active", "recurrence", "relapse", "inactive", "remission", "resolved"});
  if (status.empty()) return ClinicalStatus::unknown;
  return status == "active" || status == "recurrence" || status == "relapse" ? ClinicalStatus::active : ClinicalStatus::inactive;
}

std::string stages(const Object& resource, Entry& entry) {
  std::string all;
  for (const Object stage : get_objects(resource, "stage")) {
    const std::string summary = concept_of(stage, "summary", entry).label();
    if (summary.empty()) continue;
    if (!all.empty()) all += "; ";
    all += summary;
  }
  return all;
}

// Onset and abatement "in this period" are one event on some day of it.
DayInterval some_day_of(const When& when) {
  if (when.point) return when.span.begin;
  return {when.span.begin.first, when.span.end.last};
}

}  // namespace

void read_condition(const Object& resource, Entry& entry) {
  const std::string_view verification = code_among(resource, "verificationStatus",
                                                   {"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"});
  if (verification == "entered-in-error") return;
  const Coded code = concept_of(resource, "code", entry);
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (code.empty()) throw RecordError("has no code");

  Fact& fact = entry.add(FactKind::condition);
  fact.code = code;
  if (verification == "refuted" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (!verification.empty() && verification != "confirmed") {
    fact.certainty = Certainty::weak;
  }
  fact.clinical = clinical_status(resource);
  fact.category = concepts_of(resource, "category", entry);
  fact.body_site = concepts_of(resource, "bodySite", entry);
  fact.stage = stages(resource, entry);
  fact.severity = concept_of(resource, "severity", entry).label();
  fact.recorded = date_of(resource, "recordedDate", entry);

  const When began = when_of(resource, onset, fact, entry);
  fact.start = some_day_of(began);
  entry.start_age = began.age;
  const When over = when_of(resource, abatement, fact, entry);
  fact.end = some_day_of(over);
  entry.end_age = over.age;
  if (fact.clinical == ClinicalStatus::unknown && over.said) fact.clinical = ClinicalStatus::inactive;
  fact.ongoing = fact.certainty != Certainty::absent && fact.clinical == ClinicalStatus::active && !over.said;
  add_notes(resource, fact);
  entry.held = &Patient::Holds::conditions;
}

}  // namespace elig::fhir
