// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "shown.hpp"

namespace elig::test {
namespace {

std::string window(const char* text) {
  Tokens tokens;
  tokenise(normalise(text, 0).text, words(), {}, tokens);
  TokenIt first = tokens.list.data();
  const TokenIt last = first + tokens.list.size();
  const auto phrase = parse_window(first, last);
  if (!phrase) return "none";
  std::string out = shown(phrase->window);
  if (phrase->needs_event) out += ", since what follows";
  if (first != last) out += " ...";
  return out;
}

class Windows : public testing::TestWithParam<Example> {};

TEST_P(Windows, AreReadInFull) { EXPECT_EQ(window(GetParam().text), GetParam().meaning); }

constexpr Example windows[] = {
    {"within 28 days of enrolment", "within 28 d"},
    {"within 28 days prior to the first dose of study drug", "within 28 d"},
    {"in the last year", "within 1 a"},
    {"in the past 6 to 12 months", "within 6 to 12 mo"},
    {"within the next 6 months", "within 6 mo ahead"},
    {"in <= 30 days", "within 30 d"},
    {"at least 28 days since", "not within 28 d, since what follows"},
    {"3 months ago", "within 3 mo"},
    {">= 1 and <= 6 months before screening", "within 1 to 6 mo"},
    {">= 7 days and <= 4 weeks before screening", "within 1 to 4 wk"},  // two units: the smaller one in terms of the larger
    {">= 6 months and <= 2 years before screening", "within 0.5 to 2 a"},
    {"<= 30 days prior to screening", "within 30 d"},
    {"for at least 3 months", "for at least 3 mo"},
    {"for more than 6 months", "for at least 6 mo strictly"},
    {"for less than 2 weeks", "for at most 2 wk strictly"},
    {"for the last 3 months", "within 3 mo"},
    {"within 4 weeks or 5 half-lives, whichever is longer", "within 4 wk or longer 5 half-lives"},
    {"for 14-16 year olds", "none"},
    {">= 19 years at the time of consent", "none"},
};
INSTANTIATE_TEST_SUITE_P(Windows, Windows, testing::ValuesIn(windows));

}  // namespace
}  // namespace elig::test
