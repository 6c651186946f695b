// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

#include "patients/cohort_builder.hpp"
#include "patients/read.hpp"
#include "tests/patients/made_facts.hpp"

/// A cohort gives back what was put into it, from memory and from a file, and takes no file that is not what was written.
namespace elig::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A folder of this test alone.
class CohortFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("elig-cohort-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

  static std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
  }
  static void put(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  static std::string refusal_of(const std::string& path) {
    try {
      (void)Cohort::open(path);
    } catch (const PatientError& error) {
      return error.what();
    }
    return "opened";
  }

  fs::path folder_;
};

CohortBuilder& filled(CohortBuilder& builder, const std::vector<Patient>& patients) {
  for (const Patient& patient : patients) (void)builder.add_patient(patient);
  return builder;
}

void expect_same(const Cohort& cohort, const std::vector<Patient>& expected) {
  ASSERT_EQ(cohort.size(), expected.size());
  Patient out;  // one for all: nothing of a patient may stay for the next
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(cohort.id(i), expected[i].id);
    EXPECT_EQ(cohort.find(expected[i].id), i);
    cohort.read(i, out);
    expect_equal(out, expected[i]);
  }
}

TEST_F(CohortFile, GivesBackWhatWasPutIn) {
  std::mt19937_64 random(20240601);
  for (int round = 0; round < 20; ++round) {
    std::vector<Patient> patients;
    for (int i = 0; i < 40; ++i) patients.push_back(made_patient("p" + std::to_string(i * 7 % 40), random));
    CohortBuilder builder;
    filled(builder, patients);
    std::sort(patients.begin(), patients.end(), [](const Patient& a, const Patient& b) { return a.id < b.id; });
    expect_same(builder.build(), patients);
    builder.write(path("c"));
    const Cohort opened = Cohort::open(path("c"));
    expect_same(opened, patients);
    const std::vector<Patient> single = opened.patients();
    for (std::size_t i = 0; i < patients.size(); ++i) expect_equal(single[i], patients[i]);
  }
}

// Ids that look like a UUID or a number are packed; what comes back is what was given, to the letter.
TEST_F(CohortFile, GivesBackIdsOfAnyForm) {
  const std::string uuid = "0123456f-89ab-cdef-9a0f-fedcba987650";
  std::vector<std::string> ids{uuid, uuid + "0", uuid.substr(1), "0", "00", "7", "12345678901234567890", "9223372036854775808", "a/b", "-1", "\xC3\xA9"};
  for (std::size_t at = 0; at < uuid.size(); ++at) {
    for (const char c : {'/', ':', '`', 'g', 'A', 'F', '-', '0', 'f', ' ', '@', '\x7F', '\xB0', '\xE1'}) {
      ids.push_back(uuid);
      ids.back()[at] = c;
    }
  }
  Patient patient;
  patient.id = "p";
  for (const std::string& id : ids) {
    patient.facts.emplace_back();
    patient.facts.back().resource = "Observation/" + id;
  }
  CohortBuilder builder;
  Patient out;
  filled(builder, {patient}).build().read(0, out);
  ASSERT_EQ(out.facts.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(out.facts[i].resource, "Observation/" + ids[i]);
}

TEST_F(CohortFile, ForTheTruthLeavesOutOnlyWhatIsShown) {
  std::mt19937_64 random(7);
  const Patient given = made_patient("p", random);
  CohortBuilder builder;
  const Cohort cohort = filled(builder, {given}).build();
  Patient out;
  cohort.read(0, out, Detail::truth);
  Patient expected = given;
  for (Fact& fact : expected.facts) {
    fact.resource = "";
    if (fact.kind != FactKind::medication) fact.note = "";  // how a drug is taken: "by mouth"
  }
  expect_equal(out, expected);
}

TEST_F(CohortFile, TakesFactsInAnyOrderOfPatients) {
  CohortBuilder builder;
  Patient person;
  person.id = "b";
  const auto b = builder.add_patient(person);
  person.id = "a";
  const auto a = builder.add_patient(person);
  EXPECT_FALSE(builder.add_patient(person)) << "the id is there already";
  EXPECT_EQ(builder.find("a"), a);
  EXPECT_EQ(builder.find("c"), std::nullopt);
  Fact fact;
  for (const auto& [patient, words] : {std::pair{b, "first"}, {a, "second"}, {b, "third"}, {b, "fourth"}}) {
    fact.code = builder.keep({{}, words});
    builder.add_fact(*patient, fact);
  }
  builder.mark_held(*a, &Patient::Holds::procedures);
  builder.mark_deceased(*b);
  builder.refuse("x.json, line 3: broken");
  const std::vector<Patient> patients = builder.build().patients();
  ASSERT_EQ(patients.size(), 2U);
  EXPECT_EQ(patients[0].facts.size(), 1U);
  EXPECT_EQ(patients[0].facts[0].code.label(), "second");
  EXPECT_TRUE(patients[0].holds.procedures);
  EXPECT_FALSE(patients[0].deceased);
  ASSERT_EQ(patients[1].facts.size(), 3U);
  EXPECT_EQ(patients[1].facts[2].code.label(), "fourth");
  EXPECT_TRUE(patients[1].deceased);
  const CohortSummary summary = builder.build().summary();
  EXPECT_EQ(summary.refused, 1U);
  EXPECT_THAT(summary.refusals, testing::ElementsAre("x.json, line 3: broken"));
}

TEST_F(CohortFile, KeepsEveryTextOnce) {
  CohortBuilder builder;
  Patient person;
  Fact fact;
  fact.kind = FactKind::condition;
  fact.code = CodedText{{{"http://snomed.info/sct", "195967001", "Asthma"}}, "Asthma"};
  for (const char* id : {"a", "b"}) {
    person.id = id;
    const auto patient = builder.add_patient(person);
    for (int i = 0; i < 3; ++i) builder.add_fact(*patient, fact);
  }
  const Cohort cohort = builder.build();
  Patient a, b;
  cohort.read(0, a);
  cohort.read(1, b);
  EXPECT_EQ(&*a.facts[0].code, &*b.facts[2].code);
  ASSERT_EQ(cohort.codes(0).size(), 3U);
  EXPECT_EQ(&cohort.texts()[cohort.codes(0)[1]], &*a.facts[1].code);
  const auto uses = cohort.uses();
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses[0].facts, 6U);
  EXPECT_EQ(uses[0].kind, FactKind::condition);
}

TEST_F(CohortFile, IsKnownByItsContents) {
  const auto of = [](double hemoglobin, const std::string& refused) {
    CohortBuilder builder;
    Patient person;
    person.id = "a";
    Fact fact;
    fact.kind = FactKind::observation;
    fact.value = Measured{{hemoglobin, hemoglobin, false, false}, "g/dL", true};
    person.facts.push_back(fact);
    if (!refused.empty()) builder.refuse(refused);
    EXPECT_TRUE(builder.add_patient(person));
    return builder.build().checksum();
  };
  EXPECT_EQ(of(13.1, ""), of(13.1, ""));
  EXPECT_NE(of(13.1, ""), of(13.2, ""));
  EXPECT_EQ(of(13.1, "here/x.json, line 3: broken"), of(13.1, "there/x.json, line 3: broken"));
  CohortBuilder builder;
  Patient person;
  person.id = "b";
  filled(builder, {person}).write(path("c"));
  EXPECT_EQ(Cohort::open(path("c")).checksum(), builder.build().checksum());
}

TEST_F(CohortFile, SumsUpWhatIsInIt) {
  CohortBuilder builder;
  Patient person;
  person.id = "a";
  Fact fact;
  fact.kind = FactKind::observation;
  fact.start = {day_of(2020, 5, 1), day_of(2020, 5, 31)};
  person.facts.push_back(fact);
  fact.kind = FactKind::medication;
  fact.start = {day_of(2021, 1, 1), day_of(2021, 1, 1)};
  fact.end = {day_of(2023, 1, 1), day_max};
  person.facts.push_back(fact);
  const CohortSummary summary = filled(builder, {person}).build().summary();
  EXPECT_EQ(summary.patients, 1U);
  EXPECT_EQ(summary.facts, 2U);
  EXPECT_EQ(summary.facts_by_kind[static_cast<std::size_t>(FactKind::medication)], 1U);
  EXPECT_EQ(summary.facts_by_kind[static_cast<std::size_t>(FactKind::allergy)], 0U);
  EXPECT_EQ(summary.dates, (DayInterval{day_of(2020, 5, 1), day_of(2023, 1, 1)}));
  EXPECT_FALSE(CohortBuilder().build().summary().dates.known());
  EXPECT_THROW((void)CohortBuilder().build().id(0), std::out_of_range);
}

TEST_F(CohortFile, IsTheSameBytesForTheSameFacts) {
  for (const char* name : {"1", "2"}) {
    std::mt19937_64 random(3);
    CohortBuilder builder;
    for (int i = 0; i < 5000; ++i) (void)builder.add_patient(made_patient(std::to_string(i), random, 4));
    builder.write(path(name));
  }
  EXPECT_EQ(bytes_of(path("1")), bytes_of(path("2")));
}

TEST_F(CohortFile, CutShortAnywhereIsRefused) {
  std::mt19937_64 random(5);
  CohortBuilder builder;
  filled(builder, {made_patient("a", random), made_patient("b", random)}).write(path("whole"));
  const std::string whole = bytes_of(path("whole"));
  EXPECT_TRUE(Cohort::recognises(whole));
  for (std::size_t length = 0; length < whole.size(); length += length < 100 ? 1 : 61) {
    put(path("cut"), whole.substr(0, length));
    const std::string refusal = refusal_of(path("cut"));
    EXPECT_THAT(refusal, testing::StartsWith(path("cut") + ": "));
    EXPECT_NE(refusal, "opened") << length;
  }
  put(path("longer"), whole + std::string(64, '\0'));
  EXPECT_THAT(refusal_of(path("longer")), HasSubstr("damaged cohort file"));
}

TEST_F(CohortFile, WithAChangedByteIsRefused) {
  std::mt19937_64 random(5);
  CohortBuilder builder;
  filled(builder, {made_patient("a", random)}).write(path("whole"));
  const std::string whole = bytes_of(path("whole"));
  std::size_t opened = 0;
  for (std::size_t i = 0; i < whole.size(); i += i < 96 ? 1 : 17) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    put(path("changed"), changed);
    if (refusal_of(path("changed")) == "opened") {
      ++opened;
      EXPECT_EQ(whole[i], '\0') << "only what fills up to the next section may change: " << i;
    }
  }
  EXPECT_LT(opened, whole.size() / 17 / 2);
}

TEST_F(CohortFile, OfAnotherKindIsRefusedInOneLine) {
  put(path("text"), "{\"resourceType\":\"Bundle\"}");
  put(path("empty"), "");
  EXPECT_EQ(refusal_of(path("text")), path("text") + ": no cohort file (elig cohort build makes one)");
  EXPECT_EQ(refusal_of(path("empty")), path("empty") + ": empty");
  EXPECT_EQ(refusal_of(path("none")), path("none") + ": no such file or folder");
  EXPECT_EQ(refusal_of(folder_.string()), folder_.string() + ": not a regular file");
  CohortBuilder().write(path("version"));
  std::string other = bytes_of(path("version"));
  other[8] = 77;
  put(path("version"), other);
  EXPECT_EQ(refusal_of(path("version")), path("version") + ": a cohort file of format 77; this program reads format 1");
}

TEST_F(CohortFile, ThatCannotBeWrittenLeavesWhatWasThere) {
  CohortBuilder builder;
  Patient person;
  person.id = "a";
  (void)builder.add_patient(person);
  const auto failure = [&](const std::string& where) -> std::string {
    try {
      builder.write(where);
    } catch (const PatientError& error) {
      return error.what();
    }
    return "written";
  };
  EXPECT_EQ(failure(path("no/such")), path("no/such") + ": cannot be written: no such file or folder");
  EXPECT_EQ(failure(folder_.string()), folder_.string() + ": cannot be written: Is a directory");
  EXPECT_EQ(failure("/dev/full"), "/dev/full: cannot be written: not a regular file");
  put(path("before"), "as it was");
  builder.write(path("before"));
  EXPECT_EQ(Cohort::open(path("before")).size(), 1U);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : fs::directory_iterator(folder_)) ++files;
  EXPECT_EQ(files, 1U);
}

}  // namespace
}  // namespace elig::test
