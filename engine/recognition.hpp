// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/vocabulary.hpp"
#include "patients/cohort.hpp"

namespace elig {

/// Coded texts of a cohort's facts that the vocabulary makes nothing of: neither by their codes nor by their words. No criterion
/// that names a concept can meet them; one that is held by its words alone still can. The most frequent first, then by text
/// and kind. Looks at every fact once and at every distinct text.
[[nodiscard]] std::vector<Cohort::Use> unrecognised(const Cohort& cohort, const Vocabulary& vocabulary);

}  // namespace elig
