// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "grammar/phrases/chunk.hpp"

/// Questions that every level of the clause grammar asks of chunks and atoms.
namespace elig {

inline bool decides(AtomKind k) { return k != AtomKind::manual && k != AtomKind::unparsed; }

inline bool comparison(const Chunk& c) { return c.kind == ChunkKind::thing && (!c.atom.bounds.empty() || !c.alternatives.empty()); }

inline bool joins(ChunkKind k) { return k == ChunkKind::and_ || k == ChunkKind::or_ || k == ChunkKind::comma || k == ChunkKind::slash || k == ChunkKind::semicolon; }

// Entries of a record, of which an exception can be made.
inline bool entry(const Atom& a) {
  return a.bounds.empty() && (a.kind == AtomKind::condition || a.kind == AtomKind::exposure || a.kind == AtomKind::procedure || a.kind == AtomKind::therapy ||
                              a.kind == AtomKind::allergy || a.kind == AtomKind::finding);
}

// "treated", "curatively", "excised": what says of a disease that its treatment is over.
[[nodiscard]] bool tells_treated(std::string_view word);

// The words for a manual node's reason when the cue table gives none.
inline std::string reason(std::string_view value, const char* fallback) { return value.empty() ? fallback : std::string(value); }

}  // namespace elig
