// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What no node of the tree stands for: an instruction decides nothing, and a word that restricts a thing leaves it open.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Attempts should be made to confirm it by PET", "all(unparsed (mention); procedure pet (mention); unparsed)"},
    {"The melanoma arm is now closed to patients with asthma", "all(condition melanoma (mention); unparsed (mention); condition asthma (mention); unparsed)"},
    {"Asthma; the diabetes cohort is closed", "all(condition asthma (mention); condition diabetes (mention); unparsed (mention); unparsed)"},
    {"INR ≤ 1.6 (if not taking anticoagulants)", "if(not(exposure anticoagulant) then measurement inr <= 1.6)"},
    {"Age 13-17 years or 18-20 years if still living at home", "any(age >= 13 a and <= 17 a; all(age >= 18 a and <= 20 a; unparsed; unparsed))"},
    {"Asthma; equivocal lesions must be confirmed by MRI", "all(condition asthma; condition “equivocal lesions” (mention); procedure mri (mention); unparsed)"},
    {"Biopsy proven melanoma", "all(procedure biopsy (possible); condition melanoma)"},
    {"Heart failure, stroke, angina", "any(all(condition heart-failure; condition stroke; condition angina); all(any(condition heart-failure; condition stroke; condition angina); unparsed))"},
    {"Any of:\n  - heart failure\n  - stroke", "any(condition heart-failure; condition stroke)"},
    {"Heart disease:\n  - heart failure\n  - stroke", "all(condition heart-disease (mention); at_least 2(condition heart-failure; condition stroke; unparsed))"},
    {"History of melanoma, not currently taking aspirin", "all(condition melanoma (past); not(exposure aspirin (current)))"},
    {"At least 18 years, or of legal age where it is more than 18 years", "any(age >= 18 a; if(age > 18 a then life stage age-of-majority))"},
    {"No substance abuse disorder (including alcohol abuse)", "all(not(any(condition substance-use-disorder; condition alcohol-use-disorder (mention))); condition disease (mention))"},
    {"Willing to complete the questionnaire, the analgesic diary and the scale", "all(unparsed; score “questionnaire” (hypothetical); exposure diary analgesic (hypothetical); score “scale” (hypothetical))"},
};
INSTANTIATE_TEST_SUITE_P(Unheard, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Abnormal free T4 [if TSH is abnormal]", "if(measurement tsh abnormal then measurement t4.free abnormal)"},
    {"If the platelets are below 100 x 10^9/L", "measurement platelets < 100 10*9/L"},
    {"Uncontrolled current infection", "condition perhaps uncontrolled infection (current)"},
    {"Glaucoma despite treatment", "all(condition perhaps despite glaucoma; procedure “treatment” (mention))"},
    {"Clinically significant liver disease", "condition significant liver-disease"},
    {"If they have melanoma it must be stable", "all(condition melanoma (mention); unparsed)"},
    {"Asthma; CYP3A4 inducers must be stopped", "any(condition asthma; all(exposure cyp3a4-inducer (mention); unparsed))"},
};
INSTANTIATE_TEST_SUITE_P(Unheard, Excluded, testing::ValuesIn(excluded));

TEST(Unheard, AnInstructionKeepsNobodyOut) {
  including("Attempts should be made to confirm it by PET")
      .is_open("no PET on record", somebody().procedure("Appendectomy", "2020-01-01"))
      .is_open("a PET on record", somebody().procedure("PET scan", "2024-05-01"));
}

TEST(Unheard, AConsequenceThatNobodyCheckedLeavesItOpen) {
  excluding("Diabetes leading to pancreatitis")
      .is_open("both, each perhaps for itself", somebody().condition("Diabetes mellitus", "E11.9", "2020-01-01").condition("Pancreatitis", "K85.9", "2019-01-01"))
      .passes("neither", somebody().condition("Asthma", "J45.9", "2020-01-01"));
}

TEST(Unheard, ALimitThatIsNotForEverybody) {
  including("INR ≤ 1.6 (if not taking anticoagulants)")
      .fails("INR 2.5 on metformin", somebody().lab("6301-6", 2.5, "{INR}").drug("Metformin", "2024-01-01"))
      .spares("INR 2.5 on warfarin", somebody().lab("6301-6", 2.5, "{INR}").drug("Warfarin", "2024-01-01"));
}

}  // namespace
}  // namespace elig::showcase
