// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/enzyme_drugs.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace elig {
namespace {

bool one_of(const Token& t, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&t](std::string_view w) { return t.is(w); });
}

/// What the phrase says, in the order of its words.
struct Said {
  std::vector<std::string_view> strengths;
  std::vector<std::string_view> roles;    // "inhibitor", "inducer"
  std::vector<std::string> enzymes;       // "3a4", "p-gp"; "" for any cytochrome
};

bool skip(TokenIt& at, TokenIt last, std::initializer_list<std::string_view> words) {
  if (at == last || !one_of(*at, words)) return false;
  ++at;
  return true;
}

// joint = "or" | "and" | "/" | "," | "and/or" | "to" …
bool joint(TokenIt& at, TokenIt last) {
  const TokenIt from = at;
  while (at != last && at - from < 4 && (one_of(*at, {"or", "and", "to", "either"}) || at->mark('/') || at->mark(',') || at->mark('&'))) ++at;
  return at != from;
}

std::string_view strength_of(const Token& t) {
  if (one_of(t, {"strong", "potent"})) return "strong";
  if (t.is("moderate")) return "moderate";
  if (t.is("weak") || t.is("mild")) return "weak";
  return {};
}

// strengths = strength { joint strength }                                 strong or moderate
void strengths(TokenIt& at, TokenIt last, Said& said) {
  for (TokenIt t = at; t != last;) {
    const std::string_view strength = strength_of(*t);
    if (strength.empty()) return;
    said.strengths.push_back(strength);
    at = ++t;
    if (!joint(t, last)) return;
  }
}

// roles = role { joint strengths role }                                   inhibitors or strong inducers, inhibitors/inducers
bool roles(TokenIt& at, TokenIt last, Said& said) {
  bool any = false;
  for (TokenIt t = at; t != last;) {
    const std::size_t before = said.strengths.size();
    if (any) strengths(t, last, said);
    // "strong inhibitors or moderate inducers" are two phrases
    if (said.strengths.size() > before && (before == 0 || std::any_of(said.strengths.begin(), said.strengths.end(), [&](std::string_view s) { return s != said.strengths.front(); }))) {
      said.strengths.resize(before);
      break;
    }
    if (t == last) break;
    std::vector<std::string_view> found;
    if (one_of(*t, {"inhibitor", "inhibitors", "inhibiting"})) found = {"inhibitor"};
    else if (one_of(*t, {"inducer", "inducers", "inducing"})) found = {"inducer"};
    else if (one_of(*t, {"modulator", "modulators", "modifier", "modifiers"})) found = {"inhibitor", "inducer"};
    if (found.empty()) {
      said.strengths.resize(before);
      break;
    }
    for (const std::string_view role : found)
      if (std::find(said.roles.begin(), said.roles.end(), role) == said.roles.end()) said.roles.push_back(role);
    any = true;
    ++t;
    if (one_of(t[-1], {"inhibiting", "inducing"})) skip(t, last, {"drug", "drugs", "agent", "agents", "medication", "medications", "medicines", "substances", "compounds"});
    at = t;
    if (!joint(t, last)) break;
  }
  return any;
}

// The letters and figures that stand together here, without the hyphens between them: "cyp3a4", "p450", "pgp".
std::string together(TokenIt& at, TokenIt last) {
  std::string text;
  const TokenIt from = at;
  for (TokenIt t = from; t != last && (t == from || t->glued); ++t) {
    if (t->kind == TokenKind::mark && !(t->mark('-') && t + 1 != last && t[1].glued && t != from)) break;
    if (t->kind == TokenKind::comparator || one_of(*t, {"inhibitor", "inhibitors", "inducer", "inducers", "inhibiting", "inducing"})) break;
    if (t->kind != TokenKind::mark) text += t->lower;
    at = t + 1;
  }
  return text;
}

// "3a4" of an isoenzyme's number; nothing else
std::optional<std::string> number_of(std::string text) {
  if (text.starts_with("cyp")) text.erase(0, 3);
  if (text.starts_with("p450")) text.erase(0, 4);
  if (text.size() < 2 || text.size() > 4 || text[0] < '1' || text[0] > '9' || text[1] < 'a' || text[1] > 'j') return std::nullopt;
  if (!std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return text == "3a" || text == "3a5" || text == "3a4" ? "3a4" : text;
}

// enzyme = ["the"] ["isoenzyme"] ("cytochrome" | "CYP" | "P450" | "(CYP)")* [number ["/5"]] ["(" number ")"] ["isoenzyme"] | "P-gp"
std::optional<std::string> enzyme(TokenIt& from, TokenIt last, bool go_on) {
  TokenIt at = from;
  skip(at, last, {"the"});
  skip(at, last, {"isoenzyme", "isoenzymes", "isozyme", "isozymes", "isoform", "isoforms", "enzyme", "enzymes"});
  bool family = false;
  std::optional<std::string> named;
  while (at != last && !named) {
    TokenIt next = at;
    const bool bracket = next->mark('(');
    if (bracket && (++next == last || next->mark(')'))) break;
    const TokenIt word = next;
    const std::string text = together(next, last);
    if (!bracket && (text == "pgp" || text == "pglycoprotein" || text == "bcrp")) {
      named = text == "bcrp" ? text : "p-gp";
    } else if (text == "cytochrome" || text == "cytochromes" || text == "cyp" || text == "cyps" || text == "p450" || text == "cyp450" || text == "p" || text == "450" || text == "p450s") {
      if (text == "p" && !family) break;  // "P 450" behind "cytochrome" alone
      family = true;
    } else if (const auto number = number_of(text); number && (family || go_on || text.starts_with("cyp"))) {
      named = number;
      if (next + 1 < last && next->mark('/') && next[1].glued && next[1].text.size() == 1 && next[1].kind == TokenKind::number) next += 2;
    } else {
      break;
    }
    if (bracket) {
      if (next == last || !next->mark(')')) break;
      ++next;
    }
    if (next == word) break;
    at = next;
  }
  if (!named && !family) return std::nullopt;
  // "(CYP3A4)", "(P-gp)": the name once more
  if (at + 1 < last && at->mark('(')) {
    TokenIt next = at + 1;
    const std::string text = together(next, last);
    TokenIt close = next;
    if (close + 1 < last && close->mark('/') && close[1].glued) close += 2;
    if (close != last && close->mark(')') && (number_of(text) || text == "pgp" || text == "cyp" || text == "cyp450" || text == "bcrp")) {
      if (!named) named = number_of(text);
      at = close + 1;
    }
  }
  skip(at, last, {"isoenzyme", "isoenzymes", "isozyme", "isozymes", "isoform", "isoforms", "enzyme", "enzymes", "family", "system", "pathway"});
  from = at;
  return named ? *named : std::string();
}

bool enzymes(TokenIt& at, TokenIt last, Said& said) {
  for (TokenIt t = at; t != last;) {
    const auto one = enzyme(t, last, !said.enzymes.empty());
    if (!one) break;
    if (std::find(said.enzymes.begin(), said.enzymes.end(), *one) == said.enzymes.end()) said.enzymes.push_back(*one);
    at = t;
    if (!joint(t, last)) break;
  }
  return !said.enzymes.empty();
}

// The vocabulary's classes for one of the enzymes.
void classes_of(const std::string& enzyme, const Said& said, const Vocabulary& vocabulary, std::vector<Atom>& out) {
  const bool one_strength = !said.strengths.empty() && std::all_of(said.strengths.begin(), said.strengths.end(), [&](std::string_view s) { return s == said.strengths.front(); });
  const std::string strength = one_strength ? std::string(said.strengths.front()) : "";
  const std::string stem = enzyme.empty() ? "enzyme" : enzyme == "p-gp" || enzyme == "bcrp" ? enzyme : "cyp" + enzyme;
  const auto add = [&](const std::string& role) {
    Atom a;
    a.kind = AtomKind::exposure;
    a.words = {stem, role};
    if (!strength.empty() && vocabulary.find(stem + "-" + role + "." + strength)) a.concept_id = stem + "-" + role + "." + strength;
    else if (vocabulary.find(stem + "-" + role)) a.concept_id = stem + "-" + role;
    // what is listed for the others are the strong ones, for 2C9 moderate ones as well
    const bool listed = a.concept_id.ends_with("." + strength) || (strength == "strong" && stem != "cyp2c9");
    if (!strength.empty() && (a.concept_id.empty() || !listed)) a.qualifiers.push_back(strength);
    out.push_back(std::move(a));
  };
  const bool both = std::find(said.roles.begin(), said.roles.end(), "inhibitor") != said.roles.end() && std::find(said.roles.begin(), said.roles.end(), "inducer") != said.roles.end();
  const std::string modulator = stem + "-modulator";
  if (both && vocabulary.find(modulator) && (strength.empty() || stem != "cyp3a4" || vocabulary.find(modulator + "." + strength))) return add("modulator");
  for (const std::string_view role : said.roles) add(std::string(role));
}

bool begins(const Token& t) {
  return t.kind == TokenKind::word && (!strength_of(t).empty() || t.lower.starts_with("cyp") || one_of(t, {"cytochrome", "p450", "p", "pgp", "bcrp", "inhibitor", "inhibitors", "inducer", "inducers", "modulators"}) || t.lower.starts_with("pglyco"));
}

// "medications that are", "drugs known to be": the general word that the class narrows
void drop_general(std::vector<Chunk>& chunks) {
  std::size_t k = chunks.size();
  const auto copula = [](const Chunk& c) {
    if (c.kind == ChunkKind::thing || c.kind == ChunkKind::neg) return false;
    for (TokenIt t = c.begin; t != c.end; ++t)
      if (!one_of(*t, {"that", "which", "who", "are", "is", "be", "to", "as", "being", "known", "considered", "classified", "recognized", "recognised", "either", "or", "a"})) return false;
    return true;
  };
  bool says = false;
  while (k > 0 && copula(chunks[k - 1])) {
    says |= one_of(*chunks[k - 1].begin, {"that", "which", "are", "known", "considered", "classified", "recognized", "recognised"});
    --k;
  }
  if (!says || k == 0) return;
  const auto general = [](const Chunk& c) { return c.kind == ChunkKind::thing && c.generic && c.atom.kind == AtomKind::exposure && c.atom.bounds.empty(); };
  std::size_t i = k;
  while (i > 0 && general(chunks[i - 1])) {
    --i;
    if (i > 1 && (chunks[i - 1].kind == ChunkKind::or_ || chunks[i - 1].kind == ChunkKind::and_ || chunks[i - 1].kind == ChunkKind::comma) && general(chunks[i - 2])) --i;
  }
  for (; i < chunks.size(); ++i) {
    chunks[i].kind = ChunkKind::filler;
    chunks[i].atom = Atom{};
    chunks[i].concepts.clear();
    chunks[i].generic = false;
  }
}

}  // namespace

// enzyme-drugs = strengths roles "of" enzymes | strengths enzymes strengths roles       strong or moderate inhibitors or inducers of CYP3A4 or CYP2C9
bool enzyme_drugs(TokenIt& at, TokenIt last, const Vocabulary& vocabulary, std::vector<Chunk>& chunks) {
  if (!begins(*at)) return false;
  Said said;
  TokenIt t = at;
  strengths(t, last, said);
  TokenIt end = t;
  if (roles(t, last, said)) {
    if (!(t != last && one_of(*t, {"of", "for"}))) return false;
    ++t;
    if (!enzymes(t, last, said)) return false;
    end = t;
  } else {
    if (!enzymes(t, last, said)) return false;
    if (t != last && t->mark('-')) ++t;
    strengths(t, last, said);
    if (!roles(t, last, said)) return false;
    end = t;
  }
  std::vector<Atom> drugs;
  for (const std::string& one : said.enzymes) classes_of(one, said, vocabulary, drugs);
  if (drugs.empty() || end - at < static_cast<std::ptrdiff_t>(2 * drugs.size() - 1)) return false;
  drop_general(chunks);
  const Span span{at->begin, end[-1].end};
  TokenIt from = at;
  for (std::size_t k = 0; k < drugs.size(); ++k) {
    if (k > 0) {
      Chunk& either = chunks.emplace_back();
      either.kind = ChunkKind::or_;
      either.begin = from;
      either.end = ++from;
    }
    Chunk& c = chunks.emplace_back();
    c.kind = ChunkKind::thing;
    c.begin = from;
    // the last one takes what words are left
    c.end = k + 1 == drugs.size() ? end : from + 1;
    from = c.end;
    c.atom = std::move(drugs[k]);
    c.atom.subject.span = span;
    if (!c.atom.concept_id.empty()) c.concepts = {*vocabulary.find(c.atom.concept_id)};
  }
  at = end;
  return true;
}

}  // namespace elig
