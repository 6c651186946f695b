// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/own_disease.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

// The disease a study is about, beside the others of its kind.
namespace elig {
namespace {

constexpr std::string_view another = "another";

// Cancers of any site: what is said of them is said of the study's own, too.
bool general(std::string_view id) { return id == "cancer" || id == "neoplasm" || id == "solid-tumor" || id == "hematologic-malignancy"; }

bool is_cancer(const std::string& id, const Vocabulary& vocabulary) {
  const auto named = vocabulary.find(id), cancer = vocabulary.find("cancer");
  return named && cancer && (vocabulary.is_a(*named, *cancer) || id == "neoplasm");
}

bool says_other(const Token& t) {
  for (const std::string_view word : {"other", "another", "second", "additional"})
    if (t.is(word)) return true;
  return false;
}

bool ends_member(ChunkKind kind) {
  switch (kind) {
    case ChunkKind::and_: case ChunkKind::or_: case ChunkKind::comma: case ChunkKind::slash: case ChunkKind::semicolon: case ChunkKind::period:
    case ChunkKind::colon: case ChunkKind::open: case ChunkKind::close: case ChunkKind::except: case ChunkKind::unless_:
      return true;
    default: return false;
  }
}

bool joins(ChunkKind kind) { return kind == ChunkKind::and_ || kind == ChunkKind::or_ || kind == ChunkKind::comma || kind == ChunkKind::slash; }

// "lymphoma or other malignancies": other than the lymphoma, not than the study's disease
bool follows_cancer(const std::vector<Chunk>& c, std::size_t from, const Vocabulary& vocabulary) {
  bool joined = false;
  for (std::size_t i = from; i-- > 0;) {
    if (joins(c[i].kind)) {
      joined = true;
      continue;
    }
    if (c[i].kind == ChunkKind::thing) {
      return joined && c[i].atom.kind == AtomKind::condition && is_cancer(c[i].atom.concept_id, vocabulary) && !general(c[i].atom.concept_id);
    }
    if (c[i].kind != ChunkKind::filler && c[i].kind != ChunkKind::history && c[i].kind != ChunkKind::current && c[i].kind != ChunkKind::open && c[i].kind != ChunkKind::close) return false;
  }
  return false;
}

// The cancers that a criterion lets in: asked for, not denied.
void asked_for(const Rule& rule, NodeId id, const Vocabulary& vocabulary, std::vector<std::string>& out) {
  if (const Atom* a = rule.atom(id)) {
    if (a->kind == AtomKind::condition && a->assertion == Assertion::asserted && is_cancer(a->concept_id, vocabulary) && (!a->window || a->window->op != WindowOp::not_within)) out.push_back(a->concept_id);
    return;
  }
  const Group& g = *rule.group(id);
  if (g.op == Op::not_) return;
  if (g.op == Op::if_) return;  // "for patients with lymphoma: …" is about some of them
  for (const NodeId child : g.of) asked_for(rule, child, vocabulary, out);
}

// "Stage IV Breast Cancer": the longest name of diseases in a registry's term
std::vector<ConceptIndex> diseases_in(const std::string& term, const Vocabulary& vocabulary) {
  const std::vector<std::string> words = content_words(term);
  for (std::size_t length = std::min<std::size_t>(words.size(), 8); length > 0; --length)
    for (std::size_t from = 0; from + length <= words.size(); ++from) {
      std::vector<ConceptIndex> named = vocabulary.named(std::span(words).subspan(from, length));
      std::erase_if(named, [&](ConceptIndex c) { return vocabulary.at(c).kind != ConceptKind::condition; });
      if (!named.empty()) return named;
    }
  return {};
}

std::vector<std::string> own_cancers(const RuleSet& rules, const Vocabulary& vocabulary) {
  std::vector<std::string> own;
  for (const std::string& term : rules.conditions) {
    for (const ConceptIndex c : diseases_in(term, vocabulary))
      if (is_cancer(vocabulary.at(c).id, vocabulary)) own.push_back(vocabulary.at(c).id);
  }
  for (const Criterion& c : rules.criteria)
    if (c.section == Section::inclusion && !c.rule.nodes.empty()) asked_for(c.rule, c.rule.root, vocabulary, own);
  const auto spread = vocabulary.find("metastatic-cancer");
  std::erase_if(own, [&](const std::string& id) {
    const auto named = vocabulary.find(id);
    return spread && named && vocabulary.is_a(*named, *spread);  // where it has spread is no disease of its own
  });
  std::sort(own.begin(), own.end());
  own.erase(std::unique(own.begin(), own.end()), own.end());
  return own;
}

// Restrictions that a study's own cancer meets as well as any other.
bool plain(const Atom& a) {
  static constexpr std::array<std::string_view, 8> words{another, "active", "invasive", "primary", "known", "malignant", "concurrent", "prior"};
  return std::all_of(a.qualifiers.begin(), a.qualifiers.end(), [](const std::string& q) { return q.starts_with("perhaps ") || std::find(words.begin(), words.end(), q) != words.end(); });
}

void spare(Rule& rule, NodeId id, bool keeps_out, const std::vector<std::string>& own, const Vocabulary& vocabulary) {
  if (auto* a = std::get_if<Atom>(&rule.nodes[id].kind)) {
    if (a->window && a->window->op == WindowOp::not_within) keeps_out = !keeps_out;
    if (!keeps_out || a->kind != AtomKind::condition || a->assertion != Assertion::asserted || !general(a->concept_id) || !plain(*a)) return;
    const bool marked = std::find(a->qualifiers.begin(), a->qualifiers.end(), another) != a->qualifiers.end();
    if (a->concept_id == "neoplasm" && !marked) return;  // "tumors > 4 cm" are those of the study
    const auto asked = vocabulary.find(a->concept_id);
    bool all_named = true, any = false;
    for (const std::string& one : own) {
      const auto named = vocabulary.find(one);
      if (general(one)) {
        all_named = false;
        any = true;
        continue;
      }
      if (!asked || !named || !vocabulary.is_a(*named, *asked)) continue;
      any = true;
      OtherThan other;
      other.concept_id = one;
      other.span = a->subject.span;
      if (std::none_of(a->other_than.begin(), a->other_than.end(), [&](const OtherThan& o) { return o.concept_id == one && o.certain; })) a->other_than.push_back(std::move(other));
    }
    if (any && !all_named && !marked) a->qualifiers.emplace_back(another);
    if (any && all_named && marked) std::erase(a->qualifiers, another);
    return;
  }
  const Group g = *rule.group(id);
  if (g.op == Op::if_) {
    spare(rule, g.then, keeps_out, own, vocabulary);
    return;
  }
  for (const NodeId child : g.of) spare(rule, child, g.op == Op::not_ ? !keeps_out : keeps_out, own, vocabulary);
}

}  // namespace

// No other cancer; a second primary malignancy; another diagnosis of malignancy
void mark_others(std::vector<Chunk>& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::thing || c[k].atom.kind != AtomKind::condition || !general(c[k].atom.concept_id)) continue;
    bool other = std::any_of(c[k].begin, c[k].end, says_other);
    std::size_t from = k;
    while (!other && from > 0 && !ends_member(c[from - 1].kind) && !(c[from - 1].kind == ChunkKind::thing && !c[from - 1].generic)) {
      --from;
      other = std::any_of(c[from].begin, c[from].end, says_other);
      if (c[from].kind == ChunkKind::neg) break;
    }
    if (!other || follows_cancer(c, from, vocabulary)) continue;
    // "a second primary malignancy": that it is not the study's is all that these words say
    std::erase_if(c[k].atom.qualifiers, [](const std::string& q) { return q == "second" || q == "primary" || q == "additional"; });
    // "other tumor areas": of the same tumor
    if (c[k].atom.concept_id == "neoplasm" && !plain(c[k].atom)) continue;
    c[k].atom.qualifiers.emplace_back(another);
  }
}

void spare_own_disease(RuleSet& rules, const Vocabulary& vocabulary) {
  const std::vector<std::string> own = own_cancers(rules, vocabulary);
  if (own.empty()) {
    // a study of something else: any cancer is another one
    if (!rules.conditions.empty())
      for (Criterion& c : rules.criteria)
        for (Node& node : c.rule.nodes)
          if (auto* a = std::get_if<Atom>(&node.kind)) std::erase(a->qualifiers, another);
    return;
  }
  for (Criterion& c : rules.criteria)
    if (!c.rule.nodes.empty()) spare(c.rule, c.rule.root, c.section == Section::exclusion, own, vocabulary);
}

}  // namespace elig
