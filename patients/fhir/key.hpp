// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

/// The members of FHIR's objects that the readers ask for, by name and number. A name that is not listed here does not compile.
namespace elig::fhir {

inline constexpr auto key_names = std::to_array<std::string_view>({
    "abatementAge", "abatementDateTime", "abatementInstant", "abatementPeriod", "abatementRange", "abatementString",
    "abatementTiming", "age", "appliesTo", "asNeededBoolean", "asNeededCodeableConcept", "authoredOn", "birthDate",
    "bodySite", "boundsDuration", "boundsPeriod", "category", "class", "clinicalStatus", "code", "coding",
    "communication", "comparator", "component", "condition", "contained", "criticality", "dataAbsentReason", "date",
    "dateAsserted", "daysSupply", "deceasedBoolean", "deceasedDateTime", "denominator", "dispenseRequest", "display",
    "doNotPerform", "dosage", "dosageInstruction", "doseAndRate", "doseQuantity", "effectiveAge", "effectiveDateTime",
    "effectiveInstant", "effectivePeriod", "effectiveRange", "effectiveString", "effectiveTiming", "end", "entry",
    "event", "expectedSupplyDuration", "frequency", "frequencyMax", "fullUrl", "gender", "high", "id", "ingredient",
    "intent", "interpretation", "issued", "itemCodeableConcept", "language", "low", "manifestation",
    "medicationCodeableConcept", "medicationReference", "method", "modifierExtension", "note", "numberOfRepeatsAllowed",
    "numerator", "occurrenceAge", "occurrenceDateTime", "occurrenceInstant", "occurrencePeriod", "occurrenceRange",
    "occurrenceString", "occurrenceTiming", "onsetAge", "onsetDateTime", "onsetInstant", "onsetPeriod", "onsetRange",
    "onsetString", "onsetTiming", "patient", "performedAge", "performedDateTime", "performedInstant", "performedPeriod",
    "performedRange", "performedString", "performedTiming", "period", "periodMax", "periodUnit", "reaction",
    "reasonCode", "recorded", "recordedDate", "reference", "referenceRange", "relationship", "repeat", "resource",
    "resourceType", "route", "severity", "site", "stage", "start", "status", "statusReason", "subject", "substance",
    "summary", "system", "text", "timing", "type", "unit", "vaccineCode", "value", "valueBoolean",
    "valueCodeableConcept", "valueDateTime", "valueInteger", "valueQuantity", "valueRange", "valueRatio", "valueString",
    "valueTime", "verificationStatus", "whenHandedOver", "whenPrepared"});
static_assert(std::is_sorted(key_names.begin(), key_names.end()));

/// Whether two texts of one length are equal, without a call for short ones: names of members are compared by the million.
[[nodiscard]] inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
  const auto differ = [&](std::size_t at, auto word) {
    auto other = word;
    std::memcpy(&word, a + at, sizeof word);
    std::memcpy(&other, b + at, sizeof other);
    return word != other;
  };
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return !differ(0, std::uint64_t{}) && !differ(size - 8, std::uint64_t{});
  if (size >= 4) return !differ(0, std::uint32_t{}) && !differ(size - 4, std::uint32_t{});
  return size == 0 || (a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1]);
}

namespace key_table {
inline constexpr std::size_t slots = 1024;
static_assert(key_names.size() < 255 && key_names.size() < slots / 2);

[[nodiscard]] constexpr std::size_t slot_of(std::string_view name) noexcept {
  if (name.empty()) return 0;
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(name[i])}; };
  return (name.size() * 67 + at(0) * 31 + at(name.size() - 1) * 7 + at(name.size() / 2) * 131) % slots;
}

/// 1 + place among key_names; 0 where there is none.
inline constexpr std::array<std::uint8_t, slots> numbers = [] {
  std::array<std::uint8_t, slots> all{};
  for (std::size_t i = 0; i < key_names.size(); ++i) {
    std::size_t slot = slot_of(key_names[i]);
    while (all[slot] != 0) slot = (slot + 1) % slots;
    all[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return all;
}();
}  // namespace key_table

class Key {
 public:
  static constexpr std::size_t count = key_names.size() + 1;

  constexpr Key() = default;                    ///< the name of no member
  consteval Key(const char* name) {             // NOLINT: a literal is the key of that name
    while (number_ < key_names.size() && key_names[number_] != name) ++number_;
    if (number_++ == key_names.size()) throw "not among key_names";
  }
  [[nodiscard]] constexpr std::string_view name() const noexcept { return number_ == 0 ? std::string_view{} : key_names[number_ - 1U]; }
  [[nodiscard]] constexpr std::size_t number() const noexcept { return number_; }  ///< 1 … count − 1; 0 for none
  [[nodiscard]] bool is(std::string_view name) const noexcept {
    const std::string_view own = this->name();
    return name.size() == own.size() && same_bytes(name.data(), own.data(), own.size());
  }

  /// The number of a name met in a record; 0 for one that nobody asks for.
  [[nodiscard]] static std::size_t number_of(std::string_view name) noexcept {
    for (std::size_t slot = key_table::slot_of(name);; slot = (slot + 1) % key_table::slots) {
      const std::size_t number = key_table::numbers[slot];
      if (number == 0) return 0;
      const std::string_view known = key_names[number - 1];
      if (known.size() == name.size() && same_bytes(known.data(), name.data(), name.size())) return number;
    }
  }

 private:
  std::uint8_t number_ = 0;
};

}  // namespace elig::fhir
