// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/vocabulary.hpp"

/// The names and codes of a vocabulary, made for millions of them: words are numbered, and the trie over them is one flat table.
namespace elig {

/// A name's words as they stand, function words included, not yet normalised.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

struct Vocabulary::Names {
  using Few = boost::container::small_vector<ConceptIndex, 2>;
  struct Entry {
    ConceptIndex concept_index;
    std::uint32_t cased;  // 0 = any case; else the words must stand exactly as in `exact[cased]`, joined by blanks
  };
  using Entries = boost::container::small_vector<Entry, 1>;

  /// Room for about as many names.
  void expect(std::size_t names) {
    numbers_.reserve(names / 2);
    edges_.reserve(names);
    entries_.reserve(names);
    bags_.reserve(names);
  }
  /// `form` as a name of `c`; "=" before it, or capitals that are an English word, make it count in exactly its case only.
  void add(std::string_view form, ConceptIndex c);
  void add_code(const ConceptCode& code, ConceptIndex c);

  [[nodiscard]] std::uint32_t word_number(std::string_view word) const {
    const auto it = numbers_.find(word);
    return it == numbers_.end() ? 0 : it->second;
  }
  [[nodiscard]] const Few* bag(std::span<const std::string> content) const;
  [[nodiscard]] Match longest(std::span<const std::uint32_t> numbers, std::span<const std::string_view> cased) const;
  [[nodiscard]] const Few* coded(const std::string& key, bool prefix) const;

  std::vector<boost::container::small_vector<ConceptIndex, 4>> ancestors;  // sorted, the concept itself included

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  template <typename Value>
  using ByText = boost::unordered_flat_map<std::string, Value, Hash, std::equal_to<>>;

  [[nodiscard]] std::uint32_t number(std::string_view word);
  [[nodiscard]] std::string bag_key(std::vector<std::uint32_t>& numbers) const;

  ByText<std::uint32_t> numbers_;                                    // of normalised words, from 1
  std::vector<std::uint32_t> roots_;                                 // by the number of a name's first word: its node, 0 = none
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> edges_;    // node and word → node, below the roots
  boost::unordered_flat_map<std::uint32_t, Entries> entries_;        // names that end at a node
  std::uint32_t nodes_ = 1;
  std::vector<std::string> exact_{std::string()};
  ByText<Few> bags_;                                                 // sorted numbers of a name's content words
  ByText<Few> codes_;                                                // "SYSTEM:code"
  ByText<Few> prefixes_;                                             // the same for codes that stand for all below them
};

}  // namespace elig
