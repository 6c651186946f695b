// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "patients/fhir/entry.hpp"

/// FHIR's data types as the facts hold them.
namespace elig::fhir {

/// CodeableConcept; empty when absent.
[[nodiscard]] Coded concept_of(const Object& object, Key key, Entry& entry);
[[nodiscard]] Coded concept_in(const Object& codeable_concept, Entry& entry);
/// An array of CodeableConcept as one: all codings, texts joined by "; ". `inner`: the concept is that member of each item.
[[nodiscard]] Coded concepts_of(const Object& object, Key key, Entry& entry, Key inner = {});
/// `concepts_of`, and a Coding beside them as one more of theirs: by its display, else by `display`.
[[nodiscard]] Coded concepts_and_coding_of(const Object& object, Key key, Key coding, std::string_view display, Entry& entry);
/// A Coding alone.
[[nodiscard]] Coded coding_of(const Object& object, Key key, Entry& entry);

/// The first code of the CodeableConcept that is one of `known`, else its text in lower case when that is; "" otherwise.
[[nodiscard]] std::string_view code_among(const Object& object, Key key, std::initializer_list<std::string_view> known);

/// A date, dateTime or instant. Anything else is unknown, with a remark.
[[nodiscard]] DayInterval date_of(const Object& object, Key key, Entry& entry);

/// Period: when it began and when it ended; unknown intervals where it does not say.
struct Period {
  DayInterval begin;
  DayInterval end;
};
[[nodiscard]] Period period_in(const Object& period, Entry& entry);

/// Quantity: empty without a value. The comparator makes it an interval.
[[nodiscard]] std::optional<Measured> quantity_in(const Object& quantity, Entry& entry);
[[nodiscard]] std::optional<Measured> range_in(const Object& range, Entry& entry);

/// Age or Range of ages in months; empty, with a remark, when it has no known unit or no sense.
[[nodiscard]] std::optional<AgeSpan> age_in(const Object& age, Entry& entry);
[[nodiscard]] std::optional<AgeSpan> age_range_in(const Object& range, Entry& entry);
/// The days on which someone born in `born` was of that age.
[[nodiscard]] DayInterval days_of_age(DayInterval born, AgeSpan age);

/// Duration in whole days, rounded up; empty, with a remark, outside 0 … 100 years. `bare_days`: no unit means days.
[[nodiscard]] std::optional<Day> duration_in(const Object& duration, bool bare_days, Entry& entry);

/// The members that say when something was: `key`DateTime, -Instant, -Period, -Timing, -Age, -Range and -String.
struct TimedMember {
  std::string_view name;
  Key date_time, instant, period, timing, age, range, string;
};
inline constexpr TimedMember effective{"effective",       "effectiveDateTime", "effectiveInstant", "effectivePeriod",
                                       "effectiveTiming", "effectiveAge",      "effectiveRange",   "effectiveString"};
inline constexpr TimedMember onset{"onset", "onsetDateTime", "onsetInstant", "onsetPeriod", "onsetTiming", "onsetAge", "onsetRange", "onsetString"};
inline constexpr TimedMember abatement{"abatement",       "abatementDateTime", "abatementInstant", "abatementPeriod",
                                       "abatementTiming", "abatementAge",      "abatementRange",   "abatementString"};
inline constexpr TimedMember performed{"performed",       "performedDateTime", "performedInstant", "performedPeriod",
                                       "performedTiming", "performedAge",      "performedRange",   "performedString"};
inline constexpr TimedMember occurrence{"occurrence",       "occurrenceDateTime", "occurrenceInstant", "occurrencePeriod",
                                        "occurrenceTiming", "occurrenceAge",      "occurrenceRange",   "occurrenceString"};

/// When something began and ended. A point in time begins and ends at once. Strings go to the fact's note.
struct When {
  Period span;
  bool point = false;
  bool said = false;                 ///< the record says something, if only in words
  std::optional<AgeSpan> age;
};
[[nodiscard]] When when_of(const Object& object, const TimedMember& member, Fact& fact, Entry& entry);

/// Free text of `note[]`, joined, added to the fact's note.
void add_notes(const Object& object, Fact& fact);
void add_note(Fact& fact, std::string_view text);

/// `reference` of a Reference; "" when absent.
[[nodiscard]] std::string reference_of(const Object& object, Key key);

}  // namespace elig::fhir
