// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "engine/truth.hpp"
#include "patients/fact.hpp"

/// Coded and worded results read as what they mean: positive or negative, a grade, a number. Reads only what is written
/// in one of a closed set of ways.
namespace elig::engine {

enum class Result { unclear, positive, negative, equivocal };

/// "Detected", "reactive", "IHC 3+", "wild type", "not detected", SNOMED CT and LOINC answer codes, interpretation codes.
[[nodiscard]] Result result_of(const CodedText& text);
[[nodiscard]] Result result_of(std::string_view text);

/// An answer that is yes or no, and at most says how behind a comma, a dash or in brackets; anything else is unknown.
[[nodiscard]] Truth yes_or_no(std::string_view label);

/// A number that a text gives as its value: "<0.1", "12.5 mg/dL"; the unit after it stays in `unit`.
struct WrittenNumber {
  Interval value;
  std::string_view unit;
};
[[nodiscard]] std::optional<WrittenNumber> number_in(std::string_view text);

/// A visual acuity as Snellen wrote it, in decimals: "20/40" 0.5, "6/9 (right)" 0.67.
[[nodiscard]] std::optional<double> acuity_in(std::string_view text);

/// The leading grade of an ordinal result as a number: "ECOG 1 - restricted" 1, "Class III" 3, "Stage IIIA" 3, "2+" 2, and for a
/// scale of letters (`ordinal` "A|B|C") the place of the letter: "Child-Pugh class B" 2. Empty when none is written.
[[nodiscard]] std::optional<double> grade_in(std::string_view text, std::string_view ordinal);

/// A step of a staging and the steps that it leaves open, in hundredths of a stage: "IIIA" 310 to 319, "III" 300 to 399, "IB2" 122.
struct Steps {
  int first = 0;
  int last = 0;
};
/// Part "" is the whole stage, "A" its first letter, "B2" a step within the second.
[[nodiscard]] Steps steps_of(double stage, std::string_view part) noexcept;
/// The step that an ordinal result names, read as `grade_in` does: "Stage IIIA", "cT2b" (of an `ordinal` of T categories).
[[nodiscard]] std::optional<Steps> steps_in(std::string_view text, std::string_view ordinal);

/// A Roman numeral of I to X as its number.
[[nodiscard]] std::optional<int> roman(std::string_view text);

}  // namespace elig::engine
