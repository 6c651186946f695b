// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/reading.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace elig::engine {
namespace {

using namespace std::string_view_literals;

/// Lower case, blanks single, hyphens as blanks, padded, so that words can be looked for whole.
std::string flattened(std::string_view text) {
  std::string out = " ";
  for (const char c : text) {
    const bool blank = c == ' ' || c == '-' || c == '\t' || c == '\n' || c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '.' || c == '/';
    if (blank) {
      if (out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  if (out.back() != ' ') out.push_back(' ');
  return out;
}

// Negatives stand first: they hold the positives' words ("not detected").
constexpr std::array negative_words{
    " not detected "sv, " none detected "sv, " undetected "sv, " undetectable "sv, " no mutation "sv, " mutation not "sv, " not mutated "sv,
    " unmutated "sv, " wild type "sv, " wildtype "sv, " wt "sv, " negative "sv, " neg "sv, " non reactive "sv, " nonreactive "sv,
    " not reactive "sv, " seronegative "sv, " absent "sv, " not present "sv, " not seen "sv, " none seen "sv, " not found "sv, " not amplified "sv,
    " non amplified "sv, " no amplification "sv, " not rearranged "sv, " no rearrangement "sv, " no fusion "sv, " no evidence "sv,
    " microsatellite stable "sv, " mss "sv, " proficient "sv, " intact "sv, " no growth "sv, " not isolated "sv, " none "sv, " never "sv,
    " false "sv, " no "sv, " 0 "sv, " 1+ "sv, " no variant "sv, " variant not "sv, " nil "sv};
constexpr std::array equivocal_words{" equivocal "sv, " indeterminate "sv, " inconclusive "sv, " borderline "sv, " 2+ "sv, " not performed "sv,
                                     " not done "sv, " insufficient "sv, " unknown "sv, " pending "sv, " invalid "sv, " not tested "sv,
                                     " cannot be determined "sv, " not evaluable "sv, " unsatisfactory "sv};
constexpr std::array positive_words{
    " positive "sv, " pos "sv, " detected "sv, " reactive "sv, " present "sv, " mutated "sv, " mutation "sv, " mutant "sv, " variant "sv,
    " amplified "sv, " amplification "sv, " rearranged "sv, " rearrangement "sv, " fusion "sv, " translocation "sv, " deletion "sv, " insertion "sv,
    " overexpressed "sv, " overexpression "sv, " seropositive "sv, " 3+ "sv, " msi high "sv, " msi h "sv, " deficient "sv, " deficiency "sv,
    " true "sv, " yes "sv, " high "sv, " found "sv, " isolated "sv, " growth "sv, " methylated "sv, " loss "sv};

template <std::size_t N>
bool holds(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return text.find(w) != std::string::npos; });
}

constexpr std::array<std::pair<std::string_view, Result>, 23> codes{{
    {"10828004", Result::positive},   {"260385009", Result::negative},  {"260373001", Result::positive},  {"260415000", Result::negative},
    {"11214006", Result::positive},   {"131194007", Result::negative},  {"52101004", Result::positive},   {"2667000", Result::negative},
    {"82334004", Result::equivocal},  {"419984006", Result::equivocal}, {"LA6576-8", Result::positive},   {"LA6577-6", Result::negative},
    {"LA11882-0", Result::positive},  {"LA11883-8", Result::negative},  {"LA15255-5", Result::positive},  {"LA15256-3", Result::negative},
    {"LA11884-6", Result::equivocal}, {"LA9663-1", Result::equivocal},  {"POS", Result::positive},        {"NEG", Result::negative},
    {"DET", Result::positive},        {"ND", Result::negative},         {"IND", Result::equivocal},
}};

struct Word {
  std::string_view text;
  std::size_t at;
};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  const auto inside = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '.'; };
  for (std::size_t i = 0; i < text.size();) {
    if (!inside(text[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < text.size() && inside(text[j])) ++j;
    std::size_t end = j;
    while (end > i && text[end - 1] == '.') --end;
    if (end > i) out.push_back({text.substr(i, end - i), i});
    i = j;
  }
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::optional<double> plain_number(std::string_view word) {
  if (!word.empty() && word.back() == '+') word.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || word.empty()) return std::nullopt;
  return value;
}

/// "III", "IIIA", "3b" as 3; a letter of the scale as its place.
std::optional<double> grade_of(std::string_view word, const std::vector<std::string>& scale, bool announced) {
  if (const auto number = plain_number(word)) return number;
  const std::string up = upper(word);
  const bool letters = !scale.empty() && scale.front().size() == 1 && scale.front()[0] >= 'A' && scale.front()[0] <= 'Z' && !roman(scale.front());
  if (letters) {
    if (word.size() == 1 && (announced || up == word)) {
      const auto it = std::find(scale.begin(), scale.end(), up);
      if (it != scale.end()) return static_cast<double>(it - scale.begin() + 1);
    }
    return std::nullopt;
  }
  // "I" alone is a numeral only where a grade is announced or the scale is Roman; small letters never are.
  const bool written_as_numeral = std::string(word).find_first_of("ivx") == std::string::npos;
  std::string_view body = up;
  if (body.size() > 2 && body.back() >= '1' && body.back() <= '3' && body[body.size() - 2] >= 'A' && body[body.size() - 2] <= 'C') body.remove_suffix(1);  // "IA2"
  if (body.size() > 1 && body.back() >= 'A' && body.back() <= 'C') body.remove_suffix(1);
  if (const auto n = roman(body); n && (written_as_numeral || announced)) return *n;
  if (body.size() < up.size()) {
    if (const auto number = plain_number(body)) return number;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> roman(std::string_view text) {
  constexpr std::array numerals{"I"sv, "II"sv, "III"sv, "IV"sv, "V"sv, "VI"sv, "VII"sv, "VIII"sv, "IX"sv, "X"sv};
  const auto it = std::find(numerals.begin(), numerals.end(), text);
  if (it == numerals.end()) return std::nullopt;
  return static_cast<int>(it - numerals.begin()) + 1;
}

Result result_of(std::string_view text) {
  const std::string flat = flattened(text);
  if (flat.size() <= 1) return Result::unclear;
  // An equivocal word decides alone; "2+" beside a word that is clear gives way to it ("2+, FISH positive").
  if (holds(flat, equivocal_words) && flat.find(" 2+ ") == std::string::npos) return Result::equivocal;
  if (holds(flat, negative_words)) {
    // "3+" or "positive" beside the number of another part: unclear rather than wrong
    const bool worded = flat.find(" positive ") != std::string::npos || flat.find(" 3+ ") != std::string::npos;
    return worded ? Result::unclear : Result::negative;
  }
  if (holds(flat, positive_words)) return Result::positive;
  if (flat.find(" 2+ ") != std::string::npos) return Result::equivocal;
  return Result::unclear;
}

Result result_of(const CodedText& text) {
  for (const Coding& coding : text.codings) {
    for (const auto& [code, result] : codes) {
      if (coding.code == code) return result;
    }
  }
  for (const Coding& coding : text.codings) {
    if (const Result r = result_of(std::string_view(coding.display)); r != Result::unclear) return r;
  }
  return result_of(std::string_view(text.text));
}

Truth yes_or_no(std::string_view label) {
  const std::string flat = flattened(label);
  const auto is = [&](auto words) { return std::find(words.begin(), words.end(), std::string_view(flat)) != words.end(); };
  // "No - bone lesions only", "Yes, two of them": what follows the mark says how
  if (const std::size_t mark = label.find_first_of(",;-("); mark != std::string_view::npos && mark > 1) {
    std::size_t end = mark;
    while (end > 0 && label[end - 1] == ' ') --end;
    if (label[mark] != '-' || end < mark) return yes_or_no(label.substr(0, end));
  }
  if (is(std::array{" yes "sv, " y "sv, " true "sv, " present "sv})) return Truth::true_;
  return is(std::array{" no "sv, " n "sv, " false "sv, " absent "sv, " not present "sv, " none "sv}) ? Truth::false_ : Truth::unknown;
}

std::optional<WrittenNumber> number_in(std::string_view text) {
  const auto skip_blanks = [&] {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr std::array<std::pair<std::string_view, char>, 8> marks{
      {{"<=", 'l'}, {"≤", 'l'}, {">=", 'g'}, {"≥", 'g'}, {"<", '<'}, {">", '>'}, {"less than ", '<'}, {"greater than ", '>'}}};
  skip_blanks();
  char mark = '=';
  for (const auto& [sign, meaning] : marks) {
    if (text.starts_with(sign)) {
      mark = meaning;
      text.remove_prefix(sign.size());
      break;
    }
  }
  skip_blanks();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  skip_blanks();
  // "3-5", "1+" and "2/6" are no single numbers
  if (!text.empty() && (text.front() == '-' || text.front() == '+' || text.front() == '/' || (text.front() >= '0' && text.front() <= '9'))) return std::nullopt;
  switch (mark) {
    case '<': return WrittenNumber{{-infinity, value, true, true}, text};
    case 'l': return WrittenNumber{{-infinity, value, true, false}, text};
    case '>': return WrittenNumber{{value, infinity, true, true}, text};
    case 'g': return WrittenNumber{{value, infinity, false, true}, text};
    default: return WrittenNumber{{value, value, false, false}, text};
  }
}

std::optional<double> acuity_in(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::size_t from = slash;
  while (from > 0 && text[from - 1] >= '0' && text[from - 1] <= '9') --from;
  double far = 0, near = 0;
  const auto [far_end, far_error] = std::from_chars(text.data() + from, text.data() + slash, far);
  const auto [near_end, near_error] = std::from_chars(text.data() + slash + 1, text.data() + text.size(), near);
  if (far_error != std::errc{} || near_error != std::errc{} || far_end != text.data() + slash || (far != 20 && far != 6) || near < 4 || near > 4000) return std::nullopt;
  return far / near;
}

namespace {

struct Graded {
  double grade = 0;
  std::string_view word;
};

std::optional<Graded> graded_in(std::string_view text, std::string_view ordinal) {
  std::vector<std::string> scale;
  while (!ordinal.empty()) {
    const std::size_t bar = ordinal.find('|');
    scale.push_back(upper(ordinal.substr(0, bar)));
    ordinal = bar == std::string_view::npos ? std::string_view{} : ordinal.substr(bar + 1);
  }
  const auto words = words_of(text);
  constexpr std::array announcing{"CLASS"sv, "STAGE"sv, "GRADE"sv, "SCORE"sv, "STATUS"sv, "ECOG"sv, "WHO"sv, "NYHA"sv, "ASA"sv, "KPS"sv, "PS"sv, "KARNOFSKY"sv, "TYPE"sv};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string word = upper(words[i].text);
    if (std::find(announcing.begin(), announcing.end(), word) == announcing.end()) continue;
    if (const auto grade = grade_of(words[i + 1].text, scale, true)) return Graded{*grade, words[i + 1].text};
  }
  for (const Word& word : words) {
    if (const auto grade = grade_of(word.text, scale, words.size() == 1)) return Graded{*grade, word.text};
  }
  return std::nullopt;
}

/// The categories of T, N or M: the letter that their scale is written with; 0 of any other.
char category_letter(std::string_view ordinal) {
  const bool category = ordinal.size() > 2 && (ordinal[0] == 'T' || ordinal[0] == 'N' || ordinal[0] == 'M') && (ordinal[1] == 'X' || ordinal[1] == '0');
  return category ? ordinal[0] : '\0';
}

/// "cT2b", "ypN1", "T2N0M0": what stands behind the letter.
std::optional<Graded> category_in(std::string_view text, char letter) {
  for (const Word& word : words_of(text)) {
    const std::string_view w = word.text;
    std::size_t at = w.find_first_not_of("cpyra");
    for (; at != std::string_view::npos && at + 1 < w.size(); ++at) {
      if (w[at] == letter && w[at + 1] >= '0' && w[at + 1] <= '4') {
        std::size_t end = at + 2;
        while (end < w.size() && w[end] >= 'a' && w[end] <= 'z') ++end;
        return Graded{static_cast<double>(w[at + 1] - '0'), w.substr(at + 1, end - at - 1)};
      }
      if (w[at] == letter && w.substr(at + 1).starts_with("is")) return Graded{0, w.substr(at + 1, 2)};
    }
    // the bare digit of a result that is of this category alone
    if (w.size() <= 2 && w[0] >= '0' && w[0] <= '4' && w.size() == text.size()) return Graded{static_cast<double>(w[0] - '0'), w};
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> grade_in(std::string_view text, std::string_view ordinal) {
  const auto found = graded_in(text, ordinal);
  return found ? std::optional(found->grade) : std::nullopt;
}

Steps steps_of(double stage, std::string_view part) noexcept {
  int first = static_cast<int>(stage) * 100, width = 99;
  if (part == "MI") return {first + 1, first + 1};    // micrometastases, the least of N1
  if (part == "IS") return {first + 50, first + 50};  // in situ, between T0 and T1
  if (!part.empty() && part[0] >= 'A' && part[0] <= 'D') {
    first += (part[0] - 'A' + 1) * 10;
    width = 9;
    if (part.size() > 1 && part[1] >= '1' && part[1] <= '9') {
      first += part[1] - '0';
      width = 0;
    }
  }
  return {first, first + width};
}

std::optional<Steps> steps_in(std::string_view text, std::string_view ordinal) {
  const char letter = category_letter(ordinal);
  const auto found = letter != '\0' ? category_in(text, letter) : graded_in(text, ordinal);
  if (!found) return std::nullopt;
  const std::string up = upper(found->word);
  std::size_t part = up.find_first_not_of("IVX");
  if (part == 0) part = up.find_first_not_of("0123456789");
  // "N1mi": a step that has no letter of the scale
  const std::string_view behind = part == std::string::npos ? std::string_view{} : std::string_view(up).substr(part);
  if (behind.starts_with("MI")) return steps_of(found->grade, "MI");
  if (letter != '\0' && behind == "IS") return steps_of(0, "IS");
  const bool lettered = part != std::string::npos && up[part] >= 'A' && up[part] <= 'D' && up.size() - part <= 2;
  return steps_of(found->grade, lettered ? std::string_view(up).substr(part) : std::string_view{});
}

}  // namespace elig::engine
