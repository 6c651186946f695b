// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "patients/fact.hpp"

/// Numbers as laboratories write them into a field of text.
namespace elig::tables {

/// How a number stands to the value it limits.
enum class Limit { equal, below, at_most, above, at_least };

/// What is known of a value of which `number` is the limit: `below` 0.1 is (−∞, 0.1).
[[nodiscard]] Interval limited(Limit limit, double number) noexcept;

/// "7", "<0.1", "≥ 60", "3.5-5.1", "3.5 to 5.1", whole; empty for anything else.
[[nodiscard]] std::optional<Interval> interval_of(std::string_view text);

}  // namespace elig::tables
