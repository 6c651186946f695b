// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "tools/bench/rows.hpp"

/// Answers that SQL finds by itself in tables of facts, with what each coded text means given to it as a table: what a database
/// has to do that is given the records and not the answers.
namespace elig::bench {

struct FactAnswers {
  std::size_t tried = 0;    ///< questions of the plain forms: a value against a limit, a diagnosis, a drug, the latter within so many days
  std::size_t agreed = 0;   ///< of these, answered for every patient as the engine does
  double seconds = 0;       ///< for those that agreed
};

/// In SQLite, indexed, one thread, one prepared statement a form. `expected`: [question · patients + patient]. At most so many
/// questions are tried, spread over all.
[[nodiscard]] FactAnswers answers_by_sqlite(const Prepared& prepared, const Cohort& cohort, std::span<const Truth> expected, std::size_t most);

}  // namespace elig::bench
