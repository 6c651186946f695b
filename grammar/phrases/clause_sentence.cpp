// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

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

std::optional<NodeId> Clauses::build(const Stance& stance, const Children& children) {
  children_ = &children;
  children_used_ = false;
  auto node = sentences(0, chunks_.size(), stance);
  if (children && !children_used_) {
    // a head without any joining word: its sub-bullets say what it means
    children_used_ = true;
    Stance inner = stance;
    const bool denied = head_stance(node, inner);
    inner.allergic = names_allergens(0, chunks_.size());
    inner.negated = false;
    std::vector<NodeId> below = children(inner);
    if (!below.empty()) {
      const bool any = section_ == Section::exclusion || denied;
      if (node)
        if (const Atom* named = rule_.atom(*node)) {
          const Atom of_all = *named;
          for (const NodeId id : below) restrict_examples(of_all, id);
        }
      NodeId body = below_head(std::move(below), any);
      if (remarked_) quiet(body);  // "The following are considered non-measurable:"
      if (denied) body = negate(body);
      // "Cardiac disease, including:" names some of it; "Adequate liver function:", "… as evidenced by": the list below says what the
      // head means
      const bool examples = ends_in_example() && (denied || section_ == Section::exclusion);
      Index opener = 0;
      while (opener < chunks_.size() && chunks_[opener].kind == ChunkKind::filler) ++opener;
      // "For subjects who took no part in study X:": whom the list below is asked of
      const bool whom = node && heads_list() && opener < chunks_.size() && (chunks_[opener].kind == ChunkKind::guard || (chunks_[opener].kind == ChunkKind::for_ && chunks_[opener].begin->is("for")));
      const bool judged = node && !denied && only_manual(*node) && judges_list(0, chunks_.size());
      // "Asthma with at least one risk factor:": the list narrows the asthma
      std::optional<Index> with;
      if (node && chunks_.back().kind == ChunkKind::colon) with = narrows_before(0, chunks_.size() - 1);
      if (with) quiet_from(*node, chunks_[*with].begin->begin);
      else if (node && !whom && !judged && !compares(*node) && heads_list() && !examples) quiet(*node);
      if (judged) quiet(body);
      if (whom) node = when(*node, body);
      else if (judged) node = group(Op::all, {*node, body});
      else node = node ? group(section_ == Section::exclusion && !denied && only_mentions(*node) == false ? Op::any : Op::all, {*node, body}) : body;
    }
  }
  // "The following are allowed:", a list of what nobody is asked for
  if (node && children && children_used_ && heads_permission()) {
    if (names_people(0, chunks_.size()) && section_ == Section::inclusion) {
      // "The following patients are eligible:" may ask for one of them, or let them in beside others
      const Group* either = rule_.group(*node);
      const bool open = either && either->op == Op::any && rule_.atom(either->of.back()) && rule_.atom(either->of.back())->kind == AtomKind::manual;
      if (!permits_ && !open) node = group(Op::any, {*node, wording(*node)});
    } else {
      quiet(*node);
      permits_ = true;
    }
  }
  permits_ = permits_ && node && only_mentions(*node);
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

// "The following are excluded:" among the exclusions says what they are, it denies nothing.
bool Clauses::denies_list(const Chunk& c) const {
  return c.kind == ChunkKind::none_of || (c.kind == ChunkKind::neg && !(c.value == "excluded" && section_ == Section::exclusion));
}

// What the words of a head say of the list below it: "No history of:", "Within 6 months:", "Cardiac disease within 6 months, such
// as:". True when it denies the list.
bool Clauses::head_stance(const std::optional<NodeId>& head, Stance& below) const {
  bool denied = false;
  if (!head) {
    denied = below.negated;
    for (const Chunk& c : chunks_) {
      if (denies_list(c)) denied = !denied;
      if (c.kind == ChunkKind::history) below.temporality = Temporality::past;
      if (c.kind == ChunkKind::current && below.temporality == Temporality::any) below.temporality = Temporality::current;
      if (c.kind == ChunkKind::possible) below.assertion = Assertion::possible;
      if (c.kind == ChunkKind::future) below.assertion = Assertion::planned;
      if (c.kind == ChunkKind::person) below.assertion = Assertion::other_person;
      if (c.kind == ChunkKind::window && !c.taken) below.window = c.window.window;
    }
    return denied;
  }
  for (const Chunk& c : chunks_) {
    if (c.kind == ChunkKind::filler) continue;
    if (c.kind == ChunkKind::guard || c.kind == ChunkKind::for_) return false;
    break;
  }
  const auto denies = [this](NodeId id) { return rule_.group(id) && rule_.group(id)->op == Op::not_ && !only_manual(rule_.group(id)->of.front()); };
  // "Receiving concomitant medication that interferes with X": so is what the list names
  if (below.temporality == Temporality::any)
    for (const Chunk& c : chunks_) {
      if (c.kind == ChunkKind::history || c.kind == ChunkKind::neg || c.kind == ChunkKind::window || c.kind == ChunkKind::allowed || c.kind == ChunkKind::or_) break;
      if (c.kind != ChunkKind::current) continue;
      for (TokenIt t = c.begin; t != c.end; ++t)
        for (const std::string_view word : {"receiving", "taking", "concomitant", "concurrent", "concomitantly", "concurrently", "currently", "using"})
          if (t->is(word)) below.temporality = Temporality::current;
      break;
    }
  const Group* g = rule_.group(*head);
  denied = denies(*head) || (g && g->op == Op::all && std::any_of(g->of.begin(), g->of.end(), denies) && std::all_of(g->of.begin(), g->of.end(), [&](NodeId id) { return denies(id) || only_mentions(id); }));
  if (!heads_list()) return denied && ends_in_example();
  for (const Chunk& c : chunks_)
    if (c.kind == ChunkKind::thing && c.atom.window && entry(c.atom) && c.atom.assertion != Assertion::mention) below.window = c.atom.window;
  return denied;
}

bool Clauses::ends_in_example() const {
  for (Index k = chunks_.size(); k-- > 0;) {
    if (chunks_[k].kind == ChunkKind::example) return true;
    if (chunks_[k].kind != ChunkKind::filler && chunks_[k].kind != ChunkKind::colon && chunks_[k].kind != ChunkKind::following && chunks_[k].kind != ChunkKind::any_of && chunks_[k].kind != ChunkKind::neg) return false;
  }
  return false;
}

// "Known hypersensitivity to:", "Allergy to any of the following:"
bool Clauses::names_allergens(Index i, Index end) const {
  bool to = false;
  for (Index k = end; k-- > i;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      static constexpr std::array<std::string_view, 7> allergies{"allergy", "hypersensitivity", "intolerance", "sensitivity", "anaphylaxis", "allergic", "anaphylactic"};
      to |= c.end[-1].is("to");
      return to && std::any_of(c.atom.words.begin(), c.atom.words.end(), [](const std::string& w) { return std::find(allergies.begin(), allergies.end(), w) != allergies.end(); });
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::any_of && c.kind != ChunkKind::following && c.kind != ChunkKind::all_of && c.kind != ChunkKind::count_of && c.kind != ChunkKind::colon && c.kind != ChunkKind::either && c.kind != ChunkKind::bounds) return false;
    for (TokenIt t = c.begin; t != c.end; ++t) to |= t->is("to");
  }
  return false;
}

// "Contraindications to:", "Unable to take any of the following:": does a person judge what the list names?
bool Clauses::judges_list(Index i, Index end) const {
  for (Index k = end; k-- > i;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::manual) return c.end[-1].is("to") || c.end[-1].is("for") || c.end[-1].is("of") || c.end[-1].is("with") || c.end[-1].is("against") || (k + 1 < end && c.begin->lower.starts_with("contraindicat"));
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::any_of && c.kind != ChunkKind::following && c.kind != ChunkKind::all_of && c.kind != ChunkKind::count_of && c.kind != ChunkKind::colon && c.kind != ChunkKind::either && c.kind != ChunkKind::bounds) return false;
  }
  return false;
}

// Does the run say no more than that something is allowed?
bool Clauses::heads_permission() const {
  bool allowed = false;
  const bool of_things = section_ == Section::inclusion && heads_list() && !names_people(0, chunks_.size());
  for (const Chunk& c : chunks_) {
    // "Steroids are permitted in the following circumstances:"
    if (c.kind == ChunkKind::thing && of_things && (c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::procedure || c.generic)) continue;
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::provided || c.kind == ChunkKind::guard || c.kind == ChunkKind::unless_) return false;
    allowed |= c.kind == ChunkKind::allowed;
  }
  return allowed;
}

// Does the text end in a colon or in words that announce a definition?
bool Clauses::heads_list() const {
  for (Index k = chunks_.size(); k-- > 0;) {
    if (chunks_[k].kind == ChunkKind::colon || chunks_[k].kind == ChunkKind::definition || chunks_[k].kind == ChunkKind::following) return true;
    if (chunks_[k].kind != ChunkKind::filler) return false;
  }
  return false;
}

// "The required washout period prior to …", "Washout for these is …"
bool Clauses::of_washout(Index i, Index j) const {
  TokenIt t = chunks_[i].begin;
  const TokenIt last = chunks_[j - 1].end;
  for (int n = 0; t != last && n < 4; ++t, ++n)
    if (t->is("washout") || (t->is("wash") && last - t > 2 && (t[1].is("out") || t[2].is("out")))) return true;
  return false;
}

std::optional<NodeId> Clauses::sentences(Index i, Index j, const Stance& stance) {
  // "The following are considered non-measurable disease:", with its list or without: says nothing of the patient by itself
  if (i == 0 && j == chunks_.size() && j > 1 && chunks_[0].kind == ChunkKind::following && heads_list()) {
    bool counted = false;
    for (Index k = 1; k < j; ++k)
      for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) counted |= t->is("considered") || t->is("defined") || t->is("definitions");
    if (counted) {
      dispose(i, j, Disposition::unparsed);
      std::vector<NodeId> said{atom(Atom{}, span_of(i, j))};
      if (children_ && *children_) {
        children_used_ = true;
        Stance named;
        named.mention_only = true;
        for (const NodeId id : (*children_)(named)) {
          quiet(id);
          said.push_back(id);
        }
      }
      return group(Op::all, std::move(said));
    }
  }
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
      // "Exceptions: A, B" goes on with the sentence before
      Index opener = begin;
      while (opener < k && chunks_[opener].kind == ChunkKind::filler) ++opener;
      if (!nodes.empty() && opener + 1 < k && chunks_[opener].kind == ChunkKind::except && (chunks_[opener].begin->is("exception") || chunks_[opener].begin->is("exceptions"))) {
        while (opener + 1 < k && (chunks_[opener + 1].kind == ChunkKind::colon || chunks_[opener + 1].kind == ChunkKind::filler || chunks_[opener + 1].kind == ChunkKind::example)) ++opener;
        if (const auto exceptional = list(opener + 1, k, Stance{})) {
          const NodeId main = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
          nodes = {excepting(main, span_of(i, begin), *exceptional)};
          dispose(begin, opener + 1, Disposition::computable);
          begin = k + 1;
          continue;
        }
      }
      // "Inducers of CYP3A. The washout is at least 5 weeks": how long ago is long enough stands in the second sentence
      if (!nodes.empty() && section_ == Section::exclusion && of_washout(begin, k)) {
        dispose(begin, k, Disposition::unparsed);
        nodes = {group(Op::all, {group(Op::any, std::move(nodes)), atom(Atom{}, span_of(begin, k))})};
        begin = k + 1;
        continue;
      }
      // "History of carcinoma unless cured": an exception of its own sentence, not of the one before
      const auto unless = find(begin, k, ChunkKind::unless_);
      const bool own_exception = unless && section_ == Section::exclusion && std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(begin), chunks_.begin() + static_cast<std::ptrdiff_t>(*unless), [](const Chunk& x) {
        return x.kind == ChunkKind::thing && !x.generic && !x.age && x.atom.kind != AtomKind::sex && x.atom.kind != AtomKind::life_stage;
      });
      const bool exception = !nodes.empty() && !own_exception && (find(begin, k, ChunkKind::allowed) || unless);
      Stance inner = stance;
      if (exception) inner = Stance{};
      // "This includes …" explains
      bool explains = false;
      if (!nodes.empty() && (chunks_[begin].begin->is("note") || chunks_[begin].begin->is("nb")) && !find(begin, k, ChunkKind::allowed) && !find(begin, k, ChunkKind::unless_)) explains = true;
      if (!nodes.empty() && begin + 1 < k && chunks_[begin].kind == ChunkKind::filler && (chunks_[begin].begin->is("this") || chunks_[begin].begin->is("these")) && chunks_[begin + 1].kind == ChunkKind::example) explains = true;
      for (Index n = begin; n < k; ++n)
        if (chunks_[n].kind == ChunkKind::example && chunks_[n].begin->is("this")) explains = !nodes.empty();
      explains |= !nodes.empty() && says_what_counts(begin, k);
      explains |= !nodes.empty() && counts_people(begin, k);
      first_sentence_ = nodes.empty();
      if (!nodes.empty() && only_permits(begin, k)) inner.mention_only = true;
      if (explains) inner.mention_only = true;
      if (auto node = said(begin, k, inner)) {
        if (!nodes.empty() && nodes.size() == 1 && refines(nodes[0], *node)) {
          // "Dipstick < 2+. If dipstick ≥ 2+, 24-hour protein ≤ 1 g": the second sentence opens a second way
          const Group g = *rule_.group(*node);
          nodes = {group(Op::any, {nodes[0], group(Op::all, {g.when, g.then})})};
          begin = k + 1;
          continue;
        }
        // "inhibitors. Strong ones are prohibited and weak ones are allowed": which of them, the second sentence sorts out
        bool forbids = false;
        for (Index n = begin; n < k; ++n) forbids |= chunks_[n].kind == ChunkKind::neg && chunks_[n].value == "excluded";
        if (exception && forbids && section_ == Section::exclusion && find(begin, k, ChunkKind::allowed)) {
          for (const NodeId id : nodes)
            if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && entry(*a) && a->assertion == Assertion::asserted) a->qualifiers.emplace_back("perhaps unless allowed");
          quiet(*node);
          nodes.push_back(*node);
        } else if (exception && !only_mentions(*node) && !(find(begin, k, ChunkKind::allowed) && obliges(begin, k))) {
          const NodeId main = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
          if (find(begin, k, ChunkKind::unless_)) {
            const NodeId lets_in = unguard(*node);
            nodes = {section_ == Section::inclusion ? group(Op::any, {main, lets_in}) : group(Op::all, {main, negate(lets_in)})};
          } else {
            nodes = {allow(main, *node, names_people(begin, k))};
          }
        } else {
          nodes.push_back(inner.mention_only ? *node : weigh_unheard(begin, k, *node));
        }
      }
    }
    begin = k + 1;
  }
  --depth_;
  if (nodes.empty()) return std::nullopt;
  return group(section_ == Section::inclusion ? Op::all : Op::any, std::move(nodes));
}

// Where "with" stands before "at least one of the following:", behind a thing of its own: "diabetes with one or more of: …"
std::optional<Clauses::Index> Clauses::narrows_before(Index i, Index colon) const {
  Index of = colon;
  for (Index k = colon; k-- > i;) {
    const ChunkKind kind = chunks_[k].kind;
    if (kind == ChunkKind::any_of || kind == ChunkKind::all_of || kind == ChunkKind::count_of || kind == ChunkKind::following || chunks_[k].value == "count" || chunks_[k].end[-1].is("of")) of = k;
    else if (kind == ChunkKind::thing && !chunks_[k].generic && k < of && of != colon) break;
  }
  if (of == colon) return std::nullopt;
  for (Index k = of; k-- > i && of - k < 4;) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing && c.atom.assertion == Assertion::mention) continue;  // the "at least one" itself
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::or_ || c.kind == ChunkKind::unknown) return std::nullopt;
    if (!(c.kind == ChunkKind::filler || c.kind == ChunkKind::and_ || c.kind == ChunkKind::current || c.kind == ChunkKind::bounds)) continue;
    if (!(c.begin->is("with") || c.begin->is("and") || c.begin->is("plus") || c.begin->is("having") || c.begin->is("has") || c.begin->is("have") || c.end[-1].is("with"))) continue;
    for (Index n = i; n < k; ++n)
      if (chunks_[n].kind == ChunkKind::thing && !chunks_[n].generic && chunks_[n].atom.assertion != Assertion::mention && chunks_[n].atom.kind != AtomKind::sex && chunks_[n].atom.kind != AtomKind::life_stage) return k;
    return std::nullopt;
  }
  return std::nullopt;
}

// The "or" that opens the alternative before `with`: "BMI ≥ 30, [or] BMI ≥ 27 with …", of comparisons or behind a comma.
std::optional<Clauses::Index> Clauses::last_alternative(Index i, Index with) const {
  for (Index k = with; k-- > i + 1;) {
    if (chunks_[k].kind != ChunkKind::or_) continue;
    bool left = false, right = false;
    for (Index n = i; n < k; ++n) left |= comparison(chunks_[n]);
    for (Index n = k; n < with; ++n) right |= comparison(chunks_[n]);
    if ((left && right) || chunks_[k - 1].kind == ChunkKind::comma) return k;
    return std::nullopt;
  }
  return std::nullopt;
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
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  // head ":" list
  if (const auto colon = find(i, j, ChunkKind::colon); colon && *colon + 1 < j) {
    bool thing_left = false, hole = false;
    unsigned wanted = 0;
    // "One of: A; B", "Diagnosis of one of the following: A, B"
    if (*colon > i && (chunks_[*colon - 1].end[-1].is("of") || find(i, *colon, ChunkKind::count_of) || chunks_[*colon - 1].kind == ChunkKind::either))
      for (TokenIt t = chunks_[i].begin; t != chunks_[*colon].begin; ++t) {
        if (t->kind == TokenKind::number && wanted == 0 && t->number >= 1 && t[1].is("of")) wanted = static_cast<unsigned>(t->number);
        if ((t->is("any") && t[1].is("of")) || t->is("either")) wanted = 1;
        // "two or more of: A, B, C"
        if (t->kind == TokenKind::number && wanted == 0 && t->number >= 1 && t[1].is("or") && (t[2].is("more") || t[2].is("greater"))) wanted = static_cast<unsigned>(t->number);
      }
    hole = wanted > 0;
    // "hematologic or coagulation parameters defined as: …": the list says all of it
    if (std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(i), chunks_.begin() + static_cast<std::ptrdiff_t>(*colon), [](const Chunk& c) { return c.kind == ChunkKind::definition; }) &&
        std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(i), chunks_.begin() + static_cast<std::ptrdiff_t>(*colon), [](const Chunk& c) { return c.kind == ChunkKind::thing || c.kind == ChunkKind::manual || c.kind == ChunkKind::neg; })) {
      dispose(i, *colon + 1, Disposition::computable);
      return sentence(*colon + 1, j, stance);
    }
    for (Index k = i; k < *colon; ++k) {
      thing_left |= chunks_[k].kind == ChunkKind::thing;
      hole |= (chunks_[k].kind == ChunkKind::window && !chunks_[k].taken) || chunks_[k].kind == ChunkKind::any_of || chunks_[k].kind == ChunkKind::all_of || chunks_[k].kind == ChunkKind::none_of || chunks_[k].kind == ChunkKind::following;
    }
    bool body = false;
    for (Index k = *colon + 1; k < j; ++k) body |= chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::manual;
    const bool guard = chunks_[i].kind == ChunkKind::guard || chunks_[i].kind == ChunkKind::for_;
    if (hole && body) {
      Stance inner = stance;
      for (Index k = i; k < *colon; ++k) {
        const Chunk& c = chunks_[k];
        if (denies_list(c)) inner.negated = !inner.negated;
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
        while (begin < k && (chunks_[begin].kind == ChunkKind::or_ || chunks_[begin].kind == ChunkKind::and_)) ++begin;
        if (const auto node = exceptions(begin, k, inner)) parts.push_back(*node);
        begin = k + 1;
      }
      if (!parts.empty()) {
        const bool any = wanted == 1 || (!all && (section_ == Section::exclusion || find(i, *colon, ChunkKind::any_of) || negated));
        NodeId node = 0;
        if (wanted > 1 && wanted < parts.size()) {
          Group counted;
          counted.op = Op::at_least;
          counted.n = wanted;
          const Span span = hull(rule_.at(parts.front()).span, rule_.at(parts.back()).span);
          counted.of = std::move(parts);
          node = add(std::move(counted), span);
        } else {
          node = group(join(any), std::move(parts));
        }
        if (judges_list(i, *colon)) {
          // "Contraindication to any of the following: A, B": nobody is asked to take them
          quiet(node);
          Atom judged;
          judged.kind = AtomKind::manual;
          judged.why = "judgement";
          dispose(i, j, Disposition::manual);
          return group(Op::all, {atom(std::move(judged), span_of(i, *colon)), node});
        }
        if (negated) node = negate(node);
        // "Resistance to any of the following: A, B"
        for (Index k = *colon; k-- > i;) {
          if (chunks_[k].kind == ChunkKind::unknown && chunks_[k + 1].kind == ChunkKind::filler && (chunks_[k + 1].end[-1].is("to") || chunks_[k + 1].end[-1].is("of") || chunks_[k + 1].end[-1].is("for"))) {
            dispose(k, k + 1, Disposition::unparsed);
            node = group(Op::all, {atom(Atom{}, span_of(k, k + 1)), node});
          }
          if (chunks_[k].kind != ChunkKind::filler && chunks_[k].kind != ChunkKind::any_of && chunks_[k].kind != ChunkKind::following && chunks_[k].kind != ChunkKind::all_of && chunks_[k].kind != ChunkKind::count_of) break;
        }
        dispose(i, *colon + 1, Disposition::computable);
        // "BMI ≥ 30, or ≥ 27 with at least one of: A, B", "diabetes with one of: A, B": the list narrows what stands before it
        if (const auto with = narrows_before(i, *colon)) {
          const auto alternative = last_alternative(i, *with);
          const auto own = list(alternative ? *alternative + 1 : i, *with, stance);
          Stance aside = stance;
          aside.mention_only = true;
          const auto of_list = list(*with, *colon, aside);
          std::vector<NodeId> narrowed;
          if (own) narrowed.push_back(*own);
          if (of_list) {
            this->quiet(*of_list);
            narrowed.push_back(*of_list);
          }
          narrowed.push_back(node);
          node = group(Op::all, std::move(narrowed));
          if (alternative)
            if (const auto other = exceptions(i, *alternative, stance)) node = group(Op::any, {*other, node});
          return node;
        }
        // what the head itself names is decided by its list
        Stance quiet = stance;
        quiet.mention_only = true;
        if (thing_left) {
          if (const auto head = list(i, *colon, quiet)) {
            if (const Atom* named = rule_.atom(*head)) {
              const Atom of_all = *named;
              restrict_examples(of_all, node);
            }
            node = group(Op::all, {*head, node});
          }
        }
        return node;
      }
    }
    // "Body weight: 55 kg or higher (female: 50 kg)": the colon stands inside a comparison
    bool inside = false;
    for (Index k = i; k < *colon; ++k)
      for (const Bound& b : chunks_[k].atom.bounds) inside |= chunks_[k].kind == ChunkKind::thing && b.span.begin >= chunks_[*colon].begin->begin;
    if (thing_left && body && !guard && !inside) {
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
    if (const auto except = find(i, *semicolon, ChunkKind::except); except && *except > i && section_ == Section::exclusion && !demands(*semicolon + 1, j)) return exceptions(i, j, stance);
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
      const bool lets_in = !nodes.empty() && find(from, to, ChunkKind::allowed) && !find(from, to, ChunkKind::provided);
      const bool was_quiet = running.mention_only;
      running.mention_only |= !nodes.empty() && says_what_counts(from, to);
      if (!nodes.empty() && other_limit(from, to, running)) {
        // it has gone into the limit before
      } else if (auto node = exceptions(from, to, lets_in ? Stance{} : running)) {
        if (from > 0 && !only_mentions(*node) && duty_of_things(from, to)) {
          quiet(*node);
          node = group(Op::all, {*node, atom(Atom{}, span_of(from, to))});
        }
        if (lets_in && !only_mentions(*node)) {
          nodes = {allow(group(join(disjunctive), std::move(nodes)), *node, names_people(from, to))};
        } else {
          nodes.push_back(*node);
        }
      }
      running.mention_only = was_quiet;
    }
    begin = k + 1;
  }
  if (nodes.empty()) return std::nullopt;
  return group(join(disjunctive), std::move(nodes));
}

// "Hydroxyurea is not considered a prior regimen", "replacement therapy is not a form of systemic therapy": what a word of the
// sentence before covers, and nothing of the patient.
bool Clauses::says_what_counts(Index i, Index j) const {
  // "Immunosuppressants include: …", of a thing that was named before
  Index head = i;
  while (head < j && chunks_[head].kind == ChunkKind::filler) ++head;
  if (head + 1 < j && chunks_[head].kind == ChunkKind::thing && (chunks_[head + 1].begin->is("include") || chunks_[head + 1].begin->is("includes")) && !comparison(chunks_[head]))
    for (Index k = 0; k < i; ++k)
      if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.concept_id == chunks_[head].atom.concept_id && chunks_[k].atom.words == chunks_[head].atom.words) return true;
  bool subject = false;
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::unknown) subject = true;
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) {
      if (t->is("who") || t->is("patients") || t->is("subjects") || t->is("participants")) return false;
      if (t + 3 >= chunks_[j - 1].end) continue;
      const bool is = t->is("is") || t->is("are");
      if (subject && is && (t[1].is("considered") || (t[1].is("not") && t[2].is("considered")))) {
        for (TokenIt after = t; after != chunks_[j - 1].end; ++after)
          for (const std::string_view other : {"eligible", "ineligible", "exclusionary", "exclusion", "candidate", "candidates", "suitable", "safe", "acceptable", "adequate", "appropriate", "excluded", "stable", "if", "unless", "resolved", "significant"})
            if (after->is(other)) return false;
        return true;
      }
    }
  }
  return false;
}

// "Hydroxyurea may be used to control counts": nobody is asked to take it
bool Clauses::only_permits(Index i, Index j) const {
  bool named = false, permits = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::guard || c.kind == ChunkKind::neg || c.kind == ChunkKind::except || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::manual || c.kind == ChunkKind::provided || comparison(c)) return false;
    named |= c.kind == ChunkKind::thing;
    for (TokenIt t = c.begin; t != c.end; ++t) {
      if (t->is("must") || t->is("should") || t->is("only") || t->is("required") || t->is("agree")) return false;
      if (named && (t->is("may") || t->is("can") || t->is("could"))) permits = true;
      if (permits && (t->is("interfere") || t->is("affect") || t->is("increase") || t->is("cause") || t->is("confound") || t->is("compromise") || t->is("impair") || t->is("put"))) return false;
    }
  }
  return permits;
}

// "Participants who cannot walk, but are up in a wheelchair, will be considered ambulatory", and of an exclusion "Patients treated
// with X can be enrolled after 4 weeks": how others are counted
bool Clauses::counts_people(Index i, Index j) const {
  TokenIt first = chunks_[i].begin;
  const TokenIt last = chunks_[j - 1].end;
  if (!(first->is("patients") || first->is("subjects") || first->is("participants") || first->is("individuals") || first->is("those"))) return false;
  for (TokenIt t = first; t + 2 < last; ++t) {
    const bool may = t->is("can") || t->is("may") || t->is("could");
    if (section_ == Section::exclusion && may && (t[1].is("be") || t[1].is("still"))) return true;
    if ((t->is("be") || t->is("are")) && t[1].is("considered") && !(t[2].is("for") || t[2].is("eligible") || t[2].is("ineligible") || t[2].is("not") || t[2].is("excluded"))) return section_ == Section::inclusion;
  }
  return false;
}

// "; patients on corticosteroids should be on stable doses": a demand of its own, no further member of a list
bool Clauses::demands(Index i, Index j) const {
  for (Index k = i; k < j; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
      if (t->is("should") || t->is("must") || t->is("shall")) return true;
  return false;
}

}  // namespace elig
