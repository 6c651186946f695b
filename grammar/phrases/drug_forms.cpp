// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/drug_forms.hpp"

#include <algorithm>
#include <string_view>

namespace elig {
namespace {

bool drug(const Chunk& c) { return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::exposure && !c.concepts.empty() && !c.generic; }

bool giving(const Chunk& c) {
  if (c.kind != ChunkKind::thing || c.atom.kind != AtomKind::procedure || !(c.atom.concept_id.empty() || c.atom.concept_id == "injection")) return false;
  for (const std::string_view word : {"injection", "injections", "infusion", "infusions"})
    if (c.end[-1].is(word)) return true;
  return false;
}

}  // namespace

// What a noun phrase of two names said of the first, the first says itself.
void drop_own_words(Chunk& c) {
  std::erase_if(c.atom.qualifiers, [&c](const std::string& q) {
    for (std::size_t from = 0; from <= q.size();) {
      const std::size_t end = std::min(q.find(' ', from), q.size());
      const std::string word = q.substr(from, end - from);
      if (std::none_of(c.begin, c.end, [&](const Token& t) { return t.begin >= c.atom.subject.span.begin && t.end <= c.atom.subject.span.end && (t.lower == word || t.word == word || (t.kind == TokenKind::number && t.text == word)); })) return false;
      from = end + 1;
    }
    return true;
  });
}

// injected = drug ["depot"] ("injection" | "infusion")                  octreotide injections
void name_injected_drugs(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k < chunks.size(); ++k) {
    Chunk& what = chunks[k - 1];
    if (!giving(chunks[k]) || !drug(what) || what.end != chunks[k].begin || !chunks[k].atom.bounds.empty()) continue;
    what.atom.assertion = Assertion::asserted;
    drop_own_words(what);
    chunks[k].kind = ChunkKind::filler;
    chunks[k].atom = Atom{};
  }
}

// stable-dose = drug ["on" | "at"] ["a"] "stable" "dose"                metformin at a stable dose for 3 months
void join_stable_doses(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k < chunks.size(); ++k) {
    Chunk& dose = chunks[k];
    const bool stable = std::any_of(dose.atom.qualifiers.begin(), dose.atom.qualifiers.end(), [](const std::string& q) { return q == "stable"; });
    if (dose.kind != ChunkKind::thing || !stable || dose.atom.words != std::vector<std::string>{"dose"} || !dose.atom.bounds.empty()) continue;
    std::size_t i = k;
    while (i > 0 && (chunks[i - 1].kind == ChunkKind::filler || (chunks[i - 1].kind == ChunkKind::current && chunks[i - 1].begin->is("on")))) --i;
    if (i == 0 || !drug(chunks[i - 1]) || chunks[i - 1].atom.window || k - i > 3) continue;
    const bool at_it = i < k && std::all_of(chunks[i].begin, dose.begin, [](const Token& t) { return t.is("on") || t.is("at") || t.is("with") || t.is("in") || t.is("a") || t.is("an") || t.is("the"); });
    if (!at_it) continue;
    Atom& taken = chunks[i - 1].atom;
    taken.assertion = Assertion::asserted;
    std::erase(taken.qualifiers, "stable");
    taken.qualifiers.emplace_back("stable");
    for (std::size_t n = i; n <= k; ++n) {
      chunks[n].kind = ChunkKind::filler;
      chunks[n].atom = Atom{};
      chunks[n].taken = true;
    }
  }
}

}  // namespace elig
