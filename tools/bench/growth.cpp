// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-growth: how time and memory of a batch grow with patients and studies. Each size runs in a process of its own.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>

#include "grammar/vocabulary.hpp"
#include "patients/cohort_builder.hpp"
#include "tools/bench/cohorts.hpp"
#include "tools/bench/columns.hpp"
#include "tools/bench/measure.hpp"

namespace {

using namespace elig;
using namespace elig::bench;

struct Cell {
  double parse = 0, prepare = 0, run = 0;
  std::uint64_t questions = 0, asked = 0, cohort_bytes = 0;
  std::size_t peak = 0;
  bool done = false;
};

/// `work` in a process of its own; what it returns, and the most memory it had.
template <typename Work>
Cell apart(const Work& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe can be made");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process can be started");
  if (child == 0) {
    Cell cell;
    try {
      cell = work();
      cell.done = true;
    } catch (const std::exception& error) {
      fmt::print(stderr, "bench-growth: {}\n", error.what());
    }
    const bool written = ::write(ends[1], &cell, sizeof cell) == static_cast<ssize_t>(sizeof cell);
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  Cell cell;
  const bool read = ::read(ends[0], &cell, sizeof cell) == static_cast<ssize_t>(sizeof cell);
  ::close(ends[0]);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  cell.done = read && cell.done;
  cell.peak = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  return cell;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Time and memory of a batch over patients and studies."};
  CohortChoice choice;
  StudyChoice study_choice;
  std::vector<std::uint64_t> patients{10'000, 100'000};
  std::vector<std::uint64_t> studies{100, 1'000, 10'000};
  double most_pairs = 2e9;
  unsigned threads = 4;
  std::string folder = (std::filesystem::temp_directory_path() / "elig-growth").string();
  app.add_option("--patients", patients, "Sizes of cohorts")->delimiter(',')->capture_default_str();
  app.add_option("--studies", studies, "Sizes of registries")->delimiter(',')->capture_default_str();
  app.add_option("--from", study_choice.paths, "Files and folders of real studies")->capture_default_str();
  app.add_option("--density", choice.density, "As of bench-generate")->capture_default_str();
  app.add_option("--most-pairs", most_pairs, "Larger sizes are left out")->capture_default_str();
  app.add_option("--jobs", threads, "Threads")->capture_default_str();
  app.add_option("--folder", folder, "Where cohort files are kept between runs")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    std::filesystem::create_directories(folder);
    print_machine();
    std::vector<std::vector<std::string>> rows;
    for (const std::uint64_t people : patients) {
      const std::string file = fmt::format("{}/{}-{}.cohort", folder, people, choice.density);
      if (!std::filesystem::exists(file)) {
        const Cell built = apart([&] {
          Cell cell;
          cell.run = seconds([&] { choice.write(people, file); });
          return cell;
        });
        if (!built.done) return 1;
        fmt::print("cohort of {} patients: generated and built in {:.1f} s with {:.0f} MB of memory, {:.0f} MB on disk\n", grouped(people),
                   built.run, static_cast<double>(built.peak) / 1e6, static_cast<double>(std::filesystem::file_size(file)) / 1e6);
      }
      for (const std::uint64_t count : studies) {
        if (static_cast<double>(people) * static_cast<double>(count) > most_pairs) {
          rows.push_back({grouped(people), grouped(count), "left out", "", "", "", "", ""});
          continue;
        }
        const Cell cell = apart([&] {
          Cell c;
          const auto vocabulary = Vocabulary::builtin();
          std::function<std::span<const RuleSet>()> rules;
          c.parse = seconds([&] { rules = study_choice.some_of(*vocabulary, count); });
          EngineOptions options;
          options.as_of = Population::last_day;
          const Engine engine(vocabulary, options);
          const BatchRun run = run_batch(engine, rules, Cohort::open(file), threads);
          c.prepare = run.prepare_seconds;
          c.run = run.run_seconds;
          c.questions = run.questions;
          c.asked = run.asked;
          return c;
        });
        if (!cell.done) return 1;
        fmt::print(stderr, "{} patients × {} studies: {:.1f} s\n", grouped(people), grouped(count),
                   cell.run);  // the table comes at the end
        rows.push_back({grouped(people), grouped(count), grouped(cell.questions), fmt::format("{:.1f}", cell.prepare),
                        fmt::format("{:.1f}", cell.run), short_number(static_cast<double>(people) * static_cast<double>(count) / cell.run),
                        short_number(static_cast<double>(cell.asked)), fmt::format("{:.0f}", static_cast<double>(cell.peak) / 1e6)});
      }
    }
    fmt::print("\n");
    print_table({"patients", "studies", "questions", "prepare s", "run s", "pairs/s", "answered singly", "peak MB"}, rows);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-growth: {}\n", error.what());
    return 1;
  }
}
