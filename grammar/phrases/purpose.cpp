// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/purpose.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

// What a treatment is for.
//   purpose  = treatments ["regimen" …] "for" ["the treatment of"] disease { joint disease-of-its-kind }
//                                            chemotherapy for lung or colon cancer; hospitalization for asthma, COPD or pneumonia
//   treatments = treatment { joint treatment }   surgery, radiotherapy or chemotherapy for breast cancer
namespace elig {
namespace {

using Index = std::size_t;
using Chunks = std::vector<Chunk>;

bool joins(ChunkKind kind) { return kind == ChunkKind::and_ || kind == ChunkKind::or_ || kind == ChunkKind::comma || kind == ChunkKind::slash; }

bool given_or_done(const Chunk& c, const Vocabulary& vocabulary) {
  if (c.kind != ChunkKind::thing || c.atom.assertion == Assertion::mention || !c.atom.purposes.empty()) return false;
  switch (c.atom.kind) {
    case AtomKind::exposure: case AtomKind::therapy: case AtomKind::procedure: case AtomKind::encounter: break;
    default:  // insulin, a drug as well as what is measured
      if (std::none_of(c.concepts.begin(), c.concepts.end(), [&](ConceptIndex i) { return vocabulary.at(i).kind == ConceptKind::drug || vocabulary.at(i).kind == ConceptKind::drug_class; })) return false;
  }
  return !c.generic && !c.atom.concept_id.empty() && c.atom.state == State::none;
}

bool a_disease(const Chunk& c, const Vocabulary& vocabulary) {
  const auto named = vocabulary.find(c.atom.concept_id);
  for (const std::string& q : c.atom.qualifiers)
    if (q == "prevention" || q == "prophylaxis") return false;
  return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::condition && !c.generic && !(named && !vocabulary.at(*named).attribute("vague").empty()) && c.atom.concept_id != "complication" && c.atom.assertion == Assertion::asserted && c.atom.state == State::none;
}

bool one_of(const Token& t, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return t.is(w); });
}

bool says(const Chunk& c, std::initializer_list<std::string_view> words) {
  return std::any_of(c.begin, c.end, [&](const Token& t) { return one_of(t, words); });
}

// "for patients with", "for women": of whom a rule speaks
bool of_people(const Chunk& c) {
  return says(c, {"patient", "patients", "subject", "subjects", "participant", "participants", "those", "who", "people", "person", "persons", "individuals", "men", "women", "males", "females", "children", "with", "if", "example", "instance", "prevention", "preventing", "prophylaxis", "screening", "testing", "risk"});
}

// The treatment that stands before "for".
std::optional<Index> treatment_before(const Chunks& c, Index k, const Vocabulary& vocabulary) {
  for (Index i = k; i-- > 0;) {
    if (c[i].kind == ChunkKind::close) {
      while (i > 0 && c[i].kind != ChunkKind::open) --i;
      continue;
    }
    if (given_or_done(c[i], vocabulary)) return i;
    const bool passes = (c[i].kind == ChunkKind::filler && !says(c[i], {"with", "by", "due", "who", "that", "which"})) || c[i].kind == ChunkKind::window || c[i].kind == ChunkKind::current || c[i].kind == ChunkKind::bounds ||
                        (c[i].kind == ChunkKind::thing && c[i].generic && (c[i].atom.kind == AtomKind::exposure || c[i].atom.kind == AtomKind::therapy || c[i].atom.kind == AtomKind::procedure));
    if (!passes) return std::nullopt;
  }
  return std::nullopt;
}

// The disease behind "for", "for the treatment of", "as treatment for".
std::optional<Index> disease_behind(const Chunks& c, Index k, const Vocabulary& vocabulary) {
  if (of_people(c[k])) return std::nullopt;
  for (Index i = k + 1; i < c.size(); ++i) {
    // "for HIV prevention": not for it
    if (a_disease(c[i], vocabulary)) return i + 1 < c.size() && says(c[i + 1], {"prevention", "prophylaxis", "screening", "testing", "vaccination"}) ? std::nullopt : std::optional<Index>(i);
    const bool passes = (c[i].kind == ChunkKind::filler && !of_people(c[i])) || (c[i].kind == ChunkKind::current && says(c[i], {"treatment"})) || (c[i].kind == ChunkKind::thing && c[i].generic && says(c[i], {"treatment", "therapy", "management", "control", "relief"}));
    if (!passes) return std::nullopt;
  }
  return std::nullopt;
}

// Of one kind: some class that is not just "disease" holds both.
bool akin(const Chunk& a, const Chunk& b, const Vocabulary& vocabulary) {
  const auto x = vocabulary.find(a.atom.concept_id), y = vocabulary.find(b.atom.concept_id);
  if (!x || !y) return false;
  const auto concepts = vocabulary.concepts();
  for (ConceptIndex i = 0; i < concepts.size(); ++i)
    if (concepts[i].kind == ConceptKind::condition && concepts[i].attribute("vague").empty() && vocabulary.is_a(*x, i) && vocabulary.is_a(*y, i)) return true;
  return false;
}

// "for any other cancer": which one the study is about, the words do not say
Purpose purpose_behind(const Chunks& c, Index from, Index disease) {
  Purpose p = purpose_of(c[disease]);
  for (TokenIt t = c[from].begin; t != c[disease].begin; ++t)
    if (one_of(*t, {"other", "another", "second"})) p.words.emplace_back("other");
  return p;
}

}  // namespace

Purpose purpose_of(const Chunk& disease) {
  const Atom& named = disease.atom;
  Purpose p;
  p.concept_id = named.concept_id;
  p.span = {disease.begin->begin, disease.end[-1].end};
  p.words = named.concept_id.empty() ? named.words : std::vector<std::string>{};
  for (const std::string& q : named.qualifiers) {
    if (q.starts_with("perhaps ")) continue;
    for (std::string& word : content_words(q)) p.words.push_back(std::move(word));
  }
  return p;
}

void settle_purposes(Chunks& c) {
  for (Chunk& treatment : c)
    for (Purpose& p : treatment.atom.purposes) {
      if (!p.concept_id.empty()) continue;
      const auto named = std::find_if(c.begin(), c.end(), [&](const Chunk& x) { return x.kind == ChunkKind::thing && x.begin->begin == p.span.begin; });
      if (named == c.end() || named->atom.concept_id.empty()) continue;
      const bool certain = p.certain;
      p = purpose_of(*named);
      p.certain = certain;
    }
}

void bind_purposes(Chunks& c, const Vocabulary& vocabulary) {
  for (Index k = 1; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::for_ || !c[k].begin->is("for")) continue;
    const auto disease = disease_behind(c, k, vocabulary);
    const auto treatment = disease ? treatment_before(c, k, vocabulary) : std::nullopt;
    if (!treatment) continue;
    std::vector<Purpose> purposes{purpose_behind(c, k, *disease)};
    c[*disease].atom.assertion = Assertion::mention;
    c[*disease].purpose = true;
    for (Index n = k; n < *disease; ++n)
      if (c[n].kind != ChunkKind::thing) c[n].kind = ChunkKind::filler;
    Index last = *disease;
    for (Index i = last + 1; i < c.size(); ++i) {
      if (joins(c[i].kind) || (c[i].kind == ChunkKind::filler && c[i].end - c[i].begin == 1 && one_of(*c[i].begin, {"the", "a", "an", "any", "their"}))) continue;
      if (!a_disease(c[i], vocabulary) || !joins(c[last + 1].kind)) break;
      purposes.push_back(purpose_behind(c, last + 1, i));
      // "corticosteroids for asthma or diabetes": what the treatment is for, or the next of the list
      if (akin(c[*disease], c[i], vocabulary)) {
        c[i].atom.assertion = Assertion::mention;
        c[i].purpose = true;
        for (Index n = last + 1; n < i; ++n) c[n].kind = ChunkKind::filler;  // of the list of diseases, not of the criterion's
      } else {
        c[i].atom.qualifiers.emplace_back("perhaps by itself");
      }
      last = i;
    }
    c[*treatment].atom.purposes = purposes;
    // "surgery or chemotherapy for breast cancer": of the first as well, or of the second alone
    for (Purpose& p : purposes) p.certain = false;
    for (Index i = *treatment; i-- > 0;) {
      if (joins(c[i].kind) || c[i].kind == ChunkKind::either || (c[i].kind == ChunkKind::filler && c[i].end - c[i].begin == 1)) continue;
      if (c[i].kind == ChunkKind::thing && c[i].generic) continue;
      if (!given_or_done(c[i], vocabulary) || !(joins(c[i + 1].kind) || c[i + 1].kind == ChunkKind::thing || c[i + 1].kind == ChunkKind::filler)) break;
      c[i].atom.purposes = purposes;
    }
  }
}

}  // namespace elig
