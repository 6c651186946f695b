// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The vocabulary's `plausible` attribute: values a living patient can have.
namespace elig {

struct PlausibleRange {
  std::string unit;  ///< UCUM
  double low = 0;
  double high = 0;

  [[nodiscard]] bool holds(double value) const noexcept { return value >= low && value <= high; }
};

/// "unit:low..high|unit:low..high"; parts of another form are passed over.
[[nodiscard]] std::vector<PlausibleRange> plausible_ranges(std::string_view attribute);

}  // namespace elig
