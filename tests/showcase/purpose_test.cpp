// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What a treatment is for: "chemotherapy for breast cancer".
namespace elig::showcase {
namespace {

constexpr Reading excluded[] = {
    {"Chemotherapy for lung cancer or colon cancer",
     "all(therapy chemotherapy for lung-cancer or colon-cancer; condition lung-cancer (mention); condition colon-cancer (mention))"},
    {"Hospitalization for asthma, COPD or pneumonia within 3 months",
     "all(encounter hospitalization for asthma or copd or pneumonia, within 3 mo; condition asthma (mention); condition copd (mention); condition pneumonia (mention))"},
    {"Surgery or chemotherapy for breast cancer within 6 months",
     "any(procedure surgery for breast-cancer (perhaps), within 6 mo; all(therapy chemotherapy for breast-cancer, within 6 mo; condition breast-cancer (mention)))"},
    {"Corticosteroids for asthma or antibiotics within 4 weeks",
     "any(all(exposure corticosteroid for asthma, within 4 wk; condition asthma (mention)); exposure antibiotic, within 4 wk)"},
    {"Vedolizumab for the treatment of ulcerative colitis",
     "all(exposure vedolizumab for ulcerative-colitis; condition ulcerative-colitis (mention))"},
    {"Corticosteroids for asthma or diabetes",
     "any(all(exposure corticosteroid for asthma or diabetes; condition asthma (mention)); condition perhaps by itself diabetes)"},
    {"Chemotherapy for metastatic prostate cancer",
     "all(therapy chemotherapy for metastatic prostate-cancer; condition metastatic prostate-cancer (mention))"},
    {"Asthma requiring oral corticosteroids",
     "all(condition asthma; exposure corticosteroid.systemic for asthma (current))"},
    {"Prior treatment for breast cancer",
     "all(any(therapy anticancer-therapy for breast-cancer (past); procedure surgery for breast-cancer (past)); condition breast-cancer (past))"},
    {"Treatment for prostate cancer within 6 months",
     "all(any(therapy anticancer-therapy for prostate-cancer, within 6 mo; procedure surgery for prostate-cancer, within 6 mo); condition prostate-cancer)"},
    {"Prior therapy for HER2-positive breast cancer",
     "all(procedure “therapy” (past); biomarker her2 positive (past); condition breast-cancer (past))"},
    {"Antiretroviral drugs for HIV prevention",
     "all(exposure antiretroviral; condition prevention hiv (mention); unparsed)"},
};
INSTANTIATE_TEST_SUITE_P(Purpose, Excluded, testing::ValuesIn(excluded));

Made treated(Made who) { return who.drug("Paclitaxel", "2022-02-01", "2022-05-01"); }
constexpr auto breast = [](Made who, const char* onset = "2022-01-10") { return who.condition("Malignant neoplasm of female breast", "C50.919", onset); };
constexpr auto colon = [](Made who) { return who.condition("Colon cancer", "C18.9", "2022-01-10"); };

TEST(Purpose, IsTheReasonThatIsStated) {
  excluding("Chemotherapy for breast cancer")
      .fails("for it", breast(treated(woman()).because("Breast cancer")))
      .passes("for another", colon(breast(treated(woman()).because("Colon cancer"))))
      .is_open("for something broader", breast(treated(woman()).because("Cancer")));
}

TEST(Purpose, IsToldByTheDiagnosesWhereNoReasonIs) {
  excluding("Chemotherapy for breast cancer")
      .fails("breast cancer alone", breast(treated(woman())))
      .passes("colon cancer alone", colon(treated(woman())))
      .is_open("both", colon(breast(treated(woman()))))
      .passes("over before the breast cancer began", breast(treated(woman()), "2023-06-01"))
      .passes("never treated", breast(woman()).drug("Metformin", "2020-01-01"))
      .is_open("no diagnoses on record", treated(woman()));
}

TEST(Purpose, OfAnOperationOrAStayIsNotToldByTheDiagnoses) {
  excluding("Surgery for back pain within 2 years")
      .is_open("back pain and an appendectomy", woman().condition("Low back pain", "M54.50", "2019-01-01").procedure("Appendectomy", "2023-03-04"))
      .fails("an operation for it", woman().condition("Low back pain", "M54.50", "2019-01-01").procedure("Appendectomy", "2023-03-04").because("Back pain"));
}

TEST(Purpose, LeavesTheDiseaseByItselfAlone) {
  excluding("Biologics for psoriasis and psoriatic arthritis")
      .passes("psoriatic arthritis without biologics", woman().condition("Psoriatic arthritis", "L40.50", "2019-05-06").drug("Metformin", "2020-01-01"))
      .fails("adalimumab for it", woman().condition("Psoriatic arthritis", "L40.50", "2019-05-06").drug("Adalimumab", "2020-01-01"));
}

TEST(Purpose, OfWhatPassesIsSeldomAmongTheDiagnoses) {
  excluding("Antibiotics for any infection within 14 days").is_open("amoxicillin and no infection", woman().drug("Amoxicillin", "2024-05-25", "2024-05-30").condition("Migraine", "G43.909", "2010-01-01"));
}

TEST(Purpose, OfAnyTreatmentIsACancersOwn) {
  excluding("Prior treatment for breast cancer")
      .fails("chemotherapy for it", breast(treated(woman())))
      .is_open("an operation, and nobody says what for", breast(woman()).procedure("Mastectomy", "2022-02-04").drug("Metformin", "2020-01-01"))
      .passes("never treated", breast(woman()).procedure("Appendectomy", "2001-03-04").drug("Metformin", "2020-01-01"));
  including("More than 4 weeks since prior therapy for breast cancer")
      .passes("long ago", breast(treated(woman())).procedure("Appendectomy", "2001-03-04"))
      .fails("two weeks ago", breast(woman()).procedure("Appendectomy", "2001-03-04").drug("Paclitaxel", "2024-02-01", "2024-05-18"));
}

}  // namespace
}  // namespace elig::showcase
