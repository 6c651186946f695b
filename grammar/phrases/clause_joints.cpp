// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// What "and", "or" and commas join.
namespace elig {

// What each joint means, now that it is known what stands on both sides.
void Clauses::weigh_joints(Listing& list) {
  std::vector<Member>& members = list.members;
  const bool inclusion = section_ == Section::inclusion, asked = inclusion && !list.stance.negated;
  // "pregnant women, or men or women of childbearing potential not willing to …": whether all men are kept out, a person says
  if (!inclusion && !list.stance.mention_only)
    for (std::size_t k = 0; k + 1 < members.size(); ++k)
      if (members[k].people && !members[k + 1].people) members[k].node = group(Op::all, {members[k].node, wording(members[k].node)});
  // "negative for hepatitis B or HIV": for both, as one word denies them
  for (std::size_t k = 1; k < members.size() && asked; ++k)
    if (members[k].before == ChunkKind::or_ && shares_negative(members[k - 1].node, members[k].node)) members[k].before = ChunkKind::and_;
  // "male and non-pregnant female subjects": whoever is one of them
  for (std::size_t k = 1; k < members.size() && asked; ++k)
    if (members[k - 1].people && members[k].before == ChunkKind::and_ && denies_of_women(members[k].node)) members[k].before = ChunkKind::or_;
  for (std::size_t k = 1; k < members.size(); ++k) {
    const ChunkKind joint = members[k].before;
    if (joint == ChunkKind::or_ || joint == ChunkKind::and_ || joint == ChunkKind::comma || joint == ChunkKind::period) members[k - 1].node = for_the_others(members[k - 1].node, members[k].node);
  }
  // "4 weeks since chemotherapy or radiotherapy": both lie that far back
  for (std::size_t k = 1; k < members.size() && inclusion; ++k)
    if (members[k].before == ChunkKind::or_ && washed_out(members[k - 1].node, members[k].node)) members[k].before = ChunkKind::and_;
  // "ALT or AST ≤ 2 x ULN" lets in who keeps both; whether one will do, nobody says
  for (std::size_t k = 1; k < members.size() && asked; ++k)
    if (members[k].before == ChunkKind::or_ && same_upper_limit(members[k - 1].node, members[k].node)) {
      const Index joint = span_between(members[k - 1].node, members[k].node, list.begin, list.end);
      members[k - 1].node = either_way({members[k - 1].node, members[k].node}, span_of(joint, joint + 1));
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(k--));
    }
}

// "men with diabetes and retinopathy or nephropathy": an "or" between things of one kind joins those, not all that came before
void Clauses::bind_close_choices(Listing& list) {
  std::vector<Member>& members = list.members;
  const bool exclusion = section_ == Section::exclusion;
  bool in_causes = false;
  for (std::size_t k = 1; k < members.size(); ++k) {
    if (members[k].before != ChunkKind::or_ || members[k].inherits) continue;
    // "DLCO < 50 % and FEV1 or FVC < 40 %", "metformin and either a sulfonylurea or insulin": the choice is between the two
    if (k > 1 && members[k - 1].before == ChunkKind::and_ && !members[k].comma && one_choice(members[k - 1].node, members[k].node)) {
      members[k].tight = true;
      continue;
    }
    // "heart failure due to amyloidosis, sarcoidosis or myocarditis": of the causes; "NYHA III heart failure, angina or …": one more
    bool caused = has_cause(members[k - 1].node);
    // "myositis, lupus, thrombosis due to a clotting disorder, sarcoidosis or vasculitis": the list goes on where it was
    if (caused && k > 2 && members[k - 1].comma && members[k - 2].comma && members[k].comma && !members[k - 1].tight) {
      in_causes = false;
      continue;
    }
    if (members[k - 1].tight && !(exclusion && members[k].comma && !in_causes) && one_family(members[k - 1].node, members[k].node)) {
      members[k].tight = true;
      continue;
    }
    in_causes = caused;
    const bool wide = members[k].comma && ((exclusion && !caused) || !(k + 1 < members.size() && members[k + 1].before == ChunkKind::or_));
    if (wide || members[k - 1].people) continue;
    if (const Group* g = rule_.group(members[k - 1].node); g && g->op == Op::all) {
      if (splits_last(list, k)) ++k;
    } else if (k > 1 && members[k - 1].before == ChunkKind::and_ && !one_family(members[k - 2].node, members[k - 1].node) && one_family(members[k - 1].node, members[k].node)) {
      // "microalbuminuria and metformin or insulin": the two drugs are the choice
      members[k].tight = true;
    }
  }
  for (std::size_t k = members.size(); k-- > 1;)
    if (members[k].tight) {
      members[k - 1].node = group(Op::any, {members[k - 1].node, members[k].node});
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(k));
    }
}

// "diabetes with retinopathy or nephropathy": the last thing of the member before is the choice's first; it becomes a member of its own
bool Clauses::splits_last(Listing& list, std::size_t k) {
  std::vector<Member>& members = list.members;
  std::vector<NodeId> of = rule_.group(members[k - 1].node)->of;
  std::size_t last = of.size();
  unsigned deciders = 0;
  for (std::size_t n = 0; n < of.size(); ++n)
    if (!only_mentions(of[n])) {
      ++deciders;
      last = n;
    }
  if (deciders < 2 || !one_family(of[last], members[k].node)) return false;
  std::vector<NodeId> tail(of.begin() + static_cast<std::ptrdiff_t>(last), of.end());
  of.resize(last);
  Member head = members[k - 1];
  head.node = group(Op::all, std::move(of));
  head.people = false;
  head.narrows.reset();
  members[k - 1] = {group(Op::all, std::move(tail)), ChunkKind::either, false, false, false};
  members[k].tight = true;
  members.insert(members.begin() + static_cast<std::ptrdiff_t>(k - 1), head);
  return true;
}

// What an inclusion lists may be asked of everybody, or any of it will do: where nobody says which, only who has all and who has none is certain.
std::optional<NodeId> Clauses::open_list(const Listing& list) {
  const std::vector<Member>& members = list.members;
  if (section_ == Section::exclusion || list.stance.negated || list.stance.mention_only || members.size() < 2) return std::nullopt;
  std::vector<NodeId> each;
  bool commas = true, joined = true, people = false;
  for (std::size_t k = 0; k < members.size(); ++k) {
    each.push_back(members[k].node);
    people |= members[k].people;
    joined &= !members[k].inherits && (k == 0 || members[k].before == ChunkKind::comma || members[k].before == ChunkKind::and_);
    commas &= !members[k].inherits && (k == 0 || members[k].before == ChunkKind::comma);
  }
  const Index joint = list.operands.back().begin > list.begin ? list.operands.back().begin - 1 : list.begin;
  const Span word = span_of(joint, joint + 1);
  // "melanoma, renal cell carcinoma, bladder cancer": nobody is asked to have all of them
  if (joined && distinct_diseases(each)) {
    if (commas) return group(Op::any, std::move(each));
    dispositions_[joint] = Disposition::unparsed;
    return either_way(std::move(each), word);
  }
  // "diabetes, hypertension, obesity": all of them, or any
  if (commas && each.size() > 2 && std::all_of(each.begin(), each.end(), [this](NodeId id) { return names_disease(id); })) return either_way(std::move(each), word);
  if (list.stance.conjunctive) return std::nullopt;
  if (const auto either = and_beside_or(list)) return either;
  // "chronic kidney disease, heart failure, stroke" of an inclusion: all, or one of them; nobody says
  if (commas && !people && of_one_kind(each)) {
    dispositions_[joint] = Disposition::unparsed;
    return either_way(std::move(each), word);
  }
  return std::nullopt;
}

// "A and B or C" without a comma: which of the two binds tighter, nobody says
std::optional<NodeId> Clauses::and_beside_or(const Listing& list) {
  const std::vector<Member>& members = list.members;
  if (members.size() != 3 || list.operands.size() != 3 || members[1].before == members[2].before) return std::nullopt;
  for (const std::size_t k : {1U, 2U})
    if (members[k].before != ChunkKind::and_ && members[k].before != ChunkKind::or_) return std::nullopt;
  for (const Member& m : members)
    if (m.comma || m.inherits || m.people) return std::nullopt;
  const bool and_first = members[1].before == ChunkKind::and_;
  const NodeId lone = members[and_first ? 0 : 2].node, middle = members[1].node, other = members[and_first ? 2 : 0].node;
  if (only_mentions(lone) || only_mentions(other) || only_mentions(middle)) return std::nullopt;
  const Index joint = list.operands[and_first ? 2 : 1].begin - 1;
  dispositions_[joint] = Disposition::unparsed;
  const NodeId strict = group(Op::all, {lone, group(Op::any, {middle, other})});
  const NodeId loose = group(Op::any, {group(Op::all, {lone, middle}), other});
  return group(Op::any, {strict, group(Op::all, {loose, atom(Atom{}, span_of(joint, joint + 1))})});
}

// "and" binds tighter than "or"; a list without any joining word is read by its section; the members under one negation are all
// negated; statements side by side are joined last
NodeId Clauses::joined(const Listing& list) {
  const Stance& stance = list.stance;
  const bool exclusion = section_ == Section::exclusion;
  // an exclusion that lists with "and" keeps out whoever has one of them
  const bool each_keeps_out = exclusion && !stance.mention_only && !stance.conjunctive;
  std::vector<NodeId> statements, any, all{list.members[0].node};
  bool people = false;
  const auto close_all = [&] { any.push_back(group(Op::all, std::move(all))); };
  const auto close_any = [&] {
    close_all();
    statements.push_back(group(Op::any, std::move(any)));
    any.clear();
  };
  for (std::size_t k = 1; k < list.members.size(); ++k) {
    const Member& member = list.members[k];
    ChunkKind joint = member.before;
    if (joint == ChunkKind::period || joint == ChunkKind::filler) {
      people |= joint == ChunkKind::filler;
      close_any();
      all = {member.node};
      continue;
    }
    if (joint == ChunkKind::comma) joint = exclusion ? ChunkKind::or_ : ChunkKind::and_;
    // "men and women" are whoever is one of them
    if (joint == ChunkKind::and_ && (each_keeps_out || (member.people && list.members[k - 1].people))) joint = ChunkKind::or_;
    if (exclusion && !stance.mention_only && member.before == ChunkKind::and_ && !member.inherits) {
      // "women of childbearing potential and not using contraception": nobody is kept out for the first alone
      if (fertile(all.back()) && denies_contraception(member.node)) {
        all.back() = group(Op::all, {all.back(), member.node});
        continue;
      }
      // "a woman who does not use contraception and is not sterile": nobody is kept out for the second alone
      if (denies_on(list, k)) {
        all.back() = group(Op::all, {all.back(), member.node});
        continue;
      }
      // "heart failure and symptoms of NYHA III": both, or either; only who has both and who has neither is certain
      if (!stance.conjunctive && member.narrows && !only_manual(member.node) && !only_manual(all.back())) {
        const Index and_ = *member.narrows;
        dispositions_[and_] = Disposition::unparsed;
        all.back() = either_way({all.back(), member.node}, span_of(and_, and_ + 1));
        continue;
      }
    }
    if (member.inherits || joint == ChunkKind::either) joint = ChunkKind::and_;
    // "unless treated with A or B and stable": whichever of the two it was
    if (stance.conjunctive && joint == ChunkKind::and_ && !any.empty() && one_family(any.back(), all.back()) && !one_family(all.back(), member.node)) {
      close_all();
      all = {group(Op::any, std::move(any))};
      any.clear();
    }
    if (joint == ChunkKind::or_) {
      close_all();
      all = {member.node};
    } else {
      all.push_back(member.node);
    }
  }
  close_any();
  if (!exclusion && !stance.negated && !stance.mention_only)
    for (NodeId& statement : statements) statement = asked_of_both(statement);
  return group(exclusion && !people && !stance.conjunctive ? Op::any : Op::all, std::move(statements));
}

// "who is not taking A and is not B": one more thing that the people of the relative clause before are not
bool Clauses::denies_on(const Listing& list, std::size_t k) const {
  const Group* denial = rule_.group(list.members[k].node);
  if (!denial || denial->op != Op::not_) return false;
  const Span here = rule_.at(list.members[k].node).span, before = rule_.at(list.members[k - 1].node).span;
  for (Index n = list.begin + 1; n + 2 < list.end; ++n) {
    const Chunk& c = chunks_[n];
    if (c.kind != ChunkKind::and_ || c.end - c.begin != 1 || c.begin->begin < before.end || c.begin->begin >= here.begin || chunks_[n - 1].kind == ChunkKind::comma) continue;
    const Token& verb = *chunks_[n + 1].begin;
    if (!verb.is("is") && !verb.is("are") && !verb.is("has") && !verb.is("have") && !verb.is("does") && !verb.is("do")) return false;
    for (Index left = n; left-- > list.begin;)
      for (TokenIt t = chunks_[left].begin; t != chunks_[left].end; ++t)
        if (t->is("who")) return true;
    return false;
  }
  return false;
}

// "not using contraception", "unwilling to use it", of whoever was named before
bool Clauses::denies_contraception(NodeId id) const {
  bool denied = false, people = false;
  const std::function<void(NodeId)> look = [&](NodeId n) {
    if (const Atom* a = rule_.atom(n)) {
      people |= a->kind == AtomKind::sex || a->concept_id == "childbearing-potential";
      denied |= a->concept_id == "contraception" || a->kind == AtomKind::manual;
      return;
    }
    const Group& g = *rule_.group(n);
    for (const NodeId child : g.of) look(child);
    if (g.op == Op::if_) {
      look(g.when);
      look(g.then);
    }
  };
  look(id);
  return denied && !people;
}

// Does one "negative" stand before both infections?
bool Clauses::shares_negative(NodeId a, NodeId b) const {
  const std::function<const Atom*(NodeId)> result = [&](NodeId id) -> const Atom* {
    if (const Atom* x = rule_.atom(id)) return x->state == State::negative && x->assertion == Assertion::asserted && (x->kind == AtomKind::condition || x->kind == AtomKind::test) ? x : nullptr;
    const Group& g = *rule_.group(id);
    if (g.op != Op::all) return nullptr;
    for (const NodeId child : g.of)
      if (!only_mentions(child)) return result(child);
    return nullptr;
  };
  const Atom* first = result(a);
  const Atom* second = result(b);
  if (!first || !second) return false;
  const auto left = chunk_of(*first), right = chunk_of(*second);
  if (!left || !right) return false;
  return std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(*left), chunks_.begin() + static_cast<std::ptrdiff_t>(std::min(*right + 2, chunks_.size())), [](const Chunk& c) { return c.kind == ChunkKind::state; });
}

// "women of childbearing potential"
bool Clauses::fertile(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->concept_id == "childbearing-potential" && a->assertion == Assertion::asserted;
  const Group& g = *rule_.group(id);
  if (g.op != Op::all) return false;
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return fertile(c) || (rule_.atom(c) && rule_.atom(c)->kind == AtomKind::sex); }) && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return fertile(c); });
}

// "non-pregnant", "not lactating"
bool Clauses::denies_of_women(NodeId id) const {
  const Group* g = rule_.group(id);
  if (!g) return false;
  if (g->op == Op::all && !g->of.empty()) return denies_of_women(g->of.front());
  if (g->op != Op::not_) return false;
  const Atom* a = rule_.atom(g->of.front());
  return a && (a->concept_id == "pregnancy" || a->concept_id == "lactation");
}

// "Men or non-pregnant women aged 18 to 45 with asthma": only the pregnancy is a matter of the women.
NodeId Clauses::asked_of_both(NodeId id) {
  const Group* either = rule_.group(id);
  if (!either || either->op != Op::any || either->of.size() != 2) return id;
  const NodeId first = either->of[0], second = either->of[1];
  const auto of_sex = [](const Atom& a) {
    if (a.kind == AtomKind::sex || a.kind == AtomKind::pregnancy || a.kind == AtomKind::reproductive) return true;
    return a.concept_id == "pregnancy" || a.concept_id == "lactation" || a.concept_id == "childbearing-potential" || a.concept_id == "contraception";
  };
  bool sex = false;
  const std::function<bool(NodeId)> people = [&](NodeId n) -> bool {
    if (const Atom* a = rule_.atom(n)) {
      sex |= a->kind == AtomKind::sex;
      return a->kind == AtomKind::sex || a->kind == AtomKind::life_stage || a->concept_id == "healthy";
    }
    const Group& g = *rule_.group(n);
    return g.op == Op::all && std::all_of(g.of.begin(), g.of.end(), people);
  };
  const Group* others = rule_.group(second);
  if (!people(first) || !sex || !others || others->op != Op::all) return id;
  std::vector<NodeId> theirs, both;
  bool told_apart = false;
  for (const NodeId n : others->of) {
    const Group* denial = rule_.group(n);
    const Atom* a = denial && denial->op == Op::not_ ? rule_.atom(denial->of.front()) : rule_.atom(n);
    told_apart |= a && of_sex(*a);
    const bool of_anybody = a && !denial && a->assertion == Assertion::asserted && !of_sex(*a) && !a->concept_id.empty() && (a->kind == AtomKind::age || a->kind == AtomKind::measurement || a->kind == AtomKind::condition);
    (of_anybody ? both : theirs).push_back(n);
  }
  if (!told_apart || both.empty() || theirs.empty()) return id;
  both.insert(both.begin(), group(Op::any, {first, group(Op::all, std::move(theirs))}));
  return group(Op::all, std::move(both));
}

// Does it ask for a disease, and for no value?
bool Clauses::names_disease(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::condition && a->bounds.empty() && a->assertion == Assertion::asserted && !a->window;
  const Group& g = *rule_.group(id);
  return (g.op == Op::all || g.op == Op::any) && !compares(id) && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return names_disease(c); });
}

// Are they all cancers of different kinds, and nothing said of them beside?
bool Clauses::distinct_diseases(const std::vector<NodeId>& of) const {
  const auto plain = [](const Atom* a) { return a && a->kind == AtomKind::condition && a->bounds.empty() && a->assertion == Assertion::asserted && a->state == State::none; };
  for (const NodeId id : of)
    if (!plain(rule_.atom(id))) return false;
  const auto cancer = vocabulary_.find("cancer"), spread = vocabulary_.find("metastatic-cancer");
  std::vector<ConceptIndex> seen;
  for (const NodeId id : of) {
    const auto what = vocabulary_.find(rule_.atom(id)->concept_id);
    if (!what || !cancer || *what == *cancer || !vocabulary_.is_a(*what, *cancer) || (spread && (*what == *spread || vocabulary_.is_a(*what, *spread)))) return false;
    for (const ConceptIndex other : seen)
      if (other == *what || vocabulary_.is_a(other, *what) || vocabulary_.is_a(*what, other)) return false;
    seen.push_back(*what);
  }
  return true;
}

// One limit from above for both aminotransferases, with or without the cases of it.
bool Clauses::same_upper_limit(NodeId a, NodeId b) const {
  const auto limit = [this](auto&& self, NodeId id) -> const Atom* {
    if (const Atom* x = rule_.atom(id)) return (x->concept_id == "alt" || x->concept_id == "ast") && x->bounds.size() == 1 && (x->bounds[0].op == Comparator::less || x->bounds[0].op == Comparator::less_equal) ? x : nullptr;
    const Group& g = *rule_.group(id);
    if (g.op == Op::if_) return self(self, g.then);
    if (g.op != Op::all) return nullptr;
    for (const NodeId child : g.of)
      if (!only_mentions(child)) return self(self, child);
    return nullptr;
  };
  const Atom* first = limit(limit, a);
  const Atom* second = limit(limit, b);
  return first && second && first->concept_id != second->concept_id && first->bounds[0].value == second->bounds[0].value && first->bounds[0].op == second->bounds[0].op;
}

// The joining word between two members.
Clauses::Index Clauses::span_between(NodeId a, NodeId b, Index i, Index j) const {
  Index found = i;
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == ChunkKind::or_ && chunks_[k].begin->begin >= rule_.at(a).span.begin && chunks_[k].begin->begin <= rule_.at(b).span.end) found = k;
  return found;
}

// Do both share one comparison, or stand behind an "either"?
bool Clauses::one_choice(NodeId a, NodeId b) const {
  const Atom* first = rule_.atom(a);
  const Atom* second = rule_.atom(b);
  if (!first || !second) return false;
  if (!first->bounds.empty() && first->bounds == second->bounds) return true;
  const auto at = chunk_of(*first);
  if (!at) return false;
  Index k = *at;
  while (k > 0 && chunks_[k - 1].kind == ChunkKind::filler) --k;
  return k > 0 && chunks_[k - 1].kind == ChunkKind::either && chunks_[k - 1].begin->is("either");
}

// Do both ask for a distance from earlier treatments?
bool Clauses::washed_out(NodeId a, NodeId b) const {
  const std::function<const Window*(NodeId)> distance = [&](NodeId id) -> const Window* {
    if (const Atom* x = rule_.atom(id)) {
      const bool treatment = x->kind == AtomKind::exposure || x->kind == AtomKind::therapy || x->kind == AtomKind::procedure;
      return treatment && x->window && x->window->op == WindowOp::not_within && x->bounds.empty() ? &*x->window : nullptr;
    }
    const Window* found = nullptr;
    for (const NodeId child : rule_.group(id)->of) {
      if (only_mentions(child)) continue;
      const Window* w = distance(child);
      if (!w) return nullptr;
      found = w;
    }
    return rule_.group(id)->op == Op::all ? found : nullptr;
  };
  return distance(a) && distance(b);
}

// Are both single things of a kind that "or" would join?
bool Clauses::one_family(NodeId a, NodeId b) const {
  const std::function<int(NodeId)> family = [&](NodeId id) -> int {
    if (const Atom* x = rule_.atom(id)) {
      if (!x->bounds.empty()) return 0;
      switch (x->kind) {
        case AtomKind::condition: case AtomKind::finding: return 1;
        case AtomKind::exposure: case AtomKind::therapy: case AtomKind::procedure: return 2;
        case AtomKind::biomarker: case AtomKind::test: return 3;
        default: return 0;
      }
    }
    const Group& g = *rule_.group(id);
    int found = -1;
    for (const NodeId c : g.of) {
      if (only_mentions(c)) continue;
      const int f = family(c);
      if (found != -1 && f != found) return 0;
      found = f;
    }
    return std::max(found, 0);
  };
  const int first = family(a);
  return first != 0 && first == family(b);
}

}  // namespace elig
