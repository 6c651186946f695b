// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/lexicon/tables.hpp"
#include "grammar/units.hpp"
#include "grammar/vocabulary.hpp"

// The codes of the measured things against lists that are not part of the project: a code whose usual unit does not go into its
// concept's unit stands with the wrong concept. That the codes exist is seen in tests/grammar/vocabulary.
namespace elig {
namespace {

namespace fs = std::filesystem;

const fs::path reference = fs::path(ELIG_SHARED) / "reference";

void for_each_line(const fs::path& path, const std::function<void(const std::string&)>& line) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return;
  std::string text;
  char buffer[65536];
  while (gzgets(file, buffer, sizeof buffer) != nullptr) {
    text += buffer;
    if (!text.ends_with('\n') && gzeof(file) == 0) continue;
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    line(text);
    text.clear();
  }
  gzclose(file);
}

/// LOINC code → its example unit in UCUM, "" when it has none.
const std::map<std::string, std::string>& listed() {
  static const std::map<std::string, std::string> codes = [] {
    std::map<std::string, std::string> all;
    for_each_line(reference / "loinc-short.tsv.gz", [&](const std::string& line) {
      const auto cells = split(line, '\t');
      if (cells.size() >= 7 && !cells[0].empty() && cells[0][0] >= '0' && cells[0][0] <= '9')
        all.emplace(cells[0], cells.size() > 7 ? std::string(cells[7]) : std::string());
    });
    return all;
  }();
  return codes;
}

bool is_measured(ConceptKind kind) {
  return kind == ConceptKind::measurement || kind == ConceptKind::vital || kind == ConceptKind::score || kind == ConceptKind::stage ||
         kind == ConceptKind::test || kind == ConceptKind::biomarker || kind == ConceptKind::social;
}

class MeasuredCodes : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(reference / "loinc-short.tsv.gz")) {
      std::cout << "no reference lists under " << reference << ": codes are not checked against them\n";
      GTEST_SKIP();
    }
  }
  std::shared_ptr<const Vocabulary> vocabulary_ = Vocabulary::builtin();
};

TEST_F(MeasuredCodes, CarryUnitsThatGoIntoTheConceptsUnit) {
  std::size_t checked = 0;
  for (ConceptIndex i = 0; i < vocabulary_->concepts().size(); ++i) {
    const Concept& c = vocabulary_->at(i);
    const std::string_view unit = c.attribute("unit");
    if ((c.kind != ConceptKind::measurement && c.kind != ConceptKind::vital) || unit.empty()) continue;
    for (const ConceptCode& code : c.codes) {
      const auto found = listed().find(code.code);
      if (code.system != "LOINC" || found == listed().end() || found->second.empty()) continue;
      const auto example = ucum_of(found->second);
      if (!example || example == "1" || example == "U") continue;
      // Viral loads are reported in copies, units and logarithms of both; the result's own unit decides.
      if (c.id == "hbv-dna" || c.id == "hcv-rna" || c.id == "hiv-rna" || c.id == "cmv-dna" || c.id == "ebv-dna") continue;
      // Some examples of clearance leave the body surface out although the code's scale has it.
      if (unit.find("1.73") != std::string_view::npos && *example == "mL/min") continue;
      EXPECT_TRUE(convert(1, *example, unit, vocabulary_->analyte(i))) << c.id << " [" << unit << "] has LOINC " << code.code << " [" << *example << ']';
      ++checked;
    }
  }
  EXPECT_GT(checked, 400u);
}

// Factors between the mass and the molar code of an analyte as they are published: rounded, some the other way round or off by a
// power of ten, so only their digits are compared.
TEST_F(MeasuredCodes, MolarMassesHaveTheDigitsOfPublishedFactors) {
  const auto whole = [](double ratio) { return std::abs(std::log10(ratio) - std::round(std::log10(ratio))) < 0.025; };
  std::map<std::string, ConceptIndex> owner;
  for (ConceptIndex i = 0; i < vocabulary_->concepts().size(); ++i) {
    if (!is_measured(vocabulary_->at(i).kind)) continue;
    for (const ConceptCode& code : vocabulary_->at(i).codes)
      if (code.system == "LOINC") owner.emplace(code.code, i);
  }
  std::size_t checked = 0;
  for_each_line(reference / "loinc-mass-molar.tsv", [&](const std::string& line) {
    const auto cells = split(line, '\t');
    if (cells.size() < 5 || cells[0] == "FROM_LOINC") return;
    const auto from = owner.find(std::string(cells[0]));
    const auto to = owner.find(std::string(cells[2]));
    if (from == owner.end() || to == owner.end() || from->second != to->second) return;
    const std::string& id = vocabulary_->at(from->second).id;
    if (id == "bun") return;             // published by the mass of urea, not of its nitrogen
    if (id == "lipoprotein-a") return;   // its mass differs from person to person: not convertible
    const auto converted = convert(1, ucum_of(cells[1]).value_or(""), ucum_of(cells[3]).value_or(""), vocabulary_->analyte(from->second));
    const double published = std::stod(std::string(cells[4]));
    ASSERT_TRUE(converted) << id << ": " << line;
    EXPECT_TRUE(whole(*converted / published) || whole(*converted * published)) << id << ": " << *converted << " against " << line;
    ++checked;
  });
  EXPECT_GT(checked, 50u);
}

TEST(MeasuredConcepts, HaveUnitsOfTheTable) {
  const auto vocabulary = Vocabulary::builtin();
  for (ConceptIndex i = 0; i < vocabulary->concepts().size(); ++i) {
    const Concept& c = vocabulary->at(i);
    const std::string_view unit = c.attribute("unit");
    const bool number = c.kind == ConceptKind::measurement || c.kind == ConceptKind::vital;
    EXPECT_TRUE(!number || !unit.empty()) << c.id;
    EXPECT_TRUE(unit.empty() || ucum_of(unit) == unit) << c.id << ": " << unit;
  }
}

TEST(MeasuredConcepts, HavePlausibleRangesInUnitsThatConvert) {
  const auto vocabulary = Vocabulary::builtin();
  for (ConceptIndex i = 0; i < vocabulary->concepts().size(); ++i) {
    const Concept& c = vocabulary->at(i);
    for (const std::string_view range : split(c.attribute("plausible"), '|')) {
      const std::size_t colon = range.rfind(':');
      const std::size_t dots = range.find("..", colon + 1);
      ASSERT_TRUE(colon != std::string_view::npos && dots != std::string_view::npos) << c.id << ": " << range;
      const std::string_view unit = range.substr(0, colon);
      EXPECT_EQ(ucum_of(unit), unit) << c.id;
      const double low = std::stod(std::string(range.substr(colon + 1, dots - colon - 1)));
      const double high = std::stod(std::string(range.substr(dots + 2)));
      EXPECT_LT(low, high) << c.id << ": " << range;
    }
  }
}

// Without a unit in the text, these numbers can mean only one thing; the ones in the last rows can mean two.
TEST(MeasuredConcepts, PlausibleValuesTellTheUnit) {
  struct Bare {
    std::string_view concept_id;
    double value;
    std::vector<std::string_view> units;
  };
  const std::vector<Bare> bare{
      {"platelets", 50, {"10*9/L"}}, {"platelets", 100000, {"/uL"}}, {"neutrophils", 1.5, {"10*9/L"}}, {"neutrophils", 1500, {"/uL"}}, {"hemoglobin", 9, {"g/dL"}},
      {"hemoglobin", 90, {"g/L"}}, {"creatinine", 1.5, {"mg/dL"}}, {"creatinine", 150, {"umol/L"}}, {"glucose", 126, {"mg/dL"}}, {"glucose", 7, {"mmol/L"}},
      {"hba1c", 7.5, {"%"}}, {"hba1c", 53, {"mmol/mol"}}, {"triglycerides", 400, {"mg/dL"}}, {"triglycerides", 4.5, {"mmol/L"}}, {"systolic-blood-pressure", 140, {"mm[Hg]"}},
      {"bmi", 30, {"kg/m2"}}, {"body-temperature", 38.5, {"Cel"}}, {"body-temperature", 99.4, {"[degF]"}}, {"body-weight", 50, {"kg"}}, {"lvef", 40, {"%"}},
      {"lvef", 0.4, {"1"}}, {"qtc", 450, {"ms"}}, {"bilirubin.total", 2, {"mg/dL"}}, {"bilirubin.total", 51, {"umol/L"}}, {"inr", 1.5, {"1"}},
      {"body-weight", 110, {"kg", "[lb_av]"}}, {"bilirubin.total", 17, {"mg/dL", "umol/L"}}};
  const auto vocabulary = Vocabulary::builtin();
  for (const Bare& b : bare) {
    const auto at = vocabulary->find(b.concept_id);
    ASSERT_TRUE(at) << b.concept_id;
    std::vector<std::string_view> units;
    for (const std::string_view range : split(vocabulary->at(*at).attribute("plausible"), '|')) {
      const std::size_t colon = range.rfind(':');
      const std::size_t dots = range.find("..", colon + 1);
      if (b.value >= std::stod(std::string(range.substr(colon + 1, dots - colon - 1))) && b.value <= std::stod(std::string(range.substr(dots + 2))))
        units.push_back(range.substr(0, colon));
    }
    EXPECT_EQ(units, b.units) << b.concept_id << ' ' << b.value;
  }
}

TEST(ScoredConcepts, HaveAScaleOrItsValues) {
  const auto vocabulary = Vocabulary::builtin();
  for (const Concept& c : vocabulary->concepts()) {
    if (c.kind != ConceptKind::score && c.kind != ConceptKind::stage) continue;
    EXPECT_FALSE(c.attribute("range").empty() && c.attribute("ordinal").empty()) << c.id;
    const std::string_view worse = c.attribute("worse");
    EXPECT_TRUE(worse.empty() || worse == "high" || worse == "low") << c.id;
    const auto values = split(c.attribute("ordinal"), '|');
    EXPECT_EQ(std::set<std::string_view>(values.begin(), values.end()).size(), values.size()) << c.id;
  }
}

}  // namespace
}  // namespace elig
