// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "Diabetes duration ≥ 5 years", "asthma of at least 5 years duration": how long a disease has lasted is a window of the disease, no
/// result of its own.
void name_durations(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
