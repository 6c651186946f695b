// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/chunk.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "grammar/phrases/basis.hpp"
#include "grammar/phrases/enzyme_drugs.hpp"
#include "grammar/phrases/normal_range.hpp"
#include "grammar/phrases/noun_phrase.hpp"
#include "grammar/phrases/tnm.hpp"

namespace elig {
namespace {

struct CueRole {
  Cue cue;
  ChunkKind kind;
};

// Of cues of the same length the earlier one counts: what changes the meaning before what merely colours it.
constexpr std::array<CueRole, 29> roles{{
    {Cue::none_of, ChunkKind::none_of},   {Cue::any_of, ChunkKind::any_of},       {Cue::all_of, ChunkKind::all_of},
    {Cue::except, ChunkKind::except},     {Cue::allowed, ChunkKind::allowed},     {Cue::neg, ChunkKind::neg},
    {Cue::and_, ChunkKind::and_},         {Cue::or_, ChunkKind::or_},             {Cue::nor, ChunkKind::or_},
    {Cue::either, ChunkKind::either},     {Cue::example, ChunkKind::example},     {Cue::definition, ChunkKind::definition},
    {Cue::guard, ChunkKind::guard},       {Cue::person, ChunkKind::person},       {Cue::manual, ChunkKind::manual},
    {Cue::history, ChunkKind::history},   {Cue::future, ChunkKind::future},       {Cue::hypothetical, ChunkKind::hypothetical},
    {Cue::possible, ChunkKind::possible}, {Cue::current, ChunkKind::current},     {Cue::state, ChunkKind::state},
    {Cue::within_normal, ChunkKind::state}, {Cue::outside_normal, ChunkKind::state}, {Cue::following, ChunkKind::following},
    {Cue::count_of, ChunkKind::count_of}, {Cue::for_, ChunkKind::for_},           {Cue::inclusive, ChunkKind::filler},
    {Cue::whichever, ChunkKind::filler},  {Cue::plain, ChunkKind::filler},
}};

struct Best {
  ChunkKind kind = ChunkKind::unknown;
  std::uint16_t length = 0;
  std::string_view value;
};

Best best_cue(const Token& t) {
  Best best;
  for (const CueRole& role : roles)
    if (const CueHit* hit = t.cue(role.cue); hit && hit->length > best.length) best = {role.kind, hit->length, hit->value};
  return best;
}

// "is", "have", "with": they say that something is so, and nothing of when.
bool weak_current(TokenIt begin, TokenIt end) {
  static const std::unordered_set<std::string_view> weak{"is", "are", "be", "being", "with", "have", "has", "having", "who", "a", "the", "under", "on", "present"};
  for (TokenIt t = begin; t != end; ++t)
    if (!weak.contains(t->lower)) return false;
  return !(end - begin == 1 && begin->is("on")) && !(end - begin == 1 && begin->is("under"));
}

// "-2.5": a sign, no dash between two numbers or words
bool negative(TokenIt at, TokenIt first, TokenIt last) {
  if (!at->mark('-') || at->glued || last - at < 2 || at[1].kind != TokenKind::number || !at[1].glued || at[1].spelled) return false;
  return at != first && !at[-1].mark(',') && at[-1].kind != TokenKind::number && !at[-1].unit_length;
}

// The comparison is of something that is counted in time itself: "aged 19 to 45 years at screening", "gestational age of 24-28 weeks at".
bool timed_subject(const std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  for (std::size_t k = chunks.size(), seen = 0; k-- > 0 && seen < 4; ++seen) {
    const Chunk& c = chunks[k];
    if (c.kind == ChunkKind::thing) {
      if (c.age) return true;
      for (const ConceptIndex i : c.concepts)
        if (time_unit(vocabulary.at(i).attribute("unit"))) return true;
      return false;
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::current && c.kind != ChunkKind::definition && c.kind != ChunkKind::colon && c.kind != ChunkKind::close && c.kind != ChunkKind::open) return false;
  }
  return false;
}

// "Japanese" is a language where somebody speaks or reads it, and a people or a place elsewhere: "Japanese passport".
bool about_language(TokenIt first, TokenIt last) {
  static const std::unordered_set<std::string_view> verbs{"in", "to", "and", "or", "native", "questionnaire", "questionnaires", "version", "consent", "forms", "communication"};
  for (TokenIt t = first; t != last; ++t) {
    for (const std::string_view stem : {"speak", "spoke", "read", "writ", "languag", "fluen", "litera", "understand", "underst", "communicat", "compreh", "proficien", "translat", "interpret", "verbal", "convers", "lingual", "knowledge", "competen", "mastery", "command", "answer"})
      if (t->lower.find(stem) != std::string_view::npos) return true;
    if (t + 1 != last && t->lower.size() > 1 && verbs.contains(t->lower) && t[1].cue(Cue::language) && (t->is("in") || t->is("native"))) return true;
    if (t->cue(Cue::language) && t + 1 != last && verbs.contains(t[1].lower) && !t[1].is("in") && !t[1].is("to") && !t[1].is("and") && !t[1].is("or")) return true;
  }
  return false;
}

// "E. coli", "S. aureus": the full stop of a name's first letter ends no sentence
bool shortened(TokenIt stop, TokenIt first, TokenIt last) {
  if (stop == first || stop + 1 == last || !stop->glued) return false;
  const Token& letter = stop[-1];
  return letter.kind == TokenKind::word && letter.text.size() == 1 && letter.text[0] >= 'A' && letter.text[0] <= 'Z' && !letter.glued && stop[1].kind == TokenKind::word && stop[1].text.size() > 3 &&
         stop[1].text[0] >= 'a' && stop[1].text[0] <= 'z' && !Cues::builtin().common(stop[1].lower);
}

bool starts_bounds(const Token& t) {
  return t.kind == TokenKind::number || t.kind == TokenKind::comparator || t.cue(Cue::comparator) || t.cue(Cue::between);
}

// "NYHA class II", "Child-Pugh B": a Roman number or a letter counts only behind a scale.
bool ordinal_here(TokenIt at, TokenIt first, const std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  if (at == first || at->kind != TokenKind::word || at->text.size() > 5) return false;
  // "(see Appendix B)", "cohort A"
  for (const std::string_view label : {"appendix", "table", "section", "figure", "cohort", "part", "group", "arm", "annex"})
    if (at[-1].is(label)) return false;
  const char c = at->text[0];
  if (c != 'I' && c != 'V' && c != 'X' && !(c >= 'A' && c <= 'E')) return false;
  for (std::size_t k = chunks.size(); k-- > 0;) {
    const Chunk& before = chunks[k];
    if (before.kind == ChunkKind::thing) {
      for (const ConceptIndex i : before.concepts)
        if (vocabulary.at(i).kind == ConceptKind::score || vocabulary.at(i).kind == ConceptKind::stage) return true;
      return before.atom.kind == AtomKind::score || before.atom.kind == AtomKind::stage;
    }
    if (before.kind == ChunkKind::open || before.kind == ChunkKind::close) continue;
    if (before.kind != ChunkKind::filler && before.kind != ChunkKind::current && before.kind != ChunkKind::definition && before.kind != ChunkKind::colon) return false;
    if (chunks.size() - k > 5) return false;
  }
  return false;
}

// A diagnosis stands right before.
bool behind_diagnosis(const std::vector<Chunk>& chunks) {
  if (chunks.empty()) return false;
  const Chunk* before = &chunks.back();
  if (before->kind == ChunkKind::filler && before->value == "basis") return true;
  if (before->kind == ChunkKind::comma && chunks.size() > 1) before = &chunks[chunks.size() - 2];
  if (before->kind == ChunkKind::close) {
    for (std::size_t k = chunks.size(); k-- > 0;)
      if (chunks[k].kind == ChunkKind::open) {
        if (k > 0) before = &chunks[k - 1];
        break;
      }
  }
  return before->kind == ChunkKind::thing && (before->atom.kind == AtomKind::condition || before->atom.kind == AtomKind::finding) && !before->atom.concept_id.empty() && before->atom.concept_id != "healthy";
}

// "class III as defined by the NYHA criteria": the scale is needed
bool names_scale(TokenIt first, TokenIt last, const Vocabulary& vocabulary) {
  for (TokenIt t = first; t != last; ++t)
    for (const ConceptIndex i : t->concepts)
      if (vocabulary.at(i).kind == ConceptKind::score || vocabulary.at(i).kind == ConceptKind::stage) return true;
  return false;
}

bool starts_window(const Token& t) {
  return t.kind == TokenKind::number || t.kind == TokenKind::comparator || t.cue(Cue::comparator) || t.cue(Cue::window_within) || t.cue(Cue::window_future) ||
         t.is("for") || t.is("lasting") || t.is("duration") || t.is("persisting") || t.is("a") || t.is("since") || t.is("over");
}

// Cuts tokens into chunks from left to right. A step makes its chunk and moves on, or returns false.
class Chunker {
 public:
  Chunker(const Tokens& tokens, const Vocabulary& vocabulary) : first_(tokens.list.data()), last_(first_ + tokens.list.size()), at_(first_), vocabulary_(vocabulary) {
    chunks_.reserve(std::min<std::size_t>(tokens.list.size(), 64));  // they are large to move
  }

  std::vector<Chunk> read();

 private:
  bool unit_again();
  bool sign_of_result();
  bool mark();
  bool denied_quality();
  bool place_in_study();
  bool denied_person();
  bool edition();
  bool normal_range();
  bool tnm();
  bool basis();
  bool window();
  bool age_word();
  bool bounds();
  bool waiting_operator();
  bool cue();
  bool number();
  bool language();
  bool sex();
  void settle_languages();

  [[nodiscard]] bool numeric() const { return starts_bounds(*at_) || at_->mark('-') || (at_->kind == TokenKind::word && at_->cue(Cue::age_word)) || ordinal_here(at_, first_, chunks_, vocabulary_); }
  Chunk& push(ChunkKind kind, TokenIt end, std::string_view value = {});

  TokenIt first_;
  TokenIt last_;
  TokenIt at_;
  const Vocabulary& vocabulary_;
  std::vector<Chunk> chunks_;
  Best cue_;  // of the token at `at_`
};

Chunk& Chunker::push(ChunkKind kind, TokenIt end, std::string_view value) {
  Chunk& c = chunks_.emplace_back();
  c.kind = kind;
  c.begin = at_;
  c.end = end;
  c.value = value;
  at_ = end;
  return c;
}

std::vector<Chunk> Chunker::read() {
  while (at_ != last_) {
    // order matters: what is narrower stands before what is wider
    if (unit_again() || sign_of_result() || mark() || denied_quality() || place_in_study() || denied_person() || edition() || normal_range() || tnm() || basis() || enzyme_drugs(at_, last_, vocabulary_, chunks_)) continue;
    cue_ = best_cue(*at_);
    const bool name = at_->concept_length > 1 && at_->concept_length > cue_.length;
    if (!name && (window() || (numeric() && (age_word() || bounds())) || waiting_operator() || cue() || number())) continue;
    if (language() || sex()) continue;
    at_ = noun_phrase(at_, last_, vocabulary_, chunks_);
  }
  settle_languages();
  return std::move(chunks_);
}

// "… (mL/min/1.73 m²)": a unit said once more
bool Chunker::unit_again() {
  if (!(at_->mark('(') || at_->mark('[')) || last_ - at_ < 3 || !at_[1].unit_length || at_ + 1 + at_[1].unit_length >= last_) return false;
  const TokenIt close = at_ + 1 + at_[1].unit_length;
  if (!close->mark(')') && !close->mark(']')) return false;
  push(ChunkKind::filler, close + 1);
  return true;
}

// "ER(-)", "HER2 (+)", "ER+": of several meanings of the abbreviation the one that has a result
bool Chunker::sign_of_result() {
  const Token& t = *at_;
  if (chunks_.empty() || chunks_.back().kind != ChunkKind::thing) return false;
  const bool bracket = (t.mark('(') || t.mark('[')) && last_ - at_ >= 3 && (at_[1].mark('-') || at_[1].mark('+')) && (at_[2].mark(')') || at_[2].mark(']'));
  const bool sign = (t.mark('+') || t.mark('-')) && t.glued && (at_ + 1 == last_ || !at_[1].glued || at_[1].mark(',') || at_[1].mark(')') || at_[1].mark('/') || at_[1].mark(';') || at_[1].mark('.'));
  if (!bracket && !sign) return false;
  Chunk& marker = chunks_.back();
  bool has_result = marker.atom.kind == AtomKind::test || (marker.atom.kind == AtomKind::condition && bracket);
  for (const ConceptIndex i : marker.concepts)
    if (!has_result && vocabulary_.at(i).kind == ConceptKind::biomarker) {
      marker.concepts = {i};
      marker.atom.kind = AtomKind::biomarker;
      marker.atom.concept_id = vocabulary_.at(i).id;
      marker.measurable = has_result = true;
      break;
    }
  if (!has_result) return false;
  push(ChunkKind::state, at_ + (bracket ? 3 : 1), at_[bracket ? 1 : 0].mark('+') ? "positive" : "negative");
  return true;
}

bool Chunker::mark() {
  const Token& t = *at_;
  if (t.kind != TokenKind::mark || negative(at_, first_, last_)) return false;
  ChunkKind kind = ChunkKind::filler;
  if (t.mark('(') || t.mark('[') || t.mark('{')) kind = ChunkKind::open;
  else if (t.mark(')') || t.mark(']') || t.mark('}')) kind = ChunkKind::close;
  else if (t.mark(',')) kind = ChunkKind::comma;
  else if (t.mark(';')) kind = ChunkKind::semicolon;
  else if (t.mark(':')) kind = ChunkKind::colon;
  else if (t.mark('/')) kind = ChunkKind::slash;
  else if (t.mark('&')) kind = ChunkKind::and_;
  else if (t.mark('.') && (at_ + 1 == last_ || !at_[1].glued) && !shortened(at_, first_, last_)) kind = ChunkKind::period;
  push(kind, at_ + 1);
  return true;
}

// "non selective": a restriction of the word behind it
bool Chunker::denied_quality() {
  if (!at_->is("non") || at_ + 1 >= last_ || !at_[1].cue(Cue::severity) || at_[1].glued) return false;
  at_ = noun_phrase(at_, last_, vocabulary_, chunks_);
  return true;
}

// "at enrolment", "during the screening period", "on study entry": when it is looked at, not what
bool Chunker::place_in_study() {
  const Token& t = *at_;
  const CueHit* anchor = t.cue(Cue::anchor);
  if (!anchor || chunks_.empty() || chunks_.back().kind != ChunkKind::filler || t.concept_length > anchor->length) return false;
  const Token& before = chunks_.back().end[-1];
  if (!(before.is("at") || before.is("on") || before.is("during") || before.is("before") || before.is("of") || before.is("upon") || before.is("after") || before.is("for") || before.is("the") || before.is("this") || before.is("study"))) return false;
  const bool weak = t.is("treatment") || t.is("intervention") || t.is("vaccination") || t.is("protocol") || t.is("therapy") || t.is("evaluation") || t.is("assessment") || t.is("testing");
  if (weak && anchor->length == 1) return false;
  TokenIt next = at_ + anchor->length;
  while (next != last_ && (next->is("period") || next->is("visit") || next->is("date") || next->is("phase") || next->cue(Cue::anchor))) next += next->cue(Cue::anchor) ? next->cue(Cue::anchor)->length : 1;
  push(ChunkKind::filler, next);
  return true;
}

bool Chunker::denied_person() {
  if (!at_->is("non") || at_ + 2 >= last_ || !at_[1].mark('-')) return false;
  // "non-responder": one word that no name explains
  if (at_[1].glued && at_[2].glued && at_->concept_length == 0 && !at_[2].concept_length && !at_[2].cue(Cue::language)) {
    at_ = noun_phrase(at_, last_, vocabulary_, chunks_);
    return true;
  }
  // "non-smoker": the denial of a smoker, whatever the vocabulary calls it
  if (at_->concept_length < 2 || !at_[2].concept_length || vocabulary_.at(at_[2].concepts.front()).kind != ConceptKind::social) return false;
  push(ChunkKind::neg, at_ + 1, "plain");
  push(ChunkKind::filler, at_ + 1);
  at_ = noun_phrase(at_, at_ + at_->concept_length, vocabulary_, chunks_);
  return true;
}

// "CTCAE version 4.03", "version (v) 5.0", "7th edition of the staging manual": the number of an edition measures nothing
bool Chunker::edition() {
  if (at_->kind != TokenKind::number) return false;
  if (last_ - at_ > 2 && (at_[1].is("st") || at_[1].is("nd") || at_[1].is("rd") || at_[1].is("th")) && (at_[2].is("edition") || at_[2].is("revision") || (at_[1].glued && (at_[2].is("ed") || at_[2].is("version"))))) {
    push(ChunkKind::filler, at_ + 3);
    return true;
  }
  if (at_->spelled || at_ == first_) return false;
  TokenIt lead = at_ - 1;
  while (lead != first_ && (lead->mark(')') || lead->mark('(') || lead->mark('.') || (lead->is("v") && lead[-1].mark('(')))) --lead;
  if (!(lead->is("version") || lead->is("versions") || lead->is("v") || lead->is("ver"))) return false;
  push(ChunkKind::filler, at_ + 1);
  return true;
}

bool Chunker::normal_range() {
  TokenIt next = at_;
  const auto state = parse_normal_range(next, last_);
  if (state) push(ChunkKind::state, next, *state == State::normal ? "normal" : "abnormal");
  return state.has_value();
}

// "T3N1M0": a thing for each category
bool Chunker::tnm() {
  TokenIt next = at_;
  const auto categories = parse_tnm(next, first_, last_);
  if (!categories) return false;
  // "T1N1 or T2N0": what is an alternative to what, the words beside "or" do not say
  const auto joins_other = [](const Token& by) { return by.is("or") || by.mark('/'); };
  const bool open = categories->size() > 1 && ((next != last_ && joins_other(*next)) || (at_ != first_ && joins_other(at_[-1])));
  for (const TnmCategory& category : *categories) {
    const auto known = vocabulary_.find(category.letter == 'T' ? "t-category" : category.letter == 'N' ? "n-category" : "m-category");
    if (!known) continue;
    at_ = category.begin;
    Chunk& c = push(ChunkKind::thing, category.end);
    c.measurable = true;
    c.concepts = {*known};
    c.atom.kind = AtomKind::stage;
    c.atom.concept_id = vocabulary_.at(*known).id;
    c.atom.words = content_words(vocabulary_.at(*known).name);
    c.atom.subject.span = {category.begin->begin, category.end[-1].end};
    c.atom.bounds = category.bounds;
    if (open) c.atom.assertion = Assertion::possible;
  }
  at_ = next;
  return true;
}

// "asthma as defined by the GINA guidelines"
bool Chunker::basis() {
  TokenIt next = at_;
  if (!behind_diagnosis(chunks_) || !parse_basis(next, last_) || names_scale(at_, next, vocabulary_)) return false;
  push(ChunkKind::filler, next, "basis");
  return true;
}

bool Chunker::window() {
  const bool day_before = at_->is("the") && at_ + 2 < last_ && (at_[1].is("day") || at_[1].is("week") || at_[1].is("month") || at_[1].is("year")) && (at_[2].is("before") || at_[2].is("prior") || at_[2].is("preceding"));
  if (!(starts_window(*at_) || day_before) || (starts_bounds(*at_) && timed_subject(chunks_, vocabulary_))) return false;
  TokenIt next = at_;
  auto w = parse_window(next, last_);
  if (w) push(ChunkKind::window, next).window = *w;
  return w.has_value();
}

// age-phrase = age-word bounds                               aged 18 to 75 years
bool Chunker::age_word() {
  const CueHit* age = at_->cue(Cue::age_word);
  if (!age || starts_bounds(*at_)) return false;
  Chunk& c = push(ChunkKind::thing, at_ + age->length);
  c.age = c.measurable = true;
  c.atom.kind = AtomKind::age;
  c.atom.concept_id = "age";
  return true;
}

bool Chunker::bounds() {
  TokenIt next = at_;
  const auto b = parse_bounds(next, last_);
  if (!b) return false;
  const SurfaceBound& one = b->alternatives[0][0];
  const bool unitless = one.amount.unit.empty();
  // "at least one of: A, B", "with at least 1 risk factor"
  bool of_list = next + 1 < last_ && next->is("of") && next[1].mark(':') && unitless;
  if (b->explicit_op && next != last_ && b->alternatives.size() == 1 && b->alternatives[0].size() == 1 && unitless && one.amount.value < 6) of_list |= next->is("risk") || next->is("weight");
  if (next != last_ && (next->cue(Cue::count_of) || next->cue(Cue::any_of) || of_list)) {
    push(ChunkKind::filler, next, "count");
    return true;
  }
  // "older than" and the like always; a bare spelled "one" or "two" is an article or a count
  if (!b->explicit_op && at_->kind == TokenKind::number && at_->spelled && unitless) return false;
  push(ChunkKind::bounds, next).bounds = *b;
  return true;
}

// "greater than NYHA 2", "Minimum baseline MADRS score of 22": the operator waits for its number
bool Chunker::waiting_operator() {
  const Token& t = *at_;
  if ((t.is("minimum") || t.is("maximum")) && at_ + 2 < last_ && at_[1].kind == TokenKind::word) {
    push(ChunkKind::filler, at_ + 1, t.is("minimum") ? "ge" : "le");
    return true;
  }
  if (const CueHit* hit = t.cue(Cue::comparator); hit && hit->value != "approx" && at_ + hit->length < last_ && at_[hit->length].concept_length) {
    push(ChunkKind::filler, at_ + hit->length, hit->value);
    return true;
  }
  if (t.kind != TokenKind::comparator || at_ + 1 == last_ || !at_[1].concept_length) return false;
  push(ChunkKind::filler, at_ + 1, t.comparator == '<' ? "lt" : t.comparator == '>' ? "gt" : t.comparator == 'l' ? "le" : t.comparator == 'g' ? "ge" : "eq");
  return true;
}

bool Chunker::cue() {
  const Token& t = *at_;
  if (cue_.length == 0) return false;
  // a name as long as the cue goes first, unless the cue says what is denied or joined
  const bool stronger = (cue_.kind == ChunkKind::guard && cue_.length > 1) || cue_.kind == ChunkKind::neg || cue_.kind == ChunkKind::and_ || cue_.kind == ChunkKind::or_ || cue_.kind == ChunkKind::except;
  if (t.concept_length >= cue_.length && !stronger) return false;
  const TokenIt end = at_ + cue_.length;
  ChunkKind kind = cue_.kind;
  if (kind == ChunkKind::except && t.is("unless")) kind = ChunkKind::unless_;
  else if (kind == ChunkKind::allowed && cue_.value == "provided") kind = ChunkKind::provided;
  else if (kind == ChunkKind::current && weak_current(at_, end)) kind = ChunkKind::filler;
  // a severity or sex word that is also plain goes to the noun phrase
  if (kind == ChunkKind::filler)
    for (const CueHit* other : {t.cue(Cue::severity), t.cue(Cue::sex)})
      if (other && cue_.length <= other->length) return false;
  push(kind, end, cue_.value);
  // "non-AD dementia": what is denied is the Alzheimer's disease
  if (kind == ChunkKind::neg && t.is("non") && end + 1 < last_ && end->mark('-') && end[1].concept_length && end + 1 + end[1].concept_length < last_) {
    push(ChunkKind::filler, end + 1);
    at_ = noun_phrase(at_, at_ + at_->concept_length, vocabulary_, chunks_);
  }
  return true;
}

bool Chunker::number() {
  if (at_->kind != TokenKind::number || at_->concept_length != 0) return false;
  push(ChunkKind::filler, at_ + 1);
  return true;
}

bool Chunker::language() {
  const Token& t = *at_;
  const CueHit* hit = t.cue(Cue::language);
  if (!hit || t.concept_length > 1) return false;
  Chunk& c = push(ChunkKind::thing, at_ + hit->length);
  c.atom.kind = AtomKind::language;
  c.atom.concept_id = "language." + std::string(hit->value);
  c.atom.words = {std::string(hit->value)};
  c.atom.subject.span = {t.begin, t.end};
  return true;
}

bool Chunker::sex() {
  const CueHit* hit = at_->cue(Cue::sex);
  if (!hit || at_->concept_length > hit->length) return false;
  Chunk& c = push(ChunkKind::thing, at_ + hit->length);
  c.atom.kind = AtomKind::sex;
  c.atom.sex = std::string(hit->value);
  c.atom.concept_id = "sex." + c.atom.sex;
  return true;
}

// "Japanese passport": no language where nobody speaks it and other words stand beside it.
void Chunker::settle_languages() {
  const auto named = [](const Chunk& c) { return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::language; };
  if (std::none_of(chunks_.begin(), chunks_.end(), named)) return;
  const bool alone = std::none_of(chunks_.begin(), chunks_.end(), [&](const Chunk& c) { return c.kind == ChunkKind::unknown || (c.kind == ChunkKind::thing && !named(c)); });
  if (alone || about_language(first_, last_)) return;
  for (Chunk& c : chunks_)
    if (named(c)) c.kind = ChunkKind::unknown;
}

}  // namespace

std::vector<Chunk> chunk(const Tokens& tokens, const Vocabulary& vocabulary) { return Chunker(tokens, vocabulary).read(); }

}  // namespace elig
