// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "grammar/phrases/comparison.hpp"
#include "grammar/phrases/terminals.hpp"

// Time windows: "within 28 days of enrolment", "at least 3 weeks since", "for more than 6 months".
namespace elig {
namespace {

using namespace terminals;

// A time in another unit, where that is exact: a month has no certain number of days.
std::optional<double> exactly(double value, TimeUnit from, TimeUnit to) {
  if (from == to) return value;
  const auto minutes = [](TimeUnit unit) { return unit == TimeUnit::minute ? 1 : unit == TimeUnit::hour ? 60 : unit == TimeUnit::day ? 1440 : unit == TimeUnit::week ? 10080 : 0; };
  const auto months = [](TimeUnit unit) { return unit == TimeUnit::month ? 1 : unit == TimeUnit::year ? 12 : 0; };
  if (minutes(from) && minutes(to)) return value * minutes(from) / minutes(to);
  if (months(from) && months(to)) return value * months(from) / months(to);
  return std::nullopt;
}

std::optional<TimeUnit> time_word(std::string_view lower) {
  static constexpr std::array<std::pair<std::string_view, TimeUnit>, 20> table{{
      {"year", TimeUnit::year},   {"years", TimeUnit::year},   {"yr", TimeUnit::year},     {"yrs", TimeUnit::year},     {"month", TimeUnit::month},
      {"months", TimeUnit::month}, {"mo", TimeUnit::month},    {"mos", TimeUnit::month},   {"mths", TimeUnit::month},   {"week", TimeUnit::week},
      {"weeks", TimeUnit::week},  {"wk", TimeUnit::week},      {"wks", TimeUnit::week},    {"day", TimeUnit::day},      {"days", TimeUnit::day},
      {"hour", TimeUnit::hour},   {"hours", TimeUnit::hour},   {"hrs", TimeUnit::hour},    {"minutes", TimeUnit::minute}, {"minute", TimeUnit::minute},
  }};
  for (const auto& [w, u] : table)
    if (w == lower) return u;
  return std::nullopt;
}

struct Duration {
  double value = 1;
  std::optional<double> to;          // "3 to 6 months"
  TimeUnit unit = TimeUnit::day;
  bool half_lives = false;
  bool number_written = false;
  TokenIt begin = nullptr;
  TokenIt end = nullptr;
};

// clang-format off
auto const period   = word("period") | word("time") | word("periods") | word("interval") | word("timeframe") | word("window");
auto const calendar = word("calendar") | word("consecutive") | word("full") | word("complete") | word("working") | word("business") | word("elimination") | word("drug") | word("plasma") | word("terminal");
auto const article  = word("a") | word("an") | word("the");
auto const a_number = numeral >> -(mark('(') >> numeral >> mark(')'));
// clang-format on

// duration = [number] ["-"] time-unit ["period"]                       28 days, 12-month period, a year, half a year, 3 (three) months
std::optional<Duration> parse_duration(TokenIt& first, TokenIt last, bool number_optional) {
  TokenIt at = first;
  Duration d;
  d.begin = at;
  if (at != last && (at->is("a") || at->is("an")) && at + 1 != last && time_word((at + 1)->lower)) {
    ++at;
    number_optional = true;
  }
  if (at != last && at->kind == TokenKind::number) {
    d.number_written = true;
    d.value = at->number;
    TokenIt number_at = at;
    match(at, last, a_number);
    // "3 to 6 months", "6-12 months", "4 ± 1 weeks"
    TokenIt range = at;
    if (match(range, last, mark('-') | mark('~') | cue(Cue::range_to) | word("or")) && range != last && range->kind == TokenKind::number) {
      TokenIt unit_at = range + 1;
      if (unit_at != last && unit_at->mark('-')) ++unit_at;
      if (unit_at != last && (time_word(unit_at->lower) || (unit_at->unit_length && time_unit(unit_at->unit)))) {
        d.to = range->number;
        at = range + 1;
      }
    }
    if (number_at->spelled && number_at->is("half") && at != last && (at->is("a") || at->is("an"))) ++at;
    match(at, last, mark('-'));
    match(at, last, calendar);
    if (at != last && at->is("half") == false && at->cue(Cue::half_life)) {
      at += at->cue(Cue::half_life)->length;
      d.half_lives = true;
      d.unit = TimeUnit::half_life;
      d.end = first = at;
      return d;
    }
  } else if (!number_optional) {
    return std::nullopt;
  }
  if (at == last) return std::nullopt;
  if (const auto u = time_word(at->lower)) {
    d.unit = *u;
    ++at;
  } else if (at->unit_length && time_unit(at->unit) && d.number_written) {
    d.unit = *time_unit(at->unit);
    at += at->unit_length;
  } else if (at->cue(Cue::half_life) && d.number_written) {
    d.half_lives = true;
    d.unit = TimeUnit::half_life;
    at += at->cue(Cue::half_life)->length;
  } else {
    return std::nullopt;
  }
  if (at != last && at->is("s") && at->glued) ++at;              // "month(s)" and the like leave an s behind
  if (last - at >= 3 && at->mark('(') && (at + 1)->is("s") && (at + 2)->mark(')')) at += 3;
  d.end = at;
  if (at != last && (at->is("'") )) ++at;
  match(at, last, mark('-'));
  if (!match(at, last, period)) at = d.end;
  // "6 weeks (42 days)": the same once more
  if (TokenIt again = at; again != last && again->mark('(')) {
    ++again;
    TokenIt inner = again;
    if (const auto second = parse_duration(inner, last, false); second && inner != last && inner->mark(')') && !second->half_lives) at = inner + 1;
  }
  first = at;
  return d;
}

// "for 14-16 year olds", "10 years of age": an age, no period
bool age_words(const Duration& d) {
  for (TokenIt t = d.begin; t != d.end; ++t)
    if (const CueHit* hit = t->cue(Cue::age_after); hit && hit->length > 1 && t + hit->length > d.end) return true;
  return false;
}

struct Compared {
  Comparator op = Comparator::less_equal;
  bool written = false;
};

Compared parse_comparator(TokenIt& at, TokenIt last) {
  Compared c;
  bool again = true;
  while (at != last && again) {
    again = false;
    if (at->kind == TokenKind::comparator) {
      c.written = true;
      switch (at->comparator) {
        case '<': c.op = Comparator::less; break;
        case '>': c.op = Comparator::greater; break;
        case 'g': c.op = Comparator::greater_equal; break;
        default: c.op = Comparator::less_equal;
      }
      ++at;
      again = true;
    } else if (const CueHit* hit = at->cue(Cue::comparator)) {
      if (hit->value == "ge") c = {Comparator::greater_equal, true};
      else if (hit->value == "gt") c = {Comparator::greater, true};
      else if (hit->value == "lt") c = {Comparator::less, true};
      else if (hit->value == "le") c = {Comparator::less_equal, true};
      at += hit->length;
      again = true;
    } else if (c.written && (at->is("of") || at->is("a") || at->is("the"))) {
      ++at;
      again = true;
    }
  }
  return c;
}

// half-lives = ["or" | "("] number "half-lives" [")"] ["whichever is longer"]      4 weeks or 5 half-lives, whichever is longer
void parse_half_lives(TokenIt& first, TokenIt last, Window& window) {
  TokenIt at = first;
  bool bracket = false;
  if (at != last && at->mark(',')) ++at;
  if (at != last && at->mark('(')) {
    bracket = true;
    ++at;
  }
  if (at != last && (at->is("or") || at->is("and") || at->is("/"))) ++at;
  while (at != last && (at->is("within") || at->is("at") || at->is("least") || at->is("the") || at->is("for"))) ++at;
  const auto second = parse_duration(at, last, false);
  if (second && second->half_lives) {
    window.half_lives = second->value;
    // "of the study drug", "of the drug"
    if (last - at >= 2 && at->is("of")) {
      TokenIt of = at + 1;
      while (of != last && of - at < 6 && (of->is("the") || of->is("study") || of->is("drug") || of->is("agent") || of->is("treatment") || of->is("investigational") || of->is("product") || of->is("compound") || of->is("medication") || of->is("therapy") || of->is("that"))) ++of;
      if (of - at > 1) at = of;
    }
    if (bracket && at != last && at->mark(')')) ++at;
    first = at;
  } else if (!(second && window.unit == TimeUnit::half_life)) {
    at = first;
  } else {
    // "5 half-lives or 4 weeks"
    window.half_lives = window.value;
    window.value = second->value;
    window.unit = second->unit;
    if (bracket && at != last && at->mark(')')) ++at;
    first = at;
  }
  TokenIt which = first;
  if (which != last && (which->mark(',') || which->mark('('))) ++which;
  if (which != last)
    if (const CueHit* hit = which->cue(Cue::whichever)) {
      window.whichever_longer = hit->value != "shorter";
      first = which + hit->length;
      if (first != last && first->mark(')')) ++first;
    }
}

// anchor = ("before" | "prior to" | "of" | …) ["the" | …] study event   prior to the first dose of study drug; of screening
bool parse_anchor(TokenIt& first, TokenIt last) {
  TokenIt at = first;
  for (int i = 0; i < 5 && at != last; ++i) {
    const CueHit* anchor = at->cue(Cue::anchor);
    const CueHit* before = at->cue(Cue::before);
    if (anchor && !(before && before->length >= anchor->length)) {
      at += anchor->length;
      // "of study drug", "visit", "date", "period" behind it
      for (int k = 0; k < 4 && at != last; ++k) {
        if (const CueHit* more_anchor = at->cue(Cue::anchor)) at += more_anchor->length;
        else if ((at->is("of") || at->is("to") || at->is("in") || at->is("into") || at->is("for") || at->is("with") || at->is("or") || at->is("and")) && at + 1 != last && ((at + 1)->cue(Cue::anchor) || (((at + 1)->is("the") || (at + 1)->is("this") || (at + 1)->is("study")) && at + 2 != last && (at + 2)->cue(Cue::anchor)))) at += 1 + ((at + 1)->cue(Cue::anchor) ? 0 : 1);
        else if (at->is("date") || at->is("visit") || at->is("period") || at->is("drug") || at->is("form") || at->is("process")) ++at;
        else break;
      }
      // "the first dose of epcoritamab"
      if (last - at >= 2 && at->is("of") && at[1].concept_length && (at[-1].is("dose") || at[-1].is("administration") || at[-1].is("infusion") || at[-1].is("injection") || at[-1].is("treatment")) && at + 1 + at[1].concept_length <= last)
        at += 1 + at[1].concept_length;
      first = at;
      return true;
    }
    if (before) at += before->length;
    else if (at->is("the") || at->is("this") || at->is("their") || at->is("his") || at->is("planned") || at->is("expected") || at->is("initial") || at->is("study") || at->is("anticipated") || at->is("intended") || at->is("time") || at->is("date") || at->is("your") || at->is("your")) ++at;
    else return false;
  }
  return false;
}

// One try at a window: what is read so far. A production that fails leaves nothing behind.
class WindowParser {
 public:
  WindowParser(TokenIt first, TokenIt last) : first_(first), last_(last) {}

  std::optional<WindowPhrase> parse();

 private:
  using End = std::optional<TokenIt>;

  [[nodiscard]] bool names_one_before() const;
  End one_before();
  End to_come();
  End lasting();
  End within();
  End two_sided();
  End compared();

  bool tail(TokenIt& p, bool past_said);
  void skip_anchor_in_brackets(TokenIt& p) const;
  Compared after_article(TokenIt& p) const;
  void set_value(const Duration& d);

  TokenIt first_;
  TokenIt last_;
  WindowPhrase phrase_;
  Window& w_ = phrase_.window;
  bool state_ = false;  // what goes on since, not what happened then
};

std::optional<WindowPhrase> WindowParser::parse() {
  if (names_one_before()) {
    const End end = one_before();
    if (!end) return std::nullopt;
    phrase_.end = *end;
    return phrase_;
  }
  // order matters: "within" also opens what is compared
  for (const auto production : {&WindowParser::to_come, &WindowParser::lasting, &WindowParser::within, &WindowParser::two_sided, &WindowParser::compared}) {
    phrase_ = WindowPhrase{};
    phrase_.begin = first_;
    if (const End end = (this->*production)()) {
      phrase_.end = *end;
      return phrase_;
    }
  }
  return std::nullopt;
}

void WindowParser::set_value(const Duration& d) {
  w_.value = d.to ? std::max(*d.to, d.value) : d.value;
  if (d.to) w_.at_least = std::min(*d.to, d.value);
  w_.unit = d.unit;
}

// "more than 30 days (from the screening visit) since prior chemotherapy": the bracket names the anchor
void WindowParser::skip_anchor_in_brackets(TokenIt& p) const {
  if (p == last_ || !p->mark('(')) return;
  TokenIt close = p + 1;
  bool numbers = false;
  while (close != last_ && close - p < 9 && !close->mark(')')) numbers |= (close++)->kind == TokenKind::number;
  TokenIt inside = p + 1;
  if (inside != last_ && inside->is("from")) ++inside;
  if (close != last_ && close->mark(')') && !numbers && parse_anchor(inside, close) && inside == close && close + 1 != last_ && (close[1].cue(Cue::since) || close[1].cue(Cue::before))) p = close + 1;
}

// tail = half-lives ["ago" | anchor | "since" | "before"]              ago; before screening; since the last dose
// What stands behind a duration; says whether anything of the kind stood there.
bool WindowParser::tail(TokenIt& p, bool past_said) {
  parse_half_lives(p, last_, w_);
  skip_anchor_in_brackets(p);
  if (p == last_) return false;
  if (const CueHit* ago = p->cue(Cue::ago)) {
    p += ago->length;
    return true;
  }
  // "≥ 19 years at the time of consent" is no distance in time
  if (!past_said && (p->is("at") || p->is("on") || p->is("as"))) return false;
  TokenIt anchor = p;
  if (anchor->mark(',')) ++anchor;
  if (parse_anchor(anchor, last_)) {
    // "after" an anchor of the study lies ahead of us
    for (TokenIt t = p; t != anchor; ++t)
      if (t->is("after") || t->is("following")) w_.future = true;
    p = anchor;
    return true;
  }
  if (const CueHit* since = p->cue(Cue::since); since && !p->is("beyond")) {
    p += since->length;
    TokenIt study = p;
    if (parse_anchor(study, last_)) {
      w_.future = true;
      p = study;
    } else {
      phrase_.needs_event = true;
    }
    return true;
  }
  // "5 years postmenopausal"
  if (!past_said && p->lower.starts_with("postmenopaus")) return phrase_.needs_event = state_ = true;
  if (!past_said && (p->is("from") || p->is("post"))) {
    ++p;
    if (p != last_ && p->mark('-')) ++p;
    return phrase_.needs_event = true;
  }
  // "12 months prior to surgery": an anchor that is no event of the study
  if (const CueHit* before = p->cue(Cue::before); before && !p->is("to") && !p->is("of") && !p->is("at") && !p->is("on") && !p->is("until") && !p->is("from") && !p->is("till")) {
    p += before->length;
    w_.anchor = "event";
    return true;
  }
  if (past_said && (p->is("of") || p->is("from"))) {
    ++p;
    w_.anchor = "event";
    return true;
  }
  return false;
}

// one-before = "the" time-unit ("before" | "prior to" …) event         the day before surgery, the week prior to dosing
bool WindowParser::names_one_before() const {
  return last_ - first_ > 2 && first_->is("the") && time_word(first_[1].lower) && (first_[2].is("before") || first_[2].is("prior") || first_[2].is("preceding"));
}

WindowParser::End WindowParser::one_before() {
  phrase_.begin = first_;
  TokenIt p = first_ + 2;
  if (!tail(p, false)) return std::nullopt;
  w_.op = WindowOp::within;
  w_.value = 1;
  w_.unit = *time_word(first_[1].lower);
  phrase_.value_end = first_ + 2;
  return p;
}

// future = "in the next" duration                                     in the next 6 months
WindowParser::End WindowParser::to_come() {
  TokenIt p = first_;
  if (!match(p, last_, cue(Cue::window_future))) return std::nullopt;
  const auto d = parse_duration(p, last_, true);
  if (!d) return std::nullopt;
  set_value(*d);
  w_.future = true;
  phrase_.value_end = d->end;
  if (TokenIt anchor = p; parse_anchor(anchor, last_)) p = anchor;
  return p;
}

// lasting = ("for" | ["minimum" | "maximum"] "duration" "of") [comparator] ["the last"] duration ["or longer"]     for at least 3 months; a maximum duration of 8 weeks
WindowParser::End WindowParser::lasting() {
  const TokenIt at = first_;
  const bool limited = at + 1 != last_ && at[1].is("duration") && at->cue(Cue::comparator) && at->cue(Cue::comparator)->length == 1;
  if (!limited && !at->is("for") && !at->is("lasting") && !at->is("persisting") && !at->is("duration")) return std::nullopt;
  TokenIt p = at + (limited ? 2 : 1);
  bool past = false;
  if (p != last_ && p[-1].is("duration") && (p->is("of") || p->is("is") || p->mark(':'))) ++p;
  while (p != last_ && (p->is("the") || p->is("a") || p->is("of") || p->is("duration") || p->is("period"))) ++p;
  Compared c = parse_comparator(p, last_);
  while (p != last_ && (p->is("the") || p->is("a"))) ++p;
  if (p != last_ && (p->is("last") || p->is("past") || p->is("previous") || p->is("preceding") || p->is("prior"))) {
    past = true;
    ++p;
  }
  if (!c.written) c = parse_comparator(p, last_);
  if (TokenIt said = at; limited && !c.written) c = parse_comparator(said, at + 1);
  const auto d = parse_duration(p, last_, past);
  if (!d || d->half_lives || age_words(*d)) return std::nullopt;
  set_value(*d);
  w_.at_least.reset();
  if (d->to) w_.value = std::min(d->value, *d->to);
  w_.op = c.written && !lower(c.op) ? WindowOp::for_at_most : WindowOp::for_at_least;
  w_.strict = c.written && (c.op == Comparator::greater || c.op == Comparator::less);
  // "for the last 3 months" names a period, not a duration
  if (past && !c.written) w_.op = WindowOp::within;
  phrase_.value_end = d->end;
  if (const auto after = parse_after(p, last_); after && upper(after->op)) w_.op = WindowOp::for_at_most;
  if (TokenIt anchor = p; parse_anchor(anchor, last_)) {
    // "for at least 3 months before screening": it began so long before it
    const bool before = std::any_of(p, anchor, [](const Token& t) { return t.is("prior") || t.is("before") || t.is("preceding"); });
    if (before && w_.op == WindowOp::for_at_least && c.written) w_.op = WindowOp::after;
    else if (before && !c.written) w_.op = WindowOp::within;
    p = anchor;
  } else if (p != last_ && (p->is("prior") || p->is("before") || p->is("previously"))) {
    if (!c.written) w_.op = WindowOp::within;
    ++p;
  } else if (p != last_ && p->cue(Cue::ago)) {
    p += p->cue(Cue::ago)->length;
  }
  return p;
}

// within = ("within" | "in the past" | …) [comparator] duration [tail]  within 28 days of enrolment; in the last year
WindowParser::End WindowParser::within() {
  const TokenIt at = first_;
  const CueHit* hit = at->cue(Cue::window_within);
  if (!hit) return std::nullopt;
  TokenIt p = at + hit->length;
  // of "last", "past", "in the last …" the longest cue is taken; the number may be left out only where a period is meant
  bool definite = std::any_of(at, std::min(p, last_), [](const Token& t) { return t.is("last") || t.is("past") || t.is("previous") || t.is("prior") || t.is("preceding") || t.is("recent"); });
  const bool weak = hit->length == 1 && !at->is("within") && !definite;
  if (p >= last_) return std::nullopt;
  if (p->mark('-') && definite) ++p;
  if (p != last_ && (p->is("the") || p->is("about") || p->is("a")) && !(p->is("a") && p + 1 != last_ && time_word(p[1].lower))) ++p;
  const Compared c = parse_comparator(p, last_);
  while (p != last_ && (p->is("the") || p->is("last") || p->is("past") || p->is("previous") || p->is("first") || p->is("prior") || p->is("preceding"))) {
    definite = definite || !(p->is("the") || p->is("first"));
    ++p;
  }
  const auto d = parse_duration(p, last_, definite || hit->length > 1 || at->is("within"));
  if (!d) return std::nullopt;
  set_value(*d);
  phrase_.value_end = d->end;
  w_.op = WindowOp::within;
  w_.strict = c.written && c.op == Comparator::less;
  // "within a minimum of 4 weeks" is how long at least to look back
  if (c.written && lower(c.op) && !((hit->length == 1 || at[1].is("a")) && at->is("within") && c.op == Comparator::greater_equal)) {
    w_.op = WindowOp::not_within;
    w_.strict = c.op == Comparator::greater;
  }
  TokenIt q = p;
  const bool tailed = tail(q, true);
  if (d->to) w_.value = std::max(d->value, *d->to);
  // "in 6 months" without a past or an anchor says too little, "during 3 weeks" neither; "antibiotics in ≤ 30 days": the comparison says that a past is meant
  if (weak && !tailed && !(c.written && !lower(c.op))) return std::nullopt;
  return tailed || w_.half_lives ? q : p;
}

Compared WindowParser::after_article(TokenIt& p) const {
  const Compared c = parse_comparator(p, last_);
  while (p != last_ && (p->is("the") || p->is("a")) && p + 1 != last_ && p[1].kind == TokenKind::number) ++p;
  return c;
}

// two-sided = comparator number ["and"] comparator duration tail          ≥ 1 and ≤ 6 months after infarction
WindowParser::End WindowParser::two_sided() {
  TokenIt p = first_;
  const Compared floor = after_article(p);
  if (!floor.written || !lower(floor.op) || p == last_ || p->kind != TokenKind::number) return std::nullopt;
  TokenIt r = p + 1;
  std::optional<TimeUnit> lower_unit;  // "more than 72 hours and at most 2 weeks"
  if (r != last_ && (time_word(r->lower) || (r->unit_length && time_unit(r->unit)))) {
    lower_unit = time_word(r->lower) ? time_word(r->lower) : time_unit(r->unit);
    r += std::max<int>(1, r->unit_length);
  }
  if (r != last_ && (r->is("and") || r->is("but") || r->is("to") || r->mark(',') || r->mark('-'))) ++r;
  const Compared ceiling = parse_comparator(r, last_);
  if (!ceiling.written || lower(ceiling.op)) return std::nullopt;
  const auto d = parse_duration(r, last_, false);
  if (!d || d->half_lives || d->to) return std::nullopt;
  const auto least = exactly(p->number, lower_unit.value_or(d->unit), d->unit);
  if (!least) return std::nullopt;
  set_value(*d);
  if (!tail(r, false)) return std::nullopt;
  w_.op = WindowOp::within;
  w_.at_least = least;
  w_.strict = ceiling.op == Comparator::less;
  phrase_.value_end = d->end;
  return r;
}

// compared = [comparator] duration tail                                at least 28 days since; ≤ 30 days prior to screening; 3 months ago
WindowParser::End WindowParser::compared() {
  TokenIt p = first_;
  const Compared c = after_article(p);
  const auto d = parse_duration(p, last_, false);
  if (!d) return std::nullopt;
  set_value(*d);
  phrase_.value_end = d->end;
  Comparator op = c.op;
  bool written = c.written;
  if (const auto after = parse_after(p, last_)) {
    op = after->op;
    written = true;
  }
  if (p != last_ && (p->is("must") || p->is("have") || p->is("has") || p->is("should"))) {
    // "a minimum of 21 days must have elapsed since"
    TokenIt s = p;
    while (s != last_ && s - p < 5 && !s->cue(Cue::since) && !s->is("from")) ++s;
    if (s != last_ && (s->cue(Cue::since) || s->is("from"))) p = s;
  }
  // "6-month history of"
  if (p != last_ && (p->is("history") || p->is("duration")) && p + 1 != last_) {
    w_.op = written && !lower(op) ? WindowOp::for_at_most : WindowOp::for_at_least;
    w_.strict = written && (op == Comparator::greater || op == Comparator::less);
    ++p;
    if (p != last_ && p->is("of")) ++p;
    phrase_.needs_event = true;
    return p;
  }
  if (tail(p, false)) {
    w_.op = written && lower(op) ? WindowOp::not_within : WindowOp::within;
    w_.strict = written && (op == Comparator::greater || op == Comparator::less);
    if (!written && phrase_.needs_event) w_.op = WindowOp::not_within;  // "3 months after stroke"
    if (state_) w_.op = written && !lower(op) ? WindowOp::for_at_most : WindowOp::for_at_least;
    if (!written && d->to) w_.op = WindowOp::within;
    return p;
  }
  if (!w_.half_lives && !d->half_lives) return std::nullopt;
  w_.op = written && !lower(op) ? WindowOp::within : WindowOp::not_within;
  w_.strict = op == Comparator::greater;
  return p;
}

}  // namespace

std::optional<WindowPhrase> parse_window(TokenIt& first, TokenIt last) {
  auto phrase = WindowParser(first, last).parse();
  if (phrase) first = phrase->end;
  return phrase;
}

}  // namespace elig
