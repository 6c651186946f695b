// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// list = member (("and" | "or" | "," | "/") member)*         diabetes, heart failure or stroke
// Where one member ends and the next begins.
namespace elig {

std::optional<NodeId> Clauses::list(Index i, Index j, const Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  Listing list{i, j, stance, cut_members(i, j), {}};
  if (list.operands.empty()) return std::nullopt;
  read_joints(list.operands);
  if (explains_itself(list.operands)) return explained(list);
  read_members(list);
  if (list.members.empty()) return std::nullopt;
  weigh_joints(list);
  bind_close_choices(list);
  if (const auto open = open_list(list)) return open;
  return joined(list);
}

std::vector<Clauses::Operand> Clauses::cut_members(Index i, Index j) const {
  std::vector<Operand> members;
  Index begin = i;
  ChunkKind before = ChunkKind::comma;
  const auto cut = [&](Index at, ChunkKind joint) {
    members.push_back({begin, at, before});
    before = joint;
    begin = at;
  };
  const auto follows_people = [&](Index k) { return k > begin && !members.empty() && people_only(begin, k) && people_only(members.back().begin, members.back().end); };
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) {
      // "males or females (aged 18 or older)": of both
      if (k + 1 < j && follows_people(k) &&
          std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(k), chunks_.begin() + static_cast<std::ptrdiff_t>(std::min(close_of(k), j)), [](const Chunk& in) { return in.age; }))
        cut(k, ChunkKind::filler);
      k = std::min(close_of(k), j - 1);
    } else if (says_more_of_people(c) && follows_people(k)) {
      // "male or female subjects ≥ 12", "men or women of any race diagnosed with asthma": what follows the people is said of all of them
      cut(k, ChunkKind::filler);
    } else if (k > begin && c.kind == ChunkKind::thing && c.measurable && c.atom.assertion != Assertion::mention && compared_before(begin, k)) {
      // two comparisons side by side are two statements, whatever stands between them
      cut(k, ChunkKind::period);
    } else if (joins(c.kind) && !goes_on(begin, k, j)) {
      const ChunkKind joint = joint_at(i, k, j);
      // ", and": the word counts, not the comma
      if (begin == k && joint == ChunkKind::comma && !members.empty()) {
        begin = k + 1;
        continue;
      }
      if (begin < k) members.push_back({begin, k, before});
      before = joint;
      begin = k + 1;
    }
  }
  if (begin < j) members.push_back({begin, j, before});
  return members;
}

// Does the joining word stand inside a member rather than between two?
bool Clauses::goes_on(Index begin, Index joint, Index j) const {
  const ChunkKind kind = chunks_[joint].kind;
  if (joint <= begin) return false;
  const Chunk& left = chunks_[joint - 1];
  // "including, but not limited to, A"
  if (kind == ChunkKind::comma && joint > begin + 1 && left.kind == ChunkKind::example) return true;
  if (joint + 1 >= j) return false;
  const Chunk& right = chunks_[joint + 1];
  // ", that is, …", ", e.g. …" go on with the member before the comma
  if (right.kind == ChunkKind::definition || right.kind == ChunkKind::example) return true;
  if (left.kind != ChunkKind::filler || !left.end[-1].cue(Cue::severity)) return false;
  // "recurrent or metastatic breast cancer": the adjective is of the noun behind
  if ((kind == ChunkKind::or_ || kind == ChunkKind::and_ || kind == ChunkKind::slash) && right.kind == ChunkKind::thing) return true;
  // "therapy for locally advanced, unresectable or metastatic cancer"
  return (kind == ChunkKind::comma || kind == ChunkKind::or_) && joint > begin + 1 && right.kind == ChunkKind::filler && right.begin->cue(Cue::severity);
}

ChunkKind Clauses::joint_at(Index i, Index k, Index j) const {
  switch (chunks_[k].kind) {
    case ChunkKind::semicolon: return ChunkKind::comma;
    case ChunkKind::slash:
      // "AST/ALT ≤ 2.5 x ULN" asks it of both
      if (section_ == Section::inclusion && k > i && k + 1 < j && comparison(chunks_[k - 1]) && comparison(chunks_[k + 1]) && chunks_[k - 1].atom.bounds == chunks_[k + 1].atom.bounds) return ChunkKind::and_;
      return ChunkKind::or_;
    default: return chunks_[k].kind;
  }
}

// What each joint means as far as the words alone tell.
void Clauses::read_joints(std::vector<Operand>& operands) const {
  // "male or female subjects, aged 40-80 …": what follows the people is said of all of them
  for (std::size_t k = 1; k < operands.size(); ++k)
    if (operands[k].before == ChunkKind::comma && people_only(operands[k - 1].begin, operands[k - 1].end) && !people_only(operands[k].begin, operands[k].end)) operands[k].before = ChunkKind::filler;
  // ", or": the comma stands at the end of the member before
  for (std::size_t k = 1; k < operands.size(); ++k) {
    operands[k].comma = operands[k].before == ChunkKind::comma;
    for (Index n = operands[k - 1].end; n < operands[k].begin; ++n) operands[k].comma |= chunks_[n].kind == ChunkKind::comma;
  }
  // "no A, no B, no C or D": each denial is one more
  for (std::size_t k = 1; k < operands.size() && section_ == Section::inclusion; ++k) {
    Index first = operands[k].begin;
    while (first < operands[k].end && chunks_[first].kind == ChunkKind::filler) ++first;
    const bool denies = first < operands[k].end && chunks_[first].kind == ChunkKind::neg && chunks_[first].begin->is("no");
    if (operands[k].before == ChunkKind::comma && denies && has(operands[k - 1].begin, operands[k - 1].end, ChunkKind::neg)) operands[k].before = ChunkKind::and_;
  }
  // a comma is what the next joining word is
  for (std::size_t k = operands.size(); k-- > 1;) {
    if (operands[k].before != ChunkKind::comma) continue;
    ChunkKind next = ChunkKind::comma;
    for (std::size_t n = k + 1; n < operands.size() && next == ChunkKind::comma; ++n) {
      if (operands[n].before == ChunkKind::filler || operands[n].before == ChunkKind::period) break;
      next = operands[n].before;
    }
    operands[k].before = next;
  }
}

// explained = condition "," comparison                      liver dysfunction, Child-Pugh B or worse
// The second member says what the first means.
bool Clauses::explains_itself(const std::vector<Operand>& operands) const {
  return operands.size() == 2 && operands[1].before == ChunkKind::comma && !plain_comparison(operands[0].begin, operands[0].end) && plain_condition(operands[0].begin, operands[0].end) &&
         plain_comparison(operands[1].begin, operands[1].end);
}

std::optional<NodeId> Clauses::explained(const Listing& list) {
  const Operand &named = list.operands[0], &measured = list.operands[1];
  Stance first = list.stance, second = list.stance;
  const auto condition = operand(named.begin, named.end, first);
  const auto decides_it = operand(measured.begin, measured.end, second);
  if (!condition || !decides_it) return condition ? condition : decides_it;
  bool defined = false;
  for (Index a = named.begin; a < named.end; ++a)
    for (Index b = measured.begin; b < measured.end; ++b)
      if (chunks_[a].kind == ChunkKind::thing && chunks_[b].kind == ChunkKind::thing) defined |= defines(chunks_[b], chunks_[a]);
  if (defined) to_mentions(*condition);
  return group(Op::all, {*condition, *decides_it});
}

bool Clauses::people_only(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind == AtomKind::life_stage) continue;
      if (c.atom.kind != AtomKind::sex) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::either) {
      return false;
    }
  }
  return found;
}

bool Clauses::says_more_of_people(const Chunk& c) const {
  switch (c.kind) {
    case ChunkKind::thing: return c.atom.kind != AtomKind::sex && c.atom.kind != AtomKind::life_stage;
    case ChunkKind::unknown: case ChunkKind::current: case ChunkKind::history: case ChunkKind::future: case ChunkKind::manual: return true;
    default: return false;
  }
}

bool Clauses::compared_before(Index i, Index k) const {
  for (Index n = k; n-- > i;) {
    const Chunk& c = chunks_[n];
    if (c.kind == ChunkKind::thing) return comparison(c) && !c.age;
    if (c.kind == ChunkKind::for_ || c.kind == ChunkKind::guard || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::definition || c.kind == ChunkKind::open || c.kind == ChunkKind::neg) return false;
  }
  return false;
}

bool Clauses::plain_comparison(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (!comparison(c) || c.age) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::definition) {
      return false;
    }
  }
  return found;
}

bool Clauses::plain_condition(Index i, Index j) const {
  unsigned found = 0;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind != AtomKind::condition && c.atom.kind != AtomKind::finding) return false;
      ++found;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::history && c.kind != ChunkKind::current) {
      return false;
    }
  }
  return found == 1;
}

}  // namespace elig
