// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "Adequate bone marrow, hepatic and renal function": marks the things of which it is said.
void mark_functions(std::vector<Chunk>& chunks);

/// What counts as adequate is a judgement, unless the criterion goes on with limits. Gives the bytes that are judged.
std::size_t judge_functions(Rule& rule);

}  // namespace elig
