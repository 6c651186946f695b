// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

Atom aged(std::vector<Bound> bounds) {
  Atom atom = about(AtomKind::age, "age");
  atom.bounds = std::move(bounds);
  return atom;
}

TEST(Age, CompletedUnitsOnTheAsOfDate) {
  struct Row {
    const char* born;
    Bound asked;
    Truth truth;
  };
  for (const Row& row : {
           Row{"2006-06-01", bound(Comparator::greater_equal, 18, "a"), T},
           Row{"2006-06-02", bound(Comparator::greater_equal, 18, "a"), F},
           Row{"2005-12-01", bound(Comparator::greater, 18, "a"), F},   // 18½ is not over 18 years
           Row{"2005-06-01", bound(Comparator::greater, 18, "a"), T},
           Row{"1948-06-02", bound(Comparator::less_equal, 75, "a"), T},  // 75 until the day before the 76th birthday
           Row{"1948-06-01", bound(Comparator::less_equal, 75, "a"), F},
           Row{"1949-06-02", bound(Comparator::less, 75, "a"), T},
           Row{"1949-06-01", bound(Comparator::less, 75, "a"), F},
           Row{"2023-12-01", bound(Comparator::less, 6, "mo"), F},
           Row{"2023-12-02", bound(Comparator::less, 6, "mo"), T},
           Row{"2023-12-02", bound(Comparator::less, 0.5, "a"), T},
           Row{"2024-05-04", bound(Comparator::greater_equal, 4, "wk"), T},
           Row{"2024-05-05", bound(Comparator::greater_equal, 4, "wk"), F},
           Row{"2024-05-25", bound(Comparator::less_equal, 7, "d"), T},
           Row{"2006", bound(Comparator::greater_equal, 18, "a"), U},
           Row{"2005", bound(Comparator::greater_equal, 18, "a"), T},
           Row{"", bound(Comparator::greater_equal, 18, "a"), U},
       }) {
    EXPECT_EQ(truth_of(aged({row.asked}), somebody().born(row.born)), row.truth) << row.born << " " << row.asked.value << row.asked.unit;
  }
}

TEST(Age, AtOnset) {
  Atom onset = aged({bound(Comparator::greater, 50, "a")});
  onset.at = "onset";
  onset.concept_id = coded("ICD10", "G43.909");
  EXPECT_EQ(truth_of(onset, somebody().born("1970-01-01").condition("Migraine", "G43.909", "2022-03-01")), T);
  EXPECT_EQ(truth_of(onset, somebody().born("1965-01-01").condition("Migraine", "G43.909", "1990-03-01")), F);
  EXPECT_EQ(truth_of(onset, somebody().born("1979-01-01")), F) << "45 today, so never after 50";
  EXPECT_EQ(truth_of(onset, somebody().born("1965-01-01")), U);
}

TEST(Sex, AsRecorded) {
  Atom female = about(AtomKind::sex, "");
  female.sex = "female";
  EXPECT_EQ(truth_of(female, somebody().female()), T);
  EXPECT_EQ(truth_of(female, somebody().male()), F);
  EXPECT_EQ(truth_of(female, somebody()), U);
}

TEST(LifeStage, ByAge) {
  const Atom adult = about(AtomKind::life_stage, "adult");
  EXPECT_EQ(truth_of(adult, somebody().born("2006-06-01")), T);
  EXPECT_EQ(truth_of(adult, somebody().born("2006-06-02")), F);
  EXPECT_EQ(truth_of(adult, somebody()), U);
}

TEST(Language, OnlyWhatTheRecordLists) {
  Made swedish = somebody();
  swedish.patient.languages = {"sv"};
  const Atom asked = worded(AtomKind::language, "Swedish");
  EXPECT_EQ(truth_of(asked, swedish), T);
  EXPECT_EQ(truth_of(asked, somebody()), U);
  EXPECT_TRUE(ask(worded(AtomKind::language, "Danish"), swedish).manual);
}

// ---- pregnancy

TEST(Pregnancy, TheLatestTestOrEntryDecides) {
  const Atom pregnant = about(AtomKind::pregnancy, "pregnancy");
  EXPECT_EQ(truth_of(pregnant, somebody().male()), F);
  EXPECT_EQ(truth_of(pregnant, somebody().female().born("1994-01-01").result("hCG pregnancy test", "2118-8", "Positive")), T);
  EXPECT_EQ(truth_of(pregnant, somebody().female().born("1994-01-01").result("hCG pregnancy test", "2118-8", "Positive", "2021-02-01").result("hCG pregnancy test", "2118-8", "Negative", "2024-05-29")), F);
  EXPECT_EQ(truth_of(pregnant, somebody().female().born("1994-01-01").condition("Pregnancy", "Z33.1", "2024-02-01")), T);
  EXPECT_EQ(truth_of(pregnant, somebody().female().born("1994-01-01")), U);
  EXPECT_EQ(truth_of(pregnant, somebody().female().born("1950-01-01")), F);
  Atom negative_test = in(pregnant, window(WindowOp::within, 14, TimeUnit::day));
  negative_test.state = State::negative;
  EXPECT_EQ(truth_of(negative_test, somebody().female().born("1994-01-01").result("hCG pregnancy test", "2118-8", "Negative", "2024-05-18")), T) << "14 days ago";
  EXPECT_EQ(truth_of(negative_test, somebody().female().born("1994-01-01").result("hCG pregnancy test", "2118-8", "Negative", "2024-05-17")), U) << "15 days ago";
  EXPECT_EQ(truth_of(negative_test, somebody().female().born("1994-01-01").condition("Hypertension", "I10", "2020-01-01")), U) << "no test";
}

TEST(Pregnancy, OfTheLastMonthMayHaveEndedInIt) {
  const Atom lately = in(about(AtomKind::pregnancy, "pregnancy"), window(WindowOp::within, 1, TimeUnit::month));
  const auto until = [](const std::string& day) { return somebody().female().born("1994-01-01").condition("Pregnancy", "Z33.1", "2023-09-01", ClinicalStatus::inactive, day); };
  EXPECT_EQ(truth_of(lately, until("2024-05-15")), T);
  EXPECT_EQ(truth_of(lately, until("2024-05-01")), T) << "on the first day of it";
  EXPECT_EQ(truth_of(lately, until("2024-04-30")), F);
  EXPECT_EQ(truth_of(about(AtomKind::pregnancy, "pregnancy"), until("2024-05-15")), F);
}

TEST(Pregnancy, AnHcgByItsNumber) {
  Atom negative_test = about(AtomKind::test, "pregnancy-test");
  negative_test.state = State::negative;
  const Atom pregnant = about(AtomKind::pregnancy, "pregnancy");
  struct Row {
    Interval value;
    const char* unit;
    std::optional<double> limit;
    Truth pregnant, negative;
  };
  constexpr double none = -std::numeric_limits<double>::infinity();
  for (const Row& row : {Row{{none, 1, true, true}, "m[IU]/mL", 5, F, T}, Row{{4.9, 4.9, false, false}, "[IU]/L", {}, F, T},
                         Row{{5, 5, false, false}, "[IU]/L", {}, U, U}, Row{{25, 25, false, false}, "m[IU]/mL", {}, T, F},
                         Row{{1200, 1200, false, false}, "m[IU]/mL", 5, T, F}, Row{{800, 800, false, false}, "m[IU]/mL", 50000, T, F}}) {
    Made who = somebody().female().born("1994-01-01").observation("hCG", "21198-7", row.value, row.unit, "2024-05-20");
    if (row.limit) who.range({}, row.limit, row.unit);
    EXPECT_EQ(truth_of(pregnant, who), row.pregnant) << row.value.high << row.unit;
    EXPECT_EQ(truth_of(negative_test, who), row.negative) << row.value.high << row.unit;
  }
}

TEST(Nursing, FromWhatWasAskedOrDiagnosed) {
  const Atom nursing = about(AtomKind::reproductive, "lactation");
  const Made mother = somebody().female().born("1994-01-01");
  struct Row {
    const char* what;
    const char* answer;
    const char* when;
    Truth truth;
  };
  for (const Row& row : {Row{"Breastfeeding status", "Currently breastfeeding", "2024-05-01", T}, Row{"Breastfeeding status", "Not breastfeeding", "2024-05-01", F},
                         Row{"Breast feeding", "Yes", "2024-05-01", T}, Row{"Lactating", "false", "2024-05-01", F}, Row{"Feeding", "Yes", "2024-05-01", U},
                         Row{"Breastfeeding status", "Exclusive", "2024-05-01", T}, Row{"Breastfeeding status", "Currently breastfeeding", "2021-05-01", U}}) {
    EXPECT_EQ(truth_of(nursing, Made(mother).result(row.what, "", row.answer, row.when)), row.truth) << row.what << ": " << row.answer;
  }
  EXPECT_EQ(truth_of(nursing, Made(mother).condition("Lactating mother", "", "2024-03-01")), T);
  EXPECT_EQ(truth_of(nursing, Made(mother).condition("Lactating mother", "", "2022-03-01", ClinicalStatus::inactive, "2023-02-01")), F);
  EXPECT_EQ(truth_of(nursing, Made(mother).result("Breastfeeding status", "", "Yes", "2024-02-01").result("Breastfeeding status", "", "No", "2024-05-20")), F) << "the latest";
  EXPECT_EQ(truth_of(nursing, Made(mother).result("hCG pregnancy test", "2118-8", "Negative")), U) << "a pregnancy test says nothing of it";
  EXPECT_EQ(truth_of(nursing, somebody().male().born("1994-01-01")), F);
}

TEST(ChildbearingPotential, PresumedOfAWomanBetweenTwelveAndFifty) {
  const Atom potential = about(AtomKind::reproductive, "childbearing-potential");
  EXPECT_EQ(truth_of(potential, somebody().male().born("1994-01-01")), F);
  EXPECT_EQ(truth_of(potential, somebody().female().born("1994-01-01")), U) << "asked outright, nothing is presumed";
  Rule must;  // "women of childbearing potential must be 31 or older"
  Group guarded{Op::if_, {}, 0, 0, 0};
  guarded.when = must.add({{}, potential});
  guarded.then = must.add({{}, aged({bound(Comparator::greater_equal, 31, "a")})});
  must.add({{}, guarded});
  const auto outcome = [&](Absence absence) { return explain(study({criterion(Section::inclusion, must)}), somebody().female().born("1994-01-01"), absence).criteria.at(0).outcome; };
  EXPECT_EQ(outcome(Absence::recorded), Outcome::fail) << "said of such women, it is presumed to be said of her";
  EXPECT_EQ(outcome(Absence::open), Outcome::unknown);
  EXPECT_EQ(truth_of(potential, somebody().female().born("1994-01-01").condition("Pregnancy", "Z33.1", "2024-02-01")), T);
  EXPECT_EQ(truth_of(potential, somebody().female().born("1985-01-01").procedure("Total abdominal hysterectomy", "2020-01-01")), F);
  EXPECT_EQ(truth_of(potential, somebody().female().born("1970-01-01")), U);
  EXPECT_EQ(truth_of(potential, somebody().female().born("1950-01-01")), F);
  EXPECT_EQ(truth_of(potential, somebody().female().born("2018-01-01")), F);
}

}  // namespace
TEST(Smoking, AStatusIsOfItsDay) {
  const Atom smoker = worded(AtomKind::social, "smoking");
  const Atom lately = in(smoker, window(WindowOp::within, 6, TimeUnit::month));
  const Atom without = in(smoker, window(WindowOp::not_within, 6, TimeUnit::month));
  struct Row {
    const char* status;
    const char* when;
    Truth plain, lately, without;
  };
  for (const Row& row : {Row{"Smokes tobacco daily", "2024-05-01", T, T, U}, Row{"Smokes tobacco daily", "2016-05-01", T, U, U},
                         Row{"Ex-smoker", "2016-05-01", F, U, U}, Row{"Never smoker", "2024-05-01", F, F, T}}) {
    const Made who = somebody().result("Tobacco smoking status", "72166-2", row.status, row.when);
    EXPECT_EQ(truth_of(smoker, who), row.plain) << row.status << row.when;
    EXPECT_EQ(truth_of(lately, who), row.lately) << row.status << row.when;
    EXPECT_EQ(truth_of(without, who), row.without) << row.status << row.when;
  }
}

}  // namespace elig::made
