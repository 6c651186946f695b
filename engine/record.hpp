// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/binding.hpp"
#include "engine/question.hpp"
#include "patients/fact.hpp"

namespace elig::engine {

/// How an entry meets what is asked for.
enum class Match : std::uint8_t {
  full,     ///< it is the thing, or a narrower one
  broader,  ///< it may or may not be the thing: it names something broader, or shares words with a phrase outside the vocabulary
  mention   ///< an observation that is about the thing among others
};

struct Found {
  std::uint32_t entry = 0;  ///< index into Record::entries
  Match match = Match::full;
};

/// A patient's facts as known on the as-of date, found by concept and by word. For one thread; refers to the patient and to
/// the bindings, which must outlive it.
class Record {
 public:
  struct Entry {
    const Fact* fact = nullptr;
    const Binding* code = nullptr;
    const Binding* value = nullptr;  ///< of a coded value, null without one
  };

  Record(const Patient& patient, Day as_of, Bindings& bindings);

  [[nodiscard]] const Patient& patient() const noexcept { return *patient_; }
  [[nodiscard]] Day as_of() const noexcept { return as_of_; }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const Entry& at(std::uint32_t i) const { return entries_[i]; }

  /// Entries of these kinds that are, or may be, what the question names; in the order of the record.
  [[nodiscard]] std::vector<Found> find(const Question& question, std::initializer_list<FactKind> kinds) const;

  /// Entries that are the concept or a narrower one; in the order of the record.
  [[nodiscard]] std::vector<std::uint32_t> of(ConceptIndex concept_index, std::initializer_list<FactKind> kinds) const;

  /// Observations whose coded result is the concept or a narrower one ("Smokes tobacco daily").
  [[nodiscard]] std::vector<std::uint32_t> with_value(ConceptIndex concept_index) const;

 private:
  using Postings = std::unordered_map<ConceptIndex, std::vector<std::uint32_t>>;
  void words_match(const Question& question, std::vector<Found>& found) const;

  const Patient* patient_;
  Day as_of_;
  std::vector<Entry> entries_;
  Postings covers_, specific_, mentions_, values_;
  // Distinct coded texts and the entries that have them, by word.
  struct Text {
    const Binding* binding;
    std::vector<std::uint32_t> entries;
  };
  std::vector<Text> texts_;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_word_;
};

}  // namespace elig::engine
