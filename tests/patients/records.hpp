// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "patients/read.hpp"

/// Small records for the tests: a woman, Patient/p, born on 29 February 1980, and the entries a test is about.
namespace elig::test {

inline const std::string woman = R"({"resourceType":"Patient","id":"p","gender":"female","birthDate":"1980-02-29"})";

inline std::string bundle(const std::vector<std::string>& resources) {
  std::string json = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (std::size_t i = 0; i < resources.size(); ++i) {
    json += (i == 0 ? "" : ",") + (R"({"resource":)" + resources[i] + "}");
  }
  return json + "]}";
}

struct Read {
  Patient patient;
  std::vector<std::string> refused;
};

/// The woman's record with these entries.
inline Read read(std::vector<std::string> resources, const std::string& person = woman) {
  resources.insert(resources.begin(), person);
  Read result;
  result.patient = read_patient(bundle(resources), "r.json", [&](const std::string& line) { result.refused.push_back(line); });
  return result;
}

/// The only fact of a record with this one entry; a failure when there is none or there are several.
inline Fact fact_of(const std::string& resource, const std::string& person = woman) {
  const Read result = read({resource}, person);
  EXPECT_EQ(result.patient.facts.size(), 1U) << resource << (result.refused.empty() ? "" : "\n" + result.refused.front());
  return result.patient.facts.empty() ? Fact{} : result.patient.facts.front();
}

/// `{"resourceType":type,"id":"x",rest}`.
inline std::string resource(const std::string& type, const std::string& rest) {
  return R"({"resourceType":")" + type + R"(","id":"x")" + (rest.empty() ? "" : ",") + rest + "}";
}

/// "2024-05-20", "2024-05-01…2024-05-31", "?" for unknown; "…" for an open side.
inline std::string show(DayInterval days) {
  if (!days.known()) return "?";
  if (days.exact()) return to_string(days.first);
  return to_string(days.first) + "…" + to_string(days.last);
}

}  // namespace elig::test
