// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Wordings that cancer trials share: doses of corticosteroids, how a value is measured, grades of toxicities, protein in urine,
// treated companions of the disease.
namespace elig::showcase {
namespace {

constexpr Reading sites[] = {
    {"Head and neck, pancreatic or lung cancer", "any(condition head-and-neck-cancer; condition pancreatic-cancer; condition lung-cancer)"},
    {"Cancer of the head and neck", "condition head-and-neck-cancer"},
};
INSTANTIATE_TEST_SUITE_P(Sites, Included, testing::ValuesIn(sites));

Made taking(const std::string& drug, double mg_a_day) {
  Made m = woman().drug(drug, "2024-05-01");
  m.patient.facts.back().dose = Measured{{mg_a_day, mg_a_day, false, false}, "mg/d", true};
  return m;
}

TEST(SteroidDose, IsSaidAsPrednisone) {
  excluding("Systemic corticosteroids (> 10 mg/day of prednisone or equivalent) within 14 days")
      .reads("exposure corticosteroid.systemic > 10 mg/d, within 14 d")
      .fails("prednisone 20 mg", taking("Prednisone 20 MG Oral Tablet", 20))
      .passes("prednisone 10 mg, the limit itself", taking("Prednisone 10 MG Oral Tablet", 10))
      .fails("dexamethasone 4 mg, as 27 mg of prednisone", taking("Dexamethasone 4 MG Oral Tablet", 4))
      .passes("dexamethasone 1.5 mg, as 10 mg of prednisone", taking("Dexamethasone 1.5 MG Oral Tablet", 1.5))
      .passes("hydrocortisone 40 mg, as 10 mg of prednisone", taking("Hydrocortisone 20 MG Oral Tablet", 40))
      .fails("methylprednisolone 12 mg, as 15 mg of prednisone", taking("Methylprednisolone 4 MG Oral Tablet", 12))
      .is_open("prednisone, nobody says how much", woman().drug("Prednisone 5 MG Oral Tablet", "2024-05-01"))
      .passes("another drug", woman().drug("Metformin 500 MG Oral Tablet", "2024-05-01"));
}

TEST(SteroidDose, OfSeveralDrugsAddsUp) {
  Made two = taking("Prednisone 5 MG Oral Tablet", 8).drug("Hydrocortisone 20 MG Oral Tablet", "2024-05-01");
  two.patient.facts.back().dose = Measured{{20, 20, false, false}, "mg/d", true};
  excluding("Systemic corticosteroids > 10 mg/day prednisone equivalent").is_open("8 mg and as much as 5 mg", two);
}

TEST(SteroidDose, ThatIsAllowedKeepsOutWhatIsAbove) {
  excluding("Systemic corticosteroids (unless the dose is ≤ 10 mg/day prednisone or equivalent)")
      .reads("exposure corticosteroid.systemic > 10 mg/d")
      .passes("10 mg", taking("Prednisone 10 MG Oral Tablet", 10))
      .fails("11 mg", taking("Prednisone 1 MG Oral Tablet", 11));
}

TEST(SteroidDose, OfOneDrugIsOfThatDrug) {
  excluding("Prednisone > 10 mg/day").reads("exposure prednisone > 10 mg/d");
  excluding("Methylprednisolone ≥ 8 mg/day or equivalent")
      .fails("prednisone 10 mg does the same", taking("Prednisone 10 MG Oral Tablet", 10))
      .passes("prednisone 9 mg does not", taking("Prednisone 1 MG Oral Tablet", 9));
}

TEST(Examples, ShareTheWindowOfWhatTheyIllustrate) {
  excluding("Immune modulators including, but not limited to, cyclosporine and tacrolimus within 2 weeks")
      .fails("tacrolimus until last week", woman().drug("Tacrolimus 1 MG Oral Capsule", "2023-05-01", "2024-05-25"))
      .passes("tacrolimus until last month", woman().drug("Tacrolimus 1 MG Oral Capsule", "2023-05-01", "2024-05-01"));
}

TEST(Method, AsksForNoExaminationOfItsOwn) {
  const Made without_echo = woman().lab("10230-1", 50, "%").procedure("Appendectomy", "2010-01-01");
  including("LVEF ≥ 50% by MUGA or echocardiogram").passes("50 %, no echocardiogram among the procedures", without_echo);
  including("Ejection fraction (LVEF) by MUGA scan or echocardiogram must be > 50%").fails("exactly 50 %", without_echo);
}

TEST(NormalLimit, WithoutASideIsTheLowerOneOfWhatMustNotBeLow) {
  excluding("LVEF below the normal limit").reads("measurement lvef < 1 × LLN");
  including("LVEF ≥ institutional normal").reads("measurement lvef >= 1 × LLN");
  including("Bilirubin ≤ institutional normal").reads("measurement bilirubin.total <= 1 × ULN");
  excluding("Bilirubin > normal limits").reads("measurement bilirubin.total > 1 × ULN");
}

TEST(Grade, IsOfTheConditionBesideIt) {
  for (const char* wording : {"Grade ≥ 2 peripheral neuropathy", "Peripheral neuropathy that is ≥ Grade 2 by CTCAE v 4.0 criteria", "Peripheral neuropathy CTCAE grade ≥ 2"})
    excluding(wording)
        .fails("grade 2", woman().condition("Peripheral neuropathy, CTCAE grade 2", "G62.9", "2023-08-01"))
        .passes("grade 1", woman().condition("Peripheral neuropathy, CTCAE grade 1", "G62.9", "2023-08-01"))
        .is_open("no grade", woman().condition("Peripheral neuropathy", "G62.9", "2023-08-01"))
        .passes("none", woman().condition("Essential hypertension", "I10", "2015-04-02"));
}

TEST(UnlessBoth, AsksForBoth) {
  excluding("Brain metastases unless treated with radiotherapy or surgery and stable for at least 4 weeks")
      .reads("all(condition brain-metastases; not(all(any(therapy radiotherapy; procedure surgery); finding “stable” (possible), for at least 4 wk; manual (wording))))");
}

TEST(Companion, IsAskedOfThoseWhoHaveIt) {
  including("Patients with a history of hepatitis C must have been treated and cured")
      .passes("who never had it", woman().condition("Essential hypertension", "I10", "2015-04-02"))
      .is_open("who has it", woman().condition("Chronic hepatitis C", "B18.2", "2015-04-02"));
}

TEST(UrineProtein, OfADayIsWhatMustBeDemonstrated) {
  including("Urine dipstick for proteinuria < 2+. If urine dipstick is ≥ 2+, 24 hour urine must demonstrate ≤ 1 g of protein in 24 hours.")
      .reads("any(test urine-protein.dipstick < 2; all(test urine-protein.dipstick >= 2; measurement urine-protein.24h <= 1 g/d))")
      .passes("1+", woman().result("Protein in urine by test strip", "20454-5", "1+"))
      .passes("2+ and 700 mg", woman().result("Protein in urine by test strip", "20454-5", "2+").lab("2889-4", 700, "mg/d"))
      .fails("2+ and 1100 mg", woman().result("Protein in urine by test strip", "20454-5", "2+").lab("2889-4", 1100, "mg/d"))
      .is_open("2+ alone", woman().result("Protein in urine by test strip", "20454-5", "2+"));
}

TEST(Formula, ComparesNothing) {
  including("Creatinine clearance ≥ 60 mL/min. CrCl = (140 - age) x weight / (72 x creatinine) x 0.85 if female")
      .passes("60", woman().lab("2164-2", 60, "mL/min"))
      .fails("59", woman().lab("2164-2", 59, "mL/min"));
}

TEST(Permission, ToMeasureElsewhereLetsNobodyIn) {
  including("Testosterone ≥ 150 ng/dL (local assessment is allowed)")
      .passes("150", woman().lab("2986-8", 150, "ng/dL"))
      .fails("149", woman().lab("2986-8", 149, "ng/dL"));
}

TEST(Cyp, IsOneNameWithItsAbbreviationInTheMiddle) {
  excluding("Treatment with strong cytochrome P450 3A (CYP3A) inhibitors")
      .fails("itraconazole", woman().drug("Itraconazole 100 MG Oral Capsule", "2024-05-01"))
      .passes("metformin", woman().drug("Metformin 500 MG Oral Tablet", "2024-05-01"));
}

TEST(Exception, ThatNeedsNoTreatmentLeavesTheDiseaseOpen) {
  excluding("Autoimmune disease. Patients with psoriasis not requiring systemic treatment are not excluded.")
      .fails("lupus", woman().condition("Systemic lupus erythematosus", "M32.9", "2015-04-02"))
      .is_open("psoriasis, treated nobody knows how", woman().condition("Psoriasis", "L40.9", "2015-04-02"));
}

TEST(Need, OfADrugIsThatItIsTaken) {
  const Made diabetic = woman().condition("Type 2 diabetes mellitus without complications", "E11.9", "2018-03-01");
  for (const char* sentence : {"Type 2 diabetes requiring insulin", "Type 2 diabetes that requires insulin", "Diabetes needing insulin"})
    excluding(sentence)
        .fails("on insulin", Made(diabetic).drug("Insulin lispro 100 UNT/ML Injectable Solution", "2020-01-01"))
        .passes("on metformin", Made(diabetic).drug("Metformin 500 MG Oral Tablet", "2020-01-01"))
        .passes("insulin without diabetes", woman().condition("Essential hypertension", "I10", "2018-03-01").drug("Insulin lispro 100 UNT/ML Injectable Solution", "2020-01-01"));
  excluding("Colitis requiring corticosteroids")
      .fails("prednisone, and nothing says what for", woman().condition("Ulcerative colitis", "K51.90", "2018-03-01").drug("Prednisone 10 MG Oral Tablet", "2024-05-01"))
      .passes("no steroid", woman().condition("Ulcerative colitis", "K51.90", "2018-03-01").drug("Metformin 500 MG Oral Tablet", "2020-01-01"));
  excluding("Requires supplemental oxygen").fails("oxygen at home", woman().condition("Dependence on supplemental oxygen", "Z99.81", "2023-01-01").drug("Oxygen therapy", "2023-01-01"));
  // of what was once needed nobody keeps account
  excluding("History of colitis requiring corticosteroids").reads("all(condition colitis (past); exposure corticosteroid (past) (hypothetical))");
}

TEST(Need, OfATreatmentBesidesSomeIsOpen) {
  excluding("Arrhythmia requiring treatment (besides beta-blockers or digoxin)")
      .is_open("fibrillation on a beta-blocker", woman().condition("Atrial fibrillation", "I48.91", "2022-01-01").drug("Metoprolol 50 MG Oral Tablet", "2022-02-01"))
      .passes("a beta-blocker without arrhythmia", woman().condition("Essential hypertension", "I10", "2018-03-01").drug("Metoprolol 50 MG Oral Tablet", "2022-02-01"));
}

TEST(Exceptions, OfAListWithSemicolons) {
  excluding("Known autoimmune disorder, with the following exceptions: vitiligo; type 1 diabetes")
      .passes("vitiligo", woman().condition("Vitiligo", "L80", "2010-01-01"))
      .passes("type 1 diabetes", woman().condition("Type 1 diabetes mellitus without complications", "E10.9", "2001-01-01"))
      .fails("lupus", woman().condition("Systemic lupus erythematosus, unspecified", "M32.9", "2015-01-01"));
}

TEST(Washout, MayNameItsAnchorInABracket) {
  for (const char* sentence : {"At least 30 days (from the screening visit) since prior chemotherapy", "At least 30 days (before enrollment) since prior chemotherapy"})
    including(sentence)
        .fails("two weeks ago", woman().drug("Cisplatin 1 MG/ML Injectable Solution", "2024-05-10", "2024-05-18"))
        .passes("two months ago", woman().drug("Cisplatin 1 MG/ML Injectable Solution", "2024-03-10", "2024-03-18"));
}

TEST(Staining, HasSteps) {
  const auto stained = [](const std::string& step) { return woman().result("HER2 [Presence] in Breast cancer specimen by Immune stain", "", step, "2024-05-01"); };
  including("HER2 2+ by IHC").reads("all(biomarker her2 = 2; unparsed)");
  including("HER2 2+").passes("2+", stained("2+")).fails("3+", stained("3+")).fails("1+", stained("1+"));
  including("HER2 2+ or 3+").passes("3+", stained("3+")).fails("1+", stained("1+"));
}

TEST(Swallowing, OfTabletsIsAskedOfDiagnoses) {
  for (const char* sentence : {"Inability to swallow tablets", "Unable to swallow capsules", "Patients who cannot swallow oral medication", "Difficulty swallowing pills"})
    excluding(sentence)
        .fails("said so", woman().condition("Unable to swallow tablets", "", "2024-01-01"))
        .is_open("dysphagia, of whatever degree", woman().condition("Dysphagia, unspecified", "R13.10", "2024-01-01"))
        .passes("something else", woman().condition("Essential hypertension", "I10", "2018-03-01"));
}

TEST(Infections, HaveNoTimeOfTheirTests) {
  excluding("HIV infection or hepatitis C (testing to be done within 6 months of study entry)")
      .reads("any(condition hiv; condition hepatitis-c)")
      .fails("an old one", woman().condition("Human immunodeficiency virus [HIV] disease", "B20", "2011-01-10"));
}

}  // namespace
}  // namespace elig::showcase
