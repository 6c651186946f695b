// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/lexicon/token.hpp"

/// What the productions make of tokens: the surface of a phrase, before it is bound to a subject. Private to the grammar.
namespace elig {

using TokenIt = const Token*;

/// "2.5 x ULN", "9 g/dL", "III"
struct Amount {
  double value = 0;
  std::string unit;
  RelativeTo relative_to = RelativeTo::none;
  bool letter = false;      ///< "B" of Child-Pugh: `value` is 1 for A, 2 for B …
  bool roman = false;
  std::string part;         ///< of a stage: "A", "B2" of "IIIA", "IB2"
  bool has_number = false;  ///< "> ULN" has none written
  std::optional<Comparator> op;  ///< written among its own words: "two times or greater than the ULN"
  TokenIt begin = nullptr;
  TokenIt end = nullptr;
};

struct SurfaceBound {
  Comparator op = Comparator::greater_equal;
  Amount amount;
  TokenIt begin = nullptr;  ///< with its operator
  TokenIt end = nullptr;
};

/// One phrase of comparison. `alternatives` join by "or" ("<50 or >400"), the bounds inside one by "and".
struct BoundsPhrase {
  std::vector<std::vector<SurfaceBound>> alternatives;
  bool set = false;         ///< "0 or 1": several equal values, any of which will do
  std::vector<SurfaceBound> snellen;  ///< "20/40 or better", "20/40 to 20/200": the same as visual acuities, in decimals
  bool pair = false;        ///< "140/90": the second bound belongs to the second of a pair (diastolic)
  bool age = false;         ///< its own words say that it is an age ("or older", "years of age")
  bool explicit_op = false; ///< an operator or a range was written, not a bare number
  bool subject_behind = false;  ///< "18 < age": what is compared stands right behind
  TokenIt begin = nullptr;
  TokenIt end = nullptr;
};

struct WindowPhrase {
  Window window;
  bool needs_event = false; ///< the words after it name the event it is measured from ("since", "after", "from")
  TokenIt begin = nullptr;
  TokenIt end = nullptr;    ///< anchor included
  TokenIt value_end = nullptr;
};

/// `first` is moved behind the phrase when there is one.
[[nodiscard]] std::optional<BoundsPhrase> parse_bounds(TokenIt& first, TokenIt last);
[[nodiscard]] std::optional<WindowPhrase> parse_window(TokenIt& first, TokenIt last);
[[nodiscard]] std::optional<Amount> parse_amount(TokenIt& first, TokenIt last);

[[nodiscard]] std::optional<TimeUnit> time_unit(std::string_view ucum) noexcept;

}  // namespace elig
