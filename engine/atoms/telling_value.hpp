// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/atoms/ask.hpp"

/// What measurements tell of a condition that nobody diagnosed.
namespace elig::engine {

/// The latest value of each: true when one lies where the condition surely is there, unknown where it may be; nothing when they
/// are unremarkable, too old or not on record. Results of one day that differ give none.
[[nodiscard]] std::optional<Answer> by_telling_values(const Ask& ask, const Question& question);

}  // namespace elig::engine
