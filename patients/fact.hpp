// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "patients/date.hpp"

/// What a record says, as it says it: codes, words, values, dates, the resource they came from. No interpretation beyond
/// the hygiene that every reader owes (status filters, intervals for comparators and partial dates).
namespace elig {

struct Coding {
  std::string system;   ///< URI
  std::string code;
  std::string display;
  friend bool operator==(const Coding&, const Coding&) = default;
};

struct CodedText {
  std::vector<Coding> codings;
  std::string text;
  /// The words to show for it: `text`, else the first display, else the first code.
  [[nodiscard]] std::string label() const;
  friend bool operator==(const CodedText&, const CodedText&) = default;
};

/// A coded text as an entry holds it. A record says the same few things over and over, so entries share one text: copying
/// costs no copy of the words, and a text that a store keeps (`kept`) not even a count. Immutable; copies may be used from
/// any thread.
class Coded {
 public:
  Coded() = default;
  Coded(CodedText text);                            // NOLINT: a coded text is one, shared or not
  /// Refers to a text that outlives every copy.
  [[nodiscard]] static Coded kept(const CodedText& text) { return Coded(std::shared_ptr<const CodedText>(std::shared_ptr<void>(), &text)); }

  [[nodiscard]] const CodedText& operator*() const noexcept { return text_ ? *text_ : nothing(); }
  [[nodiscard]] const CodedText* operator->() const noexcept { return &**this; }
  operator const CodedText&() const noexcept { return **this; }  // NOLINT: likewise
  [[nodiscard]] std::string label() const { return (**this).label(); }
  [[nodiscard]] bool empty() const noexcept { return !text_; }
  friend bool operator==(const Coded& a, const Coded& b) { return a.text_ == b.text_ || *a == *b; }

 private:
  explicit Coded(std::shared_ptr<const CodedText> text) : text_(std::move(text)) {}
  [[nodiscard]] static const CodedText& nothing() noexcept;
  std::shared_ptr<const CodedText> text_;           ///< null: says nothing
};

/// A number that may be known only by its limits: `<0.1` is (−∞, 0.1), 5 is [5, 5].
struct Interval {
  double low = 0;
  double high = 0;
  bool low_open = false;
  bool high_open = false;
  [[nodiscard]] bool exact() const noexcept { return low == high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Measured {
  Interval value;
  std::string unit;       ///< the code when its system is UCUM, else the unit's text; "" when the record has none
  bool unit_is_ucum = false;
  friend bool operator==(const Measured&, const Measured&) = default;
};

struct ReferenceRange {
  std::optional<double> low;
  std::optional<double> high;
  std::string unit;       ///< as of the result when the record gives none
  friend bool operator==(const ReferenceRange&, const ReferenceRange&) = default;
};

enum class FactKind { observation, condition, medication, procedure, allergy, immunization, encounter, family_history };

/// A condition's standing at its last record.
enum class ClinicalStatus { unknown, active, inactive };  ///< inactive: resolved, remission, inactive, abated

/// How far an entry can be trusted to have happened.
enum class Certainty {
  confirmed,
  weak,     ///< unconfirmed, provisional, differential; preliminary result; an order that nobody says was taken
  absent    ///< the record says it did not happen: not-done, not-taken, refuted. Never counts as present
};

struct Fact {
  FactKind kind = FactKind::observation;
  Coded code;
  std::string resource;                 ///< "Observation/obs-3", for its components too; "Observation (entry 3)" for an entry without an id
  DayInterval start;                    ///< effective, onset, performed, occurrence, first administration …
  DayInterval end;                      ///< last day it held or was taken; unknown interval = no end known
  bool ongoing = false;                 ///< said to go on (active medication without an end, active condition)
  std::string end_basis;                ///< medications: "administration", "end of period", "order + supply", "dispense + supply", "start"; "" when no end
  DayInterval recorded;                 ///< date of recording, when nothing better is known
  Certainty certainty = Certainty::confirmed;
  ClinicalStatus clinical = ClinicalStatus::unknown;

  // observations
  std::optional<Measured> value;
  std::optional<Coded> coded_value; ///< valueCodeableConcept, valueString and valueBoolean ("true"/"false") as text
  std::optional<ReferenceRange> range;
  std::optional<Coded> interpretation;

  // the rest
  Coded body_site;
  Coded method;
  Coded category;
  Coded reason;
  Coded route;
  std::optional<Measured> dose;         ///< medications: amount a day when the record says it; the unit ends in "/d"
  std::string stage;                    ///< conditions: stage summary text
  std::string severity;                 ///< conditions, allergies
  std::string note;                     ///< free text of the entry, for showing only
};

enum class Sex { unknown, male, female };

struct Patient {
  std::string id;
  DayInterval born;
  Sex sex = Sex::unknown;
  bool deceased = false;
  std::vector<std::string> languages;   ///< communication.language codes and texts
  std::vector<Fact> facts;              ///< in the order of the record
  /// Resource types the record holds at least one usable or absent-marking entry of: absence means something only there.
  struct Holds {
    bool observations = false, conditions = false, medications = false, procedures = false, allergies = false,
         immunizations = false, encounters = false;
  } holds;
};

}  // namespace elig
