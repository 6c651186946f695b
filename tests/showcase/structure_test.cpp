// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What joins, what narrows, what decides: sentences and the trees they are read as, a table for each class of wording.
namespace elig::showcase {
namespace {

TEST_P(Included, ReadsAs) { including(GetParam().sentence).reads(GetParam().tree); }
TEST_P(Excluded, ReadsAs) { excluding(GetParam().sentence).reads(GetParam().tree); }

constexpr Reading included[] = {
    {"Men or women diagnosed with asthma", "all(any(sex sex.male; sex sex.female); condition asthma (current))"},
    {"Healthy males or non-pregnant, non-lactating females aged 18 to 45",
     "all(any(all(finding healthy; sex sex.male); all(not(condition pregnancy); not(condition lactation); sex sex.female (mention))); age >= 18 (taken as 18 a) and <= 45 (taken as 45 a))"},
    {"Male or female subjects of any race with asthma", "all(any(sex sex.male; sex sex.female); condition asthma)"},
    {"Men or women aged 40 to 60 years", "all(any(sex sex.male; sex sex.female); age >= 40 a and <= 60 a)"},
    {"Recurrent or metastatic, HER2-negative breast cancer", "all(biomarker her2 negative; condition recurrent|metastatic breast-cancer)"},
    {"Negative for hepatitis B, C and HIV", "all(condition hepatitis-b negative; condition hepatitis-c negative; condition hiv negative)"},
    {"Disease free of any malignancy for at least 3 years", "not(condition cancer, within 3 a)"},
    {"More than 4 weeks since radiotherapy (6 weeks for brain irradiation)", "all(therapy radiotherapy other than radiotherapy.brain, not within (over) 4 wk; therapy radiotherapy.brain, not within (over) 6 wk)"},
    {"No known seizures or syncope", "all(not(condition seizure); not(condition syncope))"},
    {"No stroke requiring surgery", "all(not(condition surgery stroke); procedure surgery (mention))"},
    {"ALT and AST ≤ 3 × ULN if no liver metastases", "if(not(condition liver-metastases) then all(measurement alt <= 3 × ULN; measurement ast <= 3 × ULN))"},
    {"Body weight: 60 kg or more (female: 50 kg or more)", "all(if(not(sex sex.female) then measurement body-weight >= 60 kg); if(sex sex.female then measurement body-weight >= 50 kg))"},
    {"Performance status ECOG ≤ 1 (or Karnofsky ≥ 70)", "any(score ecog <= 1; score karnofsky >= 70)"},
    {"Patients must be off corticosteroids at least 14 days prior to registration", "not(exposure corticosteroid, within 14 d)"},
    {"Tinnitus for at least 6 months and less than 5 years", "all(condition tinnitus, for at least 6 mo; condition tinnitus, for at most (under) 5 a)"},
    {"Gout for more than 1 year, but no longer than 10 years", "all(condition gout, for at least (over) 1 a; condition gout, for at most 10 a)"},
    {"Metformin for at least 3 months, within 6 months before screening", "all(exposure metformin, for at least 3 mo; exposure metformin, within 6 mo)"},
    {"Migraine for 2 years (or longer)", "condition migraine, for at least 2 a"},
    {"QTcF will be < 450 ms", "measurement qtcf < 450 ms"},
    {"Lupus nephritis according to the 2003 ISN/RPS classification", "condition lupus-nephritis"},
    {"Psoriasis based on a dermatological examination, for at least 6 months", "condition psoriasis, for at least 6 mo"},
    {"Bipolar disorder as per DSM-5 as assessed by a structured clinical interview", "condition bipolar-disorder"},
    {"Asthma as defined by the local guidelines and FEV1 below 2 L", "all(condition asthma; measurement fev1 < 2 L)"},
    {"Heart failure of class 3 as defined by the New York Heart Association criteria", "all(condition heart-failure; stage nyha = 3 {class}; stage nyha (mention))"},
    {"Heart failure, that is NYHA class II to III", "all(condition heart-failure; stage nyha >= 2 {class} and <= 3 {class})"},
};
INSTANTIATE_TEST_SUITE_P(Structure, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Renal failure or dysfunction (eGFR < 30 mL/min/1.73 m²)", "any(condition renal-failure (mention); all(condition kidney-disease (mention); measurement egfr < 30 mL/min/{1.73_m2}))"},
    {"Anemia with hemoglobin below 8 g/dL", "all(condition anemia (mention); measurement hemoglobin < 8 g/dL)"},
    {"Cancer other than basal cell carcinoma, except carcinoma in situ of the cervix", "all(condition cancer other than basal-cell-carcinoma other than carcinoma-in-situ-cervix; any(condition basal-cell-carcinoma (mention); condition carcinoma-in-situ-cervix (mention)))"},
    {"Allergy to penicillin or aspirin", "any(allergy penicillin-class; allergy aspirin)"},
    {"Use of NSAIDs (e.g. ibuprofen) within 7 days", "any(exposure nsaid (current), within 7 d; exposure ibuprofen (current) (mention))"},
    {"Abdominal or perianal abscess", "any(condition intra-abdominal-abscess; condition perianal-abscess)"},
    {"Antibiotics for more than 2 weeks within the last 3 months", "all(exposure antibiotic, for at least (over) 2 wk; exposure antibiotic, within 3 mo)"},
    {"Prednisone at a dose > 10 mg/day", "exposure prednisone > 10 mg/d"},
    {"Cirrhosis, Child-Pugh B or worse", "all(condition cirrhosis (mention); stage child-pugh >= 2)"},
    {"Diabetes with or without neuropathy", "all(condition diabetes; condition neuropathy (mention))"},
};
INSTANTIATE_TEST_SUITE_P(Structure, Excluded, testing::ValuesIn(excluded));

}  // namespace
}  // namespace elig::showcase
