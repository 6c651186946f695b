// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "grammar/parse.hpp"
#include "shown.hpp"

namespace elig::test {
namespace {

// What decides, in one line: names with their restrictions, comparisons and windows; what is only mentioned is left out.
std::string decided(const Rule& rule, NodeId id) {
  if (const Atom* a = rule.atom(id)) {
    if (a->assertion == Assertion::mention) return "";
    if (a->kind == AtomKind::unparsed) return "?";
    if (a->kind == AtomKind::manual) return "manual";
    std::string text;
    for (const std::string& q : a->qualifiers) text += q + " ";
    if (!a->concept_id.empty()) text += a->concept_id;
    else
      for (const std::string& w : a->words) text += (w == a->words.front() ? "'" : " ") + w + (w == a->words.back() ? "'" : "");
    if (a->kind == AtomKind::allergy) text = "allergy to " + text;
    if (a->state == State::positive) text += " positive";
    if (a->state == State::negative) text += " negative";
    for (const Bound& b : a->bounds) text += " " + shown(b.op, b.value, b.unit, b.relative_to);
    if (a->window) text += " " + shown(*a->window);
    return text;
  }
  const Group& g = *rule.group(id);
  if (g.op == Op::if_) return "if(" + decided(rule, g.when) + ", " + decided(rule, g.then) + ")";
  std::string inside;
  unsigned members = 0;
  for (const NodeId child : g.of)
    if (const std::string one = decided(rule, child); !one.empty()) {
      inside += (inside.empty() ? "" : "; ") + one;
      ++members;
    }
  if (g.op == Op::not_) return "not(" + inside + ")";
  if (members < 2) return inside;
  return std::string(g.op == Op::all ? "all(" : g.op == Op::any ? "any(" : "at_least(") + inside + ")";
}

std::string rule_of(const char* text, Section section) {
  Study study;
  study.text = text;
  study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
  ParseOptions options;
  options.bare = section;
  const RuleSet rules = parse(study, words(), options);
  if (rules.criteria.empty() || rules.criteria.front().rule.nodes.empty()) return "";
  return decided(rules.criteria.front().rule, rules.criteria.front().rule.root);
}

class Exclusions : public testing::TestWithParam<Example> {};
TEST_P(Exclusions, SayWhatKeepsOut) { EXPECT_EQ(rule_of(GetParam().text, Section::exclusion), GetParam().meaning); }

constexpr Example kept_out[] = {
    // whoever has the disease was not therefore treated for it
    {"Receiving therapy for psoriasis", "all('therapy psoriasis'; psoriasis)"},
    {"Previous treatment for colitis with azathioprine", "azathioprine"},
    {"Any drug used for weight loss", "weight-loss-drug"},
    {"Diagnosis of or treatment for lymphoma", "lymphoma"},
    {"Insulin treatment", "insulin.drug"},
    {"Anaphylactic reaction to peanuts", "allergy to anaphylactic 'peanut'"},
    {"Chronic or acute pancreatitis", "pancreatitis"},
    {"Untreated or symptomatic brain metastases", "untreated|symptomatic brain-metastases"},
    {"NRTI or NNRTI mutations", "any('nrti mutation'; 'nnrti mutation')"},
    {"Ever tested positive for HIV", "hiv positive"},
};
INSTANTIATE_TEST_SUITE_P(Readings, Exclusions, testing::ValuesIn(kept_out));

class Inclusions : public testing::TestWithParam<Example> {};
TEST_P(Inclusions, SayWhatLetsIn) { EXPECT_EQ(rule_of(GetParam().text, Section::inclusion), GetParam().meaning); }

constexpr Example let_in[] = {
    {"More than 3 weeks since surgery or radiotherapy", "all(surgery not within 3 wk strictly; radiotherapy not within 3 wk strictly)"},
    {"At least 4 weeks since chemotherapy or at least 2 weeks since radiotherapy", "all(chemotherapy not within 4 wk; radiotherapy not within 2 wk)"},
    {"AST < 2 x ULN in the absence of liver metastases", "if(not(liver-metastases), ast < 2 ULN)"},
    {"AST < 2 x ULN in absence of liver metastases (< 4 x ULN if liver metastases are present)", "all(if(not(liver-metastases), ast < 2 ULN); if(liver-metastases, ast < 4 ULN))"},
    {"Healthy based on history, physical examination and laboratory tests", "healthy"},
    {"Negative tests for hepatitis C", "hepatitis-c negative"},
    {"Korean nationality", "all(?; ?)"},
    {"Progression (PD) by RECIST", "disease-progression"},
    {"Calcitonin > 20 nanograms per milliliter", "calcitonin > 20 ng/mL"},
};
INSTANTIATE_TEST_SUITE_P(Readings, Inclusions, testing::ValuesIn(let_in));

}  // namespace
}  // namespace elig::test
