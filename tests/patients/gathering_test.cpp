// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

/// Which entry belongs to whom, in bundles and bulk files.
namespace elig::test {
namespace {

struct Many {
  std::vector<Patient> patients;
  std::vector<std::string> refused;
};

Many read_all(const std::vector<std::pair<std::string, std::string>>& named) {
  std::vector<RecordInput> inputs;
  for (const auto& [name, content] : named) inputs.push_back({name, content});
  Many result;
  result.patients = read_patients(inputs, [&](const std::string& line) { result.refused.push_back(line); });
  return result;
}

// "a: Condition/1 Condition/2; b: -"
std::string who_has_what(const Many& many) {
  std::string text;
  for (const Patient& patient : many.patients) {
    text += (text.empty() ? "" : "; ") + patient.id + ":";
    for (const Fact& fact : patient.facts) text += " " + fact.resource;
    if (patient.facts.empty()) text += " -";
  }
  return text;
}

std::string patient(const std::string& id) { return R"({"resourceType":"Patient","id":")" + id + R"("})"; }

std::string condition(const std::string& id, const std::string& of) {
  return R"({"resourceType":"Condition","id":")" + id + R"(","subject":{"reference":")" + of + R"("},"code":{"text":"Asthma"}})";
}

TEST(BulkFiles, GiveEveryoneTheirsInAnyOrder) {
  const std::string patients = patient("b") + "\n" + patient("a") + "\n";
  const std::string conditions = condition("1", "Patient/b") + "\n" + condition("2", "Patient/a") + "\r\n\n" + condition("3", "Patient/b");
  const std::string mixed = condition("1", "Patient/b") + "\n" + patient("a") + "\n" + condition("2", "Patient/a") + "\n" + patient("b") + "\n" +
                            condition("3", "Patient/b") + "\n";
  const std::string expected = "a: Condition/2; b: Condition/1 Condition/3";
  for (const auto& inputs : {std::vector<std::pair<std::string, std::string>>{{"Patient.ndjson", patients}, {"Condition.ndjson", conditions}},
                             std::vector<std::pair<std::string, std::string>>{{"Condition.ndjson", conditions}, {"Patient.ndjson", patients}},
                             std::vector<std::pair<std::string, std::string>>{{"mixed.ndjson", mixed}}}) {
    const Many many = read_all(inputs);
    EXPECT_EQ(who_has_what(many), expected) << inputs.front().first;
    EXPECT_TRUE(many.refused.empty()) << many.refused.front();
  }
}

TEST(BulkFiles, FindMedicationsInOtherFiles) {
  const Many many = read_all({{"MedicationStatement.ndjson", R"({"resourceType":"MedicationStatement","id":"1","status":"active","subject":{"reference":"Patient/a"},"medicationReference":{"reference":"Medication/m"}})"},
                              {"Medication.ndjson", R"({"resourceType":"Medication","id":"m","code":{"text":"Imatinib"}})"},
                              {"Patient.ndjson", patient("a")}});
  ASSERT_EQ(who_has_what(many), "a: MedicationStatement/1");
  EXPECT_EQ(many.patients[0].facts[0].code.label(), "Imatinib");
}

TEST(BulkFiles, MayHoldBundles) {
  const Many many = read_all({{"all.ndjson", bundle({patient("b"), condition("1", "Patient/b")}) + "\n" + bundle({patient("a"), condition("1", "Patient/a")})}});
  EXPECT_EQ(who_has_what(many), "a: Condition/1; b: Condition/1");
  EXPECT_TRUE(many.refused.empty());
}

TEST(Bundle, MayHoldManyPatientsAndBundles) {
  EXPECT_EQ(who_has_what(read_all({{"many.json", bundle({patient("b"), patient("a"), condition("1", "Patient/a"), condition("2", "Patient/b")})}})),
            "a: Condition/1; b: Condition/2");
  EXPECT_EQ(who_has_what(read_all({{"nested.json", bundle({bundle({patient("a"), condition("1", "Patient/a")}), bundle({patient("b")})})}})),
            "a: Condition/1; b: -");
}

TEST(Reference, ToAPatientTakesAnyForm) {
  const auto by = [](const std::string& reference) {
    return read_all({{"r.json", R"({"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:77","resource":{"resourceType":"Patient","id":"p"}},{"resource":)" +
                                    condition("1", reference) + "}]}"}});
  };
  for (const char* reference : {"Patient/p", "urn:uuid:77", "https://there.org/fhir/Patient/p", "Patient/p/_history/3"}) {
    EXPECT_EQ(who_has_what(by(reference)), "p: Condition/1") << reference;
  }
  EXPECT_EQ(by("Patient/q").refused, std::vector<std::string>{"r.json, entry 2 (Condition/1): is about Patient/q, not about the bundle's patient"});
  EXPECT_EQ(by("Group/p").refused, std::vector<std::string>{"r.json, entry 2 (Condition/1): is about Group/p, which is no patient"});
}

TEST(Reference, ToTheSameNumberAtAnotherServerIsAnotherPerson) {
  const Many many = read_all({{"r.json", R"({"resourceType":"Bundle","entry":[{"fullUrl":"https://here.org/Patient/p","resource":{"resourceType":"Patient","id":"p"}},{"resource":)" +
                                             condition("1", "https://there.org/Patient/p") + "}]}"}});
  EXPECT_EQ(who_has_what(many), "p: -");
  EXPECT_EQ(many.refused, std::vector<std::string>{"r.json, entry 2 (Condition/1): is about https://there.org/Patient/p, who is not in the input"});
}

TEST(Patient, WithoutAnIdIsNamedByItsFullUrl) {
  EXPECT_EQ(read_patient(R"({"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:77","resource":{"resourceType":"Patient"}}]})", "r.json").id, "77");
}

TEST(Entry, WithoutAPatientIsTheBundlesOnlyOnes) {
  const std::string asthma = R"({"resourceType":"Condition","id":"1","code":{"text":"Asthma"}})";
  EXPECT_EQ(who_has_what(read_all({{"r.json", bundle({patient("a"), asthma})}})), "a: Condition/1");
  const Many two = read_all({{"r.json", bundle({patient("a"), patient("b"), asthma})}});
  EXPECT_EQ(who_has_what(two), "a: -; b: -");
  EXPECT_EQ(two.refused, std::vector<std::string>{"r.json, entry 3 (Condition/1): names no patient"});
  EXPECT_EQ(read_all({{"r.ndjson", patient("a") + "\n" + asthma}}).refused, std::vector<std::string>{"r.ndjson, line 2 (Condition/1): names no patient"});
}

TEST(Entry, WithoutAnIdIsFoundByItsPlace) {
  const Many many = read_all({{"r.json", bundle({patient("a"), R"({"resourceType":"Condition","code":{"text":"Asthma"}})", R"({"resourceType":"Condition","code":{"text":"Gout"}})"})}});
  EXPECT_EQ(who_has_what(many), "a: Condition (entry 2) Condition (entry 3)");
}

TEST(Id, MetTwiceKeepsTheFirst) {
  const std::string gout = R"({"resourceType":"Condition","id":"1","subject":{"reference":"Patient/a"},"code":{"text":"Gout"}})";
  const Many many = read_all({{"1.ndjson", patient("a") + "\n" + condition("1", "Patient/a")}, {"2.ndjson", gout}});
  ASSERT_EQ(who_has_what(many), "a: Condition/1");
  EXPECT_EQ(many.patients[0].facts[0].code.label(), "Asthma");
  EXPECT_EQ(many.refused, std::vector<std::string>{"2.ndjson, line 1 (Condition/1): the id was there before; the first is kept"});
  // The same id for an entry of another patient, or of another type, is another entry.
  EXPECT_EQ(who_has_what(read_all({{"1.ndjson", patient("a") + "\n" + patient("b") + "\n" + condition("1", "Patient/a") + "\n" + condition("1", "Patient/b")}})),
            "a: Condition/1; b: Condition/1");
}

TEST(Patient, MetTwiceIsNeverTwoPeopleInOne) {
  const Many bulk = read_all({{"r.ndjson", patient("a") + "\n" + patient("a")}});
  EXPECT_EQ(bulk.refused, std::vector<std::string>{"r.ndjson, line 2 (Patient/a): the id was there before; the first is kept"});

  const Many bundles = read_all({{"1.json", bundle({patient("a"), condition("1", "Patient/a")})}, {"2.json", bundle({patient("a"), condition("2", "Patient/a")})}});
  EXPECT_EQ(who_has_what(bundles), "a: Condition/1");
  EXPECT_EQ(bundles.refused,
            (std::vector<std::string>{
                "2.json, entry 1 (Patient/a): another input or bundle has a patient of this id; the first is kept, and its records are not joined with these",
                "2.json, entry 2 (Condition/2): is about Patient/a, who was refused"}));
}

TEST(Bundle, OnAFurtherPageBelongsToThePatientOfTheFirst) {
  const Many many = read_all({{"1.json", bundle({patient("a"), condition("1", "Patient/a")})}, {"2.json", bundle({condition("2", "Patient/a")})}});
  EXPECT_EQ(who_has_what(many), "a: Condition/1 Condition/2");
}

TEST(Bundle, WithAFurtherPageMissingSaysSo) {
  std::vector<std::string> refused;
  (void)read_patient(R"({"resourceType":"Bundle","link":[{"relation":"self","url":"a"},{"relation":"next","url":"b"}],"entry":[{"resource":)" + woman + "}]}",
                     "r.json", [&](const std::string& line) { refused.push_back(line); });
  EXPECT_EQ(refused, std::vector<std::string>{"r.json: the Bundle has further pages, which are not in it"});
}

}  // namespace
}  // namespace elig::test
