// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Sentences whose own words speak for the other section: "pregnant women are excluded" among the inclusions, "must not be pregnant"
// among the exclusions. Such a clause is read as the other section's and then denied. And what is allowed.
namespace elig {
namespace {

bool relative(const Token& t) {
  for (const std::string_view w : {"who", "whom", "which", "that", "whose", "if", "because", "since", "where", "when", "although", "what", "why", "reason"})
    if (t.is(w)) return true;
  return false;
}

bool people(const Token& t) {
  for (const std::string_view w : {"patients", "subjects", "participants", "patient", "subject", "participant", "those", "women", "men", "individuals", "persons", "females", "males"})
    if (t.is(w)) return true;
  return false;
}

// "but", "however": what follows is another statement
bool contrast(const Chunk& c) { return (c.kind == ChunkKind::and_ || c.kind == ChunkKind::filler) && (c.begin->is("but") || c.begin->is("however") || c.begin->is("though") || c.begin->is("although")); }

// "… has had other causes excluded, and [has] at least two of …": the next thing said of the same people
bool says_of_them(const Chunk& c) { return c.begin->is("has") || c.begin->is("have") || c.begin->is("had"); }

}  // namespace

// Where the words of the clause say that it belongs to the other section: "… are excluded", "… must …".
std::optional<Clauses::Index> Clauses::turns(Index i, Index j) const {
  int depth = 0;
  std::optional<Index> duty;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) ++depth;
    else if (c.kind == ChunkKind::close) depth = std::max(0, depth - 1);
    if (depth > 0) continue;
    const bool excluded = c.kind == ChunkKind::neg && c.value == "excluded";
    if (section_ == Section::inclusion) {
      if (excluded) return k;
      continue;
    }
    if (excluded || c.kind == ChunkKind::allowed || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::except) return std::nullopt;
    for (TokenIt t = c.begin; t != c.end && !duty; ++t) {
      const bool may_not = t->is("may") && t + 1 != chunks_[j - 1].end && t[1].is("not") && t != chunks_[i].begin && people(t[-1]);
      if (!t->is("must") && !t->is("should") && !t->is("shall") && !may_not) continue;
      // "drugs that must be stopped", "patients who should not exercise": of the noun before it
      bool of_noun = false;
      TokenIt before = t;
      for (int n = 0; n < 3 && before != chunks_[i].begin; ++n) of_noun |= relative(*--before);
      const TokenIt first = chunks_[i].begin;
      if (relative(*first) || first->is("in") || first->is("note")) of_noun = true;
      // "the investigator should assess …": a duty of others
      for (TokenIt s = first; s != t && s - first < 3; ++s) of_noun |= s->is("investigator") || s->is("physician") || s->is("doctor") || s->is("investigators");
      if (of_noun) return std::nullopt;
      duty = k;
    }
  }
  return duty;
}

std::optional<NodeId> Clauses::said(Index i, Index j, const Stance& stance) {
  const auto at = stance.mention_only ? std::nullopt : turns(i, j);
  if (!at) {
    if (section_ == Section::exclusion && !stance.mention_only)
      if (const auto no = denies_all(i, j)) return denied(*no, i, j, stance);
    return sentence(i, j, stance);
  }
  Index begin = i, end = j;
  bool causes_excluded = false;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k < *at) {
      if (chunks_[k].kind == ChunkKind::semicolon || contrast(chunks_[k])) begin = k + 1;
      else if (chunks_[k].kind == ChunkKind::comma && k + 1 < *at && k > i && people(*chunks_[k + 1].begin)) begin = k + 1;
    } else if (k > *at && (chunks_[k].kind == ChunkKind::semicolon || (chunks_[k].kind == ChunkKind::and_ && (chunks_[k].begin->is("but") || (k + 1 < j && says_of_them(chunks_[k + 1])))))) {
      end = k;
      // "has had other causes excluded": which others, and how, nobody says
      causes_excluded = chunks_[k].kind == ChunkKind::and_ && !chunks_[k].begin->is("but") && chunks_[*at].end - chunks_[*at].begin == 1;
      break;
    }
  }
  while (begin < *at && (joins(chunks_[begin].kind) || contrast(chunks_[begin]))) ++begin;
  Index lead = begin;
  while (lead > i && (joins(chunks_[lead - 1].kind) || contrast(chunks_[lead - 1]))) --lead;
  const bool disjunctive = section_ == Section::exclusion;
  std::vector<NodeId> nodes;
  if (lead > i)
    if (const auto before = sentence(i, lead, stance)) nodes.push_back(*before);
  if (causes_excluded) {
    dispose(begin, end, Disposition::unparsed);
    nodes.push_back(atom(Atom{}, span_of(begin, end)));
    if (const auto after = said(end + 1, j, stance)) nodes.push_back(*after);
    return group(join(disjunctive), std::move(nodes));
  }
  const Section own = section_;
  section_ = own == Section::inclusion ? Section::exclusion : Section::inclusion;
  const auto turned = sentence(begin, end, stance);
  section_ = own;
  if (turned) nodes.push_back(only_manual(*turned) ? *turned : negate(*turned));
  if (end < j) {
    // "oral steroids are not allowed; inhaled ones are": the second is an exception, nobody is asked to take them
    const bool lets_in = !nodes.empty() && find(end + 1, j, ChunkKind::allowed) && !find(end + 1, j, ChunkKind::provided) && !obliges(end + 1, j) && !turns(end + 1, j);
    if (const auto after = said(end + 1, j, lets_in ? Stance{} : stance)) {
      if (lets_in && !only_mentions(*after)) nodes = {allow(group(join(disjunctive), std::move(nodes)), *after, names_people(end + 1, j))};
      else nodes.push_back(*after);
    }
  }
  if (nodes.empty()) return std::nullopt;
  return group(join(disjunctive), std::move(nodes));
}

// The last "but" or "however" before `k`, or the comma before "patients with …"
std::optional<Clauses::Index> Clauses::contrast_before(Index i, Index k) const {
  int depth = 0;
  for (Index n = k; n-- > i + 1;) {
    if (chunks_[n].kind == ChunkKind::close) ++depth;
    else if (chunks_[n].kind == ChunkKind::open) depth = std::max(0, depth - 1);
    if (depth > 0) continue;
    if (contrast(chunks_[n])) return n;
    if (chunks_[n].kind != ChunkKind::comma || n + 1 >= k) continue;
    if (people(*chunks_[n + 1].begin)) return n;
    // "hemoglobin ≥ 9 g/dL, transfusions are permitted"
    bool statement = false, named = false;
    for (Index m = i; m < n; ++m) statement |= comparison(chunks_[m]) || (chunks_[m].kind == ChunkKind::neg && chunks_[m].value == "plain");
    for (Index m = n + 1; m < k; ++m) named |= chunks_[m].kind == ChunkKind::thing && !comparison(chunks_[m]);
    if (statement && named) return n;
  }
  return std::nullopt;
}

// "To be eligible, patients must …": asks for something
bool Clauses::obliges(Index i, Index j) const {
  for (Index k = i; k < j; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      for (const std::string_view w : {"must", "should", "shall", "required", "requires", "needs", "mandatory"})
        if (t->is(w) && !(t != chunks_[k].begin && t[-1].is("not"))) return true;
  return false;
}

// "… are eligible": may ask for what it names, or let it in
bool Clauses::names_people(Index i, Index j) const {
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == ChunkKind::allowed)
      for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
        if (t->is("eligible") || t->is("included") || t->is("enrolled") || t->is("considered") || t->is("enroll")) return true;
  return false;
}

// "No concurrent anticoagulants" among the exclusions: where does the denial stand?
std::optional<Clauses::Index> Clauses::denies_all(Index i, Index j) const {
  Index k = i;
  while (k < j && chunks_[k].kind == ChunkKind::filler) ++k;
  if (k >= j || i != 0 || chunks_[k].kind != ChunkKind::neg || chunks_[k].value != "plain" || !chunks_[k].begin->is("no")) return std::nullopt;
  for (Index n = k + 1; n < j; ++n) {
    if (chunks_[n].kind == ChunkKind::manual) return std::nullopt;
    if (chunks_[n].kind == ChunkKind::thing) return entry(chunks_[n].atom) || chunks_[n].atom.kind == AtomKind::pregnancy || comparison(chunks_[n]) ? std::optional(k) : std::nullopt;
  }
  return std::nullopt;
}

// A list of exclusions may tell what keeps out or, by mistake, what must not be: only where its words tell which is it definite.
std::optional<NodeId> Clauses::denied(Index no, Index i, Index j, const Stance& stance) {
  bool keeps_out = false;
  const Chunk& c = chunks_[no];
  for (const std::string_view w : {"other", "concurrent", "concomitant", "active", "uncontrolled", "known", "symptomatic", "serious", "severe", "major", "significant", "secondary", "second", "investigational", "regular"}) {
    for (TokenIt t = c.begin; t != c.end; ++t) keeps_out |= t->is(w);
    for (TokenIt t = c.end; t != chunks_[j - 1].end && t - c.end < 3; ++t) keeps_out |= t->is(w);
  }
  for (Index k = no; k < j; ++k) {
    const auto& w = chunks_[k].atom.window;
    keeps_out |= chunks_[k].kind == ChunkKind::thing && w && w->op == WindowOp::within && !w->future;
    keeps_out |= chunks_[k].atom.concept_id == "pregnancy" || chunks_[k].atom.concept_id == "lactation";
  }
  section_ = Section::inclusion;
  const auto node = sentence(i, j, stance);
  section_ = Section::exclusion;
  if (!node) return node;
  if (keeps_out) return negate(*node);
  quiet(*node);
  return group(Op::all, {wording(*node), *node});
}

// The entries of a record that the node denies: those that an exception may let in.
void Clauses::denied_entries(NodeId id, bool negated, std::vector<NodeId>& out) const {
  if (const Atom* a = rule_.atom(id)) {
    if (entry(*a) && (a->assertion == Assertion::asserted || a->assertion == Assertion::possible) && negated == (section_ == Section::inclusion)) out.push_back(id);
    return;
  }
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) denied_entries(g.then, negated, out);
  for (const NodeId c : g.of) denied_entries(c, g.op == Op::not_ ? !negated : negated, out);
}

// "X. Y is allowed": Y lets in what X keeps out, or asks for nothing at all.
NodeId Clauses::allow(NodeId main, NodeId allowed, bool people) {
  std::vector<NodeId> mains;
  denied_entries(main, false, mains);
  std::vector<OtherThan> others;
  if (!mains.empty()) excepted(allowed, true, others);
  // "Patients with prior cancer are allowed if free of it for a year": one thing kept out, and what lets it in after all
  const Group* guarded = rule_.group(allowed);
  if (mains.size() == 1 && guarded && guarded->op == Op::if_ && !only_manual(guarded->when)) {
    const NodeId lets_in = unguard(allowed);
    return section_ == Section::inclusion ? group(Op::any, {main, lets_in}) : group(Op::all, {main, negate(lets_in)});
  }
  if (!mains.empty() && !others.empty()) {
    for (const NodeId m : mains) {
      Atom& a = std::get<Atom>(rule_.nodes[m].kind);
      for (OtherThan other : others) {
        // what is kept out is not let in whole: "chemotherapy; local cancer therapy is allowed"
        const auto kept_out = vocabulary_.find(a.concept_id), let_in = vocabulary_.find(other.concept_id);
        if (kept_out && let_in && vocabulary_.is_a(*kept_out, *let_in)) other.certain = false;
        a.other_than.push_back(std::move(other));
      }
    }
    quiet(allowed);
    return group(section_ == Section::inclusion ? Op::all : Op::any, {main, allowed});
  }
  // "Bilirubin ≤ 1.5 mg/dL. Patients with Gilbert's syndrome are eligible.", "ANC ≥ 1500. ANC ≥ 1000 is allowed for …"
  const bool treatment = rule_.atom(allowed) && (rule_.atom(allowed)->kind == AtomKind::exposure || rule_.atom(allowed)->kind == AtomKind::therapy || rule_.atom(allowed)->kind == AtomKind::procedure);
  if (compares(allowed) || (compares(main) && (people || !treatment)) || section_ == Section::exclusion) {
    const NodeId lets_in = unguard(allowed);
    return section_ == Section::inclusion ? group(Op::any, {main, lets_in}) : group(Op::all, {main, negate(lets_in)});
  }
  // "Ductal carcinoma. Lobular histology is also eligible": one more way in, which nobody understands
  if (people && only_unparsed(allowed)) return group(Op::any, {main, allowed});
  const NodeId own = permitted(allowed, false);
  return group(section_ == Section::inclusion ? Op::all : Op::any, {main, own});
}

// What only a person can say, because the words may mean either.
NodeId Clauses::wording(NodeId of) {
  Atom m;
  m.kind = AtomKind::manual;
  m.why = "wording";
  return atom(std::move(m), rule_.at(of).span);
}

bool Clauses::limited(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->assertion == Assertion::asserted && (!a->bounds.empty() || a->count);
  const Group& g = *rule_.group(id);
  return g.op != Op::if_ && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return limited(c); });
}

bool Clauses::conditional(NodeId id) const {
  const Group* g = rule_.group(id);
  return g && (g->op == Op::if_ || std::any_of(g->of.begin(), g->of.end(), [this](NodeId c) { return conditional(c); }));
}

// Something that patients may have besides what the study is about: it is let in, not asked for.
bool Clauses::comorbid(NodeId id) const {
  if (const Group* g = rule_.group(id)) return g->op != Op::if_ && std::all_of(g->of.begin(), g->of.end(), [this](NodeId c) { return comorbid(c); });
  const Atom* a = rule_.atom(id);
  if (a->kind != AtomKind::condition || a->assertion == Assertion::mention) return a->kind != AtomKind::unparsed || a->assertion == Assertion::mention;
  if (!a->qualifiers.empty() || a->temporality == Temporality::past || a->window || a->state != State::none) return true;
  for (const std::string_view common : {"hiv", "hepatitis-b", "hepatitis-c", "brain-metastases", "cns-metastases", "gilbert-syndrome"})
    if (a->concept_id == common) return true;
  return false;
}

// "Prior radiation (to < 25 % of the marrow) is permitted": the limit is for those who had any.
NodeId Clauses::limits_some(NodeId node) {
  std::vector<NodeId> without;
  const std::function<void(NodeId)> look = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      const bool kept = a->kind == AtomKind::exposure || a->kind == AtomKind::therapy || a->kind == AtomKind::procedure || a->kind == AtomKind::condition;
      if (!kept || a->bounds.empty() || a->assertion != Assertion::asserted) return;
      Atom bare = *a;
      bare.bounds.clear();
      bare.qualifiers.clear();
      const Span span = rule_.at(id).span;
      without.push_back(negate(atom(std::move(bare), span)));
      return;
    }
    const Group g = *rule_.group(id);
    if (g.op == Op::all || g.op == Op::any)
      for (const NodeId child : g.of) look(child);
  };
  look(node);
  if (without.empty()) return node;
  return group(Op::any, {group(Op::all, std::move(without)), node});
}

// "Statins are allowed if the dose is stable": whoever takes them must meet it; nobody must take them.
NodeId Clauses::permitted(NodeId node, bool people) {
  if (const Group* g = rule_.group(node); g && g->op == Op::if_ && !conditional(g->then)) {
    const NodeId what = g->then;
    NodeId provided = g->when;
    // "allowed if completed 6 months before the diagnosis of X": X says when, and nobody is asked for it
    if (const Atom* timed = rule_.atom(what); timed && timed->window && timed->window->anchor == "event" && rule_.atom(provided)) {
      const Span words = rule_.at(provided).span;
      quiet(provided);
      provided = group(Op::all, {provided, atom(Atom{}, words)});
    }
    if (section_ == Section::exclusion) return group(Op::all, {what, negate(provided)});
    // "patients with stage III melanoma are eligible if …" may also ask for the melanoma
    if (!people || comorbid(what)) return when(what, provided);
    return group(Op::any, {group(Op::all, {what, provided}), wording(what)});
  }
  // "Prior radiotherapy is allowed if completed 4 weeks before enrolment": none within them
  if (const Atom* a = rule_.atom(node); a && entry(*a) && a->window && a->window->op == WindowOp::not_within && !a->window->future && a->assertion == Assertion::asserted && a->bounds.empty()) {
    Atom recent = *a;
    recent.window->op = WindowOp::within;
    recent.window->strict = !a->window->strict;
    const Span span = rule_.at(node).span;
    const NodeId within = atom(std::move(recent), span);
    return section_ == Section::inclusion ? negate(within) : within;
  }
  // "up to 2 prior regimens are allowed": no more than that
  if (limited(node)) return section_ == Section::inclusion ? limits_some(node) : negate(node);
  // "Patients with breast cancer are eligible": whoever has it; of others nothing is sure
  if (people && section_ == Section::inclusion && !comorbid(node)) return group(Op::any, {node, wording(node)});
  // whoever permits nothing that is understood may ask for something
  if (only_manual(node)) return node;
  // "allowed if A and B": the condition is not of all of it
  if (conditional(node)) {
    quiet(node);
    return group(Op::all, {wording(node), node});
  }
  quiet(node);
  permits_ = true;
  return node;
}

}  // namespace elig
