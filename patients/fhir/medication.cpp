// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

/// Drugs: statements that they are taken, orders, administrations, dispenses. Each says differently well that the drug
/// reached the patient and until when; `end_basis` tells which.
namespace elig::fhir {
namespace {

DayInterval after(DayInterval from, Day days) {
  const auto later = [&](Day day) { return day == day_min || day == day_max ? day : day + days; };
  return {later(from.first), later(from.last)};
}

// medication[x]: the code itself, a Medication contained in the resource, or a reference for later.
void take_medication(const Object& resource, Fact& fact, Entry& entry) {
  fact.code = concept_of(resource, "medicationCodeableConcept", entry);
  if (const auto reference = get_object(resource, "medicationReference"); reference && fact.code.empty()) {
    const std::string_view to = get_string(*reference, "reference");
    if (to.starts_with('#')) {
      for (const Object contained : get_objects(resource, "contained")) {
        if (get_string(contained, "id") == to.substr(1)) fact.code = read_medication(contained, entry);
      }
    } else {
      entry.medication = to;
    }
    if (fact.code.empty()) fact.code = entry.words(get_string(*reference, "display"));  // a bundled Medication replaces it
  }
  if (fact.code.empty() && entry.medication.empty()) throw RecordError("does not say which medication");
}

// Times a day that a dose is taken, when the timing is simple; 0 otherwise.
double times_a_day(const Object& timing) {
  if (const auto repeat = get_object(timing, "repeat")) {
    if (get_member(*repeat, "frequencyMax") || get_member(*repeat, "periodMax")) return 0;
    const auto period = get_number(*repeat, "period");
    const std::string_view unit = get_string(*repeat, "periodUnit");
    const double days = unit == "d" ? 1 : unit == "wk" ? 7 : unit == "h" ? 1.0 / 24 : 0;
    if (period && *period > 0 && days > 0) return get_number(*repeat, "frequency").value_or(1) / (*period * days);
  }
  const std::string_view code = code_among(timing, "code", {"QD", "BID", "TID", "QID", "QOD", "AM", "PM"});
  if (code == "QD" || code == "AM" || code == "PM") return 1;
  if (code == "BID") return 2;
  if (code == "TID") return 3;
  if (code == "QID") return 4;
  return code == "QOD" ? 0.5 : 0;
}

// Dosages: words and route always; the amount a day when there is one plain dosage, taken regularly.
void take_dosages(const Objects& dosages, Fact& fact, Entry& entry) {
  for (const Object dosage : dosages) {
    add_note(fact, get_string(dosage, "text"));
    if (fact.route.empty()) fact.route = concept_of(dosage, "route", entry);
  }
  if (dosages.size() != 1) return;
  const Object dosage = dosages.front();
  if (get_bool(dosage, "asNeededBoolean").value_or(false) || get_member(dosage, "asNeededCodeableConcept")) return;
  const auto timing = get_object(dosage, "timing");
  const auto rates = get_objects(dosage, "doseAndRate");
  if (!timing || rates.size() != 1) return;
  const auto quantity = get_object(rates.front(), "doseQuantity");
  const auto dose = quantity ? quantity_in(*quantity, entry) : std::nullopt;
  const double times = times_a_day(*timing);
  if (!dose || dose->unit.empty() || !(times > 0) || !std::isfinite(times * dose->value.high)) return;
  fact.dose = dose;
  fact.dose->value.low *= times;
  fact.dose->value.high *= times;
  fact.dose->unit += "/d";
}

// Bounds of the dosages' timing: from the first begin to the last end, when every dosage has them.
Period dosage_bounds(const Objects& dosages, DayInterval ordered, Entry& entry) {
  Period all;
  for (const Object dosage : dosages) {
    const auto timing = get_object(dosage, "timing");
    const auto repeat = timing ? get_object(*timing, "repeat") : std::nullopt;
    if (!repeat) return {};
    Period bounds;
    if (const auto period = get_object(*repeat, "boundsPeriod")) {
      bounds = period_in(*period, entry);
    } else if (const auto duration = get_object(*repeat, "boundsDuration"); duration && ordered.known()) {
      if (const auto days = duration_in(*duration, false, entry)) bounds.end = after(ordered, *days);
    }
    if (!bounds.end.known()) return {};
    if (!all.begin.known() || (bounds.begin.known() && bounds.begin.first < all.begin.first)) all.begin = bounds.begin;
    if (!all.end.known() || bounds.end.last > all.end.last) all.end = bounds.end;
  }
  return all;
}

// The end of a medication that is over, by the last day it is known to have been taken.
void close(Fact& fact, bool active) {
  if (fact.certainty == Certainty::absent) return;
  if (fact.end.known()) return;
  if (active) {
    fact.ongoing = true;
  } else if (fact.start.known()) {
    fact.end = fact.start;
    fact.end_basis = "start";
  }
}

}  // namespace

Coded read_medication(const Object& medication, Entry& entry) {
  const Coded code = concept_of(medication, "code", entry);
  return code.empty() ? concepts_of(medication, "ingredient", entry, "itemCodeableConcept") : code;
}

void read_medication_statement(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  Fact& fact = entry.add(FactKind::medication);
  take_medication(resource, fact, entry);
  const Statement statement = statement_of(fact.code);
  if (statement == Statement::nothing_known) return entry.facts.clear();
  if (status == "not-taken" || statement == Statement::known_absent) {
    fact.certainty = Certainty::absent;
  } else if (status == "intended" || status == "unknown") {
    fact.certainty = Certainty::weak;
  }
  fact.category = concept_of(resource, "category", entry);
  fact.reason = concepts_of(resource, "reasonCode", entry);
  fact.recorded = date_of(resource, "dateAsserted", entry);
  const When taken = when_of(resource, effective, fact, entry);
  fact.start = taken.span.begin;
  // "Active on 3 May" says when it was seen taken, not that it was stopped that day.
  if (!taken.point || status != "active") fact.end = taken.span.end;
  if (fact.end.known()) fact.end_basis = taken.point ? "start" : "end of period";
  close(fact, status == "active");
  take_dosages(get_objects(resource, "dosage"), fact, entry);
  add_notes(resource, fact);
  entry.held = &Patient::Holds::medications;
}

void read_medication_request(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  const std::string_view intent = get_string(resource, "intent");
  if (status == "entered-in-error" || status == "cancelled") return;
  if (intent == "proposal" || intent == "plan" || intent == "option") return;  // not an order: nobody was to take it yet
  Fact& fact = entry.add(FactKind::medication);
  take_medication(resource, fact, entry);
  if (get_bool(resource, "doNotPerform").value_or(false)) {
    fact.certainty = Certainty::absent;
  } else if (status == "draft" || status == "unknown") {
    fact.certainty = Certainty::weak;
  }
  fact.category = concepts_of(resource, "category", entry);
  fact.reason = concepts_of(resource, "reasonCode", entry);
  fact.start = fact.recorded = date_of(resource, "authoredOn", entry);

  const auto dosages = get_objects(resource, "dosageInstruction");
  if (const Period bounds = dosage_bounds(dosages, fact.start, entry); bounds.end.known()) {
    if (bounds.begin.known()) fact.start = bounds.begin;
    fact.end = bounds.end;
    fact.end_basis = "end of period";
  } else if (const auto dispense = get_object(resource, "dispenseRequest")) {
    const auto supply = get_object(*dispense, "expectedSupplyDuration");
    const auto days = supply ? duration_in(*supply, false, entry) : std::nullopt;
    if (days && fact.start.known()) {
      // Each refill may or may not have been fetched.
      const double refills = std::clamp(get_number(*dispense, "numberOfRepeatsAllowed").value_or(0), 0.0, 100.0);
      const Day longest = static_cast<Day>(*days * (1 + std::floor(refills)));
      fact.end = {after(fact.start, *days).first, after(fact.start, longest).last};
      fact.end_basis = "order + supply";
    }
  }
  // Stopped, perhaps before its supply or period was over: somewhere between the start and then.
  if (status == "stopped" && fact.end.known()) fact.end.first = std::min(fact.start.first, fact.end.first);
  close(fact, status == "active");
  take_dosages(dosages, fact, entry);
  add_notes(resource, fact);
  entry.held = &Patient::Holds::medications;
}

void read_medication_administration(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error") return;
  Fact& fact = entry.add(FactKind::medication);
  take_medication(resource, fact, entry);
  if (status == "not-done") {
    fact.certainty = Certainty::absent;
  } else if (status == "unknown") {
    fact.certainty = Certainty::weak;
  }
  fact.category = concept_of(resource, "category", entry);
  fact.reason = concepts_of(resource, "reasonCode", entry);
  const When taken = when_of(resource, effective, fact, entry);
  fact.start = taken.span.begin;
  fact.end = taken.span.end;
  if (fact.end.known()) fact.end_basis = "administration";
  close(fact, status == "in-progress");
  if (const auto dosage = get_object(resource, "dosage")) {
    add_note(fact, get_string(*dosage, "text"));
    fact.route = concept_of(*dosage, "route", entry);
  }
  add_notes(resource, fact);
  entry.held = &Patient::Holds::medications;
}

void read_medication_dispense(const Object& resource, Entry& entry) {
  const std::string_view status = get_string(resource, "status");
  if (status == "entered-in-error" || status == "cancelled") return;
  Fact& fact = entry.add(FactKind::medication);
  take_medication(resource, fact, entry);
  if (status == "declined") {
    fact.certainty = Certainty::absent;
  } else if (!status.empty() && status != "completed") {
    fact.certainty = Certainty::weak;  // not known to have reached the patient
  }
  fact.category = concept_of(resource, "category", entry);
  fact.start = date_of(resource, "whenHandedOver", entry);
  if (!fact.start.known()) fact.start = date_of(resource, "whenPrepared", entry);
  if (const auto supply = get_object(resource, "daysSupply"); supply && fact.start.known()) {
    if (const auto days = duration_in(*supply, true, entry)) {
      fact.end = after(fact.start, *days);
      fact.end_basis = "dispense + supply";
    }
  }
  close(fact, false);
  take_dosages(get_objects(resource, "dosageInstruction"), fact, entry);
  add_notes(resource, fact);
  entry.held = &Patient::Holds::medications;
}

}  // namespace elig::fhir
