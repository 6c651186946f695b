// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "grammar/vocabulary.hpp"

namespace elig::engine {

/// Formulas that give a value which nobody recorded (derived.hpp has them).
enum class Formula : std::uint8_t { none, bmi, ckd_epi, cockcroft_gault, corrected_calcium, fridericia, friedewald, neutrophils, fib4, apri, mean_arterial, homa_ir };

/// The formula for the concept, or for a narrower one when something broader is asked for.
[[nodiscard]] Formula formula_for(const Vocabulary& vocabulary, ConceptIndex concept_index);

}  // namespace elig::engine
