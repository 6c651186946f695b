// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/vocabulary.hpp"
#include "patients/fact.hpp"

/// What the words and codes of a record's entry mean in the vocabulary. Depends on nothing but the coded text and the kind
/// of entry, so it is worked out once for each distinct one.
namespace elig::engine {

struct Binding {
  std::vector<ConceptIndex> specific;  ///< the narrowest concepts it names, sorted
  std::vector<ConceptIndex> covers;    ///< those and every broader one, sorted
  /// Observations: concepts that its words mention among other words ("leukocytes" of "band forms/100 leukocytes"). Such an
  /// entry is about them but its number need not be theirs.
  std::vector<ConceptIndex> mentions;
  std::vector<std::string> words;      ///< content words of what it asserts, sorted, without doubles
  bool historical = false;             ///< "history of", "old", "status post"
  bool remission = false;              ///< "in remission", "resolved"
  bool doubtful = false;               ///< "suspected", "possible", "rule out"
};

/// The vocabulary's names of several words, found whatever the order of the words ("carcinoma of lung, small cell").
/// Immutable; share between threads.
class NameIndex {
 public:
  explicit NameIndex(const Vocabulary& vocabulary);
  /// Concepts one of whose names has all its words in `words` (sorted, without doubles).
  [[nodiscard]] std::vector<ConceptIndex> within(const std::vector<std::string>& words) const;

 private:
  struct Name {
    std::vector<std::string> words;  ///< sorted
    ConceptIndex concept_index;
  };
  std::unordered_map<std::string, std::vector<Name>> by_first_;  ///< by the alphabetically first word
};

[[nodiscard]] Binding bind(const CodedText& text, FactKind kind, const Vocabulary& vocabulary, const NameIndex& names);

/// Bindings of distinct coded texts. For one thread; references stay valid as long as the cache.
class Bindings {
 public:
  Bindings(const Vocabulary& vocabulary, const NameIndex& names) : vocabulary_(&vocabulary), names_(&names) {}
  const Binding& of(const CodedText& text, FactKind kind);

 private:
  const Vocabulary* vocabulary_;
  const NameIndex* names_;
  std::unordered_map<std::string, Binding> cache_;
};

/// Words that say how or on what something was measured ("serum", "level", "automated"), never what.
[[nodiscard]] bool how_measured(std::string_view word);

/// `concepts` without those that have a narrower one among them; sorted, without doubles.
[[nodiscard]] std::vector<ConceptIndex> narrowest(std::vector<ConceptIndex> concepts, const Vocabulary& vocabulary);

/// `concepts` and everything broader; sorted, without doubles.
[[nodiscard]] std::vector<ConceptIndex> with_broader(const std::vector<ConceptIndex>& concepts, const Vocabulary& vocabulary);

}  // namespace elig::engine
