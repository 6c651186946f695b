// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "grammar/lexicon/tables.hpp"
#include "grammar/units.hpp"
#include "tests/grammar/units/ucum_oracle.hpp"

// The unit table against UCUM itself, where its files are at hand.
namespace elig {
namespace {

const std::string reference = std::string(ELIG_SHARED) + "/reference/";

class AgainstUcum : public testing::Test {
 protected:
  void SetUp() override {
    if (!oracle_) {
      std::cout << "no UCUM files under " << reference << ": units are not checked against them\n";
      GTEST_SKIP();
    }
  }
  std::optional<ucum::Oracle> oracle_ = ucum::Oracle::read(reference + "ucum-essence.xml");
};

TEST_F(AgainstUcum, TheOracleKnowsItsUnits) {
  EXPECT_DOUBLE_EQ(oracle_->measure("mg/dL")->factor, oracle_->measure("g/m3")->factor * 10);
  EXPECT_DOUBLE_EQ(oracle_->measure("10*9/L")->factor, oracle_->measure("10*3/uL")->factor);
  EXPECT_FALSE(oracle_->measure("mgg"));
  EXPECT_FALSE(oracle_->measure("mg/"));
}

TEST_F(AgainstUcum, FactorsAreUcums) {
  struct Row {
    std::string code;
    ucum::Measure measure;
  };
  std::map<std::string, std::vector<Row>, std::less<>> dimensions;
  // Functions of a number, not factors: UCUM has no factor for them.
  const std::set<std::string_view> not_factors{"Cel", "[degF]", "dB", "dB{A}", "dB/m"};
  // Arbitrary there, agreed here: an enzyme's international unit is its unit, catalytic.
  const std::set<std::string_view> ours{"unit"};
  for_each_row(builtin_table("units"), [&](const std::vector<std::string_view>& cells) {
    if (cells[1] == "part" || not_factors.contains(cells[0])) return;
    const auto measure = oracle_->measure(cells[0]);
    ASSERT_TRUE(measure) << cells[0] << " is not UCUM";
    dimensions[std::string(cells[1])].push_back({std::string(cells[0]), *measure});
  });
  for (const auto& [dimension, rows] : dimensions) {
    const Row& first = rows.front();
    for (const Row& row : rows) {
      const auto converted = convert(1, row.code, first.code);
      ASSERT_TRUE(converted) << row.code << " in " << first.code;
      if (row.measure.powers != first.measure.powers) {
        EXPECT_TRUE(ours.contains(dimension.substr(0, dimension.find('/')))) << row.code << " and " << first.code << " are of different dimensions";
        continue;
      }
      EXPECT_NEAR(*converted / (row.measure.factor / first.measure.factor), 1, 1e-9) << row.code << " in " << first.code;
    }
  }
  EXPECT_GT(dimensions.size(), 50u);
}

TEST_F(AgainstUcum, ItsOwnConversionCases) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file((reference + "ucum-functional-tests.xml").c_str()));
  std::size_t checked = 0;
  for (const auto& found : document.select_nodes("//conversion/case")) {
    const auto node = found.node();
    const std::string from = node.attribute("srcUnit").value();
    const std::string to = node.attribute("dstUnit").value();
    const auto converted = convert(node.attribute("value").as_double(), from, to);
    if (!converted) continue;
    const double outcome = node.attribute("outcome").as_double();
    EXPECT_NEAR(*converted, outcome, 0.02 * std::abs(outcome)) << node.attribute("id").value();
    ++checked;
  }
  EXPECT_GE(checked, 3u);
}

TEST_F(AgainstUcum, ValidUnitsOfItsCasesAreNeverReadAsAnotherQuantity) {
  // Megasecond, picohenry and picoampere do not occur in records; shouted milliseconds, "pH" and "PA" do. A US inch is an inch.
  const std::set<std::string_view> clinical{"Ms", "pH", "pA", "[in_us]"};
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file((reference + "ucum-functional-tests.xml").c_str()));
  for (const auto& found : document.select_nodes("//validation/case[@valid='true']")) {
    const std::string unit = found.node().attribute("unit").value();
    const auto code = ucum_of(unit);
    const auto theirs = oracle_->measure(unit);
    if (!code || !theirs || clinical.contains(unit)) continue;
    const auto ours = oracle_->measure(*code);
    if (!ours) continue;
    EXPECT_EQ(theirs->powers, ours->powers) << unit << " read as " << *code;
    EXPECT_NEAR(theirs->factor / ours->factor, 1, 1e-9) << unit << " read as " << *code;
  }
}

}  // namespace
}  // namespace elig
