// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/noun_phrase.hpp"

#include "grammar/lexicon/idle.hpp"
#include "grammar/phrases/basis.hpp"
#include "grammar/phrases/normal_range.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace elig {

AtomKind atom_kind(ConceptKind kind) noexcept {
  switch (kind) {
    case ConceptKind::measurement:
    case ConceptKind::vital: return AtomKind::measurement;
    case ConceptKind::score: return AtomKind::score;
    case ConceptKind::stage: return AtomKind::stage;
    case ConceptKind::biomarker: return AtomKind::biomarker;
    case ConceptKind::test: return AtomKind::test;
    case ConceptKind::finding: return AtomKind::finding;
    case ConceptKind::condition:
    case ConceptKind::organism: return AtomKind::condition;
    case ConceptKind::drug:
    case ConceptKind::drug_class:
    case ConceptKind::vaccine:
    case ConceptKind::substance: return AtomKind::exposure;
    case ConceptKind::procedure: return AtomKind::procedure;
    case ConceptKind::therapy: return AtomKind::therapy;
    case ConceptKind::reproductive: return AtomKind::reproductive;
    case ConceptKind::life_stage: return AtomKind::life_stage;
    case ConceptKind::social: return AtomKind::social;
    case ConceptKind::encounter: return AtomKind::encounter;
  }
  return AtomKind::unparsed;
}

namespace {

// One word, or one name of the vocabulary, inside a noun phrase.
struct Element {
  TokenIt begin;
  TokenIt end;
  std::vector<ConceptIndex> concepts;
  bool severity = false;
  bool link = false;  // "of the": joins two elements
};

bool structural(const Token& t) {
  for (const CueHit& h : t.cues) switch (h.cue) {
      case Cue::and_: case Cue::or_: case Cue::nor: case Cue::either: case Cue::neg: case Cue::history: case Cue::current: case Cue::future:
      case Cue::possible: case Cue::hypothetical: case Cue::person: case Cue::except: case Cue::allowed: case Cue::guard: case Cue::for_:
      case Cue::example: case Cue::definition: case Cue::any_of: case Cue::all_of: case Cue::none_of: case Cue::following: case Cue::manual:
      case Cue::plain: case Cue::comparator: case Cue::between: case Cue::age_word: case Cue::sex: case Cue::whichever: case Cue::within_normal:
      case Cue::state: case Cue::since: case Cue::before: case Cue::language:
        return true;
      default: break;
    }
  return false;
}

// Words that never carry a meaning of their own inside a phrase.
bool empty_word(std::string_view lower) {
  // adverbs tell how, not what
  if (lower.size() > 6 && (lower.ends_with("ically") || lower.ends_with("ously") || lower.ends_with("tively") || lower.ends_with("ately") || lower.ends_with("antly") || lower.ends_with("ently") || lower.ends_with("ably") || lower.ends_with("arily"))) return true;
  static const std::unordered_set<std::string_view> words{"patient", "patients", "subject", "subjects", "participant", "participants", "known", "documented", "confirmed", "diagnosed",
                                                         "clinical", "clinically", "e", "g", "i", "s", "relevant", "proven", "any", "other", "history", "diagnosis", "individuals", "adequate"};
  return words.contains(lower);
}

// Nouns too general to decide anything by themselves.
bool generic_word(std::string_view word) {
  static const std::unordered_set<std::string_view> words{"disease", "condition", "treatment", "therapy", "drug", "medication", "problem", "surgery", "procedure", "test", "state", "status",
                                                         "agent", "medicine", "level", "complication", "comorbidity", "abnormality", "cause", "study", "care", "program", "visit", "exam", "examination",
                                                         "intervention", "product", "ingredient", "component", "substance", "finding", "symptom", "sign", "reaction", "health", "assessment", "use", "result"};
  return words.contains(word);
}

// Words behind a name that tell in what form the thing comes, and which of its kind all are.
bool narrows_nothing(std::string_view word) {
  static const std::unordered_set<std::string_view> words{"regimen", "formulation", "preparation", "containing", "syndrome", "episode", "attack", "composition", "excipient", "constituent", "compound", "course", "occurrence"};
  return words.contains(word);
}

// Kinds that a head word may overrule: "diabetes medication" is a drug, "asthma attack" stays asthma.
int family(ConceptKind k) {
  switch (k) {
    case ConceptKind::condition: case ConceptKind::finding: case ConceptKind::organism: return 0;
    case ConceptKind::drug: case ConceptKind::drug_class: case ConceptKind::substance: case ConceptKind::vaccine: return 1;
    case ConceptKind::procedure: case ConceptKind::therapy: return 2;
    case ConceptKind::measurement: case ConceptKind::vital: case ConceptKind::score: case ConceptKind::stage: case ConceptKind::test: case ConceptKind::biomarker: return 3;
    default: return 4;
  }
}

// One of its meanings is measured or graded: "ASA" is aspirin and a scale.
bool scale(const Vocabulary& v, const Element& e) {
  return std::any_of(e.concepts.begin(), e.concepts.end(), [&](ConceptIndex i) { return family(v.at(i).kind) == 3; });
}

// "III", "IVa", "B": what follows a scale
bool ordinal(const Token& t) {
  if (t.kind == TokenKind::number) return !t.spelled;
  if (t.kind != TokenKind::word || t.text.size() > 4) return false;
  const char c = t.text[0];
  if (t.text.size() == 1) return c == 'I' || c == 'V' || c == 'X' || (c >= 'A' && c <= 'D');
  for (std::size_t i = 0; i < t.text.size(); ++i) {
    const char d = t.text[i];
    if (d != 'I' && d != 'V' && d != 'X' && !(i + 1 == t.text.size() && ((d >= 'A' && d <= 'D') || (d >= 'a' && d <= 'd')))) return false;
  }
  return true;
}

bool scale_word(const Token& t) {
  return t.is("stage") || t.is("stages") || t.is("grade") || t.is("grades") || t.is("class") || t.is("classes") || t.is("classification") || t.is("score") || t.is("status");
}

bool measurable(ConceptKind k) {
  switch (k) {
    case ConceptKind::measurement: case ConceptKind::vital: case ConceptKind::score: case ConceptKind::stage: case ConceptKind::biomarker:
    case ConceptKind::test: return true;
    default: return false;
  }
}

}  // namespace

TokenIt noun_phrase(TokenIt first, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks) {
  std::vector<Element> elements;
  TokenIt at = first;
  while (at != last) {
    const Token& t = *at;
    if (TokenIt range = at; at != first && (parse_normal_range(range, last) || parse_basis(range, last))) break;
    // "metastatic" is a quality, "metastases" are a thing
    if (t.concept_length && !(t.concept_length == 1 && t.is("metastatic")) && at + t.concept_length <= last) {
      // a short name that is also a joining word ("or", "as") stays the joining word
      const bool joins = t.concept_length == 1 && at != first && (t.cue(Cue::and_) || t.cue(Cue::or_) || t.cue(Cue::neg) || t.cue(Cue::except));
      if (joins) break;
      if (at != first && t.concept_length == 1 && t.cue(Cue::state)) break;
      // "follow ICH-GCP": an abbreviation within a longer one that means nothing here
      if (const CueHit* plain = t.cue(Cue::plain); at != first && plain && plain->length > t.concept_length) break;
      // "HbA1c in patients with …": no inpatients
      if (at != first && t.cue(Cue::guard) && t.cue(Cue::guard)->length >= t.concept_length) break;
      elements.push_back({at, at + t.concept_length, t.concepts, false, false});
      // "anti-PD therapy" is for no disease of that abbreviation, "anti-tumor effect" is no tumor
      if (at != first && at[-1].mark('-') && at[-1].glued && t.glued && at - first > 1 && at[-2].is("anti") && family(vocabulary.at(t.concepts.front()).kind) == 0) elements.back().concepts.clear();
      // "pegaptanib sodium": no sodium
      if (elements.size() > 1 && t.concept_length == 1 && t.cue(Cue::salt) && !elements[elements.size() - 2].concepts.empty() && elements[elements.size() - 2].end == at &&
          vocabulary.at(elements[elements.size() - 2].concepts.front()).kind == ConceptKind::drug)
        elements.back().concepts.clear();
      at += t.concept_length;
      continue;
    }
    // "hepatitis C virus (HCV) infection": the abbreviation stands inside the name
    if (t.mark('(') && !elements.empty() && last - at > 3) {
      TokenIt close = at + 1;
      bool capitals = false;
      while (close != last && close - at <= 4 && !close->mark(')') && (close->kind == TokenKind::word || close->kind == TokenKind::number || close->mark('-')) && !close->cue(Cue::sex) && !close->cue(Cue::neg) && !close->cue(Cue::or_) && !close->cue(Cue::and_)) {
        capitals |= close->text.size() > 1 && close->text[0] >= 'A' && close->text[0] <= 'Z' && close->text[1] >= 'A' && close->text[1] <= 'Z';
        ++close;
      }
      // "herpes zoster (shingles) infection"
      for (const ConceptIndex meant : at[1].concepts)
        capitals |= at[1].concept_length == close - at - 1 && std::find(elements.back().concepts.begin(), elements.back().concepts.end(), meant) != elements.back().concepts.end();
      if (capitals && close != last && close->mark(')') && close - at <= 4 && close + 1 != last) {
        const Token& next = close[1];
        if (next.kind == TokenKind::word && !structural(next) && !next.cue(Cue::anchor) && !next.cue(Cue::state) && (Cues::builtin().head(next.word) || next.concept_length) && !scale_word(next)) {
          elements.push_back({at, close + 1, {}, false, true});
          at = close + 1;
          continue;
        }
      }
    }
    if (t.kind == TokenKind::mark) {
      // hyphens join words; a slash joins names only where it is glued and no name stands on its left
      const bool glued_next = at + 1 != last && (at + 1)->glued && ((at + 1)->kind == TokenKind::word || (at + 1)->kind == TokenKind::number) && t.glued;
      if (t.mark('-') && glued_next && !elements.empty() && !((at + 1)->cue(Cue::after_number))) {
        ++at;
        continue;
      }
      break;
    }
    if (t.kind == TokenKind::comparator) break;
    // "kidney disease | stage 3", "stage | III melanoma"
    if (!elements.empty() && scale_word(t) && at + 1 != last && ordinal(at[1])) break;
    if (!elements.empty() && ordinal(t) && (scale_word(elements.back().end[-1]) || scale(vocabulary, elements.back()))) break;
    if (t.kind == TokenKind::number) {
      // a number inside a name: "type 2", "phase 3", "PD-1"; not one that begins a comparison
      // "P450 3A"
      if (!elements.empty() && at + 1 != last && (at + 1)->glued && (at + 1)->kind == TokenKind::word && (at + 1)->text.size() == 1 && !(at + 1)->unit_length && (at + 1)->text[0] >= 'A' && (at + 1)->text[0] <= 'Z') {
        elements.push_back({at, at + 2, {}, false, false});
        at += 2;
        continue;
      }
      if (!elements.empty() && t.glued && !t.unit_length && !t.spelled && (at + 1 == last || !(at + 1)->unit_length)) {
        elements.push_back({at, at + 1, {}, false, false});
        ++at;
        continue;
      }
      break;
    }
    if (const CueHit* s = t.cue(Cue::severity)) {
      bool longer = false;
      for (const CueHit& h : t.cues) longer |= h.length > s->length && (h.cue == Cue::manual || h.cue == Cue::neg || h.cue == Cue::except);
      if (longer) break;
      elements.push_back({at, at + s->length, {}, true, false});
      at += s->length;
      continue;
    }
    if (t.is("of") || t.is("in") || t.is("to") || t.is("by") || t.is("with") || t.is("for") || t.is("from") || t.is("at") || t.is("on")) {
      // "of" links wherever a noun stands on both sides; the other prepositions only before an article
      if (elements.empty() || elements.back().link) break;
      TokenIt next = at + 1;
      while (next != last && (next->is("the") || next->is("a") || next->is("an") || next->is("any") || next->is("their") || next->is("his"))) ++next;
      if (next == last || next->kind != TokenKind::word) break;
      const bool links = t.is("of") || (t.is("in") && next != at + 1) || (t.is("to") && elements.back().severity && next->cue(Cue::severity));
      if (!links || (structural(*next) && !next->concept_length && !next->cue(Cue::severity))) break;
      if (t.is("of") && next->cue(Cue::anchor) && !next->concept_length) break;
      elements.push_back({at, next, {}, false, true});
      at = next;
      continue;
    }
    if (structural(t) && !(at == first && t.is("non"))) break;
    elements.push_back({at, at + 1, {}, false, false});
    ++at;
  }
  while (!elements.empty() && elements.back().link) {
    at = elements.back().begin;
    elements.pop_back();
  }
  if (at == first) ++at;
  if (elements.empty()) {
    Chunk c;
    c.kind = ChunkKind::unknown;
    c.begin = first;
    c.end = at;
    chunks.push_back(std::move(c));
    return at;
  }

  const auto make = [&](std::size_t from, std::size_t to, AtomKind kind) {
    Chunk c;
    c.kind = ChunkKind::thing;
    c.begin = elements[from].begin;
    c.end = elements[to - 1].end;
    c.atom.kind = kind;
    return c;
  };
  // "clinically significant" is said of the thing, "clinically" is not
  const auto lexical = [&](const Element& e) { return !e.link && ((e.severity && e.end - e.begin > 1) || (!e.concepts.empty() && e.end - e.begin > 1) || !empty_word(e.begin->lower)); };
  const auto words_between = [&](std::size_t from, std::size_t to, std::vector<std::string>& out) {
    for (std::size_t i = from; i < to; ++i) {
      if (!lexical(elements[i])) continue;
      for (TokenIt t = elements[i].begin; t != elements[i].end; ++t)
        if (t->kind != TokenKind::mark && !t->word.empty()) out.push_back(t->word);
    }
  };

  // Whole phrase, or the longest part of it, by its bag of words: "carcinoma of the breast".
  const auto bag_over = [&](std::size_t from, std::size_t to) {
    std::vector<std::string> words;
    words_between(from, to, words);
    // "carcinoma in situ": names are known by their words without these
    std::erase_if(words, [](const std::string& w) { return w == "in" || w == "of" || w == "to" || w == "by" || w == "with" || w == "for" || w == "on" || w == "at" || w == "from" || w == "due" || w == "the"; });
    return words.size() > 1 && words.size() < 9 ? vocabulary.named(std::span<const std::string>(words)) : std::vector<ConceptIndex>{};
  };
  std::size_t head_from = 0, head_to = 0;
  std::vector<ConceptIndex> head;
  // no name reaches over a word that stands in none
  std::vector<std::size_t> next_foreign(elements.size(), elements.size());
  if (elements.size() > 1 && elements.size() <= 12) {
    for (std::size_t i = elements.size(), next = i; i-- > 0; next_foreign[i] = next) {
      if (!lexical(elements[i])) continue;
      for (TokenIt t = elements[i].begin; t != elements[i].end; ++t)
        if (t->kind != TokenKind::mark && !t->word.empty() && vocabulary.word_number(t->word) == 0) next = i;
    }
    for (std::size_t width = elements.size(); width > 1 && head.empty(); --width)
      for (std::size_t from = 0; from + width <= elements.size() && head.empty(); ++from) {
        if (elements[from].link || elements[from + width - 1].link || next_foreign[from] < from + width || (elements[from].severity && !lexical(elements[from]))) continue;
        if (auto found = bag_over(from, from + width); !found.empty()) {
          head = std::move(found);
          head_from = from;
          head_to = from + width;
        }
      }
  }

  // "antidiabetic treatment", "antihypertensive drugs": one class under many nouns
  if (head.empty() && elements.size() > 1 && elements.back().concepts.empty() && !elements.back().link && (elements.back().end - elements.back().begin) == 1) {
    static constexpr std::array<std::string_view, 6> nouns{"agent", "drug", "medication", "therapy", "treatment", "medicine"};
    if (std::find(nouns.begin(), nouns.end(), elements.back().begin->word) != nouns.end()) {
      std::size_t from = elements.size() - 1;
      while (from > 0 && !elements[from - 1].link && elements.size() - from < 4) --from;
      for (; from + 1 < elements.size() && head.empty(); ++from) {
        std::vector<std::string> words;
        words_between(from, elements.size() - 1, words);
        if (words.empty()) break;
        words.emplace_back();
        for (const std::string_view noun : nouns) {
          words.back() = noun;
          auto found = vocabulary.named(std::span<const std::string>(words));
          if (found.empty()) continue;
          if (const int f = family(vocabulary.at(found.front()).kind); f != 1 && f != 2) continue;
          head = std::move(found);
          head_from = from;
          head_to = elements.size();
          break;
        }
      }
    }
  }

  std::vector<std::pair<std::size_t, std::size_t>> named;  // elements that are names, or the bag
  if (!head.empty()) {
    // a name inside that is longer in tokens than the bag cannot be: the bag covers at least two elements
    named.emplace_back(head_from, head_to);
  }
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (!elements[i].concepts.empty() && !(i >= head_from && i < head_to && !head.empty())) named.emplace_back(i, i + 1);
  std::sort(named.begin(), named.end());

  const auto kind_of_named = [&](const std::pair<std::size_t, std::size_t>& n) {
    return vocabulary.at(n.first == head_from && n.second == head_to && !head.empty() ? head.front() : elements[n.first].concepts.front()).kind;
  };
  const auto concept_list = [&](const std::pair<std::size_t, std::size_t>& n) { return n.first == head_from && n.second == head_to && !head.empty() ? head : elements[n.first].concepts; };

  // "diabetes medication", "Roland-Morris disability questionnaire": the last word says what the whole is
  if (!named.empty()) {
    std::size_t end = elements.size();
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (elements[i].link && !elements[i].begin->mark('(')) {
        end = i;
        break;
      }
    if (end > 0 && named.back().second < end && elements[end - 1].concepts.empty() && !elements[end - 1].severity && lexical(elements[end - 1]) && !elements[end - 1].begin->cue(Cue::salt))
      if (const ConceptKind* k = Cues::builtin().head((elements[end - 1].end - 1)->word); k && family(*k) != family(vocabulary.at(concept_list(named.back()).front()).kind) && family(*k) != 4 && end == elements.size() &&
          !(family(*k) == 2 && family(kind_of_named(named.back())) == 1 && generic_word((elements[end - 1].end - 1)->word))) {  // "metformin treatment" is metformin
        Chunk c = make(0, elements.size(), atom_kind(*k));
        words_between(0, elements.size(), c.atom.words);
        c.atom.subject.span = {elements.front().begin->begin, elements.back().end[-1].end};
        c.measurable = measurable(*k);
        chunks.push_back(std::move(c));
        return at;
      }
  }

  if (named.empty()) {
    // outside the vocabulary: the head word says what it is
    const Cues& cues = Cues::builtin();
    std::optional<std::size_t> last_word;
    std::size_t limit = elements.size();
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (elements[i].link) {
        limit = i;
        break;
      }
    const ConceptKind* kind = nullptr;
    for (std::size_t i = limit; i-- > 0 && !kind;) {
      if (elements[i].severity || elements[i].link) continue;
      if (!last_word) last_word = i;
      kind = cues.head((elements[i].end - 1)->word);
      if (i + 2 < limit) break;
    }
    if (!kind && limit < elements.size() && (elements.back().end - 1)->kind == TokenKind::word) kind = cues.head((elements.back().end - 1)->word);
    if (!kind) {
      bool only_severity = true;
      for (const Element& e : elements) only_severity &= e.severity || e.link || empty_word(e.begin->lower);
      Chunk c = make(0, elements.size(), AtomKind::unparsed);
      c.kind = only_severity ? ChunkKind::filler : ChunkKind::unknown;
      if (only_severity)
        for (const Element& e : elements)
          if (const CueHit* hit = e.begin->cue(Cue::severity); hit && hit->value == "qualifier")
            for (TokenIt t = e.begin; t != e.end; ++t)
              if (t->kind == TokenKind::word) c.atom.qualifiers.emplace_back(t->lower);
      chunks.push_back(std::move(c));
      return at;
    }
    Chunk c = make(0, elements.size(), atom_kind(*kind));
    std::size_t from = 0;
    while (from + 1 < elements.size() && (elements[from].severity || !lexical(elements[from]))) {
      if (elements[from].severity)
        for (TokenIt t = elements[from].begin; t != elements[from].end; ++t)
          if (t->kind == TokenKind::word && !(t + 1 != elements[from].end && empty_word(t->lower))) c.atom.qualifiers.emplace_back(t->lower);
      ++from;
    }
    words_between(from, elements.size(), c.atom.words);
    c.atom.subject.span = {elements[from].begin->begin, elements.back().end[-1].end};
    c.measurable = measurable(*kind);
    c.generic = c.atom.words.size() == 1 && generic_word(c.atom.words[0]);
    chunks.push_back(std::move(c));
    return at;
  }

  // The phrase's own thing: the last name before "of", else the last name.
  std::size_t main = named.size() - 1;
  std::size_t link_at = elements.size();
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (elements[i].link && !elements[i].begin->mark('(') && !(i > head_from && i < head_to && !head.empty())) {
      link_at = i;
      break;
    }
  for (std::size_t k = named.size(); k-- > 0;)
    if (named[k].second <= link_at) {
      main = k;
      break;
    }
  // "HIV infection", "anti-PD-1 antibody": the last name only says what kind of thing the one before is
  bool vague_tail = false;
  if (main > 0) {
    const Concept& tail = vocabulary.at(concept_list(named[main]).front());
    std::vector<std::string> tail_words;
    words_between(named[main].first, named[main].second, tail_words);
    const bool vague = !tail.attribute("vague").empty() || std::all_of(tail_words.begin(), tail_words.end(), [](const std::string& w) { return generic_word(w) || w == "infection" || w == "virus" || w == "antibody" || w == "inhibitor" || w == "antagonist"; });
    const int a = family(tail.kind), b = family(kind_of_named(named[main - 1]));
    if (vague && a == b) {
      --main;
      vague_tail = true;
    }
  }
  for (std::size_t k = 0; k < named.size(); ++k) {
    const auto [from, to] = named[k];
    const auto meanings = concept_list(named[k]);
    const Concept& first_meaning = vocabulary.at(meanings.front());
    Chunk c = make(from, to, atom_kind(first_meaning.kind));
    c.concepts = meanings;
    c.atom.concept_id = meanings.size() == 1 ? first_meaning.id : "";
    c.measurable = measurable(first_meaning.kind) || !first_meaning.attribute("unit").empty();
    c.atom.subject.span = {elements[from].begin->begin, elements[to - 1].end[-1].end};
    words_between(from, to, c.atom.words);
    if (k != main && named.size() > 1) c.atom.assertion = Assertion::mention;
    // the words around it restrict it: "severe renal impairment", "vestibular migraine"
    const std::size_t left = k == 0 ? 0 : named[k - 1].second;
    const std::size_t right = k == main ? (k + 1 < named.size() ? named[k + 1].first : elements.size()) : to;
    for (std::size_t i = left; i < right; ++i) {
      if (i >= from && i < to) continue;
      // "clinically significant asthma": no record says what is significant
      if (elements[i].severity && i < from && elements[i].begin->is("clinically")) {
        for (TokenIt t = elements[i].begin + 1; t != elements[i].end; ++t)
          if (t->kind == TokenKind::word) c.atom.qualifiers.emplace_back(t->lower);
        continue;
      }
      if (!lexical(elements[i])) continue;
      // "imatinib mesylate" is imatinib
      if (elements[i].begin->cue(Cue::salt) && ((first_meaning.kind == ConceptKind::drug && (i >= to || elements[i].begin->is("recombinant"))) || (i < from && k > 0 && kind_of_named(named[k - 1]) == ConceptKind::drug))) continue;
      // "statin therapy", "diabetes patients": words that narrow nothing
      if (i >= to && !elements[i].severity && (generic_word((elements[i].end - 1)->word) || narrows_nothing((elements[i].end - 1)->word) || (elements[i].end - 1)->is("antibody") || (elements[i].end - 1)->is("antibodies") || (elements[i].end - 1)->is("use") || (elements[i].end - 1)->is("dose") || (elements[i].end - 1)->is("onset"))) continue;
      if (i < from && !elements[i].severity && ((elements[i].end - 1)->is("dose") || (elements[i].end - 1)->is("underlying") || (elements[i].end - 1)->is("classification") || (elements[i].end - 1)->is("relevant") || (elements[i].end - 1)->is("pre") || (elements[i].end - 1)->is("concurrent") || (elements[i].end - 1)->is("seasonal"))) continue;
      for (TokenIt t = elements[i].begin; t != elements[i].end; ++t)
        if (t->kind != TokenKind::mark && !idle_beside(t->word, first_meaning) && !(elements[i].severity && t + 1 != elements[i].end && empty_word(t->lower))) c.atom.qualifiers.emplace_back(elements[i].severity ? std::string(t->lower) : t->word);
    }
    if (k == main)
      for (std::size_t other = 0; other < named.size(); ++other)
        if (other != main && !(vague_tail && other == main + 1) && concept_list(named[other]) != concept_list(named[main])) {
          std::vector<std::string> more;
          words_between(named[other].first, named[other].second, more);
          std::erase_if(more, [&](const std::string& word) { return idle_beside(word, vocabulary.at(concept_list(named[main]).front())); });
          c.atom.qualifiers.insert(c.atom.qualifiers.end(), more.begin(), more.end());
        }
    c.begin = k == 0 ? first : elements[from].begin;
    c.end = k + 1 == named.size() ? at : elements[named[k + 1].first].begin;
    if (k > 0) c.begin = chunks.back().end;
    chunks.push_back(std::move(c));
  }
  return at;
}

}  // namespace elig
