// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <iterator>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Brackets: aliases, examples, definitions, guards, exceptions, asides.
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

// Does the bracket name kinds or degrees of the thing before it, rather than another name of it or where it is said?
bool Clauses::names_kinds(Index before, Index i, Index j) const {
  const Chunk& head = chunks_[before];
  if (!entry(head.atom) || head.generic || comparison(head)) return false;
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

// parenthesis = alias | examples | definition | guard | exception | aside
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
  // "AV block (Mobitz II or complete)", "asthma (mild)": some of it, perhaps all that is meant
  if (before && !compared && !nodes.empty() && chunks_[open].value != "longer for" && names_kinds(*before, i, j))
    if (auto* a = std::get_if<Atom>(&rule_.nodes[nodes.back()].kind); a && a->assertion == Assertion::asserted && a->bounds.empty()) {
      std::string words = "perhaps";
      for (TokenIt t = chunks_[i].begin; t != chunks_[j - 1].end && words.size() < 60; ++t)
        if (t->kind != TokenKind::mark) words += ' ' + std::string(t->lower);
      a->qualifiers.push_back(std::move(words));
      inner.window = a->window;
      inner.temporality = a->temporality;
      dispose(open, std::min(close + 1, chunks_.size()), things ? Disposition::none : Disposition::computable);
      if (!things) return std::nullopt;
      if (auto kinds = list(i, j, inner)) {
        const std::function<bool(NodeId)> known = [&](NodeId id) -> bool {
          if (const Atom* kind = rule_.atom(id)) return !kind->concept_id.empty() && kind->qualifiers.empty();
          const Group& g = *rule_.group(id);
          return g.op != Op::if_ && std::all_of(g.of.begin(), g.of.end(), known);
        };
        if (!known(*kinds)) quiet(*kinds);
        else if (const Group* g = rule_.group(*kinds); g && g->op == Op::all) kinds = group(Op::any, g->of);
        nodes.back() = group(Op::any, {nodes.back(), *kinds});
      }
      return std::nullopt;
    }
  if (!things) {
    // an abbreviation, a reference, an aside
    Stance quiet = inner;
    quiet.mention_only = true;
    dispose(open, std::min(close + 1, chunks_.size()), manual ? Disposition::manual : unknown && !before ? Disposition::unparsed : Disposition::none);
    return std::nullopt;
  }
  // "≤ 2.5 x ULN (≤ 5 x ULN if liver metastases)"
  if (before && !only_sex && other_limit(i, j, stance)) return std::nullopt;
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
  // "(6 weeks for nitrosoureas)": what has a longer time of its own must keep that too
  if (chunks_[open].value == "longer for" && before && !nodes.empty()) {
    if (const auto own = list(i, j, inner)) {
      std::vector<NodeId> each{nodes.back()};
      if (const Group* g = rule_.group(*own); g && (g->op == Op::any || g->op == Op::all)) each.insert(each.end(), g->of.begin(), g->of.end());
      else each.push_back(*own);
      nodes.back() = group(section_ == Section::inclusion ? Op::all : Op::any, std::move(each));
    }
    return std::nullopt;
  }
  // "(patients with COPD are excluded)", "(implants excluded)"
  for (Index k = i; k < j; ++k) {
    if (chunks_[k].kind != ChunkKind::neg || chunks_[k].value != "excluded") continue;
    const bool of_people = chunks_[k].end - chunks_[k].begin > 1;
    Stance plain;
    plain.mention_only = stance.mention_only;
    if (section_ == Section::inclusion) {
      const auto out = said(i, j, plain);
      if (out && stance.negated) {
        quiet(*out);
        nodes.push_back(*out);
      } else if (out) {
        nodes.push_back(*out);
      }
      return std::nullopt;
    }
    if (const auto out = list(i, j, plain)) {
      if (of_people && !nodes.empty()) {
        nodes.back() = group(Op::any, {nodes.back(), *out});
      } else {
        if (!nodes.empty())
          if (Atom* a = std::get_if<Atom>(&rule_.nodes[nodes.back()].kind); a && entry(*a)) {
            std::vector<OtherThan> others;
            excepted(*out, false, others);
            std::move(others.begin(), others.end(), std::back_inserter(a->other_than));
          }
        quiet(*out);
        nodes.push_back(*out);
      }
    }
    return std::nullopt;
  }
  // "treatment naive (no A or B)": the bracket says it all
  {
    Index no = i;
    while (no < j && (chunks_[no].kind == ChunkKind::filler || chunks_[no].kind == ChunkKind::definition || chunks_[no].kind == ChunkKind::comma)) ++no;
    bool naive = false;
    for (TokenIt t = chunks_[open ? open - 1 : open].begin; t != chunks_[open ? open - 1 : open].end; ++t) naive |= t->is("naive") || t->is("naïve") || t->is("untreated");
    if (naive && no < j && chunks_[no].kind == ChunkKind::neg && !nodes.empty()) {
      if (auto denial = list(no, j, inner)) {
        quiet(nodes.back());
        nodes.push_back(*denial);
      }
      return std::nullopt;
    }
  }
  const Chunk& first = chunks_[i];
  // "≤ 1.6 (if not taking anticoagulants)", "abnormal T4 [if TSH is abnormal]": of nobody else it is asked
  // "(if there were several, the first within 5 days)": more than a guard, and who meets the rest must meet it too
  if (first.kind == ChunkKind::guard && before && !nodes.empty())
    if (const auto comma = find(i + 1, j, ChunkKind::comma); comma && *comma + 1 < j && !joins(chunks_[*comma + 1].kind)) {
      const bool list_goes_on = std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(*comma), chunks_.begin() + static_cast<std::ptrdiff_t>(j), [](const Chunk& c) { return joins(c.kind) && c.kind != ChunkKind::comma; });
      // "(if female, of childbearing potential)" is a guard all through
      const bool demands = std::any_of(chunks_[*comma].end, chunks_[j - 1].end, [](const Token& t) { return t.is("must") || t.is("should") || t.is("is") || t.is("are") || t.is("has") || t.is("have") || t.is("then") || t.is("will") || t.is("needs") || t.is("required") || t.kind == TokenKind::comparator; });
      if (!list_goes_on && demands) {
        Stance quiet;
        quiet.mention_only = true;
        const auto rest = list(i + 1, j, quiet);
        dispose(open, std::min(close + 1, chunks_.size()), Disposition::unparsed);
        std::vector<NodeId> both{nodes.back()};
        if (rest) {
          this->quiet(*rest);
          both.push_back(*rest);
        }
        both.push_back(atom(Atom{}, span_of(i, j)));
        nodes.back() = group(Op::all, std::move(both));
        return std::nullopt;
      }
    }
  if (first.kind == ChunkKind::guard && before && !nodes.empty() && !find(i + 1, j, ChunkKind::guard) && !(compared && comparison(chunks_[*before]))) {
    if (const auto condition = list(i + 1, j, Stance{})) {
      nodes.back() = when(*condition, nodes.back());
      dispose(open, std::min(close + 1, chunks_.size()), Disposition::computable);
      return std::nullopt;
    }
  }
  if (first.kind == ChunkKind::example || (before && !compared && chunks_[*before].generic)) {
    // "substance abuse disorder (including alcohol abuse)": examples of the thing, not of the general word behind it
    std::vector<NodeId> general;
    while (first.kind == ChunkKind::example && nodes.size() > 1 && rule_.atom(nodes.back()) && rule_.atom(nodes.back())->assertion == Assertion::mention && rule_.atom(nodes[nodes.size() - 2]) && decides(rule_.atom(nodes[nodes.size() - 2])->kind)) {
      general.push_back(nodes.back());
      nodes.pop_back();
    }
    const auto restore = [&] { nodes.insert(nodes.end(), general.rbegin(), general.rend()); };
    if (auto examples = list(first.kind == ChunkKind::example ? i + 1 : i, j, inner); examples && !nodes.empty()) {
      // "heart failure within 30 days (e.g. hospitalization)": an example from another time may not be meant
      if (const Atom* head = rule_.atom(nodes.back()); head && head->window) {
        const std::function<void(NodeId)> undated = [&](NodeId id) {
          if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind)) {
            if (entry(*a) && !a->window && a->assertion == Assertion::asserted) a->qualifiers.emplace_back("perhaps at any time");
            return;
          }
          const Group g = *rule_.group(id);
          for (const NodeId c : g.of) undated(c);
        };
        undated(*examples);
      }
      const Atom* person = rule_.atom(nodes.back());
      if (person && person->kind == AtomKind::manual) {
        quiet(*examples);
        nodes.push_back(*examples);
      } else {
        // "no substance abuse disorder (including alcohol abuse)": the examples are of what is denied, not of "disorder"
        std::size_t head = nodes.size() - 1;
        while (head > 0 && only_mentions(nodes[head]) && !only_mentions(nodes[head - 1])) --head;
        illustrate(only_mentions(nodes[head]) ? nodes.back() : nodes[head], *examples);
      }
    } else if (examples) {
      nodes.push_back(*examples);
    }
    restore();
    return std::nullopt;
  }
  if (find(i, j, ChunkKind::except) || find(i, j, ChunkKind::unless_) || find(i, j, ChunkKind::allowed)) {
    // "(unless …)", "(… allowed provided …)": an exception to what stands before the bracket
    Index from = i;
    const bool leading = chunks_[i].kind == ChunkKind::except || chunks_[i].kind == ChunkKind::unless_;
    // "≥ 150 ng/dL (local assessment is allowed)": how it may be measured, nothing that lets anybody in
    if (!leading && before && comparison(chunks_[*before]) && !compared && !nodes.empty()) {
      bool named = false;
      for (Index k = i; k < j; ++k) named |= chunks_[k].kind == ChunkKind::thing && !chunks_[k].atom.concept_id.empty();
      if (!named) {
        if (const auto aside = list(i, j, Stance{})) {
          this->quiet(*aside);
          nodes.push_back(*aside);
        }
        return std::nullopt;
      }
    }
    if (leading) ++from;
    if (auto exception = exceptions(from, j, Stance{}); exception && !nodes.empty()) {
      exception = unguard(*exception);
      // "bilirubin ≤ 1.5 x ULN for age (except …)": of what is compared, not of what the words name beside it
      std::size_t place = nodes.size() - 1;
      while (place > 0 && only_mentions(nodes[place]) && !only_mentions(nodes[place - 1])) --place;
      const NodeId main = nodes[place];
      if (Atom* a = std::get_if<Atom>(&rule_.nodes[main].kind); a && a->bounds.empty() && !(before && comparison(chunks_[*before]))) {
        std::vector<NodeId> excepted;
        for (NodeId id = 0; id < rule_.nodes.size(); ++id)
          if (const Atom* x = rule_.atom(id); x && decides(x->kind) && (x->bounds.empty() || x->kind == AtomKind::exposure) && span_of(i, j).contains(x->subject.span)) excepted.push_back(id);
        if (!excepted.empty()) {
          // "… that was treated, without recurrence for 3 months": the exception has a condition of its own
          bool dated = false;
          for (Index k = i; k < j; ++k) dated |= chunks_[k].kind == ChunkKind::window || (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.window);
          const std::string& what = rule_.atom(main)->concept_id;
          // "has a malignancy or had a malignancy within 5 years (except …)": of both
          std::vector<NodeId> of{main};
          for (NodeId id = 0; id < rule_.nodes.size(); ++id)
            if (const Atom* same = rule_.atom(id); same && id != main && !what.empty() && same->concept_id == what && same->kind == rule_.atom(main)->kind && same->other_than.empty() && same->assertion != Assertion::mention && entry(*same) && span_of(0, open).contains(same->subject.span)) of.push_back(id);
          for (const NodeId id : excepted) {
            const Atom x = *rule_.atom(id);
            const bool certain = !dated && !conditioned(x) && x.bounds.empty() && x.qualifiers.empty() && !x.window && x.assertion == Assertion::asserted && (x.concept_id.empty() || x.concept_id != what);
            OtherThan other{x.concept_id, x.words, certain, rule_.at(id).span};
            if (!certain && !dated && treated_alone(x)) other.over = other.certain = true;
            const bool own_time = other.over || (any_cancer(x.concept_id) && this->dated(other));
            for (const NodeId m : of) {
              std::get<Atom>(rule_.nodes[m].kind).other_than.push_back(other);
              if (!own_time) std::get<Atom>(rule_.nodes[m].kind).other_than.back().certain = certain && m == main;
            }
          }
          quiet(*exception);
          nodes.push_back(*exception);
          return std::nullopt;
        }
      }
      if (find(i, j, ChunkKind::allowed) && !leading && !stance.negated) {
        nodes[place] = allow(main, *exception, false);
        return std::nullopt;
      }
      const bool negated = stance.negated;
      nodes[place] = (section_ == Section::inclusion) != negated ? group(Op::any, {main, *exception}) : group(Op::all, {main, negate(*exception)});
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
  } else if (compared && !nodes.empty() && !(before && (chunks_[*before].atom.kind == AtomKind::biomarker || chunks_[*before].atom.kind == AtomKind::test))) {
    // "renal insufficiency (creatinine > 1.5)": the comparison decides
    // "heart failure (NYHA III or IV)": the class grades the disease, it does not stand for it
    bool graded = before && chunks_[*before].atom.kind == AtomKind::condition && !chunks_[*before].atom.concept_id.empty();
    for (Index k = i; k < j; ++k)
      if (comparison(chunks_[k])) graded &= chunks_[k].atom.concept_id == "nyha" || chunks_[k].atom.concept_id == "killip";
    if (auto definition = sentences(i, j, inner)) {
      if (graded || !gauges(before, i, j, nodes.back(), *definition)) {
        if (!graded) quiet(nodes.back());
        nodes.push_back(*definition);
      }
    }
    return std::nullopt;
  }
  // an alias or an aside: named, but decided by the words before the bracket
  Stance quiet = inner;
  // "POEMS (plasma cell dyscrasia with polyneuropathy)": what a name that nobody knows means
  const bool gloss = open > 0 && chunks_[open - 1].kind == ChunkKind::unknown && !compared && !nodes.empty() && only_unparsed(nodes.back());
  quiet.mention_only = before.has_value() || gloss;
  if (auto aside = list(i, j, quiet)) {
    if (before || gloss) this->quiet(*aside);
    nodes.push_back(*aside);
  }
  return std::nullopt;
}

}  // namespace elig
