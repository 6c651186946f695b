// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/phrases/surface.hpp"
#include "grammar/study.hpp"
#include "grammar/vocabulary.hpp"

/// The middle layer between tokens and the rule tree: one criterion as a flat run of islands (things, comparisons, windows) and of
/// the words that join them. Private to the grammar.
namespace elig {

enum class ChunkKind : std::uint8_t {
  thing,        ///< a noun phrase: becomes one atom (or several alternatives of one)
  bounds,       ///< a comparison still without its subject
  window,       ///< a time window still without its target
  and_, or_, comma, slash, semicolon, period, colon, open, close,
  neg, except, unless_, allowed, provided, guard, for_, either,
  history, current, future, possible, hypothetical, person,
  example, definition, all_of, any_of, none_of, following, count_of,
  state,        ///< "positive", "elevated": belongs to a neighbouring thing
  manual,       ///< words that only a person can settle
  filler,       ///< words without a condition of their own
  unknown       ///< content words that nothing explains
};

struct Chunk {
  ChunkKind kind = ChunkKind::filler;
  TokenIt begin = nullptr;
  TokenIt end = nullptr;
  std::string_view value;             ///< of the cue
  Atom atom;                          ///< kind thing
  std::vector<ConceptIndex> concepts; ///< kind thing: what it may mean
  std::vector<std::vector<Bound>> alternatives;  ///< kind thing: comparisons bound to it, when they are alternatives
  std::vector<Window> more_windows;   ///< kind thing: further windows, all of which must hold ("for more than a month within the last 6 months")
  BoundsPhrase bounds;
  WindowPhrase window;
  bool age = false;                   ///< kind thing: a word for age
  bool measurable = false;            ///< kind thing: can carry a comparison
  bool perhaps_window = false;        ///< kind thing: the window may be of another member of its list alone
  bool generic = false;               ///< kind thing: says no more than "patients", "disease", "therapy"
  bool method = false;                ///< kind thing: only how a value was measured
  bool purpose = false;               ///< kind thing: what a treatment before it is for
  bool taken = false;                 ///< a bounds or window chunk that found its subject
};

/// Cuts a criterion's tokens into chunks. Every token is in exactly one chunk.
[[nodiscard]] std::vector<Chunk> chunk(const Tokens& tokens, const Vocabulary& vocabulary);

/// Gives comparisons their subjects and windows their targets. `context` is the heading that the criterion stands under ("Age:"):
/// a comparison that names no subject is about it.
void bind_chunks(std::vector<Chunk>& chunks, const Tokens& tokens, const Vocabulary& vocabulary, Section section, const std::string& context);

}  // namespace elig
