// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/staged.hpp"

#include <algorithm>

namespace elig {
namespace {

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }

}  // namespace

void join_stage(std::vector<Chunk>& c, const Vocabulary& vocabulary) {
  const auto cancer = vocabulary.find("cancer");
  for (std::size_t k = 1; k + 1 < c.size() && cancer; ++k) {
    if (c[k].kind != ChunkKind::comma || !thing(c[k - 1]) || c[k - 1].atom.kind != AtomKind::condition || !thing(c[k + 1]) || c[k + 1].atom.kind != AtomKind::stage) continue;
    const auto disease = vocabulary.find(c[k - 1].atom.concept_id);
    // one disease alone: "lymphoma, melanoma, stage III sarcoma"
    const bool listed = k > 1 && (c[k - 2].kind == ChunkKind::comma || c[k - 2].kind == ChunkKind::or_);
    if (disease && vocabulary.is_a(*disease, *cancer) && !listed) c[k].kind = ChunkKind::filler;
  }
}

}  // namespace elig
