// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/footprint.hpp"
#include "engine/program.hpp"
#include "engine/record.hpp"

namespace elig::engine {

/// Which questions an entry of a record has to do with: those in whose footprint it lies. All others answer as if it were
/// not there. Immutable; share between threads.
class TouchIndex {
 public:
  /// `footprints` by question.
  TouchIndex(std::span<const Question> questions, std::span<const Footprint> footprints, std::size_t words);

  /// Questions that an entry of this kind touches by its code …
  [[nodiscard]] std::vector<AtomNumber> by_code(const Binding& code, FactKind kind) const;
  /// … by its coded result …
  [[nodiscard]] std::vector<AtomNumber> by_value(const Binding& value, FactKind kind) const;
  /// … and by having a stage.
  [[nodiscard]] const std::vector<AtomNumber>& by_stage() const noexcept { return staged_; }

 private:
  struct Looked {
    AtomNumber question;
    Kinds kinds;
  };
  [[nodiscard]] bool names(const Question& question, const Binding& code) const;
  void by_topic(std::uint8_t topics, FactKind kind, std::vector<AtomNumber>& out) const;

  std::span<const Question> questions_;
  std::vector<Kinds> named_;                               ///< by question
  std::unordered_map<ConceptIndex, std::vector<AtomNumber>> concept_, broader_;
  std::vector<std::vector<AtomNumber>> word_;
  std::unordered_map<ConceptIndex, std::vector<Looked>> of_;
  std::unordered_map<ConceptIndex, std::vector<AtomNumber>> value_;
  std::array<std::vector<Looked>, 8> topic_;               ///< by bit
  std::vector<AtomNumber> staged_;
};

}  // namespace elig::engine
