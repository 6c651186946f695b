// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "grammar/phrases/terminals.hpp"

// Amounts: what stands behind a comparator.
namespace elig {

std::optional<TimeUnit> time_unit(std::string_view ucum) noexcept {
  if (ucum == "a") return TimeUnit::year;
  if (ucum == "mo") return TimeUnit::month;
  if (ucum == "wk") return TimeUnit::week;
  if (ucum == "d") return TimeUnit::day;
  if (ucum == "h") return TimeUnit::hour;
  if (ucum == "min") return TimeUnit::minute;
  return std::nullopt;
}

namespace {

using namespace terminals;

// clang-format off

// number = numeral [ "(" numeral ")" ]                                  three (3)
auto const number = numeral >> -(mark('(') >> numeral >> mark(')'));

// the-normal = the words between a factor and the limit it multiplies   3 x the institutional upper limit of normal
auto const filler = token_if([](const Token& t) {
  return t.is("the") || t.is("of") || t.is("institutional") || t.is("institution") || t.is("local") || t.is("laboratory") || t.is("their") || t.is("lab") || t.is("a") ||
         t.is("site") || t.is("above") || t.is("normal") || t.is("than") || t.mark('-') || t.is("age") || t.is("adjusted") || t.is("upper") || t.mark('[') || t.mark('(');
});
auto const times = cue(Cue::times) | mark('*') | word("×");
auto const limit = cue(Cue::uln) | cue(Cue::lln);
auto const abbreviation = mark('(') >> (cue(Cue::uln) | cue(Cue::lln)) >> mark(')');
auto const bracketed    = mark('[') >> -mark('(') >> (cue(Cue::uln) | cue(Cue::lln)) >> -mark(')') >> mark(']');

// multiple = number times limit | number "%" limit                      2.5 x ULN, 3 times the upper limit of normal (ULN), 1.5 ULN
auto const multiple = number >> -mark('-') >> -times >> x3::repeat(0, 4)[filler - limit] >> limit >> -(abbreviation | bracketed);
auto const percent_of_limit = number >> (mark('%') | word("percent")) >> x3::repeat(0, 3)[filler - limit] >> limit >> -abbreviation;

// inverse = limit times number                                          ULN x 3, upper limit 3 times
auto const inverse = limit >> -abbreviation >> times >> number;

// bare-limit = limit                                                    > ULN, above the upper limit of normal
auto const bare_limit = x3::repeat(0, 3)[filler - limit] >> limit >> -abbreviation;

// power = "x" 10 "^" n | "x" 10 "E" n   before a unit the table does not know with it: 1.5 x 10^3 cells
auto const power = times >> numeral >> mark('^') >> -mark('-') >> numeral;

// quantity = number [unit]                                              9 g/dL, 70-year, 28 days, 5 (mg/dL)
auto const quantity = number >> -(-mark('-') >> unit_{}) ;

// ordinal = roman | letter                                              III, IIIB, B
int roman_value(std::string_view text) {
  static constexpr std::array<std::string_view, 11> numerals{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
  for (std::size_t i = 1; i < numerals.size(); ++i)
    if (text == numerals[i]) return static_cast<int>(i);
  return 0;
}
// clang-format on

const CueHit* limit_at(TokenIt t) {
  if (const CueHit* h = t->cue(Cue::uln)) return h;
  return t->cue(Cue::lln);
}

}  // namespace

std::optional<Amount> parse_amount(TokenIt& first, TokenIt last) {
  if (first == last) return std::nullopt;
  Amount a;
  a.begin = first;
  TokenIt at = first;
  const auto relative = [&](TokenIt from, TokenIt to) {
    for (TokenIt t = from; t != to; ++t)
      if (const CueHit* h = limit_at(t)) a.relative_to = h->cue == Cue::uln ? RelativeTo::uln : RelativeTo::lln;
    a.unit = "1";
  };
  const auto factor = [&](TokenIt from, TokenIt to) {
    for (TokenIt t = from; t != to; ++t)
      if (t->kind == TokenKind::number) {
        a.value = t->number;
        a.has_number = true;
        return;
      }
  };
  if (first->kind == TokenKind::number) {
    if (match(at, last, multiple)) {
      factor(first, at);
      relative(first, at);
    } else if (match(at, last, percent_of_limit)) {
      factor(first, at);
      a.value /= 100;
      relative(first, at);
    } else if (match(at, last, quantity)) {
      factor(first, at);
      for (TokenIt t = first; t != at; ++t)
        if (t->unit_length) {
          a.unit = t->unit;
          break;
        }
      // a power of ten that belongs to no known unit is part of the number
      if (TokenIt p = at; a.unit.empty() && match(p, last, power)) {
        const double exponent = (p - 1)->number * ((p - 2)->mark('-') ? -1 : 1);
        if (std::abs(exponent) < 16) {
          a.value *= std::pow(10.0, exponent);
          at = p;
          if (at != last && at->unit_length && match(at, last, unit_{})) a.unit = (p)->unit;
        }
      }
      // "5 (mg/dL)"
      if (a.unit.empty() && last - at >= 3 && at->mark('(') && (at + 1)->unit_length && at + 1 + (at + 1)->unit_length < last &&
          (at + 1 + (at + 1)->unit_length)->mark(')')) {
        a.unit = (at + 1)->unit;
        at += 2 + (at + 1)->unit_length;
      }
    }
  } else if (match(at, last, inverse)) {
    factor(first, at);
    relative(first, at);
  } else if (limit_at(first) || ((first->is("the") || first->is("institutional") || first->is("normal")) && last - first > 1)) {
    if (!match(at, last, bare_limit)) return std::nullopt;
    // "normal" alone is a word of many trades; only the longer forms name a limit
    if (at - first == 1 && (first->is("normal") || first->is("limit"))) return std::nullopt;
    a.value = 1;
    relative(first, at);
  } else if (first->kind == TokenKind::word) {
    if (const int roman = roman_value(first->text); roman > 0) {
      a.value = roman;
      a.roman = true;
      a.has_number = true;
      ++at;
    } else if (first->text.size() > 1 && first->text.size() < 6 && roman_value(first->text.substr(0, first->text.size() - 1)) > 0 &&
               ((first->text.back() >= 'A' && first->text.back() <= 'D') || (first->text.back() >= 'a' && first->text.back() <= 'd'))) {
      a.value = roman_value(first->text.substr(0, first->text.size() - 1));
      a.roman = true;
      a.has_number = true;
      ++at;
    } else if (first->text.size() == 1 && first->text[0] >= 'A' && first->text[0] <= 'E') {
      a.value = first->text[0] - 'A' + 1;
      a.letter = true;
      a.has_number = true;
      ++at;
    } else {
      return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
  if (at == first) return std::nullopt;
  a.end = at;
  first = at;
  return a;
}

}  // namespace elig
