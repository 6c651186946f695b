// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "grammar/vocabulary.hpp"
#include "grammar/vocabulary_builder.hpp"

namespace elig {

[[nodiscard]] std::optional<ConceptKind> concept_kind(std::string_view word) noexcept;

/// Bytes so far as "sha256:…".
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
  void take(std::string_view bytes);
  [[nodiscard]] std::string text();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Fills a vocabulary: the built-in tables first, then what is added, then everything is linked.
class VocabularyLoader {
 public:
  VocabularyLoader();

  void add_table(std::string_view content, const std::string& name);
  void add_athena(const std::string& folder, const VocabularyBuilder::Files& files);
  [[nodiscard]] std::shared_ptr<const Vocabulary> finish();

  // ---- for the readers

  Digest digest;

  [[nodiscard]] ConceptIndex size() const { return static_cast<ConceptIndex>(vocabulary_->concepts_.size()); }
  [[nodiscard]] Concept& at(ConceptIndex i) { return vocabulary_->concepts_[i]; }

  /// `c` with `parents` by id, or what `c` adds to the concept that has its id already. Its index.
  ConceptIndex add(Concept c, std::vector<std::string> parents, const std::string& where);

  /// `parent` is broader than `child`. Left out where it would make a circle.
  void add_parent(ConceptIndex child, ConceptIndex parent) { added_.emplace_back(child, parent); }

  /// The concept's own name does not count in texts: it is taken.
  void hide_name(ConceptIndex c);

 private:
  void add_narrower(Concept& c);
  void read_builtin(std::string_view table);
  void link_parents();
  void break_circles();
  void link_names();
  void link_ancestors();
  void link_measured_by();
  void link_told_by();

  struct Parent {
    std::string id;
    std::string where;  // file and line, "" for built-in
  };
  std::shared_ptr<Vocabulary> vocabulary_ = std::make_shared<Vocabulary>();
  std::vector<std::vector<Parent>> parents_;                        // by concept, of tables
  std::vector<std::pair<ConceptIndex, ConceptIndex>> added_;        // child, parent; of what a user added
  std::vector<bool> hidden_;
};

}  // namespace elig
