// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"
#include "grammar/phrases/comparison.hpp"

// A limit of some people's own beside the one for all others. The words of it come in brackets, behind a semicolon, "or", "unless" or
// "except", the limit before the people or behind them:
//
//   other-limit = limit whom | whom limit                        ALT <= 3 x ULN (<= 5 x ULN if liver metastases)
//   whom        = ( "if" | "for" | "in" | "with" | … ) list      bilirubin <= 1.5 mg/dL, except in patients with Gilbert's syndrome, who must have < 3 mg/dL
//
// Both limits of everything that shared the first one are asked for, each of its own people.
namespace elig {
namespace {

bool says_one(const Chunk& c, std::initializer_list<std::string_view> words) {
  for (TokenIt t = c.begin; t != c.end; ++t)
    for (const std::string_view w : words)
      if (t->is(w)) return true;
  return false;
}

// "≤ 5 x ULN" by itself, whose thing stands before
bool bare(const Chunk& c) { return !c.atom.bounds.empty() && c.atom.bounds[0].span.begin >= c.begin->begin && c.atom.bounds[0].span.end <= c.end[-1].end; }

}  // namespace

// Is the second what the first names, or one of its kind ("transaminases")?
bool Clauses::covers(const Atom& named, const Atom& limited) const {
  if (named.concept_id == limited.concept_id) return !named.concept_id.empty() || named.words == limited.words;
  if (named.concept_id == "transaminases") return limited.concept_id == "alt" || limited.concept_id == "ast";
  const auto broad = vocabulary_.find(named.concept_id), narrow = vocabulary_.find(limited.concept_id);
  return broad && narrow && vocabulary_.is_a(*narrow, *broad);
}

std::optional<Clauses::OtherLimit> Clauses::reads_other_limit(Index i, Index j) const {
  bool introduced = i > 0 && (chunks_[i - 1].kind == ChunkKind::unless_ || chunks_[i - 1].kind == ChunkKind::except);
  if (i < j && chunks_[i].kind == ChunkKind::open && close_of(i) + 1 == j) ++i, --j;
  while (i < j && (joins(chunks_[i].kind) || chunks_[i].kind == ChunkKind::except)) {
    introduced |= chunks_[i].kind == ChunkKind::except;
    ++i;
  }
  OtherLimit other;
  std::optional<Index> first, last, number;
  bool guarded = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    switch (c.kind) {
      case ChunkKind::open:
        for (Index n = k; n < std::min(close_of(k), j); ++n)
          if (comparison(chunks_[n])) return std::nullopt;
        k = std::min(close_of(k), j - 1);
        break;
      case ChunkKind::thing:
        if (c.atom.assertion == Assertion::mention) break;
        if (comparison(c)) {
          if (entry(c.atom) || c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::age || !c.alternatives.empty() || c.atom.bounds.size() != 1) return std::nullopt;
          if (first && !other.limits.empty() && *last > other.limits.back()) return std::nullopt;  // limit, people, limit: two of them
          other.limits.push_back(k);
        } else if (entry(c.atom) && !c.generic) {
          if (first && !other.limits.empty() && *last < other.limits.back() && *first < other.limits.front()) return std::nullopt;
          if (!first) first = k;
          last = k;
        } else {
          return std::nullopt;
        }
        break;
      case ChunkKind::unknown:
        if (!introduced) return std::nullopt;
        if (!first) first = k;
        last = k;
        break;
      case ChunkKind::guard:
      case ChunkKind::for_: introduced = guarded = true; break;
      case ChunkKind::neg:
        if (c.value != "plain") return std::nullopt;
        if (!first) first = k;
        introduced = true;
        break;
      case ChunkKind::filler:
        introduced |= says_one(c, {"with", "in", "who", "having", "whom"});
        if (!c.taken && c.begin->kind == TokenKind::number && c.end - c.begin == 1) number = k;
        break;
      case ChunkKind::current:
      case ChunkKind::history:
        if (!first) first = k;
        break;
      case ChunkKind::comma: case ChunkKind::colon: case ChunkKind::or_: case ChunkKind::and_: case ChunkKind::slash: case ChunkKind::either:
      case ChunkKind::hypothetical: case ChunkKind::definition:
        break;
      default: return std::nullopt;
    }
  }
  if (!introduced || !first || !last) return std::nullopt;
  // "(5 times if liver metastases)": a limit for somebody, and of what it does not say
  if (other.limits.empty() && !(number && guarded && *number < *first)) return std::nullopt;
  const Index limit = other.limits.empty() ? *number : other.limits.front();
  other.whom = limit < *first ? std::pair(*first, j) : std::pair(*first, limit);
  while (other.whom.second > other.whom.first + 1 && !(chunks_[other.whom.second - 1].kind == ChunkKind::thing || chunks_[other.whom.second - 1].kind == ChunkKind::unknown)) --other.whom.second;
  // The first limit, which everything before it shares that has the same.
  for (Index k = i; k-- > 0;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::period) return std::nullopt;
    if (c.kind != ChunkKind::thing || c.atom.assertion == Assertion::mention) continue;
    // "ALT ≤ 3 x ULN without liver metastases, or …": the limit before is of some people only, too
    if (!comparison(c)) return std::nullopt;
    if (c.atom.bounds.size() != 1 || entry(c.atom) || c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::age) return std::nullopt;
    other.first = c.atom.bounds[0];
    break;
  }
  if (!other.first) return std::nullopt;
  const bool rising = upper(other.first->op);
  if (!rising && !lower(other.first->op)) return std::nullopt;
  for (const Index k : other.limits) {
    const Chunk& c = chunks_[k];
    const Comparator op = c.atom.bounds[0].op;
    const bool same_way = rising ? upper(op) : lower(op);
    if (!same_way && !(section_ == Section::exclusion && (rising ? lower(op) : upper(op)))) return std::nullopt;
    bool limited = false;
    for (Index n = 0; n < i; ++n)
      limited |= chunks_[n].kind == ChunkKind::thing && chunks_[n].atom.bounds.size() == 1 && chunks_[n].atom.bounds[0] == *other.first && covers(c.atom, chunks_[n].atom);
    if (!limited) return std::nullopt;
  }
  return other;
}

bool Clauses::other_limit(Index i, Index j, const Stance& stance) {
  if (stance.mention_only) return false;
  const auto other = reads_other_limit(i, j);
  if (!other) return false;
  std::vector<NodeId> limited;
  const bool all_of_them = other->limits.empty() || std::all_of(other->limits.begin(), other->limits.end(), [this](Index k) { return bare(chunks_[k]); });
  for (NodeId id = 0; id < rule_.nodes.size(); ++id) {
    const Atom* a = rule_.atom(id);
    if (!a || a->assertion == Assertion::mention || a->bounds.size() != 1 || !(a->bounds[0] == *other->first)) continue;
    const bool named = std::any_of(other->limits.begin(), other->limits.end(), [&](Index k) { return covers(chunks_[k].atom, *a); });
    if (all_of_them || named) limited.push_back(id);
  }
  if (limited.empty()) return false;
  const auto whom = list(other->whom.first, other->whom.second, Stance{});
  if (!whom) return false;
  const bool every = (section_ == Section::inclusion) != stance.negated;
  for (const NodeId id : limited) {
    Atom own = *rule_.atom(id);
    const Span span = rule_.at(id).span;
    const NodeId others = when(negate(*whom), atom(own, span));
    NodeId theirs = 0;
    if (other->limits.empty()) {
      theirs = atom(Atom{}, span_of(i, other->whom.first));
    } else {
      Index k = other->limits.front();
      for (const Index n : other->limits)
        if (covers(chunks_[n].atom, own)) k = n;
      const Bound& first = *other->first;
      const Bound bound = chunks_[k].atom.bounds[0];
      const bool same_way = upper(bound.op) == upper(first.op);
      own.bounds = {bound};
      theirs = atom(std::move(own), span_of(k, k + 1));
      if (!same_way) theirs = negate(theirs);  // "> 1.5 (those with Gilbert's syndrome must be < 3)"
    }
    const NodeId both = group(every ? Op::all : Op::any, {others, when(*whom, theirs)});
    rule_.nodes[id] = rule_.nodes[both];
    // all(all(a, b), c) is all(a, b, c), where the list is made already
    const Group pair = *rule_.group(both);
    for (Node& node : rule_.nodes) {
      auto* parent = std::get_if<Group>(&node.kind);
      if (!parent || parent->op != pair.op) continue;
      const auto place = std::find(parent->of.begin(), parent->of.end(), id);
      if (place != parent->of.end()) parent->of.insert(parent->of.erase(place), pair.of.begin(), pair.of.end());
    }
  }
  dispose(i, j, Disposition::computable);
  return true;
}

// "ALT ≤ 3 x ULN, or ≤ 5 x ULN with liver metastases": where the other limit begins.
std::optional<std::pair<Clauses::Index, Clauses::Index>> Clauses::before_other_limit(Index i, Index j) const {
  bool compared = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    compared |= comparison(c);
    if (!compared || !(c.kind == ChunkKind::comma || c.kind == ChunkKind::or_ || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::except)) continue;
    Index from = k + 1;
    while (from < j && (joins(chunks_[from].kind) || chunks_[from].kind == ChunkKind::unless_ || chunks_[from].kind == ChunkKind::except)) ++from;
    if (const auto other = reads_other_limit(from, j); other && !other->limits.empty()) return std::pair(k, from);
  }
  return std::nullopt;
}

}  // namespace elig
