// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

const std::string metformin = R"("medicationCodeableConcept":{"text":"Metformin"},)";

std::string basis(const Fact& fact) {
  return show(fact.start) + " / " + show(fact.end) + " / " + (fact.end_basis.empty() ? "-" : fact.end_basis) + (fact.ongoing ? " / ongoing" : "");
}

TEST(Medication, WasTakenAsFarAsItsEntrySays) {
  struct Row {
    const char* type;
    const char* rest;
    std::string_view days;  // start / end / basis of the end
  };
  for (const Row& row : std::initializer_list<Row>{
           {"MedicationStatement", R"("status":"active","effectivePeriod":{"start":"2024-01-02"})", "2024-01-02 / ? / - / ongoing"},
           {"MedicationStatement", R"("status":"active","effectiveDateTime":"2024-01-02")", "2024-01-02 / ? / - / ongoing"},
           {"MedicationStatement", R"("status":"active","effectivePeriod":{"start":"2024-01-02","end":"2024-02-03"})", "2024-01-02 / 2024-02-03 / end of period"},
           {"MedicationStatement", R"("status":"completed","effectivePeriod":{"start":"2024-01-02","end":"2024-02"})", "2024-01-02 / 2024-02-01…2024-02-29 / end of period"},
           {"MedicationStatement", R"("status":"completed","effectivePeriod":{"start":"2024-01-02"})", "2024-01-02 / 2024-01-02 / start"},
           {"MedicationStatement", R"("status":"stopped","effectiveDateTime":"2024-01-02")", "2024-01-02 / 2024-01-02 / start"},
           {"MedicationStatement", R"("status":"on-hold","effectivePeriod":{"start":"2024-01-02"})", "2024-01-02 / 2024-01-02 / start"},
           {"MedicationStatement", R"("status":"completed")", "? / ? / -"},
           {"MedicationRequest", R"("status":"active","intent":"order","authoredOn":"2024-01-02")", "2024-01-02 / ? / - / ongoing"},
           {"MedicationRequest", R"("status":"completed","intent":"order","authoredOn":"2024-01-02")", "2024-01-02 / 2024-01-02 / start"},
           {"MedicationRequest", R"("status":"active","intent":"order","authoredOn":"2024-01-02","dispenseRequest":{"expectedSupplyDuration":{"value":30,"unit":"d"}})",
            "2024-01-02 / 2024-02-01 / order + supply"},
           {"MedicationRequest", R"("status":"active","intent":"order","authoredOn":"2024-01-02","dispenseRequest":{"expectedSupplyDuration":{"value":4,"unit":"weeks"}})",
            "2024-01-02 / 2024-01-30 / order + supply"},
           {"MedicationRequest", R"("status":"completed","intent":"order","authoredOn":"2024-01-02","dispenseRequest":{"numberOfRepeatsAllowed":2,"expectedSupplyDuration":{"value":10,"unit":"d"}})",
            "2024-01-02 / 2024-01-12…2024-02-01 / order + supply"},
           {"MedicationRequest", R"("status":"stopped","intent":"order","authoredOn":"2024-01-02","dispenseRequest":{"expectedSupplyDuration":{"value":30,"unit":"d"}})",
            "2024-01-02 / 2024-01-02…2024-02-01 / order + supply"},
           {"MedicationRequest", R"("status":"active","intent":"order","authoredOn":"2024-01-02","dosageInstruction":[{"timing":{"repeat":{"boundsPeriod":{"start":"2024-01-03","end":"2024-01-10"}}}}])",
            "2024-01-03 / 2024-01-10 / end of period"},
           {"MedicationRequest", R"("status":"active","intent":"order","authoredOn":"2024-01-02","dosageInstruction":[{"timing":{"repeat":{"boundsDuration":{"value":1,"unit":"wk"}}}}])",
            "2024-01-02 / 2024-01-09 / end of period"},
           {"MedicationAdministration", R"("status":"completed","effectiveDateTime":"2024-01-02T10:00:00Z")", "2024-01-02 / 2024-01-02 / administration"},
           {"MedicationAdministration", R"("status":"completed","effectivePeriod":{"start":"2024-01-02","end":"2024-01-05"})", "2024-01-02 / 2024-01-05 / administration"},
           {"MedicationAdministration", R"("status":"in-progress","effectivePeriod":{"start":"2024-01-02"})", "2024-01-02 / ? / - / ongoing"},
           {"MedicationDispense", R"("status":"completed","whenHandedOver":"2024-01-02","daysSupply":{"value":30,"unit":"Day"})", "2024-01-02 / 2024-02-01 / dispense + supply"},
           {"MedicationDispense", R"("status":"completed","whenHandedOver":"2024-01-02","daysSupply":{"value":30})", "2024-01-02 / 2024-02-01 / dispense + supply"},
           {"MedicationDispense", R"("status":"completed","whenPrepared":"2024-01-02")", "2024-01-02 / 2024-01-02 / start"},
       }) {
    const Read result = read({resource(row.type, metformin + row.rest)});
    ASSERT_EQ(result.patient.facts.size(), 1U) << row.type << row.rest;
    const Fact& fact = result.patient.facts.front();
    EXPECT_EQ(basis(fact), row.days) << row.type << " " << row.rest;
    EXPECT_EQ(fact.certainty, Certainty::confirmed) << row.type << " " << row.rest;
    EXPECT_EQ(fact.kind, FactKind::medication);
    EXPECT_TRUE(result.patient.holds.medications);
    EXPECT_TRUE(result.refused.empty());
  }
}

TEST(Medication, CountsByItsStatus) {
  struct Row {
    const char* type;
    const char* rest;
    std::string_view counts;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"MedicationStatement", R"("status":"not-taken")", "absent"},
           {"MedicationStatement", R"("status":"intended")", "weak"},
           {"MedicationStatement", R"("status":"unknown")", "weak"},
           {"MedicationStatement", R"("status":"entered-in-error")", "nothing"},
           {"MedicationRequest", R"("status":"active","intent":"order")", "confirmed"},
           {"MedicationRequest", R"("status":"active","intent":"instance-order")", "confirmed"},
           {"MedicationRequest", R"("status":"draft","intent":"order")", "weak"},
           {"MedicationRequest", R"("status":"unknown","intent":"order")", "weak"},
           {"MedicationRequest", R"("status":"cancelled","intent":"order")", "nothing"},
           {"MedicationRequest", R"("status":"entered-in-error","intent":"order")", "nothing"},
           {"MedicationRequest", R"("status":"active","intent":"proposal")", "nothing"},
           {"MedicationRequest", R"("status":"active","intent":"plan")", "nothing"},
           {"MedicationRequest", R"("status":"active","intent":"order","doNotPerform":true)", "absent"},
           {"MedicationAdministration", R"("status":"not-done")", "absent"},
           {"MedicationAdministration", R"("status":"unknown")", "weak"},
           {"MedicationAdministration", R"("status":"entered-in-error")", "nothing"},
           {"MedicationDispense", R"("status":"declined")", "absent"},
           {"MedicationDispense", R"("status":"in-progress")", "weak"},
           {"MedicationDispense", R"("status":"cancelled")", "nothing"},
       }) {
    const Read result = read({resource(row.type, metformin + row.rest)});
    const auto& facts = result.patient.facts;
    const std::string counts = facts.empty()                                  ? "nothing"
                               : facts[0].certainty == Certainty::confirmed ? "confirmed"
                               : facts[0].certainty == Certainty::weak      ? "weak"
                                                                            : "absent";
    EXPECT_EQ(counts, row.counts) << row.type << " " << row.rest;
    EXPECT_EQ(result.patient.holds.medications, !facts.empty()) << row.type << " " << row.rest;
    if (counts == "absent") {
      EXPECT_FALSE(facts[0].ongoing) << row.rest;
    }
  }
}

TEST(Medication, DoseIsTheAmountADayWhenItIsPlain) {
  const auto dose = [](const std::string& dosage) -> std::string {
    const Fact fact = fact_of(resource("MedicationRequest", metformin + R"("status":"active","intent":"order","dosageInstruction":)" + dosage));
    return fact.dose ? std::to_string(fact.dose->value.low).substr(0, 5) + " " + fact.dose->unit : "none";
  };
  const auto every = [](const std::string& repeat) {
    return R"([{"timing":{"repeat":{)" + repeat + R"(}},"doseAndRate":[{"doseQuantity":{"value":500,"unit":"mg"}}]}])";
  };
  EXPECT_EQ(dose(every(R"("frequency":2,"period":1,"periodUnit":"d")")), "1000. mg/d");
  EXPECT_EQ(dose(every(R"("period":1,"periodUnit":"d")")), "500.0 mg/d");
  EXPECT_EQ(dose(every(R"("frequency":1,"period":8,"periodUnit":"h")")), "1500. mg/d");
  EXPECT_EQ(dose(every(R"("frequency":7,"period":1,"periodUnit":"wk")")), "500.0 mg/d");
  EXPECT_EQ(dose(every(R"("frequency":1,"frequencyMax":2,"period":1,"periodUnit":"d")")), "none");
  EXPECT_EQ(dose(every(R"("frequency":1,"period":0,"periodUnit":"d")")), "none");
  EXPECT_EQ(dose(every(R"("frequency":1,"period":1,"periodUnit":"mo")")), "none");
  EXPECT_EQ(dose(R"([{"timing":{"code":{"coding":[{"code":"BID"}]}},"doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg"}}]}])"), "10.00 mg/d");
  EXPECT_EQ(dose(R"([{"asNeededBoolean":true,"timing":{"code":{"coding":[{"code":"BID"}]}},"doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg"}}]}])"), "none");
  EXPECT_EQ(dose(R"([{"text":"5 mg daily"}])"), "none");
}

TEST(Medication, KeepsRouteReasonAndInstructions) {
  const Fact fact = fact_of(resource("MedicationRequest", metformin + R"("status":"active","intent":"order","reasonCode":[{"text":"Diabetes"}],
      "dosageInstruction":[{"text":"one tablet at night","route":{"text":"Oral"}}])"));
  EXPECT_EQ(fact.route.label(), "Oral");
  EXPECT_EQ(fact.reason.label(), "Diabetes");
  EXPECT_EQ(fact.note, "one tablet at night");
  EXPECT_EQ(fact_of(resource("MedicationAdministration", metformin + R"("status":"completed","dosage":{"route":{"text":"Intravenous"}})")).route.label(), "Intravenous");
}

TEST(Medication, IsFoundByReference) {
  const std::string drug = R"({"resourceType":"Medication","id":"m","code":{"text":"Imatinib"}})";
  const auto taking = [](const std::string& reference) {
    return R"({"resourceType":"MedicationStatement","id":"s","status":"active","medicationReference":{"reference":")" + reference + R"("}})";
  };
  for (const std::string reference : {"Medication/m", "urn:uuid:0c1", "https://there.org/fhir/Medication/m", "Medication/m/_history/2"}) {
    std::vector<std::string> refused;
    // After the entry that refers to it, under a fullUrl.
    const std::string json = R"({"resourceType":"Bundle","entry":[{"resource":)" + woman + R"(},{"resource":)" + taking(reference) +
                             R"(},{"fullUrl":"urn:uuid:0c1","resource":)" + drug + "}]}";
    const Patient patient = read_patient(json, "r.json", [&](const std::string& line) { refused.push_back(line); });
    ASSERT_EQ(patient.facts.size(), 1U) << reference;
    EXPECT_EQ(patient.facts[0].code.label(), "Imatinib") << reference;
    EXPECT_TRUE(refused.empty());
  }
  EXPECT_EQ(fact_of(resource("MedicationStatement", R"("status":"active","contained":[{"resourceType":"Medication","id":"m",
      "ingredient":[{"itemCodeableConcept":{"text":"Trifluridine"}},{"itemCodeableConcept":{"text":"Tipiracil"}}]}],
      "medicationReference":{"reference":"#m"})")).code.label(), "Trifluridine; Tipiracil");
  EXPECT_EQ(fact_of(resource("MedicationStatement", R"("status":"active","medicationReference":{"reference":"Medication/gone","display":"Sunitinib"})")).code.label(), "Sunitinib");

  const Read lost = read({taking("Medication/gone")});
  EXPECT_TRUE(lost.patient.facts.empty());
  EXPECT_FALSE(lost.patient.holds.medications);
  EXPECT_EQ(lost.refused, std::vector<std::string>{"r.json, entry 2 (MedicationStatement/s): its medication Medication/gone is not in the input"});
}

TEST(Medication, SupplyWithoutSenseIsLeftOutAndSaidSo) {
  const Read result = read({resource("MedicationDispense", metformin + R"("status":"completed","whenHandedOver":"2024-01-02","daysSupply":{"value":1e9})")});
  EXPECT_EQ(basis(result.patient.facts.at(0)), "2024-01-02 / 2024-01-02 / start");
  EXPECT_EQ(result.refused, std::vector<std::string>{"r.json, entry 2 (MedicationDispense/x): a supply of 1000000000 \"\" has no sense; left out"});
}

}  // namespace
}  // namespace elig::test
