// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// The gate: a sentence whose words no node stands for gives no definite answer where those words could matter.
//
//   remark = "should be obtained" | "attempts should be made" | "is closed" | …      the whole sentence decides nothing
//   restriction = "despite" | "leading to" | "until" | …      whoever has the thing may not have it so: true becomes unknown
//   dangling = "if" words, where the "if" governs nothing      an exclusion becomes unknown where it was true, a demand either way
//
// Which words these are stands in vocabulary/cues.tsv.
namespace elig {
namespace {


// A colouring word that found no noun of its own: "uncontrolled current infection".
bool only_severity(const Chunk& c) {
  if (c.kind != ChunkKind::filler) return false;
  const CueHit* hit = c.begin->cue(Cue::severity);
  return hit && c.begin + hit->length <= c.end;
}

bool ends_part(ChunkKind k) {
  return k == ChunkKind::semicolon || k == ChunkKind::colon || k == ChunkKind::period || k == ChunkKind::unless_ || k == ChunkKind::except || k == ChunkKind::provided || k == ChunkKind::allowed;
}

}  // namespace

// Is the sentence an instruction, an advice or news of the study?
bool Clauses::remarks(Index i, Index j) const {
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    for (TokenIt t = c.begin; t != c.end; ++t)
      if (const CueHit* hit = t->cue(Cue::remark); hit && t + hit->length <= chunks_[j - 1].end)
        if (hit->value.empty() || hit->value == (section_ == Section::inclusion ? "inclusion" : "exclusion")) return true;
  }
  return false;
}

// The member of a list, with the bracket behind it, that holds chunk `k`.
std::pair<Clauses::Index, Clauses::Index> Clauses::member_around(Index k, Index i, Index j) const {
  Index begin = k, end = k + 1;
  int depth = 0;
  while (begin > i) {
    const ChunkKind kind = chunks_[begin - 1].kind;
    if (kind == ChunkKind::close) ++depth;
    else if (kind == ChunkKind::open) depth = std::max(0, depth - 1);
    else if (depth == 0 && (joins(kind) || ends_part(kind))) break;
    --begin;
  }
  depth = 0;
  while (end < j) {
    const ChunkKind kind = chunks_[end].kind;
    if (kind == ChunkKind::open) ++depth;
    else if (kind == ChunkKind::close) depth = std::max(0, depth - 1);
    else if (depth == 0 && (joins(kind) || ends_part(kind))) break;
    ++end;
  }
  return {begin, end};
}

// Does chunk `k` restrict what is named beside it, without any node that means it?
bool Clauses::unheard(Index k, Index j) const {
  const Chunk& c = chunks_[k];
  if (c.taken) return false;
  if (only_severity(c)) {
    // heard where a noun behind carries it: "severe or uncontrolled hypertension"
    for (Index n = k + 1; n < j && n < k + 8; ++n) {
      if (chunks_[n].kind != ChunkKind::thing) continue;
      for (const std::string& q : chunks_[n].atom.qualifiers)
        if (q.find(c.begin->lower) != std::string::npos) return false;
    }
    // "mild to moderate (Hoehn and Yahr ≤ 3)": the bracket says what it means
    return !(k + 1 < j && (chunks_[k + 1].kind == ChunkKind::open || chunks_[k + 1].begin->is("on")));
  }
  if (c.kind != ChunkKind::filler && c.kind != ChunkKind::unknown) return false;
  for (TokenIt t = c.begin; t != c.end; ++t)
    if (const CueHit* hit = t->cue(Cue::restricts); hit && t + hit->length <= chunks_[j - 1].end) return true;
  return false;
}

// An "if" that governs nothing. What stands first in an exclusion is the exclusion itself: "If the platelets are below 100".
bool Clauses::dangling(Index k, Index i, Index j) const {
  if (chunks_[k].kind != ChunkKind::guard || dispositions_[k] != Disposition::none) return false;
  bool first = true;
  for (Index n = i; n < k; ++n) first &= chunks_[n].kind == ChunkKind::filler;
  // "For patients with diabetes:" governs the list below it
  if (first && (section_ == Section::exclusion || (children_ && *children_ && heads_list()))) return false;
  // "(if applicable)"
  for (Index n = k + 1; n < j && chunks_[n].kind != ChunkKind::close; ++n)
    if (chunks_[n].kind != ChunkKind::filler) return true;
  return false;
}

// Whether what `id` asks for within `part` is asked at all, the words leave open.
NodeId Clauses::open_either_way(NodeId id, Span part, Span words) {
  if (const Atom* a = rule_.atom(id)) {
    const Span at = a->subject.span.empty() ? rule_.at(id).span : a->subject.span;
    if (!decides(a->kind) || a->assertion != Assertion::asserted || !part.contains(at)) return id;
    std::get<Atom>(rule_.nodes[id].kind).assertion = Assertion::mention;
    return group(Op::all, {id, atom(Atom{}, words)});
  }
  Group g = *rule_.group(id);
  for (NodeId& child : g.of) child = open_either_way(child, part, words);
  if (g.op == Op::if_) g.then = open_either_way(g.then, part, words);
  std::get<Group>(rule_.nodes[id].kind) = std::move(g);
  return id;
}

// Whoever has what `id` asks for may have it in another way than the words want.
NodeId Clauses::open_when_true(NodeId id, Span part, Span member, Span words, const std::string& doubt) {
  if (const Atom* a = rule_.atom(id)) {
    if (!decides(a->kind) || a->assertion != Assertion::asserted || a->kind == AtomKind::age || a->kind == AtomKind::sex) return id;
    const Span at = a->subject.span.empty() ? rule_.at(id).span : a->subject.span;
    if (!(entry(*a) ? part : member).contains(at)) return id;
    if (entry(*a)) {
      auto& qualifiers = std::get<Atom>(rule_.nodes[id].kind).qualifiers;
      const std::string_view said = std::string_view(doubt).substr(doubt.find(' ') + 1);
      if (std::none_of(qualifiers.begin(), qualifiers.end(), [said](const std::string& q) { return q.find(said) != std::string::npos; })) qualifiers.push_back(doubt);
      return id;
    }
    return group(Op::all, {id, atom(Atom{}, words)});
  }
  Group g = *rule_.group(id);
  for (NodeId& child : g.of) child = open_when_true(child, part, member, words, doubt);
  if (g.op == Op::if_) g.then = open_when_true(g.then, part, member, words, doubt);
  std::get<Group>(rule_.nodes[id].kind) = std::move(g);
  return id;
}

NodeId Clauses::weigh_unheard(Index i, Index j, NodeId node) {
  if (i >= j || only_mentions(node) || only_manual(node)) return node;
  if (remarks(i, j)) {
    for (Index k = i; k < j; ++k) dispositions_[k] = Disposition::unparsed;
    remarked_ = true;
    // whoever an "if" leaves out has nothing to do with it
    if (const Group* g = rule_.group(node); g && g->op == Op::if_) {
      const NodeId condition = g->when, then = g->then;
      quiet(then);
      return when(condition, group(Op::all, {then, atom(Atom{}, span_of(i, j))}));
    }
    quiet(node);
    return group(Op::all, {node, atom(Atom{}, span_of(i, j))});
  }
  for (Index k = i; k < j; ++k) {
    if (dangling(k, i, j)) {
      const auto [begin, end] = member_around(k, i, j);
      const bool alternative = begin > i && chunks_[begin - 1].kind == ChunkKind::or_;
      const Span part = span_of(begin, end);
      node = section_ == Section::exclusion || alternative ? open_when_true(node, part, part, span_of(k, k + 1), "perhaps " + std::string(chunks_[k].begin->lower)) : open_either_way(node, part, span_of(k, k + 1));
      dispositions_[k] = Disposition::unparsed;
      continue;
    }
    if (!unheard(k, j)) continue;
    std::string doubt = "perhaps";
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end && doubt.size() < 60; ++t)
      if (t->kind != TokenKind::mark) doubt += ' ' + std::string(t->lower);
    const auto [begin, end] = member_around(k, i, j);
    node = open_when_true(node, span_of(begin, end), span_of(begin, end), span_of(k, k + 1), doubt);
    if (dispositions_[k] == Disposition::none) dispositions_[k] = Disposition::unparsed;
  }
  return node;
}

}  // namespace elig
