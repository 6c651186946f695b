// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/drug_forms.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace elig {
namespace {

bool drug(const Chunk& c) { return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::exposure && !c.concepts.empty() && !c.generic; }

bool giving(const Chunk& c) {
  if (c.kind != ChunkKind::thing || c.atom.kind != AtomKind::procedure || !(c.atom.concept_id.empty() || c.atom.concept_id == "injection")) return false;
  for (const std::string_view word : {"injection", "injections", "infusion", "infusions"})
    if (c.end[-1].is(word)) return true;
  return false;
}

}  // namespace

// What a noun phrase of two names said of the first, the first says itself.
void drop_own_words(Chunk& c) {
  std::erase_if(c.atom.qualifiers, [&c](const std::string& q) {
    for (std::size_t from = 0; from <= q.size();) {
      const std::size_t end = std::min(q.find(' ', from), q.size());
      const std::string word = q.substr(from, end - from);
      if (std::none_of(c.begin, c.end, [&](const Token& t) { return t.begin >= c.atom.subject.span.begin && t.end <= c.atom.subject.span.end && (t.lower == word || t.word == word || (t.kind == TokenKind::number && t.text == word)); })) return false;
      from = end + 1;
    }
    return true;
  });
}

// injected = drug ["depot"] ("injection" | "infusion")                  octreotide injections
void name_injected_drugs(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k < chunks.size(); ++k) {
    Chunk& what = chunks[k - 1];
    if (!giving(chunks[k]) || !drug(what) || what.end != chunks[k].begin || !chunks[k].atom.bounds.empty()) continue;
    what.atom.assertion = Assertion::asserted;
    drop_own_words(what);
    chunks[k].kind = ChunkKind::filler;
    chunks[k].atom = Atom{};
  }
}

// stable-dose = drug ["on" | "at"] ["a"] "stable" "dose"                metformin at a stable dose for 3 months
void join_stable_doses(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k < chunks.size(); ++k) {
    Chunk& dose = chunks[k];
    const bool stable = std::any_of(dose.atom.qualifiers.begin(), dose.atom.qualifiers.end(), [](const std::string& q) { return q == "stable"; });
    if (dose.kind != ChunkKind::thing || !stable || dose.atom.words != std::vector<std::string>{"dose"} || !dose.atom.bounds.empty()) continue;
    std::size_t i = k;
    while (i > 0 && (chunks[i - 1].kind == ChunkKind::filler || (chunks[i - 1].kind == ChunkKind::current && chunks[i - 1].begin->is("on")))) --i;
    if (i == 0 || !drug(chunks[i - 1]) || chunks[i - 1].atom.window || k - i > 3) continue;
    const bool at_it = i < k && std::all_of(chunks[i].begin, dose.begin, [](const Token& t) { return t.is("on") || t.is("at") || t.is("with") || t.is("in") || t.is("a") || t.is("an") || t.is("the"); });
    if (!at_it) continue;
    Atom& taken = chunks[i - 1].atom;
    taken.assertion = Assertion::asserted;
    std::erase(taken.qualifiers, "stable");
    taken.qualifiers.emplace_back("stable");
    for (std::size_t n = i; n <= k; ++n) {
      chunks[n].kind = ChunkKind::filler;
      chunks[n].atom = Atom{};
      chunks[n].taken = true;
    }
  }
}

namespace {

// "dose", "daily dosage", "dose of the preventive medication": of a drug that stands elsewhere
bool steady(std::string_view word) { return word == "stable" || word == "unchanged" || word == "constant"; }

bool some_dose(const Chunk& c) {
  if (c.kind == ChunkKind::unknown) return c.end - c.begin == 1 && (c.begin->is("dosage") || c.begin->is("dosages") || c.begin->is("dosing"));
  if (c.kind != ChunkKind::thing || !c.concepts.empty() || !c.atom.bounds.empty() || !c.alternatives.empty()) return false;
  bool dose = false;
  for (const std::string& word : c.atom.words) {
    dose = dose || word == "dose" || word == "dosage" || word == "dosing" || word == "regimen";
    if (word != "dose" && word != "dosage" && word != "dosing" && word != "regimen" && word != "daily" && word != "total" && word != "medication" && word != "drug" && word != "therapy" && word != "treatment" && word != "preventive" && word != "of" && !steady(word)) return false;
  }
  return dose;
}

// "at least 8 weeks", in a bracket
std::optional<Window> duration(const Chunk& c) {
  if (c.kind == ChunkKind::window) return c.window.window;
  if (c.kind != ChunkKind::bounds || c.bounds.alternatives.size() != 1 || c.bounds.alternatives[0].size() != 1) return std::nullopt;
  const SurfaceBound& bound = c.bounds.alternatives[0][0];
  const auto unit = bound.amount.relative_to == RelativeTo::none ? time_unit(bound.amount.unit) : std::nullopt;
  if (!unit || bound.op == Comparator::less || bound.op == Comparator::less_equal) return std::nullopt;
  Window w;
  w.value = bound.amount.value;
  w.unit = *unit;
  w.strict = bound.op == Comparator::greater;
  w.span = {c.begin->begin, c.end[-1].end};
  return w;
}

bool ends(const Chunk& c) { return c.kind == ChunkKind::period || c.kind == ChunkKind::semicolon; }

}  // namespace

// "stable doses of insulin": of the drug, where no number of units is asked for
void name_steady_insulin(std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  const auto insulin = vocabulary.find("insulin.drug");
  for (std::size_t k = 0; k < chunks.size() && insulin; ++k) {
    Chunk& c = chunks[k];
    if (c.kind != ChunkKind::thing || c.atom.concept_id != "daily-insulin-dose" || std::none_of(c.atom.qualifiers.begin(), c.atom.qualifiers.end(), steady)) continue;
    if (std::any_of(chunks.begin(), chunks.end(), [](const Chunk& x) { return x.kind == ChunkKind::bounds; })) continue;
    c.atom.kind = AtomKind::exposure;
    c.atom.concept_id = "insulin.drug";
    c.atom.words = {"insulin"};
    c.concepts = {*insulin};
    c.measurable = false;
  }
}

// steady-dose = drug … dose ["has been" | "must be"] "stable" window | drug … "stable" dose window       if on metformin, the dose must have been stable for 8 weeks
// The dose is the drug's, and that an order of it has run so long is what the record tells.
void name_steady_doses(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k < chunks.size(); ++k) {
    Chunk& dose = chunks[k];
    if (!some_dose(dose)) continue;
    bool stable = std::any_of(dose.atom.qualifiers.begin(), dose.atom.qualifiers.end(), steady) || std::any_of(dose.atom.words.begin(), dose.atom.words.end(), steady);
    std::size_t said = k;
    for (std::size_t i = k + 1; !stable && i < chunks.size() && i < k + 5 && !ends(chunks[i]); ++i) {
      const Chunk& c = chunks[i];
      const bool named = c.kind == ChunkKind::thing && c.atom.words.size() == 1 && steady(c.atom.words[0]);
      if (!named && c.kind != ChunkKind::filler && c.kind != ChunkKind::hypothetical && c.kind != ChunkKind::current && c.kind != ChunkKind::history) break;
      for (TokenIt t = c.begin; t != c.end; ++t) stable = stable || steady(t->lower);
      if (stable) said = i;
    }
    if (!stable) continue;
    const Chunk* of = nullptr;
    bool several = false;
    for (std::size_t i = k; i-- > 0 && !ends(chunks[i]);) {
      if (!drug(chunks[i]) || chunks[i].atom.assertion == Assertion::mention) continue;
      several = several || (of != nullptr && of->atom.concept_id != chunks[i].atom.concept_id);
      if (of == nullptr) of = &chunks[i];
    }
    if (of == nullptr || several) continue;
    // "metformin, the dose stable": no list of two
    const std::size_t at = static_cast<std::size_t>(of - chunks.data());
    const bool guarded = std::any_of(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(at), [](const Chunk& c) { return c.kind == ChunkKind::guard || c.kind == ChunkKind::for_; });
    if (!guarded && std::all_of(chunks.begin() + static_cast<std::ptrdiff_t>(at) + 1, chunks.begin() + static_cast<std::ptrdiff_t>(k), [](const Chunk& c) { return c.kind == ChunkKind::comma || c.kind == ChunkKind::filler; }))
      for (std::size_t i = at + 1; i < k; ++i) chunks[i].kind = ChunkKind::filler;
    Atom taken = of->atom;
    taken.subject = dose.atom.subject;
    if (dose.kind == ChunkKind::unknown) taken.subject.span = {dose.begin->begin, dose.end[-1].end};
    dose.kind = ChunkKind::thing;
    taken.qualifiers.clear();
    for (const std::string& q : of->atom.qualifiers)
      if (!q.starts_with("perhaps ") && !steady(q)) taken.qualifiers.push_back(q);
    taken.qualifiers.emplace_back("stable");
    taken.window.reset();
    taken.count.reset();
    taken.temporality = Temporality::current;
    taken.assertion = Assertion::asserted;
    dose.concepts = of->concepts;
    dose.atom = std::move(taken);
    dose.measurable = dose.generic = false;
    dose.value = "steady";
    for (std::size_t i = k + 1; i <= said; ++i) {
      if (chunks[i].kind == ChunkKind::thing || chunks[i].kind == ChunkKind::hypothetical) chunks[i].atom = Atom{};
      chunks[i].kind = ChunkKind::filler;
      chunks[i].value = "steady";
    }
  }
}

// steady-drug = "stable" "(" duration ")" drug                                a stable (for 8 weeks) antiretroviral regimen
void date_steady_drugs(std::vector<Chunk>& chunks) {
  for (std::size_t k = 1; k + 3 < chunks.size(); ++k) {
    if (chunks[k].kind != ChunkKind::open || chunks[k + 2].kind != ChunkKind::close || !drug(chunks[k + 3]) || chunks[k + 3].atom.window) continue;
    Chunk& adjective = chunks[k - 1];
    if ((adjective.kind != ChunkKind::filler && adjective.kind != ChunkKind::current) || !steady(adjective.end[-1].lower)) continue;
    auto window = duration(chunks[k + 1]);
    if (!window || !window->value) continue;
    window->op = WindowOp::for_at_least;
    Atom& taken = chunks[k + 3].atom;
    taken.qualifiers.emplace_back("stable");
    if (taken.temporality == Temporality::any) taken.temporality = Temporality::current;
    taken.window = window;
    adjective.atom.qualifiers.clear();
    for (std::size_t i = k; i < k + 3; ++i) {
      chunks[i].kind = ChunkKind::filler;
      chunks[i].taken = true;
    }
  }
}

// trial-devices = investigational-drug { joint thing } joint "device"       investigational drugs, biologics or devices
void name_trial_devices(std::vector<Chunk>& chunks, const Vocabulary& vocabulary) {
  const auto device = vocabulary.find("investigational-device");
  if (!device) return;
  for (std::size_t k = 2; k < chunks.size(); ++k) {
    Chunk& c = chunks[k];
    if (c.kind != ChunkKind::thing || !c.concepts.empty() || c.atom.words.empty() || c.atom.words.back() != "device" || !c.atom.bounds.empty()) continue;
    if (std::any_of(c.atom.words.begin(), c.atom.words.end() - 1, [](const std::string& w) { return w != "medical" && w != "experimental" && w != "investigational"; })) continue;
    for (std::size_t i = k; i-- > 0;) {
      const Chunk& x = chunks[i];
      const bool other = x.kind == ChunkKind::thing && (x.atom.concept_id == "biologic-therapy" || x.generic || x.atom.concept_id == "vaccine");
      if (x.kind == ChunkKind::thing && x.atom.concept_id == "investigational-drug" && x.atom.kind == AtomKind::exposure) {
        c.concepts = {*device};
        c.atom.kind = AtomKind::exposure;
        c.atom.concept_id = "investigational-device";
        std::erase_if(c.atom.qualifiers, [](const std::string& q) { return q == "medical"; });
        c.generic = false;
        break;
      }
      if (!other && x.kind != ChunkKind::or_ && x.kind != ChunkKind::and_ && x.kind != ChunkKind::comma && x.kind != ChunkKind::slash && x.kind != ChunkKind::filler) break;
    }
  }
}

}  // namespace elig
