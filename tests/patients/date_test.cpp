// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/date.hpp"

#include <stdexcept>

#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

Day day(std::string_view text) { return parse_date(text).value().first; }

TEST(Date, IsTheIntervalOfTheDaysItMayMean) {
  struct Row {
    std::string_view text;
    std::string_view days;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"2021", "2021-01-01…2021-12-31"},
           {"2021-02", "2021-02-01…2021-02-28"},
           {"2024-02", "2024-02-01…2024-02-29"},
           {"2021-03-09", "2021-03-09"},
           {"2024-02-29", "2024-02-29"},
           {"0001-01-01", "0001-01-01"},
           {"9999-12-31", "9999-12-31"},
           {"2024-05-20T10:00:00Z", "2024-05-20"},
           {"2024-05-20T23:59:60.123+14:00", "2024-05-20"},
           {"2024-05-20T23:30:00-05:00", "2024-05-20"},
           {"2024-05-20T10:00", "2024-05-20"},
           {"2024-05-20T10:00:00", "2024-05-20"},
           {"2024-05-20T10:00:00.5", "2024-05-20"},
           {"2024-05-20T10:00:00.123456789Z", "2024-05-20"},
           {"2024-02-29T00:00:00-14:59", "2024-02-29"},
       }) {
    const auto parsed = parse_date(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(show(*parsed), row.days) << row.text;
  }
}

TEST(Date, IsEmptyForAnythingElse) {
  for (const std::string_view text :
       {"", "21", "0000", "2021-", "2021-13", "2021-00", "2021-3", "2021-03-", "2023-02-29", "1900-02-29", "2023-02-30", "2023-04-31",
        "2021-03-00", "2021-03-09T", "2021-03-09T24:00:00Z", "2021-03-09T10", "2021-03-09T10:60", "2021-03-09T10:00:00.Z",
        "2021-03-09T10:00:00+15:00", "2021-03-09T10:00:00+14:60", "2021-03-09T10:00:00+0a:00", "2021-03-09T10:00:00+05.00", "2021-03-09T10:00:00*05:00",
        "2021-03-09T10:00:00+05:0", "2021-03-09T10:00:00+05:000", "2021-03-09T10:00:61Z", "2021-03-09T1x:00:00Z", "2021-03-09T10.00:00Z",
        "2021-03-09T10:00:00.", "2021-03-09T10:00:00.+05:00", "2021-03-09T10:00:00,5Z", "2021-03-09t10:00:00Z", "0000-03-09T10:00:00Z",
        "2021-02-29T10:00:00Z", "2021-13-01T10:00:00Z", "2021-03-09T10:00:00Zulu", "2021-03-09 10:00:00", " 2021-03-09", "2021-03-09 ", "2021T10:00:00Z",
        "-2021-03-09", "+2021", "2021/03/09", "09.03.2021", "yesterday", "２０２１"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Date, GoesThroughItsTextAndBackForEveryDayOfFourCenturies) {
  Day last = day_of(1799, 12, 31);
  for (int year = 1800; year < 2200; ++year) {
    for (unsigned month = 1; month <= 12; ++month) {
      for (unsigned of_month = 1; of_month <= 31; ++of_month) {
        std::string text = std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month) + (of_month < 10 ? "-0" : "-") + std::to_string(of_month);
        const auto parsed = parse_date(text);
        if (!parsed) {
          EXPECT_GT(of_month, 28U) << text;
          EXPECT_THROW((void)day_of(year, month, of_month), std::invalid_argument) << text;
          continue;
        }
        ASSERT_EQ(parsed->first, last + 1) << text;
        ASSERT_EQ(day_of(year, month, of_month), parsed->first);
        ASSERT_EQ(to_string(parsed->first), text);
        last = parsed->first;
      }
    }
  }
  EXPECT_EQ(last, day_of(2199, 12, 31));
}

TEST(Date, WithoutLimitHasNoText) {
  EXPECT_EQ(to_string(day_min), "");
  EXPECT_EQ(to_string(day_max), "");
  EXPECT_EQ(to_string(0), "1970-01-01");
}

TEST(AddMonths, StaysInTheMonthAskedFor) {
  struct Row {
    std::string_view from;
    int months;
    std::string_view to;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"2023-01-31", 1, "2023-02-28"},
           {"2024-01-31", 1, "2024-02-29"},
           {"2024-02-29", 12, "2025-02-28"},
           {"2024-02-29", 48, "2028-02-29"},
           {"2024-02-29", -12, "2023-02-28"},
           {"2024-03-31", -1, "2024-02-29"},
           {"2024-12-15", 1, "2025-01-15"},
           {"2024-01-15", -1, "2023-12-15"},
           {"2024-05-20", 0, "2024-05-20"},
           {"1970-01-01", -1200, "1870-01-01"},
       }) {
    EXPECT_EQ(to_string(add_months(day(row.from), row.months)), row.to) << row.from << " + " << row.months;
  }
}

TEST(AddMonths, EndsWhereTheCalendarDoes) {
  EXPECT_EQ(add_months(day_min, 5), day_min);
  EXPECT_EQ(add_months(day_max, -5), day_max);
  EXPECT_EQ(add_months(day("9999-12-31"), 1), day_max);
  EXPECT_EQ(add_months(day("0001-01-01"), -1), day_min);
  EXPECT_EQ(add_months(0, std::numeric_limits<int>::max()), day_max);
  EXPECT_EQ(add_months(0, std::numeric_limits<int>::min()), day_min);
}

TEST(Age, CountsCompletedYearsAndMonths) {
  struct Row {
    std::string_view born, on;
    int years, months;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"2000-06-15", "2018-06-14", 17, 215},
           {"2000-06-15", "2018-06-15", 18, 216},
           {"2000-02-29", "2018-02-27", 17, 215},
           {"2000-02-29", "2018-02-28", 18, 216},  // a leap-day child's birthday in a common year
           {"2000-02-29", "2020-02-28", 19, 239},
           {"2000-02-29", "2020-02-29", 20, 240},
           {"2023-01-31", "2023-02-28", 0, 1},
           {"2023-01-31", "2023-03-30", 0, 1},
           {"2023-01-31", "2023-03-31", 0, 2},
           {"2024-05-20", "2024-05-20", 0, 0},
           {"2023-12-31", "2024-01-01", 0, 0},
           {"2024-05-20", "2024-05-19", -1, -1},
           {"2024-05-20", "2023-05-20", -1, -12},
           {"2024-05-20", "2023-05-19", -2, -13},
       }) {
    EXPECT_EQ(years_between(day(row.born), day(row.on)), row.years) << row.born << " on " << row.on;
    EXPECT_EQ(months_between(day(row.born), day(row.on)), row.months) << row.born << " on " << row.on;
  }
}

TEST(Age, NeverFallsAsTimePassesAndAgreesWithAddedMonths) {
  for (const std::string_view born : {"2000-02-29", "2000-01-31", "1999-12-31", "2001-03-01"}) {
    int age = 0;
    for (Day on = day(born); on < day("2012-06-01"); ++on) {
      const int months = months_between(day(born), on);
      ASSERT_GE(months, age) << born << " on " << to_string(on);
      ASSERT_LE(add_months(day(born), months), on);
      ASSERT_GT(add_months(day(born), months + 1), on);
      ASSERT_EQ(years_between(day(born), on), months / 12);
      age = months;
    }
  }
}

TEST(Age, OfUnboundedDaysIsSafe) {
  EXPECT_GT(years_between(day_min, day_max), 9000);
  EXPECT_LT(years_between(day_max, day_min), -9000);
}

}  // namespace
}  // namespace elig::test
