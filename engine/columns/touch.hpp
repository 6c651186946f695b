// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/footprint.hpp"
#include "engine/program.hpp"
#include "engine/record.hpp"

namespace elig::engine {

/// Number of a group of questions that are touched by the same entries.
using GroupNumber = std::uint32_t;

/// Which questions an entry of a record has to do with: those in whose footprint it lies. All others answer as if it were
/// not there. Immutable; share between threads.
class TouchIndex {
 public:
  /// `examples`: a question of each group. `footprints` by question.
  TouchIndex(std::span<const AtomNumber> examples, std::span<const Question> questions, std::span<const Footprint> footprints, std::size_t words);

  /// What of a question and its footprint decides which entries touch it: equal texts, same entries.
  [[nodiscard]] static std::string key(const Question& question, const Footprint& looked);

  /// How an entry meets what the questions of a group name (Record::find): in a record that holds their concept, and else.
  struct Touched {
    GroupNumber group = 0;
    std::uint8_t bound = no_match, unbound = no_match;  ///< Match
  };
  static constexpr std::uint8_t no_match = 255;         ///< what is looked up is found in another way

  /// Groups that an entry of this kind touches by its code …
  [[nodiscard]] std::vector<Touched> by_code(const Binding& code, FactKind kind) const;
  /// … by its coded result …
  [[nodiscard]] std::vector<GroupNumber> by_value(const Binding& value, FactKind kind) const;
  /// … and by having a stage.
  [[nodiscard]] const std::vector<GroupNumber>& by_stage() const noexcept { return staged_; }

 private:
  struct Looked {
    GroupNumber group;
    Kinds kinds;
  };
  void by_topic(std::uint8_t topics, FactKind kind, std::vector<GroupNumber>& out) const;

  std::vector<const Question*> examples_;                  ///< by group
  std::vector<Kinds> named_;                               ///< by group
  std::unordered_map<ConceptIndex, std::vector<GroupNumber>> concept_, broader_;
  std::vector<std::vector<GroupNumber>> word_;
  std::unordered_map<ConceptIndex, std::vector<Looked>> of_;
  std::unordered_map<ConceptIndex, std::vector<GroupNumber>> value_;
  std::array<std::vector<Looked>, 8> topic_;               ///< by bit
  std::vector<GroupNumber> staged_;
};

}  // namespace elig::engine
