// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/shared_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

template <std::size_t N>
bool one_of(const Token& t, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), t.lower) != words.end();
}

constexpr std::array<std::string_view, 12> drug_nouns{"inhibitor", "inhibitors", "antagonist", "antagonists", "agonist", "agonists", "blocker", "blockers", "modulator", "modulators", "inducer", "inducers"};
constexpr std::array<std::string_view, 7> abuse_nouns{"abuse", "addiction", "dependence", "dependency", "misuse", "abuser", "abusers"};

// The noun at the end of `c` that its neighbours may share, with "therapy" and the like behind it left out.
const Token* shared_noun(const Chunk& c) {
  for (TokenIt t = c.end; t != c.begin; --t) {
    if (one_of(t[-1], drug_nouns) || one_of(t[-1], abuse_nouns)) return &t[-1];
    if (!(t[-1].is("therapy") || t[-1].is("treatment") || t[-1].is("drugs") || t[-1].is("drug") || t[-1].is("agents"))) return nullptr;
  }
  return nullptr;
}

void take_noun(Chunk& x, const Token& noun, AtomKind kind, const Vocabulary& vocabulary) {
  std::vector<std::string> words;
  for (TokenIt t = x.begin; t != x.end; ++t)
    if (t->kind == TokenKind::word || t->kind == TokenKind::number) words.push_back(t->word);
  words.push_back(noun.word);
  const auto meanings = vocabulary.named(std::span<const std::string>(words));
  x.kind = ChunkKind::thing;
  x.concepts = meanings;
  x.generic = x.measurable = false;
  x.atom.kind = kind;
  x.atom.state = State::none;
  x.atom.concept_id = meanings.empty() ? "" : vocabulary.at(meanings.front()).id;
  x.atom.words = std::move(words);
  x.atom.subject.span = {x.begin->begin, x.end[-1].end};
}

bool narrow_eye(const Token& t) {
  static constexpr std::array<std::string_view, 19> words{"study", "fellow", "other", "same", "treated", "treatment", "index", "affected", "operated", "operative", "target", "contralateral", "left", "right", "worse", "better", "both", "studied", "only"};
  return one_of(t, words);
}

bool any_eye(const Token& t) {
  static constexpr std::array<std::string_view, 6> words{"either", "any", "one", "an", "each", "the"};
  return one_of(t, words);
}

bool entry_of_record(const Chunk& c) {
  return thing(c) && c.atom.assertion != Assertion::mention && !c.generic &&
         (c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::finding);
}

// "with", "to": the last word of the lead before an unknown phrase
TokenIt lead_before(const Chunks& c, std::size_t k) {
  if (k == 0 || c[k - 1].kind == ChunkKind::comma || joins(c[k - 1])) return nullptr;
  return c[k - 1].end - 1;
}

}  // namespace

// shared-noun = name { "," name } ("or" | "and") name noun              BRAF or MEK inhibitor; drug, alcohol or chemical abuse
void share_last_nouns(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].end - c[k].begin < 2) continue;
    const Token* noun = shared_noun(c[k]);
    if (!noun || noun == c[k].begin) continue;
    const bool drug = one_of(*noun, drug_nouns);
    // "MEK inhibitor therapy" is the inhibitor
    if (drug && thing(c[k]) && c[k].concepts.empty()) {
      std::vector<std::string> words;
      for (TokenIt t = c[k].begin; t <= noun; ++t)
        if (t->kind == TokenKind::word || t->kind == TokenKind::number) words.push_back(t->word);
      const auto meanings = vocabulary.named(std::span<const std::string>(words));
      c[k].atom.kind = AtomKind::exposure;
      if (!meanings.empty()) {
        c[k].concepts = meanings;
        c[k].atom.concept_id = vocabulary.at(meanings.front()).id;
        c[k].atom.words = std::move(words);
      }
    }
    for (std::size_t i = k; i-- > 0;) {
      if (joins(c[i])) continue;
      Chunk& x = c[i];
      if (!joins(c[i + 1]) || x.end - x.begin > 4 || shared_noun(x)) break;
      const bool name = drug ? (thing(x) && (x.atom.kind == AtomKind::biomarker || (x.atom.kind == AtomKind::condition && !x.concepts.empty() && vocabulary.at(x.concepts.front()).kind == ConceptKind::biomarker)))
                             : (thing(x) && x.atom.kind == AtomKind::exposure);
      if (!name || x.atom.state != State::none || !x.atom.qualifiers.empty()) break;
      take_noun(x, *noun, drug ? AtomKind::exposure : AtomKind::condition, vocabulary);
    }
  }
}

// first-words = name ("/" | "or" | "and") word, where the name's first words make a name with it       atrial fibrillation/flutter
void share_first_words(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    Chunk& x = c[k];
    const Chunk& before = c[k - 2];
    if (x.kind != ChunkKind::unknown || x.end - x.begin != 1 || x.begin->kind != TokenKind::word || !joins(c[k - 1]) || c[k - 1].kind == ChunkKind::comma) continue;
    if (!thing(before) || before.concepts.empty() || before.end - before.begin < 2) continue;
    std::vector<std::string> words;
    for (TokenIt t = before.begin; t + 1 != before.end; ++t)
      if (t->kind == TokenKind::word) words.push_back(t->word);
    words.push_back(x.begin->word);
    const auto meanings = vocabulary.named(std::span<const std::string>(words));
    if (meanings.empty() || words.size() < 2) continue;
    x.kind = ChunkKind::thing;
    x.concepts = meanings;
    x.atom.kind = before.atom.kind;
    x.atom.concept_id = vocabulary.at(meanings.front()).id;
    x.atom.words = std::move(words);
    x.atom.subject.span = {x.begin->begin, x.begin->end};
  }
}

// eye = thing { joint thing } "in" ("the study" | "either" | …) "eye"
void name_eyes(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::unknown || c[k].end - c[k].begin != 1 || !(c[k].begin->is("eye") || c[k].begin->is("eyes"))) continue;
    const Token& which = c[k].begin[-1];
    const bool narrows = narrow_eye(which);
    if (!narrows && !any_eye(which)) continue;
    bool found = false, blocked = false;
    std::vector<std::size_t> bearers;
    for (std::size_t i = k; i-- > 0 && !blocked;) {
      const Chunk& x = c[i];
      if (x.kind == ChunkKind::close) {
        int depth = 1;
        while (depth && i-- > 0) depth += (c[i].kind == ChunkKind::close) - (c[i].kind == ChunkKind::open);
        if (depth) break;
        continue;
      }
      if (thing(x)) {
        if (x.atom.assertion == Assertion::mention) continue;
        // a comparison in the study eye stays what it is: no value of the record tells of which eye it is
        if (!entry_of_record(x)) {
          blocked = true;
          break;
        }
        found = true;
        bearers.push_back(i);
        continue;
      }
      if (x.kind == ChunkKind::bounds || x.kind == ChunkKind::open || x.kind == ChunkKind::semicolon || x.kind == ChunkKind::period || x.kind == ChunkKind::colon || x.kind == ChunkKind::except || x.kind == ChunkKind::guard || x.kind == ChunkKind::unless_) break;
    }
    if (!found || (blocked && bearers.empty())) continue;
    c[k].kind = ChunkKind::filler;
    if (!narrows) continue;
    for (const std::size_t i : bearers) c[i].atom.qualifiers.push_back(std::string(which.lower) + " eye");
  }
}

// lead = organ ":" | ("treatment" | "therapy" | "treated") "with" name | "sensitivity" "to"
void name_by_lead(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    // "Hepatic: bilirubin < 2": the organ only heads what follows
    if (x.kind == ChunkKind::unknown && x.end - x.begin == 1 && k + 2 < c.size() && c[k + 1].kind == ChunkKind::colon && (k == 0 || c[k - 1].kind == ChunkKind::period || c[k - 1].kind == ChunkKind::semicolon)) {
      const std::vector<std::string> disease{x.begin->word, "disease"};
      if (!vocabulary.named(std::span<const std::string>(disease)).empty()) x.kind = ChunkKind::filler;
      continue;
    }
    if (x.kind != ChunkKind::unknown || x.end - x.begin != 1 || x.begin->kind != TokenKind::word) continue;
    // "sensitivity to": an allergy
    if ((x.begin->is("sensitivity") || x.begin->is("sensitivities")) && k + 1 < c.size() && c[k + 1].begin->is("to")) {
      x.kind = ChunkKind::thing;
      x.atom.kind = AtomKind::condition;
      x.atom.words = {"sensitivity"};
      x.atom.subject.span = {x.begin->begin, x.begin->end};
      continue;
    }
    const TokenIt with = lead_before(c, k);
    if (!with || with == c[0].begin || !with->is("with")) continue;
    const Token& what = with[-1];
    if (!(what.is("treatment") || what.is("therapy") || what.is("treated") || what.is("pretreated"))) continue;
    static constexpr std::array<std::string_view, 14> adjectival{"al", "ic", "ive", "ous", "ed", "ing", "able", "ible", "ary", "ly", "ent", "ant", "tion", "ity"};
    const std::string_view name = x.begin->lower;
    if (name.size() < 7 || std::any_of(adjectival.begin(), adjectival.end(), [&](std::string_view s) { return name.ends_with(s); })) continue;
    x.kind = ChunkKind::thing;
    x.atom.kind = AtomKind::exposure;
    x.atom.words = {x.begin->word};
    x.atom.subject.span = {x.begin->begin, x.begin->end};
  }
}

}  // namespace elig
