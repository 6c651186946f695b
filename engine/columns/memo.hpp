// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/columns/person_class.hpp"
#include "engine/columns/planes.hpp"
#include "engine/record.hpp"

namespace elig::engine {

/// Whether the answer, where entries touch the question, depends on nothing but the class of person and the *set* of these
/// entries, each as `Memo` tells them apart: questions without window, number or bound about what is or was there. (What
/// tests, latest results and other entries settle is left out.)
[[nodiscard]] bool timeless(const Question& question, const Vocabulary& vocabulary);

/// Answers to timeless questions, given once and remembered: patients are different people with the same few diagnoses and
/// drugs. For one thread.
class Memo {
 public:
  using Sort = std::uint32_t;

  /// Entries of one sort are the same to every timeless question: same code and result, standing and certainty, the same words
  /// beside the code, and dates on the same sides of the as-of date and of three months before it.
  Sort sort_of(const Record::Entry& entry, Day as_of, std::span<const AtomNumber> by_code, std::span<const AtomNumber> by_value);

  /// Timeless questions that entries of the sort touch, sorted.
  [[nodiscard]] const std::vector<AtomNumber>& touched(Sort sort) const { return touched_[sort]; }

  static constexpr std::uint8_t not_yet = 255;
  /// The answer where one sort touches the question, `touched(sort)[place]`; not_yet until it is set.
  [[nodiscard]] std::uint8_t& of_one(const PersonClass& person, Sort sort, std::size_t place);
  /// The answer where several do, sorted; few enough to come again in this company.
  static constexpr std::size_t several = 3;
  [[nodiscard]] std::uint8_t& of_several(const PersonClass& person, AtomNumber question, std::span<const Sort> sorts);

  /// Forgets everything when it has grown large. Sorts are void then.
  void trim();

 private:
  struct Key {
    const Binding* code;
    const Binding* value;
    std::uint64_t traits;
    std::string beside;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  std::unordered_map<Key, Sort, KeyHash> sorts_;
  Key key_;  ///< of the entry at hand
  std::vector<std::vector<AtomNumber>> touched_;
  std::unordered_map<const PersonClass*, std::vector<std::vector<std::uint8_t>>> one_;
  struct Several {
    std::uint64_t person_question, sorts;
    bool operator==(const Several&) const = default;
    friend std::size_t hash_value(const Several& s) noexcept { return boost::hash_value(std::pair(s.person_question, s.sorts)); }
  };
  boost::unordered_flat_map<Several, std::uint8_t> several_;
  std::unordered_map<const PersonClass*, std::uint32_t> numbers_;
  std::size_t answers_ = 0;
};

}  // namespace elig::engine
