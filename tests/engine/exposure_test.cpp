// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

Atom statin() { return about(AtomKind::exposure, "statin"); }
Made on_metformin() { return somebody().drug("Metformin", "2022-03-01"); }

TEST(Exposures, ADrugByItsClass) {
  EXPECT_EQ(truth_of(statin(), somebody().drug("Atorvastatin 20 mg tablet", "2022-03-01")), T);
  EXPECT_EQ(truth_of(statin(), on_metformin()), F);
  EXPECT_EQ(truth_of(statin(), somebody()), U);
  EXPECT_EQ(truth_of(statin(), on_metformin(), Absence::open), U);
  EXPECT_EQ(truth_of(statin(), somebody(), Absence::closed), F);
  EXPECT_EQ(truth_of(worded(AtomKind::exposure, "zorbase inhibitor"), on_metformin()), U) << "a class nobody listed";
  EXPECT_EQ(truth_of(worded(AtomKind::exposure, "zorbatinib"), on_metformin()), U) << "it may be listed under another name";
  EXPECT_EQ(truth_of(worded(AtomKind::exposure, "atorvastatin therapy"), somebody().drug("Atorvastatin", "2022-03-01")), T);
}

TEST(Exposures, TheFormOfADrugMakesItNoOtherOfThatForm) {
  const Made drops = somebody().drug("Latanoprost 0.005% ophthalmic solution", "2022-03-01");
  EXPECT_EQ(truth_of(about(AtomKind::exposure, "cyclosporine-ophthalmic"), drops), F);
  EXPECT_EQ(truth_of(about(AtomKind::exposure, "ophthalmic-drug"), drops), T);
  EXPECT_EQ(truth_of(about(AtomKind::exposure, "cyclosporine-ophthalmic"), somebody().drug("Ophthalmic solution", "2022-03-01")), U);
}

TEST(Exposures, CurrentMeansOnTheAsOfDate) {
  EXPECT_EQ(truth_of(now(statin()), somebody().drug("Atorvastatin", "2022-03-01")), T);
  EXPECT_EQ(truth_of(now(statin()), somebody().drug("Atorvastatin", "2022-03-01", "2024-06-01")), T);
  EXPECT_EQ(truth_of(now(statin()), somebody().drug("Atorvastatin", "2022-03-01", "2024-05-31")), F);
  EXPECT_EQ(truth_of(statin(), somebody().drug("Atorvastatin", "2022-03-01", "2023-05-31")), T) << "ever";
}

// Whether the last infusion or session was the last of all, only the future tells.
TEST(Exposures, CyclesGoOnBetweenTheirDays) {
  const Atom radiotherapy = now(about(AtomKind::therapy, "radiotherapy"));
  EXPECT_EQ(truth_of(radiotherapy, somebody().procedure("External beam radiotherapy", "2024-06-01")), T);
  EXPECT_EQ(truth_of(radiotherapy, somebody().procedure("External beam radiotherapy", "2024-05-20")), U);
  EXPECT_EQ(truth_of(radiotherapy, somebody().procedure("External beam radiotherapy", "2024-04-20")), U);
  EXPECT_EQ(truth_of(radiotherapy, somebody().procedure("External beam radiotherapy", "2024-04-19")), F);
  Made infused = somebody().drug("Infliximab", "2024-05-10", "2024-05-10");
  infused.patient.facts.back().end_basis = "administration";
  EXPECT_EQ(truth_of(now(about(AtomKind::exposure, "infliximab")), infused), U);
  Made under_way = somebody().procedure("External beam radiotherapy", "2024-05-20");
  under_way.patient.facts.back().end = {};
  under_way.patient.facts.back().ongoing = true;
  EXPECT_EQ(truth_of(radiotherapy, under_way), T);
}

TEST(Exposures, RenalReplacementByWhatIsLeftOfIt) {
  const Atom dialysis = now(about(AtomKind::therapy, "dialysis"));
  EXPECT_EQ(truth_of(dialysis, somebody().condition("Dependence on renal dialysis", "Z99.2", "2022-01-01")), T);
  EXPECT_EQ(truth_of(dialysis, somebody().procedure("Colonoscopy", "2022-01-01")), F);
}

TEST(Exposures, WashoutsCountFromTheLastKnownExposure) {
  const Atom within = in(statin(), window(WindowOp::within, 28, TimeUnit::day));
  const Atom since = in(statin(), window(WindowOp::not_within, 28, TimeUnit::day));
  struct Row {
    const char* end;
    Truth within, since;
  };
  for (const Row& row : {Row{"2024-05-05", T, F}, Row{"2024-05-04", T, T}, Row{"2024-05-03", F, T}, Row{"", T, F}, Row{"2024-05", U, U}, Row{"2024-05-05", T, F}, Row{"2023", F, T}}) {
    const Made who = somebody().drug("Atorvastatin", "2022-03-01", row.end);
    EXPECT_EQ(truth_of(within, who), row.within) << row.end;
    EXPECT_EQ(truth_of(since, who), row.since) << row.end;
  }
  EXPECT_EQ(truth_of(since, on_metformin()), T) << "never taken";
  EXPECT_EQ(truth_of(since, somebody()), U);
  EXPECT_EQ(truth_of(since, somebody().drug("Atorvastatin", "2020-01-01", "2021-01-01").drug("Simvastatin", "2024-01-01", "2024-05-20")), F) << "any of the class";
  EXPECT_EQ(ask(since, somebody().drug("Atorvastatin", "2022-03-01", "2024-05-05")).note,
            "last exposure 2024-05-05, 27 days before the as-of date (by end of period); at least 28 days ago asked");
}

// Problem lists hold what an operation left behind; the day of the operation they do not know.
TEST(Exposures, ADeviceInPlaceTellsOfItsImplantation) {
  const Made operated = somebody().procedure("Cardiac pacemaker implantation", "2024-03-01");
  const Made carrier = somebody().condition("Cardiac pacemaker in situ", "", "2024-05-01");
  const Made coded_only = somebody().condition("", "Z95.0", "2024-05-01");
  for (const char* device : {"pacemaker", "cardiac-device", "implanted-electronic-device"}) {
    const Atom asked = about(AtomKind::procedure, device);
    EXPECT_EQ(truth_of(asked, operated), T) << device;
    EXPECT_EQ(truth_of(asked, carrier), T) << device;
    EXPECT_EQ(truth_of(asked, coded_only), T) << device;
    EXPECT_EQ(truth_of(in(asked, window(WindowOp::within, 6, TimeUnit::month)), coded_only), U) << device;
  }
  EXPECT_EQ(truth_of(about(AtomKind::procedure, "kidney-transplant"), somebody().condition("", "Z94.0", "2020-01-01")), T);
  EXPECT_EQ(truth_of(about(AtomKind::procedure, "surgery.cardiac"), somebody().condition("Infection after cardiac surgery", "", "2020-01-01")), U)
      << "a complication's words are no operation on record";
}

TEST(Exposures, StableFor) {
  const Atom stable = in(now(statin()), window(WindowOp::for_at_least, 3, TimeUnit::month));
  EXPECT_EQ(truth_of(stable, somebody().drug("Atorvastatin", "2024-03-01")), T);
  EXPECT_EQ(truth_of(stable, somebody().drug("Atorvastatin", "2024-03-02")), F);
  EXPECT_EQ(truth_of(stable, somebody().drug("Atorvastatin", "2022-03-01", "2024-05-01")), F) << "stopped";
  const Atom ever = in(statin(), window(WindowOp::for_at_least, 1, TimeUnit::month));
  EXPECT_EQ(truth_of(ever, somebody().drug("Atorvastatin", "2022-03-01", "2022-03-20")), F);
  EXPECT_EQ(truth_of(ever, somebody().drug("Atorvastatin", "2022-03-01", "2022-04-01")), T);
}

TEST(Exposures, HalfLives) {
  const auto vocabulary = Vocabulary::builtin();
  // the first drug of the vocabulary with a half-life, and how long five of them are
  std::string name, id;
  double days = 0;
  for (const Concept& c : vocabulary->concepts()) {
    const auto text = c.attribute("half_life");
    if (c.kind == ConceptKind::drug && !text.empty() && std::stod(std::string(text)) >= 10) {
      name = c.name, id = c.id, days = std::stod(std::string(text));
      break;
    }
  }
  ASSERT_FALSE(id.empty());
  Window longer = window(WindowOp::within, 2, TimeUnit::day);
  longer.half_lives = 5;
  const auto ended = [&](double days_ago) { return somebody().drug(name, "2015-01-01", to_string(today - static_cast<Day>(days_ago))); };
  const Atom asked = in(about(AtomKind::exposure, id), longer);
  EXPECT_EQ(truth_of(asked, ended(5 * days - 1)), T) << name;
  EXPECT_EQ(truth_of(asked, ended(5 * days + 2)), F) << name;
  Atom shorter = asked;
  shorter.window->whichever_longer = false;
  EXPECT_EQ(truth_of(shorter, ended(5 * days - 1)), F) << "two days are shorter";
  const Atom unknown_drug = in(worded(AtomKind::exposure, "zorbatinib"), longer);
  EXPECT_EQ(truth_of(unknown_drug, somebody().drug("Zorbatinib", "2024-01-01", "2024-05-31")), T) << "within two days anyway";
  EXPECT_EQ(truth_of(unknown_drug, somebody().drug("Zorbatinib", "2024-01-01", "2024-05-01")), U) << "its half-life is not known";
}

TEST(Exposures, OrdersNobodySaysWereTakenAndThoseNotTaken) {
  EXPECT_EQ(truth_of(statin(), somebody().drug("Atorvastatin", "2022-03-01").with(Certainty::weak)), U);
  EXPECT_EQ(truth_of(statin(), somebody().drug("Atorvastatin", "2022-03-01").with(Certainty::absent)), F);
}

TEST(Exposures, Systemic) {
  Atom systemic = about(AtomKind::exposure, coded("ATC", "J01FF01"));  // clindamycin
  systemic.qualifiers = {"systemic"};
  EXPECT_EQ(truth_of(systemic, somebody().drug("Clindamycin 300 mg oral capsule", "2024-05-20")), T);
  EXPECT_EQ(truth_of(systemic, somebody().drug("Clindamycin 1 % topical gel", "2024-05-20")), F);
  EXPECT_EQ(truth_of(systemic, somebody().drug("Clindamycin", "2024-05-20")), U);
}

TEST(Exposures, ChronicUse) {
  Atom chronic = statin();
  chronic.qualifiers = {"chronic"};
  EXPECT_EQ(truth_of(chronic, somebody().drug("Atorvastatin", "2024-03-01")), T) << "three months of it";
  EXPECT_EQ(truth_of(chronic, somebody().drug("Atorvastatin", "2024-03-02")), U) << "it may become so";
  EXPECT_EQ(truth_of(chronic, somebody().drug("Atorvastatin", "2024-04-01", "2024-04-15")), F) << "a short course";
  EXPECT_EQ(truth_of(chronic, somebody().drug("Atorvastatin", "2022-04-01", "2024-04-15")), T);
  EXPECT_EQ(truth_of(chronic, on_metformin()), F);
}

TEST(Exposures, StableTreatment) {
  Atom stable = statin();
  stable.qualifiers = {"stable"};
  EXPECT_EQ(truth_of(stable, somebody().drug("Atorvastatin", "2024-05-04")), T) << "the same order for four weeks";
  EXPECT_EQ(truth_of(stable, somebody().drug("Atorvastatin", "2024-05-05")), U);
}

TEST(Exposures, DailyDose) {
  Atom over_ten = about(AtomKind::exposure, coded("ATC", "H02AB07"));  // prednisone
  over_ten.bounds = {bound(Comparator::greater, 10, "mg/d")};
  const auto taking = [](double mg) {
    Made who = somebody().drug("Prednisone", "2024-05-01");
    who.patient.facts.back().dose = Measured{{mg, mg, false, false}, "mg/d", true};
    return who;
  };
  EXPECT_EQ(truth_of(over_ten, taking(20)), T);
  EXPECT_EQ(truth_of(over_ten, taking(10)), F);
  EXPECT_EQ(truth_of(over_ten, somebody().drug("Prednisone", "2024-05-01")), U);
}

TEST(Exposures, Lines) {
  Atom lines = statin();
  lines.count = Count{Comparator::greater_equal, 1, "line", {}};
  EXPECT_EQ(truth_of(lines, somebody().drug("Atorvastatin", "2022-03-01")), T);
  EXPECT_EQ(truth_of(lines, on_metformin()), F);
  lines.count->value = 2;
  EXPECT_EQ(truth_of(lines, somebody().drug("Atorvastatin", "2022-03-01")), F);
  EXPECT_EQ(truth_of(lines, somebody().drug("Atorvastatin", "2022-03-01").drug("Simvastatin", "2023-03-01")), U) << "together or one after the other";
}

TEST(Procedures, ByTheirDay) {
  const Atom recent = in(worded(AtomKind::procedure, "thymectomy"), window(WindowOp::within, 12, TimeUnit::month));
  EXPECT_EQ(truth_of(recent, somebody().procedure("Thymectomy", "2023-06-01")), T);
  EXPECT_EQ(truth_of(recent, somebody().procedure("Thymectomy", "2023-05-31")), F);
  EXPECT_EQ(truth_of(recent, somebody().procedure("Colonoscopy", "2023-09-14")), U) << "outside the vocabulary";
  const Atom known = in(about(AtomKind::procedure, "splenectomy"), window(WindowOp::within, 12, TimeUnit::month));
  EXPECT_EQ(truth_of(known, somebody().procedure("Splenectomy", "2023-06-01")), T);
  EXPECT_EQ(truth_of(known, somebody().procedure("Colonoscopy", "2023-09-14")), F);
  EXPECT_EQ(truth_of(recent, somebody()), U);
}

TEST(Allergies, BySubstance) {
  const Atom aspirin = about(AtomKind::allergy, coded("ATC", "B01AC06"));
  const auto allergic = [](const char* to) {
    Made who = somebody();
    who.add(FactKind::allergy, "AllergyIntolerance", to, "RXNORM", "");
    who.patient.holds.allergies = true;
    return who;
  };
  EXPECT_EQ(truth_of(aspirin, allergic("Aspirin")), T);
  EXPECT_EQ(truth_of(aspirin, allergic("Penicillin")), F);
  EXPECT_EQ(truth_of(aspirin, allergic("No known allergies")), F);
  EXPECT_EQ(truth_of(aspirin, somebody()), U);
  EXPECT_TRUE(ask(worded(AtomKind::allergy, "study drug"), allergic("Penicillin")).manual);
  // among the diagnoses instead of on the list
  EXPECT_EQ(truth_of(aspirin, allergic("Penicillin").condition("Aspirin allergy", "", "2015-01-01")), T);
  EXPECT_EQ(truth_of(aspirin, allergic("Penicillin").condition("Drug allergy", "", "2015-01-01")), U);
  EXPECT_EQ(truth_of(aspirin, allergic("Penicillin").condition("Intolerance to statins", "", "2015-01-01")), F);
  const Atom penicillins = about(AtomKind::allergy, "penicillin-class");
  EXPECT_EQ(truth_of(penicillins, allergic("Latex").condition("Amoxicillin allergy", "", "2015-01-01")), T);
  // and on the list instead of among the diagnoses
  const Atom lactose = about(AtomKind::condition, "lactose-intolerance");
  EXPECT_EQ(truth_of(lactose, allergic("Lactose").condition("Asthma", "J45", "2015-01-01")), U);
  EXPECT_EQ(truth_of(lactose, allergic("Penicillin").condition("Asthma", "J45", "2015-01-01")), F);
}

}  // namespace
}  // namespace elig::made
