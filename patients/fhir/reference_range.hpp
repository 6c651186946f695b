// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "patients/fhir/entry.hpp"

/// The normal range a laboratory gives with its result: which of several, and what a range given only in words says.
namespace elig::fhir {

/// Adds the normal ranges that an Observation or a component gives with facts[fact]; therapeutic, critical and other ranges are
/// none.
void add_ranges(const Object& object, std::size_t fact, Entry& entry);

/// A range in words: "0.2 - 1.2 mg/dL", "(3.5–5.0)", "< 40", ">= 60". Empty for anything that can be read in two ways,
/// numbers with commas included.
[[nodiscard]] std::optional<ReferenceRange> parse_range(std::string_view text);

/// The one range that applies to a person of this sex, `age` in years (first and last possible); empty when several differ.
[[nodiscard]] std::optional<ReferenceRange> choose_range(std::span<const RangeChoice> choices, Sex sex, std::optional<std::pair<int, int>> age);

}  // namespace elig::fhir
