// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// How text for people looks on a terminal and off it.
namespace elig::tools {

enum class Tone { plain, good, bad, open, dim, strong };

/// Colour is for terminals only, and NO_COLOR (any value but an empty one) forbids it.
class Style {
 public:
  explicit Style(bool colour = false, std::size_t width = 100) : colour_(colour), width_(width) {}
  [[nodiscard]] static Style of_standard_output();

  [[nodiscard]] std::string operator()(Tone tone, std::string_view text) const;
  [[nodiscard]] std::size_t width() const noexcept { return width_; }

 private:
  bool colour_;
  std::size_t width_;
};

/// `text` on one line: runs of blanks and line breaks become one blank, control characters (a terminal would obey them) "·".
[[nodiscard]] std::string one_line(std::string_view text);

/// `text` broken between words into lines of at most `width` characters; a longer word stands alone.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Characters (code points) of `text`.
[[nodiscard]] std::size_t length(std::string_view text);

/// `text` filled with blanks to `width` characters.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

/// Appends `text` wrapped: the first line after `first`, the others after `rest`.
void append_wrapped(std::string& out, std::string_view first, std::string_view rest, std::string_view text, std::size_t width);

/// As append_wrapped, but a line of `text` that starts with a bullet mark starts a line of its own: sub-bullets stay a list.
void append_list(std::string& out, std::string_view first, std::string_view rest, std::string_view text, std::size_t width);

/// Rows in columns, two blanks apart; the last column is not filled. `right` names the columns that align to the right.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<std::size_t>& right = {});

}  // namespace elig::tools
