// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Random numbers whose sequence is part of what a seed promises: the standard library's distributions differ between
/// implementations, so nothing here uses them.
namespace elig::bench {

/// Mixes the bits of `x` (the finaliser of splitmix64): close inputs give unrelated outputs.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// splitmix64. Streams of different keys are independent, so that every patient and every study has one of its own.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed, std::uint64_t key = 0, std::uint64_t second = 0) noexcept
      : state_(mixed(seed + 0x9e3779b97f4a7c15ULL) ^ mixed(key * 0xd1342543de82ef95ULL + 1) ^ mixed(second * 0xda942042e4dd58b5ULL + 2)) {}

  constexpr std::uint64_t next() noexcept { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }
  /// In [0, 1).
  constexpr double unit() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// In [0, count); count > 0.
  constexpr std::uint32_t below(std::uint32_t count) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32) * std::uint64_t{count}) >> 32);
  }
  /// In [low, high].
  constexpr std::int32_t between(std::int32_t low, std::int32_t high) noexcept {
    return high <= low ? low : low + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(high - low) + 1));
  }
  constexpr bool chance(double probability) noexcept { return unit() < probability; }

 private:
  std::uint64_t state_;
};

}  // namespace elig::bench
