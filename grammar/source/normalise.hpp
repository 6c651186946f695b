// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/span.hpp"

namespace elig {

/// A view of source text in which one thing is written one way, and where each byte of it comes from.
struct Normalised {
  std::string text;
  /// For each byte of `text` the offset of the source character it stands for, and one entry past the end. Never decreases.
  std::vector<std::uint32_t> source;

  /// Source bytes that `text[begin, end)` stands for; a character that became several bytes counts whole. `begin <= end <=
  /// text.size()`; an empty range gives an empty span.
  [[nodiscard]] Span to_source(std::size_t begin, std::size_t end) const;
};

/// Folds the ways of writing comparisons, dashes, superscripts, fractions, micro signs, quotes, blanks, entities and markdown
/// escapes into ASCII, and full-width and compatibility letters by NFKC; case stays. Runs of blanks and line breaks become one
/// space. The source is never edited: offsets are those of `source` plus `base`. Bytes that are not UTF-8 pass unchanged.
/// Linear, thread-safe.
[[nodiscard]] Normalised normalise(std::string_view source, std::uint32_t base);

}  // namespace elig
