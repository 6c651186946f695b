// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// Rules printed as JSON and read back are the same rules.
#include "tools/render/rule_read.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "grammar/parse.hpp"
#include "grammar/read_study.hpp"
#include "tools/files.hpp"
#include "tools/render/json.hpp"

namespace elig::tools {
namespace {

using Json = nlohmann::ordered_json;

std::string printed(const Rule& rule) { return rule_json(rule, *Vocabulary::builtin()); }
Rule read_back(const Rule& rule) { return rule_of(Json::parse(printed(rule))); }

// ---- random rules

template <typename Value>
Value one_up_to(Value last) {
  return static_cast<Value>(*rc::gen::inRange(0, static_cast<int>(last) + 1));
}
bool chance() { return *rc::gen::arbitrary<bool>(); }
std::string some_text() { return *rc::gen::element<std::string>("", "a", "ALT", "≤ 2", "\"quoted\"\n", "café", "10*9/L", "x\\y"); }
std::vector<std::string> some_texts() { return *rc::gen::resize(3, rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("breast", "cancer", "b|c", ""))); }
double some_number() { return *rc::gen::element(0.0, 1.0, 2.5, 0.1, 1e-9, 1e17, -3.0, 9007199254740993.0, 0.1 + 0.2, 1.0 / 3); }
Span some_span() {
  const auto begin = *rc::gen::inRange<std::uint32_t>(0, 1000);
  return {begin, begin + *rc::gen::inRange<std::uint32_t>(0, 100)};
}
std::optional<double> maybe_number() { return chance() ? std::optional(some_number()) : std::nullopt; }

Atom some_atom() {
  Atom atom;
  atom.kind = one_up_to(AtomKind::unparsed);
  atom.concept_id = *rc::gen::element<std::string>("", "hemoglobin", "no-such-concept");
  atom.subject = {some_text(), some_span()};
  if (atom.subject.text.empty() && chance()) atom.subject.span = {};
  atom.words = some_texts();
  atom.qualifiers = some_texts();
  for (int i = *rc::gen::inRange(0, 2); i > 0; --i) atom.purposes.push_back({*rc::gen::element<std::string>("", "asthma"), some_texts(), chance(), some_span()});
  for (int i = *rc::gen::inRange(0, 2); i > 0; --i) atom.other_than.push_back({*rc::gen::element<std::string>("", "asthma"), some_texts(), chance(), some_span(), {}, chance()});
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    Bound bound{one_up_to(Comparator::greater), some_number(), some_text(), one_up_to(RelativeTo::baseline), {}, chance(), some_span()};
    if (chance()) bound.canonical = Quantity{some_number(), some_text()};
    atom.bounds.push_back(bound);
  }
  if (chance())
    atom.window = Window{one_up_to(WindowOp::after), maybe_number(), one_up_to(TimeUnit::half_life), chance(), chance(), maybe_number(), chance(), some_text(), maybe_number(), chance(), some_span()};
  if (chance()) atom.count = Count{one_up_to(Comparator::greater), some_number(), some_text(), some_span()};
  atom.state = one_up_to(State::absent);
  atom.temporality = one_up_to(Temporality::future);
  atom.assertion = one_up_to(Assertion::mention);
  atom.sex = some_text();
  atom.why = some_text();
  atom.at = some_text();
  return atom;
}

NodeId grow(Rule& rule, int depth) {
  if (!rule.nodes.empty() && *rc::gen::inRange(0, 6) == 0) return *rc::gen::inRange<NodeId>(0, static_cast<NodeId>(rule.nodes.size()));  // one node in two places
  Node node;
  node.span = some_span();
  if (depth == 0 || *rc::gen::inRange(0, 3) == 0) {
    node.kind.emplace<Atom>(some_atom());
    return rule.add(std::move(node));
  }
  Group group;
  group.op = one_up_to(Op::if_);
  if (group.op == Op::if_) {
    group.when = grow(rule, depth - 1);
    group.then = grow(rule, depth - 1);
  } else {
    const int children = group.op == Op::not_ ? 1 : *rc::gen::inRange(0, 4);
    for (int i = 0; i < children; ++i) group.of.push_back(grow(rule, depth - 1));
    if (group.op == Op::at_least) group.n = *rc::gen::inRange(0U, 5U);
  }
  node.kind.emplace<Group>(std::move(group));
  return rule.add(std::move(node));
}

RC_GTEST_PROP(RulesReadBack, AreTheRulesThatWerePrinted, ()) {
  Rule rule;
  rule.root = grow(rule, *rc::gen::inRange(0, 4));
  RC_LOG() << printed(rule) << '\n';
  RC_ASSERT(read_back(rule) == rule);
}

TEST(RulesReadBack, AnEmptyRuleIsNull) {
  EXPECT_EQ(printed({}), "null");
  EXPECT_EQ(read_back({}), Rule{});
}

// ---- rules of real texts

void holds_for(const RuleSet& study) {
  const std::string line = rule_set_json(study, *Vocabulary::builtin());
  const RuleSet back = read_rules(line, "rules.jsonl").front();
  EXPECT_EQ(rule_set_json(back, *Vocabulary::builtin()), line) << study.study;
  ASSERT_EQ(back.criteria.size(), study.criteria.size());
  EXPECT_EQ(back.ledger, study.ledger);
  for (std::size_t i = 0; i < study.criteria.size(); ++i) EXPECT_TRUE(back.criteria[i].rule == study.criteria[i].rule) << study.study << " " << study.criteria[i].id;
}

TEST(RulesReadBack, HoldsForEveryStudyOfTheFixtures) {
  std::size_t studies = 0;
  for (const Path& path : expand(ELIG_FIXTURES "/studies"))
    for (const Study& study : read_studies(read_file(path.name), path.name)) {
      holds_for(parse(study, *Vocabulary::builtin()));
      ++studies;
    }
  EXPECT_GT(studies, 10U);
}

// ---- what is no rule

struct Broken {
  const char* json;
  const char* reason;
};
class BrokenRule : public testing::TestWithParam<Broken> {};
TEST_P(BrokenRule, IsRefusedWithItsPlace) {
  try {
    (void)rule_of(Json::parse(GetParam().json));
    FAIL() << "not refused";
  } catch (const RuleError& error) {
    EXPECT_STREQ(error.what(), GetParam().reason);
  }
}
INSTANTIATE_TEST_SUITE_P(
    RulesReadBack, BrokenRule,
    testing::Values(Broken{"[]", "should be an object"}, Broken{"{}", "no \"span\""}, Broken{R"({"span":[1]})", "span: should be [begin, end]"},
                    Broken{R"({"span":[1,-2]})", "span/1: should be a whole number from 0"}, Broken{R"({"span":[1,4294967296]})", "span/1: should be a whole number from 0"},
                    Broken{R"({"span":[1,2]})", "no \"op\""}, Broken{R"({"op":"xor","span":[1,2]})", "op: 'xor' is no operation"},
                    Broken{R"({"op":"any","of":[{"atom":"colour","span":[1,2]}],"span":[1,2]})", "of/0/atom: 'colour' is no kind of atom"},
                    Broken{R"({"op":"not","of":[],"span":[1,2]})", "\"not\" takes one child"}, Broken{R"({"op":"all","of":{},"span":[1,2]})", "of: should be a list"},
                    Broken{R"({"op":"at_least","of":[],"span":[1,2]})", "no \"n\""},
                    Broken{R"({"atom":"age","span":[1,2],"bounds":[{"op":">=","value":"18","unit":"a","relative_to":null,"span":[1,2]}]})", "bounds/0/value: should be a number"},
                    Broken{R"({"atom":"age","span":[1,2],"sex":7})", "sex: should be a text"}));

TEST(RulesReadBack, NestingIsBounded) {
  std::string json = R"({"atom":"unparsed","span":[0,1]})";
  for (int i = 0; i < 600; ++i) json = R"({"op":"not","of":[)" + json + R"(],"span":[0,1]})";
  EXPECT_THROW((void)rule_of(Json::parse(json)), RuleError);
}

TEST(RulesReadBack, AFileNamesItsBrokenLine) {
  const auto reason = [](const std::string& content) {
    try {
      (void)read_rules(content, "rules.jsonl");
    } catch (const RuleError& error) {
      return std::string(error.what());
    }
    return std::string("not refused");
  };
  EXPECT_EQ(reason(""), "rules.jsonl: holds no rules");
  EXPECT_EQ(reason("\n{\n"), "rules.jsonl, line 2: no JSON object; rules are as `elig parse --format json` prints them, one study a line");
  EXPECT_EQ(reason("{}"), "rules.jsonl, line 1, no \"study\"");
  EXPECT_EQ(reason(R"({"study":"s","source":"s","conditions":[],"criteria":[{"id":3}]})"), "rules.jsonl, line 1, criteria/0/id: should be a text");
}

}  // namespace
}  // namespace elig::tools
