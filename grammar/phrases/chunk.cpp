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

}  // namespace

std::vector<Chunk> chunk(const Tokens& tokens, const Vocabulary& vocabulary) {
  std::vector<Chunk> chunks;
  const Token* const first = tokens.list.data();
  const Token* const last = first + tokens.list.size();
  chunks.reserve(std::min<std::size_t>(tokens.list.size(), 64));  // they are large to move
  const auto push = [&](ChunkKind kind, TokenIt begin, TokenIt end, std::string_view value = {}) -> Chunk& {
    Chunk& c = chunks.emplace_back();
    c.kind = kind;
    c.begin = begin;
    c.end = end;
    c.value = value;
    return c;
  };

  for (TokenIt at = first; at != last;) {
    const Token& t = *at;
    // "… (mL/min/1.73 m²)": a unit said once more
    if ((t.mark('(') || t.mark('[')) && last - at >= 3 && at[1].unit_length && at + 1 + at[1].unit_length < last && (at[1 + at[1].unit_length].mark(')') || at[1 + at[1].unit_length].mark(']'))) {
      push(ChunkKind::filler, at, at + 2 + at[1].unit_length);
      at += 2 + at[1].unit_length;
      continue;
    }
    // "ER(-)", "HER2 (+)", "ER+": of several meanings of the abbreviation the one that has a result
    if (!chunks.empty() && chunks.back().kind == ChunkKind::thing) {
      const bool bracket = (t.mark('(') || t.mark('[')) && last - at >= 3 && (at[1].mark('-') || at[1].mark('+')) && (at[2].mark(')') || at[2].mark(']'));
      const bool sign = (t.mark('+') || t.mark('-')) && t.glued && (at + 1 == last || !at[1].glued || at[1].mark(',') || at[1].mark(')') || at[1].mark('/') || at[1].mark(';') || at[1].mark('.'));
      Chunk& marker = chunks.back();
      bool has_result = marker.atom.kind == AtomKind::test || (marker.atom.kind == AtomKind::condition && bracket);
      for (const ConceptIndex i : marker.concepts)
        if (!has_result && (bracket || sign) && vocabulary.at(i).kind == ConceptKind::biomarker) {
          marker.concepts = {i};
          marker.atom.kind = AtomKind::biomarker;
          marker.atom.concept_id = vocabulary.at(i).id;
          marker.measurable = true;
          has_result = true;
        }
      if ((bracket || sign) && has_result) {
        const bool positive = bracket ? at[1].mark('+') : t.mark('+');
        const TokenIt end = at + (bracket ? 3 : 1);
        push(ChunkKind::state, at, end, positive ? "positive" : "negative");
        at = end;
        continue;
      }
    }
    if (t.kind == TokenKind::mark && !negative(at, first, last)) {
      ChunkKind kind = ChunkKind::filler;
      if (t.mark('(') || t.mark('[') || t.mark('{')) kind = ChunkKind::open;
      else if (t.mark(')') || t.mark(']') || t.mark('}')) kind = ChunkKind::close;
      else if (t.mark(',')) kind = ChunkKind::comma;
      else if (t.mark(';')) kind = ChunkKind::semicolon;
      else if (t.mark(':')) kind = ChunkKind::colon;
      else if (t.mark('/')) kind = ChunkKind::slash;
      else if (t.mark('&')) kind = ChunkKind::and_;
      else if (t.mark('.') && (at + 1 == last || !(at + 1)->glued) && !shortened(at, first, last)) kind = ChunkKind::period;
      push(kind, at, at + 1);
      ++at;
      continue;
    }
    // "non-selective": a restriction of the word behind it; "non-smoker", "non-pregnant": the negation of a thing
    if (t.is("non") && at + 1 < last && (at + 1)->cue(Cue::severity) && !(at + 1)->glued) {
      at = noun_phrase(at, last, vocabulary, chunks);
      continue;
    }
    // "at enrolment", "during the screening period", "on study entry": when it is looked at, not what
    if (const CueHit* anchor = t.cue(Cue::anchor); anchor && !chunks.empty() && chunks.back().kind == ChunkKind::filler && t.concept_length <= anchor->length) {
      const Token& before = chunks.back().end[-1];
      if (before.is("at") || before.is("on") || before.is("during") || before.is("before") || before.is("of") || before.is("upon") || before.is("after") || before.is("for") || before.is("the") || before.is("this") || before.is("study")) {
        const bool weak = t.is("treatment") || t.is("intervention") || t.is("vaccination") || t.is("protocol") || t.is("therapy") || t.is("evaluation") || t.is("assessment") || t.is("testing");
        if (!weak || anchor->length > 1) {
          TokenIt next = at + anchor->length;
          while (next != last && (next->is("period") || next->is("visit") || next->is("date") || next->is("phase") || next->cue(Cue::anchor))) next += next->cue(Cue::anchor) ? next->cue(Cue::anchor)->length : 1;
          push(ChunkKind::filler, at, next);
          at = next;
          continue;
        }
      }
    }
    if (t.is("non") && at + 2 < last && (at + 1)->mark('-') && (at + 1)->glued && (at + 2)->glued && t.concept_length == 0 && !(at + 2)->concept_length && !(at + 2)->cue(Cue::language)) {
      at = noun_phrase(at, last, vocabulary, chunks);
      continue;
    }
    // "non-smoker": the denial of a smoker, whatever the vocabulary calls it
    if (t.is("non") && t.concept_length > 1 && at + 2 < last && (at + 1)->mark('-') && (at + 2)->concept_length && vocabulary.at((at + 2)->concepts.front()).kind == ConceptKind::social) {
      push(ChunkKind::neg, at, at + 1, "plain");
      push(ChunkKind::filler, at + 1, at + 2);
      at = noun_phrase(at + 2, at + 2 + at[2].concept_length, vocabulary, chunks);
      continue;
    }
    // "7th edition of the staging manual"
    if (t.kind == TokenKind::number && at + 2 < last && (at[1].is("st") || at[1].is("nd") || at[1].is("rd") || at[1].is("th")) && (at[2].is("edition") || at[2].is("revision"))) {
      push(ChunkKind::filler, at, at + 3);
      at += 3;
      continue;
    }
    // "CTCAE version 4.03", "version (v) 5.0": the number of an edition measures nothing
    if (t.kind == TokenKind::number && !t.spelled && at != first) {
      TokenIt lead = at - 1;
      while (lead != first && (lead->mark(')') || lead->mark('(') || lead->mark('.') || (lead->is("v") && lead[-1].mark('(')))) --lead;
      if (lead->is("version") || lead->is("versions") || lead->is("v") || lead->is("ver")) {
        push(ChunkKind::filler, at, at + 1);
        ++at;
        continue;
      }
    }
    // "the 7th edition": nor does that of a revision
    if (t.kind == TokenKind::number && last - at > 2 && at[1].glued && (at[1].is("th") || at[1].is("st") || at[1].is("nd") || at[1].is("rd")) && (at[2].is("edition") || at[2].is("ed") || at[2].is("version") || at[2].is("revision"))) {
      push(ChunkKind::filler, at, at + 3);
      at += 3;
      continue;
    }
    if (TokenIt next = at; const auto state = parse_normal_range(next, last)) {
      push(ChunkKind::state, at, next, *state == State::normal ? "normal" : "abnormal");
      at = next;
      continue;
    }
    if (TokenIt next = at; const auto categories = parse_tnm(next, first, last)) {
      for (const TnmCategory& category : *categories) {
        const auto known = vocabulary.find(category.letter == 'T' ? "t-category" : category.letter == 'N' ? "n-category" : "m-category");
        if (!known) continue;
        Chunk& c = push(ChunkKind::thing, category.begin, category.end);
        c.measurable = true;
        c.concepts = {*known};
        c.atom.kind = AtomKind::stage;
        c.atom.concept_id = vocabulary.at(*known).id;
        c.atom.words = content_words(vocabulary.at(*known).name);
        c.atom.subject.span = {category.begin->begin, category.end[-1].end};
        c.atom.bounds = category.bounds;
        // "T1N1 or T2N0": what is an alternative to what, the words beside "or" do not say
        const auto joins_other = [](const Token& by) { return by.is("or") || by.mark('/'); };
        if (categories->size() > 1 && ((next != last && joins_other(*next)) || (at != first && joins_other(at[-1])))) c.atom.assertion = Assertion::possible;
      }
      at = next;
      continue;
    }
    // "asthma as defined by the GINA guidelines"
    if (TokenIt next = at; behind_diagnosis(chunks) && parse_basis(next, last) && !names_scale(at, next, vocabulary)) {
      push(ChunkKind::filler, at, next, "basis");
      at = next;
      continue;
    }
    // "strong inhibitors or inducers of CYP3A4"
    if (enzyme_drugs(at, last, vocabulary, chunks)) continue;
    const Best cue = best_cue(t);
    const bool name = t.concept_length > 1 && t.concept_length > cue.length;
    if (!name) {
      const bool day_before = t.is("the") && at + 2 < last && (at[1].is("day") || at[1].is("week") || at[1].is("month") || at[1].is("year")) && (at[2].is("before") || at[2].is("prior") || at[2].is("preceding"));
      if ((starts_window(t) || day_before) && !(starts_bounds(t) && timed_subject(chunks, vocabulary))) {
        TokenIt next = at;
        if (auto w = parse_window(next, last)) {
          push(ChunkKind::window, at, next).window = *w;
          at = next;
          continue;
        }
      }
      if (starts_bounds(t) || t.mark('-') || (t.kind == TokenKind::word && t.cue(Cue::age_word)) || ordinal_here(at, first, chunks, vocabulary)) {
        // age-phrase = age-word bounds                               aged 18 to 75 years
        TokenIt next = at;
        if (const CueHit* age = t.cue(Cue::age_word); age && !starts_bounds(t)) {
          next += age->length;
          Chunk& c = push(ChunkKind::thing, at, next);
          c.age = true;
          c.measurable = true;
          c.atom.kind = AtomKind::age;
          c.atom.concept_id = "age";
          at = next;
          continue;
        }
        if (auto b = parse_bounds(next, last)) {
          // "older than" and the like always; a bare spelled "one" or "two" is an article or a count
          // "at least one of: A, B", "with at least 1 risk factor"
          bool of_list = next + 1 < last && next->is("of") && next[1].mark(':') && b->alternatives[0][0].amount.unit.empty();
          if (b->explicit_op && next != last && b->alternatives.size() == 1 && b->alternatives[0].size() == 1 && b->alternatives[0][0].amount.unit.empty() && b->alternatives[0][0].amount.value < 6)
            for (const std::string_view noun : {"risk", "weight"}) of_list |= next->is(noun);
          if (next != last && (next->cue(Cue::count_of) || next->cue(Cue::any_of) || of_list)) {
            push(ChunkKind::filler, at, next, "count");
            at = next;
            continue;
          }
          const bool bare_word = !b->explicit_op && at->kind == TokenKind::number && at->spelled && b->alternatives[0][0].amount.unit.empty();
          if (!bare_word) {
            push(ChunkKind::bounds, at, next).bounds = *b;
            at = next;
            continue;
          }
        }
      }
    }
    // "Minimum baseline MADRS score of 22": so does the adjective
    if (!name && (t.is("minimum") || t.is("maximum")) && at + 2 < last && at[1].kind == TokenKind::word) {
      push(ChunkKind::filler, at, at + 1, t.is("minimum") ? "ge" : "le");
      ++at;
      continue;
    }
    // "greater than NYHA 2": the operator waits for its number
    if (!name && t.cue(Cue::comparator) && t.cue(Cue::comparator)->value != "approx") {
      const std::uint16_t length = t.cue(Cue::comparator)->length;
      if (at + length < last && (at + length)->concept_length) {
        push(ChunkKind::filler, at, at + length, t.cue(Cue::comparator)->value);
        at += length;
        continue;
      }
    }
    if (!name && t.kind == TokenKind::comparator && at + 1 != last && (at + 1)->concept_length) {
      push(ChunkKind::filler, at, at + 1, t.comparator == '<' ? "lt" : t.comparator == '>' ? "gt" : t.comparator == 'l' ? "le" : t.comparator == 'g' ? "ge" : "eq");
      ++at;
      continue;
    }
    if (!name && cue.length > 0 && !(t.concept_length >= cue.length && !(cue.kind == ChunkKind::guard && cue.length > 1) && cue.kind != ChunkKind::neg && cue.kind != ChunkKind::and_ && cue.kind != ChunkKind::or_ && cue.kind != ChunkKind::except)) {
      ChunkKind kind = cue.kind;
      const TokenIt end = at + cue.length;
      if (kind == ChunkKind::except) {
        if (at->is("unless")) kind = ChunkKind::unless_;
      } else if (kind == ChunkKind::allowed && cue.value == "provided") {
        kind = ChunkKind::provided;
      } else if (kind == ChunkKind::current && weak_current(at, end)) {
        kind = ChunkKind::filler;
      }
      // a severity or sex word that is also plain goes to the noun phrase
      if (kind == ChunkKind::filler && (t.cue(Cue::severity) || t.cue(Cue::sex)) && cue.length <= std::max(t.cue(Cue::severity) ? t.cue(Cue::severity)->length : 0, t.cue(Cue::sex) ? t.cue(Cue::sex)->length : 0)) {
      } else {
        push(kind, at, end, cue.value);
        // "non-AD dementia": what is denied is the Alzheimer's disease
        if (kind == ChunkKind::neg && t.is("non") && end + 1 < last && end->mark('-') && end[1].concept_length && end + 1 + end[1].concept_length < last) {
          push(ChunkKind::filler, end, end + 1);
          at = noun_phrase(end + 1, end + 1 + end[1].concept_length, vocabulary, chunks);
          continue;
        }
        at = end;
        continue;
      }
    }
    if (t.kind == TokenKind::number && !name && t.concept_length == 0) {
      push(ChunkKind::filler, at, at + 1);
      ++at;
      continue;
    }
    if (const CueHit* language = t.cue(Cue::language); language && t.concept_length <= 1) {
      Chunk& c = push(ChunkKind::thing, at, at + language->length);
      c.atom.kind = AtomKind::language;
      c.atom.concept_id = "language." + std::string(language->value);
      c.atom.words = {std::string(language->value)};
      c.atom.subject.span = {at->begin, at->end};
      at += language->length;
      continue;
    }
    if (const CueHit* sex = t.cue(Cue::sex); sex && t.concept_length <= sex->length) {
      Chunk& c = push(ChunkKind::thing, at, at + sex->length);
      c.atom.kind = AtomKind::sex;
      c.atom.sex = std::string(sex->value);
      c.atom.concept_id = "sex." + c.atom.sex;
      at += sex->length;
      continue;
    }
    at = noun_phrase(at, last, vocabulary, chunks);
  }
  if (std::none_of(chunks.begin(), chunks.end(), [](const Chunk& c) { return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::language; })) return chunks;
  const bool only_languages = std::none_of(chunks.begin(), chunks.end(), [](const Chunk& c) { return c.kind == ChunkKind::unknown || (c.kind == ChunkKind::thing && c.atom.kind != AtomKind::language); });
  if (!only_languages && !about_language(first, last))
    for (Chunk& c : chunks)
      if (c.kind == ChunkKind::thing && c.atom.kind == AtomKind::language) c.kind = ChunkKind::unknown;
  return chunks;
}

}  // namespace elig
