// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patients/cohort/dictionary.hpp"
#include "patients/fact.hpp"
#include "patients/fhir/json.hpp"
#include "patients/fhir/seen.hpp"

/// One resource as its reader leaves it: facts, and what only the patient or another resource can complete.
namespace elig::fhir {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// An age in months, first and last that it may mean ("at 40 years" is 480 … 491), for a date that needs the birth date.
struct AgeSpan {
  int first = 0;
  int last = 0;
};

/// One of the reference ranges of a result, and whom it is for.
struct RangeChoice {
  ReferenceRange range;
  Sex sex = Sex::unknown;             ///< for this sex only
  double age_low = 0;                 ///< years
  double age_high = infinity;
  bool special = false;               ///< for a population the record cannot confirm (pregnancy, a race)
};

/// Type of resource a fact's presence makes the record hold (Patient::Holds).
using Held = bool Patient::Holds::*;

/// A range for facts[fact], one of several perhaps.
struct RangeOf {
  std::size_t fact = 0;
  RangeChoice choice;
};

/// Used for one resource after the other (`clear`), so that its memory is there already.
struct Entry {
  explicit Entry(cohort::TextPool& known) : texts(&known) {}

  cohort::TextPool* texts;            ///< where the coded texts of the facts are kept
  SeenTexts seen;                     ///< those that were read already
  cohort::TextKey key;                ///< for the text that is being read
  std::string joined;                 ///< likewise
  std::vector<Fact> facts;            ///< without their resource, which is the entry's
  std::vector<RangeOf> ranges;
  std::string_view medication;        ///< reference to the Medication that facts[0] is of; "" when it says itself
  std::optional<AgeSpan> start_age;   ///< start of facts[0], when it is given as an age
  std::optional<AgeSpan> end_age;
  Held held = nullptr;                ///< null when the entry says nothing of the patient
  std::vector<std::string> remarks;   ///< parts that could not be used, one line each

  void clear() {
    facts.clear();
    ranges.clear();
    medication = {};
    start_age.reset();
    end_age.reset();
    held = nullptr;
    remarks.clear();
  }
  Fact& add(FactKind kind) {
    Fact& fact = facts.emplace_back();
    fact.kind = kind;
    return fact;
  }
  [[nodiscard]] Coded keep(const CodedText& text) { return texts->handle(texts->number_of(text)); }
  [[nodiscard]] Coded words(std::string_view text) {
    key.clear();
    return texts->handle(texts->number_of_key(key.with_text(text)));
  }
};

}  // namespace elig::fhir
