// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/sink.hpp"

#include <gtest/gtest.h>

/// What readers rely on when they put down what they find.
namespace elig::test {
namespace {

Patient person(const std::string& id) {
  Patient patient;
  patient.id = id;
  return patient;
}

Fact fact(const std::string& resource, const Coded& code) {
  Fact fact;
  fact.resource = resource;
  fact.code = code;
  return fact;
}

TEST(PatientList, GivesEveryoneTheirsInTheOrderGivenAndPatientsByTheirIds) {
  PatientList list;
  const auto b = list.add_patient(person("b"));
  const auto a = list.add_patient(person("a"));
  ASSERT_TRUE(a && b);
  const Coded asthma = list.keep({{}, "Asthma"});
  list.add_fact(*b, fact("Condition/2", asthma));
  list.add_fact(*a, fact("Condition/1", asthma));
  list.add_fact(*b, fact("Condition/0", list.keep({{}, "Gout"})));
  list.mark_held(*b, &Patient::Holds::conditions);
  list.mark_deceased(*a);

  const std::vector<Patient> patients = list.take();
  ASSERT_EQ(patients.size(), 2U);
  EXPECT_EQ(patients[0].id, "a");
  EXPECT_TRUE(patients[0].deceased);
  EXPECT_FALSE(patients[0].holds.conditions);
  ASSERT_EQ(patients[1].facts.size(), 2U);
  EXPECT_EQ(patients[1].facts[0].resource, "Condition/2");
  EXPECT_EQ(patients[1].facts[1].code.label(), "Gout");
  EXPECT_TRUE(patients[1].holds.conditions);
  EXPECT_FALSE(patients[1].deceased);
}

TEST(PatientList, KeepsTheFirstOfTwoPatientsOfOneId) {
  PatientList list;
  Patient first = person("a");
  first.sex = Sex::female;
  ASSERT_TRUE(list.add_patient(first));
  EXPECT_FALSE(list.add_patient(person("a")));
  EXPECT_EQ(list.find("a"), RecordSink::PatientNumber{0});
  EXPECT_EQ(list.find("b"), std::nullopt);
  const std::vector<Patient> patients = list.take();
  ASSERT_EQ(patients.size(), 1U);
  EXPECT_EQ(patients[0].sex, Sex::female);
}

TEST(PatientList, HasOneHandleForEqualTexts) {
  PatientList list;
  const CodedText asthma{{{"http://snomed.info/sct", "195967001", "Asthma"}}, "Asthma"};
  EXPECT_EQ(&*list.keep(asthma), &*list.keep(asthma));
  // The same letters in other places are another text.
  EXPECT_NE(&*list.keep({{{"s", "c", "d"}}, "t"}), &*list.keep({{{"s", "cd", ""}}, "t"}));
  EXPECT_NE(&*list.keep({{{"s", "c", ""}}, ""}), &*list.keep({{}, "sc"}));
}

}  // namespace
}  // namespace elig::test
