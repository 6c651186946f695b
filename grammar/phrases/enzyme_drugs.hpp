// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

/// Drugs named by the enzymes and carriers they slow or speed: the words come in every order, so they are read as a sentence, not as a name.
namespace elig {

/// Reads such a phrase at `at` and appends its drugs, joined by "or". Leaves both as they were where none begins.
bool enzyme_drugs(TokenIt& at, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks);

}  // namespace elig
