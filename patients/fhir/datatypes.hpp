// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "patients/fhir/entry.hpp"

/// FHIR's data types as the facts hold them.
namespace elig::fhir {

/// CodeableConcept; empty when absent.
[[nodiscard]] CodedText concept_of(Object object, std::string_view key);
[[nodiscard]] CodedText concept_in(Object codeable_concept);
/// An array of CodeableConcept as one: all codings, texts joined by "; ".
[[nodiscard]] CodedText concepts_of(Object object, std::string_view key);
[[nodiscard]] bool empty(const CodedText& coded);
void append(CodedText& all, const CodedText& more);
[[nodiscard]] Coding coding_in(Object coding);

/// The first code of the CodeableConcept that is one of `known`, else its text in lower case when that is; "" otherwise.
[[nodiscard]] std::string_view code_among(Object object, std::string_view key, std::initializer_list<std::string_view> known);

/// A date, dateTime or instant. Anything else is unknown, with a remark.
[[nodiscard]] DayInterval date_of(Object object, std::string_view key, Entry& entry);

/// Period: when it began and when it ended; unknown intervals where it does not say.
struct Period {
  DayInterval begin;
  DayInterval end;
};
[[nodiscard]] Period period_in(Object period, Entry& entry);

/// Quantity: empty without a value. The comparator makes it an interval.
[[nodiscard]] std::optional<Measured> quantity_in(Object quantity, Entry& entry);
[[nodiscard]] std::optional<Measured> range_in(Object range, Entry& entry);

/// Age or Range of ages in months; empty, with a remark, when it has no known unit or no sense.
[[nodiscard]] std::optional<AgeSpan> age_in(Object age, Entry& entry);
[[nodiscard]] std::optional<AgeSpan> age_range_in(Object range, Entry& entry);
/// The days on which someone born in `born` was of that age.
[[nodiscard]] DayInterval days_of_age(DayInterval born, AgeSpan age);

/// Duration in whole days, rounded up; empty, with a remark, outside 0 … 100 years. `bare_days`: no unit means days.
[[nodiscard]] std::optional<Day> duration_in(Object duration, bool bare_days, Entry& entry);

/// When something began and ended, from `key`DateTime, -Period, -Age, -Range, -String, -Instant or -Timing (`effective`,
/// `onset`, `performed`, `occurrence` …). A point in time begins and ends at once. Strings go to the fact's note.
struct When {
  Period span;
  bool point = false;
  bool said = false;                 ///< the record says something, if only in words
  std::optional<AgeSpan> age;
};
[[nodiscard]] When when_of(Object object, std::string_view key, Fact& fact, Entry& entry);

/// Free text of `note[]`, joined, added to the fact's note.
void add_notes(Object object, Fact& fact);
void add_note(Fact& fact, std::string_view text);

/// `reference` of a Reference; "" when absent.
[[nodiscard]] std::string reference_of(Object object, std::string_view key);

}  // namespace elig::fhir
