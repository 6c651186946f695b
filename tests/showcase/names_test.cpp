// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// What a name means where it stands: abbreviations inside longer ones, drugs with their salts, classes that are no wider and no narrower
// than their words.
namespace elig::showcase {
namespace {

constexpr Reading included[] = {
    {"Conduct according to ICH-GCP", "unparsed"},
    {"Schizophrenia (DSM-IV-TR)", "condition schizophrenia"},
    {"HER2 positive by ASCO/CAP guidelines", "biomarker her2 positive"},
    {"Heart failure as in the ACC/AHA guideline", "condition heart-failure"},
    {"HCV RNA found by RT-PCR", "measurement hcv-rna"},
    {"Toxicity of grade 2 or less by NCI-CTC", "all(condition toxicity; score ctcae-grade <= 2)"},
    {"Carcinoma in situ of the cervix", "condition carcinoma-in-situ-cervix"},
    {"E. coli-derived proteins", "exposure e-coli-derived-product"},
    {"St. John's wort", "exposure st-john-s-wort"},
    {"Glucagon-like peptide-1 (GLP-1) receptor agonist", "exposure glp-1-receptor-agonist"},
    {"HER2 negative by fluorescence in situ hybridization", "biomarker her2 negative"},
    {"CD20 positive by flow cytometry", "biomarker cd20-antigen positive"},
    {"ADHD according to the K-SADS-PL", "condition adhd"},
    {"eGFR above 60 by the Chronic Kidney Disease Epidemiology Collaboration formula", "all(measurement egfr > 60 (taken as 60 mL/min/{1.73_m2}); measurement egfr (mention))"},
};
INSTANTIATE_TEST_SUITE_P(Abbreviations, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    // what is said of people, and what only narrows another noun
    {"Neutropenic patients", "condition neutropenia"},
    {"Patients who are cachectic", "condition cachexia"},
    {"Neutropenic enterocolitis", "condition neutropenic colitis"},
    {"Transfused within 2 weeks", "procedure transfusion, within 2 wk"},
    {"Vaccinated against influenza within 4 weeks", "exposure influenza-vaccine, within 4 wk"},
    {"Immunization against hepatitis B", "exposure hepatitis-b-vaccine"},
    {"Alcoholics", "condition alcohol-use-disorder"},
    {"Family history of MEN 2A", "condition men2 (other person)"},
    {"Prior imatinib mesylate", "exposure imatinib (past)"},
    {"Allergy to brimonidine tartrate", "allergy brimonidine"},
    {"HLA-DR mismatch", "unparsed"},
    {"HD-MTX", "exposure methotrexate"},
    {"Allergy to humanized antibodies", "allergy monoclonal-antibody"},
    {"Wolf-Parkinson-White syndrome", "condition wolff-parkinson-white"},
    {"Allergy to pegaptanib sodium", "allergy pegaptanib"},
    {"Paget's disease of the nipple", "condition paget-disease-of-breast"},
    {"Prior anti-PD treatment", "procedure “anti-PD treatment” (past)"},
};
INSTANTIATE_TEST_SUITE_P(Abbreviations, Excluded, testing::ValuesIn(excluded));

// What is known to be so is so now; only "is to be", "needs to be" speak of what comes.
constexpr Reading known[] = {
    {"Women known to be pregnant", "all(sex sex.female; condition pregnancy)"},
    {"Known to be HIV positive", "condition hiv"},
    {"Patients found to be pregnant", "condition pregnancy"},
    {"Subjects confirmed to be HIV positive", "condition hiv"},
    {"Patients suspected to be pregnant", "condition pregnancy (possible)"},
    {"Patients not known to be pregnant", "not(condition pregnancy)"},
    {"Patients planned to be treated with warfarin", "exposure warfarin (current) (planned)"},
};
INSTANTIATE_TEST_SUITE_P(KnownToBe, Excluded, testing::ValuesIn(known));

TEST(KnownToBe, IsAnsweredByTheRecord) {
  excluding("Women known to be pregnant or breastfeeding")
      .fails("pregnant", woman().condition("Pregnancy", "Z33.1", "2024-04-01"))
      .passes("a man", man());
}

TEST(DrugClasses, CoverTheirMembersAndNoNeighbours) {
  const auto on = [](const char* drug, const char* until) { return somebody().drug(drug, "2024-01-10", until); };
  excluding("Use of thiopurines within 4 weeks")
      .fails("azathioprine", somebody().drug("Azathioprine 50 MG Oral Tablet", "2023-05-01"))
      .fails("mercaptopurine", somebody().drug("Mercaptopurine 50 MG Oral Tablet", "2023-05-01"))
      .passes("ended long ago", on("Mercaptopurine 50 MG Oral Tablet", "2024-02-10"))
      .passes("methotrexate", somebody().drug("Methotrexate 2.5 MG Oral Tablet", "2023-05-01"));
  excluding("Use of a selective progesterone receptor modulator or gonadotrophin-releasing hormone agonist in the previous 6 months")
      .fails("ulipristal", on("Ulipristal acetate 5 MG Oral Tablet", "2024-03-01"))
      .fails("leuprolide", on("Leuprolide acetate 11.25 MG injection", "2024-03-01"))
      .passes("an antagonist", on("Elagolix 150 MG Oral Tablet", "2024-03-01"));
  excluding("Taking oral antidiabetic therapy")
      .fails("metformin", somebody().drug("Metformin 500 MG Oral Tablet", "2023-05-01"))
      .passes("insulin alone", somebody().drug("Insulin glargine 100 UNT/ML injection", "2023-05-01"));
}

TEST(Relapse, OfMultipleSclerosisIsAnEventOfItsOwn) {
  const auto ms = [] { return woman().condition("Relapsing-remitting multiple sclerosis", "G35", "2017-03-01"); };
  excluding("MS relapse within 30 days")
      .fails("two weeks ago", ms().condition("Exacerbation of multiple sclerosis", "", "2024-05-16"))
      .passes("in winter", ms().condition("Exacerbation of multiple sclerosis", "", "2024-01-08"));
  excluding("Exacerbation of MS within 30 days").fails("two weeks ago", ms().condition("Multiple sclerosis relapse", "", "2024-05-16"));
}

TEST(Salts, MakeNoOtherDrug) {
  excluding("Treatment with sunitinib malate")
      .fails("the drug by its bare name", somebody().drug("Sunitinib 50 MG Oral Capsule", "2024-05-01"))
      .passes("another one", somebody().drug("Sorafenib 200 MG Oral Tablet", "2024-05-01"));
}

TEST(Breadth, AbuseIsNoDependence) {
  excluding("Alcohol dependence")
      .fails("dependence", somebody().condition("Alcohol dependence, uncomplicated", "F10.20", "2022-01-01"))
      .passes("abuse without it", somebody().condition("Alcohol abuse, uncomplicated", "F10.10", "2022-01-01"))
      .is_open("a use disorder of unknown degree", somebody().condition("Alcohol use disorder", "", "2022-01-01"));
  excluding("Substance dependence")
      .fails("of opioids", somebody().condition("Opioid dependence, uncomplicated", "F11.20", "2022-01-01"))
      .passes("cannabis abuse", somebody().condition("Cannabis abuse, uncomplicated", "F12.10", "2022-01-01"));
  excluding("Alcohol abuse").fails("dependence is more than abuse", somebody().condition("Alcohol dependence, uncomplicated", "F10.20", "2022-01-01"));
}

TEST(Breadth, AnExceptionIsOfItsOrganOnly) {
  excluding("Malignancy except carcinoma in situ of the cervix")
      .passes("of the cervix", woman().condition("Carcinoma in situ of cervix", "D06.9", "2022-01-01"))
      .fails("of another organ, and invasive", woman().condition("Malignant neoplasm of bladder", "C67.9", "2022-01-01"));
}

TEST(Breadth, OneAntibodyIsNoOther) {
  excluding("Prior anti-CD137 antibody")
      .fails("one of them", somebody().drug("Urelumab", "2024-01-10"))
      .passes("an antibody against CD40", somebody().drug("Selicrelumab", "2024-01-10"));
}

TEST(Breadth, HepatitisCWasTreatedBeforeTheNewDrugsToo) {
  excluding("Prior hepatitis C treatment")
      .fails("ribavirin", somebody().drug("Ribavirin 200 MG Oral Capsule", "2010-01-10"))
      .fails("sofosbuvir", somebody().drug("Sofosbuvir 400 MG Oral Tablet", "2020-01-10"))
      .passes("none of them", somebody().drug("Metformin", "2020-01-10"));
}

TEST(Breadth, WhatEnzymesBreakDownIsNoClosedList) {
  excluding("Sensitive CYP3A4 substrates")
      .fails("one of the known", somebody().drug("Midazolam 1 MG/ML Injectable Solution", "2024-05-30"))
      .is_open("who knows of the others", somebody().drug("Metformin", "2024-05-30"));
}

TEST(Breadth, ClottingDisordersBleedOrClot) {
  excluding("Clotting disorder")
      .fails("bleeds", somebody().condition("Hemophilia A", "D66", "2010-01-01"))
      .fails("clots", somebody().condition("Factor V Leiden mutation", "D68.51", "2010-01-01"))
      .passes("neither", somebody().condition("Iron deficiency anemia", "D50.9", "2010-01-01"));
  excluding("Bleeding disorder").passes("who clots", somebody().condition("Factor V Leiden mutation", "D68.51", "2010-01-01"));
}

TEST(Breadth, InflammationInsideTheEyeIsMoreThanUveitis) {
  excluding("Intraocular inflammation")
      .fails("uveitis", somebody().condition("Anterior uveitis", "H20.9", "2024-05-01"))
      .fails("endophthalmitis", somebody().condition("Purulent endophthalmitis, left eye", "H44.002", "2024-05-01"))
      .passes("at its surface", somebody().condition("Acute conjunctivitis", "H10.33", "2024-05-01"));
}

}  // namespace
}  // namespace elig::showcase
