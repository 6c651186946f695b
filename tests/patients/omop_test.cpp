// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/sqlite_made.hpp"
#include "tests/patients/tables.hpp"

/// What the OMOP Common Data Model says, honoured column by column.
namespace elig::test {
namespace {

const std::pair<std::string, std::string> person{
    "person.csv", "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth\n1,8532,1980,2,29\n"};

// A vocabulary of a few concepts, as its download has them.
const std::pair<std::string, std::string> vocabulary{
    "CONCEPT.csv",
    "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\n"
    "201826\tType 2 diabetes mellitus\tCondition\tSNOMED\tClinical Finding\tS\t44054006\n"
    "35206882\tType 2 diabetes mellitus without complications\tCondition\tICD10CM\t5-char billing code\t\tE11.9\n"
    "3024128\tBilirubin.total [Mass/volume] in Serum or Plasma\tMeasurement\tLOINC\tLab Test\tS\t1975-2\n"
    "8840\tmilligram per deciliter\tUnit\tUCUM\tUnit\tS\tmg/dL\n"
    "9191\tPositive\tMeas Value\tSNOMED\tQualifier Value\tS\t10828004\n"
    "40221901\tsimvastatin 10 MG Oral Tablet\tDrug\tRxNorm\tClinical Drug\tS\t314231\n"
    "1539403\tsimvastatin\tDrug\tRxNorm\tIngredient\tS\t36567\n"
    "21601853\tHMG CoA reductase inhibitors\tDrug\tATC\tATC 4th\tC\tC10AA\n"
    "40213154\tinfluenza, seasonal, injectable\tDrug\tCVX\tCVX\tS\t141\n"
    "4239779\tOral route\tRoute\tSNOMED\tQualifier Value\tS\t26643006\n"
    "9202\tOutpatient Visit\tVisit\tVisit\tVisit\tS\tOP\n"
    "4214956\tHistory of clinical finding in subject\tObservation\tSNOMED\tContext-dependent\tS\t417662000\n"
    "4167217\tFamily history of clinical finding\tObservation\tSNOMED\tContext-dependent\tS\t416471007\n"
    "4241527\tAllergy to penicillin\tObservation\tSNOMED\tClinical Finding\tS\t91936005\n"};

// One row of a table with these columns.
std::pair<std::string, std::string> row(const std::string& name, const std::string& columns, const std::string& values) {
  return {name + ".csv", columns + "\n" + values + "\n"};
}

Tables read_with(const std::pair<std::string, std::string>& table) { return read_tables({person, vocabulary, table}); }

TEST(OmopPerson, BirthIsAsPreciseAsItIsKnown) {
  struct Case {
    std::string_view birth, born;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"1980,2,29,", "1980-02-29"},
           {"1980,2,,", "1980-02-01…1980-02-29"},
           {"1980,,,", "1980-01-01…1980-12-31"},
           {"1980,,,1980-06-15 00:00:00", "1980-06-15"},
           // What a birth_datetime is filled up with when only the year or month is known tells nothing.
           {"1980,,,1980-01-01 00:00:00", "1980-01-01…1980-12-31"},
           {"1980,2,,1980-02-01", "1980-02-01…1980-02-29"},
           {"1980,2,29,1981-01-02", "1980-02-29"},
           {",,,1980-06-15", "1980-06-15"},
       }) {
    const Tables read = read_tables({row("person", "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime",
                                         "1,8507," + std::string(c.birth))});
    ASSERT_EQ(read.patients.size(), 1U) << read.told();
    EXPECT_EQ(show_days(read.patients[0].born), c.born) << c.birth;
    EXPECT_EQ(read.told(), "") << c.birth;
  }
}

TEST(OmopPerson, SexIsThatOfTheConceptElseOfTheSource) {
  struct Case {
    std::string_view gender;
    Sex sex;
  };
  for (const Case& c : std::initializer_list<Case>{{"8507,", Sex::male},
                                                   {"8532,", Sex::female},
                                                   {"0,F", Sex::female},
                                                   {",male", Sex::male},
                                                   {"8551,F", Sex::unknown},
                                                   {"0,", Sex::unknown}}) {
    const Tables read =
        read_tables({row("person", "person_id,year_of_birth,gender_concept_id,gender_source_value", "1,1980," + std::string(c.gender))});
    ASSERT_EQ(read.patients.size(), 1U);
    EXPECT_EQ(read.patients[0].sex, c.sex) << c.gender;
  }
}

TEST(OmopPerson, RowsThatCannotBeUsedAreToldAndTheRestStays) {
  const Tables read = read_tables({{"person.csv",
                                    "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth\n"
                                    "2,8507,1980,,\n"
                                    ",8507,1980,,\n"
                                    "x,8507,1980,,\n"
                                    "2,8532,1990,,\n"
                                    "3,8532,1980,13,\n"
                                    "4,8532,,,\n"
                                    "1,8532,1980,1,x\n"}});
  std::string ids;
  for (const Patient& patient : read.patients) ids += patient.id + " " + show_days(patient.born) + "; ";
  EXPECT_EQ(ids, "1 1980-01-01…1980-01-31; 2 1980-01-01…1980-12-31; 3 ?; 4 ?; ");
  EXPECT_EQ(read.told(),
            "person.csv, line 3: has no person_id\n"
            "person.csv, line 4: person_id 'x' is no whole number\n"
            "person.csv, line 5: person 2: the id was there before; the first is kept\n"
            "person.csv, line 6: year, month and day of birth are no date: 1980-13; left unknown\n"
            "person.csv, line 7: has no year of birth; left unknown\n"
            "person.csv, line 8: day_of_birth 'x' is no whole number; left unknown");
}

TEST(OmopConcept, GivesTheCodeOfTheStandardConceptAndOfTheSource) {
  const Fact fact = read_with(row("condition_occurrence",
                                  "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_source_concept_id,"
                                  "condition_source_value",
                                  "7,1,201826,2020-01-02,35206882,E11.9"))
                        .fact();
  EXPECT_EQ(fact.code->text, "Type 2 diabetes mellitus");
  ASSERT_EQ(fact.code->codings.size(), 2U);
  EXPECT_EQ(fact.code->codings[0], (Coding{"http://snomed.info/sct", "44054006", "Type 2 diabetes mellitus"}));
  EXPECT_EQ(fact.code->codings[1].code, "E11.9");
  EXPECT_EQ(fact.code->codings[1].system, "http://hl7.org/fhir/sid/icd-10-cm");
  EXPECT_EQ(fact.resource, "condition_occurrence/7");
  EXPECT_EQ(show_days(fact.start), "2020-01-02");
}

TEST(OmopConcept, ZeroIsNoConceptAndLeavesTheWordsOfTheSource) {
  const std::string columns = "person_id,condition_concept_id,condition_start_date,condition_source_value";
  const Fact fact = read_with(row("condition_occurrence", columns, "1,0,2020-01-02,sugar disease")).fact();
  EXPECT_EQ(fact.code->text, "sugar disease");
  EXPECT_TRUE(fact.code->codings.empty());
  const Tables nothing = read_with(row("condition_occurrence", columns, "1,0,2020-01-02,"));
  EXPECT_TRUE(nothing.patients[0].facts.empty());
  EXPECT_EQ(nothing.told(), "condition_occurrence.csv, line 2: says neither by a concept nor in words of the source what it is");
}

TEST(OmopConcept, WithoutAVocabularyTheWordsOfTheSourceRemainAndItIsSaid) {
  const Tables read =
      read_tables({person, row("condition_occurrence", "person_id,condition_concept_id,condition_start_date,condition_source_value",
                               "1,201826,2020-01-02,Diabetes II")});
  EXPECT_EQ(read.fact().code->text, "Diabetes II");
  EXPECT_EQ(read.told(),
            "no concept table: 1 concepts (201826) are not explained; their entries are known by the words of the source only");
}

TEST(OmopCondition, EndsWhereItsRowSaysAnEndAndNotWhereTheStayEnds) {
  const std::pair<std::string, std::string> visits =
      row("visit_occurrence", "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date",
          "5,1,9202,2020-01-02,2020-01-09");
  struct Case {
    std::string_view end_status_visit, says;
  };
  for (const Case& c : std::initializer_list<Case>{
           {",,", "? ?"},
           {"2020-03-01,,", "2020-03-01 ?"},
           {"2020-01-02,,", "? ?"},   // a source with one date has it for both
           {"2020-01-09,,5", "? ?"},  // the stay's
           {"2020-01-09,,6", "2020-01-09 ?"},
           {"2020-03-01,32899,", "2020-03-01 weak"},
           {",32892,", "? weak"},
           {"2020-01-02,32906,", "2020-01-02 resolved"},
           {",32902,", "? ?"},
       }) {
    const Tables read = read_tables(
        {person, vocabulary, visits,
         row("condition_occurrence",
             "person_id,condition_concept_id,condition_start_date,condition_end_date,condition_status_concept_id,visit_occurrence_id",
             "1,201826,2020-01-02," + std::string(c.end_status_visit))});
    ASSERT_EQ(read.patients.at(0).facts.size(), 2U) << read.told();
    const Fact& fact = read.patients[0].facts[1];
    EXPECT_EQ(show_days(fact.end) + (fact.certainty == Certainty::weak           ? " weak"
                                     : fact.clinical == ClinicalStatus::inactive ? " resolved"
                                                                                 : " ?"),
              c.says)
        << c.end_status_visit;
  }
}

TEST(OmopDrug, LastExposureRestsOnTheBestTheRowHas) {
  struct Case {
    std::string_view end_verbatim_supply_refills_type, says;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"2024-01-31,2024-01-20,30,,32838", "2024-01-20 end of period"},
           {"2024-01-31,,30,,32838", "2024-01-31 end of period"},
           {"2024-01-20,,30,,32838", "2024-01-31 order + supply"},
           {"2024-01-02,,30,,32838", "2024-01-31 order + supply"},
           {"2024-01-02,,30,,32825", "2024-01-31 dispense + supply"},
           {",,30,,38000175", "2024-01-31 dispense + supply"},
           {",,10,2,32838", "2024-01-11…2024-01-31 order + supply"},
           {"2024-01-02,,,,32838", "2024-01-02 start"},
           {"2024-01-02,,30,,32818", "2024-01-02 administration"},
           {",,,,38000180", "2024-01-02 administration"},
           {",,,,32838", "? "},
           {",,0,,32838", "? "},
       }) {
    const Fact fact = read_with(row("drug_exposure",
                                    "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,verbatim_end_date,days_"
                                    "supply,refills,drug_type_concept_id",
                                    "1,40221901,2024-01-02," + std::string(c.end_verbatim_supply_refills_type)))
                          .fact();
    EXPECT_EQ(show_days(fact.end) + " " + fact.end_basis, c.says) << c.end_verbatim_supply_refills_type;
    EXPECT_EQ(fact.kind, FactKind::medication);
    EXPECT_FALSE(fact.ongoing);
  }
}

TEST(OmopDrug, IsItsProductAndItsIngredients) {
  const Tables read = read_tables({person,
                                   vocabulary,
                                   {"CONCEPT_ANCESTOR.csv",
                                    "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\tmax_levels_of_separation\n"
                                    "40221901\t40221901\t0\t0\n1539403\t40221901\t2\t2\n21601853\t40221901\t3\t3\n"},
                                   row("drug_exposure", "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date",
                                       "1,40221901,2024-01-02,2024-01-31")});
  std::string codes;
  for (const Coding& coding : read.fact().code->codings) codes += coding.code + " " + coding.display + "; ";
  EXPECT_EQ(codes, "314231 simvastatin 10 MG Oral Tablet; 36567 simvastatin; ");
}

TEST(OmopDrug, VaccineIsAnImmunization) {
  const Tables read = read_with(row("drug_exposure", "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date",
                                    "1,40213154,2024-01-02,2024-01-02"));
  EXPECT_EQ(read.fact().kind, FactKind::immunization);
  EXPECT_TRUE(read.patients[0].holds.immunizations);
  EXPECT_FALSE(read.patients[0].holds.medications);
}

TEST(OmopDrug, ErasServeWhereThereAreNoExposures) {
  const auto era =
      row("drug_era", "drug_era_id,person_id,drug_concept_id,drug_era_start_date,drug_era_end_date", "3,1,1539403,2023-01-01,2023-12-31");
  const Fact fact = read_with(era).fact();
  EXPECT_EQ(fact.code->text + " " + show_days(fact.start) + " " + show_days(fact.end) + " " + fact.end_basis + " " + fact.resource,
            "simvastatin 2023-01-01 2023-12-31 end of period drug_era/3");
  const Tables both = read_tables({person, vocabulary, era,
                                   row("drug_exposure", "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date",
                                       "1,40221901,2024-01-02,2024-01-31")});
  EXPECT_EQ(both.fact().code->text, "simvastatin 10 MG Oral Tablet");
}

TEST(OmopMeasurement, OperatorMakesTheValueAnInterval) {
  struct Case {
    std::string_view operator_number_written, interval;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"4172703,1.2,", "1.2"},
           {"4171756,0.1,", "(-inf, 0.1)"},
           {"4171754,0.1,", "(-inf, 0.1]"},
           {"4172704,60,", "(60, inf)"},
           {"4171755,60,", "[60, inf)"},
           {",1.2,", "1.2"},
           {"0,1.2,1.2", "1.2"},
           {",0.1,<0.1", "(-inf, 0.1)"},  // the operator was lost on the way, the source still has it
           {",0.1,<0.2", "0.1"},
           {",,<0.1", "(-inf, 0.1)"},
       }) {
    const Tables read = read_with(
        row("measurement",
            "person_id,measurement_concept_id,measurement_date,unit_concept_id,operator_concept_id,value_as_number,value_source_value",
            "1,3024128,2024-05-20,8840," + std::string(c.operator_number_written)));
    const Fact fact = read.fact();
    ASSERT_TRUE(fact.value) << c.operator_number_written << read.told();
    EXPECT_EQ(show_interval(fact.value->value), c.interval) << c.operator_number_written;
    EXPECT_EQ(fact.value->unit, "mg/dL");
    EXPECT_TRUE(fact.value->unit_is_ucum);
  }
  const Tables unknown =
      read_with(row("measurement", "person_id,measurement_concept_id,measurement_date,operator_concept_id,value_as_number",
                    "1,3024128,2024-05-20,4171757,3"));
  EXPECT_FALSE(unknown.fact().value);
  EXPECT_EQ(unknown.told(), "measurement.csv, line 2: operator_concept_id 4171757 is no operator; the value is left out");
}

TEST(OmopMeasurement, UnitThatNobodyMappedIsNotNone) {
  struct Case {
    std::string_view unit_written, unit;
  };
  for (const Case& c : std::initializer_list<Case>{{"8840,mg per dl", "mg/dL"},
                                                   {"0,mg/dl", "mg/dl"},
                                                   {",mg/dl", "mg/dl"},
                                                   {"0,", "(unmapped unit)"},
                                                   {",", ""},
                                                   {"9999,", "(unit concept 9999)"}}) {
    const Fact fact =
        read_with(row("measurement", "person_id,measurement_concept_id,measurement_date,value_as_number,unit_concept_id,unit_source_value",
                      "1,3024128,2024-05-20,1.2," + std::string(c.unit_written)))
            .fact();
    EXPECT_EQ(fact.value.value_or(Measured{}).unit, c.unit) << c.unit_written;
  }
}

TEST(OmopMeasurement, RangeIsInTheUnitOfTheValue) {
  const Fact fact =
      read_with(row("measurement", "person_id,measurement_concept_id,measurement_date,value_as_number,unit_concept_id,range_low,range_high",
                    "1,3024128,2024-05-20,1.2,8840,,1.1"))
          .fact();
  ASSERT_TRUE(fact.range);
  EXPECT_FALSE(fact.range->low);
  EXPECT_EQ(fact.range->high, 1.1);
  EXPECT_EQ(fact.range->unit, "mg/dL");
}

TEST(OmopMeasurement, AnswerIsAConceptOrTheWordsOfTheSource) {
  const std::string columns =
      "person_id,measurement_concept_id,measurement_date,measurement_datetime,value_as_concept_id,value_source_value";
  EXPECT_EQ(read_with(row("measurement", columns, "1,3024128,2024-05-20,,9191,pos")).fact().coded_value->label(), "Positive");
  EXPECT_EQ(read_with(row("measurement", columns, "1,3024128,2024-05-20,,0,reactive")).fact().coded_value->label(), "reactive");
  EXPECT_EQ(show_days(read_with(row("measurement", columns, "1,3024128,,2024-05-20 23:10:00,9191,")).fact().start), "2024-05-20");
}

TEST(OmopMeasurement, FieldThatCannotBeReadCostsThatFieldOnly) {
  const Tables read = read_with({"measurement.csv",
                                 "person_id,measurement_concept_id,measurement_date,value_as_number,range_high\n"
                                 "1,3024128,2024-05-20,1.2,x\n"
                                 "1,3024128,20 May,1.3,1.1\n"
                                 "9,3024128,2024-05-20,1.2,1.1\n"
                                 "1,3024128,2024-05-20,1,2,3\n"
                                 "1,3024128,2024-05-21,1.4,1.1\n"});
  std::string values;
  for (const Fact& fact : read.patients.at(0).facts)
    values += show_days(fact.start) + " " + show_interval(fact.value->value) + (fact.range ? " ranged; " : "; ");
  EXPECT_EQ(values, "2024-05-20 1.2; ? 1.3 ranged; 2024-05-21 1.4 ranged; ");
  EXPECT_EQ(read.told(),
            "measurement.csv, line 2: range_high 'x' is no number; left unknown\n"
            "measurement.csv, line 3: measurement_date '20 May' is no date; left unknown\n"
            "measurement.csv, line 4: is about person 9, who is not in the person table\n"
            "measurement.csv, line 5: not as many fields as the header has columns");
}

TEST(OmopObservation, OfHistoryFamilyAndAllergyIsWhatItIsAbout) {
  const std::string columns = "person_id,observation_concept_id,observation_date,value_as_concept_id,value_as_string";
  struct Case {
    std::string_view row;
    FactKind kind;
    std::string_view label;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"1,4214956,2024-05-20,201826,", FactKind::condition, "Type 2 diabetes mellitus"},
                                   {"1,4167217,2024-05-20,201826,", FactKind::family_history, "Type 2 diabetes mellitus"},
                                   {"1,4241527,2024-05-20,,", FactKind::allergy, "Allergy to penicillin"},
                                   {"1,4214956,2024-05-20,,", FactKind::observation, "History of clinical finding in subject"},
                                   {"1,9191,2024-05-20,,yes", FactKind::observation, "Positive"}}) {
    const Tables read = read_with(row("observation", columns, std::string(c.row)));
    EXPECT_EQ(read.fact().kind, c.kind) << c.row;
    EXPECT_EQ(read.fact().code.label(), c.label) << c.row;
    EXPECT_FALSE(read.patients[0].holds.conditions) << "a history is no sign that conditions are kept: " << c.row;
  }
  const Fact past = read_with(row("observation", columns, "1,4214956,2024-05-20,201826,")).fact();
  EXPECT_EQ(past.clinical, ClinicalStatus::inactive);
  EXPECT_FALSE(past.start.known()) << "the day is that of the telling";
  EXPECT_EQ(show_days(past.recorded), "2024-05-20");
}

TEST(OmopObservationPeriod, AbsenceMeansSomethingOnlyInside) {
  const std::string periods = "person_id,observation_period_start_date,observation_period_end_date\n";
  const std::string conditions = "person_id,condition_concept_id,condition_start_date\n1,201826,2020-06-01\n";
  EXPECT_TRUE(read_tables({person, vocabulary, {"c.csv", conditions}}).patients[0].holds.conditions);
  for (const auto& [period, held] :
       std::initializer_list<std::pair<std::string, bool>>{{"1,2020-01-01,2020-12-31\n", true},
                                                           {"1,2020-06-01,2020-06-01\n", true},
                                                           {"1,2020-06-02,2020-12-31\n", false},
                                                           {"1,2019-01-01,2020-05-31\n", false},
                                                           {"1,2019-01-01,2019-12-31\n1,2020-05-01,2020-07-31\n", true},
                                                           {"", false}}) {
    const Tables read = read_tables({person, vocabulary, {"p.csv", periods + period}, {"c.csv", conditions}});
    EXPECT_EQ(read.patients.at(0).holds.conditions, held) << period;
    EXPECT_EQ(read.patients[0].facts.size(), 1U) << "what is recorded outside is recorded all the same";
  }
}

TEST(OmopDeath, IsKnown) {
  EXPECT_FALSE(read_tables({person}).patients.at(0).deceased);
  EXPECT_TRUE(read_with(row("death", "person_id,death_date", "1,2024-05-20")).patients.at(0).deceased);
}

TEST(OmopTables, ThatAreNotReadAreNamedWithTheirRows) {
  const Tables read = read_tables({person,
                                   {"device_exposure.csv", "device_exposure_id,person_id,device_concept_id\n1,1,5\n2,1,5\n"},
                                   {"care_site.csv", "care_site_id,care_site_name\n1,x\n"}});
  EXPECT_EQ(read.told(), "device_exposure.csv, line 1: a table of the model that is not read; 2 rows left out");
}

TEST(OmopTables, WithoutThePersonTableAreRefused) {
  try {
    (void)read_tables({vocabulary, row("death", "person_id,death_date", "1,2024-05-20")});
    FAIL();
  } catch (const PatientError& error) {
    EXPECT_STREQ(error.what(), "CONCEPT.csv: a table of the OMOP Common Data Model, but no input is its person table");
  }
}

TEST(OmopTables, SayTheSameInAnyOrderAndFromSqlite) {
  const std::pair<std::string, std::string> condition{
      "c.csv", "condition_occurrence_id,person_id,condition_concept_id,condition_start_date\n7,1,201826,2020-01-02\n"};
  const std::string database = sqlite_of(
      "CREATE TABLE person(person_id INTEGER, gender_concept_id INTEGER, year_of_birth INTEGER, month_of_birth INTEGER, day_of_birth "
      "INTEGER);"
      "INSERT INTO person VALUES(1,8532,1980,2,29);"
      "CREATE TABLE condition_occurrence(condition_occurrence_id INTEGER, person_id INTEGER, condition_concept_id INTEGER, "
      "condition_start_date TEXT);"
      "INSERT INTO condition_occurrence VALUES(7,1,201826,'2020-01-02');"
      "CREATE TABLE concept(concept_id INTEGER, concept_name TEXT, domain_id TEXT, vocabulary_id TEXT, concept_class_id TEXT, concept_code "
      "TEXT);"
      "INSERT INTO concept VALUES(201826,'Type 2 diabetes mellitus','Condition','SNOMED','Clinical Finding','44054006');");
  for (const Tables& read : {read_tables({person, vocabulary, condition}), read_tables({condition, vocabulary, person}),
                             read_tables({{"cdm.sqlite", database}})}) {
    ASSERT_EQ(read.patients.size(), 1U) << read.told();
    EXPECT_EQ(read.told(), "");
    EXPECT_EQ(show_days(read.patients[0].born), "1980-02-29");
    EXPECT_TRUE(read.patients[0].holds.conditions);
    EXPECT_EQ(read.fact().code->codings.at(0), (Coding{"http://snomed.info/sct", "44054006", "Type 2 diabetes mellitus"}));
    EXPECT_EQ(read.fact().resource, "condition_occurrence/7");
  }
}

/// Whatever happens to the bytes of a database, reading ends in patients or in one line.
TEST(OmopTables, CutShortOrDamagedNeverDoMoreThanRefuse) {
  const std::string database = sqlite_of(
      "CREATE TABLE person(person_id INTEGER, gender_concept_id INTEGER, year_of_birth INTEGER, month_of_birth INTEGER, day_of_birth "
      "INTEGER);"
      "INSERT INTO person VALUES(1,8532,1980,2,29);"
      "CREATE TABLE measurement(person_id INTEGER, measurement_concept_id INTEGER, measurement_date TEXT, value_as_number REAL);"
      "INSERT INTO measurement VALUES(1,3024128,'2020-01-02',1.5);");
  const std::string table =
      "person_id,measurement_concept_id,measurement_date,value_as_number,operator_concept_id,value_source_value\n"
      "1,3024128,2020-01-02,1.5,4171756,\"<1.5\"\n1,0,,,,\"a \"\"word\"\"\"\n";
  const auto is_harmless = [](const std::vector<std::pair<std::string, std::string>>& inputs) {
    try {
      for (const Patient& patient : read_tables(inputs).patients) EXPECT_EQ(patient.id, "1");
    } catch (const PatientError& error) {
      EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos);
    }
  };
  for (std::size_t length = 0; length <= table.size(); ++length) is_harmless({person, {"m.csv", table.substr(0, length)}});
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (const char c : {'"', ',', '\n', '\0', '\xFF', '9'}) {
      std::string damaged = table;
      damaged[i] = c;
      is_harmless({person, {"m.csv", damaged}});
    }
  }
  for (std::size_t i = 100; i < database.size(); i += 37) {
    std::string damaged = database;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    try {
      (void)read_tables({{"cdm.sqlite", damaged}});
    } catch (const PatientError& error) {
      EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace elig::test
