// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Examples: how far "such as A" tells what else is meant.
namespace elig {
namespace {

// Words that say how bad a disease is, and not which one.
bool restrains(std::string_view q) {
  for (const std::string_view word : {"severe", "uncontrolled", "significant", "serious", "major", "unstable", "symptomatic", "relevant", "important", "active", "chronic", "acute", "advanced", "poorly", "progressive", "untreated", "recurrent", "life-threatening", "decompensated", "moderate"})
    if (q.starts_with(word)) return true;
  return false;
}

}  // namespace

// "NSAIDs (e.g. ibuprofen)": an example is enough, but not needed. Where the vocabulary knows that it is one of what it
// illustrates, nothing is gained by asking twice, and it is only named.
void Clauses::illustrate(NodeId& head, NodeId examples) {
  const Atom* h = rule_.atom(head);
  const auto broad = h ? vocabulary_.find(h->concept_id) : std::nullopt;
  bool known = broad.has_value() && h->qualifiers.empty();
  const std::function<void(NodeId)> check = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      const auto narrow = vocabulary_.find(a->concept_id);
      if (!narrow || !broad || !vocabulary_.is_a(*narrow, *broad)) known = false;
      return;
    }
    const Group g = *rule_.group(id);
    for (const NodeId c : g.of) check(c);
    if (g.op == Op::if_) known = false;
  };
  check(examples);
  if (h) {
    const Atom restricted = *h;
    restrict_examples(restricted, examples);
  }
  // "immunosuppressants such as corticosteroids > 10 mg": of those the dose decides, whatever else they are
  if (h && entry(*h)) {
    std::vector<OtherThan> dosed;
    const std::function<void(NodeId)> gather = [&](NodeId id) {
      if (const Atom* a = rule_.atom(id)) {
        if (a->kind == AtomKind::exposure && !a->bounds.empty() && a->assertion != Assertion::mention) dosed.push_back({a->concept_id, a->words, true, rule_.at(id).span});
        return;
      }
      for (const NodeId c : rule_.group(id)->of) gather(c);
    };
    gather(examples);
    auto& other = std::get<Atom>(rule_.nodes[head].kind).other_than;
    other.insert(other.end(), dosed.begin(), dosed.end());
  }
  // "bilateral breast cancer, including invasive cancer": what is broader than the head is no example that decides
  if (broad) {
    bool broader = false;
    const std::function<void(NodeId)> look = [&](NodeId id) {
      if (const Atom* a = rule_.atom(id)) {
        const auto what = vocabulary_.find(a->concept_id);
        broader |= what && *what != *broad && vocabulary_.is_a(*broad, *what);
        return;
      }
      const Group g = *rule_.group(id);
      for (const NodeId c : g.of) look(c);
    };
    look(examples);
    if (broader && entry(*h)) {
      quiet(examples);
      head = group(Op::any, {head, examples});
      return;
    }
  }
  // "cardiac disease, including infarction within 6 months": what limits the examples may limit the head
  const std::function<bool(NodeId)> limited = [&](NodeId id) -> bool {
    if (const Atom* a = rule_.atom(id)) return a->assertion != Assertion::mention && (a->window || !a->qualifiers.empty() || (!a->bounds.empty() && a->kind != AtomKind::exposure));
    const Group& g = *rule_.group(id);
    return g.op == Op::if_ || std::any_of(g.of.begin(), g.of.end(), limited);
  };
  if (h && entry(*h) && h->qualifiers.empty() && !h->window && limited(examples)) {
    std::get<Atom>(rule_.nodes[head].kind).qualifiers.emplace_back("perhaps limited like its examples");
    known = false;
  }
  if (known) {
    to_mentions(examples);
    // only named, they need no window of the head's
    if (const std::optional<Window> shared = rule_.atom(head)->window) {
      const std::function<void(NodeId)> plain = [&](NodeId id) {
        if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind)) {
          if (a->window == shared) a->window.reset();
          return;
        }
        const Group g = *rule_.group(id);
        for (const NodeId c : g.of) plain(c);
      };
      plain(examples);
    }
    head = group(Op::any, {head, examples});
    return;
  }
  NodeId any = examples;
  if (const Group* g = rule_.group(examples); g && g->op == Op::all) any = group(Op::any, g->of);
  head = group(Op::any, {head, any});
}

// "uncontrolled illness including arrhythmia", "significant lung disease (e.g. asthma)": an example is meant as far as it is so too
void Clauses::restrict_examples(const Atom& head, NodeId examples) {
  if ((head.kind != AtomKind::condition && head.kind != AtomKind::finding) || !head.bounds.empty()) return;
  std::string doubt = "perhaps";
  for (const std::string& q : head.qualifiers)
    if (!q.starts_with("perhaps ") && restrains(q)) doubt += ' ' + q;
  if (doubt.size() < 8) return;
  const std::function<void(NodeId)> restrain = [&](NodeId id) {
    if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind)) {
      // "unstable angina" is so by its name
      const bool named_so = std::any_of(a->words.begin(), a->words.end(), [](const std::string& w) { return w == "unstable" || w == "uncontrolled" || w == "decompensated"; });
      if (!named_so && (a->kind == AtomKind::condition || a->kind == AtomKind::finding) && a->bounds.empty() && a->qualifiers.empty() && a->state == State::none && a->assertion == Assertion::asserted) a->qualifiers.push_back(doubt);
      return;
    }
    const Group g = *rule_.group(id);
    if (g.op == Op::if_) return restrain(g.then);
    for (const NodeId child : g.of) restrain(child);
  };
  restrain(examples);
}

// examples = thing "(" "e.g." things ")"                     NSAIDs (e.g. ibuprofen), study disease (asthma)
bool Clauses::bracketed_examples(const Bracket& b) {
  const bool example = chunks_[b.i].kind == ChunkKind::example;
  if (!example && (!b.before || b.compared || !chunks_[*b.before].generic)) return false;
  std::vector<NodeId>& nodes = b.nodes;
  // "substance abuse disorder (including alcohol abuse)": examples of the thing, not of the general word behind it
  std::vector<NodeId> general;
  const auto named_only = [this](NodeId id) { return rule_.atom(id) && rule_.atom(id)->assertion == Assertion::mention; };
  while (example && nodes.size() > 1 && named_only(nodes.back()) && rule_.atom(nodes[nodes.size() - 2]) && decides(rule_.atom(nodes[nodes.size() - 2])->kind)) {
    general.push_back(nodes.back());
    nodes.pop_back();
  }
  const auto examples = list(example ? b.i + 1 : b.i, b.j, b.inner);
  if (examples && nodes.empty()) {
    nodes.push_back(*examples);
  } else if (examples) {
    if (const Atom* head = rule_.atom(nodes.back()); head && head->window) doubt_time(*examples);
    const Atom* person = rule_.atom(nodes.back());
    if (person && person->kind == AtomKind::manual) {
      quiet(*examples);
      nodes.push_back(*examples);
    } else {
      // "no substance abuse disorder (including alcohol abuse)": the examples are of what is denied, not of "disorder"
      const std::size_t head = last_said(nodes);
      illustrate(only_mentions(nodes[head]) ? nodes.back() : nodes[head], *examples);
    }
  }
  nodes.insert(nodes.end(), general.rbegin(), general.rend());
  return true;
}

// "heart failure within 30 days (e.g. hospitalization)": an example from another time may not be meant
void Clauses::doubt_time(NodeId examples) {
  if (auto* a = std::get_if<Atom>(&rule_.nodes[examples].kind)) {
    if (entry(*a) && !a->window && a->assertion == Assertion::asserted) a->qualifiers.emplace_back("perhaps at any time");
    return;
  }
  for (const NodeId c : rule_.group(examples)->of) doubt_time(c);
}

// The last that says more than a name.
std::size_t Clauses::last_said(const std::vector<NodeId>& nodes) const {
  std::size_t place = nodes.size() - 1;
  while (place > 0 && only_mentions(nodes[place]) && !only_mentions(nodes[place - 1])) --place;
  return place;
}

}  // namespace elig
