// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "grammar/source/outline_headings.hpp"
#include "grammar/source/outline_lines.hpp"
#include "grammar/study.hpp"

/// Lines put together again: wrapped lines joined, and what stands side by side in one line taken apart.
namespace elig::source {

/// A heading or an item, not yet told apart unless `title` or `label` says so.
struct Passage {
  Span mark_span;
  Span text;
  Mark mark;
  std::uint32_t column = 0;       ///< of the mark, or of the text without one
  std::uint32_t text_column = 0;
  std::uint32_t gap = 0;          ///< blank lines before it
  std::optional<SectionTitle> title;  ///< the whole passage is a section's title
  bool label = false;                 ///< the whole passage is a population's or topic's name, its criteria follow in the same line
  bool inner = false;                 ///< stood behind something else in its line

  [[nodiscard]] bool marked() const { return mark.kind != MarkKind::none; }
};

[[nodiscard]] std::vector<Passage> passages_of(std::string_view text, Span part, bool topical);

}  // namespace elig::source
