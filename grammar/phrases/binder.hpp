// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "grammar/phrases/chunk.hpp"

/// Which number belongs to which thing, and which window to which event. Private to the grammar; `bind_chunks` is its door.
namespace elig::binding {

using Chunks = std::vector<Chunk>;
using Index = std::ptrdiff_t;

inline bool is(const Chunk& c, ChunkKind k) { return c.kind == k; }
inline bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
inline bool connective(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

// Words that may stand between a thing and its comparison.
inline bool bridge(const Chunk& c) {
  switch (c.kind) {
    case ChunkKind::filler: case ChunkKind::state: case ChunkKind::current: case ChunkKind::colon: case ChunkKind::definition: case ChunkKind::either:
    case ChunkKind::history:
      return true;
    default: return false;
  }
}

inline std::string mapped_unit(const Amount& a) { return a.relative_to == RelativeTo::none ? a.unit : "1"; }

inline Bound to_bound(const SurfaceBound& s) {
  Bound b;
  b.op = s.op;
  b.value = s.amount.value;
  b.unit = mapped_unit(s.amount);
  b.relative_to = s.amount.relative_to;
  b.span = {s.begin->begin, s.end[-1].end};
  return b;
}

inline bool all_time_units(const BoundsPhrase& p) {
  bool any = false;
  for (const auto& alternative : p.alternatives)
    for (const auto& b : alternative) {
      if (b.amount.unit.empty()) continue;
      if (!time_unit(b.amount.unit) || b.amount.unit == "min" || b.amount.relative_to != RelativeTo::none) return false;
      any = true;
    }
  return any;
}

// Multiples of a limit of normal, which only something measured has.
inline bool of_normal(const BoundsPhrase& p) {
  for (const auto& alternative : p.alternatives)
    for (const SurfaceBound& b : alternative)
      if (b.amount.relative_to != RelativeTo::uln && b.amount.relative_to != RelativeTo::lln) return false;
  return true;
}

inline bool no_units(const BoundsPhrase& p) {
  for (const auto& alternative : p.alternatives)
    for (const auto& b : alternative)
      if (!b.amount.unit.empty()) return false;
  return true;
}

inline bool event(const Chunk& c) {
  if (!thing(c)) return false;
  switch (c.atom.kind) {
    case AtomKind::condition: case AtomKind::exposure: case AtomKind::procedure: case AtomKind::therapy: case AtomKind::allergy: case AtomKind::finding:
    case AtomKind::test: case AtomKind::encounter: case AtomKind::pregnancy: case AtomKind::reproductive: case AtomKind::social:
      return true;
    default: return false;
  }
}

// A category of a TNM staging brings its own steps; no number beside it is of it.
inline bool categorised(const Chunk& c) { return c.atom.kind == AtomKind::stage && c.atom.concept_id.ends_with("-category") && !c.atom.bounds.empty(); }

inline Index matching_open(const Chunks& c, Index close) {
  int depth = 0;
  for (Index i = close; i >= 0; --i) {
    if (is(c[static_cast<std::size_t>(i)], ChunkKind::close)) ++depth;
    else if (is(c[static_cast<std::size_t>(i)], ChunkKind::open) && --depth == 0) return i;
  }
  return -1;
}

class Binder {
 public:
  Binder(Chunks& chunks, const Vocabulary& vocabulary, Section section, const std::string& context)
      : c_(chunks), v_(vocabulary), section_(section), context_(context) {}
  void run();

 private:
  Chunk& at(Index i) { return c_[static_cast<std::size_t>(i)]; }
  Index size() const { return static_cast<Index>(c_.size()); }
  bool measurement_of(const Chunk& c) const { return thing(c) && c.measurable && !c.age; }
  static bool generic_scale(const Chunk& c);
  void staged_disease(Index k);
  Index left_subject(Index k, const BoundsPhrase& phrase);
  Index further_left(Index i);
  Index ratio_of(Index time);
  [[nodiscard]] bool totals(Index from, Index to);
  Index right_subject(Index k);
  void give(Index subject, Index from, bool copy = false);
  bool take_acuity(Index subject, Index from);
  void pressures(Index subject, const std::vector<Bound>& pair);
  void share_left(Index subject, Index from);
  void become_age(Index k);
  void become_duration(Index subject, Index k);
  const Window* begun_duration(Index k);
  bool ends_duration(Index k);
  void take_operator(Index k);
  void bind_bounds(Index k);
  bool opens(Index k);
  bool measures_what_follows(Index k);
  bool people_before(Index k, Index behind);
  bool heading_subject(Index k);
  Index adjacent_measure(Index k);
  [[nodiscard]] bool share_of_weight(Index k);
  [[nodiscard]] bool bare_value(Index subject, Index k);
  Index listed_behind(Index k);
  [[nodiscard]] bool measures(const Chunk& score, const Chunk& whole) const;
  void measured_in_bracket(Index open);
  bool ordinal_subject(const Chunk& s) const;
  bool units_fit(const BoundsPhrase& p) const { return !no_units(p); }
  void leftover(Index k);
  [[nodiscard]] bool describes_scale(Index k);
  [[nodiscard]] bool numbered_name(Index left, Index k);
  [[nodiscard]] bool of_no_one(Index k);
  [[nodiscard]] bool at_frequency(Index k);
  Index named_scale(Index k);
  Index measured_behind(Index k);
  bool recent(Index k);
  Index beyond_generic(Index i);
  bool abbreviates_another(Index name, Index bracketed) const;
  bool fits(const Chunk& c, const BoundsPhrase& phrase) const;
  Index better_fit(Index left, Index k);
  void in_its_unit(Chunk& c) const;
  void share_in_bracket(Index subject, Index from);
  void share_right(Index subject);
  std::string class_unit(Index subject, Index k);
  [[nodiscard]] bool lower_limit(const SurfaceBound& b) const;
  std::vector<std::vector<Bound>> bound_sets(Index k, const std::string& unit = {}, bool staged = false);
  bool timed(const Chunk& c) const;
  bool window_is_value(Index k);
  Index previous_compared(Index k);
  [[nodiscard]] bool bare_age(Index k);
  bool weighs(Index k);
  bool guarded(Index i);
  void repeat(Index subject, Index k);
  bool counts(Index k);
  void respectively();
  void bind_window(Index k);
  void bind_longer_for(Index k);
  bool bracketed(Index k);
  Index own_from(const std::vector<Index>& left);
  void name_unknown(Index i);
  bool measured_left(const std::vector<Index>& left);
  enum class Link { list, head, apart };
  Link link_between(Index left, Index right);
  void take_head_word(Index i);
  std::vector<Index> left_targets(Index k);
  std::vector<Index> right_list(Index first);
  void settle(Chunk& c);

  Chunks& c_;
  const Vocabulary& v_;
  Section section_;
  const std::string& context_;
};

}  // namespace elig::binding
