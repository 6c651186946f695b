// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

/// Time, memory and tables for the benchmarks. Figures are medians; baselines run in the same run, turn by turn with what is
/// measured, so that a noisy machine is noisy for both.
namespace elig::bench {

/// Seconds that `work` takes.
[[nodiscard]] double seconds(const std::function<void()>& work);

/// A thing to measure; `prepare` (may be empty) goes before each run and is not counted.
struct Contestant {
  std::string name;
  std::function<void()> work;
  std::function<void()> prepare = {};
};

/// Seconds by the clock, and of all processors together: on a machine that does other work the second tells more.
struct Cost {
  double clock = 0;
  double processor = 0;
};

/// Medians of each over `runs` rounds, in which all take turns: of both, or of the seconds by the clock alone.
[[nodiscard]] std::vector<Cost> median_costs(const std::vector<Contestant>& contestants, unsigned runs);
[[nodiscard]] std::vector<double> medians(const std::vector<Contestant>& contestants, unsigned runs);

/// Largest resident memory of this process so far, and now, in bytes.
[[nodiscard]] std::size_t peak_memory();
[[nodiscard]] std::size_t memory_now();

/// Rows of text under headings, columns as wide as they need to be; all columns but the first are set to the right.
void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);

/// "1,234,567", "12.3 M", "1.25 G".
[[nodiscard]] std::string grouped(std::uint64_t number);
[[nodiscard]] std::string short_number(double number);

/// One line: processor, cores, compiler, day.
void print_machine();

}  // namespace elig::bench
