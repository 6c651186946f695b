// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// The members of a list, one by one: how far a negation reaches, and what one member says of the others.
namespace elig {

void Clauses::read_members(Listing& list) {
  Stance running = list.stance;     // what stands before the first member of a list holds until another such word comes
  std::optional<Atom> exemplified;  // what the members are examples of
  for (std::size_t n = 0; n < list.operands.size(); ++n) {
    Operand& o = list.operands[n];
    const Opening opening = opens(o);
    Stance here = running;
    const bool inherits = inherits_stance(list, n, opening, here);
    const bool outer_mention = list.stance.mention_only;
    here.mention_only = outer_mention || (running.mention_tail && (o.before == ChunkKind::and_ || o.before == ChunkKind::or_) && !opening.verb && !opening.denial);
    const bool in_tail = here.mention_only && !outer_mention;
    if (!list.members.empty() && guards_member(o, n + 1 == list.operands.size())) {
      Index end = o.end;
      if (chunks_[end - 1].end[-1].is("only")) --end;
      Stance people;
      people.mention_only = outer_mention;
      if (const auto whom = operand(o.begin + 1, end, people)) {
        list.members.back().node = when(*whom, list.members.back().node);
        dispose(o.begin, o.begin + 1, Disposition::computable);
        if (end < o.end) dispose(end, o.end, Disposition::computable);
        continue;
      }
    }
    auto node = operand(o.begin, o.end, here);
    // "contraindications to A, B and C": nobody is asked to take C
    if (node && n > 0 && judged_object(list.operands[n - 1]) && names_only(o) && !compares(*node)) node = judged(o, *node, here.negated);
    here.mention_only = outer_mention;
    here.mention_tail = here.mention_tail || in_tail;
    // "uncontrolled illness including infection, arrhythmia or …": all of them are examples
    const bool alone = !opening.verb && !opening.denial && !opening.people;
    if (node && exemplified && alone) restrict_examples(*exemplified, *node);
    else if (!alone) exemplified.reset();
    if (const Chunk* head = exemplified_in(o)) exemplified = head->atom;
    if (node) defines_list(list, o);
    // "transplantation, or if one is planned"
    if (!node && !list.members.empty() && n + 1 == list.operands.size() && o.before == ChunkKind::or_ && has(o.begin, o.end, ChunkKind::future)) node = planned(o);
    running = here;
    if (!node) {
      if (opening.denial && o.end < list.end && past_before(o)) {
        running.temporality = Temporality::past;
        running.any_time = true;
      }
      if (list.members.size() == 1 && o.before == ChunkKind::or_) list.members.back().before = ChunkKind::comma;
      continue;
    }
    if (!list.members.empty() && o.before == ChunkKind::or_ && !o.comma && !opening.people) {
      if (!opening.denial && !opening.verb && widens_guard(list.members.back().node, *node)) continue;
      // "hepatitis not due to a virus or alcohol": the alcohol is another cause that is denied
      if (add_denied_cause(list.members.back().node, *node)) continue;
    }
    const bool first = list.members.empty();
    Member member{*node, first ? ChunkKind::comma : o.before, inherits && !first, people_only(o.begin, o.end), o.comma};
    if (n > 0 && !member.people && o.before == ChunkKind::and_ && chunks_[o.begin - 1].kind == ChunkKind::and_) {
      const bool listed = o.comma || (n > 1 && list.operands[n - 1].comma);
      if (adds_to(list.operands[n - 1], o, listed) || taken_together(o.begin - 1, list.operands[n - 1])) member.narrows = o.begin - 1;
    }
    list.members.push_back(member);
  }
}

// "a negative pregnancy test, for women of childbearing potential only": of nobody else it is asked
bool Clauses::guards_member(const Operand& o, bool last) const {
  if (!last || section_ != Section::inclusion || o.before != ChunkKind::comma || o.begin + 1 >= o.end || chunks_[o.begin].kind != ChunkKind::for_ || !(chunks_[o.begin].begin->is("for") || chunks_[o.begin].begin->is("in"))) return false;
  bool women = false;
  for (Index k = o.begin + 1; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind != AtomKind::sex && c.atom.concept_id != "childbearing-potential") return false;
      women = true;
    } else if (c.kind != ChunkKind::filler && !(k + 1 == o.end && c.end - c.begin == 1 && c.begin->is("only"))) {
      return false;
    }
  }
  return women;
}

// What stands before the thing that a member names.
Clauses::Opening Clauses::opens(const Operand& o) const {
  Opening found;
  for (Index k = o.begin; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    found.denial |= c.kind == ChunkKind::neg || c.kind == ChunkKind::none_of;
    found.verb |= c.kind == ChunkKind::filler && (c.begin->is("with") || c.begin->is("have") || c.begin->is("has") || c.begin->is("is") || c.begin->is("are") || c.begin->is("who"));
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::open) break;
  }
  for (Index k = o.begin; k < o.end && chunks_[k].kind == ChunkKind::filler; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      found.people |= t->is("patients") || t->is("subjects") || t->is("participants") || t->is("individuals") || t->is("those");
  return found;
}

// A negation reaches over "or" and "nor", over "and" and commas only along a bare list. `here` becomes the member's stance.
bool Clauses::inherits_stance(const Listing& list, std::size_t n, const Opening& opening, Stance& here) const {
  const Operand& o = list.operands[n];
  const bool bare_comma = o.before == ChunkKind::comma;
  // "No arrhythmia, or patients with a QT > 450": somebody else
  bool inherits = here.negated && n > 0 && !opening.denial && !opening.people;
  // "≤ 3 x ULN without liver metastases, or ≤ 5 x ULN with them": not the limit is denied
  const Chunk& opener = chunks_[o.begin];
  if (inherits && opener.kind == ChunkKind::thing && !opener.atom.bounds.empty() && opener.atom.bounds[0].span.begin == opener.begin->begin) inherits = false;
  // "cannot receive injections, history of syncope": one more reason to keep out
  if (inherits && bare_comma && section_ == Section::exclusion && opener.kind == ChunkKind::history) {
    inherits = false;
    here.assertion = list.stance.assertion;
  }
  if (inherits && ((o.before == ChunkKind::and_ && opening.verb) || (bare_comma && opening.verb) || o.before == ChunkKind::period || here.narrow_negation)) inherits = false;
  here.negated = inherits || (n == 0 && list.stance.negated);
  here.narrow_negation = false;
  if (o.begin > list.begin && chunks_[o.begin - 1].kind == ChunkKind::and_ && chunks_[o.begin - 1].begin->is("but")) {
    here = list.stance;
    inherits = false;
  }
  return inherits;
}

NodeId Clauses::judged(Operand& o, NodeId node, bool negated) {
  o.judged = true;
  Atom judged;
  judged.kind = AtomKind::manual;
  judged.why = "judgement";
  quiet(node);
  const NodeId by_person = atom(std::move(judged), span_of(o.begin, o.end));
  return group(Op::all, {node, negated ? negate(by_person) : by_person});
}

NodeId Clauses::planned(const Operand& o) {
  Atom planned;
  planned.kind = AtomKind::manual;
  planned.why = "planned";
  dispose(o.begin, o.end, Disposition::manual);
  return atom(std::move(planned), span_of(o.begin, o.end));
}

// "uncontrolled illness including infection": the illness
const Chunk* Clauses::exemplified_in(const Operand& o) const {
  if (const auto example = find(o.begin, o.end, ChunkKind::example))
    for (Index k = *example; k-- > o.begin;)
      if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.assertion != Assertion::mention) return &chunks_[k];
  return nullptr;
}

// "hematologic or coagulation parameters, defined as ANC …", "renal failure or dysfunction (eGFR < 30)": the definition is of the whole list
void Clauses::defines_list(const Listing& list, const Operand& o) {
  bool defined = false;
  std::optional<Index> measure;
  for (Index k = o.begin; k < o.end; ++k) {
    defined |= chunks_[k].kind == ChunkKind::definition;
    if (!measure && comparison(chunks_[k])) measure = k;
  }
  if (!measure) return;
  for (std::size_t b = 0; b < list.members.size(); ++b) {
    const NodeId member = list.members[b].node;
    if (compares(member)) continue;
    bool by_it = defined && only_unparsed(member);
    for (Index k = list.operands[b].begin; k < list.operands[b].end; ++k)
      if (chunks_[k].kind == ChunkKind::thing && bracketed(*measure) && o.before == ChunkKind::or_) by_it |= defines(chunks_[*measure], chunks_[k]);
    if (by_it) quiet(member);
  }
}

// "no prior or concurrent radiotherapy": at any time
bool Clauses::past_before(const Operand& o) const {
  for (Index k = o.begin; k < o.end; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      if (t->is("prior") || t->is("previous") || t->is("previously") || t->is("past")) return true;
  return false;
}

// "uncontrolled rate in participants with fibrillation or flutter": the flutter is of the condition
bool Clauses::widens_guard(NodeId& last, NodeId node) {
  const Group* guarded = rule_.group(last);
  const Atom* other = rule_.atom(node);
  if (!guarded || guarded->op != Op::if_ || !other || other->kind != AtomKind::condition || !one_family(guarded->when, node)) return false;
  const NodeId then = guarded->then, condition = group(Op::any, {guarded->when, node});
  last = when(condition, then);
  return true;
}

// "contraindication to A", "unable to take A": does a person judge the thing it names last?
bool Clauses::judged_object(const Operand& o) const {
  if (o.judged) return true;
  bool judged = false, named = false;
  for (Index k = o.begin; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::manual) judged = c.begin->lower.starts_with("contraindicat") || c.begin->lower.starts_with("contra");
    else if (c.kind == ChunkKind::thing && judged) named = c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy;
  }
  return judged && named;
}

bool Clauses::names_only(const Operand& o) const {
  bool named = false;
  for (Index k = o.begin; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing && !named) {
      if (c.atom.kind != AtomKind::exposure && c.atom.kind != AtomKind::procedure && c.atom.kind != AtomKind::therapy) return false;
      named = true;
    } else if (!named && c.kind != ChunkKind::filler && c.kind != ChunkKind::either) {
      return false;
    }
  }
  return named;
}

// "methotrexate plus cyclosporine", "both hepatitis B and hepatitis C": the two at once
bool Clauses::taken_together(Index joint, const Operand& left) const {
  for (const std::string_view word : {"plus", "along", "together", "combined", "in", "accompanied"})
    if (chunks_[joint].begin->is(word) && !chunks_[joint].begin[1].is("addition")) return true;
  for (Index k = left.begin; k < left.end; ++k)
    if (chunks_[k].kind == ChunkKind::either && chunks_[k].begin->is("both")) return true;
  return false;
}

// Does the member behind an "and" go on with what stands before it, rather than name one more thing that keeps out?
bool Clauses::adds_to(const Operand& left, const Operand& right, bool comma) const {
  const auto family = [](const Chunk& c) {
    if (comparison(c)) return 4;
    switch (c.atom.kind) {
      case AtomKind::condition: case AtomKind::finding: return 1;
      case AtomKind::exposure: case AtomKind::procedure: case AtomKind::therapy: return 2;
      case AtomKind::measurement: case AtomKind::score: case AtomKind::stage: case AtomKind::test: case AtomKind::biomarker: return 4;
      default: return 0;
    }
  };
  const Chunk* first = nullptr;
  // "grading of 3 and staging of A"
  bool strange = false, named = false;
  for (Index k = right.begin; k < right.end; ++k) {
    strange |= chunks_[k].kind == ChunkKind::unknown;
    named |= chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::manual;
  }
  for (Index k = left.begin; k < left.end; ++k)
    if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.assertion != Assertion::mention) first = &chunks_[k];
  if (!first) return false;
  if (strange && !named && !comma && family(*first) == 4) return true;
  bool people = false;
  for (Index k = right.begin; k < right.end; ++k) {
    const Chunk& c = chunks_[k];
    for (TokenIt t = c.begin; t != c.end && c.kind != ChunkKind::thing; ++t) {
      people |= t->is("patients") || t->is("subjects") || t->is("participants") || t->is("individuals") || t->is("those") || t->is("women") || t->is("men");
      if (people) return false;
      for (const std::string_view word : {"with", "who", "have", "has", "had", "is", "are", "was", "were", "on", "require", "requires", "required", "requiring", "evidence", "symptoms", "symptom", "signs", "whose", "not", "no", "without", "receiving", "that", "which"})
        if (t->is(word)) return true;
    }
    if (c.kind == ChunkKind::thing && c.atom.assertion != Assertion::mention) {
      const int a = family(*first), b = family(c);
      if (a == 0 || b == 0) return false;
      // "ALT > 3 x ULN and bilirubin > 2 x ULN", but not one more of a list of limits
      if (a == 4 && b == 4) return !comma && first->atom.concept_id != c.atom.concept_id;
      return !comma && a != b;
    }
  }
  return false;
}

bool Clauses::defines(const Chunk& measurement, const Chunk& condition) const {
  if (condition.atom.kind != AtomKind::condition && condition.atom.kind != AtomKind::finding) return false;
  const auto what = vocabulary_.find(condition.atom.concept_id);
  const auto by = vocabulary_.find(measurement.atom.concept_id);
  if (!what || !by) return false;
  // the condition itself, or a broader one, is defined by it
  std::vector<ConceptIndex> broader{*what};
  for (std::size_t i = 0; i < broader.size(); ++i) {
    for (const ConceptIndex m : vocabulary_.measured_by(broader[i]))
      if (m == *by || vocabulary_.is_a(*by, m)) return true;
    for (const ConceptIndex parent : vocabulary_.at(broader[i]).parents)
      if (std::find(broader.begin(), broader.end(), parent) == broader.end()) broader.push_back(parent);
  }
  return false;
}

bool Clauses::bracketed(Index k) const {
  for (Index n = k; n-- > 0;) {
    if (chunks_[n].kind == ChunkKind::open) return true;
    if (chunks_[n].kind == ChunkKind::close) return false;
  }
  return false;
}

// "… ruled out", "… not performed", "…-free": the denial stands behind what it denies.
bool Clauses::denies_before(Index negation, Index end) const {
  const Token& said = chunks_[negation].end[-1];
  for (const std::string_view word : {"absent", "out", "free", "naive", "naïve", "uninfected"})
    if (said.is(word)) return true;
  for (Index k = negation + 1; k < end; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) {
      for (const std::string_view word : {"present", "performed", "done", "used", "given", "possible", "obtained", "available", "required", "detected", "found", "carried", "suspected", "indicated", "determined", "known", "assessed", "evaluated", "measured"})
        if (t->is(word)) return true;
      return false;
    }
  return false;
}

// "not due to a virus" is any(not virus, manual): the next cause goes beside the first.
bool Clauses::add_denied_cause(NodeId of, NodeId cause) {
  const Atom* named = rule_.atom(cause);
  if (!named || !entry(*named)) return false;
  const Group* said = rule_.group(of);
  if (!said || said->op != Op::all || said->of.empty()) return false;
  const NodeId last = said->of.back();
  const Group* causes = rule_.group(last);
  if (!causes || causes->op != Op::any || causes->of.size() != 2 || !has_cause(causes->of[1])) return false;
  const NodeId none = group(Op::all, {causes->of.front(), negate(cause)});
  std::get<Group>(rule_.nodes[last].kind).of.front() = none;
  rule_.nodes[last].span = hull(rule_.at(last).span, rule_.at(none).span);
  rule_.nodes[of].span = hull(rule_.at(of).span, rule_.at(last).span);
  return true;
}

bool Clauses::has_cause(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::manual && a->why == "cause";
  const Group& g = *rule_.group(id);
  return g.op == Op::all && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return has_cause(c); });
}

}  // namespace elig
