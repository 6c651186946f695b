// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/atoms/ask.hpp"

// Has the cancer spread? The M and the N category of its staging say so beside the diagnoses.
namespace elig::engine {

/// The latest M category ("cM0", "M1b") where metastases are asked for, N where those of lymph nodes are. Nothing when none
/// is on record or the latest ones disagree.
[[nodiscard]] std::optional<Answer> spread_by_category(const Ask& ask, const Question& question);

/// Metastases are asked for at large, and the entry names those of lymph nodes alone.
[[nodiscard]] bool in_nodes_alone(const Ask& ask, const Question& question, const Record::Entry& entry);

/// Whether metastases of lymph nodes alone count: not for M0; where distant ones are asked for, that is open without a category.
[[nodiscard]] Truth distant_spread(const Ask& ask, const Question& question);

}  // namespace elig::engine
