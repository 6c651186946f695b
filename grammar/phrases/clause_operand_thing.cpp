// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// A thing in a member of a list, and what the things before it make of it.
namespace elig {

void Clauses::read_thing(Reading& r) {
  const Index k = r.k;
  const Chunk& c = chunks_[k];
  const Token* const left = k > r.i && chunks_[k - 1].kind == ChunkKind::filler ? &chunks_[k - 1].end[-1] : nullptr;
  if (c.atom.kind == AtomKind::sex && left && left->is("with") && sex_of_another(r)) r.here.mention_only = true;
  if (purpose_of_last(r)) return;
  Stance mine = r.here;
  if (general_word_behind(r)) mine.mention_only = true;
  State tested = State::none;
  if (behind_general_word(r)) {
    Atom& handle = std::get<Atom>(rule_.nodes[r.nodes.back()].kind);
    if (handle.window && !c.atom.window) mine.window = handle.window;
    if (serves(*r.last_thing, k)) return read_served(r, handle, mine);
    handle.assertion = Assertion::mention;
    // "negative tests for hepatitis B": the outcome is of what was tested for
    if (handle.state != State::none && c.atom.state == State::none && (c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::biomarker)) tested = handle.state;
    r.pass_negation(r.nodes.size() - 1);
  }
  // "non-pregnant women with asthma": the asthma is theirs
  if (r.negated_at && r.here.narrow_negation && r.negation_at && chunks_[*r.negation_at].begin->is("non") && left && (left->is("with") || left->is("have") || left->is("has"))) r.negated_at.reset();
  if (narrows_denied(r)) mine.mention_only = true;
  if (says_which(r)) {
    to_mentions(r.nodes.back());
    r.pass_negation(r.nodes.size() - 1);
  }
  // "treatment for colitis with azathioprine": the drug says which treatment
  if (r.served && *r.served + 1 == r.nodes.size() && c.atom.kind == AtomKind::exposure && left && left->is("with")) {
    to_mentions(r.nodes[*r.served]);
    if (r.pass_negation(*r.served)) mine.mention_only = r.here.mention_only;
  }
  if (r.caused && *r.caused < k && read_cause(r, mine)) return;
  mine.negated = r.negating;
  const NodeId id = thing(c, mine);
  r.keep(id);
  if (Atom* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && tested != State::none) a->state = tested;
  if (r.negating && !only_mentions(id)) {
    r.negated.back() = true;
    r.negated_at = r.nodes.size() - 1;
    r.negating = r.own_negation = false;
  }
  const Assertion said = r.here.assertion;
  const bool decided = c.atom.assertion != Assertion::possible && (said == Assertion::asserted || said == Assertion::mention || c.atom.assertion == Assertion::mention);
  dispositions_[k] = decided ? Disposition::computable : Disposition::manual;
  r.last_thing = k;
}

// "men who are active with women of childbearing potential": the women are not the patient
bool Clauses::sex_of_another(const Reading& r) const {
  for (Index n = r.i; n < r.k; ++n)
    if (chunks_[n].kind == ChunkKind::thing && chunks_[n].atom.kind == AtomKind::sex && chunks_[n].atom.sex != chunks_[r.k].atom.sex) return true;
  return false;
}

// "chemotherapy for lung cancer": what it was for, the record of it does not say, whoever has the cancer
bool Clauses::purpose_of_last(Reading& r) {
  const Chunk& c = chunks_[r.k];
  if (!r.purpose || r.k <= *r.purpose || c.atom.kind != AtomKind::condition || !entry(c.atom) || c.atom.assertion == Assertion::mention || c.generic || r.nodes.empty() || !r.last_thing) return false;
  Stance named;
  named.mention_only = true;
  const NodeId what = thing(c, named);
  const NodeId open = atom(Atom{}, span_of(*r.purpose, *r.purpose + 1));
  r.nodes.back() = group(Op::all, {r.nodes.back(), what, open});
  dispositions_[r.k] = Disposition::computable;
  dispositions_[*r.purpose] = Disposition::unparsed;
  r.purpose.reset();
  r.last_thing = r.k;
  return true;
}

// "anti-IL-1 treatment": the general word behind says nothing more
bool Clauses::general_word_behind(Reading& r) {
  const Chunk& c = chunks_[r.k];
  if (!c.generic || c.atom.kind == AtomKind::allergy || comparison(c) || !r.last_thing || r.nodes.empty() || !rule_.atom(r.nodes.back())) return false;
  const Chunk& last = chunks_[*r.last_thing];
  if (last.generic || (last.atom.kind != AtomKind::exposure && last.atom.kind != AtomKind::therapy && last.atom.kind != AtomKind::condition)) return false;
  for (std::size_t n = r.nodes.size(); n-- > 0;)
    if (auto* specific = std::get_if<Atom>(&rule_.nodes[r.nodes[n]].kind); specific && specific->assertion != Assertion::mention) {
      if (!specific->window) specific->window = c.atom.window;
      break;
    }
  return true;
}

// "treatment for cancer", "treatment with cisplatin": the general word before is only its handle
bool Clauses::behind_general_word(const Reading& r) const {
  return r.last_thing && chunks_[*r.last_thing].generic && !comparison(chunks_[*r.last_thing]) && !r.nodes.empty() && rule_.atom(r.nodes.back()) && chunks_[r.k].atom.assertion != Assertion::mention && !only_manual(r.nodes.back());
}

// "treatment for hepatitis C": whoever merely has it was not treated for it
void Clauses::read_served(Reading& r, Atom& handle, Stance mine) {
  const Chunk& c = chunks_[r.k];
  handle.words.insert(handle.words.end(), c.atom.words.begin(), c.atom.words.end());
  mine.negated = false;
  if (handle.kind == AtomKind::exposure) {
    // "agent for weight loss": some such drugs have a name of their own
    if (const auto meanings = vocabulary_.named(std::span<const std::string>(handle.words)); !meanings.empty()) handle.concept_id = vocabulary_.at(meanings.front()).id;
    mine.mention_only = true;
    r.keep(thing(c, mine));
  } else {
    // the time is the treatment's
    if (!handle.window) handle.window = c.atom.window;
    Chunk disease = c;
    disease.atom.window.reset();
    mine.window.reset();
    const NodeId what = thing(disease, mine);
    r.nodes.back() = group(Op::all, {treatment_of(r.nodes.back(), c), what});
    r.served = r.nodes.size() - 1;
  }
  dispositions_[r.k] = Disposition::computable;
  r.last_thing = r.k;
}

// "no infarction requiring surgery": the surgery narrows the infarction, it is not denied by itself
bool Clauses::narrows_denied(const Reading& r) {
  const Chunk& c = chunks_[r.k];
  if (!r.negated_at || c.atom.assertion == Assertion::mention || comparison(c)) return false;
  auto* denied = std::get_if<Atom>(&rule_.nodes[r.nodes[*r.negated_at]].kind);
  if (!denied) return false;
  for (const std::string& w : c.atom.words)
    if (std::find(denied->words.begin(), denied->words.end(), w) == denied->words.end()) denied->qualifiers.push_back(w);
  return true;
}

// Does this thing decide instead of the one before?
bool Clauses::says_which(const Reading& r) const {
  if (!r.last_thing || r.nodes.empty() || !rule_.atom(r.nodes.back())) return false;
  const Chunk &c = chunks_[r.k], &last = chunks_[*r.last_thing];
  // "anticoagulation with warfarin": the narrower word decides
  if (last.atom.kind == AtomKind::exposure && c.atom.kind == AtomKind::exposure) {
    const auto narrow = vocabulary_.find(c.atom.concept_id), broad = vocabulary_.find(last.atom.concept_id);
    if (narrow && broad && *narrow != *broad && vocabulary_.is_a(*narrow, *broad)) return true;
  }
  // "anemia with hemoglobin < 9": the comparison says what the condition means
  return comparison(c) && defines(c, last);
}

// caused = disease ("due to" | "caused by" …) cause         renal failure caused by diabetes
// Whether the one is from the other, a person has to say; true where nothing more is to be read.
bool Clauses::read_cause(Reading& r, Stance& mine) {
  const Chunk& c = chunks_[r.k];
  Atom open;
  open.kind = AtomKind::manual;
  open.why = "cause";
  if (r.negating && r.own_negation) {
    // "no thrombosis not related to trauma": that it had another cause keeps out, and who had both a person has to say
    if (const auto n = static_cast<std::size_t>(std::find(r.negated.begin(), r.negated.end(), true) - r.negated.begin()); n < r.nodes.size() && rule_.atom(r.nodes[n])) {
      std::get<Atom>(rule_.nodes[r.nodes[n]].kind).qualifiers.emplace_back("perhaps of another cause");
      mine.mention_only = r.here.mention_only = r.stance.mention_tail = true;
      r.negating = r.own_negation = false;
      r.caused = r.j;
      return false;
    }
    // "events not related to the study drug"
    if (!mine.mention_only && (c.generic || c.atom.assertion == Assertion::mention) && !r.nodes.empty()) {
      r.keep(atom(std::move(open), span_of(r.k, r.k + 1)));
      r.caused = r.j;
      r.negating = r.own_negation = r.here.negated = false;
      dispositions_[r.k] = Disposition::manual;
      r.last_thing = r.k;
      return true;
    }
  }
  if (r.negated_at || mine.mention_only || c.atom.assertion == Assertion::mention || r.nodes.empty()) return false;
  r.caused = r.j;
  if (!r.negating || !r.own_negation || !entry(c.atom)) {
    r.keep(atom(std::move(open), span_of(r.k, r.k + 1)));
    return false;
  }
  // "hepatitis not caused by alcohol": of whoever has not the cause, it is caused by something else; of others a person knows
  const NodeId cause = thing(c, mine), otherwise = negate(cause);
  r.keep(group(Op::any, {otherwise, atom(std::move(open), span_of(r.k, r.k + 1))}));
  r.negating = r.own_negation = r.here.negated = false;
  dispositions_[r.k] = Disposition::computable;
  r.last_thing = r.k;
  return true;
}

}  // namespace elig
