// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {
namespace {

ClinicalStatus clinical_status(Object resource) {
  const std::string_view status =
      code_among(resource, "clinicalStatus", {"active", "recurrence", "relapse", "inactive", "remission", "resolved"});
  if (status.empty()) return ClinicalStatus::unknown;
  return status == "active" || status == "recurrence" || status == "relapse" ? ClinicalStatus::active : ClinicalStatus::inactive;
}

std::string stages(Object resource) {
  std::string all;
  for (const Object stage : get_objects(resource, "stage")) {
    const std::string summary = concept_of(stage, "summary").label();
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

void read_condition(Object resource, Entry& entry) {
  const std::string_view verification = code_among(resource, "verificationStatus",
                                                   {"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"});
  if (verification == "entered-in-error") return;
  const CodedText code = concept_of(resource, "code");
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (empty(code)) throw RecordError("has no code");

  Fact& fact = entry.add(FactKind::condition);
  fact.code = code;
  if (verification == "refuted" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (!verification.empty() && verification != "confirmed") {
    fact.certainty = Certainty::weak;
  }
  fact.clinical = clinical_status(resource);
  fact.category = concepts_of(resource, "category");
  fact.body_site = concepts_of(resource, "bodySite");
  fact.stage = stages(resource);
  fact.severity = concept_of(resource, "severity").label();
  fact.recorded = date_of(resource, "recordedDate", entry);

  const When onset = when_of(resource, "onset", fact, entry);
  fact.start = some_day_of(onset);
  entry.start_age = onset.age;
  const When abatement = when_of(resource, "abatement", fact, entry);
  fact.end = some_day_of(abatement);
  entry.end_age = abatement.age;
  if (fact.clinical == ClinicalStatus::unknown && abatement.said) fact.clinical = ClinicalStatus::inactive;
  fact.ongoing = fact.certainty != Certainty::absent && fact.clinical == ClinicalStatus::active && !abatement.said;
  add_notes(resource, fact);
  entry.held = &Patient::Holds::conditions;
}

}  // namespace elig::fhir
