// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/reach.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

// How far the words beside a list reach.
namespace elig {
namespace {

using Chunks = std::vector<Chunk>;
using Index = std::size_t;

bool joins(ChunkKind k) { return k == ChunkKind::and_ || k == ChunkKind::or_ || k == ChunkKind::comma || k == ChunkKind::slash; }

bool ends_list(ChunkKind k) {
  switch (k) {
    case ChunkKind::period: case ChunkKind::semicolon: case ChunkKind::colon: case ChunkKind::except: case ChunkKind::unless_: case ChunkKind::allowed:
    case ChunkKind::provided: case ChunkKind::any_of: case ChunkKind::all_of: case ChunkKind::none_of: case ChunkKind::following: case ChunkKind::example:
    case ChunkKind::definition: case ChunkKind::close:
      return true;
    default: return false;
  }
}

// Conditions and treatments are told apart: "diabetes or insulin with meals" shares nothing.
int family(const Chunk& c) {
  if (c.kind != ChunkKind::thing || !c.atom.bounds.empty() || !c.alternatives.empty() || c.atom.assertion == Assertion::mention || c.atom.state != State::none) return 0;
  switch (c.atom.kind) {
    case AtomKind::condition: case AtomKind::finding: case AtomKind::social: return 1;
    case AtomKind::exposure: case AtomKind::procedure: case AtomKind::therapy: return 2;
    case AtomKind::allergy: return 3;
    default: return 0;
  }
}

// Words that open a phrase of its own: "…, or patients who have B with C", "A or history of B with C".
bool opens_phrase(const Chunk& c) {
  switch (c.kind) {
    case ChunkKind::history: case ChunkKind::current: case ChunkKind::neg: case ChunkKind::possible: case ChunkKind::future: case ChunkKind::person:
    case ChunkKind::hypothetical: case ChunkKind::guard: case ChunkKind::for_: case ChunkKind::bounds: case ChunkKind::manual:
      return true;
    case ChunkKind::window: return !c.taken;
    case ChunkKind::filler: break;
    default: return false;
  }
  for (TokenIt t = c.begin; t != c.end; ++t)
    for (const std::string_view word : {"patients", "patient", "subjects", "subject", "participants", "participant", "individuals", "those", "who", "have", "has", "had", "having", "is", "are", "was", "were", "with", "that", "which", "whose", "due", "for", "from", "of", "to"})
      if (t->is(word)) return true;
  return false;
}

struct Member {
  Index begin, end;             // of its chunks
  std::optional<Index> head;    // the thing it names
  bool own_phrase = false;      // its words before the thing stand for themselves
  bool article = false;         // "… or a seizure": no adjective from before reaches over it
  std::optional<Index> tail;    // where what restricts the thing begins
  std::optional<Index> strange; // without a head: the words that name it and that nobody understands
  bool relative = false;        // a clause about what stands before it: "…, which causes traction"
  std::string governor;         // words nobody understands before the thing, and what joins them to it: "detained for [treatment]"
  bool cut = false;             // its relative clause goes on behind the comma: "illness that, in the opinion of …"
  bool shown = false;           // its relative clause says how it was found: "malignancy that was shown by cytometry to …"
  bool treated = false;         // a disease whose restriction ends in a treatment: "unresponsive to vasodilators [such as …]"
  ChunkKind before = ChunkKind::comma;
};

Index close_of(const Chunks& c, Index open, Index end) {
  int depth = 0;
  for (Index i = open; i < end; ++i) {
    if (c[i].kind == ChunkKind::open) ++depth;
    else if (c[i].kind == ChunkKind::close && --depth == 0) return i;
  }
  return end;
}

// "(≥ 3 a month)", "(within 6 months)", "(unless treated)": not an abbreviation, an example or another name.
bool bracket_restricts(const Chunks& c, Index open, Index close) {
  if (open + 1 < close && (c[open + 1].kind == ChunkKind::example || c[open + 1].kind == ChunkKind::definition)) return false;
  for (Index i = open + 1; i < close; ++i) {
    const Chunk& x = c[i];
    if (x.kind == ChunkKind::thing && (!x.atom.bounds.empty() || !x.alternatives.empty())) return true;
    if (x.kind == ChunkKind::window || x.kind == ChunkKind::bounds || x.kind == ChunkKind::neg || x.kind == ChunkKind::unless_ || x.kind == ChunkKind::guard) return true;
  }
  return false;
}

std::string words_of(const Chunks& c, Index begin, Index end) {
  std::string text = "perhaps";
  int words = 0;
  for (Index i = begin; i < end && words < 5; ++i)
    for (TokenIt t = c[i].begin; t != c[i].end && words < 5; ++t)
      if (t->kind == TokenKind::word || t->kind == TokenKind::number) {
        text += ' ';
        text += t->lower;
        ++words;
      }
  return text;
}

bool one_of(const Token& t, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&t](std::string_view w) { return t.is(w); });
}

// "sclerotic changes at the spine", "plaques that involve …": where or of what kind the strange thing is.
std::optional<Index> tail_of_strange(const Chunks& c, Index strange, Index end) {
  const Index next = strange + 1;
  if (next + 1 >= end || (c[next].kind != ChunkKind::filler && c[next].kind != ChunkKind::hypothetical && c[next].kind != ChunkKind::current)) return std::nullopt;
  const bool leads = one_of(*c[next].begin, {"at", "in", "on", "within", "near", "around", "affecting", "involving", "requiring", "that", "which", "due", "related", "associated", "caused", "secondary", "causing", "interfering"});
  return leads ? std::optional(next) : std::nullopt;
}

Member member(const Chunks& c, Index begin, Index end) {
  Member m;
  m.begin = begin;
  m.end = end;
  Index i = begin;
  if (begin < end) m.relative = c[begin].kind != ChunkKind::thing && one_of(*c[begin].begin, {"which", "that", "whose"}) && end > begin + 1;
  for (; i < end && !m.head; ++i) {
    if (c[i].kind == ChunkKind::thing && c[i].atom.assertion != Assertion::mention) m.head = i;
    else if (c[i].kind == ChunkKind::open) i = close_of(c, i, end);
    else if (c[i].kind == ChunkKind::unknown) {
      if (!m.own_phrase && !m.relative) {
        m.strange = i;
        m.tail = tail_of_strange(c, i, end);
        // "compulsorily detained for treatment of A or B"
        const Index link = i + 1;
        if (link + 1 < end && (c[link].kind == ChunkKind::for_ || c[link].kind == ChunkKind::filler) && one_of(c[link].end[-1], {"for", "of", "from", "by", "with"})) m.governor = words_of(c, i, link + 1);
      }
      return m;
    } else {
      m.own_phrase |= opens_phrase(c[i]);
      for (TokenIt t = c[i].begin; t != c[i].end; ++t) m.article |= t->is("a") || t->is("an") || t->is("the");
    }
  }
  bool linked = false, timed = false;
  const auto relative = [](const Token& t) { return t.is("that") || t.is("which") || t.is("who"); };
  if (m.head && family(c[*m.head]) != 0 && end > *m.head + 1) {
    m.cut = relative(c[end - 1].end[-1]);
    bool clause = false;
    for (Index k = *m.head + 1; k < end; ++k) {
      for (TokenIt t = c[k].begin; t != c[k].end; ++t) clause |= c[k].kind != ChunkKind::thing && (t->is("that") || t->is("which"));
      m.shown |= clause && (c[k].kind == ChunkKind::definition || c[k].end[-1].is("by"));
    }
    m.treated = family(c[*m.head]) == 1 && c[end - 1].kind == ChunkKind::thing && (c[end - 1].atom.kind == AtomKind::exposure || c[end - 1].atom.kind == AtomKind::therapy || c[end - 1].atom.kind == AtomKind::procedure);
  }
  for (; m.head && i < end && !m.tail; ++i) {
    const Chunk& x = c[i];
    switch (x.kind) {
      case ChunkKind::open: {
        const Index close = close_of(c, i, end);
        if (bracket_restricts(c, i, close)) m.tail = i;
        i = close;
        break;
      }
      case ChunkKind::thing:
        if (x.atom.assertion != Assertion::mention && !x.generic) m.tail = linked ? *m.head + 1 : i;
        break;
      case ChunkKind::window: timed = true; break;
      case ChunkKind::unknown:
      case ChunkKind::manual:
      case ChunkKind::hypothetical:
      case ChunkKind::neg:
      case ChunkKind::guard:
        if (x.kind == ChunkKind::neg && x.value == "excluded") break;  // "… are not eligible" is of all of them
        // "within 4 weeks of run-in": what the window is counted from
        if (!timed) m.tail = linked ? *m.head + 1 : i;
        break;
      default: linked = true; break;
    }
  }
  return m;
}

// The severity words before the thing's own name: "uncontrolled" of "uncontrolled hypertension".
std::vector<std::string> leading(const Chunks& c, const Member& m) {
  std::vector<std::string> found;
  const Chunk& head = c[*m.head];
  const auto take = [&](TokenIt from, TokenIt to) {
    for (TokenIt t = from; t != to; ++t)
      if (const CueHit* hit = t->cue(Cue::severity))
        for (std::uint16_t n = hit->length; n > 0 && t != to; --n, n > 0 ? ++t : t)
          if (t->kind == TokenKind::word) found.emplace_back(t->lower);
  };
  TokenIt name = head.begin;
  while (name != head.end && name->begin < head.atom.subject.span.begin) ++name;
  take(head.begin, name);
  // "infectious conjunctivitis, keratitis or scleritis"
  for (TokenIt t = head.begin; t != name; ++t)
    if (one_of(*t, {"infectious", "infective", "bacterial", "viral", "fungal", "parasitic", "autoimmune", "hereditary", "inherited", "congenital", "familial", "genetic"})) found.emplace_back(t->word);
  std::erase_if(found, [&](const std::string& word) { return std::find(head.atom.qualifiers.begin(), head.atom.qualifiers.end(), word) == head.atom.qualifiers.end(); });
  return found;
}

// "uncontrolled hypertension or diabetes": the adjective of both, or of the first alone
void share_leading(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 0; k + 1 < list.size(); ++k) {
    if (!list[k].head || family(c[*list[k].head]) != 1) continue;
    // in the middle of a list of commas it is of its own member
    if (k > 0 && list[k + 1].before == ChunkKind::comma) continue;
    const auto words = leading(c, list[k]);
    if (words.empty() || list[k].tail) continue;
    std::string doubt = "perhaps";
    for (const std::string& word : words) doubt += ' ' + word;
    for (Index n = k + 1; n < list.size(); ++n) {
      const Member& m = list[n];
      if (!m.head) continue;
      Chunk& x = c[*m.head];
      if (family(x) != 1 || m.own_phrase || m.article || !x.atom.qualifiers.empty()) break;
      x.atom.qualifiers.push_back(doubt);
    }
  }
}

// "illness requiring treatment and/or hospitalization": the second is of the tail, or a member by itself
void share_needs(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 0; k + 1 < list.size(); ++k) {
    const Member& m = list[k];
    const Member& next = list[k + 1];
    bool use = false;  // "or the use of a defibrillator"
    for (Index i = next.begin; next.head && i < *next.head; ++i) use |= c[i].kind == ChunkKind::current && (c[i].begin->is("use") || c[i].end[-1].is("of"));
    if (!m.head || !next.head || (next.own_phrase && !use) || next.before == ChunkKind::comma) continue;
    Chunk& x = c[*m.head];
    Chunk& y = c[*next.head];
    if (y.kind != ChunkKind::thing || y.atom.assertion == Assertion::mention || !y.atom.bounds.empty()) continue;
    bool needs = false, treated = false;
    for (Index i = *m.head + 1; i < m.end; ++i) {
      const Chunk& t = c[i];
      treated |= t.kind == ChunkKind::thing && (t.atom.kind == AtomKind::exposure || t.atom.kind == AtomKind::procedure || t.atom.kind == AtomKind::therapy);
    }
    // "arrhythmia uncontrolled by drugs or a defibrillator"
    if (treated && family(x) == 1 && family(y) == 2) y.atom.qualifiers.emplace_back("perhaps for it");
    for (Index i = *m.head + 1; i < m.end; ++i) needs |= c[i].begin->is("requiring") || c[i].begin->is("requires") || c[i].begin->is("needing") || c[i].begin->is("necessitating") || (c[i].begin->is("that") && c[i].end[-1].is("require"));
    const bool treatment = family(y) == 2 || y.atom.kind == AtomKind::encounter;
    if (!needs || !treatment || family(x) != 1) continue;
    if (y.atom.qualifiers.empty() || y.atom.qualifiers.back() != "perhaps for it") y.atom.qualifiers.emplace_back("perhaps for it");
    x.atom.qualifiers.push_back(words_of(c, *m.head + 1, m.end));
  }
}

// "A or B with C": C restricts B, or both
void share_trailing(Chunks& c, const std::vector<Member>& list) {
  for (Index k = list.size(); k-- > 1;) {
    const Member& last = list[k];
    if ((!last.head && !last.strange) || !last.tail) continue;
    // "A, B with C, or D": in the middle of a list it is of its own member
    if (k + 1 < list.size() && last.before == ChunkKind::comma) continue;
    const int kind = last.head ? family(c[*last.head]) : 0;
    if (last.head && kind == 0) continue;
    // "A, B and other drugs that may affect C": A and B do
    bool others = false;
    for (Index i = last.begin; last.head && i <= *last.head; ++i)
      for (TokenIt t = c[i].begin; t != c[i].end && t->begin < c[*last.head].atom.subject.span.end; ++t) others |= one_of(*t, {"other", "others"});
    if (others && one_of(*c[*last.tail].begin, {"that", "which"})) continue;
    const std::string doubt = words_of(c, *last.tail, last.end);
    // "heart failure or conditions that predispose to it": the first keeps out by itself
    if (last.head && doubt.find(" predispos") != std::string::npos) continue;
    for (Index n = k; n-- > 0;) {
      if (list[n + 1].own_phrase) break;
      if (!list[n].head) continue;
      Chunk& x = c[*list[n].head];
      const bool suggests = c[*last.tail].kind == ChunkKind::possible || (*last.tail + 1 < last.end && c[*last.tail + 1].kind == ChunkKind::possible);
      // "bowel disease or resection that would impair absorption": a clause is of whatever stands before it
      const bool clause = one_of(*c[*last.tail].begin, {"that", "which"});
      if (list[n].tail || family(x) == 0 || (last.head && family(x) != kind && !suggests && !clause)) break;
      x.atom.qualifiers.push_back(doubt);
      // "angina, arrhythmia, or psychiatric illness/social situations that would …": the stroke makes a pair, and the clause is the pair's
      if (!last.head && clause && last.before == ChunkKind::slash) break;
    }
  }
}

// "illness that, in the opinion of the investigator, …": some such illness, of all members before it
void doubt_relatives(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 0; k < list.size(); ++k) {
    if (!list[k].cut && !list[k].shown) continue;
    for (Index n = k + 1; n-- > 0;) {
      if (n < k && list[n + 1].own_phrase) break;
      if (!list[n].head) continue;
      Chunk& x = c[*list[n].head];
      if (family(x) == 0 || (n < k && list[n].tail)) break;
      x.atom.qualifiers.emplace_back(list[k].cut ? "perhaps of that kind" : "perhaps as shown");
    }
  }
}

// "A, B and C, which causes traction on the macula": which of them cause it, no record says
void doubt_by_clause(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 1; k < list.size(); ++k) {
    if (!list[k].relative) continue;
    const std::string doubt = words_of(c, list[k].begin, list[k].end);
    for (Index n = k; n-- > 0;) {
      if (!list[n].head) continue;
      Chunk& x = c[*list[n].head];
      if (family(x) == 0) break;
      x.atom.qualifiers.push_back(doubt);
      if (list[n].own_phrase) break;
    }
  }
}

// "compulsorily detained for treatment of A or B": of the second as of the first
void share_governors(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 0; k + 1 < list.size(); ++k) {
    if (list[k].governor.empty() || list[k].own_phrase) continue;
    for (Index n = k + 1; n < list.size() && !list[n].own_phrase && !list[n].relative; ++n)
      if (list[n].head && family(c[*list[n].head]) != 0) c[*list[n].head].atom.qualifiers.push_back(list[k].governor);
  }
}

// "abuse of diuretics or laxatives", "overdose of A, B": what the first is "of" may be the others too
void share_heads_of_phrase(Chunks& c, const std::vector<Member>& list) {
  for (Index k = 0; k + 1 < list.size(); ++k) {
    if (!list[k].head) continue;
    const Chunk& first = c[*list[k].head];
    const int kind = family(first);
    if (kind == 0 || list[k].tail) continue;
    TokenIt of = first.begin;
    while (of != first.end && of->begin < first.atom.subject.span.begin && !of->is("of")) ++of;
    if (of == first.begin || of == first.end || !of->is("of") || of->begin >= first.atom.subject.span.begin) continue;
    std::string doubt = "perhaps";
    bool said = false;
    for (TokenIt t = first.begin; t != of; ++t)
      if (t->kind == TokenKind::word) {
        doubt += ' ' + std::string(t->lower);
        said |= std::find(first.atom.qualifiers.begin(), first.atom.qualifiers.end(), t->word) != first.atom.qualifiers.end();
      }
    if (!said) continue;
    for (Index n = k + 1; n < list.size(); ++n) {
      const Member& m = list[n];
      if (m.own_phrase || m.relative) break;
      if (!m.head) continue;
      if (family(c[*m.head]) != kind) break;
      c[*m.head].atom.qualifiers.push_back(doubt + " of");
    }
  }
}

void doubt_list(Chunks& c, const std::vector<Member>& list) {
  doubt_relatives(c, list);
  doubt_by_clause(c, list);
  share_governors(c, list);
  share_heads_of_phrase(c, list);
  if (list.size() < 2) return;
  share_needs(c, list);
  share_trailing(c, list);
  share_leading(c, list);
}

void doubt_within(Chunks& c, Index begin, Index end) {
  std::vector<Member> list;
  Index from = begin;
  bool excepted = false, of_restriction = false;
  ChunkKind before = ChunkKind::comma;
  const auto cut = [&](Index at) {
    if (from < at) {
      list.push_back(member(c, from, at));
      list.back().before = before;
    }
    from = at + 1;
  };
  for (Index i = begin; i < end; ++i) {
    if (c[i].kind == ChunkKind::open) {
      const Index close = close_of(c, i, end);
      doubt_within(c, i + 1, close);
      i = close;
      continue;
    }
    if (joins(c[i].kind)) {
      cut(i);
      before = c[i].kind;
    } else if (ends_list(c[i].kind)) {
      cut(i);
      if (!excepted) doubt_list(c, list);
      // "hypertension unresponsive to vasodilators such as A, B or C": A, B and C are of its restriction
      if (of_restriction)
        for (const Member& m : list)
          if (m.head && family(c[*m.head]) == 2) c[*m.head].atom.qualifiers.emplace_back("perhaps for it");
      of_restriction = c[i].kind == ChunkKind::example && !list.empty() && list.back().treated;
      list.clear();
      // an exception's own restrictions are weighed with the exception
      excepted = (excepted && c[i].kind != ChunkKind::period && c[i].kind != ChunkKind::semicolon) || c[i].kind == ChunkKind::except || c[i].kind == ChunkKind::unless_;
    }
  }
  cut(end);
  if (!excepted) doubt_list(c, list);
  if (of_restriction)
    for (const Member& m : list)
      if (m.head && family(c[*m.head]) == 2) c[*m.head].atom.qualifiers.emplace_back("perhaps for it");
}

// "metformin and one additional oral antidiabetic": beside the drug named before, which is of that class too
void doubt_further_drugs(Chunks& c) {
  for (Index k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::thing || c[k].atom.kind != AtomKind::exposure) continue;
    const bool beside = std::any_of(c.begin(), c.begin() + static_cast<std::ptrdiff_t>(k), [](const Chunk& x) { return x.kind == ChunkKind::thing && x.atom.kind == AtomKind::exposure; });
    bool one = false, further = false;
    Index from = k;
    while (from > 1 && k - from < 3 && !joins(c[from - 1].kind) && c[from - 1].kind != ChunkKind::thing) --from;
    for (TokenIt t = c[from].begin; t != c[k].end && t->begin < c[k].atom.subject.span.end; ++t) {
      further |= one && one_of(*t, {"additional", "further", "second", "other"});
      one = one_of(*t, {"one", "1", "a", "single"});
    }
    if (beside && further) c[k].atom.qualifiers.emplace_back("perhaps another");
  }
}

}  // namespace

void doubt_reach(std::vector<Chunk>& chunks) {
  doubt_within(chunks, 0, chunks.size());
  doubt_further_drugs(chunks);
}

}  // namespace elig
