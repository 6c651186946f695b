// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/gather.hpp"

#include <fmt/format.h>

#include <array>

#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/reference_range.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {
namespace {

constexpr std::string_view uuid = "urn:uuid:";

std::string in_scope(std::size_t scope, std::string_view reference) { return fmt::format("{}\n{}", scope, reference); }

std::string_view without_version(std::string_view reference) { return reference.substr(0, reference.find("/_history/")); }

// "Patient/7" of "https://host/fhir/Patient/7", for that type; "" when the reference is not of it.
std::string_view local_part(std::string_view reference, std::string_view type) {
  const std::size_t at = reference.rfind(type);
  if (at == std::string_view::npos || (at > 0 && reference[at - 1] != '/')) return "";
  const std::string_view part = reference.substr(at);
  return part.size() > type.size() + 1 && part[type.size()] == '/' ? part : "";
}

// The names under which a reference may be known: as it is, and by type and id.
std::array<std::string, 2> names_of(std::string_view reference, std::string_view type) {
  if (reference.starts_with(uuid)) return {std::string(reference), fmt::format("{}/{}", type, reference.substr(uuid.size()))};
  return {std::string(reference), std::string(local_part(reference, type))};
}

bool is_url(std::string_view reference) { return reference.starts_with("http://") || reference.starts_with("https://"); }

// Value for a reference, the bundle's own names before those of everything; null when unknown.
template <typename Map>
auto find_name(const Map& names, std::string_view reference, std::string_view type, std::size_t scope, bool everywhere)
    -> decltype(&names.begin()->second) {
  for (const std::string& name : names_of(without_version(reference), type)) {
    if (name.empty()) continue;
    if (const auto found = names.find(in_scope(scope, name)); found != names.end()) return &found->second;
  }
  if (!everywhere) return nullptr;
  for (const std::string& name : names_of(without_version(reference), type)) {
    if (name.empty()) continue;
    if (const auto found = names.find(name); found != names.end()) return &found->second;
  }
  return nullptr;
}

// Makes a resource known under its fullUrl and its type and id.
template <typename Map, typename Value>
void make_known(Map& names, std::string_view type, std::string_view id, std::string_view full_url, std::size_t scope, const Value& value) {
  const std::string by_id = id.empty() ? "" : fmt::format("{}/{}", type, id);
  for (const std::string& name : {by_id, std::string(full_url)}) {
    if (name.empty()) continue;
    names.try_emplace(in_scope(scope, name), value);
    names.try_emplace(name, value);
  }
}

}  // namespace

void Gatherer::refuse(const Place& place, std::string_view resource, std::string_view reason) const {
  refused_(message(place, resource, reason));
}

void Gatherer::add(Object resource, std::string_view full_url, const Place& place) {
  std::string name;
  try {
    const std::string_view type = get_string(resource, "resourceType");
    if (type.empty()) throw RecordError("no FHIR resource (resourceType is missing)");
    name = type;
    std::string id(get_string(resource, "id"));
    if (id.empty() && full_url.starts_with(uuid)) id = full_url.substr(uuid.size());
    if (!id.empty()) name += "/" + id;

    if (type == "Patient") return add_patient(resource, id, full_url, place);
    if (type == "Medication") {
      if (get_string(resource, "status") != "entered-in-error") {
        make_known(medications_, type, id, full_url, place.scope, read_medication(resource));
      }
      return;
    }
    Record record{{}, place, !id.empty()};
    // Without an id the place in the input is all that leads a person back to it.
    record.entry.resource = !id.empty() ? name : fmt::format("{} ({} {})", type, place.entry > 0 ? "entry" : "line", place.entry > 0 ? place.entry : place.line);
    if (!read_resource(type, resource, record.entry)) return;
    if (record.entry.facts.empty() && record.entry.held == nullptr && record.entry.remarks.empty()) return;
    for (const std::string_view key : {"subject", "patient"}) {
      const auto reference = get_object(resource, key);
      if (!reference) continue;
      record.entry.subject = get_string(*reference, "reference");
      if (record.entry.subject.empty()) throw RecordError(fmt::format("its {} has no reference", key));
      break;
    }
    records_.push_back(std::move(record));
  } catch (const RecordError& error) {
    refuse(place, name, error.what());
    if (name.starts_with("Patient") && (name.size() == 7 || name[7] == '/')) {
      if (first_refused_patient_.empty()) first_refused_patient_ = message(place, name, error.what());
      make_known(patient_names_, "Patient", name.size() > 8 ? name.substr(8) : "", full_url, place.scope, unusable);
    }
  }
}

void Gatherer::add_patient(Object resource, const std::string& id, std::string_view full_url, const Place& place) {
  if (id.empty()) throw RecordError("has no id");
  const std::string name = "Patient/" + id;
  if (patient_names_.contains(in_scope(place.scope, name))) return refuse(place, name, "the id was there before; the first is kept");
  // Two bundles that call their patient alike may speak of two people: never joined.
  if (const auto known = patient_names_.find(name); known != patient_names_.end() && known->second != unusable) {
    throw RecordError("another input or bundle has a patient of this id; the first is kept, and its records are not joined with these");
  }
  Entry entry;
  Patient patient = read_person(resource, entry);
  patient.id = id;
  for (const std::string& remark : entry.remarks) refuse(place, name, remark);
  make_known(patient_names_, "Patient", id, full_url, place.scope, patients_.size());
  patients_of_scope_[place.scope].push_back(patients_.size());
  patients_.push_back(std::move(patient));
  patient_urls_.emplace_back(full_url);
}

std::vector<std::string> Gatherer::patient_ids() const {
  std::vector<std::string> ids;
  for (const Patient& patient : patients_) ids.push_back(patient.id);
  return ids;
}

Gatherer::Index Gatherer::patient_of(const Record& record) const {
  const auto own = patients_of_scope_.find(record.place.scope);
  const bool one_patient = record.place.scope != 0 && own != patients_of_scope_.end() && own->second.size() == 1;
  const std::string& subject = record.entry.subject;
  if (subject.empty()) {
    if (one_patient) return own->second.front();
    throw RecordError("names no patient");
  }
  const auto about = [&](std::string_view what) { return RecordError(fmt::format("is about {}, {}", one_line(subject), what)); };
  if (!subject.starts_with("urn:") && local_part(without_version(subject), "Patient").empty() &&
      !patient_names_.contains(in_scope(record.place.scope, subject))) {
    throw about("which is no patient");
  }
  const Index* found = find_name(patient_names_, subject, "Patient", record.place.scope, !one_patient);
  if (found == nullptr) {
    throw about(one_patient ? "not about the bundle's patient" : "who is not in the input");
  }
  if (*found == unusable) throw about("who was refused");
  // The same number at two servers is not the same person.
  const std::string& url = patient_urls_[*found];
  if (is_url(subject) && is_url(url) && without_version(subject) != url) {
    throw about("who is not in the input");
  }
  return *found;
}

void Gatherer::complete(Entry& entry, const Place& place, const Patient& patient) const {
  if (!entry.facts.empty() && !entry.medication.empty()) {
    Coded& code = entry.facts.front().code;
    const CodedText* medication = find_name(medications_, entry.medication, "Medication", place.scope, true);
    if (medication != nullptr && !empty(*medication)) {
      code = *medication;
    } else if (code.empty()) {
      throw RecordError(fmt::format("its medication {} is not in the input", one_line(entry.medication)));
    }
  }
  if (entry.start_age && !entry.facts.empty()) entry.facts.front().start = days_of_age(patient.born, *entry.start_age);
  if (entry.end_age && !entry.facts.empty()) entry.facts.front().end = days_of_age(patient.born, *entry.end_age);

  for (std::size_t i = 0; i < entry.ranges.size() && i < entry.facts.size(); ++i) {
    const DayInterval on = entry.facts[i].start;
    std::optional<std::pair<int, int>> age;
    if (patient.born.known() && on.known()) {
      age.emplace(years_between(patient.born.last, on.first), years_between(patient.born.first, on.last));
    }
    entry.facts[i].range = choose_range(entry.ranges[i], patient.sex, age);
  }
}

std::vector<Patient> Gatherer::link() {
  std::unordered_set<std::string> seen;
  for (Record& record : records_) {
    try {
      const Index index = patient_of(record);
      Patient& patient = patients_[index];
      if (record.has_id && !seen.insert(in_scope(index, record.entry.resource)).second) {
        throw RecordError("the id was there before; the first is kept");
      }
      complete(record.entry, record.place, patient);
      for (const std::string& remark : record.entry.remarks) refuse(record.place, record.entry.resource, remark);
      if (record.entry.held != nullptr) patient.holds.*record.entry.held = true;
      patient.facts.insert(patient.facts.end(), std::make_move_iterator(record.entry.facts.begin()),
                           std::make_move_iterator(record.entry.facts.end()));
    } catch (const RecordError& error) {
      refuse(record.place, record.has_id ? record.entry.resource : record.entry.resource.substr(0, record.entry.resource.find(' ')),
             error.what());
    }
    record.entry.facts = {};
  }
  records_.clear();
  return std::move(patients_);
}

}  // namespace elig::fhir
