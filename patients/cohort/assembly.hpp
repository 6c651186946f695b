// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/cohort/image.hpp"
#include "patients/cohort/kept_batch.hpp"
#include "patients/sink.hpp"

/// What CohortBuilder is made of: batches of rows, and which rows are whose. Readers that pack facts before they know whose
/// they are (FHIR) work with it directly.
namespace elig::cohort {

class Assembly {
 public:
  using PatientNumber = RecordSink::PatientNumber;
  using BatchNumber = std::uint32_t;

  [[nodiscard]] std::optional<PatientNumber> add_patient(const Patient& person);
  [[nodiscard]] std::optional<PatientNumber> find(std::string_view id) const;
  [[nodiscard]] std::size_t patients() const noexcept { return persons_.size(); }
  void mark_held(PatientNumber patient, RecordSink::Held held) { persons_.at(patient).holds.*held = true; }
  void mark_deceased(PatientNumber patient) { persons_.at(patient).deceased = true; }
  void refuse(const std::string& line);

  /// Rows beyond so many bytes lie in a file without a name in that folder.
  void put_aside(std::string folder, std::size_t beyond) { folder_ = std::move(folder), in_memory_most_ = beyond; }
  /// Where to keep so many bytes until the end: null for memory.
  [[nodiscard]] Shelf* shelf_for(std::size_t bytes);
  /// Gives memory back that comes again from the file.
  void release() noexcept {
    if (shelf_) shelf_->release();
  }

  /// A batch as it is kept until the end, whether it is added or not.
  [[nodiscard]] KeptBatch keep(Batch batch);
  BatchNumber add_batch(KeptBatch batch);
  [[nodiscard]] KeptBatch& batch(BatchNumber number) { return batches_[number]; }
  [[nodiscard]] std::string_view string(BatchNumber batch, Word number) const { return strings_[batches_[batch].strings()[number]]; }
  void set_code(BatchNumber batch, KeptBatch::RowNumber row, const CodedText& code) { batches_[batch].set_code(row, texts_.number_of(code)); }
  void set_range(BatchNumber batch, KeptBatch::RowNumber row, const ReferenceRange& range) {
    batches_[batch].set_range(row, range, strings_.number_of(range.unit));
  }
  /// These rows are the patient's, after those that were assigned before.
  void assign(PatientNumber patient, BatchNumber batch, std::uint32_t row, std::uint32_t rows);
  /// A fact of its own, into the batch that is being filled.
  void add_fact(PatientNumber patient, const Fact& fact);
  [[nodiscard]] Coded keep(const CodedText& text) { return kept_.handle(kept_.number_of(text)); }

  /// Puts everything in its final order and gives it to `use`, for as long as that takes.
  void finish(const std::function<void(const Draft&)>& use);

 private:
  void close_open();
  struct Person {
    DayInterval born;
    Sex sex = Sex::unknown;
    bool deceased = false;
    Patient::Holds holds;
    std::uint32_t languages = 0;
  };
  struct Run {
    BatchNumber batch;
    std::uint32_t row;
    std::uint32_t rows;
    PatientNumber patient;
  };

  StringPool ids_;              // the id of patient n is string n + 1
  std::vector<Person> persons_;
  TextPool language_lists_;     // each list as the codes of a text
  TextPool kept_;
  std::string folder_;          // for the shelf; "": everything stays in memory
  std::size_t in_memory_ = 0;
  std::size_t in_memory_most_ = 0;
  std::unique_ptr<Shelf> shelf_;
  TextPool texts_;              // of all batches, in the order in which they came
  StringPool strings_;
  std::deque<KeptBatch> batches_;
  std::vector<Run> runs_;
  std::optional<Batch> open_;   // for single facts, …
  BatchNumber open_number_ = 0; // … with its place among the batches
  std::uint64_t refused_ = 0;
  std::string refusals_;        // the first lines
};

/// Bits of a person in the file.
enum PersonBit : std::uint32_t {
  sex_bits = 3,
  deceased_bit = 1U << 2,
  held_shift = 3   ///< seven bits in the order of `held_types`
};

inline constexpr std::array<RecordSink::Held, 7> held_types{
    &Patient::Holds::observations, &Patient::Holds::conditions,    &Patient::Holds::medications, &Patient::Holds::procedures,
    &Patient::Holds::allergies,    &Patient::Holds::immunizations, &Patient::Holds::encounters};

/// The summary section.
struct SummaryRecord {
  std::uint64_t patients = 0;
  std::uint64_t facts = 0;
  std::uint64_t facts_by_kind[8] = {};
  std::int64_t first_day = 0;
  std::int64_t last_day = 0;
  std::uint64_t refused = 0;
};

}  // namespace elig::cohort
