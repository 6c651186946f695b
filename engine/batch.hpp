// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "patients/cohort.hpp"

/// Many patients against many studies, in tiles of patients and columns of bits (docs/screening.md).
namespace elig {

/// Records by number. `read` may be called from any number of threads at once.
class PatientSource {
 public:
  PatientSource() = default;
  PatientSource(const PatientSource&) = delete;
  PatientSource& operator=(const PatientSource&) = delete;
  virtual ~PatientSource() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual std::string_view id(std::size_t patient) const = 0;
  /// The record; either `room`, filled, or one that is there already.
  [[nodiscard]] virtual const Patient& read(std::size_t patient, Patient& room) const = 0;
};

/// Records held one by one; `patients` must outlive it.
class ListedPatients : public PatientSource {
 public:
  explicit ListedPatients(std::span<const Patient> patients) : patients_(patients) {}
  [[nodiscard]] std::size_t size() const override { return patients_.size(); }
  [[nodiscard]] std::string_view id(std::size_t patient) const override { return patients_[patient].id; }
  [[nodiscard]] const Patient& read(std::size_t patient, Patient&) const override { return patients_[patient]; }

 private:
  std::span<const Patient> patients_;
};

/// Records of a cohort.
class CohortPatients : public PatientSource {
 public:
  explicit CohortPatients(Cohort cohort) : cohort_(std::move(cohort)) {}
  [[nodiscard]] std::size_t size() const override { return cohort_.size(); }
  [[nodiscard]] std::string_view id(std::size_t patient) const override { return cohort_.id(patient); }
  [[nodiscard]] const Patient& read(std::size_t patient, Patient& room) const override {
    cohort_.read(patient, room, Detail::truth);
    return room;
  }

 private:
  Cohort cohort_;
};

/// Which pairs of a batch are wanted, and how it may run.
struct BatchOptions {
  bool eligible = true, undetermined = true, ineligible = true;  ///< verdicts wanted
  bool candidates = false;       ///< candidates wanted, whatever is said of their verdict
  double min_score = 0;          ///< pairs below are left out
  std::size_t per_patient = 0;   ///< only the best studies of each patient; 0 = all
  std::size_t per_study = 0;     ///< best patients of each study, kept for the end; 0 = none
  unsigned jobs = 0;             ///< threads; 0 = all cores. No result depends on it
  std::size_t memory = std::size_t{2} << 30;  ///< bytes that a tile's columns may take, about
};

/// What became of one criterion over all patients.
struct CriterionTally {
  std::uint64_t pass = 0, fail = 0, unknown = 0, not_applicable = 0, manual = 0;
  std::uint64_t in_order = 0;    ///< patients it is the first to shut out, in the order of the study
};

/// What became of one study over all patients.
struct StudyTally {
  std::uint64_t eligible = 0, undetermined = 0, ineligible = 0, candidates = 0;
  std::vector<CriterionTally> criteria;
};

/// A datum that is all that is lacking for some pairs: with it, nothing that a record could settle stays open.
struct Lacking {
  std::string need;              ///< as Missing::need
  std::vector<ConceptCode> codes;
  std::uint64_t pairs = 0;       ///< pairs for which it is the only thing lacking
  std::uint64_t part = 0;        ///< pairs for which it is one of the things lacking
  std::uint64_t studies = 0;     ///< studies with such pairs
};

/// A pair among the best of its study.
struct Ranked {
  std::size_t patient = 0;
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;
  double score = 0, low = 0, high = 0;
};

/// Studies made ready to be held against any number of patients, and what came out so far. Results reach the caller in the
/// order of the patients and, for each, of the studies (or from best to worst, when only the best are wanted); they are the
/// same for any number of threads, and on every pair those of Engine::explain. One call at a time.
class Batch {
 public:
  /// Nothing of `studies` is referred to afterwards.
  Batch(const Engine& engine, std::span<const RuleSet> studies, BatchOptions options);
  /// The same, of studies given some at a time until none are: rules take far more memory than what a batch keeps of them. What was
  /// given may be gone when the next are asked for.
  Batch(const Engine& engine, const std::function<std::span<const RuleSet>()>& next_studies, BatchOptions options);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// Patients held at once: the batch goes forward in such steps.
  [[nodiscard]] std::size_t step() const noexcept;

  /// Holds the patients from `first` on (`step()` of them, or what is left) against all studies and returns the number of the
  /// patient to go on with. `each` gets the pairs wanted.
  std::size_t run(const PatientSource& patients, std::size_t first, const std::function<void(const Screening&)>& each);

  // Over all patients so far.
  [[nodiscard]] std::span<const StudyTally> studies() const noexcept;
  /// What settles most pairs first, then by name.
  [[nodiscard]] std::vector<Lacking> lacking() const;
  /// The best patients of a study, best first.
  [[nodiscard]] std::vector<Ranked> best(std::size_t study) const;

  /// "sha256:…" over the rules of all studies.
  [[nodiscard]] std::string digest() const;

  /// All that has been counted so far, as bytes, and back: a batch of the same studies, patients and options goes on from there.
  /// Throws std::invalid_argument for bytes of another batch.
  [[nodiscard]] std::string save() const;
  void restore(std::string_view saved);

  /// Distinct questions of all studies, and pairs of patient and question that were answered one by one so far.
  [[nodiscard]] std::size_t questions() const noexcept;
  [[nodiscard]] std::uint64_t asked() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace elig
