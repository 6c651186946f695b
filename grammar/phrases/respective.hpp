// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "AST and ALT ≤ 2 and 3 x ULN, respectively": the first limit is of the first, the second of the second. Where the two do not pair
/// off, no value of the record answers them. After binding.
void pair_respective(std::vector<Chunk>& chunks);

}  // namespace elig
