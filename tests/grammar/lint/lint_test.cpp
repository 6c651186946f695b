// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace elig {
namespace {

Study text(const std::string& inclusion, const std::string& exclusion = "") {
  Study study;
  study.id = study.source = "made";
  if (!inclusion.empty()) study.text += "Inclusion Criteria:\n" + inclusion;
  if (!exclusion.empty()) study.text += "Exclusion Criteria:\n" + exclusion;
  study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
  return study;
}

// "L001 I2 (I1)": check, criterion, the other criterion
std::string shown(const LintFinding& f) { return f.code.substr(5) + " " + f.criterion + (f.other.empty() ? "" : " (" + f.other + ")"); }

std::vector<std::string> findings(const Study& study, const std::string& but = "L007") {
  std::vector<std::string> list;
  for (const LintFinding& f : lint(study, *Vocabulary::builtin()))
    if (f.code.substr(5) != but) list.push_back(shown(f));
  return list;
}
using List = std::vector<std::string>;

TEST(Lint, ACleanTextGivesNothing) {
  EXPECT_EQ(findings(text("- Age 18 to 65 years\n- Type 2 diabetes\n- HbA1c 7 to 10 %\n", "- Pregnancy\n- eGFR below 30 mL/min/1.73 m2\n")), List{});
}
TEST(Lint, AnEmptyTextGivesNothing) { EXPECT_EQ(findings(text("", "")), List{}); }

struct Bounds {
  const char* first;
  const char* second;
  bool contradict;
};
class Required : public testing::TestWithParam<Bounds> {};
TEST_P(Required, BoundsContradictWhenNoValueIsBoth) {
  const auto& p = GetParam();
  EXPECT_EQ(findings(text("- Hemoglobin " + std::string(p.first) + "\n- Hemoglobin " + p.second + "\n")), p.contradict ? List{"L001 I2 (I1)"} : List{});
}
INSTANTIATE_TEST_SUITE_P(Lint, Required,
                         testing::Values(Bounds{">= 10 g/dL", "<= 10 g/dL", false}, Bounds{">= 10 g/dL", "< 10 g/dL", true}, Bounds{"> 10 g/dL", "<= 10 g/dL", true},
                                         Bounds{">= 10 g/dL", "< 100 g/L", true}, Bounds{">= 10 g/dL", "<= 100 g/L", false}, Bounds{">= 10 g/dL", "<= 9.9 g/dL", true},
                                         Bounds{">= 10 g/dL", "<= 2 x ULN", false}));

struct Sides {
  const char* inclusion;
  const char* exclusion;
  List expected;
};
class Sections : public testing::TestWithParam<Sides> {};
TEST_P(Sections, AreHeldAgainstEachOther) { EXPECT_EQ(findings(text("- " + std::string(GetParam().inclusion) + "\n", "- " + std::string(GetParam().exclusion) + "\n")), GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(Lint, Sections,
                         testing::Values(Sides{"Hemoglobin >= 10 g/dL", "Hemoglobin > 9 g/dL", {"L002 E1 (I1)"}}, Sides{"Hemoglobin >= 10 g/dL", "Hemoglobin < 10 g/dL", {"L013 E1 (I1)"}},
                                         Sides{"Hemoglobin >= 10 g/dL", "Hemoglobin > 10 g/dL", {}},  // exactly 10 is left
                                         Sides{"Hemoglobin > 10 g/dL", "Hemoglobin >= 10 g/dL", {"L002 E1 (I1)"}}, Sides{"Hemoglobin >= 10 g/dL", "Hemoglobin <= 10 g/dL", {}},
                                         Sides{"Asthma", "Asthma", {"L002 E1 (I1)"}}, Sides{"Asthma", "History of asthma", {}}, Sides{"Asthma", "Other asthma", {}},
                                         Sides{"No asthma", "Asthma", {"L013 E1 (I1)"}}, Sides{"ECOG 0-2", "ECOG 3 or 4", {"L013 E1 (I1)"}},
                                         Sides{"Cohort A: hemoglobin >= 10 g/dL", "Hemoglobin > 9 g/dL", {}}));

struct Threshold {
  const char* criterion;
  List expected;
};
class Thresholds : public testing::TestWithParam<Threshold> {};
TEST_P(Thresholds, MustBePossible) { EXPECT_EQ(findings(text("- " + std::string(GetParam().criterion) + "\n")), GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(Lint, Thresholds,
                         testing::Values(Threshold{"Creatinine <= 175 umol/L", {}}, Threshold{"Creatinine <= 175 mmol/L", {"L005 I1"}}, Threshold{"Platelets >= 100,000/uL", {}},
                                         Threshold{"Platelets >= 100,000/mL", {"L005 I1"}}, Threshold{"ECOG <= 2", {}}, Threshold{"ECOG <= 5", {"L004 I1"}}, Threshold{"ECOG <= 4", {}},
                                         Threshold{"Age at least 180 years", {"L005 I1"}}, Threshold{"Age at least 18 years", {}}, Threshold{"Albumin >= 3 mg/dL", {"L005 I1"}},
                                         Threshold{"Hemoglobin no more than 1 g/dL below normal", {}}));

TEST(Lint, AScoreBeyondItsLastStepIsAnExclusionOfNobody) {
  EXPECT_EQ(findings(text("", "- ECOG > 5\n")), List{"L003 E1"});
  EXPECT_EQ(findings(text("", "- ECOG > 4\n")), List{});
}

TEST(Lint, AUnitIsLeftOutOnlyWhereNoneFollows) {
  const auto implied = [](const std::string& criterion) {
    const auto all = findings(text("- " + criterion + "\n"), "");
    return std::count(all.begin(), all.end(), "L007 I1");
  };
  EXPECT_EQ(implied("BMI < 35"), 1);
  EXPECT_EQ(implied("BMI < 35 kg/m2"), 0);
  EXPECT_EQ(implied("Systolic blood pressure > 150 and/or diastolic > 100 mm Hg"), 0);
  EXPECT_EQ(implied("Neutrophils >= 1500 micro/L"), 0);
  EXPECT_EQ(implied("BCVA letters between 19 and 73"), 0);
}

TEST(Lint, WindowsCountFromSomewhere) {
  EXPECT_EQ(findings(text("", "- Major surgery within 28 days\n")), List{"L009 E1"});
  for (const char* anchor : {" before enrolment", " prior to the first dose", " of screening", " of randomization", " of study entry"})
    EXPECT_EQ(findings(text("", "- Major surgery within 28 days" + std::string(anchor) + "\n")), List{}) << anchor;
  EXPECT_EQ(findings(text("", "- Major surgery in the past 28 days\n")), List{});
  EXPECT_EQ(findings(text("", "- Planning to become pregnant within 6 months\n")), List{});
}

TEST(Lint, NoAmongTheExclusionsIsASlipUnlessItMayBeMeant) {
  EXPECT_EQ(findings(text("", "- No history of stroke\n")), List{"L011 E1"});
  EXPECT_EQ(findings(text("", "- No prior chemotherapy\n")), List{});  // may be asked for
  EXPECT_EQ(findings(text("", "- No prior chemotherapy\n- No known brain metastases\n")), (List{"L011 E1", "L011 E2"}));
  EXPECT_EQ(findings(text("- No history of stroke\n")), List{});
}

TEST(Lint, TheSameWordsTwiceAreADuplicateWhateverTheirCaseAndMarks) {
  EXPECT_EQ(findings(text("- Signed informed consent.\n- Asthma\n- SIGNED informed consent;\n")), List{"L012 I3 (I1)"});
  EXPECT_EQ(findings(text("- Systolic blood pressure > 140 mmHg\n- Systolic blood pressure < 140 mmHg\n")), List{"L001 I2 (I1)"});
}

struct Ages {
  const char* text;
  std::optional<RegistryAge> minimum, maximum;
  std::size_t conflicts;
};
class Registry : public testing::TestWithParam<Ages> {};
TEST_P(Registry, AgesAgreeWithTheText) {
  Study study = text("- " + std::string(GetParam().text) + "\n");
  study.minimum_age = GetParam().minimum;
  study.maximum_age = GetParam().maximum;
  EXPECT_EQ(findings(study), List(GetParam().conflicts, "L014 I1"));
}
const RegistryAge eighteen{18, "a"}, seventy{70, "a"}, months{216, "mo"};
INSTANTIATE_TEST_SUITE_P(Lint, Registry,
                         testing::Values(Ages{"Age 18 to 70 years", eighteen, seventy, 0}, Ages{"Age 18 to 70 years", months, seventy, 0}, Ages{"Age 18 to 71 years", eighteen, seventy, 0},
                                         Ages{"Age 18 to 72 years", eighteen, seventy, 1}, Ages{"Age 21 to 75 years", eighteen, seventy, 2}, Ages{"Age over 18 years", eighteen, std::nullopt, 0},
                                         Ages{"Age 18 to 70 years", eighteen, std::nullopt, 1}, Ages{"Age 18 to 70 years", std::nullopt, std::nullopt, 0}, Ages{"Age 18 years or older", eighteen, seventy, 0}));

TEST(Lint, FindingsPointAtTheirWordsInTheOrderOfTheText) {
  const Study study = text("- Hemoglobin >= 9 mg/dL\n- Albumin >= 3 mg/dL\n");
  const auto all = lint(study, *Vocabulary::builtin());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].text, ">= 9 mg/dL");
  EXPECT_EQ(study.text.substr(all[0].span.begin, all[0].span.size()), all[0].text);
  EXPECT_LT(all[0].span.begin, all[1].span.begin);
  EXPECT_EQ(all[0].name, "implausible-threshold");
  EXPECT_EQ(all[0].severity, Severity::warning);
  EXPECT_EQ(all[0].message, "hemoglobin of 9 mg/dL is no value a patient has (plausible: 2 to 25 g/dL, 26 to 250 g/L)");
  EXPECT_EQ(all[0].hint, "is g/dL meant?");
}

}  // namespace
}  // namespace elig
