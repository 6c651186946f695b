// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "patients/fhir/entry.hpp"
#include "patients/fhir/input.hpp"

/// Collects resources in any order and then gives every patient theirs: references to patients and medications, ages, and
/// reference ranges can be settled only when everything has been seen.
namespace elig::fhir {

class Gatherer {
 public:
  explicit Gatherer(std::function<void(const std::string&)> refused) : refused_(std::move(refused)) {}

  void add(Object resource, std::string_view full_url, const Place& place);

  /// Ids of the patients met so far, in the order of the input.
  [[nodiscard]] std::vector<std::string> patient_ids() const;
  /// The line for the first Patient that could not be used; "" when there was none.
  [[nodiscard]] const std::string& first_refused_patient() const { return first_refused_patient_; }

  /// The patients with their facts, in the order of the input. Call once, at the end.
  [[nodiscard]] std::vector<Patient> link();

 private:
  struct Record {
    Entry entry;
    Place place;
    bool has_id = false;
  };
  using Index = std::size_t;
  static constexpr Index unusable = static_cast<Index>(-1);  ///< a patient that was refused

  void add_patient(Object resource, const std::string& id, std::string_view full_url, const Place& place);
  void refuse(const Place& place, std::string_view resource, std::string_view reason) const;
  [[nodiscard]] Index patient_of(const Record& record) const;
  void complete(Entry& entry, const Place& place, const Patient& patient) const;

  std::function<void(const std::string&)> refused_;
  std::vector<Patient> patients_;
  std::vector<std::string> patient_urls_;                    ///< fullUrl of each
  std::vector<Record> records_;
  std::unordered_map<std::string, Index> patient_names_;     ///< references, with their scope and without
  std::unordered_map<std::size_t, std::vector<Index>> patients_of_scope_;
  std::unordered_map<std::string, CodedText> medications_;   ///< likewise
  std::string first_refused_patient_;
};

}  // namespace elig::fhir
