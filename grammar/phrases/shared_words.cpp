// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/shared_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "grammar/phrases/drug_forms.hpp"

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

template <std::size_t N>
bool one_of(const Token& t, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), t.lower) != words.end();
}

constexpr std::array<std::string_view, 12> drug_nouns{"inhibitor", "inhibitors", "antagonist", "antagonists", "agonist", "agonists", "blocker", "blockers", "modulator", "modulators", "inducer", "inducers"};
constexpr std::array<std::string_view, 7> abuse_nouns{"abuse", "addiction", "dependence", "dependency", "misuse", "abuser", "abusers"};

// The noun at the end of `c` that its neighbours may share, with "therapy" and the like behind it left out.
const Token* shared_noun(const Chunk& c) {
  for (TokenIt t = c.end; t != c.begin; --t) {
    if (one_of(t[-1], drug_nouns) || one_of(t[-1], abuse_nouns)) return &t[-1];
    if (!(t[-1].is("therapy") || t[-1].is("treatment") || t[-1].is("drugs") || t[-1].is("drug") || t[-1].is("agents"))) return nullptr;
  }
  return nullptr;
}

void take_noun(Chunk& x, const Token& noun, AtomKind kind, const Vocabulary& vocabulary) {
  std::vector<std::string> words;
  for (TokenIt t = x.begin; t != x.end; ++t)
    if (t->kind == TokenKind::word || t->kind == TokenKind::number) words.push_back(t->word);
  words.push_back(noun.word);
  const auto meanings = vocabulary.named(std::span<const std::string>(words));
  x.kind = ChunkKind::thing;
  x.concepts = meanings;
  x.generic = x.measurable = false;
  x.atom.kind = kind;
  x.atom.state = State::none;
  x.atom.concept_id = meanings.empty() ? "" : vocabulary.at(meanings.front()).id;
  x.atom.words = std::move(words);
  x.atom.subject.span = {x.begin->begin, x.end[-1].end};
}

bool narrow_eye(const Token& t) {
  static constexpr std::array<std::string_view, 19> words{"study", "fellow", "other", "same", "treated", "treatment", "index", "affected", "operated", "operative", "target", "contralateral", "left", "right", "worse", "better", "both", "studied", "only"};
  return one_of(t, words);
}

// Whichever eye it is, a record with one value of it, or values that agree, tells.
bool eye_of_the_study(const Token& t) {
  static constexpr std::array<std::string_view, 11> words{"study", "treated", "treatment", "index", "target", "affected", "operated", "operative", "studied", "both", "only"};
  return one_of(t, words);
}

bool any_eye(const Token& t) {
  static constexpr std::array<std::string_view, 6> words{"either", "any", "one", "an", "each", "the"};
  return one_of(t, words);
}

bool entry_of_record(const Chunk& c) {
  return thing(c) && c.atom.assertion != Assertion::mention && !c.generic &&
         (c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::finding);
}

// "with", "to": the last word of the lead before an unknown phrase
TokenIt lead_before(const Chunks& c, std::size_t k) {
  if (k == 0 || c[k - 1].kind == ChunkKind::comma || joins(c[k - 1])) return nullptr;
  return c[k - 1].end - 1;
}

}  // namespace

// shared-noun = name { "," name } ("or" | "and") name noun              BRAF or MEK inhibitor; drug, alcohol or chemical abuse
void share_last_nouns(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].end - c[k].begin < 2) continue;
    const Token* noun = shared_noun(c[k]);
    if (!noun || noun == c[k].begin) continue;
    const bool drug = one_of(*noun, drug_nouns);
    // "MEK inhibitor therapy" is the inhibitor
    if (drug && thing(c[k]) && c[k].concepts.empty()) {
      std::vector<std::string> words;
      for (TokenIt t = c[k].begin; t <= noun; ++t)
        if (t->kind == TokenKind::word || t->kind == TokenKind::number) words.push_back(t->word);
      const auto meanings = vocabulary.named(std::span<const std::string>(words));
      c[k].atom.kind = AtomKind::exposure;
      if (!meanings.empty()) {
        c[k].concepts = meanings;
        c[k].atom.concept_id = vocabulary.at(meanings.front()).id;
        c[k].atom.words = std::move(words);
      }
    }
    for (std::size_t i = k; i-- > 0;) {
      if (joins(c[i])) continue;
      Chunk& x = c[i];
      if (!joins(c[i + 1]) || x.end - x.begin > 4 || shared_noun(x)) break;
      const bool name = drug ? (thing(x) && (x.atom.kind == AtomKind::biomarker || (x.atom.kind == AtomKind::condition && !x.concepts.empty() && vocabulary.at(x.concepts.front()).kind == ConceptKind::biomarker)))
                             : (thing(x) && x.atom.kind == AtomKind::exposure);
      if (!name || x.atom.state != State::none || !x.atom.qualifiers.empty()) break;
      take_noun(x, *noun, drug ? AtomKind::exposure : AtomKind::condition, vocabulary);
    }
  }
}

// shared-infection = adjective { "," adjective } ("or" | "and") adjective "infection"          bacterial, viral or fungal infections
void share_infection(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].end - c[k].begin < 2 || !(c[k].end[-1].is("infection") || c[k].end[-1].is("infections"))) continue;
    for (std::size_t i = k; i-- > 0;) {
      if (joins(c[i])) continue;
      Chunk& x = c[i];
      // "systemic bacterial": the words before stay restrictions
      if (!joins(c[i + 1]) || !(thing(x) || x.kind == ChunkKind::unknown) || x.atom.state != State::none || !(x.end[-1].lower.ends_with("al") || x.end[-1].lower.ends_with("ic"))) break;
      const bool germ = x.kind == ChunkKind::unknown || std::any_of(x.concepts.begin(), x.concepts.end(), [&](ConceptIndex meant) { return vocabulary.at(meant).kind == ConceptKind::organism; });
      const std::vector<std::string> words{x.end[-1].word, c[k].end[-1].word};
      if (!germ || vocabulary.named(std::span<const std::string>(words)).empty()) break;
      const std::vector<std::string> qualifiers = x.atom.qualifiers;
      Chunk adjective = x;
      adjective.begin = x.end - 1;
      take_noun(adjective, c[k].end[-1], AtomKind::condition, vocabulary);
      adjective.begin = x.begin;
      x = std::move(adjective);
      x.atom.qualifiers = qualifiers;
    }
  }
}

// first-words = name ("/" | "or" | "and") word, where the name's first words make a name with it       atrial fibrillation/flutter
void share_first_words(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 2; k < c.size(); ++k) {
    Chunk& x = c[k];
    const Chunk& before = c[k - 2];
    // "drug abuse or dependence": so does a noun that is no name by itself
    const bool noun = thing(x) && x.atom.kind == AtomKind::condition && x.concepts.empty() && x.atom.concept_id.empty() && thing(before) && before.atom.kind == AtomKind::condition;
    if ((x.kind != ChunkKind::unknown && !noun) || x.end - x.begin != 1 || x.begin->kind != TokenKind::word || !joins(c[k - 1]) || c[k - 1].kind == ChunkKind::comma) continue;
    if (!thing(before) || before.concepts.empty() || before.end - before.begin < 2) continue;
    std::vector<std::string> words;
    for (TokenIt t = before.begin; t + 1 != before.end; ++t)
      if (t->kind == TokenKind::word) words.push_back(t->word);
    words.push_back(x.begin->word);
    const auto meanings = vocabulary.named(std::span<const std::string>(words));
    if (meanings.empty() || words.size() < 2) continue;
    x.kind = ChunkKind::thing;
    x.concepts = meanings;
    x.atom.kind = before.atom.kind;
    x.atom.concept_id = vocabulary.at(meanings.front()).id;
    x.atom.words = std::move(words);
    x.atom.subject.span = {x.begin->begin, x.begin->end};
  }
}

// shared-stem = "hypo" ["-"] ("or" | "and" | "/") "hyper…"              hypo- or hyperkalemia
void share_prefix(Chunks& c, const Vocabulary& vocabulary) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> pairs{{{"hypo", "hyper"}, {"hyper", "hypo"}, {"intra", "extra"}, {"hemi", "para"}, {"tachy", "brady"}, {"brady", "tachy"}}};
  for (std::size_t k = 2; k < c.size(); ++k) {
    Chunk& name = c[k];
    if (!thing(name) || name.concepts.empty() || name.begin->kind != TokenKind::word) continue;
    std::size_t i = k;
    while (i > 0 && (joins(c[i - 1]) || (c[i - 1].kind == ChunkKind::filler && c[i - 1].begin->mark('-')))) --i;
    if (i == 0 || i == k || c[i - 1].kind != ChunkKind::unknown) continue;
    Chunk& stem = c[i - 1];
    const Token& prefix = stem.end[-1].mark('-') && stem.end - stem.begin > 1 ? stem.end[-2] : stem.end[-1];
    const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const auto& p) { return prefix.lower == p.first && name.begin->lower.starts_with(p.second); });
    if (pair == pairs.end()) continue;
    std::vector<std::string> words{std::string(pair->first) + std::string(name.begin->lower.substr(pair->second.size()))};
    for (TokenIt t = name.begin + 1; t != name.end; ++t)
      if (t->kind == TokenKind::word) words.push_back(t->word);
    const auto meanings = vocabulary.named(std::span<const std::string>(words));
    if (meanings.empty()) continue;
    stem.kind = ChunkKind::thing;
    stem.concepts = meanings;
    stem.atom = Atom{};
    stem.atom.kind = name.atom.kind;
    stem.atom.concept_id = vocabulary.at(meanings.front()).id;
    for (TokenIt t = stem.begin; t != &prefix; ++t)
      if (t->cue(Cue::severity)) stem.atom.qualifiers.emplace_back(t->lower);
    stem.atom.words = std::move(words);
    stem.atom.subject.span = {prefix.begin, prefix.end};
  }
}

void name_exacerbations(Chunks& c) {
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    if (!thing(c[k]) || c[k].atom.concept_id != "exacerbation-rate" || !c[k].atom.bounds.empty() || c[k].atom.count || (k > 0 && c[k - 1].kind == ChunkKind::bounds)) continue;
    std::size_t i = k + 1;
    while (i < c.size() && c[i].kind == ChunkKind::filler && (c[i].begin->is("of") || c[i].begin->is("in"))) ++i;
    if (i >= c.size() || i > k + 2 || !thing(c[i]) || c[i].atom.kind != AtomKind::condition) continue;
    c[k].kind = ChunkKind::filler;
    c[k].atom = Atom{};
    c[k].taken = true;
    Atom& disease = c[i].atom;
    disease.assertion = Assertion::asserted;
    for (std::string& q : disease.qualifiers)
      if (q.starts_with("acute ")) q.erase(0, 6);
    std::erase(disease.qualifiers, "acute");
    drop_own_words(c[i]);
    disease.qualifiers.emplace_back("exacerbation");
  }
}

// "adjuvant or neoadjuvant chemotherapy": one therapy, given in either setting
void share_setting(Chunks& c) {
  const auto setting = [](const Token& t) { return t.is("adjuvant") || t.is("neoadjuvant") || t.is("neo") || t.mark('-'); };
  for (Chunk& x : c) {
    // "neo-adjuvant" is one word
    auto& q = x.atom.qualifiers;
    const auto neo = std::find(q.begin(), q.end(), "neo");
    if (!thing(x) || neo == q.end() || neo + 1 == q.end() || neo[1] != "adjuvant") continue;
    *neo = "neoadjuvant";
    q.erase(neo + 1);
  }
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if ((!thing(c[k]) && c[k].kind != ChunkKind::unknown) || !std::all_of(c[k].begin, c[k].end, setting)) continue;
    std::size_t i = k + 1;
    while (i + 1 < c.size() && joins(c[i])) ++i;
    if (i == k + 1 || !thing(c[i]) || c[i].concepts.empty() || (c[i].atom.kind != AtomKind::therapy && c[i].atom.kind != AtomKind::exposure)) continue;
    auto& own = c[i].atom.qualifiers;
    const bool neo = std::find(own.begin(), own.end(), "neo") != own.end() || std::find(own.begin(), own.end(), "neoadjuvant") != own.end();
    if (!neo && std::find(own.begin(), own.end(), "adjuvant") == own.end()) continue;
    std::erase_if(own, [](const std::string& q) { return q == "neo" || q == "neoadjuvant" || q == "adjuvant"; });
    own.emplace_back("adjuvant|neoadjuvant");
    for (std::size_t n = k; n < i; ++n) {
      c[n].kind = ChunkKind::filler;
      c[n].atom = Atom{};
      c[n].concepts.clear();
    }
  }
}

// eye = thing { joint thing } "in" ("the study" | "either" | …) "eye"
void name_eyes(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::unknown || c[k].end - c[k].begin != 1 || !(c[k].begin->is("eye") || c[k].begin->is("eyes"))) continue;
    const Token& which = c[k].begin[-1];
    const bool narrows = narrow_eye(which);
    if (!narrows && !any_eye(which)) continue;
    bool found = false, blocked = false;
    std::vector<std::size_t> bearers, compared;
    for (std::size_t i = k; i-- > 0 && !blocked;) {
      const Chunk& x = c[i];
      if (x.kind == ChunkKind::close) {
        int depth = 1;
        while (depth && i-- > 0) depth += (c[i].kind == ChunkKind::close) - (c[i].kind == ChunkKind::open);
        if (depth) break;
        continue;
      }
      if (thing(x)) {
        if (x.atom.assertion == Assertion::mention) continue;
        if (!entry_of_record(x)) {
          blocked = true;
          if (x.measurable) compared.push_back(i);
          break;
        }
        found = true;
        bearers.push_back(i);
        continue;
      }
      if (x.kind == ChunkKind::bounds && bearers.empty()) continue;
      if (x.kind == ChunkKind::bounds || x.kind == ChunkKind::open || x.kind == ChunkKind::semicolon || x.kind == ChunkKind::period || x.kind == ChunkKind::colon || x.kind == ChunkKind::except || x.kind == ChunkKind::guard || x.kind == ChunkKind::unless_) break;
    }
    // "the fellow eye", "the left eye", "one eye … and the other": no value of the record surely is of it
    const bool another = std::any_of(c.front().begin, c.back().end - 1, [](const Token& t) { return (t.is("other") || t.is("fellow") || t.is("contralateral") || t.is("second")) && (&t)[1].is("eye"); });
    if (another || (narrows && !eye_of_the_study(which)))
      for (const std::size_t i : compared) c[i].atom.assertion = Assertion::possible;
    const bool value_behind = !narrows && k + 1 < c.size() && c[k + 1].kind == ChunkKind::bounds;
    if (!compared.empty() && !value_behind) c[k].kind = ChunkKind::filler;
    if (!found || (blocked && bearers.empty())) continue;
    c[k].kind = ChunkKind::filler;
    if (!narrows) continue;
    for (const std::size_t i : bearers) c[i].atom.qualifiers.push_back(std::string(which.lower) + " eye");
  }
}

// method = measured [bounds] ("by" | "on" | "using" | …) test { ("," | "or") test }        LVEF ≥ 50% by MUGA or echocardiogram
void name_methods(Chunks& c, const Vocabulary& vocabulary) {
  const auto measured = [&](const Chunk& x) {
    if (!thing(x) || x.concepts.empty() || x.atom.assertion == Assertion::mention) return false;
    const ConceptKind kind = vocabulary.at(x.concepts.front()).kind;
    return kind == ConceptKind::measurement || kind == ConceptKind::vital;
  };
  const auto looks = [](const Chunk& x) {
    if (!thing(x) || (x.atom.kind != AtomKind::procedure && x.atom.kind != AtomKind::test)) return false;
    for (const std::string& w : x.atom.words)
      for (const std::string_view tail : {"graphy", "gram", "graph", "scan", "imaging", "ultrasound", "ultrasonography", "muga", "ecg", "ekg", "echo", "mri", "ct", "pet", "doppler", "dexa", "dxa", "x-ray", "ray", "acquisition", "tomography"})
        if (w == tail || (tail.size() > 3 && w.ends_with(tail))) return true;
    return false;
  };
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!measured(c[k])) continue;
    std::size_t i = k + 1;
    bool led = false;
    for (; i < c.size() && i < k + 9; ++i) {
      if (c[i].kind == ChunkKind::open) {
        // "(LVEF)" says the name once more; "(by MUGA)" is how it was measured
        std::size_t close = i;
        while (close < c.size() && c[close].kind != ChunkKind::close) ++close;
        if (close - i == 2 && close < c.size()) i = close;
        continue;
      }
      if (c[i].kind != ChunkKind::filler && c[i].kind != ChunkKind::bounds && c[i].kind != ChunkKind::state && c[i].kind != ChunkKind::definition && c[i].kind != ChunkKind::current && c[i].kind != ChunkKind::either && c[i].kind != ChunkKind::comma) break;
      for (TokenIt t = c[i].begin; t != c[i].end; ++t) led = t->is("by") || t->is("on") || t->is("via") || t->is("using") || t->is("per") || (led && (t->is("screening") || t->is("a") || t->is("an") || t->is("the") || t->is("either") || t->is("baseline") || t->is("resting")));
    }
    if (!led || i >= c.size() || !looks(c[i])) continue;
    std::size_t last = i;
    for (std::size_t n = i; n < c.size(); ++n) {
      if (looks(c[n])) {
        c[n].method = true;
        c[n].atom.assertion = Assertion::mention;
        for (std::size_t joint = last + 1; joint < n; ++joint)
          if (joins(c[joint])) c[joint].kind = ChunkKind::filler;
        last = n;
      } else if (!(joins(c[n]) || c[n].kind == ChunkKind::filler || c[n].kind == ChunkKind::either || ((c[n].kind == ChunkKind::open || c[n].kind == ChunkKind::close) && n > i))) {
        break;
      }
    }
  }
}

// "international normalized ratio of prothrombin time": the ratio is what is compared
void name_ratios(Chunks& c) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    std::size_t i = k + 1;
    if (!thing(c[k]) || c[k].atom.concept_id != "inr") continue;
    if (thing(c[i]) && c[i].atom.concept_id == "prothrombin-time") {
      c[i].kind = ChunkKind::filler;
      continue;
    }
    if (c[i].kind == ChunkKind::open && i + 3 < c.size() && c[i + 2].kind == ChunkKind::close) i += 3;
    if (thing(c[i]) || !c[i].end[-1].is("of") || i + 1 >= c.size()) continue;
    if (thing(c[i + 1]) && c[i + 1].atom.concept_id == "prothrombin-time") c[i + 1].kind = ChunkKind::filler;
  }
}

// protein-a-day = bounds-in-g ["of"] "protein" [("in" | "per" | "/") "24" "hours"]        must demonstrate ≤ 1 g of protein in 24 hours
void name_protein_a_day(Chunks& c, const Vocabulary& vocabulary) {
  const auto protein = [](const Chunk& x) { return x.end - x.begin <= 3 && std::any_of(x.begin, x.end, [](const Token& t) { return t.is("protein") || t.is("proteinuria"); }) && std::all_of(x.begin, x.end, [](const Token& t) { return t.is("protein") || t.is("proteinuria") || t.is("urine") || t.is("urinary") || t.is("total") || t.is("of"); }); };
  bool urine = false;
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    for (TokenIt t = c[k].begin; t != c[k].end; ++t) urine |= t->is("urine") || t->is("urinary") || t->is("dipstick") || t->is("proteinuria");
    if (c[k].kind != ChunkKind::bounds || !c[k].bounds.explicit_op || c[k].bounds.alternatives.size() != 1) continue;
    bool grams = true;
    for (const SurfaceBound& b : c[k].bounds.alternatives[0]) grams &= b.amount.unit == "g" || b.amount.unit == "mg" || b.amount.unit == "g/d" || b.amount.unit == "mg/d";
    std::size_t i = k + 1;
    while (i < c.size() && c[i].kind == ChunkKind::filler && c[i].begin->is("of")) ++i;
    if (!grams || !urine || i >= c.size() || !protein(c[i])) continue;
    const auto excreted = vocabulary.find("urine-protein.24h");
    if (!excreted) return;
    Chunk& x = c[i];
    x.kind = ChunkKind::thing;
    x.concepts = {*excreted};
    x.measurable = true;
    x.atom = Atom{};
    x.atom.kind = AtomKind::measurement;
    x.atom.concept_id = "urine-protein.24h";
    x.atom.words = {"urine", "protein"};
    x.atom.subject.span = {x.begin->begin, x.end[-1].end};
    for (const SurfaceBound& b : c[k].bounds.alternatives[0]) {
      Bound bound;
      bound.op = b.op;
      bound.value = b.amount.value;
      bound.unit = b.amount.unit.ends_with("/d") ? b.amount.unit : b.amount.unit + "/d";
      bound.span = {b.begin->begin, b.end[-1].end};
      x.atom.bounds.push_back(std::move(bound));
    }
    c[k].kind = ChunkKind::filler;
    c[k].taken = true;
    // "in 24 hours", and before it "24-hour urine must demonstrate"
    for (std::size_t n = i + 1; n < c.size() && n < i + 4; ++n) {
      const bool day = std::all_of(c[n].begin, c[n].end, [](const Token& t) { return t.is("in") || t.is("per") || t.is("within") || t.mark('/') || t.is("24") || t.mark('-') || t.is("hours") || t.is("hour") || t.is("hr") || t.is("h") || t.is("hrs") || t.is("a") || t.is("day") || t.is("during"); });
      if (!day) break;
      c[n].kind = ChunkKind::filler;
      c[n].taken = true;
    }
    for (std::size_t n = k; n-- > 0 && k - n < 7;) {
      static constexpr std::array<std::string_view, 22> collected{"24", "hour", "hours", "hr", "h", "urine", "urinary", "collection", "must", "demonstrate", "show", "contain", "a", "the", "and", "should", "undergo", "have", "by", "demonstrating", "showing", "is"};
      const bool all = std::all_of(c[n].begin, c[n].end, [](const Token& t) { return t.mark('-') || one_of(t, collected); });
      if (!all || joins(c[n])) break;
      c[n].kind = ChunkKind::filler;
      c[n].taken = true;
    }
  }
}

// shared-organ = organ noun ("or" | "and" | "/") noun                     renal disease or dysfunction, hepatic impairment or failure
void share_organ(Chunks& c, const Vocabulary& vocabulary) {
  static constexpr std::array<std::string_view, 12> nouns{"dysfunction", "failure", "impairment", "insufficiency", "inflammation", "abnormality", "pathology", "disease", "disorder", "decompensation", "damage", "disturbance"};
  const auto general = [&](std::string_view word) { return std::find(nouns.begin(), nouns.end(), word) != nouns.end(); };
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if (!thing(c[k]) || c[k].atom.kind != AtomKind::condition || !thing(c[k + 2])) continue;
    if (c[k + 1].kind != ChunkKind::or_ && c[k + 1].kind != ChunkKind::and_ && c[k + 1].kind != ChunkKind::slash) continue;
    Chunk& bare = c[k + 2];
    const std::size_t length = static_cast<std::size_t>(bare.end - bare.begin);
    if (length != 1 || bare.begin->kind != TokenKind::word || !general(bare.begin->word) || !(bare.atom.concept_id.empty() || bare.atom.concept_id == "disease")) continue;
    std::vector<std::string> organ;
    for (TokenIt t = c[k].begin; t != c[k].end; ++t)
      if (t->kind == TokenKind::word && !t->cue(Cue::severity)) organ.push_back(t->word);
    if (organ.size() < 2 || organ.size() > 3 || !(general(organ.back()) || organ.back() == "infection")) continue;
    organ.back() = bare.begin->word;
    const auto meant = vocabulary.named(std::span<const std::string>(organ));
    std::vector<ConceptIndex> conditions;
    for (const ConceptIndex m : meant)
      if (vocabulary.at(m).kind == ConceptKind::condition) conditions.push_back(m);
    if (conditions.size() != 1) continue;
    bare.concepts = conditions;
    bare.atom.kind = AtomKind::condition;
    bare.atom.concept_id = vocabulary.at(conditions.front()).id;
    bare.atom.words = organ;
    bare.generic = false;
  }
}

// abused = abuse "including" substance { joint substance }       drug abuse, including alcohol
// Its examples are abused too: whoever drinks is none of them.
void name_abused(Chunks& c, const Vocabulary& vocabulary) {
  const auto abuse = vocabulary.find("substance-use-disorder"), dependence = vocabulary.find("substance-dependence");
  bool abused = false, example = false;
  for (Chunk& x : c) {
    if (x.kind == ChunkKind::example) {
      example = abused;
    } else if (thing(x)) {
      if (example && x.atom.kind == AtomKind::exposure && x.atom.bounds.empty()) {
        const auto disorder = vocabulary.find(x.atom.concept_id + "-use-disorder");
        if (!disorder) return;
        x.concepts = {*disorder};
        x.atom.kind = AtomKind::condition;
        x.atom.concept_id = vocabulary.at(*disorder).id;
        continue;
      }
      const auto what = vocabulary.find(x.atom.concept_id);
      abused = x.atom.kind == AtomKind::condition && what && ((abuse && (*what == *abuse || vocabulary.is_a(*what, *abuse))) || (dependence && (*what == *dependence || vocabulary.is_a(*what, *dependence))));
      example = false;
    } else if (x.kind == ChunkKind::period || x.kind == ChunkKind::semicolon || x.kind == ChunkKind::except || x.kind == ChunkKind::neg) {
      abused = example = false;
    }
  }
}

// "HCV ribonucleic acid viral load", "CMV viral load": the load of the virus that is named, not of HIV
void name_viral_loads(Chunks& c, const Vocabulary& vocabulary) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> viruses{{{"hcv", "hcv-rna"}, {"hbv", "hbv-dna"}, {"cmv", "cmv-dna"}, {"cytomegalovirus", "cmv-dna"}, {"ebv", "ebv-dna"}, {"epstein", "ebv-dna"}, {"hepatitis", ""}, {"covid", ""}, {"sars", ""}, {"bk", ""}, {"hpv", ""}}};
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    if (!thing(x) || x.atom.concept_id != "hiv-rna" || std::any_of(x.begin, x.end, [](const Token& t) { return t.is("hiv"); })) continue;
    const std::size_t from = k > 3 ? k - 3 : 0;
    const std::pair<std::string_view, std::string_view>* other = nullptr;
    bool hiv = false;
    for (TokenIt t = c[from].begin; t != x.end; ++t) {
      hiv |= t->is("hiv");
      for (const auto& virus : viruses)
        if (t->is(virus.first)) other = &virus;
    }
    if (!other || hiv) continue;
    const auto meant = other->second.empty() ? std::nullopt : vocabulary.find(other->second);
    x.concepts.clear();
    x.atom.concept_id = meant ? vocabulary.at(*meant).id : "";
    if (meant) x.concepts = {*meant};
    else x.atom.assertion = Assertion::possible;
    x.atom.qualifiers.clear();
  }
}

// formula = "(140" "-" "age)" …                                          CrCl = (140 - age) x weight / (72 x creatinine), x 0.85 for women
void hush_formulas(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    bool age = false;
    for (TokenIt t = c[k].begin; t != c[k].end; ++t)
      if (t->kind == TokenKind::number && t->number == 140)
        for (TokenIt a = t + 1; a != c.back().end && a < t + 5; ++a) age |= a->is("age");
    if (!age) continue;
    // from behind the last comparison or sentence to the end of this one
    std::size_t from = k;
    while (from > 0 && c[from - 1].kind != ChunkKind::period && c[from - 1].kind != ChunkKind::semicolon) {
      const Chunk& b = c[from - 1];
      const bool compares = b.kind == ChunkKind::bounds && b.bounds.explicit_op && b.bounds.alternatives[0][0].op != Comparator::equal;
      if (compares) break;
      --from;
    }
    std::size_t to = k;
    while (to < c.size() && c[to].kind != ChunkKind::period && c[to].kind != ChunkKind::semicolon) ++to;
    for (std::size_t n = from; n < to; ++n) {
      if (thing(c[n]) && c[n].atom.kind != AtomKind::sex) c[n].atom.assertion = Assertion::mention;
      else if (c[n].kind != ChunkKind::open && c[n].kind != ChunkKind::close) c[n].kind = ChunkKind::filler;
      c[n].taken = true;
    }
    k = to;
  }
}

// lead = organ ":" | ("treatment" | "therapy" | "treated") "with" name | "sensitivity" "to"
void name_by_lead(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    Chunk& x = c[k];
    // "Hepatic: bilirubin < 2": the organ only heads what follows
    if (x.kind == ChunkKind::unknown && x.end - x.begin == 1 && k + 2 < c.size() && c[k + 1].kind == ChunkKind::colon && (k == 0 || c[k - 1].kind == ChunkKind::period || c[k - 1].kind == ChunkKind::semicolon)) {
      const std::vector<std::string> disease{x.begin->word, "disease"};
      if (!vocabulary.named(std::span<const std::string>(disease)).empty()) x.kind = ChunkKind::filler;
      continue;
    }
    if (x.kind != ChunkKind::unknown || x.end - x.begin != 1 || x.begin->kind != TokenKind::word) continue;
    // "sensitivity to": an allergy
    if ((x.begin->is("sensitivity") || x.begin->is("sensitivities")) && k + 1 < c.size() && c[k + 1].begin->is("to")) {
      x.kind = ChunkKind::thing;
      x.atom.kind = AtomKind::condition;
      x.atom.words = {"sensitivity"};
      x.atom.subject.span = {x.begin->begin, x.begin->end};
      continue;
    }
    const TokenIt with = lead_before(c, k);
    if (!with || with == c[0].begin || !with->is("with")) continue;
    const Token& what = with[-1];
    if (!(what.is("treatment") || what.is("therapy") || what.is("treated") || what.is("pretreated"))) continue;
    static constexpr std::array<std::string_view, 14> adjectival{"al", "ic", "ive", "ous", "ed", "ing", "able", "ible", "ary", "ly", "ent", "ant", "tion", "ity"};
    const std::string_view name = x.begin->lower;
    if (name.size() < 7 || std::any_of(adjectival.begin(), adjectival.end(), [&](std::string_view s) { return name.ends_with(s); })) continue;
    x.kind = ChunkKind::thing;
    x.atom.kind = AtomKind::exposure;
    x.atom.words = {x.begin->word};
    x.atom.subject.span = {x.begin->begin, x.begin->end};
  }
}

}  // namespace elig
