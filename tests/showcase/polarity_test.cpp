// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Which way a sentence points: what it forbids among the inclusions, asks for among the exclusions, merely allows, fears or expects.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"No prior chemotherapy is allowed", "not(therapy chemotherapy (past))"},
    {"Concomitant use of warfarin is not permitted", "not(exposure warfarin (current))"},
    {"Adults with asthma (patients with COPD are excluded)", "all(life stage adult; condition asthma; not(condition copd))"},
    {"Adults with asthma. Patients with COPD and bronchiectasis are not eligible.", "all(life stage adult; condition asthma; not(any(condition copd; condition bronchiectasis)))"},
    {"NSCLC; patients with an EGFR mutation are excluded", "all(condition nsclc; not(biomarker egfr-gene))"},
    {"HIV-positive patients are not excluded", "condition hiv (mention)"},
    {"No prior chemotherapy, but prior hydroxyurea is allowed", "all(not(therapy chemotherapy other than hydroxyurea (past)); exposure hydroxyurea (past) (mention))"},
    {"Hemoglobin ≥ 9 g/dL, transfusions are permitted", "all(measurement hemoglobin >= 9 g/dL; procedure transfusion (mention))"},
    {"Prostate cancer. Prior radiotherapy is allowed.", "all(condition prostate-cancer; therapy radiotherapy (past) (mention))"},
    {"Treatment naive (no prior anti-VEGF or steroid treatment)", "all(procedure “Treatment” (mention); unparsed (mention); not(exposure anti-vegf (past)); not(exposure corticosteroid (past)))"},
    {"No stroke, no seizures, no dementia or psychosis", "all(not(condition stroke); not(condition seizure); not(condition dementia); not(condition psychosis))"},
    {"Adults in second or subsequent remission", "all(life stage adult; finding second|subsequent complete-remission)"},
    {"Intolerant of or refractory to methotrexate", "any(finding intolerance (mention); exposure refractory not tolerated methotrexate)"},
    {"Acceptable and repeatable spirometry", "procedure repeatable spirometry"},
    {"Recovered from toxicity of prior chemotherapy", "all(manual (recovery); condition toxicity (mention); therapy chemotherapy (past) (mention))"},
    {"Refractory to rituximab", "exposure refractory rituximab"},
    {"No ECG evidence of ischemia", "all(procedure ecg (mention); not(condition “ischemia” (current)))"},
    {"Confirmed or suspected COVID-19", "any(condition covid-19; condition covid-19 (possible))"},
    {"Undergoing coronary artery bypass surgery", "procedure coronary-artery-bypass-graft (planned)"},
    {"No brain metastases unless treated", "any(not(condition brain-metastases); manual (wording))"},
    {"A child with other causes of cough excluded and has hypoxemia and wheezing", "all(unparsed; condition hypoxemia; finding wheezing)"},
    {"Dementia due to Parkinson's disease", "all(condition dementia; manual (cause); condition parkinsons-disease)"},
};
INSTANTIATE_TEST_SUITE_P(Polarity, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"No concurrent anticoagulants are allowed", "exposure anticoagulant"},
    {"No active infection", "condition infection"},
    {"No prior tamoxifen within 6 months", "exposure tamoxifen (past), within 6 mo"},
    {"No prior chemotherapy", "all(manual (wording); not(therapy chemotherapy (past) (mention)))"},
    {"Patients should not have a history of seizures", "condition seizure (past)"},
    {"Patients must have ECOG 0-2", "not(score ecog >= 0 and <= 2)"},
    {"Brain metastases. Patients with treated brain metastases are eligible.", "any(condition brain-metastases other than brain-metastases (on conditions); condition treated brain-metastases (mention))"},
    {"Systemic steroids; inhaled steroids are allowed", "any(exposure corticosteroid.systemic other than corticosteroid.inhaled; exposure corticosteroid.inhaled (mention))"},
    {"Patients with brain metastases are eligible provided that they are stable", "all(condition brain-metastases; not(manual (judgement)))"},
    {"ECG changes suggestive of infarction", "all(procedure change ecg (mention); condition infarct (possible))"},
    {"Inability to give informed consent (e.g. dementia)", "all(not(all(manual (ability); manual (consent))); condition dementia (mention))"},
    {"Hypersensitivity reaction (e.g. urticaria) to NSAIDs", "all(any(condition hypersensitivity (mention); condition urticaria (mention)); allergy nsaid)"},
    {"Allergic to egg protein, gelatin or neomycin", "any(condition protein egg-allergy; allergy “gelatin”; allergy neomycin)"},
    {"Objects that cannot be removed such as aneurysm clips or tattoos", "any(all(unparsed; not(unparsed); procedure aneurysm-repair); finding tattoo (possible))"},
    {"Patients unable to tolerate piperacillin and nystatin due to allergy", "all(not(all(manual (ability); exposure tolerate piperacillin-tazobactam (mention))); not(exposure allergy nystatin (hypothetical)); condition hypersensitivity (mention))"},
    {"Images cannot be obtained due to cataract or vitreous hemorrhage", "all(unparsed; any(condition cataract; condition vitreous-hemorrhage (possible)))"},
    {"Active thymoma. History of thymic carcinoma unless cured", "any(condition thymoma (current); all(condition thymic-cancer (past); not(manual (wording))))"},
    {"INR > 1.5 not correctable or platelets < 50000/mm3 not correctable", "any(all(measurement inr > 1.5; not(unparsed)); all(measurement platelets < 50000 /mm3 (= 50 10*9/L); not(unparsed)))"},
    {"Cannot receive injections, history of syncope", "any(not(all(manual (ability); procedure injection (mention))); condition syncope (past))"},
    {"Strong CYP3A4 inducers. The washout period should be at least 5 weeks.", "all(exposure cyp3a4-inducer.strong; unparsed)"},
    {"Exposure to tuberculosis", "condition tuberculosis (possible)"},
    {"Heart failure due to amyloidosis, sarcoidosis or myocarditis", "all(condition heart-failure; manual (cause); any(condition amyloidosis; condition sarcoidosis; condition myocarditis))"},
};
INSTANTIATE_TEST_SUITE_P(Polarity, Excluded, testing::ValuesIn(excluded));

TEST(Permission, OfAListIsOneOfEachMember) {
  including("The following are allowed:\n  - inhaled steroids\n  - topical steroids").spares("someone who takes none", woman().drug("Metformin", "2024-01-01"));
}

TEST(Permission, WithALimitIsALimit) {
  including("Up to 2 prior regimens are allowed").reads("therapy “regimens” (<= 2 line) (past)");
  including("INR up to 1.5 is acceptable").passes("1.5", woman().lab("6301-6", 1.5, "1")).fails("1.6", woman().lab("6301-6", 1.6, "1"));
}

TEST(Permission, LetsInWhatIsKnownAndWhatIsSuspected) {
  excluding("Active, known or suspected autoimmune disease. Subjects with vitiligo or psoriasis are permitted to enroll.")
      .fails("lupus", woman().condition("Systemic lupus erythematosus", "M32.9", "2020-01-01"))
      .passes("psoriasis, and nothing else on record", woman().condition("Psoriasis", "L40.9", "2020-01-01"));
}

TEST(Denial, AmongTheExclusionsKeepsOutWhoHasTheThing) {
  excluding("Patients must not be pregnant").fails("a pregnant woman", woman().condition("Pregnancy", "Z33.1", "2024-05-01")).passes("a man", man());
  including("No history of brain metastases")
      .fails("one that is over", woman().condition("Secondary malignant neoplasm of brain", "C79.31", "2022-01-10", ClinicalStatus::inactive))
      .passes("none", woman().condition("Essential hypertension", "I10", "2012-05-01"));
  excluding("No other malignancy is allowed except basal cell carcinoma")
      .is_open("colon cancer, which may be the study's own", woman().condition("Malignant neoplasm of colon", "C18.9", "2023-01-01"))
      .fails("and breast cancer", woman().condition("Malignant neoplasm of colon", "C18.9", "2023-01-01").condition("Malignant neoplasm of breast", "C50.919", "2024-01-01"))
      .passes("a basal cell carcinoma", woman().condition("Basal cell carcinoma of skin", "C44.91", "2023-01-01"));
  excluding("No prior chemotherapy").asks_a_person("someone with it", woman().procedure("Chemotherapy", "2024-01-01")).asks_a_person("someone without", woman().procedure("Appendectomy", "2024-01-01"));
}

}  // namespace
}  // namespace elig::showcase
