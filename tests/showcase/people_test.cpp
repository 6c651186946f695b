// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What is asked of some people only, when the people stand before it: as a word, before a colon, as a heading.
namespace elig::showcase {
namespace {

constexpr const char* hemoglobin_by_sex = "all(if(sex sex.male then measurement hemoglobin >= 13 g/dL); if(sex sex.female then measurement hemoglobin >= 12 g/dL))";

constexpr Reading included[] = {
    {"Hemoglobin: men ≥ 13 g/dL; women ≥ 12 g/dL", hemoglobin_by_sex},
    {"Hemoglobin for men ≥ 13 g/dL and for women ≥ 12 g/dL", hemoglobin_by_sex},
    {"Hemoglobin (males ≥ 13 g/dL, females ≥ 12 g/dL)", hemoglobin_by_sex},
    {"Hemoglobin male ≥ 13 g/dL, female ≥ 12 g/dL", hemoglobin_by_sex},
    {"For men, hemoglobin ≥ 13 g/dL; for women, hemoglobin ≥ 12 g/dL", hemoglobin_by_sex},
    {"Hemoglobin ≥ 13 g/dL and ≥ 12 g/dL in males and females respectively", hemoglobin_by_sex},
    {"Weight between 50 and 100 kg; women: negative pregnancy test", "all(measurement body-weight >= 50 kg and <= 100 kg; if(sex sex.female then test pregnancy-test negative))"},
    {"Women aged 50 to 70 years willing to undergo colonoscopy", "all(sex sex.female; age >= 50 a and <= 70 a; procedure colonoscopy (planned))"},
    {"Sex: male or female", "any(sex sex.male; sex sex.female)"},
    {"Men or women aged 18 to 65 years", "all(any(sex sex.male; sex sex.female); age >= 18 a and <= 65 a)"},
};
INSTANTIATE_TEST_SUITE_P(People, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Active bacterial, viral or fungal infections", "any(condition bacterial-infection (current); condition viral-infection (current); condition fungal-infection (current))"},
    {"QTcF: males > 450 ms, females > 470 ms", "any(if(sex sex.male then measurement qtcf > 450 ms); if(sex sex.female then measurement qtcf > 470 ms))"},
    {"Arrhythmia or QTc (men > 450 ms; women > 470 ms)", "any(condition arrhythmia; if(sex sex.male then measurement qtc > 450 ms); if(sex sex.female then measurement qtc > 470 ms))"},
};
INSTANTIATE_TEST_SUITE_P(People, Excluded, testing::ValuesIn(excluded));

Made hemoglobin(Made patient, double value) { return patient.lab("718-7", value, "g/dL"); }

TEST(ByPeople, TheLimitIsThatOfTheSex) {
  including("Hemoglobin: men ≥ 13 g/dL; women ≥ 12 g/dL")
      .passes("a man at his limit", hemoglobin(man(), 13))
      .fails("a man at the women's", hemoglobin(man(), 12))
      .passes("a woman at hers", hemoglobin(woman(), 12))
      .fails("a woman below it", hemoglobin(woman(), 11.9));
  excluding("Men: hemoglobin < 13 g/dL").fails("a man below it", hemoglobin(man(), 12.5)).spares("a woman below it", hemoglobin(woman(), 12.5));
}

TEST(ByPeople, AHeadingGuardsWhatIsOfThatSexAlone) {
  const RuleSet set = rules_of("Exclusion Criteria:\n\n- Diabetes\n\nWomen of childbearing potential:\n\n- Positive pregnancy test\n- Asthma\n");
  ASSERT_EQ(set.criteria.size(), 3u);
  EXPECT_EQ(shown(set.criteria[1].rule), "if(all(sex sex.female; condition childbearing-potential) then test pregnancy-test positive)");
  EXPECT_EQ(set.criteria[1].group, "");
  // where the heading ends nobody says, and asthma is not for women alone
  EXPECT_EQ(shown(set.criteria[2].rule), "condition asthma");
  EXPECT_EQ(set.criteria[2].group, "Women of childbearing potential");
}

}  // namespace
}  // namespace elig::showcase
