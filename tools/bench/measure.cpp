// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/measure.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>

namespace elig::bench {

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

namespace {

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds_of = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; };
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace

std::vector<Cost> median_costs(const std::vector<Contestant>& contestants, unsigned runs) {
  std::vector<std::vector<double>> clock(contestants.size());
  std::vector<std::vector<double>> processor(contestants.size());
  for (unsigned run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      if (contestants[i].prepare) contestants[i].prepare();
      const double before = processor_seconds();
      clock[i].push_back(seconds(contestants[i].work));
      processor[i].push_back(processor_seconds() - before);
    }
  }
  std::vector<Cost> costs;
  for (std::size_t i = 0; i < contestants.size(); ++i) costs.push_back({median(clock[i]), median(processor[i])});
  return costs;
}

std::vector<double> medians(const std::vector<Contestant>& contestants, unsigned runs) {
  std::vector<double> times;
  for (const Cost& cost : median_costs(contestants, runs)) times.push_back(cost.clock);
  return times;
}

std::size_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::size_t memory_now() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
  const auto width = [](const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  };
  std::vector<std::size_t> widths;
  for (const std::string& heading : headings) widths.push_back(width(heading));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  const auto print = [&](const std::vector<std::string>& row) {
    std::string line = "|";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width(row[i]), ' ');
      line += i == 0 ? fmt::format(" {}{} |", row[i], blanks) : fmt::format(" {}{} |", blanks, row[i]);
    }
    fmt::print("{}\n", line);
  };
  print(headings);
  std::string rule = "|";
  for (std::size_t i = 0; i < widths.size(); ++i)
    rule += i == 0 ? std::string(widths[i] + 2, '-') + "|" : std::string(widths[i] + 1, '-') + ":|";
  fmt::print("{}\n", rule);
  for (const auto& row : rows) print(row);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string short_number(double number) {
  for (const auto& [size, letter] : {std::pair{1e9, 'G'}, std::pair{1e6, 'M'}, std::pair{1e3, 'k'}}) {
    if (number >= size) return fmt::format("{:.3g} {}", number / size, letter);
  }
  return fmt::format("{:.3g}", number);
}

void print_machine() {
  std::string processor = "unknown processor";
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) {
      processor = line.substr(line.find(':') + 2);
      break;
    }
  }
  fmt::print("{}, {} threads, {}, {:%Y-%m-%d}\n\n", processor, std::thread::hardware_concurrency(), "g++ " __VERSION__,
             fmt::gmtime(std::time(nullptr)));
}

}  // namespace elig::bench
