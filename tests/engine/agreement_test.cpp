// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/engine/made.hpp"

// One patient at a time and all at once must say the same: random rules against random patients.
namespace elig::made {
namespace {

rc::Gen<Atom> any_atom() {
  return rc::gen::exec([] {
    const int kind = *rc::gen::inRange(0, 8);
    const auto op = *rc::gen::element(Comparator::less, Comparator::less_equal, Comparator::equal, Comparator::greater_equal, Comparator::greater);
    Atom atom;
    switch (kind) {
      case 0:
        atom = about(AtomKind::age, "age");
        atom.bounds = {bound(op, *rc::gen::inRange(0, 90), "a")};
        break;
      case 1:
        atom = about(AtomKind::sex, "");
        atom.sex = *rc::gen::element<std::string>("male", "female");
        break;
      case 2: atom = measured("718-7", {bound(op, *rc::gen::inRange(8, 14), "g/dL")}); break;
      case 3: atom = measured("1742-6", {bound(op, *rc::gen::inRange(1, 4), "", RelativeTo::uln)}); break;
      case 4: atom = about(AtomKind::condition, *rc::gen::element<std::string>("type-2-diabetes", "diabetes", "cancer", "hepatitis-c")); break;
      case 5: atom = about(AtomKind::exposure, *rc::gen::element<std::string>("statin", "atorvastatin", "cisplatin")); break;
      case 6:
        atom = about(AtomKind::manual, "");
        atom.why = "consent";
        break;
      default: atom = about(AtomKind::pregnancy, "pregnancy"); break;
    }
    if (kind >= 2 && kind <= 5 && *rc::gen::inRange(0, 2) == 0) {
      atom.window = window(*rc::gen::element(WindowOp::within, WindowOp::not_within, WindowOp::for_at_least), *rc::gen::inRange(1, 40), TimeUnit::day, *rc::gen::arbitrary<bool>());
    }
    atom.temporality = *rc::gen::element(Temporality::any, Temporality::current, Temporality::past);
    atom.assertion = *rc::gen::weightedElement<Assertion>({{8, Assertion::asserted}, {1, Assertion::mention}, {1, Assertion::planned}});
    return atom;
  });
}

rc::Gen<Rule> any_rule() {
  return rc::gen::exec([] {
    Rule rule;
    std::vector<NodeId> open;
    const int atoms = *rc::gen::inRange(1, 6);
    for (int i = 0; i < atoms; ++i) open.push_back(rule.add({{}, *any_atom()}));
    while (open.size() > 1) {
      Group group;
      group.op = *rc::gen::element(Op::all, Op::any, Op::not_, Op::at_least, Op::if_);
      const NodeId last = open.back();
      open.pop_back();
      if (group.op == Op::not_) {
        group.of = {last};
      } else if (group.op == Op::if_) {
        group.when = last;
        group.then = open.back();
        open.pop_back();
      } else {
        group.of = {last, open.back()};
        group.n = *rc::gen::inRange(1u, 3u);
        open.pop_back();
      }
      open.push_back(rule.add({{}, group}));
      if (group.op == Op::not_ && *rc::gen::inRange(0, 2) == 0) continue;
    }
    rule.root = open.front();
    return rule;
  });
}

std::string any_day() {
  return *rc::gen::element<std::string>("", "2024", "2023-11", "2024-05-20", "2024-05-31", "2023-01-01", "2010-07-07", "2024-06-02");
}

Made any_patient(int number) {
  Made who;
  who.patient.id = "p" + std::to_string(number);
  who.patient.sex = *rc::gen::element(Sex::unknown, Sex::male, Sex::female);
  who.born(*rc::gen::element<std::string>("", "1950", "1980-01-01", "2006-06-01", "2006-06-02"));
  const int entries = *rc::gen::inRange(0, 8);
  for (int i = 0; i < entries; ++i) {
    switch (*rc::gen::inRange(0, 5)) {
      case 0: who.lab("718-7", *rc::gen::inRange(6, 15), *rc::gen::element<std::string>("g/dL", "g/L", ""), any_day()); break;
      case 1:
        who.lab("1742-6", *rc::gen::inRange(10, 200), "U/L", any_day());
        if (*rc::gen::arbitrary<bool>()) who.range({}, 40, "U/L");
        break;
      case 2:
        who.condition(*rc::gen::element<std::string>("Type 2 diabetes mellitus", "Diabetes mellitus", "Chronic hepatitis C", "Malignant neoplasm of colon", "Gout"), "", any_day(),
                      *rc::gen::element(ClinicalStatus::active, ClinicalStatus::inactive, ClinicalStatus::unknown));
        break;
      case 3: who.drug(*rc::gen::element<std::string>("Atorvastatin 20 mg", "Cisplatin", "Metformin"), any_day(), any_day()); break;
      default: who.result("Hepatitis C virus RNA", "", *rc::gen::element<std::string>("Detected", "Not detected", "Equivocal"), any_day()); break;
    }
    if (!who.patient.facts.empty()) who.with(*rc::gen::weightedElement<Certainty>({{6, Certainty::confirmed}, {1, Certainty::weak}, {1, Certainty::absent}}));
  }
  return who;
}

RC_GTEST_PROP(Agreement, ScreeningSaysWhatExplainingSays, ()) {
  std::vector<RuleSet> studies(static_cast<std::size_t>(*rc::gen::inRange(1, 4)));
  for (RuleSet& s : studies) {
    s.study = "s" + std::to_string(&s - studies.data());
    const int n = *rc::gen::inRange(0, 5);
    for (int i = 0; i < n; ++i) {
      Criterion c = criterion(*rc::gen::element(Section::inclusion, Section::exclusion), *any_rule(), "C" + std::to_string(i));
      c.coverage = *rc::gen::element(0.0, 0.5, 1.0);
      c.group = *rc::gen::element<std::string>("", "", "Cohort A", "Cohort B");
      s.criteria.push_back(std::move(c));
    }
  }
  std::vector<Patient> patients;
  const int n = *rc::gen::inRange(1, 5);
  for (int i = 0; i < n; ++i) patients.push_back(any_patient(i).patient);

  const Engine e = engine(*rc::gen::element(Absence::recorded, Absence::open, Absence::closed));
  std::vector<Screening> alone, together;
  e.screen(studies, patients, 1, [&](const Screening& s) { alone.push_back(s); });
  e.screen(studies, patients, 3, [&](const Screening& s) { together.push_back(s); });
  RC_ASSERT(alone.size() == studies.size() * patients.size());
  RC_ASSERT(together.size() == alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    const Screening& s = alone[i];
    RC_ASSERT(s.patient == i / studies.size());
    RC_ASSERT(s.study == i % studies.size());
    const Explanation x = e.explain(studies[s.study], patients[s.patient]);
    RC_ASSERT(s.verdict == x.verdict);
    RC_ASSERT(s.candidate == x.candidate);
    RC_ASSERT(s.score == x.score);
    RC_ASSERT(s.score_low == x.score_low);
    RC_ASSERT(s.score_high == x.score_high);
    RC_ASSERT(s.score_low <= s.score);
    RC_ASSERT(s.score <= s.score_high);
    for (std::size_t c = 0; c < x.criteria.size(); ++c) RC_ASSERT(s.outcomes[c] == x.criteria[c].outcome);
    RC_ASSERT(together[i].outcomes == s.outcomes);
    RC_ASSERT(together[i].score == s.score);
  }
}

TEST(Screening, TellsHowFarItIs) {
  const std::vector<RuleSet> studies(3, study({}));
  const std::vector<Patient> patients(2);
  std::size_t last = 0, all = 0;
  engine().screen(studies, patients, 1, [](const Screening&) {}, [&](std::size_t done, std::size_t total) { last = done, all = total; });
  EXPECT_EQ(last, 6u);
  EXPECT_EQ(all, 6u);
}

}  // namespace
}  // namespace elig::made
