// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/explanation.hpp"
#include "engine/program.hpp"

namespace elig::engine {

/// What a question asks for, as a person would name it; "" when no datum answers it.
[[nodiscard]] std::string need_of(const Question& question, const Vocabulary& vocabulary);

/// What would settle the criteria left unknown: one entry for each thing asked for, what settles most criteria first, then
/// by name.
[[nodiscard]] std::vector<Missing> missing_for(const RuleSet& rules, const CompiledStudy& study, const std::vector<Question>& questions,
                                               std::span<const AtomTruth> answers, std::span<const Outcome> outcomes, const Vocabulary& vocabulary);

}  // namespace elig::engine
