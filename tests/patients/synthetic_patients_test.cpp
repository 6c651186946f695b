// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "patients/cohort_builder.hpp"
#include "tests/patients/made_facts.hpp"
#include "tests/patients/records.hpp"

/// Larger records, where they are at hand: the same people as bundles and as bulk files are the same people.
namespace elig::test {
namespace {

const std::filesystem::path folder = std::filesystem::path(ELIG_SHARED) / "corpus" / "patients";

std::string unpacked(const std::filesystem::path& path) {
  std::string content;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return content;
  std::vector<char> block(1 << 20);
  for (int n; (n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;) content.append(block.data(), static_cast<std::size_t>(n));
  gzclose(file);
  return content;
}

std::vector<std::pair<std::string, std::string>> files_in(const std::filesystem::path& where) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& file : std::filesystem::directory_iterator(where)) files.emplace_back(file.path().filename().string(), unpacked(file.path()));
  std::sort(files.begin(), files.end());
  return files;
}

// All of a fact that a reader fills, as one line.
std::string line(const Fact& fact) {
  std::string text = fact.resource + "|" + std::to_string(static_cast<int>(fact.kind)) + "|" + fact.code.label() + "|" + show(fact.start) + "|" +
                     show(fact.end) + "|" + show(fact.recorded) + "|" + fact.end_basis + "|" + (fact.ongoing ? "ongoing" : "") + "|" +
                     std::to_string(static_cast<int>(fact.certainty)) + std::to_string(static_cast<int>(fact.clinical)) + "|" +
                     fact.category.label() + "|" + fact.reason.label() + "|" + fact.note;
  for (const Coding& coding : fact.code->codings) text += "|" + coding.system + "#" + coding.code;
  if (fact.value) text += "|" + std::to_string(fact.value->value.low) + " " + fact.value->unit;
  if (fact.coded_value) text += "|" + fact.coded_value->label();
  return text;
}

std::vector<std::string> lines(const Patient& patient) {
  std::vector<std::string> all;
  for (const Fact& fact : patient.facts) all.push_back(line(fact));
  std::sort(all.begin(), all.end());
  return all;
}

auto held(const Patient& patient) {
  const Patient::Holds& h = patient.holds;
  return std::tuple{h.observations, h.conditions, h.medications, h.procedures, h.allergies, h.immunizations, h.encounters};
}

TEST(SyntheticPatients, AreTheSameAsBundlesAndAsBulkFiles) {
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  std::vector<std::string> refused;
  const auto tell = [&](const std::string& text) { refused.push_back(text); };

  const auto bulk_files = files_in(folder / "bulk");
  std::vector<RecordInput> inputs;
  for (const auto& [name, content] : bulk_files) inputs.push_back({name, content});
  const std::vector<Patient> bulk = read_patients(inputs, tell);
  EXPECT_EQ(bulk.size(), 100U);
  EXPECT_TRUE(refused.empty()) << refused.size() << " refused, first: " << refused.front();
  EXPECT_TRUE(std::is_sorted(bulk.begin(), bulk.end(), [](const Patient& a, const Patient& b) { return a.id < b.id; }));
  std::map<std::string, const Patient*> by_id;
  for (const Patient& patient : bulk) by_id[patient.id] = &patient;

  const auto bundles = files_in(folder / "bundles");
  ASSERT_FALSE(bundles.empty());
  for (const auto& [name, content] : bundles) {
    const Patient patient = read_patient(content, name, tell);
    ASSERT_TRUE(by_id.contains(patient.id)) << name;
    const Patient& same = *by_id[patient.id];
    EXPECT_EQ(patient.born, same.born) << name;
    EXPECT_EQ(patient.sex, same.sex) << name;
    EXPECT_EQ(patient.deceased, same.deceased) << name;
    EXPECT_EQ(patient.languages, same.languages) << name;
    EXPECT_EQ(held(patient), held(same)) << name;
    EXPECT_GT(patient.facts.size(), 10U) << name;
    EXPECT_EQ(lines(patient), lines(same)) << name;
  }
  EXPECT_TRUE(refused.empty()) << refused.front();

  // The order of the inputs changes nothing but the order of the facts.
  std::reverse(inputs.begin(), inputs.end());
  const std::vector<Patient> reversed = read_patients(inputs, tell);
  ASSERT_EQ(reversed.size(), bulk.size());
  for (std::size_t i = 0; i < bulk.size(); ++i) {
    ASSERT_EQ(reversed[i].id, bulk[i].id);
    EXPECT_EQ(lines(reversed[i]), lines(bulk[i]));
  }
}

TEST(SyntheticPatients, AreTheSameFromACohortFile) {
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const auto files = files_in(folder / "bulk");
  std::vector<RecordInput> inputs;
  for (const auto& [name, content] : files) inputs.push_back({name, content});
  const std::vector<Patient> patients = read_patients(inputs);
  CohortBuilder builder;
  read_records(inputs, builder);
  const std::filesystem::path file = std::filesystem::temp_directory_path() / ("elig-synthetic-" + std::to_string(::getpid()));
  builder.write(file.string());
  const Cohort cohort = Cohort::open(file.string());
  std::filesystem::remove(file);
  ASSERT_EQ(cohort.size(), patients.size());
  Patient out;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    cohort.read(i, out);
    expect_equal(out, patients[i]);
  }
}

}  // namespace
}  // namespace elig::test
