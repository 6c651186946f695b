// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Brackets: kinds, guards, definitions, limits, aliases, asides.
namespace elig {

// parenthesis = "(" (kinds | reference | guard | exception | examples | definition | limit | alias | aside) ")"
// What stands in the bracket is said of the last of `nodes`, of which `before` is the chunk. Returns the people whom alone the words before concern.
std::optional<NodeId> Clauses::parenthesis(Index open, Index close, const Stance& stance, std::vector<NodeId>& nodes, std::optional<Index> before) {
  if (open + 1 >= close) return std::nullopt;
  if (depth_ >= 40) {
    dispose(open, close, Disposition::unparsed);
    return std::nullopt;
  }
  const Level level(depth_);
  const Bracket b = bracket(open, close, stance, nodes, before);
  if (bracketed_kinds(b)) return std::nullopt;
  if (!b.things) {
    // an abbreviation, a reference, an aside
    dispose(open, b.behind, b.manual ? Disposition::manual : b.unknown && !before ? Disposition::unparsed : Disposition::none);
    return std::nullopt;
  }
  // "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)"
  if (before && !b.only_sex && other_limit(b.i, b.j, stance)) return std::nullopt;
  // "≥ 13 g/dL (males)"
  if (b.only_sex && b.limit_before) return list(b.i, b.j, Stance{});
  // order matters: what is narrower stands before what is wider
  for (const auto production : {&Clauses::bracketed_limit_of_sex, &Clauses::bracketed_longer, &Clauses::bracketed_exclusion, &Clauses::bracketed_denial, &Clauses::bracketed_help, &Clauses::bracketed_demand, &Clauses::bracketed_guard,
                                &Clauses::bracketed_examples, &Clauses::bracketed_exception, &Clauses::bracketed_alternative, &Clauses::bracketed_meaning, &Clauses::bracketed_limit, &Clauses::bracketed_measure, &Clauses::bracketed_aside})
    if ((this->*production)(b)) break;
  return std::nullopt;
}

Clauses::Bracket Clauses::bracket(Index open, Index close, const Stance& stance, std::vector<NodeId>& nodes, std::optional<Index> before) const {
  Bracket b{open, open + 1, close, std::min(close + 1, chunks_.size()), before, stance, stance, nodes};
  b.inner.negated = false;
  name_causes(b.inner);
  b.limit_before = before && comparison(chunks_[*before]);
  for (Index k = b.i; k < b.j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      b.things = true;
      b.compared |= comparison(c);
      b.only_sex &= c.atom.kind == AtomKind::sex;
    }
    b.manual |= c.kind == ChunkKind::manual;
    b.unknown |= c.kind == ChunkKind::unknown;
  }
  return b;
}

// kinds = thing "(" things ")"                               AV block (Mobitz II or complete), asthma (mild)
// Some of it, perhaps all that is meant.
bool Clauses::bracketed_kinds(const Bracket& b) {
  if (!b.before || b.compared || b.nodes.empty() || chunks_[b.open].value == "longer for" || !names_kinds(*b.before, b.i, b.j)) return false;
  auto* a = std::get_if<Atom>(&rule_.nodes[b.nodes.back()].kind);
  if (!a || a->assertion != Assertion::asserted || !a->bounds.empty()) return false;
  std::string words = "perhaps";
  for (TokenIt t = chunks_[b.i].begin; t != chunks_[b.j - 1].end && words.size() < 60; ++t)
    if (t->kind != TokenKind::mark) words += ' ' + std::string(t->lower);
  a->qualifiers.push_back(std::move(words));
  Stance inner = b.inner;
  inner.window = a->window;
  inner.temporality = a->temporality;
  dispose(b.open, b.behind, b.things ? Disposition::none : Disposition::computable);
  if (!b.things) return true;
  if (auto kinds = list(b.i, b.j, inner)) {
    const std::function<bool(NodeId)> known = [&](NodeId id) -> bool {
      if (const Atom* kind = rule_.atom(id)) return !kind->concept_id.empty() && kind->qualifiers.empty();
      const Group& g = *rule_.group(id);
      return g.op != Op::if_ && std::all_of(g.of.begin(), g.of.end(), known);
    };
    if (!known(*kinds)) quiet(*kinds);
    else if (const Group* g = rule_.group(*kinds); g && g->op == Op::all) kinds = group(Op::any, g->of);
    b.nodes.back() = group(Op::any, {b.nodes.back(), *kinds});
  }
  return true;
}

// limit-of-sex = comparison "(" sex … comparison ")"         55 kg or higher (female: 50 kg or higher)
bool Clauses::bracketed_limit_of_sex(const Bracket& b) {
  if (!b.limit_before || !b.compared || chunks_[b.i].kind != ChunkKind::thing || chunks_[b.i].atom.kind != AtomKind::sex || b.i + 1 >= b.j || b.nodes.empty()) return false;
  Index rest = b.i + 1;
  while (rest < b.j && chunks_[rest].kind != ChunkKind::thing) ++rest;
  const NodeId sex = thing(chunks_[b.i], Stance{});
  const auto other = list(rest, b.j, b.inner);
  if (!other) return false;
  const NodeId otherwise = when(negate(sex), b.nodes.back());
  const NodeId special = when(sex, *other);
  b.nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, {otherwise, special});
  dispose(b.open, b.behind, Disposition::computable);
  return true;
}

// longer = washout "(" window "for" things ")"               4 weeks since chemotherapy (6 weeks for nitrosoureas)
// What has a longer time of its own must keep that too.
bool Clauses::bracketed_longer(const Bracket& b) {
  if (chunks_[b.open].value != "longer for" || !b.before || b.nodes.empty()) return false;
  if (const auto own = list(b.i, b.j, b.inner)) {
    std::vector<NodeId> each{b.nodes.back()};
    if (const Group* g = rule_.group(*own); g && (g->op == Op::any || g->op == Op::all)) each.insert(each.end(), g->of.begin(), g->of.end());
    else each.push_back(*own);
    b.nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(each));
  }
  return true;
}

// excluded = thing "(" things "excluded" ")"                 asthma (patients with COPD are excluded), devices (implants excluded)
bool Clauses::bracketed_exclusion(const Bracket& b) {
  const auto excluded = std::find_if(chunks_.begin() + static_cast<std::ptrdiff_t>(b.i), chunks_.begin() + static_cast<std::ptrdiff_t>(b.j), [](const Chunk& c) { return c.kind == ChunkKind::neg && c.value == "excluded"; });
  if (excluded == chunks_.begin() + static_cast<std::ptrdiff_t>(b.j)) return false;
  const bool of_people = excluded->end - excluded->begin > 1;
  Stance plain;
  plain.mention_only = b.stance.mention_only;
  if (section_ == Section::inclusion) {
    if (const auto out = said(b.i, b.j, plain)) {
      if (b.stance.negated) quiet(*out);
      b.nodes.push_back(*out);
    }
    return true;
  }
  const auto out = list(b.i, b.j, plain);
  if (!out) return true;
  if (of_people && !b.nodes.empty()) {
    b.nodes.back() = group(Op::any, {b.nodes.back(), *out});
    return true;
  }
  if (!b.nodes.empty())
    if (Atom* a = std::get_if<Atom>(&rule_.nodes[b.nodes.back()].kind); a && entry(*a)) {
      std::vector<OtherThan> others;
      excepted(*out, false, others);
      std::move(others.begin(), others.end(), std::back_inserter(a->other_than));
    }
  quiet(*out);
  b.nodes.push_back(*out);
  return true;
}

// denial = "naive" "(" "no" things ")"                       treatment naive (no interferon or ribavirin)
// The bracket says it all.
bool Clauses::bracketed_denial(const Bracket& b) {
  const Chunk& said = chunks_[b.open ? b.open - 1 : b.open];
  if (std::none_of(said.begin, said.end, [](const Token& t) { return t.is("naive") || t.is("naïve") || t.is("untreated"); })) return false;
  Index no = b.i;
  while (no < b.j && (chunks_[no].kind == ChunkKind::filler || chunks_[no].kind == ChunkKind::definition || chunks_[no].kind == ChunkKind::comma)) ++no;
  if (no >= b.j || chunks_[no].kind != ChunkKind::neg || b.nodes.empty()) return false;
  if (auto denial = list(no, b.j, b.inner)) {
    quiet(b.nodes.back());
    b.nodes.push_back(*denial);
  }
  return true;
}

// help = limit "(" ("no" | "without") treatments ")"         hemoglobin ≥ 9 g/dL (no transfusion within 14 days)
// The value must be the person's own.
bool Clauses::bracketed_help(const Bracket& b) {
  if (section_ != Section::inclusion || !b.limit_before || b.compared || b.stance.negated || b.stance.mention_only) return false;
  Index no = b.i;
  while (no < b.j && chunks_[no].kind == ChunkKind::filler) ++no;
  if (no >= b.j || chunks_[no].kind != ChunkKind::neg) return false;
  const auto treatment = [](const Chunk& c) {
    return c.kind == ChunkKind::thing && (c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy);
  };
  if (std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(no), chunks_.begin() + static_cast<std::ptrdiff_t>(b.j), treatment)) return false;
  if (const auto own = said(no, b.j, Stance{})) b.nodes.push_back(*own);
  return true;
}

// demand = thing "(" "if" condition "," demand ")"           stroke (if there were several, the first within 5 days)
// More than a guard, and who meets the rest must meet it too; "(if female, of childbearing potential)" is a guard all through.
bool Clauses::bracketed_demand(const Bracket& b) {
  if (chunks_[b.i].kind != ChunkKind::guard || !b.before || b.nodes.empty()) return false;
  const auto comma = find(b.i + 1, b.j, ChunkKind::comma);
  if (!comma || *comma + 1 >= b.j || joins(chunks_[*comma + 1].kind)) return false;
  for (Index k = *comma; k < b.j; ++k)
    if (joins(chunks_[k].kind) && chunks_[k].kind != ChunkKind::comma) return false;
  if (std::none_of(chunks_[*comma].end, chunks_[b.j - 1].end, [](const Token& t) {
        return t.is("must") || t.is("should") || t.is("is") || t.is("are") || t.is("has") || t.is("have") || t.is("then") || t.is("will") || t.is("needs") || t.is("required") || t.kind == TokenKind::comparator;
      }))
    return false;
  Stance named;
  named.mention_only = true;
  const auto rest = list(b.i + 1, b.j, named);
  dispose(b.open, b.behind, Disposition::unparsed);
  std::vector<NodeId> both{b.nodes.back()};
  if (rest) {
    quiet(*rest);
    both.push_back(*rest);
  }
  both.push_back(atom(Atom{}, span_of(b.i, b.j)));
  b.nodes.back() = group(Op::all, std::move(both));
  return true;
}

// guard = thing "(" "if" condition ")"                       INR ≤ 1.6 (if not taking anticoagulants), abnormal T4 [if TSH is abnormal]
// Of nobody else it is asked.
bool Clauses::bracketed_guard(const Bracket& b) {
  if (chunks_[b.i].kind != ChunkKind::guard || !b.before || b.nodes.empty() || find(b.i + 1, b.j, ChunkKind::guard) || (b.compared && b.limit_before)) return false;
  const auto condition = list(b.i + 1, b.j, Stance{});
  if (!condition) return false;
  b.nodes.back() = when(*condition, b.nodes.back());
  dispose(b.open, b.behind, Disposition::computable);
  return true;
}

// alternative = thing "(" "or" thing ")"                     prednisone (or equivalent corticosteroid)
bool Clauses::bracketed_alternative(const Bracket& b) {
  if (chunks_[b.i].kind != ChunkKind::or_ || !b.before || b.nodes.empty()) return false;
  if (auto other = list(b.i + 1, b.j, b.inner)) b.nodes.back() = group(Op::any, {b.nodes.back(), *other});
  return true;
}

// meaning = thing "(" "i.e." thing ")"                       standard therapy (i.e. methotrexate)
// What nobody can look up is what the bracket says.
bool Clauses::bracketed_meaning(const Bracket& b) {
  if (!b.before || b.compared || chunks_[b.i].kind != ChunkKind::definition || b.nodes.empty()) return false;
  const Atom* vague = rule_.atom(b.nodes.back());
  if (!vague || !vague->concept_id.empty() || !decides(vague->kind)) return false;
  Stance inner = b.inner;
  inner.window = vague->window;
  inner.temporality = vague->temporality;
  if (auto definition = list(b.i + 1, b.j, inner)) {
    quiet(b.nodes.back());
    b.nodes.push_back(*definition);
  }
  return true;
}

// limit = comparison "(" comparison ")"                      ≤ 1.5 mg/dL (132.6 umol/L), ≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)
bool Clauses::bracketed_limit(const Bracket& b) {
  if (!b.limit_before || !b.compared) return false;
  const auto alternative = sentences(b.i, b.j, b.inner);
  if (!alternative) return true;
  const Group* g = rule_.group(*alternative);
  if (g && g->op == Op::if_ && !b.nodes.empty()) {
    const NodeId condition = g->when;
    const NodeId otherwise = when(negate(condition), b.nodes.back());
    b.nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, {otherwise, *alternative});
    return true;
  }
  // the same limit once more, in another unit
  bool same = true;
  for (Index k = b.i; k < b.j; ++k)
    if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.concept_id != chunks_[*b.before].atom.concept_id) same = false;
  if (same) to_mentions(*alternative);
  b.nodes.push_back(*alternative);
  return true;
}

// measure = thing "(" comparison ")"                         renal insufficiency (creatinine > 1.5), heart failure (NYHA III or IV)
// The comparison decides; a class grades the disease, it does not stand for it.
bool Clauses::bracketed_measure(const Bracket& b) {
  if (b.limit_before || !b.compared || b.nodes.empty()) return false;
  // "not of childbearing potential (no menses for >= 1 year)": why she is not; the denial is of the potential
  if (b.before && b.stance.negated && chunks_[*b.before].atom.concept_id == "childbearing-potential") return false;
  if (b.before && (chunks_[*b.before].atom.kind == AtomKind::biomarker || chunks_[*b.before].atom.kind == AtomKind::test)) return false;
  bool graded = b.before && chunks_[*b.before].atom.kind == AtomKind::condition && !chunks_[*b.before].atom.concept_id.empty();
  for (Index k = b.i; k < b.j; ++k)
    if (comparison(chunks_[k])) graded &= chunks_[k].atom.concept_id == "nyha" || chunks_[k].atom.concept_id == "killip";
  if (const auto definition = sentences(b.i, b.j, b.inner); definition && (graded || !gauges(b.before, b.i, b.j, b.nodes.back(), *definition))) {
    if (!graded) quiet(b.nodes.back());
    b.nodes.push_back(*definition);
  }
  return true;
}

// an alias or an aside: named, but decided by the words before the bracket
bool Clauses::bracketed_aside(const Bracket& b) {
  // "POEMS (plasma cell dyscrasia with polyneuropathy)": what a name that nobody knows means
  const bool gloss = b.open > 0 && chunks_[b.open - 1].kind == ChunkKind::unknown && !b.compared && !b.nodes.empty() && only_unparsed(b.nodes.back());
  Stance named = b.inner;
  named.mention_only = b.before.has_value() || gloss;
  if (auto aside = list(b.i, b.j, named)) {
    if (named.mention_only) quiet(*aside);
    b.nodes.push_back(*aside);
  }
  return true;
}

// "defined as persistent signs despite antibiotics": what else must be so; not the criteria or the scale by which it is found.
bool Clauses::narrows_by_definition(Index i, Index j) const {
  bool narrows = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    for (TokenIt t = c.begin; t != c.end; ++t)
      for (const std::string_view word : {"criteria", "criterion", "guideline", "guidelines", "classification", "definition", "recist", "who", "dsm", "icd", "version", "protocol", "section", "appendix"})
        if (t->is(word)) return false;
    if (comparison(c) || c.kind == ChunkKind::bounds) return false;
    narrows |= (c.kind == ChunkKind::thing && entry(c.atom)) || c.kind == ChunkKind::unknown || c.kind == ChunkKind::neg;
  }
  return narrows;
}

// "(primary or secondary)", "(acute/chronic)": every case of it
bool Clauses::names_every_kind(Index i, Index j) const {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> pairs{{{"primary", "secondary"}, {"acute", "chronic"}, {"unilateral", "bilateral"}, {"treated", "untreated"}, {"congenital", "acquired"}, {"symptomatic", "asymptomatic"}, {"active", "inactive"}, {"benign", "malignant"}}};
  std::vector<const Token*> words;
  for (TokenIt t = chunks_[i].begin; t != chunks_[j - 1].end; ++t)
    if (t->kind == TokenKind::word && !t->is("or") && !t->is("and") && !t->is("and/or") && !t->is("either")) words.push_back(t);
  if (words.size() != 2) return false;
  return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return (words[0]->is(pair.first) && words[1]->is(pair.second)) || (words[0]->is(pair.second) && words[1]->is(pair.first)); });
}

// Does the bracket name kinds or degrees of the thing before it, rather than another name of it or where it is said?
bool Clauses::names_kinds(Index before, Index i, Index j) const {
  const Chunk& head = chunks_[before];
  if (!entry(head.atom) || head.generic || comparison(head) || names_every_kind(i, j)) return false;
  const bool disease = head.atom.kind == AtomKind::condition || head.atom.kind == AtomKind::finding;
  // "(requiring general anesthesia)", "(defined as persistent signs without improvement)"
  if (chunks_[i].kind == ChunkKind::hypothetical) return true;
  if (chunks_[i].kind == ChunkKind::definition && chunks_[i].begin->is("defined")) return i + 1 < j && narrows_by_definition(i + 1, j);
  bool kinds = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    switch (c.kind) {
      case ChunkKind::filler:
        if (c.begin->cue(Cue::severity)) kinds = true;
        else if (k == i && !joins(c.kind)) {
          for (const std::string_view aside : {"see", "according", "as", "any", "regardless", "confirmed", "diagnosed", "documented", "both", "also", "formerly", "previously", "known", "per", "by", "from", "at", "for", "with", "due", "including", "included", "whether"})
            if (c.begin->is(aside)) return false;
        }
        break;
      case ChunkKind::thing: {
        const bool same = !head.atom.concept_id.empty() && head.atom.concept_id == c.atom.concept_id;
        if (same && !head.atom.window && (c.atom.window || c.atom.count)) return true;
        if (same || c.generic) return false;
        const bool capitals = c.end - c.begin == 1 && c.begin->text.size() < 8 && std::none_of(c.begin->text.begin() + 1, c.begin->text.end(), [](char ch) { return ch >= 'a' && ch <= 'z'; });
        if (capitals && j - i == 1) return false;
        const bool disease_too = c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::finding;
        if (!entry(c.atom) || disease != disease_too) return false;
        kinds = true;
        break;
      }
      case ChunkKind::unknown: {
        for (const std::string_view aside : {"mandatory", "optional", "preferred", "required", "recommended", "applicable", "only", "eyes", "eye", "hereafter", "abbreviated"})
          if (c.end[-1].is(aside)) return false;
        for (TokenIt t = c.begin; t != c.end; ++t) kinds |= t->kind == TokenKind::word && t->text.size() > 3 && t->text[1] >= 'a' && t->text[1] <= 'z';
        break;
      }
      case ChunkKind::and_: case ChunkKind::or_: case ChunkKind::comma: case ChunkKind::slash: case ChunkKind::either: case ChunkKind::history: break;
      default: return false;
    }
  }
  return kinds;
}

// gauged = disease "(" comparison ")"                       rheumatoid arthritis (DAS28 > 3.2), severe COPD (FEV1 < 50 %)
// The comparison says how bad the disease is; by itself it is no disease, unless it is all that the disease is ("anemia (Hb < 10)").
bool Clauses::gauges(std::optional<Index> before, Index i, Index j, NodeId& head, NodeId definition) {
  const Atom* named = rule_.atom(head);
  if (!before || !named || named->kind != AtomKind::condition || named->concept_id.empty() || named->assertion != Assertion::asserted || chunks_[*before].generic || !(named->subject == chunks_[*before].atom.subject)) return false;
  bool scale = false;
  for (Index k = i; k < j; ++k) {
    const Atom& a = chunks_[k].atom;
    if (chunks_[k].kind == ChunkKind::thing && a.assertion == Assertion::possible) return false;
    if (chunks_[k].kind == ChunkKind::thing && entry(a) && !chunks_[k].generic && a.assertion != Assertion::mention) return false;
    if (!comparison(chunks_[k])) continue;
    if (defines(chunks_[k], chunks_[*before])) return false;
    scale |= a.kind == AtomKind::score || a.kind == AtomKind::stage;
  }
  // "cardiac dysfunction (i.e. LVEF < 40 %)": it says it itself
  if (section_ == Section::exclusion && chunks_[i].kind == ChunkKind::definition) return false;
  const bool coloured = !named->qualifiers.empty();
  if (section_ == Section::exclusion && !scale && !coloured) return false;
  // how bad it is, the comparison tells
  std::get<Atom>(rule_.nodes[head].kind).qualifiers.clear();
  if (section_ == Section::exclusion) head = either_way({head, definition}, span_of(i, j));
  else if (scale) head = group(Op::all, {head, definition});
  else head = group(Op::all, {definition, group(Op::any, {head, atom(Atom{}, span_of(i, j))})});
  return true;
}

}  // namespace elig
