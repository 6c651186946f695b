// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "patients/fact.hpp"

/// The packed form of a fact, which the builder and the file share: what nearly every fact has in fixed places, the rest as
/// 32-bit words in a fixed order, present when its bit in the head is set.
namespace elig::cohort {

using Word = std::uint32_t;

/// Bits of a fact's head; below them kind (0–2), certainty (3–4), clinical status (5–6) and `ongoing` (7).
enum Bit : Word {
  ongoing = 1U << 7,
  has_value = 1U << 8,
  value_span = 1U << 9,       ///< the value is an interval: its upper limit is among the words
  value_ucum = 1U << 10,
  has_coded_value = 1U << 11,
  has_category = 1U << 12,
  has_range = 1U << 13,
  has_interpretation = 1U << 14,
  has_body_site = 1U << 15,
  has_method = 1U << 16,
  has_reason = 1U << 17,
  has_route = 1U << 18,
  has_dose = 1U << 19,
  has_stage = 1U << 20,
  has_severity = 1U << 21,
  has_note = 1U << 22,
  has_end_basis = 1U << 23,
  start_span = 1U << 24,      ///< the last day differs from what the first implies
  end_span = 1U << 25,
  recorded_span = 1U << 26,
  known_bits = (1U << 27) - 1
};

[[nodiscard]] constexpr Word head_of(FactKind kind, Certainty certainty, ClinicalStatus clinical) noexcept {
  return static_cast<Word>(kind) | static_cast<Word>(certainty) << 3 | static_cast<Word>(clinical) << 5;
}
[[nodiscard]] constexpr FactKind kind_of(Word head) noexcept { return static_cast<FactKind>(head & 7); }
[[nodiscard]] constexpr Certainty certainty_of(Word head) noexcept { return static_cast<Certainty>(head >> 3 & 3); }
[[nodiscard]] constexpr ClinicalStatus clinical_of(Word head) noexcept { return static_cast<ClinicalStatus>(head >> 5 & 3); }

/// The last day of an interval that begins on `first` when nothing else is said: the same, or no end known.
[[nodiscard]] constexpr Day implied_last(Day first) noexcept { return first == day_min ? day_max : first; }

/// Flags of an interval's ends, and of limits that are there.
enum Flag : Word { low_open = 1, high_open = 2, ucum = 4, low_there = 8, high_there = 16 };

/// Visits the words of a fact's rarer parts in their order: `text` for a number of the texts, `string` for one of the
/// strings, `raw` for a number of other words.
template <typename Visitor>
void each_word(Word head, Visitor&& visit) {
  if (head & has_range) visit.raw(5), visit.string();   // flags, limits, unit
  for (const Word bit : {has_interpretation, has_body_site, has_method, has_reason, has_route}) {
    if (head & bit) visit.text();
  }
  if (head & has_dose) visit.raw(5), visit.string();    // flags, limits, unit
  for (const Word bit : {has_stage, has_severity, has_note, has_end_basis}) {
    if (head & bit) visit.string();
  }
}

/// A fact on its way into a cohort; texts and strings by their numbers in the batch it came in.
struct Row {
  DayInterval start, end, recorded;
  double low = 0, high = 0;       ///< of the value
  Word head = 0;
  Word flags = 0;                 ///< open ends of the value
  Word code = 0;
  Word category = 0;
  Word coded_value = 0;
  Word unit = 0;
  Word prefix = 0;                ///< of the resource: "Observation/"
  Word resource = 0;              ///< where the rest of it begins
  Word words = 0;                 ///< where the words of its rarer parts begin
};

}  // namespace elig::cohort
