// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What the members of a list have together and what each has of its own: results, limits, clauses, arms of the study.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Negative serum or urine beta-hCG pregnancy test",
     "test pregnancy-test negative"},
    {"Negative test for hepatitis B or HIV",
     "all(procedure “test” negative (mention); condition hepatitis-b negative; condition hiv negative)"},
    {"AST and ALT ≤ 2 and 3 × ULN, respectively",
     "all(measurement ast <= 2 × ULN; measurement alt <= 3 × ULN)"},
    {"Neutrophils and platelets above 1.5 and 100 × 10^9/L, respectively",
     "all(measurement neutrophils > 1.5 10*9/L; measurement platelets > 100 10*9/L)"},
    {"Hemoglobin ≥ 9 g/dL and platelets ≥ 100 × 10^9/L, respectively",
     "all(measurement hemoglobin >= 9 g/dL; measurement platelets >= 100 10*9/L)"},
    {"Type 1 or type 2 diabetes",
     "condition diabetes-type-1-or-2"},
    {"Diabetes mellitus type I or II",
     "condition diabetes-type-1-or-2"},
    {"Cohort B: melanoma",
     "any(condition melanoma; manual (wording))"},
    {"In one of these arms:\n  - Arm A: melanoma\n  - Arm B: lung cancer",
     "all(any(condition melanoma; condition lung-cancer); unparsed (mention))"},
    {"Asthma with at least one risk factor:\n  - obesity\n  - smoking",
     "all(condition asthma; unparsed (mention); any(condition obesity; finding smoker))"},
    {"Lines of therapy are defined as: chemotherapy, radiotherapy, surgery",
     "all(procedure “therapy” (mention); any(all(therapy chemotherapy (mention); therapy radiotherapy (mention); procedure surgery (mention)); all(any(therapy chemotherapy (mention); therapy radiotherapy (mention); procedure surgery (mention)); unparsed (mention))); unparsed)"},
    {"Patients of the Barrow Epilepsy Center",
     "condition barrow epilepsy (possible)"},
};
INSTANTIATE_TEST_SUITE_P(Shared, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Positive test for HIV or hepatitis B",
     "any(all(procedure “test” positive (mention); condition hiv positive); condition hepatitis-b positive)"},
    {"Positive serology for HIV (ELISA), hepatitis B surface antigen or hepatitis C antibody",
     "any(all(test “serology” positive (mention); condition hiv positive); test hbsag positive; test anti-hcv positive)"},
    {"Positive HIV, hepatitis B or hepatitis C serology",
     "any(condition hiv positive; condition hepatitis-b positive; test anti-hcv positive)"},
    {"Positive blood or urine culture",
     "any(unparsed; test urine-culture (possible))"},
    {"Crohn's disease or bowel resection that would impair absorption",
     "any(condition perhaps that would impair absorption crohns-disease; all(procedure bowel-resection; unparsed))"},
    {"Kidney transplantation, or if one is planned",
     "any(procedure kidney-transplant; manual (planned))"},
    {"Planned surgery during the study",
     "procedure surgery.elective (planned)"},
    {"Cardiac surgery scheduled within 3 months",
     "procedure surgery.cardiac (planned), within 3 mo"},
    {"Part 2 only: asthma",
     "all(condition asthma; manual (wording))"},
    {"Women of childbearing potential and not using contraception",
     "all(sex sex.female; condition childbearing-potential; not(condition contraception))"},
};
INSTANTIATE_TEST_SUITE_P(Shared, Excluded, testing::ValuesIn(excluded));

Made with_hypertension(Made who) { return who.condition("Essential hypertension", "I10", "2015-04-02"); }

TEST(Results, AreOfEveryTestThatIsNamed) {
  excluding("Positive test for HIV or hepatitis B")
      .passes("hepatitis B surface antigen negative", with_hypertension(woman()).result("Hepatitis B virus surface Ag", "5195-3", "Negative"))
      .fails("hepatitis B surface antigen positive", with_hypertension(woman()).result("Hepatitis B virus surface Ag", "5195-3", "Positive"));
  including("Negative serum or urine beta-hCG pregnancy test")
      .fails("a positive test", woman().result("Pregnancy test, urine", "2106-3", "Positive"))
      .passes("a negative test", woman().result("Pregnancy test, urine", "2106-3", "Negative"));
}

TEST(Diabetes, OfEitherType) {
  including("Type 1 or type 2 diabetes")
      .passes("type 1", woman().condition("Type 1 diabetes mellitus", "E10.9", "2001-01-01"))
      .passes("type 2", woman().condition("Type 2 diabetes mellitus", "E11.9", "2001-01-01"))
      .fails("neither", with_hypertension(woman()));
}

TEST(Plans, AreNoProceduresOnRecord) {
  excluding("Planned surgery during the study").asks_a_person("an appendectomy long ago", woman().procedure("Appendectomy", "2001-03-04"));
}

TEST(Arms, KeepNobodyOutForCertain) {
  including("Cohort B: melanoma")
      .passes("melanoma", woman().condition("Melanoma of skin", "C43.9", "2023-11-02"))
      .asks_a_person("no melanoma", with_hypertension(woman()));
  excluding("Part 2 only: asthma")
      .passes("no asthma", with_hypertension(woman()))
      .asks_a_person("asthma", woman().condition("Asthma", "J45.909", "2001-01-01"));
}

TEST(ChildbearingPotential, AloneKeepsNobodyOut) {
  excluding("Women of childbearing potential and not using contraception").passes("a man", man());
}

}  // namespace
}  // namespace elig::showcase
