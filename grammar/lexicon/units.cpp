// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/units.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

using namespace std::string_view_literals;

/// No unit is longer; a longer text is not looked at.
constexpr std::size_t longest_spelling = 96;

/// One row of units.tsv: base = (value + offset) × factor.
struct Unit {
  std::string code;
  std::string dimension;
  double factor = 1;
  double offset = 0;
};

/// The name of a dimension whose units only build longer ones ("cells" of "cells/µL").
constexpr auto part = "part"sv;

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
};
using Index = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Characters beyond ASCII that stand for ASCII ones in units. Blanks and joiners become nothing.
constexpr std::pair<std::string_view, std::string_view> look_alikes[] = {
    {"µ", "u"}, {"μ", "u"}, {"×", "x"}, {"✕", "x"}, {"∗", "*"}, {"＊", "*"}, {"·", "."}, {"⋅", "."}, {"∙", "."}, {"•", "."}, {"・", "."},
    {"⁰", "0"}, {"¹", "1"}, {"²", "2"}, {"³", "3"}, {"⁴", "4"}, {"⁵", "5"}, {"⁶", "6"}, {"⁷", "7"}, {"⁸", "8"}, {"⁹", "9"}, {"⁻", "-"},
    {"−", "-"}, {"–", "-"}, {"‐", "-"}, {"‑", "-"}, {"∕", "/"}, {"⁄", "/"}, {"／", "/"}, {"％", "%"}, {"º", "°"}, {"˚", "°"}, {"℃", "°c"},
    {"℉", "°f"}, {"㎎", "mg"}, {"㎏", "kg"}, {"㎖", "ml"}, {"㎗", "dl"}, {"㎜", "mm"}, {"㎝", "cm"}, {"㎡", "m2"}, {"㎕", "ul"}, {"㎍", "ug"},
    {"\u00a0", " "}, {"\u2009", " "}, {"\u202f", " "}, {"\u200b", ""}, {"\ufeff", ""},
};

/// Lower case, ASCII look-alikes, "per" as a slash, without blanks, carets and escapes.
std::string plain(std::string_view text) {
  std::string lower;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      ++i;
      continue;
    }
    bool known = false;
    for (const auto& [from, to] : look_alikes) {
      if (!text.substr(i).starts_with(from)) continue;
      lower += to;
      i += from.size();
      known = true;
      break;
    }
    if (!known) lower += text[i++];
  }
  std::string key;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = lower[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '^' || c == '\\') continue;
    const bool per = lower.compare(i, 3, "per") == 0 && (i == 0 || !is_letter(lower[i - 1])) && i + 3 < lower.size() &&
                     !is_letter(lower[i + 3]) && lower.compare(i, 4, "per ") == 0 && lower.compare(i, 8, "per cent") != 0 &&
                     (lower.compare(i, 8, "per mill") != 0 || lower.compare(i, 9, "per milli") == 0);
    if (per) {
      if (!key.empty() && key.back() == '-') key.pop_back();
      if (key.empty() || key.back() != '/') key += '/';
      i += 2;
      continue;
    }
    if (c == '/' && !key.empty() && key.back() == '/') continue;
    if (c == '-' && lower.compare(i, 5, "-per-") == 0) {
      key += '/';
      i += 4;
      continue;
    }
    key += c;
  }
  while (!key.empty() && (key.back() == '.' || key.back() == ',' || key.back() == ';')) key.pop_back();
  return key;
}

/// Powers of ten in one spelling: "x10*9", "10e9", "10(9)", "10^9" and the "109" of a lost superscript are "109"; what is
/// counted after a power is dropped ("109cells/l").
std::string with_plain_power(std::string key) {
  std::size_t at = 0;
  while (at < key.size() && (key[at] == 'x' || key[at] == '*')) ++at;
  if (at > 0 && (key.compare(at, 2, "10") == 0 || key[at] == 'e')) key.erase(0, at);
  if (!key.starts_with("10")) return key;
  std::size_t from = 2;
  while (from < key.size() && key[from] == '*') ++from;
  if (key.compare(from, 3, "exp") == 0) from += 3;
  else if (from < key.size() && (key[from] == 'e' || key[from] == '(')) ++from;
  std::size_t to = from;
  while (to < key.size() && is_digit(key[to])) ++to;
  if (to == from || to - from > 2) return key;
  std::string rest = key.substr(to);
  if (rest.starts_with(")")) rest.erase(0, 1);
  for (const auto counted : {"cells"sv, "cell"sv, "platelets"sv, "leukocytes"sv, "neutrophils"sv}) {
    if (!rest.starts_with(counted)) continue;
    rest.erase(0, counted.size());
    break;
  }
  return "10" + key.substr(from, to - from) + rest;
}

/// "/24h", "/24 hours", "/(24.h)" are a day.
std::string with_plain_day(std::string key) {
  for (const auto day : {"/(24.h)"sv, "/24hours"sv, "/24hour"sv, "/24-hour"sv, "/24-h"sv, "/24hrs"sv, "/24hr"sv, "/24h"sv}) {
    const std::size_t at = key.find(day);
    if (at == std::string::npos) continue;
    const std::size_t end = at + day.size();
    if (end < key.size() && is_letter(key[end])) continue;
    return key.replace(at, day.size(), "/d");
  }
  return key;
}

std::string folded(std::string_view text) { return with_plain_day(with_plain_power(plain(text))); }

double number(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size()) throw std::logic_error("units.tsv: not a number: " + std::string(cell));
  return value;
}

class Table {
 public:
  Table() {
    for_each_row(builtin_table("units"), [this](const std::vector<std::string_view>& cells) {
      if (cells.size() < 3) throw std::logic_error("units.tsv: too few columns");
      const auto at = static_cast<std::uint32_t>(units_.size());
      units_.push_back({std::string(cells[0]), std::string(cells[1]), number(cells[2]), cells.size() > 3 && !cells[3].empty() ? number(cells[3]) : 0});
      exact_.emplace(cells[0], at);
      if (cells.size() < 5) return;
      for (const std::string_view spelling : split(cells[4], '|')) {
        if (spelling.starts_with("=")) exact_.emplace(spelling.substr(1), at);
        else folded_.emplace(folded(spelling), at);
      }
    });
    // A code is found in any case too, unless its lower-case twin is a spelling of something else. First row wins.
    for (std::uint32_t at = 0; at < units_.size(); ++at) folded_.emplace(folded(units_[at].code), at);
    for (const Index* index : {&exact_, &folded_})
      for (const auto& [spelling, at] : *index) {
        std::string word;
        for (const char c : plain(spelling)) {
          if (!is_letter(c)) break;
          word += c;
        }
        if (!word.empty()) first_words_.push_back(std::move(word));
      }
    std::sort(first_words_.begin(), first_words_.end());
    first_words_.erase(std::unique(first_words_.begin(), first_words_.end()), first_words_.end());
  }

  const Unit* coded(std::string_view code) const {
    const auto found = exact_.find(code);
    return found == exact_.end() || units_[found->second].dimension == part ? nullptr : &units_[found->second];
  }

  const Unit* spelled(std::string_view text) const {
    if (text.empty() || text.size() > longest_spelling || !begins(text)) return nullptr;
    if (const Unit* unit = coded(text)) return unit;
    if (text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z') return nullptr;  // "M", "G", "S" alone could be anything
    const std::string key = folded(text);
    if (const Unit* unit = whole(key)) return unit;
    const std::string bare = without_annotations(key);
    if (bare.empty()) return key.empty() ? nullptr : coded("1");
    if (bare != key)
      if (const Unit* unit = whole(bare)) return unit;
    return composed(bare);
  }

 private:
  /// Do the letters that `text` begins with, blanks left out, begin a unit's? Most words behind a number do not, and need no folding.
  bool begins(std::string_view text) const {
    char letters[longest_spelling];
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == ' ') {
        // "mg per day"; "months prior" goes on
        if (text.size() - i > 3 && (text[i + 1] | 0x20) == 'p' && (text[i + 2] | 0x20) == 'e' && (text[i + 3] | 0x20) == 'r') break;
        continue;
      }
      if (!is_letter(c)) break;
      letters[n++] = static_cast<char>(c | 0x20);
    }
    const std::string_view word(letters, n);
    if (n == 0 || word[0] == 'x' || word.starts_with("per")) return true;  // powers of ten and "per" are spelt in several ways
    const auto at = std::lower_bound(first_words_.begin(), first_words_.end(), word);
    return at != first_words_.end() && at->starts_with(word);
  }

  const Unit* whole(std::string_view key) const {
    const auto found = folded_.find(key);
    return found == folded_.end() || units_[found->second].dimension == part ? nullptr : &units_[found->second];
  }

  /// UCUM annotations add nothing to a unit ("%{hemolysis}", "mg/g{creat}", "{INR}"), but they may name what makes it another
  /// one: those with a number in them, fibrinogen equivalents, and a leading one that is not just something counted stay.
  std::string without_annotations(std::string_view key) const {
    std::string bare;
    for (std::size_t i = 0; i < key.size(); ++i) {
      const std::size_t close = key[i] == '{' ? key.find('}', i) : std::string_view::npos;
      if (close == std::string_view::npos) {
        bare += key[i];
        continue;
      }
      const std::string_view inner = key.substr(i + 1, close - i - 1);
      bool says_more = inner == "feu" || inner == "ddu";
      for (const char c : inner) says_more = says_more || is_digit(c);
      const bool leads = i == 0 && close + 1 < key.size();
      if (leads) {
        auto counted = folded_.find(inner);
        if (counted == folded_.end()) counted = folded_.find(key.substr(0, close + 1));
        says_more = says_more || counted == folded_.end() || units_[counted->second].dimension != part;
      }
      if (says_more) bare += key.substr(i, close + 1 - i);
      i = close;
    }
    return bare;
  }

  /// "milligrams per deciliter": every part by its own spelling, and only if what they make is in the table.
  const Unit* composed(std::string_view key) const {
    if (key.find('/') == std::string_view::npos) return nullptr;
    std::string code;
    bool counted = false;
    std::size_t place = 0;
    for (const std::string_view piece : split(key, '/')) {
      if (place > 0) code += '/';
      ++place;
      if (piece.empty()) {
        if (place == 1) continue;
        return nullptr;
      }
      const auto found = folded_.find(piece);
      if (found == folded_.end()) return nullptr;
      const Unit& unit = units_[found->second];
      if (place == 1 && unit.dimension == part && unit.code.starts_with("{")) counted = true;
      else code += unit.code;
    }
    if (const Unit* unit = coded(code)) return unit;
    return counted ? whole(folded(code)) : nullptr;
  }

  std::vector<Unit> units_;
  Index exact_;
  Index folded_;
  std::vector<std::string> first_words_;  // sorted
};

const Table& table() {
  static const Table units;
  return units;
}

/// "mass/volume" → {"mass", "/volume"}.
std::pair<std::string_view, std::string_view> numerator(std::string_view dimension) {
  const std::size_t slash = dimension.find('/');
  return {dimension.substr(0, slash), slash == std::string_view::npos ? std::string_view{} : dimension.substr(slash)};
}

/// Bases of the numerators that an analyte bridges, expressed in pmol (or in pg, when the molar mass is unknown and not needed).
/// Empty when the analyte does not tell.
std::optional<double> bridge(std::string_view from, std::string_view to, const AnalyteUnits& analyte) {
  // How much of the substance one base unit is: mass in pg, substance in pmol, equivalents in peq, units in µU.
  const auto to_mass = [&](std::string_view what) -> std::optional<double> {
    if (what == "mass") return 1.0;
    if (what == "substance" && analyte.molar_mass > 0) return analyte.molar_mass;
    if (what == "equivalent" && analyte.molar_mass > 0 && analyte.valence > 0) return analyte.molar_mass / analyte.valence;
    if (what == "unit" && analyte.international_unit_ug > 0) return analyte.international_unit_ug;
    return std::nullopt;
  };
  if (from == "equivalent" && to == "substance" && analyte.valence > 0) return 1 / analyte.valence;
  if (from == "substance" && to == "equivalent" && analyte.valence > 0) return analyte.valence;
  const auto a = to_mass(from);
  const auto b = to_mass(to);
  if (!a || !b) return std::nullopt;
  return *a / *b;
}

double base_of(double value, const Unit& unit) { return (value + unit.offset) * unit.factor; }
double from_base(double base, const Unit& unit) { return base / unit.factor - unit.offset; }

/// % of the NGSP scale for one mmol/mol of the IFCC scale.
constexpr double ngsp_slope = 0.09148;
constexpr double ngsp_intercept = 2.152;

std::optional<double> convert_hba1c(double value, const Unit& from, const Unit& to) {
  const Unit& percent = *table().coded("%");
  const Unit& ifcc = *table().coded("mmol/mol");
  if (from.dimension == percent.dimension && to.dimension == ifcc.dimension) {
    const double ngsp = from_base(base_of(value, from), percent);
    return from_base(base_of((ngsp - ngsp_intercept) / ngsp_slope, ifcc), to);
  }
  if (from.dimension == ifcc.dimension && to.dimension == percent.dimension) {
    const double mmol = from_base(base_of(value, from), ifcc);
    return from_base(base_of(ngsp_slope * mmol + ngsp_intercept, percent), to);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ucum_of(std::string_view text) {
  const Unit* unit = table().spelled(trim(text));
  if (unit == nullptr) return std::nullopt;
  return unit->code;
}

std::optional<double> convert(double value, std::string_view from, std::string_view to, const AnalyteUnits& analyte) {
  if (from == to) return from.empty() ? std::nullopt : std::optional(value);
  const Unit* a = table().coded(from);
  const Unit* b = table().coded(to);
  if (a == nullptr || b == nullptr) return std::nullopt;
  if (a->dimension == b->dimension) {
    if (a->factor == b->factor && a->offset == b->offset) return value;
    return from_base(base_of(value, *a), *b);
  }
  if (analyte.hba1c)
    if (const auto converted = convert_hba1c(value, *a, *b)) return converted;

  const auto [num_a, rest_a] = numerator(a->dimension);
  const auto [num_b, rest_b] = numerator(b->dimension);
  if (rest_a == rest_b)
    if (const auto factor = bridge(num_a, num_b, analyte)) return base_of(value, *a) * *factor / b->factor;

  // A ratio to a substance (mg/mmol of creatinine) and the ratio of masses (mg/g): base µg/mol and 10⁻⁹.
  if (analyte.molar_mass > 0) {
    if (a->dimension == "mass/substance" && b->dimension == "fraction") return base_of(value, *a) / analyte.molar_mass * 1000 / b->factor;
    if (a->dimension == "fraction" && b->dimension == "mass/substance") return base_of(value, *a) * analyte.molar_mass / 1000 / b->factor;
  }
  return std::nullopt;
}

}  // namespace elig
