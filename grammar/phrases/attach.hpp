// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Gives neighbouring words to the things they belong to, after comparisons and windows found theirs:
/// "HER2 positive", "negative pregnancy test", "elevated AST"; "allergy to penicillin".
void attach_neighbours(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section);

/// Before windows look for their targets: "infection requiring treatment within 3 years" is about the infection.
void drop_general_needs(std::vector<Chunk>& chunks);

/// Before comparisons look for their subjects: "abdominal or perianal abscess" names two kinds of abscess.
void complete_phrases(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "Chronic use of", "on long-term": of the drugs named behind it, a short course is none.
void lengthen_use(std::vector<Chunk>& chunks);

}  // namespace elig
