// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/results.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/render/json.hpp"

namespace elig::tools {
namespace {

RuleSet study(const std::string& id) {
  RuleSet set;
  set.study = id;
  for (const char* criterion : {"I1", "I2", "E1"}) {
    set.criteria.emplace_back();
    set.criteria.back().id = criterion;
  }
  return set;
}

Patient patient(const std::string& id) {
  Patient p;
  p.id = id;
  return p;
}

Screening open_pair() {
  Screening s;
  s.verdict = Verdict::undetermined;
  s.counts = {.pass = 1, .fail = 0, .unknown = 1, .not_applicable = 0, .manual = 1};
  s.score = 0.75;
  s.score_low = 0.5;
  s.score_high = 1;
  s.outcomes = {Outcome::pass, Outcome::manual, Outcome::unknown};
  return s;
}

TEST(ResultRows, ARowOfJsonNamesWhatIsOpen) {
  const std::vector<RuleSet> studies{study("NCT99000001")};
  const std::vector<Patient> patients{patient("Ann \"A\"")};
  std::string row;
  ResultRows(studies, ListedPatients(patients)).append_json(row, open_pair());
  EXPECT_EQ(
      row,
      "{\"patient\":\"Ann "
      "\\\"A\\\"\",\"study\":\"NCT99000001\",\"verdict\":\"undetermined\",\"candidate\":false,\"score\":0.75,\"score_bounds\":[0.5,1.0],"
      "\"counts\":{\"pass\":1,\"fail\":0,\"unknown\":1,\"not_applicable\":0,\"manual\":1},\"fail\":[],\"unknown\":[\"E1\"],\"manual\":["
      "\"I2\"]}\n");
  EXPECT_EQ(nlohmann::json::parse(row)["patient"], "Ann \"A\"");
}

TEST(ResultRows, ARowOfCsvHasTheColumnsOfItsHeader) {
  const std::vector<RuleSet> studies{study("a,b")};
  const std::vector<Patient> patients{patient("x")};
  std::string row;
  ResultRows(studies, ListedPatients(patients)).append_csv(row, open_pair());
  EXPECT_EQ(row, "x,\"a,b\",undetermined,false,0.75,0.5,1.0,1,0,1,0,1,,E1,I2\n");
  const std::string header = ResultRows::csv_header();
  EXPECT_EQ(std::count(header.begin(), header.end(), ','), std::count(row.begin(), row.end(), ',') - 1);  // one is inside the quotes
}

TEST(CsvField, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a \"b\", c"), "\"a \"\"b\"\", c\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
}

TEST(Json, WritesNumbersAsTheyAreAndCarriesNoBrokenText) {
  EXPECT_EQ(line_of(number_json(3)), "3");
  EXPECT_EQ(line_of(number_json(2.5)), "2.5");
  EXPECT_EQ(line_of(number_json(std::nan(""))), "null");
  EXPECT_EQ(json_string("caf\xE9"), "\"caf\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace elig::tools
