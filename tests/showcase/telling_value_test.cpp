// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

#include "grammar/units.hpp"

// Conditions that a laboratory finds before anybody diagnoses them: far from normal they are there, near it they may be.
namespace elig::showcase {
namespace {

Made someone(Sex sex = Sex::female) {
  Made who = made::somebody();
  who.patient.sex = sex;
  who.condition("Asthma", "J45.909", "2010-01-01");
  return who;
}

TEST(TellingValues, FarFromNormalTheConditionIsThere) {
  excluding("Hyperkalemia")
      .fails("potassium 5.9", someone().lab("2823-3", 5.9, "mmol/L"))
      .is_open("potassium 5.5, which may be it", someone().lab("2823-3", 5.5, "mmol/L"))
      .is_open("potassium 5.1", someone().lab("2823-3", 5.1, "mmol/L"))
      .passes("potassium 5.0", someone().lab("2823-3", 5.0, "mmol/L"))
      .passes("nothing measured", someone());
}

TEST(TellingValues, TheLatestCounts) {
  excluding("Hyperkalemia")
      .passes("5.9 in April, 4.4 in May", someone().lab("2823-3", 5.9, "mmol/L", "2024-04-20").lab("2823-3", 4.4, "mmol/L", "2024-05-20"))
      .passes("5.9 seven months ago", someone().lab("2823-3", 5.9, "mmol/L", "2023-10-20"))
      .passes("5.9 and 4.4 on one day", someone().lab("2823-3", 5.9, "mmol/L").lab("2823-3", 4.4, "mmol/L"));
}

TEST(TellingValues, AreOfTheSexAndTheUnit) {
  excluding("Anemia")
      .fails("a woman with 10.9 g/dL", someone().lab("718-7", 10.9, "g/dL"))
      .fails("a woman with 109 g/L", someone().lab("718-7", 109, "g/L"))
      .passes("a woman with 12.5 g/dL", someone().lab("718-7", 12.5, "g/dL"))
      .is_open("a man with 12.5 g/dL", someone(Sex::male).lab("718-7", 12.5, "g/dL"))
      .passes("in a unit that does not convert", someone().lab("718-7", 10.9, "mmHg"));
}

TEST(TellingValues, SayNothingOfWhatNarrowsTheCondition) {
  excluding("Severe anemia").is_open("10.9 g/dL", someone().lab("718-7", 10.9, "g/dL")).passes("14 g/dL", someone().lab("718-7", 14, "g/dL"));
}

TEST(TellingValues, OfALastingDiseaseAreNoDiagnosis) {
  excluding("Hypertension").is_open("150 mmHg", someone().lab("8480-6", 150, "mm[Hg]")).passes("128 mmHg", someone().lab("8480-6", 128, "mm[Hg]"));
  including("Type 2 diabetes").fails("an HbA1c tells of no type", someone().lab("4548-4", 8.1, "%"));
  excluding("Diabetes").is_open("HbA1c 8.1 %", someone().lab("4548-4", 8.1, "%"));
}

TEST(TellingValues, AreInUnitsOfTheirMeasurements) {
  const auto vocabulary = Vocabulary::builtin();
  std::size_t rows = 0;
  for (ConceptIndex c = 0; c < vocabulary->concepts().size(); ++c)
    for (const Vocabulary::TellingValue& told : vocabulary->told_by(c)) {
      ++rows;
      const Concept& measurement = vocabulary->at(told.measurement);
      EXPECT_TRUE(vocabulary->at(c).kind == ConceptKind::condition || vocabulary->at(c).kind == ConceptKind::finding) << vocabulary->at(c).id;
      EXPECT_EQ(measurement.attribute("unit"), told.unit) << vocabulary->at(c).id << " by " << measurement.id;
      const double surely = told.surely.value_or(told.may);
      EXPECT_TRUE(told.above ? surely >= told.may : surely <= told.may) << vocabulary->at(c).id << " by " << measurement.id;
    }
  // every line of the table names concepts that are there
  const std::string table = tools::read_file(std::string(ELIG_FIXTURES) + "/../grammar/vocabulary/told-by.tsv");
  std::size_t lines = 0;
  for (std::size_t at = 0; at < table.size(); at = table.find('\n', at) + 1) lines += table[at] != '#' ? 1 : 0;
  EXPECT_EQ(rows, lines - 1);
}

}  // namespace
}  // namespace elig::showcase
