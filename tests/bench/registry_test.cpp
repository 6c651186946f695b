// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "grammar/parse.hpp"
#include "grammar/read_study.hpp"
#include "tools/bench/perturb.hpp"

/// Registries of any size out of some real studies.
namespace elig::bench {
namespace {

std::vector<RuleSet> real() {
  const auto vocabulary = Vocabulary::builtin();
  std::vector<RuleSet> rules;
  for (const std::string text :
       {"Inclusion Criteria:\n- Age 18 to 65 years\n- Bilirubin <= 1.5 mg/dL\n- Hemoglobin between 9 and 16 g/dL\nExclusion Criteria:\n"
        "- Myocardial infarction within 6 months\n- Pregnancy\n",
        "Inclusion Criteria:\n- Type 2 diabetes\n- HbA1c 7 to 10 %\n- Creatinine < 133 umol/L\nExclusion Criteria:\n- Insulin within 28 "
        "days\n"}) {
    for (const Study& study : read_studies(text, "study-" + std::to_string(rules.size()) + ".txt"))
      rules.push_back(parse(study, *vocabulary, {}));
  }
  return rules;
}

std::vector<const Atom*> atoms_of(const RuleSet& study) {
  std::vector<const Atom*> atoms;
  for (const Criterion& criterion : study.criteria) {
    for (NodeId id = 0; id < criterion.rule.nodes.size(); ++id) {
      if (const Atom* atom = criterion.rule.atom(id)) atoms.push_back(atom);
    }
  }
  return atoms;
}

bool same_rules(const RuleSet& a, const RuleSet& b) {
  if (a.criteria.size() != b.criteria.size()) return false;
  for (std::size_t i = 0; i < a.criteria.size(); ++i) {
    if (a.criteria[i].rule != b.criteria[i].rule) return false;
  }
  return true;
}

TEST(Registry, BeginsWithTheRealStudiesAndGoesOnWithOthers) {
  const std::vector<RuleSet> from = real();
  const std::vector<RuleSet> studies = registry(from, 3, 200);
  ASSERT_EQ(studies.size(), 200U);
  for (std::size_t i = 0; i < from.size(); ++i) EXPECT_TRUE(same_rules(studies[i], from[i]));
  std::size_t changed = 0, shorter = 0;
  for (std::size_t i = from.size(); i < studies.size(); ++i) {
    const RuleSet& origin = from[i % from.size()];
    EXPECT_NE(studies[i].study, origin.study);
    changed += !same_rules(studies[i], origin);
    shorter += studies[i].criteria.size() < origin.criteria.size();
  }
  EXPECT_GT(changed, 100U);
  EXPECT_GT(shorter, 10U);
}

TEST(Registry, IsTheSameForTheSameSeed) {
  const std::vector<RuleSet> from = real();
  EXPECT_TRUE(same_rules(perturbed(from, 3, 100), perturbed(from, 3, 100)));
  std::size_t differ = 0;
  for (std::uint64_t i = 10; i < 30; ++i) differ += !same_rules(perturbed(from, 3, i), perturbed(from, 4, i));
  EXPECT_GT(differ, 5U);
}

TEST(Registry, KeepsRangesInOrderAndUnitsInStep) {
  const std::vector<RuleSet> from = real();
  std::size_t ranges = 0, moved = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const RuleSet study = perturbed(from, 5, i);
    for (const Atom* atom : atoms_of(study)) {
      if (atom->bounds.size() == 2) {
        ++ranges;
        EXPECT_EQ(atom->bounds[0].value < atom->bounds[1].value,
                  atom->bounds[0].op == Comparator::greater_equal || atom->bounds[0].op == Comparator::greater);
      }
      for (const Bound& bound : atom->bounds) {
        if (!bound.canonical || bound.unit != "umol/L") continue;
        EXPECT_NEAR(bound.canonical->value / bound.value, 1 / 88.42, 1e-3) << bound.value;
        moved += bound.value != 133;
      }
    }
  }
  EXPECT_GT(ranges, 100U);
  EXPECT_GT(moved, 20U);
}

}  // namespace
}  // namespace elig::bench
