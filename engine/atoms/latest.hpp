// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "engine/atoms/ask.hpp"

namespace elig::engine {

/// A measurement's latest value and where it is from.
struct Latest {
  Interval value;
  const Fact* fact = nullptr;
};

/// Of the last `months`, in `unit`; empty when there is none, it does not convert, or results of that day differ.
[[nodiscard]] std::optional<Latest> latest_value(const Ask& ask, ConceptIndex measurement, std::string_view unit, int months);

}  // namespace elig::engine
