// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The id of a fact's resource in few bytes: what comes before the slash is one of a handful of types, and the rest is
/// nearly always a UUID or a number.
namespace elig::cohort {

enum class IdForm : std::uint8_t { words, uuid, number };

/// "Observation/" of "Observation/obs-3"; "" when there is no slash.
[[nodiscard]] std::string_view prefix_of(std::string_view resource) noexcept;

/// Appends the form and the packed id.
void pack_id(std::string_view id, std::vector<std::uint8_t>& bytes);

/// Moves `at` behind the packed id and appends it to `out`; false when it does not end before `end`.
[[nodiscard]] bool unpack_id(const std::uint8_t*& at, const std::uint8_t* end, std::string& out);
/// The same without reading it.
[[nodiscard]] bool skip_id(const std::uint8_t*& at, const std::uint8_t* end) noexcept;

void pack_number(std::uint64_t number, std::vector<std::uint8_t>& bytes);
[[nodiscard]] bool unpack_number(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& number) noexcept;

}  // namespace elig::cohort
