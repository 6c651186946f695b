// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/clause.hpp"

#include <algorithm>

// Scope: what "and", "or", "no", "except" and "if" govern. From the outside in:
//
//   criterion  = sentence { "." sentence }                     each sentence by itself; "… are allowed" is an exception to what came before
//   sentence   = part { ";" part }                             all of them (inclusion), any of them (exclusion)
//   part       = head ":" list | exception
//   exception  = guarded [ "except" | "unless" list ]
//   guarded    = [ "if" list "," ] list | list "if" list
//   list       = operand { ("and" | "or" | ",") operand }      "and" binds tighter; a comma is what the next joining word is
//   operand    = { "no" | "history of" | … } thing { thing }   what stands before the first member holds for the whole list
namespace elig {
namespace {

bool decides(AtomKind k) { return k != AtomKind::manual && k != AtomKind::unparsed; }

bool comparison(const Chunk& c) { return c.kind == ChunkKind::thing && (!c.atom.bounds.empty() || !c.alternatives.empty()); }

bool joins(ChunkKind k) { return k == ChunkKind::and_ || k == ChunkKind::or_ || k == ChunkKind::comma || k == ChunkKind::slash || k == ChunkKind::semicolon; }

// Entries of a record, of which an exception can be made.
bool entry(const Atom& a) {
  return a.bounds.empty() && (a.kind == AtomKind::condition || a.kind == AtomKind::exposure || a.kind == AtomKind::procedure || a.kind == AtomKind::therapy ||
                              a.kind == AtomKind::allergy || a.kind == AtomKind::finding);
}

// The words for a manual node's reason when the cue table gives none.
std::string reason(std::string_view value, const char* fallback) { return value.empty() ? fallback : std::string(value); }

}  // namespace

// ---------------------------------------------------------------------------------------------------------------- nodes

NodeId Clauses::atom(Atom a, Span span) {
  Node node;
  node.span = span;
  node.kind.emplace<Atom>(std::move(a));
  return rule_.add(std::move(node));
}

NodeId Clauses::add(Group g, Span span) {
  Node node;
  node.span = span;
  node.kind.emplace<Group>(std::move(g));
  return rule_.add(std::move(node));
}

NodeId Clauses::group(Op op, std::vector<NodeId> of) {
  if (of.size() == 1 && op != Op::not_) return of.front();
  std::vector<NodeId> flat;
  Span span;
  for (const NodeId id : of) {
    span = hull(span, rule_.at(id).span);
    // all(all(a, b), c) is all(a, b, c)
    if (const Group* g = rule_.group(id); g && g->op == op && op != Op::not_) flat.insert(flat.end(), g->of.begin(), g->of.end());
    else flat.push_back(id);
  }
  Group g;
  g.op = op;
  g.of = std::move(flat);
  return add(std::move(g), span);
}

NodeId Clauses::negate(NodeId id) {
  Group g;
  g.op = Op::not_;
  g.of = {id};
  return add(std::move(g), rule_.at(id).span);
}

NodeId Clauses::when(NodeId condition, NodeId then) {
  Group g;
  g.op = Op::if_;
  g.when = condition;
  g.then = then;
  return add(std::move(g), hull(rule_.at(condition).span, rule_.at(then).span));
}

void Clauses::to_mentions(NodeId id) {
  Node& node = rule_.nodes[id];
  if (auto* a = std::get_if<Atom>(&node.kind)) {
    if (decides(a->kind)) a->assertion = Assertion::mention;
    return;
  }
  const Group g = std::get<Group>(node.kind);
  for (const NodeId child : g.of) to_mentions(child);
  if (g.op == Op::if_) {
    to_mentions(g.when);
    to_mentions(g.then);
  }
}

// An exception that holds for some only ("acceptable for patients with Gilbert's syndrome") asks for both.
NodeId Clauses::unguard(NodeId id) {
  const Group* g = rule_.group(id);
  if (!g) return id;
  if (g->op == Op::if_) {
    const NodeId condition = g->when, then = g->then;
    return group(Op::all, {condition, unguard(then)});
  }
  if (g->op != Op::all && g->op != Op::any) return id;
  const Group copy = *g;
  std::vector<NodeId> of;
  for (const NodeId c : copy.of) of.push_back(unguard(c));
  return group(copy.op, std::move(of));
}

// Words that another node decides: things are named only, and what nobody understood there decides nothing either.
void Clauses::quiet(NodeId id) {
  to_mentions(id);
  const std::function<void(NodeId)> hush = [&](NodeId n) {
    if (auto* a = std::get_if<Atom>(&rule_.nodes[n].kind)) {
      if (a->kind == AtomKind::unparsed) {
        a->kind = AtomKind::finding;
        a->assertion = Assertion::mention;
        a->subject.span = rule_.nodes[n].span;
      }
      return;
    }
    const Group g = std::get<Group>(rule_.nodes[n].kind);
    for (const NodeId c : g.of) hush(c);
    if (g.op == Op::if_) {
      hush(g.when);
      hush(g.then);
    }
  };
  hush(id);
}

bool Clauses::only_mentions(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->assertion == Assertion::mention;
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return only_mentions(g.then);
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return only_mentions(c); });
}

bool Clauses::only_manual(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::manual || a->kind == AtomKind::unparsed || a->assertion == Assertion::mention;
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return only_manual(g.then);
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return only_manual(c); });
}

Span Clauses::span_of(Index i, Index j) const {
  if (i >= j) return {};
  return {chunks_[i].begin->begin, chunks_[j - 1].end[-1].end};
}

Clauses::Index Clauses::close_of(Index open) const {
  int depth = 0;
  for (Index i = open; i < chunks_.size(); ++i) {
    if (chunks_[i].kind == ChunkKind::open) ++depth;
    else if (chunks_[i].kind == ChunkKind::close && --depth == 0) return i;
  }
  return chunks_.size();
}

std::optional<Clauses::Index> Clauses::find(Index i, Index j, ChunkKind kind) const {
  int depth = 0;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) ++depth;
    else if (chunks_[k].kind == ChunkKind::close) depth = std::max(0, depth - 1);
    else if (depth == 0 && chunks_[k].kind == kind) return k;
  }
  return std::nullopt;
}

bool Clauses::has(Index i, Index j, ChunkKind kind) const {
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == kind) return true;
  return false;
}

Op Clauses::join(bool disjunctive) const { return disjunctive ? Op::any : Op::all; }

void Clauses::dispose(Index i, Index j, Disposition d) {
  for (Index k = i; k < j; ++k)
    if (dispositions_[k] == Disposition::none) dispositions_[k] = d;
}

// ------------------------------------------------------------------------------------------------------------- things

NodeId Clauses::thing(const Chunk& chunk, const Stance& stance) {
  Atom a = chunk.atom;
  Span span{chunk.begin->begin, chunk.end[-1].end};
  for (const Bound& b : a.bounds) span = hull(span, b.span);
  for (const auto& alternative : chunk.alternatives)
    for (const Bound& b : alternative) span = hull(span, b.span);
  if (a.window) span = hull(span, a.window->span);
  if (a.count) span = hull(span, a.count->span);
  if (a.assertion != Assertion::mention) a.assertion = stance.mention_only ? Assertion::mention : stance.assertion;
  if (a.temporality == Temporality::any) a.temporality = stance.temporality;
  if (!a.window && stance.window && a.kind != AtomKind::age && a.kind != AtomKind::sex && a.kind != AtomKind::life_stage) a.window = stance.window;
  if (a.kind == AtomKind::sex || a.kind == AtomKind::age || a.kind == AtomKind::life_stage) a.temporality = Temporality::any;

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

// --------------------------------------------------------------------------------------------------------- the levels

std::optional<NodeId> Clauses::build(const Stance& stance, const Children& children) {
  children_ = &children;
  children_used_ = false;
  auto node = sentences(0, chunks_.size(), stance);
  if (children && !children_used_) {
    // a head without any joining word: its sub-bullets say what it means
    children_used_ = true;
    std::vector<NodeId> below = children(stance);
    if (!below.empty()) {
      const bool any = section_ == Section::exclusion;
      NodeId body = group(join(any), std::move(below));
      if (stance.negated) body = negate(body);
      // "Adequate liver function:", "… as evidenced by": the list below says what the head means
      if (node && !compares(*node) && heads_list()) quiet(*node);
      node = node ? group(section_ == Section::exclusion && only_mentions(*node) == false ? Op::any : Op::all, {*node, body}) : body;
    }
  }
  // fillers and joining words go with what they stand beside
  Disposition carried = Disposition::none;
  for (Disposition& d : dispositions_) {
    if (d == Disposition::none) d = carried;
    else carried = d;
  }
  carried = Disposition::none;
  for (auto it = dispositions_.rbegin(); it != dispositions_.rend(); ++it) {
    if (*it == Disposition::none) *it = carried;
    else carried = *it;
  }
  return node;
}

// Does the text end in a colon or in words that announce a definition?
bool Clauses::heads_list() const {
  for (Index k = chunks_.size(); k-- > 0;) {
    if (chunks_[k].kind == ChunkKind::colon || chunks_[k].kind == ChunkKind::definition || chunks_[k].kind == ChunkKind::following) return true;
    if (chunks_[k].kind != ChunkKind::filler) return false;
  }
  return false;
}

bool Clauses::compares(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return !a->bounds.empty();
  const Group& g = *rule_.group(id);
  if (g.op == Op::if_) return compares(g.then);
  return std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return compares(c); });
}

std::optional<NodeId> Clauses::sentences(Index i, Index j, const Stance& stance) {
  if (++depth_ > 40) {
    dispose(i, j, Disposition::unparsed);
    --depth_;
    return i < j ? std::optional(atom(Atom{}, span_of(i, j))) : std::nullopt;
  }
  std::vector<NodeId> nodes;
  Index begin = i;
  for (Index k = i; k <= j; ++k) {
    if (k < j && chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k != j && chunks_[k].kind != ChunkKind::period) continue;
    if (begin < k) {
      const bool exception = !nodes.empty() && (find(begin, k, ChunkKind::allowed) || find(begin, k, ChunkKind::unless_));
      Stance inner = stance;
      if (exception) inner = Stance{};
      // "This includes …" explains, "… will be excluded" says the opposite of an inclusion
      bool explains = false, excluded = false;
      if (!nodes.empty() && begin + 1 < k && chunks_[begin].kind == ChunkKind::filler && (chunks_[begin].begin->is("this") || chunks_[begin].begin->is("these")) && chunks_[begin + 1].kind == ChunkKind::example) explains = true;
      for (Index n = begin; n < k; ++n) {
        if (chunks_[n].kind == ChunkKind::example && chunks_[n].begin->is("this")) explains = !nodes.empty();
        excluded |= chunks_[n].kind == ChunkKind::neg && chunks_[n].value == "excluded";
      }
      if (explains) inner.mention_only = true;
      if (auto node = sentence(begin, k, inner)) {
        if (excluded && section_ == Section::inclusion && !only_manual(*node)) node = negate(*node);
        if (!nodes.empty() && nodes.size() == 1 && refines(nodes[0], *node)) {
          // "Dipstick < 2+. If dipstick ≥ 2+, 24-hour protein ≤ 1 g": the second sentence opens a second way
          const Group g = *rule_.group(*node);
          nodes = {group(Op::any, {nodes[0], group(Op::all, {g.when, g.then})})};
          begin = k + 1;
          continue;
        }
        if (exception && !only_mentions(*node)) {
          const NodeId lets_in = unguard(*node);
          // "X. Patients with Y are allowed.": Y lets in what X keeps out
          const NodeId main = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
          nodes = {section_ == Section::inclusion ? group(Op::any, {main, lets_in}) : group(Op::all, {main, negate(lets_in)})};
        } else {
          nodes.push_back(*node);
        }
      }
    }
    begin = k + 1;
  }
  --depth_;
  if (nodes.empty()) return std::nullopt;
  return group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
}

// Is `second` "if X …, then …" with X the thing that `first` compares?
bool Clauses::refines(NodeId first, NodeId second) const {
  const Group* g = rule_.group(second);
  if (section_ != Section::inclusion || !g || g->op != Op::if_) return false;
  const Atom* condition = rule_.atom(g->when);
  if (!condition || condition->concept_id.empty() || condition->bounds.empty()) return false;
  const std::function<bool(NodeId)> about = [&](NodeId id) -> bool {
    if (const Atom* a = rule_.atom(id)) return a->concept_id == condition->concept_id && !a->bounds.empty();
    const Group& h = *rule_.group(id);
    return std::any_of(h.of.begin(), h.of.end(), about);
  };
  return about(first);
}

std::optional<NodeId> Clauses::sentence(Index i, Index j, const Stance& stance) {
  // head ":" list
  if (const auto colon = find(i, j, ChunkKind::colon); colon && *colon + 1 < j) {
    bool thing_left = false, hole = false;
    for (Index k = i; k < *colon; ++k) {
      thing_left |= chunks_[k].kind == ChunkKind::thing;
      hole |= chunks_[k].kind == ChunkKind::any_of || chunks_[k].kind == ChunkKind::all_of || chunks_[k].kind == ChunkKind::none_of || chunks_[k].kind == ChunkKind::following;
    }
    bool body = false;
    for (Index k = *colon + 1; k < j; ++k) body |= chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::manual;
    const bool guard = chunks_[i].kind == ChunkKind::guard || chunks_[i].kind == ChunkKind::for_;
    if (hole && body) {
      Stance inner = stance;
      for (Index k = i; k < *colon; ++k) {
        const Chunk& c = chunks_[k];
        if (c.kind == ChunkKind::neg || c.kind == ChunkKind::none_of) inner.negated = !inner.negated;
        if (c.kind == ChunkKind::history) inner.temporality = Temporality::past;
        if (c.kind == ChunkKind::current) inner.temporality = Temporality::current;
        if (c.kind == ChunkKind::possible) inner.assertion = Assertion::possible;
        if (c.kind == ChunkKind::future) inner.assertion = Assertion::planned;
        if (c.kind == ChunkKind::window && !c.taken) inner.window = c.window.window;
      }
      const bool all = find(i, *colon, ChunkKind::all_of).has_value();
      const bool negated = inner.negated;
      inner.negated = false;
      std::vector<NodeId> parts;
      Index begin = *colon + 1;
      for (Index k = begin; k <= j; ++k) {
        if (k < j && chunks_[k].kind == ChunkKind::open) {
          k = std::min(close_of(k), j - 1);
          continue;
        }
        if (k != j && chunks_[k].kind != ChunkKind::semicolon && chunks_[k].kind != ChunkKind::comma) continue;
        if (const auto node = exceptions(begin, k, inner)) parts.push_back(*node);
        begin = k + 1;
      }
      if (!parts.empty()) {
        const bool any = !all && (section_ == Section::exclusion || find(i, *colon, ChunkKind::any_of) || negated);
        NodeId node = group(join(any), std::move(parts));
        if (negated) node = negate(node);
        dispose(i, *colon + 1, Disposition::computable);
        // what the head itself names is decided by its list
        Stance quiet = stance;
        quiet.mention_only = true;
        if (thing_left) {
          if (const auto head = list(i, *colon, quiet)) node = group(Op::all, {*head, node});
        }
        return node;
      }
    }
    if (thing_left && body && !guard) {
      bool compared = false;
      for (Index k = *colon + 1; k < j; ++k) compared |= chunks_[k].kind == ChunkKind::thing;
      // "Adequate liver function: AST …": the list decides; "BMI: 20-30" was bound before and leaves no thing behind the colon
      if (compared && !has(i, *colon, ChunkKind::neg)) {
        bool left_compares = false;
        for (Index k = i; k < *colon; ++k) left_compares |= comparison(chunks_[k]);
        Stance quiet = stance;
        if (!left_compares) quiet.mention_only = true;
        const auto head = exceptions(i, *colon, quiet);
        const auto rest = sentence(*colon + 1, j, stance);
        if (head && rest) return group(section_ == Section::exclusion && left_compares ? Op::any : Op::all, {*head, *rest});
        return head ? head : rest;
      }
    }
  }
  // "… with the exceptions of A; B; or C": the list of exceptions runs on
  if (const auto semicolon = find(i, j, ChunkKind::semicolon); semicolon)
    if (const auto except = find(i, *semicolon, ChunkKind::except); except && *except > i && section_ == Section::exclusion) return exceptions(i, j, stance);
  // part { ";" part }
  std::vector<NodeId> nodes;
  bool disjunctive = section_ == Section::exclusion;
  Stance running = stance;
  Index begin = i;
  for (Index k = i; k <= j; ++k) {
    if (k < j && chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (k != j && chunks_[k].kind != ChunkKind::semicolon) continue;
    if (begin < k) {
      Index from = begin;
      while (from < k && (chunks_[from].kind == ChunkKind::and_ || chunks_[from].kind == ChunkKind::or_)) {
        if (chunks_[from].kind == ChunkKind::or_) disjunctive = true;
        ++from;
      }
      Index to = k;
      while (to > from && (chunks_[to - 1].kind == ChunkKind::and_ || chunks_[to - 1].kind == ChunkKind::or_)) {
        if (chunks_[to - 1].kind == ChunkKind::or_) disjunctive = true;
        --to;
      }
      if (const auto node = exceptions(from, to, running)) nodes.push_back(*node);
    }
    begin = k + 1;
  }
  if (nodes.empty()) return std::nullopt;
  return group(join(disjunctive), std::move(nodes));
}

// The entries that an exception names. Those with more said of them ("prostate cancer with PSA < 0.2") except only for sure where
// all of it is known, so they leave the matter open.
void Clauses::excepted(NodeId id, bool certain, std::vector<OtherThan>& out) const {
  if (const Atom* a = rule_.atom(id)) {
    if (!entry(*a)) return;
    OtherThan other;
    other.concept_id = a->concept_id;
    other.words = a->words;
    other.certain = certain && a->qualifiers.empty() && a->assertion == Assertion::asserted && a->temporality != Temporality::past;
    other.span = rule_.at(id).span;
    out.push_back(std::move(other));
    return;
  }
  const Group& g = *rule_.group(id);
  if (g.op == Op::not_) return;
  if (g.op == Op::if_) {
    excepted(g.then, false, out);
    return;
  }
  unsigned deciders = 0;
  for (const NodeId c : g.of) deciders += !only_mentions(c);
  for (const NodeId c : g.of)
    if (!only_mentions(c)) excepted(c, certain && (g.op == Op::any || deciders == 1), out);
}

std::optional<NodeId> Clauses::exceptions(Index i, Index j, const Stance& stance) {
  if (i >= j) return std::nullopt;
  // "X unless Y"
  if (const auto k = find(i, j, ChunkKind::unless_); k && *k > i) {
    const auto main = exceptions(i, *k, stance);
    Stance inner;
    inner.mention_only = stance.mention_only;
    auto exception = exceptions(*k + 1, j, inner);
    dispose(*k, *k + 1, Disposition::computable);
    if (main && exception) {
      const bool negated_main = rule_.group(*main) && rule_.group(*main)->op == Op::not_;
      (void)negated_main;
      return section_ == Section::inclusion ? group(Op::any, {*main, *exception}) : group(Op::all, {*main, negate(*exception)});
    }
    return main ? main : exception;
  }
  // "X except Y", "X other than Y"
  if (const auto k = find(i, j, ChunkKind::except); k) {
    if (*k > i) {
      const auto main = guards(i, *k, stance);
      // "malignancy other than A, except B": both are exceptions to the malignancy
      std::vector<NodeId> all_exceptions;
      Index begin = *k + 1;
      dispose(*k, *k + 1, Disposition::computable);
      Stance inner;
      inner.mention_only = stance.mention_only;
      for (Index n = begin; n <= j; ++n) {
        if (n < j && chunks_[n].kind == ChunkKind::open) {
          n = std::min(close_of(n), j - 1);
          continue;
        }
        if (n != j && chunks_[n].kind != ChunkKind::except) continue;
        Index end = n;
        while (end > begin && (chunks_[end - 1].kind == ChunkKind::comma || chunks_[end - 1].kind == ChunkKind::and_)) --end;
        if (const auto e = guards(begin, end, inner)) all_exceptions.push_back(*e);
        if (n < j) dispose(n, n + 1, Disposition::computable);
        begin = n + 1;
      }
      if (main && !all_exceptions.empty()) {
        const NodeId exception = group(Op::any, std::move(all_exceptions));
        std::vector<NodeId> mains;
        for (NodeId id = 0; id < rule_.nodes.size(); ++id) {
          const Atom* a = rule_.atom(id);
          if (a && a->assertion != Assertion::mention && entry(*a) && span_of(i, *k).contains(a->subject.span)) mains.push_back(id);
        }
        std::vector<OtherThan> others;
        excepted(exception, true, others);
        if (!mains.empty() && !others.empty()) {
          for (const NodeId m : mains) {
            auto& list = std::get<Atom>(rule_.nodes[m].kind).other_than;
            list.insert(list.end(), others.begin(), others.end());
          }
          quiet(exception);
          return group(Op::all, {*main, exception});
        }
        return group(Op::all, {*main, negate(exception)});
      }
      return main ? main : (all_exceptions.empty() ? std::nullopt : std::optional(all_exceptions.front()));
    }
    // "Other than X, no …"
    const auto rest = exceptions(*k + 1, j, stance);
    if (rest) to_mentions(*rest);
    return rest;
  }
  // "X provided Y", "X are allowed provided Y", "X are allowed"
  if (const auto k = find(i, j, ChunkKind::provided); k && *k > i) {
    const auto main = exceptions(i, *k, stance);
    const auto condition = exceptions(*k + 1, j, Stance{});
    if (main && condition) {
      const bool permitted = find(i, *k, ChunkKind::allowed).has_value();
      if (permitted) return group(Op::all, {*main, *condition});
      return group(Op::all, {*main, *condition});
    }
    return main ? main : condition;
  }
  // "Prior radiotherapy is allowed.": no constraint
  if (find(i, j, ChunkKind::allowed) && i == 0) {
    auto node = guards(i, j, stance);
    if (!node) return node;
    // "HIV-infected patients on therapy with undetectable load are eligible": so are those without HIV, and no others
    if (const Group* g = rule_.group(*node); g && g->op == Op::all && section_ == Section::inclusion) {
      std::vector<NodeId> deciders;
      for (const NodeId c : g->of)
        if (!only_manual(c)) deciders.push_back(c);
      if (deciders.size() > 1 && rule_.atom(deciders[0]) && rule_.atom(deciders[0])->kind == AtomKind::condition) {
        const NodeId condition = deciders[0];
        deciders.erase(deciders.begin());
        return when(condition, group(Op::all, std::move(deciders)));
      }
    }
    quiet(*node);
    return node;
  }
  return guards(i, j, stance);
}

std::optional<NodeId> Clauses::guards(Index i, Index j, const Stance& stance) {
  // "for women: …", "if X, then Y"
  Index first = i;
  while (first < j && chunks_[first].kind == ChunkKind::filler) ++first;
  if (first < j && (chunks_[first].kind == ChunkKind::guard || chunks_[first].kind == ChunkKind::for_)) {
    auto end = find(first, j, ChunkKind::comma);
    if (const auto colon = find(first, j, ChunkKind::colon); colon && (!end || *colon < *end)) end = colon;
    if (end && *end + 1 < j) {
      const auto condition = list(first + 1, *end, Stance{});
      const auto then = exceptions(*end + 1, j, stance);
      dispose(first, *end + 1, Disposition::computable);
      if (condition && then) return when(*condition, *then);
      return condition ? condition : then;
    }
  }
  // "In case of liver metastases ALP > 5 x ULN"
  if (first < j && chunks_[first].kind == ChunkKind::guard) {
    std::optional<Index> condition_at, comparison_at;
    for (Index k = first + 1; k < j; ++k) {
      if (chunks_[k].kind != ChunkKind::thing) continue;
      if (!condition_at && !comparison(chunks_[k])) condition_at = k;
      else if (condition_at && comparison(chunks_[k])) {
        comparison_at = k;
        break;
      } else if (!condition_at) {
        break;
      }
    }
    if (condition_at && comparison_at) {
      const auto condition = list(first + 1, *comparison_at, Stance{});
      const auto then = exceptions(*comparison_at, j, stance);
      dispose(first, first + 1, Disposition::computable);
      if (condition && then) return when(*condition, *then);
    }
  }
  // "ALT and AST ≤ 3 x ULN if no liver metastases": the condition is of the whole list that shares the limit
  for (Index k = first; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (chunks_[k].kind != ChunkKind::guard || k == first) continue;
    std::vector<Bound> shared;
    unsigned members = 0;
    bool same = true;
    for (Index n = first; n < k; ++n) {
      if (chunks_[n].kind != ChunkKind::thing || chunks_[n].atom.assertion == Assertion::mention) continue;
      const auto& b = chunks_[n].atom.bounds;
      if (b.empty()) same = false;
      if (members++ == 0) shared = b;
      else same &= b == shared;
    }
    if (!same || members < 2 || find(k + 1, j, ChunkKind::guard)) break;
    Stance condition_stance;
    const auto condition = list(k + 1, j, condition_stance);
    const auto then = list(first, k, stance);
    dispositions_[k] = Disposition::computable;
    if (condition && then) return when(*condition, *then);
    break;
  }
  // "women of childbearing potential must …": the sentence is for them only
  bool person_first = false;
  for (Index k = first; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      person_first |= c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage;
      if (!(c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage || c.atom.kind == AtomKind::reproductive || c.atom.kind == AtomKind::age)) {
        if (c.atom.kind != AtomKind::condition && c.atom.kind != AtomKind::procedure) break;
        person_first = person_first && false;
        break;
      }
      continue;
    }
    if (c.kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    const bool duty = c.begin->is("must") || c.begin->is("should") || (c.kind == ChunkKind::hypothetical && (c.begin->is("must") || c.begin->is("should") || c.begin->is("agree") || c.begin->is("agrees") || c.begin->is("willing") || c.begin->is("need") || c.begin->is("require"))) ||
                      c.begin->is("will") || c.begin->is("shall");
    if (duty && person_first) {
      const auto condition = list(first, k, Stance{});
      const auto then = list(k, j, stance);
      if (condition && then) return when(*condition, *then);
      return condition ? condition : then;
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::and_ && c.kind != ChunkKind::or_ && c.kind != ChunkKind::either && c.kind != ChunkKind::slash && c.kind != ChunkKind::comma && c.kind != ChunkKind::hypothetical) break;
  }
  return list(i, j, stance);
}

struct Clauses::Operand {
  Index begin;
  Index end;
  ChunkKind before;  // the joining word on its left
};

std::optional<NodeId> Clauses::list(Index i, Index j, const Stance& stance) {
  std::vector<Operand> operands;
  Index begin = i;
  ChunkKind before = ChunkKind::comma;
  const auto cut = [&](Index at, Index next, ChunkKind joint) {
    if (begin < at) operands.push_back({begin, at, before});
    else if (!operands.empty() && joint != ChunkKind::comma) {
      // ", and": the word counts, not the comma
      before = joint;
      begin = next;
      return;
    }
    before = joint;
    begin = next;
  };
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    // ", that is, …", ", e.g. …" go on with the member before the comma
    if (joins(chunks_[k].kind) && k + 1 < j && (chunks_[k + 1].kind == ChunkKind::definition || chunks_[k + 1].kind == ChunkKind::example) && begin < k) continue;
    // "male or female subjects ≥ 12": what follows the people is said of all of them
    if (k > begin && chunks_[k].kind == ChunkKind::thing && !operands.empty() && people_only(begin, k) && people_only(operands.back().begin, operands.back().end) &&
        chunks_[k].atom.kind != AtomKind::sex && chunks_[k].atom.kind != AtomKind::life_stage) {
      operands.push_back({begin, k, before});
      before = ChunkKind::filler;
      begin = k;
      continue;
    }
    // "recurrent or metastatic breast cancer": the adjective is of the noun behind
    if ((chunks_[k].kind == ChunkKind::or_ || chunks_[k].kind == ChunkKind::and_ || chunks_[k].kind == ChunkKind::slash) && k > begin && k + 1 < j && chunks_[k - 1].kind == ChunkKind::filler &&
        chunks_[k - 1].end[-1].cue(Cue::severity) && chunks_[k + 1].kind == ChunkKind::thing)
      continue;
    // two comparisons side by side are two statements, whatever stands between them
    if (k > begin && chunks_[k].kind == ChunkKind::thing && chunks_[k].measurable && chunks_[k].atom.assertion != Assertion::mention && compared_before(begin, k)) {
      operands.push_back({begin, k, before});
      before = ChunkKind::period;
      begin = k;
      continue;
    }
    if (joins(chunks_[k].kind)) {
      const ChunkKind joint = chunks_[k].kind == ChunkKind::slash ? ChunkKind::or_ : chunks_[k].kind == ChunkKind::semicolon ? ChunkKind::comma : chunks_[k].kind;
      if (begin == k && joint == ChunkKind::comma && !operands.empty()) {
        begin = k + 1;
        continue;
      }
      cut(k, k + 1, joint);
    }
  }
  if (begin < j) operands.push_back({begin, j, before});
  if (operands.empty()) return std::nullopt;

  // a comma is what the next joining word is
  for (std::size_t k = operands.size(); k-- > 1;)
    if (operands[k].before == ChunkKind::comma) {
      ChunkKind next = ChunkKind::comma;
      for (std::size_t n = k + 1; n < operands.size() && next == ChunkKind::comma; ++n) next = operands[n].before;
      operands[k].before = next;
    }

  // "liver dysfunction, Child-Pugh B or worse": the second member says what the first means
  if (operands.size() == 2 && operands[1].before == ChunkKind::comma && !plain_comparison(operands[0].begin, operands[0].end) && plain_condition(operands[0].begin, operands[0].end) &&
      plain_comparison(operands[1].begin, operands[1].end)) {
    Stance first = stance, second = stance;
    auto condition = operand(operands[0].begin, operands[0].end, first);
    auto decides_it = operand(operands[1].begin, operands[1].end, second);
    if (condition && decides_it) {
      bool defined = false;
      for (Index a = operands[0].begin; a < operands[0].end; ++a)
        for (Index b = operands[1].begin; b < operands[1].end; ++b)
          if (chunks_[a].kind == ChunkKind::thing && chunks_[b].kind == ChunkKind::thing) defined |= defines(chunks_[b], chunks_[a]);
      if (defined) to_mentions(*condition);
      return group(Op::all, {*condition, *decides_it});
    }
    return condition ? condition : decides_it;
  }

  // build the operands; what stands before the first member of a list holds until another such word comes
  Stance running = stance;
  struct Built {
    NodeId node;
    ChunkKind before;
    bool inherits;  // stands under the negation of the member before it
    bool people;    // says no more than who: "men", "women"
  };
  std::vector<Built> built;
  for (std::size_t n = 0; n < operands.size(); ++n) {
    const Operand& o = operands[n];
    Stance here = running;
    bool own = false, verb = false;
    for (Index k = o.begin; k < o.end; ++k) {
      const Chunk& c = chunks_[k];
      own |= c.kind == ChunkKind::neg || c.kind == ChunkKind::none_of;
      verb |= c.kind == ChunkKind::filler && (c.begin->is("with") || c.begin->is("have") || c.begin->is("has") || c.begin->is("is") || c.begin->is("are") || c.begin->is("who"));
      if (c.kind == ChunkKind::thing || c.kind == ChunkKind::open) break;
    }
    // a negation reaches over "or" and "nor", over "and" and commas only along a bare list
    const bool bare_comma = o.before == ChunkKind::comma;
    bool inherits = running.negated && n > 0 && !own;
    if (inherits && ((o.before == ChunkKind::and_ && verb) || (bare_comma && verb) || o.before == ChunkKind::period || running.narrow_negation)) inherits = false;
    here.negated = inherits || (n == 0 && stance.negated && !own) || (own && n == 0 && stance.negated);
    if (own && n > 0) here.negated = false;
    here.narrow_negation = false;
    if (o.begin > i && chunks_[o.begin - 1].kind == ChunkKind::and_ && chunks_[o.begin - 1].begin->is("but")) {
      here = stance;
      inherits = false;
    }
    auto node = operand(o.begin, o.end, here);
    if (!node) {
      running = here;
      if (!built.empty() && o.before == ChunkKind::or_) built.back().before = built.size() > 1 ? built.back().before : ChunkKind::comma;
      continue;
    }
    running = here;
    built.push_back({*node, built.empty() ? ChunkKind::comma : o.before, inherits && !built.empty(), people_only(o.begin, o.end)});
  }
  if (built.empty()) return std::nullopt;

  // "and" binds tighter than "or"; a list without any joining word is read by its section; the members under one negation are all
  // negated; statements side by side are joined last
  const bool exclusion = section_ == Section::exclusion;
  std::vector<NodeId> statements, any, all{built[0].node};
  bool people = false;
  const auto close_any = [&] {
    any.push_back(group(Op::all, std::move(all)));
    statements.push_back(group(Op::any, std::move(any)));
    any.clear();
  };
  for (std::size_t k = 1; k < built.size(); ++k) {
    ChunkKind joint = built[k].before;
    if (joint == ChunkKind::period || joint == ChunkKind::filler) {
      people |= joint == ChunkKind::filler;
      close_any();
      all = {built[k].node};
      continue;
    }
    if (joint == ChunkKind::comma) joint = exclusion ? ChunkKind::or_ : ChunkKind::and_;
    // an exclusion that lists with "and" keeps out whoever has one of them; "men and women" are whoever is one of them
    if (joint == ChunkKind::and_ && ((exclusion && !stance.mention_only) || (built[k].people && built[k - 1].people))) joint = ChunkKind::or_;
    if (built[k].inherits) joint = ChunkKind::and_;
    if (joint == ChunkKind::or_) {
      any.push_back(group(Op::all, std::move(all)));
      all = {built[k].node};
    } else {
      all.push_back(built[k].node);
    }
  }
  close_any();
  return group(exclusion && !people ? Op::any : Op::all, std::move(statements));
}

bool Clauses::defines(const Chunk& measurement, const Chunk& condition) const {
  if (condition.atom.kind != AtomKind::condition && condition.atom.kind != AtomKind::finding) return false;
  const auto what = vocabulary_.find(condition.atom.concept_id);
  const auto by = vocabulary_.find(measurement.atom.concept_id);
  if (!what || !by) return false;
  // the condition itself, or a broader one, is defined by it
  for (ConceptIndex c = 0; c < vocabulary_.concepts().size(); ++c) {
    if (c != *what && !vocabulary_.is_a(*what, c)) continue;
    for (const ConceptIndex m : vocabulary_.measured_by(c))
      if (m == *by || vocabulary_.is_a(*by, m)) return true;
  }
  return false;
}

bool Clauses::compared_before(Index i, Index k) const {
  for (Index n = k; n-- > i;) {
    const Chunk& c = chunks_[n];
    if (c.kind == ChunkKind::thing) return comparison(c) && !c.age;
    if (c.kind == ChunkKind::for_ || c.kind == ChunkKind::guard || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::definition || c.kind == ChunkKind::open || c.kind == ChunkKind::neg) return false;
  }
  return false;
}

bool Clauses::people_only(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind != AtomKind::sex) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::either) {
      return false;
    }
  }
  return found;
}

bool Clauses::plain_comparison(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (!comparison(c) || c.age) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::definition) {
      return false;
    }
  }
  return found;
}

bool Clauses::plain_condition(Index i, Index j) const {
  unsigned found = 0;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind != AtomKind::condition && c.atom.kind != AtomKind::finding) return false;
      ++found;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::history && c.kind != ChunkKind::current) {
      return false;
    }
  }
  return found == 1;
}

std::optional<NodeId> Clauses::operand(Index i, Index j, Stance& stance) {
  std::vector<NodeId> nodes;
  Stance here = stance;
  bool any_manual = false;
  bool negating = stance.negated;         // the next thing is what the negation is about
  std::optional<std::size_t> negated_at;  // the last negated node: what follows without a joining word only narrows it
  std::vector<bool> negated;              // of `nodes`
  bool own_negation = false;              // a negation of this member that still waits for its thing
  std::optional<std::size_t> manual_negation;  // where the first negation stood
  std::optional<Index> last_thing;
  std::optional<NodeId> when_node;
  const auto keep = [&](NodeId id) {
    nodes.push_back(id);
    negated.push_back(false);
  };
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    switch (c.kind) {
      case ChunkKind::neg:
      case ChunkKind::none_of:
        if (c.value == "inability" || c.value == "prevention") {
          here.assertion = here.assertion == Assertion::asserted ? Assertion::hypothetical : here.assertion;
          Atom m;
          m.kind = AtomKind::manual;
          m.why = c.value == "inability" ? "ability" : "judgement";
          keep(atom(m, span_of(k, k + 1)));
          dispositions_[k] = Disposition::manual;
          any_manual = true;
        }
        if (c.value == "excluded") break;
        if (!manual_negation) manual_negation = nodes.size() - (c.value == "inability" || c.value == "prevention" ? 1 : 0);
        own_negation = true;
        negating = !negating;
        here.narrow_negation = c.begin->is("non");
        here.negated = negating;
        negated_at.reset();
        break;
      case ChunkKind::history:
        here.temporality = c.value == "both" ? Temporality::any : Temporality::past;
        if (c.value == "both") here.temporality = Temporality::past;
        break;
      case ChunkKind::current:
        if (here.temporality == Temporality::any || c.begin->cue(Cue::current)->length > 1 || c.begin->is("current") || c.begin->is("active") || c.begin->is("currently"))
          here.temporality = here.temporality == Temporality::past ? Temporality::past : Temporality::current;
        break;
      case ChunkKind::future: here.assertion = Assertion::planned; break;
      case ChunkKind::possible: here.assertion = Assertion::possible; break;
      case ChunkKind::hypothetical: here.assertion = Assertion::hypothetical; break;
      case ChunkKind::person: here.assertion = Assertion::other_person; break;
      case ChunkKind::guard:
      case ChunkKind::for_: {
        // "X if Y", "≤ 5 x ULN for patients with liver metastases", "> 450 ms in men"
        bool condition = false;
        for (Index n = k + 1; n < j; ++n) condition |= chunks_[n].kind == ChunkKind::thing;
        const bool guards_here = c.kind == ChunkKind::guard || (k + 1 < j && chunks_[k + 1].kind == ChunkKind::thing && chunks_[k + 1].atom.kind == AtomKind::sex) ||
                                 (k + 2 < j && chunks_[k + 1].kind == ChunkKind::filler && chunks_[k + 2].kind == ChunkKind::thing && (chunks_[k + 2].atom.kind == AtomKind::sex || chunks_[k + 2].atom.kind == AtomKind::life_stage));
        if (condition && guards_here && !nodes.empty()) {
          Stance guard_stance;
          guard_stance.mention_only = stance.mention_only;
          when_node = operand(k + 1, j, guard_stance);
          dispositions_[k] = Disposition::computable;
          k = j;
        } else if (condition && c.kind == ChunkKind::for_ && c.begin->is("for") && last_thing && !chunks_[*last_thing].generic && chunks_[*last_thing].atom.assertion != Assertion::mention && !here.mention_only) {
          // "transplant for amyloidosis": what it was for does not decide
          here.mention_only = true;
        }
        break;
      }
      case ChunkKind::open: {
        const Index close = std::min(close_of(k), j);
        if (const auto guard = parenthesis(k, close, here, nodes, last_thing)) when_node = guard;
        while (negated.size() < nodes.size()) {
          // a definition in brackets stands in for the negated thing; a mere mention does not
          const bool stands_in = negated_at && *negated_at + 1 == negated.size() && !only_mentions(nodes[negated.size()]) && only_mentions(nodes[*negated_at]);
          negated.push_back(stands_in);
        }
        k = close < j ? close : j - 1;
        break;
      }
      case ChunkKind::manual: {
        Atom m;
        m.kind = AtomKind::manual;
        m.why = reason(c.value, "judgement");
        keep(atom(std::move(m), span_of(k, k + 1)));
        dispositions_[k] = Disposition::manual;
        any_manual = true;
        break;
      }
      case ChunkKind::thing: {
        Stance mine = here;
        // "treatment for cancer", "treatment with cisplatin": the general word before is only its handle
        if (last_thing && chunks_[*last_thing].generic && !comparison(chunks_[*last_thing]) && !nodes.empty() && rule_.atom(nodes.back()) && c.atom.assertion != Assertion::mention && !only_manual(nodes.back())) {
          Atom& handle = std::get<Atom>(rule_.nodes[nodes.back()].kind);
          if (handle.window && !c.atom.window) mine.window = handle.window;
          handle.assertion = Assertion::mention;
          if (negated.back()) {
            negated.back() = false;
            negated_at.reset();
            negating = true;
          }
        }
        if (negated_at && c.atom.assertion != Assertion::mention) {
          // "no infarction requiring surgery": the surgery narrows the infarction, it is not denied by itself
          if (auto* a = std::get_if<Atom>(&rule_.nodes[nodes[*negated_at]].kind); a && !comparison(c)) {
            for (const std::string& w : c.atom.words)
              if (std::find(a->words.begin(), a->words.end(), w) == a->words.end()) a->qualifiers.push_back(w);
            mine.mention_only = true;
          }
        }
        // "anticoagulation with warfarin": the narrower word decides
        if (last_thing && chunks_[*last_thing].atom.kind == AtomKind::exposure && c.atom.kind == AtomKind::exposure && !nodes.empty() && rule_.atom(nodes.back())) {
          const auto narrow = vocabulary_.find(c.atom.concept_id), broad = vocabulary_.find(chunks_[*last_thing].atom.concept_id);
          if (narrow && broad && *narrow != *broad && vocabulary_.is_a(*narrow, *broad)) {
            to_mentions(nodes.back());
            if (negated.back()) {
              negated.back() = false;
              negated_at.reset();
              negating = true;
            }
          }
        }
        // "anemia with hemoglobin < 9": the comparison says what the condition means
        if (last_thing && comparison(c) && !nodes.empty() && defines(c, chunks_[*last_thing]) && rule_.atom(nodes.back())) {
          to_mentions(nodes.back());
          if (negated.back()) {
            negated.back() = false;
            negated_at.reset();
            negating = true;
          }
        }
        mine.negated = negating;
        const NodeId id = thing(c, mine);
        keep(id);
        if (negating && !only_mentions(id)) {
          negated.back() = true;
          negated_at = nodes.size() - 1;
          negating = own_negation = false;
        }
        const Assertion a = here.assertion;
        dispositions_[k] = a == Assertion::asserted || a == Assertion::mention || c.atom.assertion == Assertion::mention ? Disposition::computable : Disposition::manual;
        last_thing = k;
        break;
      }
      case ChunkKind::window:
        if (!c.taken) {
          here.window = c.window.window;
          here.window->span = span_of(k, k + 1);
        }
        dispositions_[k] = last_thing || c.taken ? Disposition::computable : Disposition::none;
        break;
      case ChunkKind::example:
        // "such as A": A is one of what stands before
        if (last_thing && !nodes.empty()) {
          Stance inner = here;
          inner.negated = false;
          if (auto examples = list(k + 1, j, inner)) illustrate(nodes.back(), *examples);
          k = j;
        }
        break;
      case ChunkKind::definition:
        // "X as determined by Y", "X confirmed by Y": Y only tells how X was found out, unless it compares
        if (last_thing) {
          bool compared = false;
          for (Index n = k + 1; n < j; ++n) compared |= comparison(chunks_[n]);
          if (compared) {
            // a scale grades the condition, a measurement replaces it
            bool graded = false;
            for (Index n = k + 1; n < j; ++n) graded |= comparison(chunks_[n]) && (chunks_[n].atom.kind == AtomKind::score || chunks_[n].atom.kind == AtomKind::stage);
            if (!graded)
              for (NodeId& id : nodes) to_mentions(id);
          } else {
            here.mention_only = true;
          }
        }
        break;
      case ChunkKind::any_of:
      case ChunkKind::all_of:
      case ChunkKind::following:
      case ChunkKind::count_of:
        if (children_ && *children_ && !children_used_) {
          children_used_ = true;
          Stance inner = here;
          inner.negated = false;
          if (!inner.window && k + 1 < j && chunks_[k + 1].kind == ChunkKind::window && !chunks_[k + 1].taken) inner.window = chunks_[k + 1].window.window;
          std::vector<NodeId> below = (*children_)(inner);
          // "contraindicated for the following reasons": the list decides, unless it only narrows ("diabetes with any of the following")
          const bool narrows = k > i && chunks_[k - 1].kind == ChunkKind::filler && (chunks_[k - 1].begin->is("with") || chunks_[k - 1].begin->is("and"));
          if (!below.empty() && c.kind == ChunkKind::following && !narrows)
            for (const NodeId id : nodes)
              if (!compares(id)) quiet(id);
          if (!below.empty()) {
            const bool any = c.kind == ChunkKind::any_of || (c.kind != ChunkKind::all_of && (section_ == Section::exclusion || here.negated));
            unsigned n = 0;
            if (k > i && chunks_[k - 1].value == "count")
              for (TokenIt t = chunks_[k - 1].begin; t != chunks_[k - 1].end; ++t)
                if (t->kind == TokenKind::number && n == 0) n = static_cast<unsigned>(t->number);
            if (n > 1 && n < below.size()) {
              Group g;
              g.op = Op::at_least;
              g.n = n;
              Span s;
              for (const NodeId id : below) s = hull(s, rule_.at(id).span);
              g.of = std::move(below);
              keep(this->add(std::move(g), s));
            } else {
              keep(group(join(any || n == 1), std::move(below)));
            }
            if (negating) {
              negated.back() = true;
              negating = false;
            }
          }
          dispositions_[k] = Disposition::computable;
        }
        break;
      case ChunkKind::unknown: {
        keep(atom(Atom{}, span_of(k, k + 1)));
        dispositions_[k] = Disposition::unparsed;
        if (negating) {
          negated.back() = true;
          negating = false;
        }
        break;
      }
      case ChunkKind::state: {
        // "positive", "elevated": of the thing beside it
        break;
      }
      default: break;
    }
  }
  // nothing but "able to", "planned": words that only a person can weigh
  if (nodes.empty()) {
    bool words = false;
    for (Index k = i; k < j; ++k)
      words |= chunks_[k].kind == ChunkKind::hypothetical || chunks_[k].kind == ChunkKind::future || chunks_[k].kind == ChunkKind::person || chunks_[k].kind == ChunkKind::possible;
    if (words && i == 0 && j == chunks_.size()) {
      Atom m;
      m.kind = AtomKind::manual;
      m.why = "ability";
      keep(atom(std::move(m), span_of(i, j)));
      dispose(i, j, Disposition::manual);
    }
  }
  // a negation that found its thing holds on for the rest of a list
  stance.negated = here.negated;
  stance.narrow_negation = here.narrow_negation;
  stance.temporality = here.temporality;
  stance.assertion = here.assertion;
  if (nodes.empty()) return std::nullopt;
  if (any_manual)
    for (Index k = i; k < j; ++k)
      if (dispositions_[k] == Disposition::unparsed) dispositions_[k] = Disposition::manual;
  // in a clause that only a person can judge, the things it names decide nothing by themselves
  if (any_manual) {
    std::vector<NodeId> kept;
    for (const NodeId id : nodes) {
      if (const Atom* a = rule_.atom(id); a && a->kind == AtomKind::unparsed) {
        std::get<Atom>(rule_.nodes[id].kind).kind = AtomKind::manual;
        std::get<Atom>(rule_.nodes[id].kind).why = "judgement";
      } else if (!(rule_.atom(id) && rule_.atom(id)->kind == AtomKind::manual)) {
        to_mentions(id);
      }
      kept.push_back(id);
    }
    nodes = std::move(kept);
  }
  // "treatment not performed", "infection ruled out": the negation stands behind its thing
  if (own_negation && negating && last_thing && !any_manual) {
    for (std::size_t k = nodes.size(); k-- > 0;)
      if (!only_mentions(nodes[k]) && rule_.atom(nodes[k]) && decides(rule_.atom(nodes[k])->kind)) {
        negated[k] = true;
        here.negated = false;
        stance.negated = false;
        break;
      }
  }
  if (any_manual && manual_negation && *manual_negation < nodes.size()) {
    // "cannot read English", "unable to undergo MRI": the whole of it is denied
    std::vector<NodeId> denied(nodes.begin() + static_cast<std::ptrdiff_t>(*manual_negation), nodes.end());
    nodes.resize(*manual_negation);
    nodes.push_back(negate(group(Op::all, std::move(denied))));
  } else {
    for (std::size_t k = 0; k < nodes.size(); ++k)
      if (negated[k] && !only_mentions(nodes[k])) nodes[k] = negate(nodes[k]);
  }
  NodeId node = group(Op::all, std::move(nodes));
  if (when_node) node = when(*when_node, node);
  return node;
}

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
  if (known) {
    to_mentions(examples);
    head = group(Op::any, {head, examples});
    return;
  }
  NodeId any = examples;
  if (const Group* g = rule_.group(examples); g && g->op == Op::all) any = group(Op::any, g->of);
  head = group(Op::any, {head, any});
}

// parenthesis = alias | examples | definition | guard | exception | aside
std::optional<NodeId> Clauses::parenthesis(Index open, Index close, const Stance& stance, std::vector<NodeId>& nodes, std::optional<Index> before) {
  const Index i = open + 1, j = close;
  if (i >= j) return std::nullopt;
  if (++depth_ > 40) {
    dispose(open, close, Disposition::unparsed);
    --depth_;
    return std::nullopt;
  }
  struct Leave {
    unsigned& d;
    ~Leave() { --d; }
  } leave{depth_};
  bool things = false, compared = false, only_sex = true, manual = false, unknown = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      things = true;
      compared |= comparison(c);
      only_sex &= c.atom.kind == AtomKind::sex;
    }
    manual |= c.kind == ChunkKind::manual;
    unknown |= c.kind == ChunkKind::unknown;
  }
  Stance inner = stance;
  inner.negated = false;
  if (!things) {
    // an abbreviation, a reference, an aside
    Stance quiet = inner;
    quiet.mention_only = true;
    dispose(open, std::min(close + 1, chunks_.size()), manual ? Disposition::manual : unknown && !before ? Disposition::unparsed : Disposition::none);
    return std::nullopt;
  }
  if (only_sex && before && comparison(chunks_[*before])) {
    Stance guard;
    return list(i, j, guard);
  }
  // "55 kg or higher (female: 50 kg or higher)"
  if (before && comparison(chunks_[*before]) && compared && chunks_[i].kind == ChunkKind::thing && chunks_[i].atom.kind == AtomKind::sex && i + 1 < j && !nodes.empty()) {
    Index rest = i + 1;
    while (rest < j && chunks_[rest].kind != ChunkKind::thing) ++rest;
    Stance plain;
    const NodeId sex = thing(chunks_[i], plain);
    if (const auto other = list(rest, j, inner)) {
      const NodeId main = nodes.back();
      const NodeId otherwise = when(negate(sex), main);
      const NodeId special = when(sex, *other);
      nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, {otherwise, special});
      dispose(open, std::min(close + 1, chunks_.size()), Disposition::computable);
      return std::nullopt;
    }
  }
  const Chunk& first = chunks_[i];
  if (first.kind == ChunkKind::example || (before && !compared && chunks_[*before].generic)) {
    if (auto examples = list(first.kind == ChunkKind::example ? i + 1 : i, j, inner); examples && !nodes.empty()) {
      illustrate(nodes.back(), *examples);
    } else if (examples) {
      nodes.push_back(*examples);
    }
    return std::nullopt;
  }
  if (find(i, j, ChunkKind::except) || find(i, j, ChunkKind::unless_) || find(i, j, ChunkKind::allowed)) {
    // "(unless …)", "(… allowed provided …)": an exception to what stands before the bracket
    Index from = i;
    const bool leading = chunks_[i].kind == ChunkKind::except || chunks_[i].kind == ChunkKind::unless_;
    if (leading) ++from;
    if (auto exception = exceptions(from, j, Stance{}); exception && !nodes.empty()) {
      exception = unguard(*exception);
      const NodeId main = nodes.back();
      if (Atom* a = std::get_if<Atom>(&rule_.nodes[main].kind); a && !comparison(chunks_[*before])) {
        std::vector<NodeId> excepted;
        for (NodeId id = 0; id < rule_.nodes.size(); ++id)
          if (const Atom* x = rule_.atom(id); x && decides(x->kind) && x->bounds.empty() && span_of(i, j).contains(x->subject.span)) excepted.push_back(id);
        if (!excepted.empty()) {
          for (const NodeId id : excepted) {
            const Atom x = *rule_.atom(id);
            std::get<Atom>(rule_.nodes[main].kind).other_than.push_back({x.concept_id, x.words, x.qualifiers.empty() && !x.window && x.assertion == Assertion::asserted, rule_.at(id).span});
          }
          quiet(*exception);
          nodes.push_back(*exception);
          return std::nullopt;
        }
      }
      const bool negated = stance.negated;
      nodes.back() = (section_ == Section::inclusion) != negated ? group(Op::any, {main, *exception}) : group(Op::all, {main, negate(*exception)});
    }
    return std::nullopt;
  }
  if (first.kind == ChunkKind::or_ && before && !nodes.empty()) {
    if (auto other = list(i + 1, j, inner)) nodes.back() = group(Op::any, {nodes.back(), *other});
    return std::nullopt;
  }
  if (before && !compared && first.kind == ChunkKind::definition && !nodes.empty()) {
    // "standard therapy (i.e. methotrexate)": what nobody can look up is what the bracket says
    if (Atom* a = std::get_if<Atom>(&rule_.nodes[nodes.back()].kind); a && a->concept_id.empty() && decides(a->kind)) {
      inner.window = a->window;
      inner.temporality = a->temporality;
      if (auto definition = list(i + 1, j, inner)) {
        quiet(nodes.back());
        nodes.push_back(*definition);
      }
      return std::nullopt;
    }
  }
  if (before && comparison(chunks_[*before])) {
    // "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)"
    if (compared) {
      if (auto alternative = sentences(i, j, inner)) {
        const Group* g = rule_.group(*alternative);
        if (g && g->op == Op::if_ && !nodes.empty()) {
          const NodeId condition = g->when;
          const NodeId main = nodes.back();
          const NodeId otherwise = when(negate(condition), main);
          nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, {otherwise, *alternative});
        } else {
          // the same limit once more, in another unit
          bool same = true;
          for (Index k = i; k < j; ++k)
            if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.concept_id != chunks_[*before].atom.concept_id) same = false;
          if (same) to_mentions(*alternative);
          nodes.push_back(*alternative);
        }
      }
      return std::nullopt;
    }
  } else if (compared && !nodes.empty()) {
    // "renal insufficiency (creatinine > 1.5)": the comparison decides
    if (auto definition = sentences(i, j, inner)) {
      quiet(nodes.back());
      nodes.push_back(*definition);
    }
    return std::nullopt;
  }
  // an alias or an aside: named, but decided by the words before the bracket
  Stance quiet = inner;
  quiet.mention_only = before.has_value();
  if (auto aside = list(i, j, quiet)) nodes.push_back(*aside);
  return std::nullopt;
}

}  // namespace elig
