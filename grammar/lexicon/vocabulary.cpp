// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "grammar/lexicon/loader.hpp"
#include "grammar/lexicon/names.hpp"

namespace elig {
namespace {

struct SystemName {
  std::string_view name;
  std::string_view uri;
};

constexpr std::array<SystemName, 12> systems{{
    {"LOINC", "http://loinc.org"},
    {"SCT", "http://snomed.info/sct"},
    {"ICD10", "http://hl7.org/fhir/sid/icd-10-cm"},
    {"ICD10", "http://hl7.org/fhir/sid/icd-10"},
    {"RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"},
    {"ATC", "http://www.whocc.no/atc"},
    {"CPT", "http://www.ama-assn.org/go/cpt"},
    {"CVX", "http://hl7.org/fhir/sid/cvx"},
    {"HGNC", "http://www.genenames.org"},
    {"ICD9", "http://hl7.org/fhir/sid/icd-9-cm"},
    {"NDC", "http://hl7.org/fhir/sid/ndc"},
    {"HCPCS", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"},
}};

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::string_view system_uri(std::string_view short_name) noexcept {
  for (const auto& s : systems)
    if (s.name == short_name) return s.uri;
  return {};
}

std::string_view system_short_name(std::string_view uri) noexcept {
  for (const auto& s : systems)
    if (s.uri == uri) return s.name;
  // the same systems under the other addresses that records give them
  if (uri.starts_with("https://www.nlm.nih.gov/research/umls/rxnorm")) return "RXNORM";
  if (uri.find("icd-10") != std::string_view::npos) return "ICD10";
  if (uri.find("/atc") != std::string_view::npos) return "ATC";
  if (uri.find("snomed") != std::string_view::npos) return "SCT";
  if (uri.find("loinc") != std::string_view::npos) return "LOINC";
  return {};
}

std::string_view Concept::attribute(std::string_view key) const noexcept {
  for (const auto& [k, v] : attributes)
    if (k == key) return v;
  return {};
}

std::shared_ptr<const Vocabulary> Vocabulary::builtin() {
  static const std::shared_ptr<const Vocabulary> loaded = VocabularyLoader().finish();
  return loaded;
}

std::optional<ConceptIndex> Vocabulary::find(std::string_view id) const {
  const auto it = by_id_.find(id);
  if (it == by_id_.end()) return std::nullopt;
  return it->second;
}

std::vector<ConceptIndex> Vocabulary::named(std::span<const std::string> content) const {
  const auto* found = content.empty() ? nullptr : names_->bag(content);
  return found ? std::vector<ConceptIndex>(found->begin(), found->end()) : std::vector<ConceptIndex>{};
}

std::vector<ConceptIndex> Vocabulary::named(std::string_view phrase) const {
  std::vector<ConceptIndex> found = named(std::span<const std::string>(content_words(phrase)));
  // abbreviations that only count in their own case
  const auto cased = words_of(phrase);
  std::vector<std::string> words;
  for (const auto w : cased) words.push_back(normalise_word(w));
  if (const Match m = longest(words, cased); m.length == words.size() && m.length > 0)
    for (const ConceptIndex c : m.concepts)
      if (std::find(found.begin(), found.end(), c) == found.end()) found.push_back(c);
  return found;
}

std::uint32_t Vocabulary::word_number(std::string_view word) const { return names_->word_number(word); }

Vocabulary::Match Vocabulary::longest(std::span<const std::string> words, std::span<const std::string_view> cased) const {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(words.size());
  for (const std::string& word : words) {
    numbers.push_back(names_->word_number(word));
    if (numbers.back() == 0) break;
  }
  return names_->longest(numbers, cased);
}

Vocabulary::Match Vocabulary::longest(std::span<const std::uint32_t> numbers, std::span<const std::string_view> cased) const { return names_->longest(numbers, cased); }

std::vector<ConceptIndex> Vocabulary::coded(std::string_view system, std::string_view code) const {
  std::vector<ConceptIndex> found;
  std::string key = std::string(system) + ":" + std::string(code);
  if (const auto* exact = names_->coded(key, false)) found.assign(exact->begin(), exact->end());
  for (std::size_t floor = system.size() + 1; key.size() > floor; key.pop_back())
    if (const auto* wider = names_->coded(key, true))
      for (const ConceptIndex c : *wider)
        if (std::find(found.begin(), found.end(), c) == found.end()) found.push_back(c);
  return found;
}

bool Vocabulary::is_a(ConceptIndex narrower, ConceptIndex broader) const {
  const auto& all = names_->ancestors.at(narrower);
  return std::binary_search(all.begin(), all.end(), broader);
}

std::vector<ConceptIndex> Vocabulary::measured_by(ConceptIndex condition) const {
  const auto it = measured_by_.find(condition);
  return it == measured_by_.end() ? std::vector<ConceptIndex>{} : it->second;
}

std::span<const Vocabulary::TellingValue> Vocabulary::told_by(ConceptIndex condition) const {
  const auto it = told_by_.find(condition);
  return it == told_by_.end() ? std::span<const TellingValue>{} : it->second;
}

AnalyteUnits Vocabulary::analyte(ConceptIndex i) const {
  const Concept& c = concepts_.at(i);
  AnalyteUnits units;
  units.molar_mass = number(c.attribute("molar_mass"));
  units.valence = number(c.attribute("valence"));
  units.international_unit_ug = number(c.attribute("iu_ug"));
  units.hba1c = c.id == "hba1c";
  return units;
}

}  // namespace elig
