// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "patients/cohort/dictionary.hpp"
#include "patients/cohort/row.hpp"

/// Facts packed as they are found, with the texts and strings they use: what one reader hands to the builder at a time.
namespace elig::cohort {

class Batch {
 public:
  using RowNumber = std::uint32_t;

  /// A fact as a row; the rows of one resource that follow each other share its id.
  RowNumber add(const Fact& fact);
  /// The same for a fact whose resource is here already: `prefix` among the strings, and its id.
  RowNumber add(const Fact& fact, Word prefix, Word id);
  Word add_id(std::string_view id);

  void set_id(RowNumber row, Word id) { rows[row].resource = id; }

  TextPool texts;
  StringPool strings;
  std::vector<Row> rows;
  std::vector<Word> words;
  std::vector<std::uint8_t> ids;

  /// About the bytes of its rows.
  [[nodiscard]] std::size_t bytes() const noexcept { return rows.size() * sizeof(Row) + words.size() * sizeof(Word) + ids.size(); }
  [[nodiscard]] bool full() const noexcept { return rows.size() >= most_rows || ids.size() >= most_bytes || words.size() >= most_bytes; }

  /// A range among the words of a row, its unit by its number.
  static constexpr std::size_t range_words = 6;
  static void add_range(const ReferenceRange& range, Word unit, std::vector<Word>& words);
  /// Whether the last day has to be kept beside the first.
  [[nodiscard]] static bool spans(DayInterval days) noexcept { return days.last != implied_last(days.first); }

 private:
  static constexpr std::size_t most_rows = std::size_t{1} << 20;
  static constexpr std::size_t most_bytes = std::size_t{1} << 28;
  static void add_number(double number, std::vector<Word>& words);
  Word string_bit(const std::string& text, Word bit);
  Word text_bit(const Coded& coded, Word bit);

  std::string last_resource_;
  Word last_id_ = 0;
  Word last_prefix_ = 0;
};

}  // namespace elig::cohort
