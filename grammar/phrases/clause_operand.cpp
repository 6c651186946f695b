// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// One member of a list, chunk by chunk: the cue words before a thing, and what narrows it.
namespace elig {
namespace {

// "due to", "caused by", "secondary to"
bool names_cause(const Chunk& c) {
  for (const std::string_view word : {"due", "because", "secondary", "owing", "caused", "attributable", "attributed", "resulting"})
    if (c.begin->is(word)) return true;
  // "seizures related to arrhythmia"
  return (c.begin->is("related") && c.end - c.begin > 1 && c.begin[1].is("to")) || (c.begin->is("associated") && c.end[-1].is("with"));
}

// "cannot be removed": what is so, is so
bool cannot(const Chunk& negation) { return negation.begin->is("cannot") || negation.begin->is("can") || negation.begin->is("could"); }

// "never", "not previously"
bool at_no_time(const Chunk& negation) {
  for (TokenIt t = negation.begin; t != negation.end; ++t)
    for (const std::string_view word : {"never", "previously", "ever", "prior", "naive", "naïve", "yet"})
      if (t->is(word)) return true;
  return false;
}

// "no concurrent", "concomitant"
bool of_now(const Chunk& c) {
  for (TokenIt t = c.begin; t != c.end; ++t)
    for (const std::string_view word : {"concurrent", "concomitant", "concurrently", "concomitantly", "current", "currently", "ongoing"})
      if (t->is(word)) return true;
  return false;
}

}  // namespace

// Is what comes next a drug, or one behind an adjective?
bool Clauses::takes_next(Index k, Index j) const {
  for (Index n = k + 1; n < j; ++n) {
    if (chunks_[n].kind == ChunkKind::thing) return chunks_[n].atom.kind == AtomKind::exposure || (chunks_[n].atom.kind == AtomKind::therapy && !chunks_[n].generic);
    if (chunks_[n].kind != ChunkKind::filler && chunks_[n].kind != ChunkKind::either) return false;
  }
  return false;
}

std::optional<NodeId> Clauses::operand(Index i, Index j, Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  Reading r{i, j, stance, stance};
  r.inherited_negation = r.negating = stance.negated;
  stance.mention_tail = false;
  for (r.k = i; r.k < j; ++r.k) read_chunk(r);
  if (r.nodes.empty()) only_for_a_person(r);
  hand_on(r);
  if (r.nodes.empty()) return std::nullopt;
  if (r.any_manual) leave_to_person(r);
  if (r.own_negation && r.negating && r.last_thing && !r.any_manual && r.negation_at && denies_before(*r.negation_at, j)) deny_last(r);
  if (r.any_manual && r.inherited_negation && !r.manual_negation) r.manual_negation = 0;
  if (r.any_manual && r.manual_negation && *r.manual_negation < r.nodes.size()) {
    deny_from(r, *r.manual_negation);
  } else {
    for (std::size_t n = 0; n < r.nodes.size(); ++n)
      if (r.negated[n] && !only_mentions(r.nodes[n])) r.nodes[n] = negate(r.nodes[n]);
  }
  NodeId node = group(Op::all, std::move(r.nodes));
  if (r.when) node = when(*r.when, node);
  return node;
}

void Clauses::read_chunk(Reading& r) {
  const Chunk& c = chunks_[r.k];
  switch (c.kind) {
    case ChunkKind::neg: case ChunkKind::none_of: return read_negation(r);
    case ChunkKind::history:
      r.here.temporality = Temporality::past;  // "current or past" too: what is present has been
      r.own_history = true;
      return;
    case ChunkKind::current: return read_current(r);
    case ChunkKind::future: r.here.assertion = Assertion::planned; return;
    case ChunkKind::possible:
      r.here.assertion = Assertion::possible;
      r.here.or_known = c.value == "or known";
      r.here.signs = c.value == "signs";
      r.own_doubt = c.value == "one";  // "conditions that predispose to A, or B": the B is not doubted
      r.here.another_cause = c.value == "another cause";
      r.here.suspicion = c.value == "suspicion" || r.here.another_cause || r.here.or_known || r.here.signs;
      return;
    case ChunkKind::hypothetical: return read_need(r);
    case ChunkKind::person:
      r.here.assertion = Assertion::other_person;
      r.here.or_own = c.value == "or own";
      return;
    case ChunkKind::guard: case ChunkKind::for_: return read_guard(r);
    case ChunkKind::open: return read_bracket(r);
    case ChunkKind::manual: {
      Atom m;
      m.kind = AtomKind::manual;
      m.why = reason(c.value, "judgement");
      m.window = c.atom.window;
      r.keep(atom(std::move(m), span_of(r.k, r.k + 1)));
      dispositions_[r.k] = Disposition::manual;
      r.any_manual = true;
      return;
    }
    case ChunkKind::thing: return read_thing(r);
    case ChunkKind::window:
      if (!c.taken) {
        r.here.window = c.window.window;
        r.here.window->span = span_of(r.k, r.k + 1);
      }
      dispositions_[r.k] = r.last_thing || c.taken ? Disposition::computable : Disposition::none;
      return;
    case ChunkKind::example: return read_examples(r);
    case ChunkKind::definition: return read_definition(r);
    case ChunkKind::any_of: case ChunkKind::all_of: case ChunkKind::following: case ChunkKind::count_of: return read_head(r);
    case ChunkKind::unknown: return read_unknown(r);
    case ChunkKind::filler: return read_filler(r);
    default: return;  // "positive", "elevated": of the thing beside it
  }
}

void Clauses::read_negation(Reading& r) {
  const Chunk& c = chunks_[r.k];
  // "≤ 2.5 x ULN in the absence of liver metastases": whoever has them is not asked
  if (r.last_thing && comparison(chunks_[*r.last_thing]) && c.end - c.begin > 1 && (c.begin->is("in") || c.begin->is("absence")) && !r.when && plain_condition(r.k + 1, r.j)) {
    Stance absent;
    absent.mention_only = r.stance.mention_only;
    if (const auto present = operand(r.k + 1, r.j, absent)) r.when = negate(*present);
    dispositions_[r.k] = Disposition::computable;
    r.k = r.j;
    return;
  }
  const bool by_person = c.value == "inability" || c.value == "prevention";
  if (by_person) {
    if (r.here.assertion == Assertion::asserted) r.here.assertion = Assertion::hypothetical;
    Atom m;
    m.kind = AtomKind::manual;
    m.why = c.value == "inability" ? "ability" : "judgement";
    r.keep(atom(m, span_of(r.k, r.k + 1)));
    dispositions_[r.k] = Disposition::manual;
    r.any_manual = true;
  }
  if (c.value == "excluded") return;
  // "insulin-naive patients with diabetes": denied is what stands before the word, never what comes behind it
  if (const auto of = naive(r.i, r.k); of && !r.negating) {
    if (r.nodes.empty() || only_mentions(r.nodes.back()) || chunks_[*of].generic) {
      // "treatment-naive hepatitis C": never treated for it
      const Index next = r.k + 1;
      if (chunks_[*of].generic && (chunks_[*of].begin->is("treatment") || chunks_[*of].begin->is("therapy")) && chunks_[*of].end - chunks_[*of].begin == 1 && next < r.j && chunks_[next].kind == ChunkKind::thing && chunks_[next].atom.kind == AtomKind::condition && !chunks_[next].generic &&
          chunks_[next].atom.bounds.empty()) {
        if (!r.nodes.empty()) to_mentions(r.nodes.back());
        r.last_thing.reset();
        chunks_[next].atom.qualifiers.emplace_back("treatment naive");
        dispositions_[r.k] = dispositions_[*of] = Disposition::computable;
        return;
      }
      // "treatment-naive": of which treatment nobody says
      if (!r.nodes.empty() && chunks_[*of].generic) to_mentions(r.nodes.back());
      r.last_thing.reset();
      if (!r.here.mention_only) r.keep(atom(Atom{}, span_of(*of, r.k + 1)));
      dispositions_[r.k] = dispositions_[*of] = Disposition::unparsed;
    } else if (!r.negated.back()) {
      r.negated.back() = true;
      dispositions_[r.k] = Disposition::computable;
    }
    return;
  }
  // "history of A, not currently taking B"
  if (c.end[-1].is("currently") && !r.own_history && r.here.temporality == Temporality::past) r.here.temporality = Temporality::current;
  if (!r.manual_negation) r.manual_negation = r.nodes.size() - (by_person ? 1 : 0);
  r.own_negation = true;
  r.negation_at = r.k;
  r.negating = !r.negating;
  r.here.narrow_negation = c.begin->is("non") || c.begin->is("lack") || c.begin->is("lacking") || c.begin->is("lacks");  // "lack of integrity, malabsorption": of the first
  r.here.negated = r.negating;
  r.negated_at.reset();
  // "… prior radiotherapy and no concurrent radiotherapy": this one now
  if (of_now(c) && !at_no_time(c) && !r.stance.any_time && r.here.temporality == r.stance.temporality) r.here.temporality = Temporality::current;
}

void Clauses::read_current(Reading& r) const {
  const Chunk& c = chunks_[r.k];
  Temporality& time = r.here.temporality;
  if (r.own_negation && r.negating && of_now(c) && !r.stance.any_time && time == r.stance.temporality && !at_no_time(chunks_[*r.negation_at])) {
    time = Temporality::current;
    return;
  }
  // "unless treated with radiotherapy": once is enough
  if (r.stance.conjunctive && c.begin->is("treated")) return;
  // "not previously treated with insulin", "never receiving insulin": at no time
  if (r.negation_at && r.negating && at_no_time(chunks_[*r.negation_at])) return;
  if (time != Temporality::any && c.begin->cue(Cue::current)->length <= 1 && !c.begin->is("current") && !c.begin->is("active") && !c.begin->is("currently")) return;
  // "history of A, not currently taking B", "history of A or active B": B is asked for now
  const bool another = c.begin->is("currently") || (c.begin->is("active") && history_is_of_another(r.k));
  time = time == Temporality::past && (r.own_history || !another) ? Temporality::past : Temporality::current;
}

void Clauses::read_need(Reading& r) {
  const Chunk& c = chunks_[r.k];
  if (needs_what_is_taken(r.k, r.j, r.last_thing, r.here)) {
    r.here.temporality = Temporality::current;
    return;
  }
  // "need for dialysis", "that required antibiotics within 30 days"
  if (const auto drug = needed_drug(r.k, r.j); drug && r.here.assertion == Assertion::asserted && r.here.temporality != Temporality::past && section_ == Section::exclusion && !r.negating && !r.here.negated) {
    if (r.here.temporality == Temporality::any && std::none_of(c.begin, c.end, [](const Token& t) { return t.is("required"); })) r.here.temporality = Temporality::current;
    if (!r.last_thing) return;
    const Chunk& last = chunks_[*r.last_thing];
    if (last.atom.kind == AtomKind::condition && !last.generic && last.atom.assertion != Assertion::mention) needed_for_it(*drug, r.j, *r.last_thing);
    return;
  }
  r.here.assertion = Assertion::hypothetical;
}

// guarded = statement ("if" | "for" | "in") condition       ≤ 5 x ULN for patients with liver metastases, > 450 ms in men
void Clauses::read_guard(Reading& r) {
  const Chunk& c = chunks_[r.k];
  const Index next = r.k + 1;
  bool condition = false;
  for (Index n = next; n < r.j; ++n) condition |= chunks_[n].kind == ChunkKind::thing;
  if (!condition) return;
  const auto people = [&](Index n, bool stage) { return n < r.j && chunks_[n].kind == ChunkKind::thing && (chunks_[n].atom.kind == AtomKind::sex || (stage && chunks_[n].atom.kind == AtomKind::life_stage)); };
  const bool guards_here = c.kind == ChunkKind::guard || people(next, false) || (chunks_[next].kind == ChunkKind::filler && people(next + 1, true));
  if (guards_here && !r.nodes.empty()) {
    Stance guard;
    guard.mention_only = r.stance.mention_only;
    r.when = operand(next, r.j, guard);
    dispositions_[r.k] = Disposition::computable;
    r.k = r.j;
    return;
  }
  if (c.kind != ChunkKind::for_ || !c.begin->is("for") || !r.last_thing || chunks_[*r.last_thing].generic || chunks_[*r.last_thing].atom.assertion == Assertion::mention || r.here.mention_only) return;
  // "transplant for amyloidosis": what it was for does not decide
  const AtomKind what = chunks_[*r.last_thing].atom.kind;
  const Atom* last = r.nodes.empty() ? nullptr : rule_.atom(r.nodes.back());
  if ((what == AtomKind::exposure || what == AtomKind::therapy || what == AtomKind::procedure) && last && last->assertion == Assertion::asserted) r.purpose = r.k;
  r.here.mention_only = true;
}

void Clauses::read_bracket(Reading& r) {
  const Index close = std::min(close_of(r.k), r.j);
  // "inability to consent (e.g. dementia)": the bracket is not denied
  if ((r.manual_negation || r.inherited_negation) && r.any_manual && !r.denial_end) r.denial_end = r.nodes.size();
  if (const auto guard = parenthesis(r.k, close, r.here, r.nodes, r.last_thing)) r.when = guard;
  while (r.negated.size() < r.nodes.size()) {
    // a definition in brackets stands in for the negated thing; a mere mention does not
    const NodeId added = r.nodes[r.negated.size()];
    const bool stands_in = r.negated_at && *r.negated_at + 1 == r.negated.size() && !only_mentions(added) && only_mentions(r.nodes[*r.negated_at]);
    // "without metastases (stage I-III)": a stage of what is there, not of what is not
    if (auto* a = std::get_if<Atom>(&rule_.nodes[added].kind); a && stands_in && a->kind == AtomKind::stage) a->assertion = Assertion::possible;
    r.negated.push_back(stands_in);
  }
  r.k = close < r.j ? close : r.j - 1;
}

// exemplified = thing "such as" things                      immunosuppressants such as azathioprine
// Each is one of what stands before.
void Clauses::read_examples(Reading& r) {
  r.denial_over |= r.negation_at && cannot(chunks_[*r.negation_at]);
  if (!r.last_thing || r.nodes.empty()) return;
  Stance inner = r.here;
  inner.negated = false;
  name_causes(inner);
  const Atom* person = rule_.atom(r.nodes.back());
  const bool judged = person && person->kind == AtomKind::manual;
  if (judged && !r.denial_end) r.denial_end = r.nodes.size();
  r.denial_over |= judged && (r.manual_negation || r.inherited_negation);
  if (auto examples = list(r.k + 1, r.j, inner); examples && judged) {
    quiet(*examples);
    r.keep(*examples);
  } else if (examples) {
    illustrate(r.nodes.back(), *examples);
  }
  r.k = r.j;
}

// defined = thing ("defined as" | "confirmed by" …) things  hypertension defined as SBP > 140 mmHg, pneumonia confirmed by CT
// The words behind only tell how it was found out, unless they compare.
void Clauses::read_definition(Reading& r) {
  const Chunk& c = chunks_[r.k];
  if (!r.last_thing) return;
  // "patients with diabetes using insulin": they take it
  if (c.begin->is("using") && chunks_[*r.last_thing].atom.kind == AtomKind::condition && !r.here.mention_only && takes_next(r.k, r.j)) {
    if (r.here.temporality == Temporality::any) r.here.temporality = Temporality::current;
    return;
  }
  bool compared = false, graded = false;
  for (Index n = r.k + 1; n < r.j; ++n) {
    if (!comparison(chunks_[n])) continue;
    compared = true;
    graded |= chunks_[n].atom.kind == AtomKind::score || chunks_[n].atom.kind == AtomKind::stage;
  }
  if (compared) {
    // a scale grades the condition, a measurement replaces it
    if (!graded)
      for (const NodeId id : r.nodes) to_mentions(id);
    return;
  }
  // "X, defined as Y without Z": an X that is not so may or may not be meant
  if (c.begin->is("defined") && c.end[-1].is("as") && narrows_by_definition(r.k + 1, r.j))
    for (const NodeId id : r.nodes)
      if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && entry(*a)) a->qualifiers.emplace_back("perhaps as defined");
  r.here.mention_only = r.stance.mention_tail = true;
}

// head = words ("any of" | "all of" | "the following" …)    no uncontrolled illness including any of the following:
// The sub-bullets are its members.
void Clauses::read_head(Reading& r) {
  if (!children_ || !*children_ || children_used_) return;
  const Chunk& c = chunks_[r.k];
  children_used_ = true;
  Stance inner = r.here;
  inner.negated = false;
  inner.mention_only = r.stance.mention_only;
  inner.allergic = names_allergens(r.i, r.k);
  if (!inner.window && r.k + 1 < r.j && chunks_[r.k + 1].kind == ChunkKind::window && !chunks_[r.k + 1].taken) inner.window = chunks_[r.k + 1].window.window;
  std::vector<NodeId> below = (*children_)(inner);
  dispositions_[r.k] = Disposition::computable;
  if (below.empty()) return;
  if (!r.nodes.empty() && rule_.atom(r.nodes.back())) {
    const Atom head = *rule_.atom(r.nodes.back());
    for (const NodeId id : below) restrict_examples(head, id);
  }
  // "contraindicated for the following reasons": the list decides, unless it only narrows ("diabetes with any of the following")
  const bool narrows = r.k > r.i && chunks_[r.k - 1].kind == ChunkKind::filler && (chunks_[r.k - 1].begin->is("with") || chunks_[r.k - 1].begin->is("and"));
  if (c.kind == ChunkKind::following && !narrows)
    for (const NodeId id : r.nodes)
      if (!compares(id)) quiet(id);
  // "at least two of the following"
  unsigned n = 0;
  if (r.k > r.i && chunks_[r.k - 1].value == "count")
    for (TokenIt t = chunks_[r.k - 1].begin; t != chunks_[r.k - 1].end; ++t)
      if (t->kind == TokenKind::number && n == 0) n = static_cast<unsigned>(t->number);
  if (n > 1 && n < below.size()) {
    Group g;
    g.op = Op::at_least;
    g.n = n;
    Span s;
    for (const NodeId id : below) s = hull(s, rule_.at(id).span);
    g.of = std::move(below);
    r.keep(add(std::move(g), s));
  } else if (c.kind == ChunkKind::all_of) {
    r.keep(group(Op::all, std::move(below)));
  } else {
    r.keep(below_head(std::move(below), c.kind == ChunkKind::any_of || section_ == Section::exclusion || r.here.negated || n == 1));
  }
  if (r.negating) {
    r.negated.back() = true;
    r.negating = false;
  }
  // "the following classes of inhibitors:" only says what the list is of
  r.here.mention_only = true;
}

void Clauses::read_unknown(Reading& r) {
  const Chunk& c = chunks_[r.k];
  const auto doubt = [&c] {
    std::string words = "perhaps";
    for (TokenIt t = c.begin; t != c.end; ++t)
      if (t->kind == TokenKind::word) words += ' ' + std::string(t->lower);
    return words;
  };
  dispositions_[r.k] = Disposition::unparsed;
  // "no highly active antivirals": what is denied is the noun, of whatever kind the word makes it
  if (r.negating && !r.here.mention_only && r.k + 1 < r.j && chunks_[r.k + 1].kind == ChunkKind::thing && chunks_[r.k + 1].atom.assertion != Assertion::mention) {
    chunks_[r.k + 1].atom.qualifiers.push_back(doubt());
    return;
  }
  Atom unknown;
  if (r.here.mention_only) unknown.assertion = Assertion::mention;
  // "no surgery affecting absorption": nobody denies any other surgery
  if (r.negated_at)
    if (auto* a = std::get_if<Atom>(&rule_.nodes[r.nodes[*r.negated_at]].kind); a && entry(*a)) {
      a->qualifiers.push_back(doubt());
      unknown.assertion = Assertion::mention;
    }
  r.keep(atom(std::move(unknown), span_of(r.k, r.k + 1)));
  if (r.negating && !r.here.mention_only) {
    r.negated.back() = true;
    r.negating = false;
    // "INR > 1.5 not correctable, or platelets < 50": said of the INR alone
    if (r.own_negation && r.last_thing && r.negation_at && *r.last_thing < *r.negation_at && *r.negation_at + 1 == r.k && c.end - c.begin == 1) r.here.narrow_negation = true;
  }
}

void Clauses::read_filler(Reading& r) const {
  const Chunk& c = chunks_[r.k];
  const Token &first = *c.begin, &last = c.end[-1];
  // "diabetes with or without neuropathy", "regardless of …": what follows does not matter
  if (r.last_thing && (last.is("without") || last.is("regardless") || (last.is("of") && (first.is("regardless") || first.is("irrespective"))) || first.is("whether")) && c.end - c.begin > 1) r.here.mention_only = true;
  if ((r.manual_negation || r.inherited_negation) && !r.denial_end && (first.is("due") || first.is("because") || first.is("secondary") || first.is("owing") || first.is("caused"))) {
    r.denial_end = r.nodes.size();
    r.denial_over = r.any_manual || (r.inherited_negation && r.here.assertion == Assertion::hypothetical) || (r.negation_at && cannot(chunks_[*r.negation_at]));
    // "images cannot be obtained due to cataract": nobody lacks the cataract
    if (r.denial_over) r.negating = r.own_negation = false;
  }
  // "renal failure caused by diabetes": whoever has both need not have the one from the other
  if (r.last_thing && !r.caused && r.k + 1 < r.j && !r.here.mention_only && names_cause(c)) r.caused = r.last_thing;
  // "surgery after chemotherapy": what came before is named, it does not decide
  if (r.last_thing && !chunks_[*r.last_thing].generic && !r.nodes.empty() && !only_mentions(r.nodes.back()) && (last.is("after") || last.is("following") || first.is("after")) && r.k + 1 < r.j) r.here.mention_only = true;
}

// "other causes of anemia such as iron deficiency": whoever has one of those has such a cause
void Clauses::name_causes(Stance& stance) {
  if (!stance.another_cause) return;
  stance.another_cause = stance.suspicion = false;
  stance.assertion = Assertion::asserted;
}

// Nothing but "able to", "planned": words that only a person can weigh.
void Clauses::only_for_a_person(Reading& r) {
  if (r.i != 0 || r.j != chunks_.size()) return;
  if (!has(r.i, r.j, ChunkKind::hypothetical) && !has(r.i, r.j, ChunkKind::future) && !has(r.i, r.j, ChunkKind::person) && !has(r.i, r.j, ChunkKind::possible)) return;
  Atom m;
  m.kind = AtomKind::manual;
  m.why = "ability";
  r.keep(atom(std::move(m), span_of(r.i, r.j)));
  dispose(r.i, r.j, Disposition::manual);
}

// What this member says that holds on for the rest of the list: a negation that found its thing, a time, a doubt.
void Clauses::hand_on(const Reading& r) const {
  Stance& next = r.stance;
  next.any_time = false;
  next.negated = r.here.negated;
  next.narrow_negation = r.here.narrow_negation;
  next.temporality = r.here.temporality;
  if (!r.own_doubt) next.assertion = r.here.assertion;
  next.or_known = r.here.or_known;
  next.suspicion = r.here.suspicion;
  next.signs = r.here.signs;
  next.another_cause = r.here.another_cause;
  // "other causes of neuropathy or pain", but "other causes of anemia, iron deficiency": what comes behind the comma is one of them
  if (next.another_cause && !(r.j < chunks_.size() && (chunks_[r.j].kind == ChunkKind::or_ || chunks_[r.j].kind == ChunkKind::and_ || chunks_[r.j].kind == ChunkKind::slash))) name_causes(next);
  next.or_own = r.here.or_own;
  if (!r.denial_over) return;
  next.negated = false;
  next.mention_tail |= r.any_manual;
  // "objects that cannot be removed such as A or B": whether this A can be, a person has to say
  if (!r.any_manual && next.assertion == Assertion::asserted) next.assertion = Assertion::possible;
}

// In a clause that only a person can judge, the things it names decide nothing by themselves.
void Clauses::leave_to_person(Reading& r) {
  // "heart disease that the investigator deems unstable": whoever has no heart disease has none of that
  const auto judged = [this](NodeId id) {
    const Atom* a = rule_.atom(id);
    return a && (a->kind != AtomKind::manual || a->why == "judgement");
  };
  std::optional<NodeId> needed;
  if (r.nodes.size() > 1 && !r.own_negation && !r.here.mention_only && std::none_of(r.negated.begin(), r.negated.end(), [](bool n) { return n; }) && std::all_of(r.nodes.begin(), r.nodes.end(), judged) && specific_entry(r.nodes.front())) needed = r.nodes.front();
  for (Index k = r.i; k < r.j; ++k)
    if (dispositions_[k] == Disposition::unparsed) dispositions_[k] = Disposition::manual;
  for (const NodeId id : r.nodes) {
    auto* a = std::get_if<Atom>(&rule_.nodes[id].kind);
    if (a && a->kind == AtomKind::unparsed) {
      a->kind = AtomKind::manual;
      a->why = "judgement";
    } else if (!(a && a->kind == AtomKind::manual) && !compares(id) && id != needed) {
      to_mentions(id);
    }
  }
}

// A disease or drug with a name of its own, no "significant disease" and no class that nobody lists.
bool Clauses::specific_entry(NodeId id) const {
  const Atom* a = rule_.atom(id);
  if (!a || (a->kind != AtomKind::condition && a->kind != AtomKind::exposure) || a->assertion != Assertion::asserted || a->concept_id.empty() || a->state != State::none || !a->bounds.empty()) return false;
  const auto named = vocabulary_.find(a->concept_id);
  if (!named || !vocabulary_.at(*named).attribute("vague").empty()) return false;
  for (const std::string_view id_of : {"disease", "comorbidity", "contraception", "adverse-event", "toxicity", "childbearing-potential", "investigational-drug"})
    if (a->concept_id == id_of) return false;
  return true;
}

// "treatment not performed", "infection ruled out": the negation stands behind its thing
void Clauses::deny_last(Reading& r) {
  for (std::size_t n = r.nodes.size(); n-- > 0;) {
    auto* a = std::get_if<Atom>(&rule_.nodes[r.nodes[n]].kind);
    if (!a || only_mentions(r.nodes[n]) || !decides(a->kind)) continue;
    r.negated[n] = true;
    if (a->window && a->window->op == WindowOp::for_at_least) a->window->op = WindowOp::within;
    r.here.negated = r.stance.negated = false;
    return;
  }
}

// "cannot read English", "unable to undergo MRI": what comes up to the first thing is denied
void Clauses::deny_from(Reading& r, std::size_t first) {
  std::size_t end = first;
  while (end < r.nodes.size()) {
    const Atom* a = rule_.atom(r.nodes[end]);
    if (r.denial_end && end >= *r.denial_end) break;
    if (a && (a->kind == AtomKind::sex || a->kind == AtomKind::life_stage)) break;
    ++end;
    if (!a || decides(a->kind)) break;
  }
  if (end == first) return;
  const auto from = r.nodes.begin() + static_cast<std::ptrdiff_t>(first), to = r.nodes.begin() + static_cast<std::ptrdiff_t>(end);
  const NodeId denied = negate(group(Op::all, std::vector<NodeId>(from, to)));
  *from = denied;
  r.nodes.erase(from + 1, to);
}

}  // namespace elig
