// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Of which sort the thing must be: new, chronic, significant, treated. What a record states of it settles that; words that sort nothing
// out are not asked about.
namespace elig::showcase {
namespace {

constexpr Reading severities[] = {
    {"Moderate to severe psoriasis", "condition moderate|severe psoriasis"},
    {"Mild-to-moderate dementia", "condition mild|moderate dementia"},
    {"Moderate/severe COPD", "condition moderate|severe copd"},
    {"Mild to severe pain", "finding mild|moderate|severe pain"},
};
INSTANTIATE_TEST_SUITE_P(Severities, Included, testing::ValuesIn(severities));

TEST(Severities, OfARangeAnyWillDo) {
  including("Moderate to severe psoriasis")
      .passes("moderate", made::somebody().condition("Moderate psoriasis", "L40.0", "2020-01-01"))
      .passes("severe", made::somebody().condition("Severe psoriasis", "L40.0", "2020-01-01"))
      .fails("mild", made::somebody().condition("Mild psoriasis", "L40.0", "2020-01-01"))
      .is_open("no severity on record", made::somebody().condition("Psoriasis", "L40.0", "2020-01-01"));
}

Made with_skin_cancer(ClinicalStatus status, const std::string& abated = "") {
  return man().condition("Basal cell carcinoma of skin of nose", "C44.311", "2022-03-01", status, abated).condition("Essential hypertension", "I10", "2015-01-01");
}

TEST(Quality, TreatedCancersAreExceptedOnceTheyAreOver) {
  for (const char* sentence : {"Malignancy within 5 years except adequately treated basal cell carcinoma", "Any cancer except nonmelanoma skin cancer that has been completely excised",
                               "Previous cancer (except for squamous or basal cell carcinoma of the skin that was cured)",
                               "Cancer other than treated in situ carcinoma of the cervix or curatively resected nonmelanoma skin cancer"}) {
    excluding(sentence)
        .passes("excised, resolved", with_skin_cancer(ClinicalStatus::inactive, "2022-04-01"))
        .is_open("still on the problem list", with_skin_cancer(ClinicalStatus::active))
        .fails("melanoma", man().condition("Malignant melanoma of back", "C43.59", "2022-01-01"));
  }
}

TEST(Quality, MoreThanTreatmentIsAskedOfTheException) {
  excluding("History of cancer except basal cell carcinoma treated without recurrence for 3 years").is_open("over for two", with_skin_cancer(ClinicalStatus::inactive, "2022-04-01"));
  excluding("History of cancer except adequately treated stage I skin cancer").is_open("no stage on record", with_skin_cancer(ClinicalStatus::inactive, "2022-04-01"));
}

TEST(Quality, AShortCourseIsNoChronicUse) {
  for (const char* sentence : {"Chronic use of opioids or corticosteroids", "Long-term use of corticosteroids", "Patients on long-term corticosteroids"}) {
    excluding(sentence)
        .fails("for a year", man().drug("Prednisone 5 MG Oral Tablet", "2023-05-01"))
        .is_open("since last week", man().drug("Prednisone 5 MG Oral Tablet", "2024-05-25"))
        .passes("five days, done", man().drug("Prednisone 50 MG Oral Tablet", "2024-02-01", "2024-02-06"))
        .passes("other drugs", man().drug("Metformin", "2020-01-01"));
  }
  excluding("Chronic use of prednisone for more than 6 months").reads("exposure prednisone (current), for at least (over) 6 mo");
}

TEST(Quality, WordsThatSortNothingOut) {
  excluding("Hypersensitivity to any component of bevacizumab").reads("all(condition hypersensitivity (mention); allergy bevacizumab)");
  excluding("Kidney failure requiring dialysis").reads("all(condition renal-failure (mention); therapy dialysis)");
  excluding("Use of anti-glaucoma medication").reads("exposure glaucoma-drug (current)");
  including("Adenocarcinoma of the breast").passes("breast cancer", woman().condition("Malignant neoplasm of left breast", "C50.912", "2024-01-01"));
  excluding("Human immunodeficiency infection").reads("condition hiv");
}

TEST(Quality, NewDisease) {
  including("Newly diagnosed type 2 diabetes")
      .passes("two months", man().condition("Type 2 diabetes mellitus", "E11.9", "2024-04-01"))
      .is_open("six months", man().condition("Type 2 diabetes mellitus", "E11.9", "2023-12-01"))
      .fails("nine years", man().condition("Type 2 diabetes mellitus", "E11.9", "2015-04-01"))
      .fails("none", man().condition("Asthma", "J45.9", "2015-04-01"));
}

TEST(Quality, AStateIsAskedForNowBesideADatedHistory) {
  excluding("Uncontrolled hypertension, or history of stroke within 6 months")
      .reads("any(condition uncontrolled hypertension; condition stroke (past), within 6 mo)")
      .fails("a stroke in March", man().condition("Stroke", "I63.9", "2024-03-01"))
      .passes("a stroke long ago", man().condition("Stroke", "I63.9", "2020-03-01"));
}

TEST(Quality, WhatIsCalledOldHappenedBeforeItWasWrittenDown) {
  Made old = man().condition("Old myocardial infarction", "I25.2", "");
  old.patient.facts.back().recorded = made::date("2024-03-01");
  excluding("Myocardial infarction within 6 months").is_open("recorded in March", old);
  old.patient.facts.back().recorded = made::date("2023-03-01");
  excluding("Myocardial infarction within 6 months").passes("recorded last year", old);
}

TEST(Quality, ADependenceInRemissionIsNoneNow) {
  excluding("Alcohol dependence").passes("in remission", man().condition("Alcohol dependence, in remission", "F10.21", "1999-01-01")).fails("not so", man().condition("Alcohol dependence", "F10.20", "1999-01-01"));
}

TEST(Quality, ANumberThatTellsWhereToReadIsNoLimit) {
  including("ECOG performance status (Appendix 4) of 0 or 1")
      .passes("1", man().observation("ECOG performance status", "89247-1", {1, 1, false, false}, "", "2024-05-20"))
      .fails("2", man().observation("ECOG performance status", "89247-1", {2, 2, false, false}, "", "2024-05-20"));
}

}  // namespace
}  // namespace elig::showcase
