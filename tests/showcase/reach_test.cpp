// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What reaches over a whole list and what may be of one member only: sites, purposes, judgements, heads, exceptions. Where the words do
// not tell, a member that may be meant is neither kept out nor let in.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"No resistance to emtricitabine (FTC) or tenofovir",
     "all(not(exposure refractory emtricitabine); exposure emtricitabine (mention); not(exposure refractory tenofovir))"},
    {"No asthma unless stable on montelukast",
     "any(not(condition asthma); all(exposure montelukast (current); manual (wording)))"},
    {"Type 2 diabetes not previously treated with insulin",
     "all(condition type-2-diabetes; not(exposure insulin.drug))"},
    {"HCV ribonucleic acid viral load ≥ 1000 IU/mL",
     "measurement hcv-rna >= 1000 [IU]/mL"},
    {"ALT ? 2.5 x ULN",
     "measurement alt <= 2.5 × ULN (possible)"},
    {"Diabetes and hypertension or obesity",
     "any(all(condition diabetes; any(condition hypertension; condition obesity)); all(any(all(condition diabetes; condition hypertension); condition obesity); unparsed))"},
    {"No substance abuse disorder (including alcohol abuse within 6 months)",
     "all(not(any(condition perhaps limited like its examples substance-use-disorder; condition alcohol-use-disorder, within 6 mo)); condition disease (mention))"},
    {"At least 3 weeks since prior and no other concurrent chemotherapy",
     "therapy chemotherapy (past), not within 3 wk"},
    {"No prior or concurrent radiotherapy",
     "not(therapy radiotherapy (past))"},
    {"No prior and no concurrent radiotherapy",
     "not(therapy radiotherapy (past))"},
    {"At least 6 weeks since prior radiotherapy and no concurrent radiotherapy",
     "all(therapy radiotherapy (past), not within 6 wk; not(therapy radiotherapy (current)))"},
    {"No uncontrolled medical illness, including any of the following:\n  - thyroid disease\n  - HIV",
     "not(any(condition uncontrolled disease; condition perhaps uncontrolled thyroid-disease; condition perhaps uncontrolled hiv))"},
    {"Diabetes, hypertension, obesity",
     "any(all(condition diabetes; condition hypertension; condition obesity); all(any(condition diabetes; condition hypertension; condition obesity); unparsed))"},
};

constexpr Reading excluded[] = {
    {"Immobility, hyperostosis or sclerotic changes at the lumbar spine",
     "any(unparsed; condition perhaps at the lumbar spine “hyperostosis”; all(unparsed; unparsed))"},
    {"Acne, tattoos or large scars on the abdomen",
     "any(condition perhaps on the abdomen acne; finding perhaps on the abdomen tattoo; all(condition large scar; unparsed))"},
    {"Myopia, epiretinal membrane and vitreous strands, which cause traction on the macula",
     "any(condition perhaps which cause traction on the myopia; condition perhaps which cause traction on the epiretinal-membrane; unparsed; all(unparsed; unparsed))"},
    {"Abuse of diuretics or laxatives",
     "any(exposure abuse diuretic; exposure perhaps abuse of laxative)"},
    {"Compulsorily detained for treatment of asthma or hepatitis B",
     "all(unparsed; any(condition asthma (current); condition perhaps compulsorily detained for hepatitis-b (current)))"},
    {"Seizure related to arrhythmia",
     "all(condition seizure; manual (cause); condition arrhythmia)"},
    {"Contraindication to any of the following: aspirin, morphine",
     "all(manual (judgement); any(exposure aspirin (mention); exposure morphine (mention)))"},
    {"Contraindications to:\n  - aspirin\n  - morphine",
     "all(manual (judgement); any(exposure aspirin (mention); exposure morphine (mention)))"},
    {"Allergy to any of the following: penicillin, morphine",
     "any(allergy penicillin-class; allergy morphine)"},
    {"Known hypersensitivity to:\n  - penicillin\n  - morphine",
     "all(condition hypersensitivity (mention); any(allergy penicillin-class; allergy morphine))"},
    {"Drug allergy, hypersensitivity, or intolerance to acetaminophen",
     "any(condition hypersensitivity (mention); all(finding intolerance (mention); allergy acetaminophen))"},
    {"Allergy to any component of the vaccine",
     "allergy vaccine"},
    {"Receiving concomitant medication:\n  - rifampin",
     "all(exposure “medication” (current) (mention); exposure rifampin (current))"},
    {"Angina, sick sinus syndrome or syncope unless the subject has a pacemaker",
     "any(all(any(condition angina; condition sick-sinus-syndrome); any(not(procedure pacemaker); manual (wording))); all(condition syncope; not(procedure pacemaker)))"},
    {"Angina, sick sinus syndrome or syncope, unless the subject has a pacemaker",
     "all(any(condition angina; condition sick-sinus-syndrome; condition syncope); not(procedure pacemaker))"},
    {"Heart failure (NYHA III or IV)",
     "all(condition heart-failure; stage nyha = 3 or = 4)"},
    {"POEMS (plasma cell dyscrasia with polyneuropathy)",
     "all(condition poems-syndrome; condition poems-syndrome (mention))"},
    {"Systolic blood pressure < 90 mmHg or 150 mmHg",
     "any(measurement systolic-blood-pressure < 90 mm[Hg]; measurement systolic-blood-pressure < 150 mm[Hg] (possible))"},
    {"Currently has a malignancy or has a history of malignancy within 5 years (except for basal cell carcinoma)",
     "any(condition cancer other than basal-cell-carcinoma (on conditions) (current); all(condition cancer other than basal-cell-carcinoma (past), within 5 a; condition basal-cell-carcinoma (mention)))"},
    {"Abnormalities",
     "condition perhaps another “Abnormalities”"},
    {"Uncontrolled illness including infection, symptomatic heart failure, or arrhythmia",
     "any(condition uncontrolled disease; condition perhaps uncontrolled infection; condition symptomatic heart-failure; condition perhaps symptomatic arrhythmia)"},
    {"Angina, arrhythmia, or psychiatric illness/family matters that would hinder travel",
     "any(condition angina; condition arrhythmia; condition perhaps that would hinder travel psychiatric-disorder; all(manual (judgement); manual (judgement); manual (social)))"},
    {"Uncontrolled illness including unstable angina or arrhythmia",
     "any(condition uncontrolled disease; condition unstable-angina; condition perhaps uncontrolled arrhythmia)"},
    {"Taking metformin and one additional oral antidiabetic drug",
     "any(exposure metformin (current); exposure perhaps another oral-antidiabetic (current))"},
    {"Prior fluorouracil, and second-line irinotecan", "any(exposure fluorouracil (past); exposure irinotecan (past))"},
    {"Significant lung disease (e.g., asthma, COPD)",
     "any(condition significant lung-disease; condition perhaps significant asthma; condition perhaps significant copd)"},
    {"Clinically significant liver disease",
     "condition significant liver-disease"},
    {"Type 2 diabetes using insulin",
     "all(condition type-2-diabetes; exposure insulin.drug (current))"},
    {"Cancer other than skin cancer within 5 years",
     "all(condition cancer other than skin-cancer, within 5 a; condition skin-cancer (mention))"},
    {"Cancer except skin cancer within 5 years",
     "all(condition perhaps in that time cancer other than skin-cancer; condition skin-cancer (mention), within 5 a)"},
    {"Intraocular pressure > 25 mmHg in the study eye",
     "measurement intraocular-pressure > 25 mm[Hg]"},
    {"Difficulty lying still and for up to 3 hours in the MRI unit or asthma",
     "any(unparsed; all(unparsed; procedure mri (possible)); condition asthma)"},
    {"Uncontrolled heart rate in participants with atrial fibrillation or atrial flutter",
     "if(any(condition atrial-fibrillation; condition atrial-flutter) then measurement uncontrolled heart-rate)"},
    {"Infectious conjunctivitis, keratitis or scleritis",
     "any(condition infectious conjunctivitis; condition perhaps infectious keratitis; condition perhaps infectious scleritis)"},
};

INSTANTIATE_TEST_SUITE_P(Reach, Included, testing::ValuesIn(included));
INSTANTIATE_TEST_SUITE_P(Reach, Excluded, testing::ValuesIn(excluded));

TEST(Reach, KeepsOpenWhoeverMayBeMeant) {
  excluding("Acne, tattoos or large scars on the abdomen").is_open("acne of the face", woman().condition("Acne vulgaris", "L70.0", "2020-01-10"));
  excluding("Abuse of diuretics or laxatives").is_open("laxatives for a month", woman().drug("Bisacodyl", "2024-05-01")).passes("neither", woman().drug("Metformin", "2024-05-01"));
  excluding("Contraindication to any of the following: aspirin, morphine").asks_a_person("takes morphine without harm", woman().drug("Morphine", "2024-05-01"));
  const auto heart = [](const char* name, const char* code) { return woman().condition(name, code, "2024-01-10"); };
  excluding("Angina, sick sinus syndrome or syncope unless the subject has a pacemaker")
      .fails("angina and no pacemaker", heart("Angina pectoris", "I20.9").procedure("Appendectomy", "2015-01-10"))
      .passes("syncope with a pacemaker", heart("Syncope", "R55").procedure("Cardiac pacemaker implantation", "2015-01-10"))
      .asks_a_person("angina with a pacemaker", heart("Angina pectoris", "I20.9").procedure("Cardiac pacemaker implantation", "2015-01-10"))
      .passes("none of them", heart("Asthma", "J45").procedure("Appendectomy", "2015-01-10"));
  excluding("Prior radiotherapy for prostate cancer")
      .fails("prostate cancer, and radiotherapy after it", man().condition("Prostate cancer", "C61", "2020-01-10").procedure("Radiotherapy", "2020-05-10"))
      .is_open("radiotherapy after it, and another cancer", man().condition("Prostate cancer", "C61", "2020-01-10").condition("Lung cancer", "C34.90", "2020-01-10").procedure("Radiotherapy", "2020-05-10"))
      .passes("radiotherapy before it", man().condition("Prostate cancer", "C61", "2020-01-10").procedure("Radiotherapy", "2015-01-10"))
      .passes("no radiotherapy", man().condition("Prostate cancer", "C61", "2020-01-10").procedure("Appendectomy", "2015-01-10").drug("Metformin", "2020-01-10"));
  including("Diabetes and hypertension or obesity")
      .passes("all three", heart("Diabetes mellitus", "E11.9").condition("Hypertension", "I10", "2020-01-10").condition("Obesity", "E66.9", "2020-01-10"))
      .is_open("obesity alone", heart("Obesity", "E66.9"))
      .fails("hypertension alone", heart("Hypertension", "I10"));
  including("Type 2 diabetes not previously treated with insulin").fails("insulin once", woman().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-10").drug("Insulin glargine", "2020-01-10", "2021-01-10"));
}

}  // namespace
}  // namespace elig::showcase
