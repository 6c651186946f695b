// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <source_location>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "grammar/parse.hpp"
#include "grammar/read_study.hpp"
#include "patients/read.hpp"
#include "tests/engine/made.hpp"
#include "tools/files.hpp"
#include "tools/render/text.hpp"

/// One sentence of a trial, the rule it is read as, and patients on both sides of what it asks.
namespace elig::showcase {

using made::Made;
using made::somebody;

// ---- rules in one line

inline std::string shown(const Rule& rule, NodeId id) {
  if (const Atom* atom = rule.atom(id)) return tools::atom_text(*atom);
  const Group& group = *rule.group(id);
  if (group.op == Op::if_) return "if(" + shown(rule, group.when) + " then " + shown(rule, group.then) + ")";
  std::string text = group.op == Op::all ? "all" : group.op == Op::any ? "any" : group.op == Op::not_ ? "not" : "at_least " + std::to_string(group.n);
  text += "(";
  for (const NodeId child : group.of) text += (child == group.of.front() ? "" : "; ") + shown(rule, child);
  return text + ")";
}
inline std::string shown(const Rule& rule) { return rule.nodes.empty() ? "" : shown(rule, rule.root); }

// ---- studies

inline Study worded(const std::string& eligibility) {
  return read_studies("{\"nct_id\":\"said\",\"criteria\":" + [&] {
    std::string json = "\"";
    for (const char c : eligibility) {
      if (c == '"' || c == '\\') json += '\\';
      if (c == '\n') json += "\\n";
      else if (static_cast<unsigned char>(c) < 0x20) json += ' ';
      else json += c;
    }
    return json + "\"";
  }() + "}", "said.jsonl").front();
}
inline RuleSet rules_of(const std::string& eligibility) { return parse(worded(eligibility), *Vocabulary::builtin()); }

inline std::string fixture(const std::string& name) { return std::string(ELIG_FIXTURES) + "/" + name; }
inline RuleSet study_file(const std::string& path) { return parse(read_studies(tools::read_file(path), path).front(), *Vocabulary::builtin()); }
inline Patient patient_file(const std::string& path) { return read_patient(tools::read_file(path), path); }
inline std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().string());
  std::sort(names.begin(), names.end());
  return names;
}
/// Every study of every readable file of the folder.
inline std::vector<RuleSet> studies_in(const std::string& folder) {
  std::vector<RuleSet> all;
  for (const std::string& path : files_in(folder))
    for (const Study& study : read_studies(tools::read_file(path), path)) all.push_back(parse(study, *Vocabulary::builtin()));
  return all;
}
/// Every patient of a folder of Bundles.
inline std::vector<Patient> patients_in(const std::string& folder) {
  std::vector<Patient> all;
  for (const std::string& path : files_in(folder)) all.push_back(patient_file(path));
  return all;
}

// ---- people

inline Made woman() { return somebody().female().born("1980-01-15"); }
inline Made man() { return somebody().male().born("1980-01-15"); }

// ---- a sentence and what it comes to

class Saying {
 public:
  Saying(Section section, std::string sentence) : sentence_(std::move(sentence)) {
    rules_ = rules_of((section == Section::inclusion ? "Inclusion Criteria:\n- " : "Exclusion Criteria:\n- ") + sentence_);
  }

  /// The rule it is read as.
  Saying& reads(const std::string& rule, std::source_location at = std::source_location::current()) {
    const testing::ScopedTrace trace(at.file_name(), static_cast<int>(at.line()), sentence_);
    if (rules_.criteria.size() != 1) ADD_FAILURE() << rules_.criteria.size() << " criteria";
    else EXPECT_EQ(shown(rules_.criteria[0].rule), rule);
    return *this;
  }
  Saying& passes(const std::string& who, const Made& patient, std::source_location at = std::source_location::current()) { return comes_to(Outcome::pass, who, patient, at); }
  Saying& fails(const std::string& who, const Made& patient, std::source_location at = std::source_location::current()) { return comes_to(Outcome::fail, who, patient, at); }
  Saying& is_open(const std::string& who, const Made& patient, std::source_location at = std::source_location::current()) { return comes_to(Outcome::unknown, who, patient, at); }
  Saying& asks_a_person(const std::string& who, const Made& patient, std::source_location at = std::source_location::current()) { return comes_to(Outcome::manual, who, patient, at); }
  Saying& spares(const std::string& who, const Made& patient, std::source_location at = std::source_location::current()) { return comes_to(Outcome::not_applicable, who, patient, at); }

 private:
  Saying& comes_to(Outcome outcome, const std::string& who, const Made& patient, std::source_location at) {
    const testing::ScopedTrace trace(at.file_name(), static_cast<int>(at.line()), sentence_ + " — " + who);
    const Explanation answer = made::explain(rules_, patient);
    if (answer.criteria.size() != 1) {
      ADD_FAILURE() << answer.criteria.size() << " criteria";
      return *this;
    }
    std::string evidence;
    for (const Evidence& e : answer.criteria[0].because) evidence += "\n  " + std::string(to_string(e.truth)) + ": " + e.note;
    EXPECT_EQ(answer.criteria[0].outcome, outcome) << shown(rules_.criteria[0].rule) << evidence;
    const Verdict verdict = outcome == Outcome::fail ? Verdict::ineligible : outcome == Outcome::unknown || outcome == Outcome::manual ? Verdict::undetermined : Verdict::eligible;
    EXPECT_EQ(answer.verdict, verdict);
    return *this;
  }

  std::string sentence_;
  RuleSet rules_;
};

inline Saying including(const std::string& sentence) { return {Section::inclusion, sentence}; }
inline Saying excluding(const std::string& sentence) { return {Section::exclusion, sentence}; }

// ---- tables of sentences and trees

struct Reading {
  const char* sentence;
  const char* tree;
};
inline void PrintTo(const Reading& reading, std::ostream* out) { *out << reading.sentence; }

/// Their one test stands in structure_test.cpp; every table of the showcase instantiates them.
class Included : public testing::TestWithParam<Reading> {};
class Excluded : public testing::TestWithParam<Reading> {};

}  // namespace elig::showcase
