// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/atoms/ask.hpp"

namespace elig::engine {

/// What tests of a germ say about having its infection. Tests for the germ itself (antigen, RNA, DNA, culture) decide, the latest
/// first; antibodies rule out when negative, and prove only HIV when positive; antibodies that vaccines make say nothing.
/// Empty when no such test is on record.
[[nodiscard]] std::optional<Answer> infection_by_tests(const Ask& ask, const Question& question);

}  // namespace elig::engine
