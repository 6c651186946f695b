// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/atoms/ask.hpp"

/// What measurements tell of the control of a disease.
namespace elig::engine {

/// Whether a hypertension or a diabetes is uncontrolled, by the latest blood pressure or HbA1c of the last year; unknown where
/// trials draw the line at different values, and for any other condition.
[[nodiscard]] Truth uncontrolled_by_measure(const Ask& ask, const Question& question);

}  // namespace elig::engine
