// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "engine/atoms/ask.hpp"
#include "engine/reading.hpp"

// Allergies and intolerances: what they are to, and how bad they were. They stand on a list of their own and among the diagnoses.
namespace elig::engine {
namespace {

/// "severe", "anaphylactic": what the entry says of the reactions there were.
Truth how_bad(const Ask& ask, const Record::Entry& entry, const Question::Qualifier& asked) {
  const Fact& fact = *entry.fact;
  std::vector<std::string> reactions = content_words(fact.note);
  const auto& words = entry.code->words;
  reactions.insert(reactions.end(), words.begin(), words.end());
  const auto says = [&](std::initializer_list<std::string_view> list) {
    return std::any_of(reactions.begin(), reactions.end(), [&](const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); });
  };
  const bool life_threatening = says({"anaphylaxis", "anaphylactic", "anaphylactoid", "angioedema", "johnson", "necrolysis"});
  const std::string& q = asked.text;
  if (q == "anaphylactic" || q == "anaphylaxis") return life_threatening ? Truth::true_ : Truth::unknown;
  if (q == "severe" || q == "serious" || q == "life-threatening") {
    if (life_threatening || fact.severity == "severe") return Truth::true_;
    return fact.severity == "mild" || fact.severity == "moderate" ? Truth::false_ : Truth::unknown;
  }
  // no anaphylaxis is insignificant
  const bool weighs = !asked.either.empty() && std::all_of(asked.either.begin(), asked.either.end(), [](const std::vector<std::string>& said) {
    return std::all_of(said.begin(), said.end(), [](const std::string& w) { return w == "significant" || w == "clinically" || w == "clinical" || w == "relevant" || w == "serious" || w == "major" || w == "severe"; });
  });
  if (weighs && (life_threatening || fact.severity == "severe")) return Truth::true_;
  return states(ask, entry, asked);
}

bool of_allergies(std::string_view word) {
  for (const std::string_view said : {"allergy", "allergic", "hypersensitivity", "intolerance", "intolerant", "anaphylaxis", "anaphylactic", "reaction", "disorder", "known"})
    if (word == said) return true;
  return false;
}

/// What an allergy among the diagnoses is to, in its words; empty for "drug allergy".
std::vector<std::string> allergen_of(const std::vector<std::string>& words) {
  std::vector<std::string> rest;
  for (const std::string& word : words) {
    bool says_nothing = false;
    for (const std::string_view common : {"allergy", "allergic", "hypersensitivity", "intolerance", "intolerant", "anaphylaxis", "anaphylactic", "drug", "medication", "medicine", "medicament", "substance", "agent", "status", "history",
                                          "reaction", "adverse", "known", "personal", "propensity", "disorder", "to"})
      says_nothing |= word == common;
    if (!says_nothing) rest.push_back(word);
  }
  return rest;
}

/// An entry that names something, rather than denying that there is anything.
bool names_allergen(const Record::Entry& entry) {
  return entry.fact->certainty != Certainty::absent && !std::binary_search(entry.code->words.begin(), entry.code->words.end(), "known") && !entry.fact->code.label().starts_with("No ");
}

/// What sort of thing an entry is about, as far as the vocabulary tells: a medicine, or a food, pollen, latex …
enum class Allergen { medicine, other, unknown };

Allergen sort_of(const Ask& ask, const Record::Entry& entry) {
  const Vocabulary& v = ask.vocabulary;
  const auto drugs = v.find("drug-allergy"), allergies = v.find("hypersensitivity");
  bool medicine = false, other = false;
  const auto consider = [&](ConceptIndex c) {
    switch (v.at(c).kind) {
      case ConceptKind::drug:
      case ConceptKind::drug_class:
      case ConceptKind::vaccine: medicine = true; break;
      case ConceptKind::condition:
        if (drugs && v.is_a(c, *drugs)) medicine = true;
        else if (allergies && c != *allergies && v.is_a(c, *allergies)) other = true;
        break;
      default: break;
    }
  };
  for (const ConceptIndex c : entry.code->specific) consider(c);
  if (medicine || other) return medicine ? Allergen::medicine : Allergen::other;
  // "peanut" on a list of allergies is a peanut allergy
  std::vector<std::string> named = allergen_of(entry.code->words);
  if (named.empty()) return Allergen::unknown;
  for (const ConceptIndex c : v.named(std::span<const std::string>(named))) consider(c);
  named.emplace_back("allergy");
  if (!medicine) for (const ConceptIndex c : v.named(std::span<const std::string>(named))) consider(c);
  return medicine ? Allergen::medicine : other ? Allergen::other : Allergen::unknown;
}

/// Whether an entry is about what the study's words name without saying which substance it is. It is then never more than possible,
/// but for "any drug".
Truth of_unnamed(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const Vocabulary& v = ask.vocabulary;
  if (question.allergen == Question::Unnamed::any_drug || question.allergen == Question::Unnamed::study_drug) {
    const Allergen sort = sort_of(ask, entry);
    if (sort == Allergen::other) return Truth::false_;
    // "multiple drugs": one is not many
    const bool many = std::find(question.words.begin(), question.words.end(), "multiple") != question.words.end();
    return sort == Allergen::medicine && question.allergen == Question::Unnamed::any_drug && !many ? Truth::true_ : Truth::unknown;
  }
  const auto& covers = entry.code->covers;
  const auto covered = [&](std::string_view id) {
    const auto c = v.find(id);
    return c && std::binary_search(covers.begin(), covers.end(), *c);
  };
  if (question.allergen == Question::Unnamed::excipient || question.allergen == Question::Unnamed::vaccine) {
    const auto& words = entry.code->words;
    const auto says = [&](std::string_view word) { return std::binary_search(words.begin(), words.end(), word); };
    if (covered("excipient") || says("excipient") || says("additive") || says("preservative") || says("dye") || says("ingredient")) return Truth::unknown;
    return question.allergen == Question::Unnamed::vaccine && (covered("vaccine") || covered("egg-allergy") || covered("latex-allergy") || says("egg") || says("latex")) ? Truth::unknown : Truth::false_;
  }
  if (question.allergen == Question::Unnamed::cell_product) {
    const auto names = v.find("cho-cell-product");
    if (names && std::binary_search(covers.begin(), covers.end(), *names)) return Truth::true_;
    return covered("biologic-therapy") || covered("monoclonal-antibody") ? Truth::unknown : Truth::false_;
  }
  // a relative of what is named: another one of its class
  if (!question.concept_) return sort_of(ask, entry) == Allergen::other ? Truth::false_ : Truth::unknown;
  if (std::binary_search(covers.begin(), covers.end(), *question.concept_)) return Truth::true_;
  const auto& classes = v.at(*question.concept_).parents;
  return std::any_of(classes.begin(), classes.end(), [&](ConceptIndex c) { return std::binary_search(covers.begin(), covers.end(), c); }) ? Truth::unknown : Truth::false_;
}

constexpr const char* unnamed_note = "it may be what the study's protocol means";

}  // namespace

Answer answer_allergy(const Ask& ask, const Question& question) {
  std::optional<Answer> best;
  const auto consider = [&](Truth t, const Record::Entry& entry) {
    const Fact& fact = *entry.fact;
    for (const Question::Qualifier& asked : question.qualifiers) {
      if (t != Truth::false_) t = t && how_bad(ask, entry, asked);
    }
    if (fact.certainty == Certainty::weak && t == Truth::true_) t = Truth::unknown;
    if (fact.clinical == ClinicalStatus::inactive && question.atom.temporality == Temporality::current) t = Truth::false_;
    const bool perhaps = question.allergen != Question::Unnamed::none && t == Truth::unknown;
    keep_better(best, ask.answer(t, [&] { return fmt::format("{}: \"{}\"{}{}", fact.kind == FactKind::allergy ? "allergy list" : "conditions", fact.code.label(), perhaps ? "; " : "", perhaps ? unnamed_note : ""); }, &fact));
  };
  if (question.allergen != Question::Unnamed::none) {
    for (std::uint32_t i : ask.record.about(Topic::allergy, Kinds(FactKind::allergy, FactKind::condition))) {
      const Record::Entry& entry = ask.record.at(i);
      if (!names_allergen(entry) || (entry.fact->kind == FactKind::condition && entry.fact->certainty != Certainty::confirmed)) continue;
      if (const Truth t = of_unnamed(ask, question, entry); t != Truth::false_) consider(t, entry);
    }
    if (best) return *best;
    return absent(ask, question, ask.holds().allergies, "allergies");
  }
  const auto study_words = {"study", "investigational", "trial", "ingredient", "component", "excipient", "product"};
  for (const char* word : study_words) {
    if (question.concept_ || std::find(question.words.begin(), question.words.end(), word) == question.words.end()) continue;
    return {Truth::unknown, true, nullptr, ask.note([] { return "which substance is meant stands in the study's protocol"; })};
  }
  const bool any_allergy = !question.concept_ && (question.words.empty() || (question.words.size() == 1 && (question.words[0] == "allergy" || question.words[0] == "hypersensitivity")));
  for (std::uint32_t i : ask.record.about(Topic::allergy, FactKind::allergy)) {
    const Record::Entry& entry = ask.record.at(i);
    if (!any_allergy || !names_allergen(entry)) continue;
    consider(Truth::true_, entry);
  }
  for (const Found& f : ask.record.find(question, FactKind::allergy)) {
    const Record::Entry& entry = ask.record.at(f.entry);
    if (entry.fact->certainty == Certainty::absent || entry.fact->code.label().starts_with("No ")) continue;
    consider(f.match == Match::full ? Truth::true_ : Truth::unknown, entry);
  }
  // "Allergy to penicillin" as a diagnosis (Z88.0), "amoxicillin allergy" where penicillins are asked for; "drug allergy" may be one to it.
  for (std::uint32_t i : ask.record.about(Topic::allergy, FactKind::condition)) {
    const Record::Entry& entry = ask.record.at(i);
    const auto& words = entry.code->words;
    if (entry.fact->certainty != Certainty::confirmed || (question.words.empty() && !question.concept_)) continue;
    if (!question.words.empty() && std::includes(words.begin(), words.end(), question.words.begin(), question.words.end())) {
      consider(Truth::true_, entry);
      continue;
    }
    const std::vector<std::string> allergen = allergen_of(words);
    if (allergen.empty()) {
      consider(Truth::unknown, entry);
      continue;
    }
    if (!question.concept_) continue;
    for (const ConceptIndex named : ask.vocabulary.named(std::span<const std::string>(allergen))) {
      if (named == *question.concept_ || ask.vocabulary.is_a(named, *question.concept_)) consider(Truth::true_, entry);
      else if (ask.vocabulary.is_a(*question.concept_, named)) consider(Truth::unknown, entry);
    }
  }
  if (best) return *best;
  return absent(ask, question, ask.holds().allergies, "allergies");
}

std::optional<Answer> by_allergy_list(const Ask& ask, const Question& question) {
  const auto heard = [&](std::initializer_list<std::string_view> list) {
    return std::any_of(question.heard.begin(), question.heard.end(), [&](const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); });
  };
  if (!heard({"allergy", "hypersensitivity", "intolerance", "intolerant", "anaphylaxis"})) return std::nullopt;
  const Vocabulary& v = ask.vocabulary;
  const std::string_view id = question.concept_ ? std::string_view(v.at(*question.concept_).id) : std::string_view{};
  const bool anaphylaxis = id == "anaphylaxis", any = id == "hypersensitivity", drugs = id == "drug-allergy", one = id.ends_with("-allergy") && !drugs;
  std::optional<Answer> best;
  for (std::uint32_t i : ask.record.about(Topic::allergy, FactKind::allergy)) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    if (!names_allergen(entry)) continue;
    const auto& words = entry.code->words;
    Truth t = Truth::unknown;
    if (anaphylaxis) {
      std::vector<std::string> reactions = content_words(fact.note);
      reactions.insert(reactions.end(), words.begin(), words.end());
      if (std::none_of(reactions.begin(), reactions.end(), [](const std::string& w) { return w == "anaphylaxis" || w == "anaphylactic"; })) continue;
      t = Truth::true_;
    } else if (any || drugs) {
      const Allergen sort = sort_of(ask, entry);
      if (drugs && sort == Allergen::other) continue;
      const bool tolerated_badly = std::binary_search(words.begin(), words.end(), "intolerance") || std::binary_search(words.begin(), words.end(), "intolerant");
      t = tolerated_badly || (drugs && sort == Allergen::unknown) ? Truth::unknown : Truth::true_;
    } else if (one) {
      std::vector<std::string> named = allergen_of(words);
      named.emplace_back("allergy");
      t = Truth::false_;
      for (const ConceptIndex c : v.named(std::span<const std::string>(named))) {
        if (v.is_a(c, *question.concept_)) t = Truth::true_;
        else if (t == Truth::false_ && v.is_a(*question.concept_, c)) t = Truth::unknown;
      }
      if (t == Truth::false_) continue;
    } else {
      const bool meant = std::all_of(question.heard.begin(), question.heard.end(), [&](const std::string& word) { return of_allergies(word) || std::binary_search(words.begin(), words.end(), word); });
      const bool any_at_all = std::all_of(question.heard.begin(), question.heard.end(), [](const std::string& word) { return of_allergies(word) || word == "drug" || word == "medication" || word == "substance" || word == "food"; });
      if (!meant && !any_at_all) continue;
    }
    for (const Question::Qualifier& asked : question.qualifiers) t = t && how_bad(ask, entry, asked);
    if (question.another || question.atom.window || question.atom.count || !question.atom.bounds.empty() || fact.certainty != Certainty::confirmed) t = t && Truth::unknown;
    if (t == Truth::false_) continue;
    keep_better(best, ask.answer(t, [&] { return t == Truth::true_ ? fmt::format("allergy list: \"{}\"", fact.code.label()) : std::string("the list of allergies and intolerances may hold it"); }, &fact));
  }
  if (best) return best;
  // allergies are kept on their own list, so the diagnoses by themselves say nothing of them
  if (any || drugs || one) return absent(ask, question, ask.holds().allergies, "allergies");
  return std::nullopt;
}

}  // namespace elig::engine
