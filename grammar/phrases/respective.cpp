// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/respective.hpp"

#include <algorithm>

namespace elig {
namespace {

// The limit is written in the chunk itself: "and [≤ 3 x ULN]", which goes on with the thing before.
bool bare(const Chunk& c) { return c.atom.bounds[0].span.begin >= c.begin->begin && c.atom.bounds[0].span.end <= c.end[-1].end && c.atom.bounds[0].span.begin <= c.begin->end; }

// pairs = thing { joint thing } limit { joint limit } "respectively"
void pair(std::vector<Chunk>& c, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> things, repeated;
  std::vector<Bound> limits;
  for (std::size_t k = begin; k < end; ++k) {
    if (c[k].kind != ChunkKind::thing) continue;
    if (c[k].atom.kind == AtomKind::sex) return;  // "≥ 13 and ≥ 12 g/dL in men and women": the people are told apart elsewhere
    if (!c[k].alternatives.empty()) {
      for (const auto& set : c[k].alternatives) limits.insert(limits.end(), set.begin(), set.end());
      things.push_back(k);
      continue;
    }
    if (c[k].atom.bounds.empty()) continue;
    (bare(c[k]) ? repeated : things).push_back(k);
    limits.insert(limits.end(), c[k].atom.bounds.begin(), c[k].atom.bounds.end());
  }
  std::stable_sort(limits.begin(), limits.end(), [](const Bound& a, const Bound& b) { return a.span.begin < b.span.begin; });
  limits.erase(std::unique(limits.begin(), limits.end(), [](const Bound& a, const Bound& b) { return a.span == b.span; }), limits.end());
  if (things.size() < 2 || limits.size() < 2) return;
  bool shared = false;
  for (std::size_t n = 1; n < things.size(); ++n) {
    const auto first = [&](std::size_t k) { return c[k].atom.bounds.empty() ? c[k].alternatives[0][0].span : c[k].atom.bounds[0].span; };
    shared |= first(things[n]) == first(things[n - 1]);
  }
  if (!shared) return;
  if (things.size() != limits.size()) {
    for (const std::size_t k : things) c[k].atom.assertion = Assertion::possible;
    return;
  }
  for (std::size_t n = 0; n < things.size(); ++n) {
    Bound own = limits[n];
    // "2 and 3 x ULN": the unit behind the last is of all
    if (own.unit.empty() && own.relative_to == RelativeTo::none) {
      own.unit = limits.back().unit;
      own.relative_to = limits.back().relative_to;
    }
    c[things[n]].alternatives.clear();
    c[things[n]].atom.bounds = {own};
  }
  for (const std::size_t k : repeated) {
    if (k > 0 && (c[k - 1].kind == ChunkKind::and_ || c[k - 1].kind == ChunkKind::or_ || c[k - 1].kind == ChunkKind::comma)) c[k - 1].kind = ChunkKind::filler;
    c[k].kind = ChunkKind::filler;
    c[k].taken = true;
  }
}

}  // namespace

void pair_respective(std::vector<Chunk>& chunks) {
  std::size_t begin = 0;
  for (std::size_t k = 0; k < chunks.size(); ++k) {
    if (chunks[k].kind == ChunkKind::period || chunks[k].kind == ChunkKind::semicolon) begin = k + 1;
    if (chunks[k].kind != ChunkKind::thing && std::any_of(chunks[k].begin, chunks[k].end, [](const Token& t) { return t.is("respectively"); })) pair(chunks, begin, k);
  }
}

}  // namespace elig
