// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;
constexpr double infinity = std::numeric_limits<double>::infinity();
const std::string hemoglobin = "718-7", bilirubin = "1975-2", creatinine = "2160-0", alt = "1742-6", glucose = "2345-7";

TEST(Measurement, TheLatestResultDecides) {
  const Atom at_least_ten = measured(hemoglobin, {bound(Comparator::greater_equal, 10, "g/dL")});
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 12.1, "g/dL", "2024-01-10").lab(hemoglobin, 9.6, "g/dL", "2024-05-20")), F);
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 9.6, "g/dL", "2024-01-10").lab(hemoglobin, 12.1, "g/dL", "2024-05-20")), T);
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 12.1, "g/dL", "2024-05-20").lab(hemoglobin, 9.6, "g/dL", "2024-06-02")), T) << "after the as-of date";
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 12.1, "g/dL", "2024-05-20").lab(hemoglobin, 9.6, "g/dL", "2024-05-20")), U) << "of one day, they disagree";
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 12.1, "g/dL", "2024-05-20").lab(hemoglobin, 13, "g/dL", "2024-05-20")), T) << "of one day, they agree";
  EXPECT_EQ(truth_of(at_least_ten, somebody().lab(hemoglobin, 12.1, "g/dL", "2024").lab(hemoglobin, 9.6, "g/dL", "2024-03-01")), U) << "either may be the latest";
  EXPECT_EQ(truth_of(at_least_ten, somebody()), U);
  EXPECT_EQ(truth_of(at_least_ten, somebody(), Absence::closed), U) << "a value that nobody measured is never presumed";
}

TEST(Measurement, UnitsConvertOrAreRefused) {
  struct Row {
    const std::string& test;
    double value;
    const char* unit;
    Bound asked;
    Truth truth;
  };
  for (const Row& row : {
           Row{hemoglobin, 10.0, "g/dL", bound(Comparator::greater_equal, 100, "g/L"), T},
           Row{hemoglobin, 9.9, "g/dL", bound(Comparator::greater_equal, 100, "g/L"), F},
           Row{bilirubin, 51.3, "umol/L", bound(Comparator::less_equal, 3.1, "mg/dL"), T},
           Row{bilirubin, 54, "umol/L", bound(Comparator::less_equal, 3.1, "mg/dL"), F},
           Row{creatinine, 150, "umol/L", bound(Comparator::greater, 1.5, "mg/dL"), T},
           Row{creatinine, 1.2, "kg", bound(Comparator::greater, 1.5, "mg/dL"), U},
           Row{creatinine, 1.8, "", bound(Comparator::greater, 1.5, "mg/dL"), U},
           Row{creatinine, 1.8, "bananas", bound(Comparator::greater, 1.5, "mg/dL"), U},
       }) {
    EXPECT_EQ(truth_of(measured(row.test, {row.asked}), somebody().lab(row.test, row.value, row.unit)), row.truth) << row.value << " " << row.unit;
  }
}

TEST(Measurement, AResultWithoutUnitHasThatOfItsRange) {
  const Atom high = measured(creatinine, {bound(Comparator::greater, 1.5, "mg/dL")});
  EXPECT_EQ(truth_of(high, somebody().lab(creatinine, 1.8, "").range(0.6, 1.2, "mg/dL")), T);
  EXPECT_EQ(truth_of(high, somebody().lab(creatinine, 1.8, "").range(0.6, 1.2)), U);
}

TEST(Measurement, ACriterionWithoutUnit) {
  Bound implied = bound(Comparator::greater, 1.5);
  implied.canonical = Quantity{1.5, "mg/dL"};
  implied.unit_implied = true;
  EXPECT_EQ(truth_of(measured(creatinine, {implied}), somebody().lab(creatinine, 150, "umol/L")), T);
  EXPECT_EQ(truth_of(measured(glucose, {bound(Comparator::greater, 5000)}), somebody().lab(glucose, 90, "mg/dL")), U) << "in no unit plausible";
}

TEST(Measurement, ValuesKnownByTheirLimits) {
  const Atom low = measured(creatinine, {bound(Comparator::less_equal, 30, "mg/dL")});
  EXPECT_EQ(truth_of(low, somebody().observation("creatinine", creatinine, {60, infinity, true, true}, "mg/dL", "2024-05-20")), F);
  EXPECT_EQ(truth_of(low, somebody().observation("creatinine", creatinine, {20, infinity, true, true}, "mg/dL", "2024-05-20")), U);
}

TEST(Measurement, BoundsJoinAndEqualOnesAreAlternatives) {
  const Atom range = measured(hemoglobin, {bound(Comparator::greater_equal, 8, "g/dL"), bound(Comparator::less, 12, "g/dL")});
  for (const auto& [value, truth] : {std::pair{7.9, F}, std::pair{8.0, T}, std::pair{11.9, T}, std::pair{12.0, F}}) {
    EXPECT_EQ(truth_of(range, somebody().lab(hemoglobin, value, "g/dL")), truth) << value;
  }
  const Atom either = measured(hemoglobin, {bound(Comparator::equal, 8, "g/dL"), bound(Comparator::equal, 9, "g/dL")});
  EXPECT_EQ(truth_of(either, somebody().lab(hemoglobin, 9, "g/dL")), T);
  EXPECT_EQ(truth_of(either, somebody().lab(hemoglobin, 8.5, "g/dL")), F);
}

TEST(Measurement, Windows) {
  const Atom recent = in(measured(hemoglobin, {bound(Comparator::greater_equal, 10, "g/dL")}), window(WindowOp::within, 3, TimeUnit::month));
  EXPECT_EQ(truth_of(recent, somebody().lab(hemoglobin, 12, "g/dL", "2024-03-01")), T) << "three months to the day";
  EXPECT_EQ(truth_of(recent, somebody().lab(hemoglobin, 12, "g/dL", "2024-02-29")), U);
  EXPECT_EQ(truth_of(recent, somebody().lab(hemoglobin, 12, "g/dL", "")), U) << "undated";
  EXPECT_NE(ask(recent, somebody().lab(hemoglobin, 12, "g/dL", "2023-11-01")).note.find("no result within 3 months"), std::string::npos);
}

// ---- limits of normal

TEST(LimitsOfNormal, EachRungOfTheLadder) {
  const Atom asked = measured(alt, {bound(Comparator::less_equal, 3, "", RelativeTo::uln)});
  const auto own = ask(asked, somebody().lab(alt, 120, "U/L").range({}, 40, "U/L"));
  EXPECT_EQ(own.truth, T);
  EXPECT_EQ(own.note, "3 × ULN (40 U/L, the result's own range), bound ≤ 3");
  EXPECT_EQ(truth_of(asked, somebody().lab(alt, 121, "U/L").range({}, 40, "U/L")), F);

  const auto others = ask(asked, somebody().lab(alt, 30, "U/L", "2023-05-20").range({}, 40, "U/L").lab(alt, 120, "U/L", "2024-05-20"));
  EXPECT_EQ(others.truth, T);
  EXPECT_NE(others.note.find("the range of the result of 2023-05-20"), std::string::npos) << others.note;

  const RuleSet rules = study({criterion(Section::inclusion, only(asked))});
  const auto site = engine(Absence::recorded, {{loinc(alt), ReferenceRange{{}, 50, "U/L"}}}).explain(rules, somebody().lab(alt, 120, "U/L").patient);
  EXPECT_EQ(site.criteria[0].because[0].note, "2.4 × ULN (50 U/L, the site's range), bound ≤ 3");

  EXPECT_EQ(truth_of(asked, somebody().lab(alt, 120, "U/L")), U);
}

TEST(LimitsOfNormal, TheRangeIsInItsOwnUnit) {
  const Atom asked = measured(bilirubin, {bound(Comparator::less_equal, 1.5, "", RelativeTo::uln)});
  EXPECT_EQ(truth_of(asked, somebody().lab(bilirubin, 25, "umol/L").range({}, 21, "umol/L")), T);
  EXPECT_EQ(truth_of(asked, somebody().lab(bilirubin, 25, "umol/L").range({}, 1.2, "mg/dL")), T);
  EXPECT_EQ(truth_of(asked, somebody().lab(bilirubin, 40, "umol/L").range({}, 1.2, "mg/dL")), F);
}

TEST(LimitsOfNormal, TheLowerOneAndTheBaseline) {
  const Atom low = measured(hemoglobin, {bound(Comparator::greater_equal, 1, "", RelativeTo::lln)});
  for (const auto& [value, truth] : {std::pair{11.9, F}, std::pair{12.0, T}, std::pair{12.1, T}}) {
    EXPECT_EQ(truth_of(low, somebody().lab(hemoglobin, value, "g/dL").range(12, 16, "g/dL")), truth) << value;
  }
  const Evidence baseline = ask(measured(hemoglobin, {bound(Comparator::less, 1.5, "", RelativeTo::baseline)}), somebody().lab(hemoglobin, 12, "g/dL"));
  EXPECT_EQ(baseline.truth, U);
  EXPECT_TRUE(baseline.manual);
}

// ---- which entry is the thing

TEST(Measurement, NarrowerServesBroaderNeverTheReverse) {
  const std::string fasting = loinc("1558-6"), any = loinc("2345-7");
  ASSERT_NE(fasting, any);
  Atom asks_any = about(AtomKind::measurement, any), asks_fasting = about(AtomKind::measurement, fasting);
  asks_any.bounds = asks_fasting.bounds = {bound(Comparator::less, 126, "mg/dL")};
  EXPECT_EQ(truth_of(asks_any, somebody().lab("1558-6", 100, "mg/dL")), T);
  EXPECT_EQ(truth_of(asks_fasting, somebody().lab("2345-7", 100, "mg/dL")), U);
}

TEST(Measurement, OneTestsNameInsideAnothers) {
  const Atom asked = measured(hemoglobin, {bound(Comparator::greater_equal, 5, "g/dL")});
  EXPECT_EQ(truth_of(asked, somebody().observation("Hemoglobin A1c", "", {6, 6, false, false}, "%", "2024-05-20")), U);
  EXPECT_EQ(truth_of(asked, somebody().observation("Haemoglobin, blood", "", {6, 6, false, false}, "g/dL", "2024-05-20")), T);
}

TEST(Measurement, AScaleByTheNamesThatRecordsGiveIt) {
  struct Row {
    const char* asked;
    const char* recorded;
  };
  for (const Row& row : {Row{"hamd", "Hamilton Depression Rating Scale 17-item total score"}, Row{"madrs", "Montgomery-Asberg Depression Rating Scale (MADRS) total score"},
                         Row{"gad-7", "GAD-7 total score"}, Row{"sledai", "SLEDAI-2K total score"}, Row{"fib-4", "Fibrosis-4 index"}, Row{"easi", "EASI total score"}}) {
    Atom asked = about(AtomKind::score, row.asked);
    asked.bounds = {bound(Comparator::greater_equal, 2)};
    EXPECT_EQ(truth_of(asked, somebody().observation(row.recorded, "", {3, 3, false, false}, "{score}", "2024-05-20")), T) << row.recorded;
  }
  Atom pressure = about(AtomKind::measurement, "intraocular-pressure");
  pressure.bounds = {bound(Comparator::greater, 21, "mm[Hg]")};
  EXPECT_EQ(truth_of(pressure, somebody().observation("Intraocular pressure of right eye", "", {25, 25, false, false}, "mm[Hg]", "2024-05-20")), T);
}

TEST(Measurement, PreliminaryResultsDecideNothing) {
  const Atom asked = measured(hemoglobin, {bound(Comparator::greater_equal, 10, "g/dL")});
  EXPECT_EQ(truth_of(asked, somebody().lab(hemoglobin, 12, "g/dL").with(Certainty::weak)), U);
  EXPECT_EQ(truth_of(asked, somebody().lab(hemoglobin, 12, "g/dL").with(Certainty::absent)), U);
}

// ---- values by formula

TEST(Derived, FormulasWithKnownResults) {
  struct Row {
    const char* what;
    const char* loinc_code;
    Made who;
    double low, high;
    const char* unit;
  };
  const Row rows[] = {
      {"95 kg and 175 cm", "39156-5", somebody().lab("29463-7", 95, "kg").lab("8302-2", 175, "cm"), 31.02, 31.03, "kg/m2"},
      // 0.7 and 0.9 mg/dL are the kinks of the equation: 142 × 0.9938^age (× 1.012)
      {"woman of 50 at 0.7 mg/dL", "62238-1", somebody().female().born("1974-01-15").lab(creatinine, 0.7, "mg/dL"), 142 * std::pow(0.9938, 50) * 1.012 - 0.01,
       142 * std::pow(0.9938, 50) * 1.012 + 0.01, "mL/min/{1.73_m2}"},
      {"man of 60 at 1.8 mg/dL", "62238-1", somebody().male().born("1964-01-15").lab(creatinine, 1.8, "mg/dL"), 142 * std::pow(2, -1.2) * std::pow(0.9938, 60) - 0.01,
       142 * std::pow(2, -1.2) * std::pow(0.9938, 60) + 0.01, "mL/min/{1.73_m2}"},
      {"man of 70, 70 kg, 1.5 mg/dL", "35591-7", somebody().male().born("1954-01-15").lab(creatinine, 1.5, "mg/dL").lab("29463-7", 70, "kg"), 45.36, 45.38, "mL/min"},
  };
  for (const Row& row : rows) {
    const auto asked = [&](Comparator op, double value) { return truth_of(measured(row.loinc_code, {bound(op, value, row.unit)}), row.who); };
    EXPECT_EQ(asked(Comparator::greater, row.low), T) << row.what;
    EXPECT_EQ(asked(Comparator::less, row.high), T) << row.what;
  }
}

TEST(Derived, IndicesOfOneDay) {
  const auto asked = [](const char* id, double value, Comparator op) {
    Atom atom = about(AtomKind::measurement, id);
    atom.bounds = {bound(op, value, "1")};
    return atom;
  };
  // exactly on the value: at least it, and not more than it
  const auto is = [&](const char* id, double value, const Made& who) {
    return truth_of(asked(id, value, Comparator::greater_equal), who) == T && truth_of(asked(id, value, Comparator::less_equal), who) == T &&
           truth_of(asked(id, value + 0.01, Comparator::greater_equal), who) == F && truth_of(asked(id, value - 0.01, Comparator::less_equal), who) == F;
  };
  const auto liver = [] { return somebody().born("1974-01-15").lab("1920-8", 80, "U/L").lab("1742-6", 64, "U/L").lab("777-3", 200, "10*9/L"); };
  EXPECT_TRUE(is("fib-4", 50.0 * 80 / (200 * 8), liver())) << "50 years, √64 = 8: 2.5";
  EXPECT_TRUE(is("fib-4", 2.5, somebody().born("1974-01-15").lab("1920-8", 80, "U/L").lab("1742-6", 64, "U/L").lab("777-3", 200000, "/uL"))) << "platelets in another unit";
  EXPECT_EQ(truth_of(asked("fib-4", 1, Comparator::greater), somebody().born("2010-01-15").lab("1920-8", 80, "U/L").lab("1742-6", 64, "U/L").lab("777-3", 200, "10*9/L")), U) << "a child";
  EXPECT_EQ(truth_of(asked("fib-4", 1, Comparator::greater), somebody().born("1974-01-15").lab("1920-8", 80, "U/L").lab("1742-6", 64, "U/L").lab("777-3", 200, "10*9/L", "2024-05-19")), U) << "another day";

  EXPECT_TRUE(is("apri", 1, somebody().lab("1920-8", 80, "U/L").range({}, 40, "U/L").lab("777-3", 200, "10*9/L"))) << "twice the limit, 200: 1.0";
  const auto no_limit = ask(asked("apri", 1, Comparator::greater), somebody().lab("1920-8", 80, "U/L").lab("777-3", 200, "10*9/L"));
  EXPECT_EQ(no_limit.truth, U);
  EXPECT_NE(no_limit.note.find("upper limit of normal of the AST"), std::string::npos) << no_limit.note;

  EXPECT_TRUE(is("homa-ir", 2.5, somebody().lab("1558-6", 101.25, "mg/dL").lab("27873-9", 10, "u[IU]/mL")));
  EXPECT_EQ(truth_of(asked("homa-ir", 1, Comparator::greater), somebody().lab("2345-7", 101.25, "mg/dL").lab("27873-9", 10, "u[IU]/mL")), U) << "glucose, but not said to be fasting";

  const auto pressure = [&](Comparator op, double value) { return measured("8478-0", {bound(op, value, "mm[Hg]")}); };
  const Made who = somebody().lab("8480-6", 120, "mm[Hg]").lab("8462-4", 75, "mm[Hg]");
  EXPECT_EQ(truth_of(pressure(Comparator::greater_equal, 90), who), T);
  EXPECT_EQ(truth_of(pressure(Comparator::greater, 90), who), F);
  EXPECT_EQ(truth_of(pressure(Comparator::greater, 60), somebody().lab("8480-6", 120, "mm[Hg]")), U);
}

TEST(Derived, FiltrationFromCystatinWhereNoCreatinineIsOnRecord) {
  const auto asked = [](Comparator op, double value) { return measured("62238-1", {bound(op, value, "mL/min/{1.73_m2}")}); };
  // 0.8 mg/L is the kink: 133 × 0.996^50
  const double at_kink = 133 * std::pow(0.996, 50);
  const Made man = somebody().male().born("1974-01-15").lab("33863-2", 0.8, "mg/L");
  EXPECT_EQ(truth_of(asked(Comparator::greater, at_kink - 0.01), man), T);
  EXPECT_EQ(truth_of(asked(Comparator::less, at_kink + 0.01), man), T);
  const Made woman = somebody().female().born("1974-01-15").lab("33863-2", 1.6, "mg/L");
  const double twice = at_kink * std::pow(2, -1.328) * 0.932;
  EXPECT_EQ(truth_of(asked(Comparator::greater, twice - 0.01), woman), T);
  EXPECT_EQ(truth_of(asked(Comparator::less, twice + 0.01), woman), T);
  EXPECT_EQ(truth_of(asked(Comparator::greater, 10), somebody().born("1974-01-15").lab("33863-2", 0.8, "mg/L")), U) << "sex unknown";
  EXPECT_EQ(truth_of(asked(Comparator::greater, 50), somebody().male().born("1974-01-15").lab("33863-2", 0.8, "mg/L").lab(creatinine, 4, "mg/dL")), F) << "creatinine goes first";
}

TEST(Derived, OnlyWithEveryIngredient) {
  const Atom bmi = measured("39156-5", {bound(Comparator::greater, 30, "kg/m2")});
  const auto half = ask(bmi, somebody().lab("29463-7", 95, "kg"));
  EXPECT_EQ(half.truth, U);
  EXPECT_NE(half.note.find("body height"), std::string::npos) << half.note;
  EXPECT_EQ(truth_of(bmi, somebody().lab("29463-7", 95, "kg").lab("8302-2", 175, "cm").lab("39156-5", 24, "kg/m2")), F) << "a recorded value goes first";
  const Atom egfr = measured("62238-1", {bound(Comparator::greater, 10, "mL/min/{1.73_m2}")});
  EXPECT_EQ(truth_of(egfr, somebody().born("1974-01-15").lab(creatinine, 1, "mg/dL")), U) << "sex unknown";
  EXPECT_EQ(truth_of(egfr, somebody().male().born("2014-01-15").lab(creatinine, 1, "mg/dL")), U) << "a child";
}

// ---- scores

TEST(Scores, GradesAsNumbersWordsAndOnTheOtherScale) {
  Atom ecog = about(AtomKind::score, loinc("89247-1"));
  ecog.bounds = {bound(Comparator::less_equal, 1)};
  EXPECT_EQ(truth_of(ecog, somebody().lab("89247-1", 1, "{score}")), T);
  EXPECT_EQ(truth_of(ecog, somebody().result("ECOG", "89247-1", "ECOG 2 - ambulatory")), F);
  const auto answered = [](const char* code) {
    Made who = somebody().result("ECOG", "89262-0", "words that name no step");
    auto& value = who.patient.facts.back().coded_value;
    value = CodedText{{{std::string(system_uri("LOINC")), code, ""}}, (*value)->text};
    return who;
  };
  EXPECT_EQ(truth_of(ecog, answered("LA9623-5")), T) << "the coded answer is step 1";
  EXPECT_EQ(truth_of(ecog, answered("LA9625-0")), F) << "step 3";
  EXPECT_EQ(truth_of(ecog, answered("LA6576-8")), U) << "no answer of this scale";
  EXPECT_EQ(truth_of(ecog, somebody().lab("89243-0", 70, "{score}")), T) << "Karnofsky 70 is ECOG 1";
  EXPECT_EQ(truth_of(ecog, somebody().lab("89243-0", 60, "{score}")), F) << "Karnofsky 60 is ECOG 2";
  Atom karnofsky = about(AtomKind::score, loinc("89243-0"));
  karnofsky.bounds = {bound(Comparator::greater_equal, 70)};
  EXPECT_EQ(truth_of(karnofsky, somebody().lab("89247-1", 1, "{score}")), T) << "ECOG 1 is 70 or 80";
  EXPECT_EQ(truth_of(karnofsky, somebody().lab("89247-1", 2, "{score}")), F);
  karnofsky.bounds = {bound(Comparator::greater_equal, 80)};
  EXPECT_EQ(truth_of(karnofsky, somebody().lab("89247-1", 1, "{score}")), U);
}

}  // namespace
}  // namespace elig::made
