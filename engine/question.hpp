// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/formula.hpp"
#include "engine/words.hpp"
#include "grammar/ast.hpp"
#include "grammar/vocabulary.hpp"
#include "patients/fact.hpp"

namespace elig::engine {

/// How a condition lives in time: a stroke happens on a day, a pneumonia passes, a diabetes stays.
enum class Course { lasting, event, episode };

/// From the words that mean a happening or a passing thing in any disease.
[[nodiscard]] Course course_of(const std::vector<std::string>& words);

/// `why` of an atom that says of whom a rule speaks; set where rules are made ready, never in a rule.
inline constexpr const char* guard_mark = "guard";

/// An atom made ready to be asked of any number of records: its concept resolved, its words sorted. Two atoms with the same
/// `key` ask the same. Immutable.
struct Question {
  Atom atom;                                ///< without its spans
  std::optional<ConceptIndex> concept_;     ///< empty when the phrase is outside the vocabulary
  std::vector<ConceptIndex> broader;        ///< strictly broader concepts
  std::vector<std::string> words;           ///< sorted, without doubles
  bool category = false;                    ///< a class whose members the vocabulary does not list ("… inhibitors" outside it,
                                            ///< `vague` inside it): that none is on record cannot be told from the record's words
  Course course = Course::lasting;
  struct Exception {
    std::optional<ConceptIndex> concept_;
    std::vector<std::string> words;         ///< sorted
    bool certain = true;
    std::optional<Window> window;           ///< only what began, or with `over` ended, so long ago
    bool over = false;
  };
  std::vector<Exception> exceptions;        ///< "other than …": entries that do not count
  struct Purpose {
    std::optional<ConceptIndex> concept_;
    std::vector<std::string> words;         ///< sorted
    bool certain = true;
  };
  std::vector<Purpose> purposes;            ///< "for …": what it was given or done for, any of these
  bool timed_exceptions = false;            ///< some of them only from a day on, or when they are over
  std::string key;

  // What every answer would else work out anew; it depends on the question alone.
  std::vector<WordNumber> numbers;          ///< of `words`
  std::vector<char> telling;                ///< by word: not commonplace
  struct Qualifier {
    std::string text;
    std::vector<std::vector<std::string>> either;  ///< content words of each alternative
    std::vector<std::optional<ConceptIndex>> kinds;///< the kind of disease that each names: eye diseases of "eye", autoimmune ones of "autoimmune"
  };
  std::vector<Qualifier> qualifiers;
  std::optional<std::uint32_t> selection;   ///< questions with the same number are about the same recorded values
  std::optional<std::uint32_t> selection_by_concept;  ///< the same, in records that hold the concept: whatever words name it
  std::vector<Bound> bounds;                ///< the atom's; of a stage in plain words, the one it names
  std::vector<std::string> heard;           ///< words of phrase, concept and id together: pregnancy, contraception, smoking
  Sex only = Sex::unknown;                  ///< the one sex that can have it
  bool another = false;                     ///< "another cancer": beside the one that the study is about
  bool guard = false;                       ///< it says of whom a rule speaks
  bool pregnancy = false;                   ///< pregnancy or lactation, which have their own evidence
  bool pregnancy_test = false;              ///< the result of a test for pregnancy, likewise
  bool reproductive = false;                ///< another concept of reproduction
  bool infection = false;                   ///< an infection, which tests for the germ settle
  bool acuity = false;                      ///< a visual acuity, which results write as "20/40"
  bool categorised = false;                 ///< metastases, of which the M or N category of a staging tells
  bool told_by_values = false;              ///< measurements tell of it where no diagnosis does
  bool names_its_result = false;            ///< a marker whose very name says the result that is meant
  /// What an allergy is to, where the words name no substance.
  enum class Unnamed {
    none,
    any_drug,    ///< "drug allergy"
    study_drug,  ///< "the study drug", "its active ingredient": the protocol knows which
    excipient,   ///< "its excipients", of a drug that is named beside it
    vaccine,     ///< "any component of the vaccine"
    cell_product, ///< "products of hamster ovary cells", which antibodies are
    relative     ///< "drugs related to" what is named
  } allergen = Unnamed::none;
  std::string_view ordinal, answers;        ///< the vocabulary's scale of a score, and its coded steps
  AnalyteUnits analyte;
  Formula formula = Formula::none;          ///< that gives the value where nobody recorded it
  std::optional<ConceptIndex> staged;       ///< kind stage: the named disease
  std::optional<ConceptIndex> spread;       ///< of metastases in a certain place: metastases anywhere
  std::optional<ConceptIndex> habit;        ///< of a substance that is no medicine: what using it is called ("smoker" of tobacco)
  /// Types of entry that would hold a drug, a therapy, a procedure.
  struct Kept {
    bool medications = false, procedures = false, immunizations = false, encounters = false, observations = false;
  } kept;

  Question(const Atom& from, const Vocabulary& vocabulary, Words& known);
  [[nodiscard]] const char* name(const Vocabulary& vocabulary) const;  ///< for a person

 private:
  void prepare(const Vocabulary& vocabulary);
};

/// The atom in a canonical spelling without spans: equal texts ask the same thing.
[[nodiscard]] std::string canonical(const Atom& atom);

/// A whole rule in canonical spelling, for digests.
[[nodiscard]] std::string canonical(const Rule& rule);

}  // namespace elig::engine
