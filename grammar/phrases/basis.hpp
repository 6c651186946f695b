// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar/phrases/surface.hpp"

/// How a diagnosis is made: "by McDonald criteria", "based on a psychiatric evaluation". Whoever recorded the diagnosis has seen to
/// that; it asks for nothing of its own.
namespace elig {

/// `first` is moved behind the phrase when there is one.
[[nodiscard]] bool parse_basis(TokenIt& first, TokenIt last);

}  // namespace elig
