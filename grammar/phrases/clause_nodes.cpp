// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// The nodes of the rule tree, and what the levels ask of them.
namespace elig {

NodeId Clauses::atom(Atom a, Span span) {
  Node node;
  node.span = span;
  node.kind.emplace<Atom>(std::move(a));
  return rule_.add(std::move(node));
}

NodeId Clauses::add(Group g, Span span) {
  Node node;
  node.span = span;
  node.kind.emplace<Group>(std::move(g));
  return rule_.add(std::move(node));
}

NodeId Clauses::too_deep(Index i, Index j) {
  dispose(i, j, Disposition::unparsed);
  return atom(Atom{}, span_of(i, j));
}

NodeId Clauses::group(Op op, std::vector<NodeId> of) {
  if (of.size() == 1 && op != Op::not_) return of.front();
  std::vector<NodeId> flat;
  Span span;
  for (const NodeId id : of) {
    span = hull(span, rule_.at(id).span);
    // all(all(a, b), c) is all(a, b, c)
    if (const Group* g = rule_.group(id); g && g->op == op && op != Op::not_) flat.insert(flat.end(), g->of.begin(), g->of.end());
    else flat.push_back(id);
  }
  Group g;
  g.op = op;
  g.of = std::move(flat);
  return add(std::move(g), span);
}

// "A and B", "A, B" where the words leave open whether all are asked for or one: who has all and who has none is certain.
NodeId Clauses::either_way(std::vector<NodeId> of, Span words) {
  Group g;
  g.op = Op::at_least;
  Span span;
  for (const NodeId id : of) span = hull(span, rule_.at(id).span);
  const NodeId open = atom(Atom{}, words);
  if (of.size() == 2) {
    g.n = 2;
    g.of = std::move(of);
    g.of.push_back(open);
    return add(std::move(g), span);
  }
  const NodeId all = group(Op::all, of), any = group(Op::any, of);
  return group(Op::any, {all, group(Op::all, {any, open})});
}

NodeId Clauses::negate(NodeId id) {
  // not(not(a)) is a, not(all(not(a), not(b))) is any(a, b)
  const auto denial = [this](NodeId n) { return rule_.group(n) && rule_.group(n)->op == Op::not_; };
  if (denial(id)) return rule_.group(id)->of.front();
  if (const Group* g = rule_.group(id); g && (g->op == Op::all || g->op == Op::any) && std::all_of(g->of.begin(), g->of.end(), denial)) {
    const Op other = g->op == Op::all ? Op::any : Op::all;
    std::vector<NodeId> of;
    for (const NodeId child : g->of) of.push_back(rule_.group(child)->of.front());
    return group(other, std::move(of));
  }
  Group g;
  g.op = Op::not_;
  g.of = {id};
  return add(std::move(g), rule_.at(id).span);
}

// "QTc > 450 ms, or > 480 ms in those with bundle branch block": the first limit is for the others.
NodeId Clauses::for_the_others(NodeId usual, NodeId special) {
  const auto limit = [this](NodeId id) -> const Atom* {
    const Group* g = rule_.group(id);
    if (!g) return rule_.atom(id);
    const Atom* only = nullptr;
    if (g->op == Op::all)
      for (const NodeId child : g->of)
        if (!only_mentions(child)) {
          if (only || !rule_.atom(child)) return nullptr;
          only = rule_.atom(child);
        }
    return only;
  };
  const Group* g = rule_.group(special);
  if (!g || g->op != Op::if_) return usual;
  const Atom* first = limit(usual);
  const Atom* second = limit(g->then);
  if (!first || !second || first->concept_id.empty() || first->concept_id != second->concept_id || first->bounds.size() != 1 || second->bounds.size() != 1) return usual;
  const Bound &a = first->bounds[0], &b = second->bounds[0];
  const auto below = [](const Bound& x) { return x.op == Comparator::less || x.op == Comparator::less_equal; };
  if (a.op == Comparator::equal || b.op == Comparator::equal || below(a) != below(b) || first->assertion == Assertion::mention) return usual;
  const NodeId condition = g->when;
  return when(negate(condition), usual);
}

NodeId Clauses::when(NodeId condition, NodeId then) {
  // "≥ 18 years, or of legal age where that is greater than 18": no age is asked of some ages only
  const std::function<bool(NodeId)> aged = [&](NodeId id) -> bool {
    if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::age && a->assertion == Assertion::asserted;
    return std::any_of(rule_.group(id)->of.begin(), rule_.group(id)->of.end(), aged);
  };
  if (const Atom* a = rule_.atom(condition); a && a->kind == AtomKind::age && aged(then)) {
    quiet(condition);
    return group(Op::all, {condition, then, atom(Atom{}, rule_.at(condition).span)});
  }
  Group g;
  g.op = Op::if_;
  g.when = condition;
  g.then = then;
  return add(std::move(g), hull(rule_.at(condition).span, rule_.at(then).span));
}

void Clauses::to_mentions(NodeId id) {
  Node& node = rule_.nodes[id];
  if (auto* a = std::get_if<Atom>(&node.kind)) {
    if (decides(a->kind)) a->assertion = Assertion::mention;
    return;
  }
  const Group g = std::get<Group>(node.kind);
  for (const NodeId child : g.of) to_mentions(child);
  if (g.op == Op::if_) {
    to_mentions(g.when);
    to_mentions(g.then);
  }
}

// An exception that holds for some only ("acceptable for patients with Gilbert's syndrome") asks for both.
NodeId Clauses::unguard(NodeId id) {
  const Group* g = rule_.group(id);
  if (!g) return id;
  if (g->op == Op::if_) {
    const NodeId condition = g->when, then = g->then;
    return group(Op::all, {condition, unguard(then)});
  }
  if (g->op != Op::all && g->op != Op::any) return id;
  const Group copy = *g;
  std::vector<NodeId> of;
  for (const NodeId c : copy.of) of.push_back(unguard(c));
  return group(copy.op, std::move(of));
}

// Words that another node decides: things are named only, and what nobody understood there decides nothing either.
void Clauses::quiet(NodeId id) {
  to_mentions(id);
  const std::function<void(NodeId)> hush = [&](NodeId n) {
    if (auto* a = std::get_if<Atom>(&rule_.nodes[n].kind)) {
      if (!decides(a->kind)) {
        a->assertion = Assertion::mention;
      }
      return;
    }
    const Group g = std::get<Group>(rule_.nodes[n].kind);
    for (const NodeId c : g.of) hush(c);
    if (g.op == Op::if_) {
      hush(g.when);
      hush(g.then);
    }
  };
  hush(id);
}

// What of the node stands from that place on is only named.
void Clauses::quiet_from(NodeId id, std::uint32_t place) {
  if (rule_.atom(id)) {
    if (rule_.at(id).span.begin >= place) quiet(id);
    return;
  }
  const Group g = *rule_.group(id);
  for (const NodeId child : g.of) quiet_from(child, place);
  if (g.op == Op::if_) {
    quiet_from(g.when, place);
    quiet_from(g.then, place);
  }
}

bool Clauses::only_mentions(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->assertion == Assertion::mention;
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return only_mentions(g.then);
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return only_mentions(c); });
}

bool Clauses::only_unparsed(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::unparsed;
  const Group& g = *rule_.group(id);
  return g.op != Op::if_ && std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return only_unparsed(c); });
}

bool Clauses::only_manual(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::manual || a->kind == AtomKind::unparsed || a->assertion == Assertion::mention;
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return only_manual(g.then);
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return only_manual(c); });
}

Span Clauses::span_of(Index i, Index j) const {
  if (i >= j) return {};
  return {chunks_[i].begin->begin, chunks_[j - 1].end[-1].end};
}

Clauses::Index Clauses::close_of(Index open) const {
  int depth = 0;
  for (Index i = open; i < chunks_.size(); ++i) {
    if (chunks_[i].kind == ChunkKind::open) ++depth;
    else if (chunks_[i].kind == ChunkKind::close && --depth == 0) return i;
  }
  return chunks_.size();
}

std::optional<Clauses::Index> Clauses::find(Index i, Index j, ChunkKind kind) const {
  int depth = 0;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) ++depth;
    else if (chunks_[k].kind == ChunkKind::close) depth = std::max(0, depth - 1);
    else if (depth == 0 && chunks_[k].kind == kind) return k;
  }
  return std::nullopt;
}

bool Clauses::has(Index i, Index j, ChunkKind kind) const {
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == kind) return true;
  return false;
}

Op Clauses::join(bool disjunctive) const { return disjunctive ? Op::any : Op::all; }

void Clauses::dispose(Index i, Index j, Disposition d) {
  for (Index k = i; k < j; ++k)
    if (dispositions_[k] == Disposition::none) dispositions_[k] = d;
}

bool Clauses::compares(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return !a->bounds.empty();
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return compares(g.then);
  return std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return compares(c); });
}

}  // namespace elig
