// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patients/date.hpp"

/// Made-up patients, drawn one by one from a table of frequencies (cohort.tsv). What they have is here; how it is written
/// down is not.
namespace elig::bench {

enum class Kind : std::uint8_t { observation, condition, medication, procedure, immunization, allergy, encounter };
inline constexpr std::size_t kinds = 7;

struct Answer {
  std::string code;
  std::string text;
  double up_to = 0;  ///< cumulated share of the answers up to this one, the last is 1
};

/// One row of the table: something a patient may have.
struct Row {
  Kind kind = Kind::observation;
  std::string system;  ///< "LOINC", "SCT", …
  std::string code;
  std::string name;
  double share = 0;    ///< of the patients who can have it, in [0, 1]
  double repeats = 1;  ///< entries of one who has it, on average
  char sex = '-';      ///< 'f', 'm' or '-'
  int from_age = 0;    ///< years, at the entry
  int to_age = 200;
  std::uint32_t panel = 0;  ///< rows of one panel have the same number and are recorded together
  std::string panel_name;
  std::string unit;
  std::array<double, 5> quantiles{};  ///< at 0, 10, 50, 90 and 100 %
  int decimals = 0;                   ///< of a written value
  bool numeric = false;
  std::vector<Answer> answers;
  std::optional<double> normal_low;
  std::optional<double> normal_high;
};

/// How an entry departs from a plain one; each at a small rate, as records have them.
enum class Mark : std::uint8_t {
  plain,
  entered_in_error,
  refuted,      ///< conditions; procedures: not done
  provisional,  ///< conditions; observations: preliminary
  below,        ///< values: only known to be less than …
  above,
  no_value,    ///< observations: the value is missing, with a reason
  month_only,  ///< the date is known to the month
  year_only
};

struct Entry {
  std::uint32_t row = 0;
  std::uint32_t visit = 0;
  Day day = 0;
  Day end = 0;  ///< conditions, medications: last day; 0 = goes on
  Mark mark = Mark::plain;
  bool ranged = false;  ///< the laboratory gives its reference range
  double value = 0;
  std::uint32_t answer = 0;
};

struct Person {
  std::uint64_t number = 0;
  std::uint64_t id_high = 0, id_low = 0;  ///< 128 bits that name the person
  bool female = false;
  Day born = 0;
  Mark birth = Mark::plain;  ///< month_only and year_only
  Day died = 0;              ///< 0 = alive
  std::vector<Day> visits;   ///< ascending
  std::vector<Entry> entries;
};

class Population {
 public:
  /// Reads the table. `density` scales how often a thing repeats (1 = as the table says, 0 = once each). Throws
  /// std::runtime_error with one line for a table that cannot be read.
  Population(const std::string& table, std::uint64_t seed, double density);

  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }
  /// Number of panels; they count from 1.
  [[nodiscard]] std::uint32_t panels() const noexcept { return panels_; }
  /// Person `number` of the population, always the same one; reuses the vectors of `person`.
  void draw(std::uint64_t number, Person& person) const;

  /// The day after which nothing is recorded: the cohorts are made for questions asked on it.
  static constexpr Day last_day = 19875;  // 2024-06-01

 private:
  std::vector<Row> rows_;
  std::uint32_t panels_ = 0;
  std::uint64_t seed_;
  double density_;
};

}  // namespace elig::bench
