// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar/phrases/terminals.hpp"

/// The parts of a comparison around its amount: what stands before it (an operator) and behind it ("or older", "years of age").
namespace elig {

struct Operator {
  Comparator op = Comparator::equal;
  bool age = false;  ///< its own words say that it compares an age: "older than"
};

[[nodiscard]] inline bool lower(Comparator op) { return op == Comparator::greater || op == Comparator::greater_equal; }
[[nodiscard]] inline bool upper(Comparator op) { return op == Comparator::less || op == Comparator::less_equal; }

/// The operator that a comparator token or cue stands for.
[[nodiscard]] Comparator comparator_of(const Token& symbol);
[[nodiscard]] Comparator comparator_of(std::string_view cue_value);
/// The same comparison seen from its other side: "18 <" of an age is "age > 18".
[[nodiscard]] Comparator mirrored(Comparator op);

/// operator = ">=" | "at least" | "no more than" | … , also doubled: "≥ (greater than or equal to)", "of at least", "under the age of"
[[nodiscard]] std::optional<Operator> parse_operator(TokenIt& first, TokenIt last);
/// after = "or more" | "and older" | "+"
[[nodiscard]] std::optional<Operator> parse_after(TokenIt& first, TokenIt last);
/// of-age = "years old" | "years of age" | "of age"
[[nodiscard]] bool parse_age_words(TokenIt& first, TokenIt last);
/// class-word = "stage" | "grade" | "class" | …
[[nodiscard]] bool class_word(const Token& t);

}  // namespace elig
