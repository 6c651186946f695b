// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "grammar/vocabulary.hpp"

namespace elig {

/// A table that cannot be read. `what()` is one line for a person: file, line, reason.
class VocabularyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The built-in vocabulary and what a user adds to it. docs/vocabulary.md says how collisions are settled.
/// Not thread-safe; what it builds is immutable and may be shared.
class VocabularyBuilder {
 public:
  VocabularyBuilder();
  ~VocabularyBuilder();
  VocabularyBuilder(VocabularyBuilder&&) noexcept;
  VocabularyBuilder& operator=(VocabularyBuilder&&) noexcept;

  /// A table in the form of the built-in ones; `name` is for messages. Throws VocabularyError, and is then of no further use.
  void add_table(std::string_view content, const std::string& name);

  /// Hands the bytes of a file, in order and in pieces of any size, to `take`; false when there is no such file.
  using Files = std::function<bool(std::string_view file, const std::function<void(std::string_view piece)>& take)>;

  /// A folder of OHDSI Athena: CONCEPT.csv, and where they are there CONCEPT_RELATIONSHIP.csv, CONCEPT_SYNONYM.csv and
  /// CONCEPT_ANCESTOR.csv, each read once. `folder` is for messages. Throws VocabularyError, and what `files` throws. A million
  /// concepts with all their ancestors take about 1.5 GB and, on one core, a quarter of a minute.
  void add_athena(const std::string& folder, const Files& files);

  /// The whole. Call it once, last. Throws VocabularyError when an added table names a parent that nobody has.
  [[nodiscard]] std::shared_ptr<const Vocabulary> build();

 private:
  std::unique_ptr<class VocabularyLoader> loader_;
};

}  // namespace elig
