// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fact.hpp"

/// Where readers of records put what they find, whatever the form of the records and whatever becomes of them: a list of
/// patients, or a cohort that packs every fact at once.
namespace elig {

/// One reader at a time, one thread at a time. A reader may give facts in any order and for any patient it has added; the
/// facts of one patient stay in the order given. Nothing given is referred to after the call, texts of `keep` excepted.
class RecordSink {
 public:
  /// A patient's number, counted from 0 in the order of `add_patient`.
  using PatientNumber = std::uint32_t;
  /// Type of entry that a record holds (Patient::Holds): absence means something only there.
  using Held = bool Patient::Holds::*;

  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;

  /// One handle for all equal texts. Readers that meet a text often (a code of a dictionary) keep it once and give the handle
  /// with every fact: a sink recognises its own handles without looking at the words. Valid as long as the sink and whatever
  /// is made from it.
  [[nodiscard]] virtual Coded keep(const CodedText& text) = 0;

  /// `person` with its facts, if it has any yet. Nothing when a patient of this id is there already: the first is kept and the
  /// reader refuses this one. The id must not be empty.
  [[nodiscard]] virtual std::optional<PatientNumber> add_patient(const Patient& person) = 0;

  /// Adds to what is known of a patient; std::out_of_range for a number that `add_patient` never gave. Facts …
  virtual void add_fact(PatientNumber patient, const Fact& fact) = 0;
  /// … that the record holds entries of a type, even when none could be turned into a fact …
  virtual void mark_held(PatientNumber patient, Held held) = 0;
  /// … and a death that stands elsewhere than with the person.
  virtual void mark_deceased(PatientNumber patient) = 0;

  /// The patient of this id, if there is one.
  [[nodiscard]] virtual std::optional<PatientNumber> find(std::string_view id) const = 0;

  /// One record, or part of one, was left out: one line for a person with file, line where known, and reason.
  virtual void refuse(const std::string& line) = 0;
};

/// Collects whole patients in memory.
class PatientList : public RecordSink {
 public:
  [[nodiscard]] Coded keep(const CodedText& text) override;
  [[nodiscard]] std::optional<PatientNumber> add_patient(const Patient& person) override;
  void add_fact(PatientNumber patient, const Fact& fact) override { patients_.at(patient).facts.push_back(fact); }
  void mark_held(PatientNumber patient, Held held) override { patients_.at(patient).holds.*held = true; }
  void mark_deceased(PatientNumber patient) override { patients_.at(patient).deceased = true; }
  [[nodiscard]] std::optional<PatientNumber> find(std::string_view id) const override;
  void refuse(const std::string& line) override { refusals_.push_back(line); }

  /// What was left out, in the order it was told.
  [[nodiscard]] const std::vector<std::string>& refusals() const noexcept { return refusals_; }
  /// The patients in byte order of their ids; leaves the list empty.
  [[nodiscard]] std::vector<Patient> take();

 private:
  std::vector<Patient> patients_;
  std::map<std::string, PatientNumber, std::less<>> numbers_;
  std::map<std::string, Coded> kept_;
  std::vector<std::string> refusals_;
};

}  // namespace elig
