// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/showcase/saying.hpp"

// Which way, how far back, for whom: small words that turn a comparison round.
namespace elig::showcase {
namespace {

INSTANTIATE_TEST_SUITE_P(Worse, Included,
                         testing::Values(Reading{"ECOG 2 or better", "score ecog <= 2"}, Reading{"ECOG no worse than 1", "score ecog <= 1"}, Reading{"Karnofsky 70 or better", "score karnofsky >= 70"},
                                         Reading{"Karnofsky no worse than 60", "score karnofsky >= 60"}, Reading{"NYHA class worse than II", "stage nyha > 2 {class}"},
                                         Reading{"LVEF worse than 40%", "measurement lvef < 40 %"}, Reading{"LVEF better than 40%", "measurement lvef > 40 %"},
                                         Reading{"visual field mean deviation not worse than -12 dB", "measurement visual-field-md >= -12 dB"}));

TEST(Worse, IsWhatIsMeasuredSays) {
  including("Visual field mean deviation no worse than -12 dB")
      .passes("less loss", woman().observation("Visual field mean deviation", "", {-5, -5, false, false}, "dB", "2024-05-01"))
      .passes("the limit itself", woman().observation("Visual field mean deviation", "", {-12, -12, false, false}, "dB", "2024-05-01"))
      .fails("more loss", woman().observation("Visual field mean deviation", "", {-12.4, -12.4, false, false}, "dB", "2024-05-01"));
}

TEST(Span, SaidInexactly) {
  excluding("Chemotherapy within 4-6 weeks")
      .fails("within the shorter time", woman().drug("Cisplatin", "2024-05-01", "2024-05-10"))
      .is_open("between the two", woman().drug("Cisplatin", "2024-04-01", "2024-04-26"))
      .passes("before the longer time", woman().drug("Cisplatin", "2024-03-01", "2024-04-10"));
  including("No surgery in the past 2-3 months")
      .fails("within the shorter time", woman().procedure("Appendectomy", "2024-04-20"))
      .is_open("between the two", woman().procedure("Appendectomy", "2024-03-15"))
      .passes("before the longer time", woman().procedure("Appendectomy", "2024-02-15"));
}

TEST(Limit, OfSomeIsNotThatOfTheOthers) {
  const auto corrected = [](double ms) { return woman().lab("8636-3", ms, "ms").condition("Essential hypertension", "I10", "2010-01-01"); };
  const auto blocked = [&](double ms) { return corrected(ms).condition("Left bundle branch block", "I44.7", "2015-01-01"); };
  excluding("QTc > 450 ms, or > 480 ms in patients with bundle branch block")
      .fails("above the common limit", corrected(460))
      .passes("allowed with a block", blocked(460))
      .fails("too long even with a block", blocked(490));
  including("Hemoglobin >= 12 g/dL or >= 11 g/dL in women")
      .fails("a man between the limits", man().lab("718-7", 11.5, "g/dL"))
      .passes("a woman between the limits", woman().lab("718-7", 11.5, "g/dL"));
}

TEST(Admission, AsksWhatStandsBehindIf) {
  including("Women are eligible to participate if they are not pregnant and not breastfeeding")
      .fails("pregnant", woman().result("Choriogonadotropin", "2106-3", "Positive").result("Breastfeeding status", "63895-7", "No"))
      .passes("neither", woman().result("Choriogonadotropin", "2106-3", "Negative").result("Breastfeeding status", "63895-7", "No"))
      .spares("a man", man());
  including("Subjects may be included if they have diabetes")
      .passes("diabetes", woman().condition("Type 2 diabetes mellitus", "E11.9", "2015-01-01"))
      .fails("none", woman().condition("Asthma", "J45.909", "2015-01-01"));
}

TEST(Sexes, NobodyIsBoth) {
  including("Sex: male and premenarchal female").is_open("a man", man());
}

INSTANTIATE_TEST_SUITE_P(Organ, Excluded,
                         testing::Values(Reading{"renal disease or dysfunction", "any(condition kidney-disease; condition kidney-disease)"},
                                         Reading{"hepatic impairment or failure", "any(condition liver-disease; condition hepatic-failure)"},
                                         Reading{"ocular infection or inflammation", "condition ocular-infection-or-inflammation"}));
INSTANTIATE_TEST_SUITE_P(Names, Included,
                         testing::Values(Reading{"Lipoprotein(a) > 125 nmol/L", "measurement lipoprotein-a > 125 nmol/L"}, Reading{"Lp(a) > 125 nmol/L", "measurement lipoprotein-a > 125 nmol/L"},
                                         Reading{"urine protein: creatinine ratio < 0.5 mg/mg", "measurement upcr < 0.5 mg/mg (= 500 mg/g)"}));

TEST(Kinds, OfDiseaseAreToldByTheirOrgan) {
  excluding("autoimmune neurological disease")
      .fails("myasthenia", woman().condition("Myasthenia gravis", "G70.00", "2015-01-01"))
      .passes("of the joints", woman().condition("Rheumatoid arthritis", "M06.9", "2015-01-01"))
      .is_open("migraine is not known to be", woman().condition("Migraine", "G43.909", "2015-01-01"));
  excluding("neurological autoimmune disorders")
      .fails("multiple sclerosis", woman().condition("Multiple sclerosis", "G35", "2015-01-01"))
      .passes("of the thyroid", woman().condition("Hashimoto thyroiditis", "E06.3", "2015-01-01"))
      .is_open("lupus is of the whole body", woman().condition("Systemic lupus erythematosus", "M32.9", "2015-01-01"));
  excluding("ocular inflammation")
      .fails("anterior uveitis", woman().condition("Acute anterior uveitis", "", "2024-05-01"))
      .passes("cataract", woman().condition("Cataract", "H26.9", "2015-01-01"));
  excluding("active ocular infection")
      .fails("herpetic keratitis", woman().condition("Herpes simplex keratitis", "B00.52", "2024-05-01"))
      .passes("of the ear", woman().condition("Acute otitis media", "", "2024-05-01"));
  excluding("precapillary pulmonary hypertension")
      .fails("arterial", woman().condition("Pulmonary arterial hypertension", "I27.21", "2020-01-01"))
      .passes("of the left heart", woman().condition("Pulmonary hypertension due to left heart disease", "I27.22", "2020-01-01"));
}

TEST(AnticancerTherapy, IsWhateverTreatsTheCancer) {
  excluding("Anticancer therapy within 4 weeks")
      .fails("an endocrine drug", woman().drug("Tamoxifen 20 mg", "2022-01-01"))
      .fails("radiation", woman().procedure("External beam radiotherapy", "2024-05-20"))
      .passes("another drug", woman().drug("Metformin", "2022-01-01"));
}

}  // namespace
}  // namespace elig::showcase
