// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "patients/cohort.hpp"
#include "patients/sink.hpp"

namespace elig {

namespace cohort {
class Assembly;
}

/// Packs what readers find, at once and without keeping their text. The same facts given in the same order make the same
/// bytes. For one thread; uses several of its own while it builds.
class CohortBuilder : public RecordSink {
 public:
  CohortBuilder();
  ~CohortBuilder() override;

  [[nodiscard]] Coded keep(const CodedText& text) override;
  [[nodiscard]] std::optional<PatientNumber> add_patient(const Patient& person) override;
  void add_fact(PatientNumber patient, const Fact& fact) override;
  void mark_held(PatientNumber patient, Held held) override;
  void mark_deceased(PatientNumber patient) override;
  [[nodiscard]] std::optional<PatientNumber> find(std::string_view id) const override;
  void refuse(const std::string& line) override;

  /// Of what is packed from now on, everything beyond about so many bytes lies in a file without a name in `folder`, which is
  /// gone with the builder. Changes no byte of the cohort. Where no such file can be, or the disk is full, memory takes it.
  void put_aside(const std::string& folder, std::size_t beyond);

  /// Patients so far.
  [[nodiscard]] std::size_t size() const noexcept;

  /// Everything so far as a cohort in memory.
  [[nodiscard]] Cohort build() const;

  /// The same as a file, which is there in full or not at all: written without a name or under a temporary one, flushed to the
  /// disk and renamed. Throws PatientError ("FILE: cannot be written: reason"); a file that was there before stays then.
  void write(const std::string& path) const;

  /// For the readers of this library.
  [[nodiscard]] cohort::Assembly& assembly() noexcept { return *assembly_; }

 private:
  std::unique_ptr<cohort::Assembly> assembly_;
};

}  // namespace elig
