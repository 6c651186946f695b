// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "patients/fact.hpp"

/// Patients with facts of every shape, for what must give back exactly what it was given.
namespace elig::test {

class Maker {
 public:
  explicit Maker(std::mt19937_64& random) : random_(random) {}

  [[nodiscard]] unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  [[nodiscard]] bool one_in(unsigned n) { return below(n) == 0; }

  template <typename T>
  [[nodiscard]] T any(std::initializer_list<T> choices) {
    return *(choices.begin() + below(static_cast<unsigned>(choices.size())));
  }
  [[nodiscard]] std::string words() { return any<std::string>({"", "mg/dL", "Asthma", "Größe", "two\nlines", std::string("a\0b", 3), std::string(300, 'x')}); }

  [[nodiscard]] DayInterval days() {
    const Day day = static_cast<Day>(below(40000)) - 10000;
    return any<DayInterval>({{}, {day, day}, {day, day + 30}, {day, day_max}, {day_min, day}, {0, 0}});
  }
  [[nodiscard]] double number() {
    return any<double>({0.0, -0.0, 1.5, 1e300, -7, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), 0.1});
  }
  [[nodiscard]] Interval interval() {
    const double low = number();
    return {low, one_in(2) ? low : number(), one_in(4), one_in(4)};
  }
  [[nodiscard]] Measured measured() { return {interval(), words(), one_in(2)}; }
  [[nodiscard]] CodedText text() {
    CodedText text;
    for (unsigned n = below(3); n > 0; --n) text.codings.push_back({words(), words(), words()});
    text.text = words();
    return text;
  }

  [[nodiscard]] Fact fact() {
    Fact fact;
    fact.kind = static_cast<FactKind>(below(8));
    fact.code = text();
    fact.resource = any<std::string>({"", "Observation/7", "Condition/0007", "Observation/9f1c0b1e-0a2b-4c3d-8e4f-0123456789ab",
                                      "Observation/9F1C0B1E-0A2B-4C3D-8E4F-0123456789AB", "Condition (entry 3)", "a/b/c", "/",
                                      "measurement/18446744073709551615", "measurement/9999999999999999999"});
    fact.start = days();
    fact.end = days();
    fact.recorded = days();
    fact.ongoing = one_in(2);
    fact.certainty = static_cast<Certainty>(below(3));
    fact.clinical = static_cast<ClinicalStatus>(below(3));
    if (one_in(2)) fact.value = measured();
    if (one_in(3)) fact.coded_value = text();
    if (one_in(3)) {
      fact.range.emplace();
      if (one_in(2)) fact.range->low = number();
      if (one_in(2)) fact.range->high = number();
      fact.range->unit = words();
    }
    if (one_in(3)) fact.interpretation = text();
    for (Coded Fact::*member : {&Fact::body_site, &Fact::method, &Fact::category, &Fact::reason, &Fact::route}) {
      if (one_in(3)) fact.*member = text();
    }
    if (one_in(3)) fact.dose = measured();
    for (std::string Fact::*member : {&Fact::end_basis, &Fact::stage, &Fact::severity, &Fact::note}) {
      if (one_in(3)) fact.*member = words();
    }
    return fact;
  }

 private:
  std::mt19937_64& random_;
};

inline Patient made_patient(const std::string& id, std::mt19937_64& random, unsigned most_facts = 30) {
  Maker make(random);
  Patient patient;
  patient.id = id;
  patient.born = make.days();
  patient.sex = static_cast<Sex>(make.below(3));
  patient.deceased = make.one_in(3);
  for (unsigned n = make.below(3); n > 0; --n) patient.languages.push_back(make.words());
  for (unsigned n = make.below(most_facts); n > 0; --n) {
    patient.facts.push_back(make.fact());
    if (make.one_in(4)) patient.facts.push_back(patient.facts.back());
  }
  for (bool Patient::Holds::*held : {&Patient::Holds::observations, &Patient::Holds::conditions, &Patient::Holds::medications, &Patient::Holds::procedures,
                                     &Patient::Holds::allergies, &Patient::Holds::immunizations, &Patient::Holds::encounters}) {
    patient.holds.*held = make.one_in(2);
  }
  return patient;
}

inline void expect_equal(const Fact& a, const Fact& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.code, b.code);
  EXPECT_EQ(a.resource, b.resource);
  EXPECT_EQ(a.start, b.start);
  EXPECT_EQ(a.end, b.end);
  EXPECT_EQ(a.recorded, b.recorded);
  EXPECT_EQ(a.ongoing, b.ongoing);
  EXPECT_EQ(a.end_basis, b.end_basis);
  EXPECT_EQ(a.certainty, b.certainty);
  EXPECT_EQ(a.clinical, b.clinical);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.coded_value, b.coded_value);
  EXPECT_EQ(a.range, b.range);
  EXPECT_EQ(a.interpretation, b.interpretation);
  EXPECT_EQ(a.body_site, b.body_site);
  EXPECT_EQ(a.method, b.method);
  EXPECT_EQ(a.category, b.category);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.route, b.route);
  EXPECT_EQ(a.dose, b.dose);
  EXPECT_EQ(a.stage, b.stage);
  EXPECT_EQ(a.severity, b.severity);
  EXPECT_EQ(a.note, b.note);
}

inline void expect_equal(const Patient& a, const Patient& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.born, b.born) << a.id;
  EXPECT_EQ(a.sex, b.sex) << a.id;
  EXPECT_EQ(a.deceased, b.deceased) << a.id;
  EXPECT_EQ(a.languages, b.languages) << a.id;
  EXPECT_EQ(a.holds.observations, b.holds.observations) << a.id;
  EXPECT_EQ(a.holds.conditions, b.holds.conditions) << a.id;
  EXPECT_EQ(a.holds.medications, b.holds.medications) << a.id;
  EXPECT_EQ(a.holds.procedures, b.holds.procedures) << a.id;
  EXPECT_EQ(a.holds.allergies, b.holds.allergies) << a.id;
  EXPECT_EQ(a.holds.immunizations, b.holds.immunizations) << a.id;
  EXPECT_EQ(a.holds.encounters, b.holds.encounters) << a.id;
  ASSERT_EQ(a.facts.size(), b.facts.size()) << a.id;
  for (std::size_t i = 0; i < a.facts.size(); ++i) {
    SCOPED_TRACE(a.id + ", fact " + std::to_string(i));
    expect_equal(a.facts[i], b.facts[i]);
  }
}

}  // namespace elig::test
