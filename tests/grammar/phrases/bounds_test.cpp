// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "shown.hpp"

namespace elig::test {
namespace {

// "age" when the words say so; ", " joins by "and", " | " alternatives; "..." when words are left over
std::string comparison(const char* text) {
  Tokens tokens;
  tokenise(normalise(text, 0).text, words(), {}, tokens);
  TokenIt first = tokens.list.data();
  const TokenIt last = first + tokens.list.size();
  const auto phrase = parse_bounds(first, last);
  if (!phrase) return "none";
  std::string out = phrase->age ? "age " : "";
  for (std::size_t a = 0; a < phrase->alternatives.size(); ++a) {
    if (a) out += " | ";
    for (std::size_t b = 0; b < phrase->alternatives[a].size(); ++b) {
      const SurfaceBound& bound = phrase->alternatives[a][b];
      if (b) out += ", ";
      out += shown(bound.op, bound.amount.value, bound.amount.unit, bound.amount.relative_to);
    }
  }
  if (phrase->subject_behind) out += " of what follows";
  if (first != last) out += " ...";
  return out;
}

class Comparisons : public testing::TestWithParam<Example> {};

TEST_P(Comparisons, AreReadInFull) { EXPECT_EQ(comparison(GetParam().text), GetParam().meaning); }

constexpr Example operators[] = {
    {">= 18", ">= 18"},
    {"> or = to 65 years", ">= 65 a"},
    {"> or equal to 18", ">= 18"},
    {"</= 9 g/dL", "<= 9 g/dL"},
    {"at least 9 g/dL", ">= 9 g/dL"},
    {"no greater than 3 x ULN", "<= 3 ULN"},
    {"less than [<] 9.0 g/dL", "< 9 g/dL"},
    {"greater than or equal to (>=) 18 years", ">= 18 a"},
    {"is less than 30 mL/min", "< 30 mL/min"},
    {"under the age of 18", "age < 18"},
    {"older than the age of 24", "age > 24"},
    {"Minimum Age: 18 Years", "age >= 18 a"},
    {"above the upper limit of normal", "> 1 ULN"},
};
INSTANTIATE_TEST_SUITE_P(Operators, Comparisons, testing::ValuesIn(operators));

constexpr Example amounts[] = {
    {"> 2.5 x ULN", "> 2.5 ULN"},
    {"> 3 times the institutional upper limit of normal (ULN)", "> 3 ULN"},
    {"> ULN x 3", "> 3 ULN"},
    {"< 50% of the lower limit of normal", "< 0.5 LLN"},
    {"> 10^3 CFU/mL", "> 1000 [CFU]/mL"},
    {"<= -2.5", "<= -2.5"},
    {"between -1 and -2.5", "<= -1, >= -2.5"},
    {"> 39,99", "> 39.99"},
    {">= 18,5 and <= 27,5", ">= 18.5, <= 27.5"},
    {"between 16 weeks 0 days and 23 weeks 6 days", ">= 16 wk, <= 23.8571 wk"},
    {"16 0/7 to 22 6/7 weeks", ">= 16 wk, <= 22.8571 wk"},
    {"24+0 to 36+6 weeks", ">= 24 wk, <= 36.8571 wk"},
    {"1 cmH2O = 0.098 kPa", "none"},
};
INSTANTIATE_TEST_SUITE_P(Amounts, Comparisons, testing::ValuesIn(amounts));

constexpr Example ranges[] = {
    {"18-75 years", ">= 18 a, <= 75 a"},
    {"4 to < 17 years", ">= 4 a, < 17 a"},
    {"between (16-24) weeks", ">= 16 wk, <= 24 wk"},
    {"between the ages of 18 and 65 years, inclusive", "age >= 18 a, <= 65 a"},
    {"10- to 13-year-olds", "age >= 10 a, <= 13 a"},
    {"18 and 65 years old", "age >= 18 a, <= 65 a"},
    {"I - IV", ">= 1, <= 4"},
    {">= 18 and <= 75", ">= 18, <= 75"},
    {"older than 6 months and younger than 80 years", "age > 6 mo, < 80 a"},
    {"younger than 6 months or older than 80 years", "age < 6 mo | > 80 a"},
    {"< 50 or > 400", "< 50 | > 400"},
    {"140/90 mmHg", "= 140 mm[Hg], = 90 mm[Hg]"},
};
INSTANTIATE_TEST_SUITE_P(Ranges, Comparisons, testing::ValuesIn(ranges));

constexpr Example behind[] = {
    {"18 years or older", "age >= 18 a"},
    {"18 years of age or older", "age >= 18 a"},
    {"18 years old (>=)", "age >= 18 a"},
    {"60+", ">= 60"},
    {"18 <Age", "> 18 of what follows ..."},
};
INSTANTIATE_TEST_SUITE_P(Behind, Comparisons, testing::ValuesIn(behind));

constexpr Example sets[] = {
    {"0 or 1", "= 0, = 1"},
    {"0 or 0.5", "= 0, = 0.5"},
    {"I, II and III", "= 1, = 2, = 3"},
    {"III and stage IV", "= 3, = 4"},
    {"A or B", "= 1, = 2"},
    {"0 or 1, 18 years", "= 0, = 1 ..."},
};
INSTANTIATE_TEST_SUITE_P(Sets, Comparisons, testing::ValuesIn(sets));

}  // namespace
}  // namespace elig::test
