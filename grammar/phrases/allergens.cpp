// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/allergens.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;
using Words = std::unordered_set<std::string_view>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

/// "hypersensitivity to GT0918": a word by itself that nobody knows is the name of what it is to.
bool name_unknown(Chunks& c, std::size_t k) {
  Chunk& x = c[k];
  int depth = 0;
  for (std::size_t i = k; i-- > 0 && c[i].kind != ChunkKind::period;) depth += (c[i].kind == ChunkKind::open) - (c[i].kind == ChunkKind::close);
  if (depth > 0) return false;
  if (x.end - x.begin != 1 || x.begin->kind != TokenKind::word || x.begin->word.empty() || x.begin->text.size() < 4) return false;
  const auto ends = [&](std::size_t i) { return i >= c.size() || joins(c[i]) || c[i].kind == ChunkKind::period || c[i].kind == ChunkKind::semicolon || c[i].kind == ChunkKind::close || c[i].kind == ChunkKind::open; };
  const bool led = k > 0 && (joins(c[k - 1]) || c[k - 1].kind == ChunkKind::any_of || (c[k - 1].kind == ChunkKind::filler && (c[k - 1].end[-1].is("to") || c[k - 1].end[-1].is("the") || c[k - 1].end[-1].is("any"))));
  if (!led || !ends(k + 1)) return false;
  x.kind = ChunkKind::thing;
  x.atom.kind = AtomKind::allergy;
  x.atom.words = {x.begin->word};
  return true;
}

bool allergy_word(const Chunk& c) {
  if (!thing(c)) return false;
  // "severe reactions to vaccines"
  if (c.atom.concept_id.empty() && c.atom.words.size() == 1 && c.atom.words[0] == "reaction") return true;
  return std::any_of(c.atom.words.begin(), c.atom.words.end(), [](const std::string& w) { return w == "allergy" || w == "hypersensitivity" || w == "intolerance" || w == "sensitivity" || w == "anaphylaxis" || w == "allergic" || w == "anaphylactic" || w == "anaphylactoid"; });
}

/// Grade 3 or worse, of the allergy or in the words between it and what it is to.
bool graded_severe(const Chunks& c, std::size_t allergy, std::size_t to) {
  const auto& named = c[to].atom.qualifiers;
  if (std::find(named.begin(), named.end(), "severe") != named.end()) return false;
  for (std::size_t k = allergy; k < to; ++k)
    for (const Bound& b : c[k].atom.bounds)
      if (b.unit == "{grade}" && ((b.op == Comparator::greater_equal && b.value >= 3) || (b.op == Comparator::greater && b.value >= 2))) return true;
  return false;
}

// allergy = "allergy" "to" thing { ("or" | ",") thing }
void attach(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!allergy_word(c[k])) continue;
    bool to = false, found = false, unknown = false, failed = false;
    // "allergic to egg protein, gelatin or neomycin": the name holds the "to" already, and decides itself
    bool whole = false;
    for (TokenIt t = c[k].begin; t != c[k].end; ++t) whole |= t->is("to");
    to = whole;
    bool only_name = std::any_of(c[k].atom.words.begin(), c[k].atom.words.end(), [](const std::string& w) { return w == "allergy"; });
    std::vector<std::size_t> others;  // "allergy, hypersensitivity or [intolerance] to X"
    for (std::size_t i = k + 1; i < c.size(); ++i) {
      // "hypersensitivity reaction (e.g. urticaria) to NSAIDs": what the bracket names is no allergen
      if (c[i].kind == ChunkKind::open && !to) {
        int depth = 0;
        std::size_t close = i;
        for (; close < c.size(); ++close) {
          depth += (c[close].kind == ChunkKind::open) - (c[close].kind == ChunkKind::close);
          if (depth == 0) break;
        }
        if (close < c.size()) {
          i = close;
          continue;
        }
      }
      // "intolerant of, or refractory to, methotrexate": it need not be an allergy
      if (!found && (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::unknown))
        for (TokenIt t = c[i].begin; t != c[i].end; ++t) failed |= t->is("refractory") || t->is("resistant") || t->is("unresponsive") || t->is("failure") || t->is("ineffective") || t->is("inadequate");
      if (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::current) {
        for (TokenIt t = c[i].begin; t != c[i].end; ++t) to |= t->is("to") || t->is("against") || t->is("of") || t->is("with");
        continue;
      }
      // "to Chinese hamster ovary cell products": a word nobody knows is of the name
      // ("anaphylaxis to latex": it decides all the same)
      if (to && c[i].kind == ChunkKind::unknown && c[i].end - c[i].begin < 3) {
        unknown = true;
        if (!name_unknown(c, i)) continue;
      }
      if (joins(c[i]) || c[i].kind == ChunkKind::example || c[i].kind == ChunkKind::open || c[i].kind == ChunkKind::close || c[i].kind == ChunkKind::either || c[i].kind == ChunkKind::history) continue;
      // "allergy to any of the following: A, B"
      if (to && (c[i].kind == ChunkKind::any_of || c[i].kind == ChunkKind::following || c[i].kind == ChunkKind::count_of || c[i].kind == ChunkKind::colon)) continue;
      if (allergy_word(c[i]) && !found) {
        // "allergy or hypersensitivity to X": both are of X
        if (only_name) c[k].kind = ChunkKind::filler;
        else if (!to) others.push_back(k);
        k = i;
        only_name = std::any_of(c[k].atom.words.begin(), c[k].atom.words.end(), [](const std::string& w) { return w == "allergy"; });
        continue;
      }
      // "allergy/sensitivity or any hypersensitivity to X"
      if (!to && c[i].kind == ChunkKind::unknown && c[i].end - c[i].begin == 1 && c[i].begin->is("sensitivity") && joins(c[i - 1])) {
        c[i].kind = ChunkKind::filler;
        continue;
      }
      if (!thing(c[i]) || !to) break;
      const AtomKind kind = c[i].atom.kind;
      if (kind != AtomKind::exposure && kind != AtomKind::finding && kind != AtomKind::procedure && kind != AtomKind::therapy && kind != AtomKind::allergy && !(kind == AtomKind::measurement && c[i].atom.bounds.empty()) &&
          !(kind == AtomKind::condition && !found && c[i].atom.concept_id.empty()))
        break;
      if (failed) c[i].atom.qualifiers.emplace_back("not tolerated");
      else {
        c[i].atom.kind = AtomKind::allergy;
        // "severe hypersensitivity to X": who had a rash from X is not meant
        for (const std::string& qualifier : c[k].atom.qualifiers)
          if ((qualifier == "severe" || qualifier == "serious" || qualifier == "life-threatening" || qualifier == "anaphylactic") && std::find(c[i].atom.qualifiers.begin(), c[i].atom.qualifiers.end(), qualifier) == c[i].atom.qualifiers.end()) c[i].atom.qualifiers.push_back(qualifier);
        // "(grade 3 or worse)": a severe one
        if (graded_severe(c, k, i)) c[i].atom.qualifiers.emplace_back("severe");
        if (c[k].atom.concept_id == "anaphylaxis" || std::find(c[k].atom.words.begin(), c[k].atom.words.end(), "anaphylaxis") != c[k].atom.words.end()) c[i].atom.qualifiers.emplace_back("anaphylactic");
      }
      found = true;
    }
    if (found)
      for (const std::size_t other : others) c[other].atom.assertion = Assertion::mention;
    if ((found || unknown) && !whole) {
      if (only_name) c[k].kind = ChunkKind::filler;
      else c[k].atom.assertion = Assertion::mention;
    }
  }
}

/// What the words of an allergen say, where they name no substance.
enum class Said { a_name, part, medicine, relative };

Said said_of(const Chunk& x) {
  static const Words parts{"excipient", "component", "constituent", "ingredient", "composition", "formulation", "preparation", "vehicle", "solution", "additive", "adjuvant", "content", "element", "formula", "metabolite"};
  static const Words medicines{"drug", "medication", "medicine", "agent", "substance", "compound", "material", "product", "treatment", "therapy", "regimen", "intervention", "device"};
  static const Words relatives{"related", "similar", "chemically", "structurally", "closely", "chemical", "structural", "class", "family", "same"};
  static const Words study{"study", "trial", "investigational", "experimental", "investigated", "test", "tested", "protocol", "research", "active", "inactive", "other", "non", "medicinal", "pharmaceutical", "such", "associated", "anticipated", "specified", "individual", "mentioned", "listed", "above"};
  bool part = false, medicine = false, relative = false;
  for (TokenIt t = x.begin; t != x.end; ++t) {
    const std::string_view w = t->word;
    if (w.empty() || t->kind != TokenKind::word) {
      if (t->kind == TokenKind::word || t->mark('-')) continue;
      return Said::a_name;
    }
    if (parts.contains(w)) {
      part = true;
      // "excipients of IMM2902"
      if (t + 1 != x.end && (t[1].is("of") || t[1].is("in"))) break;
    }
    else if (medicines.contains(w)) medicine = true;
    else if (relatives.contains(w)) relative = true;
    else if (!study.contains(w) && !(t->is("of") || t->is("the") || t->is("its") || t->is("their") || t->is("a") || t->is("this") || t->is("these") || t->is("any") || t->is("in"))) return Said::a_name;
  }
  return relative ? Said::relative : part ? Said::part : medicine ? Said::medicine : Said::a_name;
}

/// Which drugs are meant: those of the study, or any.
bool of_the_study(const Chunks& c, std::size_t k) {
  const auto study = [](const Token& t) { return t.is("study") || t.is("trial") || t.is("investigational") || t.is("experimental") || t.is("protocol") || t.is("investigation") || t.is("imp"); };
  for (TokenIt t = c[k].begin; t != c[k].end; ++t)
    if (study(*t)) return true;
  if (k > 0 && c[k - 1].kind != ChunkKind::thing) {
    const Token& before = c[k - 1].end[-1];
    const Token* before_that = c[k - 1].end - c[k - 1].begin > 1 ? c[k - 1].end - 2 : k > 1 ? c[k - 2].end - 1 : nullptr;
    if (study(before) || before.is("test") || (before.is("the") && before_that != nullptr && before_that->is("of"))) return true;
  }
  // "the drugs used", "… of the study treatment", "drugs administered"
  int ahead = 0;
  for (std::size_t i = k + 1; i < c.size() && ahead < 12 && c[i].kind != ChunkKind::period && c[i].kind != ChunkKind::semicolon && c[i].kind != ChunkKind::or_; ++i)
    for (TokenIt t = c[i].begin; t != c[i].end; ++t, ++ahead)
      if (study(*t) || t->is("used") || t->is("administered") || t->is("given") || t->is("employed")) return true;
  return false;
}

/// What the list has named of its own before, or else the drug of the study.
void mean(Chunk& x, std::string_view id, const Vocabulary& vocabulary) {
  const auto meant = vocabulary.find(id);
  if (!meant) return;
  x.atom.concept_id = id;
  x.concepts = {*meant};
}

/// "similar to cisplatin", "of the same class as": what stands behind it is what they resemble.
bool resembles(const Chunks& c, std::size_t from, std::size_t to) {
  bool similar = false, as = false;
  for (std::size_t i = from; i < to; ++i)
    for (TokenIt t = c[i].begin; t != c[i].end; ++t) {
      similar |= t->is("similar") || t->is("related") || t->is("same");
      as = t->is("to") || t->is("as") || (as && (t->is("the") || t->is("that") || t->is("those") || t->is("of")));
    }
  return similar && as;
}

// unnamed-allergen = "any" ["of" "its"] part ["of" "the" "study" "drug"] | "drugs related" "to" thing
void mean_unnamed(Chunks& c, const Vocabulary& vocabulary) {
  const Chunk* named = nullptr;     // the substance that the list names last
  std::size_t like = c.size();      // "compounds" of "compounds of similar chemical composition to"
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    if (x.kind == ChunkKind::period || x.kind == ChunkKind::semicolon) {
      named = nullptr;
      like = c.size();
      continue;
    }
    if (!thing(x)) continue;
    if (x.atom.kind != AtomKind::allergy) {
      // "of similar chemical or biologic composition": "class", "composition" are no things of their own
      continue;
    }
    // "any component of the vaccine"
    if (x.atom.concept_id == "vaccine") std::erase_if(x.atom.qualifiers, [](const std::string& q) { return q == "component" || q == "ingredient" || q == "constituent" || q == "excipient" || q == "study"; });
    const Said said = x.atom.concept_id.empty() ? said_of(x) : Said::a_name;
    if (like < k && resembles(c, like, k)) {
      // what stands between them only says in what they are alike
      for (std::size_t i = like; i < k; ++i) c[i].kind = ChunkKind::filler;
      if (said == Said::a_name) x.atom.qualifiers.emplace_back("related");
      else mean(x, "investigational-drug", vocabulary);
      like = c.size();
      continue;
    }
    if (said == Said::a_name) {
      if (x.atom.concept_id != "investigational-drug" && x.atom.concept_id != "vaccine" && like == c.size()) named = &x;
      continue;
    }
    bool alike = false;
    for (std::size_t i = k; i < c.size() && i < k + 8 && c[i].kind != ChunkKind::or_ && c[i].kind != ChunkKind::comma && c[i].kind != ChunkKind::period; ++i)
      for (TokenIt t = c[i].begin; t != c[i].end; ++t) alike |= t->is("similar") || t->is("same");
    if (said == Said::relative || alike) {
      // a name behind is what they are related to; else the one before
      bool behind = false;
      for (std::size_t i = k + 1; i < c.size() && i < k + 14 && c[i].kind != ChunkKind::period && c[i].kind != ChunkKind::semicolon && !behind; ++i)
        behind = thing(c[i]) && c[i].atom.kind == AtomKind::allergy && (c[i].atom.concept_id != "biologic-therapy") && resembles(c, k, i);
      if (behind) {
        like = k;
        continue;
      }
      // "of the same class": the class is no thing of its own
      for (std::size_t i = k + 1; i < c.size() && i < k + 8 && !joins(c[i]) && c[i].kind != ChunkKind::period; ++i)
        if (thing(c[i]) && (c[i].begin->is("class") || c[i].begin->is("structure") || c[i].begin->is("family") || c[i].begin->is("chemical"))) c[i].kind = ChunkKind::filler;
      x.atom.assertion = Assertion::asserted;
      if (named != nullptr && !named->atom.concept_id.empty()) {
        mean(x, named->atom.concept_id, vocabulary);
        x.atom.qualifiers.emplace_back("related");
      } else {
        mean(x, "investigational-drug", vocabulary);
      }
      continue;
    }
    if (said == Said::part) mean(x, named != nullptr ? "excipient" : "investigational-drug", vocabulary);
    else if (of_the_study(c, k)) mean(x, "investigational-drug", vocabulary);
    // "the study drugs (baloxavir and oseltamivir)": the bracket says which
    if (x.atom.concept_id == "investigational-drug" && k + 2 < c.size() && c[k + 1].kind == ChunkKind::open && (c[k + 2].kind == ChunkKind::definition || thing(c[k + 2])))
      for (std::size_t i = k + 2; i < c.size() && c[i].kind != ChunkKind::close; ++i)
        if (thing(c[i]) && c[i].atom.kind == AtomKind::allergy && !c[i].atom.concept_id.empty()) x.atom.assertion = Assertion::mention;
  }
}

}  // namespace

namespace {

/// "any vaccination (including influenza)": a vaccine against it, and nobody who has it.
void name_vaccines_by_disease(Chunks& c, const Vocabulary& vocabulary) {
  const auto vaccine = vocabulary.find("vaccine");
  for (std::size_t k = 0; vaccine && k + 2 < c.size(); ++k) {
    if (!thing(c[k]) || c[k].concepts.empty() || !vocabulary.is_a(c[k].concepts.front(), *vaccine)) continue;
    std::size_t i = k + 1;
    if (c[i].kind == ChunkKind::open || c[i].kind == ChunkKind::comma) ++i;
    if (i >= c.size() || c[i].kind != ChunkKind::example) continue;
    for (++i; i < c.size() && (thing(c[i]) || joins(c[i]) || c[i].kind == ChunkKind::filler); ++i)
      if (thing(c[i]) && c[i].atom.kind == AtomKind::condition) c[i].atom.assertion = Assertion::mention;
  }
}

}  // namespace

void attach_allergies(std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  // "hypersensitivity or contraindication to X": to X, which a person judges with the rest
  for (std::size_t k = 0; k + 2 < chunks.size(); ++k)
    if (allergy_word(chunks[k]) && joins(chunks[k + 1]) && chunks[k + 2].kind == ChunkKind::manual && chunks[k + 2].begin->lower.starts_with("contraindicat") && chunks[k + 2].end[-1].is("to"))
      chunks[k].atom.assertion = Assertion::mention;
  attach(chunks);
  mean_unnamed(chunks, vocabulary);
  name_vaccines_by_disease(chunks, vocabulary);
}

}  // namespace elig
