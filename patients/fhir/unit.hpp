// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "patients/cohort/batch.hpp"
#include "patients/fhir/entry.hpp"
#include "patients/fhir/input.hpp"

/// What was found in one stretch of input, packed: whose the entries are, and what other resources complete, is settled when
/// everything has been seen (link.hpp). Stretches are read by several threads; nothing here depends on any other.
namespace elig::fhir {

/// One resource that says something of a patient. Numbers of lines and scopes count from the stretch's first.
struct EntryRow {
  std::uint32_t subject = 0;    ///< reference to the patient, by its number among the unit's names; 0 when it names none
  std::uint32_t first_row = 0;
  std::uint32_t rows = 0;
  std::uint32_t line = 0;
  std::uint32_t entry = 0;
  std::uint32_t scope = 0;
  std::uint32_t pending = 0;    ///< 1 + its place in the unit's pendings; 0 when nothing is left to be settled
  std::uint32_t prefix = 0;     ///< of its resource, among the batch's strings
  std::uint32_t id = 0;         ///< where its packed id begins
  std::uint8_t held = 0;        ///< 1 + its place in held_types; 0 when it says nothing of the patient
  bool has_id = false;
};

/// What only the patient or another resource can settle.
struct Pending {
  std::string medication;
  std::optional<AgeSpan> start_age, end_age;
  std::vector<RangeOf> ranges;
  std::vector<std::string> remarks;
};

struct Refusal {
  Place place;
  std::string resource;
  std::string reason;
};

struct PersonFound {
  Place place;
  std::string full_url;
  std::string id;
  Patient person;
  std::vector<std::string> remarks;
  std::string refused;          ///< why it cannot be used; "" when it can
};

struct MedicationFound {
  std::string id;
  std::string full_url;
  std::size_t scope = 0;
  Coded code;                   ///< of the batch's texts
};

using Event = std::variant<Refusal, PersonFound, MedicationFound>;

struct Unit {
  cohort::Batch batch;
  cohort::StringPool names;     ///< references to patients
  std::vector<EntryRow> entries;
  std::vector<Pending> pendings;
  std::vector<Event> events;    ///< in the order of the input
  std::size_t scopes = 0;
  std::size_t lines = 0;
  bool readable = false;        ///< there was one
  std::string broken;           ///< the line for an input in which nothing can be read
};

/// Reads resources into a unit. For one thread.
class Collector {
 public:
  explicit Collector(Unit& unit) : unit_(unit), entry_(unit.batch.texts) {}
  void add(const Object& resource, std::string_view full_url, const Place& place);
  void refuse(const Place& place, std::string_view resource, std::string_view reason) {
    unit_.events.emplace_back(Refusal{place, std::string(resource), std::string(reason)});
  }

 private:
  void add_person(const Object& resource, const std::string& id, std::string_view full_url, const Place& place);
  void add_entry(std::string_view type, std::string_view id, std::string_view subject, const Place& place);
  void settle_ranges(Pending& pending);

  Unit& unit_;
  Entry entry_;
  std::string last_subject_;
  std::uint32_t last_subject_number_ = 0;
  std::string last_type_;
  std::uint32_t last_prefix_ = 0;
};

}  // namespace elig::fhir
