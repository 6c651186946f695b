// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Stages and their parts, and the categories of a TNM staging.
namespace elig::showcase {
namespace {

constexpr Reading stages[] = {
    {"Stage IIIB or IV melanoma", "all(stage tumor-stage = 3 {stage.B} or = 4 {stage}; condition melanoma)"},
    {"Stage IIIA/B melanoma", "all(stage tumor-stage = 3 {stage.A} or = 3 {stage.B}; condition melanoma)"},
    {"Stage IIA-C melanoma", "all(stage tumor-stage >= 2 {stage.A} and <= 2 {stage.C}; condition melanoma)"},
    {"CKD stage 3b or 4", "stage ckd-stage = 3 {stage.B} or = 4 {stage}"},
    {"cT2-3 N0 M0 breast cancer", "all(stage t-category >= 2 {category} and <= 3 {category}; stage n-category = 0 {category}; stage m-category = 0 {category}; condition breast-cancer)"},
    {"pT1c or pT2, pN1mi", "all(stage t-category = 1 {category.C} or = 2 {category}; stage n-category = 1 {category.MI})"},
    {"Clinical stage T3 or greater", "stage t-category >= 3 {category}"},
    {"N1 or N2 disease", "stage n-category = 1 {category} or = 2 {category}"},
    {"T2N0 or T1N1", "all(stage t-category = 2 {category} (possible); any(stage n-category = 0 {category} (possible); stage t-category = 1 {category} (possible)); stage n-category = 1 {category} (possible))"},
    {"No T4 tumors", "not(condition t4 neoplasm)"},
    {"FIGO 2018 stage IIIC1", "stage figo = 3 {stage.C1}"},
    {"Stage II disease (8th edition)", "all(stage tumor-stage = 2 {stage}; condition perhaps another disease)"},
    {"Acute myeloid leukemia of class M0 or M1", "any(condition class m0 aml; unparsed)"},
    {"Free T4 within normal limits", "measurement t4.free normal"},
};
INSTANTIATE_TEST_SUITE_P(Stages, Included, testing::ValuesIn(stages));

Made staged(const std::string& stage) { return woman().condition("Non-small cell lung cancer", "C34.9", "2024-01-05").result("Stage group", "21908-9", stage); }
Made category(const std::string& code, const std::string& said) { return woman().condition("Breast cancer", "C50.9", "2024-01-05").result("Category", code, said); }

TEST(PartsOfStages, AreStepsOfTheirOwn) {
  including("Stage IIIB or IV lung cancer").fails("IIIA", staged("Stage IIIA")).passes("IIIB", staged("Stage IIIB")).passes("IVA", staged("IVA")).is_open("III, nobody says which", staged("Stage III"));
  including("Stage IB to IIIA lung cancer").fails("IA2", staged("IA2")).passes("IB", staged("IB")).passes("II", staged("Stage II")).passes("IIIA", staged("IIIA")).fails("IIIB", staged("IIIB"));
  including("Stage III lung cancer").passes("IIIA", staged("IIIA")).passes("IIIC", staged("IIIC")).fails("IIB", staged("IIB"));
  excluding("Stage > IIIA lung cancer").passes("IIIA", staged("IIIA")).fails("IIIB", staged("IIIB"));
}

constexpr Reading markers[] = {
    {"Any HER2 status, stage II breast cancer", "all(biomarker her2 (mention); stage tumor-stage = 2 {stage}; condition breast-cancer)"},
    {"Microsatellite stable colon cancer", "all(biomarker msi-high negative; condition colon-cancer)"},
};
INSTANTIATE_TEST_SUITE_P(Markers, Included, testing::ValuesIn(markers));

TEST(Microsatellites, AreStableWhereTheyAreNotInstable) {
  const auto tested = [](const char* said) { return woman().result("Microsatellite instability", "81695-9", said); };
  including("Microsatellite stable").passes("stable", tested("MSS")).fails("instable", tested("MSI-High"));
}

TEST(Categories, AreReadFromTheirOwnResults) {
  excluding("cT4 breast cancer").fails("cT4b", category("21905-5", "cT4b")).passes("cT3", category("21905-5", "cT3")).is_open("N alone", category("21906-3", "cN1"));
  including("pN0 breast cancer").passes("none", category("21900-6", "pN0(sn)")).fails("micrometastases", category("21900-6", "pN1mi"));
  including("T2b or greater breast cancer").fails("T2a", category("21899-0", "pT2a")).passes("T2b", category("21899-0", "pT2b")).is_open("T2", category("21899-0", "pT2"));
}

}  // namespace
}  // namespace elig::showcase
