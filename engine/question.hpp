// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/vocabulary.hpp"

namespace elig::engine {

/// How a condition lives in time: a stroke happens on a day, a pneumonia passes, a diabetes stays.
enum class Course { lasting, event, episode };

/// From the words that mean a happening or a passing thing in any disease.
[[nodiscard]] Course course_of(const std::vector<std::string>& words);

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
  };
  std::vector<Exception> exceptions;        ///< "other than …": entries that do not count
  std::string key;

  Question(const Atom& from, const Vocabulary& vocabulary);
  [[nodiscard]] const char* name(const Vocabulary& vocabulary) const;  ///< for a person
};

/// The atom in a canonical spelling without spans: equal texts ask the same thing.
[[nodiscard]] std::string canonical(const Atom& atom);

/// A whole rule in canonical spelling, for digests.
[[nodiscard]] std::string canonical(const Rule& rule);

}  // namespace elig::engine
