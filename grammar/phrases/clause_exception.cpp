// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Exceptions and conditions: "other than", "unless", "allowed", "if".
namespace elig {

// The entries that an exception names. Those with more said of them ("prostate cancer with PSA < 0.2") except only for sure where
// all of it is known, so they leave the matter open.
void Clauses::excepted(NodeId id, bool certain, std::vector<OtherThan>& out) const {
  if (const Atom* a = rule_.atom(id)) {
    // "except prednisone ≤ 10 mg": whoever takes it may take more
    const bool dosed = a->kind == AtomKind::exposure && !a->bounds.empty();
    if (!entry(*a) && !dosed) return;
    OtherThan other;
    other.concept_id = a->concept_id;
    other.words = a->words;
    const bool lasting = a->window && a->window->op != WindowOp::within && a->window->op != WindowOp::for_at_most;
    other.certain = certain && !dosed && !lasting && !conditioned(*a) && a->qualifiers.empty() && a->assertion == Assertion::asserted &&
                    (a->temporality != Temporality::past || a->kind == AtomKind::exposure || a->kind == AtomKind::therapy || a->kind == AtomKind::procedure);
    // "adequately treated skin cancer": whose treatment is over, so is the cancer
    if (!other.certain && treated_alone(*a)) {
      other.over = true;
      other.certain = true;
    }
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

bool Clauses::any_cancer(const std::string& id) const { return id == "cancer" || id == "neoplasm" || id == "solid-tumor" || id == "hematologic-malignancy"; }

// "diagnosed ≥ 2 years ago", "from which they have been disease-free for 5 years", "curatively treated, without recurrence for 3
// years": from when on the words let in whoever had the disease.
bool Clauses::freed(Index from, Index to, OtherThan& out) const {
  bool free = false, treated = false, diagnosed = false, doubtful = false;
  std::optional<Window> since;
  for (Index k = from; k < to; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) {
      const auto one_of = [&](std::initializer_list<std::string_view> words) { return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return t->is(w); }); };
      free |= one_of({"free", "disease-free", "cancer-free", "recurrence-free", "relapse-free", "remission", "cured", "recurrence", "relapse", "evidence", "ned"});
      treated |= one_of({"treated", "treatment", "therapy", "completed", "completion", "resected", "resection", "excised", "curative", "curatively", "surgery"});
      diagnosed |= one_of({"diagnosed", "diagnosis"});
      doubtful |= one_of({"risk", "opinion", "investigator", "investigators", "sponsor", "judgment", "judgement", "discretion", "approval", "stage", "grade", "localized", "if"});
      if (t->kind != TokenKind::number || t + 1 == chunks_.back().end) continue;
      TokenIt unit = t + 1;
      while (unit != chunks_.back().end && (unit->mark('-') || unit->mark('(') || unit->mark(')') || (unit->kind == TokenKind::number && unit - t < 4))) ++unit;
      if (unit == chunks_.back().end) continue;
      const bool years = unit->is("year") || unit->is("years") || unit->is("yrs") || unit->is("yr") || unit->is("y");
      if (!years && !unit->is("month") && !unit->is("months")) continue;
      Window w;
      w.op = WindowOp::not_within;
      w.value = t->number;
      w.unit = years ? TimeUnit::year : TimeUnit::month;
      w.span = {t->begin, unit->end};
      for (TokenIt b = t; b != chunks_.front().begin && t - b < 4; --b) {
        const TokenIt before = b - 1;
        if (before->kind == TokenKind::comparator && (before->comparator == '<' || before->comparator == 'l')) return false;
        if (before->is("less") || before->is("most")) return false;
        if (before->is("within") && !free) return false;
        w.strict |= (before->kind == TokenKind::comparator && before->comparator == '>') || before->is("more") || before->is("greater") || before->is("over") || before->is("longer");
      }
      if (!since || (w.unit == since->unit ? *w.value > *since->value : w.unit == TimeUnit::year)) since = w;
    }
  if (!since && !(free && treated)) return false;
  out.over = free || treated || !diagnosed;
  out.window = since;
  out.certain = !doubtful;
  return true;
}

// Of an exception that is the very thing, or any cancer: what the words beside it say of its time.
bool Clauses::dated(OtherThan& other) const {
  for (Index k = 0; k < chunks_.size(); ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind != ChunkKind::thing || c.atom.concept_id != other.concept_id || c.begin->begin < other.span.begin || c.begin->begin >= other.span.end) continue;
    Index from = k, to = k + 1;
    const auto ends = [&](Index n) {
      const ChunkKind kind = chunks_[n].kind;
      return kind == ChunkKind::period || kind == ChunkKind::semicolon || kind == ChunkKind::except || kind == ChunkKind::unless_ || (chunks_[n].kind == ChunkKind::thing && chunks_[n].atom.kind == AtomKind::condition && names_cancer(chunks_[n].atom.concept_id));
    };
    while (from > 0 && !ends(from - 1) && chunks_[from - 1].kind != ChunkKind::or_ && chunks_[from - 1].kind != ChunkKind::comma && chunks_[from - 1].kind != ChunkKind::and_) --from;
    while (to < chunks_.size() && !ends(to)) ++to;
    return freed(from, to, other);
  }
  return false;
}

bool Clauses::names_cancer(const std::string& id) const {
  const auto named = vocabulary_.find(id), cancer = vocabulary_.find("cancer");
  return named && cancer && vocabulary_.is_a(*named, *cancer);
}

// "basal cell carcinoma, or a malignancy diagnosed 5 years ago": the time is of the malignancy alone
void Clauses::undate_before_general(NodeId exception) {
  std::vector<NodeId> atoms;
  const std::function<void(NodeId)> gather = [&](NodeId id) {
    if (rule_.atom(id)) return atoms.push_back(id);
    for (const NodeId child : rule_.group(id)->of) gather(child);
  };
  gather(exception);
  for (const NodeId general : atoms) {
    const Atom cancer = *rule_.atom(general);
    if (!any_cancer(cancer.concept_id) || cancer.assertion == Assertion::mention) continue;
    for (const NodeId id : atoms) {
      Atom& a = std::get<Atom>(rule_.nodes[id].kind);
      if (!a.window || any_cancer(a.concept_id) || a.subject.span.begin >= cancer.subject.span.begin || a.window->span.begin < cancer.subject.span.end) continue;
      a.window.reset();
      rule_.nodes[id].span = a.subject.span;
    }
  }
}

// What the words of `where` ask for, without `exception`.
NodeId Clauses::excepting(NodeId main, Span where, NodeId exception) {
  std::vector<NodeId> mains;
  for (NodeId id = 0; id < rule_.nodes.size(); ++id) {
    const Atom* a = rule_.atom(id);
    if (a && a->assertion != Assertion::mention && entry(*a) && where.contains(a->subject.span)) mains.push_back(id);
  }
  undate_before_general(exception);
  std::vector<OtherThan> others;
  excepted(exception, true, others);
  without_examples(mains, others);
  if (mains.empty() || others.empty()) return group(Op::all, {main, negate(exception)});
  if (excepts_people(mains, exception)) {
    // "those treated with radiotherapy": once is enough
    for (NodeId id = 0; id < rule_.nodes.size(); ++id)
      if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && (a->kind == AtomKind::therapy || a->kind == AtomKind::procedure) && a->temporality == Temporality::current && rule_.at(exception).span.contains(a->subject.span)) a->temporality = Temporality::any;
    return group(Op::all, {main, negate(group(Op::all, {exception, wording(exception)}))});
  }
  // "cancer other than skin cancer within 5 years": the time is of the cancer; "cancer except skin cancer within 5 years": perhaps
  std::optional<Window> time;
  const std::function<void(NodeId)> look = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      if (!time && a->window && a->window->value && (a->window->op == WindowOp::within || a->window->op == WindowOp::for_at_most)) time = a->window;
      return;
    }
    for (const NodeId child : rule_.group(id)->of) look(child);
  };
  bool own_time = false;
  for (OtherThan& other : others)
    if (any_cancer(other.concept_id)) own_time |= dated(other);
  if (section_ == Section::exclusion && !own_time) look(exception);
  if (time) time->op = WindowOp::within;
  bool other_than = false;
  for (const Chunk& c : chunks_)
    if (c.kind == ChunkKind::except && c.begin->begin >= where.end) {
      other_than = c.begin->is("other") && c.end[-1].is("than");
      break;
    }
  // "cancer, except skin cancer, within 5 years"
  if (time)
    for (Index k = 1; k < chunks_.size(); ++k)
      if (chunks_[k].kind == ChunkKind::window && chunks_[k].begin->begin >= where.end && time->span.overlaps(span_of(k, k + 1))) other_than |= chunks_[k - 1].kind == ChunkKind::comma;
  for (const NodeId m : mains) {
    Atom& a = std::get<Atom>(rule_.nodes[m].kind);
    if (time && !a.window && other_than) a.window = time;
    else if (time && !a.window) a.qualifiers.emplace_back("perhaps in that time");
    for (OtherThan other : others) {
      // "toxicity except irreversible toxicity": what the sentence asks for is not excepted from itself
      if (!a.concept_id.empty() && other.concept_id == a.concept_id && !other.over && !other.window) other.certain = false;
      a.other_than.push_back(std::move(other));
    }
  }
  if (time && other_than) {
    const std::function<void(NodeId)> undate = [&](NodeId id) {
      if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind)) {
        a->window.reset();
        return;
      }
      const Group g = *rule_.group(id);
      for (const NodeId child : g.of) undate(child);
    };
    undate(exception);
  }
  quiet(exception);
  return group(Op::all, {main, exception});
}

// "unless stable on therapy": that it is stable, the therapy does not say
NodeId Clauses::weighed(NodeId exception, Index i, Index j) {
  bool settled = true;
  const std::function<void(NodeId)> look = [&](NodeId id) {
    if (const Atom* a = rule_.atom(id)) {
      settled &= a->kind != AtomKind::unparsed || a->assertion == Assertion::mention;
      return;
    }
    for (const NodeId child : rule_.group(id)->of) look(child);
  };
  look(exception);
  for (Index k = i; k < j; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end && chunks_[k].kind != ChunkKind::thing; ++t)
      settled &= !t->cue(Cue::overcome) && !t->is("managed");
  return settled ? exception : group(Op::all, {exception, wording(exception)});
}

// "A, B or C unless Y": Y lets off who has C; whether it lets off A and B too, nobody says. "A, B or C, unless Y" is of all of them.
NodeId Clauses::unless(NodeId main, NodeId exception, bool of_all) {
  const bool inclusion = section_ == Section::inclusion;
  const auto lifted = [&](NodeId id) { return inclusion ? group(Op::any, {id, exception}) : group(Op::all, {id, negate(exception)}); };
  const Group* members = rule_.group(main);
  if (of_all || !members || members->op != (inclusion ? Op::all : Op::any)) return lifted(main);
  std::vector<NodeId> of = members->of;
  unsigned deciders = 0;
  for (const NodeId id : of) deciders += !only_mentions(id);
  while (of.size() > 1 && only_mentions(of.back())) of.pop_back();
  if (deciders < 2) return lifted(main);
  const std::vector<NodeId> mentions(members->of.begin() + static_cast<std::ptrdiff_t>(of.size()), members->of.end());
  const NodeId last = lifted(of.back());
  of.pop_back();
  const NodeId others = group(inclusion ? Op::all : Op::any, std::move(of));
  const NodeId perhaps = inclusion ? group(Op::any, {others, group(Op::all, {exception, wording(others)})}) : group(Op::all, {others, group(Op::any, {negate(exception), wording(others)})});
  std::vector<NodeId> all{perhaps, last};
  all.insert(all.end(), mentions.begin(), mentions.end());
  return group(inclusion ? Op::all : Op::any, std::move(all));
}

// "… with the exception of:": the sub-bullets are the exceptions
std::optional<NodeId> Clauses::exceptions_below(Index i, Index j, const Stance& stance) {
  if (!children_ || !*children_ || children_used_ || j != chunks_.size()) return std::nullopt;
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::unknown || chunks_[k].kind == ChunkKind::manual) return std::nullopt;
  children_used_ = true;
  std::vector<NodeId> below = (*children_)(stance);
  if (below.empty()) return std::nullopt;
  return group(Op::any, std::move(below));
}

std::optional<NodeId> Clauses::exceptions(Index i, Index j, const Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  if (i >= j) return std::nullopt;
  // "ALT ≤ 3 x ULN, unless liver metastases are present, in which case ≤ 5 x ULN"
  if (!stance.mention_only)
    if (const auto part = before_other_limit(i, j)) {
      const auto main = exceptions(i, part->first, stance);
      if (main && other_limit(part->second, j, stance)) {
        dispose(part->first, part->second, Disposition::computable);
        return main;
      }
    }
  // "X unless Y"
  if (const auto k = find(i, j, ChunkKind::unless_); k && *k > i) {
    const auto main = exceptions(i, *k, stance);
    Stance inner;
    inner.mention_only = stance.mention_only;
    inner.conjunctive = true;
    auto exception = exceptions(*k + 1, j, inner);
    if (!exception) exception = exceptions_below(*k + 1, j, inner);
    dispose(*k, *k + 1, Disposition::computable);
    // "prior malignancy unless free of it for 5 years"
    if (OtherThan past; main && *k + 1 < j && std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(*k), chunks_.begin() + static_cast<std::ptrdiff_t>(j), [this](const Chunk& c) { return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::condition && names_cancer(c.atom.concept_id) && !any_cancer(c.atom.concept_id); }) && freed(*k + 1, j, past)) {
      past.span = span_of(*k + 1, j);
      bool found = false;
      for (Node& node : rule_.nodes)
        if (auto* a = std::get_if<Atom>(&node.kind); a && a->kind == AtomKind::condition && a->assertion == Assertion::asserted && any_cancer(a->concept_id) && span_of(i, *k).contains(a->subject.span)) {
          past.concept_id = a->concept_id;
          a->other_than.push_back(past);
          found = true;
        }
      if (found) {
        dispose(*k + 1, j, Disposition::computable);
        if (!exception) return main;
        quiet(*exception);
        return group(Op::all, {*main, *exception});
      }
    }
    if (main && exception) return unless(*main, weighed(*exception, *k + 1, j), chunks_[*k - 1].kind == ChunkKind::comma);
    if (main && *k + 1 < j && !stance.mention_only) {
      // "no metastases unless treated": whom it lets in a person says
      const NodeId exempt = wording(*main);
      return section_ == Section::inclusion ? group(Op::any, {*main, exempt}) : group(Op::all, {*main, negate(exempt)});
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
      if (main && all_exceptions.empty())
        if (const auto below = exceptions_below(*k + 1, j, inner)) all_exceptions.push_back(*below);
      if (main && !all_exceptions.empty()) return excepting(*main, span_of(i, *k), group(Op::any, std::move(all_exceptions)));
      return main ? main : (all_exceptions.empty() ? std::nullopt : std::optional(all_exceptions.front()));
    }
    // "Other than X, no …"
    const auto rest = exceptions(*k + 1, j, stance);
    if (rest) to_mentions(*rest);
    return rest;
  }
  // "X provided Y", "X are allowed provided Y", "X are allowed"
  if (const auto k = find(i, j, ChunkKind::provided); k && *k > i) {
    const auto allowed = find(i, *k, ChunkKind::allowed);
    const auto main = allowed ? guards(i, *k, stance) : exceptions(i, *k, stance);
    const auto condition = exceptions(*k + 1, j, Stance{});
    if (main && !condition && allowed) {
      // "allowed provided it was stopped 2 weeks ago": nobody knows what of it
      Atom m;
      m.kind = AtomKind::manual;
      m.why = "judgement";
      const NodeId only_then = when(atom(std::move(m), span_of(*k, j)), *main);
      return i == 0 ? permitted(only_then, names_people(i, *k)) : only_then;
    }
    if (main && condition && allowed) {
      const NodeId only_then = when(*condition, *main);
      return i == 0 ? permitted(only_then, names_people(i, *k)) : only_then;
    }
    if (main && condition) return group(Op::all, {*main, *condition});
    return main ? main : condition;
  }
  // "no chemotherapy, but hydroxyurea is allowed"
  if (const auto allowed = find(i, j, ChunkKind::allowed))
    if (const auto but = contrast_before(i, *allowed)) {
      const auto main = exceptions(i, *but, stance);
      const auto lets_in = guards(*but + 1, j, Stance{});
      if (main && lets_in && !only_mentions(*lets_in)) return allow(*main, *lets_in, names_people(*but, j));
      return main ? main : lets_in;
    }
  // "Patients on warfarin are eligible, INR must be below 3": of those who take it
  if (const auto allowed = find(i, j, ChunkKind::allowed); allowed && i == 0 && section_ == Section::inclusion && !stance.negated && !stance.mention_only && *allowed + 2 < j && joins(chunks_[*allowed + 1].kind) && !obliges(i, *allowed) &&
                                                           obliges(*allowed + 1, j)) {
    const auto who = guards(i, *allowed + 1, Stance{});
    const auto duty = exceptions(*allowed + 2, j, stance);
    if (who && duty && !only_manual(*who) && !limited(*who)) return when(*who, *duty);
    if (who || duty) return who && duty ? group(Op::all, {*who, *duty}) : who ? who : duty;
  }
  // "Prior radiotherapy is allowed.": no constraint
  if (find(i, j, ChunkKind::allowed) && i == 0 && !obliges(i, j)) {
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
    return permitted(*node, names_people(i, j));
  }
  return guards(i, j, stance);
}

// Where "must" begins in "Patients with X must …", when X is an entry of a record.
std::optional<Clauses::Index> Clauses::duty_of_some(Index i, Index j) const {
  const Token& opens = *chunks_[i < j ? i : 0].begin;
  if (i > 0 && i < j && chunks_[i - 1].kind == ChunkKind::filler) return duty_of_some(i - 1, j);
  if (i >= j || !(opens.is("patients") || opens.is("subjects") || opens.is("participants") || opens.is("individuals") || opens.is("those"))) return std::nullopt;
  bool named = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    if (c.kind == ChunkKind::thing) {
      if (c.atom.assertion == Assertion::mention) continue;
      if (!entry(c.atom) || c.generic) return std::nullopt;
      named = true;
      continue;
    }
    if (c.begin->is("must") || c.begin->is("should") || c.begin->is("shall") || (c.begin->is("are") && c.end[-1].is("required"))) return named && k + 1 < j ? std::optional(k) : std::nullopt;
    if (c.kind == ChunkKind::bounds || c.kind == ChunkKind::colon || c.kind == ChunkKind::guard || c.kind == ChunkKind::unknown) return std::nullopt;
  }
  return std::nullopt;
}

// Do the words speak of pregnancy or how it is avoided?
bool Clauses::of_one_sex(Index i, Index j) const {
  return std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(i), chunks_.begin() + static_cast<std::ptrdiff_t>(j), [](const Chunk& c) {
    return c.kind == ChunkKind::thing && (c.atom.kind == AtomKind::reproductive || c.atom.kind == AtomKind::pregnancy || c.atom.concept_id == "contraception" || c.atom.concept_id == "pregnancy-test");
  });
}

std::optional<NodeId> Clauses::guards(Index i, Index j, const Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  // "for women: …", "if X, then Y"
  Index first = i;
  while (first < j && chunks_[first].kind == ChunkKind::filler) ++first;
  if (first < j && (chunks_[first].kind == ChunkKind::guard || (chunks_[first].kind == ChunkKind::for_ && chunks_[first].begin->is("for")))) {
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
  // "patients with a history of hepatitis C must have been treated and cured": asked of those who have it
  if (section_ == Section::inclusion && !stance.mention_only && !stance.negated)
    if (const auto duty = companion_duty(i, j)) {
      const auto who = list(i, *duty, Stance{});
      auto what = list(*duty, j, stance);
      dispose(*duty, *duty + 1, Disposition::computable);
      if (!what) what = atom(Atom{}, span_of(*duty, j));
      if (who) return group(Op::any, {negate(*who), *what});
    }
  // "Patients with brain metastases must have been treated": of them it is asked; whether all must have them, the words leave open
  if (section_ == Section::inclusion && !stance.mention_only && !stance.negated)
    if (const auto k = duty_of_some(first, j)) {
      const auto some = list(first, *k, Stance{});
      auto then = list(*k, j, stance);
      if (!then) then = atom(Atom{}, span_of(*k, j));  // "… must have been cured"
      if (some && then && !only_mentions(*some)) {
        const NodeId duty = when(*some, *then);
        if (!first_sentence_) return duty;
        return group(Op::all, {duty, group(Op::any, {*some, atom(Atom{}, span_of(*k, *k + 1))})});
      }
      if (some || then) return some && then ? group(Op::all, {*some, *then}) : some ? some : then;
    }
  // "women of childbearing potential must …": the sentence is for them only
  bool person_first = false;
  for (Index k = first; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      person_first |= c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage || c.atom.concept_id == "childbearing-potential";
      if (!(c.atom.kind == AtomKind::sex || c.atom.kind == AtomKind::life_stage || c.atom.kind == AtomKind::reproductive || c.atom.kind == AtomKind::age)) {
        break;
      }
      continue;
    }
    if (c.kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    const bool duty = c.begin->is("must") || c.begin->is("should") || (c.kind == ChunkKind::hypothetical && (c.begin->is("must") || c.begin->is("should") || c.begin->is("agree") || c.begin->is("agrees") || c.begin->is("willing") || c.begin->is("need") || c.begin->is("require"))) ||
                      c.begin->is("will") || c.begin->is("shall") || c.value == "admits";
    if (duty && person_first) {
      const auto condition = list(first, k, Stance{});
      const auto then = list(k, j, stance);
      // "women willing to undergo colonoscopy" are those who are let in; contraception is what women only are asked for
      if (condition && then && c.begin->is("willing") && !of_one_sex(k, j)) return group(Op::all, {*condition, *then});
      if (condition && then) return when(*condition, *then);
      return condition ? condition : then;
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::and_ && c.kind != ChunkKind::or_ && c.kind != ChunkKind::either && c.kind != ChunkKind::slash && c.kind != ChunkKind::comma && c.kind != ChunkKind::hypothetical && !(person_first && c.kind == ChunkKind::person)) break;
  }
  return list(i, j, stance);
}

// Where "must" stands in "patients with <lasting infection> must …". Trials of other diseases say so of those who have it besides.
std::optional<Clauses::Index> Clauses::companion_duty(Index i, Index j) const {
  bool people = false, disease = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.assertion == Assertion::mention) continue;
      static constexpr std::array<std::string_view, 4> companions{"hiv", "hepatitis-b", "hepatitis-c", "tuberculosis"};
      if (!people || disease || !c.atom.bounds.empty() || std::find(companions.begin(), companions.end(), c.atom.concept_id) == companions.end()) return std::nullopt;
      disease = true;
      continue;
    }
    for (TokenIt t = c.begin; t != c.end; ++t) {
      people |= t->is("patients") || t->is("subjects") || t->is("participants") || t->is("those");
      if (t->is("must") || t->is("should")) return disease && k + 1 < j ? std::optional(k) : std::nullopt;
    }
    if (c.kind != ChunkKind::filler && c.kind != ChunkKind::history && c.kind != ChunkKind::current && c.kind != ChunkKind::open && c.kind != ChunkKind::close && c.kind != ChunkKind::or_ && c.kind != ChunkKind::and_ && c.kind != ChunkKind::for_) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace elig
