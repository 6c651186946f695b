// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

/// Procedures, allergies, immunizations, encounters, family history.
namespace elig::test {
namespace {

TEST(Procedure, IsWhatItSays) {
  const std::string appendectomy = R"("code":{"text":"Appendectomy"},)";
  const Fact fact = fact_of(resource("Procedure", appendectomy + R"("status":"completed","performedDateTime":"2010","bodySite":[{"text":"abdomen"}],
      "reasonCode":[{"text":"Appendicitis"}],"category":{"text":"surgery"})"));
  EXPECT_EQ(fact.kind, FactKind::procedure);
  EXPECT_EQ(show(fact.start), "2010-01-01…2010-12-31");
  EXPECT_EQ(fact.body_site.label(), "abdomen");
  EXPECT_EQ(fact.reason.label(), "Appendicitis");
  EXPECT_EQ(fact.category.label(), "surgery");

  const Fact radiotherapy = fact_of(resource("Procedure", R"("code":{"text":"Radiotherapy"},"status":"completed","performedPeriod":{"start":"2024-01-02","end":"2024-02-03"})"));
  EXPECT_EQ(show(radiotherapy.start), "2024-01-02");
  EXPECT_EQ(show(radiotherapy.end), "2024-02-03");

  const Fact at_age = fact_of(resource("Procedure", appendectomy + R"("status":"completed","performedAge":{"value":12,"unit":"a"})"));
  EXPECT_EQ(show(at_age.start), "1992-02-29…1993-02-27");
  EXPECT_EQ(show(at_age.end), "1992-02-29…1993-02-27");
  EXPECT_EQ(fact_of(resource("Procedure", appendectomy + R"("status":"completed","performedString":"as a child")")).note, "performed: as a child");
}

struct StatusRow {
  const char* type;
  const char* rest;
  std::optional<Certainty> certainty;  // none: no fact
};

TEST(Entry, CountsByItsStatus) {
  for (const StatusRow& row : std::initializer_list<StatusRow>{
           {"Procedure", R"("code":{"text":"a"},"status":"completed")", Certainty::confirmed},
           {"Procedure", R"("code":{"text":"a"},"status":"in-progress")", Certainty::confirmed},
           {"Procedure", R"("code":{"text":"a"},"status":"stopped")", Certainty::confirmed},
           {"Procedure", R"("code":{"text":"a"},"status":"preparation")", Certainty::weak},
           {"Procedure", R"("code":{"text":"a"},"status":"unknown")", Certainty::weak},
           {"Procedure", R"("code":{"text":"a"},"status":"not-done")", Certainty::absent},
           {"Procedure", R"("code":{"text":"a"},"status":"entered-in-error")", {}},
           {"Immunization", R"("vaccineCode":{"text":"a"},"status":"completed")", Certainty::confirmed},
           {"Immunization", R"("vaccineCode":{"text":"a"},"status":"not-done")", Certainty::absent},
           {"Immunization", R"("vaccineCode":{"text":"a"},"status":"entered-in-error")", {}},
           {"Encounter", R"("class":{"code":"IMP"},"status":"finished")", Certainty::confirmed},
           {"Encounter", R"("class":{"code":"IMP"},"status":"planned")", Certainty::weak},
           {"Encounter", R"("class":{"code":"IMP"},"status":"cancelled")", {}},
           {"Encounter", R"("class":{"code":"IMP"},"status":"entered-in-error")", {}},
           {"AllergyIntolerance", R"("code":{"text":"a"},"verificationStatus":{"coding":[{"code":"confirmed"}]})", Certainty::confirmed},
           {"AllergyIntolerance", R"("code":{"text":"a"},"verificationStatus":{"coding":[{"code":"unconfirmed"}]})", Certainty::weak},
           {"AllergyIntolerance", R"("code":{"text":"a"},"verificationStatus":{"coding":[{"code":"refuted"}]})", Certainty::absent},
           {"AllergyIntolerance", R"("code":{"text":"a"},"verificationStatus":{"coding":[{"code":"entered-in-error"}]})", {}},
       }) {
    const Read result = read({resource(row.type, row.rest)});
    const auto& holds = result.patient.holds;
    EXPECT_EQ(holds.procedures || holds.immunizations || holds.encounters || holds.allergies, row.certainty.has_value()) << row.rest;
    ASSERT_EQ(result.patient.facts.size(), row.certainty ? 1U : 0U) << row.rest;
    if (row.certainty) {
      EXPECT_EQ(result.patient.facts[0].certainty, *row.certainty) << row.rest;
    }
  }
}

TEST(Allergy, IsWhatItSays) {
  const Fact fact = fact_of(resource("AllergyIntolerance", R"("code":{"text":"Penicillin"},"criticality":"high","category":["medication"],
      "clinicalStatus":{"coding":[{"code":"active"}]},"onsetDateTime":"2001","recordedDate":"2002-02-02",
      "reaction":[{"manifestation":[{"text":"Hives"},{"text":"Wheeze"}]}])"));
  EXPECT_EQ(fact.kind, FactKind::allergy);
  EXPECT_EQ(fact.severity, "high");
  EXPECT_EQ(fact.category.label(), "medication");
  EXPECT_EQ(fact.clinical, ClinicalStatus::active);
  EXPECT_TRUE(fact.ongoing);
  EXPECT_EQ(show(fact.start), "2001-01-01…2001-12-31");
  EXPECT_EQ(show(fact.recorded), "2002-02-02");
  EXPECT_EQ(fact.note, "reaction: Hives, Wheeze");
  EXPECT_EQ(fact_of(resource("AllergyIntolerance", R"("code":{"text":"a"},"criticality":"low","reaction":[{"severity":"mild"},{"severity":"severe"},{"severity":"moderate"}])")).severity, "severe");
  EXPECT_EQ(fact_of(resource("AllergyIntolerance", R"("reaction":[{"substance":{"text":"Latex"}}])")).code.label(), "Latex");
}

TEST(Allergy, KnownToBeNoneIsARecordOfAbsence) {
  for (const std::string code : {R"({"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]})",
                                 R"({"coding":[{"system":"http://snomed.info/sct","code":"409137002"}]})",
                                 R"({"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-known-allergies"}]})",
                                 R"({"text":"No known allergies"})", R"({"text":"NKDA"})"}) {
    const Read result = read({resource("AllergyIntolerance", R"("clinicalStatus":{"coding":[{"code":"active"}]},"code":)" + code)});
    EXPECT_TRUE(result.patient.holds.allergies) << code;
    ASSERT_EQ(result.patient.facts.size(), 1U) << code;
    EXPECT_EQ(result.patient.facts[0].certainty, Certainty::absent) << code;
    EXPECT_FALSE(result.patient.facts[0].ongoing) << code;
  }
  const Read unknown = read({resource("AllergyIntolerance", R"("code":{"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-allergy-info"}]})")});
  EXPECT_FALSE(unknown.patient.holds.allergies);
  EXPECT_TRUE(unknown.patient.facts.empty());
}

TEST(Immunization, IsWhatItSays) {
  const Fact fact = fact_of(resource("Immunization", R"("vaccineCode":{"text":"Influenza, live"},"status":"completed","occurrenceDateTime":"2023-10-01")"));
  EXPECT_EQ(fact.kind, FactKind::immunization);
  EXPECT_EQ(fact.code.label(), "Influenza, live");
  EXPECT_EQ(show(fact.start), "2023-10-01");
  EXPECT_EQ(fact_of(resource("Immunization", R"("vaccineCode":{"text":"BCG"},"status":"completed","occurrenceString":"at birth")")).note, "occurrence: at birth");
}

TEST(Procedure, UnderWayGoesOnAfterItsDay) {
  const Fact course = fact_of(resource("Procedure", R"("code":{"text":"Radiotherapy"},"status":"in-progress","performedDateTime":"2024-05-20")"));
  EXPECT_TRUE(course.ongoing);
  EXPECT_EQ(show(course.start), "2024-05-20");
  EXPECT_FALSE(course.end.known());
  const Fact planned = fact_of(resource("Procedure", R"("code":{"text":"Radiotherapy"},"status":"in-progress","performedPeriod":{"start":"2024-05-20","end":"2024-06-20"})"));
  EXPECT_FALSE(planned.ongoing) << "its end is known";
  EXPECT_FALSE(fact_of(resource("Procedure", R"("code":{"text":"Radiotherapy"},"status":"completed","performedDateTime":"2024-05-20")")).ongoing);
}

TEST(Encounter, IsWhatItSays) {
  const Fact stay = fact_of(resource("Encounter", R"("class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP","display":"inpatient encounter"},
      "status":"in-progress","period":{"start":"2024-05-30"})"));
  EXPECT_EQ(stay.kind, FactKind::encounter);
  EXPECT_EQ(stay.code.label(), "inpatient encounter");
  // the class of a stay is told beside the type, by the name that the code system gives it
  const Fact typed = fact_of(resource("Encounter", R"("class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"type":[{"text":"General medicine"}])"));
  EXPECT_EQ(typed.code.label(), "General medicine");
  ASSERT_EQ(typed.code->codings.size(), 1U);
  EXPECT_EQ(typed.code->codings[0].display, "inpatient encounter");
  EXPECT_TRUE(fact_of(resource("Encounter", R"("class":{"code":"AMB"},"type":[{"text":"Check-up"}])")).code->codings.empty());
  EXPECT_TRUE(stay.ongoing);
  EXPECT_EQ(show(stay.start), "2024-05-30");
  const Fact visit = fact_of(resource("Encounter", R"("class":{"code":"AMB"},"type":[{"text":"Check up"}],"status":"finished","period":{"start":"2024-05-30","end":"2024-05-30"})"));
  EXPECT_EQ(visit.code.label(), "Check up");
  EXPECT_EQ(visit.category.label(), "AMB");
  EXPECT_FALSE(visit.ongoing);
}

TEST(FamilyHistory, IsNeverThePatientsOwn) {
  const Read result = read({resource("FamilyMemberHistory", R"("status":"completed","relationship":{"text":"mother"},
      "condition":[{"code":{"text":"Breast cancer"}},{"code":{"text":"Glaucoma"}}])")});
  ASSERT_EQ(result.patient.facts.size(), 2U);
  for (const Fact& fact : result.patient.facts) {
    EXPECT_EQ(fact.kind, FactKind::family_history);
    EXPECT_EQ(fact.note, "mother");
  }
  EXPECT_FALSE(result.patient.holds.conditions);
  EXPECT_TRUE(read({resource("FamilyMemberHistory", R"("status":"entered-in-error","condition":[{"code":{"text":"a"}}])")}).patient.facts.empty());
}

TEST(Entry, OfATypeThatSaysNothingOfThePersonIsPassedOver) {
  const Read result = read({resource("DiagnosticReport", ""), resource("Claim", ""), resource("CarePlan", ""), resource("Organization", "")});
  EXPECT_TRUE(result.patient.facts.empty());
  EXPECT_TRUE(result.refused.empty());
}

TEST(Entry, WithAModifierExtensionIsUncertain) {
  const Read result = read({resource("Condition", R"("code":{"text":"Asthma"},"modifierExtension":[{"url":"http://there.org/not","valueBoolean":true}])")});
  EXPECT_EQ(result.patient.facts.at(0).certainty, Certainty::weak);
  EXPECT_EQ(result.refused, std::vector<std::string>{"r.json, entry 2 (Condition/x): a modifierExtension may change what it says; taken as uncertain"});
}

}  // namespace
}  // namespace elig::test
