// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/showcase/saying.hpp"

// What is no study and no record: one clear line, or a sound result. What is merely monstrous is read in one pass: the tests ask
// no clock, they would just not come back.
namespace elig::showcase {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

void is_one_line(const std::string& message, const std::string& name) {
  EXPECT_FALSE(message.empty());
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_LT(message.size(), 400u) << message;
  EXPECT_NE(message.find(name), std::string::npos) << message << " does not say which file";
}

void is_sound(const RuleSet& rules) {
  const Ledger& l = rules.ledger;
  EXPECT_EQ(l.computable + l.manual + l.structural + l.unparsed, l.characters);
  EXPECT_LE(l.structural, l.characters);
  for (const Criterion& c : rules.criteria) EXPECT_FALSE(c.rule.nodes.empty()) << c.id;
  const Explanation answer = made::explain(rules, somebody());
  EXPECT_EQ(answer.criteria.size(), rules.criteria.size());
  EXPECT_NE(answer.verdict, Verdict::eligible);
}

TEST(BadFile, AsAStudyIsOneLineOrASoundResult) {
  for (const std::string& path : files_in(fixture("bad"))) {
    SCOPED_TRACE(path);
    try {
      for (const Study& study : read_studies(tools::read_file(path), path, [](const std::string& line) { is_one_line(line, "bad"); })) is_sound(parse(study, *Vocabulary::builtin()));
    } catch (const StudyError& error) {
      is_one_line(error.what(), path);
    } catch (const tools::FileError& error) {
      is_one_line(error.what(), path);
    }
  }
}

TEST(BadFile, AsARecordIsOneLineOrASoundResult) {
  const RuleSet study = rules_of("Inclusion Criteria:\n- Age 18 years or older\n- Hemoglobin >= 9 g/dL\n- Type 2 diabetes\n");
  for (const std::string& path : files_in(fixture("bad"))) {
    SCOPED_TRACE(path);
    try {
      const Patient patient = read_patient(tools::read_file(path), path, [](const std::string& line) { is_one_line(line, "bad"); });
      EXPECT_NE(made::engine().explain(study, patient).verdict, Verdict::eligible);
    } catch (const PatientError& error) {
      is_one_line(error.what(), path);
    } catch (const tools::FileError& error) {
      is_one_line(error.what(), path);
    }
  }
}

TEST(MonstrousText, IsReadAndNeverLetsAnyoneIn) {
  const std::vector<std::pair<std::string, std::string>> monsters{
      {"20,000 parentheses", "- " + repeated("(", 20000)},
      {"20,000 pairs of parentheses", "- age " + repeated("(", 10000) + "18" + repeated(")", 10000)},
      {"closing parentheses only", "- ALT " + repeated(")", 20000)},
      {"a line of a megabyte", "- " + repeated("hemoglobin ", 95000)},
      {"a megabyte without a blank", "- " + repeated("a", 1 << 20)},
      {"a comparison of a megabyte", "- ALT " + repeated("<= 3 x ULN or ", 75000)},
      {"numbers only", "- " + repeated("1 ", 30000)},
      {"a number of many digits", "- Age > " + repeated("9", 30000)},
      {"negations", "- " + repeated("no ", 20000) + "diabetes"},
      {"exceptions in exceptions", "- " + repeated("diabetes except ", 4000) + "gout"},
      {"ifs in ifs", "- " + repeated("if diabetes, then ", 3000) + "age > 18"},
      {"semicolons", "- " + repeated("ALT > 3 x ULN; ", 4000)},
      {"colons", "- " + repeated("diabetes: ", 4000)},
      {"bullets ever deeper", [] {
         std::string text;
         for (std::size_t i = 0; i < 400; ++i) text += std::string(i, ' ') + "- Any of the following:\n";
         return text;
       }()},
      {"ten thousand bullets", repeated("- Age over 18 years\n", 10000)},
      {"ellipses", "- Signature" + repeated("…", 20000)},
      {"zero bytes", "- Age" + std::string(1000, '\0')},
      {"bytes that are no UTF-8", "- Age \xFF\xFE\xC3 > 18 \xE2\x82"},
  };
  for (const auto& [name, text] : monsters) {
    SCOPED_TRACE(name);
    Study study;
    study.id = study.source = "monster";
    study.text = text;
    study.eligibility = {0, static_cast<std::uint32_t>(text.size())};
    is_sound(parse(study, *Vocabulary::builtin()));
  }
}

}  // namespace
}  // namespace elig::showcase
