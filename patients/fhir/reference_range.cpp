// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/reference_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "patients/fhir/datatypes.hpp"

namespace elig::fhir {
namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

void trim(std::string_view& text) {
  skip_blanks(text);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  skip_blanks(text);
  return true;
}

std::optional<double> take_number(std::string_view& text) {
  if (text.empty() || !(text.front() >= '0' && text.front() <= '9')) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty() && text.front() == ',') return std::nullopt;  // thousands or decimals: cannot tell
  skip_blanks(text);
  return number;
}

// One word that may be a unit: starts with no digit but a power of ten's, has no blank, comma or parenthesis in it.
bool may_be_unit(std::string_view word) {
  if (word.size() > 24) return false;
  if (word.find_first_of(" \t,;:()<>=") != std::string_view::npos) return false;
  const char first = word.front();
  return !(first >= '0' && first <= '9') || word.starts_with("10^") || word.starts_with("10*");
}

// What a referenceRange says of those it is for.
enum class Population { anyone, men, women, special };

Population population_of(const Coded& given) {
  const CodedText& applies_to = *given;
  if (given.empty()) return Population::anyone;
  for (const Coding& coding : applies_to.codings) {
    if (coding.code == "248153007" || coding.code == "male") return Population::men;
    if (coding.code == "248152002" || coding.code == "female") return Population::women;
  }
  const std::string word = plain::lower(applies_to.label());
  if (word == "male" || word == "males" || word == "men") return Population::men;
  if (word == "female" || word == "females" || word == "women") return Population::women;
  return Population::special;
}

bool is_normal_range(const Object& range, Entry& entry) {
  const Coded type = concept_of(range, "type", entry);
  if (type.empty()) return true;
  for (const Coding& coding : type->codings) {
    if (coding.code == "normal") return true;
  }
  const std::string word = plain::lower(type.label());
  return word == "normal" || word == "normal range";
}

}  // namespace

std::optional<ReferenceRange> parse_range(std::string_view text) {
  trim(text);
  if (text.size() > 2 && ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']'))) {
    text = text.substr(1, text.size() - 2);
    trim(text);
  }

  ReferenceRange range;
  if (take(text, "<=") || take(text, "<") || take(text, "≤")) {
    range.high = take_number(text);
    if (!range.high) return std::nullopt;
  } else if (take(text, ">=") || take(text, ">") || take(text, "≥")) {
    range.low = take_number(text);
    if (!range.low) return std::nullopt;
  } else {
    range.low = take_number(text);
    if (!range.low || !(take(text, "-") || take(text, "–") || take(text, "—") || take(text, "to "))) return std::nullopt;
    range.high = take_number(text);
    if (!range.high || *range.high <= *range.low) return std::nullopt;
  }
  if (!text.empty()) {
    if (!may_be_unit(text)) return std::nullopt;
    range.unit = text;
  }
  return range;
}

void add_ranges(const Object& object, std::size_t fact, Entry& entry) {
  for (const Object given : get_objects(object, "referenceRange")) {
    if (!is_normal_range(given, entry)) continue;
    RangeChoice choice;
    std::string unit;
    bool contradiction = false;
    const auto limit = [&](Key key) -> std::optional<double> {
      const auto quantity = get_object(given, key);
      const auto measured = quantity ? quantity_in(*quantity, entry) : std::nullopt;
      if (!measured || !measured->value.exact()) return std::nullopt;
      if (!measured->unit.empty() && !unit.empty() && measured->unit != unit) contradiction = true;
      if (!measured->unit.empty()) unit = measured->unit;
      return measured->value.low;
    };
    choice.range.low = limit("low");
    choice.range.high = limit("high");
    choice.range.unit = unit;
    if (!choice.range.low && !choice.range.high) {
      const auto in_words = parse_range(get_string(given, "text"));
      if (!in_words) continue;
      choice.range = *in_words;
    }
    if (contradiction || (choice.range.low && choice.range.high && *choice.range.low > *choice.range.high)) {
      entry.remarks.emplace_back("a reference range whose limits contradict each other; left out");
      continue;
    }
    if (choice.range.unit.empty() && entry.facts[fact].value) choice.range.unit = entry.facts[fact].value->unit;

    switch (population_of(concepts_of(given, "appliesTo", entry))) {
      case Population::men: choice.sex = Sex::male; break;
      case Population::women: choice.sex = Sex::female; break;
      case Population::special: choice.special = true; break;
      case Population::anyone: break;
    }
    if (const auto age = get_object(given, "age")) {
      if (const auto months = age_range_in(*age, entry)) {
        choice.age_low = months->first / 12.0;
        choice.age_high = (months->last + 1) / 12.0;
      }
    }
    entry.ranges.push_back({fact, std::move(choice)});
  }
}

std::optional<ReferenceRange> choose_range(std::span<const RangeChoice> choices, Sex sex, std::optional<std::pair<int, int>> age) {
  std::vector<const RangeChoice*> left;
  for (const RangeChoice& choice : choices) {
    if (choice.special) continue;
    if (choice.sex != Sex::unknown && sex != Sex::unknown && choice.sex != sex) continue;
    if (age && (age->second + 1 <= choice.age_low || age->first >= choice.age_high)) continue;
    left.push_back(&choice);
  }
  if (left.empty()) return std::nullopt;
  const auto agrees = [&](const RangeChoice* choice) { return choice->range == left.front()->range; };
  if (!std::all_of(left.begin(), left.end(), agrees)) return std::nullopt;
  // A single range that is not for everyone holds only for those it is known to be for.
  const RangeChoice& only = *left.front();
  const bool everyone = std::any_of(left.begin(), left.end(), [](const RangeChoice* c) { return c->sex == Sex::unknown; });
  if (left.size() == 1 && !everyone && sex == Sex::unknown) return std::nullopt;
  if (left.size() == 1 && !age && (only.age_low > 0 || only.age_high < infinity)) return std::nullopt;
  return only.range;
}

}  // namespace elig::fhir
