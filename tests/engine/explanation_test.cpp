// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

Rule all_of(std::vector<Atom> atoms) {
  Rule rule;
  Group group;
  for (Atom& atom : atoms) group.of.push_back(rule.add({{}, std::move(atom)}));
  rule.add({{}, std::move(group)});
  return rule;
}

Atom consent() {
  Atom atom = about(AtomKind::manual, "");
  atom.why = "consent";
  return atom;
}
Atom adult() {
  Atom atom = about(AtomKind::age, "age");
  atom.bounds = {bound(Comparator::greater_equal, 18, "a")};
  return atom;
}

TEST(Explanation, EveryAtomHasItsEvidence) {
  const Atom low = measured("718-7", {bound(Comparator::greater_equal, 10, "g/dL")});
  const auto e = explain(study({criterion(Section::inclusion, all_of({adult(), low}))}), somebody().born("2010-01-01").lab("718-7", 12, "g/dL"));
  ASSERT_EQ(e.criteria.size(), 1u);
  EXPECT_EQ(e.criteria[0].outcome, Outcome::fail);
  ASSERT_EQ(e.criteria[0].because.size(), 2u) << "no short cut: what is settled already is told all the same";
  EXPECT_EQ(e.criteria[0].because[0].truth, Truth::false_);
  EXPECT_EQ(e.criteria[0].because[1].truth, Truth::true_);
  ASSERT_TRUE(e.criteria[0].because[1].fact);
  EXPECT_EQ(e.criteria[0].because[1].fact->resource, "Observation/1");
  EXPECT_EQ(e.criteria[0].because[1].fact->date, "2024-05-20");
  EXPECT_EQ(e.criteria[0].because[1].note, "12 g/dL, bound ≥ 10 g/dL");
}

TEST(Explanation, VerdictCandidateAndProvenance) {
  const RuleSet rules = study({criterion(Section::inclusion, only(adult())), criterion(Section::inclusion, only(consent()), "I2")});
  const auto e = explain(rules, somebody().born("1980-01-01"));
  EXPECT_EQ(e.verdict, Verdict::undetermined);
  EXPECT_TRUE(e.candidate);
  EXPECT_EQ(e.counts.pass, 1u);
  EXPECT_EQ(e.counts.manual, 1u);
  EXPECT_EQ(e.as_of, "2024-06-01");
  EXPECT_EQ(e.rules.substr(0, 7), "sha256:");
  EXPECT_EQ(e.rules, explain(rules, somebody()).rules);
  RuleSet other = rules;
  std::get<Atom>(other.criteria[0].rule.nodes[0].kind).bounds[0].value = 21;
  EXPECT_NE(explain(other, somebody()).rules, e.rules);
  EXPECT_TRUE(e.missing.empty()) << "no record holds consent";
}

TEST(Explanation, WhatIsMissingSettlesMostFirst) {
  const Atom hb = measured("718-7", {bound(Comparator::greater_equal, 10, "g/dL")}), alt = measured("1742-6", {bound(Comparator::less, 100, "U/L")});
  const auto e = explain(study({criterion(Section::inclusion, only(hb), "I1"), criterion(Section::inclusion, only(alt), "I2"), criterion(Section::exclusion, all_of({alt, adult()}), "E1")}),
                         somebody().born("1980-01-01"));
  ASSERT_EQ(e.missing.size(), 2u);
  EXPECT_EQ(e.missing[0].criteria, (std::vector<std::string>{"I2", "E1"}));
  EXPECT_FALSE(e.missing[0].codes.empty());
  EXPECT_EQ(e.missing[1].need, "Hemoglobin");
}

TEST(Explanation, NothingIsAskedForWhatIsSettledAnyway) {
  const Atom hb = measured("718-7", {bound(Comparator::greater_equal, 10, "g/dL")});
  const auto e = explain(study({criterion(Section::inclusion, all_of({adult(), hb}))}), somebody().born("2015-01-01"));
  EXPECT_EQ(e.verdict, Verdict::ineligible);
  EXPECT_TRUE(e.missing.empty());
}

TEST(Explanation, AMentionDecidesNothing) {
  Atom mention = about(AtomKind::condition, "type-2-diabetes");
  mention.assertion = Assertion::mention;
  const auto e = explain(study({criterion(Section::inclusion, all_of({mention, adult()}))}), somebody().born("1980-01-01").condition("Hypertension", "I10", "2010-01-01"));
  EXPECT_EQ(e.criteria[0].outcome, Outcome::pass);
  EXPECT_EQ(e.criteria[0].because.size(), 2u);
}

TEST(Explanation, ABareRepeatOfAValueDecidesNothing) {
  const auto e = explain(study({criterion(Section::inclusion, all_of({measured("718-7", {}), measured("718-7", {bound(Comparator::greater_equal, 10, "g/dL")})}))}),
                         somebody().lab("718-7", 12, "g/dL"));
  EXPECT_EQ(e.criteria[0].outcome, Outcome::pass);
}

TEST(Explanation, OnlyOneSexCanHaveIt) {
  EXPECT_EQ(truth_of(about(AtomKind::pregnancy, "pregnancy"), somebody().male()), Truth::false_);
  const Atom nursing = about(AtomKind::pregnancy, "lactation");
  EXPECT_EQ(truth_of(nursing, somebody().male()), Truth::false_);
  EXPECT_EQ(truth_of(nursing, somebody().female().born("1994-01-01")), Truth::unknown);
}

}  // namespace
}  // namespace elig::made
