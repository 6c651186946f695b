// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

/// People named before what is asked of them. Both ways of saying it are brought into the order "X >= 13 for men" and "for men, X".
namespace elig {

/// by-people = thing { people limit }     Hemoglobin: men >= 13 g/dL, women >= 12 g/dL
/// of-people = people ":" …               Men: hemoglobin >= 13 g/dL
/// Runs before comparisons are bound; people are sexes, ages of life and childbearing potential.
void order_by_people(std::vector<Chunk>& chunks);

/// Are they words for people of one sex and nothing else: "Female patients", "Women of childbearing potential"?
[[nodiscard]] bool one_sex(const std::vector<Chunk>& chunks);

}  // namespace elig
