// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// The field names and words that scripts outside rely on, to the letter.
#include "tools/render/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tools/render/text.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

using Json = nlohmann::ordered_json;

std::string json_of(Atom atom, Span span = {10, 20}) {
  Rule rule;
  rule.add({span, std::move(atom)});
  return rule_json(rule, *Vocabulary::builtin());
}

Atom of_kind(AtomKind kind) {
  Atom atom;
  atom.kind = kind;
  return atom;
}

TEST(RuleJson, AMeasurementSaysItsBoundsAsWrittenAndAsConverted) {
  Atom atom = of_kind(AtomKind::measurement);
  atom.concept_id = "no-such-concept";
  atom.subject = {"Bilirubin", {10, 19}};
  atom.bounds = {{Comparator::less_equal, 51.3, "umol/L", RelativeTo::none, Quantity{3, "mg/dL"}, false, {20, 32}},
                 {Comparator::less, 3, "1", RelativeTo::uln, {}, false, {40, 45}}};
  EXPECT_EQ(json_of(atom, {10, 45}),
            R"({"atom":"measurement","concept":"no-such-concept","span":[10,45],"subject":{"text":"Bilirubin","span":[10,19]},"bounds":[)"
            R"({"op":"<=","value":51.3,"unit":"umol/L","relative_to":null,"canonical":{"value":3,"unit":"mg/dL"},"span":[20,32]},)"
            R"({"op":"<","value":3,"unit":"1","relative_to":"ULN","span":[40,45]}]})");
}

TEST(RuleJson, AWindowSaysItsUnitInUcumAndNullWhenItHasNoLength) {
  Atom atom = of_kind(AtomKind::exposure);
  Window window;
  window.op = WindowOp::not_within;
  window.value = 28;
  window.span = {3, 9};
  atom.window = window;
  EXPECT_EQ(Json::parse(json_of(atom))["window"].dump(), R"({"op":"not_within","value":28,"unit":"d","anchor":"as_of","span":[3,9]})");
  atom.window->op = WindowOp::after;
  atom.window->value.reset();
  atom.window->anchor = "surgery";
  EXPECT_EQ(Json::parse(json_of(atom))["window"].dump(), R"({"op":"after","value":null,"unit":null,"anchor":"surgery","span":[3,9]})");
  atom.window->value = 0.5;
  atom.window->unit = TimeUnit::year;
  atom.window->strict = true;
  atom.window->half_lives = 5;
  EXPECT_EQ(Json::parse(json_of(atom))["window"].dump(),
            R"({"op":"after","value":0.5,"unit":"a","anchor":"surgery","strict":true,"half_lives":5,"whichever":"longer","span":[3,9]})");
}

TEST(RuleJson, ADurationToExceedIsABoundUnderItsOwnComparison) {
  struct Row {
    WindowOp op;
    bool strict;
    const char *bounds, *window;
  };
  for (const Row& row : {Row{WindowOp::for_at_least, true, R"([{"op":">","value":3,"unit":"mo","relative_to":null,"of":"duration","span":[3,9]}])",
                             R"({"op":"for_at_least","value":null,"unit":"mo","anchor":"as_of","strict":true,"span":[3,9]})"},
                         Row{WindowOp::for_at_most, true, R"([{"op":"<","value":3,"unit":"mo","relative_to":null,"of":"duration","span":[3,9]}])",
                             R"({"op":"for_at_most","value":null,"unit":"mo","anchor":"as_of","strict":true,"span":[3,9]})"},
                         Row{WindowOp::for_at_least, false, "null", R"({"op":"for_at_least","value":3,"unit":"mo","anchor":"as_of","span":[3,9]})"},
                         Row{WindowOp::within, true, "null", R"({"op":"within","value":3,"unit":"mo","anchor":"as_of","strict":true,"span":[3,9]})"}}) {
    Atom atom = of_kind(AtomKind::condition);
    atom.window.emplace();
    atom.window->op = row.op;
    atom.window->value = 3;
    atom.window->unit = TimeUnit::month;
    atom.window->strict = row.strict;
    atom.window->span = {3, 9};
    const Json json = Json::parse(json_of(atom));
    EXPECT_EQ(json.value("bounds", Json(nullptr)).dump(), row.bounds);
    EXPECT_EQ(json["window"].dump(), row.window);
  }
}

TEST(RuleJson, GroupsNestAndAnIfHasWhenAndThen) {
  Rule rule;
  Atom sex = of_kind(AtomKind::sex);
  sex.sex = "female";
  const NodeId female = rule.add({{0, 5}, sex});
  const NodeId pregnant = rule.add({{6, 14}, of_kind(AtomKind::pregnancy)});
  const NodeId not_pregnant = rule.add({{6, 14}, Group{Op::not_, {pregnant}}});
  const NodeId guarded = rule.add({{0, 14}, Group{Op::if_, {}, 0, female, not_pregnant}});
  Atom manual = of_kind(AtomKind::manual);
  manual.why = "consent";
  const NodeId consent = rule.add({{20, 30}, manual});
  const NodeId rest = rule.add({{31, 35}, of_kind(AtomKind::unparsed)});
  rule.add({{0, 35}, Group{Op::at_least, {guarded, consent, rest}, 2}});
  EXPECT_EQ(
      rule_json(rule, *Vocabulary::builtin()),
      R"({"op":"at_least","of":[{"op":"if","when":{"atom":"sex","span":[0,5],"sex":"female"},"then":{"op":"not","of":[{"atom":"condition","looked_up_as":"pregnancy","span":[6,14]}],)"
      R"("span":[6,14]},"span":[0,14]},{"atom":"manual","span":[20,30],"why":"consent"},{"atom":"unparsed","span":[31,35]}],"n":2,"span":[0,35]})");
  EXPECT_EQ(rule_json({}, *Vocabulary::builtin()), "null");
}

TEST(RuleSetJson, HasALedgerAndDiagnostics) {
  RuleSet study;
  study.study = "NCT99000001";
  study.source = "a.txt";
  study.criteria.resize(1);
  study.criteria[0].id = "E1";
  study.criteria[0].section = Section::exclusion;
  study.criteria[0].span = {4, 8};
  study.criteria[0].text = "text";
  study.criteria[0].coverage = 0.5;
  study.criteria[0].diagnostics = {{Severity::warning, "unit-missing", {4, 6}, "no unit"}};
  study.ledger = {10, 4, 3, 2, 1};
  EXPECT_EQ(
      rule_set_json(study, *Vocabulary::builtin()),
      R"({"study":"NCT99000001","source":"a.txt","conditions":[],"criteria":[{"id":"E1","section":"exclusion","span":[4,8],"text":"text","coverage":0.5,)"
      R"("rule":null,"diagnostics":[{"severity":"warning","code":"unit-missing","span":[4,6],"message":"no unit"}]}],)"
      R"("ledger":{"characters":10,"computable":4,"manual":3,"structural":2,"unparsed":1},"diagnostics":[]})");
}

TEST(ExplanationJson, IsWhatTheContractShows) {
  Explanation e;
  e.study = "NCT99000001";
  e.patient = "someone";
  e.as_of = "2024-06-01";
  e.candidate = true;
  e.counts = {9, 0, 0, 1, 2};
  e.score = 0.86;
  e.score_low = 0.71;
  e.score_high = 1;
  e.criteria.resize(1);
  e.criteria[0] = {"I4", Section::inclusion, "Bilirubin", {5, 14}, Outcome::pass, {}};
  Evidence evidence;
  evidence.atom = AtomKind::measurement;
  evidence.span = {5, 14};
  evidence.truth = Truth::true_;
  evidence.fact = FactUsed{"Observation/obs-3", "", 0.9, "", "mg/dL", "2024-05-20"};
  evidence.note = "0.75 × ULN";
  e.criteria[0].because = {evidence};
  e.missing = {{"Pregnancy test", {{"LOINC", "2106-3", false}}, {"I7"}}};
  e.engine = "0.1.0";
  e.rules = "sha256:a";
  e.vocabulary = "sha256:b";
  EXPECT_EQ(
      line_of(explanation_json(e)),
      R"({"study":"NCT99000001","patient":"someone","as_of":"2024-06-01","verdict":"undetermined","candidate":true,)"
      R"("counts":{"pass":9,"fail":0,"unknown":0,"not_applicable":1,"manual":2},"score":0.86,"score_bounds":[0.71,1.0],"criteria":[{"id":"I4",)"
      R"("section":"inclusion","text":"Bilirubin","span":[5,14],"outcome":"pass","because":[{"atom":"measurement","span":[5,14],"truth":"true",)"
      R"("fact":{"resource":"Observation/obs-3","value":0.9,"unit":"mg/dL","date":"2024-05-20"},"note":"0.75 × ULN"}]}],)"
      R"("missing":[{"need":"Pregnancy test","codes":["http://loinc.org|2106-3"],"criteria":["I7"]}],)"
      R"("provenance":{"engine":"0.1.0","rules":"sha256:a","vocabulary":"sha256:b"}})");
}

TEST(Words, OfEveryAtomKindAreDistinctButForStatesOfAPerson) {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(AtomKind::unparsed); ++i) {
    const auto kind = static_cast<AtomKind>(i);
    if (kind == AtomKind::pregnancy || kind == AtomKind::reproductive || kind == AtomKind::social) continue;
    EXPECT_TRUE(words.insert(word(kind)).second) << word(kind);
  }
  EXPECT_FALSE(words.contains(""));
  // a reader of the JSON meets them as what a record calls them
  EXPECT_EQ(word(AtomKind::pregnancy), "condition");
  EXPECT_EQ(word(AtomKind::reproductive), "condition");
  EXPECT_EQ(word(AtomKind::social), "finding");
}

TEST(AtomText, ReadsLikeTheSentence) {
  Atom atom = of_kind(AtomKind::measurement);
  atom.concept_id = "bilirubin.total";
  atom.bounds = {{Comparator::less_equal, 3, "", RelativeTo::uln, {}, false, {}}};
  EXPECT_EQ(atom_text(atom), "measurement bilirubin.total <= 3 × ULN");
  Atom drug = of_kind(AtomKind::exposure);
  drug.subject.text = "systemic\n   therapy";
  Window window;
  window.op = WindowOp::not_within;
  window.value = 28;
  drug.window = window;
  EXPECT_EQ(atom_text(drug), "exposure “systemic therapy”, not within 28 d");
}

}  // namespace
}  // namespace elig::tools
