// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "patients/fhir/entry.hpp"

/// The resource types that say something of a patient, one file each. A reader adds facts and remarks to `entry` (whose
/// `resource` is set) and sets `held`; it adds nothing for an entry that its status takes back (entered-in-error, cancelled),
/// and throws RecordError for one that cannot be used.
namespace elig::fhir {

void read_allergy(const Object& resource, Entry& entry);
void read_condition(const Object& resource, Entry& entry);
void read_encounter(const Object& resource, Entry& entry);
void read_family_history(const Object& resource, Entry& entry);
void read_immunization(const Object& resource, Entry& entry);
void read_medication_administration(const Object& resource, Entry& entry);
void read_medication_dispense(const Object& resource, Entry& entry);
void read_medication_request(const Object& resource, Entry& entry);
void read_medication_statement(const Object& resource, Entry& entry);
void read_observation(const Object& resource, Entry& entry);
void read_procedure(const Object& resource, Entry& entry);

/// Reads `resource` with the reader of its type; false when elig reads nothing from resources of this type.
[[nodiscard]] bool read_resource(std::string_view type, const Object& resource, Entry& entry);

/// What a Medication resource is: its code, or its ingredients where it has none.
[[nodiscard]] Coded read_medication(const Object& medication, Entry& entry);

/// A Patient without facts; `entry` takes the remarks. The id is left to the caller.
[[nodiscard]] Patient read_person(const Object& resource, Entry& entry);

/// Codes and words that state an absence ("no known allergy"), and those that state that nothing is known at all.
enum class Statement { something, known_absent, nothing_known };
[[nodiscard]] Statement statement_of(const CodedText& code);

}  // namespace elig::fhir
