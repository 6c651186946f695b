// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Before comparisons look for their subjects: "> 10 mg/day of prednisone or equivalent" is a dose of whatever systemic corticosteroid
/// is taken, not of prednisone. `Bound::canonical` then holds it as prednisone, mg/d.
void read_steroid_doses(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
