// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"
#include "grammar/phrases/purpose.hpp"

// The gate: a sentence whose words no node stands for gives no definite answer where those words could matter.
//
//   remark = "should be obtained" | "attempts should be made" | "is closed" | …      the whole sentence decides nothing
//   restriction = "despite" | "leading to" | "until" | …      whoever has the thing may not have it so: true becomes unknown
//   task = "willing to" words { "," thing }                   what a person is to do runs on along a list
//   duty-of-things = thing "must" words                       "lesions must be confirmed by MRI": asked of nobody who has none
//   dangling = "if" words, where the "if" governs nothing      an exclusion becomes unknown where it was true, a demand either way
//
// Which words these are stands in vocabulary/cues.tsv.
namespace elig {
namespace {


bool people(const Token& t) {
  for (const std::string_view w : {"patients", "subjects", "participants", "patient", "subject", "participant", "individuals", "women", "men", "females", "males", "those", "volunteers", "children", "infants"})
    if (t.is(w)) return true;
  return false;
}

// A colouring word that found no noun of its own: "uncontrolled current infection".
bool only_severity(const Chunk& c) {
  if (c.kind != ChunkKind::filler) return false;
  const CueHit* hit = c.begin->cue(Cue::severity);
  if (!hit || c.begin + hit->length > c.end) return false;
  // "acute or chronic": all there is
  return std::none_of(c.begin, c.end, [](const Token& t) { return t.is("or") || t.is("and") || t.is("and/or") || t.mark('/'); });
}

bool ends_part(ChunkKind k) {
  return k == ChunkKind::semicolon || k == ChunkKind::colon || k == ChunkKind::period || k == ChunkKind::unless_ || k == ChunkKind::except || k == ChunkKind::provided || k == ChunkKind::allowed;
}

}  // namespace

// Is the sentence an instruction, an advice or news of the study?
bool Clauses::remarks(Index i, Index j, NodeId node) const {
  if (duty_of_things(i, j) || defines_treatment(i, j)) return true;
  // an exclusion that obliges, and that the other section's reading did not take: "if they have metastases they must be stable"
  if (section_ == Section::exclusion && demands(i, j) && !turns(i, j) && !conditional(node)) {
    bool of_noun = true;
    for (Index k = i; k < j; ++k)
      for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
        if ((t->is("must") || t->is("should") || t->is("shall")) && !(t != chunks_[i].begin && (t[-1].is("who") || t[-1].is("that") || t[-1].is("which")))) of_noun = false;
    if (!of_noun) return true;
  }
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    for (TokenIt t = c.begin; t != c.end; ++t)
      if (const CueHit* hit = t->cue(Cue::remark); hit && t + hit->length <= chunks_[j - 1].end)
        if (hit->value.empty() || hit->value == (section_ == Section::inclusion ? "inclusion" : "exclusion")) return true;
  }
  return false;
}

// "The effects of the drug on the fetus are unknown": nothing is asked of anybody
bool Clauses::tells_news(Index i, Index j) const {
  const Token& lead = chunks_[i].begin->is("the") ? chunks_[i].begin[1] : *chunks_[i].begin;
  if (!lead.is("effects") && !lead.is("effect") && !lead.is("there")) return false;
  bool news = false;
  for (TokenIt t = chunks_[i].begin; t != chunks_[j - 1].end; ++t) {
    if (t->is("must") || t->is("should") || t->is("excluded") || t->is("eligible") || t->is("agree")) return false;
    const CueHit* hit = t->cue(Cue::remark);
    news |= hit && hit->value == "news" && t + hit->length <= chunks_[j - 1].end;
  }
  return news;
}

// "Lines of therapy are defined as …", "Prior treatment is defined as …": what a word of another sentence covers
bool Clauses::defines_treatment(Index i, Index j) const {
  bool treatment = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::definition) return treatment && (c.begin->is("is") || c.begin->is("are") || c.begin[-1].is("is") || c.begin[-1].is("are"));
    if (c.kind == ChunkKind::thing) {
      if (!c.generic || (c.atom.kind != AtomKind::procedure && c.atom.kind != AtomKind::therapy && c.atom.kind != AtomKind::exposure)) return false;
      treatment = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::history && c.kind != ChunkKind::unknown) {
      return false;
    }
  }
  return false;
}

// "equivocal lesions must be confirmed by MRI", "inducers must be stopped": asked of the things, and of people only who have them
bool Clauses::duty_of_things(Index i, Index j) const {
  bool named = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (c.kind == ChunkKind::thing) {
      const bool treatment = c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::procedure;
      if (!entry(c.atom) || comparison(c) || c.atom.window || c.atom.assertion == Assertion::mention) return false;
      named |= treatment || !first_sentence_ || i > 0;
      continue;
    }
    for (TokenIt t = c.begin; t != c.end; ++t) {
      if (people(*t) || t->is("who") || t->is("that") || t->is("which")) return false;
      if (t->is("must") || t->is("should") || t->is("shall")) return named;
    }
    if (joins(c.kind) || c.kind == ChunkKind::neg || c.kind == ChunkKind::guard || c.kind == ChunkKind::bounds || c.kind == ChunkKind::unless_) return false;
  }
  return false;
}

// "biopsy proven melanoma", "calcifications on either sonogram or radiograph": an examination beside what it found says how it was found
void Clauses::doubt_examinations(NodeId node, Span words) {
  static constexpr std::array<std::string_view, 7> examinations{"imaging", "biopsy", "endoscopy", "ecg", "eeg", "physical-examination", "laparoscopy"};
  std::vector<NodeId> found;
  bool others = false;
  const std::function<void(NodeId)> look = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      if (!decides(a->kind)) {
        others |= a->kind == AtomKind::unparsed && a->assertion != Assertion::mention;
        return;
      }
      if (a->assertion != Assertion::asserted) return;
      const bool plain = a->bounds.empty() && a->state == State::none && !a->window && !a->count;
      const auto what = vocabulary_.find(a->concept_id);
      const bool exam = plain && a->kind == AtomKind::procedure && what && std::any_of(examinations.begin(), examinations.end(), [&](std::string_view id_) {
                          const auto broad = vocabulary_.find(id_);
                          return broad && (*what == *broad || vocabulary_.is_a(*what, *broad));
                        });
      if ((exam || (plain && a->kind == AtomKind::test)) && words.contains(a->subject.span)) found.push_back(id);
      else others |= a->kind != AtomKind::age && a->kind != AtomKind::sex && a->kind != AtomKind::life_stage;
      return;
    }
    const Group g = *rule_.group(id);
    for (const NodeId c : g.of) look(c);
    if (g.op == Op::if_) {
      look(g.when);
      look(g.then);
    }
  };
  look(node);
  if (others)
    for (const NodeId id : found) std::get<Atom>(rule_.nodes[id].kind).assertion = Assertion::possible;
}

// The bullets below a head of an inclusion. Whether all the diseases or one of them is asked for, only "all of" or "one of" tells.
NodeId Clauses::below_head(std::vector<NodeId> below, bool any) {
  if (!chunks_.empty())
    for (TokenIt t = chunks_.front().begin; t + 1 < chunks_.back().end; ++t) any |= (t->is("any") || t->is("one") || t->is("either")) && t[1].is("of") && (t == chunks_.front().begin || !t[-1].is("than"));
  const unsigned wanted = counts_list();
  any |= wanted == 1;
  if (wanted > 1 && wanted < below.size()) {
    Group counted;
    counted.op = Op::at_least;
    counted.n = wanted;
    const Span span = hull(rule_.at(below.front()).span, rule_.at(below.back()).span);
    counted.of = std::move(below);
    return add(std::move(counted), span);
  }
  if (!any && section_ == Section::inclusion && below.size() > 1 && of_one_kind(below) && !find(0, chunks_.size(), ChunkKind::all_of)) {
    const Span head = chunks_.empty() ? rule_.at(below.front()).span : span_of(chunks_.size() - 1, chunks_.size());
    return either_way(std::move(below), head);
  }
  return group(join(any), std::move(below));
}

// "At least two risk factors:", "≥ 1 of these complications:", "Two or more signs:": how many of the list below. 0: nothing said.
unsigned Clauses::counts_list() const {
  if (chunks_.empty() || !heads_list()) return 0;
  for (const Chunk& c : chunks_) {
    if (c.kind != ChunkKind::bounds && c.kind != ChunkKind::filler && c.kind != ChunkKind::unknown) continue;
    for (TokenIt t = c.begin; t != c.end; ++t) {
      if (t->kind != TokenKind::number || t->number < 1 || t->number > 9 || t->number != static_cast<double>(static_cast<unsigned>(t->number))) continue;
      const bool least = t != chunks_.front().begin && (t[-1].is("least") || (t[-1].kind == TokenKind::comparator && t[-1].comparator == 'g') || t[-1].is("minimum"));
      const bool more = t + 2 < chunks_.back().end && t[1].is("or") && t[2].is("more");
      const TokenIt next = more ? t + 3 : t + 1;
      // "at least 2 weeks", "at least 2 times": no members of a list
      const bool counted = next < chunks_.back().end && next->kind == TokenKind::word && !next->unit_length && !next->is("times") && !next->is("prior") && !next->is("previous") && !next->is("or");
      if ((least || more) && counted) return static_cast<unsigned>(t->number);
    }
  }
  return 0;
}

// Entries of one kind, each by itself: a list of diseases, or of treatments.
bool Clauses::of_one_kind(const std::vector<NodeId>& of) const {
  const std::function<int(NodeId)> kind = [&](NodeId id) -> int {
    if (const Atom* a = rule_.atom(id)) {
      if (!entry(*a) || a->assertion != Assertion::asserted || a->state != State::none || a->other_than.size() > 0) return 0;
      return a->kind == AtomKind::condition ? 1 : a->kind == AtomKind::exposure || a->kind == AtomKind::therapy || a->kind == AtomKind::procedure ? 2 : 0;
    }
    const Group& g = *rule_.group(id);
    if (g.op != Op::all && g.op != Op::any) return 0;
    int found = -1;
    for (const NodeId c : g.of) {
      const Atom* a = rule_.atom(c);
      if (a && a->assertion == Assertion::mention) continue;
      const int k = kind(c);
      if (found != -1 && k != found) return 0;
      found = k;
    }
    return std::max(found, 0);
  };
  const int first = kind(of.front());
  return first != 0 && std::all_of(of.begin(), of.end(), [&](NodeId id) { return kind(id) == first; });
}

// The member of a list, with the bracket behind it, that holds chunk `k`.
std::pair<Clauses::Index, Clauses::Index> Clauses::member_around(Index k, Index i, Index j) const {
  Index begin = k, end = k + 1;
  int depth = 0;
  while (begin > i) {
    const ChunkKind kind = chunks_[begin - 1].kind;
    if (kind == ChunkKind::close) ++depth;
    else if (kind == ChunkKind::open) depth = std::max(0, depth - 1);
    else if (depth == 0 && (joins(kind) || ends_part(kind))) break;
    --begin;
  }
  depth = 0;
  while (end < j) {
    const ChunkKind kind = chunks_[end].kind;
    if (kind == ChunkKind::open) ++depth;
    else if (kind == ChunkKind::close) depth = std::max(0, depth - 1);
    else if (depth == 0 && (joins(kind) || ends_part(kind))) break;
    ++end;
  }
  return {begin, end};
}

// Does chunk `k` restrict what is named beside it, without any node that means it?
bool Clauses::unheard(Index k, Index j) const {
  const Chunk& c = chunks_[k];
  if (c.taken) return false;
  if (only_severity(c)) {
    // heard where a noun behind carries it: "severe or uncontrolled hypertension"
    for (Index n = k + 1; n < j && n < k + 8; ++n) {
      if (chunks_[n].kind != ChunkKind::thing) continue;
      for (const std::string& q : chunks_[n].atom.qualifiers)
        if (q.find(c.begin->lower) != std::string::npos) return false;
    }
    // "mild to moderate (Hoehn and Yahr ≤ 3)": the bracket says what it means
    return !(k + 1 < j && (chunks_[k + 1].kind == ChunkKind::open || chunks_[k + 1].begin->is("on")));
  }
  // "seizures (not due to fever)"
  if (c.kind == ChunkKind::neg && c.begin->is("not") && bracketed(k) && k + 1 < j && chunks_[k + 1].kind == ChunkKind::filler)
    for (const std::string_view word : {"due", "caused", "related", "secondary", "attributable", "attributed"})
      if (chunks_[k + 1].begin->is(word)) return true;
  if (c.kind != ChunkKind::filler && c.kind != ChunkKind::unknown) return false;
  // "while in the study", "while at rest": nobody is otherwise
  if (c.begin->is("while") && c.kind == ChunkKind::filler && c.end - c.begin > 2 && !c.begin[2].is("or")) return false;
  for (TokenIt t = c.begin; t != c.end; ++t)
    if (const CueHit* hit = t->cue(Cue::restricts); hit && t + hit->length <= chunks_[j - 1].end) return true;
  return false;
}

// "at least 3 weeks since prior and no concurrent steroids": the time is of nothing in the tree
bool Clauses::adrift(Index k, NodeId node) const {
  const Chunk& c = chunks_[k];
  if (c.taken || (c.kind != ChunkKind::window && c.kind != ChunkKind::bounds)) return false;
  const Span at = span_of(k, k + 1);
  const std::function<bool(NodeId)> kept = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      if (a->window && a->window->span.overlaps(at)) return true;
      return std::any_of(a->bounds.begin(), a->bounds.end(), [&](const Bound& b) { return b.span.overlaps(at); });
    }
    const Group& g = *rule_.group(id);
    return std::any_of(g.of.begin(), g.of.end(), kept) || (g.op == Op::if_ && (kept(g.when) || kept(g.then)));
  };
  return !kept(node);
}

// Entries of a record alone, either way.
void Clauses::open_entries(NodeId id, Span part) {
  if (const Atom* a = rule_.atom(id)) {
    if (!entry(*a) || a->assertion != Assertion::asserted || !part.contains(a->subject.span)) return;
    std::get<Atom>(rule_.nodes[id].kind).assertion = Assertion::possible;
    return;
  }
  const Group g = *rule_.group(id);
  if (g.op == Op::not_) return;  // whoever has nothing of the kind is sure
  for (const NodeId child : g.of) open_entries(child, part);
  if (g.op == Op::if_) open_entries(g.then, part);
}

// "willing to complete the questionnaire, the analgesic diary and the pain scale": what a person is to do runs on along the list
void Clauses::doubt_tasks(Index i, Index j, NodeId node) {
  bool task = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::manual) {
      task = true;
    } else if (ends_part(c.kind) || c.kind == ChunkKind::neg || c.kind == ChunkKind::guard || c.kind == ChunkKind::history || c.kind == ChunkKind::bounds || c.begin->is("have") || c.begin->is("has") || c.begin->is("who") || c.begin->is("with")) {
      task = false;
    } else if (c.kind == ChunkKind::thing && task && entry(c.atom)) {
      open_entries(node, span_of(k, k + 1));
    }
  }
}

// Of a sentence that is strange for a third of its words, the rest asks for nothing sure.
bool Clauses::mostly_strange(Index i, Index j) const {
  std::size_t strange = 0, known = 0;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    const Chunk& c = chunks_[k];
    std::size_t words = 0;
    for (TokenIt t = c.begin; t != c.end; ++t) words += t->kind == TokenKind::word && t->text.size() > 2;
    if (k > i && chunks_[k - 1].value == "count") continue;  // "at least two risk factors": the list below says what they are
    if (c.kind == ChunkKind::unknown) strange += words;
    else if (c.kind == ChunkKind::thing && c.atom.assertion != Assertion::mention) known += words;
  }
  return strange > 0 && 2 * strange >= known && strange + known > 2;
}

// An "if" that governs nothing. What stands first in an exclusion is the exclusion itself: "If the platelets are below 100".
bool Clauses::dangling(Index k, Index i, Index j) const {
  if (chunks_[k].kind != ChunkKind::guard || dispositions_[k] != Disposition::none) return false;
  bool first = true;
  for (Index n = i; n < k; ++n) first &= chunks_[n].kind == ChunkKind::filler;
  // "For patients with diabetes:" governs the list below it
  if (first && (section_ == Section::exclusion || (children_ && *children_ && heads_list()))) return false;
  // "steroids are excluded if given within 14 days": how, the window says
  if (section_ == Section::exclusion) {
    bool given = false, dated = false, more = false;
    for (Index n = k + 1; n < j; ++n) {
      const Chunk& c = chunks_[n];
      if (c.kind == ChunkKind::window && c.taken) dated = true;
      else if (c.kind == ChunkKind::filler || c.kind == ChunkKind::history || c.kind == ChunkKind::current || c.kind == ChunkKind::unknown) {
        for (TokenIt t = c.begin; t != c.end; ++t)
          for (const std::string_view word : {"given", "used", "received", "taken", "administered", "performed", "done"}) given |= t->is(word);
        more |= c.kind == ChunkKind::unknown && c.end - c.begin > 1;
      } else more = true;
    }
    if (given && dated && !more) return false;
  }
  // "(if applicable)"
  for (Index n = k + 1; n < j && chunks_[n].kind != ChunkKind::close; ++n)
    if (chunks_[n].kind != ChunkKind::filler) return true;
  return false;
}

// Whether what `id` asks for within `part` is asked at all, the words leave open.
NodeId Clauses::open_either_way(NodeId id, Span part, Span words) {
  if (const Atom* a = rule_.atom(id)) {
    const Span at = a->subject.span.empty() ? rule_.at(id).span : a->subject.span;
    if (!decides(a->kind) || a->assertion != Assertion::asserted || !part.contains(at)) return id;
    std::get<Atom>(rule_.nodes[id].kind).assertion = Assertion::mention;
    return group(Op::all, {id, atom(Atom{}, words)});
  }
  Group g = *rule_.group(id);
  for (NodeId& child : g.of) child = open_either_way(child, part, words);
  if (g.op == Op::if_) g.then = open_either_way(g.then, part, words);
  std::get<Group>(rule_.nodes[id].kind) = std::move(g);
  return id;
}

// "type 2 diabetes requiring insulin", "requires supplemental oxygen": whoever needs a drug takes it. One that is given for many
// things may be taken for another.
bool Clauses::needs_what_is_taken(Index k, Index j, std::optional<Index> disease, const Stance& stance) {
  bool need = false;
  for (const std::string_view word : {"requiring", "require", "requires", "needing", "needs"}) need |= chunks_[k].end[-1].is(word) || (chunks_[k].begin->is(word) && chunks_[k].end - chunks_[k].begin == 1);
  if (!need || stance.negated || stance.mention_only || stance.assertion != Assertion::asserted || stance.temporality == Temporality::past || stance.window) return false;
  if (disease && (chunks_[*disease].kind != ChunkKind::thing || chunks_[*disease].atom.kind != AtomKind::condition || chunks_[*disease].atom.window || chunks_[*disease].atom.concept_id.empty())) return false;
  if (!disease && section_ != Section::exclusion) return false;
  Index drug = k + 1;
  while (drug < j && (chunks_[drug].kind == ChunkKind::filler || chunks_[drug].kind == ChunkKind::current)) ++drug;
  if (drug >= j || chunks_[drug].kind != ChunkKind::thing) return false;
  Atom& taken = chunks_[drug].atom;
  const auto named = vocabulary_.find(taken.concept_id);
  if (taken.concept_id == "oxygen-dependence") return true;
  if (taken.kind != AtomKind::exposure || !named || chunks_[drug].generic || taken.window || !taken.bounds.empty() || taken.count || taken.assertion != Assertion::asserted) return false;
  if (disease && taken.purposes.empty()) taken.purposes.push_back(purpose_of(chunks_[*disease]));
  return true;
}

// Whoever has what `id` asks for may have it in another way than the words want.
NodeId Clauses::open_when_true(NodeId id, Span part, Span member, Span words, const std::string& doubt) {
  if (const Atom* a = rule_.atom(id)) {
    if (!decides(a->kind) || a->assertion != Assertion::asserted || a->kind == AtomKind::age || a->kind == AtomKind::sex) return id;
    const Span at = a->subject.span.empty() ? rule_.at(id).span : a->subject.span;
    if (!(entry(*a) ? part : member).contains(at)) return id;
    if (entry(*a)) {
      auto& qualifiers = std::get<Atom>(rule_.nodes[id].kind).qualifiers;
      const std::string_view said = std::string_view(doubt).substr(doubt.find(' ') + 1);
      if (std::none_of(qualifiers.begin(), qualifiers.end(), [said](const std::string& q) { return q.find(said) != std::string::npos; })) qualifiers.push_back(doubt);
      return id;
    }
    return group(Op::all, {id, atom(Atom{}, words)});
  }
  Group g = *rule_.group(id);
  for (NodeId& child : g.of) child = open_when_true(child, part, member, words, doubt);
  if (g.op == Op::if_) g.then = open_when_true(g.then, part, member, words, doubt);
  std::get<Group>(rule_.nodes[id].kind) = std::move(g);
  return id;
}

NodeId Clauses::weigh_unheard(Index i, Index j, NodeId node) {
  if (i >= j || only_mentions(node) || only_manual(node)) return node;
  if (tells_news(i, j)) {
    quiet(node);
    return node;
  }
  if (remarks(i, j, node)) {
    for (Index k = i; k < j; ++k) dispositions_[k] = Disposition::unparsed;
    remarked_ = true;
    // whoever an "if" leaves out has nothing to do with it
    if (const Group* g = rule_.group(node); g && g->op == Op::if_) {
      const NodeId condition = g->when, then = g->then;
      quiet(then);
      return when(condition, group(Op::all, {then, atom(Atom{}, span_of(i, j))}));
    }
    quiet(node);
    return group(Op::all, {node, atom(Atom{}, span_of(i, j))});
  }
  doubt_examinations(node, span_of(i, j));
  if (section_ == Section::inclusion) doubt_tasks(i, j, node);
  if (section_ == Section::inclusion && mostly_strange(i, j)) open_entries(node, span_of(i, j));
  for (Index k = i; k < j; ++k) {
    if (dangling(k, i, j)) {
      const auto [begin, end] = member_around(k, i, j);
      const bool alternative = begin > i && chunks_[begin - 1].kind == ChunkKind::or_;
      const Span part = span_of(begin, end);
      node = section_ == Section::exclusion || alternative ? open_when_true(node, part, part, span_of(k, k + 1), "perhaps " + std::string(chunks_[k].begin->lower)) : open_either_way(node, part, span_of(k, k + 1));
      dispositions_[k] = Disposition::unparsed;
      continue;
    }
    // a limit or a time that found nothing to belong to
    if (adrift(k, node)) {
      const auto [begin, end] = member_around(k, i, j);
      node = open_either_way(node, span_of(begin, end), span_of(k, k + 1));
      dispositions_[k] = Disposition::unparsed;
      continue;
    }
    if (!unheard(k, j)) continue;
    std::string doubt = "perhaps";
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end && doubt.size() < 60; ++t)
      if (t->kind != TokenKind::mark) doubt += ' ' + std::string(t->lower);
    const auto [begin, end] = member_around(k, i, j);
    node = open_when_true(node, span_of(begin, end), span_of(begin, end), span_of(k, k + 1), doubt);
    if (dispositions_[k] == Disposition::none) dispositions_[k] = Disposition::unparsed;
  }
  return node;
}

}  // namespace elig
