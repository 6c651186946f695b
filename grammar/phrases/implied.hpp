// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "grammar/phrases/chunk.hpp"

/// What stands between cutting a criterion and its clauses, and what no word says, because everybody knows it.
namespace elig {

/// A criterion's chunks with everything bound: every step from its tokens to the clause grammar, in their order.
[[nodiscard]] std::vector<Chunk> bound_chunks(const Tokens& tokens, const Vocabulary& vocabulary, Section section, const std::string& context);

/// Are these sub-bullets a choice? Nobody has all of a list of cancers: "Eligible subtypes:".
[[nodiscard]] bool implied_choice(const Rule& rule, std::span<const NodeId> items, const Vocabulary& vocabulary);

/// How something is seen is not asked by itself: the examinations behind "by" become mentions.
///   by-method = thing "by" examination { ("," | "or" | "and") examination }      measurable lesions by x-ray, CT or MRI
void name_methods(std::vector<Chunk>& chunks);

}  // namespace elig
