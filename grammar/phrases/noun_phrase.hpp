// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Reads the noun phrase at `first` and appends it to `chunks` as things (a name of the vocabulary, or a phrase whose head word
/// says what it is) or as one `unknown`. Returns where it ends; takes at least one token.
///
///   noun-phrase = { qualifier } name { "of" name }        severe renal impairment; carcinoma of the breast; liver biopsy
TokenIt noun_phrase(TokenIt first, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks);

/// The kind of atom that a concept gives.
[[nodiscard]] AtomKind atom_kind(ConceptKind kind) noexcept;

}  // namespace elig
