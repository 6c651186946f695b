// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "patients/cohort/batch.hpp"
#include "patients/cohort/shelf.hpp"

/// A batch that is whole. Its rows may lie on a shelf, and its texts and strings are among those of all batches: thousands of
/// batches say the same few hundred things.
namespace elig::cohort {

class KeptBatch {
 public:
  using RowNumber = Batch::RowNumber;
  KeptBatch() = default;
  /// `texts` and `strings`: those of the whole, which get what is new. `shelf`: null to stay in memory.
  KeptBatch(Batch batch, TextPool& texts, StringPool& strings, Shelf* shelf);

  [[nodiscard]] Row& row(RowNumber number) const noexcept { return rows_[number]; }
  /// The words of its rarer parts.
  [[nodiscard]] const Word* words_of(const Row& row) const noexcept;
  /// Packed ids from there on, up to the end of all.
  [[nodiscard]] std::span<const std::uint8_t> ids_from(Word at) const noexcept { return ids_.all().subspan(at); }

  /// Numbers among the texts and strings of the whole, by those in the rows.
  [[nodiscard]] const std::vector<Word>& texts() const noexcept { return texts_; }
  [[nodiscard]] const std::vector<Word>& strings() const noexcept { return strings_; }

  /// What is known of a row only later; `code` and `unit` by their numbers in the whole.
  void set_code(RowNumber row, Word code);
  void set_start(RowNumber row, DayInterval days);
  void set_end(RowNumber row, DayInterval days);
  void set_range(RowNumber row, const ReferenceRange& range, Word unit);

 private:
  Kept<Row> rows_;
  Kept<Word> words_;
  Kept<std::uint8_t> ids_;
  std::vector<Word> late_words_;      // as if they stood behind the others
  std::vector<Word> texts_, strings_;
};

}  // namespace elig::cohort
