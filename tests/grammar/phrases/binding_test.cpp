// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "shown.hpp"

namespace elig::test {
namespace {

// Every thing that carries a comparison or a window: "name: comparison; window"
std::string bound_things(const char* text) {
  Tokens tokens;
  tokenise(normalise(text, 0).text, words(), {}, tokens);
  auto chunks = chunk(tokens, words());
  bind_chunks(chunks, tokens, words(), Section::inclusion, "");
  std::string out;
  for (const Chunk& c : chunks) {
    if (c.kind != ChunkKind::thing || (c.atom.bounds.empty() && c.alternatives.empty() && !c.atom.window)) continue;
    if (!out.empty()) out += " / ";
    const Span name = c.atom.subject.span;
    out += c.age ? "age" : !c.atom.concept_id.empty() ? c.atom.concept_id : tokens.text.substr(name.begin, name.end - name.begin);
    const auto add = [&](const std::vector<Bound>& bounds) {
      for (const Bound& b : bounds) out += " " + shown(b.op, b.value, b.unit, b.relative_to);
    };
    add(c.atom.bounds);
    for (std::size_t a = 0; a < c.alternatives.size(); ++a) {
      if (a) out += " |";
      add(c.alternatives[a]);
    }
    if (c.atom.window) out += " " + shown(*c.atom.window);
  }
  return out;
}

class Binding : public testing::TestWithParam<Example> {};

TEST_P(Binding, GivesEveryNumberItsThing) { EXPECT_EQ(bound_things(GetParam().text), GetParam().meaning); }

constexpr Example subjects[] = {
    {"Hemoglobin (Hb) > 9 g/dL", "hemoglobin > 9 g/dL"},
    {"Temperature on admission < 30 °C", "body-temperature < 30 Cel"},
    {"24 weeks of gestation", "gestational-age = 24 wk"},
    {"1.5 times ULN of AST or bilirubin", "ast = 1.5 ULN / bilirubin.total = 1.5 ULN"},
    {"has a score of 24 or above on the MMSE", "mmse >= 24"},
    {"18 < Age < 80 years", "age > 18 a < 80 a"},
    {"Anyone under the age of 19", "age < 19"},
    {"Life expectancy within 12 months", "life-expectancy <= 12 mo"},
    {"gestational age of 24-28 weeks at screening", "gestational-age >= 24 wk <= 28 wk"},
    {"renal transplant patients (≥21 years)", "age >= 21 a"},
    {"a ≥ 20 mm colorectal polyp", "colon-polyp >= 20 mm"},
    {"mean 24-h systolic blood pressure ≥ 130 mmHg", "systolic-blood-pressure >= 130 mm[Hg]"},
};
INSTANTIATE_TEST_SUITE_P(Subjects, Binding, testing::ValuesIn(subjects));

constexpr Example scales[] = {
    {"ASA I or II", "asa = 1 = 2"},
    {"ASA IV", "asa = 4"},
    {"NYHA class II-III", "nyha >= 2 {class} <= 3 {class}"},
    {"Child-Pugh class A or B", "child-pugh = 1 {class} = 2 {class}"},
    {"greater than NYHA 2", "nyha > 2"},
    {"Hoehn & Yahr, stage 1-3", "hoehn-yahr >= 1 {stage} <= 3 {stage}"},
    {"pain > 4 on a 0-10 VAS scale", "pain > 4"},
    {"genotypes 1, 2 or 3", ""},
    {"healthy controls (n=20)", ""},
};
INSTANTIATE_TEST_SUITE_P(Scales, Binding, testing::ValuesIn(scales));

constexpr Example targets[] = {
    {"surgery or radiotherapy within 4 weeks", "surgery within 4 wk / radiotherapy within 4 wk"},
    {"liver transplant for amyloidosis within 12 months", "liver-transplant within 12 mo"},
    {"at least 3 weeks between surgery and randomization", "surgery not within 3 wk"},
    {"recent (<6 weeks) surgery", "surgery within 6 wk strictly"},
};
INSTANTIATE_TEST_SUITE_P(Targets, Binding, testing::ValuesIn(targets));

}  // namespace
}  // namespace elig::test
