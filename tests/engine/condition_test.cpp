// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

Atom condition(const std::string& icd10) { return about(AtomKind::condition, coded("ICD10", icd10)); }
Atom type2() { return about(AtomKind::condition, "type-2-diabetes"); }
Made other_diagnoses() { return somebody().condition("Essential hypertension", "I10", "2012-05-01"); }

TEST(Conditions, WhatSilenceMeans) {
  struct Row {
    Absence absence;
    Truth nothing_recorded, others_recorded;
  };
  for (const Row& row : {Row{Absence::recorded, U, F}, Row{Absence::open, U, U}, Row{Absence::closed, F, F}}) {
    EXPECT_EQ(truth_of(type2(), somebody(), row.absence), row.nothing_recorded);
    EXPECT_EQ(truth_of(type2(), other_diagnoses(), row.absence), row.others_recorded);
  }
  EXPECT_EQ(ask(type2(), other_diagnoses()).note, "presumed absent: the record holds conditions, none of them this");
}

TEST(Conditions, ByCodeByWordsByNarrowerNeverByBroader) {
  EXPECT_EQ(truth_of(type2(), somebody().condition("whatever", "E11.65", "2015-01-01")), T);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Diabetes mellitus, type 2", "", "2015-01-01")), T);
  const Atom diabetes = about(AtomKind::condition, "diabetes");
  EXPECT_EQ(truth_of(diabetes, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01")), T);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Diabetes mellitus", "", "2015-01-01")), U);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Type 1 diabetes mellitus", "E10.9", "2015-01-01")), F);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Diabetes mellitus", "", "2015-01-01").condition("Type 2 diabetes mellitus", "E11.9", "2016-01-01")), T);
}

TEST(Conditions, WordsThatDenyOrFear) {
  for (const char* text : {"Family history of type 2 diabetes mellitus", "No type 2 diabetes mellitus", "Screening for type 2 diabetes mellitus",
                           "Hypertension without type 2 diabetes mellitus", "At risk of type 2 diabetes mellitus"}) {
    EXPECT_EQ(truth_of(type2(), somebody().condition(text, "", "2015-01-01")), F) << text;
  }
  EXPECT_EQ(truth_of(type2(), somebody().condition("Suspected type 2 diabetes mellitus", "", "2015-01-01")), U);
}

TEST(Conditions, OutsideTheVocabulary) {
  const Atom rare = worded(AtomKind::condition, "Zellplasma granulitis");
  EXPECT_EQ(truth_of(rare, somebody().condition("Recurrent zellplasma granulitis", "", "2015-01-01")), T);
  EXPECT_EQ(truth_of(rare, somebody().condition("Granulitis", "", "2015-01-01")), U) << "it may be the same";
  EXPECT_EQ(truth_of(rare, other_diagnoses()), U) << "nobody knows what else it may be called";
  EXPECT_EQ(truth_of(rare, other_diagnoses(), Absence::closed), F);
  EXPECT_EQ(truth_of(worded(AtomKind::condition, "zellplasma-related illness"), other_diagnoses()), U) << "a class that only a person knows";
}

TEST(Conditions, AskedAndAnswered) {
  const Atom disease = about(AtomKind::finding, "measurable-disease");
  EXPECT_EQ(truth_of(disease, somebody().result("Measurable disease", "", "Yes")), T);
  EXPECT_EQ(truth_of(disease, somebody().result("Measurable disease", "", "No")), F);
  EXPECT_EQ(truth_of(disease, somebody().result("Measurable disease", "", "Yes", "2023-01-01").result("Measurable disease", "", "No")), F) << "the latest";
  EXPECT_EQ(truth_of(disease, somebody().result("Measurable disease", "", "not assessed")), U);
  EXPECT_EQ(truth_of(type2(), somebody().result("Type 2 diabetes mellitus", "", "true", "2019-01-01")), T);
  EXPECT_EQ(truth_of(type2(), somebody().result("Problem", "", "Type 2 diabetes mellitus", "2019-01-01")), T) << "the day of an observation ends nothing";
}

TEST(Conditions, ACountOfTheGermIsAnInfection) {
  const Atom hiv = about(AtomKind::condition, "hiv"), hcv = about(AtomKind::condition, "hepatitis-c");
  constexpr double none = -std::numeric_limits<double>::infinity();
  const auto load = [](const char* name, Interval value) { return somebody().condition("Gout", "M10.9", "2020-01-01").observation(name, "", value, "{copies}/mL", "2024-05-20"); };
  EXPECT_EQ(truth_of(hiv, load("HIV 1 RNA [#/volume] (viral load) in Serum or Plasma", {45000, 45000, false, false})), T);
  EXPECT_EQ(truth_of(hcv, load("Hepatitis C virus RNA", {850000, 850000, false, false})), T);
  EXPECT_EQ(truth_of(hcv, load("HIV 1 RNA", {45000, 45000, false, false})), F) << "another germ";
  const Made treated = somebody().observation("HIV 1 RNA", "", {none, 20, true, true}, "{copies}/mL", "2024-05-20");
  EXPECT_EQ(truth_of(hiv, treated), U) << "treatment brings it below what can be measured";
}

TEST(Conditions, StandingAndCertainty) {
  struct Row {
    Temporality asked;
    ClinicalStatus status;
    Truth truth;
  };
  for (const Row& row : {Row{Temporality::any, ClinicalStatus::active, T}, Row{Temporality::any, ClinicalStatus::inactive, F}, Row{Temporality::any, ClinicalStatus::unknown, T},
                         Row{Temporality::current, ClinicalStatus::active, T}, Row{Temporality::current, ClinicalStatus::inactive, F},
                         Row{Temporality::past, ClinicalStatus::active, T}, Row{Temporality::past, ClinicalStatus::inactive, T}}) {
    Atom atom = type2();
    atom.temporality = row.asked;
    EXPECT_EQ(truth_of(atom, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01", row.status)), row.truth);
  }
  EXPECT_EQ(truth_of(condition("I21.9"), somebody().condition("Myocardial infarction", "I21.9", "2015-01-01", ClinicalStatus::inactive)), T) << "one that happened";
  EXPECT_EQ(truth_of(type2(), somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01").with(Certainty::weak)), U);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01").with(Certainty::absent)), F);
  EXPECT_EQ(truth_of(type2(), somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01").with(Certainty::absent), Absence::open), F) << "said, not presumed";
  Atom future = type2();
  future.temporality = Temporality::future;
  EXPECT_TRUE(ask(future, other_diagnoses()).manual);
}

TEST(Conditions, EventsByTheirDayLastingOnesAsLongAsTheyLast) {
  const Window half_a_year = window(WindowOp::within, 6, TimeUnit::month);
  const Atom infarction = in(condition("I21.9"), half_a_year), diabetes = in(type2(), half_a_year);
  EXPECT_EQ(truth_of(infarction, somebody().condition("Myocardial infarction", "I21.9", "2023-11-30")), F) << "active, but a day too old";
  EXPECT_EQ(truth_of(infarction, somebody().condition("Myocardial infarction", "I21.9", "2023-12-01")), T);
  EXPECT_EQ(truth_of(infarction, somebody().condition("Myocardial infarction", "I21.9", "")), U);
  EXPECT_EQ(truth_of(infarction, somebody().condition("Myocardial infarction", "I21.9", "2023")), U);
  EXPECT_EQ(truth_of(diabetes, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01")), T) << "still there";
  EXPECT_EQ(truth_of(diabetes, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01", ClinicalStatus::inactive, "2020-01-01")), F);
  EXPECT_EQ(truth_of(diabetes, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01", ClinicalStatus::inactive, "2024-01-01")), T);
  EXPECT_EQ(truth_of(diabetes, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01", ClinicalStatus::inactive)), U) << "over, nobody says since when";
}

TEST(Conditions, Durations) {
  const Atom a_year = in(type2(), window(WindowOp::for_at_least, 1, TimeUnit::year));
  EXPECT_EQ(truth_of(a_year, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2023-06-01")), T);
  EXPECT_EQ(truth_of(a_year, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2023-06-02")), F);
  EXPECT_EQ(truth_of(a_year, somebody().condition("Type 2 diabetes mellitus", "E11.9", "2023")), U);
  EXPECT_EQ(truth_of(a_year, other_diagnoses()), F);
}

TEST(Conditions, AtLeastThatLongSince) {
  const Atom free = in(condition("I21.9"), window(WindowOp::not_within, 6, TimeUnit::month));
  EXPECT_EQ(truth_of(free, somebody().condition("Myocardial infarction", "I21.9", "2023-12-01")), T);
  EXPECT_EQ(truth_of(free, somebody().condition("Myocardial infarction", "I21.9", "2023-12-02")), F);
  EXPECT_EQ(truth_of(free, somebody().condition("Myocardial infarction", "I21.9", "2020-01-01").condition("Myocardial infarction", "I21.9", "2024-05-01")), F) << "the last one counts";
  EXPECT_EQ(truth_of(free, other_diagnoses()), T) << "there was none";
  EXPECT_EQ(truth_of(free, somebody()), U);
}

TEST(Conditions, Qualifiers) {
  const auto with = [](std::vector<std::string> qualifiers) {
    Atom atom = about(AtomKind::condition, coded("ICD10", "J45.909"));
    atom.qualifiers = std::move(qualifiers);
    return atom;
  };
  struct Row {
    const char* text;
    const char* qualifier;
    Truth truth;
  };
  for (const Row& row : {Row{"Severe asthma", "severe", T}, Row{"Asthma", "severe", U}, Row{"Mild asthma", "severe", F}, Row{"Uncontrolled asthma", "uncontrolled", T},
                         Row{"Asthma", "active", T}, Row{"Asthma", "documented", T}}) {
    EXPECT_EQ(truth_of(with({row.qualifier}), somebody().condition(row.text, "J45.909", "2015-01-01")), row.truth) << row.text << " / " << row.qualifier;
  }
  EXPECT_EQ(truth_of(with({"severe"}), other_diagnoses()), F) << "no asthma, no severe one";
}

TEST(Conditions, HowNewTheyAre) {
  struct Row {
    const char* code;
    const char* text;
    const char* qualifier;
    const char* onset;
    Truth truth;
  };
  for (const Row& row : {Row{"I21.9", "Myocardial infarction", "recent", "2024-05-01", T}, Row{"I21.9", "Myocardial infarction", "recent", "2024-04-30", U},
                         Row{"I21.9", "Myocardial infarction", "recent", "2023-06-01", U}, Row{"I21.9", "Myocardial infarction", "recent", "2023-05-31", F},
                         Row{"E11.9", "Type 2 diabetes mellitus", "recent", "2015-01-01", U}, Row{"E11.9", "Type 2 diabetes mellitus", "newly", "2024-03-01", T},
                         Row{"E11.9", "Type 2 diabetes mellitus", "newly", "2024-02-29", U}, Row{"E11.9", "Type 2 diabetes mellitus", "newly", "2015-01-01", F},
                         Row{"J18.9", "Pneumonia", "acute", "2024-05-20", T}, Row{"B18.2", "Hepatitis C", "acute", "2015-01-01", F}}) {
    Atom atom = about(AtomKind::condition, coded("ICD10", row.code));
    atom.qualifiers = {row.qualifier};
    EXPECT_EQ(truth_of(atom, somebody().condition(row.text, row.code, row.onset)), row.truth) << row.qualifier << " " << row.text << " of " << row.onset;
  }
}

TEST(Conditions, HowBadTheyAre) {
  Atom kidney = about(AtomKind::condition, coded("ICD10", "N18.9"));
  kidney.qualifiers = {"significant"};
  EXPECT_EQ(truth_of(kidney, somebody().condition("Chronic kidney disease, stage 3", "N18.30", "2020-01-01")), T);
  EXPECT_EQ(truth_of(kidney, somebody().condition("Chronic kidney disease, stage 2", "N18.2", "2020-01-01")), U);
  Made severe = somebody().condition("Chronic kidney disease", "N18.9", "2020-01-01");
  EXPECT_EQ(truth_of(kidney, severe), U);
  severe.patient.facts.back().severity = "severe";
  EXPECT_EQ(truth_of(kidney, severe), T);
}

TEST(Conditions, WhereATumorCameFrom) {
  Atom brain = about(AtomKind::condition, "cancer");
  brain.qualifiers = {"primary"};
  EXPECT_EQ(truth_of(brain, somebody().condition("Malignant neoplasm of frontal lobe", "C71.1", "2024-01-01")), T);
  EXPECT_EQ(truth_of(brain, somebody().condition("Secondary malignant neoplasm of brain", "C79.31", "2024-01-01")), F);
}

TEST(Conditions, OtherThan) {
  Atom malignancy = about(AtomKind::condition, "cancer");
  OtherThan skin;
  skin.concept_id = coded("ICD10", "C44.91");
  malignancy.other_than = {skin};
  EXPECT_EQ(truth_of(malignancy, somebody().condition("Basal cell carcinoma of skin", "C44.91", "2023-01-01")), F);
  EXPECT_EQ(truth_of(malignancy, somebody().condition("Malignant neoplasm of colon", "C18.9", "2023-01-01")), T);
  EXPECT_EQ(truth_of(about(AtomKind::condition, "breast-cancer"), somebody().condition("Ductal carcinoma in situ of left breast", "D05.12", "2021-06-01")), F);
  malignancy.other_than[0].certain = false;
  EXPECT_EQ(truth_of(malignancy, somebody().condition("Basal cell carcinoma of skin", "C44.91", "2023-01-01")), U);
}

TEST(Stages, OfADiseaseByItsDiagnosis) {
  Atom third = about(AtomKind::stage, "ckd-stage");
  third.bounds = {bound(Comparator::greater_equal, 3)};
  EXPECT_EQ(truth_of(third, somebody().condition("Chronic kidney disease, stage 3a", "N18.31", "2020-01-01")), T);
  EXPECT_EQ(truth_of(third, somebody().condition("Chronic kidney disease, stage 2", "N18.2", "2020-01-01")), F);
  EXPECT_EQ(truth_of(third, somebody().condition("Chronic kidney disease", "N18.9", "2020-01-01")), U);
  EXPECT_EQ(truth_of(third, other_diagnoses()), F);
  EXPECT_EQ(truth_of(third, somebody()), U);
}

TEST(Conditions, TestsForTheGermSettleAnInfection) {
  const Atom hepatitis_b = about(AtomKind::condition, "hepatitis-b"), hepatitis_c = about(AtomKind::condition, "hepatitis-c");
  EXPECT_EQ(truth_of(hepatitis_b, somebody().result("Hepatitis B virus surface antigen", "", "Positive")), T);
  EXPECT_EQ(truth_of(hepatitis_b, somebody().result("Hepatitis B virus surface antigen", "", "Negative")), F);
  EXPECT_EQ(truth_of(hepatitis_b, somebody().result("HBsAg", "", "Negative")), F);
  EXPECT_EQ(truth_of(hepatitis_b, somebody().result("Hepatitis B virus surface antibody", "", "Positive")), U) << "vaccinated";
  EXPECT_EQ(truth_of(hepatitis_c, somebody().result("Hepatitis C virus antibody", "", "Reactive")), U) << "had or has it";
  EXPECT_EQ(truth_of(hepatitis_c, somebody().result("Hepatitis C virus antibody", "", "Reactive").result("Hepatitis C virus RNA", "", "Not detected")), F);
  EXPECT_EQ(truth_of(hepatitis_c, somebody().result("Hepatitis C virus antibody", "", "Negative")), F);
}

}  // namespace
}  // namespace elig::made
