// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// docs/lint.md names every check, with an example that it objects to and one that it lets pass.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "grammar/lint.hpp"
#include "grammar/read_study.hpp"

namespace elig {
namespace {

struct Entry {
  std::string name, objects, passes;
};

std::map<std::string, Entry> document() {
  std::ifstream file(ELIG_DOCS "/lint.md");
  std::map<std::string, Entry> entries;
  std::string line, code;
  std::string* block = nullptr;
  while (std::getline(file, line)) {
    if (line.starts_with("## ")) {
      std::istringstream heading(line.substr(3));
      heading >> code;
      heading >> entries[code].name;
    } else if (line == "```objects" && !code.empty()) {
      block = &entries[code].objects;
    } else if (line == "```passes" && !code.empty()) {
      block = &entries[code].passes;
    } else if (line.starts_with("```")) {
      block = nullptr;
    } else if (block) {
      *block += line + "\n";
    }
  }
  return entries;
}

std::size_t found(const std::string& study, const std::string& code) {
  const auto findings = lint(read_studies(study, "example.txt").front(), *Vocabulary::builtin());
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [&](const LintFinding& f) { return f.code == code; }));
}

TEST(LintDocument, NamesEveryCheckAndNoOther) {
  std::map<std::string, std::string> written, there;
  for (const auto& [code, entry] : document()) written[code] = entry.name;
  for (const LintCheck& check : lint_checks()) there[std::string(check.code)] = std::string(check.name);
  EXPECT_EQ(written, there);
}

TEST(LintDocument, EveryExampleIsObjectedToOncePerStudy) {
  for (const auto& [code, entry] : document()) EXPECT_EQ(found(entry.objects, code), 1U) << code << "\n" << entry.objects;
}

TEST(LintDocument, EveryCounterExamplePasses) {
  for (const auto& [code, entry] : document()) {
    ASSERT_FALSE(entry.passes.empty()) << code;
    EXPECT_EQ(found(entry.passes, code), 0U) << code << "\n" << entry.passes;
  }
}

}  // namespace
}  // namespace elig
