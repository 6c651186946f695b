// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "grammar/span.hpp"

/// The lines of a text with their columns and bullet marks.
namespace elig::source {

enum class MarkKind : std::uint8_t { none, symbol, number, section_number, letter, roman };

/// A bullet mark: what it is made of and where it stands in a sequence.
struct Mark {
  MarkKind kind = MarkKind::none;
  std::uint32_t style = 0;  ///< the symbol, or how a number is written: "1." and "(1)" are different lists
  unsigned value = 0;       ///< number in its list, 0 for symbols
  std::uint32_t length = 0; ///< bytes up to the words

  [[nodiscard]] bool same_list(const Mark& other) const { return kind == other.kind && style == other.style; }
};

/// The mark at the start of `text`, which starts with no blank. A number or letter may turn out to be none: see Sequence.
[[nodiscard]] std::optional<Mark> mark_at(std::string_view text);

/// The same letters read as the other kind: "i." is a letter after "h." and a Roman number elsewhere.
[[nodiscard]] std::optional<Mark> as_letter(const Mark& roman, std::string_view text);

struct Line {
  Span words;               ///< without the blanks around; blanks may be written as "&#xD;"
  std::uint32_t column = 0; ///< of the first word
  std::uint32_t end = 0;    ///< column behind the last word
  std::uint32_t gap = 0;    ///< blank lines before it
};

/// The lines that hold anything.
[[nodiscard]] std::vector<Line> lines_of(std::string_view text, Span part);

/// `part` without blanks at both ends, "&#xD;" counting as blank.
[[nodiscard]] Span trimmed(std::string_view text, Span part);

/// The column at which a text was wrapped, 0 when it was not.
[[nodiscard]] std::uint32_t wrap_column(const std::vector<Line>& lines);

}  // namespace elig::source
