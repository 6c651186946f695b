// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "tools/bench/random.hpp"

namespace elig::bench {
namespace {

/// Entries of a person relative to the mean, at equal steps of probability: most records are thin, a few are very long.
constexpr std::array<double, 11> thickness{0.25, 0.42, 0.55, 0.63, 0.70, 0.76, 0.85, 1.05, 1.45, 2.15, 6.0};
/// Ages on the last day, likewise.
constexpr std::array<double, 11> ages{0, 8, 17, 22, 30, 40, 50, 58, 66, 74, 102};

constexpr double entered_in_error = 0.004;
constexpr double refuted = 0.008;
constexpr double provisional = 0.010;
constexpr double not_final = 0.006;
constexpr double value_missing = 0.008;
constexpr double partial_date = 0.020;
constexpr double partial_birth = 0.010;
constexpr double died = 0.020;
constexpr double gives_ranges = 0.7;  ///< of the laboratories' results
constexpr double visits_on_average = 37;
constexpr int recorded_years = 10;

template <std::size_t N>
double at(const std::array<double, N>& steps, double share) {
  const double place = share * static_cast<double>(N - 1);
  const auto index = std::min(static_cast<std::size_t>(place), N - 2);
  return steps[index] + (steps[index + 1] - steps[index]) * (place - static_cast<double>(index));
}

double at_quantile(const std::array<double, 5>& quantiles, double share) {
  constexpr std::array<double, 5> steps{0, 0.1, 0.5, 0.9, 1};
  std::size_t index = 0;
  while (index < 3 && share >= steps[index + 1]) ++index;
  return quantiles[index] + (quantiles[index + 1] - quantiles[index]) * (share - steps[index]) / (steps[index + 1] - steps[index]);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

class TableReader {
 public:
  explicit TableReader(const std::string& name) : name_(name), file_(name) {
    if (!file_) throw std::runtime_error(fmt::format("{}: no such file", name));
  }

  std::vector<Row> read() {
    std::vector<Row> rows;
    std::string line;
    bool header = true;
    while (std::getline(file_, line)) {
      ++number_;
      if (line.empty() || line.front() == '#') continue;
      if (std::exchange(header, false)) continue;
      rows.push_back(row(line));
    }
    if (rows.empty()) fail("holds no rows");
    return rows;
  }

  [[nodiscard]] std::uint32_t panels() const { return static_cast<std::uint32_t>(panels_.size()); }

 private:
  [[noreturn]] void fail(std::string_view why) const { throw std::runtime_error(fmt::format("{}, line {}: {}", name_, number_, why)); }

  double number(std::string_view text) const {
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) fail(fmt::format("'{}' is no number", text));
    return value;
  }

  std::pair<std::optional<double>, std::optional<double>> limits(std::string_view text) const {
    if (text.empty()) return {};
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) fail(fmt::format("'{}' is no range", text));
    const std::string_view low = text.substr(0, dots);
    const std::string_view high = text.substr(dots + 2);
    return {low.empty() ? std::nullopt : std::optional(number(low)), high.empty() ? std::nullopt : std::optional(number(high))};
  }

  static constexpr std::array<std::string_view, kinds> kind_names{"observation",  "condition", "medication", "procedure",
                                                                  "immunization", "allergy",   "encounter"};

  Row row(std::string_view line) {
    const auto fields = split(line, '\t');
    if (fields.size() != 10) fail(fmt::format("{} columns; 10 are expected", fields.size()));
    Row row;
    const auto kind = std::find(kind_names.begin(), kind_names.end(), fields[0]);
    if (kind == kind_names.end()) fail(fmt::format("'{}' is no kind", fields[0]));
    row.kind = static_cast<Kind>(kind - kind_names.begin());
    const std::size_t colon = fields[1].find(':');
    if (colon == std::string_view::npos) fail(fmt::format("'{}' is no code", fields[1]));
    row.system = fields[1].substr(0, colon);
    row.code = fields[1].substr(colon + 1);
    row.name = fields[2];
    row.share = number(fields[3]) / 100;
    row.repeats = number(fields[4]);
    row.sex = fields[5].empty() ? '-' : fields[5].front();
    const auto [from, to] = limits(fields[6]);
    row.from_age = static_cast<int>(from.value_or(0));
    row.to_age = static_cast<int>(to.value_or(200));
    row.panel_name = fields[7];
    if (!row.panel_name.empty()) {
      row.panel = panels_.try_emplace(row.panel_name, static_cast<std::uint32_t>(panels_.size() + 1)).first->second;
    }
    read_values(fields[8], row);
    std::tie(row.normal_low, row.normal_high) = limits(fields[9]);
    return row;
  }

  void read_values(std::string_view text, Row& row) const {
    if (text.empty()) return;
    if (text.front() == '?') {
      double total = 0;
      for (const std::string_view one : split(text.substr(1), '|')) {
        const std::size_t equals = one.find('=');
        const std::size_t star = one.rfind('*');
        if (equals == std::string_view::npos || star == std::string_view::npos || star < equals)
          fail(fmt::format("'{}' is no answer", one));
        total += number(one.substr(star + 1));
        row.answers.push_back({std::string(one.substr(0, equals)), std::string(one.substr(equals + 1, star - equals - 1)), total});
      }
      for (Answer& answer : row.answers) answer.up_to /= total;
      return;
    }
    const auto parts = split(text, '|');
    if (parts.size() != 6) fail("a unit and five quantiles are expected");
    row.unit = parts[0];
    row.numeric = true;
    for (std::size_t i = 0; i < 5; ++i) row.quantiles[i] = number(parts[i + 1]);
    const double middle = std::max(row.quantiles[2], row.quantiles[3] / 4);
    row.decimals = middle >= 1000 ? 0 : middle >= 100 ? 1 : middle >= 10 ? 2 : 3;
  }

  std::string name_;
  std::ifstream file_;
  std::size_t number_ = 0;
  std::map<std::string, std::uint32_t, std::less<>> panels_;
};

Mark mark_of(const Row& row, Random& random) {
  const double u = random.unit();
  double up_to = entered_in_error;
  if (u < up_to) return Mark::entered_in_error;
  switch (row.kind) {
    case Kind::condition:
      if (u < (up_to += refuted)) return Mark::refuted;
      if (u < (up_to += provisional)) return Mark::provisional;
      if (u < (up_to += partial_date)) return random.chance(0.7) ? Mark::month_only : Mark::year_only;
      break;
    case Kind::procedure:
      if (u < (up_to += refuted)) return Mark::refuted;
      if (u < (up_to += partial_date)) return random.chance(0.7) ? Mark::month_only : Mark::year_only;
      break;
    case Kind::observation:
      if (u < (up_to += value_missing)) return Mark::no_value;
      if (u < up_to + not_final) return Mark::provisional;
      break;
    default:
      break;
  }
  return Mark::plain;
}

double rounded(double value, int decimals) {
  constexpr std::array<double, 4> powers{1, 10, 100, 1000};
  const double power = powers[static_cast<std::size_t>(decimals)];
  return std::round(value * power) / power;
}

}  // namespace

Population::Population(const std::string& table, std::uint64_t seed, double density) : seed_(seed), density_(density) {
  TableReader reader(table);
  rows_ = reader.read();
  panels_ = reader.panels();
}

void Population::draw(std::uint64_t number, Person& person) const {
  Random random(seed_, number + 1);
  person.number = number;
  person.id_high = random.next();
  person.id_low = random.next();
  person.female = random.chance(0.5);
  person.born = last_day - static_cast<Day>(at(ages, random.unit()) * 365.25) - 1;
  person.birth = !random.chance(partial_birth) ? Mark::plain : random.chance(0.5) ? Mark::month_only : Mark::year_only;
  person.died = random.chance(died) ? last_day - random.between(0, std::min<Day>(3000, last_day - person.born - 1)) : 0;
  const double thick = at(thickness, random.unit());
  const Day last = person.died != 0 ? person.died : last_day;
  const Day first = std::max(person.born, last - static_cast<Day>(recorded_years * 365.25));

  const auto count =
      static_cast<std::size_t>(std::max(1.0, 1 + (visits_on_average * thick - 1) * std::max(density_, 0.05) + random.unit()));
  person.visits.resize(count);
  for (Day& day : person.visits) day = random.between(first, last);
  std::sort(person.visits.begin(), person.visits.end());

  person.entries.clear();
  const double years_old_first = static_cast<double>(first - person.born) / 365.25;
  for (std::uint32_t index = 0; index < rows_.size(); ++index) {
    const Row& row = rows_[index];
    if (row.sex != '-' && (row.sex == 'f') != person.female) continue;
    // Rows of a panel draw from one stream until they differ, so that they fall on the same visits.
    Random own(seed_ ^ 0x5eedULL, number + 1, row.panel != 0 ? row.panel : 0x10000ULL + index);
    if (!own.chance(row.share)) continue;
    const auto entries = static_cast<std::uint32_t>(std::max(1.0, 1 + (row.repeats * thick - 1) * density_ + own.unit()));
    const Day youngest = person.born + static_cast<Day>(row.from_age * 365.25);
    const Day oldest = row.to_age >= 200 ? last : std::min(last, person.born + static_cast<Day>((row.to_age + 1) * 365.25));
    if (youngest > last || (row.kind != Kind::condition && oldest < first) || years_old_first > row.to_age) continue;
    const double level = Random(seed_ ^ 0x1e7e1ULL, number + 1, index).unit();
    for (std::uint32_t i = 0; i < entries; ++i) {
      Entry entry;
      entry.row = index;
      entry.visit = own.below(static_cast<std::uint32_t>(count));
      entry.day = person.visits[entry.visit];
      Random noise(seed_ ^ 0x9015eULL, (number + 1) * 4096 + i, index);
      if (row.kind == Kind::condition) {
        entry.day = noise.between(std::max(youngest, person.born), std::max(oldest, youngest));
        if (noise.chance(0.55)) {
          entry.end = std::min<Day>(last, entry.day + (noise.chance(0.8) ? noise.between(7, 60) : noise.between(60, 2500)));
        }
      } else if (entry.day < youngest || entry.day > oldest) {
        continue;
      }
      if (row.kind == Kind::medication && noise.chance(0.9)) entry.end = std::min<Day>(last, entry.day + noise.between(10, 400));
      entry.mark = mark_of(row, noise);
      if (row.numeric) {
        // A person's values keep near that person's own level.
        const double share = std::clamp(0.75 * level + 0.25 * noise.unit(), 0.0, 1.0);
        entry.value = rounded(at_quantile(row.quantiles, share), row.decimals);
        entry.ranged = (row.normal_low || row.normal_high) && noise.chance(gives_ranges);
        if (entry.mark == Mark::plain && entry.ranged) {
          const double u = noise.unit();
          entry.mark = u < 0.010 ? Mark::below : u < 0.015 ? Mark::above : Mark::plain;
        }
      } else if (!row.answers.empty()) {
        const double u = 0.6 * level + 0.4 * noise.unit();
        while (entry.answer + 1 < row.answers.size() && u >= row.answers[entry.answer].up_to) ++entry.answer;
      }
      person.entries.push_back(entry);
    }
  }
}

}  // namespace elig::bench
