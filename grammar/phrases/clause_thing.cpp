// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"
#include "grammar/phrases/purpose.hpp"

// A thing of the text as a leaf of the tree.
namespace elig {

// "requiring", "in need of", "that require": where the drug stands that is needed. What is to be done is planned, so no operation.
std::optional<Clauses::Index> Clauses::needed_drug(Index k, Index j) const {
  bool need = false;
  for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
    for (const std::string_view word : {"requiring", "require", "requires", "required", "need", "needs", "needing", "requirement", "necessitating"}) need |= t->is(word);
  if (!need || chunks_[k].end[-1].is("to") || (k > 0 && (chunks_[k - 1].kind == ChunkKind::possible || chunks_[k - 1].kind == ChunkKind::future))) return std::nullopt;
  Index n = k + 1;
  for (; n < j && (chunks_[n].kind == ChunkKind::filler || chunks_[n].kind == ChunkKind::current || chunks_[n].kind == ChunkKind::either); ++n)
    for (TokenIt t = chunks_[n].begin; t != chunks_[n].end; ++t)
      if (t->is("to") || t->is("by") || t->is("for") || t->is("during") || t->is("before") || t->is("prior")) return std::nullopt;
  if (n >= j || chunks_[n].kind != ChunkKind::thing || chunks_[n].generic || chunks_[n].atom.concept_id.empty() || chunks_[n].atom.assertion != Assertion::asserted) return std::nullopt;
  const Atom& a = chunks_[n].atom;
  if (a.kind != AtomKind::exposure && a.concept_id != "dialysis") return std::nullopt;
  for (Index m = n + 1; m < j; ++m)
    if (chunks_[m].kind == ChunkKind::future || chunks_[m].kind == ChunkKind::possible || (chunks_[m].kind == ChunkKind::window && chunks_[m].window.window.future) || (chunks_[m].atom.window && chunks_[m].atom.window->future) ||
        std::any_of(chunks_[m].begin, chunks_[m].end, [](const Token& t) { return t.is("during") || t.is("throughout") || t.is("while"); }))
      return std::nullopt;
  return n;
}

// "insulin-naive": where the drug stands that was never taken
std::optional<Clauses::Index> Clauses::naive(Index i, Index k) const {
  const Chunk& c = chunks_[k];
  if (c.end - c.begin != 1 || !(c.begin->is("naive") || c.begin->is("naïve"))) return std::nullopt;
  Index of = k;
  while (of > i && chunks_[of - 1].kind == ChunkKind::filler && chunks_[of - 1].begin->mark('-')) --of;
  if (of == i || chunks_[of - 1].kind != ChunkKind::thing) return std::nullopt;
  return of - 1;
}

// "asthma requiring oral or inhaled steroids": taken for it
void Clauses::needed_for_it(Index drug, Index j, Index disease) {
  for (Index n = drug; n < j; ++n) {
    if (chunks_[n].kind != ChunkKind::thing) {
      if (chunks_[n].kind == ChunkKind::filler || chunks_[n].kind == ChunkKind::or_ || chunks_[n].kind == ChunkKind::and_ || chunks_[n].kind == ChunkKind::comma || chunks_[n].kind == ChunkKind::slash) continue;
      return;
    }
    if (chunks_[n].atom.kind != AtomKind::exposure && chunks_[n].atom.concept_id != "dialysis") return;
    if (chunks_[n].atom.purposes.empty()) chunks_[n].atom.purposes.push_back(purpose_of(chunks_[disease]));
  }
}

namespace {

// "within 4-6 weeks", "at least 4 to 6 weeks": one span said inexactly, not the time between two days ("4 to 6 weeks ago")
bool one_span(const std::vector<Chunk>& chunks, const Window& window) {
  if (window.op != WindowOp::within && window.op != WindowOp::not_within) return false;
  for (TokenIt t = chunks.front().begin; t != chunks.back().end; ++t) {
    if (t->begin < window.span.begin || t->end > window.span.end) continue;
    if (t->is("between") || t->is("from")) return false;
    if (t->is("within") || t->is("last") || t->is("past") || t->is("previous") || t->is("preceding") || t->is("least") || t->is("minimum")) return true;
  }
  return false;
}

}  // namespace

// Is the general word a treatment, and the second thing the disease it is "for"?
bool Clauses::serves(Index handle, Index disease) const {
  const AtomKind kind = chunks_[handle].atom.kind, what = chunks_[disease].atom.kind;
  if ((kind != AtomKind::exposure && kind != AtomKind::procedure && kind != AtomKind::therapy) || !chunks_[handle].atom.concept_id.empty() || chunks_[handle].atom.state != State::none) return false;
  for (const std::string& word : chunks_[handle].atom.words)
    if (word == "test" || word == "exam" || word == "examination" || word == "assessment" || word == "care" || word == "visit" || word == "study") return false;
  // "treatment for HER2-positive breast cancer" names the marker first
  Index next = disease + 1;
  while (next < chunks_.size() && (chunks_[next].kind == ChunkKind::filler || chunks_[next].kind == ChunkKind::state)) ++next;
  const bool marker = what == AtomKind::biomarker && chunks_[disease].atom.state != State::none && next < chunks_.size() && chunks_[next].kind == ChunkKind::thing && chunks_[next].atom.kind == AtomKind::condition;
  if ((what != AtomKind::condition && what != AtomKind::finding && !marker) || comparison(chunks_[disease]) || chunks_[disease].generic) return false;
  // "diagnosis of or treatment for cancer": the disease alone is the other choice
  Index other = handle;
  while (other > 0 && (chunks_[other - 1].kind == ChunkKind::filler || chunks_[other - 1].kind == ChunkKind::current)) --other;
  if (other > 0 && (chunks_[other - 1].kind == ChunkKind::or_ || chunks_[other - 1].kind == ChunkKind::slash)) {
    bool named = false;
    for (Index k = 0; k + 1 < other; ++k) named |= chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::unknown;
    if (!named) return false;
  }
  bool purpose = false;
  for (Index k = handle + 1; k < disease; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) purpose |= t->is("for");
  return purpose;
}

// "history of A or active B": of A. "History of or active B": of B as well.
bool Clauses::history_is_of_another(Index k) const {
  for (Index n = k; n-- > 0;) {
    if (chunks_[n].kind == ChunkKind::thing) return true;
    if (chunks_[n].kind == ChunkKind::history) return false;
  }
  return true;
}

// The class of drugs that treating this disease means; "" where it means other things as well.
std::string_view Clauses::treated_by(ConceptIndex disease) const {
  if (const std::string_view own = vocabulary_.at(disease).attribute("treated_by"); !own.empty()) return own;
  for (const ConceptIndex broader : vocabulary_.at(disease).parents)
    if (const std::string_view drugs = treated_by(broader); !drugs.empty()) return drugs;
  return {};
}

// "untreated hypertension", "treatment-naive hepatitis C": with the disease, and without what it is treated with
std::optional<NodeId> Clauses::untreated(const Atom& disease, Span span) {
  const auto naive = std::find_if(disease.qualifiers.begin(), disease.qualifiers.end(), [](const std::string& q) { return q == "untreated" || q == "treatment naive"; });
  const auto named = vocabulary_.find(disease.concept_id);
  if (naive == disease.qualifiers.end() || !named || disease.kind != AtomKind::condition || disease.assertion != Assertion::asserted) return std::nullopt;
  const std::string_view drugs = treated_by(*named);
  if (drugs.empty()) return std::nullopt;
  Atom taken;
  taken.kind = AtomKind::exposure;
  taken.concept_id = std::string(drugs);
  taken.words = {std::string(drugs)};
  taken.temporality = *naive == "untreated" && disease.temporality != Temporality::past ? Temporality::current : Temporality::past;
  taken.subject.span = disease.subject.span;
  Atom bare = disease;
  if (*naive == "untreated" && bare.temporality == Temporality::past) bare.temporality = Temporality::any;
  std::erase_if(bare.qualifiers, [](const std::string& q) { return q == "untreated" || q == "treatment naive"; });
  const NodeId has = atom(std::move(bare), span);
  return group(Op::all, {has, negate(atom(std::move(taken), span))});
}

// "treatment for breast cancer" is anticancer therapy or an operation, for it
NodeId Clauses::treatment_of(NodeId treatment, const Chunk& disease) {
  const auto named = vocabulary_.find(disease.atom.concept_id), cancer = vocabulary_.find("cancer");
  // "receiving treatment for HIV" is taking the drugs of that disease
  if (const std::string_view drugs = named ? treated_by(*named) : std::string_view(); !drugs.empty()) {
    Atom& given = std::get<Atom>(rule_.nodes[treatment].kind);
    if (!given.qualifiers.empty() || !given.bounds.empty() || given.count || given.assertion != Assertion::asserted) return treatment;
    given.kind = AtomKind::exposure;
    given.concept_id = std::string(drugs);
    return treatment;
  }
  if (!named || !cancer || !vocabulary_.is_a(*named, *cancer)) return treatment;
  Atom& given = std::get<Atom>(rule_.nodes[treatment].kind);
  if (!given.qualifiers.empty() || !given.bounds.empty() || given.assertion != Assertion::asserted) return treatment;
  given.kind = AtomKind::therapy;
  given.concept_id = "anticancer-therapy";
  given.purposes.push_back(purpose_of(disease));
  if (given.count) return treatment;
  Atom operation = given;
  operation.kind = AtomKind::procedure;
  operation.concept_id = "surgery";
  // at least so long ago both, within such a time either
  const Op op = given.window && given.window->op == WindowOp::not_within ? Op::all : Op::any;
  return group(op, {treatment, atom(std::move(operation), rule_.at(treatment).span)});
}

NodeId Clauses::thing(const Chunk& chunk, const Stance& stance) {
  Atom a = chunk.atom;
  Span span{chunk.begin->begin, chunk.end[-1].end};
  for (const Bound& b : a.bounds) span = hull(span, b.span);
  for (const auto& alternative : chunk.alternatives)
    for (const Bound& b : alternative) span = hull(span, b.span);
  if (a.window) span = hull(span, a.window->span);
  if (a.count) span = hull(span, a.count->span);
  if (a.assertion != Assertion::mention && (a.assertion == Assertion::asserted || stance.mention_only)) a.assertion = stance.mention_only ? Assertion::mention : stance.assertion;
  if (a.temporality == Temporality::any) a.temporality = stance.temporality;
  if (!a.window && stance.window && a.kind != AtomKind::age && a.kind != AtomKind::sex && a.kind != AtomKind::life_stage) a.window = stance.window;
  if (a.kind == AtomKind::sex || a.kind == AtomKind::age || a.kind == AtomKind::life_stage) a.temporality = Temporality::any;
  if (stance.allergic && a.bounds.empty() && (a.kind == AtomKind::exposure || a.kind == AtomKind::procedure || a.kind == AtomKind::therapy)) a.kind = AtomKind::allergy;

  // "recent therapy with steroids within 6 months": how recent, the window says
  if (a.window && a.window->op == WindowOp::within && !a.window->future) std::erase_if(a.qualifiers, [](const std::string& q) { return q == "recent" || q == "perhaps recent"; });
  // "received a stable dose of octreotide for at least 3 months": and still does
  if (a.kind == AtomKind::exposure && a.temporality == Temporality::past && a.window && (a.window->op == WindowOp::for_at_least || a.window->op == WindowOp::after) && std::find(a.qualifiers.begin(), a.qualifiers.end(), "stable") != a.qualifiers.end())
    a.temporality = Temporality::current;
  // "cancer-free for at least 3 years": none in that time
  if (stance.negated && a.window && a.window->op == WindowOp::for_at_least && (a.kind == AtomKind::condition || a.kind == AtomKind::finding)) a.window->op = WindowOp::within;
  if (!chunk.more_windows.empty() && a.window) {
    std::vector<NodeId> each{atom(a, span)};
    for (const Window& w : chunk.more_windows) {
      Atom other = a;
      other.window = w;
      each.push_back(atom(std::move(other), hull(span, w.span)));
    }
    return group(Op::all, std::move(each));
  }
  // "a stable dose of insulin for 4 weeks before screening": it has been stable that long
  if (a.kind == AtomKind::exposure && a.window && (a.window->op == WindowOp::within || a.window->op == WindowOp::not_within) && a.window->value && !a.window->at_least && !a.window->future && std::find(a.qualifiers.begin(), a.qualifiers.end(), "stable") != a.qualifiers.end())
    a.window->op = WindowOp::for_at_least;
  // "within 4-6 weeks" is sure within the shorter time, "at least 4-6 weeks ago" from the longer one on; what lies between, the words leave open
  if (a.window && a.window->at_least && a.window->value && !a.window->half_lives) a.window->inexact = one_span(chunks_, *a.window);
  // "< 140/90" compares two pressures
  if (a.concept_id == "blood-pressure" && a.bounds.size() == 2 && a.bounds[0].op == a.bounds[1].op) {
    const bool below = a.bounds[0].op == Comparator::less || a.bounds[0].op == Comparator::less_equal;
    Atom systolic = a, diastolic = a;
    systolic.concept_id = "systolic-blood-pressure";
    diastolic.concept_id = "diastolic-blood-pressure";
    systolic.qualifiers.clear();
    diastolic.qualifiers.clear();
    systolic.bounds = {a.bounds[0]};
    diastolic.bounds = {a.bounds[1]};
    return group(below ? Op::all : Op::any, {atom(std::move(systolic), span), atom(std::move(diastolic), span)});
  }
  // "transaminases ≤ 2.5 x ULN" is both; "AST or ALT" may be either
  if (a.concept_id == "transaminases" && a.bounds.size() == 1 && chunk.alternatives.empty()) {
    const bool below = a.bounds[0].op == Comparator::less || a.bounds[0].op == Comparator::less_equal;
    Atom ast = a, alt = a;
    ast.concept_id = "ast";
    alt.concept_id = "alt";
    ast.words = {"ast"};
    alt.words = {"alt"};
    TokenIt or_ = chunk.begin;
    while (or_ != chunk.end && !or_->is("or")) ++or_;
    std::vector<NodeId> both;
    both.push_back(atom(std::move(ast), span));
    both.push_back(atom(std::move(alt), span));
    if (below && or_ != chunk.end) return either_way(std::move(both), {or_->begin, or_->end});
    return group(below ? Op::all : Op::any, std::move(both));
  }
  // "bleeding disorder, or surgery within 4 weeks": whoever ever had the disorder may be meant
  if (chunk.perhaps_window && a.window && chunk.alternatives.empty() && a.assertion != Assertion::mention) {
    Atom any_time = a;
    any_time.window.reset();
    any_time.qualifiers.emplace_back("perhaps at any time");
    const NodeId in_time = atom(std::move(a), span);
    return group(Op::any, {in_time, atom(std::move(any_time), span)});
  }
  // "personal or family history of": either of them
  if (a.assertion == Assertion::other_person && stance.or_own && chunk.alternatives.empty() && entry(a)) {
    Atom own = a;
    own.assertion = Assertion::asserted;
    own.temporality = Temporality::past;
    const NodeId first = atom(std::move(own), span);
    return group(Op::any, {first, atom(std::move(a), span)});
  }
  // "suspected infection" keeps out: nobody suspects what the record does not name; whether one on record is what is meant stays open;
  // "signs of infection" has whoever has the infection
  if (a.assertion == Assertion::possible && stance.assertion == Assertion::possible && stance.suspicion && entry(a) && (section_ == Section::exclusion) != stance.negated && chunk.alternatives.empty()) {
    Atom known = a;
    a.assertion = known.assertion = Assertion::asserted;
    if (!stance.signs) a.qualifiers.emplace_back(stance.another_cause ? "perhaps of another cause" : "perhaps only suspected");
    if (!stance.or_known) return atom(std::move(a), span);
    const NodeId first = atom(std::move(known), span);
    return group(Op::any, {first, atom(std::move(a), span)});
  }
  // "known or suspected": what is on record is enough
  if (a.assertion == Assertion::possible && stance.or_known && stance.assertion == Assertion::possible && chunk.alternatives.empty()) {
    Atom known = a;
    known.assertion = Assertion::asserted;
    const NodeId first = atom(std::move(known), span);
    return group(Op::any, {first, atom(std::move(a), span)});
  }
  // "treated/untreated hypertension" is any
  const bool either_state = std::any_of(chunk.begin - std::min<std::ptrdiff_t>(4, chunk.begin - chunks_.front().begin), chunk.end, [](const Token& t) { return t.is("treated"); });
  if (chunk.alternatives.empty() && !either_state)
    if (const auto both = untreated(a, span)) return *both;
  if (chunk.alternatives.empty()) return atom(std::move(a), span);
  std::vector<NodeId> nodes;
  for (const auto& alternative : chunk.alternatives) {
    Atom one = a;
    one.bounds = alternative;
    Span s = one.subject.span;
    for (const Bound& b : alternative) s = hull(s, b.span);
    nodes.push_back(atom(std::move(one), s));
  }
  return group(Op::any, std::move(nodes));
}

}  // namespace elig
