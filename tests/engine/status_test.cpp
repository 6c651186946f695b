// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/made.hpp"

// What observations tell of states, habits and conditions.
namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

TEST(Pregnancy, ByItsStatus) {
  const Atom pregnant = about(AtomKind::reproductive, "pregnancy");
  EXPECT_EQ(truth_of(pregnant, somebody().female().result("Pregnancy status", "82810-3", "Pregnant")), T);
  EXPECT_EQ(truth_of(pregnant, somebody().female().result("Pregnancy status", "82810-3", "Not pregnant")), F);
}

TEST(Habits, AreToldByStatuses) {
  const Atom tobacco = now(about(AtomKind::exposure, "tobacco"));
  EXPECT_EQ(truth_of(tobacco, somebody().result("Tobacco smoking status", "72166-2", "Current every day smoker")), T);
  EXPECT_EQ(truth_of(tobacco, somebody().result("Tobacco smoking status", "72166-2", "Former smoker")), F);
  EXPECT_EQ(truth_of(tobacco, somebody().condition("Nicotine dependence, cigarettes", "F17.210", "2010-01-01")), T);
  EXPECT_EQ(truth_of(tobacco, somebody().drug("Metformin", "2020-01-01")), U) << "a list of medications says nothing of smoking";
  const Atom alcohol = now(about(AtomKind::exposure, "alcohol"));
  EXPECT_EQ(truth_of(alcohol, somebody().condition("Alcohol dependence, uncomplicated", "F10.20", "2018-01-01")), T);
  EXPECT_EQ(truth_of(alcohol, somebody().condition("Alcohol dependence, in remission", "F10.21", "2005-01-01", ClinicalStatus::inactive)), F);
  const Atom cannabis = about(AtomKind::exposure, "cannabis");
  EXPECT_EQ(truth_of(cannabis, somebody().result("Cannabis use", "", "Yes")), T);
  EXPECT_EQ(truth_of(cannabis, somebody().result("Cannabis use", "", "No")), F);
  EXPECT_EQ(truth_of(cannabis, somebody().drug("Metformin", "2020-01-01")), U);
}

TEST(Conditions, ByAStatusThatSaysHow) {
  const Atom measurable = about(AtomKind::finding, "measurable-disease");
  EXPECT_EQ(truth_of(measurable, somebody().result("Measurable disease per RECIST 1.1", "", "Yes")), T);
  EXPECT_EQ(truth_of(measurable, somebody().result("Measurable disease", "", "No, bone only")), F);
  EXPECT_EQ(truth_of(measurable, somebody().result("Measurable disease", "", "No - bone only")), F);
  EXPECT_EQ(truth_of(measurable, somebody().result("Measurable disease", "", "Not evaluated")), U);
}

TEST(Conditions, UnderControlByTheirMeasure) {
  Atom uncontrolled = about(AtomKind::condition, "hypertension");
  uncontrolled.qualifiers = {"uncontrolled"};
  const auto pressed = [](double systolic, double diastolic, const char* when = "2024-05-20") {
    return somebody().condition("Essential hypertension", "I10", "2014-01-01").lab("8480-6", systolic, "mm[Hg]", when).lab("8462-4", diastolic, "mm[Hg]", when);
  };
  EXPECT_EQ(truth_of(uncontrolled, pressed(139, 89)), F);
  EXPECT_EQ(truth_of(uncontrolled, pressed(140, 89)), U) << "trials draw the line in several places";
  EXPECT_EQ(truth_of(uncontrolled, pressed(139, 90)), U);
  EXPECT_EQ(truth_of(uncontrolled, pressed(180, 90)), T);
  EXPECT_EQ(truth_of(uncontrolled, pressed(150, 110)), T);
  EXPECT_EQ(truth_of(uncontrolled, pressed(120, 70, "2023-05-20")), U) << "more than a year ago";
  Atom poorly = about(AtomKind::condition, "diabetes");
  poorly.qualifiers = {"poorly", "controlled"};
  const auto sweet = [](double hba1c) { return somebody().condition("Type 2 diabetes mellitus", "E11.9", "2014-01-01").lab("4548-4", hba1c, "%"); };
  EXPECT_EQ(truth_of(poorly, sweet(6.9)), F);
  EXPECT_EQ(truth_of(poorly, sweet(7)), U);
  EXPECT_EQ(truth_of(poorly, sweet(10)), T);
  poorly.qualifiers = {"well", "controlled"};
  EXPECT_EQ(truth_of(poorly, sweet(6.9)), T);
  EXPECT_EQ(truth_of(poorly, sweet(10)), F);
}

TEST(Conditions, NamedSitesOfSpreadAreAllOfThem) {
  const Atom brain = about(AtomKind::condition, "brain-metastases");
  EXPECT_EQ(truth_of(brain, somebody().condition("Metastatic cancer", "", "2024-01-01")), U);
  EXPECT_EQ(truth_of(brain, somebody().condition("Metastatic cancer", "", "2024-01-01").condition("Liver metastases", "C78.7", "2024-01-01")), F);
}

TEST(Allergies, HowBadTheyWere) {
  Atom severe = about(AtomKind::allergy, coded("ATC", "B01AC06"));
  severe.qualifiers = {"severe"};
  const auto allergic = [](const char* severity, const char* note) {
    Made who = somebody();
    Fact& fact = who.add(FactKind::allergy, "AllergyIntolerance", "Aspirin", "RXNORM", "");
    fact.severity = severity;
    fact.note = note;
    who.patient.holds.allergies = true;
    return who;
  };
  EXPECT_EQ(truth_of(severe, allergic("severe", "reaction: Urticaria")), T);
  EXPECT_EQ(truth_of(severe, allergic("", "reaction: Anaphylaxis")), T);
  EXPECT_EQ(truth_of(severe, allergic("mild", "reaction: Rash")), F);
  EXPECT_EQ(truth_of(severe, allergic("", "reaction: Rash")), U);
  EXPECT_EQ(truth_of(severe, allergic("high", "")), U) << "the risk of the next reaction is not how bad the last one was";
}

}  // namespace
}  // namespace elig::made
