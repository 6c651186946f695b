// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "patients/cohort/assembly.hpp"
#include "patients/cohort/resource.hpp"
#include "patients/fhir/resources.hpp"
#include "patients/fhir/unit.hpp"

namespace elig::fhir {
namespace {

constexpr std::string_view uuid = "urn:uuid:";

bool for_everyone(const RangeChoice& choice) {
  return !choice.special && choice.sex == Sex::unknown && choice.age_low <= 0 && choice.age_high == infinity;
}

std::string resource_name(std::string_view type, std::string_view id) {
  std::string name(type);
  if (!id.empty()) name.append("/").append(id);
  return name;
}

std::uint8_t number_of(Held held) {
  if (held == nullptr) return 0;
  const auto& types = cohort::held_types;
  return static_cast<std::uint8_t>(std::find(types.begin(), types.end(), held) - types.begin() + 1);
}

}  // namespace

void Collector::add(const Object& resource, std::string_view full_url, const Place& place) {
  std::string_view type;
  std::string_view id;
  try {
    type = get_string(resource, "resourceType");
    if (type.empty()) throw RecordError("no FHIR resource (resourceType is missing)");
    id = get_string(resource, "id");
    if (id.empty() && full_url.starts_with(uuid)) id = full_url.substr(uuid.size());
    if (type == "Patient") return add_person(resource, std::string(id), full_url, place);
    entry_.clear();
    if (type == "Medication") {
      if (get_string(resource, "status") == "entered-in-error") return;
      const Coded code = read_medication(resource, entry_);
      unit_.events.emplace_back(MedicationFound{std::string(id), std::string(full_url), place.scope, code});
      return;
    }
    if (!read_resource(type, resource, entry_)) return;
    if (entry_.facts.empty() && entry_.held == nullptr && entry_.remarks.empty()) return;
    std::string_view subject;
    for (const Key key : {Key("subject"), Key("patient")}) {
      const auto reference = get_object(resource, key);
      if (!reference) continue;
      subject = get_string(*reference, "reference");
      if (subject.empty()) throw RecordError(fmt::format("its {} has no reference", key.name()));
      break;
    }
    add_entry(type, id, subject, place);
  } catch (const RecordError& error) {
    if (type == "Patient") {
      unit_.events.emplace_back(PersonFound{place, std::string(full_url), std::string(id), {}, {}, error.what()});
    } else {
      refuse(place, resource_name(type, id), error.what());
    }
  }
}

void Collector::add_person(const Object& resource, const std::string& id, std::string_view full_url, const Place& place) {
  if (id.empty()) throw RecordError("has no id");
  entry_.clear();
  PersonFound found{place, std::string(full_url), id, read_person(resource, entry_), {}, {}};
  found.person.id = id;
  found.remarks = entry_.remarks;
  unit_.events.emplace_back(std::move(found));
}

// A range that is for everyone, and the only one, needs no patient to choose it.
void Collector::settle_ranges(Pending& pending) {
  for (std::size_t i = 0; i < entry_.ranges.size();) {
    const std::size_t fact = entry_.ranges[i].fact;
    std::size_t end = i;
    while (end < entry_.ranges.size() && entry_.ranges[end].fact == fact) ++end;
    if (end == i + 1 && for_everyone(entry_.ranges[i].choice)) {
      entry_.facts[fact].range = entry_.ranges[i].choice.range;
    } else {
      pending.ranges.insert(pending.ranges.end(), entry_.ranges.begin() + static_cast<std::ptrdiff_t>(i), entry_.ranges.begin() + static_cast<std::ptrdiff_t>(end));
    }
    i = end;
  }
}

void Collector::add_entry(std::string_view type, std::string_view id, std::string_view subject, const Place& place) {
  cohort::Batch& batch = unit_.batch;
  EntryRow row;
  row.line = static_cast<std::uint32_t>(place.line);
  row.entry = static_cast<std::uint32_t>(place.entry);
  row.scope = static_cast<std::uint32_t>(place.scope);
  row.has_id = !id.empty();
  row.held = number_of(entry_.held);
  // Exports list a patient's entries, and entries of a type, one after the other.
  if (!subject.empty()) {
    if (subject != last_subject_) {
      last_subject_ = subject;
      last_subject_number_ = unit_.names.number_of(subject);
    }
    row.subject = last_subject_number_;
  }
  if (row.has_id) {
    if (type != last_type_) {
      last_type_ = type;
      last_prefix_ = batch.strings.number_of(std::string(type) + "/");
    }
    row.prefix = last_prefix_;
    row.id = batch.add_id(id);
  } else {
    // Without an id the place in the input is all that leads a person back to it. A line's number is known in the end only.
    row.id = batch.add_id(place.entry > 0 ? fmt::format("{} (entry {})", type, place.entry) : std::string(type));
  }

  Pending pending;
  if (!entry_.ranges.empty()) settle_ranges(pending);
  if (!pending.ranges.empty() || !entry_.medication.empty() || entry_.start_age || entry_.end_age || !entry_.remarks.empty()) {
    pending.medication = entry_.medication;
    pending.start_age = entry_.start_age;
    pending.end_age = entry_.end_age;
    pending.remarks = entry_.remarks;
    unit_.pendings.push_back(std::move(pending));
    row.pending = static_cast<std::uint32_t>(unit_.pendings.size());
  }
  row.first_row = static_cast<std::uint32_t>(batch.rows.size());
  row.rows = static_cast<std::uint32_t>(entry_.facts.size());
  for (const Fact& fact : entry_.facts) batch.add(fact, row.prefix, row.id);
  unit_.entries.push_back(row);
}

}  // namespace elig::fhir
