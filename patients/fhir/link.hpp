// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/cohort/assembly.hpp"
#include "patients/fhir/unit.hpp"

/// Takes units in the order of the input and then gives every patient theirs: references to patients and medications, ages,
/// reference ranges and ids met twice can be settled only when everything has been seen.
namespace elig::fhir {

class Linker {
 public:
  Linker(cohort::Assembly& assembly, std::function<void(const std::string&)> refused) : assembly_(assembly), refused_(std::move(refused)) {}

  /// A unit in the form in which it waits for the rest of its input, which is taken whole or not at all.
  struct Packed {
    cohort::KeptBatch batch;
    cohort::Kept<EntryRow> entries;
    std::vector<Pending> pendings;
    std::vector<Event> events;
    std::size_t line = 0;                                       ///< lines of the input before it
    std::size_t scope = 0;                                      ///< scopes of everything before it
    std::size_t scopes = 0;
  };
  /// `line`, `scope`: lines and scopes of the input before the unit. Nothing is taken yet.
  [[nodiscard]] Packed pack(Unit unit, std::size_t line, std::size_t scope);
  /// `name`: the input the unit is of.
  void absorb(Packed unit, const std::string& name);
  /// Gives the facts to their patients. Call once, at the end.
  void finish();

  /// Ids of the patients met so far, in the order of the input.
  [[nodiscard]] const std::vector<std::string>& patient_ids() const noexcept { return patient_ids_; }
  /// The line for the first Patient that could not be used; "" when there was none.
  [[nodiscard]] const std::string& first_refused_patient() const noexcept { return first_refused_patient_; }

 private:
  using Name = cohort::StringPool::Number;
  using Scope = std::uint32_t;
  using Index = std::uint32_t;                                  ///< of patients here
  using InScope = std::uint64_t;                                ///< a scope and a name
  template <typename Value>
  using Known = boost::unordered_flat_map<InScope, Value>;
  static constexpr Scope everywhere = 0xFFFFFFFF;
  static constexpr Index unusable = 0xFFFFFFFF;                 ///< a patient that was refused

  enum class Problem : std::uint8_t { none, no_name, no_patient, not_this_patient, not_in_input, refused };
  struct Whose {
    Index patient = 0;
    Problem problem = Problem::none;
  };
  struct Part {
    std::string input;
    cohort::Assembly::BatchNumber batch;
    cohort::Kept<EntryRow> entries;
    std::vector<Pending> pendings;
  };
  struct Own {                                                  ///< patients of a bundle
    std::size_t patients = 0;
    Index first = 0;
  };
  struct Late {                                                 ///< a refusal, and the entry it is about
    std::uint64_t entry;
    std::string line;
  };

  [[nodiscard]] static InScope in(Scope scope, Name name) noexcept { return std::uint64_t{scope} << 32 | name; }
  void tell(const Place& place, std::string_view resource, std::string_view reason) { refused_(message(place, resource, reason)); }
  void add_person(PersonFound& found);
  void add_medication(const MedicationFound& found);
  template <typename Value>
  void make_known(Known<Value>& known, std::string_view type, std::string_view id, std::string_view full_url, Scope scope, Value value);
  template <typename Value>
  [[nodiscard]] const Value* find_name(const Known<Value>& known, std::string_view reference, std::string_view type, Scope scope, bool elsewhere) const;
  [[nodiscard]] const Index* find_patient(std::string_view name, Scope scope) const;
  [[nodiscard]] Whose resolve(Name subject, Scope scope) const;
  [[nodiscard]] Whose whose(const EntryRow& entry);
  [[nodiscard]] std::string reason(Problem problem, Name subject) const;
  [[nodiscard]] std::string resource(const Part& part, const EntryRow& entry) const;
  [[nodiscard]] Place place(const Part& part, const EntryRow& entry) const { return {part.input, entry.line, entry.entry, entry.scope}; }
  void give(Index patient, std::span<const std::uint64_t> entries);
  [[nodiscard]] std::string complete(Part& part, const EntryRow& entry, Index patient);

  cohort::Assembly& assembly_;
  std::function<void(const std::string&)> refused_;
  cohort::StringPool names_;
  std::deque<Part> parts_;
  Scope scopes_ = 0;
  std::vector<std::string> patient_ids_;
  std::vector<Name> patient_urls_;                              ///< fullUrl of each
  std::vector<Patient> persons_;                                ///< without facts: birth and sex choose ranges
  std::vector<cohort::Assembly::PatientNumber> numbers_;        ///< of each in the assembly
  Known<Index> patients_;
  boost::unordered_flat_map<Scope, Own> own_;
  Known<std::uint32_t> medications_;
  std::deque<CodedText> medication_texts_;
  std::vector<Whose> resolved_;                                 ///< subjects outside bundles, by name
  std::vector<bool> is_resolved_;
  Known<Whose> resolved_in_;                                    ///< and in them
  std::vector<Late> late_;
  std::string first_refused_patient_;
};

}  // namespace elig::fhir
