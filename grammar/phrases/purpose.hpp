// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

/// "Chemotherapy for breast cancer": what a treatment is for. Private to the grammar.
namespace elig {

/// Gives treatments and hospital stays the diseases that the words say they are for, and takes these diseases out of the list.
void bind_purposes(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// Abbreviations find their meaning later than treatments their purposes: takes it over.
void settle_purposes(std::vector<Chunk>& chunks);

/// The disease that this chunk names, as a purpose.
[[nodiscard]] Purpose purpose_of(const Chunk& disease);

}  // namespace elig
