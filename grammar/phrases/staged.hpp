// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

/// Stages beside the disease that they are of. Before binding.
namespace elig {

/// "breast cancer, stage II or III": the comma begins no member of a list.
void join_stage(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig
