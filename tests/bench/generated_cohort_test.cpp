// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "patients/read.hpp"
#include "tools/bench/bulk_writer.hpp"

/// The cohorts that benchmarks run on: the same for everyone, and with what real records have.
namespace elig::bench {
namespace {

Export generated(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double density = 1) {
  const Population population(ELIG_BENCH_TABLE, seed, density);
  const BulkWriter writer(population);
  Export out;
  Person person;
  for (std::uint64_t i = first; i < first + count; ++i) {
    population.draw(i, person);
    writer.write(person, out);
  }
  return out;
}

std::vector<Patient> read(const Export& out, std::vector<std::string>& refused) {
  std::vector<RecordInput> inputs;
  for (std::size_t i = 0; i < out.lines.size(); ++i) {
    if (!out.lines[i].empty()) inputs.push_back({std::string(export_types[i]), out.lines[i]});
  }
  return read_patients(inputs, [&](const std::string& line) { refused.push_back(line); });
}

TEST(GeneratedCohort, IsTheSameForTheSameSeedHoweverItIsCut) {
  const Export whole = generated(7, 0, 20);
  Export parts = generated(7, 0, 8);
  const Export rest = generated(7, 8, 12);
  for (std::size_t i = 0; i < parts.lines.size(); ++i) parts.lines[i] += rest.lines[i];
  EXPECT_EQ(whole.lines, parts.lines);
  EXPECT_NE(whole.lines, generated(8, 0, 20).lines);
}

TEST(GeneratedCohort, IsReadWithoutARefusal) {
  std::vector<std::string> refused;
  const std::vector<Patient> patients = read(generated(1, 0, 100), refused);
  EXPECT_EQ(patients.size(), 100U);
  EXPECT_THAT(refused, testing::IsEmpty());
}

TEST(GeneratedCohort, HasWhatMakesRecordsHard) {
  std::vector<std::string> refused;
  std::map<std::string, int> seen;
  for (const Patient& patient : read(generated(1, 0, 600, 0.3), refused)) {
    if (!patient.born.exact()) ++seen["birth date of a month or year"];
    if (patient.deceased) ++seen["death"];
    if (!patient.holds.allergies) ++seen["no allergy list"];
    for (const Fact& fact : patient.facts) {
      if (fact.certainty == Certainty::absent) ++seen["refuted or not done"];
      if (fact.certainty == Certainty::weak) ++seen["provisional"];
      if (fact.kind == FactKind::condition && fact.start.known() && !fact.start.exact()) ++seen["partial date"];
      if (fact.kind == FactKind::condition && fact.clinical == ClinicalStatus::inactive) ++seen["resolved"];
      if (fact.kind != FactKind::observation) continue;
      if (fact.value && !fact.value->value.exact()) ++seen["value known by a limit"];
      if (fact.range) ++seen["reference range"];
      if (!fact.value && !fact.coded_value) ++seen["missing value"];
      if (fact.coded_value) ++seen["answer in words"];
    }
  }
  for (const char* what : {"birth date of a month or year", "death", "no allergy list", "refuted or not done", "provisional",
                           "partial date", "resolved", "value known by a limit", "reference range", "missing value", "answer in words"}) {
    EXPECT_GT(seen[what], 0) << what;
  }
}

TEST(GeneratedCohort, EntriesEnteredInErrorAreWrittenAndNotRead) {
  const Export out = generated(1, 0, 100);
  EXPECT_NE(out.lines[1].find(R"("status":"entered-in-error")"), std::string::npos);
  EXPECT_NE(out.lines[2].find(R"("code":"entered-in-error")"), std::string::npos);
}

TEST(GeneratedCohort, DensityThinsTheRepeatsAndNotTheKinds) {
  const auto lines = [](const Export& out, std::size_t type) { return std::count(out.lines[type].begin(), out.lines[type].end(), '\n'); };
  const Export full = generated(1, 0, 200), thin = generated(1, 0, 200, 0);
  EXPECT_LT(lines(thin, 1) * 2, lines(full, 1));
  EXPECT_EQ(lines(thin, 0), lines(full, 0));
}

}  // namespace
}  // namespace elig::bench
