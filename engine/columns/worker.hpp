// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/columns/family.hpp"
#include "engine/columns/memo.hpp"
#include "engine/columns/person_class.hpp"
#include "engine/columns/planes.hpp"
#include "engine/columns/touch.hpp"
#include "engine/record.hpp"

namespace elig::engine {

/// Answers of one question to up to 64 patients; bits outside `asked` stand for nothing.
struct Patch {
  AtomNumber question = 0;
  Word asked = 0, true_ = 0, false_ = 0, manual = 0;
};

/// Something that a family sees and that may be remembered.
struct Look {
  Memo::Key key;
  std::uint64_t hash = 0;
  Found found;                          ///< lens diagnoses
};

/// A family that the patient at hand has to do with, and its looks.
struct Visit {
  std::uint32_t family = 0, first = 0, count = 0;
  std::uint8_t told = 0;                ///< lens diagnoses: what answers and tests say, in the bits that diagnoses leave
  Memo::Key whole;                      ///< lens diagnoses, one look: what is concluded from it
  std::uint64_t hash = 0;               ///< of `whole`
};

/// What one thread keeps between patients.
struct Worker {
  Bindings bindings;
  Record record;
  Patient room;
  Memo memo;
  std::unordered_map<std::string, PersonClass*> classes;

  // Touched groups by number of the binding (of a value: by number and kind).
  template <typename Group>
  struct Touching {
    bool known = false;
    std::vector<Group> groups;
  };
  std::vector<Touching<TouchIndex::Touched>> by_code;
  std::vector<Touching<GroupNumber>> by_value;

  // Of the patient at hand: the groups touched, each with a chain of the entries that touch it.
  struct Chain {
    std::uint32_t stamp = 0, first = 0, last = 0;
  };
  struct Link {
    std::uint32_t entry, next;
    std::uint8_t bound, unbound;        ///< as TouchIndex::Touched
  };
  std::uint32_t stamp = 0;
  std::vector<Chain> chains;            ///< by group
  std::vector<Link> links;
  std::vector<GroupNumber> touched;
  static constexpr std::uint32_t no_number = 0xffffffff;
  std::array<std::vector<std::uint32_t>, 3> numbers;  ///< by Sort and entry
  std::optional<bool> metastases;

  // Of the group at hand.
  std::vector<Link> entries;
  bool found = false;                   ///< its diagnoses have been looked for
  Finds finds;
  std::uint8_t told = 0;                ///< Visit::told

  // Of the next families to be answered.
  std::vector<Visit> visits;
  std::vector<Look> looks;
  std::vector<std::uint8_t> codes, fresh;  ///< of a family
  std::vector<std::unique_ptr<std::uint8_t[]>> conclusions;  ///< by family, sex and whether diagnoses are held: by state and member
  std::vector<Day> days;
  static constexpr std::size_t persons = 6;
  std::vector<std::uint64_t> views;

  Worker(const Vocabulary& vocabulary, const NameIndex& names, const Words& words, const Families& made)
      : bindings(vocabulary, names, words), record(bindings), chains(made.groups()), conclusions(made.all().size() * persons), cells_(made.order().size()), asked_family_(made.all().size(), 0) {}

  void touch(TouchIndex::Touched by, std::uint32_t entry) {
    Chain& chain = chains[by.group];
    const auto link = static_cast<std::uint32_t>(links.size());
    if (chain.stamp != stamp) {
      chain = {stamp, link, link};
      touched.push_back(by.group);
    } else {
      if (links[chain.last].entry == entry) return;
      links[chain.last].next = link;
      chain.last = link;
    }
    links.push_back({entry, link, by.bound, by.unbound});
  }
  /// The entries that touch a group, in the order of the record.
  void list(GroupNumber group) {
    entries.clear();
    for (std::uint32_t link = chains[group].first;; link = links[link].next) {
      entries.push_back(links[link]);
      if (links[link].next == link) break;
    }
  }

  /// An answer of the patient whose bit it is; `place` as in Families::order.
  void put(std::uint32_t place, Word bit, Code code) {
    if (asked(cells_[place]) == 0) alone_.push_back(place);
    set(place, bit, code);
  }
  void put_instead(std::uint32_t place, Word bit, Code code) {
    for (Word& word : cells_[place]) word &= ~bit;
    put(place, bit, code);
  }
  void put(std::uint32_t number, const Family& family, Word bit, const std::uint8_t* of_members) {
    if (asked_family_[number] == 0) families_.push_back(number);
    asked_family_[number] = 1;
    for (std::uint32_t i = 0; i < family.count; ++i) set(family.first + i, bit, static_cast<Code>(of_members[i]));
  }
  [[nodiscard]] bool answered(std::uint32_t place, Word bit) const { return (asked(cells_[place]) & bit) != 0; }
  /// Calls for the place of a family's answers in memory before they are there.
  void fetch(const Family& family) const {
#if defined(__GNUC__)
    __builtin_prefetch(&cells_[family.first], 1);
#endif
  }

  /// All answers so far.
  std::vector<Patch> take(const Families& made) {
    std::vector<Patch> patches;
    const auto add = [&](std::uint32_t place) {
      Cell& cell = cells_[place];
      if (asked(cell) == 0) return;
      const auto of = [&cell](Code code) { return cell[static_cast<std::size_t>(code)]; };
      patches.push_back({made.order()[place], asked(cell), of(Code::true_), of(Code::false_), of(Code::manual)});
      cell = {};
    };
    for (std::uint32_t number : families_) {
      const Family& family = made.all()[number];
      for (std::uint32_t i = family.first; i < family.first + family.count; ++i) add(i);
      asked_family_[number] = 0;
    }
    for (std::uint32_t place : alone_) add(place);
    families_.clear();
    alone_.clear();
    return patches;
  }

 private:
  /// Whom a question was answered in which way, up to 64 patients: by Code.
  using Cell = std::array<Word, 4>;
  [[nodiscard]] static Word asked(const Cell& cell) { return cell[0] | cell[1] | cell[2] | cell[3]; }
  void set(std::uint32_t place, Word bit, Code code) { cells_[place][static_cast<std::size_t>(code)] |= bit; }

  std::vector<Cell> cells_;             ///< by place
  std::vector<char> asked_family_;
  std::vector<std::uint32_t> families_, alone_;  ///< those that anybody was asked
};

}  // namespace elig::engine
