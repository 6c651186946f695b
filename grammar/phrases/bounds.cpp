// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "grammar/phrases/comparison.hpp"

// Comparisons without their subject. What is longer is tried first: a range would otherwise be read as its first bound.
namespace elig {
namespace {

using namespace terminals;

// clang-format off

// dash = "-" ["to"] | "to" | "~" | "through"                       18-75, 10- to 13, 18 through 75
auto const dash = (mark('-') >> -cue(Cue::range_to)) | mark('~') | cue(Cue::range_to);

// paren-symbol = "(" symbol ")"                                    18 years old (≥)
auto const symbol       = token_if([](const Token& t) { return t.kind == TokenKind::comparator; });
auto const paren_symbol = mark('(') >> symbol >> mark(')');

// joint = ("," | "or" | "and" | "/" | "&")+                        I, II and III
auto const joint = +(mark(',') | word("or") | word("and") | mark('/') | word("and/or") | mark('&'));
auto const class_name = token_if(class_word) | word("score");

// inclusive = ["(" | ","] "inclusive" [")"]                        18 to 75 years (inclusive)
auto const inclusive = cue(Cue::inclusive) | (mark('(') >> cue(Cue::inclusive) >> mark(')')) | (mark(',') >> cue(Cue::inclusive));

// clang-format on

bool ordinal(const Amount& a) { return a.letter || a.roman; }

bool starts_amount(const Token& t) {
  return t.kind == TokenKind::number || t.kind == TokenKind::comparator || t.mark('-') || t.cue(Cue::comparator) || (t.text.size() <= 4 && t.text[0] >= 'A' && t.text[0] <= 'X');
}

// "IIIA/B", "IIIA or C": the letter alone is of the same stage
void part_alone(Amount& b, const Amount& former) {
  if (!b.letter || b.value > 4 || former.part.empty()) return;
  b.part = std::string(1, static_cast<char>('A' + static_cast<int>(b.value) - 1));
  b.value = former.value;
  b.letter = false;
  b.roman = former.roman;
}

// A number's unit may follow once for both ends of a range ("18-75 years") and for all members of a set.
void share_units(std::vector<SurfaceBound>& bounds) {
  for (std::size_t i = bounds.size(); i-- > 0;)
    if (bounds[i].amount.unit.empty() && i + 1 < bounds.size() && !ordinal(bounds[i].amount)) {
      bounds[i].amount.unit = bounds[i + 1].amount.unit;
      bounds[i].amount.relative_to = bounds[i + 1].amount.relative_to;
    }
}

// Which of two amounts is the smaller, when both are of time or of the same unit.
bool ascending(const Amount& a, const Amount& b) {
  const auto days = [](const Amount& x) {
    const auto unit = time_unit(x.unit);
    if (!unit) return x.value;
    switch (*unit) {
      case TimeUnit::minute: return x.value / 1440;
      case TimeUnit::hour: return x.value / 24;
      case TimeUnit::week: return x.value * 7;
      case TimeUnit::month: return x.value * 30.4375;
      case TimeUnit::year: return x.value * 365.25;
      default: return x.value;
    }
  };
  if (time_unit(a.unit) && time_unit(b.unit)) return days(a) <= days(b);
  return a.value <= b.value;
}

// The productions of one comparison, over one position in the tokens.
class Comparison {
 public:
  Comparison(TokenIt first, TokenIt last) : first_(first), at_(first), last_(last) { phrase_.begin = first; }

  std::optional<BoundsPhrase> parse(TokenIt& first) {
    if (!opening() || !first_amount()) return std::nullopt;
    if (between_ && fraction()) close_fraction();
    else if (range() || pair()) close_pair();
    else if (fraction()) close_fraction();
    else if (left_behind() || conversion()) return std::nullopt;
    else set();
    phrase_.end = first = at_;
    return phrase_;
  }

 private:
  // between = ("between" | "outside" ["the range of"]) ["the ages of"] ["("]   [between (]16-24) weeks; [outside] 3.5-5.5 mmol/L
  bool opening() {
    const CueHit* opens = at_ == last_ ? nullptr : at_->cue(Cue::between);
    between_ = opens != nullptr;
    if (!between_) return true;
    at_ += opens->length;
    open_ended_ = first_->is("from");
    outside_ = opens->value == "outside";
    while (at_ != last_ && (at_->cue(Cue::age_word) || at_->is("the") || at_->is("ages") || at_->is("a") || at_->mark('('))) {
      if (const CueHit* age = at_->cue(Cue::age_word)) {
        phrase_.age = true;
        at_ += age->length;
        continue;
      }
      bracket_ |= at_->mark('(');
      ++at_;
    }
    return at_ != last_ && starts_amount(*at_);
  }

  // one = [operator] amount ["years old"] ["or older"]               at least 18 years of age; 18 years or older
  bool first_amount() {
    begin1_ = at_;
    written_ = parse_operator(at_, last_);
    auto amount = parse_amount(at_, last_);
    if (!amount && written_) amount = normal_alone();
    if (!amount) return false;
    amount1_ = *amount;
    if (amount1_.op && !written_) written_ = Operator{*amount1_.op, false};
    if (!amount1_.has_number && !written_) return false;  // "the upper limit of normal" alone compares nothing
    if (written_) {
      op_ = written_->op;
      phrase_.age |= written_->age;
    }
    phrase_.explicit_op = written_.has_value() || between_;
    phrase_.age |= parse_age_words(at_, last_);
    if (const auto after = between_ ? std::nullopt : parse_after(at_, last_)) {
      after_ = true;
      phrase_.explicit_op = true;
      phrase_.age |= after->age;
      if (op_ == Comparator::equal) op_ = after->op;
      phrase_.age |= parse_age_words(at_, last_);
    } else if (TokenIt sign = at_; match(sign, last_, paren_symbol)) {
      if (!written_) {
        op_ = comparator_of(at_[1]);
        phrase_.explicit_op = true;
      }
      at_ = sign;
    }
    end1_ = at_;
    return true;
  }

  // "ALT higher than normal": a limit where nothing behind it makes it an adjective
  std::optional<Amount> normal_alone() {
    if (at_ == last_ || !at_->is("normal") || (written_->op == Comparator::equal)) return std::nullopt;
    const TokenIt next = at_ + 1;
    if (next != last_ && next->kind != TokenKind::mark && !next->is("and") && !next->is("or") && !next->is("at") && !next->is("for") && !next->is("in") && !next->is("on") && !next->is("within") && !next->is("but")) return std::nullopt;
    if (next != last_ && next->mark('-')) return std::nullopt;
    Amount a;
    a.begin = at_++;
    a.end = at_;
    a.value = 1;
    a.unit = "1";
    a.relative_to = RelativeTo::uln;
    return a;
  }

  // range = one ("-" | "to" | "and") [operator] amount               18-75; 4 to < 17 years; between 18 and 75; I - IV
  bool range() {
    if (after_ || at_ == last_) return false;
    TokenIt next = at_;
    if (!match(next, last_, dash)) {
      if (!between_) return false;
      if (next->cue(Cue::and_)) next += next->cue(Cue::and_)->length;
      else if (!match(next, last_, mark(','))) return false;
    }
    if (next == last_) return false;
    const TokenIt begin = next;
    const auto op = parse_operator(next, last_);
    while (next != last_ && next->cue(Cue::age_word)) next += next->cue(Cue::age_word)->length;
    match(next, last_, class_name);
    auto b = parse_amount(next, last_);
    if (b) part_alone(*b, amount1_);
    if (!b || !b->has_number || ordinal(*b) != ordinal(amount1_)) return false;
    amount2_ = *b;
    begin2_ = begin;
    op2_ = op && upper(op->op) ? op->op : Comparator::less_equal;
    if (op_ == Comparator::equal) op_ = Comparator::greater_equal;
    // "between -1 and -2.5"
    if (!written_ && !op && amount1_.value > amount2_.value && (amount1_.unit == amount2_.unit || amount1_.unit.empty())) {
      op_ = Comparator::less_equal;
      op2_ = Comparator::greater_equal;
    }
    phrase_.explicit_op = true;
    at_ = next;
    if (bracket_ && match(at_, last_, mark(')')) && at_ != last_ && at_->unit_length && amount2_.unit.empty()) {
      amount2_.unit = at_->unit;
      at_ += at_->unit_length;
    }
    return true;
  }

  // pair = one ["," | "and" | "but" | "to" | "/"] operator amount    >= 18 and <= 75; > 20 but < 30
  //      | one "or" operator amount                                  < 50 or > 400: alternatives
  bool pair() {
    if (!phrase_.explicit_op || at_ == last_) return false;
    TokenIt next = at_;
    const bool comma = match(next, last_, mark(','));
    const bool or_joined = match(next, last_, word("or") | word("and/or"));
    if (!or_joined) match(next, last_, word("and") | word("but") | mark('&') | word("to") | mark('/'));
    match(next, last_, word("is") | word("are") | word("be"));
    if (next == last_) return false;
    const TokenIt begin = next;
    const auto op = parse_operator(next, last_);
    if (!op || op->op == Comparator::equal) return false;
    const auto b = parse_amount(next, last_);
    if (!b || ordinal(*b) != ordinal(amount1_) || lower(op_) == lower(op->op)) return false;
    const bool same_kind = b->unit == amount1_.unit || b->unit.empty() || amount1_.unit.empty() || (time_unit(b->unit) && time_unit(amount1_.unit));
    if (!same_kind || (comma && !or_joined && ordinal(*b))) return false;
    amount2_ = *b;
    begin2_ = begin;
    op2_ = op->op;
    phrase_.age |= op->age;
    // what can hold of one value at once is a range, however it is joined
    const bool up = ascending(amount1_, amount2_);
    alternative_ = lower(op_) ? !up || (or_joined && amount1_.value == amount2_.value) : up;
    if (or_joined && upper(op_) && up && b->value != 0) alternative_ = true;
    at_ = next;
    return true;
  }

  void close_pair() {
    phrase_.age |= parse_age_words(at_, last_);
    if (const auto after = parse_after(at_, last_)) {
      phrase_.age |= after->age;
      phrase_.age |= parse_age_words(at_, last_);
    }
    if (match(at_, last_, inclusive)) phrase_.age |= parse_age_words(at_, last_);
    if (outside_) {
      // what a range leaves out lies on either side of it
      const bool falls = op_ == Comparator::less_equal;
      op_ = falls ? Comparator::greater : Comparator::less;
      op2_ = falls ? Comparator::less : Comparator::greater;
      alternative_ = true;
    }
    std::vector<SurfaceBound> both{{op_, amount1_, between_ ? first_ : begin1_, end1_}, {op2_, amount2_, begin2_, at_}};
    share_units(both);
    if (alternative_) phrase_.alternatives = {{both[0]}, {both[1]}};
    else phrase_.alternatives.push_back(std::move(both));
  }

  // fraction = one "/" number                                        140/90 mmHg; 24/30 points
  bool fraction() {
    if (after_ || last_ - at_ < 2 || !at_->mark('/') || at_[1].kind != TokenKind::number) return false;
    TokenIt next = at_ + 1;
    const auto b = parse_amount(next, last_);
    if (!b) return false;
    amount2_ = *b;
    begin2_ = b->begin;
    at_ = next;
    return true;
  }

  void close_fraction() {
    phrase_.pair = true;
    visual_acuity();
    // "140/90 mmHg or higher"
    if (phrase_.snellen.empty() && !written_)
      if (const auto after = parse_after(at_, last_)) {
        op_ = after->op;
        phrase_.explicit_op = true;
      }
    std::vector<SurfaceBound> both{{op_, amount1_, begin1_, end1_}, {op_, amount2_, begin2_, at_}};
    share_units(both);
    phrase_.alternatives.push_back(std::move(both));
  }

  // snellen = 20 "/" number ["or better" | "or worse" | dash 20 "/" number]   20/40 or better; 20/40 to 20/320
  void visual_acuity() {
    const auto seen = [](const Amount& far, const Amount& near) { return (far.value == 20 || far.value == 6) && far.unit.empty() && near.unit.empty() && near.value >= 4 && near.value <= 4000; };
    if (!seen(amount1_, amount2_)) return;
    const auto decimal = [&](const Amount& far, const Amount& near, Comparator op, TokenIt begin) {
      SurfaceBound b{op, far, begin, at_};
      b.amount.value = far.value / near.value;
      b.amount.unit = "{snellen}";
      return b;
    };
    const TokenIt begin = between_ ? first_ : begin1_;
    TokenIt next = at_;
    if (!written_ && (match(next, last_, dash) || (between_ && match(next, last_, word("and"))))) {
      // the second of a range
      const TokenIt second = next;
      const auto far = parse_amount(next, last_);
      if (far && next != last_ && next->mark('/')) {
        const auto near = parse_amount(++next, last_);
        if (near && seen(*far, *near)) {
          SurfaceBound one = decimal(amount1_, amount2_, Comparator::less_equal, begin);
          at_ = next;
          SurfaceBound other = decimal(*far, *near, Comparator::greater_equal, second);
          if (one.amount.value < other.amount.value) std::swap(one.op, other.op);
          phrase_.snellen = {one, other};
          phrase_.explicit_op = true;
          return;
        }
      }
      return;
    }
    if (last_ - at_ > 1 && (at_->is("or") || at_->is("and")) && (at_[1].is("better") || at_[1].is("worse")) && !(last_ - at_ > 2 && at_[2].is("than"))) {
      op_ = at_[1].is("better") ? Comparator::greater_equal : Comparator::less_equal;
      at_ += 2;
      phrase_.explicit_op = true;
    } else if (written_ && first_amount_is_worded()) {
      const bool worse = std::any_of(begin1_, amount1_.begin, [](const Token& t) { return t.is("worse") || t.is("poorer"); });
      const bool denied = begin1_->is("no") || begin1_->is("not"), equal = std::any_of(begin1_, amount1_.begin, [](const Token& t) { return t.is("equal"); });
      op_ = worse != denied ? (denied || equal ? Comparator::less_equal : Comparator::less) : (denied || equal ? Comparator::greater_equal : Comparator::greater);
    } else if (!written_) {
      return;
    }
    phrase_.snellen = {decimal(amount1_, amount2_, op_, begin)};
  }

  // "better than", "no worse than"
  bool first_amount_is_worded() const {
    return std::any_of(begin1_, amount1_.begin, [](const Token& t) { return t.is("worse") || t.is("better") || t.is("poorer"); });
  }

  // "from 18 years of age" is open above; "from 48 hours before", "between 20 patients" compare nothing
  bool left_behind() {
    if (!between_ || (written_ && !outside_)) return false;
    if (!open_ended_ || !phrase_.age) return true;
    op_ = Comparator::greater_equal;
    return false;
  }

  // conversion = amount-with-unit "=" amount                          1 cmH2O = 0.098 kPa: says nothing of anybody
  bool conversion() const {
    return !phrase_.explicit_op && !amount1_.unit.empty() && last_ - at_ > 1 && at_->kind == TokenKind::comparator && at_->comparator == '=' && at_[1].kind == TokenKind::number;
  }

  // set = amount (joint [class-word] amount)*                        0 or 1; I, II or III; stage I or stage II
  // years = amount "and" amount "years old"                          18 and 65 years old
  void set() {
    std::vector<SurfaceBound> values{{op_, amount1_, begin1_, end1_}};
    if (!after_ && op_ == Comparator::equal) {
      TokenIt next = at_;
      while (next != last_ && match(next, last_, joint) && next != last_) {
        match(next, last_, class_name);
        match(next, last_, mark('-'));
        if (next == last_ || !(next->kind == TokenKind::number || next->text.size() <= 5)) break;
        auto b = parse_amount(next, last_);
        if (b) part_alone(*b, values.back().amount);
        if (!b || !b->has_number || b->relative_to != RelativeTo::none || !member(*b, next, values.size() == 1 && joined_by_and())) break;
        values.push_back({Comparator::equal, *b, b->begin, b->end});
        at_ = next;
      }
    }
    if (values.size() == 2) years(values);
    if (values.size() > 1) {
      phrase_.set = op_ == Comparator::equal;
      phrase_.explicit_op = true;
      share_units(values);
    } else if (!phrase_.explicit_op) {
      turned(values[0]);
    }
    if (!phrase_.subject_behind) phrase_.age |= parse_age_words(at_, last_);
    phrase_.alternatives.push_back(std::move(values));
  }

  // "1, 2" must not swallow the number of the next comparison: "ECOG 0 or 1, 18 years"
  bool member(const Amount& b, TokenIt behind, bool joined) const {
    if (ordinal(b) != ordinal(amount1_)) return false;
    const bool years = joined && b.unit == "a" && amount1_.unit.empty() && b.value > amount1_.value;
    if (!b.unit.empty() && amount1_.unit != b.unit && time_unit(b.unit) && !years) return false;
    if (!ordinal(b) && !years) {
      if (b.value > 20 || amount1_.value > 20) return false;
      if (b.value * 2 != std::floor(b.value * 2)) return false;
    }
    return behind == last_ || !(behind->cue(Cue::times) || behind->cue(Cue::count_of));
  }

  bool joined_by_and() const {
    TokenIt behind = end1_;
    return match(behind, last_, word("and"));
  }

  void years(std::vector<SurfaceBound>& values) {
    if (values[1].amount.unit != "a" || !values[0].amount.unit.empty() || written_) return;
    if (!joined_by_and()) return;
    op_ = values[0].op = Comparator::greater_equal;
    values[1].op = Comparator::less_equal;
    phrase_.age = true;
  }

  // turned = amount symbol, before its subject                       18 < Age < 80
  void turned(SurfaceBound& only) {
    if (last_ - at_ < 2 || at_->kind != TokenKind::comparator || !(at_[1].cue(Cue::age_word) || at_[1].concept_length)) return;
    if (at_->comparator == '=' || at_[1].cue(Cue::uln) || at_[1].cue(Cue::lln)) return;
    only.op = op_ = mirrored(comparator_of(*at_));
    only.end = ++at_;
    phrase_.explicit_op = true;
    phrase_.subject_behind = true;
  }

  TokenIt first_, at_, last_;
  BoundsPhrase phrase_;
  bool between_ = false, outside_ = false, open_ended_ = false, bracket_ = false, after_ = false, alternative_ = false;
  std::optional<Operator> written_;
  Comparator op_ = Comparator::equal, op2_ = Comparator::less_equal;
  Amount amount1_, amount2_;
  TokenIt begin1_ = nullptr, end1_ = nullptr, begin2_ = nullptr;
};

}  // namespace

std::optional<BoundsPhrase> parse_bounds(TokenIt& first, TokenIt last) { return Comparison(first, last).parse(first); }

}  // namespace elig
