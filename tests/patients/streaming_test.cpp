// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "patients/cohort_builder.hpp"
#include "patients/read.hpp"
#include "tests/patients/made_facts.hpp"

/// Large inputs come in stretches, read by several threads; neither may show.
namespace elig::test {
namespace {

// Gives its text in pieces of odd sizes, and may end with an error instead of its end.
class Pieces : public RecordSource {
 public:
  Pieces(std::string name, std::string text, std::string error = "") : name_(std::move(name)), text_(std::move(text)), error_(std::move(error)) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override {
    if (at_ == text_.size() && !error_.empty()) throw std::runtime_error(error_);
    piece_ = piece_ * 7 % 100'003 + 1;
    const std::size_t part = std::min({size, piece_, text_.size() - at_});
    std::memcpy(into, text_.data() + at_, part);
    at_ += part;
    return part;
  }

 private:
  std::string name_, text_, error_;
  std::size_t at_ = 0;
  std::size_t piece_ = 11;
};

// Has all its text in memory.
class Whole : public RecordSource {
 public:
  Whole(std::string name, const std::string& text) : name_(std::move(name)), text_(text.begin(), text.end()) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::size_t read(char*, std::size_t) override { throw std::logic_error("what is in memory need not be read"); }
  [[nodiscard]] std::optional<std::string_view> whole() const override { return std::string_view(text_.data(), text_.size()); }

 private:
  std::string name_;
  std::vector<char> text_;  // nothing behind it, not even a zero
};

std::string person(int n) { return fmt::format(R"({{"resourceType":"Patient","id":"p{}","gender":"male","birthDate":"1970"}})", n); }

std::string pulse(int n, int whose) {
  return fmt::format(R"({{"resourceType":"Observation","id":"o{}","subject":{{"reference":"Patient/p{}"}},"code":{{"text":"Pulse {}"}},"valueQuantity":{{"value":{},"unit":"/min"}}}})",
                     n, whose, n % 50, 40 + n % 90);
}

struct Built {
  Cohort cohort;
  std::vector<std::string> refused;
  std::string error;
};

Built build(const std::vector<std::string>& texts, unsigned jobs, const std::string& ends_with = "", bool in_memory = false) {
  CohortBuilder builder;
  std::vector<std::string> refused;
  CohortReader reader(builder, jobs, [&](const std::string& line) { refused.push_back(line); });
  std::string error;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = fmt::format("{}.ndjson", i + 1);
    Pieces pieces(name, texts[i], i + 1 == texts.size() ? ends_with : "");
    Whole whole(name, texts[i]);
    try {
      reader.add(in_memory ? static_cast<RecordSource&>(whole) : pieces);
    } catch (const std::runtime_error& problem) {
      error = problem.what();
    }
  }
  reader.finish();
  return {builder.build(), std::move(refused), std::move(error)};
}

void expect_same(const Built& given, const Built& expected) {
  EXPECT_EQ(given.refused, expected.refused);
  EXPECT_EQ(given.error, expected.error);
  ASSERT_EQ(given.cohort.size(), expected.cohort.size());
  Patient a, b;
  for (std::size_t i = 0; i < expected.cohort.size(); ++i) {
    given.cohort.read(i, a);
    expected.cohort.read(i, b);
    expect_equal(a, b);
  }
  ASSERT_EQ(given.cohort.texts().size(), expected.cohort.texts().size());
  EXPECT_TRUE(std::equal(given.cohort.texts().begin(), given.cohort.texts().end(), expected.cohort.texts().begin())) << "not numbered alike";
}

// Two files of some 25 MB: several stretches each. Entries come before their patients.
std::vector<std::string> large() {
  constexpr int people = 500;
  std::vector<std::string> texts(2);
  int n = 0;
  for (std::string& text : texts) {
    for (const int end = n + 150'000; n < end; ++n) {
      if (n % 50'000 == 49'999) text += "{\"resourceType\":\"Observation\",\n\n";         // one broken line and a blank one
      if (n % 70'000 == 69'999) text += pulse(n - 60'000, (n - 60'000) % people) + "\n";  // an id that was there
      text += pulse(n, n % people) + "\n";
    }
  }
  for (int p = 0; p < people; ++p) texts[1] += person(p) + "\n";
  return texts;
}

TEST(Streaming, GivesTheSameForAnyNumberOfThreads) {
  const std::vector<std::string> texts = large();
  const Built one = build(texts, 1);
  EXPECT_EQ(one.cohort.size(), 500U);
  EXPECT_EQ(one.cohort.summary().facts, 300'000U);
  EXPECT_THAT(one.refused, testing::ElementsAre(testing::StartsWith("1.ndjson, line 50000: broken JSON"), testing::StartsWith("1.ndjson, line 100003: broken JSON"),
                                                testing::StartsWith("1.ndjson, line 150006: broken JSON"), testing::StartsWith("2.ndjson, line 50000: broken JSON"),
                                                testing::StartsWith("2.ndjson, line 100003: broken JSON"), testing::StartsWith("2.ndjson, line 150006: broken JSON"),
                                                testing::StartsWith("1.ndjson, line 70002 (Observation/o9999): the id was there before"),
                                                testing::StartsWith("1.ndjson, line 140005 (Observation/o79999): the id was there before"),
                                                testing::StartsWith("2.ndjson, line 60002 (Observation/o149999): the id was there before"),
                                                testing::StartsWith("2.ndjson, line 130005 (Observation/o219999): the id was there before")));
  expect_same(build(texts, 4), one);
  expect_same(build(texts, 1, "", true), one);
  expect_same(build(texts, 4, "", true), one);
}

// Whatever lies in a file meanwhile: rows, also those that are completed at the end (a medication elsewhere, a date given as an
// age, a range by sex), entries, and the columns.
TEST(Streaming, MakesTheSameFileWhereverRecordsLieMeanwhile) {
  std::vector<std::string> texts = large();
  std::string& last = texts.back();
  for (int p = 0; p < 200; ++p) {
    last += fmt::format(R"({{"resourceType":"MedicationRequest","id":"m{0}","status":"active","subject":{{"reference":"Patient/p{0}"}},"medicationReference":{{"reference":"Medication/d{1}"}},"reasonCode":[{{"text":"Pain"}}],"note":[{{"text":"n{0}"}}]}})", p, p % 7) + "\n";
    last += fmt::format(R"({{"resourceType":"Condition","id":"c{0}","subject":{{"reference":"Patient/p{0}"}},"code":{{"text":"Gout"}},"onsetAge":{{"value":{1},"unit":"a"}}}})", p, 20 + p % 30) + "\n";
    last += fmt::format(R"({{"resourceType":"Observation","id":"r{0}","subject":{{"reference":"Patient/p{0}"}},"code":{{"text":"Urate"}},"valueQuantity":{{"value":5,"unit":"mg/dL"}},"referenceRange":[{{"high":{{"value":6}},"appliesTo":[{{"text":"female"}}]}},{{"high":{{"value":7,"unit":"mg/dL"}},"appliesTo":[{{"text":"male"}}]}}],"note":[{{"text":"fasting"}}]}})", p) + "\n";
    last += fmt::format(R"({{"resourceType":"Condition","subject":{{"reference":"Patient/p{0}"}},"code":{{"text":"Without an id"}}}})", p) + "\n";
  }
  for (int d = 0; d < 6; ++d) last += fmt::format(R"({{"resourceType":"Medication","id":"d{}","code":{{"text":"Drug {}"}}}})", d, d) + "\n";
  const auto bytes = [&](std::optional<std::size_t> beyond, unsigned jobs) {
    CohortBuilder builder;
    if (beyond) builder.put_aside(testing::TempDir(), *beyond);
    std::vector<std::string> refused;
    CohortReader reader(builder, jobs, [&](const std::string& line) { refused.push_back(line); });
    for (std::size_t i = 0; i < texts.size(); ++i) {
      Pieces pieces(fmt::format("{}.ndjson", i + 1), texts[i]);
      reader.add(pieces);
    }
    reader.finish();
    const std::string path = testing::TempDir() + fmt::format("aside-{}.cohort", ::getpid());
    builder.write(path);
    std::ifstream file(path, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(Cohort::open(path).summary().facts, 300'000U + 3 * 200U + 172U);  // 28 of the requests name no medication there is
    EXPECT_EQ(refused.size(), 10U + 28U);
    std::filesystem::remove(path);
    return content;
  };
  const std::string in_memory = bytes(std::nullopt, 1);
  EXPECT_TRUE(bytes(0, 1) == in_memory);
  EXPECT_TRUE(bytes(0, 4) == in_memory);
  EXPECT_TRUE(bytes(std::size_t{8} << 20, 4) == in_memory) << "the later part of it in a file";
}

// Nothing can lie where there is no folder: memory takes it.
TEST(Streaming, DoesWithoutAFileWhereThereCanBeNone) {
  CohortBuilder builder;
  builder.put_aside(testing::TempDir() + "no/such/folder", 0);
  CohortReader reader(builder, 1);
  Pieces pieces("1.ndjson", person(1) + "\n" + pulse(1, 1));
  reader.add(pieces);
  reader.finish();
  EXPECT_EQ(builder.build().summary().facts, 1U);
}

// The last lines of what is in memory are read elsewhere: simdjson looks past the end of a text.
TEST(Streaming, GivesTheSameFromMemoryHoweverTheTextEnds) {
  std::string text;
  for (int p = 0; p < 10; ++p) text += person(p) + "\n";
  for (int n = 0; text.size() < 8'400'000; ++n) text += pulse(n, n % 10) + "\n";
  for (const std::string& end : {std::string(), "\n" + std::string(100, ' '), std::string(63, '\n'), std::string(64, '\n'), pulse(1'000'000, 3), std::string("{"),
                                 pulse(1'000'000, 3) + "\r\n" + pulse(1'000'001, 4), pulse(1'000'000, 3) + std::string(9'000'000, ' ')}) {
    expect_same(build({text + end}, 1, "", true), build({text + end}, 1));
  }
  for (const std::string& small : {person(1), person(1) + "\n" + pulse(1, 1), std::string("\xEF\xBB\xBF\n\n") + person(1)}) {
    expect_same(build({small}, 1, "", true), build({small}, 1));
  }
}

// Lines are parsed many at once as long as each holds one object; where one does not, every line has the number it had.
TEST(Streaming, NamesEachLineWhateverStandsOnThoseBeforeIt) {
  const std::string long_line = R"({"resourceType":"Basic","text":")" + std::string(3 << 20, 'x') + R"("})";
  struct Case {
    std::string odd;
    std::size_t lines;                   // of it
    std::vector<std::string> refused;
    std::size_t more_facts = 0;
  };
  const std::vector<Case> cases{
      {"", 1, {}},
      {"   \t", 1, {}},
      {"\r", 1, {}},
      {pulse(90, 1), 1, {}, 1},
      {"  " + pulse(90, 1) + "  ", 1, {}, 1},
      {pulse(90, 1) + "\r", 1, {}, 1},
      {long_line, 1, {}},
      {pulse(90, 1) + pulse(91, 1), 1, {"line 5: broken JSON"}},
      {pulse(90, 1) + " 7", 1, {"line 5: broken JSON"}},
      {"[" + pulse(90, 1) + "]", 1, {"line 5: not an object"}},
      {"7", 1, {"line 5: not an object"}},
      {R"({"resourceType":"Observation",)", 1, {"line 5: broken JSON"}},
      {"{\"resourceType\":\"Basic\",\n\"id\":\"b\"}", 2, {"line 5: broken JSON", "line 6: broken JSON"}},
      {R"({"resourceType":"Obser)", 1, {"line 5: broken JSON"}},
      {"{\"resourceType\":\"Basic\",\"text\":\"a\tb\"}", 1, {"line 5: broken JSON"}},
      {"{\"resourceType\":\"Basic\",\"text\":\"\xFF\"}", 1, {"line 5: broken JSON"}},
      {"\n{\n}\n", 4, {"line 6: broken JSON", "line 7: broken JSON"}}};
  for (const Case& odd : cases) {
    for (const bool in_memory : {false, true}) {
      SCOPED_TRACE(odd.odd.substr(0, 100));
      std::string text = person(1) + "\n";
      for (int n = 0; n < 3; ++n) text += pulse(n, 1) + "\n";
      text += odd.odd + "\n";
      for (int n = 3; n < 6; ++n) text += pulse(n, 1) + "\n";
      text += pulse(0, 1);
      const Built built = build({text}, 1, "", in_memory);
      ASSERT_EQ(built.error, "");
      std::vector<testing::Matcher<std::string>> expected;
      for (const std::string& line : odd.refused) expected.push_back(testing::HasSubstr(line));
      expected.push_back(testing::HasSubstr(fmt::format("line {} (Observation/o0): the id was there before", 8 + odd.lines)));
      EXPECT_THAT(built.refused, testing::ElementsAreArray(expected));
      EXPECT_EQ(built.cohort.summary().facts, 6 + odd.more_facts);
    }
  }
}

TEST(Streaming, TakesALineLongerThanAStretch) {
  const std::string text = person(1) + "\n" + R"({"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p1"},"code":{"text":"Gout"},"note":[{"text":")" +
                           std::string(20'000'000, 'x') + "\"}]}\n" + pulse(1, 1) + "\n";
  const Built built = build({text}, 2);
  const std::vector<Patient> patients = built.cohort.patients();
  ASSERT_EQ(patients.size(), 1U);
  ASSERT_EQ(patients[0].facts.size(), 2U);
  EXPECT_EQ(patients[0].facts[0].note.size(), 20'000'000U);
  EXPECT_EQ(patients[0].facts[1].code.label(), "Pulse 1");
}

TEST(Streaming, TakesABundleLongerThanAStretch) {
  std::string text = R"({"resourceType":"Bundle","entry":[{"resource":)" + person(1) + "}";
  for (int i = 0; i < 100'000; ++i) text += ",\n{\"resource\":" + pulse(i, 1) + "}";
  EXPECT_EQ(build({text + "]}\n\n"}, 2).cohort.summary().facts, 100'000U);
}

TEST(Streaming, ABrokenFirstLineOfALargeFileCostsThatLine) {
  std::string text = "{\"resourceType\":\"Observation\n" + person(1) + "\n";
  for (int i = 0; i < 100'000; ++i) text += pulse(i, 1) + "\n";
  const Built built = build({text}, 2);
  EXPECT_EQ(built.cohort.summary().facts, 100'000U);
  EXPECT_EQ(built.refused.size(), 1U);
}

// A table's text is given up while its rows are read for the last time; what comes of them is what comes of the text in whole.
TEST(Streaming, GivesTheSameFromATableLargerThanWhatIsHeld) {
  const std::string people = "person_id,year_of_birth,gender_concept_id\n1,1970,8507\n2,1980,8532\n";
  std::string results = "\xEF\xBB\xBFmeasurement_id,person_id,measurement_concept_id,measurement_date,value_as_number,measurement_source_value\n";
  const std::string words(2000, 'w');
  for (int n = 0; n < 20'000; ++n) {
    results += n % 5000 == 4999 ? fmt::format("{},3,0,2020-01-01,{},x\n", n, n)  // of nobody
                                : fmt::format("{},{},0,2020-01-01,{},\"{}\n{}\"\n", n, 1 + n % 2, n, words, n % 7);
  }
  const Built built = build({people, results}, 1);
  std::vector<std::string> refused;
  const std::vector<RecordInput> inputs{{"1.ndjson", people}, {"2.ndjson", results}};
  const std::vector<Patient> whole = read_patients(inputs, [&](const std::string& line) { refused.push_back(line); });
  EXPECT_EQ(built.refused, refused);
  ASSERT_EQ(built.cohort.size(), 2U);
  EXPECT_EQ(built.cohort.summary().facts, 19'996U);
  Patient patient;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    built.cohort.read(i, patient);
    expect_equal(patient, whole[i]);
  }
}

TEST(Streaming, AnInputThatBreaksOffIsNotTakenInPart) {
  std::string long_one;
  for (int i = 0; i < 150'000; ++i) long_one += pulse(i, 1) + "\n";
  const std::string bundle = R"({"resourceType":"Bundle","entry":[{"resource":)" + pulse(1, 1) + "}";
  for (const std::string& text : {pulse(1, 1) + "\n", long_one, bundle, std::string()}) {
    const Built built = build({person(1) + "\n" + pulse(7, 1), text}, 2, "2.ndjson: truncated gzip");
    EXPECT_EQ(built.error, "2.ndjson: truncated gzip");
    EXPECT_EQ(built.cohort.size(), 1U);
    EXPECT_EQ(built.cohort.summary().facts, 1U);
    EXPECT_TRUE(built.refused.empty());
  }
}

TEST(Streaming, AnInputOfNothingReadableLeavesNoTrace) {
  const Built built = build({person(1) + "\n" + pulse(1, 1), std::string("{\"a\n{\"b\n")}, 1);
  EXPECT_THAT(built.error, testing::StartsWith("2.ndjson, line 1, "));
  EXPECT_TRUE(built.refused.empty());
  EXPECT_EQ(built.cohort.summary().facts, 1U);
}

}  // namespace
}  // namespace elig::test
