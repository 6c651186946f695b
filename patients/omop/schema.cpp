// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/omop/schema.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace elig::omop {
namespace {

struct Signature {
  TableKind kind;
  std::initializer_list<std::string_view> columns;  ///< all of them
};

const std::array<Signature, 17>& signatures() {
  static const std::array<Signature, 17> all{{
      {TableKind::person, {"person_id", "gender_concept_id", "year_of_birth"}},
      {TableKind::observation_period, {"person_id", "observation_period_start_date"}},
      {TableKind::visit_occurrence, {"person_id", "visit_occurrence_id", "visit_concept_id"}},
      {TableKind::condition_occurrence, {"person_id", "condition_concept_id", "condition_start_date"}},
      {TableKind::condition_occurrence, {"person_id", "condition_concept_id", "condition_start_datetime"}},
      {TableKind::drug_exposure, {"person_id", "drug_concept_id", "drug_exposure_start_date"}},
      {TableKind::drug_exposure, {"person_id", "drug_concept_id", "drug_exposure_start_datetime"}},
      {TableKind::drug_era, {"person_id", "drug_concept_id", "drug_era_start_date"}},
      {TableKind::procedure_occurrence, {"person_id", "procedure_concept_id"}},
      {TableKind::measurement, {"person_id", "measurement_concept_id"}},
      {TableKind::observation, {"person_id", "observation_concept_id"}},
      {TableKind::death, {"person_id", "death_date"}},
      {TableKind::death, {"person_id", "death_datetime"}},
      {TableKind::concept_, {"concept_id", "concept_name", "vocabulary_id", "concept_code"}},
      {TableKind::concept_ancestor, {"ancestor_concept_id", "descendant_concept_id"}},
      {TableKind::unread, {"person_id"}},
      {TableKind::unread, {"note_nlp_id", "note_id"}},
  }};
  return all;
}

/// One of these is enough: tables of places, providers, and of the vocabulary's inner workings.
constexpr std::array<std::string_view, 16> supporting_columns{"care_site_id",         "location_id",
                                                              "provider_id",          "cdm_source_name",
                                                              "concept_synonym_name", "relationship_id",
                                                              "vocabulary_name",      "domain_name",
                                                              "concept_class_name",   "ingredient_concept_id",
                                                              "domain_concept_id_1",  "cohort_definition_id",
                                                              "source_vocabulary_id", "episode_id",
                                                              "metadata_concept_id",  "cost_id"};

struct System {
  std::string_view vocabulary;
  std::string_view uri;
};
constexpr std::array<System, 13> systems{{{"SNOMED", "http://snomed.info/sct"},
                                          {"LOINC", "http://loinc.org"},
                                          {"RxNorm", "http://www.nlm.nih.gov/research/umls/rxnorm"},
                                          {"ICD10CM", "http://hl7.org/fhir/sid/icd-10-cm"},
                                          {"ICD10", "http://hl7.org/fhir/sid/icd-10"},
                                          {"ICD9CM", "http://hl7.org/fhir/sid/icd-9-cm"},
                                          {"ATC", "http://www.whocc.no/atc"},
                                          {"CPT4", "http://www.ama-assn.org/go/cpt"},
                                          {"CVX", "http://hl7.org/fhir/sid/cvx"},
                                          {"NDC", "http://hl7.org/fhir/sid/ndc"},
                                          {"HGNC", "http://www.genenames.org"},
                                          {"UCUM", "http://unitsofmeasure.org"},
                                          {"ICD10PCS", "http://www.cms.gov/Medicare/Coding/ICD10PCS"}}};

}  // namespace

std::optional<TableKind> table_of(const std::vector<std::string>& columns) {
  const auto has = [&](std::string_view name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
  // A table of another kind of people than the model's would have "person_id" too, but no concepts.
  const bool has_concepts = std::any_of(columns.begin(), columns.end(), [](const std::string& c) { return c.ends_with("_concept_id"); });
  for (const Signature& signature : signatures()) {
    if (signature.kind == TableKind::unread && !has_concepts) continue;
    if (std::all_of(signature.columns.begin(), signature.columns.end(), has)) return signature.kind;
  }
  if (std::any_of(supporting_columns.begin(), supporting_columns.end(), has)) return TableKind::supporting;
  return std::nullopt;
}

std::string_view system_of(std::string_view vocabulary_id) noexcept {
  for (const System& system : systems) {
    if (system.vocabulary == vocabulary_id) return system.uri;
  }
  return vocabulary_id;
}

}  // namespace elig::omop
