// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What records say of a thing beside its name: how well it is controlled, how far it has spread, how it was given.
namespace elig::showcase {
namespace {

TEST(Infections, LatentOnesAreNotActive) {
  const Made latent = made::somebody().condition("Latent tuberculosis", "Z22.7", "2022-01-01");
  excluding("Active infection").passes("a latent tuberculosis", latent).fails("a tuberculosis of the lung", made::somebody().condition("Pulmonary tuberculosis", "A15.0", "2024-01-01"));
  excluding("Active or latent tuberculosis").fails("a latent one", latent);
}

TEST(Control, IsReadFromTheDiagnosisItself) {
  including("No poorly controlled hypertension")
      .fails("uncontrolled, and so is the pressure",
             woman().condition("Uncontrolled hypertension", "I10", "2020-01-01").lab("8480-6", 188, "mm[Hg]").lab("8462-4", 112, "mm[Hg]"))
      .fails("uncontrolled by its name alone", woman().condition("Uncontrolled hypertension", "I10", "2020-01-01"))
      .passes("well controlled", woman().condition("Hypertension, well controlled", "I10", "2020-01-01"))
      .is_open("nobody says how", woman().condition("Hypertension", "I10", "2020-01-01"));
  excluding("Poorly controlled heart failure")
      .fails("decompensated", man().condition("Acute decompensated heart failure", "", "2024-05-10"))
      .fails("poor control", man().condition("Heart failure, poor control", "", "2024-05-10"));
}

TEST(Spread, IsToldByTheCategoryOfTheStaging) {
  const auto tumor = [] { return woman().condition("Malignant neoplasm of breast", "C50.412", "2023-11-20"); };
  const auto nodes = [&] { return tumor().condition("Secondary malignant neoplasm of axillary lymph nodes", "C77.3", "2024-01-02"); };
  excluding("Distant metastases")
      .fails("M1", tumor().result("Distant metastases.clinical", "21907-1", "cM1"))
      .fails("M1b", tumor().result("Distant metastases.clinical", "21907-1", "M1b"))
      .passes("M0", tumor().result("Distant metastases.clinical", "21907-1", "cM0"))
      .passes("nodes near the tumor, M0", nodes().result("Distant metastases.clinical", "21907-1", "cM0"))
      .is_open("nodes, and nobody says which", nodes())
      .fails("liver", nodes().condition("Metastasis to liver", "C78.7", "2024-01-02"))
      .fails("the latest category counts", tumor().result("Distant metastases", "21907-1", "M0", "2023-11-20").result("Distant metastases", "21907-1", "M1", "2024-05-20"))
      .is_open("two on one day disagree", tumor().result("Distant metastases", "21907-1", "M0").result("Distant metastases", "21907-1", "M1"))
      .passes("MX tells nothing, the diagnoses do", tumor().result("Distant metastases", "21907-1", "MX"));
  excluding("Lymph node metastases")
      .fails("N1", tumor().result("Regional lymph nodes.clinical", "21906-3", "cN1"))
      .passes("N0", tumor().result("Regional lymph nodes.clinical", "21906-3", "N0"));
}

TEST(Systemic, IsNotWhatIsGivenWhereItIsNeeded) {
  excluding("Systemic chemotherapy within 28 days")
      .passes("a cream", man().drug("Fluorouracil 5% topical cream", "2024-05-05", "2024-05-26"))
      .fails("an infusion", man().drug("Fluorouracil infusion", "2024-05-05", "2024-05-26"));
  excluding("Systemic corticosteroids within 3 months")
      .passes("into the knee", man().drug("Triamcinolone 40 mg/mL intra-articular injection", "2024-05-02", "2024-05-02"))
      .fails("tablets", man().drug("Prednisone 20 mg oral tablet", "2024-05-02", "2024-05-12"));
}

TEST(Recorded, RateOfFiltrationGoesBeforeTheFormula) {
  including("GFR ≥ 40 mL/min/1.73 m2")
      .passes("at the limit as reported", man().lab("2160-0", 2.1, "mg/dL").observation("Glomerular filtration rate/1.73 sq M.predicted (CKD-EPI 2021)", "00000-0", {40, 40, false, false}, "mL/min/{1.73_m2}", "2024-05-20"));
}

TEST(Names, HoldWordsThatMeanSomethingElseAlone) {
  excluding("Depression")
      .passes("of a segment of the ECG", man().condition("ST segment depression on exercise test", "", "2020-02-02"))
      .fails("of the mood", man().condition("Depression", "", "2020-02-02"));
  including("Proliferative or non-proliferative diabetic retinopathy")
      .passes("non-proliferative", man().condition("Mild nonproliferative diabetic retinopathy", "", "2020-02-02"))
      .passes("proliferative", man().condition("Proliferative diabetic retinopathy", "", "2020-02-02"))
      .fails("none", man().condition("Age-related nuclear cataract", "H25.13", "2020-02-02"));
}

TEST(Lists, OfExclusionsThatSayTwiceThatTheyExclude) {
  excluding("Patients on any of the following medications are excluded: warfarin, aspirin or naproxen")
      .fails("takes one", man().drug("Naproxen", "2024-01-01"))
      .passes("takes another", man().drug("Lisinopril", "2024-01-01"));
  excluding("The following are excluded: glaucoma, uveitis")
      .fails("has one", man().condition("Uveitis", "", "2024-01-01"))
      .passes("has neither", man().condition("Ankle sprain", "", "2024-01-01"));
}

TEST(Allowed, IsWhatStandsBehindTheSemicolon) {
  including("Systemic corticosteroids are not allowed within 3 months; inhaled and topical corticosteroids are allowed")
      .passes("neither", man().drug("Lisinopril", "2024-01-01"))
      .passes("inhaled ones", man().drug("Fluticasone propionate inhaler", "2024-01-01"))
      .fails("tablets", man().drug("Prednisone 20 mg oral tablet", "2024-05-02", "2024-05-12"));
}

TEST(Times, BehindAnExceptionAreOfWhatIsExceptedFrom) {
  excluding("Malignancy, except for basal cell carcinoma, in the last 5 years")
      .fails("melanoma three years ago", man().condition("Malignant melanoma", "", "2021-05-01", ClinicalStatus::inactive, "2021-07-01"))
      .passes("melanoma ten years ago", man().condition("Malignant melanoma", "", "2014-05-01", ClinicalStatus::inactive, "2014-07-01"))
      .passes("the exception", man().condition("Basal cell carcinoma", "", "2022-05-01"));
}

TEST(Weight, OfDiseasesThatAreNeverSlight) {
  excluding("Clinically significant autoimmune disease")
      .fails("lupus", woman().condition("Systemic lupus erythematosus", "M32.9", "2015-01-01"))
      .is_open("a thyroiditis may be slight", woman().condition("Autoimmune thyroiditis", "E06.3", "2015-01-01"))
      .passes("none", woman().condition("Ankle sprain", "", "2024-01-01"));
  excluding("Serious infection")
      .fails("sepsis", man().condition("Sepsis", "A41.9", "2024-05-28"))
      .is_open("a cystitis may be slight", man().condition("Cystitis", "N30.9", "2024-05-28"));
  excluding("History of a major psychiatric illness or disorder")
      .fails("schizophrenia", man().condition("Schizophrenia", "F20.9", "2005-04-01"));
}

TEST(Needed, DrugsAreTaken) {
  excluding("Patients requiring systemic corticosteroids")
      .fails("takes one", woman().drug("Prednisone 10 mg oral tablet", "2024-01-01"))
      .passes("takes another drug", woman().drug("Lisinopril", "2024-01-01"))
      .passes("took one", woman().drug("Prednisone 10 mg oral tablet", "2022-01-01", "2022-02-01"));
  excluding("Asthma requiring oral corticosteroids")
      .passes("asthma without", woman().condition("Asthma", "J45.909", "2010-01-01").drug("Albuterol inhaler", "2024-01-01"))
      .is_open("both, and for what may be it", woman().condition("Asthma", "J45.909", "2010-01-01").drug("Prednisone 10 mg oral tablet", "2024-01-01").because("Lung disease"))
      .passes("both, and for something else", woman().condition("Asthma", "J45.909", "2010-01-01").drug("Prednisone 10 mg oral tablet", "2024-01-01").because("Rheumatoid arthritis"))
      .fails("both", woman().condition("Asthma", "J45.909", "2010-01-01").drug("Prednisone 10 mg oral tablet", "2024-01-01"));
  excluding("Need for insulin during the study").asks_a_person("takes it today", man().drug("Insulin glargine", "2024-01-01"));
  including("Patients requiring insulin").asks_a_person("takes none", man().drug("Lisinopril", "2024-01-01"));
}

TEST(Naive, SaysItOfTheDrugBeforeTheWord) {
  const auto diabetic = [] { return man().condition("Type 2 diabetes mellitus", "E11.9", "2017-05-09"); };
  including("Insulin-naive patients with type 2 diabetes")
      .passes("never took it", diabetic().drug("Metformin", "2019-01-01"))
      .fails("takes it", diabetic().drug("Insulin glargine", "2019-01-01"))
      .fails("another disease", man().condition("Type 1 diabetes mellitus", "E10.9", "2017-05-09").drug("Metformin", "2019-01-01"));
  including("Drug-naive patients with type 2 diabetes")
      .is_open("of which drugs nobody says", diabetic().drug("Lisinopril", "2019-01-01"))
      .fails("another disease", man().condition("Type 1 diabetes mellitus", "E10.9", "2017-05-09").drug("Lisinopril", "2019-01-01"));
}

TEST(Cause, DeniedLeavesOpenOnlyWhoHasIt) {
  excluding("Chronic hepatitis not caused by hepatitis C")
      .fails("another one", man().condition("Chronic viral hepatitis B", "B18.1", "2012-01-01"))
      .asks_a_person("both", man().condition("Autoimmune hepatitis", "K75.4", "2012-01-01").condition("Chronic viral hepatitis C", "B18.2", "2012-01-01"))
      .passes("none", man().condition("Ankle sprain", "", "2024-01-01"));
  excluding("Ascites not due to cirrhosis or heart failure")
      .fails("neither", man().condition("Ascites", "R18.8", "2024-01-01"))
      .asks_a_person("the second", man().condition("Ascites", "R18.8", "2024-01-01").condition("Heart failure", "I50.9", "2024-01-01"))
      .passes("the cause alone", man().condition("Heart failure", "I50.9", "2024-01-01"));
  excluding("Hemolytic anemia, not caused by malaria")
      .passes("neither", man().condition("Ankle sprain", "", "2024-01-01"))
      .fails("without the cause", man().condition("Hemolytic anemia", "D58.9", "2024-01-01"));
  including("No history of deep vein thrombosis not related to trauma or pregnancy")
      .passes("none", woman().condition("Ankle sprain", "", "2024-01-01"))
      .is_open("once, and who knows why", woman().condition("Deep vein thrombosis", "I82.40", "2020-01-01"));
}

TEST(Fever, IsMeasured) {
  excluding("Fever of more than 38.0 °C")
      .fails("in degrees Fahrenheit", man().lab("8310-5", 101.3, "[degF]"))
      .passes("at the limit", man().lab("8310-5", 38.0, "Cel"))
      .is_open("not measured", man());
}

TEST(Positive, ForAnyOfAList) {
  excluding("Positive for any of the following: HIV, hepatitis B surface antigen (HBsAg), or anti-HCV antibody")
      .reads("any(condition hiv positive; all(test hbsag positive; test hbsag (mention)); test anti-hcv positive)")
      .fails("HBsAg found", woman().result("Hepatitis B surface antigen", "5196-1", "Positive"));
  excluding("Serum positive for hepatitis B surface antigen").reads("test hbsag positive");
  excluding("Urine positive for cocaine").reads("all(unparsed; exposure cocaine)");
}

TEST(Off, IsNoneOfTheListInThatTimeOrNow) {
  including("Off all immunosuppressants such as methotrexate or systemic corticosteroids a minimum of 14 days")
      .passes("ended long ago", woman().drug("Prednisone 10 mg oral tablet", "2022-01-01", "2022-02-01"))
      .passes("never any", woman().drug("Metformin", "2020-01-01"))
      .fails("methotrexate last week", woman().drug("Methotrexate", "2022-01-01", "2024-05-25"));
  including("Remain off steroids").passes("ended long ago", woman().drug("Prednisone 10 mg oral tablet", "2022-01-01", "2022-02-01"));
}

TEST(Event, OfTheWayBackHasNoDayButThatOfItsRecord) {
  excluding("Myocardial infarction within the past 6 months")
      .passes("an old one, recorded long ago", woman().condition("Old myocardial infarction", "I25.2", "2020-03-01"))
      .fails("one since", woman().condition("Acute myocardial infarction", "I21.9", "2024-03-01"));
}

TEST(Rhythm, ThatIsNormalIsSeldomRecorded) { including("Normal sinus rhythm").is_open("another finding", woman().condition("Myopia", "H52.1", "2019-01-01")); }

TEST(Surgery, OfTheStomachIsMoreThanItsRemoval) {
  excluding("History of gastric surgery")
      .fails("bypass", woman().procedure("Roux-en-Y gastric bypass", "2019-01-01"))
      .fails("fundoplication", woman().procedure("Nissen fundoplication", "2019-01-01"))
      .passes("of the appendix", woman().procedure("Appendectomy", "2019-01-01"));
}

TEST(History, OfADiseaseWasOverByItsDate) {
  excluding("Malignancy within 5 years")
      .passes("a history of one, dated before", woman().condition("History of malignant neoplasm of breast", "Z85.3", "2005-01-01"))
      .is_open("a history of one, dated since", woman().condition("History of malignant neoplasm of breast", "Z85.3", "2022-01-01"))
      .fails("one found since", woman().condition("Malignant neoplasm of breast", "C50.919", "2022-01-01"));
}

TEST(History, OfAProcedureStandsAmongTheDiagnosesToo) {
  excluding("History of corneal transplant")
      .fails("a history of it", woman().condition("History of corneal transplant", "", "2019-01-01"))
      .fails("the transplant is present", woman().condition("Corneal transplant present", "", "2019-01-01"))
      .passes("another disease and another procedure", woman().condition("Myopia", "H52.1", "2019-01-01").procedure("Appendectomy", "2001-01-01"));
}

TEST(History, OfOneDiseaseIsNotOfTheActiveOneBehindIt) {
  excluding("Known history of HIV infection or active hepatitis C")
      .passes("hepatitis C, cured", woman().condition("Chronic hepatitis C", "B18.2", "2010-05-30", ClinicalStatus::inactive))
      .fails("hepatitis C", woman().condition("Chronic hepatitis C", "B18.2", "2010-05-30"));
}

TEST(History, OfADiseaseOrItsActiveFormIsOfIt) {
  excluding("History of or any evidence of active pneumonitis").fails("pneumonitis, over", woman().condition("Pneumonitis", "J84.9", "2022-05-30", ClinicalStatus::inactive));
}

TEST(Precluding, IsForAPersonToSay) {
  including("No psychiatric illness or social situation that would preclude giving informed consent")
      .asks_a_person("neither on record", woman().condition("Myopia", "H52.1", "2019-01-01"))
      .asks_a_person("depression", woman().condition("Major depressive disorder", "F32.9", "2019-01-01"));
}

TEST(Allergy, OrContraindicationIsToTheDrug) {
  Made penicillin = woman();
  penicillin.add(FactKind::allergy, "AllergyIntolerance", "Penicillin V", "", "");
  penicillin.patient.holds.allergies = true;
  excluding("History of hypersensitivity or contraindication to granisetron or dexamethasone").asks_a_person("allergic to penicillin", penicillin);
  excluding("Known hypersensitivity to multiple drugs").is_open("to one", penicillin);
}

TEST(Permission, BesideAProhibitionSortsTheDrugs) {
  excluding("CYP3A4 inhibitors within 4 weeks. Strong and moderate CYP3A4 inhibitors are prohibited and weak CYP3A4 are allowed")
      .is_open("a strong one", woman().drug("Clarithromycin", "2024-05-10", "2024-05-17"))
      .passes("none", woman().drug("Levothyroxine", "2020-05-10"));
}

TEST(Injury, OfAnOrganThatFailsPasses) {
  excluding("Renal insufficiency")
      .passes("resolved", woman().condition("Acute kidney injury", "N17.9", "2012-01-01", ClinicalStatus::inactive))
      .fails("present", woman().condition("Acute kidney injury", "N17.9", "2024-05-20"));
}

TEST(Bleeding, InsideHasManyNames) {
  excluding("Active internal bleeding")
      .fails("hemothorax", woman().condition("Hemothorax", "J94.2", "2024-05-30"))
      .fails("gastrointestinal", woman().condition("Gastrointestinal hemorrhage", "K92.2", "2024-05-30"))
      .passes("nosebleed", woman().condition("Epistaxis", "R04.0", "2024-05-30"));
}

TEST(Transplant, OfTissueOrOrganIsAny) {
  excluding("Allogeneic tissue/solid organ transplant")
      .fails("kidney", woman().procedure("Kidney transplant", "2015-03-04"))
      .fails("stem cells of a donor", woman().procedure("Allogeneic stem cell transplant", "2015-03-04"))
      .passes("stem cells of her own", woman().procedure("Autologous stem cell transplant", "2015-03-04").drug("Metformin", "2020-01-01"));
}

}  // namespace
}  // namespace elig::showcase
