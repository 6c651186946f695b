// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fact.hpp"

namespace elig {

namespace cohort {
class State;
}

/// How much of a record is wanted.
enum class Detail {
  truth,    ///< all that an answer can depend on: no resource ids, and no notes but those on how a drug is taken
  evidence  ///< everything, exactly as the readers gave it
};

inline constexpr std::size_t fact_kinds = 8;  ///< number of values of FactKind

/// What is in a cohort, in numbers.
struct CohortSummary {
  std::uint64_t patients = 0;
  std::uint64_t facts = 0;
  std::array<std::uint64_t, fact_kinds> facts_by_kind{};  ///< by FactKind
  DayInterval dates;                    ///< first and last day that a fact's dates speak of; unknown without any
  std::uint64_t refused = 0;            ///< records, or parts of records, left out when it was built
  std::vector<std::string> refusals;    ///< what was left out and why, a line each: the first ones, at most `longest_refusals`
  static constexpr std::size_t longest_refusals = 10'000;
};

/// Many patients' records in columns, from a file that is mapped into memory or built in memory (CohortBuilder). Every distinct
/// coded text is there once, and the facts of all patients refer to it. Immutable; copies share one cohort, and all calls may
/// run at once from any number of threads.
class Cohort {
 public:
  /// Maps a file of `CohortBuilder::write`. Throws PatientError, in one line, for a file that cannot be read, is none, is of
  /// another version, is cut short, or whose bytes are not those that were written.
  [[nodiscard]] static Cohort open(const std::string& path);

  /// Whether a file that starts with these bytes (at least 8) is a cohort file.
  [[nodiscard]] static bool recognises(std::string_view first_bytes) noexcept;

  [[nodiscard]] std::size_t size() const noexcept;

  /// Patients come in byte order of their ids. Valid as long as the cohort.
  [[nodiscard]] std::string_view id(std::size_t patient) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;

  /// One patient's record into `out`, whose memory is used again. Its coded texts are the cohort's: they keep their addresses,
  /// equal texts share one, and they are valid as long as the cohort. Throws std::out_of_range for a number that is none.
  void read(std::size_t patient, Patient& out, Detail detail = Detail::evidence) const;

  /// Every distinct coded text, by number; number 0 says nothing.
  [[nodiscard]] std::span<const CodedText> texts() const noexcept;

  /// The texts that the patient's facts are coded with and those of their coded values, by number, without reading the facts:
  /// `codes` has one for each fact in its order, `coded_values` one for each fact that has such a value.
  [[nodiscard]] std::span<const std::uint32_t> codes(std::size_t patient) const;
  [[nodiscard]] std::span<const std::uint32_t> coded_values(std::size_t patient) const;

  [[nodiscard]] CohortSummary summary() const;

  /// Of all records in it, down to the last value: others have another one, chance (some 1 in 2³²) aside. Of the same records
  /// read in the same order it is the same, whether from a file or built in memory.
  [[nodiscard]] std::uint64_t checksum() const noexcept;

  /// How often facts of a kind are coded with a text. Only pairs that occur, by text, then kind. Looks at every fact.
  struct Use {
    std::uint32_t text = 0;
    FactKind kind = FactKind::observation;
    std::uint64_t facts = 0;
  };
  [[nodiscard]] std::vector<Use> uses() const;

  /// Patients as single records that need the cohort no longer.
  [[nodiscard]] Patient patient(std::size_t patient) const;
  [[nodiscard]] std::vector<Patient> patients() const;

  explicit Cohort(std::shared_ptr<const cohort::State> state) noexcept : state_(std::move(state)) {}

 private:
  std::shared_ptr<const cohort::State> state_;
};

}  // namespace elig
