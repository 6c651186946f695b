// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/program.hpp"
#include "tests/engine/made.hpp"

namespace elig::engine {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

/// A rule over atoms whose answers are given: atom i is the i-th of them.
struct Given {
  CompiledCriterion criterion;
  std::vector<AtomTruth> answers;

  NodeId atom(Truth truth, bool manual = false) {
    Step step;
    step.atom = static_cast<AtomNumber>(answers.size());
    answers.push_back({truth, manual});
    return add(step);
  }
  NodeId mention() {
    Step step;
    step.kind = Step::Kind::mention;
    return add(step);
  }
  NodeId join(Step::Kind kind, std::vector<NodeId> of, unsigned n = 0) {
    Step step;
    step.kind = kind;
    step.of = std::move(of);
    step.n = n;
    return add(step);
  }
  NodeId guard(NodeId when, NodeId then) {
    Step step;
    step.kind = Step::Kind::if_;
    step.when = when;
    step.then = then;
    return add(step);
  }
  NodeId add(Step step) {
    criterion.steps.push_back(std::move(step));
    return criterion.root = static_cast<NodeId>(criterion.steps.size() - 1);
  }
  [[nodiscard]] Value3 value() const { return evaluate(criterion, answers); }
  [[nodiscard]] Outcome outcome(Section section) {
    criterion.section = section;
    return outcome_of(criterion, value());
  }
};

TEST(Logic, EveryCellOfTheTables) {
  //                       and or
  const std::array<std::array<Truth, 4>, 9> table{{{T, T, T, T}, {T, U, U, T}, {T, F, F, T}, {U, T, U, T}, {U, U, U, U}, {U, F, F, U}, {F, T, F, T}, {F, U, F, U}, {F, F, F, F}}};
  for (const auto& [a, b, both, either] : table) {
    Given all;
    all.join(Step::Kind::all, {all.atom(a), all.atom(b)});
    EXPECT_EQ(all.value().truth, both);
    Given any;
    any.join(Step::Kind::any, {any.atom(a), any.atom(b)});
    EXPECT_EQ(any.value().truth, either);
  }
  for (const auto& [a, not_a] : {std::pair{T, F}, std::pair{U, U}, std::pair{F, T}}) {
    Given g;
    g.join(Step::Kind::not_, {g.atom(a)});
    EXPECT_EQ(g.value().truth, not_a);
  }
}

TEST(Logic, AtLeastTwoOfThree) {
  struct Row {
    Truth a, b, c, truth;
  };
  for (const Row& row : {Row{T, T, F, T}, Row{T, T, U, T}, Row{T, U, F, U}, Row{T, F, F, F}, Row{U, U, F, U}, Row{U, F, F, F}, Row{F, F, F, F}, Row{T, T, T, T}}) {
    Given g;
    g.join(Step::Kind::at_least, {g.atom(row.a), g.atom(row.b), g.atom(row.c)}, 2);
    EXPECT_EQ(g.value().truth, row.truth);
  }
}

TEST(Logic, OutcomesBySection) {
  struct Row {
    Truth truth;
    Outcome inclusion, exclusion;
  };
  for (const Row& row : {Row{T, Outcome::pass, Outcome::fail}, Row{F, Outcome::fail, Outcome::pass}, Row{U, Outcome::unknown, Outcome::unknown}}) {
    Given g;
    g.atom(row.truth);
    EXPECT_EQ(g.outcome(Section::inclusion), row.inclusion);
    EXPECT_EQ(g.outcome(Section::exclusion), row.exclusion);
  }
}

TEST(Logic, AGuard) {
  struct Row {
    Truth when, then;
    Outcome inclusion, exclusion;
  };
  for (const Row& row : {Row{F, F, Outcome::not_applicable, Outcome::not_applicable}, Row{F, T, Outcome::not_applicable, Outcome::not_applicable},
                         Row{T, T, Outcome::pass, Outcome::fail}, Row{T, F, Outcome::fail, Outcome::pass},
                         // unknown guard: what would pass passes either way
                         Row{U, T, Outcome::pass, Outcome::unknown}, Row{U, F, Outcome::unknown, Outcome::pass}, Row{U, U, Outcome::unknown, Outcome::unknown}}) {
    Given g;
    g.guard(g.atom(row.when), g.atom(row.then));
    EXPECT_EQ(g.outcome(Section::inclusion), row.inclusion) << to_string(row.when) << " → " << to_string(row.then);
    EXPECT_EQ(g.outcome(Section::exclusion), row.exclusion) << to_string(row.when) << " → " << to_string(row.then);
  }
}

TEST(Logic, AnUnknownGuardUnderNotLetsPassWhatWouldPass) {
  Given g;
  g.join(Step::Kind::not_, {g.guard(g.atom(U), g.atom(F))});
  EXPECT_EQ(g.outcome(Section::inclusion), Outcome::pass);
  EXPECT_EQ(g.outcome(Section::exclusion), Outcome::unknown);
}

TEST(Logic, WhatDoesNotApplyIsLeftOut) {
  for (const Truth rest : {T, U, F}) {
    for (const auto kind : {Step::Kind::all, Step::Kind::any}) {
      Given with;
      with.join(kind, {with.guard(with.atom(F), with.atom(T)), with.atom(rest), with.mention()});
      EXPECT_EQ(with.value().truth, rest);
    }
  }
  Given nothing_but_guards;
  nothing_but_guards.join(Step::Kind::all, {nothing_but_guards.guard(nothing_but_guards.atom(F), nothing_but_guards.atom(T))});
  EXPECT_EQ(nothing_but_guards.outcome(Section::inclusion), Outcome::not_applicable);
  Given only_named;
  only_named.mention();
  EXPECT_EQ(only_named.outcome(Section::inclusion), Outcome::not_applicable);
}

TEST(Logic, ManualOnlyWhenNothingElseIsOpen) {
  Given consent_and_known;
  consent_and_known.join(Step::Kind::all, {consent_and_known.atom(U, true), consent_and_known.atom(T)});
  EXPECT_EQ(consent_and_known.outcome(Section::inclusion), Outcome::manual);
  Given consent_and_lab;
  consent_and_lab.join(Step::Kind::all, {consent_and_lab.atom(U, true), consent_and_lab.atom(U)});
  EXPECT_EQ(consent_and_lab.outcome(Section::inclusion), Outcome::unknown);
  Given consent_and_failing;
  consent_and_failing.join(Step::Kind::all, {consent_and_failing.atom(U, true), consent_and_failing.atom(F)});
  EXPECT_EQ(consent_and_failing.outcome(Section::inclusion), Outcome::fail);
}

TEST(Logic, OpenAtomsAreThoseThatCouldStillDecide) {
  Given g;
  const NodeId settled = g.join(Step::Kind::any, {g.atom(T), g.atom(U)});  // true whatever the unknown one is
  const NodeId open = g.atom(U);
  g.join(Step::Kind::all, {settled, open});
  EXPECT_EQ(open_atoms(g.criterion, g.answers), std::vector<NodeId>{open});
}

TEST(Logic, NestingThatNoTextHasIsUnknownAndHarmless) {
  Given g;
  NodeId at = g.atom(T);
  for (int i = 0; i < 100000; ++i) at = g.join(Step::Kind::not_, {at});
  EXPECT_EQ(g.outcome(Section::inclusion), Outcome::unknown);
}

TEST(Cohorts, AFailureClosesItsOwnCohortOnly) {
  const auto study_of = [](std::vector<std::uint32_t> groups) {
    CompiledStudy s;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      CompiledCriterion c;
      Step step;
      step.atom = static_cast<AtomNumber>(i);
      c.steps.push_back(step);
      c.group = groups[i];
      s.groups = std::max(s.groups, groups[i]);
      s.criteria.push_back(std::move(c));
    }
    return s;
  };
  const std::vector<AtomTruth> first_fails{{F, false}, {T, false}};
  EXPECT_EQ(outcomes_of(study_of({1, 2}), first_fails), (std::vector{Outcome::unknown, Outcome::pass}));
  EXPECT_EQ(outcomes_of(study_of({1, 1}), first_fails), (std::vector{Outcome::fail, Outcome::pass})) << "one cohort only";
  EXPECT_EQ(outcomes_of(study_of({0, 2}), first_fails), (std::vector{Outcome::fail, Outcome::pass})) << "for everyone";
  const std::vector<AtomTruth> both_fail{{F, false}, {F, false}};
  EXPECT_EQ(outcomes_of(study_of({1, 2}), both_fail), (std::vector{Outcome::fail, Outcome::fail})) << "every cohort closed";
}

TEST(Score, SharePassedWithBounds) {
  CompiledStudy study;
  study.criteria.resize(4);
  const Judgement j = judge(study, std::vector{Outcome::pass, Outcome::unknown, Outcome::not_applicable, Outcome::manual});
  EXPECT_DOUBLE_EQ(j.score, 0.75);
  EXPECT_DOUBLE_EQ(j.low, 0.5);
  EXPECT_DOUBLE_EQ(j.high, 1.0);
  EXPECT_EQ(j.verdict, Verdict::undetermined);
  EXPECT_FALSE(j.candidate);
  EXPECT_TRUE(judge(study, std::vector{Outcome::pass, Outcome::pass, Outcome::not_applicable, Outcome::manual}).candidate);
  EXPECT_EQ(judge(study, std::vector{Outcome::pass, Outcome::pass, Outcome::not_applicable, Outcome::pass}).verdict, Verdict::eligible);
  EXPECT_EQ(judge(study, std::vector{Outcome::pass, Outcome::unknown, Outcome::fail, Outcome::pass}).verdict, Verdict::ineligible);
}

// ---- laws

rc::Gen<Truth> truths() { return rc::gen::element(F, U, T); }

RC_GTEST_PROP(Laws, DeMorgan, ()) {
  const auto atoms = *rc::gen::nonEmpty(rc::gen::container<std::vector<Truth>>(truths()));
  Given left, right;
  std::vector<NodeId> a, b;
  for (const Truth t : atoms) a.push_back(left.atom(t));
  left.join(Step::Kind::not_, {left.join(Step::Kind::all, a)});
  for (const Truth t : atoms) b.push_back(right.join(Step::Kind::not_, {right.atom(t)}));
  right.join(Step::Kind::any, b);
  RC_ASSERT(left.value().truth == right.value().truth);
}

RC_GTEST_PROP(Laws, AtLeastOneIsAnyAndAtLeastAllIsAll, ()) {
  const auto atoms = *rc::gen::nonEmpty(rc::gen::container<std::vector<Truth>>(truths()));
  const auto value = [&](Step::Kind kind, unsigned n) {
    Given g;
    std::vector<NodeId> of;
    for (const Truth t : atoms) of.push_back(g.atom(t));
    g.join(kind, of, n);
    return g.value().truth;
  };
  RC_ASSERT(value(Step::Kind::at_least, 1) == value(Step::Kind::any, 0));
  RC_ASSERT(value(Step::Kind::at_least, static_cast<unsigned>(atoms.size())) == value(Step::Kind::all, 0));
}

RC_GTEST_PROP(Laws, LearningMoreNeverOverturnsWhatWasKnown, ()) {
  // Any rule of two levels; settling an unknown atom keeps a known value.
  const auto atoms = *rc::gen::container<std::vector<Truth>>(6, truths());
  const auto inner = *rc::gen::element(Step::Kind::all, Step::Kind::any, Step::Kind::at_least);
  const auto outer = *rc::gen::element(Step::Kind::all, Step::Kind::any, Step::Kind::at_least);
  const auto value = [&](const std::vector<Truth>& truth) {
    Given g;
    const NodeId left = g.join(inner, {g.atom(truth[0]), g.atom(truth[1]), g.atom(truth[2])}, 2);
    const NodeId guarded = g.guard(g.atom(truth[3]), g.atom(truth[4]));
    g.join(outer, {left, guarded, g.atom(truth[5])}, 2);
    return g.outcome(Section::inclusion);
  };
  const Outcome before = value(atoms);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (atoms[i] != U) continue;
    for (const Truth settled : {F, T}) {
      auto learned = atoms;
      learned[i] = settled;
      const Outcome after = value(learned);
      // A guard that turns out false takes its demand away; a definite pass stays one, as pass or as not applicable.
      if (before == Outcome::pass) RC_ASSERT(after == Outcome::pass || after == Outcome::not_applicable);
      if (before == Outcome::fail) RC_ASSERT(after == Outcome::fail);
    }
  }
}

}  // namespace
}  // namespace elig::engine
