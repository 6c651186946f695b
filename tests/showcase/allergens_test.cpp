// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What an allergy is to, where the words name the substance, a relative of it, a part of it, or only the study's own drug.
namespace elig::showcase {
namespace {

Made allergic(const char* to, const char* severity = "", const char* reaction = "") {
  Made who = woman().condition("Hypertension", "I10", "2020-01-01");
  Fact& fact = who.add(FactKind::allergy, "AllergyIntolerance", to, "RXNORM", "");
  fact.severity = severity;
  fact.note = reaction;
  who.patient.holds.allergies = true;
  return who;
}
Made no_list() { return woman().condition("Hypertension", "I10", "2020-01-01"); }

TEST(Allergens, AnExcipientIsNoOtherDrug) {
  excluding("Known hypersensitivity to ticagrelor or any of its excipients")
      .reads("any(all(condition hypersensitivity (mention); allergy ticagrelor); allergy excipient)")
      .fails("ticagrelor", allergic("Ticagrelor"))
      .passes("penicillin", allergic("Penicillin V"))
      .passes("latex", allergic("Latex"))
      .is_open("polysorbate may be one of them", allergic("Polysorbate 80"))
      .is_open("some additive", allergic("Food additive"))
      .is_open("no list of allergies", no_list());
  excluding("Allergy to filgrastim or any other component of the study drug").reads("any(allergy filgrastim; allergy excipient)");
  // a name that nobody knows is a name all the same
  excluding("Hypersensitivity to KX0918 or its ingredients")
      .fails("its entry", allergic("KX0918"))
      .passes("ibuprofen", allergic("Ibuprofen"));
}

TEST(Allergens, TheStudysDrugMayBeAnyDrug) {
  excluding("Known allergy to any component of the study medication")
      .reads("allergy investigational-drug")
      .is_open("it may be a penicillin", allergic("Penicillin V"))
      .passes("peanuts are none", allergic("Peanut"))
      .passes("latex is none", allergic("Latex"))
      .passes("no known allergies", allergic("No known allergies"))
      .is_open("no list of allergies", no_list());
  // the bracket says which
  excluding("Allergy to study drugs (baloxavir and oseltamivir)").reads("any(allergy investigational-drug (mention); allergy baloxavir; allergy oseltamivir)");
  excluding("Allergy to any component of the vaccine")
      .reads("allergy vaccine")
      .is_open("egg", allergic("Egg"))
      .passes("penicillin", allergic("Penicillin V"));
  // what one did not tolerate before is not of the study
  excluding("Intolerance to the treatment").reads("all(finding intolerance (mention); allergy “treatment”)");
}

TEST(Allergens, Relatives) {
  excluding("History of allergic reactions attributed to compounds of similar chemical or biologic composition to cisplatin")
      .reads("allergy related cisplatin (past)")
      .fails("cisplatin itself", allergic("Cisplatin"))
      .is_open("another platinum", allergic("Carboplatin"))
      .passes("an antibiotic", allergic("Amoxicillin"));
  excluding("Allergy to enalapril or related drugs").reads("any(allergy enalapril; allergy related enalapril)");
  including("No history of allergic reaction to compounds of similar composition to gemcitabine")
      .reads("not(allergy related gemcitabine (past))")
      .fails("gemcitabine", allergic("Gemcitabine"));
  excluding("Known hypersensitivity to drugs of the same class").reads("all(condition hypersensitivity (mention); allergy investigational-drug)");
}

TEST(Allergens, AnyDrug) {
  excluding("History of severe allergic reactions to drugs")
      .fails("anaphylaxis from amoxicillin", allergic("Amoxicillin", "severe", "Anaphylaxis"))
      .is_open("a rash of which nobody says how bad it was", allergic("Amoxicillin"))
      .passes("a mild one", allergic("Amoxicillin", "mild", "Rash"))
      .passes("grass pollen", allergic("Grass pollen", "severe"));
  excluding("History of significant drug allergy")
      .fails("anaphylaxis from amoxicillin", allergic("Amoxicillin", "severe", "Anaphylaxis"))
      .passes("grass pollen", allergic("Grass pollen"))
      .passes("no known drug allergy", allergic("No known drug allergy"))
      .is_open("no list of allergies", no_list());
  excluding("Any history of anaphylaxis")
      .fails("from peanuts", allergic("Peanut", "severe", "Anaphylaxis"))
      .passes("a rash", allergic("Amoxicillin", "mild", "Rash"));
  excluding("Anaphylactic reaction to peanuts")
      .fails("anaphylaxis", allergic("Peanuts", "severe", "Anaphylaxis"))
      .is_open("who knows", allergic("Peanuts"))
      .passes("penicillin", allergic("Penicillin V", "severe", "Anaphylaxis"));
}

TEST(Durations, AreOfTheDisease) {
  const auto since = [](const char* when) { return woman().condition("Type 2 diabetes mellitus", "E11.9", when); };
  for (const char* sentence : {"Type 2 diabetes of at least 5 years duration", "Type 2 diabetes with a duration of at least 5 years", "Duration of type 2 diabetes of at least 5 years", "Type 2 diabetes duration of at least 5 years",
                               "Type 2 diabetes, disease duration at least 5 years"}) {
    including(sentence).reads("condition type-2-diabetes, for at least 5 a").passes("to the day", since("2019-06-01")).fails("a day less", since("2019-06-02"));
  }
  including("Type 2 diabetes of less than or equal to eight years duration")
      .reads("condition type-2-diabetes, for at most 8 a")
      .passes("six years", since("2018-06-01"))
      .fails("nine years", since("2015-06-01"));
}

TEST(Functions, AreJudgedUnlessLimitsStandBeside) {
  including("Adequate organ function").reads("manual (judgement)").asks_a_person("anybody", woman());
  including("Patients with adequate bone marrow, hepatic, and renal function").asks_a_person("anybody", woman());
  including("Adequate renal function and serum creatinine ≤ 2.0 mg/dL")
      .passes("1.1", woman().lab("2160-0", 1.1, "mg/dL"))
      .fails("2.1", woman().lab("2160-0", 2.1, "mg/dL"));
  including("Adequate hepatic function: 1. Bilirubin ≤ 2 mg/dL 2. Albumin ≥ 3 g/dL")
      .passes("both", woman().lab("1975-2", 1.1, "mg/dL").lab("1751-7", 4, "g/dL"))
      .fails("albumin", woman().lab("1975-2", 1.1, "mg/dL").lab("1751-7", 2.9, "g/dL"));
}

TEST(Settings, OfATherapy) {
  const auto taxane = [](const char* name) { return woman().condition("Malignant neoplasm of breast", "C50.912", "2023-01-01").drug(name, "2023-03-01", "2023-06-01"); };
  excluding("Prior adjuvant or neoadjuvant chemotherapy")
      .reads("therapy adjuvant|neoadjuvant chemotherapy (past)")
      .fails("it says so", taxane("Paclitaxel (adjuvant)"))
      .is_open("nobody says when it was given", taxane("Paclitaxel"))
      .passes("no chemotherapy", taxane("Metformin"));
  excluding("Use of prescription medication within 3 weeks").is_open("which need one, the words do not say", taxane("Lisinopril"));
  excluding("Any vaccination (including influenza) within 4 weeks").reads("any(exposure vaccine, within 4 wk; condition influenza (mention))");
}

TEST(Alcohol, AnAmountAndAHabit) {
  excluding("Alcohol intake > 14 drinks per week").reads("finding alcohol-intake > 14 {drinks}/wk");
  excluding("Current alcohol intake").reads("finding alcohol-use (current)");
}

}  // namespace
}  // namespace elig::showcase
