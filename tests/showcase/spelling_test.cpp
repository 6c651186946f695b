// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/spelling.hpp"

#include "tests/showcase/saying.hpp"

// A slip of the pen is read as the word that was meant, and the criterion says so; a right word that resembles another one stays.
namespace elig::showcase {
namespace {

struct Slip {
  const char* written;
  const char* meant;  // "" = stays as it is
};
void PrintTo(const Slip& slip, std::ostream* out) { *out << slip.written; }

class Slips : public testing::TestWithParam<Slip> {};
TEST_P(Slips, IsReadAs) { EXPECT_EQ(meant_by(GetParam().written, *Vocabulary::builtin()), GetParam().meant); }

constexpr Slip slips[] = {
    // two letters exchanged, one left out, one too many, one vowel for another
    {"rheumatiod", "rheumatoid"}, {"arrythmia", "arrhythmia"}, {"diagonosis", "diagnosis"}, {"paroxatine", "paroxetine"},
    {"barbituates", "barbiturate"}, {"pneumonits", "pneumonitis"}, {"diabetis", "diabetes"},
    // consonants that are taken for each other
    {"leflumomide", "leflunomide"}, {"hyberbilirubinemia", "hyperbilirubinemia"}, {"hypertention", "hypertension"},
    // two slips, or one among the first two letters, are no word of ours
    {"rehumatiod", ""}, {"daignosis", ""},
    // an ending makes another word
    {"hypertensive", ""}, {"arteriolar", ""},
    // known words, their plurals and their British spelling
    {"hypotension", ""}, {"arrhythmias", ""}, {"haemorrhage", ""},
    // right words that we know nothing of
    {"maltose", ""}, {"colpectomy", ""}, {"infusing", ""},
    // too short to tell
    {"astma", ""},
};
INSTANTIATE_TEST_SUITE_P(Spelling, Slips, testing::ValuesIn(slips));

TEST(Spelling, HyperIsNotHypo) {
  EXPECT_FALSE(one_slip("hyperkalemia", "hypokalemia"));
  EXPECT_FALSE(one_slip("hypertension", "hypotension"));
  EXPECT_TRUE(one_slip("hyperkaliemia", "hyperkalemia"));
}

constexpr Reading excluded[] = {
    {"Previosly treated with cyclophospamide", "exposure cyclophosphamide (past)"},
    {"Uncontroled hypertention", "condition uncontrolled hypertension"},
    {"Prior treament with anthracyline", "exposure anthracycline (past)"},
};
INSTANTIATE_TEST_SUITE_P(Spelling, Excluded, testing::ValuesIn(excluded));

constexpr Reading apart[] = {
    {"Auto-immune disease", "condition autoimmune-disease"},
    {"Cerebro-vascular accident", "condition stroke"},
    {"Immuno suppressive therapy", "exposure immunosuppressant"},
    {"Anti biotics within 2 weeks", "exposure antibiotic, within 2 wk"},
    {"Gastro-intestinal disease", "condition gastrointestinal-disease"},
    // in a list, too, where no name stands as a whole
    {"Intra-articular or nasal corticosteroids", "any(exposure corticosteroid.injected-local; exposure corticosteroid.nasal)"},
    // "non" negates what it stands before, and a window is no part of a word
    {"Non-smokers", "not(finding smoker)"},
    {"Seizure less than 6 months post-surgery", "all(condition seizure; procedure surgery, within (under) 6 mo)"},
};
INSTANTIATE_TEST_SUITE_P(WordsWrittenApart, Excluded, testing::ValuesIn(apart));

TEST(Spelling, IsSaid) {
  const std::string text = "Exclusion Criteria:\n- Any arrythmia\n";
  const RuleSet rules = rules_of(text);
  ASSERT_EQ(rules.criteria.size(), 1u);
  ASSERT_EQ(rules.criteria[0].diagnostics.size(), 1u);
  const Diagnostic& said = rules.criteria[0].diagnostics[0];
  EXPECT_EQ(said.code, "spelling");
  EXPECT_EQ(text.substr(said.span.begin, said.span.size()), "arrythmia");
  EXPECT_EQ(said.message, "\"arrythmia\" is read as \"arrhythmia\"");
}

}  // namespace
}  // namespace elig::showcase
