// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/terminals.hpp"

// Comparisons without their subject. Alternatives in `parse_bounds` stand longest first: a range would otherwise be read as its
// first bound.
namespace elig {
namespace {

using namespace terminals;

Comparator comparator_of(std::string_view value) {
  if (value == "ge") return Comparator::greater_equal;
  if (value == "gt") return Comparator::greater;
  if (value == "le") return Comparator::less_equal;
  if (value == "lt") return Comparator::less;
  return Comparator::equal;
}

bool lower(Comparator op) { return op == Comparator::greater || op == Comparator::greater_equal; }
bool upper(Comparator op) { return op == Comparator::less || op == Comparator::less_equal; }

struct Operator {
  Comparator op = Comparator::equal;
  bool age = false;
};

bool age_comparator(TokenIt from, TokenIt to) {
  for (TokenIt t = from; t != to; ++t)
    if (t->is("older") || t->is("younger") || t->is("elder")) return true;
  return false;
}

// operator = ">=" | "at least" | "no more than" | … , also doubled: "≥ (greater than or equal to)", "of at least", "is less than"
std::optional<Operator> parse_operator(TokenIt& first, TokenIt last) {
  TokenIt at = first;
  Operator found;
  bool any = false;
  while (at != last) {
    if (at->kind == TokenKind::comparator) {
      // "> or = 18", "< or equal to"
      switch (at->comparator) {
        case '<': found.op = Comparator::less; break;
        case '>': found.op = Comparator::greater; break;
        case 'l': found.op = Comparator::less_equal; break;
        case 'g': found.op = Comparator::greater_equal; break;
        default: found.op = Comparator::equal;
      }
      any = true;
      ++at;
      if (last - at >= 2 && at->is("or") && ((at + 1)->is("equal") || (at + 1)->is("equals"))) {
        found.op = lower(found.op) ? Comparator::greater_equal : Comparator::less_equal;
        at += 2;
        if (at != last && (at->is("to") || at->is("than"))) ++at;
      }
      continue;
    }
    if (const CueHit* hit = at->cue(Cue::comparator)) {
      if (hit->value == "approx") {
        at += hit->length;
        continue;
      }
      const Comparator op = comparator_of(hit->value);
      // "greater than" right after a symbol repeats it; the symbol stands
      if (!any || op != Comparator::equal) {
        if (!any) found.op = op;
        else if ((lower(op) && found.op == Comparator::equal) || (upper(op) && found.op == Comparator::equal)) found.op = op;
      }
      found.age |= age_comparator(at, at + hit->length);
      any = true;
      at += hit->length;
      continue;
    }
    if (at->is("of") || at->is("is") || at->is("are") || at->is("be") || at->is("a") || at->is("the") || at->is("value") || at->is("score") || at->is("than") ||
        at->is("grade") || at->is("stage") || at->is("class")) {
      if (!any && !(at->is("of") || at->is("is") || at->is("are") || at->is("be"))) break;
      // only as a bridge to a number or another operator
      TokenIt next = at + 1;
      if (next == last) break;
      if (!(next->kind == TokenKind::number || next->kind == TokenKind::comparator || next->cue(Cue::comparator) || next->cue(Cue::uln) || next->cue(Cue::lln) ||
            next->is("the") || next->is("score") || next->is("class") || next->is("grade") || next->is("stage") || (any && (next->text.size() <= 3 && next->text[0] >= 'A' && next->text[0] <= 'X'))))
        break;
      ++at;
      continue;
    }
    // "under the age of 18"
    if (any && (at->cue(Cue::age_word) || (at->is("the") && at + 1 != last && (at + 1)->cue(Cue::age_word)))) {
      const TokenIt age = at->cue(Cue::age_word) ? at : at + 1;
      const TokenIt next = age + age->cue(Cue::age_word)->length;
      if (next != last && (next->kind == TokenKind::number || next->is("of"))) {
        at = next;
        found.age = true;
        continue;
      }
    }
    if (any && (at->mark('(') || at->mark('[')) && at + 1 != last && ((at + 1)->kind == TokenKind::comparator || (at + 1)->cue(Cue::comparator))) {
      // "greater than or equal to (>=) 18", "less than [<] 9.0"
      TokenIt inner = at + 1;
      while (inner != last && (inner->kind == TokenKind::comparator || inner->cue(Cue::comparator)))
        inner += inner->kind == TokenKind::comparator ? 1 : inner->cue(Cue::comparator)->length;
      if (inner == last || !(inner->mark(')') || inner->mark(']'))) break;
      at = inner + 1;
      continue;
    }
    break;
  }
  if (!any) return std::nullopt;
  first = at;
  return found;
}

// clang-format off
// after = "or more" | "and older" | "+"                           18 years or older, 60+
auto const plus_sign = mark('+');
// of-age = "years old" | "years of age" | "of age"                18 years of age or older
auto const of_age = cue(Cue::age_after);
// dash = "-" | "to" | "~" | "through"
auto const dash = mark('-') | mark('~') | cue(Cue::range_to) | word("～");
// clang-format on

bool parse_age_words(TokenIt& first, TokenIt last) {
  TokenIt at = first;
  if (at != last && at->mark('-')) ++at;
  if (!match(at, last, of_age)) return false;
  first = at;
  return true;
}

struct After {
  Comparator op;
  bool age;
};

std::optional<After> parse_after(TokenIt& first, TokenIt last) {
  if (first == last) return std::nullopt;
  TokenIt at = first;
  bool bracket = false;
  if (at->mark('(') && at + 1 != last) {
    bracket = true;
    ++at;
  }
  if (at->mark(',') && at + 1 != last) ++at;
  if (const CueHit* hit = at->cue(Cue::after_number)) {
    const TokenIt end = at + hit->length;
    if (end > last) return std::nullopt;
    const After after{comparator_of(hit->value), age_comparator(at, end) || at->is("older")};
    // "18 or older than" belongs to what follows; "at least" and "minimum" before a number do too
    if (end != last && (end->kind == TokenKind::number || end->is("than") || end->kind == TokenKind::comparator) && !after.age) return std::nullopt;
    if (hit->value == "ge" && hit->length == 1 && at->is("plus") && end != last && end->kind == TokenKind::word && !end->cue(Cue::age_after)) return std::nullopt;
    at = end;
    if (bracket) {
      if (at == last || !at->mark(')')) return std::nullopt;
      ++at;
    }
    first = at;
    return after;
  }
  if (!bracket && at->mark('+') && at->glued) {
    first = at + 1;
    return After{Comparator::greater_equal, false};
  }
  return std::nullopt;
}

// A number's unit may follow once for both ends of a range ("18-75 years") and for all members of a set.
void share_units(std::vector<SurfaceBound>& bounds) {
  for (std::size_t i = bounds.size(); i-- > 0;)
    if (bounds[i].amount.unit.empty() && i + 1 < bounds.size() && !bounds[i].amount.letter && !bounds[i].amount.roman) {
      bounds[i].amount.unit = bounds[i + 1].amount.unit;
      bounds[i].amount.relative_to = bounds[i + 1].amount.relative_to;
    }
}

SurfaceBound bound(Comparator op, const Amount& amount, TokenIt begin, TokenIt end) { return {op, amount, begin, end}; }

bool ordinal(const Amount& a) { return a.letter || a.roman; }

}  // namespace

std::optional<BoundsPhrase> parse_bounds(TokenIt& first, TokenIt last) {
  BoundsPhrase phrase;
  phrase.begin = first;
  TokenIt at = first;

  // range = "between" amount ("and" | dash) amount                 between 18 and 75 years; ranging from 1.5 to 2.0
  TokenIt between_begin = at;
  const bool between = match(at, last, cue(Cue::between));
  while (between && at != last && (at->is("the") || at->cue(Cue::age_word) || at->is("ages") || at->is("a") || at->mark('(') )) {
    if (at->cue(Cue::age_word)) phrase.age = true;
    at += at->cue(Cue::age_word) ? at->cue(Cue::age_word)->length : 1;
  }
  if (between && (at == last || (at->kind != TokenKind::number && at->kind != TokenKind::comparator && !at->cue(Cue::comparator) && !(at->text.size() <= 4 && at->text[0] >= 'A' && at->text[0] <= 'X')))) return std::nullopt;

  TokenIt op_begin = at;
  const auto op1 = parse_operator(at, last);
  const auto amount1 = parse_amount(at, last);
  if (!amount1) return std::nullopt;
  if (!amount1->has_number && !op1) return std::nullopt;   // "the upper limit of normal" alone compares nothing
  if (!op1 && !between && amount1->letter) return std::nullopt;
  if (amount1->letter && amount1->value > 4 && !op1) return std::nullopt;
  if (op1) phrase.age |= op1->age;
  phrase.explicit_op = op1.has_value() || between;
  const bool roman_alone = !op1 && !between && ordinal(*amount1);
  phrase.age |= parse_age_words(at, last);
  // "18 years old (≥)", "18 years or older"
  Comparator op = op1 ? op1->op : Comparator::equal;
  const auto after1 = between ? std::nullopt : parse_after(at, last);
  if (after1) {
    phrase.explicit_op = true;
    phrase.age |= after1->age;
    if (!op1 || op1->op == Comparator::equal) op = after1->op;
    else if (op1->op == Comparator::greater && lower(after1->op)) op = Comparator::greater;
    phrase.age |= parse_age_words(at, last);
  } else if (!op1 && last - at >= 3 && at->mark('(') && (at + 1)->kind == TokenKind::comparator && (at + 2)->mark(')')) {
    op = (at + 1)->comparator == 'g' ? Comparator::greater_equal : (at + 1)->comparator == '>' ? Comparator::greater
         : (at + 1)->comparator == 'l' ? Comparator::less_equal : (at + 1)->comparator == '<' ? Comparator::less : Comparator::equal;
    phrase.explicit_op = true;
    at += 3;
  } else if (op1 && last - at >= 3 && at->mark('(') && (at + 1)->kind == TokenKind::comparator && (at + 2)->mark(')')) {
    // "at least 18 years old (≥)"
    at += 3;
  }
  TokenIt end1 = at;

  // the second end
  std::optional<Amount> amount2;
  Comparator op2 = Comparator::less_equal;
  TokenIt bound2_begin = nullptr;
  bool alternative = false;
  bool fraction = false;
  if (at != last) {
    TokenIt next = at;
    // "18-75", "18 to < 75", "4 to < 17 years", "between 18 and 75"
    bool joined = false;
    if (!after1 && (between && next->cue(Cue::and_))) {
      next += next->cue(Cue::and_)->length;
      joined = true;
    } else if (!after1 && match(next, last, dash)) {
      joined = true;
      if (next != last && next->mark('-')) ++next;
    } else if (!after1 && between && next->mark(',')) {
      ++next;
      joined = true;
    }
    if (joined && next != last) {
      bound2_begin = next;
      if (next->is("no") || next->is("and")) {}
      const auto opb = parse_operator(next, last);
      while (next != last && next->cue(Cue::age_word)) next += next->cue(Cue::age_word)->length;
      if (auto b = parse_amount(next, last); b && b->has_number && ordinal(*b) == ordinal(*amount1)) {
        amount2 = b;
        if (opb && upper(opb->op)) op2 = opb->op;
        at = next;
        if (!op1) op = Comparator::greater_equal;
        else if (op == Comparator::equal) op = Comparator::greater_equal;
        phrase.explicit_op = true;
      }
    }
    if (!amount2) {
      // paired = operator amount [and|but|,|to] operator amount      >= 18 and <= 75; > 20 but < 30; ≥ 12, < 18
      // either = operator amount or operator amount                  < 50 or > 400
      next = at;
      bool or_joined = false;
      bool comma = false;
      if (next->mark(',')) {
        ++next;
        comma = true;
      }
      if (next != last && (next->is("and") || next->is("but") || next->is("&") || next->is("to"))) ++next;
      else if (next != last && (next->is("or") || next->is("and/or"))) {
        ++next;
        or_joined = true;
      } else if (next != last && next->mark('/')) ++next;
      if (next != last && (next->is("is") || next->is("are") || next->is("be") )) ++next;
      TokenIt b2 = next;
      if (next != last && phrase.explicit_op) {
        if (const auto opb = parse_operator(next, last); opb && opb->op != Comparator::equal) {
          TokenIt before_amount = next;
          if (auto b = parse_amount(next, last); b && ordinal(*b) == ordinal(*amount1)) {
            const bool opposite = lower(op) != lower(opb->op);
            const bool same_kind = b->unit == amount1->unit || b->unit.empty() || amount1->unit.empty() || (time_unit(b->unit) && time_unit(amount1->unit));
            if (opposite && same_kind && (!comma || or_joined || !ordinal(*b)) && (b2 != at || !comma)) {
              amount2 = b;
              op2 = opb->op;
              phrase.age |= opb->age;
              // "> 75 or < 18" can only be an alternative; "> 18 or < 75" is written for a range by mistake at most as often
              alternative = or_joined || (lower(op) && op2 != op && amount1->value > b->value && amount1->unit == b->unit) || (upper(op) && amount1->value < b->value && b->value != 0 && !lower(op) && or_joined);
              if (upper(op) && lower(op2) && amount1->value <= b->value) alternative = true;
              bound2_begin = b2;
              at = next;
            }
          }
          (void)before_amount;
        }
      }
    }
    // fraction = number "/" number                                   140/90 mmHg; 24/30 points
    if (!amount2 && !after1 && at != last && at->mark('/') && at + 1 != last && (at + 1)->kind == TokenKind::number) {
      next = at + 1;
      if (auto b = parse_amount(next, last)) {
        amount2 = b;
        fraction = true;
        bound2_begin = b->begin;
        at = next;
      }
    }
  }

  if (amount2) {
    phrase.age |= parse_age_words(at, last);
    if (const auto after2 = parse_after(at, last)) {
      phrase.age |= after2->age;
      phrase.age |= parse_age_words(at, last);
    }
    if (at != last && (at->cue(Cue::inclusive))) at += at->cue(Cue::inclusive)->length;
    else if (last - at >= 3 && (at->mark('(') || at->mark(',')) && (at + 1)->cue(Cue::inclusive)) {
      TokenIt t = at + 1 + (at + 1)->cue(Cue::inclusive)->length;
      if (at->mark(',')) at = t;
      else if (t != last && t->mark(')')) at = t + 1;
    }
    std::vector<SurfaceBound> both{bound(op, *amount1, op_begin, end1), bound(op2, *amount2, bound2_begin, at)};
    share_units(both);
    // "5/10" of a score: the second number is the scale's end; "140/90" is a pair
    if (fraction) {
      phrase.pair = true;
      if (op == Comparator::equal && !op1) both[0].op = both[1].op = Comparator::equal;
      else both[1].op = both[0].op;
      phrase.alternatives.push_back(std::move(both));
    } else if (alternative) {
      phrase.alternatives.push_back({both[0]});
      phrase.alternatives.push_back({both[1]});
    } else {
      phrase.alternatives.push_back(std::move(both));
    }
    phrase.end = first = at;
    if (phrase.alternatives.size() == 1 && between) phrase.alternatives[0][0].begin = between_begin;
    return phrase;
  }

  // set = amount ("," amount)* ("or" | "and" | "/") amount           0 or 1; I, II or III; 0, 1, 2
  std::vector<SurfaceBound> values{bound(op, *amount1, op_begin, end1)};
  if (!after1 && (op == Comparator::equal)) {
    TokenIt next = at;
    while (next != last) {
      TokenIt joint = next;
      while (joint != last && (joint->mark(',') || joint->is("or") || joint->is("and") || joint->mark('/') || joint->is("and/or"))) ++joint;
      if (joint == next || joint == last) break;
      TokenIt behind = joint;
      // the class word may be said again: "stage I or stage II"
      if (behind->is("grade") || behind->is("stage") || behind->is("class") || behind->is("score")) ++behind;
      if (behind != last && (behind->kind == TokenKind::number || behind->text.size() <= 4)) {
        const auto b = parse_amount(behind, last);
        if (!b || !b->has_number || ordinal(*b) != ordinal(*amount1) || b->relative_to != RelativeTo::none) break;
        if (!ordinal(*b) && (b->value > 20 || amount1->value > 20 || b->value != static_cast<int>(b->value))) break;
        // "1, 2" must not swallow the number of the next comparison: "ECOG 0 or 1, 18 years"
        if (!b->unit.empty() && amount1->unit != b->unit && time_unit(b->unit)) break;
        if (behind != last && (behind->cue(Cue::times) || behind->cue(Cue::count_of))) break;
        values.push_back(bound(Comparator::equal, *b, b->begin, b->end));
        next = at = behind;
        continue;
      }
      break;
    }
    // "0-1 or 2" and "II-III" are ranges and came above
  }
  if (values.size() > 1) {
    phrase.set = true;
    phrase.explicit_op = true;
    share_units(values);
  }
  if (roman_alone && values.size() == 1) phrase.explicit_op = false;
  phrase.age |= parse_age_words(at, last);
  phrase.alternatives.push_back(std::move(values));
  phrase.end = first = at;
  return phrase;
}

}  // namespace elig
