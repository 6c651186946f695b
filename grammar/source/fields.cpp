// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/fields.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "grammar/read_study.hpp"
#include "grammar/source/outline_headings.hpp"

namespace elig::source {
namespace {

char lowered(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Items of a list as Python prints it: ['a', "b's"].
std::vector<std::string> python_list(std::string_view text) {
  std::vector<std::string> terms;
  for (std::size_t i = 1; i < text.size();) {
    const char quote = text[i];
    if (quote != '\'' && quote != '"') {
      ++i;
      continue;
    }
    std::string term;
    for (++i; i < text.size() && text[i] != quote; ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      term += text[i];
    }
    ++i;
    if (!trim(term).empty()) terms.emplace_back(trim(term));
  }
  return terms;
}

}  // namespace

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool same_letters(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lowered(x) == lowered(y); });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lowered);
  return out;
}

std::string stem(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  if (name.ends_with(".gz")) name.remove_suffix(3);
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  return std::string(name);
}

std::size_t line_of(std::string_view content, std::size_t offset) noexcept {
  const auto upto = content.substr(0, std::min(offset, content.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(upto, '\n'));
}

std::optional<std::size_t> bad_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return i;
    }
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    if (overlong || outside) return i;
    i += length;
  }
  return std::nullopt;
}

std::optional<RegistryAge> registry_age(std::string_view text) {
  text = trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !(value >= 0 && value < 1000)) return std::nullopt;
  const std::string unit = lower(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  struct Spelling {
    std::string_view word, ucum;
  };
  static constexpr Spelling spellings[] = {{"year", "a"}, {"month", "mo"}, {"week", "wk"}, {"day", "d"}, {"hour", "h"}, {"minute", "min"}};
  if (unit.empty() || unit == "y" || unit == "yr" || unit == "yrs") return RegistryAge{value, "a"};
  for (const auto& [word, ucum] : spellings) {
    if (unit == word || (unit.size() == word.size() + 1 && unit.starts_with(word) && unit.back() == 's')) return RegistryAge{value, std::string(ucum)};
  }
  return std::nullopt;
}

std::string registry_sex(std::string_view text) {
  const std::string word = lower(trim(text));
  if (word == "female" || word == "f" || word == "women") return "female";
  if (word == "male" || word == "m" || word == "men") return "male";
  return "";
}

std::optional<bool> registry_yes_no(std::string_view text) {
  const std::string word = lower(trim(text));
  if (word.starts_with("accepts") || word == "yes" || word == "true") return true;
  if (word == "no" || word == "false") return false;
  return std::nullopt;
}

std::vector<std::string> condition_list(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') return python_list(text);
  std::vector<std::string> terms;
  while (!text.empty()) {
    const auto bar = std::min(text.find('|'), text.size());
    if (const auto term = trim(text.substr(0, bar)); !term.empty()) terms.emplace_back(term);
    text.remove_prefix(std::min(bar + 1, text.size()));
  }
  return terms;
}

bool is_topical(std::string_view text) {
  unsigned titles = 0, topics = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trim(text.substr(0, end));
    if (const auto length = form_heading_length(line); length > 0) {
      if (is_form_title(trim(line.substr(0, length)))) {
        ++titles;
      } else if (length == line.size()) {
        ++topics;
      }
    } else if (const auto title = section_title(line); title && title->length == line.size()) {
      return titles > 0;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return titles > 0 || topics >= 2;
}

void set_criteria(Study& study, std::string text, const std::string& where) {
  if (trim(text).empty()) throw StudyError(where + ": the eligibility criteria are empty");
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
    throw StudyError(fmt::format("{}: eligibility criteria of {} bytes are too long", where, text.size()));
  }
  study.text = std::move(text);
  study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
  study.topical = is_topical(study.text);
}

}  // namespace elig::source
