// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Takes the words of a thing's own name out of what restricts it.
void drop_own_words(Chunk& chunk);

/// "octreotide injections": the drug is what is given, the injection only how.
void name_injected_drugs(std::vector<Chunk>& chunks);

/// "metformin on a stable dose for 3 months": the drug's dose, no measurement of its own.
void join_stable_doses(std::vector<Chunk>& chunks);

/// "on metformin, the dose stable for 8 weeks": an order of the drug that has run so long.
void name_steady_insulin(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);
void name_steady_doses(std::vector<Chunk>& chunks);

/// "a stable (8 weeks) regimen of A": such an order of it.
void date_steady_drugs(std::vector<Chunk>& chunks);

/// "investigational drugs, biologics or devices": the devices are investigational as well.
void name_trial_devices(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
