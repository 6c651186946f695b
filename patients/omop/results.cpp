// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "patients/omop/database.hpp"
#include "patients/tables/values.hpp"

/// The tables measurement and observation: numbers with their operator, unit and range, answers, and what the observation
/// table holds besides: past history, family history and allergies.
namespace elig::omop {
namespace {

using tables::Limit;
using tables::RowError;

/// Codes of observations that say of which kind the entry is; the concept of its value says what it is of.
enum class About { itself, past_condition, past_procedure, past_event, family, allergy };

About about(std::int64_t concept_id, const Concept* concept_) {
  if (concept_id == concepts::history_of_event) return About::past_event;
  if (concept_ == nullptr || concept_->vocabulary != "SNOMED") return About::itself;
  struct Code {
    std::string_view code;
    About about;
  };
  constexpr std::array<Code, 10> codes{{{"417662000", About::past_condition},
                                        {"416940007", About::past_procedure},
                                        {"416471007", About::family},
                                        {"419199007", About::allergy},
                                        {"416098002", About::allergy},
                                        {"414285001", About::allergy},
                                        {"609328004", About::allergy},
                                        {"418038007", About::allergy},
                                        {"419511003", About::allergy},
                                        {"420134006", About::allergy}}};
  for (const Code& one : codes) {
    if (one.code == concept_->coding.code) return one.about;
  }
  return About::itself;
}

bool names_an_allergy(const Concept* concept_) {
  return concept_ != nullptr &&
         (concept_->coding.display.starts_with("Allergy to ") || concept_->coding.display.starts_with("Allergic to "));
}

FactKind kind_of(About what, const Concept* value) {
  switch (what) {
    case About::past_condition:
      return FactKind::condition;
    case About::past_procedure:
      return FactKind::procedure;
    case About::past_event:
      if (value != nullptr && value->domain == "Procedure") return FactKind::procedure;
      if (value != nullptr && value->domain == "Drug") return FactKind::medication;
      return FactKind::condition;
    case About::family:
      return FactKind::family_history;
    case About::allergy:
      return FactKind::allergy;
    case About::itself:
      break;
  }
  return FactKind::observation;
}

}  // namespace

void Database::read_results(tables::Table& table, bool measurements) {
  Reading reading(table, sink_);
  const std::string_view name = measurements ? "measurement" : "observation";
  const Event event = event_of(reading, name, measurements ? "measurement_date" : "observation_date");
  const Column operator_ = reading.column("operator_concept_id");
  const Column number = reading.column("value_as_number");
  const Column answer = reading.column("value_as_concept_id");
  const Column words = reading.column("value_as_string");
  const Column as_written = reading.column("value_source_value");
  const Column unit = reading.column("unit_concept_id");
  const Column unit_written = reading.column("unit_source_value");
  const Column low = reading.column("range_low");
  const Column high = reading.column("range_high");
  const Column qualifier = reading.column("qualifier_concept_id");

  // A number without a limit of its own may have lost it on the way: "<0.1" of the source says more than 0.1.
  const auto interval = [&](double value) -> std::optional<Interval> {
    switch (const std::int64_t sign = concept_of(reading, operator_)) {
      case concepts::equal:
        return limited(Limit::equal, value);
      case concepts::below:
        return limited(Limit::below, value);
      case concepts::at_most:
        return limited(Limit::at_most, value);
      case concepts::above:
        return limited(Limit::above, value);
      case concepts::at_least:
        return limited(Limit::at_least, value);
      case 0: {
        const auto written = tables::interval_of(reading.text(as_written));
        if (written && !written->exact() && (written->low == value || written->high == value)) return written;
        return limited(Limit::equal, value);
      }
      default:
        reading.refuse(fmt::format("operator_concept_id {} is no operator; the value is left out", sign));
        return std::nullopt;
    }
  };
  // No unit and a unit that nobody could map are two things: the latter is not to be compared as if it were none.
  const auto take_unit = [&](Measured& value) {
    const std::string_view field = reading.text(unit);
    const std::string_view written = reading.text(unit_written);
    const std::int64_t id = concept_of(reading, unit);
    if (const Concept* known = dictionary_.find(id); known != nullptr && known->vocabulary == "UCUM") {
      value.unit = known->coding.code;
      value.unit_is_ucum = true;
    } else if (!written.empty()) {
      value.unit = written;
    } else if (known != nullptr) {
      value.unit = known->coding.display;
    } else if (!field.empty()) {
      value.unit = id == 0 ? "(unmapped unit)" : fmt::format("(unit concept {})", id);
    }
  };

  reading.each([&] {
    const PatientNumber patient = person_of(reading, event.person);
    Fact fact = fact_of(reading, event, FactKind::observation, name);
    if (const auto value = reading.decimal_or_unknown(number)) {
      if (const auto known = interval(*value)) {
        fact.value = Measured{*known, "", false};
        take_unit(*fact.value);
      }
    }
    const std::int64_t answer_id = concept_of(reading, answer);
    if (answer_id != 0) fact.coded_value = dictionary_.text(answer_id);
    if (!fact.coded_value && !reading.text(words).empty()) fact.coded_value = dictionary_.text(0, 0, reading.text(words));
    if (!fact.value && !fact.coded_value && !reading.text(as_written).empty() && reading.text(number).empty()) {
      if (const auto written = tables::interval_of(reading.text(as_written))) {
        fact.value = Measured{*written, "", false};
        take_unit(*fact.value);
      } else {
        fact.coded_value = dictionary_.text(0, 0, reading.text(as_written));
      }
    }
    ReferenceRange range{reading.decimal_or_unknown(low), reading.decimal_or_unknown(high), fact.value ? fact.value->unit : ""};
    if (range.low || range.high) fact.range = range;
    if (const Coded& more = dictionary_.text(concept_of(reading, qualifier)); !more.empty()) fact.note = more.label();
    if (measurements) return put(patient, fact, &Patient::Holds::observations);

    const std::int64_t concept_id = concept_of(reading, event.standard);
    const Concept* concept_ = dictionary_.find(concept_id);
    const About what = about(concept_id, concept_);
    if (names_an_allergy(concept_) || (what == About::allergy && !fact.coded_value)) {
      fact.kind = FactKind::allergy;
      return put(patient, fact, &Patient::Holds::allergies);
    }
    if (what == About::itself || !fact.coded_value) return put(patient, fact, &Patient::Holds::observations);
    fact.kind = kind_of(what, dictionary_.find(answer_id));
    fact.code = *fact.coded_value;
    fact.coded_value.reset();
    if (fact.kind == FactKind::allergy) return put(patient, fact, &Patient::Holds::allergies);
    // History: the day is that of the telling.
    fact.recorded = std::exchange(fact.start, DayInterval{});
    if (fact.kind == FactKind::condition) fact.clinical = ClinicalStatus::inactive;
    sink_.add_fact(patient, fact);
  });
}

}  // namespace elig::omop
