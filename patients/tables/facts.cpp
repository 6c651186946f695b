// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "patients/tables/reading.hpp"
#include "patients/tables/values.hpp"

namespace elig::tables {
namespace {

struct Kind {
  std::string_view name;
  FactKind kind;
  RecordSink::Held held;
};
const std::array<Kind, 11>& kinds() {
  static const std::array<Kind, 11> all{{{"observation", FactKind::observation, &Patient::Holds::observations},
                                         {"measurement", FactKind::observation, &Patient::Holds::observations},
                                         {"lab", FactKind::observation, &Patient::Holds::observations},
                                         {"condition", FactKind::condition, &Patient::Holds::conditions},
                                         {"medication", FactKind::medication, &Patient::Holds::medications},
                                         {"drug", FactKind::medication, &Patient::Holds::medications},
                                         {"procedure", FactKind::procedure, &Patient::Holds::procedures},
                                         {"allergy", FactKind::allergy, &Patient::Holds::allergies},
                                         {"immunization", FactKind::immunization, &Patient::Holds::immunizations},
                                         {"encounter", FactKind::encounter, &Patient::Holds::encounters},
                                         {"family_history", FactKind::family_history, nullptr}}};
  return all;
}

bool any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return same_letters(word, w); });
}

/// Short names of the systems of codes; a URI may stand in their place.
std::string_view uri_of(std::string_view system) {
  struct System {
    std::string_view name, uri;
  };
  constexpr std::array<System, 12> systems{{{"loinc", "http://loinc.org"},
                                            {"snomed", "http://snomed.info/sct"},
                                            {"sct", "http://snomed.info/sct"},
                                            {"rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm"},
                                            {"icd10cm", "http://hl7.org/fhir/sid/icd-10-cm"},
                                            {"icd-10-cm", "http://hl7.org/fhir/sid/icd-10-cm"},
                                            {"icd10", "http://hl7.org/fhir/sid/icd-10"},
                                            {"icd-10", "http://hl7.org/fhir/sid/icd-10"},
                                            {"icd-9-cm", "http://hl7.org/fhir/sid/icd-9-cm"},
                                            {"atc", "http://www.whocc.no/atc"},
                                            {"cpt", "http://www.ama-assn.org/go/cpt"},
                                            {"cvx", "http://hl7.org/fhir/sid/cvx"}}};
  for (const System& one : systems) {
    if (same_letters(system, one.name)) return one.uri;
  }
  return system;
}

Column first_of(const Reading& reading, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Column column = reading.column(name);
    if (column.at != static_cast<std::size_t>(-1)) return column;
  }
  return reading.column(*names.begin());
}

std::string id_of(const Reading& reading, Column column) {
  std::string_view id = reading.text(column);
  if (id.empty()) throw RowError("names no patient");
  return std::string(id);
}

Sex sex_of(std::string_view word) {
  if (word.empty() || any_of(word, {"u", "unknown", "o", "other"})) return Sex::unknown;
  if (any_of(word, {"m", "male"})) return Sex::male;
  if (any_of(word, {"f", "female"})) return Sex::female;
  throw RowError(fmt::format("sex '{}' is none of female, male, unknown", one_line(word)));
}

bool yes(std::string_view word) {
  if (word.empty() || any_of(word, {"no", "n", "false", "0"})) return false;
  return true;  // yes, or the day of it
}

/// Column "kind": a person, a fact, or nothing where the row has no word for it.
const Kind* kind_of(std::string_view word) {
  for (const Kind& kind : kinds()) {
    if (same_letters(word, kind.name)) return &kind;
  }
  throw RowError(fmt::format(
      "kind '{}' is none of patient, observation, condition, medication, procedure, allergy, immunization, encounter, family_history",
      one_line(word)));
}

bool about_the_person(std::string_view kind) { return kind.empty() || same_letters(kind, "patient"); }

}  // namespace

bool is_table_of_facts(const std::vector<std::string>& columns) {
  const auto has = [&](std::string_view name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
  return (has("patient") || has("patient_id")) && (has("kind") || has("birth_date"));
}

void FactTables::read() {
  std::map<std::string, Patient, std::less<>> people;
  for (auto& table : tables_) read_people(*table, people);
  for (const auto& [id, person] : people) {
    if (!sink_.add_patient(person)) sink_.refuse(fmt::format("patient {}: the id was there before; the first is kept", one_line(id)));
  }
  for (auto& table : tables_) {
    table->last_reading();
    read_facts(*table);
    table.reset();
  }
}

// Every row says something of the person it is about, if only that there is one.
void FactTables::read_people(Table& table, std::map<std::string, Patient, std::less<>>& people) {
  Reading reading(table, sink_);
  const Column id = first_of(reading, {"patient_id", "patient"});
  const Column birth = reading.column("birth_date");
  const Column sex = reading.column("sex");
  const Column dead = reading.column("deceased");
  const Column language = reading.column("language");
  const Column kind = reading.column("kind");
  reading.each([&] {
    const std::string_view what = reading.text(kind);
    const bool person_row = about_the_person(what);
    if (!person_row) {
      // Told, if wrong, when the facts are read.
      if (reading.text(id).empty()) return;
    }
    const std::string name = id_of(reading, id);
    const auto [found, is_new] = people.try_emplace(name);
    Patient& person = found->second;
    person.id = name;
    const DayInterval born = reading.date_or_unknown(birth);
    if (born.known()) {
      if (person.born.known() && person.born != born)
        throw RowError(fmt::format("patient {} was born on another day in a row before; the first is kept", one_line(name)));
      person.born = born;
    }
    const Sex said = sex_of(reading.text(sex));
    if (said != Sex::unknown) {
      if (person.sex != Sex::unknown && person.sex != said)
        throw RowError(fmt::format("patient {} has another sex in a row before; the first is kept", one_line(name)));
      person.sex = said;
    }
    person.deceased = person.deceased || yes(reading.text(dead));
    if (const std::string_view word = reading.text(language);
        !word.empty() && std::find(person.languages.begin(), person.languages.end(), word) == person.languages.end()) {
      person.languages.emplace_back(word);
    }
  });
}

void FactTables::read_facts(Table& table) {
  Reading reading(table, sink_);
  const Column kind = reading.column("kind");
  if (kind.at == static_cast<std::size_t>(-1)) return;
  const Column id = first_of(reading, {"patient_id", "patient"});
  const Column own_id = first_of(reading, {"id", "fact_id"});
  const Column day = reading.column("date");
  const Column end = first_of(reading, {"end_date", "end"});
  const Column system = reading.column("system");
  const Column code = reading.column("code");
  const Column name = reading.column("name");
  const Column value = reading.column("value");
  const Column unit = reading.column("unit");
  const Column low = first_of(reading, {"range_low", "low"});
  const Column high = first_of(reading, {"range_high", "high"});
  const Column status = reading.column("status");
  const Column note = reading.column("note");
  reading.each([&] {
    const std::string_view what = reading.text(kind);
    if (about_the_person(what)) return;
    const Kind* of = kind_of(what);
    const auto patient = sink_.find(id_of(reading, id));
    if (!patient) throw RowError("is about a patient who was refused");
    const std::string_view state = reading.text(status);
    if (any_of(state, {"entered-in-error", "error", "cancelled"})) return;

    Fact fact;
    fact.kind = of->kind;
    CodedText text;
    const std::string_view words = reading.text(name);
    if (const std::string_view own = reading.text(code); !own.empty()) {
      // "LOINC:718-7" where there is no column for the system.
      std::string_view in = reading.text(system);
      std::string_view bare = own;
      if (const std::size_t colon = own.rfind(':'); in.empty() && colon != std::string_view::npos) {
        in = own.substr(0, colon);
        bare = own.substr(colon + 1);
      }
      text.codings.push_back({std::string(uri_of(in)), std::string(bare), std::string(words)});
    }
    text.text = words;
    if (text.codings.empty() && text.text.empty()) throw RowError("has neither code nor name");
    fact.code = sink_.keep(text);
    const std::string_view number = reading.text(own_id);
    fact.resource =
        number.empty() ? fmt::format("{} (line {})", lower(what), reading.line()) : fmt::format("{}/{}", lower(what), one_line(number));
    fact.start = reading.date_or_unknown(day);
    fact.end = reading.date_or_unknown(end);
    fact.note = reading.text(note);

    if (any_of(state, {"refuted", "absent", "not-done", "not-taken", "negated"})) {
      fact.certainty = Certainty::absent;
    } else if (any_of(state, {"suspected", "provisional", "unconfirmed", "differential", "preliminary", "planned"})) {
      fact.certainty = Certainty::weak;
    } else if (any_of(state, {"active", "ongoing", "recurrence", "relapse"})) {
      fact.clinical = ClinicalStatus::active;
      fact.ongoing = !fact.end.known();
    } else if (any_of(state, {"inactive", "resolved", "remission"})) {
      fact.clinical = ClinicalStatus::inactive;
    } else if (!any_of(state, {"", "confirmed", "final", "completed", "stopped", "finished"})) {
      reading.refuse(fmt::format("status '{}' is not known; left out, the entry counts as uncertain", one_line(state)));
      fact.certainty = Certainty::weak;
    }
    if (fact.kind == FactKind::condition && fact.end.known() && fact.clinical == ClinicalStatus::unknown)
      fact.clinical = ClinicalStatus::inactive;
    if (fact.kind != FactKind::condition) fact.clinical = ClinicalStatus::unknown;
    if (fact.kind == FactKind::medication && fact.end.known()) fact.end_basis = "end of period";
    if ((fact.kind == FactKind::procedure || fact.kind == FactKind::immunization || fact.kind == FactKind::observation) &&
        !fact.end.known())
      fact.end = fact.start;

    if (const std::string_view written = reading.text(value); !written.empty()) {
      if (const auto known = interval_of(written)) {
        fact.value = Measured{*known, std::string(reading.text(unit)), false};
      } else {
        fact.coded_value = sink_.keep({{}, std::string(written)});
      }
    }
    const ReferenceRange range{reading.decimal_or_unknown(low), reading.decimal_or_unknown(high), std::string(reading.text(unit))};
    if (range.low || range.high) fact.range = range;
    sink_.add_fact(*patient, fact);
    if (of->held != nullptr) sink_.mark_held(*patient, of->held);
  });
}

}  // namespace elig::tables
