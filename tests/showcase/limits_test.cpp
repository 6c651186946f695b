// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Two limits, one for some people and one for all others, in the words they come in; and patients at both.
namespace elig::showcase {
namespace {

constexpr Reading unaided[] = {
    {"Hemoglobin ≥ 9 g/dL (no transfusion within 14 days)", "all(measurement hemoglobin >= 9 g/dL; not(procedure transfusion, within 14 d))"},
    {"Neutrophils ≥ 1.5 x 10^9/L (without filgrastim in the previous 7 days)", "all(measurement neutrophils >= 1.5 10*9/L; not(exposure filgrastim, within 7 d))"},
};
INSTANTIATE_TEST_SUITE_P(Unaided, Included, testing::ValuesIn(unaided));

constexpr const char* alt_with_metastases =
    "all(if(not(condition liver-metastases) then measurement alt <= 3 × ULN); if(condition liver-metastases then measurement alt <= 5 × ULN))";

constexpr Reading included[] = {
    {"ALT ≤ 3 × ULN (≤ 5 × ULN if liver metastases)", alt_with_metastases},
    {"ALT ≤ 3 × ULN (≤ 5 × ULN in patients with known liver metastases)", alt_with_metastases},
    {"ALT ≤ 3 × ULN (patients with liver metastases: ≤ 5 × ULN)", alt_with_metastases},
    {"ALT ≤ 3 × ULN (in case of liver metastases ≤ 5 × ULN)", alt_with_metastases},
    {"ALT ≤ 3 × ULN, or ≤ 5 × ULN with liver metastases", alt_with_metastases},
    {"ALT ≤ 3 × ULN; if liver metastases are present, ≤ 5 × ULN", alt_with_metastases},
    {"ALT ≤ 3 × ULN; (≤ 5 × ULN if liver metastases are present)", alt_with_metastases},
    {"ALT ≤ 3 × ULN unless liver metastases are present, in which case ≤ 5 × ULN", alt_with_metastases},
    {"ALT ≤ 3 × ULN, except in patients with liver metastases who must have an ALT ≤ 5 × ULN", alt_with_metastases},
    {"ALT (SGPT) ≤ 3 × ULN (≤ 5 × ULN if liver metastases)",
     "all(if(not(condition liver-metastases) then measurement alt <= 3 × ULN); if(condition liver-metastases then measurement alt <= 5 × ULN); measurement alt (mention))"},
    {"ALT ≤ 3 × ULN (5 times if liver metastases)", "all(if(not(condition liver-metastases) then measurement alt <= 3 × ULN); if(condition liver-metastases then unparsed))"},
    {"ALP ≤ 5 × ULN. If ALP is > 2.5 × ULN, ALT must be ≤ 1.5 × ULN",
     "all(measurement alkaline-phosphatase <= 5 × ULN; if(measurement alkaline-phosphatase > 2.5 × ULN then measurement alt <= 1.5 × ULN))"},
    {"Platelets ≥ 100 × 10^9/L (≥ 75 × 10^9/L if bone marrow involvement)",
     "all(if(not(unparsed) then measurement platelets >= 100 10*9/L); if(unparsed then measurement platelets >= 75 10*9/L))"},
};
INSTANTIATE_TEST_SUITE_P(Limits, Included, testing::ValuesIn(included));

constexpr Reading excluded[] = {
    {"Heart failure > New York Heart Association (NYHA) class II", "all(condition heart-failure; stage nyha > 2 {class}; stage nyha (mention))"},
    {"ALT > x 3 ULN", "measurement alt > 3 × ULN"},
    {"QTc > 450 ms (or > 480 ms in patients with bundle branch block)",
     "any(if(not(condition bundle-branch-block) then measurement qtc > 450 ms); if(condition bundle-branch-block then measurement qtc > 480 ms))"},
    {"Bilirubin > 1.5 × ULN (except patients with Gilbert's syndrome, in whom bilirubin must be < 3 mg/dL)",
     "any(if(not(condition gilbert-syndrome) then measurement bilirubin.total > 1.5 × ULN); if(condition gilbert-syndrome then not(measurement bilirubin.total < 3 mg/dL)))"},
    {"HbA1c > 10 % (> 9 % if on insulin)",
     "any(if(not(exposure insulin.drug (current)) then measurement hba1c > 10 %); if(exposure insulin.drug (current) then measurement hba1c > 9 %))"},
};
INSTANTIATE_TEST_SUITE_P(Limits, Excluded, testing::ValuesIn(excluded));

Made with_liver(double alt, double ast) { return woman().lab("1742-6", alt, "U/L").range(0, 40).lab("1920-8", ast, "U/L").range(0, 40); }
Made spread(Made patient) { return patient.condition("Secondary malignant neoplasm of liver", "C78.7", "2024-01-20"); }
Made other_conditions(Made patient) { return patient.condition("Essential hypertension", "I10", "2012-05-01"); }

TEST(TwoLimits, EachIsAskedOfItsOwnPeople) {
  including("AST (SGOT) and ALT (SGPT) ≤ 2.5 × ULN (≤ 5 × ULN for patients with liver metastases)")
      .passes("2.5 times, no metastases", other_conditions(with_liver(100, 100)))
      .fails("one above it, no metastases", other_conditions(with_liver(101, 40)))
      .passes("5 times with metastases", spread(with_liver(200, 200)))
      .fails("either above 5 times", spread(with_liver(40, 201)))
      .is_open("4 times and nothing known of metastases", with_liver(160, 40))
      .passes("2 times and nothing known of metastases", with_liver(80, 80));
  excluding("ALT > 3 × ULN (> 5 × ULN in case of liver metastases)")
      .fails("4 times, no metastases", other_conditions(with_liver(160, 40)))
      .passes("4 times with metastases", spread(with_liver(160, 40)))
      .fails("6 times with metastases", spread(with_liver(240, 40)));
  including("ALT ≤ 3 × ULN without liver metastases, or ≤ 5 × ULN with liver metastases")
      .fails("4 times, no metastases", other_conditions(with_liver(160, 40)))
      .passes("4 times with metastases", spread(with_liver(160, 40)))
      .fails("6 times with metastases", spread(with_liver(240, 40)));
}

}  // namespace
}  // namespace elig::showcase
