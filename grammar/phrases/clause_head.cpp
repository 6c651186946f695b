// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// What stands before a list: what it says of the members, and what the members say of it.
namespace elig {

// "The following are excluded:" among the exclusions says what they are, it denies nothing.
bool Clauses::denies_list(const Chunk& c) const {
  return c.kind == ChunkKind::none_of || (c.kind == ChunkKind::neg && !(c.value == "excluded" && section_ == Section::exclusion));
}

// What the words of a head say of the list below it: "No history of:", "Within 6 months:", "Cardiac disease within 6 months, such
// as:". True when it denies the list.
bool Clauses::head_stance(const std::optional<NodeId>& head, Stance& below) const {
  bool denied = false;
  if (!head) {
    denied = below.negated;
    for (const Chunk& c : chunks_) {
      if (denies_list(c)) denied = !denied;
      if (c.kind == ChunkKind::history) below.temporality = Temporality::past;
      if (c.kind == ChunkKind::current && below.temporality == Temporality::any) below.temporality = Temporality::current;
      if (c.kind == ChunkKind::possible) {
        below.assertion = Assertion::possible;
        below.signs = c.value == "signs";
        below.suspicion = c.value == "suspicion" || below.signs;
      }
      if (c.kind == ChunkKind::future) below.assertion = Assertion::planned;
      if (c.kind == ChunkKind::person) below.assertion = Assertion::other_person;
      if (c.kind == ChunkKind::window && !c.taken) below.window = c.window.window;
    }
    return denied;
  }
  for (const Chunk& c : chunks_) {
    if (c.kind == ChunkKind::filler) continue;
    if (c.kind == ChunkKind::guard || c.kind == ChunkKind::for_) return false;
    break;
  }
  const auto denies = [this](NodeId id) { return rule_.group(id) && rule_.group(id)->op == Op::not_ && !only_manual(rule_.group(id)->of.front()); };
  // "Receiving concomitant medication that interferes with X": so is what the list names
  if (below.temporality == Temporality::any)
    for (const Chunk& c : chunks_) {
      if (c.kind == ChunkKind::history || c.kind == ChunkKind::neg || c.kind == ChunkKind::window || c.kind == ChunkKind::allowed || c.kind == ChunkKind::or_) break;
      if (c.kind != ChunkKind::current) continue;
      for (TokenIt t = c.begin; t != c.end; ++t)
        for (const std::string_view word : {"receiving", "taking", "concomitant", "concurrent", "concomitantly", "concurrently", "currently", "using"})
          if (t->is(word)) below.temporality = Temporality::current;
      break;
    }
  const Group* g = rule_.group(*head);
  denied = denies(*head) || (g && g->op == Op::all && std::any_of(g->of.begin(), g->of.end(), denies) && std::all_of(g->of.begin(), g->of.end(), [&](NodeId id) { return denies(id) || only_mentions(id); }));
  if (!heads_list()) return denied && ends_in_example();
  for (const Chunk& c : chunks_)
    if (c.kind == ChunkKind::thing && c.atom.window && entry(c.atom) && c.atom.assertion != Assertion::mention) below.window = c.atom.window;
  return denied;
}

bool Clauses::ends_in_example() const {
  for (Index k = chunks_.size(); k-- > 0;) {
    if (chunks_[k].kind == ChunkKind::example) return true;
    if (chunks_[k].kind != ChunkKind::filler && chunks_[k].kind != ChunkKind::colon && chunks_[k].kind != ChunkKind::following && chunks_[k].kind != ChunkKind::any_of && chunks_[k].kind != ChunkKind::neg) return false;
  }
  return false;
}

// Does the text end in a colon or in words that announce a definition?
bool Clauses::heads_list() const {
  for (Index k = chunks_.size(); k-- > 0;) {
    if (chunks_[k].kind == ChunkKind::colon || chunks_[k].kind == ChunkKind::definition || chunks_[k].kind == ChunkKind::following) return true;
    if (chunks_[k].kind != ChunkKind::filler) return false;
  }
  return false;
}

// Does the run say no more than that something is allowed?
bool Clauses::heads_permission() const {
  bool allowed = false;
  const bool of_things = section_ == Section::inclusion && heads_list() && !names_people(0, chunks_.size());
  for (const Chunk& c : chunks_) {
    // "Steroids are permitted in the following circumstances:"
    if (c.kind == ChunkKind::thing && of_things && (c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::procedure || c.generic)) continue;
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::provided || c.kind == ChunkKind::guard || c.kind == ChunkKind::unless_) return false;
    allowed |= c.kind == ChunkKind::allowed;
  }
  return allowed;
}

// "Known hypersensitivity to:", "Allergy to any of the following:"
bool Clauses::names_allergens(Index i, Index end) const {
  bool to = false;
  for (Index k = end; k-- > i;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      static constexpr std::array<std::string_view, 7> allergies{"allergy", "hypersensitivity", "intolerance", "sensitivity", "anaphylaxis", "allergic", "anaphylactic"};
      to |= c.end[-1].is("to");
      return to && std::any_of(c.atom.words.begin(), c.atom.words.end(), [](const std::string& w) { return std::find(allergies.begin(), allergies.end(), w) != allergies.end(); });
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::any_of && c.kind != ChunkKind::following && c.kind != ChunkKind::all_of && c.kind != ChunkKind::count_of && c.kind != ChunkKind::colon && c.kind != ChunkKind::either && c.kind != ChunkKind::bounds) return false;
    for (TokenIt t = c.begin; t != c.end; ++t) to |= t->is("to");
  }
  return false;
}

// "Contraindications to:", "Unable to take any of the following:": does a person judge what the list names?
bool Clauses::judges_list(Index i, Index end) const {
  for (Index k = end; k-- > i;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::manual) return c.end[-1].is("to") || c.end[-1].is("for") || c.end[-1].is("of") || c.end[-1].is("with") || c.end[-1].is("against") || (k + 1 < end && c.begin->lower.starts_with("contraindicat"));
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::any_of && c.kind != ChunkKind::following && c.kind != ChunkKind::all_of && c.kind != ChunkKind::count_of && c.kind != ChunkKind::colon && c.kind != ChunkKind::either && c.kind != ChunkKind::bounds) return false;
  }
  return false;
}

// Where "with" stands before "at least one of the following:", behind a thing of its own: "diabetes with one or more of: …"
std::optional<Clauses::Index> Clauses::narrows_before(Index i, Index colon) const {
  Index of = colon;
  for (Index k = colon; k-- > i;) {
    const ChunkKind kind = chunks_[k].kind;
    if (kind == ChunkKind::any_of || kind == ChunkKind::all_of || kind == ChunkKind::count_of || kind == ChunkKind::following || chunks_[k].value == "count" || chunks_[k].end[-1].is("of")) of = k;
    else if (kind == ChunkKind::thing && !chunks_[k].generic && k < of && of != colon) break;
  }
  if (of == colon) return std::nullopt;
  for (Index k = of; k-- > i && of - k < 4;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing && c.atom.assertion == Assertion::mention) continue;  // the "at least one" itself
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::or_ || c.kind == ChunkKind::unknown) return std::nullopt;
    if (!(c.kind == ChunkKind::filler || c.kind == ChunkKind::and_ || c.kind == ChunkKind::current || c.kind == ChunkKind::bounds)) continue;
    if (!(c.begin->is("with") || c.begin->is("and") || c.begin->is("plus") || c.begin->is("having") || c.begin->is("has") || c.begin->is("have") || c.end[-1].is("with"))) continue;
    for (Index n = i; n < k; ++n)
      if (chunks_[n].kind == ChunkKind::thing && !chunks_[n].generic && chunks_[n].atom.assertion != Assertion::mention && chunks_[n].atom.kind != AtomKind::sex && chunks_[n].atom.kind != AtomKind::life_stage) return k;
    return std::nullopt;
  }
  return std::nullopt;
}

// The "or" that opens the alternative before `with`: "BMI ≥ 30, [or] BMI ≥ 27 with …", of comparisons or behind a comma.
std::optional<Clauses::Index> Clauses::last_alternative(Index i, Index with) const {
  for (Index k = with; k-- > i + 1;) {
    if (chunks_[k].kind != ChunkKind::or_) continue;
    bool left = false, right = false;
    for (Index n = i; n < k; ++n) left |= comparison(chunks_[n]);
    for (Index n = k; n < with; ++n) right |= comparison(chunks_[n]);
    if ((left && right) || chunks_[k - 1].kind == ChunkKind::comma) return k;
    return std::nullopt;
  }
  return std::nullopt;
}

// "hematologic or coagulation parameters defined as: …": the list says all of it
bool Clauses::says_nothing_but_list(Index i, Index colon) const {
  return has(i, colon, ChunkKind::definition) && !has(i, colon, ChunkKind::thing) && !has(i, colon, ChunkKind::manual) && !has(i, colon, ChunkKind::neg);
}

// "One of: A; B", "Diagnosis of one of the following: A, B", "two or more of: A, B, C": how many of them; 0 where no number is asked for.
unsigned Clauses::counts_of_list(Index i, Index colon) const {
  if (colon == i || !(chunks_[colon - 1].end[-1].is("of") || find(i, colon, ChunkKind::count_of) || chunks_[colon - 1].kind == ChunkKind::either)) return 0;
  unsigned wanted = 0;
  for (TokenIt t = chunks_[i].begin; t != chunks_[colon].begin; ++t) {
    if ((t->is("any") && t[1].is("of")) || t->is("either")) wanted = 1;
    if (t->kind == TokenKind::number && wanted == 0 && t->number >= 1 && (t[1].is("of") || (t[1].is("or") && (t[2].is("more") || t[2].is("greater"))))) wanted = static_cast<unsigned>(t->number);
  }
  return wanted;
}

// head ":" list, where the head leaves a place for what the list names: "within 6 months:", "any of the following:"
std::optional<NodeId> Clauses::list_behind_head(Index i, Index colon, Index j, const Stance& stance) {
  const unsigned wanted = counts_of_list(i, colon);
  bool place = wanted > 0, thing_left = false;
  Stance inner = stance;
  for (Index k = i; k < colon; ++k) {
    const Chunk& c = chunks_[k];
    thing_left |= c.kind == ChunkKind::thing;
    place |= (c.kind == ChunkKind::window && !c.taken) || c.kind == ChunkKind::any_of || c.kind == ChunkKind::all_of || c.kind == ChunkKind::none_of || c.kind == ChunkKind::following;
    if (denies_list(c)) inner.negated = !inner.negated;
    if (c.kind == ChunkKind::history) inner.temporality = Temporality::past;
    if (c.kind == ChunkKind::current) inner.temporality = Temporality::current;
    if (c.kind == ChunkKind::possible) {
      inner.assertion = Assertion::possible;
      inner.signs = c.value == "signs";
      inner.suspicion = c.value == "suspicion" || inner.signs;
    }
    if (c.kind == ChunkKind::future) inner.assertion = Assertion::planned;
    if (c.kind == ChunkKind::window && !c.taken) inner.window = c.window.window;
  }
  if (!place || (!has(colon + 1, j, ChunkKind::thing) && !has(colon + 1, j, ChunkKind::manual))) return std::nullopt;
  const bool negated = inner.negated;
  inner.negated = false;
  std::vector<NodeId> members = members_behind(colon, j, inner);
  if (members.empty()) return std::nullopt;
  NodeId node = 0;
  if (wanted > 1 && wanted < members.size()) {
    Group counted;
    counted.op = Op::at_least;
    counted.n = wanted;
    const Span span = hull(rule_.at(members.front()).span, rule_.at(members.back()).span);
    counted.of = std::move(members);
    node = add(std::move(counted), span);
  } else {
    const bool any = wanted == 1 || (!find(i, colon, ChunkKind::all_of) && (section_ == Section::exclusion || find(i, colon, ChunkKind::any_of) || negated));
    node = group(join(any), std::move(members));
  }
  if (judges_list(i, colon)) {
    // "Contraindication to any of the following: A, B": nobody is asked to take them
    quiet(node);
    Atom judged;
    judged.kind = AtomKind::manual;
    judged.why = "judgement";
    dispose(i, j, Disposition::manual);
    return group(Op::all, {atom(std::move(judged), span_of(i, colon)), node});
  }
  if (negated) node = negate(node);
  node = beside_unknown_head(i, colon, node);
  dispose(i, colon + 1, Disposition::computable);
  if (const auto with = narrows_before(i, colon)) return narrowed_by_list(i, *with, colon, node, stance);
  // what the head itself names is decided by its list
  if (thing_left) {
    Stance named = stance;
    named.mention_only = true;
    if (const auto head = list(i, colon, named)) {
      if (const Atom* of_all = rule_.atom(*head)) restrict_examples(Atom(*of_all), node);
      node = group(Op::all, {*head, node});
    }
  }
  return node;
}

std::vector<NodeId> Clauses::members_behind(Index colon, Index j, const Stance& stance) {
  std::vector<NodeId> members;
  Index begin = colon + 1;
  for (Index k = begin; k <= j; ++k) {
    if (k < j && chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k != j && chunks_[k].kind != ChunkKind::semicolon && chunks_[k].kind != ChunkKind::comma) continue;
    while (begin < k && (chunks_[begin].kind == ChunkKind::or_ || chunks_[begin].kind == ChunkKind::and_)) ++begin;
    if (const auto node = exceptions(begin, k, stance)) members.push_back(*node);
    begin = k + 1;
  }
  return members;
}

// "Resistance to any of the following: A, B": what is meant of them, nothing explains
NodeId Clauses::beside_unknown_head(Index i, Index colon, NodeId node) {
  for (Index k = colon; k-- > i;) {
    const Chunk& c = chunks_[k];
    const Chunk& next = chunks_[k + 1];
    if (c.kind == ChunkKind::unknown && next.kind == ChunkKind::filler && (next.end[-1].is("to") || next.end[-1].is("of") || next.end[-1].is("for"))) {
      dispose(k, k + 1, Disposition::unparsed);
      node = group(Op::all, {atom(Atom{}, span_of(k, k + 1)), node});
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::any_of && c.kind != ChunkKind::following && c.kind != ChunkKind::all_of && c.kind != ChunkKind::count_of) break;
  }
  return node;
}

// "BMI ≥ 30, or ≥ 27 with at least one of: A, B", "diabetes with one of: A, B": the list narrows what stands before it
NodeId Clauses::narrowed_by_list(Index i, Index with, Index colon, NodeId node, const Stance& stance) {
  const auto alternative = last_alternative(i, with);
  const auto own = list(alternative ? *alternative + 1 : i, with, stance);
  Stance aside = stance;
  aside.mention_only = true;
  const auto of_list = list(with, colon, aside);
  std::vector<NodeId> narrowed;
  if (own) narrowed.push_back(*own);
  if (of_list) {
    quiet(*of_list);
    narrowed.push_back(*of_list);
  }
  narrowed.push_back(node);
  node = group(Op::all, std::move(narrowed));
  if (alternative)
    if (const auto other = exceptions(i, *alternative, stance)) node = group(Op::any, {*other, node});
  return node;
}

// "Adequate liver function: AST …": the list decides. "BMI: 20-30" was bound before and leaves no thing behind the colon, and in
// "Body weight: 55 kg or higher (female: 50 kg)" the colon stands inside a comparison.
bool Clauses::means_what_follows(Index i, Index colon, Index j) const {
  if (chunks_[i].kind == ChunkKind::guard || chunks_[i].kind == ChunkKind::for_ || !has(i, colon, ChunkKind::thing) || has(i, colon, ChunkKind::neg) || !has(colon + 1, j, ChunkKind::thing)) return false;
  for (Index k = i; k < colon; ++k)
    for (const Bound& b : chunks_[k].atom.bounds)
      if (chunks_[k].kind == ChunkKind::thing && b.span.begin >= chunks_[colon].begin->begin) return false;
  return true;
}

std::optional<NodeId> Clauses::meant_by_list(Index i, Index colon, Index j, const Stance& stance) {
  const bool compared = std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(i), chunks_.begin() + static_cast<std::ptrdiff_t>(colon), comparison);
  Stance named = stance;
  if (!compared) named.mention_only = true;
  const auto head = exceptions(i, colon, named);
  const auto rest = sentence(colon + 1, j, stance);
  if (head && rest) return group(section_ == Section::exclusion && compared ? Op::any : Op::all, {*head, *rest});
  return head ? head : rest;
}

}  // namespace elig
