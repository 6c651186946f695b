// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// What an exception asks of the things it excepts. The record of a disease does not tell whether it was adequately treated, so one
// that is excepted under such a condition leaves the matter open.
//
//   excepted = [ "adequately treated" | … ] thing { ("," | "or") thing } [ tail ]     adequately treated skin cancer or carcinoma in situ
//   tail     = "that" … | "without" … | "for" duration | "(if" … ")"                 skin cancer that has not come back for 5 years
//
// A condition before the first thing is of all that follow; one behind the last of all before it that have none of their own.
namespace elig {
namespace {

bool ends_exceptions(ChunkKind k) {
  return k == ChunkKind::except || k == ChunkKind::unless_ || k == ChunkKind::period || k == ChunkKind::semicolon || k == ChunkKind::colon || k == ChunkKind::allowed;
}

bool opens_clause(const Token& t) {
  for (const std::string_view word : {"that", "which", "who", "whose", "where", "when", "if", "with", "without"})
    if (t.is(word)) return true;
  return false;
}

// Words beside a treatment that is over, which ask for nothing else.
bool says_no_more(const Token& t) {
  static constexpr std::array<std::string_view, 31> words{"that", "which", "has",  "have", "had",   "been",      "was",     "were",     "is",     "are",    "with",  "a",    "an",    "any", "the", "for",
                                                          "of",   "by",    "and",  "to",   "intent", "history",  "prior",   "previous", "past",   "only",   "cases", "types", "other", "all", "such"};
  return t.kind == TokenKind::mark || std::any_of(words.begin(), words.end(), [&](std::string_view w) { return t.is(w); });
}

}  // namespace

bool tells_treated(std::string_view word) {
  static constexpr std::array<std::string_view, 22> words{"treated",     "resected",     "excised",       "removed",  "cured",    "adequately",   "curatively", "completely", "successfully", "fully",   "surgically",
                                                          "effectively", "definitively", "appropriately", "properly", "curative", "sufficiently", "previously", "definitive", "radically",    "locally", "ablated"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Clauses::Index> Clauses::chunk_of(const Atom& atom) const {
  for (Index k = 0; k < chunks_.size(); ++k)
    if (chunks_[k].kind == ChunkKind::thing && !atom.subject.span.empty() && chunks_[k].atom.subject.span == atom.subject.span) return k;
  return std::nullopt;
}

std::optional<Clauses::Index> Clauses::chunk_of(const OtherThan& other) const {
  for (Index k = 0; k < chunks_.size(); ++k)
    if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.concept_id == other.concept_id && other.span.contains(chunks_[k].atom.subject.span)) return k;
  return std::nullopt;
}

// The list of exceptions that holds chunk `k`.
std::pair<Clauses::Index, Clauses::Index> Clauses::exceptions_around(Index k) const {
  Index begin = k, end = k + 1;
  int depth = 0;
  for (; begin > 0; --begin) {
    const ChunkKind kind = chunks_[begin - 1].kind;
    if (kind == ChunkKind::close) ++depth;
    else if (kind == ChunkKind::open && depth-- == 0) break;
    else if (depth == 0 && ends_exceptions(kind)) break;
  }
  depth = 0;
  for (; end < chunks_.size(); ++end) {
    const ChunkKind kind = chunks_[end].kind;
    if (kind == ChunkKind::open) ++depth;
    else if (kind == ChunkKind::close && depth-- == 0) break;
    else if (depth == 0 && ends_exceptions(kind)) break;
  }
  return {begin, end};
}

// "adequately treated", "cured", "in remission"
bool Clauses::overcome(Index k) const {
  for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
    if (t->cue(Cue::overcome)) return true;
  return false;
}

// Do the words between a thing and the next member of its list ask for more than the thing?
bool Clauses::asks_more(Index k, Index end) const {
  for (; k < end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::open) {
      const Index close = std::min(close_of(k), end);
      for (Index n = k + 1; n < close; ++n) {
        const ChunkKind inside = chunks_[n].kind;
        if (inside == ChunkKind::guard || inside == ChunkKind::neg || inside == ChunkKind::provided || inside == ChunkKind::window || overcome(n)) return true;
      }
      k = close;
      continue;
    }
    if (joins(c.kind)) return false;
    switch (c.kind) {
      case ChunkKind::neg: case ChunkKind::guard: case ChunkKind::provided: case ChunkKind::manual: case ChunkKind::hypothetical: case ChunkKind::bounds: case ChunkKind::unknown: return true;
      case ChunkKind::window:
        if (c.window.window.op != WindowOp::within && c.window.window.op != WindowOp::for_at_most) return true;
        continue;
      case ChunkKind::thing:
        if (c.atom.assertion != Assertion::mention && !c.generic) return true;
        continue;
      default: break;
    }
    if (overcome(k) || opens_clause(*c.begin) || opens_clause(c.end[-1])) return true;
  }
  return false;
}

// Does the exception make a condition of what it excepts?
bool Clauses::conditioned(const Atom& excepted) const {
  const auto at = chunk_of(excepted);
  if (!at) return false;
  const auto [begin, end] = exceptions_around(*at);
  bool named = false;  // the member has its thing already
  for (Index k = begin; k <= *at; ++k) {
    if (joins(chunks_[k].kind)) named = false;
    else if (!named && overcome(k)) return true;
    named |= chunks_[k].kind == ChunkKind::thing;
  }
  if (asks_more(*at + 1, end)) return true;
  // "skin cancer or carcinoma in situ that was cured": of both
  Index k = *at + 1;
  while (k < end && !joins(chunks_[k].kind)) k = chunks_[k].kind == ChunkKind::open ? std::min(close_of(k) + 1, end) : k + 1;
  named = false;
  for (; k < end; ++k) {
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), end - 1);
      continue;
    }
    if (joins(chunks_[k].kind)) named = false;
    else if (overcome(k)) return named && chunks_[k].kind != ChunkKind::thing;
    // "… or other cancer that was cured": of cancers in general, not of the one named before
    else if (chunks_[k].kind == ChunkKind::thing && any_cancer(chunks_[k].atom.concept_id) && !any_cancer(excepted.concept_id)) return false;
    named |= chunks_[k].kind == ChunkKind::thing;
  }
  return false;
}

// Is all that is asked of the excepted thing that it was treated ("curatively resected", "… that has been excised")?
bool Clauses::treated_alone(const Atom& excepted) const {
  const auto named = vocabulary_.find(excepted.concept_id), tumor = vocabulary_.find("neoplasm");
  if (!named || !tumor || !vocabulary_.is_a(*named, *tumor) || excepted.window || !excepted.bounds.empty() || excepted.assertion != Assertion::asserted) return false;
  if (!std::all_of(excepted.qualifiers.begin(), excepted.qualifiers.end(), tells_treated)) return false;
  const auto at = chunk_of(excepted);
  if (!at) return false;
  const auto [begin, end] = exceptions_around(*at);
  bool treated = false;
  for (Index from = begin; from < end;) {
    Index to = from;
    while (to < end && !joins(chunks_[to].kind)) ++to;
    bool own = false, more = false;
    for (Index k = from; k < to; ++k) {
      const Chunk& c = chunks_[k];
      const bool name = c.kind == ChunkKind::thing && c.atom.kind == AtomKind::condition;
      for (TokenIt t = c.begin; t != c.end; ++t) {
        if (name && t->begin >= c.atom.subject.span.begin && t->begin < c.atom.subject.span.end) continue;
        if (tells_treated(t->lower)) own = true;
        else more |= !says_no_more(*t);
      }
    }
    const bool mine = *at >= from && *at < to;
    bool asks = own;
    for (Index k = from; k < to; ++k) asks |= overcome(k);
    if ((mine || asks) && more) return false;
    treated |= own;
    from = to + 1;
  }
  return treated;
}

// "metabolic disease other than osteoporosis, such as Paget's disease": the examples are of what is asked for, unless they are kinds of
// what is excepted ("drugs other than statins, e.g. simvastatin").
void Clauses::without_examples(const std::vector<NodeId>& mains, std::vector<OtherThan>& others) const {
  const auto is_a = [this](const std::string& narrow, const std::string& broad) {
    const auto a = vocabulary_.find(narrow), b = vocabulary_.find(broad);
    return a && b && (*a == *b || vocabulary_.is_a(*a, *b));
  };
  std::vector<OtherThan> before;
  std::erase_if(others, [&](OtherThan& other) {
    const auto at = chunk_of(other);
    bool example = false;
    for (Index k = at.value_or(0); k-- > 0 && !ends_exceptions(chunks_[k].kind);) example |= chunks_[k].kind == ChunkKind::example;
    if (!example) {
      before.push_back(other);
      return false;
    }
    if (before.empty() || std::any_of(before.begin(), before.end(), [&](const OtherThan& o) { return is_a(other.concept_id, o.concept_id); })) return false;
    other.certain = false;
    return std::any_of(mains.begin(), mains.end(), [&](NodeId id) {
      const Atom& main = *rule_.atom(id);
      return main.concept_id.empty() || main.concept_id == "disease" || is_a(other.concept_id, main.concept_id);
    });
  });
}

// "metastases, except those treated with radiotherapy": no kind of the disease is excepted, but the people who were treated
bool Clauses::excepts_people(const std::vector<NodeId>& mains, NodeId exception) const {
  const auto disease = [](const Atom& a) { return a.kind == AtomKind::condition || a.kind == AtomKind::finding; };
  const auto treatment = [](const Atom& a) { return a.kind == AtomKind::exposure || a.kind == AtomKind::therapy || a.kind == AtomKind::procedure; };
  std::vector<OtherThan> named;
  excepted(exception, true, named);
  if (!std::all_of(mains.begin(), mains.end(), [&](NodeId id) { return disease(*rule_.atom(id)); })) return false;
  bool people = false;
  for (const OtherThan& other : named) {
    const auto at = chunk_of(other);
    if (!at || !treatment(chunks_[*at].atom)) return false;
    for (Index k = exceptions_around(*at).first; k < *at; ++k)
      for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
        for (const std::string_view word : {"those", "patients", "subjects", "participants", "individuals", "who", "treated", "receiving", "induced", "caused", "if", "when"}) people |= t->is(word);
  }
  return people;
}

}  // namespace elig
