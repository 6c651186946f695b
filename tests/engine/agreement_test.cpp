// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "engine/batch.hpp"
#include "patients/cohort_builder.hpp"
#include "tests/engine/made.hpp"

// One patient at a time and all at once must say the same: random rules against random patients.
namespace elig::made {
namespace {

rc::Gen<Atom> any_atom() {
  return rc::gen::exec([] {
    const int kind = *rc::gen::inRange(0, 20);
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
      case 4: atom = about(AtomKind::condition, *rc::gen::element<std::string>("type-2-diabetes", "diabetes", "cancer", "hepatitis-c", "hiv", "anemia", "hypertension")); break;
      case 5: atom = about(AtomKind::exposure, *rc::gen::element<std::string>("statin", "atorvastatin", "cisplatin"));
        if (*rc::gen::inRange(0, 2) == 0) atom.purposes = {{*rc::gen::element<std::string>("cancer", "type-2-diabetes", "hiv"), {}, *rc::gen::inRange(0, 2) == 0, {}}};
        break;
      case 6:
        atom = about(AtomKind::manual, "");
        atom.why = "consent";
        break;
      case 7: atom = about(AtomKind::pregnancy, "pregnancy"); break;
      case 8: atom = worded(AtomKind::reproductive, *rc::gen::element<std::string>("woman of childbearing potential", "postmenopausal", "effective contraception")); break;
      case 9: atom = worded(AtomKind::social, *rc::gen::element<std::string>("current smoker", "never smoker", "homeless")); break;
      case 10: atom = worded(AtomKind::allergy, *rc::gen::element<std::string>("penicillin", "allergy", "study drug")); break;
      case 11: atom = worded(AtomKind::language, "English speaking"); break;
      case 12: atom = about(AtomKind::life_stage, *rc::gen::element<std::string>("adult", "child", "elderly")); break;
      case 13:
        atom = worded(AtomKind::age, "at diagnosis of diabetes");
        atom.at = "diagnosis";
        atom.bounds = {bound(op, *rc::gen::inRange(10, 60), "a")};
        break;
      case 14: atom = worded(AtomKind::condition, *rc::gen::element<std::string>("malignant disease", "hepatitis", "chronic pain disorder", "gout")); break;
      case 15: atom = worded(AtomKind::finding, "measurable disease"); break;
      case 16: atom = worded(AtomKind::therapy, "chemotherapy"); break;
      case 17:
        atom = about(AtomKind::exposure, "prednisone");
        atom.bounds = {bound(op, *rc::gen::inRange(5, 20), "mg/d")};
        break;
      case 18: atom = measured("718-7", {bound(op, *rc::gen::inRange(80, 140), "g/L"), bound(Comparator::less, 1, "", RelativeTo::uln)}); break;
      default:
        atom = about(AtomKind::condition, "cancer");
        atom.qualifiers = {*rc::gen::element<std::string>("metastatic", "active", "acute", "recent", "new", "stable", "severe|chronic")};
        break;
    }
    if (((kind >= 2 && kind <= 5) || kind >= 14) && *rc::gen::inRange(0, 2) == 0) {
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

Interval exactly(double value) { return {value, value, false, false}; }

std::string any_day() {
  return *rc::gen::element<std::string>("", "2024", "2023-11", "2024-05-20", "2024-05-31", "2023-01-01", "2010-07-07", "2024-06-02", "2024-04-20", "2024-04-19", "2024-04-22");
}

Made any_patient(int number) {
  Made who;
  who.patient.id = "p" + std::to_string(number);
  who.patient.sex = *rc::gen::element(Sex::unknown, Sex::male, Sex::female);
  who.born(*rc::gen::element<std::string>("", "1950", "1980-01-01", "2006-06-01", "2006-06-02"));
  if (*rc::gen::arbitrary<bool>()) who.patient.languages = {*rc::gen::element<std::string>("en-US", "es", "English")};
  who.patient.holds = {*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), false, false};
  const int entries = *rc::gen::inRange(0, 8);
  for (int i = 0; i < entries; ++i) {
    switch (*rc::gen::inRange(0, 13)) {
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
      case 4: who.procedure(*rc::gen::element<std::string>("Total hysterectomy", "Bilateral tubal ligation", "Appendectomy"), any_day()); break;
      case 5: who.result("Tobacco smoking status", "72166-2", *rc::gen::element<std::string>("Never smoker", "Smokes tobacco daily", "Ex-smoker", "Postmenopausal"), any_day()); break;
      case 6: who.result("Pregnancy test", "2106-3", *rc::gen::element<std::string>("Positive", "Negative"), any_day()); break;
      case 7:
        who.condition(*rc::gen::element<std::string>("Allergy to penicillin", "Pregnancy", "Metastasis to liver", "Smoker"), "", any_day(), ClinicalStatus::active);
        who.patient.facts.back().stage = *rc::gen::element<std::string>("", "Stage IV");
        break;
      case 8: who.observation(*rc::gen::element<std::string>("Hepatitis C virus RNA", "HIV 1 RNA"), "", exactly(*rc::gen::element(0.0, 1500.0)), "{copies}/mL", any_day()); break;
      case 9: who.result("Measurable disease", "", *rc::gen::element<std::string>("Yes", "No", "Not evaluated"), any_day()); break;
      case 10:
        who.drug(*rc::gen::element<std::string>("Cisplatin", "Prednisone 5 mg"), any_day(), any_day());
        who.patient.facts.back().end_basis = *rc::gen::element<std::string>("administration", "end of period");
        if (*rc::gen::arbitrary<bool>()) who.patient.facts.back().dose = Measured{exactly(*rc::gen::element(5.0, 10.0, 15.0)), "mg/d", true};
        break;
      case 11: who.procedure("Chemotherapy", any_day()); break;
      default: who.result("Hepatitis C virus RNA", "", *rc::gen::element<std::string>("Detected", "Not detected", "Equivocal"), any_day()); break;
    }
    if (!who.patient.facts.empty()) who.with(*rc::gen::weightedElement<Certainty>({{6, Certainty::confirmed}, {1, Certainty::weak}, {1, Certainty::absent}}));
  }
  return who;
}

std::vector<RuleSet> any_studies() {
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
  return studies;
}

std::vector<Patient> any_patients() {
  std::vector<Patient> patients;
  const int n = *rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(1, 6)}, {1, rc::gen::inRange(64, 67)}});
  for (int i = 0; i < n; ++i) patients.push_back(any_patient(i).patient);
  return patients;
}

std::vector<Screening> in_columns(const Engine& engine, const std::vector<RuleSet>& studies, const std::vector<Patient>& patients, BatchOptions options) {
  std::vector<Screening> out;
  Batch batch(engine, studies, options);
  const ListedPatients source(patients);
  for (std::size_t next = 0; next < patients.size();) next = batch.run(source, next, [&](const Screening& s) { out.push_back(s); });
  return out;
}

RC_GTEST_PROP(Agreement, ScreeningSaysWhatExplainingSays, ()) {
  const std::vector<RuleSet> studies = any_studies();
  const std::vector<Patient> patients = any_patients();
  const Engine e = engine(*rc::gen::element(Absence::recorded, Absence::open, Absence::closed));
  std::vector<Screening> in_rows;
  e.screen(studies, patients, 1, [&](const Screening& s) { in_rows.push_back(s); });
  BatchOptions alone, together;
  alone.jobs = 1;
  together.jobs = 3;
  together.memory = 0;  // the smallest steps
  for (const auto& results : {in_rows, in_columns(e, studies, patients, alone), in_columns(e, studies, patients, together)}) {
    RC_ASSERT(results.size() == studies.size() * patients.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      const Screening& s = results[i];
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
    }
  }
}

/// What explaining every pair says of one study or of all, counted by hand.
struct Counted {
  std::vector<StudyTally> studies;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> lacking;  ///< need → alone, among others
};

Counted by_hand(const Engine& engine, const std::vector<RuleSet>& studies, const std::vector<Patient>& patients) {
  Counted counted;
  for (const RuleSet& study : studies) {
    StudyTally& t = counted.studies.emplace_back();
    t.criteria.resize(study.criteria.size());
    for (const Patient& patient : patients) {
      const Explanation x = engine.explain(study, patient);
      (x.verdict == Verdict::eligible ? t.eligible : x.verdict == Verdict::ineligible ? t.ineligible : t.undetermined) += 1;
      t.candidates += x.candidate ? 1 : 0;
      bool shut = false;
      for (std::size_t c = 0; c < x.criteria.size(); ++c) {
        CriterionTally& k = t.criteria[c];
        switch (x.criteria[c].outcome) {
          case Outcome::pass: ++k.pass; break;
          case Outcome::fail: ++k.fail, k.in_order += shut ? 0 : 1, shut = true; break;
          case Outcome::unknown: ++k.unknown; break;
          case Outcome::not_applicable: ++k.not_applicable; break;
          case Outcome::manual: ++k.manual; break;
        }
      }
      if (x.verdict != Verdict::undetermined || x.candidate) continue;
      std::set<std::string> settled;
      for (const Missing& missing : x.missing) {
        ++counted.lacking[missing.need].second;
        settled.insert(missing.criteria.begin(), missing.criteria.end());
      }
      // one datum is enough where nothing is open that has no datum
      if (x.missing.size() == 1 && settled.size() == x.counts.unknown) ++counted.lacking[x.missing.front().need].first;
    }
  }
  return counted;
}

RC_GTEST_PROP(Tallies, AreThoseOfAllExplanations, ()) {
  std::vector<RuleSet> studies = any_studies();
  for (RuleSet& study : studies) {
    for (std::size_t c = 0; c < study.criteria.size(); ++c) study.criteria[c].id = "C" + std::to_string(c);
  }
  const std::vector<Patient> patients = any_patients();
  const Engine e = engine();
  const Counted expected = by_hand(e, studies, patients);
  Batch batch(e, studies, {});
  const ListedPatients source(patients);
  // Half of it in a batch that is given up, the rest in one that goes on from what was saved.
  std::size_t next = 0;
  while (next < patients.size()) {
    Batch part(e, studies, {});
    if (next > 0) part.restore(batch.save());
    next = part.run(source, next, [](const Screening&) {});
    batch.restore(part.save());
  }
  for (std::size_t s = 0; s < studies.size(); ++s) {
    const StudyTally &is = batch.studies()[s], &should = expected.studies[s];
    RC_ASSERT(is.eligible == should.eligible);
    RC_ASSERT(is.undetermined == should.undetermined);
    RC_ASSERT(is.ineligible == should.ineligible);
    RC_ASSERT(is.candidates == should.candidates);
    for (std::size_t c = 0; c < should.criteria.size(); ++c) {
      RC_ASSERT(is.criteria[c].pass == should.criteria[c].pass);
      RC_ASSERT(is.criteria[c].fail == should.criteria[c].fail);
      RC_ASSERT(is.criteria[c].unknown == should.criteria[c].unknown);
      RC_ASSERT(is.criteria[c].not_applicable == should.criteria[c].not_applicable);
      RC_ASSERT(is.criteria[c].manual == should.criteria[c].manual);
      RC_ASSERT(is.criteria[c].in_order == should.criteria[c].in_order);
    }
  }
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> lacking;
  for (const Lacking& l : batch.lacking()) lacking[l.need] = {l.pairs, l.part};
  RC_ASSERT(lacking == expected.lacking);
}

RC_GTEST_PROP(TheBest, AreTheFirstOfAllInOrder, ()) {
  const std::vector<RuleSet> studies = any_studies();
  const std::vector<Patient> patients = any_patients();
  const Engine e = engine();
  BatchOptions options;
  options.per_patient = *rc::gen::inRange<std::size_t>(1, 4);
  options.per_study = 2;
  options.ineligible = *rc::gen::arbitrary<bool>();
  options.min_score = *rc::gen::element(0.0, 0.5, 0.9);
  auto all = in_columns(e, studies, patients, {});
  std::erase_if(all, [&](const Screening& s) { return s.score < options.min_score || (!options.ineligible && s.verdict == Verdict::ineligible); });
  const auto tier = [](const Screening& s) { return s.verdict == Verdict::ineligible ? 2 : s.candidate ? 0 : 1; };
  const auto better = [&](const Screening& a, const Screening& b) { return std::tuple(tier(a), -a.score, -a.score_low) < std::tuple(tier(b), -b.score, -b.score_low); };

  std::vector<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t p = 0; p < patients.size(); ++p) {
    std::vector<Screening> of;
    std::copy_if(all.begin(), all.end(), std::back_inserter(of), [p](const Screening& s) { return s.patient == p; });
    std::stable_sort(of.begin(), of.end(), better);
    for (std::size_t i = 0; i < std::min(of.size(), options.per_patient); ++i) expected.emplace_back(p, of[i].study);
  }
  std::vector<std::pair<std::size_t, std::size_t>> got;
  for (const Screening& s : in_columns(e, studies, patients, options)) got.emplace_back(s.patient, s.study);
  RC_ASSERT(got == expected);

  Batch batch(e, studies, options);
  const ListedPatients source(patients);
  for (std::size_t next = 0; next < patients.size();) next = batch.run(source, next, [](const Screening&) {});
  for (std::size_t s = 0; s < studies.size(); ++s) {
    std::vector<Screening> of;
    std::copy_if(all.begin(), all.end(), std::back_inserter(of), [s](const Screening& one) { return one.study == s; });
    std::stable_sort(of.begin(), of.end(), better);
    of.resize(std::min<std::size_t>(of.size(), 2));
    const auto best = batch.best(s);
    RC_ASSERT(best.size() == of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
      RC_ASSERT(best[i].patient == of[i].patient);
      RC_ASSERT(best[i].score == of[i].score);
    }
  }
}

// Words count only where the concept is nowhere on record, be it among types of entry that a question does not look at.
TEST(Memory, TellsApartWhoseConceptIsOnRecordInAnotherType) {
  Atom test = about(AtomKind::test, "urinalysis");
  test.words = {"purple", "strip"};
  test.state = State::positive;
  const std::vector<RuleSet> studies{study({criterion(Section::inclusion, only(test))})};
  const Engine e = engine();
  Made by_words = somebody(), by_concept = somebody();
  for (Made* who : {&by_words, &by_concept}) who->result("Purple strip reading", "", "Positive");
  by_concept.procedure("Urinalysis", "2024-05-01");
  by_words.patient.holds = by_concept.patient.holds;
  ASSERT_EQ(truth_of(test, by_words), Truth::true_);
  ASSERT_NE(truth_of(test, by_concept), Truth::true_);
  for (const auto& patients : {std::vector{by_words.patient, by_concept.patient}, std::vector{by_concept.patient, by_words.patient}}) {
    BatchOptions alone;
    alone.jobs = 1;
    for (const Screening& s : in_columns(e, studies, patients, alone)) {
      EXPECT_EQ(s.outcomes.front(), e.explain(studies.front(), patients[s.patient]).criteria.front().outcome) << s.patient;
    }
  }
}

TEST(Cohort, IsScreenedAsItsRecordsAre) {
  Atom systemic = about(AtomKind::exposure, "prednisone");
  systemic.qualifiers = {"systemic"};
  const std::vector<RuleSet> studies{study({criterion(Section::inclusion, only(systemic))})};
  const Engine e = engine();
  for (const auto& [note, outcome] : std::vector<std::pair<std::string, Outcome>>{{"1 tablet by mouth daily", Outcome::pass}, {"apply cream twice a day", Outcome::fail}, {"", Outcome::unknown}}) {
    Made who = somebody();
    who.drug("Prednisone", "2024-01-01");
    who.patient.facts.back().note = note;
    CohortBuilder builder;
    const auto number = builder.add_patient(who.patient);
    ASSERT_TRUE(number);
    Batch batch(e, studies, {});
    std::vector<Outcome> outcomes;
    batch.run(CohortPatients(builder.build()), 0, [&](const Screening& s) { outcomes = s.outcomes; });
    EXPECT_EQ(outcomes, std::vector{outcome}) << note;
    EXPECT_EQ(e.explain(studies[0], who.patient).criteria[0].outcome, outcome) << note;
  }
}

TEST(Batch, TakesStudiesSomeAtATime) {
  const Engine e = engine();
  std::vector<RuleSet> studies;
  for (const char* concept_id : {"cancer", "type-2-diabetes", "cancer", "hiv"}) studies.push_back(study({criterion(Section::inclusion, only(about(AtomKind::condition, concept_id)))}));
  Batch whole(e, studies, {});
  std::size_t next = 0;
  std::vector<RuleSet> some;
  Batch parts(e, [&]() -> std::span<const RuleSet> {
    some.clear();  // what was given before is gone
    for (const std::size_t end = std::min(next + 3, studies.size()); next < end; ++next) some.push_back(studies[next]);
    return some;
  }, {});
  EXPECT_EQ(parts.digest(), whole.digest());
  EXPECT_EQ(parts.questions(), 3U);
  Made who = somebody();
  who.condition("Type 2 diabetes mellitus", "E11.9", "2020-01-01");
  const std::vector<Patient> patients{who.patient};
  for (Batch* batch : {&whole, &parts}) batch->run(ListedPatients(patients), 0, [](const Screening&) {});
  ASSERT_EQ(parts.studies().size(), 4U);
  for (std::size_t s = 0; s < 4; ++s) EXPECT_EQ(parts.studies()[s].eligible, whole.studies()[s].eligible) << s;
  EXPECT_EQ(parts.studies()[1].eligible, 1U);
}

TEST(Batch, RefusesWhatAnotherOneSaved) {
  const Engine e = engine();
  const std::vector<RuleSet> one{study({criterion(Section::inclusion, only(about(AtomKind::condition, "cancer")))})}, other{study({})};
  Batch batch(e, one, {});
  EXPECT_THROW(batch.restore(Batch(e, other, {}).save()), std::invalid_argument);
  EXPECT_THROW(batch.restore("short"), std::invalid_argument);
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
