// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "patients/fact.hpp"

namespace elig::engine {

/// Things that several kinds of question look for by words of their own, whatever the entry's concepts: sets of them are bits.
enum class Topic : std::uint8_t {
  pregnancy = 1,   ///< pregnancies and tests for one
  sterility = 2,   ///< hysterectomy, sterilisation, menopause
  smoking = 4,
  allergy = 8,     ///< allergy lists, and allergies among diagnoses
  staged = 16,     ///< diagnoses with a stage
  nursing = 32     ///< breastfeeding, and what was asked about it
};

/// Kinds of entry as a set.
class Kinds {
 public:
  template <typename... Kind>
  constexpr Kinds(Kind... kinds) : bits_(static_cast<std::uint16_t>((0U | ... | (1U << static_cast<unsigned>(kinds))))) {}  // NOLINT: a kind is a set of one
  [[nodiscard]] constexpr bool has(FactKind kind) const noexcept { return (bits_ >> static_cast<unsigned>(kind) & 1U) != 0; }
  constexpr Kinds& operator|=(Kinds other) noexcept { return bits_ = static_cast<std::uint16_t>(bits_ | other.bits_), *this; }
  [[nodiscard]] constexpr bool has_all(Kinds others) const noexcept { return (others.bits_ & ~bits_) == 0; }
  [[nodiscard]] constexpr std::uint16_t bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr bool none() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(Kinds, Kinds) noexcept = default;

 private:
  std::uint16_t bits_ = 0;
};

}  // namespace elig::engine
