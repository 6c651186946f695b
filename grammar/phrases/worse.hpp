// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "no worse than -18 dB", "ECOG 2 or better": which way a number is worse lies in what it measures. Turns the bounds of the
/// things that a chunk compares; what has no known direction keeps what the words suggest, and is left open.
void turn_worse(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
