// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "grammar/units.hpp"

namespace elig {
namespace {

struct Conversion {
  double value;
  std::string_view from;
  double expected;
  std::string_view to;
};

void expect_all(const std::vector<Conversion>& conversions, const AnalyteUnits& analyte = {}, double tolerance = 1e-12) {
  for (const Conversion& c : conversions) {
    const auto there = convert(c.value, c.from, c.to, analyte);
    ASSERT_TRUE(there) << c.value << ' ' << c.from << " in " << c.to;
    EXPECT_NEAR(*there, c.expected, tolerance * std::abs(c.expected)) << c.value << ' ' << c.from << " in " << c.to;
    const auto back = convert(*there, c.to, c.from, analyte);
    ASSERT_TRUE(back);
    EXPECT_NEAR(*back, c.value, 1e-12 * std::abs(c.value)) << "and back";
  }
}

TEST(Convert, WithinADimension) {
  expect_all({{100000, "/mm3", 100, "10*9/L"}, {1.5, "10*9/L", 1500, "/uL"}, {1.5, "10*9/L", 1.5, "10*3/uL"}, {9, "g/dL", 90, "g/L"}, {55, "%", 0.55, "1"},
              {0.45, "L/L", 45, "%"}, {10, "kPa", 75.00637554192108, "mm[Hg]"}, {110, "[lb_av]", 49.8951607, "kg"}, {70, "[in_i]", 177.8, "cm"}, {0.45, "s", 450, "ms"},
              {2, "a", 24, "mo"}, {2, "wk", 14, "d"}, {60, "U/L", 1, "ukat/L"}, {25, "U/L", 25, "[IU]/L"}, {4, "m[IU]/L", 4, "u[IU]/mL"}, {3, "g/d", 3000, "mg/d"},
              {300, "mg/g", 0.3, "g/g"}, {14, "{drinks}/wk", 2, "{drinks}/d"}, {239.9796, "dyn.s/cm5", 3, "[wood'U]"}});
}

TEST(Convert, TemperaturesByTheirZero) {
  expect_all({{38, "Cel", 100.4, "[degF]"}, {98.6, "[degF]", 37, "Cel"}});
  EXPECT_NEAR(convert(32, "[degF]", "Cel").value(), 0, 1e-12);
}

TEST(Convert, MassAndSubstanceByTheAnalytesMolarMass) {
  expect_all({{1, "mg/dL", 88.4016973, "umol/L"}}, {.molar_mass = 113.12}, 1e-8);      // creatinine
  expect_all({{126, "mg/dL", 6.99393859, "mmol/L"}}, {.molar_mass = 180.156}, 1e-8);   // glucose
  expect_all({{24, "h", 1, "d"}}, {.molar_mass = 180.156});
  expect_all({{3, "mg/mmol", 26.5205092, "mg/g"}}, {.molar_mass = 113.12}, 1e-8);      // albumin per creatinine
}

TEST(Convert, EquivalentsByValence) {
  expect_all({{5, "meq/L", 2.5, "mmol/L"}, {5, "meq/L", 10.0195, "mg/dL"}}, {.molar_mass = 40.078, .valence = 2});
}

TEST(Convert, InternationalUnitsWhereAMassIsAgreed) {
  expect_all({{10, "u[IU]/mL", 347, "pg/mL"}}, {.international_unit_ug = 34.7});
  expect_all({{10, "u[IU]/mL", 59.7493, "pmol/L"}}, {.molar_mass = 5807.6, .international_unit_ug = 34.7}, 1e-6);
}

TEST(Convert, GlycatedHemoglobinIsAffine) {
  const AnalyteUnits hba1c{.hba1c = true};
  EXPECT_NEAR(convert(7, "%", "mmol/mol", hba1c).value(), 52.9951, 1e-4);
  EXPECT_NEAR(convert(48, "mmol/mol", "%", hba1c).value(), 6.54304, 1e-9);
  EXPECT_EQ(convert(7, "%", "mmol/mol"), std::nullopt);
}

TEST(Convert, RefusesWhatIsNotTheSameQuantity) {
  const std::vector<std::pair<std::string_view, std::string_view>> pairs{
      {"mg/dL", "mmol/L"}, {"mL/min", "mL/min/{1.73_m2}"}, {"[IU]/mL", "ng/mL"}, {"[IU]/mL", "{copies}/mL"}, {"[arb'U]/mL", "[IU]/mL"}, {"meq/L", "mmol/L"},
      {"kg", "m"}, {"kg", "kg/m2"}, {"ug/mL{FEU}", "ug/mL"}, {"g/L", "10*9/L"}, {"mmol/mol", "%"}, {"Cel", "kPa"}, {"a", "h/wk"}, {"mg/d", "mg/kg/d"},
      {"", "mg/dL"}, {"mg/dL", ""}, {"", ""}, {"parsec", "km"}, {"mg/dl", "mg/L"}, {"{Log_copies}/mL", "{copies}/mL"}};
  for (const auto& [from, to] : pairs) EXPECT_EQ(convert(1, from, to), std::nullopt) << from << " in " << to;
  EXPECT_EQ(convert(1, "kg", "mmol/L", {.molar_mass = 100}), std::nullopt);
  EXPECT_EQ(convert(1, "mL/min", "mL/min/{1.73_m2}", {.molar_mass = 113.12}), std::nullopt);
}

TEST(Convert, AUnitIsItselfEvenOutsideTheTable) {
  EXPECT_EQ(convert(3, "{odd}/mL", "{odd}/mL"), 3.0);
  EXPECT_EQ(convert(0.1, "mg/dL", "mg/dL"), 0.1);
}

// A threshold that is a decimal number stays on its side of a comparison whatever way it went.
TEST(Convert, DecimalThresholdsStayExact) {
  for (int tenths = 1; tenths <= 2000; ++tenths) {
    const double value = tenths / 10.0;
    EXPECT_EQ(convert(value, "10*9/L", "10*3/uL"), value);
    EXPECT_EQ(convert(tenths * 100.0, "/uL", "10*9/L"), value) << value;
    EXPECT_DOUBLE_EQ(convert(value, "g/dL", "g/L").value(), tenths) << value;
    EXPECT_DOUBLE_EQ(convert(value, "mg/dL", "mg/L").value(), tenths) << value;
    EXPECT_DOUBLE_EQ(convert(tenths, "ng/mL", "ug/L").value(), tenths) << value;
  }
}

}  // namespace
}  // namespace elig
