// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/style.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

TEST(OneLine, FoldsBlanksAndTakesThePowerFromControlCharacters) {
  EXPECT_EQ(one_line("  Bilirubin\r\n      at most \t 3 × ULN \n"), "Bilirubin at most 3 × ULN");
  EXPECT_EQ(one_line("red \x1b[31mtext"), "red ·[31mtext");
  EXPECT_EQ(one_line("C1 \xC2\x9B here"), "C1 · here");
  EXPECT_EQ(one_line(""), "");
}

TEST(Wrapped, BreaksBetweenWordsAndCountsCharactersNotBytes) {
  EXPECT_THAT(wrapped("≥ 1 µg ≤ 2 µg", 6), testing::ElementsAre("≥ 1 µg", "≤ 2 µg"));
  EXPECT_THAT(wrapped("a hypersensitivity", 5), testing::ElementsAre("a", "hypersensitivity"));
}

TEST(AppendList, KeepsSubBulletsOnLinesOfTheirOwn) {
  std::string out;
  append_list(out, "I1 ", "   ", "Adequate liver\r\n     function:\n\n       -  ALT < 2.5 x ULN\n       -  INR < 1.5\n      1. and so on",
              40);
  EXPECT_EQ(out, "I1 Adequate liver function:\n     - ALT < 2.5 x ULN\n     - INR < 1.5\n     1. and so on\n");
}

TEST(Table, AlignsColumnsByCharacters) { EXPECT_EQ(table({{"n", "unit", "x"}, {"10", "µg/L", "y"}}, {0}), " n  unit  x\n10  µg/L  y\n"); }

TEST(Colour, IsThereOnlyWhenAskedFor) {
  EXPECT_EQ(Style(false)(Tone::bad, "fail"), "fail");
  EXPECT_EQ(Style(true)(Tone::bad, "fail"), "\x1b[31mfail\x1b[0m");
}

TEST(NumberText, IsTheShortestThatReadsBack) {
  const struct {
    double value;
    const char* text;
  } rows[] = {{3, "3"},        {0.1, "0.1"},          {-0.0, "0"}, {2.5, "2.5"}, {100000, "100000"}, {1.0 / 3, "0.3333333333333333"},
              {1e-9, "1e-09"}, {150000.5, "150000.5"}};
  for (const auto& row : rows) EXPECT_EQ(number_text(row.value), row.text);
}

TEST(CodeText, NamesTheSystemByItsUri) {
  EXPECT_EQ(code_text({"LOINC", "2106-3", false}), "http://loinc.org|2106-3");
  EXPECT_EQ(code_text({"ICD10", "C50", true}), "http://hl7.org/fhir/sid/icd-10-cm|C50*");
}

}  // namespace
}  // namespace elig::tools
