// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "grammar/phrases/surface.hpp"

/// The limits of normal as a state: "within the institution's normal limits", "outside the central laboratory's reference range".
namespace elig {

/// normal (inside) or abnormal (outside); `first` is moved behind the phrase when there is one.
[[nodiscard]] std::optional<State> parse_normal_range(TokenIt& first, TokenIt last);

}  // namespace elig
