// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// What the words around a thing make of it, before anything is bound: "no … is allowed" forbids, "ECG changes suggestive of …"
/// asks for no ECG, "recovered from toxicity" for no toxicity.
void weigh_words(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section);

}  // namespace elig
