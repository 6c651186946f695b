// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/atoms/ask.hpp"
#include "engine/program.hpp"

/// What a question looks for in a record, and what it answers where a record holds nothing of it. An answer depends only on the
/// entries that were looked up: a record without any gives the answer of silence, which need not be worked out again.
namespace elig::engine {

/// What a question looks for in a record.
struct Looks {
  bool anew = false;                     ///< it looks at the person, or at the whole record: silence has no one answer to it
  std::uint8_t kinds = 0;                ///< bit of each FactKind whose entries it minds
  std::vector<ConceptIndex> concepts;    ///< entries that are it or narrower
  std::vector<ConceptIndex> broader;     ///< entries that may be narrower than they say
  std::vector<ConceptIndex> values;      ///< coded results that are it or narrower
  std::vector<WordNumber> words;         ///< entries with one of these may be it by their words
  std::uint8_t topics = 0;               ///< bits of Topic
};
[[nodiscard]] constexpr std::uint8_t bit(FactKind kind) noexcept { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind)); }

/// A truth in a byte.
[[nodiscard]] constexpr std::uint8_t packed(AtomTruth a) noexcept { return static_cast<std::uint8_t>(static_cast<unsigned>(a.truth) | (a.manual ? 4U : 0U)); }
[[nodiscard]] constexpr AtomTruth unpacked(std::uint8_t byte) noexcept { return {static_cast<Truth>(byte & 3U), (byte & 4U) != 0}; }

/// Answers to a record that holds nothing the question looks for, by absence policy, sex and resource types held.
struct Silence {
  static constexpr std::size_t cases = 9;  ///< absence (recorded, open, closed) × sex (unknown, male, female)
  std::array<std::uint8_t, cases> none{};  ///< no entry of a type it would stand among
  std::array<std::uint8_t, cases> held{};  ///< entries of such a type
  std::uint8_t types = 0;                  ///< these types, a bit each in the order of Patient::Holds
  std::uint8_t pad = 0;
  friend bool operator==(const Silence&, const Silence&) = default;

  [[nodiscard]] static constexpr std::size_t which(Absence absence, Sex sex) noexcept { return static_cast<std::size_t>(absence) * 3 + static_cast<std::size_t>(sex); }
  [[nodiscard]] AtomTruth of(Absence absence, Sex sex, std::uint8_t held_types) const noexcept {
    return unpacked(((held_types & types) != 0 ? held : none)[which(absence, sex)]);
  }
};
static_assert(sizeof(Silence) == 20);

[[nodiscard]] std::uint8_t types_held(const Patient& patient) noexcept;

/// Asks empty records of every class, and looks on. For one thread; what it is made of must outlive it.
class EmptyRecords {
 public:
  EmptyRecords(const Vocabulary& vocabulary, const NameIndex& names, const Words& words);
  struct Asked {
    Looks looks;
    Silence silence;
  };
  /// `frequency` of a word among questions: of words that an entry must have all, the rarest stands for them.
  [[nodiscard]] Asked ask(const Question& question, const std::vector<std::uint32_t>& frequency);

 private:
  struct Setting {  // an empty record of one class
    Patient patient;
    EngineOptions options;
    std::unique_ptr<Record> record;
  };
  const Vocabulary* vocabulary_;
  Bindings bindings_;  // before the records, which refer to it
  std::array<std::vector<Setting>, Silence::cases> settings_;  ///< none, each type alone, all
};

}  // namespace elig::engine
