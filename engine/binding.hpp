// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/question.hpp"
#include "engine/reading.hpp"
#include "engine/topic.hpp"
#include "engine/words.hpp"
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

  // What questions ask of the text again and again.
  std::vector<std::string> label;              ///< content words of its label, in order
  std::vector<std::vector<std::string>> names; ///< content words of the names of `specific`
  std::vector<WordNumber> known;               ///< those of `words` that any question has, sorted
  std::uint8_t topics = 0;                     ///< bits of Topic
  Course course = Course::lasting;             ///< of a condition, by its words
  Result result = Result::unclear;             ///< read as a result
  std::vector<std::string> taken;              ///< conditions: words that are part of longer names, as the "hypertension" of portal hypertension
  std::vector<ConceptIndex> apart;             ///< what it is not, though its name has the words
  AnalyteUnits analyte;                        ///< of the first specific concept that needs any
  std::uint32_t number = 0;                    ///< counted from 0 within its Bindings
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

[[nodiscard]] Binding bind(const CodedText& text, FactKind kind, const Vocabulary& vocabulary, const NameIndex& names, const Words& words);

/// Bindings of distinct coded texts. For one thread; references stay valid as long as the cache.
class Bindings {
 public:
  /// `words`: those of all questions that will be asked.
  Bindings(const Vocabulary& vocabulary, const NameIndex& names, const Words& words) : vocabulary_(&vocabulary), names_(&names), words_(&words) {}
  const Binding& of(const CodedText& text, FactKind kind);
  [[nodiscard]] std::size_t size() const noexcept { return cache_.size(); }

  /// UCUM code of a recorded unit, "" when the table does not know it.
  std::string_view unit_of(const std::string& recorded);
  /// Concepts that carry a LOINC code.
  const std::vector<ConceptIndex>& measured(std::string_view loinc);

 private:
  struct At {
    const CodedText* text;
    FactKind kind;
    bool operator==(const At&) const = default;
  };
  struct AtHash {
    std::size_t operator()(const At& at) const noexcept { return std::hash<const void*>{}(at.text) * 8 + static_cast<std::size_t>(at.kind); }
  };
  struct Seen {
    CodedText text;  ///< what stood there: a text that is gone may have left its place to another
    const Binding* binding;
  };

  const Vocabulary* vocabulary_;
  const NameIndex* names_;
  const Words* words_;
  std::unordered_map<std::string, Binding> cache_;
  std::unordered_map<At, Seen, AtHash> seen_;
  std::unordered_map<std::string, std::string> units_;
  std::map<std::string, std::vector<ConceptIndex>, std::less<>> by_loinc_;
};

/// Words that say how or on what something was measured ("serum", "level", "automated"), never what.
[[nodiscard]] bool how_measured(std::string_view word);

/// `concepts` without those that have a narrower one among them; sorted, without doubles.
[[nodiscard]] std::vector<ConceptIndex> narrowest(std::vector<ConceptIndex> concepts, const Vocabulary& vocabulary);

/// `concepts` and everything broader; sorted, without doubles.
[[nodiscard]] std::vector<ConceptIndex> with_broader(const std::vector<ConceptIndex>& concepts, const Vocabulary& vocabulary);

}  // namespace elig::engine
