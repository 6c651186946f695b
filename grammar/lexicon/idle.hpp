// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "grammar/vocabulary.hpp"

namespace elig {

/// Does the word, in its normalised form, narrow nothing beside the concept (`vocabulary/idle.tsv`)? Safe to call from any thread.
[[nodiscard]] bool idle_beside(std::string_view word, const Concept& thing);

}  // namespace elig
