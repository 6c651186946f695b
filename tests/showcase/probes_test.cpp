// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Sentences that readers of criteria get wrong: a limit without a blank before its ULN taken as absolute, the second half of an
// "or" dropped, months and years mixed up, an absence of data taken for an absence of the thing. Each with its rule and with
// patients on both sides of its boundary.
namespace elig::showcase {
namespace {

Made bilirubin(double mg) { return woman().lab("1975-2", mg, "mg/dL").range(0.1, 1.0, "mg/dL"); }

TEST(Multiple, WithoutBlankBeforeTheLimitOfNormal) {
  including("Bilirubin ≤ 3xULN")
      .reads("measurement bilirubin.total <= 3 × ULN")
      .passes("exactly 3.0 × ULN", bilirubin(3.0))
      .fails("3.1 × ULN", bilirubin(3.1))
      .passes("51.3 µmol/L where 17.1 is the limit", woman().lab("1975-2", 51.3, "umol/L").range(2, 17.1, "umol/L"))
      .fails("53 µmol/L where 17.1 is the limit", woman().lab("1975-2", 53, "umol/L").range(2, 17.1, "umol/L"))
      .is_open("a result without a range", woman().lab("1975-2", 0.8, "mg/dL"))
      .is_open("never measured", woman());
}

TEST(Multiple, WithBlanks) {
  including("Total bilirubin <= 3 x ULN")
      .reads("measurement bilirubin.total <= 3 × ULN")
      .passes("exactly 3.0 × ULN", bilirubin(3.0))
      .fails("3.1 × ULN", bilirubin(3.1))
      .passes("the range of another result of the same test", woman().lab("1975-2", 0.9, "mg/dL", "2024-01-10").range(0.1, 1.0, "mg/dL").lab("1975-2", 2.9, "mg/dL"));
}

Made transaminases(double ast, double alt) { return woman().lab("1920-8", ast, "U/L").range(8, 40, "U/L").lab("1742-6", alt, "U/L").range(7, 40, "U/L"); }

TEST(TwoSubjects, ShareOneLimit) {
  including("AST and ALT < 100 U/L")
      .reads("all(measurement ast < 100 U/L; measurement alt < 100 U/L)")
      .passes("99 and 99", transaminases(99, 99))
      .fails("ALT at 100", transaminases(99, 100))
      .fails("AST at 100", transaminases(100, 99))
      .is_open("ALT only", woman().lab("1742-6", 30, "U/L"))
      .fails("ALT only, and too high", woman().lab("1742-6", 130, "U/L"));
}

TEST(TwoSubjects, ShareALimitAndItsException) {
  const auto metastases = [](Made who) { return who.condition("Liver metastases", "C78.7", "2024-01-05"); };
  const auto none = [](Made who) { return who.condition("Breast cancer", "C50.9", "2023-01-05"); };
  including("AST/ALT <=2.5xULN (<=5xULN if liver metastases)")
      .reads("all(if(not(condition liver-metastases) then measurement ast <= 2.5 × ULN); if(condition liver-metastases then measurement ast <= 5 × ULN); "
             "if(not(condition liver-metastases) then measurement alt <= 2.5 × ULN); if(condition liver-metastases then measurement alt <= 5 × ULN))")
      .passes("2.5 × ULN, no metastases", none(transaminases(100, 100)))
      .fails("AST above 2.5 × ULN, no metastases", none(transaminases(101, 30)))
      .fails("ALT above 2.5 × ULN, no metastases", none(transaminases(30, 101)))
      .passes("5 × ULN with metastases", metastases(transaminases(200, 200)))
      .fails("AST above 5 × ULN with metastases", metastases(transaminases(201, 30)))
      .fails("ALT above 5 × ULN with metastases", metastases(transaminases(30, 201)))
      .is_open("3 × ULN and nothing known of metastases", transaminases(120, 30))
      .is_open("no ALT", none(woman().lab("1920-8", 30, "U/L").range(8, 40, "U/L")));
}

TEST(Metastases, OfTheLiverAreNoLiverCancer) {
  excluding("Liver cancer")
      .passes("metastases, in the words of ICD-10", woman().condition("Secondary malignant neoplasm of liver and intrahepatic bile duct", "C78.7", "2024-01-05"))
      .passes("metastases, in the words of SNOMED CT", woman().condition("Metastatic malignant neoplasm to liver", "", "2024-01-05"))
      .fails("a primary one", woman().condition("Malignant neoplasm of liver", "C22.0", "2024-01-05"));
  excluding("Breast cancer").fails("one that has spread", woman().condition("Metastatic malignant neoplasm of breast", "", "2024-01-05"));
}

TEST(Permission, KeepsNobodyOut) {
  const Made without = woman().condition("Gout", "M10.9", "2020-01-01").procedure("Computed tomography of chest", "2024-05-01").drug("Metformin", "2024-01-01");
  for (const char* sentence : {"Prior radiotherapy is allowed", "Hormone therapy allowed", "Patients with asymptomatic brain metastases are eligible"}) {
    including(sentence).spares("someone without it", without);
    excluding(sentence).spares("someone without it", without);
  }
  including("Concomitant statins are permitted if the dose is stable")
      .spares("someone who takes none", without)
      .is_open("someone who began lately", woman().drug("Atorvastatin 20 mg", "2024-05-20"))
      .passes("someone who has taken one for months", woman().drug("Atorvastatin 20 mg", "2024-01-01"));
}

TEST(Narrower, IsNotMetByItsKindNorByItsSiblings) {
  excluding("Thoracotomy")
      .fails("a thoracotomy", man().procedure("Thoracotomy", "2024-01-01"))
      .passes("a thoracoscopy", man().procedure("Thoracoscopy", "2024-01-01"))
      .is_open("chest surgery of some kind", man().procedure("Thoracic surgery", "2024-01-01"));
  excluding("Chest surgery").fails("a thoracotomy", man().procedure("Thoracotomy", "2024-01-01"));
  including("Type 2 diabetics").passes("type 2", man().condition("Type 2 diabetes mellitus", "E11.9", "2020-01-01")).fails("type 1", man().condition("Type 1 diabetes mellitus", "E10.9", "2020-01-01"));
  excluding("Tic disorder").fails("Tourette's", man().condition("Tourette's disorder", "F95.2", "2020-01-01"));
}

TEST(Exception, LetsInWhoIsOverTheLimit) {
  const auto inr = [](double value) { return woman().lab("6301-6", value, "1"); };
  including("INR <= 1.5 unless on anticoagulants")
      .reads("any(measurement inr <= 1.5; exposure anticoagulant (current))")
      .passes("1.5", inr(1.5))
      .fails("1.6 and no anticoagulant", inr(1.6).drug("Metformin 500 MG Oral Tablet", "2024-01-01"))
      .passes("2.4 on warfarin", inr(2.4).drug("Warfarin 5 MG Oral Tablet", "2024-01-01"))
      .is_open("1.6 and no word of drugs", inr(1.6))
      .is_open("no INR and no word of drugs", woman());
}

TEST(Age, InTwoUnits) {
  including("Age between 6 months and 17 years")
      .reads("age >= 6 mo and <= 17 a")
      .passes("six months today", somebody().born("2023-12-01"))
      .fails("six months tomorrow", somebody().born("2023-12-02"))
      .passes("eighteen tomorrow", somebody().born("2006-06-02"))
      .fails("eighteen today", somebody().born("2006-06-01"))
      .passes("nine years", somebody().born("2015-01-01"))
      .is_open("born in the year that decides", somebody().born("2006"))
      .is_open("no birth date", somebody());
}

TEST(Age, ThatExcludes) {
  excluding("Age 18 to 75 years")
      .reads("age >= 18 a and <= 75 a")
      .fails("eighteen today", somebody().born("2006-06-01"))
      .passes("eighteen tomorrow", somebody().born("2006-06-02"))
      .fails("76 tomorrow", somebody().born("1948-06-02"))
      .passes("76 today", somebody().born("1948-06-01"))
      .is_open("no birth date", somebody());
}

TEST(Age, OfMenAndWomen) {
  including("Men and women of 40 years or older")
      .reads("all(any(sex sex.male; sex sex.female); age >= 40 a)")
      .passes("a man of forty", somebody().male().born("1984-06-01"))
      .passes("a woman of forty", somebody().female().born("1984-06-01"))
      .fails("a woman who will be forty tomorrow", somebody().female().born("1984-06-02"))
      .fails("a man who will be forty tomorrow", somebody().male().born("1984-06-02"));
}

TEST(Glucose, IsFastingGlucose) {
  including("Fasting blood glucose level > 126 mg/dL")
      .reads("measurement glucose.fasting > 126 mg/dL")
      .passes("127", woman().lab("1558-6", 127, "mg/dL"))
      .fails("126", woman().lab("1558-6", 126, "mg/dL"))
      .passes("7.1 mmol/L", woman().lab("1558-6", 7.1, "mmol/L"))
      .fails("6.9 mmol/L", woman().lab("1558-6", 6.9, "mmol/L"))
      .is_open("only triglycerides", woman().lab("2571-8", 300, "mg/dL"));
}

TEST(Hemoglobin, InTwoUnits) {
  including("Hemoglobin >= 9 g/dL or 5.6 mmol/L")
      .reads("any(measurement hemoglobin >= 9 g/dL; measurement hemoglobin >= 5.6 mmol/L (= 9.02412 g/dL))")
      .passes("9.0", woman().lab("718-7", 9.0, "g/dL"))
      .fails("8.9", woman().lab("718-7", 8.9, "g/dL"))
      .passes("90 g/L", woman().lab("718-7", 90, "g/L"))
      .fails("89 g/L", woman().lab("718-7", 89, "g/L"))
      .is_open("a number without a unit", woman().lab("718-7", 9.5, ""))
      .is_open("never measured", woman());
}

TEST(Hemoglobin, OfAtLeast) {
  including("Hemoglobin of at least 9 g/dL")
      .reads("measurement hemoglobin >= 9 g/dL")
      .passes("9.0", woman().lab("718-7", 9.0, "g/dL"))
      .fails("8.9", woman().lab("718-7", 8.9, "g/dL"));
}

TEST(Clearance, IsNoCreatinine) {
  including("Creatinine clearance >= 60 mL/min")
      .reads("measurement creatinine-clearance >= 60 mL/min")
      .passes("60", woman().lab("2164-2", 60, "mL/min"))
      .fails("59", woman().lab("2164-2", 59, "mL/min"))
      .is_open("a creatinine alone is none", woman().lab("2160-0", 0.9, "mg/dL"));
}

TEST(Counts, WithThousandsSeparator) {
  including("Platelets greater than or equal to 100,000/mm3")
      .reads("measurement platelets >= 100000 /mm3 (= 100 10*9/L)")
      .passes("100 ×10⁹/L", woman().lab("777-3", 100, "10*9/L"))
      .fails("99 ×10⁹/L", woman().lab("777-3", 99, "10*9/L"))
      .passes("250 thousand/µL", woman().lab("777-3", 250, "10*3/uL"))
      .fails("99000/µL", woman().lab("777-3", 99000, "/uL"));
}

TEST(Counts, WithAPowerOfTen) {
  including("ANC >= 1.5 x 10^9/L")
      .reads("measurement neutrophils >= 1.5 10*9/L")
      .passes("1.5", woman().lab("751-8", 1.5, "10*9/L"))
      .fails("1.4", woman().lab("751-8", 1.4, "10*9/L"))
      .passes("1500/µL", woman().lab("751-8", 1500, "/uL"))
      .fails("1499/µL", woman().lab("751-8", 1499, "/uL"));
}

TEST(Guard, GivesMenAndWomenTheirOwnLimit) {
  const auto qtcf = [](Made who, double ms) { return who.observation("QTcF interval", "", {ms, ms, false, false}, "ms", "2024-05-20"); };
  excluding("QTcF > 450 ms in men or > 470 ms in women")
      .reads("any(if(sex sex.male then measurement qtcf > 450 ms); if(sex sex.female then measurement qtcf > 470 ms))")
      .passes("a man at 450", qtcf(man(), 450))
      .fails("a man at 451", qtcf(man(), 451))
      .passes("a woman at 470", qtcf(woman(), 470))
      .fails("a woman at 471", qtcf(woman(), 471))
      .is_open("a woman without an ECG", woman())
      .is_open("460 of someone of unknown sex", qtcf(somebody(), 460));
}

TEST(Guard, AsksNoWomanToUseACondom) {
  including("Male patients must agree to use a condom")
      .reads("if(sex sex.male then condition condom (current) (hypothetical))")
      .spares("a woman", woman())
      .asks_a_person("a man", man());
}

TEST(Guard, AsksNoManForAPregnancyTest) {
  including("Women of childbearing potential must have a negative pregnancy test")
      .spares("a man", man())
      .passes("a woman with a negative test", woman().result("Pregnancy test", "2106-3", "Negative"))
      .fails("a woman with a positive test", woman().result("Pregnancy test", "2106-3", "Positive"))
      .is_open("a woman without a test", woman());
}

TEST(Washout, OfATherapyThatExcludes) {
  const auto chemotherapy = [](const std::string& last) { return woman().drug("Doxorubicin", last, last); };
  excluding("Chemotherapy within 28 days prior to enrollment")
      .reads("therapy chemotherapy, within 28 d")
      .fails("27 days ago", chemotherapy("2024-05-05"))
      .fails("28 days ago", chemotherapy("2024-05-04"))
      .passes("29 days ago", chemotherapy("2024-05-03"))
      .is_open("in the month that decides", chemotherapy("2024-05"))
      .is_open("nothing recorded", woman());
}

TEST(Washout, OfADrugThatExcludes) {
  excluding("Prior treatment with cisplatin within 6 months")
      .reads("exposure cisplatin (past), within 6 mo")
      .fails("on the day six months ago", woman().drug("Cisplatin", "2023-12-01", "2023-12-01"))
      .passes("the day before", woman().drug("Cisplatin", "2023-11-30", "2023-11-30"))
      .passes("another drug", woman().drug("Metformin", "2024-05-01"))
      .is_open("a record without drugs", woman());
}

TEST(Washout, OfATherapyThatIncludes) {
  including("At least 28 days since any prior systemic therapy")
      .reads("therapy systemic-anticancer-therapy, not within 28 d")
      .passes("28 days ago", woman().drug("Doxorubicin", "2024-05-04", "2024-05-04"))
      .fails("27 days ago", woman().drug("Doxorubicin", "2024-05-05", "2024-05-05"));
}

TEST(Denial, OfAnEventInAWindow) {
  const auto infarction = [](const std::string& when) { return man().condition("Acute myocardial infarction", "I21.9", when); };
  including("No history of myocardial infarction within 6 months")
      .reads("not(condition myocardial-infarction (past), within 6 mo)")
      .fails("on the day six months ago", infarction("2023-12-01"))
      .passes("the day before", infarction("2023-11-30"))
      .passes("conditions on record, none of them this", man().condition("Gout", "M10.9", "2020-01-01"))
      .is_open("an infarction without a date", infarction(""))
      .is_open("a record without conditions", man());
}

TEST(Mutation, WithoutATestIsUnknown) {
  excluding("KRAS mutation")
      .is_open("no test on file", woman())
      .is_open("conditions on file, no test", woman().condition("Colorectal cancer", "C18.9", "2024-01-01"))
      .fails("a mutation found", woman().result("KRAS gene mutation", "21702-6", "Positive"))
      .passes("none found", woman().result("KRAS gene mutation", "21702-6", "Not detected"));
}

TEST(Scale, InRomanNumerals) {
  including("NYHA class II to IV")
      .passes("class II", woman().result("NYHA class", "88020-3", "Class II"))
      .fails("class I", woman().result("NYHA class", "88020-3", "Class I"))
      .passes("class IV", woman().result("NYHA class", "88020-3", "Class IV"))
      .is_open("never graded", woman());
}

}  // namespace
}  // namespace elig::showcase
