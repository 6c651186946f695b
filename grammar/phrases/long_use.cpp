// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/attach.hpp"

// "Chronic use of opioids", "long-term treatment with steroids or azathioprine": a short course is none, so the drugs of the list say
// how long they are meant.
namespace elig {
namespace {

bool says_long(const Chunk& c) {
  for (TokenIt t = c.begin; t != c.end; ++t)
    if (t->is("chronic") || t->is("long") || t->is("long-term") || t->is("longterm") || t->is("prolonged")) return true;
  return false;
}

bool long_use(const Chunk& c) { return (c.kind == ChunkKind::current || c.kind == ChunkKind::filler) && says_long(c); }

bool lists(ChunkKind kind) { return kind == ChunkKind::comma || kind == ChunkKind::or_ || kind == ChunkKind::and_ || kind == ChunkKind::slash || kind == ChunkKind::filler || kind == ChunkKind::current; }

}  // namespace

void lengthen_use(std::vector<Chunk>& chunks) {
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (!long_use(chunks[i])) continue;
    for (std::size_t k = i + 1; k < chunks.size(); ++k) {
      Chunk& c = chunks[k];
      if (c.kind != ChunkKind::thing) {
        if (lists(c.kind)) continue;
        break;
      }
      if (c.atom.kind != AtomKind::exposure) break;
      auto& qualifiers = c.atom.qualifiers;
      // a duration of its own says it better
      const bool lasting = c.atom.window && (c.atom.window->op == WindowOp::for_at_least || c.atom.window->op == WindowOp::for_at_most);
      if (!lasting && std::find(qualifiers.begin(), qualifiers.end(), "chronic") == qualifiers.end()) qualifiers.emplace_back("chronic");
    }
  }
}

}  // namespace elig
