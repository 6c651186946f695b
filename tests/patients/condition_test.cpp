// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

std::string condition(const std::string& rest) {
  return resource("Condition", R"("code":{"text":"Type 2 diabetes","coding":[{"system":"http://snomed.info/sct","code":"44054006"}]})" +
                                   (rest.empty() ? "" : "," + rest));
}

std::string coded(const std::string& key, const std::string& code) {
  return "\"" + key + R"(":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/any","code":")" + code + R"("}]})";
}

TEST(Condition, IsWhatItSays) {
  const Fact fact = fact_of(condition(coded("clinicalStatus", "active") + "," + coded("verificationStatus", "confirmed") + R"(,
      "onsetDateTime":"2019-03","recordedDate":"2019-04-02","severity":{"text":"Moderate"},"category":[{"text":"problem list"}],
      "bodySite":[{"text":"left eye"},{"text":"right eye"}],"note":[{"text":"diet only"}],
      "stage":[{"summary":{"text":"Stage IIA"}},{"summary":{"coding":[{"display":"T2N0M0"}]}}])"));
  EXPECT_EQ(fact.kind, FactKind::condition);
  EXPECT_EQ(fact.code.label(), "Type 2 diabetes");
  EXPECT_EQ(show(fact.start), "2019-03-01…2019-03-31");
  EXPECT_EQ(show(fact.end), "?");
  EXPECT_EQ(show(fact.recorded), "2019-04-02");
  EXPECT_EQ(fact.clinical, ClinicalStatus::active);
  EXPECT_TRUE(fact.ongoing);
  EXPECT_EQ(fact.severity, "Moderate");
  EXPECT_EQ(fact.stage, "Stage IIA; T2N0M0");
  EXPECT_EQ(fact.body_site.label(), "left eye; right eye");
  EXPECT_EQ(fact.category.label(), "problem list");
  EXPECT_EQ(fact.note, "diet only");
}

TEST(Condition, IsTrustedByItsVerification) {
  struct Row {
    std::string_view status;
    Certainty certainty;
  };
  for (const Row& row : std::initializer_list<Row>{{"confirmed", Certainty::confirmed},
                                                   {"unconfirmed", Certainty::weak},
                                                   {"provisional", Certainty::weak},
                                                   {"differential", Certainty::weak},
                                                   {"refuted", Certainty::absent}}) {
    const Read result = read({condition(coded("verificationStatus", std::string(row.status)))});
    ASSERT_EQ(result.patient.facts.size(), 1U) << row.status;
    EXPECT_EQ(result.patient.facts[0].certainty, row.certainty) << row.status;
    EXPECT_TRUE(result.patient.holds.conditions) << row.status;
  }
  EXPECT_EQ(fact_of(condition("")).certainty, Certainty::confirmed);
  EXPECT_EQ(fact_of(condition(R"("verificationStatus":{"text":"Refuted"})")).certainty, Certainty::absent);
  EXPECT_FALSE(fact_of(condition(coded("clinicalStatus", "active") + "," + coded("verificationStatus", "refuted"))).ongoing);

  const Read error = read({condition(coded("verificationStatus", "entered-in-error"))});
  EXPECT_TRUE(error.patient.facts.empty());
  EXPECT_FALSE(error.patient.holds.conditions);
}

TEST(Condition, StandsWhereItsStatusOrAbatementSays) {
  struct Row {
    std::string rest;
    ClinicalStatus status;
    bool ongoing;
  };
  for (const Row& row : std::initializer_list<Row>{
           {coded("clinicalStatus", "active"), ClinicalStatus::active, true},
           {coded("clinicalStatus", "recurrence"), ClinicalStatus::active, true},
           {coded("clinicalStatus", "relapse"), ClinicalStatus::active, true},
           {coded("clinicalStatus", "inactive"), ClinicalStatus::inactive, false},
           {coded("clinicalStatus", "remission"), ClinicalStatus::inactive, false},
           {coded("clinicalStatus", "resolved"), ClinicalStatus::inactive, false},
           {R"("onsetDateTime":"2020")", ClinicalStatus::unknown, false},
           {R"("abatementDateTime":"2020")", ClinicalStatus::inactive, false},
           {R"("abatementString":"long ago")", ClinicalStatus::inactive, false},
       }) {
    const Fact fact = fact_of(condition(row.rest));
    EXPECT_EQ(fact.clinical, row.status) << row.rest;
    EXPECT_EQ(fact.ongoing, row.ongoing) << row.rest;
  }
}

TEST(Condition, BeganWhenItsOnsetSays) {  // she was born on 29 February 1980
  struct Row {
    std::string_view onset;
    std::string_view start;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"("onsetDateTime":"2019")", "2019-01-01…2019-12-31"},
           {R"("onsetPeriod":{"start":"2019-01","end":"2019-03"})", "2019-01-01…2019-03-31"},
           {R"("onsetPeriod":{"start":"2019-01"})", "2019-01-01…"},
           {R"("onsetAge":{"value":40,"unit":"a","system":"http://unitsofmeasure.org","code":"a"})", "2020-02-29…2021-02-27"},
           {R"("onsetAge":{"value":39,"unit":"years"})", "2019-02-28…2020-02-28"},
           {R"("onsetAge":{"value":6,"unit":"mo"})", "1980-08-29…1980-09-28"},
           {R"("onsetAge":{"value":2.5,"unit":"a"})", "1982-08-29…1982-09-28"},
           {R"("onsetAge":{"value":40,"comparator":"<","unit":"a"})", "1980-02-29…2020-02-28"},
           {R"("onsetRange":{"low":{"value":40,"unit":"a"},"high":{"value":49,"unit":"a"}})", "2020-02-29…2030-02-27"},
           {R"("onsetString":"in her youth")", "?"},
           {R"("recordedDate":"2020-01-01")", "?"},
       }) {
    EXPECT_EQ(show(fact_of(condition(std::string(row.onset))).start), row.start) << row.onset;
  }
  EXPECT_EQ(fact_of(condition(R"("onsetString":"in her youth")")).note, "onset: in her youth");
}

TEST(Condition, EndedWhenItsAbatementSays) {
  EXPECT_EQ(show(fact_of(condition(R"("abatementDateTime":"2021-05-06")")).end), "2021-05-06");
  EXPECT_EQ(show(fact_of(condition(R"("abatementAge":{"value":41,"unit":"a"})")).end), "2021-02-28…2022-02-27");
}

TEST(Condition, AtAnAgeOfSomeoneOfUnknownBirthIsUndated) {
  EXPECT_EQ(show(fact_of(condition(R"("onsetAge":{"value":40,"unit":"a"})"), R"({"resourceType":"Patient","id":"p"})").start), "?");
  EXPECT_EQ(show(fact_of(condition(R"("onsetAge":{"value":40,"unit":"a"})"), R"({"resourceType":"Patient","id":"p","birthDate":"1980"})").start),
            "2020-01-01…2021-12-30");
}

TEST(Condition, AtAnImpossibleAgeIsUndatedAndSaysSo) {
  for (const auto& [age, shown] : std::initializer_list<std::pair<std::string, std::string>>{
           {R"({"value":1e9,"unit":"a"})", "1000000000 \"a\""}, {R"({"value":-4,"unit":"a"})", "-4 \"a\""}, {R"({"value":40,"unit":"kg"})", "40 \"kg\""}, {R"({"value":40})", "40 \"\""}}) {
    const Read result = read({condition("\"onsetAge\":" + age)});
    EXPECT_EQ(show(result.patient.facts.at(0).start), "?") << age;
    EXPECT_EQ(result.refused, std::vector<std::string>{"r.json, entry 2 (Condition/x): an age of " + shown + " has no sense; taken as unknown"});
  }
}

TEST(Condition, ThatSaysThereIsNoneIsAbsence) {
  const Read none = read({resource("Condition", R"("code":{"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-known-problems"}]})")});
  EXPECT_EQ(none.patient.facts.at(0).certainty, Certainty::absent);
  EXPECT_TRUE(none.patient.holds.conditions);
  const Read unknown = read({resource("Condition", R"("code":{"coding":[{"system":"http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips","code":"no-problem-info"}]})")});
  EXPECT_TRUE(unknown.patient.facts.empty());
  EXPECT_FALSE(unknown.patient.holds.conditions);
}

}  // namespace
}  // namespace elig::test
