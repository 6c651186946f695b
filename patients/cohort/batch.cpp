// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/batch.hpp"

#include "patients/cohort/resource.hpp"

namespace elig::cohort {
namespace {

Word ends_of(const Interval& interval) noexcept { return (interval.low_open ? low_open : 0U) | (interval.high_open ? high_open : 0U); }

}  // namespace

void Batch::add_number(double number, std::vector<Word>& words) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  words.push_back(static_cast<Word>(bits));
  words.push_back(static_cast<Word>(bits >> 32));
}

Word Batch::string_bit(const std::string& text, Word bit) {
  if (text.empty()) return 0;
  words.push_back(strings.number_of(text));
  return bit;
}

Word Batch::text_bit(const Coded& coded, Word bit) {
  const TextPool::Number number = texts.number_of(coded);
  if (number == 0) return 0;
  words.push_back(number);
  return bit;
}

Word Batch::add_id(std::string_view id) {
  const auto at = static_cast<Word>(ids.size());
  pack_id(id, ids);
  return at;
}

void Batch::add_range(const ReferenceRange& range, Word unit, std::vector<Word>& words) {
  words.push_back((range.low ? low_there : 0U) | (range.high ? high_there : 0U));
  add_number(range.low.value_or(0), words);
  add_number(range.high.value_or(0), words);
  words.push_back(unit);
}

Batch::RowNumber Batch::add(const Fact& fact) {
  if (rows.empty() || fact.resource != last_resource_) {
    last_resource_ = fact.resource;
    const std::string_view prefix = prefix_of(last_resource_);
    last_prefix_ = strings.number_of(prefix);
    last_id_ = add_id(std::string_view(last_resource_).substr(prefix.size()));
  }
  return add(fact, last_prefix_, last_id_);
}

Batch::RowNumber Batch::add(const Fact& fact, Word prefix, Word id) {
  const auto number = static_cast<RowNumber>(rows.size());
  Row& row = rows.emplace_back();
  row.start = fact.start;
  row.end = fact.end;
  row.recorded = fact.recorded;
  row.words = static_cast<Word>(words.size());
  Word head = head_of(fact.kind, fact.certainty, fact.clinical);
  if (fact.ongoing) head |= ongoing;
  if (spans(fact.start)) head |= start_span;
  if (spans(fact.end)) head |= end_span;
  if (spans(fact.recorded)) head |= recorded_span;
  row.code = texts.number_of(fact.code);
  row.category = texts.number_of(fact.category);
  if (row.category != 0) head |= has_category;
  if (fact.value) {
    head |= has_value;
    row.low = fact.value->value.low;
    row.high = fact.value->value.high;
    row.flags = ends_of(fact.value->value);
    row.unit = strings.number_of(fact.value->unit);
    if (fact.value->unit_is_ucum) head |= value_ucum;
    if (row.flags != 0 || std::bit_cast<std::uint64_t>(row.low) != std::bit_cast<std::uint64_t>(row.high)) head |= value_span;
  }
  if (fact.coded_value) {
    head |= has_coded_value;
    row.coded_value = texts.number_of(*fact.coded_value);
  }

  // The rarer parts, in the order of each_word.
  if (fact.range) {
    head |= has_range;
    add_range(*fact.range, strings.number_of(fact.range->unit), words);
  }
  if (fact.interpretation) {
    head |= has_interpretation;
    words.push_back(texts.number_of(*fact.interpretation));
  }
  head |= text_bit(fact.body_site, has_body_site);
  head |= text_bit(fact.method, has_method);
  head |= text_bit(fact.reason, has_reason);
  head |= text_bit(fact.route, has_route);
  if (fact.dose) {
    head |= has_dose;
    words.push_back(ends_of(fact.dose->value) | (fact.dose->unit_is_ucum ? ucum : 0U));
    add_number(fact.dose->value.low, words);
    add_number(fact.dose->value.high, words);
    words.push_back(strings.number_of(fact.dose->unit));
  }
  head |= string_bit(fact.stage, has_stage);
  head |= string_bit(fact.severity, has_severity);
  head |= string_bit(fact.note, has_note);
  head |= string_bit(fact.end_basis, has_end_basis);
  row.head = head;
  row.prefix = prefix;
  row.resource = id;
  return number;
}

}  // namespace elig::cohort
