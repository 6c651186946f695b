// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/program.hpp"

/// Bits of patients: bit i of word w of a plane belongs to the tile's patient 64·w + i.
namespace elig::engine {

using Word = std::uint64_t;
inline constexpr std::size_t word_bits = 64;

/// What a question is for a patient, in one byte.
enum class Code : std::uint8_t { false_, unknown, true_, manual };
[[nodiscard]] constexpr Code code_of(Truth truth, bool manual) noexcept {
  return truth == Truth::unknown && manual ? Code::manual : static_cast<Code>(truth);
}

/// The words of a question for a stretch of patients: true, false, for a person to settle; neither is unknown. The planes lie
/// `stride` words apart.
struct QuestionPlanes {
  const Word* first = nullptr;
  std::size_t stride = 0;
  [[nodiscard]] const Word* true_() const noexcept { return first; }
  [[nodiscard]] const Word* false_() const noexcept { return first + stride; }
  [[nodiscard]] const Word* manual() const noexcept { return first + 2 * stride; }
  /// One patient's.
  [[nodiscard]] AtomTruth at(std::size_t patient) const noexcept {
    const std::size_t w = patient / word_bits, b = patient % word_bits;
    if ((true_()[w] >> b & 1U) != 0) return {Truth::true_, false};
    if ((false_()[w] >> b & 1U) != 0) return {Truth::false_, false};
    return {Truth::unknown, (manual()[w] >> b & 1U) != 0};
  }
};

/// The answers of some thousand patients to all questions.
class Tile {
 public:
  std::size_t first = 0;     ///< number of its first patient
  std::size_t patients = 0;
  std::size_t words = 0;     ///< of a plane
  std::vector<QuestionPlanes> questions;
  std::vector<Word> live;    ///< bits that belong to a patient

  // Where the planes are kept: those that questions share because nobody's record touches them, and one for each other.
  std::vector<std::vector<Word>> shared;
  std::vector<Word> own;
};

}  // namespace elig::engine
