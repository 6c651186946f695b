// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "engine/compare.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"
#include "tests/engine/made.hpp"

namespace elig::engine {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;
constexpr Interval exactly(double v) { return {v, v, false, false}; }

TEST(Comparing, ANumberBelowAtAndAboveTheBound) {
  struct Row {
    Comparator op;
    Truth below, at, above;
  };
  for (const Row& row : {Row{Comparator::less, T, F, F}, Row{Comparator::less_equal, T, T, F}, Row{Comparator::equal, F, T, F},
                         Row{Comparator::greater_equal, F, T, T}, Row{Comparator::greater, F, F, T}}) {
    EXPECT_EQ(compare(exactly(1.4), row.op, 1.5), row.below) << symbol(row.op);
    EXPECT_EQ(compare(exactly(1.5), row.op, 1.5), row.at) << symbol(row.op);
    EXPECT_EQ(compare(exactly(1.6), row.op, 1.5), row.above) << symbol(row.op);
  }
}

TEST(Comparing, DecimalsThatDifferByRoundingAreTheSame) {
  EXPECT_EQ(compare(exactly(0.1 + 0.2), Comparator::less_equal, 0.3), T);
  EXPECT_EQ(compare(exactly(3 * 1.2), Comparator::greater, 3.6), F);
  EXPECT_EQ(compare(exactly(1.000001), Comparator::equal, 1.0), F);
}

TEST(Comparing, ANumberKnownByItsLimitsMayDecideOrNot) {
  const Interval below_a_tenth{-infinity, 0.1, true, true}, above_sixty{60, infinity, true, true}, two_to_four{2, 4, false, false};
  struct Row {
    Interval value;
    Comparator op;
    double bound;
    Truth truth;
  };
  for (const Row& row : {
           Row{below_a_tenth, Comparator::less, 0.1, T}, Row{below_a_tenth, Comparator::less, 0.05, U}, Row{below_a_tenth, Comparator::greater_equal, 0.1, F},
           Row{below_a_tenth, Comparator::less_equal, 0.2, T}, Row{above_sixty, Comparator::less_equal, 30, F}, Row{above_sixty, Comparator::greater_equal, 60, T},
           Row{above_sixty, Comparator::greater, 60, T}, Row{above_sixty, Comparator::greater, 90, U}, Row{two_to_four, Comparator::less_equal, 4, T},
           Row{two_to_four, Comparator::less, 4, U}, Row{two_to_four, Comparator::equal, 3, U}, Row{two_to_four, Comparator::equal, 5, F},
           Row{two_to_four, Comparator::greater, 1, T}}) {
    EXPECT_EQ(compare(row.value, row.op, row.bound), row.truth) << shown(row.value) << " " << symbol(row.op) << " " << row.bound;
  }
}

TEST(Comparing, TheOnlyPlausibleUnit) {
  constexpr std::string_view glucose = "mg/dL:20..1500|mmol/L:1..19";
  EXPECT_EQ(only_plausible_unit(glucose, 126), "mg/dL");
  EXPECT_EQ(only_plausible_unit(glucose, 7), "mmol/L");
  EXPECT_EQ(only_plausible_unit("mg/dL:20..1500|mmol/L:1..83", 60), "") << "either";
  EXPECT_EQ(only_plausible_unit(glucose, 90000), "") << "neither";
  EXPECT_EQ(only_plausible_unit("", 5), "");
}

TEST(Showing, NumbersWithoutIdleDigits) {
  EXPECT_EQ(shown(1500.0), "1500");
  EXPECT_EQ(shown(0.75), "0.75");
  EXPECT_EQ(shown(51.300001), "51.3");
  EXPECT_EQ(shown(-0.5), "-0.5");
  EXPECT_EQ(shown(0.0), "0");
}

// ---- windows

TEST(Windows, TheBoundaryDayLiesOnBothSides) {
  using made::day;
  const Day as_of = day("2024-06-01");
  struct Row {
    WindowOp op;
    bool strict;
    Truth day27, day28, day29;
  };
  for (const Row& row : {Row{WindowOp::within, false, T, T, F}, Row{WindowOp::within, true, T, F, F}, Row{WindowOp::not_within, false, F, T, T},
                         Row{WindowOp::not_within, true, F, F, T}, Row{WindowOp::for_at_least, false, F, T, T}, Row{WindowOp::for_at_least, true, F, F, T},
                         Row{WindowOp::for_at_most, false, T, T, F}, Row{WindowOp::before, false, F, T, T}}) {
    const Window w = made::window(row.op, 28, TimeUnit::day, row.strict);
    const auto on = [&](Day ago) { return DayInterval{as_of - ago, as_of - ago}; };
    EXPECT_EQ(holds(w, on(27), as_of), row.day27) << shown(w);
    EXPECT_EQ(holds(w, on(28), as_of), row.day28) << shown(w);
    EXPECT_EQ(holds(w, on(29), as_of), row.day29) << shown(w);
  }
}

TEST(Windows, UnitsOfTime) {
  using made::day;
  struct Row {
    double value;
    TimeUnit unit;
    const char* edge;
  };
  for (const Row& row : {Row{6, TimeUnit::month, "2023-12-01"}, Row{1, TimeUnit::year, "2023-06-01"}, Row{4, TimeUnit::week, "2024-05-04"},
                         Row{28, TimeUnit::day, "2024-05-04"}, Row{72, TimeUnit::hour, "2024-05-29"}, Row{1.5, TimeUnit::year, "2022-12-01"}}) {
    EXPECT_EQ(before(day("2024-06-01"), row.value, row.unit), (DayInterval{day(row.edge), day(row.edge)})) << row.edge;
  }
  // a month before 31 March is the last of February
  EXPECT_EQ(before(day("2024-03-31"), 1, TimeUnit::month).first, day("2024-02-29"));
  // 12 hours before a day are that day or the one before
  EXPECT_EQ(before(day("2024-06-01"), 12, TimeUnit::hour), (DayInterval{day("2024-05-31"), day("2024-06-01")}));
}

TEST(Windows, PartialDatesMayDecideOrNot) {
  const Window w = made::window(WindowOp::within, 6, TimeUnit::month);  // since 2023-12-01
  EXPECT_EQ(holds(w, made::date("2024"), made::today), T);
  EXPECT_EQ(holds(w, made::date("2023"), made::today), U);
  EXPECT_EQ(holds(w, made::date("2022"), made::today), F);
  EXPECT_EQ(holds(w, made::date("2023-12"), made::today), T);
  EXPECT_EQ(holds(w, made::date("2023-11"), made::today), F);
}

TEST(Windows, TwoSided) {
  Window w = made::window(WindowOp::within, 6, TimeUnit::month);
  w.at_least = 1;
  EXPECT_EQ(holds(w, made::date("2024-05-20"), made::today), F);
  EXPECT_EQ(holds(w, made::date("2024-05-01"), made::today), T);
  EXPECT_EQ(holds(w, made::date("2023-12-01"), made::today), T);
  EXPECT_EQ(holds(w, made::date("2023-11-30"), made::today), F);
}

TEST(Windows, WhatCannotBeWorkedOut) {
  Window w = made::window(WindowOp::within, 6, TimeUnit::month);
  EXPECT_EQ(not_computable(w), "");
  w.anchor = "surgery";
  EXPECT_NE(not_computable(w), "");
  w.anchor = "as_of";
  w.value.reset();
  EXPECT_NE(not_computable(w), "");
}

// ---- results in words

TEST(Reading, ResultsInWords) {
  struct Row {
    const char* text;
    Result result;
  };
  for (const Row& row : {Row{"Positive", Result::positive}, Row{"NEGATIVE", Result::negative}, Row{"Not detected", Result::negative},
                         Row{"Detected", Result::positive}, Row{"Non-reactive", Result::negative}, Row{"reactive", Result::positive},
                         Row{"KRAS wild-type", Result::negative}, Row{"KRAS G12D mutation", Result::positive}, Row{"No mutation detected", Result::negative},
                         Row{"IHC 3+", Result::positive}, Row{"IHC 2+ (equivocal)", Result::equivocal}, Row{"2+", Result::equivocal},
                         Row{"Score 1+", Result::negative}, Row{"Indeterminate", Result::equivocal}, Row{"MSI-High", Result::positive},
                         Row{"Microsatellite stable", Result::negative}, Row{"Exon 19 deletion detected", Result::positive}, Row{"not performed", Result::equivocal},
                         Row{"see report", Result::unclear}, Row{"", Result::unclear}}) {
    EXPECT_EQ(result_of(std::string_view(row.text)), row.result) << row.text;
  }
  EXPECT_EQ(result_of(CodedText{{{"http://snomed.info/sct", "260385009", ""}}, ""}), Result::negative);
}

TEST(Reading, GradesInWords) {
  struct Row {
    const char* text;
    const char* scale;
    std::optional<double> grade;
  };
  for (const Row& row : {Row{"ECOG 1 - restricted in strenuous activity", "0|1|2|3|4|5", 1}, Row{"Class II", "I|II|III|IV", 2}, Row{"NYHA Class III", "I|II|III|IV", 3},
                         Row{"Stage IIIA", "", 3}, Row{"Stage IV", "", 4}, Row{"Child-Pugh class B", "A|B|C", 2}, Row{"Child-Pugh class C", "A|B|C", 3},
                         Row{"Grade 2", "", 2}, Row{"3+", "", 3}, Row{"IV", "I|II|III|IV", 4}, Row{"CTCAE grade 2 neuropathy", "", 2},
                         Row{"fully active", "0|1|2|3|4|5", std::nullopt}, Row{"", "A|B|C", std::nullopt}}) {
    EXPECT_EQ(grade_in(row.text, row.scale), row.grade) << row.text;
  }
}

TEST(Reading, NumbersInWords) {
  const auto low = number_in("<0.1 ng/mL");
  ASSERT_TRUE(low);
  EXPECT_EQ(low->value.high, 0.1);
  EXPECT_TRUE(low->value.high_open);
  EXPECT_EQ(low->unit, "ng/mL");
  EXPECT_EQ(number_in("12.5")->value.low, 12.5);
  for (const char* none : {"3-5", "2+", "3/6", "about 5", ""}) EXPECT_FALSE(number_in(none)) << none;
}

}  // namespace
}  // namespace elig::engine
