// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>

#include "grammar/lexicon/token.hpp"
#include "grammar/phrases/chunk.hpp"
#include "grammar/source/normalise.hpp"
#include "grammar/vocabulary.hpp"

/// Phrases as short lines of text, so that a test reads: wording, meaning.
namespace elig::test {

struct Example {
  const char* text;
  const char* meaning;
};

inline void PrintTo(const Example& e, std::ostream* os) { *os << e.text; }

inline const Vocabulary& words() {
  static const std::shared_ptr<const Vocabulary> vocabulary = Vocabulary::builtin();
  return *vocabulary;
}

inline std::string shown(double value) {
  std::ostringstream out;
  out.precision(6);
  out << value;
  return out.str();
}

inline std::string shown(Comparator op) {
  static constexpr std::array<const char*, 5> symbols{"<", "<=", "=", ">=", ">"};
  return symbols.at(static_cast<std::size_t>(op));
}

inline std::string shown(Comparator op, double value, const std::string& unit, RelativeTo relative) {
  std::string text = shown(op) + " " + shown(value);
  if (relative == RelativeTo::uln) return text + " ULN";
  if (relative == RelativeTo::lln) return text + " LLN";
  if (!unit.empty()) text += " " + unit;
  return text;
}

inline std::string shown(const Window& w) {
  static constexpr std::array<const char*, 6> ops{"within", "not within", "for at least", "for at most", "before", "after"};
  static constexpr std::array<const char*, 7> units{"min", "h", "d", "wk", "mo", "a", "half-lives"};
  std::string text = ops.at(static_cast<std::size_t>(w.op));
  if (w.value) {
    if (w.at_least) text += " " + shown(*w.at_least) + " to";
    text += " " + shown(*w.value) + " " + units.at(static_cast<std::size_t>(w.unit));
  }
  if (w.half_lives) text += std::string(w.whichever_longer ? " or longer " : " or shorter ") + shown(*w.half_lives) + " half-lives";
  if (w.strict) text += " strictly";
  if (w.future) text += " ahead";
  return text;
}

}  // namespace elig::test
