// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>

#include "tests/showcase/saying.hpp"

// What must hold for any text and any record: one at a time and all at once say the same, no byte of a text is lost or counted
// twice, and nobody is let in because nothing is known.
namespace elig::showcase {
namespace {

/// "" or what is wrong.
std::string disagreement(const Engine& engine, std::span<const RuleSet> studies, std::span<const Patient> patients) {
  std::string wrong;
  std::size_t pairs = 0;
  engine.screen(studies, patients, 2, [&](const Screening& s) {
    ++pairs;
    const Explanation x = engine.explain(studies[s.study], patients[s.patient]);
    const bool numbers = s.score == x.score && s.score_low == x.score_low && s.score_high == x.score_high;
    bool same = s.verdict == x.verdict && s.candidate == x.candidate && numbers && s.outcomes.size() == x.criteria.size();
    for (std::size_t i = 0; same && i < s.outcomes.size(); ++i) same = s.outcomes[i] == x.criteria[i].outcome;
    const bool ordered = 0 <= s.score_low && s.score_low <= s.score && s.score <= s.score_high && s.score_high <= 1;
    if (!same || !ordered) wrong += x.study + " for " + x.patient + (same ? ": the score is out of its bounds\n" : ": explain and screen differ\n");
  });
  if (pairs != studies.size() * patients.size()) wrong += "pairs are missing\n";
  return wrong;
}

std::string loss(const RuleSet& study) {
  const Ledger& l = study.ledger;
  const std::uint64_t sum = l.computable + l.manual + l.structural + l.unparsed;
  const bool small = l.computable <= l.characters && l.manual <= l.characters && l.structural <= l.characters && l.unparsed <= l.characters;
  return sum == l.characters && small ? "" : study.study + ": " + std::to_string(l.characters) + " characters, " + std::to_string(l.computable) + " computable, " + std::to_string(l.manual) + " manual, " +
                                               std::to_string(l.structural) + " structural, " + std::to_string(l.unparsed) + " unparsed";
}

TEST(Fixtures, ExplainAndScreenAgreeOnEveryPair) {
  const auto studies = studies_in(fixture("studies"));
  const auto patients = patients_in(fixture("patients"));
  ASSERT_GE(studies.size() * patients.size(), 400u);
  for (const Absence absence : {Absence::recorded, Absence::open, Absence::closed}) EXPECT_EQ(disagreement(made::engine(absence), studies, patients), "");
}

TEST(Fixtures, NoByteIsLostOrCountedTwice) {
  for (const RuleSet& study : studies_in(fixture("studies"))) EXPECT_EQ(loss(study), "");
}

TEST(Fixtures, NobodyIsEligibleFromAnEmptyRecord) {
  for (const RuleSet& study : studies_in(fixture("studies"))) {
    const Explanation answer = made::explain(study, somebody());
    EXPECT_NE(answer.verdict, Verdict::eligible) << study.study;
    EXPECT_FALSE(answer.candidate && answer.counts.manual == 0) << study.study;
  }
}

TEST(Headings, WithoutACriterionLetNobodyIn) {
  for (const char* text : {"Inclusion Criteria:\n", "Inclusion Criteria:\n\nExclusion Criteria:\n", "***", "- \n- \n"}) {
    const RuleSet rules = rules_of(text);
    EXPECT_EQ(made::explain(rules, somebody()).verdict, Verdict::undetermined) << text;
    EXPECT_EQ(loss(rules), "") << text;
  }
}

TEST(Ledger, CountsACharacterThatIsReadAsSeveralOnce) {
  for (const char* text : {"Inclusion Criteria:\n- Children between 7 and 12 years old……………………\n- Signature……\n", "- Platelets ≥ 100 × 10⁹/L… or ½ of the usual\n", "- ﬁbrosis ﬃ …½¼¾ ㎎ ㎗\n"})
    EXPECT_EQ(loss(rules_of(text)), "") << text;
}

TEST(ThreeThousandTrials, LoseNoByteAndLetNobodyInWithoutARecord) {
  const std::string trials = std::string(ELIG_SHARED) + "/corpus/studies/trials-3000.jsonl.gz";
  if (!std::filesystem::exists(trials)) GTEST_SKIP() << "no " << trials;
  const Engine engine = made::engine();
  const Patient nobody = somebody().patient;
  std::size_t read = 0;
  for (const Study& study : read_studies(tools::read_file(trials), trials)) {
    const RuleSet rules = parse(study, *Vocabulary::builtin());
    EXPECT_EQ(loss(rules), "");
    EXPECT_NE(engine.explain(rules, nobody).verdict, Verdict::eligible) << rules.study;
    ++read;
  }
  EXPECT_EQ(read, 3000u);
}

// ---- random sentences, made of the pieces that criteria are made of

std::string piece(std::initializer_list<const char*> pieces) { return *rc::gen::elementOf(std::vector<std::string>(pieces.begin(), pieces.end())); }

std::string phrase(int depth) {
  const std::string thing = piece({"ALT", "AST and ALT", "bilirubin", "hemoglobin", "platelets", "HbA1c", "ECOG performance status", "age", "QTcF", "type 2 diabetes", "myocardial infarction", "hepatitis C",
                                   "breast cancer", "metformin", "a statin", "chemotherapy", "radiotherapy", "pregnancy", "KRAS mutation", "informed consent", "zorbase deficiency", "men", "women of childbearing potential"});
  const std::string limit = piece({"", "", " ≤ 2.5 x ULN", " >= 9 g/dL", " between 18 and 75 years", " < 100,000/mm3", " of 0 or 1", " > 450 ms in men", " 7.0-10.0 %", " within 6 months", " at least 28 days ago", " >"});
  const std::string lead = piece({"", "", "", "No ", "History of ", "No history of ", "Current ", "Severe ", "Not ", "Prior ", "Either "});
  std::string text = lead + thing + limit;
  if (depth > 0) {
    const std::string joint = piece({" and ", " or ", ", ", "; ", " unless ", " except ", " if ", " (", ". ", "/", " provided that ", ": ", " such as ", " with "});
    text += joint + phrase(depth - 1) + (joint == " (" ? ")" : "");
  }
  return text;
}

std::string any_text() {
  std::string text;
  const int lines = *rc::gen::inRange(1, 6);
  for (int i = 0; i < lines; ++i) {
    text += piece({"", "", "", "Inclusion Criteria:\n", "Exclusion Criteria:\n", "Any of the following:\n"});
    text += piece({"- ", "1. ", "  * ", "    - ", "• ", ""}) + phrase(*rc::gen::inRange(0, 4)) + "\n";
  }
  return text;
}

Made any_person(int number) {
  Made who;
  who.patient.id = "p" + std::to_string(number);
  who.patient.sex = *rc::gen::element(Sex::unknown, Sex::male, Sex::female);
  who.born(piece({"", "1950", "1980-01-01", "2006-06-01"}));
  const int entries = *rc::gen::inRange(0, 7);
  for (int i = 0; i < entries; ++i) {
    const std::string when = piece({"", "2024", "2024-05-20", "2023-12-01", "2010-07-07"});
    switch (*rc::gen::inRange(0, 6)) {
      case 0: who.lab("718-7", *rc::gen::inRange(6, 15), piece({"g/dL", ""}), when); break;
      case 1: who.lab(piece({"1742-6", "1920-8"}), *rc::gen::inRange(10, 200), "U/L", when).range({}, 40, "U/L"); break;
      case 2: who.condition(piece({"Type 2 diabetes mellitus", "Acute myocardial infarction", "Breast cancer", "Gout"}), "", when); break;
      case 3: who.drug(piece({"Metformin", "Atorvastatin 20 mg", "Cisplatin"}), when, when); break;
      case 4: who.procedure("External beam radiotherapy", when); break;
      default: who.result("Pregnancy test", "2106-3", piece({"Negative", "Positive"}), when); break;
    }
  }
  return who;
}

RC_GTEST_PROP(RandomSentences, ExplainAndScreenAgree, ()) {
  std::vector<RuleSet> studies;
  std::vector<Patient> patients;
  for (int i = 0; i < 3; ++i) studies.push_back(rules_of(any_text()));
  for (int i = 0; i < 3; ++i) patients.push_back(any_person(i).patient);
  const std::string wrong = disagreement(made::engine(*rc::gen::element(Absence::recorded, Absence::open, Absence::closed)), studies, patients);
  RC_ASSERT(wrong == "");
}

RC_GTEST_PROP(RandomSentences, LoseNoByte, ()) {
  const std::string text = any_text();
  RC_LOG() << text;
  RC_ASSERT(loss(rules_of(text)) == "");
}

RC_GTEST_PROP(RandomSentences, LetNobodyInWithoutARecord, ()) {
  const std::string text = any_text();
  RC_LOG() << text;
  const RuleSet study = rules_of(text);
  const Explanation answer = made::explain(study, somebody());
  // what is only granted ("… are allowed") asks for nothing; anything else lets nobody in
  for (const auto& criterion : answer.criteria) RC_ASSERT(criterion.outcome != Outcome::pass);
}

RC_GTEST_PROP(RandomBytes, LoseNoByteAndLetNobodyIn, ()) {
  const std::string text = *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>({{6, rc::gen::inRange<char>(32, 126)}, {2, rc::gen::element('\n', ' ', '-', '(', ')', ':', '<')}, {1, rc::gen::arbitrary<char>()}}));
  Study study;
  study.id = study.source = "bytes";
  study.text = text;
  study.eligibility = {0, static_cast<std::uint32_t>(text.size())};
  const RuleSet rules = parse(study, *Vocabulary::builtin());
  RC_ASSERT(loss(rules) == "");
  const bool blank = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (!blank) RC_ASSERT(made::explain(rules, somebody()).verdict != Verdict::eligible);
}

}  // namespace
}  // namespace elig::showcase
