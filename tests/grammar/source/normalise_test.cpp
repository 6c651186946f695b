// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/normalise.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace elig {
namespace {

struct Fold {
  const char* source;
  const char* text;
};

constexpr Fold folds[] = {
    {"Age ≥ 18, ≤ 75", "Age >= 18, <= 75"},
    {"⩽1 ⩾1 ≦1 ≧1 ＜1 ＞1 ˂1 ˃1 ﹤1 ‹1", "<=1 >=1 <=1 >=1 <1 >1 <1 >1 <1 <1"},
    {"1.5×10⁹/L", "1.5x10^9/L"},
    {"10⁻⁶ and 10¹²", "10^-6 and 10^12"},
    {"kg/m² and mm³", "kg/m^2 and mm^3"},
    {"CO₂", "CO2"},
    {"1½ tablets, ½ tablet", "1 1/2 tablets, 1/2 tablet"},
    {"18–75 — 5−3 ‐ non‑smoker", "18-75 - 5-3 - non-smoker"},
    {"µg, μmol, ㎍", "ug, umol, ug"},
    {"± 2", "+/- 2"},
    {"Crohn’s “disease”", "Crohn's \"disease\""},
    {"a\u00A0b\u2009c\u3000d", "a b c d"},
    {"ｈｂＡ１ｃ＝７％；ﬁrst", "hbA1c=7%;first"},
    {"38°C, 38 ℃, 38ºC", "38°C, 38 °C, 38°C"},
    {"5 ㎎, 5 ㎕", "5 mg, 5 ul"},
    {"a\u200Bb\uFEFFc\u00ADd", "abcd"},
    {"\\>= 18, \\<1, 1\\. x, mm\\^3, 10\\*9", ">= 18, <1, 1. x, mm^3, 10*9"},
    {"and\\or", "and\\or"},
    {"&gt;= 5 &lt; 6 &amp; &#8805; 7 &#x2264; 8", ">= 5 < 6 & >= 7 <= 8"},
    {"&unknown; AT&T &#; &#xD800;", "&unknown; AT&T &#; &#xD800;"},
    {"\\u2265 18", ">= 18"},
    {"wrapped\r\n             line,&#xD;\n   again", "wrapped line, again"},
    {"Avastin® or Humira™", "Avastin or Humira"},
    {"ALT £ 2.5, ³ 4 weeks", "ALT <= 2.5, >= 4 weeks"},
    {"IFN-α, naïve, Müllerian", "IFN-α, naïve, Müllerian"},
    {"Ⅲ or Ⅳ", "III or IV"},
    {"①first", "(1) first"},
    {"ECOG", "ECOG"},
    {"", ""},
    {"\xB5g \xE2\x89", "\xB5g \xE2\x89"},
};

TEST(Normalise, WritesOneThingOneWay) {
  for (const auto& [source, text] : folds) EXPECT_EQ(normalise(source, 0).text, text) << source;
}

TEST(Normalise, PointsBackToTheSource) {
  struct Range {
    const char* source;
    const char* part;  // of the normalised text
    const char* stands_for;
  };
  constexpr Range ranges[] = {
      {"Age ≥ 18", ">=", "≥"},     {"Age ≥ 18", ">= 18", "≥ 18"},  {"x \\>= 5", ">=", "\\>="},           {"a&gt;b", ">", "&gt;"},
      {"10⁹/L", "^9", "⁹"},         {"10⁹/L", "10^9/L", "10⁹/L"},   {"a \n   b", "a b", "a \n   b"},       {"5 ㎎ twice", "mg", "㎎"},
      {"1½ cups", "1 1/2", "1½"},   {"ＥＣＯＧ 0", "ECOG", "ＥＣＯＧ"}, {"a   b", " ", "   "},                {"\\u2265 5", ">=", "\\u2265"},
  };
  for (const auto& [source, part, stands_for] : ranges) {
    const auto view = normalise(source, 100);
    const auto at = view.text.find(part);
    ASSERT_NE(at, std::string::npos) << source;
    const auto span = view.to_source(at, at + std::string_view(part).size());
    EXPECT_EQ(std::string_view(source).substr(span.begin - 100, span.size()), stands_for) << source;
  }
}

void check_map(const std::string& source, const Normalised& view, std::uint32_t base) {
  RC_ASSERT(view.source.size() == view.text.size() + 1);
  RC_ASSERT(std::ranges::is_sorted(view.source));
  RC_ASSERT(view.source.front() >= base);
  RC_ASSERT(view.source.back() == base + source.size());
  const auto begin = *rc::gen::inRange<std::size_t>(0, view.text.size() + 1);
  const auto end = *rc::gen::inRange<std::size_t>(begin, view.text.size() + 1);
  const auto span = view.to_source(begin, end);
  RC_ASSERT(base <= span.begin);
  RC_ASSERT(span.end <= base + source.size());
  RC_ASSERT(span.empty() == (begin == end));
}

TEST(Normalise, MapsEveryRangeIntoTheSource) {
  const auto piece = rc::gen::element<std::string>("a", "Z", "5", " ", "\n", "≥", "⁹", "½", "µ", "–", "&gt;", "&#8805;", "&", "\\", "\\>", "\\u2265", "㎎", "ﬁ", "\u200B",
                                                   "\u00A0", "³", "£", "①", "é", "\xC2", "\xFF", "𝟗", ";");
  EXPECT_TRUE(rc::check("ranges of text in many spellings map back", [&] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
    std::string source;
    for (const auto& p : pieces) source += p;
    const auto base = *rc::gen::inRange<std::uint32_t>(0, 1000);
    check_map(source, normalise(source, base), base);
  }));
  EXPECT_TRUE(rc::check("ranges of any bytes map back", [] {
    const auto source = *rc::gen::arbitrary<std::string>();
    check_map(source, normalise(source, 7), 7);
  }));
}

TEST(Normalise, LeavesPlainTextAlone) {
  const auto plain = rc::gen::element('a', 'B', 'z', '0', '9', '.', ',', ';', '(', ')', '<', '>', '=', '/', '%', '+', '-', '*', '^', '\'', '"', ':');
  EXPECT_TRUE(rc::check("plain ASCII is its own view", [&] {
    auto source = *rc::gen::container<std::string>(plain);
    for (std::size_t i = 1; i < source.size(); i += 5) source[i] = ' ';
    const auto view = normalise(source, 0);
    RC_ASSERT(view.text == source);
    for (std::size_t i = 0; i <= source.size(); ++i) RC_ASSERT(view.source[i] == i);
  }));
}

TEST(Normalise, GivesTheSameOfItsOwnResult) {
  for (const auto& [source, text] : folds) EXPECT_EQ(normalise(normalise(source, 0).text, 0).text, text) << source;
}

}  // namespace
}  // namespace elig
