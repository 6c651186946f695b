// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Kleene's three-valued logic, the one place where it is written down.
namespace elig {

enum class Truth : std::uint8_t { false_, unknown, true_ };

//  and | F U T      or | F U T      not
//  ----+------     ----+------     -----
//   F  | F F F      F  | F U T     F | T
//   U  | F U U      U  | U U T     U | U
//   T  | F U T      T  | T T T     T | F
[[nodiscard]] constexpr Truth operator&&(Truth a, Truth b) noexcept { return a < b ? a : b; }
[[nodiscard]] constexpr Truth operator||(Truth a, Truth b) noexcept { return a < b ? b : a; }
[[nodiscard]] constexpr Truth operator!(Truth a) noexcept { return static_cast<Truth>(2 - static_cast<std::uint8_t>(a)); }
[[nodiscard]] constexpr Truth truth(bool b) noexcept { return b ? Truth::true_ : Truth::false_; }

}  // namespace elig
