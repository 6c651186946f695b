// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

Patient person(const std::string& rest) { return read({}, R"({"resourceType":"Patient","id":"p")" + rest + "}").patient; }

TEST(Person, IsWhatTheRecordSays) {
  const Patient patient = person(R"(,"gender":"male","birthDate":"1980-05","communication":[
      {"language":{"coding":[{"code":"en-US","display":"English"}],"text":"English"}},{"language":{"text":"Spanish"}}])");
  EXPECT_EQ(patient.id, "p");
  EXPECT_EQ(patient.sex, Sex::male);
  EXPECT_EQ(show(patient.born), "1980-05-01…1980-05-31");
  EXPECT_FALSE(patient.deceased);
  EXPECT_EQ(patient.languages, (std::vector<std::string>{"en-US", "English", "Spanish"}));
}

TEST(Person, OfUnsaidSexOrBirthIsUnknown) {
  EXPECT_EQ(person("").sex, Sex::unknown);
  EXPECT_FALSE(person("").born.known());
  EXPECT_EQ(person(R"(,"gender":"other")").sex, Sex::unknown);
  EXPECT_EQ(person(R"(,"gender":"unknown")").sex, Sex::unknown);
  EXPECT_EQ(person(R"(,"gender":"female")").sex, Sex::female);
  EXPECT_EQ(show(person(R"(,"birthDate":"1980")").born), "1980-01-01…1980-12-31");
  EXPECT_FALSE(person(R"(,"birthDate":null)").born.known());
}

TEST(Person, IsDeceasedByADateOrAYes) {
  EXPECT_TRUE(person(R"(,"deceasedBoolean":true)").deceased);
  EXPECT_FALSE(person(R"(,"deceasedBoolean":false)").deceased);
  EXPECT_TRUE(person(R"(,"deceasedDateTime":"2020-01-01")").deceased);
}

TEST(Person, WithoutAnyEntryHoldsNothing) {
  const Patient::Holds holds = person("").holds;
  EXPECT_FALSE(holds.observations || holds.conditions || holds.medications || holds.procedures || holds.allergies || holds.immunizations ||
               holds.encounters);
}

}  // namespace
}  // namespace elig::test
