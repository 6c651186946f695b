// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <numeric>

#include "patients/cohort/resource.hpp"
#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/reference_range.hpp"

namespace elig::fhir {
namespace {

constexpr std::string_view uuid = "urn:uuid:";
// After so many, memory that can come from a file again is given back.
constexpr std::size_t released_parts = 256;
constexpr std::size_t released_patients = 4096;

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

// A resource of one patient by its type and packed id.
struct ResourceKey {
  std::string_view prefix;
  std::string_view id;
  friend bool operator==(const ResourceKey&, const ResourceKey&) = default;
};
struct ResourceHash {
  std::size_t operator()(const ResourceKey& key) const noexcept { return cohort::BytesHash{}(key.id) + key.prefix.size(); }
};

// Only now is it known which line of the input an entry without an id stands on.
void name_by_line(cohort::Batch& batch, EntryRow& entry) {
  std::string type;
  const std::uint8_t* at = batch.ids.data() + entry.id;
  (void)cohort::unpack_id(at, batch.ids.data() + batch.ids.size(), type);
  entry.id = batch.add_id(fmt::format("{} (line {})", type, entry.line));
  for (std::uint32_t i = 0; i < entry.rows; ++i) batch.set_id(entry.first_row + i, entry.id);
}

}  // namespace

// Makes a resource known under its fullUrl and its type and id, in its bundle and everywhere; the first of a name stays.
template <typename Value>
void Linker::make_known(Known<Value>& known, std::string_view type, std::string_view id, std::string_view full_url, Scope scope, Value value) {
  const std::string by_id = id.empty() ? "" : fmt::format("{}/{}", type, id);
  for (const std::string_view name : {std::string_view(by_id), full_url}) {
    if (name.empty()) continue;
    const Name number = names_.number_of(name);
    known.try_emplace(in(scope, number), value);
    known.try_emplace(in(everywhere, number), value);
  }
}

// Value for a reference, the bundle's own names before those of everything; null when unknown.
template <typename Value>
const Value* Linker::find_name(const Known<Value>& known, std::string_view reference, std::string_view type, Scope scope, bool elsewhere) const {
  const auto names = names_of(without_version(reference), type);
  for (const Scope where : {scope, everywhere}) {
    if (where == everywhere && !elsewhere) break;
    for (const std::string& name : names) {
      const Name* number = name.empty() ? nullptr : names_.find(name);
      if (number == nullptr) continue;
      if (const auto found = known.find(in(where, *number)); found != known.end()) return &found->second;
    }
  }
  return nullptr;
}

const Linker::Index* Linker::find_patient(std::string_view name, Scope scope) const {
  const Name* number = names_.find(name);
  if (number == nullptr) return nullptr;
  const auto found = patients_.find(in(scope, *number));
  return found == patients_.end() ? nullptr : &found->second;
}

Linker::Packed Linker::pack(Unit unit, std::size_t line, std::size_t scope) {
  Packed packed;
  packed.events = std::move(unit.events);
  for (Event& event : packed.events) {
    // Its text was the batch's, whose texts do not wait.
    if (auto* medication = std::get_if<MedicationFound>(&event)) medication->code = Coded(CodedText(*medication->code));
  }
  packed.line = line;
  packed.scope = scopes_ + scope;
  packed.scopes = unit.scopes;
  if (unit.entries.empty()) return packed;
  std::vector<Name> names(unit.names.size());
  for (std::uint32_t n = 1; n < names.size(); ++n) names[n] = names_.number_of(unit.names[n]);
  for (EntryRow& entry : unit.entries) {
    entry.subject = names[entry.subject];
    if (entry.line > 0) entry.line += static_cast<std::uint32_t>(line);
    if (entry.scope > 0) entry.scope += static_cast<std::uint32_t>(packed.scope);
    if (!entry.has_id && entry.entry == 0) name_by_line(unit.batch, entry);
  }
  cohort::Shelf* const shelf = assembly_.shelf_for(unit.entries.size() * sizeof(EntryRow));
  packed.entries = {std::move(unit.entries), shelf};
  packed.batch = assembly_.keep(std::move(unit.batch));
  packed.pendings = std::move(unit.pendings);
  return packed;
}

void Linker::absorb(Packed unit, const std::string& name) {
  scopes_ += static_cast<Scope>(unit.scopes);
  const auto settle = [&](Place& place) {
    place.input = name;
    if (place.line > 0) place.line += unit.line;
    if (place.scope > 0) place.scope += unit.scope;
  };
  for (Event& event : unit.events) {
    if (auto* refusal = std::get_if<Refusal>(&event)) {
      settle(refusal->place);
      tell(refusal->place, refusal->resource, refusal->reason);
    } else if (auto* person = std::get_if<PersonFound>(&event)) {
      settle(person->place);
      add_person(*person);
    } else if (auto* medication = std::get_if<MedicationFound>(&event)) {
      if (medication->scope > 0) medication->scope += unit.scope;
      add_medication(*medication);
    }
  }
  if (unit.entries.size() == 0) return;
  parts_.push_back({name, assembly_.add_batch(std::move(unit.batch)), std::move(unit.entries), std::move(unit.pendings)});
}

void Linker::add_person(PersonFound& found) {
  const auto scope = static_cast<Scope>(found.place.scope);
  const std::string name = found.id.empty() ? "Patient" : "Patient/" + found.id;
  std::string why = found.refused;
  if (why.empty()) {
    if (find_patient(name, scope) != nullptr) return tell(found.place, name, "the id was there before; the first is kept");
    // Two bundles that call their patient alike may speak of two people: never joined.
    if (const Index* known = find_patient(name, everywhere); known != nullptr && *known != unusable) {
      why = "another input or bundle has a patient of this id; the first is kept, and its records are not joined with these";
    }
  }
  if (why.empty()) {
    if (const auto number = assembly_.add_patient(found.person)) {
      for (const std::string& remark : found.remarks) tell(found.place, name, remark);
      const auto index = static_cast<Index>(persons_.size());
      make_known(patients_, "Patient", found.id, found.full_url, scope, index);
      Own& own = own_[scope];
      if (own.patients++ == 0) own.first = index;
      patient_ids_.push_back(found.id);
      patient_urls_.push_back(names_.number_of(found.full_url));
      found.person.languages.clear();
      persons_.push_back(std::move(found.person));
      numbers_.push_back(*number);
      return;
    }
    why = "another input has a patient of this id; the first is kept, and its records are not joined with these";
  }
  tell(found.place, name, why);
  if (first_refused_patient_.empty()) first_refused_patient_ = message(found.place, name, why);
  make_known(patients_, "Patient", found.id, found.full_url, scope, unusable);
}

void Linker::add_medication(const MedicationFound& found) {
  make_known(medications_, "Medication", found.id, found.full_url, static_cast<Scope>(found.scope), static_cast<std::uint32_t>(medication_texts_.size()));
  medication_texts_.push_back(*found.code);
}

Linker::Whose Linker::resolve(Name subject, Scope scope) const {
  const auto own = own_.find(scope);
  const bool one_patient = scope != 0 && own != own_.end() && own->second.patients == 1;
  if (subject == 0) return one_patient ? Whose{own->second.first, Problem::none} : Whose{0, Problem::no_name};
  const std::string_view name = names_[subject];
  if (!name.starts_with("urn:") && local_part(without_version(name), "Patient").empty() && find_patient(name, scope) == nullptr) {
    return {0, Problem::no_patient};
  }
  const Index* found = find_name(patients_, name, "Patient", scope, !one_patient);
  if (found == nullptr) return {0, one_patient ? Problem::not_this_patient : Problem::not_in_input};
  if (*found == unusable) return {0, Problem::refused};
  // The same number at two servers is not the same person.
  const std::string_view url = names_[patient_urls_[*found]];
  if (is_url(name) && is_url(url) && without_version(name) != url) return {0, Problem::not_in_input};
  return {*found, Problem::none};
}

Linker::Whose Linker::whose(const EntryRow& entry) {
  if (entry.scope != 0) {
    const auto [found, fresh] = resolved_in_.try_emplace(in(entry.scope, entry.subject));
    if (fresh) found->second = resolve(entry.subject, entry.scope);
    return found->second;
  }
  if (!is_resolved_[entry.subject]) {
    resolved_[entry.subject] = resolve(entry.subject, 0);
    is_resolved_[entry.subject] = true;
  }
  return resolved_[entry.subject];
}

std::string Linker::reason(Problem problem, Name subject) const {
  const auto about = [&](std::string_view what) { return fmt::format("is about {}, {}", one_line(names_[subject]), what); };
  switch (problem) {
    case Problem::no_name: return "names no patient";
    case Problem::no_patient: return about("which is no patient");
    case Problem::not_this_patient: return about("not about the bundle's patient");
    case Problem::not_in_input: return about("who is not in the input");
    case Problem::refused: return about("who was refused");
    case Problem::none: break;
  }
  return "";
}

std::string Linker::resource(const Part& part, const EntryRow& entry) const {
  std::string name(assembly_.string(part.batch, entry.prefix));
  const auto ids = assembly_.batch(part.batch).ids_from(entry.id);
  const std::uint8_t* at = ids.data();
  (void)cohort::unpack_id(at, ids.data() + ids.size(), name);
  return entry.has_id ? name : name.substr(0, name.find(' '));
}

// Settles what only the patient or another resource can; gives the reason when the entry cannot be used after all.
std::string Linker::complete(Part& part, const EntryRow& entry, Index patient) {
  cohort::KeptBatch& batch = assembly_.batch(part.batch);
  const Pending& pending = part.pendings[entry.pending - 1];
  const Patient& person = persons_[patient];
  if (entry.rows > 0 && !pending.medication.empty()) {
    const std::uint32_t* medication = find_name(medications_, pending.medication, "Medication", entry.scope, true);
    const CodedText* code = medication == nullptr ? nullptr : &medication_texts_[*medication];
    if (code != nullptr && (!code->codings.empty() || !code->text.empty())) {
      assembly_.set_code(part.batch, entry.first_row, *code);
    } else if (batch.row(entry.first_row).code == 0) {
      return fmt::format("its medication {} is not in the input", one_line(pending.medication));
    }
  }
  if (pending.start_age && entry.rows > 0) batch.set_start(entry.first_row, days_of_age(person.born, *pending.start_age));
  if (pending.end_age && entry.rows > 0) batch.set_end(entry.first_row, days_of_age(person.born, *pending.end_age));

  std::vector<RangeChoice> choices;
  for (std::size_t i = 0; i < pending.ranges.size();) {
    const std::size_t fact = pending.ranges[i].fact;
    choices.clear();
    for (; i < pending.ranges.size() && pending.ranges[i].fact == fact; ++i) choices.push_back(pending.ranges[i].choice);
    const auto row = static_cast<cohort::KeptBatch::RowNumber>(entry.first_row + fact);
    const DayInterval on = batch.row(row).start;
    std::optional<std::pair<int, int>> age;
    if (person.born.known() && on.known()) age.emplace(years_between(person.born.last, on.first), years_between(person.born.first, on.last));
    if (const auto range = choose_range(choices, person.sex, age)) assembly_.set_range(part.batch, row, *range);
  }
  return "";
}

// One patient's entries, in the order of the input.
void Linker::give(Index patient, std::span<const std::uint64_t> entries) {
  boost::unordered_flat_set<ResourceKey, ResourceHash> seen;
  if (entries.size() > 1) seen.reserve(entries.size());
  for (const std::uint64_t number : entries) {
    Part& part = parts_[number >> 32];
    const EntryRow& entry = part.entries[number & 0xFFFFFFFF];
    const auto refuse = [&](std::string_view why) { late_.push_back({number, message(place(part, entry), resource(part, entry), why)}); };
    if (entry.has_id) {
      const auto ids = assembly_.batch(part.batch).ids_from(entry.id);
      const std::uint8_t* end = ids.data();
      (void)cohort::skip_id(end, ids.data() + ids.size());
      const ResourceKey key{assembly_.string(part.batch, entry.prefix),
                            {reinterpret_cast<const char*>(ids.data()), static_cast<std::size_t>(end - ids.data())}};
      if (!seen.insert(key).second) {
        refuse("the id was there before; the first is kept");
        continue;
      }
    }
    if (entry.pending != 0) {
      if (const std::string why = complete(part, entry, patient); !why.empty()) {
        refuse(why);
        continue;
      }
      for (const std::string& remark : part.pendings[entry.pending - 1].remarks) refuse(remark);
    }
    if (entry.held != 0) assembly_.mark_held(numbers_[patient], cohort::held_types[entry.held - 1]);
    if (entry.rows > 0) assembly_.assign(numbers_[patient], part.batch, entry.first_row, entry.rows);
  }
}

void Linker::finish() {
  resolved_.resize(names_.size());
  is_resolved_.resize(names_.size());
  std::vector<std::vector<Index>> patient_of(parts_.size());
  std::vector<std::uint64_t> begins(persons_.size() + 1);
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const Part& part = parts_[p];
    patient_of[p].reserve(part.entries.size());
    for (std::size_t e = 0; e < part.entries.size(); ++e) {
      const EntryRow& entry = part.entries[e];
      const Whose found = whose(entry);
      if (found.problem != Problem::none) {
        late_.push_back({std::uint64_t{p} << 32 | e, message(place(part, entry), resource(part, entry), reason(found.problem, entry.subject))});
        patient_of[p].push_back(unusable);
        continue;
      }
      patient_of[p].push_back(found.patient);
      ++begins[found.patient + 1];
    }
    if (p % released_parts == 0) assembly_.release();
  }
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint64_t> order(begins.back());
  {
    std::vector<std::uint64_t> next(begins.begin(), begins.end() - 1);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      for (std::size_t e = 0; e < patient_of[p].size(); ++e) {
        if (patient_of[p][e] != unusable) order[next[patient_of[p][e]]++] = std::uint64_t{p} << 32 | e;
      }
      patient_of[p] = {};
    }
  }
  for (Index patient = 0; patient < persons_.size(); ++patient) {
    give(patient, std::span(order).subspan(begins[patient], begins[patient + 1] - begins[patient]));
    if (patient % released_patients == 0) assembly_.release();
  }
  parts_.clear();
  std::stable_sort(late_.begin(), late_.end(), [](const Late& a, const Late& b) { return a.entry < b.entry; });
  for (const Late& late : late_) refused_(late.line);
  late_.clear();
}

}  // namespace elig::fhir
