// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/tables.hpp"

/// Plain tables of facts, for people whose data has no standard form.
namespace elig::test {
namespace {

Tables facts(const std::string& rows) {
  return read_tables(
      {{"facts.csv", "patient,kind,birth_date,sex,date,end_date,code,name,value,unit,range_low,range_high,status\n" + rows}});
}

TEST(TableOfFacts, SaysWhoAndWhatInOneFile) {
  const Tables read = facts(
      "p2,patient,1980-02,male,,,,,,,,,\n"
      "p1,patient,1975-05-20,F,,,,,,,,,\n"
      "p1,observation,,,2024-05-20,,LOINC:1975-2,Bilirubin,<0.4,mg/dL,,1.2,\n"
      "p1,condition,,,2020,,http://snomed.info/sct:44054006,,,,,,active\n"
      "p1,medication,,,2024-01-02,2024-01-31,,Metformin,,,,,\n");
  ASSERT_EQ(read.patients.size(), 2U) << read.told();
  EXPECT_EQ(read.told(), "");
  const Patient& p1 = read.patients[0];
  EXPECT_EQ(p1.id + " " + show_days(p1.born), "p1 1975-05-20");
  EXPECT_EQ(p1.sex, Sex::female);
  EXPECT_EQ(show_days(read.patients[1].born), "1980-02-01…1980-02-29");
  ASSERT_EQ(p1.facts.size(), 3U);
  EXPECT_EQ(p1.facts[0].code->codings.at(0), (Coding{"http://loinc.org", "1975-2", "Bilirubin"}));
  EXPECT_EQ(show_interval(p1.facts[0].value->value) + " " + p1.facts[0].value->unit, "(-inf, 0.4) mg/dL");
  EXPECT_EQ(p1.facts[0].range->high, 1.2);
  EXPECT_EQ(p1.facts[0].resource, "observation (line 4)");
  EXPECT_EQ(p1.facts[1].code->codings.at(0).system, "http://snomed.info/sct");
  EXPECT_TRUE(p1.facts[1].ongoing);
  EXPECT_EQ(show_days(p1.facts[1].start), "2020-01-01…2020-12-31");
  EXPECT_EQ(show_days(p1.facts[2].end) + " " + p1.facts[2].end_basis, "2024-01-31 end of period");
  EXPECT_TRUE(p1.holds.observations && p1.holds.conditions && p1.holds.medications);
  EXPECT_FALSE(p1.holds.procedures);
}

TEST(TableOfFacts, TakesPatientsFromATableOfTheirOwn) {
  const Tables read = read_tables({{"facts.csv", "patient_id,kind,name\np1,allergy,Penicillin\n"},
                                   {"patients.csv", "patient_id;birth_date;sex;deceased\np1;1975;f;no\np2;1980;m;2024-01-02\n"}});
  ASSERT_EQ(read.patients.size(), 2U) << read.told();
  EXPECT_EQ(read.patients[0].facts.size(), 1U);
  EXPECT_FALSE(read.patients[0].deceased);
  EXPECT_TRUE(read.patients[1].deceased);
}

TEST(TableOfFacts, StatusSaysHowFarAnEntryHolds) {
  struct Case {
    std::string_view status;
    Certainty certainty;
    ClinicalStatus clinical;
  };
  for (const Case& c : std::initializer_list<Case>{{"", Certainty::confirmed, ClinicalStatus::unknown},
                                                   {"active", Certainty::confirmed, ClinicalStatus::active},
                                                   {"Resolved", Certainty::confirmed, ClinicalStatus::inactive},
                                                   {"suspected", Certainty::weak, ClinicalStatus::unknown},
                                                   {"refuted", Certainty::absent, ClinicalStatus::unknown},
                                                   {"whatever", Certainty::weak, ClinicalStatus::unknown}}) {
    const Fact fact = facts("p1,condition,,,2020-01-02,,,Asthma,,,,," + std::string(c.status) + "\n").fact();
    EXPECT_EQ(fact.certainty, c.certainty) << c.status;
    EXPECT_EQ(fact.clinical, c.clinical) << c.status;
  }
  const Tables wrong = facts("p1,condition,,,2020-01-02,,,Asthma,,,,,entered-in-error\n");
  EXPECT_TRUE(wrong.patients.at(0).facts.empty());
  EXPECT_FALSE(wrong.patients[0].holds.conditions);
}

TEST(TableOfFacts, WordsAreAnAnswer) {
  EXPECT_EQ(facts("p1,observation,,,2024-05-20,,LOINC:2106-3,Pregnancy test,negative,,,,\n").fact().coded_value->label(), "negative");
}

TEST(TableOfFacts, RowsThatCannotBeUsedAreToldAndTheRestStays) {
  const Tables read = facts(
      "p1,patient,1975-05-20,x,,,,,,,,,\n"
      "p1,patient,1976-01-01,,,,,,,,,,\n"
      "p1,symptom,,,,,,Cough,,,,,\n"
      ",condition,,,,,,Asthma,,,,,\n"
      "p1,condition,,,,,,,,,,,\n"
      "p1,condition,,,32 May,,,Asthma,,,,,\n");
  ASSERT_EQ(read.patients.size(), 1U);
  EXPECT_EQ(show_days(read.patients[0].born), "1975-05-20");
  ASSERT_EQ(read.patients[0].facts.size(), 1U);
  EXPECT_EQ(read.told(),
            "facts.csv, line 2: sex 'x' is none of female, male, unknown\n"
            "facts.csv, line 3: patient p1 was born on another day in a row before; the first is kept\n"
            "facts.csv, line 4: kind 'symptom' is none of patient, observation, condition, medication, procedure, allergy, immunization, "
            "encounter, family_history\n"
            "facts.csv, line 5: names no patient\n"
            "facts.csv, line 6: has neither code nor name\n"
            "facts.csv, line 7: date '32 May' is no date; left unknown");
}

TEST(TableOfSomethingElse, IsRefused) {
  try {
    (void)read_tables({{"budget.csv", "year,amount\n2024,5\n"}});
    FAIL();
  } catch (const PatientError& error) {
    EXPECT_STREQ(error.what(), "budget.csv: a table with other columns than those of an OMOP table or of a table of facts");
  }
}

}  // namespace
}  // namespace elig::test
