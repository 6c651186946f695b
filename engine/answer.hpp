// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/truth.hpp"
#include "patients/fact.hpp"

namespace elig::engine {

/// What an atom is for one patient. The note is written only when somebody will read it; nothing else depends on that.
struct Answer {
  Truth truth = Truth::unknown;
  bool manual = false;          ///< unknown, and only a person can settle it
  const Fact* fact = nullptr;   ///< the entry it rests on
  std::string note;
};

}  // namespace elig::engine
