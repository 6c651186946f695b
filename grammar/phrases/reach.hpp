// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// What stands before the first or behind the last member of a list may be said of that member or of all of them. Where the words
/// leave it open, the other members carry it as a restriction that no record states ("perhaps with neuropathy"): who has them not
/// is certain, who has them is not.
void doubt_reach(std::vector<Chunk>& chunks);

}  // namespace elig
