// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

void read_allergy(const Object& resource, Entry& entry) {
  const std::string_view verification = code_among(resource, "verificationStatus", {"unconfirmed", "confirmed", "refuted", "entered-in-error"});
  if (verification == "entered-in-error") return;
  Coded code = concept_of(resource, "code", entry);
  // How bad a reaction was says more than how bad the next one may be.
  std::string severity;
  const auto worse = [](std::string_view a, std::string_view b) {
    const auto rank = [](std::string_view s) { return s == "severe" ? 3 : s == "moderate" ? 2 : s == "mild" ? 1 : 0; };
    return rank(a) > rank(b);
  };
  std::string manifestations;
  for (const Object reaction : get_objects(resource, "reaction")) {
    if (code.empty()) code = concept_of(reaction, "substance", entry);
    if (const std::string_view said = get_string(reaction, "severity"); severity.empty() || worse(said, severity)) severity = said;
    for (const Object manifestation : get_objects(reaction, "manifestation")) {
      manifestations += (manifestations.empty() ? "reaction: " : ", ") + concept_in(manifestation, entry).label();
    }
  }
  if (severity.empty()) severity = get_string(resource, "criticality");
  const Statement statement = statement_of(code);
  if (statement == Statement::nothing_known) return;
  if (code.empty()) throw RecordError("has no code");

  Fact& fact = entry.add(FactKind::allergy);
  fact.code = code;
  fact.severity = severity;
  if (verification == "refuted" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (verification == "unconfirmed") {
    fact.certainty = Certainty::weak;
  }
  const std::string_view status = code_among(resource, "clinicalStatus", {"active", "inactive", "resolved"});
  if (!status.empty()) fact.clinical = status == "active" ? ClinicalStatus::active : ClinicalStatus::inactive;
  fact.ongoing = fact.certainty != Certainty::absent && fact.clinical == ClinicalStatus::active;
  std::string categories;
  for (const std::string_view category : get_strings(resource, "category")) {
    if (!categories.empty() && !category.empty()) categories += "; ";
    categories += category;
  }
  fact.category = entry.words(categories);
  fact.recorded = date_of(resource, "recordedDate", entry);
  const When began = when_of(resource, onset, fact, entry);
  fact.start = began.point ? began.span.begin : DayInterval{began.span.begin.first, began.span.end.last};
  entry.start_age = began.age;
  add_note(fact, manifestations);
  add_notes(resource, fact);
  entry.held = &Patient::Holds::allergies;
}

}  // namespace elig::fhir
