// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/by_people.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace elig {
namespace {

using Index = std::ptrdiff_t;

bool people(const Chunk& c) {
  return c.kind == ChunkKind::thing && (c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage || c.atom.concept_id == "childbearing-potential");
}

bool people_words(const Chunk& c) {
  if (c.kind == ChunkKind::filler || (c.kind == ChunkKind::thing && c.generic)) return true;
  return std::all_of(c.begin, c.end, [](const Token& t) {
    for (const char* word : {"of", "patient", "patients", "subject", "subjects", "participant", "participants", "volunteers", "individuals", "only", "for", "in", "inclusion", "exclusion", "criteria", "additional"})
      if (t.is(word)) return true;
    return false;
  });
}

bool dash(const Chunk& c) { return c.end - c.begin == 1 && c.begin->mark('-') && !c.begin->glued; }

Chunk guard_before(const Chunk& whom, ChunkKind kind) {
  Chunk guard;
  guard.kind = kind;
  guard.begin = guard.end = whom.begin;
  return guard;
}

// A comparison that can be of a measurement: no age, no time.
bool limit(const Chunk& c) {
  if (c.kind != ChunkKind::bounds || !c.bounds.explicit_op || c.bounds.age) return false;
  for (const auto& alternative : c.bounds.alternatives)
    for (const SurfaceBound& b : alternative)
      if (time_unit(b.amount.unit)) return false;
  return true;
}

// people limit, at `k`: where the limit stands
std::optional<Index> limited_at(const std::vector<Chunk>& c, Index k) {
  if (!people(c[static_cast<std::size_t>(k)])) return std::nullopt;
  for (Index i = k + 1; i < std::ssize(c); ++i) {
    const Chunk& next = c[static_cast<std::size_t>(i)];
    if (limit(next)) return i;
    if (next.kind != ChunkKind::colon && !people_words(next)) return std::nullopt;
  }
  return std::nullopt;
}

// What the limits from `k` on are of: the measurement before, which has none yet.
bool measured_before(const std::vector<Chunk>& c, Index k) {
  for (Index i = k - 1; i >= 0; --i) {
    const Chunk& before = c[static_cast<std::size_t>(i)];
    if (before.kind == ChunkKind::thing) return before.measurable && !before.age && before.atom.kind != AtomKind::stage;
    if (before.kind == ChunkKind::close) {
      while (i > 0 && c[static_cast<std::size_t>(i)].kind != ChunkKind::open) --i;
      continue;
    }
    const bool word = before.kind == ChunkKind::unknown && before.end - before.begin < 3;
    if (!word && before.kind != ChunkKind::filler && before.kind != ChunkKind::for_ && before.kind != ChunkKind::guard && before.kind != ChunkKind::colon && before.kind != ChunkKind::open && before.kind != ChunkKind::comma &&
        before.kind != ChunkKind::current && before.kind != ChunkKind::definition)
      return false;
  }
  return false;
}

bool separates(const Chunk& c) {
  return c.kind == ChunkKind::comma || c.kind == ChunkKind::semicolon || c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::slash || c.kind == ChunkKind::for_ || c.kind == ChunkKind::guard ||
         c.kind == ChunkKind::filler;
}

// "QTcF for males < 450 ms, for females < 470 ms" → "QTcF < 450 ms for males, < 470 ms for females"
void limits_by_people(std::vector<Chunk>& c) {
  for (Index k = 1; k < std::ssize(c); ++k) {
    if (!limited_at(c, k) || !measured_before(c, k)) continue;
    std::vector<Chunk> ordered(c.begin(), c.begin() + k);
    int brackets = 0;
    for (Index i = k - 1; i >= 0 && ordered[static_cast<std::size_t>(i)].kind != ChunkKind::thing && ordered[static_cast<std::size_t>(i)].kind != ChunkKind::close; --i) {
      Chunk& before = ordered[static_cast<std::size_t>(i)];
      brackets += before.kind == ChunkKind::open;
      before.kind = ChunkKind::filler;
    }
    Index next = k;
    while (const auto at = limited_at(c, next)) {
      ordered.push_back(c[static_cast<std::size_t>(*at)]);
      ordered.push_back(guard_before(c[static_cast<std::size_t>(next)], ChunkKind::for_));
      for (Index i = next; i < *at; ++i) {
        ordered.push_back(c[static_cast<std::size_t>(i)]);
        if (i > next) ordered.back().kind = ChunkKind::filler;
      }
      Index beyond = *at + 1;
      while (beyond < std::ssize(c) && separates(c[static_cast<std::size_t>(beyond)])) ++beyond;
      next = *at + 1;
      if (beyond >= std::ssize(c) || !limited_at(c, beyond)) break;
      for (Index i = next; i < beyond; ++i) {
        ordered.push_back(c[static_cast<std::size_t>(i)]);
        Chunk& joint = ordered.back();
        if (joint.kind == ChunkKind::semicolon) joint.kind = ChunkKind::comma;
        else if (joint.kind == ChunkKind::for_ || joint.kind == ChunkKind::guard) joint.kind = ChunkKind::filler;
      }
      next = beyond;
    }
    const Index resumed = std::ssize(ordered);
    ordered.insert(ordered.end(), c.begin() + next, c.end());
    for (Index i = resumed; i < std::ssize(ordered) && brackets > 0; ++i)
      if (ordered[static_cast<std::size_t>(i)].kind == ChunkKind::close) {
        ordered[static_cast<std::size_t>(i)].kind = ChunkKind::filler;
        --brackets;
      }
    c = std::move(ordered);
    k = resumed - 1;
  }
}

// "Men: hemoglobin ≥ 13 g/dL; women: hemoglobin ≥ 12 g/dL" → "for men, hemoglobin …; for women, hemoglobin …"
void guards_of_people(std::vector<Chunk>& c) {
  for (Index k = 0; k < std::ssize(c); ++k) {
    Index before = k - 1;
    while (before >= 0 && c[static_cast<std::size_t>(before)].kind == ChunkKind::filler) --before;
    const bool opens = before < 0 || c[static_cast<std::size_t>(before)].kind == ChunkKind::semicolon || c[static_cast<std::size_t>(before)].kind == ChunkKind::comma || c[static_cast<std::size_t>(before)].kind == ChunkKind::period;
    if (!opens || !people(c[static_cast<std::size_t>(k)])) continue;
    Index end = k + 1;
    while (end < std::ssize(c) && !dash(c[static_cast<std::size_t>(end)]) && (people(c[static_cast<std::size_t>(end)]) || people_words(c[static_cast<std::size_t>(end)]))) ++end;
    if (end + 1 >= std::ssize(c) || !(c[static_cast<std::size_t>(end)].kind == ChunkKind::colon || dash(c[static_cast<std::size_t>(end)]))) continue;
    c[static_cast<std::size_t>(end)].kind = ChunkKind::comma;
    Chunk guard = guard_before(c[static_cast<std::size_t>(k)], ChunkKind::guard);
    c.insert(c.begin() + k, std::move(guard));
    k = end;
  }
}

}  // namespace

void order_by_people(std::vector<Chunk>& chunks) {
  if (std::none_of(chunks.begin(), chunks.end(), people)) return;
  limits_by_people(chunks);
  guards_of_people(chunks);
}

bool one_sex(const std::vector<Chunk>& chunks) {
  const auto sexed = [](const Chunk& c) { return people(c) && c.atom.kind != AtomKind::life_stage; };
  return std::any_of(chunks.begin(), chunks.end(), sexed) &&
         std::all_of(chunks.begin(), chunks.end(), [&](const Chunk& c) { return sexed(c) || people_words(c) || c.kind == ChunkKind::colon; });
}

}  // namespace elig
