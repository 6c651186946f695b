// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grammar/span.hpp"

namespace elig {

enum class Section { inclusion, exclusion };

/// An age as a registry's structured field gives it: "18 Years", "6 Months".
struct RegistryAge {
  double value = 0;
  std::string unit;  ///< UCUM: a, mo, wk, d, h, min
  friend bool operator==(const RegistryAge&, const RegistryAge&) = default;
};

/// One trial as a reader delivers it: identity, structured fields, and the eligibility text untouched.
struct Study {
  std::string id;      ///< NCT number, or the file's stem when there is none
  std::string source;  ///< file name as given
  std::string title;
  std::vector<std::string> conditions;  ///< the registry's condition terms
  std::string text;    ///< eligibility text, or for a saved page the whole page; every span points into it
  Span eligibility;    ///< the part of `text` that holds the criteria
  std::optional<RegistryAge> minimum_age;
  std::optional<RegistryAge> maximum_age;
  std::string sex;     ///< "male" | "female" | "" (all, or not said)
  std::optional<bool> healthy_volunteers;
  bool topical = false;  ///< old NCI form: topical headings, no inclusion/exclusion sections
};

}  // namespace elig
