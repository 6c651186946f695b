// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/normalise.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace elig {
namespace {

struct Fold {
  char32_t from;
  std::string_view to;
};

// Before NFKC, which would lose what these mean ("10⁹" as 109, "½" glued to the number before it). Sorted.
constexpr auto folds = std::to_array<Fold>({
    {0x00AB, "\""},  // «
    {0x00AD, ""},    // soft hyphen
    {0x00AE, ""},    // ®
    {0x00B1, "+/-"}, {0x00B4, "'"}, {0x00B5, "u"},
    {0x00BA, "\u00B0"},  // º for °
    {0x00BB, "\""},  {0x00D7, "x"}, {0x02B9, "'"}, {0x02BC, "'"}, {0x02C2, "<"}, {0x02C3, ">"}, {0x02D7, "-"}, {0x03BC, "u"},
    {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"}, {0x2014, "-"}, {0x2015, "-"},
    {0x2018, "'"}, {0x2019, "'"}, {0x201A, "'"}, {0x201B, "'"}, {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x201F, "\""},
    {0x2032, "'"}, {0x2033, "\""}, {0x2039, "<"}, {0x203A, ">"},
    {0x2043, "-"}, {0x2044, "/"},
    {0x2120, ""}, {0x2122, ""},  // ℠ ™
    {0x2212, "-"}, {0x2215, "/"}, {0x2219, "\u00B7"}, {0x2236, ":"}, {0x223C, "~"},
    {0x2260, "!="}, {0x2264, "<="}, {0x2265, ">="}, {0x2266, "<="}, {0x2267, ">="}, {0x226E, ">="}, {0x226F, "<="},
    {0x2272, "<="}, {0x2273, ">="}, {0x22C5, "\u00B7"}, {0x22DC, "<="}, {0x22DD, ">="},
    {0x2715, "x"}, {0x2716, "x"}, {0x2A2F, "x"}, {0x2A7D, "<="}, {0x2A7E, ">="}, {0x2A95, "<="}, {0x2A96, ">="},
    {0x3001, ","}, {0x3002, "."}, {0x3008, "<"}, {0x3009, ">"}, {0x301C, "~"},
    // The Symbol font's characters, where a word processor left its private code points.
    {0xF06D, "u"}, {0xF0A3, "<="}, {0xF0B0, "\u00B0"}, {0xF0B1, "+/-"}, {0xF0B3, ">="}, {0xF0B4, "x"},
    {0xFE58, "-"}, {0xFE63, "-"}, {0xFF0D, "-"},
});
static_assert(std::ranges::is_sorted(folds, {}, &Fold::from));

struct Entity {
  std::string_view name;
  char32_t code;
};
constexpr auto entities = std::to_array<Entity>({
    {"gt", '>'}, {"lt", '<'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}, {"le", 0x2264}, {"ge", 0x2265},
    {"micro", 0xB5}, {"mu", 0x3BC}, {"plusmn", 0xB1}, {"times", 0xD7}, {"deg", 0xB0}, {"ndash", 0x2013}, {"mdash", 0x2014},
    {"minus", 0x2212}, {"sup2", 0xB2}, {"sup3", 0xB3}, {"frac12", 0xBD}, {"frac14", 0xBC}, {"frac34", 0xBE}, {"middot", 0xB7},
    {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022}, {"alpha", 0x3B1}, {"beta", 0x3B2},
    {"gamma", 0x3B3}, {"reg", 0xAE}, {"trade", 0x2122},
});

struct Character {
  char32_t code = 0;
  std::size_t length = 1;  // bytes in the source
  bool valid = true;       // false: a byte that is no UTF-8
};

Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1, true};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto end = static_cast<std::int32_t>(0);
  const auto window = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
  UChar32 code = 0;
  U8_NEXT(bytes + at, end, window, code);
  if (code < 0) return {lead, 1, false};
  return {static_cast<char32_t>(code), static_cast<std::size_t>(end), true};
}

// "&gt;", "&#8805;", "&#x2265;" at `at`.
std::optional<Character> entity_at(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at, 12);
  const auto semicolon = rest.find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return std::nullopt;
  auto name = rest.substr(1, semicolon - 1);
  if (name.front() != '#') {
    const auto found = std::ranges::find(entities, name, &Entity::name);
    if (found == entities.end()) return std::nullopt;
    return Character{found->code, semicolon + 1, true};
  }
  name.remove_prefix(1);
  const int radix = !name.empty() && (name.front() == 'x' || name.front() == 'X') ? 16 : 10;
  if (radix == 16) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, radix);
  if (error != std::errc{} || end != name.data() + name.size() || code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    return std::nullopt;
  }
  return Character{static_cast<char32_t>(code), semicolon + 1, true};
}

// A backslash, "u" and four digits, as JSON writes a character.
std::optional<Character> escape_at(std::string_view text, std::size_t at) {
  const auto digits = text.substr(at, 6);
  if (digits.size() < 6 || digits[1] != 'u') return std::nullopt;
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data() + 2, digits.data() + 6, code, 16);
  if (error != std::errc{} || end != digits.data() + 6 || code == 0 || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
  return Character{static_cast<char32_t>(code), 6, true};
}

bool is_blank(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x80 && (u_isUWhiteSpace(static_cast<UChar32>(c)) != 0)); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_punctuation(char c) { return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~'); }

bool is_dropped(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
}

// The digit or sign a superscript character stands for, 0 for others.
char superscript(char32_t c) {
  switch (c) {
    case 0xB2: return '2';
    case 0xB3: return '3';
    case 0xB9: return '1';
    case 0x2070: return '0';
    case 0x207A: return '+';
    case 0x207B: return '-';
    default: return c >= 0x2074 && c <= 0x2079 ? static_cast<char>('4' + (c - 0x2074)) : '\0';
  }
}

class Folder {
 public:
  Folder(std::string_view source, std::uint32_t base) : source_(source), base_(base) {
    out_.text.reserve(source.size());
    out_.source.reserve(source.size() + 1);
  }

  Normalised run() {
    for (at_ = 0; at_ < source_.size(); at_ += length_) step();
    out_.source.push_back(base_ + static_cast<std::uint32_t>(source_.size()));
    return std::move(out_);
  }

 private:
  void step() {
    Character c = character_at(source_, at_);
    if (c.code == '&') c = entity_at(source_, at_).value_or(c);
    if (c.code == '\\') c = escape_at(source_, at_).value_or(c);
    length_ = c.length;
    if (!c.valid) return put(source_[at_]);
    if (is_blank(c.code)) {
      if (out_.text.empty() || out_.text.back() != ' ' || !blank_before_) put(' ');
      blank_before_ = true;
      return;
    }
    if (is_dropped(c.code)) return;
    fold(c.code);
    blank_before_ = false;
    if (superscript(c.code) == '\0') in_power_ = false;
  }

  void fold(char32_t c) {
    if (c == '\\' && length_ == 1 && at_ + 1 < source_.size() && is_punctuation(source_[at_ + 1])) {
      // The escaped character belongs to the escape: both are one character to the reader.
      put(source_[at_ + 1]);
      length_ = 2;
    } else if (c == '`') {
      put('\'');
    } else if (c < 0x80) {
      put(static_cast<char>(c));
    } else if (const char digit = superscript(c); digit != '\0') {
      fold_superscript(c, digit);
    } else if (c == 0xA3 && stands_for_comparison()) {
      put("<=");
    } else if (c >= 0x2460 && c <= 0x2473) {  // ① … ⑳
      put("(" + std::to_string(c - 0x2460 + 1) + ") ");
    } else {
      general(c);
    }
  }

  // "10⁹" → 10^9, one caret for the run. A lone "³" or "£" before a number is the Symbol font's ≥ or ≤.
  void fold_superscript(char32_t c, char digit) {
    if (c == 0xB3 && stands_for_comparison()) return put(">=");
    if (!in_power_) put('^');
    in_power_ = true;
    put(digit);
  }

  [[nodiscard]] bool stands_for_comparison() const {
    if (!out_.text.empty() && out_.text.back() != ' ' && out_.text.back() != '(') return false;
    std::size_t next = at_ + length_;
    while (next < source_.size() && source_[next] == ' ') ++next;
    return next < source_.size() && is_digit(static_cast<unsigned char>(source_[next]));
  }

  void general(char32_t c) {
    if (const auto* known = find(c)) return put(known->to);
    if (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_NFKC_QUICK_CHECK) == UNORM_YES) return put_code(c);
    UErrorCode error = U_ZERO_ERROR;
    const auto* nfkc = icu::Normalizer2::getNFKCInstance(error);
    if (U_FAILURE(error)) return put_code(c);
    const icu::UnicodeString folded = nfkc->normalize(icu::UnicodeString(static_cast<UChar32>(c)), error);
    // An accent that stands alone would become a blank and a loose accent.
    if (U_FAILURE(error) || folded.isEmpty() || folded.char32At(0) == ' ') return put_code(c);
    const bool fraction = folded.indexOf(static_cast<UChar32>(0x2044)) > 0;
    if (fraction && !out_.text.empty() && out_.text.back() != ' ') put(' ');
    for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
      const auto part = static_cast<char32_t>(folded.char32At(i));
      if (const auto* known = find(part)) {
        put(known->to);
      } else {
        put_code(part);
      }
    }
  }

  static const Fold* find(char32_t c) {
    const auto at = std::ranges::lower_bound(folds, c, {}, &Fold::from);
    return at != folds.end() && at->from == c ? &*at : nullptr;
  }

  void put_code(char32_t c) {
    std::array<std::uint8_t, 4> bytes{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(c));
    for (std::int32_t i = 0; i < length; ++i) put(static_cast<char>(bytes[static_cast<std::size_t>(i)]));
  }

  void put(std::string_view bytes) {
    for (const char byte : bytes) put(byte);
  }

  void put(char byte) {
    out_.text += byte;
    out_.source.push_back(base_ + static_cast<std::uint32_t>(at_));
  }

  std::string_view source_;
  std::uint32_t base_;
  std::size_t at_ = 0;
  std::size_t length_ = 1;
  bool blank_before_ = false;
  bool in_power_ = false;
  Normalised out_;
};

}  // namespace

Span Normalised::to_source(std::size_t begin, std::size_t end) const {
  if (begin >= end) return {source.at(begin), source.at(begin)};
  std::size_t next = end;
  while (next + 1 < source.size() && source[next] == source[end - 1]) ++next;
  return {source.at(begin), source.at(next)};
}

Normalised normalise(std::string_view source, std::uint32_t base) { return Folder(source, base).run(); }

}  // namespace elig
