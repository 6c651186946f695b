// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/comparison.hpp"

namespace elig {
namespace {

using namespace terminals;

// clang-format off

// or-equal = (["than"] "or" | "than") ("equal" | "equals") ["to" | "than"]      > or equal to 18; > than or equal to 18; > than equal to 18
auto const or_equal = ((-word("than") >> word("or")) | word("than")) >> (word("equal") | word("equals")) >> -(word("to") | word("than"));

// the-age = ["the"] age-word                                       under [the age of] 18, Minimum [Age:] 18
auto const the_age = (cue(Cue::age_word) | (word("the") >> cue(Cue::age_word))) >> -mark(':');

// again = "(" (symbol | comparator)+ ")"                           greater than or equal to [(>=)] 18, less than [<] 9.0
auto const symbol = token_if([](const Token& t) { return t.kind == TokenKind::comparator; });
auto const again  = (mark('(') | mark('[')) >> +(symbol | cue(Cue::comparator)) >> (mark(')') | mark(']'));

// of-age = "years old" | "years of age" | "of age"                 18 years of age or older
auto const of_age = -mark('-') >> cue(Cue::age_after);

// clang-format on

bool age_comparator(TokenIt from, TokenIt to) {
  for (TokenIt t = from; t != to; ++t)
    if (t->is("older") || t->is("younger") || t->is("elder")) return true;
  return false;
}

// "is", "of the" … between an operator and its number, or before the operator
bool bridge(const Token& t, bool operator_found) {
  if (t.is("of") || t.is("is") || t.is("are") || t.is("be")) return true;
  return operator_found && (t.is("a") || t.is("an") || t.is("the") || t.is("value") || t.is("score") || t.is("than") || t.is("to") || class_word(t));
}

bool leads_to_amount(TokenIt next, TokenIt last, bool operator_found) {
  if (next == last) return false;
  if (next->kind == TokenKind::number || next->kind == TokenKind::comparator || next->cue(Cue::comparator) || next->cue(Cue::uln) || next->cue(Cue::lln)) return true;
  if (next->mark('-')) return last - next > 1 && next[1].kind == TokenKind::number && next[1].glued;
  if (next->is("the") || next->is("score") || class_word(*next)) return true;
  return operator_found && next->text.size() <= 3 && next->text[0] >= 'A' && next->text[0] <= 'X';
}

}  // namespace

bool class_word(const Token& t) {
  return t.is("grade") || t.is("grades") || t.is("stage") || t.is("stages") || t.is("class") || t.is("classes") || t.is("category") || t.is("categories");
}

Comparator comparator_of(const Token& t) {
  switch (t.comparator) {
    case '<': return Comparator::less;
    case '>': return Comparator::greater;
    case 'l': return Comparator::less_equal;
    case 'g': return Comparator::greater_equal;
    default: return Comparator::equal;
  }
}

Comparator comparator_of(std::string_view value) {
  if (value == "ge") return Comparator::greater_equal;
  if (value == "gt") return Comparator::greater;
  if (value == "le") return Comparator::less_equal;
  if (value == "lt") return Comparator::less;
  return Comparator::equal;
}

Comparator mirrored(Comparator op) {
  switch (op) {
    case Comparator::less: return Comparator::greater;
    case Comparator::less_equal: return Comparator::greater_equal;
    case Comparator::greater: return Comparator::less;
    case Comparator::greater_equal: return Comparator::less_equal;
    default: return op;
  }
}

std::optional<Operator> parse_operator(TokenIt& first, TokenIt last) {
  TokenIt at = first;
  Operator found;
  bool any = false;
  while (at != last) {
    if (at->kind == TokenKind::comparator) {
      found.op = comparator_of(*at);
      any = true;
      ++at;
      if (match(at, last, or_equal)) found.op = lower(found.op) ? Comparator::greater_equal : Comparator::less_equal;
      continue;
    }
    if (const CueHit* hit = at->cue(Cue::comparator)) {
      // a symbol or a word before it stands; this repeats it or makes "equal" precise: "equal to or less than"
      if (hit->value != "approx") {
        if (!any || found.op == Comparator::equal) found.op = comparator_of(hit->value);
        found.age |= age_comparator(at, at + hit->length);
        any = true;
      }
      at += hit->length;
      continue;
    }
    if (TokenIt next = at; any && match(next, last, the_age) && next != last && (next->kind == TokenKind::number || next->is("of"))) {
      at = next;
      found.age = true;
      continue;
    }
    if (bridge(*at, any) && leads_to_amount(at + 1, last, any)) {
      ++at;
      continue;
    }
    if (TokenIt next = at; any && match(next, last, again)) {
      at = next;
      continue;
    }
    break;
  }
  if (!any) return std::nullopt;
  first = at;
  return found;
}

std::optional<Operator> parse_after(TokenIt& first, TokenIt last) {
  if (first == last) return std::nullopt;
  TokenIt at = first;
  const bool bracket = match(at, last, mark('('));
  match(at, last, mark(','));
  if (at == last) return std::nullopt;
  if (const CueHit* hit = at->cue(Cue::after_number)) {
    const TokenIt end = at + hit->length;
    if (end > last) return std::nullopt;
    const Operator after{comparator_of(hit->value), age_comparator(at, end)};
    if (end != last) {
      // "14 years or older than 25", "minimum 18, maximum 75": the words belong to the next number
      if (end->is("than") || (end[-1].is("than") && leads_to_amount(end, last, true))) return std::nullopt;
      const bool also_before = hit->length == 1 || at->is("at");
      if (also_before && !after.age && (end->kind == TokenKind::number || end->kind == TokenKind::comparator || end->mark(':') || end->is("of") || end->cue(Cue::age_word))) return std::nullopt;
      if (!after.age && (end->kind == TokenKind::number || end->kind == TokenKind::comparator)) return std::nullopt;
      if (at->is("plus") && end->kind == TokenKind::word && !end->cue(Cue::age_after)) return std::nullopt;
    }
    at = end;
    if (bracket && !match(at, last, mark(')'))) return std::nullopt;
    first = at;
    return after;
  }
  if (!bracket && at->mark('+') && at->glued) {
    first = at + 1;
    return Operator{Comparator::greater_equal, false};
  }
  return std::nullopt;
}

bool parse_age_words(TokenIt& first, TokenIt last) { return match(first, last, of_age); }

}  // namespace elig
