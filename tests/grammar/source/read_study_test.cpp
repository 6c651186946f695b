// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/read_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "shown.hpp"

namespace elig::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto record = R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":"A trial"},
  "conditionsModule":{"conditions":["Asthma","Gout"]},
  "eligibilityModule":{"eligibilityCriteria":"Inclusion Criteria:\n\n* Age \\>= 18\n* ALT ≤ 3","healthyVolunteers":false,"sex":"FEMALE","minimumAge":"18 Years","maximumAge":"6 Months"}}})";

TEST(ReadStudies, AnApiRecord) {
  const auto studies = read_studies(record, "in/some.json");
  ASSERT_EQ(studies.size(), 1U);
  const auto& study = studies[0];
  EXPECT_EQ(study.id, "NCT00000001");
  EXPECT_EQ(study.source, "in/some.json");
  EXPECT_EQ(study.title, "A trial");
  EXPECT_THAT(study.conditions, ElementsAre("Asthma", "Gout"));
  EXPECT_EQ(study.text, "Inclusion Criteria:\n\n* Age \\>= 18\n* ALT ≤ 3");
  EXPECT_EQ(study.eligibility, (Span{0, static_cast<std::uint32_t>(study.text.size())}));
  EXPECT_EQ(study.minimum_age, (RegistryAge{18, "a"}));
  EXPECT_EQ(study.maximum_age, (RegistryAge{6, "mo"}));
  EXPECT_EQ(study.sex, "female");
  EXPECT_EQ(study.healthy_volunteers, false);
}

TEST(ReadStudies, ListsAndPagesOfApiRecords) {
  EXPECT_EQ(read_studies("[" + std::string(record) + "," + record + "]", "x").size(), 2U);
  EXPECT_EQ(read_studies(R"({"nextPageToken":"t","studies":[)" + std::string(record) + "]}", "x").size(), 1U);
  EXPECT_EQ(read_studies("\xEF\xBB\xBF" + std::string(record), "x").size(), 1U);
}

TEST(ReadStudies, OneBadRecordOfAPageIsRefusedByName) {
  std::vector<std::string> refused;
  const auto studies = read_studies(R"({"studies":[)" + std::string(record) + R"(,{"protocolSection":{"identificationModule":{"nctId":"NCT2"}}}]})", "page.json",
                                    [&](const std::string& line) { refused.push_back(line); });
  EXPECT_EQ(studies.size(), 1U);
  EXPECT_THAT(refused, ElementsAre("page.json: record 2: NCT2: the record has no eligibilityModule"));
}

TEST(ReadStudies, LinesOfJson) {
  std::vector<std::string> refused;
  const auto studies = read_studies(R"({"nct_id":"N1","criteria":"- Asthma","conditions":"['a', \"b's\"]","minimum_age":"18 Years","sex":"F"}
{"nct_id":"N2","criteria":

{"criteria":"- Gout","conditions":["c"],"maximum_age":70}
)",
                                    "dir/many.jsonl.gz", [&](const std::string& line) { refused.push_back(line); });
  ASSERT_EQ(studies.size(), 2U);
  EXPECT_EQ(studies[0].id, "N1");
  EXPECT_THAT(studies[0].conditions, ElementsAre("a", "b's"));
  EXPECT_EQ(studies[0].minimum_age, (RegistryAge{18, "a"}));
  EXPECT_EQ(studies[0].sex, "female");
  EXPECT_EQ(studies[1].id, "many#4");
  EXPECT_EQ(studies[1].maximum_age, (RegistryAge{70, "a"}));
  EXPECT_THAT(refused, ElementsAre("dir/many.jsonl.gz:2: broken JSON"));
}

TEST(ReadStudies, OneLineOfJson) {
  const auto studies = read_studies(R"({"criteria":"- Asthma"})", "x/one.json");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].id, "one");
}

TEST(ReadStudies, CommaSeparatedValues) {
  const auto studies = read_studies("nct_id,Eligibility_Criteria,conditions,sex\r\nN1,\"Inclusion:\r\n- \"\"Asthma\"\", severe\",Asthma|Gout,Male\r\n\r\nN2,Age 18,,All\r\n", "t.csv");
  ASSERT_EQ(studies.size(), 2U);
  EXPECT_EQ(studies[0].text, "Inclusion:\r\n- \"Asthma\", severe");
  EXPECT_THAT(studies[0].conditions, ElementsAre("Asthma", "Gout"));
  EXPECT_EQ(studies[0].sex, "male");
  EXPECT_EQ(studies[1].sex, "");
}

TEST(ReadStudies, LegacyXml) {
  const auto studies = read_studies(R"(<?xml version="1.0"?><clinical_study><id_info><nct_id>NCT3</nct_id></id_info><brief_title>T</brief_title>
<eligibility><criteria><textblock>
  - ALT &lt; 3
</textblock></criteria><gender>All</gender><minimum_age>N/A</minimum_age><maximum_age>17 Years</maximum_age>
<healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers></eligibility><condition>Asthma</condition></clinical_study>)",
                                    "x.xml");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].id, "NCT3");
  EXPECT_EQ(studies[0].text, "\n  - ALT < 3\n");
  EXPECT_EQ(studies[0].minimum_age, std::nullopt);
  EXPECT_EQ(studies[0].maximum_age, (RegistryAge{17, "a"}));
  EXPECT_EQ(studies[0].healthy_volunteers, true);
  EXPECT_THAT(studies[0].conditions, ElementsAre("Asthma"));
}

TEST(ReadStudies, ASavedPage) {
  const std::string page =
      "A Trial of Something\n\nClinicalTrials.gov Identifier: NCT00000004\n\nBrief Summary:\n\n  • Not a criterion.\n\nCondition or disease Intervention/treatment Phase\n"
      "Gout Drug: something Phase 2\n\nAges Eligible for Study: \u00A0 10 Years and older \u00A0 (Child, Adult)\nSexes Eligible for Study: \u00A0 Female\n"
      "Accepts Healthy Volunteers: \u00A0 No\nCriteria\n\n  • Gout\n\nInformation from the National Library of Medicine\n\n  • Not a criterion either.\n";
  const auto studies = read_studies(page, "page.txt");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].id, "NCT00000004");
  EXPECT_EQ(studies[0].text, page);
  EXPECT_EQ(studies[0].minimum_age, (RegistryAge{10, "a"}));
  EXPECT_EQ(studies[0].maximum_age, std::nullopt);
  EXPECT_EQ(studies[0].sex, "female");
  EXPECT_EQ(studies[0].healthy_volunteers, false);
  EXPECT_THAT(studies[0].conditions, ElementsAre("Gout"));
  EXPECT_EQ(shown(studies[0]), "in:\n- Gout\n");
}

TEST(ReadStudies, AgesOfSavedPages) {
  struct Ages {
    const char* line;
    std::optional<RegistryAge> from, to;
  };
  const Ages table[] = {{"18 Years to 75 Years (Adult)", RegistryAge{18, "a"}, RegistryAge{75, "a"}},
                        {"up to 17 Years (Child)", std::nullopt, RegistryAge{17, "a"}},
                        {"6 Months and older", RegistryAge{6, "mo"}, std::nullopt},
                        {"Child, Adult, Older Adult", std::nullopt, std::nullopt}};
  for (const auto& [line, from, to] : table) {
    const auto study = read_studies("Ages Eligible for Study: " + std::string(line) + "\n- Asthma", "p").at(0);
    EXPECT_EQ(study.minimum_age, from) << line;
    EXPECT_EQ(study.maximum_age, to) << line;
  }
}

TEST(ReadStudies, BareTextIsTakenByteForByte) {
  for (const std::string text : {"Inclusion Criteria:\r\n- Age ≥ 18\r\n", "< 18 years", "[a] asthma", "Criteria, and more\n- Asthma", "hello"}) {
    const auto studies = read_studies(text, "dir/bare.txt");
    ASSERT_EQ(studies.size(), 1U) << text;
    EXPECT_EQ(studies[0].text, text);
    EXPECT_EQ(studies[0].id, "bare");
  }
  const auto marked = read_studies("\xEF\xBB\xBF- Asthma", "x").at(0);
  EXPECT_EQ(marked.text, "\xEF\xBB\xBF- Asthma");
  EXPECT_EQ(marked.eligibility, (Span{3, 11}));
}

TEST(ReadStudies, WhatCannotBeReadIsRefusedInOneLine) {
  struct Refusal {
    std::string content;
    const char* why;
  };
  const Refusal table[] = {
      {"", "f: the file is empty"},
      {" \n\t", "f: the file is empty"},
      {std::string("a\0b", 3), "f: not a text file"},
      {"\xFF\xFE" "a", "f: UTF-16 text; only UTF-8 is read"},
      {"- Asthma\n- 5 \xB5g", "f:2: not UTF-8 (byte 0xB5); convert the file first"},
      {"{\n\"studies\":[\n", "f:3: broken JSON, it ends too early"},
      {"{\n\"studies\" [1]}", "f:2: broken JSON"},
      {"{}", "f: the record has neither protocolSection nor criteria"},
      {"[]", "f: holds no study"},
      {"[{}, {}]", "f: none of 2 records can be read; the first: f: record 1: the record has neither protocolSection nor criteria"},
      {R"({"studies":{}})", "f: studies is an object, not a list"},
      {R"({"protocolSection":[]})", "f: protocolSection is a list, not an object"},
      {R"({"nct_id":"N1","criteria":5})", "f: N1: criteria is a number, not a text"},
      {R"({"nct_id":"N1","criteria":" "})", "f: N1: the eligibility criteria are empty"},
      {R"({"protocolSection":{"identificationModule":{"nctId":"N1"},"eligibilityModule":{"eligibilityCriteria":null}}})", "f: N1: the record has no eligibilityCriteria"},
      {"<clinical_study>\n<a></b>", "f:2: broken XML: Start-end tags mismatch"},
      {"<other/>", "f: XML of <other>, not of a study"},
      {"<clinical_study/>", "f: the record has no <eligibility>"},
      {"<!DOCTYPE html><html></html>", "f: an HTML page; save it as plain text, or take the record as JSON"},
      {"nct_id,title\nN1,x", "f:1: the header has no column eligibility_criteria or criteria"},
      {"nct_id,criteria\n", "f: holds no study"},
      {"nct_id,criteria\nN1,\"x", "f:2: a quoted field never ends"},
      {"nct_id,criteria\nN1,x,y", "f:2: 3 fields, the header has 2"},
      {"Ages Eligible for Study: 18 Years\nStudy Contact\n", "f:1: no criteria follow the page's eligibility fields"},
  };
  for (const auto& [content, why] : table) {
    try {
      const auto studies = read_studies(content, "f");
      ADD_FAILURE() << "read " << studies.size() << " from " << content;
    } catch (const StudyError& e) {
      EXPECT_STREQ(e.what(), why) << content;
    }
  }
}

// Whatever comes in, there are studies or one line about it.
void survives(const std::string& content) {
  try {
    for (const auto& study : read_studies(content, "f")) {
      RC_ASSERT(study.eligibility.end <= study.text.size());
      RC_ASSERT(!study.id.empty());
    }
  } catch (const StudyError& e) {
    RC_ASSERT(std::string_view(e.what()).find('\n') == std::string_view::npos);
    RC_ASSERT(std::string_view(e.what()).starts_with("f:"));
  }
}

TEST(ReadStudies, JunkNeverBringsItDown) {
  EXPECT_TRUE(rc::check("random bytes", [] { survives(*rc::gen::arbitrary<std::string>()); }));
  EXPECT_TRUE(rc::check("a record cut anywhere and changed somewhere", [] {
    std::string content = *rc::gen::element<std::string>(record, "<clinical_study><eligibility><criteria><textblock>x</textblock></criteria></eligibility></clinical_study>",
                                                         "nct_id,criteria\nN1,\"a\nb\"\n", "{\"criteria\":\"a\"}\n{\"criteria\":\"b\"}\n");
    content.resize(*rc::gen::inRange<std::size_t>(0, content.size() + 1));
    if (!content.empty()) content[*rc::gen::inRange<std::size_t>(0, content.size())] = *rc::gen::arbitrary<char>();
    survives(content);
  }));
  survives(std::string(100'000, '['));
  survives("[" + std::string(100'000, '{'));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  survives(deep);
}

}  // namespace
}  // namespace elig::test
