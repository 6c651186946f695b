// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/omop/database.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace elig::omop {

using tables::RowError;

void Database::read() {
  using tables::Table;
  const bool exposures = has(TableKind::drug_exposure);
  read_vocabulary();
  std::vector<std::string> unread;
  each(TableKind::unread, [&](Table& table) {
    std::size_t rows = 0;
    tables::Row row;
    while (table.next(row)) ++rows;
    if (rows > 0) unread.push_back(fmt::format("{}: a table of the model that is not read; {} rows left out", table.place(1), rows));
  });
  each(TableKind::person, [&](Table& table) { read_people(table); });
  each(TableKind::observation_period, [&](Table& table) { read_periods(table); });
  each(TableKind::visit_occurrence, [&](Table& table) { read_visits(table); });
  each(TableKind::condition_occurrence, [&](Table& table) { read_conditions(table); });
  each(TableKind::drug_exposure, [&](Table& table) { read_exposures(table); });
  each(TableKind::drug_era, [&](Table& table) {
    if (!exposures) read_eras(table);  // eras are made from the exposures; beside them they would say everything twice
  });
  each(TableKind::procedure_occurrence, [&](Table& table) { read_procedures(table); });
  each(TableKind::measurement, [&](Table& table) { read_results(table, true); });
  each(TableKind::observation, [&](Table& table) { read_results(table, false); });
  each(TableKind::death, [&](Table& table) { read_deaths(table); });
  dictionary_.report_unknown();
  for (const std::string& line : unread) sink_.refuse(line);
}

// Asks the tables which concepts they use, then reads what those mean.
void Database::read_vocabulary() {
  for (auto& [kind, all] : tables_) {
    if (kind == TableKind::concept_ || kind == TableKind::concept_ancestor || kind == TableKind::unread) continue;
    for (auto& table : all) {
      std::vector<std::pair<std::size_t, bool>> columns;
      for (std::size_t i = 0; i < table->columns().size(); ++i) {
        const std::string& name = table->columns()[i];
        if (name.ends_with("concept_id")) columns.emplace_back(i, name == "drug_concept_id");
      }
      tables::Row row;
      table->rewind();
      while (table->next(row)) {
        if (!row.trouble.empty()) continue;
        for (const auto& [at, drug] : columns) {
          try {
            const std::int64_t id = tables::whole(row.fields[at], table->columns()[at]).value_or(0);
            drug ? dictionary_.use_drug(id) : dictionary_.use(id);
          } catch (const RowError&) {  // told when the row itself is read
          }
        }
      }
    }
  }
  each(TableKind::concept_ancestor, [&](tables::Table& table) { dictionary_.read_ancestors(table); });
  each(TableKind::concept_, [&](tables::Table& table) { dictionary_.read_concepts(table); });
}

void Database::read_people(tables::Table& table) {
  Reading reading(table, sink_);
  const Column id = reading.column("person_id");
  const Column gender = reading.column("gender_concept_id");
  const Column gender_word = reading.column("gender_source_value");
  const Column year = reading.column("year_of_birth");
  const Column month = reading.column("month_of_birth");
  const Column day = reading.column("day_of_birth");
  const Column time = reading.column("birth_datetime");
  reading.each([&] {
    const auto number = reading.whole(id);
    if (!number) throw RowError("has no person_id");
    Patient person;
    person.id = std::to_string(*number);
    const std::int64_t sex = concept_of(reading, gender);
    const std::string_view word = reading.text(gender_word);
    if (sex == concepts::male || (sex == 0 && (tables::same_letters(word, "m") || tables::same_letters(word, "male"))))
      person.sex = Sex::male;
    if (sex == concepts::female || (sex == 0 && (tables::same_letters(word, "f") || tables::same_letters(word, "female"))))
      person.sex = Sex::female;

    const auto y = reading.whole_or_unknown(year);
    const auto m = reading.whole_or_unknown(month);
    const auto d = reading.whole_or_unknown(day);
    const DayInterval full = reading.date_or_unknown(time);
    if (y) {
      std::string text = fmt::format("{:04}", *y);
      if (m) text += fmt::format("-{:02}", *m);
      if (m && d) text += fmt::format("-{:02}", *d);
      if (const auto born = parse_date(text)) {
        person.born = *born;
      } else {
        reading.refuse(fmt::format("year, month and day of birth are no date: {}; left unknown", text));
      }
      // The first of a month or year is what a birth_datetime is filled up with when no more is known.
      const bool filler = full.known() && (full.first == person.born.first);
      if (full.known() && person.born.known() && full.first >= person.born.first && full.last <= person.born.last && !filler)
        person.born = full;
    } else if (full.known()) {
      person.born = full;
    } else {
      reading.refuse("has no year of birth; left unknown");
    }
    const auto added = sink_.add_patient(person);
    if (!added) throw RowError(fmt::format("person {}: the id was there before; the first is kept", *number));
    people_.try_emplace(*number, *added);
  });
}

void Database::read_periods(tables::Table& table) {
  Reading reading(table, sink_);
  const Column person = reading.column("person_id");
  const Column begin = reading.column("observation_period_start_date");
  const Column end = reading.column("observation_period_end_date");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, person);
    const DayInterval first = reading.date_or_unknown(begin);
    const DayInterval last = reading.date_or_unknown(end);
    if (!first.known()) throw RowError("has no start");
    periods_[patient].push_back({first.first, last.last});
  });
}

void Database::read_visits(tables::Table& table) {
  Reading reading(table, sink_);
  const Event event = event_of(reading, "visit", "visit_start_date");
  const Column id = reading.column("visit_occurrence_id");
  const Column end_day = reading.column("visit_end_date");
  const Column end_time = reading.column("visit_end_datetime");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::encounter, "visit_occurrence");
    fact.end = day_of(reading, end_day, end_time);
    const auto number = reading.whole_or_unknown(id);
    if (number && fact.end.exact() && fact.end != fact.start) stays_.try_emplace(*number, fact.end.last);
    put(patient, fact, &Patient::Holds::encounters);
  });
}

void Database::read_conditions(tables::Table& table) {
  Reading reading(table, sink_);
  const Event event = event_of(reading, "condition", "condition_start_date");
  const Column end_day = reading.column("condition_end_date");
  const Column end_time = reading.column("condition_end_datetime");
  const Column status = reading.column("condition_status_concept_id");
  const Column visit = reading.column("visit_occurrence_id");
  const Column stop = reading.column("stop_reason");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::condition, "condition_occurrence");
    const DayInterval end = day_of(reading, end_day, end_time);
    // A source with one date has it for both; a diagnosis that ends with the stay was merely written down there.
    const auto stay = stays_.find(reading.whole_or_unknown(visit).value_or(0));
    const bool of_stay = stay != stays_.end() && end.exact() && end.first == stay->second;
    if (end.known() && end != fact.start && !of_stay) fact.end = end;
    switch (concept_of(reading, status)) {
      case concepts::preliminary_diagnosis:
      case concepts::to_be_diagnosed:
        fact.certainty = Certainty::weak;
        break;
      case concepts::resolved_condition:
        fact.clinical = ClinicalStatus::inactive;
        if (end.known()) fact.end = end;
        break;
      default:
        break;
    }
    fact.note = reading.text(stop);
    put(patient, fact, &Patient::Holds::conditions);
  });
}

namespace {

/// How a drug came to the record.
enum class Source { order, dispense, administration };

Source source_of(std::int64_t type) {
  constexpr std::array<std::int64_t, 4> administrations{32818, 38000179, 38000180, 43542356};
  constexpr std::array<std::int64_t, 7> dispenses{32825, 32869, 38000175, 38000176, 32857, 32858, 44777970};
  if (std::find(administrations.begin(), administrations.end(), type) != administrations.end()) return Source::administration;
  return std::find(dispenses.begin(), dispenses.end(), type) != dispenses.end() ? Source::dispense : Source::order;
}

Day later(Day day, std::int64_t days) { return day == day_min || day == day_max ? day : day + static_cast<Day>(days); }

}  // namespace

void Database::read_exposures(tables::Table& table) {
  Reading reading(table, sink_);
  const Event event = event_of(reading, "drug", "drug_exposure_start_date");
  const Column end_day = reading.column("drug_exposure_end_date");
  const Column end_time = reading.column("drug_exposure_end_datetime");
  const Column verbatim = reading.column("verbatim_end_date");
  const Column supply = reading.column("days_supply");
  const Column refills = reading.column("refills");
  const Column type = reading.column("drug_type_concept_id");
  const Column route = reading.column("route_concept_id");
  const Column route_word = reading.column("route_source_value");
  const Column sig = reading.column("sig");
  const Column stop = reading.column("stop_reason");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::medication, "drug_exposure");
    fact.route = dictionary_.text(concept_of(reading, route), 0, reading.text(route_word));
    fact.note = reading.text(sig);
    if (const std::string_view why = reading.text(stop); !why.empty())
      fact.note += fact.note.empty() ? std::string(why) : fmt::format("; {}", why);
    const Concept* drug = dictionary_.find(concept_of(reading, event.standard));
    if (drug != nullptr && drug->vocabulary == "CVX") {
      fact.kind = FactKind::immunization;
      fact.end = fact.start;
      return put(patient, fact, &Patient::Holds::immunizations);
    }
    const Source source = source_of(concept_of(reading, type));
    const DayInterval said = reading.date_or_unknown(verbatim);
    const DayInterval end = day_of(reading, end_day, end_time);
    const auto days = reading.whole_or_unknown(supply);
    if (said.known()) {
      fact.end = said;
      fact.end_basis = "end of period";
    } else if (source == Source::administration) {
      fact.end = end.known() ? end : fact.start;
      fact.end_basis = "administration";
    } else {
      // The end of the table may be inferred, and often is nothing but the start: the supply may last longer.
      if (end.known()) {
        fact.end = end;
        fact.end_basis = end == fact.start ? "start" : "end of period";
      }
      if (days && *days > 0 && *days <= 36500 && fact.start.known()) {
        const std::int64_t fetched = end.known() ? 0 : std::clamp<std::int64_t>(reading.whole_or_unknown(refills).value_or(0), 0, 100);
        const DayInterval lasts{later(fact.start.first, *days - 1), later(fact.start.last, *days * (1 + fetched) - 1)};
        if (!end.known() || lasts.last > end.last) {
          fact.end = lasts;
          fact.end_basis = source == Source::dispense ? "dispense + supply" : "order + supply";
        }
      }
    }
    put(patient, fact, &Patient::Holds::medications);
  });
}

void Database::read_eras(tables::Table& table) {
  Reading reading(table, sink_);
  const Event event = event_of(reading, "drug", "drug_era_start_date");
  const Column end = reading.column("drug_era_end_date");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::medication, "drug_era");
    fact.end = reading.date_or_unknown(end);
    if (fact.end.known()) fact.end_basis = "end of period";
    put(patient, fact, &Patient::Holds::medications);
  });
}

void Database::read_procedures(tables::Table& table) {
  Reading reading(table, sink_);
  const Event event = event_of(reading, "procedure", "procedure_date");
  const Column end_day = reading.column("procedure_end_date");
  const Column end_time = reading.column("procedure_end_datetime");
  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::procedure, "procedure_occurrence");
    const DayInterval end = day_of(reading, end_day, end_time);
    fact.end = end.known() ? end : fact.start;
    put(patient, fact, &Patient::Holds::procedures);
  });
}

void Database::read_deaths(tables::Table& table) {
  Reading reading(table, sink_);
  const Column person = reading.column("person_id");
  reading.each([&] { sink_.mark_deceased(person_of(reading, person)); });
}

Database::Event Database::event_of(const Reading& reading, std::string_view table, std::string_view day) {
  static const std::map<std::string_view, std::array<std::string_view, 5>> names{
      {"visit", {"visit_occurrence_id", "visit_concept_id", "visit_source_concept_id", "visit_source_value", "visit_start_datetime"}},
      {"condition",
       {"condition_occurrence_id", "condition_concept_id", "condition_source_concept_id", "condition_source_value",
        "condition_start_datetime"}},
      {"drug", {"drug_exposure_id", "drug_concept_id", "drug_source_concept_id", "drug_source_value", "drug_exposure_start_datetime"}},
      {"procedure",
       {"procedure_occurrence_id", "procedure_concept_id", "procedure_source_concept_id", "procedure_source_value", "procedure_datetime"}},
      {"measurement",
       {"measurement_id", "measurement_concept_id", "measurement_source_concept_id", "measurement_source_value", "measurement_datetime"}},
      {"observation",
       {"observation_id", "observation_concept_id", "observation_source_concept_id", "observation_source_value", "observation_datetime"}}};
  const auto& of = names.at(table);
  Column id = reading.column(of[0]);
  if (day == "drug_era_start_date") id = reading.column("drug_era_id");
  return {reading.column("person_id"), id, reading.column(of[1]), reading.column(of[2]), reading.column(of[3]), reading.column(day),
          reading.column(of[4])};
}

RecordSink::PatientNumber Database::person_of(Reading& reading, Column person) const {
  const auto number = reading.whole(person);
  if (!number) throw RowError("has no person_id");
  const auto found = people_.find(*number);
  if (found == people_.end()) throw RowError(fmt::format("is about person {}, who is not in the person table", *number));
  return found->second;
}

Fact Database::fact_of(Reading& reading, const Event& event, FactKind kind, std::string_view table) {
  Fact fact;
  fact.kind = kind;
  fact.code = dictionary_.text(concept_of(reading, event.standard), concept_of(reading, event.source), reading.text(event.source_value));
  if (fact.code.empty()) throw RowError("says neither by a concept nor in words of the source what it is");
  const std::string_view id = reading.text(event.id);
  fact.resource = id.empty() ? fmt::format("{} (row {})", table, reading.line()) : fmt::format("{}/{}", table, tables::one_line(id));
  fact.start = day_of(reading, event.day, event.time);
  return fact;
}

void Database::put(PatientNumber patient, const Fact& fact, RecordSink::Held held) {
  sink_.add_fact(patient, fact);
  if (observed(patient, fact.start)) sink_.mark_held(patient, held);
}

bool Database::observed(PatientNumber patient, DayInterval on) const {
  if (!has(TableKind::observation_period)) return true;
  const auto periods = periods_.find(patient);
  return periods != periods_.end() && std::any_of(periods->second.begin(), periods->second.end(),
                                                  [&](DayInterval period) { return period.first <= on.first && on.last <= period.last; });
}

DayInterval Database::day_of(Reading& reading, Column day, Column time) const {
  return reading.date_or_unknown(reading.text(day).empty() ? time : day);
}

std::int64_t Database::concept_of(Reading& reading, Column column) const { return reading.whole_or_unknown(column).value_or(0); }

}  // namespace elig::omop
