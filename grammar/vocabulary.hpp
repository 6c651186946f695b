// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/units.hpp"

namespace elig {

enum class ConceptKind {
  measurement, vital, score, stage, biomarker, test, finding, condition, drug, drug_class, procedure, therapy, vaccine,
  organism, reproductive, life_stage, social, encounter, substance
};

/// One code of a code system. `prefix` = the code and everything below it ("C50*" of ICD-10, "L01XA*" of ATC).
struct ConceptCode {
  std::string system;  ///< LOINC, SCT, ICD10, RXNORM, ATC, CPT, CVX, HGNC, ICD9, NDC, HCPCS
  std::string code;
  bool prefix = false;
};

using ConceptIndex = std::uint32_t;

/// A thing criteria and records speak of. Format of the data files: docs/vocabulary.md.
struct Concept {
  std::string id;
  ConceptKind kind = ConceptKind::condition;
  std::string name;
  std::vector<std::string> synonyms;
  std::vector<ConceptCode> codes;
  std::vector<ConceptIndex> parents;   ///< broader concepts
  std::vector<ConceptIndex> children;  ///< narrower concepts
  std::vector<std::pair<std::string, std::string>> attributes;

  [[nodiscard]] std::string_view attribute(std::string_view key) const noexcept;  ///< "" when absent
};

/// URI of a code system's short name (LOINC → http://loinc.org), and back; "" when unknown.
[[nodiscard]] std::string_view system_uri(std::string_view short_name) noexcept;
[[nodiscard]] std::string_view system_short_name(std::string_view uri) noexcept;

/// The built-in vocabulary, and what a user adds to it (grammar/vocabulary_builder.hpp). Immutable after loading; share it between threads.
class Vocabulary {
 public:
  /// The tables that are compiled in from `grammar/vocabulary/*.tsv`.
  [[nodiscard]] static std::shared_ptr<const Vocabulary> builtin();

  [[nodiscard]] std::span<const Concept> concepts() const noexcept { return concepts_; }
  [[nodiscard]] const Concept& at(ConceptIndex i) const { return concepts_.at(i); }
  [[nodiscard]] std::optional<ConceptIndex> find(std::string_view id) const;

  /// Concepts that these words name, in any order and whatever the function words between them ("cancer of the breast" names
  /// breast cancer); several for an ambiguous abbreviation.
  [[nodiscard]] std::vector<ConceptIndex> named(std::string_view phrase) const;

  /// The same for content words that are normalised already.
  [[nodiscard]] std::vector<ConceptIndex> named(std::span<const std::string> content) const;

  /// The number of a normalised word that stands in some name, from 1; 0 when no name has it.
  [[nodiscard]] std::uint32_t word_number(std::string_view word) const;

  /// Longest concept name that starts at `words[0]`; `length` = words it takes, 0 when none does. `words` are normalised
  /// (`normalise_word`), `cased` the same words as written, which names marked "=" (exact case) are held against.
  struct Match {
    std::vector<ConceptIndex> concepts;
    std::size_t length = 0;
  };
  [[nodiscard]] Match longest(std::span<const std::string> words, std::span<const std::string_view> cased) const;

  /// The same for words by their numbers: a text whose positions are all tried looks each word up once.
  [[nodiscard]] Match longest(std::span<const std::uint32_t> numbers, std::span<const std::string_view> cased) const;

  /// Concepts that carry the code itself or a prefix of it.
  [[nodiscard]] std::vector<ConceptIndex> coded(std::string_view system, std::string_view code) const;

  /// Is `narrower` the same as `broader` or somewhere below it?
  [[nodiscard]] bool is_a(ConceptIndex narrower, ConceptIndex broader) const;

  /// Measurements that by themselves define the condition ("anemia" by hemoglobin), the customary one first.
  [[nodiscard]] std::vector<ConceptIndex> measured_by(ConceptIndex condition) const;

  /// A value that tells of a condition, diagnosed or not: a potassium above 5.5 mmol/L is a hyperkalemia, one above 5.0 may be.
  /// Conventional limits of adults, `vocabulary/told-by.tsv`.
  struct TellingValue {
    ConceptIndex measurement = 0;
    std::string_view sex;     ///< "male", "female"; "" = of either
    bool above = true;        ///< else below
    double may = 0;           ///< from here on the condition may be there, in `unit`
    std::optional<double> surely;  ///< from here on it is; empty when no value says so by itself
    std::string_view unit;    ///< UCUM
    int months = 12;          ///< how old the latest value may be
  };
  [[nodiscard]] std::span<const TellingValue> told_by(ConceptIndex condition) const;

  [[nodiscard]] AnalyteUnits analyte(ConceptIndex i) const;

  /// "sha256:…" over the tables, for the provenance of results.
  [[nodiscard]] const std::string& digest() const noexcept { return digest_; }

 private:
  friend class VocabularyLoader;
  struct Names;
  std::vector<Concept> concepts_;
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>{}(id); }
  };
  std::unordered_map<std::string, ConceptIndex, IdHash, std::equal_to<>> by_id_;
  std::unordered_map<ConceptIndex, std::vector<ConceptIndex>> measured_by_;
  std::unordered_map<ConceptIndex, std::vector<TellingValue>> told_by_;
  std::shared_ptr<const Names> names_;
  std::string digest_;
};

/// One word as matching sees it: lower case, American spelling, singular, a synonym class's first member (cardiac → heart).
[[nodiscard]] std::string normalise_word(std::string_view word);

/// A phrase as its normalised content words in order; function words ("of", "the", "in") dropped, hyphens split.
[[nodiscard]] std::vector<std::string> content_words(std::string_view phrase);

}  // namespace elig
