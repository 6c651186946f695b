// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "patients/read.hpp"

/// Small tables for the tests.
namespace elig::test {

struct Tables {
  std::vector<Patient> patients;
  std::vector<std::string> refused;

  /// The only fact of the first patient; a failure when there is none or there are several.
  [[nodiscard]] Fact fact() const {
    EXPECT_EQ(patients.size(), 1U);
    EXPECT_EQ(patients.empty() ? 0U : patients.front().facts.size(), 1U) << (refused.empty() ? "" : refused.front());
    return patients.empty() || patients.front().facts.empty() ? Fact{} : patients.front().facts.front();
  }
  [[nodiscard]] std::string told() const {
    std::string all;
    for (const std::string& line : refused) all += (all.empty() ? "" : "\n") + line;
    return all;
  }
};

inline Tables read_tables(const std::vector<std::pair<std::string, std::string>>& named) {
  std::vector<RecordInput> inputs;
  for (const auto& [name, content] : named) inputs.push_back({name, content});
  Tables result;
  result.patients = read_patients(inputs, [&](const std::string& line) { result.refused.push_back(line); });
  return result;
}

inline std::string show_days(DayInterval days) {
  if (!days.known()) return "?";
  const auto side = [](Day day) { return day == day_min || day == day_max ? std::string() : to_string(day); };
  return days.exact() ? to_string(days.first) : side(days.first) + "…" + side(days.last);
}

inline std::string show_number(double number) {
  std::string text = std::to_string(number);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// "[3, 5)", "(-inf, 0.1)", "7".
inline std::string show_interval(const Interval& value) {
  if (value.exact()) return show_number(value.low);
  return (value.low_open ? "(" : "[") + show_number(value.low) + ", " + show_number(value.high) + (value.high_open ? ")" : "]");
}

}  // namespace elig::test
