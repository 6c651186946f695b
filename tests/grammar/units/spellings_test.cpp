// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "grammar/lexicon/tables.hpp"
#include "grammar/units.hpp"

// What criteria and feeds write for a unit, and the UCUM code it stands for.
namespace elig {
namespace {

using Spellings = std::vector<std::pair<std::string_view, std::string_view>>;

void expect_all(const Spellings& spellings) {
  for (const auto& [text, ucum] : spellings) EXPECT_EQ(ucum_of(text).value_or("unknown"), ucum) << text;
}

TEST(UnitSpelling, OfConcentrations) {
  expect_all({{"mg/dL", "mg/dL"}, {"mg/dl", "mg/dL"}, {"MG/DL", "mg/dL"}, {"mg / dl", "mg/dL"}, {"mg/dl.", "mg/dL"}, {"mg%", "mg/dL"},
              {"milligrams per deciliter", "mg/dL"}, {"mg per 100 mL", "mg/dL"}, {"gm/dl", "g/dL"}, {"gr/dl", "g/dL"}, {"g%", "g/dL"},
              {"grams/decilitre", "g/dL"}, {"µmol/L", "umol/L"}, {"μmol / L", "umol/L"}, {"mcmol/L", "umol/L"}, {"umol/l", "umol/L"},
              {"MMOL/L", "mmol/L"}, {"millimoles per litre", "mmol/L"}, {"mM", "mmol/L"}, {"nM", "nmol/L"}, {"ng per mL", "ng/mL"},
              {"mcg/dL", "ug/dL"}, {"mEq/L", "meq/L"}, {"milliequivalents per liter", "meq/L"}, {"mOsm/kg", "mosm/kg"}});
}

TEST(UnitSpelling, OfCellCounts) {
  expect_all({{"10*9/L", "10*9/L"}, {"x10^9/L", "10*9/L"}, {"x 10^9/L", "10*9/L"}, {"×10⁹/L", "10*9/L"}, {"10e9/L", "10*9/L"}, {"E9/L", "10*9/L"},
              {"10**9/L", "10*9/L"}, {"10(9)/L", "10*9/L"}, {"10^9 cells/L", "10*9/L"}, {"109/L", "10*9/L"}, {"x 109 / L", "10*9/L"},
              {"Gpt/L", "10*9/L"}, {"10*3/uL", "10*3/uL"}, {"K/uL", "10*3/uL"}, {"k/µL", "10*3/uL"}, {"thou/uL", "10*3/uL"}, {"103/µL", "10*3/uL"},
              {"*10^3/microliter", "10*3/uL"}, {"thousand cells per microliter", "10*3/uL"}, {"x 10³/mm³", "10*3/mm3"}, {"/mm3", "/mm3"},
              {"/ mm³", "/mm3"}, {"/mm^3", "/mm3"}, {"/cumm", "/mm3"}, {"per cubic millimeter", "/mm3"}, {"cells/mm3", "/mm3"}, {"cells/mcL", "/uL"},
              {"{cells}/uL", "/uL"}, {"/µL", "/uL"}, {"/㎕", "/uL"}, {"10*3{cells}/uL", "10*3/uL"}, {"million/mm3", "10*6/mm3"}, {"copies/mL", "{copies}/mL"},
              {"c/mL", "{copies}/mL"}, {"per high power field", "/[HPF]"}});
}

TEST(UnitSpelling, KeepsWhatOnlyTheCaseTellsApart) {
  expect_all({{"G/L", "10*9/L"}, {"g/L", "g/L"}, {"T/L", "10*12/L"}, {"G/DL", "g/dL"}, {"mM", "mmol/L"}, {"mm", "mm"}, {"d", "d"}, {"D", "[diop]"},
              {"C", "Cel"}, {"F", "[degF]"}, {"M", "unknown"}, {"K", "unknown"}, {"G", "unknown"}});
}

TEST(UnitSpelling, OfFiltrationRates) {
  for (const std::string_view text :
       {"mL/min/1.73m2", "mL/min/1.73 m2", "ml/min/1.73 m^2", "mL/min/1.73m²", "mL/min/1.73.m2", "mL/min/{1.73_m2}", "mL/min/{1.73m2}",
        "mL/minute/1.73 m2", "mL/min per 1.73 m²", "milliliters per minute per 1.73 meters squared", "ml / min / 1.73m", "mL/min/1.73 sq m"})
    EXPECT_EQ(ucum_of(text), "mL/min/{1.73_m2}") << text;
  expect_all({{"mL/min", "mL/min"}, {"ml per minute", "mL/min"}, {"cc/min", "mL/min"}, {"mL/min{1.73_m2}", "unknown"}, {"1.73 m2", "unknown"}});
}

TEST(UnitSpelling, OfVitalSignsAndBodySize) {
  expect_all({{"mmHg", "mm[Hg]"}, {"mm Hg", "mm[Hg]"}, {"mmHG", "mm[Hg]"}, {"mm[Hg]", "mm[Hg]"}, {"millimeters of mercury", "mm[Hg]"}, {"kPa", "kPa"},
              {"cm H20", "cm[H2O]"}, {"bpm", "/min"}, {"beats per minute", "/min"}, {"{beats}/min", "/min"}, {"breaths/minute", "/min"}, {"kg/m2", "kg/m2"},
              {"kg/m²", "kg/m2"}, {"kg/m^2", "kg/m2"}, {"Kg / m2", "kg/m2"}, {"kg.m2", "kg/m2"}, {"kg∙m-2", "kg/m2"}, {"kg·m⁻²", "kg/m2"},
              {"kilograms per square meter", "kg/m2"}, {"lbs", "[lb_av]"}, {"pounds", "[lb_av]"}, {"stone", "[stone_av]"}, {"inches", "[in_i]"},
              {"°C", "Cel"}, {"℃", "Cel"}, {"degrees C", "Cel"}, {"ºC", "Cel"}, {"degrees Celsius", "Cel"}, {"°F", "[degF]"}, {"%", "%"}, {"percent", "%"},
              {"％", "%"}, {"per cent", "%"}, {"%{hemolysis}", "%"}});
}

TEST(UnitSpelling, OfTimesDosesAndHabits) {
  expect_all({{"years", "a"}, {"yrs", "a"}, {"mos", "mo"}, {"wks", "wk"}, {"hrs", "h"}, {"msec", "ms"}, {"milliseconds", "ms"}, {"mg/day", "mg/d"},
              {"mg daily", "mg/d"}, {"mg per day", "mg/d"}, {"mg/24 hours", "mg/d"}, {"g/24h", "g/d"}, {"g/(24.h)", "g/d"}, {"units/week", "U/wk"},
              {"mg/kg", "mg/kg"}, {"mcg/kg/min", "ug/kg/min"}, {"hours per week", "h/wk"}, {"times per week", "/wk"}, {"pack-years", "{pack-years}"},
              {"pack years", "{pack-years}"}, {"cigarettes a day", "{cigarettes}/d"}, {"alcoholic drinks per day", "{drinks}/d"}, {"drinks/d", "{drinks}/d"}});
}

TEST(UnitSpelling, OfArbitraryUnitsAndScores) {
  expect_all({{"IU/L", "[IU]/L"}, {"[iU]/L", "[IU]/L"}, {"U/L", "U/L"}, {"u/l", "U/L"}, {"mIU/mL", "m[IU]/mL"}, {"MIU/ML", "m[IU]/mL"}, {"µIU/mL", "u[IU]/mL"},
              {"international units per liter", "[IU]/L"}, {"{score}", "{score}"}, {"points", "{points}"}, {"{INR}", "1"}, {"dB HL", "dB"}, {"dioptres", "[diop]"},
              {"letters", "{letters}"}, {"mg/g{creat}", "mg/g"}, {"mg/g creatinine", "mg/g"}, {"ug/mL{FEU}", "ug/mL{FEU}"}, {"ng/mL FEU", "ng/mL{FEU}"}});
}

TEST(UnitSpelling, OutsideTheTableIsUnknown) {
  for (const std::string_view text : {"", " ", "ULN", "x ULN", "mg/mg/mg", "parsecs", "{AU}/mL", "mg/mL{FEU}", "/", "//", "10", "10*9", "x", "mg/", "cells", "per",
                                      "(", "\xff\xfe", "mg/d\xc4", "{", "}{", "{}/", "{{{{"})
    EXPECT_EQ(ucum_of(text), std::nullopt) << text;
  EXPECT_EQ(ucum_of(std::string(100000, '/')), std::nullopt);
}

TEST(UnitTable, RowsAreCompleteAndCodesFindThemselves) {
  std::set<std::string, std::less<>> codes;
  for_each_row(builtin_table("units"), [&](const std::vector<std::string_view>& cells) {
    ASSERT_EQ(cells.size(), 5u) << (cells.empty() ? "" : cells[0]);
    EXPECT_TRUE(codes.emplace(cells[0]).second) << cells[0] << " twice";
    EXPECT_TRUE(cells[1] == "part" || ucum_of(cells[0]) == cells[0]) << cells[0];
  });
  EXPECT_GT(codes.size(), 300u);
}

TEST(UnitTable, EverySpellingMeansTheRowItStandsIn) {
  for_each_row(builtin_table("units"), [](const std::vector<std::string_view>& cells) {
    if (cells[1] == "part") return;
    for (std::string_view spelling : split(cells[4], '|')) {
      if (spelling.starts_with("=")) spelling.remove_prefix(1);
      EXPECT_EQ(ucum_of(spelling), cells[0]) << spelling;
    }
  });
}

}  // namespace
}  // namespace elig
