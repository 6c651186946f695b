// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Scope: what "and", "or", "no", "except" and "if" govern. From the outside in:
//
//   criterion  = sentence { "." sentence }                     each sentence by itself; "… are allowed" is an exception to what came before
//   sentence   = part { ";" part }                             all of them (inclusion), any of them (exclusion)
//   part       = head ":" list | exception
//   exception  = guarded [ "except" | "unless" list ]
//   guarded    = [ "if" list "," ] list | list "if" list
//   list       = operand { ("and" | "or" | ",") operand }      "and" binds tighter; a comma is what the next joining word is
//   operand    = { "no" | "history of" | … } thing { thing }   what stands before the first member holds for the whole list
namespace elig {

std::optional<NodeId> Clauses::build(const Stance& stance, const Children& children) {
  children_ = &children;
  children_used_ = false;
  auto node = sentences(0, chunks_.size(), stance);
  if (children && !children_used_) {
    // a head without any joining word: its sub-bullets say what it means
    children_used_ = true;
    Stance inner = stance;
    const bool denied = head_stance(node, inner);
    inner.allergic = names_allergens(0, chunks_.size());
    inner.negated = false;
    std::vector<NodeId> below = children(inner);
    if (!below.empty()) {
      const bool any = section_ == Section::exclusion || denied;
      if (node)
        if (const Atom* named = rule_.atom(*node)) {
          const Atom of_all = *named;
          for (const NodeId id : below) restrict_examples(of_all, id);
        }
      NodeId body = below_head(std::move(below), any);
      if (remarked_) quiet(body);  // "The following are considered non-measurable:"
      if (denied) body = negate(body);
      // "Cardiac disease, including:" names some of it; "Adequate liver function:", "… as evidenced by": the list below says what the
      // head means
      const bool examples = ends_in_example() && (denied || section_ == Section::exclusion);
      Index opener = 0;
      while (opener < chunks_.size() && chunks_[opener].kind == ChunkKind::filler) ++opener;
      // "For subjects who took no part in study X:": whom the list below is asked of
      const bool whom = node && heads_list() && opener < chunks_.size() && (chunks_[opener].kind == ChunkKind::guard || (chunks_[opener].kind == ChunkKind::for_ && chunks_[opener].begin->is("for")));
      const bool judged = node && !denied && only_manual(*node) && judges_list(0, chunks_.size());
      // "Asthma with at least one risk factor:": the list narrows the asthma
      std::optional<Index> with;
      if (node && chunks_.back().kind == ChunkKind::colon) with = narrows_before(0, chunks_.size() - 1);
      if (with) quiet_from(*node, chunks_[*with].begin->begin);
      else if (node && !whom && !judged && !compares(*node) && heads_list() && !examples) quiet(*node);
      if (judged) quiet(body);
      if (whom) node = when(*node, body);
      else if (judged) node = group(Op::all, {*node, body});
      else node = node ? group(section_ == Section::exclusion && !denied && only_mentions(*node) == false ? Op::any : Op::all, {*node, body}) : body;
    }
  }
  // "The following are allowed:", a list of what nobody is asked for
  if (node && children && children_used_ && heads_permission()) {
    if (names_people(0, chunks_.size()) && section_ == Section::inclusion) {
      // "The following patients are eligible:" may ask for one of them, or let them in beside others
      const Group* either = rule_.group(*node);
      const bool open = either && either->op == Op::any && rule_.atom(either->of.back()) && rule_.atom(either->of.back())->kind == AtomKind::manual;
      if (!permits_ && !open) node = group(Op::any, {*node, wording(*node)});
    } else {
      quiet(*node);
      permits_ = true;
    }
  }
  permits_ = permits_ && node && only_mentions(*node);
  // fillers and joining words go with what they stand beside
  Disposition carried = Disposition::none;
  for (Disposition& d : dispositions_) {
    if (d == Disposition::none) d = carried;
    else carried = d;
  }
  carried = Disposition::none;
  for (auto it = dispositions_.rbegin(); it != dispositions_.rend(); ++it) {
    if (*it == Disposition::none) *it = carried;
    else carried = *it;
  }
  return node;
}

std::optional<NodeId> Clauses::sentences(Index i, Index j, const Stance& stance) {
  if (i == 0 && j == chunks_.size() && says_how_counted()) return counted_words();
  if (depth_ >= 40) {
    dispose(i, j, Disposition::unparsed);
    return i < j ? std::optional(atom(Atom{}, span_of(i, j))) : std::nullopt;
  }
  const Level level(depth_);
  std::vector<NodeId> nodes;
  Index begin = i;
  for (Index k = i; k <= j; ++k) {
    if (k < j && chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k != j && chunks_[k].kind != ChunkKind::period) continue;
    if (begin < k && (nodes.empty() || !(excepts_former(i, begin, k, nodes) || washes_out_former(begin, k, nodes)))) add_sentence(begin, k, stance, nodes);
    begin = k + 1;
  }
  if (nodes.empty()) return std::nullopt;
  return group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
}

// "The following are considered non-measurable disease:", with its list or without: says nothing of the patient by itself
bool Clauses::says_how_counted() const {
  if (chunks_.size() < 2 || chunks_[0].kind != ChunkKind::following || !heads_list()) return false;
  for (Index k = 1; k < chunks_.size(); ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      if (t->is("considered") || t->is("defined") || t->is("definitions")) return true;
  return false;
}

NodeId Clauses::counted_words() {
  dispose(0, chunks_.size(), Disposition::unparsed);
  std::vector<NodeId> said{atom(Atom{}, span_of(0, chunks_.size()))};
  if (children_ && *children_) {
    children_used_ = true;
    Stance named;
    named.mention_only = true;
    for (const NodeId id : (*children_)(named)) {
      quiet(id);
      said.push_back(id);
    }
  }
  return group(Op::all, std::move(said));
}

// "Exceptions: A, B" goes on with the sentence before
bool Clauses::excepts_former(Index i, Index begin, Index end, std::vector<NodeId>& nodes) {
  Index opener = begin;
  while (opener < end && chunks_[opener].kind == ChunkKind::filler) ++opener;
  if (opener + 1 >= end || chunks_[opener].kind != ChunkKind::except || !(chunks_[opener].begin->is("exception") || chunks_[opener].begin->is("exceptions"))) return false;
  while (opener + 1 < end && (chunks_[opener + 1].kind == ChunkKind::colon || chunks_[opener + 1].kind == ChunkKind::filler || chunks_[opener + 1].kind == ChunkKind::example)) ++opener;
  const auto exceptional = list(opener + 1, end, Stance{});
  if (!exceptional) return false;
  const NodeId main = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
  nodes = {excepting(main, span_of(i, begin), *exceptional)};
  dispose(begin, opener + 1, Disposition::computable);
  return true;
}

// "Inducers of CYP3A. The washout is at least 5 weeks": how long ago is long enough stands in the second sentence
bool Clauses::washes_out_former(Index begin, Index end, std::vector<NodeId>& nodes) {
  if (section_ != Section::exclusion || !of_washout(begin, end)) return false;
  dispose(begin, end, Disposition::unparsed);
  nodes = {group(Op::all, {group(Op::any, std::move(nodes)), atom(Atom{}, span_of(begin, end))})};
  return true;
}

// One more sentence: it stands beside those before it, is an exception to them, or only explains them.
void Clauses::add_sentence(Index begin, Index end, const Stance& stance, std::vector<NodeId>& nodes) {
  const auto unless = find(begin, end, ChunkKind::unless_);
  const bool allows = find(begin, end, ChunkKind::allowed).has_value();
  // "History of carcinoma unless cured": an exception of its own sentence, not of the one before
  const bool own_exception = unless && section_ == Section::exclusion && std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(begin), chunks_.begin() + static_cast<std::ptrdiff_t>(*unless), [](const Chunk& x) {
    return x.kind == ChunkKind::thing && !x.generic && !x.age && x.atom.kind != AtomKind::sex && x.atom.kind != AtomKind::life_stage;
  });
  const bool exception = !nodes.empty() && !own_exception && (allows || unless);
  Stance inner = exception ? Stance{} : stance;
  first_sentence_ = nodes.empty();
  if (!nodes.empty() && (explains_former(begin, end) || only_permits(begin, end))) inner.mention_only = true;
  const auto node = said(begin, end, inner);
  if (!node) return;
  if (nodes.size() == 1 && refines(nodes[0], *node)) {
    // "Dipstick < 2+. If dipstick ≥ 2+, 24-hour protein ≤ 1 g": the second sentence opens a second way
    const Group g = *rule_.group(*node);
    nodes = {group(Op::any, {nodes[0], group(Op::all, {g.when, g.then})})};
    return;
  }
  const bool forbids = std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(begin), chunks_.begin() + static_cast<std::ptrdiff_t>(end), [](const Chunk& c) { return c.kind == ChunkKind::neg && c.value == "excluded"; });
  if (exception && forbids && section_ == Section::exclusion && allows) {
    // "inhibitors. Strong ones are prohibited and weak ones are allowed": which of them, the second sentence sorts out
    for (const NodeId id : nodes)
      if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && entry(*a) && a->assertion == Assertion::asserted) a->qualifiers.emplace_back("perhaps unless allowed");
    quiet(*node);
    nodes.push_back(*node);
  } else if (exception && !only_mentions(*node) && !(allows && obliges(begin, end))) {
    const NodeId main = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
    if (unless) {
      const NodeId lets_in = unguard(*node);
      nodes = {section_ == Section::inclusion ? group(Op::any, {main, lets_in}) : group(Op::all, {main, negate(lets_in)})};
    } else {
      nodes = {allow(main, *node, names_people(begin, end))};
    }
  } else {
    nodes.push_back(inner.mention_only ? *node : weigh_unheard(begin, end, *node));
  }
}

// "This includes …", "Note: …": says more of the sentence before, and asks for nothing.
bool Clauses::explains_former(Index begin, Index end) const {
  const Chunk& first = chunks_[begin];
  if ((first.begin->is("note") || first.begin->is("nb")) && !find(begin, end, ChunkKind::allowed) && !find(begin, end, ChunkKind::unless_)) return true;
  if (begin + 1 < end && first.kind == ChunkKind::filler && (first.begin->is("this") || first.begin->is("these")) && chunks_[begin + 1].kind == ChunkKind::example) return true;
  for (Index n = begin; n < end; ++n)
    if (chunks_[n].kind == ChunkKind::example && chunks_[n].begin->is("this")) return true;
  return says_what_counts(begin, end) || counts_people(begin, end);
}

std::optional<NodeId> Clauses::sentence(Index i, Index j, const Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  if (const auto colon = find(i, j, ChunkKind::colon); colon && *colon + 1 < j) {
    if (says_nothing_but_list(i, *colon)) {
      dispose(i, *colon + 1, Disposition::computable);
      return sentence(*colon + 1, j, stance);
    }
    if (const auto listed = list_behind_head(i, *colon, j, stance)) return listed;
    if (means_what_follows(i, *colon, j)) return meant_by_list(i, *colon, j, stance);
  }
  // "… with the exceptions of A; B; or C": the list of exceptions runs on
  if (const auto semicolon = find(i, j, ChunkKind::semicolon); semicolon)
    if (const auto except = find(i, *semicolon, ChunkKind::except); except && *except > i && section_ == Section::exclusion && !demands(*semicolon + 1, j)) return exceptions(i, j, stance);
  return parts(i, j, stance);
}

// parts = part { ";" part }                                  diabetes; hypertension; or heart failure
std::optional<NodeId> Clauses::parts(Index i, Index j, const Stance& stance) {
  std::vector<NodeId> nodes;
  bool disjunctive = section_ == Section::exclusion;
  Index begin = i;
  for (Index k = i; k <= j; ++k) {
    if (k < j && chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k != j && chunks_[k].kind != ChunkKind::semicolon) continue;
    Index from = begin, to = std::max(begin, k);
    begin = k + 1;
    if (from == to) continue;
    const auto joint = [&](Index n) {
      disjunctive |= chunks_[n].kind == ChunkKind::or_;
      return chunks_[n].kind == ChunkKind::and_ || chunks_[n].kind == ChunkKind::or_;
    };
    while (from < to && joint(from)) ++from;
    while (to > from && joint(to - 1)) --to;
    const bool lets_in = !nodes.empty() && find(from, to, ChunkKind::allowed) && !find(from, to, ChunkKind::provided);
    Stance here = stance;
    here.mention_only |= !nodes.empty() && says_what_counts(from, to);
    if (!nodes.empty() && other_limit(from, to, here)) continue;  // it has gone into the limit before
    auto node = exceptions(from, to, lets_in ? Stance{} : here);
    if (!node) continue;
    if (from > 0 && !only_mentions(*node) && duty_of_things(from, to)) {
      quiet(*node);
      node = group(Op::all, {*node, atom(Atom{}, span_of(from, to))});
    }
    if (lets_in && !only_mentions(*node)) nodes = {allow(group(join(disjunctive), std::move(nodes)), *node, names_people(from, to))};
    else nodes.push_back(*node);
  }
  if (nodes.empty()) return std::nullopt;
  return group(join(disjunctive), std::move(nodes));
}

// "The required washout period prior to …", "Washout for these is …"
bool Clauses::of_washout(Index i, Index j) const {
  TokenIt t = chunks_[i].begin;
  const TokenIt last = chunks_[j - 1].end;
  for (int n = 0; t != last && n < 4; ++t, ++n)
    if (t->is("washout") || (t->is("wash") && last - t > 2 && (t[1].is("out") || t[2].is("out")))) return true;
  return false;
}

// Is `second` "if X …, then …" with X the thing that `first` compares?
bool Clauses::refines(NodeId first, NodeId second) const {
  const Group* g = rule_.group(second);
  if (section_ != Section::inclusion || !g || g->op != Op::if_) return false;
  const Atom* condition = rule_.atom(g->when);
  if (!condition || condition->concept_id.empty() || condition->bounds.empty()) return false;
  // "ALP ≤ 5 x ULN. If ALP > 2.5 x ULN, ALT ≤ 1.5 x ULN" asks more of some who meet the first; it lets nobody else in
  const auto beyond = [&](const Atom& a) {
    if (a.bounds.size() != 1 || condition->bounds.size() > 2) return condition->bounds.size() == 1;
    const Bound &limit = a.bounds[0], &from = condition->bounds[0];
    const auto up = [](Comparator op) { return op == Comparator::less || op == Comparator::less_equal; };
    if (limit.unit != from.unit || limit.relative_to != from.relative_to || limit.op == Comparator::equal || from.op == Comparator::equal) return condition->bounds.size() == 1;
    if (up(limit.op)) return !up(from.op) && from.value >= limit.value;
    return up(from.op) && from.value <= limit.value;
  };
  const std::function<bool(NodeId)> about = [&](NodeId id) -> bool {
    if (const Atom* a = rule_.atom(id)) return a->concept_id == condition->concept_id && !a->bounds.empty() && beyond(*a);
    const Group& h = *rule_.group(id);
    return std::any_of(h.of.begin(), h.of.end(), about);
  };
  return about(first);
}

// "Hydroxyurea is not considered a prior regimen", "replacement therapy is not a form of systemic therapy": what a word of the
// sentence before covers, and nothing of the patient.
bool Clauses::says_what_counts(Index i, Index j) const {
  // "Immunosuppressants include: …", of a thing that was named before
  Index head = i;
  while (head < j && chunks_[head].kind == ChunkKind::filler) ++head;
  if (head + 1 < j && chunks_[head].kind == ChunkKind::thing && (chunks_[head + 1].begin->is("include") || chunks_[head + 1].begin->is("includes")) && !comparison(chunks_[head]))
    for (Index k = 0; k < i; ++k)
      if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.concept_id == chunks_[head].atom.concept_id && chunks_[k].atom.words == chunks_[head].atom.words) return true;
  bool subject = false;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::unknown) subject = true;
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) {
      if (t->is("who") || t->is("patients") || t->is("subjects") || t->is("participants")) return false;
      if (t + 3 >= chunks_[j - 1].end) continue;
      const bool is = t->is("is") || t->is("are");
      if (subject && is && (t[1].is("considered") || (t[1].is("not") && t[2].is("considered")))) {
        for (TokenIt after = t; after != chunks_[j - 1].end; ++after)
          for (const std::string_view other : {"eligible", "ineligible", "exclusionary", "exclusion", "candidate", "candidates", "suitable", "safe", "acceptable", "adequate", "appropriate", "excluded", "stable", "if", "unless", "resolved", "significant"})
            if (after->is(other)) return false;
        return true;
      }
    }
  }
  return false;
}

// "Hydroxyurea may be used to control counts": nobody is asked to take it
bool Clauses::only_permits(Index i, Index j) const {
  bool named = false, permits = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::guard || c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::manual || c.kind == ChunkKind::provided || comparison(c)) return false;
    named |= c.kind == ChunkKind::thing;
    for (TokenIt t = c.begin; t != c.end; ++t) {
      if (t->is("must") || t->is("should") || t->is("only") || t->is("required") || t->is("agree")) return false;
      if (named && (t->is("may") || t->is("can") || t->is("could"))) permits = true;
      if (permits && (t->is("interfere") || t->is("affect") || t->is("increase") || t->is("cause") || t->is("confound") || t->is("compromise") || t->is("impair") || t->is("put"))) return false;
    }
  }
  return permits;
}

// "Participants who cannot walk, but are up in a wheelchair, will be considered ambulatory", and of an exclusion "Patients treated
// with X can be enrolled after 4 weeks": how others are counted
bool Clauses::counts_people(Index i, Index j) const {
  TokenIt first = chunks_[i].begin;
  const TokenIt last = chunks_[j - 1].end;
  if (!(first->is("patients") || first->is("subjects") || first->is("participants") || first->is("individuals") || first->is("those"))) return false;
  for (TokenIt t = first; t + 2 < last; ++t) {
    const bool may = t->is("can") || t->is("may") || t->is("could");
    if (section_ == Section::exclusion && may && (t[1].is("be") || t[1].is("still"))) return true;
    if ((t->is("be") || t->is("are")) && t[1].is("considered") && !(t[2].is("for") || t[2].is("eligible") || t[2].is("ineligible") || t[2].is("not") || t[2].is("excluded"))) return section_ == Section::inclusion;
  }
  return false;
}

// "; patients on corticosteroids should be on stable doses": a demand of its own, no further member of a list
bool Clauses::demands(Index i, Index j) const {
  for (Index k = i; k < j; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      if (t->is("should") || t->is("must") || t->is("shall")) return true;
  return false;
}

}  // namespace elig
