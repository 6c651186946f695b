// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What belongs to a list: which members an adjective, a restriction, a window or a heading reaches, and what stays open where the
// words do not say.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Histologically confirmed: melanoma, renal cell carcinoma, bladder cancer", "any(condition melanoma; condition renal-cell-carcinoma; condition bladder-cancer)"},
    {"One of: melanoma; renal cell carcinoma; bladder cancer", "any(condition melanoma; condition renal-cell-carcinoma; condition bladder-cancer)"},
    {"Two of: asthma; diabetes; obesity", "at_least 2(condition asthma; condition diabetes; condition obesity)"},
    {"Melanoma and bladder cancer", "at_least 2(condition melanoma; condition bladder-cancer; unparsed)"},
    {"No history of:\n  - diabetes\n  - stroke", "not(any(condition diabetes (past); condition stroke (past)))"},
    {"No other malignancy except:\n  - basal cell carcinoma\n  - carcinoma in situ",
     "all(not(condition another cancer other than basal-cell-carcinoma other than carcinoma-in-situ); any(condition basal-cell-carcinoma (mention); condition carcinoma-in-situ (mention)))"},
    {"Ferritin 60 ng/mL", "measurement ferritin = 60 ng/mL (possible)"},
    {"Life expectancy of 3 months", "finding life-expectancy >= 3 mo"},
    {"Patients with brain metastases must have been treated with radiotherapy",
     "all(if(condition brain-metastases then therapy radiotherapy (past)); any(condition brain-metastases; unparsed))"},
    {"ECOG 0-2. Patients with paralysis will be considered ambulatory.", "all(score ecog >= 0 and <= 2; condition paralysis (mention); finding ambulatory (mention))"},
    {"GFR ≥ 60 mL/min/1.73 m² AND/OR\n- Creatinine ≤ 1.5 mg/dL", "any(measurement egfr >= 60 mL/min/{1.73_m2}; measurement creatinine <= 1.5 mg/dL)"},
    {"Adult males or females (aged 18 or older) with melanoma",
     "all(any(all(life stage adult; sex sex.male); sex sex.female); age >= 18 (taken as 18 a); condition melanoma)"},
    {"Melanoma. Aspirin may be used until the start of therapy.", "all(condition melanoma; exposure aspirin (mention))"},
    {"For patients with diabetes:\n  - asthma", "if(condition diabetes then condition asthma)"},
    {"Adults with diabetes on metformin\n- or insulin", "any(all(life stage adult; condition diabetes; exposure metformin (current)); all(exposure insulin.drug; unparsed))"},
    {"AST or ALT ≤ 2 × ULN", "at_least 2(measurement ast <= 2 × ULN; measurement alt <= 2 × ULN; unparsed)"},
    {"Transaminases ≤ 2 × ULN", "all(measurement ast <= 2 × ULN; measurement alt <= 2 × ULN)"},
    {"Participants of childbearing potential or those with partners of childbearing potential must use contraception",
     "if(any(condition childbearing-potential; condition childbearing-potential (other person)) then condition contraception (hypothetical))"},
    {"No chemotherapy for breast cancer", "all(not(therapy chemotherapy for breast-cancer); condition breast-cancer (mention))"},
    {"Men who are sexually active with women of childbearing potential must use contraception",
     "if(all(sex sex.male; condition sexually-active; sex sex.female (mention); condition childbearing-potential (mention)) then condition contraception (hypothetical))"},
    {"No gastrointestinal surgery affecting absorption", "all(not(procedure perhaps absorption surgery.gastrointestinal); unparsed (mention))"},
    {"ECOG 0 or 1", "score ecog = 0 or = 1"},
    {"An increase in FEV1 of at least 12 %", "measurement fev1.percent-predicted >= 12 % (possible)"},
};
INSTANTIATE_TEST_SUITE_P(Scope, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Uncontrolled hypertension or diabetes", "any(condition uncontrolled hypertension; condition perhaps uncontrolled diabetes)"},
    {"Severe hypertension or a seizure", "any(condition severe hypertension; condition seizure)"},
    {"Stroke or epilepsy with cognitive impairment", "any(condition perhaps with cognitive impairment stroke; all(condition epilepsy; condition cognitive-impairment))"},
    {"Stroke, or patients who have epilepsy with cognitive impairment", "any(condition stroke; all(condition epilepsy; condition cognitive-impairment))"},
    {"Cirrhosis, or surgery within 4 weeks", "any(condition cirrhosis, within 4 wk; condition perhaps at any time cirrhosis; procedure surgery, within 4 wk)"},
    {"Women who are pregnant, who have given birth within 90 days, or who are breastfeeding",
     "any(all(sex sex.female; condition pregnancy); procedure delivery, within 90 d; condition lactation)"},
    {"Patients who have asthma, who have had a stroke within 6 months, or who have epilepsy",
     "any(condition asthma; condition stroke (past), within 6 mo; condition epilepsy (past))"},
    {"Stroke or myocardial infarction within 6 months", "any(condition stroke, within 6 mo; condition myocardial-infarction, within 6 mo)"},
    {"Within 6 months: stroke, NYHA class III heart failure, seizure",
     "any(condition stroke, within 6 mo; all(stage nyha = 3 {class}, within 6 mo; condition heart-failure, within 6 mo); condition seizure, within 6 mo)"},
    {"Heart failure and is on dialysis", "at_least 2(condition heart-failure; therapy dialysis; unparsed)"},
    {"Diabetes and hypertension", "any(condition diabetes; condition hypertension)"},
    {"ALT > 3 x ULN and bilirubin > 2 x ULN", "at_least 2(measurement alt > 3 × ULN; measurement bilirubin.total > 2 × ULN; unparsed)"},
    {"Heart disease within 6 months, including:\n  - stroke\n  - angina", "any(condition heart-disease, within 6 mo; condition stroke, within 6 mo; condition angina, within 6 mo)"},
    {"No seizure, or patients with a QTc > 450 ms", "all(manual (wording); any(not(condition seizure (mention)); measurement qtc > 450 ms (mention)))"},
    {"Glaucoma (narrow-angle glaucoma) within 6 months", "any(condition perhaps narrow angle glaucoma glaucoma, within 6 mo; condition angle-closure-glaucoma, within 6 mo)"},
    {"Asthma (mild or moderate)", "condition perhaps mild or moderate asthma"},
    {"Heart failure (CHF)", "all(condition heart-failure; condition congestive-heart-failure (mention))"},
    {"Infection requiring antibiotics or hospitalization within 30 days",
     "any(all(condition perhaps requiring antibiotics infection; exposure antibiotic for infection (current), within 30 d); encounter perhaps for it hospitalization (current), within 30 d)"},
    {"Contraindication to aspirin or clopidogrel", "any(all(manual (judgement); exposure aspirin (mention)); all(exposure clopidogrel (mention); manual (judgement)))"},
    {"Testosterone > 25 % below the lower limit of normal", "any(measurement testosterone > 25 % (possible); measurement testosterone < 1 × LLN (possible))"},
    {"ALT more than 10 % above the upper limit of normal", "measurement alt > 0.1 × ULN (possible)"},
    {"S pneumoniae infection within 5 years", "all(condition streptococcus-pneumoniae, within 5 a; condition infection (mention))"},
    {"Stroke or any seizure with loss of consciousness", "any(condition perhaps with loss of consciousness stroke; all(condition seizure; condition altered-mental-status))"},
    {"Insulin as outpatient therapy within 3 months", "all(exposure insulin.drug, within 3 mo; procedure “outpatient therapy”)"},
    {"Infection (defined as signs without improvement)", "condition perhaps defined as signs without improvement infection"},
    {"Electrocardiogram (ECG) and chest x-ray are normal", "any(all(procedure ecg normal; procedure ecg (mention)); procedure x-ray.chest normal)"},
    {"Arrhythmia uncontrolled by drugs or the use of a defibrillator", "any(all(condition uncontrolled arrhythmia; exposure “drugs” (mention)); procedure perhaps for it icd (current))"},
    {"Cardiovascular disease, including angina, stroke or seizure within 6 months",
     "any(condition cardiovascular-disease, within 6 mo; condition angina (mention); condition stroke (mention); condition seizure, within 6 mo)"},
    {"Cardiovascular disease, including stroke within 6 months, NYHA class III heart failure, or seizure",
     "any(condition perhaps limited like its examples cardiovascular-disease; condition stroke, within 6 mo; all(stage nyha = 3 {class}; condition heart-failure); condition seizure)"},
    {"Infection with hepatitis B or hepatitis C, history of cirrhosis, or seizure",
     "any(all(condition infection; any(condition hepatitis-b; condition hepatitis-c)); condition cirrhosis (past); condition seizure (past))"},
    {"In patients without cirrhosis, bilirubin ≥ 2 mg/dL", "if(not(condition cirrhosis) then measurement bilirubin.total >= 2 mg/dL)"},
    {"Lack of physical integrity, malabsorption, or short bowel syndrome", "any(not(unparsed); condition malabsorption; condition short-bowel-syndrome)"},
    {"Pulmonary hypertension unresponsive to vasodilators such as sildenafil or nitroprusside",
     "all(condition unresponsive pulmonary-hypertension; any(exposure perhaps limited like its examples vasodilator; exposure perhaps for it sildenafil; exposure perhaps for it nitroprusside))"},
    {"Asthma or psychiatric illness that, in the opinion of the investigator, is severe",
     "any(condition perhaps of that kind asthma; condition perhaps of that kind psychiatric-disorder; manual (judgement))"},
    {"Bilateral breast cancer (including cancer)", "any(condition bilateral breast-cancer; condition cancer (mention))"},
    {"Other treatment within 30 days", "procedure perhaps another “treatment”, within 30 d"},
    {"Within 6 months:\n  - stroke\n  - angina", "any(condition stroke, within 6 mo; condition angina, within 6 mo)"},
};
INSTANTIATE_TEST_SUITE_P(Scope, Excluded, testing::ValuesIn(excluded));

TEST(Doubt, LeavesOpenOnlyWhoMayBeMeant) {
  excluding("Stroke or epilepsy with cognitive impairment")
      .is_open("a stroke", woman().condition("Stroke", "I63.9", "2024-01-10"))
      .passes("neither", woman().condition("Asthma", "J45", "2024-01-10"));
  excluding("Cirrhosis, or surgery within 4 weeks")
      .is_open("a cirrhosis that is over", woman().condition("Cirrhosis of liver", "K74.60", "2010-01-10", ClinicalStatus::inactive).procedure("Appendectomy", "2015-01-10"))
      .fails("surgery last week", woman().condition("Asthma", "J45", "2010-01-10").procedure("Appendectomy", "2024-05-25"))
      .passes("neither", woman().condition("Asthma", "J45", "2010-01-10").procedure("Appendectomy", "2015-01-10"));
  const auto liver = [](double alt, double bilirubin) { return woman().lab("1742-6", alt, "U/L").range(0, 40).lab("1975-2", bilirubin, "mg/dL").range(0, 1); };
  excluding("ALT > 3 x ULN and bilirubin > 2 x ULN").fails("both", liver(200, 4)).is_open("one", liver(200, 0.5)).passes("neither", liver(20, 0.5));
  including("Ferritin 60 ng/mL").asks_a_person("exactly that", woman().lab("2276-4", 60, "ng/mL")).asks_a_person("less", woman().lab("2276-4", 30, "ng/mL"));
  including("Creatinine clearance 60 mL/min").passes("exactly that", woman().lab("2164-2", 60, "mL/min")).fails("less", woman().lab("2164-2", 59, "mL/min"));
  excluding("Creatinine clearance 60 mL/min").asks_a_person("less", woman().lab("2164-2", 30, "mL/min"));
}

}  // namespace
}  // namespace elig::showcase
