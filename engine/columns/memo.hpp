// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/columns/family.hpp"
#include "engine/columns/planes.hpp"
#include "engine/record.hpp"

namespace elig::engine {

struct Ask;

/// What a family sees of a record, as a number: equal numbers, equal sights.
using Sight = std::uint64_t;

/// Answers given once and remembered: patients are different people with the same few diagnoses, drugs and results. For one
/// thread.
class Memo {
 public:
  /// Entries with the same number are the same to every question of the lens `entries`, edges of windows apart.
  [[nodiscard]] std::uint32_t number_of(const Record::Entry& entry, Sort sort, Day as_of);

  /// An entry as a calendar sees it: its number, and where its dates lie among the days.
  [[nodiscard]] static std::uint64_t view_of(std::uint32_t number, const Fact& fact, std::span<const Day> days) noexcept;
  /// With how it meets a question.
  [[nodiscard]] static std::uint64_t met(std::uint64_t view, Match match) noexcept { return view | std::uint64_t{static_cast<std::uint8_t>(match)} << 56; }
  /// With its place in the order of time.
  static constexpr unsigned most_ranks = 60;
  [[nodiscard]] static std::uint64_t ranked(std::uint64_t view, unsigned rank) noexcept { return view | std::uint64_t{rank} << 56; }

  /// Views, in an order that counts or else sorted and without doubles.
  [[nodiscard]] Sight sight_of(std::span<const std::uint64_t> views);
  /// What was chosen among numbers, as it lies among the marks; with `states`, also how it was reported. `example` is a
  /// question of the family.
  [[nodiscard]] Sight sight_of(const Selection& selection, const Marks& marks, bool states, const Ask& ask, const Question& example);

  /// What a family sees of a record, for a `person` of this kind.
  struct Key {
    Sight sight = 0;
    std::uint32_t person = 0, family = 0;
    bool operator==(const Key&) const = default;
  };
  [[nodiscard]] static std::uint64_t hash(const Key& key) noexcept;
  /// Calls for the place of what is kept there: it lies far apart in memory.
  void fetch(std::uint64_t hash) const noexcept {
#if defined(__GNUC__)
    __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
#endif
  }
  /// What each of the family's members, in their order, makes of it; null until it is kept. Good until the next `keep`.
  [[nodiscard]] const std::uint8_t* find(const Key& key, std::uint64_t hash, std::size_t members) const noexcept;
  /// Room for them, to be filled at once. Nothing must be kept there yet.
  [[nodiscard]] std::uint8_t* keep(const Key& key, std::uint64_t hash, std::size_t members);

  /// Forgets everything when it has grown large; between patients only, as sorts and sights are void then.
  void trim();

 private:
  struct EntryKey {
    const Binding* code;
    const Binding* value;
    std::uint64_t traits;
    std::string beside;
    bool operator==(const EntryKey&) const = default;
  };
  struct EntryHash {
    std::size_t operator()(const EntryKey& key) const noexcept;
  };
  /// A list of words kept in `words_`.
  struct List {
    const std::uint64_t* first;
    std::size_t size;
    bool operator==(const List& other) const noexcept;
  };
  struct ListHash {
    std::size_t operator()(const List& list) const noexcept;
  };
  /// What is kept for a key: the codes of a few members themselves, or where those of many are.
  struct alignas(32) Slot {
    static constexpr std::uint32_t nobody = 0xffffffff;
    static constexpr std::size_t few = 16;
    Key key{0, nobody, 0};              ///< nobody's: nothing is kept
    std::array<std::uint8_t, few> codes{};
  };
  [[nodiscard]] static std::uint8_t* codes_of(const Slot& slot, std::size_t members) noexcept;
  [[nodiscard]] Slot& free_slot(std::uint64_t hash) noexcept;
  void grow();
  /// Memory that stays where it is until all of it is given back.
  template <typename T>
  class Blocks {
   public:
    T* take(std::size_t count) {
      constexpr std::size_t block = 1U << 16;
      if (left_ < count) {
        left_ = count < block ? block : count;
        blocks_.push_back(std::make_unique<T[]>(left_));
        next_ = blocks_.back().get();
      }
      left_ -= count;
      return std::exchange(next_, next_ + count);
    }
    void clear() { blocks_.clear(), left_ = 0, next_ = nullptr; }

   private:
    std::vector<std::unique_ptr<T[]>> blocks_;
    std::size_t left_ = 0;
    T* next_ = nullptr;
  };

  void hear_beside(const Fact& fact);
  [[nodiscard]] Sight number_of(std::span<const std::uint64_t> words);
  [[nodiscard]] std::uint64_t number_of(std::string_view text);

  std::unordered_map<EntryKey, std::uint32_t, EntryHash> entries_;
  EntryKey key_{};  ///< of the entry at hand
  boost::unordered_flat_map<List, Sight, ListHash> lists_;
  Blocks<std::uint64_t> words_;
  std::vector<Slot> slots_ = std::vector<Slot>(1U << 10);  ///< as many as a power of two; a key is at its hash or in the next that was free
  std::size_t kept_ = 0;
  Blocks<std::uint8_t> codes_;
  std::unordered_map<std::string, std::uint64_t> texts_;
  std::vector<std::uint64_t> room_;
  std::size_t bytes_ = 0;
};

}  // namespace elig::engine
