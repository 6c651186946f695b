// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/abbreviations.hpp"

#include "tests/showcase/saying.hpp"

// A study's own abbreviations: what it calls something once, it is called from then on, and before.
namespace elig::showcase {
namespace {

struct Short {
  const char* abbreviation;
  const char* before;
  const char* words;  // "" = none
};
void PrintTo(const Short& s, std::ostream* out) { *out << s.abbreviation << " behind " << s.before; }

class LongForms : public testing::TestWithParam<Short> {};
TEST_P(LongForms, AreTheWordsBefore) { EXPECT_EQ(long_form(GetParam().abbreviation, GetParam().before), GetParam().words); }

constexpr Short forms[] = {
    {"CYC", "treated with cyclophosphamide ", "cyclophosphamide"},
    {"PD", "evidence of progressive disease ", "progressive disease"},
    {"NMOSD", "neuromyelitis optica spectrum disorder ", "neuromyelitis optica spectrum disorder"},
    {"T2DM", "known type 2 diabetes mellitus ", "type 2 diabetes mellitus"},
    {"XYZ", "treated with cyclophosphamide ", ""},
    {"AB", "AB ", ""},
};
INSTANTIATE_TEST_SUITE_P(Abbreviations, LongForms, testing::ValuesIn(forms));

std::string last_rule(const std::string& text) { return shown(rules_of(text).criteria.back().rule); }

TEST(OwnAbbreviations, HoldInEveryCriterion) {
  EXPECT_EQ(last_rule("Inclusion Criteria:\n- Candidates for cyclophosphamide (CYC)\n\nExclusion Criteria:\n- CYC within 4 weeks\n"), "exposure cyclophosphamide, within 4 wk");
  EXPECT_EQ(last_rule("Exclusion Criteria:\n- CYC within 4 weeks\n"), "finding “CYC”, within 4 wk") << "where nothing says what it is";
}

TEST(OwnAbbreviations, GoBeforeWhatTheyMeanElsewhere) {
  EXPECT_EQ(last_rule("Inclusion Criteria:\n- Stable pulse rate (PR)\n\nExclusion Criteria:\n- PR above 100 bpm\n"), "measurement heart-rate > 100 /min");
  EXPECT_EQ(last_rule("Inclusion Criteria:\n- No tuberculosis, no human immunodeficiency virus infection (HIV)\n\nExclusion Criteria:\n- HIV\n"), "condition hiv");
}

}  // namespace
}  // namespace elig::showcase
