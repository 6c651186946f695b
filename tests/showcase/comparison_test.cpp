// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What a number belongs to, how its operator is written, and numbers that compare nothing.
namespace elig::showcase {
namespace {

constexpr Reading operators[] = {
    {"Hemoglobin must be greater than/equal to 10 g/dL", "measurement hemoglobin >= 10 g/dL"},
    {"HbA1c equal or lower than 9%", "measurement hba1c <= 9 %"},
    {"LVEF equals or exceeds 50 percent", "measurement lvef >= 50 %"},
    {"Serum creatinine that is at or below 2.0 mg/dL", "measurement creatinine <= 2 mg/dL"},
    {"HAM-D score greater/equal than 17", "score hamd >= 17 {score}"},
    {"Is 19 to 70 (inclusive) years old", "age >= 19 (taken as 19 a) and <= 70 (taken as 70 a)"},
    {"Over 18", "age > 18 (taken as 18 a)"},
    {"Platelets > than or equal to 100 x 10^9/L", "measurement platelets >= 100 10*9/L"},
    {"HbA1c =/> 7 %", "measurement hba1c >= 7 %"},
    {"ALT less than triple the upper limit of normal", "measurement alt < 3 × ULN"},
    {"Sodium and potassium within the central laboratory's normal range", "all(measurement sodium normal; measurement potassium normal)"},
    {"Subjects must be between 21 and 64", "age >= 21 (taken as 21 a) and <= 64 (taken as 64 a)"},
    {"Sodium outside the range of 135 to 145 mmol/L", "any(measurement sodium < 135 mmol/L; measurement sodium > 145 mmol/L)"},
    {"Pulse outside 50-100 bpm or 45-100 bpm", "any(measurement heart-rate < 50 /min; measurement heart-rate > 100 /min; measurement heart-rate < 45 /min; measurement heart-rate > 100 /min)"},
    {"Calcium, magnesium and phosphate, within institutional limits of normal", "all(measurement calcium normal; measurement magnesium normal; measurement phosphate normal)"},
};
INSTANTIATE_TEST_SUITE_P(Operators, Included, testing::ValuesIn(operators));

constexpr Reading subjects[] = {
    {"Serum bilirubin normal or ≤ 1.5 x ULN", "any(measurement bilirubin.total normal; measurement bilirubin.total <= 1.5 × ULN)"},
    {"Hemoglobin (Hb) ≥ 10.5 g/dL (male) or ≥ 9.5 g/dL (female)",
     "any(if(sex sex.male then all(measurement hemoglobin >= 10.5 g/dL; measurement hemoglobin (mention))); if(sex sex.female then measurement hemoglobin >= 9.5 g/dL))"},
    {"Liver tests (AST, ALT and alkaline phosphatase) < 3 x ULN",
     "all(procedure “Liver tests” (mention); measurement ast < 3 × ULN; measurement alt < 3 × ULN; measurement alkaline-phosphatase < 3 × ULN)"},
    {"FEV1 ≥ 40 % or FEV1 ≥ 1.2 L", "any(measurement fev1.percent-predicted >= 40 %; measurement fev1 >= 1.2 L)"},
    {"eGFR ≥ 60 mL/min", "measurement egfr >= 60 mL/min (= 60 mL/min/{1.73_m2})"},
    {"QT interval (QTcF) < 470 ms", "all(measurement qt (mention); measurement qtcf < 470 ms)"},
    {"DLCO corrected for hemoglobin ≥ 50 %", "all(measurement dlco >= 50 %; measurement hemoglobin (mention))"},
    {"HbA1c in patients treated with insulin must be ≥ 7.5 %", "if(exposure insulin.drug (current) then measurement hba1c >= 7.5 %)"},
    {"Visual acuity in each eye ≥ 55 letters", "all(measurement visual-acuity.letters >= 55 {letters}; unparsed)"},
    {"Infants ≤ 750 grams at birth", "all(life stage infant; measurement birth-weight <= 750 g; unparsed)"},
    {"International normalized ratio (INR) of prothrombin time (PT) ≥ 1.5 x ULN", "all(measurement inr >= 1.5 × ULN; measurement prothrombin-time (mention); measurement prothrombin-time (mention))"},
    {"Patients with known PD-L1 of 0% will be excluded", "not(measurement pd-l1-tps = 0 %)"},
    {"Subjects must be ≥ 50 kg", "measurement body-weight >= 50 kg"},
    {"At least 4 sites with at least 6 mm probing depth", "all(unparsed; finding “sites”; measurement probing-depth >= 6 mm)"},
    {"Weight loss of more than 8 % of body weight", "all(measurement weight-loss-percent > 8 %; measurement body-weight (mention))"},
    {"Hepatic impairment (> 2 x ULN for AST or ALT)", "all(condition liver-disease (mention); any(measurement ast > 2 × ULN; measurement alt > 2 × ULN))"},
    {"PD-L1 (CPS ≥ 5)", "all(biomarker pd-l1 (mention); biomarker pd-l1-cps >= 5)"},
    {"Expression of PD-L1, CPS ≥ 5", "all(biomarker pd-l1 (mention); biomarker pd-l1-cps >= 5)"},
    {"Leg pain score ≥ 4 on a 0-10 numeric rating scale", "all(finding leg-pain >= 4 {score}; score pain-nrs (current) (mention))"},
    {"VAS pain ≥ 30 mm on a 100 mm scale", "score pain-nrs >= 30 mm"},
    {"Two prolactin levels at least one week apart greater than 30 ng/mL", "all(measurement prolactin > 30 ng/mL; unparsed)"},
    {"A score on the comprehensive G8 assessment with a cut-off ≤ 14 points", "score comprehensive g8 <= 14 {points}"},
    {"Questionnaire for anxiety score ≥ 10", "all(score “Questionnaire” >= 10 {score}; condition anxiety-disorder (mention))"},
};
INSTANTIATE_TEST_SUITE_P(Subjects, Included, testing::ValuesIn(subjects));

constexpr Reading no_values[] = {
    {"HSS7 score (range 0-21) ≥ 8 at randomization (Day 1)", "score hss7 >= 8 {score}"},
    {"PEEP ≤ 8 cmH2O (1 cmH2O = 0.098 kPa)", "measurement peep <= 8 cm[H2O]"},
    {"Alcohol > 1 serving/day (1 serving = 1 glass of wine)", "exposure alcohol > 1 {servings}/d"},
    {"Hearing threshold no poorer than 40 dB at 4000 Hz", "all(measurement hearing-threshold <= 40 dB; unparsed)"},
    {"Pain of 2 or higher on 10 point scale", "finding pain >= 2"},
    {"Contact of a participant in category 1", "all(manual (judgement); manual (judgement); manual (judgement))"},
};
INSTANTIATE_TEST_SUITE_P(NumbersThatAreNoValues, Excluded, testing::ValuesIn(no_values));

// visual acuity as Snellen wrote it, in decimals
constexpr Reading acuities[] = {
    {"BCVA of 20/50 or better in the study eye", "measurement visual-acuity >= 0.4 {snellen}"},
    {"BCVA 20/40 to 20/400", "measurement visual-acuity <= 0.5 {snellen} and >= 0.05 {snellen}"},
    {"Visual acuity no worse than 20/200 in either eye", "measurement visual-acuity >= 0.1 {snellen}"},
    {"Visual acuity worse than 6/60", "measurement visual-acuity < 0.1 {snellen}"},
    {"BCVA of at least 70 letters (20/40 or better) in the study eye", "all(measurement visual-acuity.letters >= 70 {letters}; measurement visual-acuity (mention))"},
    {"BCVA of 24 to 73 letters in one eye and at least 35 letters in the other eye", "all(measurement visual-acuity.letters >= 24 {letters} and <= 73 {letters} (possible); measurement visual-acuity.letters >= 35 {letters} (possible))"},
    {"Includes both male and females aged 18 to 50", "all(any(sex sex.male; sex sex.female); age >= 18 (taken as 18 a) and <= 50 (taken as 50 a))"},
    {"Scoring at least 12 on the Disability Rating scale", "score “Disability Rating scale” >= 12"},
    {"Hemoglobin ≥ 9 g/dL for both men and women", "measurement hemoglobin >= 9 g/dL"},
    {"Blood pressure of 150/95 mmHg or higher", "any(measurement systolic-blood-pressure >= 150 mm[Hg]; measurement diastolic-blood-pressure >= 95 mm[Hg])"},
    {"Breast cancer, stage III, or stage II with recurrence", "all(condition breast-cancer; stage tumor-stage = 3 {stage} or = 2 {stage}; condition perhaps another “recurrence”)"},
    {"BRCA1 or BRCA2 mutation", "any(biomarker brca1 mutated; biomarker brca2)"},
    {"Women of childbearing potential must not be pregnant. Women of childbearing potential are defined as women who are not postmenopausal",
     "all(if(all(sex sex.female; condition childbearing-potential) then not(condition pregnancy)); sex sex.female (mention); condition childbearing-potential (mention); sex sex.female (mention); condition postmenopausal (mention))"},
};
INSTANTIATE_TEST_SUITE_P(Acuities, Included, testing::ValuesIn(acuities));

TEST(VisualAcuity, IsReadAsSnellenWroteIt) {
  const auto seen = [](const char* value) { return woman().result("Visual acuity", "", value); };
  including("Best corrected visual acuity of 20/40 or better").passes("at the limit", seen("20/40")).passes("better", seen("20/25")).fails("worse", seen("20/50")).passes("in metres", seen("6/12"));
  including("Visual acuity 20/40 to 20/200 in the study eye").fails("better than both", seen("20/32")).passes("within", seen("20/200")).fails("worse than both", seen("20/400"));
}

// a sign that was lost: who is let in has that much at least, or at most, by the analyte; who is kept out, nobody says
constexpr Reading lost_signs[] = {
    {"Platelets 75,000/mm3", "measurement platelets >= 75000 /mm3 (= 75 10*9/L)"},
    {"Platelet count of 75,000", "measurement platelets >= 75000 (taken as 75 10*9/L)"},
    {"Hemoglobin = 8.5 g/dL, creatinine 1.4 mg/dL", "all(measurement hemoglobin >= 8.5 g/dL; measurement creatinine <= 1.4 mg/dL)"},
    {"Karnofsky 60", "score karnofsky >= 60"},
    {"Ferritin 100 ng/mL", "measurement ferritin = 100 ng/mL (possible)"},
    {"Albumin increase of 1 g/dL", "measurement increase albumin = 1 g/dL (possible)"},
};
INSTANTIATE_TEST_SUITE_P(LostSigns, Included, testing::ValuesIn(lost_signs));

constexpr Reading lost_signs_kept_out[] = {{"Platelets 75,000/mm3", "measurement platelets = 75000 /mm3 (= 75 10*9/L) (possible)"}};
INSTANTIATE_TEST_SUITE_P(LostSigns, Excluded, testing::ValuesIn(lost_signs_kept_out));

TEST(SexWithMen, IsNoSex) {
  including("Reports sex with men in the past 12 months").is_open("a man of whom nothing else is known", man()).is_open("a woman with diabetes", woman().condition("Diabetes", "E11.9", "2023-01-05"));
}

}  // namespace
}  // namespace elig::showcase
