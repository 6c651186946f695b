// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/adequate_function.hpp"

#include <algorithm>
#include <array>
#include <string_view>

// adequate-function = "adequate" organ { joint organ } "function" [ limits ]     adequate hepatic and renal function
namespace elig {
namespace {

constexpr std::string_view mark = "adequate function";

using Chunks = std::vector<Chunk>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }
bool compared(const Chunk& c) { return thing(c) && (!c.atom.bounds.empty() || !c.alternatives.empty()); }

/// A phrase outside the vocabulary that says no more than an organ and that it works.
bool of_function(const Chunk& c) {
  if (!thing(c) || !c.atom.concept_id.empty() || compared(c) || c.atom.window || (c.atom.kind != AtomKind::finding && c.atom.kind != AtomKind::condition)) return false;
  constexpr std::array<std::string_view, 33> words{"function", "functioning", "organ", "end", "major", "vital", "bone", "marrow", "kidney", "liver", "heart", "lung", "hematologic", "hematological", "hematopoietic", "haematological", "blood", "coagulation",
                                                   "pulmonary", "respiratory", "thyroid", "adrenal", "metabolic", "reserve", "and", "baseline", "overall", "cardiopulmonary", "cardiovascular", "immune", "endocrine", "neurologic", "status"};
  return std::all_of(c.begin, c.end, [&](const Token& t) { return t.kind != TokenKind::word || t.word.empty() || t.is("adequate") || std::find(words.begin(), words.end(), t.word) != words.end(); });
}

bool says_function(const Chunk& c) { return c.end[-1].is("function") || c.end[-1].is("functions") || c.end[-1].is("reserve") || c.end[-1].is("functioning"); }

bool of_adequacy(const Token& t) {
  for (const std::string_view word : {"adequate", "inadequate", "sufficient", "insufficient", "normal", "acceptable", "satisfactory", "good", "appropriate", "preserved"})
    if (t.is(word)) return true;
  return false;
}

/// Whether the list that ends with chunk `k` begins with "adequate".
bool adequate(const Chunks& c, std::size_t from) {
  if (std::any_of(c[from].begin, c[from].end, of_adequacy)) return true;
  std::size_t i = from;
  while (i > 0 && c[i - 1].kind == ChunkKind::filler && !std::any_of(c[i - 1].begin, c[i - 1].end, of_adequacy)) --i;
  return i > 0 && (c[i - 1].kind == ChunkKind::state || c[i - 1].kind == ChunkKind::filler) && std::any_of(c[i - 1].begin, c[i - 1].end, of_adequacy);
}

}  // namespace

void mark_functions(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!of_function(c[k]) || !says_function(c[k]) || c[k].atom.assertion == Assertion::mention) continue;
    std::size_t from = k;
    while (from > 0) {
      std::size_t i = from;
      while (i > 0 && joins(c[i - 1])) --i;
      if (i == from || i == 0 || !of_function(c[i - 1])) break;
      from = i - 1;
    }
    if (!adequate(c, from)) continue;
    for (std::size_t i = from; i <= k; ++i) {
      if (!thing(c[i])) continue;
      c[i].atom.why = mark;
      c[i].atom.state = State::none;
    }
  }
}

std::size_t judge_functions(Rule& rule) {
  std::uint32_t last_limit = 0;
  for (const Node& node : rule.nodes)
    if (const auto* a = std::get_if<Atom>(&node.kind); a && a->kind == AtomKind::measurement && !a->bounds.empty()) last_limit = std::max(last_limit, node.span.begin);
  std::size_t judged = 0;
  for (Node& node : rule.nodes) {
    auto* a = std::get_if<Atom>(&node.kind);
    if (a == nullptr || a->why != mark) continue;
    a->why.clear();
    if (a->assertion == Assertion::mention) continue;
    // "…: Hb ≥ 10 g/dL": the limits are what is asked
    if (last_limit > node.span.begin) {
      a->assertion = Assertion::mention;
      continue;
    }
    Atom manual;
    manual.kind = AtomKind::manual;
    manual.why = "judgement";
    *a = std::move(manual);
    judged += node.span.size();
  }
  return judged;
}

}  // namespace elig
