// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Words that are written once and meant for several members of a list: "BRAF or MEK inhibitor", "drug, alcohol or chemical abuse".
void share_last_nouns(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "atrial fibrillation/flutter": the first words of the name before are meant again.
void share_first_words(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "vitrectomy in the study eye": which eye it is narrows what was done to it.
void name_eyes(std::vector<Chunk>& chunks);

/// "treatment with tetrathiomolybdate", "sensitivity to sulfites": what a phrase nobody knows must be, by the words before it.
void name_by_lead(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
