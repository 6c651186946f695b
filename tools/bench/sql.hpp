// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tools/bench/rows.hpp"

/// The same studies as SQL over a wide table: one nullable truth column a question, prepared beforehand, one row a patient. SQL's
/// own three-valued logic does the rest.
namespace elig::bench {

/// Studies that share one table, as few tables as the databases' limit of columns asks for.
struct WideTable {
  std::vector<engine::AtomNumber> questions;  ///< the columns q0, q1, … in this order
  std::vector<std::size_t> studies;
  std::vector<std::string> queries;  ///< of each study: how many are ineligible, how many eligible
};

/// Studies with several cohorts under headings of their own are left out: their logic joins criteria across the study.
[[nodiscard]] std::vector<WideTable> wide_tables(const Prepared& prepared, std::size_t most_columns);

/// A baseline in the same run: what it counted, by study in the order of the tables, and the seconds that its queries took.
struct Counted {
  std::vector<VerdictCounts> counts;
  double seconds = 0;
  std::string remark;  ///< why there is nothing; "" when there is
};

[[nodiscard]] Counted with_sqlite(std::span<const WideTable> tables, std::span<const Truth> answers, std::size_t patients);

/// Through the `duckdb` script beside the benchmarks, which fetches its package into a temporary folder.
[[nodiscard]] Counted with_duckdb(std::span<const WideTable> tables, std::span<const Truth> answers, std::size_t patients,
                                  const std::string& script, unsigned threads);

}  // namespace elig::bench
