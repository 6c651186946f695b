// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// "No other malignancy": whoever has only the study's own is not kept out.
namespace elig::showcase {
namespace {

Made with_breast_cancer() { return woman().condition("Malignant neoplasm of left female breast", "C50.912", "2024-02-10"); }
Made with_colon_cancer_too(const std::string& onset, ClinicalStatus status = ClinicalStatus::active) {
  return with_breast_cancer().condition("Malignant neoplasm of sigmoid colon", "C18.7", onset, status);
}

/// The last criterion of a study of these diseases.
RuleSet of_study(const std::string& condition, const std::string& eligibility) {
  const std::string json = "{\"nct_id\":\"said\",\"conditions\":[\"" + condition + "\"],\"criteria\":\"" + eligibility + "\"}";
  return parse(read_studies(json, "said.jsonl").front(), *Vocabulary::builtin());
}
Outcome last(const RuleSet& rules, const Made& who) { return made::explain(rules, who).criteria.back().outcome; }

TEST(OtherCancers, OneOnRecordMayBeTheStudysOwn) {
  for (const char* sentence : {"Other malignancy within the past 5 years", "Any other active cancer", "Second primary malignancy", "History of another malignancy"}) {
    excluding(sentence)
        .is_open("one cancer", with_breast_cancer())
        .is_open("and where it has spread to", with_breast_cancer().condition("Secondary malignant neoplasm of bone", "C79.51", "2024-03-01"))
        .is_open("named twice", with_breast_cancer().condition("Infiltrating ductal carcinoma of breast", "C50.919", "2024-02-12"))
        .fails("two that stand side by side", with_colon_cancer_too("2023-06-01"))
        .passes("none", woman().condition("Essential hypertension", "I10", "2015-01-01"));
  }
}

TEST(OtherCancers, OneThatIsOverIsNotTheStudysWhileAnotherGoesOn) {
  excluding("History of another malignancy").fails("colon cancer, long past", with_colon_cancer_too("2010-06-01", ClinicalStatus::inactive));
  including("No other malignancy within 5 years").is_open("the second one lies before the five years", with_colon_cancer_too("2010-06-01", ClinicalStatus::inactive));
}

TEST(OtherCancers, ExceptedOnesAreNotTheStudysOwn) {
  excluding("Other malignancy except basal cell carcinoma of the skin")
      .is_open("breast cancer and a basal cell carcinoma", with_breast_cancer().condition("Basal cell carcinoma of skin of nose", "C44.311", "2023-02-10"))
      .passes("a basal cell carcinoma alone", woman().condition("Basal cell carcinoma of skin of nose", "C44.311", "2023-02-10"));
}

TEST(OtherCancers, ThanOneNamedBeforeInTheListAreAnyCancer) {
  excluding("Lymphoma or other malignancies").fails("breast cancer", with_breast_cancer());
}

TEST(OtherCancers, AreReadByWhatTheStudyIsAbout) {
  for (const char* sentence : {"Other malignancy within the past 5 years", "Active malignancy", "History of malignancy"}) {
    const RuleSet of_breast = of_study("Breast Cancer", std::string("Exclusion Criteria:\\n- ") + sentence);
    EXPECT_EQ(last(of_breast, with_breast_cancer()), Outcome::pass) << sentence;
    EXPECT_EQ(last(of_breast, with_colon_cancer_too("2023-06-01")), Outcome::fail) << sentence;
    const RuleSet of_colon = of_study("Colon Cancer", std::string("Exclusion Criteria:\\n- ") + sentence);
    EXPECT_EQ(last(of_colon, with_breast_cancer()), Outcome::fail) << sentence;
    const RuleSet of_any = of_study("Advanced Solid Tumor", std::string("Exclusion Criteria:\\n- ") + sentence);
    EXPECT_EQ(last(of_any, with_breast_cancer()), Outcome::unknown) << sentence;
    EXPECT_EQ(last(of_any, with_colon_cancer_too("2023-06-01")), Outcome::fail) << sentence;
    const RuleSet of_none = of_study("Rheumatoid Arthritis", std::string("Exclusion Criteria:\\n- ") + sentence);
    EXPECT_EQ(last(of_none, with_breast_cancer()), Outcome::fail) << sentence;
  }
}

TEST(OtherCancers, TheStudysOwnIsAlsoWhatItAsksFor) {
  const RuleSet rules = rules_of("Inclusion Criteria:\n- Histologically confirmed breast cancer\nExclusion Criteria:\n- Active malignancy");
  EXPECT_EQ(last(rules, with_breast_cancer()), Outcome::pass);
  EXPECT_EQ(last(rules, with_colon_cancer_too("2023-06-01")), Outcome::fail);
  // what else the criterion keeps out is no cancer in general
  const RuleSet lymphoma = rules_of("Inclusion Criteria:\n- Histologically confirmed breast cancer\nExclusion Criteria:\n- Inflammatory breast cancer");
  EXPECT_EQ(last(lymphoma, woman().condition("Inflammatory carcinoma of breast", "", "2024-01-01")), Outcome::fail);
}

Made with_colon_cancer(const std::string& onset, const std::string& end = "") {
  Made m = woman().condition("Malignant neoplasm of ascending colon", "C18.2", onset, end.empty() ? ClinicalStatus::active : ClinicalStatus::inactive);
  if (!end.empty()) m.patient.facts.back().end = made::date(end);
  return m;
}

TEST(CancersOfThePast, AreExceptedOnceTheyAreOverLongEnough) {
  for (const char* sentence : {"Prior malignancy except non-melanoma skin cancer or cancer from which the patient has been disease-free for at least 5 years",
                               "Prior malignancy, unless the patient has been free of it for 5 years",
                               "Prior malignancy (except curatively treated malignancy without evidence of disease for ≥ 5 years)"})
    excluding(sentence)
        .passes("over for five years and a day", with_colon_cancer("2014-02-01", "2019-05-31"))
        .passes("over for five years, the limit itself", with_colon_cancer("2014-02-01", "2019-06-01"))
        .fails("over for less", with_colon_cancer("2014-02-01", "2019-06-02"))
        .fails("began less than five years ago", with_colon_cancer("2021-02-01"))
        .is_open("an old one that nobody calls over", with_colon_cancer("2014-02-01"))
        .fails("an old one in relapse", woman().condition("Relapsed acute myeloid leukemia", "C92.02", "2014-02-01"));
  including("No prior malignancy unless disease-free for more than 2 years")
      .fails("two years to the day", with_colon_cancer("2014-02-01", "2022-06-01"))
      .passes("a day longer", with_colon_cancer("2014-02-01", "2022-05-31"));
}

TEST(CancersOfThePast, AreExceptedBySinceWhenTheyAreKnown) {
  excluding("History of malignancy, except malignancies diagnosed more than 5 years ago")
      .fails("five years to the day", with_colon_cancer("2019-06-01"))
      .passes("a day longer", with_colon_cancer("2019-05-31"));
}

TEST(CancersOfThePast, HaveTheirTimeForThemselves) {
  excluding("History of malignancy except basal cell carcinoma or a malignancy diagnosed at least 5 years ago")
      .passes("a new basal cell carcinoma", woman().condition("Basal cell carcinoma of skin of nose", "C44.311", "2024-02-10"))
      .fails("a new cancer", with_colon_cancer("2023-02-01"));
}

}  // namespace
}  // namespace elig::showcase
