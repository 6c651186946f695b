// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

const std::string creatinine = R"("code":{"coding":[{"system":"http://loinc.org","code":"2160-0","display":"Creatinine"}]})";

std::string observation(const std::string& rest) { return resource("Observation", creatinine + "," + rest); }

// [0.9, 0.9] mg/dL; round brackets for an open side; a trailing * when the unit is a UCUM code.
std::string show(const Measured& measured) {
  const auto number = [](double x) {
    if (std::isinf(x)) return std::string(x < 0 ? "-inf" : "inf");
    std::string text = std::to_string(x);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  };
  const Interval& value = measured.value;
  return (value.low_open ? "(" : "[") + number(value.low) + ", " + number(value.high) + (value.high_open ? ")" : "]") +
         (measured.unit.empty() ? "" : " " + measured.unit) + (measured.unit_is_ucum ? "*" : "");
}

TEST(Observation, IsWhatItsCodeDateAndResourceSay) {
  const Fact fact = fact_of(observation(
      R"("status":"final","effectiveDateTime":"2024-05-20T08:00:00+02:00","issued":"2024-05-21T09:00:00Z",
         "category":[{"coding":[{"code":"laboratory"}]}],"method":{"text":"Jaffe"},"bodySite":{"text":"arm"},
         "interpretation":[{"text":"normal"}],"note":[{"text":"fasting"}],"valueQuantity":{"value":0.9,"unit":"mg/dL"})"));
  EXPECT_EQ(fact.kind, FactKind::observation);
  EXPECT_EQ(fact.resource, "Observation/x");
  EXPECT_EQ(fact.code->codings.at(0), (Coding{"http://loinc.org", "2160-0", "Creatinine"}));
  EXPECT_EQ(fact.code.label(), "Creatinine");
  EXPECT_EQ(test::show(fact.start), "2024-05-20");
  EXPECT_EQ(test::show(fact.end), "2024-05-20");
  EXPECT_EQ(test::show(fact.recorded), "2024-05-21");
  EXPECT_EQ(fact.category.label(), "laboratory");
  EXPECT_EQ(fact.method.label(), "Jaffe");
  EXPECT_EQ(fact.body_site.label(), "arm");
  EXPECT_EQ(fact.interpretation.value().label(), "normal");
  EXPECT_EQ(fact.note, "fasting");
}

TEST(Observation, MeasuresAnInterval) {
  struct Row {
    std::string_view value;
    std::string_view shown;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"("valueQuantity":{"value":0.9,"unit":"mg/dl","system":"http://unitsofmeasure.org","code":"mg/dL"})", "[0.9, 0.9] mg/dL*"},
           {R"("valueQuantity":{"value":0.9,"unit":"mg/dl","code":"x"})", "[0.9, 0.9] mg/dl"},
           {R"("valueQuantity":{"value":0.9,"unit":"mg/dl","system":"http://unitsofmeasure.org"})", "[0.9, 0.9] mg/dl"},
           {R"("valueQuantity":{"value":9,"code":"tbl"})", "[9, 9] tbl"},
           {R"("valueQuantity":{"value":9})", "[9, 9]"},
           {R"("valueQuantity":{"value":-3})", "[-3, -3]"},
           {R"("valueQuantity":{"value":0.1,"comparator":"<"})", "(-inf, 0.1)"},
           {R"("valueQuantity":{"value":0.1,"comparator":"<="})", "(-inf, 0.1]"},
           {R"("valueQuantity":{"value":500,"comparator":">"})", "(500, inf)"},
           {R"("valueQuantity":{"value":500,"comparator":">="})", "[500, inf)"},
           {R"("valueInteger":3)", "[3, 3]"},
           {R"("valueRange":{"low":{"value":1,"unit":"g"},"high":{"value":2,"unit":"g"}})", "[1, 2] g"},
           {R"("valueRange":{"low":{"value":1,"unit":"g"}})", "[1, inf) g"},
           {R"("valueRange":{"high":{"value":2,"unit":"g"}})", "(-inf, 2] g"},
           {R"("valueRatio":{"numerator":{"value":300,"unit":"mg"},"denominator":{"value":2,"unit":"g"}})", "[150, 150] mg/g"},
       }) {
    const Fact fact = fact_of(observation(std::string(row.value)));
    ASSERT_TRUE(fact.value) << row.value;
    EXPECT_EQ(show(*fact.value), row.shown) << row.value;
    EXPECT_FALSE(fact.coded_value) << row.value;
    EXPECT_EQ(fact.certainty, Certainty::confirmed) << row.value;
  }
}

TEST(Observation, KeepsWordsAsWords) {
  struct Row {
    std::string_view value;
    std::string_view words;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"("valueString":"5.2")", "5.2"},
           {R"("valueString":"not detected")", "not detected"},
           {R"("valueBoolean":true)", "true"},
           {R"("valueBoolean":false)", "false"},
           {R"("valueCodeableConcept":{"coding":[{"code":"260385009","display":"Negative"}]})", "Negative"},
           {R"("valueCodeableConcept":{"text":"ECOG 1","coding":[{"code":"LA9623-5"}]})", "ECOG 1"},
           {R"("valueRatio":{"numerator":{"value":1},"denominator":{"value":160}})", "1:160"},
           {R"("valueDateTime":"2024-01-05")", "2024-01-05"},
       }) {
    const Fact fact = fact_of(observation(std::string(row.value)));
    ASSERT_TRUE(fact.coded_value) << row.value;
    EXPECT_EQ(fact.coded_value->label(), row.words);
    EXPECT_FALSE(fact.value) << row.value;
  }
}

TEST(Observation, WithoutAUsableValueHasNone) {
  struct Row {
    std::string_view value;
    std::string_view remark;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"("valueQuantity":{"unit":"mg/dL"})", ""},
           {R"("valueRatio":{"numerator":{"value":1,"unit":"g"},"denominator":{"value":0,"unit":"g"}})", ""},
           {R"("valueQuantity":{"value":3,"comparator":"~"})",
            "r.json, entry 2 (Observation/x): comparator \"~\" is unknown; the value is left out"},
           {R"("valueRange":{"low":{"value":1,"unit":"g"},"high":{"value":2,"unit":"mg"}})",
            "r.json, entry 2 (Observation/x): a range whose limits contradict each other; left out"},
           {R"("valueRange":{"low":{"value":3,"unit":"g"},"high":{"value":2,"unit":"g"}})",
            "r.json, entry 2 (Observation/x): a range whose limits contradict each other; left out"},
       }) {
    const Read result = read({observation(std::string(row.value))});
    ASSERT_EQ(result.patient.facts.size(), 1U) << row.value;
    EXPECT_FALSE(result.patient.facts.front().value) << row.value;
    EXPECT_EQ(result.refused, row.remark.empty() ? std::vector<std::string>{} : std::vector{std::string(row.remark)});
  }
}

TEST(Observation, WhoseValueIsAbsentSaysWhy) {
  const Fact fact = fact_of(observation(R"("status":"final","dataAbsentReason":{"coding":[{"code":"not-performed"}]})"));
  EXPECT_FALSE(fact.value);
  EXPECT_EQ(fact.certainty, Certainty::weak);
  EXPECT_EQ(fact.note, "no value: not-performed");
}

TEST(Observation, IsTrustedByItsStatus) {
  for (const char* status : {"final", "amended", "corrected"}) {
    EXPECT_EQ(fact_of(observation(std::string(R"("status":")") + status + "\"")).certainty, Certainty::confirmed) << status;
  }
  for (const char* status : {"preliminary", "registered", "unknown", "whatever"}) {
    EXPECT_EQ(fact_of(observation(std::string(R"("status":")") + status + "\"")).certainty, Certainty::weak) << status;
  }
  for (const char* status : {"entered-in-error", "cancelled"}) {
    const Read result = read({observation(std::string(R"("status":")") + status + "\"")});
    EXPECT_TRUE(result.patient.facts.empty()) << status;
    EXPECT_FALSE(result.patient.holds.observations) << status;
    EXPECT_TRUE(result.refused.empty()) << status;
  }
  EXPECT_TRUE(read({observation(R"("status":"final")")}).patient.holds.observations);
}

TEST(Observation, HappensWhenItsEffectiveSays) {
  struct Row {
    std::string_view effective;
    std::string_view start, end;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"("effectiveDateTime":"2024-05")", "2024-05-01…2024-05-31", "2024-05-01…2024-05-31"},
           {R"("effectiveInstant":"2024-05-20T10:00:00Z")", "2024-05-20", "2024-05-20"},
           {R"("effectivePeriod":{"start":"2024-05-01","end":"2024-05-02"})", "2024-05-01", "2024-05-02"},
           {R"("effectivePeriod":{"start":"2024-05-01"})", "2024-05-01", "?"},
           {R"("effectiveTiming":{"event":["2024-05-03","2024-05-01","2024-05-02"]})", "2024-05-01", "2024-05-03"},
           {R"("effectiveTiming":{"repeat":{"boundsPeriod":{"start":"2024-05-01","end":"2024-05-09"}}})", "2024-05-01", "2024-05-09"},
           {R"("issued":"2024-05-20T10:00:00Z")", "?", "?"},
       }) {
    const Fact fact = fact_of(observation(std::string(row.effective)));
    EXPECT_EQ(test::show(fact.start), row.start) << row.effective;
    EXPECT_EQ(test::show(fact.end), row.end) << row.effective;
  }
}

TEST(Observation, OfSeveralComponentsIsOneFactForEach) {
  const Read result = read({resource("Observation", R"("status":"final","effectiveDateTime":"2024-05-20",
      "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"hasMember":[{"reference":"Observation/other"}],
      "component":[
        {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128,"unit":"mmHg"},
         "referenceRange":[{"high":{"value":140,"unit":"mmHg"}}]},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"dataAbsentReason":{"text":"unknown"}}])")});
  ASSERT_EQ(result.patient.facts.size(), 2U);
  const Fact& systolic = result.patient.facts[0];
  EXPECT_EQ(systolic.code->codings.at(0).code, "8480-6");
  EXPECT_EQ(systolic.resource, "Observation/x");
  EXPECT_EQ(systolic.value.value().value.low, 128);
  EXPECT_EQ(systolic.range.value().high, 140);
  EXPECT_EQ(test::show(systolic.start), "2024-05-20");
  const Fact& diastolic = result.patient.facts[1];
  EXPECT_EQ(diastolic.code->codings.at(0).code, "8462-4");
  EXPECT_FALSE(diastolic.value);
  EXPECT_FALSE(diastolic.range);
  EXPECT_EQ(diastolic.certainty, Certainty::weak);
}

TEST(Observation, WithAValueOfItsOwnKeepsItsComponentsBesides) {
  const Read result = read({resource("Observation", R"("status":"final","code":{"text":"Genetic variant"},"valueCodeableConcept":{"text":"Present"},
      "component":[{"code":{"text":"Gene studied"},"valueCodeableConcept":{"text":"EGFR"}}])")});
  ASSERT_EQ(result.patient.facts.size(), 2U);
  EXPECT_EQ(result.patient.facts[0].code.label(), "Genetic variant");
  EXPECT_EQ(result.patient.facts[0].note, "Gene studied: EGFR");
  EXPECT_EQ(result.patient.facts[1].code.label(), "Gene studied");
  EXPECT_EQ(result.patient.facts[1].coded_value.value().label(), "EGFR");
}

}  // namespace
}  // namespace elig::test
