// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar/rule_set.hpp"
#include "grammar/study.hpp"
#include "grammar/vocabulary.hpp"

namespace elig {

struct ParseOptions {
  Section bare = Section::inclusion;  ///< section of a text without headings
  std::size_t max_criterion = 65536;  ///< bytes; a longer criterion becomes one `unparsed` node with a diagnostic
  std::size_t max_depth = 32;         ///< nesting of parentheses; deeper text becomes `unparsed`
};

/// A study's text and structured fields as rules. Total: any text gives a RuleSet, what is not understood is in it as
/// `unparsed`. Linear in the text's length, deterministic, thread-safe.
[[nodiscard]] RuleSet parse(const Study& study, const Vocabulary& vocabulary, const ParseOptions& options = {});

}  // namespace elig
