// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/parse.hpp"

/// What an author of criteria would want to know before others read them: bounds that no one satisfies, exclusions that exclude
/// nobody, numbers that cannot be meant, text that contradicts the registry's fields. docs/lint.md has an example of each.
namespace elig {

/// One kind of finding. Codes and names are stable: scripts may select by either.
struct LintCheck {
  std::string_view code;     ///< "ELIG-L001"
  std::string_view name;     ///< "contradictory-bounds"
  Severity severity;         ///< error: as written nobody can join, or everybody is kept out; warning: likely a slip; note: worth a look
  std::string_view summary;  ///< one line: what it finds
};

/// One place in a study that a check objects to.
struct LintFinding {
  std::string code;       ///< of a LintCheck
  std::string name;
  Severity severity = Severity::note;
  std::string criterion;  ///< id as `parse` gives it: "I2", "E5"
  std::string other;      ///< the second criterion concerned, "" when there is none
  Span span;              ///< in the source text; never empty
  std::string text;       ///< the words of the span
  std::string message;    ///< one line: what is wrong
  std::string hint;       ///< one line: what to write instead
};

/// All checks, in the order of their codes. The span lives as long as the program.
[[nodiscard]] std::span<const LintCheck> lint_checks() noexcept;

/// Findings in `study`, by place in the text, then by code. Criteria are read by `parse` without the registry's fields, which the
/// text is then held against; what the grammar did not understand is never objected to. Deterministic, thread-safe; throws nothing
/// of its own. Quadratic in the number of criteria of one study at worst.
[[nodiscard]] std::vector<LintFinding> lint(const Study& study, const Vocabulary& vocabulary, const ParseOptions& options = {});

}  // namespace elig
