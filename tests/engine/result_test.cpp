// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/made.hpp"

namespace elig::made {
namespace {

constexpr Truth F = Truth::false_, U = Truth::unknown, T = Truth::true_;

Atom marker(const std::string& id, State state) {
  Atom atom = about(AtomKind::biomarker, id);
  atom.state = state;
  return atom;
}

TEST(Results, PositiveAndNegative) {
  struct Row {
    const char* said;
    Truth positive, negative;
  };
  for (const Row& row : {Row{"Positive", T, F}, Row{"Negative", F, T}, Row{"Equivocal", U, U}}) {
    const Made who = somebody().result("HER2 [Interpretation] in Tissue", "48676-1", row.said);
    EXPECT_EQ(truth_of(marker("her2", State::positive), who), row.positive) << row.said;
    EXPECT_EQ(truth_of(marker("her2", State::negative), who), row.negative) << row.said;
  }
  EXPECT_EQ(truth_of(marker("her2", State::positive), somebody()), U);
  EXPECT_EQ(truth_of(marker("her2", State::negative), somebody()), U);
  EXPECT_EQ(truth_of(marker("her2", State::none), somebody().result("HER2", "48676-1", "Positive")), U) << "which result is asked for?";
}

TEST(Results, SeveralTestsOfOneMarker) {
  const Atom positive = marker("her2", State::positive);
  EXPECT_EQ(truth_of(positive, somebody().result("HER2 by IHC", "", "2+").result("HER2 by FISH", "", "Positive")), T);
  EXPECT_EQ(truth_of(positive, somebody().result("HER2 by IHC", "", "1+").result("HER2 by FISH", "", "Negative")), F);
  EXPECT_EQ(truth_of(positive, somebody().result("HER2 by IHC", "", "2+")), U);
  EXPECT_EQ(truth_of(positive, somebody().result("HER2 by IHC", "", "Positive", "2022-01-01").result("HER2 by IHC", "", "Negative", "2024-01-01")), F) << "the latest of a test";
}

TEST(Results, AViralLoadThatHasANumberWasDetected) {
  Atom undetectable = about(AtomKind::measurement, "hcv-rna");
  undetectable.state = State::negative;
  EXPECT_EQ(truth_of(undetectable, somebody().result("Hepatitis C virus RNA", "", "Not detected")), T);
  EXPECT_EQ(truth_of(undetectable, somebody().observation("Hepatitis C virus RNA", "", {850000, 850000, false, false}, "[IU]/mL", "2024-05-20")), F);
  EXPECT_EQ(truth_of(undetectable, somebody()), U);
}

TEST(Results, MutatedAndWildType) {
  EXPECT_EQ(truth_of(marker("kras", State::wild_type), somebody().result("KRAS gene mutation analysis", "", "Wild type")), T);
  EXPECT_EQ(truth_of(marker("kras", State::mutated), somebody().result("KRAS gene mutation analysis", "", "G12D mutation")), T);
  const Made narrow_negative = somebody().result("EGFR T790M", "", "Not detected");
  EXPECT_EQ(truth_of(marker("egfr-t790m", State::mutated), narrow_negative), F);
  EXPECT_EQ(truth_of(marker("egfr-gene", State::mutated), narrow_negative), U) << "another mutation is not ruled out";
  EXPECT_EQ(truth_of(marker("egfr-gene", State::mutated), somebody().result("EGFR T790M", "", "Detected")), T);
}

}  // namespace
}  // namespace elig::made
