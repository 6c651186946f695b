// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/style.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace elig::tools {
namespace {

bool blank(unsigned char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Characters of the bullet mark ("•", "-", "a)", "12.") that the line starts with, 0 when it starts with a word.
std::size_t bullet(std::string_view line) {
  while (!line.empty() && blank(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
  const std::size_t gap = line.find_first_of(" \t");
  if (gap == std::string_view::npos || gap == 0 || gap > 5) return 0;
  const std::string_view mark = line.substr(0, gap);
  for (const std::string_view known : {"•", "-", "*", "o", "–", "◦", "▪", "+", "·"})
    if (mark == known) return 1;
  if (mark.back() != '.' && mark.back() != ')') return 0;
  return mark.size() <= 2 || mark.find_first_not_of("0123456789.)") == std::string_view::npos ? mark.size() : 0;
}

}  // namespace

Style Style::of_standard_output() {
  if (::isatty(STDOUT_FILENO) == 0) return Style(false);
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool colour = (no_colour == nullptr || *no_colour == '\0') && (terminal == nullptr || std::string_view(terminal) != "dumb");
  winsize size{};
  const std::size_t columns = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
  return Style(colour, std::clamp<std::size_t>(columns, 60, 140));
}

std::string Style::operator()(Tone tone, std::string_view text) const {
  if (!colour_ || tone == Tone::plain) return std::string(text);
  const char* code = "";
  switch (tone) {
    case Tone::plain:
      break;
    case Tone::good:
      code = "32";
      break;
    case Tone::bad:
      code = "31";
      break;
    case Tone::open:
      code = "33";
      break;
    case Tone::dim:
      code = "2";
      break;
    case Tone::strong:
      code = "1";
      break;
  }
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

std::string one_line(std::string_view text) {
  std::string line;
  bool gap = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (blank(c)) {
      gap = !line.empty();
      continue;
    }
    if (gap) line.push_back(' ');
    gap = false;
    const bool c1 = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                    static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c < 0x20 || c == 0x7F || c1) {
      line.append("·");
      if (c1) ++i;
    } else {
      line.push_back(static_cast<char>(c));
    }
  }
  return line;
}

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width) {
  std::string cell(text);
  const std::size_t now = length(text);
  if (now < width) cell.append(width - now, ' ');
  return cell;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  const std::string line = one_line(text);
  std::vector<std::string> lines(1);
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view word = std::string_view(line).substr(at, end - at);
    if (!lines.back().empty() && length(lines.back()) + 1 + length(word) > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back().push_back(' ');
    lines.back().append(word);
    at = end + 1;
  }
  return lines;
}

void append_wrapped(std::string& out, std::string_view first, std::string_view rest, std::string_view text, std::size_t width) {
  bool begun = false;
  for (const std::string& line : wrapped(text, width)) {
    out.append(begun ? rest : first).append(line).append("\n");
    begun = true;
  }
}

void append_list(std::string& out, std::string_view first, std::string_view rest, std::string_view text, std::size_t width) {
  std::string_view lead = first;
  std::string indent(rest);
  std::string item;
  std::size_t room = width;
  const auto flush = [&] {
    if (one_line(item).empty()) return;
    append_wrapped(out, lead, indent, item, room);
    item.clear();
  };
  std::string deeper;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (const std::size_t mark = bullet(line); mark > 0 && !item.empty()) {
      flush();
      deeper = std::string(rest) + "  ";
      lead = deeper;
      indent = deeper + std::string(mark + 1, ' ');
      room = width > mark + 3 ? width - mark - 3 : width;
    }
    item.append(line).append("\n");
  }
  flush();
}

std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<std::size_t>& right) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], length(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line.append("  ");
      const bool align_right = std::find(right.begin(), right.end(), i) != right.end();
      if (align_right)
        line.append(widths[i] - length(row[i]), ' ').append(row[i]);
      else if (i + 1 == row.size())
        line.append(row[i]);
      else
        line.append(padded(row[i], widths[i]));
    }
    while (line.ends_with(' ')) line.pop_back();
    out.append(line).append("\n");
  }
  return out;
}

}  // namespace elig::tools
