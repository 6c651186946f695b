// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What a clause or a bracket says of the people or the thing before it, and where it stops: relative clauses that go on, causes and
// predispositions inside lists, what is told of a drug and asks nothing.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Current or ex-smokers", "finding smoker (past)"},
    {"Former and current smokers", "finding smoker (past)"},
    {"Lung cancer (8th edition of the TNM classification)", "all(condition lung-cancer; score “TNM classification” (mention))"},
    {"No other causes of anemia", "not(condition anemia)"},
    {"Females not of childbearing potential (surgically sterile or postmenopausal with FSH >= 40 mIU/mL)",
     "all(sex sex.female; not(condition childbearing-potential); any(condition surgically-sterile (mention); all(condition postmenopausal (mention); measurement fsh >= 40 m[IU]/mL (mention))))"},
    {"Diagnostic of COPD", "condition copd (current)"},
    {"No other malignancy is allowed except for the following: basal cell carcinoma or cervical carcinoma in situ",
     "all(not(condition another cancer other than basal-cell-carcinoma other than carcinoma-in-situ-cervix); any(condition basal-cell-carcinoma (mention); condition carcinoma-in-situ-cervix (mention)))"},
    {"Negative pregnancy test, for women of childbearing potential only", "if(all(sex sex.female; condition childbearing-potential) then test pregnancy-test negative)"},
};
INSTANTIATE_TEST_SUITE_P(Relatives, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"A woman who is not taking contraceptives and is not surgically sterile",
     "all(sex sex.female; not(condition contraception (current)); not(condition surgically-sterile (current)))"},
    {"Patients who have asthma and are not treated with steroids", "all(condition asthma; not(exposure corticosteroid (current)))"},
    {"Other known causes of heart failure", "condition perhaps of another cause heart-failure"},
    {"Other causes of anemia such as iron deficiency", "any(condition perhaps of another cause anemia; condition iron-deficiency)"},
    {"Heart failure or conditions that predispose to arrhythmia", "any(condition heart-failure; all(condition heart-disease (mention); condition arrhythmia (possible)))"},
    {"Conditions that predispose to bleeding, or asthma", "any(all(condition “Conditions” (mention); condition hemorrhage (possible)); condition asthma)"},
    {"Lupus, myositis, thrombosis due to a clotting disorder, sarcoidosis or vasculitis",
     "any(condition lupus; condition inflammatory-myopathy; all(condition thromboembolism; manual (cause); condition coagulation-disorder); condition sarcoidosis; condition vasculitis)"},
    {"Heart failure due to amyloidosis, sarcoidosis or myocarditis",
     "all(condition heart-failure; manual (cause); any(condition amyloidosis; condition sarcoidosis; condition myocarditis))"},
    {"Drug abuse, including alcohol", "any(condition drug-use-disorder; condition alcohol-use-disorder)"},
    {"Allergy/sensitivity or any hypersensitivity to aspirin", "all(condition hypersensitivity (mention); allergy aspirin)"},
    {"Glaucoma (primary or secondary)", "condition glaucoma"},
    {"Any non-breast malignancy within 2 years", "condition cancer other than breast-cancer, within 2 a"},
    {"A coexistent diagnosis of asthma", "condition asthma (current)"},
};
INSTANTIATE_TEST_SUITE_P(Relatives, Excluded, testing::ValuesIn(excluded));

TEST(RelativeClauses, GoOnBehindAnd) {
  excluding("A woman who is not taking contraceptives and is not surgically sterile").passes("a man", man());
}

TEST(OtherCauses, AreOfNobodyWithoutTheDisease) {
  excluding("Other known causes of heart failure")
      .passes("no heart failure", woman().condition("Asthma", "J45.909", "2001-01-01"))
      .is_open("heart failure", woman().condition("Heart failure", "I50.9", "2019-01-01"));
}

TEST(Causes, EndWithTheirMemberOfAList) {
  excluding("Lupus, myositis, thrombosis due to a clotting disorder, sarcoidosis or vasculitis").fails("sarcoidosis", woman().condition("Sarcoidosis", "D86.9", "2019-01-01"));
}

TEST(OtherSites, AreAnyCancerButThat) {
  excluding("Non-breast malignancies")
      .passes("no cancer", woman().condition("Asthma", "J45.909", "2001-01-01"))
      .passes("breast cancer", woman().condition("Malignant neoplasm of breast", "C50.919", "2023-01-01"))
      .fails("lung cancer", woman().condition("Malignant neoplasm of lung", "C34.90", "2023-01-01"));
}

TEST(Abuse, IsNotUse) {
  excluding("Drug abuse, including alcohol").fails("alcohol dependence", man().condition("Alcohol dependence", "F10.20", "2019-01-01"));
}

TEST(Smokers, FormerOrCurrent) {
  const auto smoking = [](const char* status) { return man().result("Tobacco smoking status", "72166-2", status); };
  including("Current or ex-smokers").passes("smokes", smoking("Current every day smoker")).passes("has stopped", smoking("Former smoker")).fails("never smoked", smoking("Never smoker"));
}

TEST(News, AsksNothing) {
  including("The effects of cisplatin on the developing human fetus are unknown. Age 18 or older.").passes("an adult", woman());
}

TEST(ChildBearing, InTwoWords) {
  including("Women of child bearing age must have a negative pregnancy test")
      .fails("a positive test", woman().result("Pregnancy test, urine", "2106-3", "Positive"))
      .spares("a man", man());
}

}  // namespace
}  // namespace elig::showcase
