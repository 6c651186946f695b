// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Words that a sentence may do without: who diagnosed it, where it was measured, under which heading it stands. What is left decides.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Physician-diagnosed asthma", "condition asthma"},
    {"Asthma diagnosed by a physician", "condition asthma"},
    {"You are at least 18 years old", "age >= 18 a"},
    {"Resting oxygen saturation ≥ 92% on room air", "measurement oxygen-saturation >= 92 %"},
    {"Creatinine ≤ 1.5 × ULN for the lab", "measurement creatinine <= 1.5 × ULN"},
    {"Creatinine clearance ≥ 50 mL/min by the Cockcroft-Gault equation", "all(measurement creatinine-clearance >= 50 mL/min; measurement creatinine-clearance (mention))"},
    {"Systolic blood pressure below 160 mmHg while at rest", "measurement systolic-blood-pressure < 160 mm[Hg]"},
    {"Women at least 2 years postmenopausal", "all(sex sex.female; condition postmenopausal, for at least 2 a)"},
    // what is measured in blood, and of whom; the mean of several readings
    {"Plasma potassium below 5.0 mmol/L", "measurement potassium < 5 mmol/L"},
    {"Serum transaminases up to 3 x ULN", "all(measurement ast <= 3 × ULN; measurement alt <= 3 × ULN)"},
    {"Mean systolic blood pressure below 150 mmHg", "measurement systolic-blood-pressure < 150 mm[Hg]"},
    {"The subject's absolute lymphocyte count is above 0.8 x 10^9/L", "measurement lymphocytes > 0.8 10*9/L"},
    // when it must have ended is asked of whoever had it
    {"Prior radiotherapy is allowed if completed at least 4 weeks before enrollment", "not(therapy radiotherapy (past), within (under) 4 wk)"},
    {"Prior taxane allowed if stopped > 6 months before the diagnosis of metastatic disease",
     "if(exposure taxane (past), not within (over) 6 mo of “event” then all(condition metastatic-cancer (current) (mention); unparsed))"},
};
INSTANTIATE_TEST_SUITE_P(Leftover, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Oxygen saturation less than 90% at room air", "measurement oxygen-saturation < 90 %"},
    {"Known seropositivity for HIV", "condition hiv positive"},
    {"Co-infected with hepatitis B or HIV", "any(condition hepatitis-b; condition hiv)"},
    {"Women who plan to become pregnant while in the study", "all(sex sex.female; condition planned-pregnancy)"},
    {"Further exclusion criteria apply", "manual (judgement)"},
    {"Other protocol-specified exclusion criteria may apply", "manual (judgement)"},
    // both of a pair of opposites are all there is
    {"Acute or chronic lung disease", "condition lung-disease"},
    {"Acute/chronic liver disease", "condition liver-disease"},
    {"Active or inactive tuberculosis", "condition tuberculosis"},
    {"Major or minor surgery within 2 weeks", "procedure surgery, within 2 wk"},
    {"Chronic lung disease, acute or chronic pancreatitis", "any(condition lung-disease; condition pancreatitis)"},
    // how long to look back at least is how long to look back
    {"Bowel resection within a minimum of 4 weeks", "procedure bowel-resection, within 4 wk"},
    {"Bowel resection within at least 4 weeks", "procedure bowel-resection, within 4 wk"},
};
INSTANTIATE_TEST_SUITE_P(Leftover, Excluded, testing::ValuesIn(excluded));

constexpr Reading shared[] = {
    {"Personal or family history of medullary thyroid cancer", "any(condition medullary-thyroid-cancer (past); condition medullary-thyroid-cancer (other person))"},
    {"Hypo- or hyperkalemia", "any(condition hypokalemia; condition hyperkalemia)"},
    {"Untreated hypo- and hyperthyroidism", "any(all(condition hypothyroidism; not(exposure thyroid-hormone (current))); condition perhaps untreated hyperthyroidism)"},
    {"Acute exacerbation of schizophrenia within 3 months", "condition exacerbation schizophrenia, within 3 mo"},
    {"Octreotide injections within 2 months", "exposure octreotide, within 2 mo"},
    {"Intraarticular methotrexate injections", "exposure intraarticular methotrexate"},
    {"Antihistamines the day before dosing", "exposure antihistamine, within 1 d"},
    {"Alcohol the week prior to screening", "exposure alcohol, within 1 wk"},
    {"Sodium-glucose cotransporter 2 (SGLT2) inhibitors", "exposure sglt2-inhibitor"},
    {"Live (attenuated) vaccines within 4 weeks", "exposure vaccine.live, within 4 wk"},
    {"Strong inhibitors or strong inducers of cytochrome P450 3A4/5", "exposure cyp3a4-modulator.strong"},
    {"Strong inhibitors of cytochrome P450 3A4", "exposure cyp3a4-inhibitor.strong"},
    // so many seconds beyond a control, which no record has
    {"Prothrombin time greater than 3 seconds prolonged", "measurement prothrombin-time > 3 s (possible)"},
};
INSTANTIATE_TEST_SUITE_P(LeftoverShared, Excluded, testing::ValuesIn(shared));

constexpr Reading stable[] = {
    {"Metformin on a stable dose for at least 3 months", "exposure stable metformin, for at least 3 mo"},
    {"Received a stable dose of octreotide injections for at least 3 months", "exposure stable octreotide (current), for at least 3 mo"},
    {"ANC ≥ 1500/µL (if receiving filgrastim, it must be stopped before)", "all(measurement neutrophils >= 1500 /uL (= 1.5 10*9/L); exposure filgrastim (current) (mention); unparsed)"},
    {"INR ≤ 1.5 (if not on warfarin)", "if(not(exposure warfarin (current)) then measurement inr <= 1.5)"},
};
INSTANTIATE_TEST_SUITE_P(LeftoverStable, Included, testing::ValuesIn(stable));

TEST(Leftover, NormalIsALimitOnTheSideItsComparisonNames) {
  excluding("ALT higher than normal").reads("measurement alt > 1 × ULN");
  excluding("WBC less than normal").reads("measurement leukocytes < 1 × LLN");
  including("ALT above normal limits").reads("measurement alt > 1 × ULN");
  including("ALT above the normal range").reads("measurement alt > 1 × ULN");
  excluding("WBC less than normal")
      .fails("below the range", woman().lab("6690-2", 3.4, "10*9/L").range(4, 10))
      .passes("at its lower end", woman().lab("6690-2", 4, "10*9/L").range(4, 10));
  including("Creatinine clearance ≥ 60 mL/min for patients with creatinine levels above institutional normal")
      .reads("if(measurement creatinine > 1 × ULN then measurement creatinine-clearance >= 60 mL/min)");
}

std::vector<std::string> criteria(const std::string& text) {
  std::vector<std::string> trees;
  for (const Criterion& c : rules_of(text).criteria) trees.push_back(shown(c.rule));
  return trees;
}
using Trees = std::vector<std::string>;

TEST(Leftover, ALineThatSaysOrJoinsItsNeighbours) {
  EXPECT_EQ(criteria("Inclusion Criteria:\n- Diabetes\n- OR\n- Obesity\n- Adults"), (Trees{"any(condition diabetes; condition obesity)", "life stage adult"}));
  EXPECT_EQ(criteria("Exclusion Criteria:\n- Diabetes\n- OR\n- Obesity"), (Trees{"condition diabetes", "condition obesity"}));
  EXPECT_EQ(criteria("Inclusion Criteria:\n- Adults with:\n  - Diabetes\n  - OR\n  - Obesity"), (Trees{"all(life stage adult (mention); any(condition diabetes; condition obesity))"}));
}

TEST(Leftover, AHeadingOfOneWordAsksForNothing) {
  EXPECT_EQ(criteria("Inclusion Criteria:\n- Adults\n\nKey\nExclusion Criteria:\n- Asthma"), (Trees{"life stage adult", "condition asthma"}));
}

}  // namespace
}  // namespace elig::showcase
