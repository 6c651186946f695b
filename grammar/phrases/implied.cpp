// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/implied.hpp"

#include "grammar/phrases/by_people.hpp"

#include <algorithm>

#include "grammar/phrases/attach.hpp"
#include "grammar/phrases/doubtful_comparison.hpp"
#include "grammar/phrases/everybody.hpp"
#include "grammar/phrases/named_again.hpp"
#include "grammar/phrases/own_disease.hpp"
#include "grammar/phrases/purpose.hpp"
#include "grammar/phrases/reach.hpp"
#include "grammar/phrases/respective.hpp"
#include "grammar/phrases/sense.hpp"
#include "grammar/phrases/staged.hpp"
#include "grammar/phrases/worse.hpp"

namespace elig {
namespace {

bool names_cancer(const Rule& rule, NodeId id, const Vocabulary& vocabulary) {
  if (const Atom* a = rule.atom(id)) {
    const auto named = vocabulary.find(a->concept_id), cancer = vocabulary.find("cancer");
    return a->kind == AtomKind::condition && a->bounds.empty() && !a->window && a->assertion == Assertion::asserted && named && cancer && *named != *cancer && vocabulary.is_a(*named, *cancer);
  }
  const Group& group = *rule.group(id);
  if (group.op != Op::any && group.op != Op::all) return false;
  bool found = false;
  for (const NodeId child : group.of) {
    const Atom* a = rule.atom(child);
    const bool silent = a && (a->kind == AtomKind::unparsed || a->assertion == Assertion::mention || (a->kind == AtomKind::condition && a->concept_id.empty() && a->bounds.empty()));
    if (names_cancer(rule, child, vocabulary)) found = true;
    else if (!silent) return false;
  }
  return found;
}

bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

bool examination(const Chunk& c) {
  return (c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::test) && c.atom.bounds.empty() && c.alternatives.empty() && !c.atom.window && c.atom.state == State::none;
}

// "Women are eligible if they are not pregnant": what stands behind "if" is asked of them, as with "must"
void admit(std::vector<Chunk>& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::guard || !c[k].begin->is("if")) continue;
    bool admits = false, people_only = true;
    std::size_t from = k;
    while (from > 0 && c[from - 1].kind != ChunkKind::period && c[from - 1].kind != ChunkKind::semicolon && c[from - 1].kind != ChunkKind::colon) --from;
    std::size_t behind = from;  // the people
    for (std::size_t n = from; n < k; ++n) {
      if (c[n].kind == ChunkKind::thing) {
        const bool person = c[n].atom.kind == AtomKind::sex || c[n].atom.kind == AtomKind::life_stage || c[n].atom.concept_id == "childbearing-potential";
        if (person && !admits) behind = n + 1;
        else people_only &= c[n].generic || c[n].atom.kind == AtomKind::manual;
      }
      people_only &= c[n].kind != ChunkKind::neg && c[n].kind != ChunkKind::except && c[n].kind != ChunkKind::comma && c[n].kind != ChunkKind::bounds;
      for (TokenIt t = c[n].begin; t != c[n].end; ++t)
        admits |= t->is("eligible") || t->is("participate") || t->is("included") || t->is("enrolled") || t->is("enroll") || t->is("eligibility");
    }
    if (!admits || !people_only) continue;
    for (std::size_t n = behind; n <= k; ++n)
      if (c[n].kind != ChunkKind::open && c[n].kind != ChunkKind::close) c[n].kind = ChunkKind::filler;
    c[k].value = "admits";
    return;
  }
}

// "off all immunosuppressants such as steroids or methotrexate for at least 2 weeks": none of them in that time, or now
void turn_off(std::vector<Chunk>& c) {
  std::vector<Chunk*> stopped;
  const auto settle = [&] {
    const auto timed = std::find_if(stopped.rbegin(), stopped.rend(), [](const Chunk* x) { return x->atom.window.has_value(); });
    for (Chunk* x : stopped) {
      if (!x->atom.window && timed != stopped.rend()) x->atom.window = (*timed)->atom.window;
      if (!x->atom.window) {
        if (x->atom.temporality == Temporality::any) x->atom.temporality = Temporality::current;
        continue;
      }
      WindowOp& op = x->atom.window->op;
      if (op == WindowOp::for_at_least || op == WindowOp::not_within || op == WindowOp::after) op = WindowOp::within;
    }
    stopped.clear();
  };
  bool off = false;
  for (Chunk& chunk : c) {
    const bool over = chunk.kind == ChunkKind::period || chunk.kind == ChunkKind::semicolon || chunk.kind == ChunkKind::unless_ || chunk.kind == ChunkKind::except || chunk.kind == ChunkKind::neg;
    if (over) settle();
    if (chunk.kind == ChunkKind::neg) off = std::any_of(chunk.begin, chunk.end, [](const Token& t) { return t.is("off"); });
    else if (over) off = false;
    if (off && chunk.kind == ChunkKind::thing && (chunk.atom.kind == AtomKind::exposure || chunk.atom.kind == AtomKind::therapy || chunk.atom.kind == AtomKind::procedure)) stopped.push_back(&chunk);
  }
  settle();
}

// "no psychiatric illness or social situation that would preclude consent": of both a person has to say whether they would
void judge_precluding(std::vector<Chunk>& c) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || c[k].value != "prevention" || (c[k - 1].kind != ChunkKind::unknown && c[k - 1].kind != ChunkKind::manual)) continue;
    std::vector<Chunk*> members;
    std::size_t i = k - 1;
    while (i-- > 0 && (c[i].kind == ChunkKind::or_ || c[i].kind == ChunkKind::comma || c[i].kind == ChunkKind::slash || (c[i].kind == ChunkKind::thing && c[i].atom.kind == AtomKind::condition)))
      if (c[i].kind == ChunkKind::thing) members.push_back(&c[i]);
    if (members.empty() || i >= c.size() || c[i].kind != ChunkKind::neg || c[i + 1].kind != ChunkKind::thing) continue;
    for (Chunk* member : members) member->atom.assertion = Assertion::mention;
  }
}

}  // namespace

std::vector<Chunk> bound_chunks(const Tokens& tokens, const Vocabulary& vocabulary, Section section, const std::string& context) {
  std::vector<Chunk> chunks = chunk(tokens, vocabulary);
  if (section == Section::inclusion) admit(chunks);
  weigh_words(chunks, vocabulary, section);
  drop_general_needs(chunks);
  complete_phrases(chunks, vocabulary);
  drop_both_sexes(chunks);
  join_stage(chunks, vocabulary);
  order_by_people(chunks);
  bind_purposes(chunks, vocabulary);
  bind_chunks(chunks, tokens, vocabulary, section, context);
  turn_off(chunks);
  attach_neighbours(chunks, vocabulary, section);
  lengthen_use(chunks);
  name_methods(chunks);
  turn_worse(chunks, vocabulary);
  pair_respective(chunks);
  mention_definitions_of_people(chunks);
  mention_named_again(chunks);
  doubt_comparisons(chunks, vocabulary, section);
  doubt_reach(chunks);
  if (section == Section::inclusion) judge_precluding(chunks);
  mark_others(chunks, vocabulary);
  settle_purposes(chunks);
  return chunks;
}

bool implied_choice(const Rule& rule, std::span<const NodeId> items, const Vocabulary& vocabulary) {
  return items.size() > 1 && std::all_of(items.begin(), items.end(), [&](NodeId id) { return names_cancer(rule, id, vocabulary); });
}

void name_methods(std::vector<Chunk>& c) {
  for (std::size_t k = 1; k + 1 < c.size(); ++k) {
    const bool by = c[k].kind == ChunkKind::filler && c[k].end - c[k].begin == 1 && c[k].begin->is("by");
    if (!by || c[k - 1].kind != ChunkKind::thing || (c[k - 1].atom.kind != AtomKind::finding && c[k - 1].atom.kind != AtomKind::condition)) continue;
    for (std::size_t i = k + 1; i < c.size() && (joins(c[i]) || c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::thing); ++i) {
      if (c[i].kind != ChunkKind::thing) continue;
      if (!examination(c[i])) break;
      c[i].atom.assertion = Assertion::mention;
    }
  }
}

}  // namespace elig
