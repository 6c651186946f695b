// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "allergy to penicillin or any excipient": what stands behind such words is what the allergy is to.
void attach_allergies(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
