// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace elig::ucum {

/// A unit as a factor over base units: the powers of metre, second, gram … and of whatever stays arbitrary.
struct Measure {
  double factor = 1;
  std::map<std::string, int> powers;
};

/// UCUM's own definitions, read from its essence file: an oracle for the table's factors, never on the input path.
class Oracle {
 public:
  /// Nothing when the file is not there.
  static std::optional<Oracle> read(const std::string& path);

  /// Nothing for units that are not valid or not a plain factor (Celsius, pH, decibel).
  [[nodiscard]] std::optional<Measure> measure(std::string_view unit) const;

 private:
  struct Atom {
    double value = 1;
    std::string unit;     // defined by; "" for base and arbitrary units
    bool metric = false;  // takes prefixes
    bool plain = true;    // a factor, not a function
  };
  std::map<std::string, Atom, std::less<>> atoms_;
  std::map<std::string, double, std::less<>> prefixes_;

  friend class Reader;
  [[nodiscard]] std::optional<Measure> atom(std::string_view symbol) const;
};

}  // namespace elig::ucum
