// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/kept_batch.hpp"

namespace elig::cohort {

KeptBatch::KeptBatch(Batch batch, TextPool& texts, StringPool& strings, Shelf* shelf)
    : rows_(std::move(batch.rows), shelf), words_(std::move(batch.words), shelf), ids_(std::move(batch.ids), shelf) {
  texts_.reserve(batch.texts.size());
  strings_.reserve(batch.strings.size());
  for (Word i = 0; i < batch.texts.size(); ++i) texts_.push_back(texts.number_of_key(batch.texts.key(i)));
  for (Word i = 0; i < batch.strings.size(); ++i) strings_.push_back(strings.number_of(batch.strings[i]));
}

const Word* KeptBatch::words_of(const Row& row) const noexcept {
  return row.words < words_.size() ? words_.data() + row.words : late_words_.data() + (row.words - words_.size());
}

void KeptBatch::set_code(RowNumber row, Word code) {
  rows_[row].code = static_cast<Word>(texts_.size());
  texts_.push_back(code);
}

void KeptBatch::set_start(RowNumber row, DayInterval days) {
  rows_[row].start = days;
  rows_[row].head = (rows_[row].head & ~start_span) | (Batch::spans(days) ? start_span : 0U);
}

void KeptBatch::set_end(RowNumber row, DayInterval days) {
  rows_[row].end = days;
  rows_[row].head = (rows_[row].head & ~end_span) | (Batch::spans(days) ? end_span : 0U);
}

void KeptBatch::set_range(RowNumber number, const ReferenceRange& range, Word unit) {
  Row& row = rows_[number];
  struct Length {
    std::size_t words = 0;
    void raw(unsigned n) { words += n; }
    void text() { ++words; }
    void string() { ++words; }
  } length;
  each_word(row.head & ~has_range, length);
  const Word* const rest = words_of(row) + (row.head & has_range ? Batch::range_words : 0U);
  const std::vector<Word> behind(rest, rest + length.words);
  row.words = static_cast<Word>(words_.size() + late_words_.size());
  row.head |= has_range;
  // The range comes first; what follows it is copied behind the new one.
  Batch::add_range(range, static_cast<Word>(strings_.size()), late_words_);
  strings_.push_back(unit);
  late_words_.insert(late_words_.end(), behind.begin(), behind.end());
}

}  // namespace elig::cohort
