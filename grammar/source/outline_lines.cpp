// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/outline_lines.hpp"

#include <algorithm>
#include <array>

#include "grammar/source/fields.hpp"

namespace elig::source {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

struct Symbol {
  std::string_view bytes;
  bool needs_blank;  // stands for something else when glued to a word: "+", ">", "o"
};
constexpr auto symbols = std::to_array<Symbol>({
    {"*", false}, {"-", false}, {"+", true}, {">", true}, {"o", true}, {"\u2022", false}, {"\u00B7", false}, {"\u2013", false}, {"\u2014", false},
    {"\u2212", true}, {"\u25CF", false}, {"\u25CB", false}, {"\u25E6", false}, {"\u25AA", false}, {"\u25A0", false}, {"\u25A1", false}, {"\u25C6", false},
    {"\u25C7", false}, {"\u25BA", false}, {"\u25B6", false}, {"\u27A2", false}, {"\u2713", false}, {"\u2714", false}, {"\u00A7", true}, {"\u00BF", true},
    {"\u203B", false}, {"\u2023", false}, {"\u2043", false}, {"\u2219", false}, {"\u00BB", true}, {"\uF0B7", false}, {"\uF0A7", false}, {"\uF0D8", false},
    {"\u2010", false}, {"\u2011", false}, {"~", true}, {"#", true},
});

// Bytes of blanks at `at`.
std::uint32_t blanks(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_blank(text[end]) || text.substr(end).starts_with("\u00A0") || text.substr(end).starts_with("\u3000"))) {
    end += is_blank(text[end]) ? 1 : text[end] == '\xC2' ? 2 : 3;
  }
  return static_cast<std::uint32_t>(end - at);
}

std::optional<Mark> symbol_mark(std::string_view text) {
  const std::size_t escape = text.starts_with('\\') ? 1 : 0;
  for (const auto& symbol : symbols) {
    auto rest = text.substr(escape);
    if (!rest.starts_with(symbol.bytes)) continue;
    std::size_t end = escape + symbol.bytes.size();
    const auto gap = blanks(text, end);
    if (gap == 0 && symbol.needs_blank) return std::nullopt;
    rest = text.substr(end + gap);
    const char first = symbol.bytes.front();
    if (first == '>' && (rest.empty() || !is_letter(rest.front()))) return std::nullopt;
    if (first == '*' && rest.starts_with('*')) return std::nullopt;  // bold
    if (gap == 0 && !rest.empty()) {
      // "-5 to 10" is a number, "->" and "--" are no words.
      if (first == '-' && (is_digit(rest.front()) || rest.front() == '>' || rest.front() == '=')) return std::nullopt;
      if (first == '*' && rest.front() == ')') return std::nullopt;
    }
    Mark mark{MarkKind::symbol, 0, 0, static_cast<std::uint32_t>(end + gap)};
    for (const char c : symbol.bytes) mark.style = (mark.style << 8) | static_cast<unsigned char>(c);
    return mark;
  }
  return std::nullopt;
}

// What closes a number or letter: ".", ")", ".)", "-", ":" and their like; the style is told by it.
std::size_t closing(std::string_view text, std::size_t at, std::uint32_t& style) {
  std::size_t end = at;
  style = 0;
  while (end < text.size() && end - at < 4) {
    const char c = text[end];
    if (c == '\\') {
      ++end;
      continue;
    }
    if (c != '.' && c != ')' && c != ']') break;
    style = style * 8 + (c == '.' ? 1 : 2);
    ++end;
  }
  if (style != 0) return end;
  for (const std::string_view mark : {"\u3001", "\uFF09", "\uFF0E"}) {
    if (text.substr(at).starts_with(mark)) {
      style = 3;
      return at + mark.size();
    }
  }
  if (end < text.size() && (text[end] == '-' || text[end] == ':') && end + 1 < text.size() && is_blank(text[end + 1])) {
    style = text[end] == '-' ? 4 : 5;
    return end + 1;
  }
  return at;
}

// "4.1.2 Histologically": several numbers with points between; the last point may be missing.
std::optional<Mark> section_number(std::string_view text) {
  std::size_t at = 0;
  unsigned parts = 0, value = 0;
  while (at < text.size() && is_digit(text[at])) {
    value = 0;
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at]) && at - begin < 3) value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    ++parts;
    if (at >= text.size() || text[at] != '.') break;
    ++at;
  }
  const auto gap = blanks(text, at);
  if (parts < 2 || gap == 0 || value == 0) return std::nullopt;
  // Two parts are a decimal number unless a sentence starts behind them.
  const auto rest = text.substr(at + gap);
  if (rest.empty() || !is_capital(rest.front())) return std::nullopt;
  if (parts == 2 && rest.size() > 1 && is_capital(rest[1])) return std::nullopt;
  return Mark{MarkKind::section_number, parts, value, static_cast<std::uint32_t>(at + gap)};
}

std::optional<Mark> number_mark(std::string_view text) {
  if (auto found = section_number(text)) return found;
  std::size_t at = 0;
  std::uint32_t open = 0;
  if (text.starts_with('(')) {
    open = 1, at = 1;
  } else if (text.starts_with("\uFF08")) {
    open = 2, at = 3;
  }
  const std::size_t begin = at;
  unsigned value = 0;
  while (at < text.size() && is_digit(text[at]) && at - begin < 3) value = value * 10 + static_cast<unsigned>(text[at++] - '0');
  if (at == begin || value == 0) return std::nullopt;
  std::size_t end = at;
  if (open != 0 && end < text.size() && is_letter(text[end])) return std::nullopt;
  std::uint32_t style = 0;
  end = closing(text, at, style);
  if (end == at && open == 0 && at < text.size() && text[at] == '-' && at + 1 < text.size() && is_capital(text[at + 1])) {
    end = at + 1, style = 4;  // "1-Age"
  }
  if (end == at) return std::nullopt;
  if (open != 0 && style != 2 && style != 3) return std::nullopt;
  const auto gap = blanks(text, end);
  const auto rest = text.substr(end + gap);
  if (gap == 0 && !rest.empty() && (is_digit(rest.front()) || rest.front() == ',' || rest.front() == '/')) return std::nullopt;
  return Mark{MarkKind::number, style | (open << 8), value, static_cast<std::uint32_t>(end + gap)};
}

unsigned roman_value(std::string_view digits) {
  static constexpr std::array<std::string_view, 20> numerals = {"i",  "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x",
                                                                "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
  const auto found = std::ranges::find(numerals, lower(digits));
  return found == numerals.end() ? 0 : static_cast<unsigned>(found - numerals.begin()) + 1;
}

std::optional<Mark> letter_mark(std::string_view text, bool prefer_letter) {
  const std::size_t open = text.starts_with('(') ? 1 : 0;
  std::size_t at = open;
  while (at < text.size() && is_letter(text[at]) && at - open < 5) ++at;
  const auto letters = text.substr(open, at - open);
  if (letters.empty()) return std::nullopt;
  std::uint32_t style = 0;
  const auto end = closing(text, at, style);
  if (end == at || (open != 0 && style != 2) || style == 5) return std::nullopt;
  const auto gap = blanks(text, end);
  if (gap == 0 && !(style == 2 && end < text.size() && is_letter(text[end]))) return std::nullopt;
  const std::uint32_t look = style | (open != 0 ? 256U : 0U) | (is_capital(letters.front()) ? 512U : 0U);
  const auto length = static_cast<std::uint32_t>(end + gap);
  if (const unsigned roman = prefer_letter ? 0 : roman_value(letters); roman != 0) return Mark{MarkKind::roman, look, roman, length};
  if (letters.size() != 1) return std::nullopt;
  return Mark{MarkKind::letter, look, static_cast<unsigned>(lower(letters)[0] - 'a') + 1, length};
}

// ① … ⑳, Ⅰ … Ⅻ, ⅰ … ⅻ
std::optional<Mark> enclosed_mark(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto code = ((static_cast<unsigned>(text[0]) & 0x0FU) << 12) | ((static_cast<unsigned>(text[1]) & 0x3FU) << 6) | (static_cast<unsigned>(text[2]) & 0x3FU);
  if ((static_cast<unsigned char>(text[0]) & 0xF0U) != 0xE0U) return std::nullopt;
  const auto from = [&](unsigned first, unsigned count, std::uint32_t style) -> std::optional<Mark> {
    if (code < first || code >= first + count) return std::nullopt;
    std::uint32_t close = 0;
    const auto end = closing(text, 3, close);
    if (style != 1 && end == 3 && blanks(text, 3) == 0) return std::nullopt;  // "ⅢB" is a stage
    return Mark{MarkKind::number, (style << 16) | close, code - first + 1, static_cast<std::uint32_t>(end + blanks(text, end))};
  };
  if (auto found = from(0x2460, 20, 1)) return found;
  if (auto found = from(0x2160, 12, 2)) return found;
  return from(0x2170, 12, 3);
}

}  // namespace

std::optional<Mark> mark_at(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (auto found = symbol_mark(text)) return found;
  if (auto found = number_mark(text)) return found;
  if (auto found = enclosed_mark(text)) return found;
  return letter_mark(text, false);
}

std::optional<Mark> as_letter(const Mark& roman, std::string_view text) {
  if (roman.kind != MarkKind::roman) return std::nullopt;
  return letter_mark(text, true);
}

Span trimmed(std::string_view text, Span part) {
  static constexpr std::array<std::string_view, 8> blank_spellings = {"&#xD;", "&#13;", "&#xA;", "&#10;", "&nbsp;", "\u00A0", "\u3000", "\u200B"};
  const auto shrink = [&](auto&& step) {
    while (part.begin < part.end && step()) {
    }
  };
  shrink([&] {
    const auto rest = text.substr(part.begin, part.end - part.begin);
    if (is_blank(rest.front())) return ++part.begin, true;
    for (const auto blank : blank_spellings) {
      if (rest.starts_with(blank)) return part.begin += static_cast<std::uint32_t>(blank.size()), true;
    }
    return false;
  });
  shrink([&] {
    const auto rest = text.substr(part.begin, part.end - part.begin);
    if (is_blank(rest.back())) return --part.end, true;
    for (const auto blank : blank_spellings) {
      if (rest.ends_with(blank)) return part.end -= static_cast<std::uint32_t>(blank.size()), true;
    }
    return false;
  });
  return part;
}

std::vector<Line> lines_of(std::string_view text, Span part) {
  std::vector<Line> lines;
  std::uint32_t gap = 0;
  for (std::uint32_t at = part.begin; at < part.end;) {
    const auto line = text.substr(at, part.end - at);
    // A lone carriage return ends a line too.
    const auto length = static_cast<std::uint32_t>(std::min(line.find_first_of("\n\r"), line.size()));
    auto next = at + length + (length < line.size() ? 1U : 0U);
    if (length + 1 < line.size() && line[length] == '\r' && line[length + 1] == '\n') ++next;
    const Span words = trimmed(text, {at, at + length});
    if (words.empty()) {
      ++gap;
    } else {
      Line found{words, 0, 0, gap};
      for (std::uint32_t i = at; i < words.end; ++i) {
        if (i == words.begin) found.column = found.end;
        const char c = text[i];
        if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
        found.end = c == '\t' ? (found.end / 8 + 1) * 8 : found.end + 1;
      }
      lines.push_back(found);
      gap = 0;
    }
    at = next;
  }
  return lines;
}

std::uint32_t wrap_column(const std::vector<Line>& lines) {
  std::uint32_t longest = 0;
  for (const auto& line : lines) longest = std::max(longest, line.end);
  if (longest < 60 || longest > 130) return 0;
  const auto near = std::ranges::count_if(lines, [&](const Line& line) { return line.end + 14 > longest; });
  return near >= 3 ? longest : 0;
}

}  // namespace elig::source
