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
  if (t.kind != TokenKind::word || t.text.size() > 5) return false;
  const char c = t.text[0];
  if (t.text.size() == 1) return c == 'I' || c == 'V' || c == 'X' || (c >= 'A' && c <= 'D');
  for (std::size_t i = 0; i < t.text.size(); ++i) {
    const char d = t.text[i];
    const bool numbered = i > 1 && i + 1 == t.text.size() && d >= '1' && d <= '3' && t.text[i - 1] >= 'A' && t.text[i - 1] <= 'C';  // "IB2"
    const bool lettered = (i + 1 == t.text.size() || (i + 2 == t.text.size() && t.text[i + 1] >= '1' && t.text[i + 1] <= '3')) && ((d >= 'A' && d <= 'D') || (d >= 'a' && d <= 'd'));
    if (d != 'I' && d != 'V' && d != 'X' && !lettered && !numbered) return false;
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

bool preposition(const Token& t) {
  return t.is("of") || t.is("in") || t.is("to") || t.is("by") || t.is("with") || t.is("for") || t.is("from") || t.is("at") || t.is("on");
}

// "clinically significant" is said of the thing, "clinically" is not
bool lexical(const Element& e) {
  return !e.link && ((e.severity && e.end - e.begin > 1) || (!e.concepts.empty() && e.end - e.begin > 1) || !empty_word(e.begin->lower));
}

class NounPhrase {
 public:
  NounPhrase(TokenIt first, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks) : first_(first), last_(last), at_(first), vocabulary_(vocabulary), chunks_(chunks) {}

  TokenIt read();

 private:
  // The elements [first, last) and what they mean together.
  struct Name {
    std::size_t first;
    std::size_t last;
    std::vector<ConceptIndex> concepts;
  };

  bool read_element();
  bool read_name();
  bool read_abbreviation();
  bool read_mark();
  bool read_number();
  bool read_severity(const CueHit& severity);
  bool read_link();

  std::optional<Name> longest_bag() const;
  std::optional<Name> class_of_drugs() const;
  std::vector<Name> names() const;
  bool read_as_head_says(const std::vector<Name>& named);
  void read_unnamed();
  [[nodiscard]] std::size_t first_link(const std::optional<Name>& around = std::nullopt) const;
  [[nodiscard]] std::pair<std::size_t, bool> main_of(const std::vector<Name>& named) const;
  void add(const std::vector<Name>& named, std::size_t k, std::size_t main, bool vague_tail);
  [[nodiscard]] bool narrows(std::size_t i, const std::vector<Name>& named, std::size_t k) const;

  Chunk make(std::size_t from, std::size_t to, AtomKind kind) const;
  void words_between(std::size_t from, std::size_t to, std::vector<std::string>& out) const;
  [[nodiscard]] ConceptKind kind(const Name& name) const { return vocabulary_.at(name.concepts.front()).kind; }

  TokenIt first_;
  TokenIt last_;
  TokenIt at_;
  const Vocabulary& vocabulary_;
  std::vector<Chunk>& chunks_;
  std::vector<Element> elements_;
  std::optional<Name> head_;  // what several elements mean by their words together
};

TokenIt NounPhrase::read() {
  while (at_ != last_ && read_element()) {}
  while (!elements_.empty() && elements_.back().link) {
    at_ = elements_.back().begin;
    elements_.pop_back();
  }
  if (at_ == first_) ++at_;
  if (elements_.empty()) {
    Chunk c;
    c.kind = ChunkKind::unknown;
    c.begin = first_;
    c.end = at_;
    chunks_.push_back(std::move(c));
    return at_;
  }
  head_ = longest_bag();
  if (!head_) head_ = class_of_drugs();
  const std::vector<Name> named = names();
  if (named.empty()) {
    read_unnamed();
  } else if (!read_as_head_says(named)) {
    const auto [main, vague_tail] = main_of(named);
    for (std::size_t k = 0; k < named.size(); ++k) add(named, k, main, vague_tail);
  }
  return at_;
}

// One more word or name; false where the phrase ends.
bool NounPhrase::read_element() {
  const Token& t = *at_;
  if (TokenIt range = at_; at_ != first_ && (parse_normal_range(range, last_) || parse_basis(range, last_))) return false;
  // "metastatic" is a quality, "metastases" are a thing
  if (t.concept_length && !(t.concept_length == 1 && t.is("metastatic")) && at_ + t.concept_length <= last_) return read_name();
  if (t.mark('(') && read_abbreviation()) return true;
  if (t.kind == TokenKind::mark) return read_mark();
  if (t.kind == TokenKind::comparator) return false;
  // "kidney disease | stage 3", "stage | III melanoma"
  if (!elements_.empty() && scale_word(t) && at_ + 1 != last_ && ordinal(at_[1])) return false;
  if (!elements_.empty() && ordinal(t) && (scale_word(elements_.back().end[-1]) || scale(vocabulary_, elements_.back()))) return false;
  if (t.kind == TokenKind::number) return read_number();
  if (const CueHit* severity = t.cue(Cue::severity)) return read_severity(*severity);
  if (preposition(t)) return read_link();
  if (structural(t) && !(at_ == first_ && t.is("non"))) return false;
  elements_.push_back({at_, at_ + 1, {}, false, false});
  ++at_;
  return true;
}

bool NounPhrase::read_name() {
  const Token& t = *at_;
  if (at_ != first_ && t.concept_length == 1) {
    // a short name that is also a joining word ("or", "as") stays the joining word
    if (t.cue(Cue::and_) || t.cue(Cue::or_) || t.cue(Cue::neg) || t.cue(Cue::except) || t.cue(Cue::state)) return false;
  }
  // "follow ICH-GCP": an abbreviation within a longer one that means nothing here
  if (const CueHit* plain = t.cue(Cue::plain); at_ != first_ && plain && plain->length > t.concept_length) return false;
  // "HbA1c in patients with …": no inpatients
  if (at_ != first_ && t.cue(Cue::guard) && t.cue(Cue::guard)->length >= t.concept_length) return false;
  const Element* const left = elements_.empty() ? nullptr : &elements_.back();
  std::vector<ConceptIndex> concepts = t.concepts;
  // "anti-PD therapy" is for no disease of that abbreviation, "anti-tumor effect" is no tumor
  if (at_ - first_ > 1 && at_[-1].mark('-') && at_[-1].glued && t.glued && at_[-2].is("anti") && family(vocabulary_.at(concepts.front()).kind) == 0) concepts.clear();
  // "pegaptanib sodium": no sodium
  if (left && t.concept_length == 1 && t.cue(Cue::salt) && !left->concepts.empty() && left->end == at_ && vocabulary_.at(left->concepts.front()).kind == ConceptKind::drug) concepts.clear();
  elements_.push_back({at_, at_ + t.concept_length, std::move(concepts), false, false});
  at_ += t.concept_length;
  return true;
}

// "hepatitis C virus (HCV) infection": the abbreviation stands inside the name
bool NounPhrase::read_abbreviation() {
  if (elements_.empty() || last_ - at_ <= 3) return false;
  TokenIt close = at_ + 1;
  bool capitals = false;
  while (close != last_ && close - at_ <= 4 && !close->mark(')') && (close->kind == TokenKind::word || close->kind == TokenKind::number || close->mark('-')) && !close->cue(Cue::sex) && !close->cue(Cue::neg) && !close->cue(Cue::or_) && !close->cue(Cue::and_)) {
    capitals |= close->text.size() > 1 && close->text[0] >= 'A' && close->text[0] <= 'Z' && close->text[1] >= 'A' && close->text[1] <= 'Z';
    ++close;
  }
  // "herpes zoster (shingles) infection"
  for (const ConceptIndex meant : at_[1].concepts)
    capitals |= at_[1].concept_length == close - at_ - 1 && std::find(elements_.back().concepts.begin(), elements_.back().concepts.end(), meant) != elements_.back().concepts.end();
  if (!capitals || close == last_ || !close->mark(')') || close - at_ > 4 || close + 1 == last_) return false;
  const Token& next = close[1];
  if (next.kind != TokenKind::word || structural(next) || next.cue(Cue::anchor) || next.cue(Cue::state) || !(Cues::builtin().head(next.word) || next.concept_length) || scale_word(next)) return false;
  elements_.push_back({at_, close + 1, {}, false, true});
  at_ = close + 1;
  return true;
}

// Hyphens join words; a slash joins names only where it is glued and no name stands on its left.
bool NounPhrase::read_mark() {
  if (!at_->mark('-') || !at_->glued || elements_.empty() || at_ + 1 == last_) return false;
  const Token& next = at_[1];
  if (!next.glued || (next.kind != TokenKind::word && next.kind != TokenKind::number) || next.cue(Cue::after_number)) return false;
  ++at_;
  return true;
}

// A number inside a name: "type 2", "phase 3", "PD-1"; not one that begins a comparison.
bool NounPhrase::read_number() {
  if (elements_.empty()) return false;
  const Token* const next = at_ + 1 != last_ ? at_ + 1 : nullptr;
  // "P450 3A"
  const bool lettered = next && next->glued && next->kind == TokenKind::word && next->text.size() == 1 && !next->unit_length && next->text[0] >= 'A' && next->text[0] <= 'Z';
  if (!lettered && (!at_->glued || at_->unit_length || at_->spelled || (next && next->unit_length))) return false;
  const TokenIt end = at_ + (lettered ? 2 : 1);
  elements_.push_back({at_, end, {}, false, false});
  at_ = end;
  return true;
}

bool NounPhrase::read_severity(const CueHit& severity) {
  for (const CueHit& h : at_->cues)
    if (h.length > severity.length && (h.cue == Cue::manual || h.cue == Cue::neg || h.cue == Cue::except)) return false;
  elements_.push_back({at_, at_ + severity.length, {}, true, false});
  at_ += severity.length;
  return true;
}

// "of" links wherever a noun stands on both sides; the other prepositions only before an article.
bool NounPhrase::read_link() {
  const Token& t = *at_;
  if (elements_.empty() || elements_.back().link) return false;
  TokenIt next = at_ + 1;
  while (next != last_ && (next->is("the") || next->is("a") || next->is("an") || next->is("any") || next->is("their") || next->is("his"))) ++next;
  if (next == last_ || next->kind != TokenKind::word) return false;
  const bool links = t.is("of") || (t.is("in") && next != at_ + 1) || (t.is("to") && elements_.back().severity && next->cue(Cue::severity));
  if (!links || (structural(*next) && !next->concept_length && !next->cue(Cue::severity))) return false;
  if (t.is("of") && next->cue(Cue::anchor) && !next->concept_length) return false;
  elements_.push_back({at_, next, {}, false, true});
  at_ = next;
  return true;
}

Chunk NounPhrase::make(std::size_t from, std::size_t to, AtomKind kind) const {
  Chunk c;
  c.kind = ChunkKind::thing;
  c.begin = elements_[from].begin;
  c.end = elements_[to - 1].end;
  c.atom.kind = kind;
  c.atom.subject.span = {elements_[from].begin->begin, elements_[to - 1].end[-1].end};
  return c;
}

void NounPhrase::words_between(std::size_t from, std::size_t to, std::vector<std::string>& out) const {
  for (std::size_t i = from; i < to; ++i) {
    if (!lexical(elements_[i])) continue;
    for (TokenIt t = elements_[i].begin; t != elements_[i].end; ++t)
      if (t->kind != TokenKind::mark && !t->word.empty()) out.push_back(t->word);
  }
}

// The whole phrase, or the longest part of it, by its bag of words: "carcinoma of the breast".
std::optional<NounPhrase::Name> NounPhrase::longest_bag() const {
  const std::size_t size = elements_.size();
  if (size < 2 || size > 12) return std::nullopt;
  // no name reaches over a word that stands in none
  std::vector<std::size_t> next_foreign(size, size);
  for (std::size_t i = size, next = i; i-- > 0; next_foreign[i] = next) {
    if (!lexical(elements_[i])) continue;
    for (TokenIt t = elements_[i].begin; t != elements_[i].end; ++t)
      if (t->kind != TokenKind::mark && !t->word.empty() && vocabulary_.word_number(t->word) == 0) next = i;
  }
  for (std::size_t width = size; width > 1; --width)
    for (std::size_t from = 0; from + width <= size; ++from) {
      if (elements_[from].link || elements_[from + width - 1].link || next_foreign[from] < from + width || (elements_[from].severity && !lexical(elements_[from]))) continue;
      std::vector<std::string> words;
      words_between(from, from + width, words);
      // "carcinoma in situ": names are known by their words without these
      std::erase_if(words, [](const std::string& w) { return w == "in" || w == "of" || w == "to" || w == "by" || w == "with" || w == "for" || w == "on" || w == "at" || w == "from" || w == "due" || w == "the"; });
      if (words.size() < 2 || words.size() > 8) continue;
      if (auto found = vocabulary_.named(std::span<const std::string>(words)); !found.empty()) return Name{from, from + width, std::move(found)};
    }
  return std::nullopt;
}

// "antidiabetic treatment", "antihypertensive drugs": one class under many nouns
std::optional<NounPhrase::Name> NounPhrase::class_of_drugs() const {
  static constexpr std::array<std::string_view, 6> nouns{"agent", "drug", "medication", "therapy", "treatment", "medicine"};
  const Element& noun = elements_.back();
  if (elements_.size() < 2 || !noun.concepts.empty() || noun.link || noun.end - noun.begin != 1 || std::find(nouns.begin(), nouns.end(), noun.begin->word) == nouns.end()) return std::nullopt;
  std::size_t from = elements_.size() - 1;
  while (from > 0 && !elements_[from - 1].link && elements_.size() - from < 4) --from;
  for (; from + 1 < elements_.size(); ++from) {
    std::vector<std::string> words;
    words_between(from, elements_.size() - 1, words);
    if (words.empty()) return std::nullopt;
    words.emplace_back();
    for (const std::string_view other : nouns) {
      words.back() = other;
      auto found = vocabulary_.named(std::span<const std::string>(words));
      if (found.empty()) continue;
      if (const int f = family(vocabulary_.at(found.front()).kind); f == 1 || f == 2) return Name{from, elements_.size(), std::move(found)};
    }
  }
  return std::nullopt;
}

// The elements that are names, those of the bag as one, from left to right.
std::vector<NounPhrase::Name> NounPhrase::names() const {
  std::vector<Name> named;
  if (head_) named.push_back(*head_);
  for (std::size_t i = 0; i < elements_.size(); ++i)
    if (!elements_[i].concepts.empty() && !(head_ && i >= head_->first && i < head_->last)) named.push_back({i, i + 1, elements_[i].concepts});
  std::sort(named.begin(), named.end(), [](const Name& a, const Name& b) { return a.first < b.first; });
  return named;
}

std::size_t NounPhrase::first_link(const std::optional<Name>& around) const {
  for (std::size_t i = 0; i < elements_.size(); ++i)
    if (elements_[i].link && !elements_[i].begin->mark('(') && !(around && i > around->first && i < around->last)) return i;
  return elements_.size();
}

// "diabetes medication", "Roland-Morris disability questionnaire": the last word says what the whole is
bool NounPhrase::read_as_head_says(const std::vector<Name>& named) {
  const std::size_t end = elements_.size();
  const Element& last = elements_.back();
  if (first_link() != end || named.back().last == end || !last.concepts.empty() || last.severity || !lexical(last) || last.begin->cue(Cue::salt)) return false;
  const ConceptKind* k = Cues::builtin().head(last.end[-1].word);
  if (!k || family(*k) == family(kind(named.back())) || family(*k) == 4) return false;
  // "metformin treatment" is metformin
  if (family(*k) == 2 && family(kind(named.back())) == 1 && (generic_word(last.end[-1].word) || last.end[-1].word == "regimen")) return false;
  Chunk c = make(0, end, atom_kind(*k));
  words_between(0, end, c.atom.words);
  c.measurable = measurable(*k);
  chunks_.push_back(std::move(c));
  return true;
}

// Outside the vocabulary the head word says what it is.
void NounPhrase::read_unnamed() {
  const Cues& cues = Cues::builtin();
  std::size_t limit = 0;
  while (limit < elements_.size() && !elements_[limit].link) ++limit;
  const ConceptKind* kind = nullptr;
  for (std::size_t i = limit; i-- > 0 && !kind;) {
    if (elements_[i].severity) continue;
    kind = cues.head(elements_[i].end[-1].word);
    if (i + 2 < limit) break;
  }
  if (!kind && limit < elements_.size() && elements_.back().end[-1].kind == TokenKind::word) kind = cues.head(elements_.back().end[-1].word);
  if (!kind) {
    const bool only_severity = std::all_of(elements_.begin(), elements_.end(), [](const Element& e) { return e.severity || e.link || empty_word(e.begin->lower); });
    Chunk c = make(0, elements_.size(), AtomKind::unparsed);
    c.atom.subject = {};
    c.kind = only_severity ? ChunkKind::filler : ChunkKind::unknown;
    if (only_severity)
      for (const Element& e : elements_)
        if (const CueHit* hit = e.begin->cue(Cue::severity); hit && hit->value == "qualifier")
          for (TokenIt t = e.begin; t != e.end; ++t)
            if (t->kind == TokenKind::word) c.atom.qualifiers.emplace_back(t->lower);
    chunks_.push_back(std::move(c));
    return;
  }
  Chunk c = make(0, elements_.size(), atom_kind(*kind));
  std::size_t from = 0;
  for (; from + 1 < elements_.size() && (elements_[from].severity || !lexical(elements_[from])); ++from) {
    if (!elements_[from].severity) continue;
    for (TokenIt t = elements_[from].begin; t != elements_[from].end; ++t)
      if (t->kind == TokenKind::word && !(t + 1 != elements_[from].end && empty_word(t->lower))) c.atom.qualifiers.emplace_back(t->lower);
  }
  words_between(from, elements_.size(), c.atom.words);
  c.atom.subject.span.begin = elements_[from].begin->begin;
  c.measurable = measurable(*kind);
  c.generic = c.atom.words.size() == 1 && generic_word(c.atom.words[0]);
  chunks_.push_back(std::move(c));
}

// The phrase's own thing: the last name before "of", else the last name. True beside it where the name behind only says what kind of
// thing it is: "HIV infection", "anti-PD-1 antibody".
std::pair<std::size_t, bool> NounPhrase::main_of(const std::vector<Name>& named) const {
  std::size_t main = named.size() - 1;
  const std::size_t link = first_link(head_);
  for (std::size_t k = named.size(); k-- > 0;)
    if (named[k].last <= link) {
      main = k;
      break;
    }
  if (main == 0) return {0, false};
  const Concept& tail = vocabulary_.at(named[main].concepts.front());
  std::vector<std::string> words;
  words_between(named[main].first, named[main].last, words);
  const bool vague = !tail.attribute("vague").empty() || std::all_of(words.begin(), words.end(), [](const std::string& w) { return generic_word(w) || w == "infection" || w == "virus" || w == "antibody" || w == "inhibitor" || w == "antagonist"; });
  if (!vague || family(tail.kind) != family(kind(named[main - 1]))) return {main, false};
  return {main - 1, true};
}

// Does the element beside name k restrict it: "severe renal impairment", "vestibular migraine"?
bool NounPhrase::narrows(std::size_t i, const std::vector<Name>& named, std::size_t k) const {
  const Element& e = elements_[i];
  const Token& word = e.end[-1];
  if (!lexical(e)) return false;
  // "imatinib mesylate" is imatinib
  const bool behind = i >= named[k].last;
  if (e.begin->cue(Cue::salt) && ((kind(named[k]) == ConceptKind::drug && (behind || e.begin->is("recombinant"))) || (!behind && k > 0 && kind(named[k - 1]) == ConceptKind::drug))) return false;
  if (e.severity) return true;
  // "statin therapy", "diabetes patients": words that narrow nothing
  if (behind) return !(generic_word(word.word) || narrows_nothing(word.word) || word.is("antibody") || word.is("antibodies") || word.is("use") || word.is("dose") || word.is("doses") || word.is("dosage") || word.is("onset"));
  return !(word.is("dose") || word.is("doses") || word.is("dosage") || word.is("dosages") || word.is("underlying") || word.is("classification") || word.is("relevant") || word.is("pre") || word.is("concurrent") || word.is("seasonal"));
}

void NounPhrase::add(const std::vector<Name>& named, std::size_t k, std::size_t main, bool vague_tail) {
  const Name& name = named[k];
  const Concept& meaning = vocabulary_.at(name.concepts.front());
  Chunk c = make(name.first, name.last, atom_kind(meaning.kind));
  c.concepts = name.concepts;
  c.atom.concept_id = name.concepts.size() == 1 ? meaning.id : "";
  c.measurable = measurable(meaning.kind) || !meaning.attribute("unit").empty();
  words_between(name.first, name.last, c.atom.words);
  if (k != main) c.atom.assertion = Assertion::mention;
  std::vector<std::string>& qualifiers = c.atom.qualifiers;
  const std::size_t left = k == 0 ? 0 : named[k - 1].last;
  const std::size_t right = k != main ? name.last : k + 1 < named.size() ? named[k + 1].first : elements_.size();
  for (std::size_t i = left; i < right; ++i) {
    if (i >= name.first && i < name.last) continue;
    const Element& e = elements_[i];
    if (e.severity && i < name.first && e.begin->is("clinically")) {
      // "clinically significant asthma": no record says what is significant
      for (TokenIt t = e.begin + 1; t != e.end; ++t)
        if (t->kind == TokenKind::word) qualifiers.emplace_back(t->lower);
    } else if (narrows(i, named, k)) {
      for (TokenIt t = e.begin; t != e.end; ++t)
        if (t->kind != TokenKind::mark && !idle_beside(t->word, meaning) && !(e.severity && t + 1 != e.end && empty_word(t->lower))) qualifiers.emplace_back(e.severity ? std::string(t->lower) : t->word);
    }
  }
  if (k == main)
    for (std::size_t other = 0; other < named.size(); ++other) {
      if (other == main || (vague_tail && other == main + 1) || named[other].concepts == name.concepts) continue;
      std::vector<std::string> more;
      words_between(named[other].first, named[other].last, more);
      std::erase_if(more, [&](const std::string& word) { return idle_beside(word, meaning); });
      qualifiers.insert(qualifiers.end(), more.begin(), more.end());
    }
  c.begin = k == 0 ? first_ : chunks_.back().end;
  c.end = k + 1 == named.size() ? at_ : elements_[named[k + 1].first].begin;
  chunks_.push_back(std::move(c));
}

}  // namespace

TokenIt noun_phrase(TokenIt first, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks) { return NounPhrase(first, last, vocabulary, chunks).read(); }

}  // namespace elig
