// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"
#include "grammar/study.hpp"

namespace elig {

/// Comparisons that name a number without saying how it is meant: "CrCl 60 mL/min" lost its sign, "an increase in FEV1 of 12 %" is of
/// two values. They stay in the tree as `possible`, so that no value of the record answers them.
/// An analyte that a demand limits on one side by custom ("hemoglobin 9 g/dL" lets in from there on) gets that side instead.
void doubt_comparisons(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section);

}  // namespace elig
