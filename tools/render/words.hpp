// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/explanation.hpp"
#include "grammar/ast.hpp"
#include "grammar/diagnostic.hpp"
#include "grammar/study.hpp"
#include "grammar/vocabulary.hpp"

/// The words that enumerations have outside: in JSON, in batch files, on a terminal. Scripts rely on them; change none.
namespace elig::tools {

[[nodiscard]] std::string_view word(AtomKind kind) noexcept;
[[nodiscard]] std::string_view word(Comparator op) noexcept;    ///< >= > <= < =
[[nodiscard]] std::string_view word(RelativeTo base) noexcept;  ///< ULN LLN baseline, "" for none
[[nodiscard]] std::string_view word(WindowOp op) noexcept;
[[nodiscard]] std::string_view word(TimeUnit unit) noexcept;  ///< UCUM where it has one: min h d wk mo a; half_life
[[nodiscard]] std::string_view word(Temporality when) noexcept;
[[nodiscard]] std::string_view word(Assertion assertion) noexcept;
[[nodiscard]] std::string_view word(State state) noexcept;
[[nodiscard]] std::string_view word(Op op) noexcept;
[[nodiscard]] std::string_view word(Section section) noexcept;
[[nodiscard]] std::string_view word(Severity severity) noexcept;
[[nodiscard]] std::string_view word(ConceptKind kind) noexcept;
[[nodiscard]] std::string_view word(Truth truth) noexcept;
[[nodiscard]] std::string_view word(Outcome outcome) noexcept;
[[nodiscard]] std::string_view word(Verdict verdict) noexcept;

/// "http://loinc.org|2106-3"; a prefix code ends in "*".
[[nodiscard]] std::string code_text(const ConceptCode& code);

/// The shortest decimal that reads back as the same number, without an exponent where a person would write none.
[[nodiscard]] std::string number_text(double value);

}  // namespace elig::tools
