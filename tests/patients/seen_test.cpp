// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

// Values of a condition's code that are alike byte for byte, or nearly, and say different things.
const std::vector<std::string> alike{
    R"({"coding":[{"system":"s","code":"1","display":"asthma"}],"text":"asthma"})",
    R"({"coding":[{"system":"s","code":"1","display":"asthma","text":"asthma"}]})",
    R"({"coding":[{"system":"s","code":"1"},{"display":"asthma"}],"text":"asthma"})",
    R"({"coding":[{"system":"s","code":"1","display":"asthma"}],"text":"asthmi"})",
    R"({"coding":[{"system":"s","code":"2","display":"asthma"}],"text":"asthma"})",
    R"({"coding":[{"system":"t","code":"1","display":"asthma"}],"text":"asthma"})",
    R"({"coding":[{"system":"s","code":"1","display":"bsthma"}],"text":"asthma"})",
    R"({"coding":[{"code":"s","system":"1","display":"asthma"}],"text":"asthma"})",
    R"({"coding":[{"system":"s","code":"1","display":null}],"text":"asthma"})",
    R"({"coding":[{"system":"s","code":"1","display":"asthma"}],"text":"asthma","version":1})",
    R"({"coding":[{"system":"s","code":"1","display":"asthma"}],"text":"asthma","version":2})",
    R"({"coding":[{"system":"s","code":"1","version":1.5,"display":"asthma"}]})",
    R"({"coding":[{"system":"s","code":"1","version":true,"display":"asthma"}]})",
    R"({"coding":[{"system":"s","code":"1","version":[],"display":"asthma"}]})",
    R"({"text":"asthma"})",
    R"({"text":"asthm"})",
    R"({"text":"asthma "})",
    R"({"coding":[{"code":"asthma"}]})",
    R"({"coding":[{"display":"asthma"}]})",
    R"({"coding":[],"text":"asthma"})",
    R"({"coding":[{"code":"12345678901"},{"code":"2"}],"text":"asthma"})",
    R"({"coding":[{"code":"1234567890"},{"code":"12"}],"text":"asthma"})",
};

std::string condition(std::size_t number, const std::string& code) {
  return fmt::format(R"({{"resourceType":"Condition","id":"{}","subject":{{"reference":"Patient/p"}},"code":{},"category":[{},{}]}})", number, code,
                     code, code);
}

std::vector<Fact> facts_of(const std::string& lines) {
  const std::string all = woman + "\n" + lines;
  const std::vector<RecordInput> inputs{{"r.ndjson", all}};
  return read_patients(inputs).at(0).facts;
}

// The same JSON is read once and recognised afterwards: never as what only looks like it.
TEST(CodedText, IsReadAsIfItStoodAloneWhateverCameBefore) {
  std::vector<Fact> alone;
  for (const std::string& code : alike) alone.push_back(facts_of(condition(1, code)).at(0));
  std::string lines;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < alike.size(); ++i) {
    for (std::size_t k = 0; k < alike.size(); ++k) {
      for (const std::size_t which : {i, k}) {
        lines += condition(order.size(), alike[which]) + "\n";
        order.push_back(which);
      }
    }
  }
  const std::vector<Fact> together = facts_of(lines);
  ASSERT_EQ(together.size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(together[i].code, alone[order[i]].code) << alike[order[i]];
    EXPECT_EQ(together[i].category, alone[order[i]].category) << alike[order[i]];
  }
}

// An Encounter's class is a Coding, its type a list of CodeableConcept; the same object is not the same thing in both.
TEST(CodedText, DependsOnWhatTheObjectStandsFor) {
  const std::string object = R"({"system":"s","code":"AMB","text":"a visit"})";
  const Read result = read({resource("Encounter", fmt::format(R"("class":{},"status":"finished")", object)),
                            R"({"resourceType":"Encounter","id":"y","status":"finished","class":)" + object + R"(,"type":[)" + object + "]}"});
  ASSERT_EQ(result.patient.facts.size(), 2U);
  EXPECT_EQ(*result.patient.facts[0].code, (CodedText{{{"s", "AMB", ""}}, ""}));
  EXPECT_EQ(*result.patient.facts[1].code, (CodedText{{}, "a visit"}));
}

}  // namespace
}  // namespace elig::test
