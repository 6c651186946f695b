// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "grammar/phrases/implied.hpp"
#include "shown.hpp"

namespace elig::test {
namespace {

// Every thing that is more than named, by its concept or its words, and what narrows it: "uveitis with study eye"
std::string things(const char* text) {
  Tokens tokens;
  tokenise(normalise(text, 0).text, words(), {}, tokens);
  std::string out;
  for (const Chunk& c : bound_chunks(tokens, words(), Section::exclusion, "")) {
    if (c.kind != ChunkKind::thing || c.atom.assertion == Assertion::mention) continue;
    if (!out.empty()) out += " / ";
    if (c.atom.kind == AtomKind::allergy) out += "allergy to ";
    std::string name = c.atom.concept_id;
    if (name.empty())
      for (const std::string& w : c.atom.words) name += (name.empty() ? "" : " ") + w;
    out += name;
    for (std::size_t q = 0; q < c.atom.qualifiers.size(); ++q) out += (q ? ", " : " with ") + c.atom.qualifiers[q];
    for (const Bound& b : c.atom.bounds) out += " " + shown(b.op, b.value, "", b.relative_to);
  }
  return out;
}

class SharedWords : public testing::TestWithParam<Example> {};

TEST_P(SharedWords, AreMeantForEveryMember) { EXPECT_EQ(things(GetParam().text), GetParam().meaning); }

constexpr Example nouns[] = {
    {"treated with a BRAF or MEK inhibitor", "braf-inhibitor / mek-inhibitor"},
    {"alcohol or chemical abuse", "alcohol-use-disorder / chemical abuse"},
    {"chronic hepatitis B or C infection", "chronic-hepatitis-b / chronic-hepatitis-c"},
    {"severe cardiac, hepatic or renal disease", "heart-disease with severe / liver-disease with severe / kidney-disease with severe"},
    {"atrial fibrillation or flutter", "atrial-fibrillation / atrial-flutter"},
};
INSTANTIATE_TEST_SUITE_P(Nouns, SharedWords, testing::ValuesIn(nouns));

constexpr Example eyes[] = {
    {"glaucoma or uveitis in the study eye", "glaucoma with study eye / uveitis with study eye"},
    {"glaucoma in either eye", "glaucoma"},
};
INSTANTIATE_TEST_SUITE_P(Eyes, SharedWords, testing::ValuesIn(eyes));

constexpr Example leads[] = {
    {"Hepatic: INR < 2", "inr < 2"},
    {"at least one episode of gout", "gout"},
    {"sensitivity to E. coli proteins or filgrastim", "allergy to e-coli-derived-product / allergy to filgrastim"},
    {"prior therapy with zanubrotoxin", "zanubrotoxin"},
    {"prior therapy with intensive", ""},
    {"Minimum baseline PHQ-9 score of 12", "phq-9 >= 12"},
    {"CTCAE version (v) 4.03", "ctcae-grade"},
    {"flu-like illness", "disease with flu, like"},
};
INSTANTIATE_TEST_SUITE_P(Leads, SharedWords, testing::ValuesIn(leads));

}  // namespace
}  // namespace elig::test
