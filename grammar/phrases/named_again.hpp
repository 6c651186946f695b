// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "pain score ≥ 4 on a numeric rating scale": the second name of what is compared already asks for nothing. After binding.
void mention_named_again(std::vector<Chunk>& chunks);

}  // namespace elig
