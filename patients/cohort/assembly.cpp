// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/assembly.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "patients/cohort.hpp"
#include "patients/cohort/resource.hpp"

namespace elig::cohort {
namespace {

constexpr std::size_t block_patients = 2048;
constexpr std::size_t released_patients = 512;  // after so many of a block memory is given back

// Numbers of a batch's texts and strings among those of the whole.
struct Renumbering {
  std::vector<Word> texts;
  std::vector<Word> strings;
};

// The columns of some patients in a row.
struct Block {
  std::vector<Word> heads, codes, units, coded_values, categories, extras;
  std::vector<Day> starts, ends, recorded;
  std::vector<double> values;
  std::vector<std::uint8_t> resources;
  // Where each patient's part of a column ends.
  std::vector<std::uint64_t> fact_ends, value_ends, coded_ends, category_ends, extra_ends, resource_ends;
  std::array<std::uint64_t, fact_kinds> kinds{};
  Day first = day_max;
  Day last = day_min;

  // The columns where they are in the end.
  std::vector<std::pair<SectionId, Draft::Piece>> pieces;
  std::uint64_t facts = 0;

  void add(const KeptBatch& batch, const Row& row, const Renumbering& numbers);
  void add_resource(const KeptBatch& batch, const Row& row, const Renumbering& numbers, bool as_before);
  void end_patient();
  void keep(Shelf* shelf);
  void saw(DayInterval days);
};

struct Copy {
  const Word*& from;
  std::vector<Word>& to;
  const Renumbering& numbers;
  void raw(unsigned n) const {
    to.insert(to.end(), from, from + n);
    from += n;
  }
  void text() const { to.push_back(numbers.texts[*from++]); }
  void string() const { to.push_back(numbers.strings[*from++]); }
};

void Block::saw(DayInterval days) {
  if (days.first != day_min) first = std::min(first, days.first), last = std::max(last, days.first);
  if (days.last != day_max) first = std::min(first, days.last), last = std::max(last, days.last);
}

void Block::add(const KeptBatch& batch, const Row& row, const Renumbering& numbers) {
  heads.push_back(row.head);
  codes.push_back(numbers.texts[row.code]);
  starts.push_back(row.start.first);
  ends.push_back(row.end.first);
  recorded.push_back(row.recorded.first);
  if (row.head & start_span) extras.push_back(static_cast<Word>(row.start.last));
  if (row.head & end_span) extras.push_back(static_cast<Word>(row.end.last));
  if (row.head & recorded_span) extras.push_back(static_cast<Word>(row.recorded.last));
  if (row.head & has_value) {
    values.push_back(row.low);
    units.push_back(numbers.strings[row.unit]);
  }
  if (row.head & value_span) {
    const auto high = std::bit_cast<std::uint64_t>(row.high);
    extras.push_back(row.flags);
    extras.push_back(static_cast<Word>(high));
    extras.push_back(static_cast<Word>(high >> 32));
  }
  if (row.head & has_coded_value) coded_values.push_back(numbers.texts[row.coded_value]);
  if (row.head & has_category) categories.push_back(numbers.texts[row.category]);
  const Word* words = batch.words_of(row);
  each_word(row.head, Copy{words, extras, numbers});

  ++kinds[static_cast<std::size_t>(kind_of(row.head))];
  saw(row.start);
  saw(row.end);
  saw(row.recorded);
}

// A mark that the resource is the one before, or its prefix and id.
void Block::add_resource(const KeptBatch& batch, const Row& row, const Renumbering& numbers, bool as_before) {
  pack_number(as_before ? 0 : std::uint64_t{numbers.strings[row.prefix]} + 1, resources);
  if (as_before) return;
  const auto ids = batch.ids_from(row.resource);
  const std::uint8_t* end = ids.data();
  (void)skip_id(end, ids.data() + ids.size());
  resources.insert(resources.end(), ids.data(), end);
}

// Nothing is added any more.
void Block::keep(Shelf* shelf) {
  facts = heads.size();
  const auto keep_column = [&](SectionId id, auto& column) {
    Draft::Piece piece(column);
    if (const auto put = shelf == nullptr || column.empty() ? std::span<std::byte>() : shelf->put(piece.bytes); !put.empty()) {
      piece.bytes = put;
      column = {};
      column.shrink_to_fit();
    }
    pieces.emplace_back(id, piece);
  };
  keep_column(SectionId::heads, heads);
  keep_column(SectionId::codes, codes);
  keep_column(SectionId::starts, starts);
  keep_column(SectionId::ends, ends);
  keep_column(SectionId::recorded, recorded);
  keep_column(SectionId::values, values);
  keep_column(SectionId::units, units);
  keep_column(SectionId::coded_values, coded_values);
  keep_column(SectionId::categories, categories);
  keep_column(SectionId::extras, extras);
  keep_column(SectionId::resources, resources);
}

void Block::end_patient() {
  fact_ends.push_back(heads.size());
  value_ends.push_back(values.size());
  coded_ends.push_back(coded_values.size());
  category_ends.push_back(categories.size());
  extra_ends.push_back(extras.size());
  resource_ends.push_back(resources.size());
}

// The ends of all blocks as one column of begins, with the end of the last behind them.
std::vector<std::uint64_t> begins_of(const std::vector<Block>& blocks, std::vector<std::uint64_t> Block::*ends) {
  std::vector<std::uint64_t> begins{0};
  for (const Block& block : blocks) {
    const std::uint64_t before = begins.back();
    for (const std::uint64_t end : block.*ends) begins.push_back(before + end);
  }
  return begins;
}

// Strings of any pool as bytes and begins.
struct Heap {
  std::vector<char> bytes;
  std::vector<std::uint64_t> begins{0};
  void add(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    begins.push_back(bytes.size());
  }
};

}  // namespace

std::optional<Assembly::PatientNumber> Assembly::add_patient(const Patient& person) {
  if (person.id.empty()) throw std::invalid_argument("a patient without an id");
  if (ids_.number_of(person.id) != persons_.size() + 1) return std::nullopt;
  CodedText list;
  for (const std::string& language : person.languages) list.codings.push_back({"", language, ""});
  const auto number = static_cast<PatientNumber>(persons_.size());
  persons_.push_back({person.born, person.sex, person.deceased, person.holds, language_lists_.number_of(list)});
  for (const Fact& fact : person.facts) add_fact(number, fact);
  return number;
}

std::optional<Assembly::PatientNumber> Assembly::find(std::string_view id) const {
  const StringPool::Number* found = ids_.find(id);
  return found == nullptr || *found == 0 ? std::nullopt : std::optional(*found - 1);
}

void Assembly::refuse(const std::string& line) {
  if (refused_++ < CohortSummary::longest_refusals) refusals_.append(line).append("\n");
}

Shelf* Assembly::shelf_for(std::size_t bytes) {
  in_memory_ += bytes;
  if (folder_.empty() || in_memory_ <= in_memory_most_) return nullptr;
  if (!shelf_) shelf_ = Shelf::in(folder_);
  if (!shelf_) folder_.clear();  // there can be none: do without
  return shelf_.get();
}

KeptBatch Assembly::keep(Batch batch) {
  Shelf* const shelf = shelf_for(batch.bytes());
  return {std::move(batch), texts_, strings_, shelf};
}

Assembly::BatchNumber Assembly::add_batch(KeptBatch batch) {
  batches_.push_back(std::move(batch));
  return static_cast<BatchNumber>(batches_.size() - 1);
}

void Assembly::assign(PatientNumber patient, BatchNumber batch, std::uint32_t row, std::uint32_t rows) {
  if (!runs_.empty()) {
    Run& before = runs_.back();
    if (before.patient == patient && before.batch == batch && before.row + before.rows == row) {
      before.rows += rows;
      return;
    }
  }
  runs_.push_back({batch, row, rows, patient});
}

void Assembly::add_fact(PatientNumber patient, const Fact& fact) {
  if (patient >= persons_.size()) throw std::out_of_range("a fact of no patient");
  if (open_ && open_->full()) close_open();
  if (!open_) {
    open_.emplace();
    open_number_ = static_cast<BatchNumber>(batches_.size());
    batches_.emplace_back();
  }
  assign(patient, open_number_, open_->add(fact), 1);
}

void Assembly::close_open() {
  batches_[open_number_] = keep(std::move(*open_));
  open_.reset();
}

void Assembly::finish(const std::function<void(const Draft&)>& use) {
  if (open_) close_open();
  // One dictionary for all batches, in their order: the same whatever thread packed them, and whatever was settled later.
  constexpr Word none = std::numeric_limits<Word>::max();
  StringPool strings;
  std::vector<Word> texts{0};
  std::vector<Word> text_numbers(texts_.size(), none);
  text_numbers[0] = 0;
  std::vector<Renumbering> numbers(batches_.size());
  for (std::size_t b = 0; b < batches_.size(); ++b) {
    for (const Word text : batches_[b].texts()) {
      if (text_numbers[text] == none) {
        text_numbers[text] = static_cast<Word>(texts.size());
        texts.push_back(text);
      }
      numbers[b].texts.push_back(text_numbers[text]);
    }
    for (const Word string : batches_[b].strings()) numbers[b].strings.push_back(strings.number_of(strings_[string]));
  }

  // Patients by their ids, and the runs of each in the order they were assigned.
  std::vector<PatientNumber> order(persons_.size());
  std::iota(order.begin(), order.end(), PatientNumber{0});
  std::sort(order.begin(), order.end(), [&](PatientNumber a, PatientNumber b) { return ids_[a + 1] < ids_[b + 1]; });
  std::vector<std::uint64_t> run_begins(persons_.size() + 1);
  for (const Run& run : runs_) ++run_begins[run.patient + 1];
  std::partial_sum(run_begins.begin(), run_begins.end(), run_begins.begin());
  std::vector<std::uint32_t> run_order(runs_.size());
  {
    std::vector<std::uint64_t> next(run_begins.begin(), run_begins.end() - 1);
    for (std::size_t r = 0; r < runs_.size(); ++r) run_order[next[runs_[r].patient]++] = static_cast<std::uint32_t>(r);
  }

  std::vector<Block> blocks((persons_.size() + block_patients - 1) / block_patients);
  tbb::parallel_for(std::size_t{0}, blocks.size(), [&](std::size_t b) {
    Block& block = blocks[b];
    const std::size_t end = std::min(order.size(), (b + 1) * block_patients);
    std::size_t facts = 0;
    for (std::size_t p = b * block_patients; p < end; ++p) {
      for (std::uint64_t r = run_begins[order[p]]; r < run_begins[order[p] + 1]; ++r) facts += runs_[run_order[r]].rows;
    }
    for (auto* column : {&block.heads, &block.codes}) column->reserve(facts);
    for (auto* column : {&block.starts, &block.ends, &block.recorded}) column->reserve(facts);
    for (std::size_t p = b * block_patients; p < end; ++p) {
      const PatientNumber patient = order[p];
      const Row* before = nullptr;
      BatchNumber before_batch = 0;
      for (std::uint64_t r = run_begins[patient]; r < run_begins[patient + 1]; ++r) {
        const Run& run = runs_[run_order[r]];
        const KeptBatch& batch = batches_[run.batch];
        for (std::uint32_t i = run.row; i < run.row + run.rows; ++i) {
          const Row& row = batch.row(i);
          block.add(batch, row, numbers[run.batch]);
          const bool as_before = before != nullptr && before_batch == run.batch && before->resource == row.resource && before->prefix == row.prefix;
          block.add_resource(batch, row, numbers[run.batch], as_before);
          before = &row;
          before_batch = run.batch;
        }
      }
      block.end_patient();
      if ((p + 1) % released_patients == 0) release();
    }
    block.keep(shelf_.get());
  });

  SummaryRecord summary;
  summary.patients = persons_.size();
  summary.refused = refused_;
  Day first = day_max;
  Day last = day_min;
  for (const Block& block : blocks) {
    summary.facts += block.facts;
    for (std::size_t k = 0; k < fact_kinds; ++k) summary.facts_by_kind[k] += block.kinds[k];
    first = std::min(first, block.first);
    last = std::max(last, block.last);
  }
  summary.first_day = first <= last ? first : day_min;
  summary.last_day = first <= last ? last : day_max;

  std::vector<Word> codings;
  std::vector<std::uint64_t> text_codings{0};
  std::vector<Word> text_words;
  for (const Word text : texts) {
    for (const Coding& coding : texts_[text].codings) {
      for (const std::string* part : {&coding.system, &coding.code, &coding.display}) codings.push_back(strings.number_of(*part));
    }
    text_codings.push_back(codings.size() / 3);
    text_words.push_back(strings.number_of(texts_[text].text));
  }
  std::vector<std::uint64_t> language_begins{0};
  std::vector<Word> language_items;
  for (Word i = 0; i < language_lists_.size(); ++i) {
    for (const Coding& language : language_lists_[i].codings) language_items.push_back(strings.number_of(language.code));
    language_begins.push_back(language_items.size());
  }
  Heap heap;
  for (Word i = 0; i < strings.size(); ++i) heap.add(strings[i]);
  Heap ids;
  std::vector<Day> born;
  std::vector<std::uint32_t> person;
  std::vector<std::uint32_t> languages;
  for (const PatientNumber p : order) {
    const Person& who = persons_[p];
    ids.add(ids_[p + 1]);
    born.push_back(who.born.first);
    born.push_back(who.born.last);
    std::uint32_t bits = static_cast<std::uint32_t>(who.sex) | (who.deceased ? deceased_bit : 0U);
    for (std::size_t h = 0; h < held_types.size(); ++h) bits |= (who.holds.*held_types[h] ? 1U : 0U) << (held_shift + h);
    person.push_back(bits);
    languages.push_back(who.languages);
  }
  const std::vector<SummaryRecord> summaries{summary};
  const std::vector<char> refusals(refusals_.begin(), refusals_.end());
  const auto fact_begins = begins_of(blocks, &Block::fact_ends);
  const auto value_begins = begins_of(blocks, &Block::value_ends);
  const auto coded_begins = begins_of(blocks, &Block::coded_ends);
  const auto category_begins = begins_of(blocks, &Block::category_ends);
  const auto extra_begins = begins_of(blocks, &Block::extra_ends);
  const auto resource_begins = begins_of(blocks, &Block::resource_ends);

  Draft draft;
  draft.add(SectionId::summary, summaries);
  draft.add(SectionId::string_bytes, heap.bytes);
  draft.add(SectionId::string_begins, heap.begins);
  draft.add(SectionId::codings, codings);
  draft.add(SectionId::text_codings, text_codings);
  draft.add(SectionId::text_words, text_words);
  draft.add(SectionId::language_begins, language_begins);
  draft.add(SectionId::language_items, language_items);
  draft.add(SectionId::id_bytes, ids.bytes);
  draft.add(SectionId::id_begins, ids.begins);
  draft.add(SectionId::born, born);
  draft.add(SectionId::person, person);
  draft.add(SectionId::languages, languages);
  draft.add(SectionId::fact_begins, fact_begins);
  draft.add(SectionId::value_begins, value_begins);
  draft.add(SectionId::coded_begins, coded_begins);
  draft.add(SectionId::category_begins, category_begins);
  draft.add(SectionId::extra_begins, extra_begins);
  draft.add(SectionId::resource_begins, resource_begins);
  for (const Block& block : blocks) {
    for (const auto& [id, piece] : block.pieces) draft.add(id, piece);
  }
  draft.while_writing([this] { release(); });
  draft.add(SectionId::refusals, refusals);
  use(draft);
}

}  // namespace elig::cohort
