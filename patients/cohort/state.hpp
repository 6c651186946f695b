// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "patients/cohort.hpp"
#include "patients/cohort/image.hpp"
#include "patients/cohort/row.hpp"

/// A cohort as it is read: the columns where they lie, and its coded texts.
namespace elig::cohort {

class State {
 public:
  /// Throws PatientError when the sections do not fit together.
  explicit State(Image image);

  [[nodiscard]] std::size_t size() const noexcept { return person_.size(); }
  [[nodiscard]] std::string_view id(std::size_t patient) const { return bytes_between(id_bytes_, id_begins_, patient); }
  [[nodiscard]] std::string_view string(Word number) const;
  /// `handles` are the coded texts by number, in the form that the facts are to hold.
  void read(std::size_t patient, Patient& out, Detail detail, std::span<const Coded> handles) const;
  [[nodiscard]] CohortSummary summary() const;
  [[nodiscard]] std::uint64_t checksum() const noexcept { return image_.checksum(); }
  [[nodiscard]] std::vector<Cohort::Use> uses() const;

  [[nodiscard]] std::span<const CodedText> texts() const noexcept { return texts_; }
  [[nodiscard]] std::span<const Coded> kept() const noexcept { return kept_; }
  [[nodiscard]] std::span<const Word> codes(std::size_t patient) const { return part_of(codes_, fact_begins_, patient); }
  [[nodiscard]] std::span<const Word> coded_values(std::size_t patient) const { return part_of(coded_values_, coded_begins_, patient); }

 private:
  using Begins = std::span<const std::uint64_t>;
  class Reader;

  template <typename T>
  [[nodiscard]] std::span<const T> part_of(std::span<const T> column, Begins begins, std::size_t i) const {
    return column.subspan(static_cast<std::size_t>(begins[i]), static_cast<std::size_t>(begins[i + 1] - begins[i]));
  }
  [[nodiscard]] std::string_view bytes_between(std::span<const char> bytes, Begins begins, std::size_t i) const {
    const auto part = part_of(bytes, begins, i);
    return {part.data(), part.size()};
  }
  [[nodiscard]] Begins begins_of(SectionId id, std::size_t parts, std::size_t length) const;

  Image image_;
  std::span<const char> string_bytes_, id_bytes_, refusals_;
  Begins string_begins_, id_begins_, language_begins_;
  Begins fact_begins_, value_begins_, coded_begins_, category_begins_, extra_begins_, resource_begins_;
  std::span<const Word> language_items_, person_, languages_, heads_, codes_, units_, coded_values_, categories_, extras_;
  std::span<const Day> born_, starts_, ends_, recorded_;
  std::span<const double> values_;
  std::span<const std::uint8_t> resources_;
  std::vector<CodedText> texts_;
  std::vector<Coded> kept_;
};

}  // namespace elig::cohort
