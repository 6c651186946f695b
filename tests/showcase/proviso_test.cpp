// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What an exception, a permission or a bracket asks beside the thing it names, and whom of several a word is said of.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"No other malignancy, unless curatively treated and without recurrence for 3 years",
     "all(not(condition another cancer other than cancer that is over, not within 3 a); not(condition “recurrence” (mention), within 3 a))"},
    {"Bilirubin ≤ 1.5 × ULN for age (except patients with Gilbert's syndrome)",
     "all(any(measurement bilirubin.total <= 1.5 × ULN; condition gilbert-syndrome); age (mention))"},
    {"Prior radiation (to < 25 % of the pelvis) is permitted",
     "any(not(therapy radiotherapy (past)); therapy radiotherapy < 25 % (past))"},
    {"Inhaled steroids are permissible",
     "exposure corticosteroid.inhaled (mention)"},
    {"Steroids are permissible in the following circumstances:\n  - adrenal insufficiency\n  - asthma",
     "all(exposure corticosteroid (mention); unparsed (mention); at_least 2(condition adrenal-insufficiency (mention); condition asthma (mention); unparsed (mention)))"},
    {"Bisphosphonates are allowed provided they were started at least 4 weeks before study entry",
     "if(exposure bisphosphonate then manual (judgement))"},
    {"Patients receiving warfarin are eligible, INR must be below 3",
     "if(exposure warfarin (current) then measurement inr < 3)"},
    {"Ductal carcinoma. Lobular histology is also eligible",
     "any(condition ductal cancer; unparsed)"},
    {"The following patients are eligible:\n  - melanoma\n  - lung cancer",
     "any(condition melanoma; condition lung-cancer; manual (wording))"},
    {"Rheumatoid arthritis (DAS28 > 3.2)",
     "all(condition rheumatoid-arthritis; score das28 > 3.2)"},
    {"Severe COPD (FEV1 < 50 % predicted)",
     "all(measurement fev1.percent-predicted < 50 %; any(condition copd; unparsed))"},
    {"Anemia (hemoglobin < 10 g/dL)",
     "all(condition anemia (mention); measurement hemoglobin < 10 g/dL)"},
    {"Men or non-pregnant women with asthma",
     "all(any(sex sex.male; all(not(condition pregnancy); sex sex.female (mention))); condition asthma)"},
    {"Male and non-lactating, non-pregnant female patients aged 18 to 65 with asthma",
     "all(any(sex sex.male; all(not(condition lactation); not(condition pregnancy))); age >= 18 (taken as 18 a) and <= 65 (taken as 65 a); condition asthma)"},
    {"BMI ≥ 30 kg/m², or BMI ≥ 27 kg/m² with at least one of: hypertension, dyslipidemia",
     "any(measurement bmi >= 30 kg/m2; all(measurement bmi >= 27 kg/m2; any(condition hypertension; condition dyslipidemia)))"},
    {"Asthma and one or more of the following conditions: eczema, rhinitis",
     "all(condition asthma; any(condition atopic-dermatitis; condition rhinitis))"},
    {"At least two risk factors:\n  - hypertension\n  - diabetes\n  - obesity",
     "all(unparsed (mention); at_least 2(condition hypertension; condition diabetes; condition obesity))"},
    {"One or more of these: diabetes, hypertension, obesity",
     "any(condition diabetes; condition hypertension; condition obesity)"},
    {"Metformin alone or in combination with insulin",
     "all(exposure metformin; exposure insulin.drug (mention))"},
    {"Metformin and either a sulfonylurea or insulin",
     "all(exposure metformin; any(exposure sulfonylurea; exposure insulin.drug))"},
};
INSTANTIATE_TEST_SUITE_P(Proviso, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Cancer except basal cell carcinoma in remission for at least 5 years",
     "all(condition cancer other than basal-cell-carcinoma (on conditions); condition basal-cell-carcinoma (mention), for at least 5 a)"},
    {"Cancer, except cured basal cell carcinoma, melanoma in situ or carcinoma in situ of the cervix",
     "all(condition cancer other than basal-cell-carcinoma that is over other than melanoma-in-situ that is over other than carcinoma-in-situ-cervix that is over; any(condition basal-cell-carcinoma (mention); condition melanoma-in-situ (mention); condition carcinoma-in-situ-cervix (mention)))"},
    {"Cancer, except basal cell carcinoma or melanoma in situ that has been resected",
     "all(condition cancer other than basal-cell-carcinoma that is over other than melanoma-in-situ that is over; any(condition basal-cell-carcinoma (mention); all(condition melanoma-in-situ (mention); unparsed (mention))))"},
    {"Cancer, except melanoma in situ (if fully resected) or basal cell carcinoma",
     "all(condition cancer other than melanoma-in-situ (on conditions) other than basal-cell-carcinoma; any(condition melanoma-in-situ (mention); condition basal-cell-carcinoma (mention)))"},
    {"Cancer unless in remission for at least 5 years",
     "condition cancer other than cancer that is over, not within 5 a"},
    {"Brain metastases, except those treated with radiotherapy",
     "all(condition brain-metastases; not(all(therapy radiotherapy; manual (wording))))"},
    {"Metabolic disease other than osteoporosis, such as diabetes",
     "all(condition metabolic-disorder other than osteoporosis; any(condition osteoporosis (mention); condition diabetes (mention)))"},
    {"Antidiabetics other than insulin, e.g. metformin",
     "all(exposure antidiabetic other than insulin.drug; any(exposure insulin.drug (mention); exposure metformin (mention)))"},
    {"Crohn's disease (CDAI > 220)",
     "at_least 2(condition crohns-disease; score cdai-ra > 220; unparsed)"},
    {"Uncontrolled diabetes (HbA1c > 9 %)",
     "at_least 2(condition diabetes; measurement hba1c > 9 %; unparsed)"},
    {"DLCO < 50 % and FEV1 or FVC < 50 %",
     "at_least 2(measurement dlco < 50 %; any(measurement fev1.percent-predicted < 50 %; measurement fvc.percent-predicted < 50 %); unparsed)"},
    {"Methotrexate plus cyclosporine",
     "at_least 2(exposure methotrexate; exposure cyclosporine; unparsed)"},
    {"Both hepatitis B and hepatitis C",
     "at_least 2(condition hepatitis-b; condition hepatitis-c; unparsed)"},
};
INSTANTIATE_TEST_SUITE_P(Proviso, Excluded, testing::ValuesIn(excluded));

Made with_hypertension(Made who) { return who.condition("Essential hypertension", "I10", "2015-04-02"); }

TEST(Proviso, OfAnExceptedCancerIsNoLookedUpFact) {
  excluding("Cancer, except adequately treated basal cell carcinoma or squamous cell carcinoma of the skin")
      .is_open("a squamous cell carcinoma of the skin", woman().condition("Squamous cell carcinoma of skin", "C44.92", "2023-11-02"))
      .fails("a lung cancer", woman().condition("Lung cancer", "C34.90", "2023-11-02"))
      .passes("none", with_hypertension(woman()));
}

TEST(Proviso, OfPeopleWhoWereTreatedLeavesTheDiseaseOpen) {
  excluding("Brain metastases, except those treated with radiotherapy")
      .fails("never irradiated", woman().condition("Brain metastases", "C79.31", "2024-01-05").procedure("Appendectomy", "2001-03-04").drug("Metformin", "2020-01-01"))
      .asks_a_person("irradiated", woman().condition("Brain metastases", "C79.31", "2024-01-05").procedure("Radiotherapy", "2024-03-04").drug("Metformin", "2020-01-01"))
      .passes("no metastases", with_hypertension(woman()));
}

TEST(Permission, AsksNobodyForWhatItLimits) {
  including("Prior radiation (to < 25 % of the pelvis) is permitted").passes("never irradiated", woman().procedure("Appendectomy", "2001-03-04").drug("Metformin", "2020-01-01"));
  including("Patients receiving warfarin are eligible, INR must be below 3")
      .spares("no warfarin", woman().drug("Metformin", "2020-01-01"))
      .fails("warfarin and an INR of 4", woman().drug("Warfarin", "2020-01-01").lab("6301-6", 4, "1"));
}

TEST(Bracket, GaugesTheDiseaseItStandsBehind) {
  including("Rheumatoid arthritis (DAS28 > 3.2)")
      .passes("rheumatoid arthritis and 4.1", woman().condition("Rheumatoid arthritis", "M06.9", "2019-05-06").observation("DAS28 score", "", {4.1, 4.1, false, false}, "{score}", "2024-05-20"))
      .fails("psoriatic arthritis and 4.1", woman().condition("Psoriatic arthritis", "L40.50", "2019-05-06").observation("DAS28 score", "", {4.1, 4.1, false, false}, "{score}", "2024-05-20"));
}

TEST(Comorbidity, IsAskedOfTheLowerWeightOnly) {
  including("BMI ≥ 30 kg/m², or BMI ≥ 27 kg/m² with at least one of: hypertension, dyslipidemia")
      .passes("32 and nothing else", woman().lab("39156-5", 32, "kg/m2").condition("Migraine", "G43.909", "2010-01-01"))
      .passes("28 and hypertension", with_hypertension(woman().lab("39156-5", 28, "kg/m2")))
      .fails("28 and nothing else", woman().lab("39156-5", 28, "kg/m2").condition("Migraine", "G43.909", "2010-01-01"));
}

TEST(Sexes, OneOfWhichMayNotBePregnantShareTheDisease) {
  including("Male and non-lactating, non-pregnant female patients with asthma")
      .passes("a man with asthma", man().condition("Asthma", "J45.909", "2001-01-01"))
      .fails("a man without", with_hypertension(man()))
      .fails("a woman without", with_hypertension(woman()));
}

TEST(Factors, AreCounted) {
  including("At least two risk factors:\n  - hypertension\n  - diabetes\n  - obesity")
      .passes("two of them", with_hypertension(woman()).condition("Type 2 diabetes mellitus", "E11.9", "2015-04-02"))
      .fails("one", with_hypertension(woman()));
}

}  // namespace
}  // namespace elig::showcase
