// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "patients/read.hpp"
#include "patients/tables/csv.hpp"
#include "patients/tables/sqlite.hpp"
#include "patients/tables/values.hpp"
#include "tests/patients/sqlite_made.hpp"
#include "tests/patients/tables.hpp"

/// Rows out of text and databases, before anybody asks what they mean.
namespace elig::test {
namespace {

using tables::CsvTable;

// "1: a|b; 2: !why; …": the rows with their lines.
std::string rows_of(tables::Table& table) {
  std::string text;
  tables::Row row;
  while (table.next(row)) {
    text += (text.empty() ? "" : "; ") + std::to_string(row.line) + ": ";
    if (!row.trouble.empty()) {
      text += "!" + std::string(row.trouble);
      continue;
    }
    for (std::size_t i = 0; i < row.fields.size(); ++i) text += (i == 0 ? "" : "|") + std::string(row.fields[i]);
  }
  return text;
}

TEST(Csv, IsTakenApartRowByRow) {
  struct Case {
    std::string_view text, rows;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"a,b\n1,2\n3,4\n", "2: 1|2; 3: 3|4"},
           {"a,b\r\n1,2\r\n", "2: 1|2"},
           {"\xEF\xBB\xBF"
            "a,b\n1,2",
            "2: 1|2"},
           {"a,b\n\n1,\n,2\n", "3: 1|; 4: |2"},
           {"a,b\n\"1, and\",2\n", "2: 1, and|2"},
           {"a,b\n\"say \"\"so\"\"\",2\n", "2: say \"so\"|2"},
           {"a,b\n\"two\nlines\",2\n5,6\n", "2: two\nlines|2; 4: 5|6"},
           {"a,b\n\"\",2\n", "2: |2"},
           {"a,b\n1,\"2\"\r\n3,4\n", "2: 1|2; 3: 3|4"},
           {"a;b\n1,5;2\n", "2: 1,5|2"},
           {"a\tb\n1\t2\n", "2: 1|2"},
           // Tab-separated vocabularies are not quoted, but some exports quote whole fields.
           {"a\tb\n\"Light for\tdates\n1\t\"2\"\n", "2: \"Light for|dates; 3: 1|2"},
           {"a,b\n1\n1,2,3\n4,5\n",
            "2: !not as many fields as the header has columns; 3: !not as many fields as the header has columns; 4: 4|5"},
           {"a,b\n\"1,2\n3,4\n", "2: !a quoted field does not end where it should; 3: 3|4"},
           {"a,b\n\"1\"x,2\n3,4\n", "2: !a quoted field does not end where it should; 3: 3|4"},
           {"a,b\n\xFF,2\n3,4\n", "2: !not UTF-8; 3: 3|4"},
           {"a,b\n", ""},
       }) {
    CsvTable table("t.csv", c.text);
    EXPECT_EQ(rows_of(table), c.rows) << c.text;
    table.rewind();
    EXPECT_EQ(rows_of(table), c.rows) << "again: " << c.text;
  }
}

TEST(Csv, HeaderIsReadWhateverItsLetters) {
  const CsvTable table("t.csv", "PERSON_ID,\"Gender_Concept_Id\" , x\n");
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"person_id", "gender_concept_id", "x"}));
  EXPECT_EQ(table.column("gender_concept_id"), 1U);
  EXPECT_EQ(table.column("y"), std::nullopt);
}

TEST(Field, IsWhatItIsOrRefused) {
  EXPECT_EQ(tables::whole("12", "c"), 12);
  EXPECT_EQ(tables::whole(" 12.0 ", "c"), 12);
  EXPECT_EQ(tables::whole("", "c"), std::nullopt);
  EXPECT_THROW((void)tables::whole("12.5", "c"), tables::RowError);
  EXPECT_THROW((void)tables::whole("1e30", "c"), tables::RowError);
  EXPECT_EQ(tables::decimal("+3.5", "c"), 3.5);
  EXPECT_THROW((void)tables::decimal("3,5", "c"), tables::RowError);
  EXPECT_THROW((void)tables::decimal("inf", "c"), tables::RowError);
  EXPECT_THROW((void)tables::decimal("nan", "c"), tables::RowError);
  struct Case {
    std::string_view text, days;
  };
  for (const Case& c : std::initializer_list<Case>{{"2024-05-20", "2024-05-20"},
                                                   {"20240520", "2024-05-20"},
                                                   {"2024-05-20 13:45:00", "2024-05-20"},
                                                   {"2024-05-20T13:45:00Z", "2024-05-20"},
                                                   {"2024-02", "2024-02-01…2024-02-29"},
                                                   {"2024", "2024-01-01…2024-12-31"},
                                                   {"", "?"}}) {
    EXPECT_EQ(show_days(tables::date(c.text, "c")), c.days) << c.text;
  }
  for (const std::string_view text : {"2023-02-29", "20/05/2024", "20241301", "soon"}) {
    EXPECT_THROW((void)tables::date(text, "c"), tables::RowError) << text;
  }
}

TEST(WrittenNumber, IsTheIntervalItLeavesOpen) {
  struct Case {
    std::string_view text, interval;
  };
  for (const Case& c : std::initializer_list<Case>{{"7", "7"},
                                                   {" 7.25 ", "7.25"},
                                                   {"<0.1", "(-inf, 0.1)"},
                                                   {"<= 0.1", "(-inf, 0.1]"},
                                                   {"≤0.1", "(-inf, 0.1]"},
                                                   {">60", "(60, inf)"},
                                                   {"≥ 60", "[60, inf)"},
                                                   {"3-5", "[3, 5]"},
                                                   {"3 to 5", "[3, 5]"},
                                                   {"-3", "-3"}}) {
    const auto known = tables::interval_of(c.text);
    ASSERT_TRUE(known) << c.text;
    EXPECT_EQ(show_interval(*known), c.interval) << c.text;
  }
  for (const std::string_view text : {"", "positive", "5 mg", "<", "5-3", "1:160", "5-", "++"}) {
    EXPECT_FALSE(tables::interval_of(text)) << text;
  }
}

TEST(Sqlite, TablesAreReadAndNothingElseIsRun) {
  const std::string bytes = sqlite_of(
      "CREATE TABLE b(x INTEGER, y TEXT, z_date REAL);"
      "INSERT INTO b VALUES(1,'one',19000.0),(NULL,'two',1641600000.0);"
      "CREATE TABLE a(x); CREATE VIEW v AS SELECT * FROM b;");
  const tables::SqliteFile file("cdm.sqlite", bytes);
  EXPECT_EQ(file.tables(), (std::vector<std::string>{"a", "b"}));
  const auto table = file.open("b");
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"x", "y", "z_date"}));
  EXPECT_EQ(rows_of(*table), "1: 1|one|2022-01-08; 2: |two|2022-01-08");
  EXPECT_EQ(table->place(2), "cdm.sqlite, b, row 2");
}

TEST(Sqlite, BrokenFileIsOneLine) {
  const std::string good =
      sqlite_of("CREATE TABLE person(person_id, gender_concept_id, year_of_birth); INSERT INTO person VALUES(1,8507,1980)");
  const std::string shorter = good.substr(0, good.size() - 4096);
  std::string torn = good;
  for (std::size_t i = 4096; i < torn.size(); ++i) torn[i] = '\x5A';
  for (const std::string& bytes : {good.substr(0, 100), shorter, torn}) {
    try {
      const Tables read = read_tables({{"cdm.sqlite", bytes}});
      FAIL() << "was read";
    } catch (const PatientError& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with("cdm.sqlite: broken SQLite file: ")) << error.what();
    }
  }
}

}  // namespace
}  // namespace elig::test
