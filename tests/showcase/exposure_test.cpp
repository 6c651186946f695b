// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What was taken, and when: drugs named by the enzymes they act on, what trials gave, suspicions, routes.
namespace elig::showcase {
namespace {

constexpr Reading excluded[] = {
    // drugs named by enzymes: strengths, roles and enzymes in any order
    {"Use of moderate or strong CYP3A inhibitors", "exposure cyp3a4-inhibitor (current)"},
    {"Use of inducers or inhibitors of CYP2C19", "exposure cyp2c19-modulator (current)"},
    {"Strong inhibitors of cytochrome P450 (CYP) 3A4", "exposure cyp3a4-inhibitor.strong"},
    {"Potent cytochrome P450 3A4/5 (CYP3A4/5) inducers", "exposure cyp3a4-inducer.strong"},
    {"Drugs known to be strong inhibitors/inducers of CYP3A4", "exposure cyp3a4-modulator.strong"},
    {"CYP2D6, CYP1A2 and P-gp inhibitors within 14 days",
     "any(exposure cyp2d6-inhibitor, within 14 d; exposure cyp1a2-inhibitor, within 14 d; exposure p-gp-inhibitor, within 14 d)"},
    {"Weak CYP3A4 inhibitors", "exposure weak cyp3a4-inhibitor"},
    {"Strong CYP3A4 inhibitors or moderate CYP3A4 inducers", "any(exposure cyp3a4-inhibitor.strong; exposure cyp3a4-inducer.moderate)"},
    {"CYP2B6 inhibitors", "exposure “CYP2B6 inhibitors”"},
    // what a trial gave
    {"Took part in a clinical trial of an unmarketed drug within 3 months", "exposure investigational-drug, within 3 mo"},
    {"Participation in another study with an experimental drug within 30 days", "exposure investigational-drug, within 30 d"},
    {"Use of an investigational device within 30 days", "exposure investigational-device (current), within 30 d"},
    // the window says how recent
    {"Recent stroke (within 3 months)", "condition stroke, within 3 mo"},
    {"Recent use of metformin", "exposure recent metformin (current)"},
    {"Use of any investigational drugs, vaccines or devices within 30 days",
     "any(exposure investigational-drug (current), within 30 d; exposure vaccine (current), within 30 d; exposure investigational-device (current), within 30 d)"},
    // whose time a window is
    {"Received digoxin or used amiodarone within 2 weeks", "any(exposure digoxin.drug (past), within 2 wk; exposure amiodarone (past), within 2 wk)"},
    {"Currently taking digoxin, or received amiodarone within 2 weeks", "any(exposure digoxin.drug (current); exposure amiodarone (past), within 2 wk)"},
    {"Eye surgery (including cataract surgery, corneal transplant) within 6 months",
     "any(procedure surgery.eye, within 6 mo; procedure cataract-surgery (mention); procedure corneal-transplant (mention))"},
    {"Steroids are excluded if given within 14 days before enrolment", "exposure corticosteroid, within 14 d"},
    {"Concurrent malignancy or history of stroke within 1 year", "any(condition cancer (current); condition stroke (past), within 1 a)"},
    // a clause of the last member, which the others are examples of
    {"Digoxin, lithium and other drugs that may slow the heart", 
     "any(exposure digoxin.drug; exposure lithium; all(exposure perhaps another “drugs”; unparsed; unparsed))"},
    // a reaction to something given
    {"Severe reactions to previous influenza vaccinations", "all(condition severe “reactions” (mention); allergy severe influenza-vaccine (past))"},
    // an exception behind examples is one of what they stand for
    {"Liver disease such as hepatitis or cirrhosis (except fatty liver)",
     "any(condition liver-disease other than nafld; condition hepatitis (mention); all(condition cirrhosis other than nafld; condition nafld (mention)))"},
    // treated with what the disease is treated with
    {"Untreated hypertension", "all(condition hypertension; not(exposure antihypertensive (current)))"},
    {"Receiving treatment for epilepsy", "all(exposure anticonvulsant (current); condition epilepsy (current))"},
    // a criterion's present tense
    {"Receive chemotherapy within 28 days before enrolment", "therapy chemotherapy, within 28 d"},
    {"Scheduled to receive chemotherapy", "therapy chemotherapy (planned)"},
    // suspicions
    {"Suspected pneumonia", "condition perhaps only suspected pneumonia"},
    {"Known or suspected sarcoidosis", "any(condition sarcoidosis; condition perhaps only suspected sarcoidosis)"},
    {"At risk of pneumonia", "condition pneumonia (possible)"},
    // whoever has it has its signs, though not every one its symptoms
    {"Any signs of pneumonia", "condition pneumonia"},
    {"Symptoms of sarcoidosis", "condition perhaps only suspected sarcoidosis"},
};
INSTANTIATE_TEST_SUITE_P(Exposure, Excluded, testing::ValuesIn(excluded));

constexpr Reading included[] = {
    {"Metformin, the dose unchanged for at least 8 weeks", "all(exposure metformin; exposure stable metformin (current), for at least 8 wk)"},
    {"If on antidepressants, the dosage must have been stable for at least 4 weeks",
     "if(exposure antidepressant (current) then exposure stable antidepressant (current), for at least 4 wk)"},
    {"On a stable (for at least 8 weeks) antiretroviral regimen", "exposure stable antiretroviral (current), for at least 8 wk"},
    {"Stable doses of insulin for 6 weeks before screening", "exposure stable insulin.drug, for at least 6 wk"},
    {"Treatment-naive chronic hepatitis C", "all(procedure “Treatment” (mention); condition chronic-hepatitis-c; not(exposure hcv-therapy (past)))"},
    {"No known or suspected sarcoidosis", "not(any(condition sarcoidosis; condition perhaps only suspected sarcoidosis))"},
    {"Suspected pneumonia", "condition pneumonia (possible)"},
    {"No CYP3A4 or CYP2C9 modulators", "all(not(exposure cyp3a4-modulator); not(exposure cyp2c9-modulator))"},
};
INSTANTIATE_TEST_SUITE_P(Exposure, Included, testing::ValuesIn(included));

TEST(EnzymeDrugs, AreTheMembersOfTheirClass) {
  excluding("Inhibitors or inducers of CYP2C9")
      .fails("an inducer", woman().drug("Rifampin", "2024-01-01"))
      .fails("an inhibitor", woman().drug("Amiodarone", "2024-01-01"))
      .passes("neither", woman().drug("Metformin", "2024-01-01"))
      .is_open("no drugs on record", woman());
}

TEST(Trial, IsToldByTheDrugItGave) {
  excluding("Participation in a clinical study with an investigational drug within 3 months")
      .fails("until a month ago", woman().drug("Investigational drug", "2024-02-01", "2024-05-01"))
      .passes("until a year ago", woman().drug("Investigational drug", "2023-02-01", "2023-05-01"))
      .passes("licensed drugs alone", woman().drug("Metformin", "2024-01-01"))
      .is_open("no drugs on record", woman());
}

TEST(StableDose, IsAnOrderThatHasRunSoLong) {
  including("If on antidepressants, the dose must have been stable for at least 8 weeks")
      .passes("for a year", woman().drug("Sertraline", "2023-05-01"))
      .fails("for a month", woman().drug("Sertraline", "2024-05-01"))
      .spares("none", woman().drug("Metformin", "2024-05-01"));
}

TEST(Untreated, IsWhoTakesNothingForIt) {
  Saying naive = including("Treatment-naive HIV infection");
  const auto hiv = [] { return woman().condition("HIV infection", "B20", "2022-01-01"); };
  naive.passes("other drugs alone", hiv().drug("Metformin", "2022-05-01"))
      .fails("treated once", hiv().drug("Dolutegravir", "2022-05-01", "2022-08-01"))
      .is_open("no drugs on record", hiv())
      .fails("no HIV", woman().condition("Hypertension", "I10", "2020-01-01").drug("Metformin", "2022-05-01"));
}

TEST(Judgement, IsOfWhatSomebodyHas) {
  excluding("Heart failure that in the investigator's opinion would interfere with the study")
      .passes("other diseases alone", woman().condition("Hypertension", "I10", "2020-01-01"))
      .asks_a_person("heart failure", woman().condition("Heart failure", "I50.9", "2020-01-01"));
  excluding("Any condition that in the investigator's opinion would interfere with the study").asks_a_person("hypertension", woman().condition("Hypertension", "I10", "2020-01-01"));
  including("Asthma as determined by the investigator")
      .fails("other diseases alone", woman().condition("Hypertension", "I10", "2020-01-01"))
      .asks_a_person("asthma", woman().condition("Asthma", "J45.909", "2020-01-01"));
}

TEST(Suspicion, IsOfWhatTheRecordNames) {
  excluding("Suspected tuberculosis")
      .passes("other diseases alone", woman().condition("Hypertension", "I10", "2020-01-01"))
      .is_open("tuberculosis", woman().condition("Tuberculosis", "A15.9", "2024-05-01"))
      .is_open("no diagnoses on record", woman());
}

TEST(Route, IsReadFromTheEntry) {
  excluding("Injected corticosteroids within 3 months")
      .fails("a depot", woman().drug("Methylprednisolone intramuscular injection", "2024-05-01"))
      .passes("a tablet", woman().drug("Prednisone 5 mg tablet", "2024-05-01"))
      .passes("an inhaler", woman().drug("Fluticasone inhaler", "2024-05-01"))
      .is_open("into a joint", woman().drug("Triamcinolone intra-articular injection", "2024-05-01"));
}

}  // namespace
}  // namespace elig::showcase
