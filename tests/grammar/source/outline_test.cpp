// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "shown.hpp"

namespace elig::test {
namespace {

struct Case {
  const char* what;
  const char* text;
  const char* outline;
};

void PrintTo(const Case& c, std::ostream* os) { *os << c.what; }

class Outlines : public testing::TestWithParam<Case> {};

TEST_P(Outlines, ReadAsAPersonWould) { EXPECT_EQ(shown(GetParam().text), GetParam().outline) << GetParam().text; }

constexpr Case sections[] = {
    {"two lists under their titles", "Inclusion Criteria:\n\n* Age 18 or older\n* Asthma\n\nExclusion Criteria:\n\n* Pregnancy\n",
     "in:\n- Age 18 or older\n- Asthma\nex:\n- Pregnancy\n"},
    {"titles without colons", "Key Inclusion Criteria\n  -  Asthma\nKey Exclusion Criteria\n  -  Pregnancy", "in:\n- Asthma\nex:\n- Pregnancy\n"},
    {"titles in capitals behind a mark", "- INCLUSION CRITERIA:\n\nAdults with asthma.\n\nEXCLUSION CRITERIA:\n\nPregnancy.",
     "in:\n- Adults with asthma.\nex:\n- Pregnancy.\n"},
    {"one word each", "INCLUSION\n- Asthma\nEXCLUSION\n- Pregnancy", "in:\n- Asthma\nex:\n- Pregnancy\n"},
    {"numbered titles", "3.1 Inclusion Criteria\n1. Asthma\n3.2 Exclusion Criteria\n1. Pregnancy", "in:\n- Asthma\nex:\n- Pregnancy\n"},
    {"non-inclusion", "Inclusion criteria :\n- Asthma\nNon-inclusion criteria :\n- Pregnancy", "in:\n- Asthma\nex:\n- Pregnancy\n"},
    {"sentences as titles", "Subjects will be included if:\n- They have asthma\nSubjects will be excluded if:\n- They smoke",
     "in:\n- They have asthma\nex:\n- They smoke\n"},
    {"a sentence over two lines",
     "Inclusion Criteria:\n- Asthma\nPatients with any of the following characteristics will not be eligible for the present\nstudy:\n- Smoking",
     "in:\n- Asthma\nex Patients with any of the following characteristics will not be eligible for the present\nstudy:\n- Smoking\n"},
    {"none of the following must be fulfilled", "Inclusion Criteria:\n- Asthma\nNone of the following criteria must be fulfilled for a subject to be eligible:\n- Smoking",
     "in:\n- Asthma\nex:\n- Smoking\n"},
    {"a criterion behind the title", "Exclusion criteria will include non-English speaking and no telephone.", "ex:\n- non-English speaking and no telephone.\n"},
    {"titles inside a line", "Inclusion Criteria: - Asthma - Age 18 - 65 Exclusion\nCriteria: - Pregnancy - Smoking",
     "in:\n- Asthma\n- Age 18 - 65\nex:\n- Pregnancy\n- Smoking\n"},
    {"a title before the end of a wrapped item", "Inclusion Criteria:\n\n  -  Severe pain (at least 4 of 10) Exclusion Criteria\n\n  -  Pregnancy", "in:\n- Severe pain (at least 4 of 10)\nex:\n- Pregnancy\n"},
    {"an item that speaks of criteria", "Inclusion Criteria:\n- Asthma\nExclusion Criteria:\n- Patient meets the inclusion criteria of another trial\n- Pregnancy",
     "in:\n- Asthma\nex:\n- Patient meets the inclusion criteria of another trial\n- Pregnancy\n"},
    {"an item that names the criteria it stands among",
     "Exclusion Criteria:\n- Pregnancy\n- Exclusion criteria for screening ECG: heart rate < 40 beats per minute\n- Smoking",
     "ex:\n- Pregnancy\n- Exclusion criteria for screening ECG: heart rate < 40 beats per minute\n- Smoking\n"},
    {"an item that only points at the other list", "Exclusion Criteria:\n- Patients who do not fulfil the inclusion criteria\n- Smoking",
     "ex:\n- Patients who do not fulfil the inclusion criteria\n- Smoking\n"},
    {"other criteria may apply", "Inclusion Criteria:\n- Asthma\n\nOther protocol-defined inclusion/exclusion criteria may apply.",
     "in:\n- Asthma\n- Other protocol-defined inclusion/exclusion criteria may apply.\n"},
    {"eligibility inside the exclusions", "Exclusion Criteria:\n\nEligibility for Treatment Period I\n\n1. Smoking", "ex Eligibility for Treatment Period I:\n- Smoking\n"},
    {"carriage returns as entities", "Inclusion Criteria:&#xD;\n&#xD;\n  - Asthma&#xD;\n&#xD;\nExclusion Criteria:&#xD;\n&#xD;\n  - Smoking&#xD;\n",
     "in:\n- Asthma\nex:\n- Smoking\n"},
    {"lists as JSON writes them", R"(Inclusion: ["Asthma", "Age of \"18\" or more"] Exclusion: ["Smoking"])",
     "in:\n- Asthma\n- Age of \\\"18\\\" or more\nex:\n- Smoking\n"},
    {"the registry's fields between lists without titles",
     "* Asthma\n* ECOG 0-2\nHealthy volunteers allowed\nMust be FEMALE\nMust have minimum age of 18 Years\n* Smoking\n",
     "in:\n- Asthma\n- ECOG 0-2\nin:\n- Must be FEMALE\n- Must have minimum age of 18 Years\nex:\n- Smoking\n"},
    {"the registry's fields before titles", "Healthy volunteers allowed\nMust have maximum age of 70 Years\n\nInclusion Criteria:\n* Asthma",
     "in:\n- Must have maximum age of 70 Years\nin:\n- Asthma\n"},
};
INSTANTIATE_TEST_SUITE_P(Sections, Outlines, testing::ValuesIn(sections));

constexpr Case groups[] = {
    {"titles for populations",
     "Inclusion criteria for mothers will be:\n- Age 18\nInclusion criteria for children will be:\n- Newborn\nExclusion criteria for mothers will be:\n- Smoking",
     "in {Inclusion criteria for mothers will be}:\n- Age 18\nin {Inclusion criteria for children will be}:\n- Newborn\n"
     "ex {Exclusion criteria for mothers will be}:\n- Smoking\n"},
    {"populations under a title", "Inclusion Criteria:\nHealthy controls:\n- Age 18\nFor AD patients:\n- Dementia\nFor all participants:\n- Consent\nExclusion Criteria:\n- Smoking",
     "in {Healthy controls}:\n- Age 18\nin {For AD patients}:\n- Dementia\nin For all participants:\n- Consent\nex:\n- Smoking\n"},
    {"a title that goes on with its population", "Inclusion Criteria:Parents\n- Age 18\nExclusion Criteria: Parents\n- Smoking",
     "in {Inclusion Criteria:Parents}:\n- Age 18\nex {Exclusion Criteria: Parents}:\n- Smoking\n"},
    {"a cohort over both sections", "Cohort A:\nInclusion Criteria:\n- Asthma\nExclusion Criteria:\n- Smoking\nCohort B:\nInclusion Criteria:\n- Gout",
     "in {Cohort A}:\n- Asthma\nex {Cohort A}:\n- Smoking\nin {Cohort B}:\n- Gout\n"},
    {"a bullet that names a group ends with its sub-bullets", "Inclusion Criteria:\n* Cohort A:\n  * Asthma\n* Age 18",
     "in {Cohort A}:\n- Asthma\nin:\n- Age 18\n"},
    {"a population and its criteria in one line", "Healthy volunteers: Age 18 to 50, no asthma\n", "in {Healthy volunteers}:\n- Age 18 to 50, no asthma\n"},
    {"subject matters", "Inclusion Criteria:\n\nDemography:\n\n* Age 18\n\nLiver Function:\n\n* ALT < 3 x ULN",
     "in Demography:\n- Age 18\nin Liver Function:\n- ALT < 3 x ULN\n"},
    {"a phrase with a colon that is a criterion is no subject matter", "Exclusion Criteria:\n\nHypersensitivity to:\n\n- Aspirin", "ex:\n- Hypersensitivity to:\n  - Aspirin\n"},
};
INSTANTIATE_TEST_SUITE_P(Groups, Outlines, testing::ValuesIn(groups));

constexpr Case topical[] = {
    {"the old form",
     "DISEASE CHARACTERISTICS:\n\n  -  Breast cancer\n\nPATIENT CHARACTERISTICS:\n\nAge:\n\n  -  Over 18\n\nHepatic\n\n  -  Bilirubin < 2 mg/dL\n\nRenal:\n\n"
     "  -  Not specified\n\nPRIOR CONCURRENT THERAPY:\n\nSurgery:\n\n  -  See Disease Characteristics",
     "in DISEASE CHARACTERISTICS:\n- Breast cancer\nin Age:\n- Over 18\nin Hepatic:\n- Bilirubin < 2 mg/dL\n"},
    {"the old form in one line",
     "DISEASE CHARACTERISTICS: Breast cancer\n\nPATIENT CHARACTERISTICS: Age: Over 18 Performance status: ECOG 0-2 Renal: Creatinine < 1.5 mg/dL",
     "in DISEASE CHARACTERISTICS:\n- Breast cancer\nin Age:\n- Over 18\nin Performance status:\n- ECOG 0-2\nin Renal:\n- Creatinine < 1.5 mg/dL\n"},
    {"a topic as a bullet, and the title after it",
     "DISEASE CHARACTERISTICS:\n\n* Breast cancer\n* Hormone receptor status:\n\n  * Receptor positive\n\nPATIENT CHARACTERISTICS:\n\n* Female",
     "in DISEASE CHARACTERISTICS:\n- Breast cancer\nin Hormone receptor status:\n- Receptor positive\nin PATIENT CHARACTERISTICS:\n- Female\n"},
    {"topics lost from a page leave a gap, and the first of them is the age",
     "  • Sarcoma\n\n\n\n  • 10 and over\n\nPerformance status:\n\n  • Not specified\n\nLife expectancy:\n\n  • At least 3 months\n\n\n  • Bilirubin < 2",
     "in:\n- Sarcoma\nin Age:\n- 10 and over\nin Life expectancy:\n- At least 3 months\nin:\n- Bilirubin < 2\n"},
};
INSTANTIATE_TEST_SUITE_P(Topical, Outlines, testing::ValuesIn(topical));

constexpr Case bullets[] = {
    {"every mark", "• Asthma\n· Gout\no Lupus\n+ Anaemia\n◦ Angina\n➢ Epilepsy\n\\* Migraine\n\\- Psoriasis",
     "in:\n- Asthma\n- Gout\n- Lupus\n- Anaemia\n- Angina\n- Epilepsy\n- Migraine\n- Psoriasis\n"},
    {"numbers of every look", "1. Asthma\n2. Gout", "in:\n- Asthma\n- Gout\n"},
    {"numbers in brackets", "(1) Asthma\n(2) Gout", "in:\n- Asthma\n- Gout\n"},
    {"numbers with dashes", "1- Asthma\n2- Gout", "in:\n- Asthma\n- Gout\n"},
    {"numbers that touch the words", "1.Asthma\n2.Gout", "in:\n- Asthma\n- Gout\n"},
    {"escaped numbers", "1\\. Asthma\n2\\. Gout", "in:\n- Asthma\n- Gout\n"},
    {"numbers of sections", "4.1.1 Asthma\n4.1.2 Gout", "in:\n- Asthma\n- Gout\n"},
    {"circled numbers", "①Asthma\n②Gout", "in:\n- Asthma\n- Gout\n"},
    {"Roman numbers", "i. Asthma\nii. Gout\niii. Lupus\niv. Angina", "in:\n- Asthma\n- Gout\n- Lupus\n- Angina\n"},
    {"letters past h", "g) Asthma", "in:\n- g) Asthma\n"},
    {"letters", "a) Asthma\nb) Gout\nc) Lupus", "in:\n- Asthma\n- Gout\n- Lupus\n"},
    {"a species is no item", "* Infection with\nE. coli within 4 weeks", "in:\n- Infection with E. coli within 4 weeks\n"},
    {"two marks", "  -  -Asthma\n  -  1) Gout", "in:\n- Asthma\n- Gout\n"},
    {"a dash before a number is its sign", "-5 dioptres or more", "in:\n- -5 dioptres or more\n"},
    {"a comparison is no mark", "> 18 years\n>= 50 kg", "in:\n- > 18 years\n- >= 50 kg\n"},
    {"a decimal is no section number", "1.5 mg/dL or less creatinine", "in:\n- 1.5 mg/dL or less creatinine\n"},
    {"markdown below markdown", "* Asthma, one of:\n\n  * Allergic\n  * Exercise-induced\n* Age 18", "in:\n- Asthma, one of:\n  - Allergic\n  - Exercise-induced\n- Age 18\n"},
    {"right-aligned numbers are of one level", "  9.  Asthma\n\n 10.  Gout", "in:\n- Asthma\n- Gout\n"},
    {"dashes below a number in the same column", "1. Adequate organ function:\n- ALT < 3 x ULN\n- Platelets > 100\n2. Age 18",
     "in:\n- Adequate organ function:\n  - ALT < 3 x ULN\n  - Platelets > 100\n- Age 18\n"},
    {"letters below a number", "1. Heart failure:\na. NYHA II\nb. NYHA III\n2. Age 18", "in:\n- Heart failure:\n  - NYHA II\n  - NYHA III\n- Age 18\n"},
    {"a whole criterion with sub-bullets", "  -  ECOG 0-2\n\n       -  Must be ambulant\n\n  -  Age 18", "in:\n- ECOG 0-2\n  - Must be ambulant\n- Age 18\n"},
    {"a sentence without a mark governs the bullets after it", "The subjects will be women who meet these:\n\n  -  age 18;\n\n  -  regular menses.\n\nMen are not studied.",
     "in:\n- The subjects will be women who meet these:\n  - age 18;\n  - regular menses.\n- Men are not studied.\n"},
    {"how many of a list must hold is part of a criterion", "Patients must meet at least one of the following criteria:\n- Asthma\n- Gout",
     "in:\n- Patients must meet at least one of the following criteria:\n  - Asthma\n  - Gout\n"},
    {"that all of a list must hold is not", "Patients must meet all of the following criteria:\n- Asthma\n- Gout", "in:\n- Asthma\n- Gout\n"},
    {"a paragraph below an item", "1. Solid tumour without options.\n\n   Solid tumour with KRAS G12C.\n2. ECOG 0",
     "in:\n- Solid tumour without options.\n  - Solid tumour with KRAS G12C.\n- ECOG 0\n"},
};
INSTANTIATE_TEST_SUITE_P(Bullets, Outlines, testing::ValuesIn(bullets));

constexpr Case lines[] = {
    {"wrapped lines", "          -  Asthma for at least two years that was\n             treated\n\n          -  Gout", "in:\n- Asthma for at least two years that was treated\n- Gout\n"},
    {"a wrapped line that starts with a dash",
     "Inclusion Criteria:\n\n  -  mood disturbances of at least moderate severity\n     - that is, distinct in appearance\n\n  -  Gout\n\n  -  Asthma",
     "in:\n- mood disturbances of at least moderate severity - that is, distinct in appearance\n- Gout\n- Asthma\n"},
    {"a line that goes on in the first column", "Inclusion Criteria:\n  -  Noradrenaline at a dose, in the first day,\nof more than 10 ug/min\n  -  Gout",
     "in:\n- Noradrenaline at a dose, in the first day, of more than 10 ug/min\n- Gout\n"},
    {"a new criterion in the first column", "Inclusion Criteria:\n- Asthma.\nSubject age 18 - 85 years;\n", "in:\n- Asthma.\n- Subject age 18 - 85 years;\n"},
    {"a line a criterion", "Age over 18\nAsthma\nNo smoking", "in:\n- Age over 18\n- Asthma\n- No smoking\n"},
    {"a paragraph a criterion", "Age over 18.\n\nAsthma.", "in:\n- Age over 18.\n- Asthma.\n"},
    {"numbers run on in a line", "1) age 18 or more; 2) no asthma; 3) no gout", "in:\n- age 18 or more;\n- no asthma;\n- no gout\n"},
    {"numbers run on behind their subject", "- Symptoms of decline: (1) age 60; (2) English fluency; (3) memory loss",
     "in:\n- Symptoms of decline:\n  - age 60;\n  - English fluency;\n  - memory loss\n"},
    {"numbers in a sentence stay", "- Either 1) asthma or 2) gout, and age 18", "in:\n- Either 1) asthma or 2) gout, and age 18\n"},
    {"three numbers before capitals need no full stop", "Inclusion Criteria: 1. Asthma 2. Gout 3. Lupus", "in:\n- Asthma\n- Gout\n- Lupus\n"},
    {"round bullets run on", "• Asthma • Gout • Lupus", "in:\n- Asthma\n- Gout\n- Lupus\n"},
    {"nothing asked", "Inclusion Criteria:\n- Asthma\nExclusion Criteria:\n- None\n- N/A\n- -\n- Not specified", "in:\n- Asthma\n"},
    {"none of something is a criterion", "Exclusion Criteria:\n- None of the drugs below", "ex:\n- None of the drugs below\n"},
};
INSTANTIATE_TEST_SUITE_P(Lines, Outlines, testing::ValuesIn(lines));

TEST(Outline, ATextWithoutTitlesBelongsToTheSectionAskedFor) {
  EXPECT_EQ(shown("- Asthma\n- Gout", Section::exclusion), "ex:\n- Asthma\n- Gout\n");
}

TEST(Outline, AnItemSpansItsMarkAndItsChildren) {
  const Study study = study_of("1. Asthma:\n   - allergic \n2. Gout");
  const auto items = outline(study).blocks.at(0).items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].span, (Span{0, 24}));
  EXPECT_EQ(items[0].text, (Span{3, 10}));
  EXPECT_EQ(items[0].children.at(0).text, (Span{16, 24}));
}

TEST(Outline, OnlyTheEligibilityPartIsRead) {
  Study study = study_of("Title\n- Asthma\nThe end");
  study.eligibility = {6, 15};
  EXPECT_EQ(shown(study), "in:\n- Asthma\n");
}

}  // namespace
}  // namespace elig::test
