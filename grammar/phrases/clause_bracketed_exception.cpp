// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Exceptions in brackets.
namespace elig {

// bracketed-exception = thing "(" ["unless" | "except"] exception ["allowed"] ")"  cancer (except basal cell carcinoma), surgery (unless more than a year ago)
bool Clauses::bracketed_exception(const Bracket& b) {
  if (!find(b.i, b.j, ChunkKind::except) && !find(b.i, b.j, ChunkKind::unless_) && !find(b.i, b.j, ChunkKind::allowed)) return false;
  const bool leading = chunks_[b.i].kind == ChunkKind::except || chunks_[b.i].kind == ChunkKind::unless_;
  // "≥ 150 ng/dL (local assessment is allowed)": how it may be measured, nothing that lets anybody in
  if (!leading && b.limit_before && !b.compared && !b.nodes.empty() &&
      std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(b.i), chunks_.begin() + static_cast<std::ptrdiff_t>(b.j), [](const Chunk& c) { return c.kind == ChunkKind::thing && !c.atom.concept_id.empty(); })) {
    if (const auto aside = list(b.i, b.j, Stance{})) {
      quiet(*aside);
      b.nodes.push_back(*aside);
    }
    return true;
  }
  auto exception = exceptions(leading ? b.i + 1 : b.i, b.j, Stance{});
  if (!exception || b.nodes.empty()) return true;
  exception = unguard(*exception);
  // "bilirubin ≤ 1.5 x ULN for age (except …)": of what is compared, not of what the words name beside it
  NodeId& main = b.nodes[last_said(b.nodes)];
  if (const Atom* a = rule_.atom(main); a && a->bounds.empty() && !b.limit_before && excepts_bracketed(b, main)) {
    quiet(*exception);
    b.nodes.push_back(*exception);
    return true;
  }
  if (find(b.i, b.j, ChunkKind::allowed) && !leading && !b.stance.negated) main = allow(main, *exception, false);
  else if ((section_ == Section::inclusion) != b.stance.negated) main = group(Op::any, {main, *exception});
  else main = group(Op::all, {main, negate(*exception)});
  return true;
}

// Makes what the bracket names other things than `main` means; false where it names nothing that a record could hold.
bool Clauses::excepts_bracketed(const Bracket& b, NodeId main) {
  std::vector<NodeId> named;
  for (NodeId id = 0; id < rule_.nodes.size(); ++id)
    if (const Atom* x = rule_.atom(id); x && decides(x->kind) && (x->bounds.empty() || x->kind == AtomKind::exposure) && span_of(b.i, b.j).contains(x->subject.span)) named.push_back(id);
  if (named.empty()) return false;
  // "… that was treated, without recurrence for 3 months": the exception has a condition of its own
  bool dated = false;
  for (Index k = b.i; k < b.j; ++k) dated |= chunks_[k].kind == ChunkKind::window || (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.window);
  const std::string what = rule_.atom(main)->concept_id;
  // "has a malignancy or had a malignancy within 5 years (except …)": of both
  std::vector<NodeId> of{main};
  for (NodeId id = 0; id < rule_.nodes.size() && !what.empty(); ++id)
    if (const Atom* same = rule_.atom(id); same && id != main && same->concept_id == what && same->kind == rule_.atom(main)->kind && same->other_than.empty() && same->assertion != Assertion::mention && entry(*same) && span_of(0, b.open).contains(same->subject.span)) of.push_back(id);
  // "liver disease such as hepatitis or cirrhosis (except fatty liver)": of what the examples stand for
  std::optional<NodeId> head;
  for (Index k = b.open; k-- > 1;) {
    if (chunks_[k].kind == ChunkKind::period || chunks_[k].kind == ChunkKind::semicolon) break;
    if (chunks_[k].kind != ChunkKind::example || chunks_[k - 1].kind != ChunkKind::thing) continue;
    for (NodeId id = 0; id < rule_.nodes.size(); ++id)
      if (const Atom* a = rule_.atom(id); a && id != main && a->assertion == Assertion::asserted && entry(*a) && !a->concept_id.empty() && a->subject.span == chunks_[k - 1].atom.subject.span) head = id;
    break;
  }
  if (head && std::find(of.begin(), of.end(), *head) == of.end()) of.push_back(*head);
  for (const NodeId id : named) {
    const Atom x = *rule_.atom(id);
    const bool certain = !dated && !conditioned(x) && x.bounds.empty() && x.qualifiers.empty() && !x.window && x.assertion == Assertion::asserted && (x.concept_id.empty() || x.concept_id != what);
    OtherThan other{x.concept_id, x.words, certain, rule_.at(id).span};
    if (!certain && !dated && treated_alone(x)) other.over = other.certain = true;
    const bool own_time = other.over || (any_cancer(x.concept_id) && this->dated(other));
    for (const NodeId m : of) {
      auto& others = std::get<Atom>(rule_.nodes[m].kind).other_than;
      others.push_back(other);
      if (!own_time) others.back().certain = certain && (m == main || m == head);
    }
  }
  return true;
}

}  // namespace elig
