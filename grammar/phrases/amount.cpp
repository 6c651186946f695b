// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "grammar/phrases/comparison.hpp"

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

// factor = number ["-"] [times ["or greater" ["than"]]] | "double" | "triple"      two times or greater than the ULN; triple the ULN
auto const or_more = cue(Cue::after_number) >> -word("than");
auto const fold    = (number >> -mark('-') >> -times >> -or_more) | word("double") | word("triple");

// multiple = factor limit | number "%" limit                            2.5 x ULN, 3 times the upper limit of normal (ULN), 1.5 ULN
auto const multiple = fold >> x3::repeat(0, 4)[filler - limit] >> limit >> -(abbreviation | bracketed);
auto const percent_of_limit = number >> (mark('%') | word("percent")) >> x3::repeat(0, 3)[filler - limit] >> limit >> -abbreviation;

// inverse = limit times number                                          ULN x 3, upper limit 3 times
auto const inverse = limit >> -abbreviation >> times >> number;

// bare-limit = limit                                                    > ULN, above the upper limit of normal
auto const bare_limit = x3::repeat(0, 3)[filler - limit] >> limit >> -abbreviation;

// power = "x" 10 "^" n | "x" 10 "E" n   before a unit the table does not know with it: 1.5 x 10^3 cells
auto const power = times >> numeral >> mark('^') >> -mark('-') >> numeral;

// quantity = number [unit]                                              9 g/dL, 70-year, 28 days, 5 (mg/dL)
auto const quantity = number >> -(-mark('-') >> unit_{}) ;

// rest = ["and" | "+" | ","] number unit                                16 weeks [0 days], 1 year [and 6 months]
auto const rest = -(word("and") | mark('+') | mark(',')) >> numeral >> -mark('-') >> unit_{true};

// days-of-week = ["+"] number ["/" 7]   between weeks and their unit    16 [0/7] weeks, 24[+6] weeks
auto const days_of_week = (mark('+') >> numeral >> -(mark('/') >> numeral)) | (numeral >> mark('/') >> numeral);

// own-power = 10 "^" n                                                  > 10^3 CFU/mL
auto const own_power = numeral >> mark('^') >> -mark('-') >> numeral;

// minus = "-" glued to its number                                       T-score ≤ -2.5
auto const minus = mark('-') | word("−") | word("–");

// sub-stage = letter glued to a number                                  3A, 2b
auto const sub_stage = token_if([](const Token& t) {
  return t.glued && !t.unit_length && t.text.size() == 1 && ((t.text[0] >= 'A' && t.text[0] <= 'D') || (t.text[0] >= 'a' && t.text[0] <= 'd'));
});

// ordinal = roman | letter                                              III, IIIB, B
int roman_value(std::string_view text) {
  static constexpr std::array<std::string_view, 11> numerals{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
  for (std::size_t i = 1; i < numerals.size(); ++i)
    if (text == numerals[i]) return static_cast<int>(i);
  return 0;
}
// clang-format on

// How many letters of "IIIA", "IB2" are the stage; 0 where it has no part
std::size_t before_part(std::string_view text) {
  std::size_t whole = text.find_first_not_of("IVX");
  if (whole == std::string_view::npos || whole == 0 || text.size() - whole > 2) return 0;
  const char letter = text[whole];
  const bool lettered = (letter >= 'A' && letter <= 'D') || (letter >= 'a' && letter <= 'd');
  const bool numbered = text.size() - whole == 1 || (text.back() >= '1' && text.back() <= '3');
  return lettered && numbered && roman_value(text.substr(0, whole)) > 0 ? whole : 0;
}

std::string part_of(std::string_view text) {
  std::string part(text);
  if (part[0] >= 'a') part[0] = static_cast<char>(part[0] - 'a' + 'A');
  return part;
}

const CueHit* limit_at(TokenIt t) {
  if (const CueHit* h = t->cue(Cue::uln)) return h;
  return t->cue(Cue::lln);
}

// How many of the smaller unit make one of the larger; 0 when they are not written as one sum.
double parts_of(std::string_view larger, std::string_view smaller) {
  if (larger == "wk" && smaller == "d") return 7;
  if (larger == "a" && smaller == "mo") return 12;
  if (larger == "h" && smaller == "min") return 60;
  return 0;
}

// "16 weeks 0 days": the smaller part is a fraction of the larger unit
void add_rest(Amount& a, TokenIt& at, TokenIt last) {
  TokenIt p = at;
  if (!match(p, last, rest)) return;
  const auto part = std::find_if(at, p, [](const Token& t) { return t.kind == TokenKind::number; });
  const auto unit = std::find_if(part, p, [](const Token& t) { return t.unit_length > 0; });
  const double parts = unit == p ? 0 : parts_of(a.unit, unit->unit);
  if (parts == 0 || part->number >= parts) return;
  // "2 weeks and 3 days" is one length of time, "1 year and 6 months" may be two ages
  if (at->is("and") && parts != 7) return;
  a.value += part->number / parts;
  at = p;
}

// "10^3 CFU/mL"
bool power_of_ten(Amount& a, TokenIt& at, TokenIt last) {
  TokenIt p = at;
  if (at->number != 10 || !match(p, last, own_power) || !at[1].glued) return false;
  const double exponent = p[-1].number * (p[-2].mark('-') ? -1 : 1);
  if (std::abs(exponent) > 15) return false;
  a.value = std::pow(10.0, exponent);
  a.has_number = true;
  if (p != last && p->unit_length) {
    a.unit = p->unit;
    p += p->unit_length;
  }
  at = p;
  return true;
}

// "16 0/7 weeks", "24+6 weeks", "24 + 0 weeks of amenorrhea"; a range's other end may hold the unit
bool weeks_and_days(Amount& a, TokenIt& at, TokenIt last) {
  TokenIt p = at;
  if (p->kind != TokenKind::number || !match(p, last, numeral) || !match(p, last, days_of_week)) return false;
  double days = -1;
  for (TokenIt t = at + 1; t != p; ++t) {
    if (t->kind != TokenKind::number) continue;
    if (days < 0) days = t->number;
    else if (t->number != 7) return false;
  }
  const bool sevenths = (p - 1)->number == 7 && (p - 2)->mark('/');
  if (days < 0 || days > 6 || days != std::floor(days)) return false;
  const bool unit = p != last && p->unit_length && p->unit == "wk";
  // without a unit of its own only where nothing else is meant: "24+0 to 36+6 weeks"
  if (!unit && !(sevenths || (p - at == 3 && (at + 1)->glued && (at + 2)->glued && at->number > 10 && at->number < 45))) return false;
  a.value = at->number + days / 7;
  a.unit = "wk";
  a.has_number = true;
  if (unit) p += p->unit_length;
  at = p;
  return true;
}

}  // namespace

std::optional<Amount> parse_amount(TokenIt& first, TokenIt last) {
  if (first == last) return std::nullopt;
  Amount a;
  a.begin = first;
  TokenIt at = first;
  // "> x 3 ULN": the sign of multiplication before its number
  if (last - at > 2 && (at->mark('*') || at->is("x") || at->is("×")) && at[1].kind == TokenKind::number && limit_at(at + 2)) ++at, ++first;
  const auto relative = [&](TokenIt from, TokenIt to) {
    for (TokenIt t = from; t != to; ++t)
      if (const CueHit* h = limit_at(t); h && a.relative_to == RelativeTo::none) a.relative_to = h->cue == Cue::uln ? RelativeTo::uln : RelativeTo::lln;
    a.unit = "1";
  };
  const auto factor = [&](TokenIt from, TokenIt to) {
    for (TokenIt t = from; t != to; ++t)
      if (t->kind == TokenKind::number) {
        a.value = t->number;
        a.has_number = true;
        return;
      }
    if (from->is("double") || from->is("triple")) {
      a.value = from->is("double") ? 2 : 3;
      a.has_number = true;
    }
  };
  if (TokenIt p = first; match(p, last, minus) && p != last && p->kind == TokenKind::number && p->glued && !p->spelled) {
    auto positive = parse_amount(p, last);
    if (!positive || positive->relative_to != RelativeTo::none) return std::nullopt;
    positive->value = -positive->value;
    positive->begin = first;
    first = p;
    return positive;
  }
  if (first->kind == TokenKind::number) {
    if (weeks_and_days(a, at, last)) {
    } else if (power_of_ten(a, at, last)) {
    } else if (match(at, last, multiple)) {
      factor(first, at);
      relative(first, at);
      for (TokenIt t = first; t != at; ++t)
        if (const CueHit* more = t->cue(Cue::after_number)) a.op = comparator_of(more->value);
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
      if (time_unit(a.unit)) add_rest(a, at, last);
      else if (a.unit.empty() && first->number < 10 && match(at, last, sub_stage)) a.part = part_of(at[-1].text);
    }
  } else if ((first->is("double") || first->is("triple")) && match(at, last, multiple)) {
    factor(first, at);
    relative(first, at);
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
    } else if (const std::size_t whole = before_part(first->text); whole > 0) {
      a.value = roman_value(first->text.substr(0, whole));
      a.part = part_of(first->text.substr(whole));
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
