// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-match: one patient against very many studies, from an index and by brute force, in one run.
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "engine/match.hpp"
#include "tools/bench/cohorts.hpp"
#include "tools/bench/measure.hpp"
#include "tools/bench/perturb.hpp"
#include "tools/files.hpp"
#include "tools/inputs.hpp"

namespace {

using namespace elig;
using namespace elig::tools;
using Clock = std::chrono::steady_clock;

/// Of this thread alone: other people's programs on the machine do not count.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Arguments {
  bench::StudyChoice studies;
  bench::CohortChoice generated;
  std::vector<std::string> patients;
  std::uint64_t sample = 0;
  std::string index = "bench-match.index";
  std::size_t top = 10, checked = 5, checked_studies = 20'000;
  unsigned rounds = 1;
  bool keep = false;
};

void build(const Arguments& arguments, const std::shared_ptr<const Vocabulary>& vocabulary, Day as_of) {
  Refusals refusals;
  const std::vector<Study> real = load_studies(arguments.studies.paths, refusals);
  if (real.empty()) throw std::runtime_error("no studies");
  const std::vector<RuleSet> real_rules = parse_all(real, *vocabulary, {}, 0);
  const auto start = Clock::now();
  StudyIndexBuilder builder(vocabulary);
  constexpr std::size_t at_once = 4096;
  for (std::size_t from = 0; from < arguments.studies.studies; from += at_once) {
    const std::size_t n = std::min(at_once, arguments.studies.studies - from);
    std::vector<Study> studies(n);
    std::vector<RuleSet> rules(n);
    tbb::parallel_for(std::size_t{0}, n, [&](std::size_t i) {
      rules[i] = bench::perturbed(real_rules, arguments.studies.seed, from + i);
      studies[i].title = real[(from + i) % real.size()].title;
      studies[i].source = rules[i].source;
    });
    builder.add(studies, rules);
  }
  const double added = seconds_since(start);
  std::optional<Cohort> cohort;
  if (arguments.sample > 0) {
    bench::CohortChoice others = arguments.generated;
    others.seed += 1;
    cohort = others.cohort(arguments.sample);
    builder.sample(cohort->patients(), as_of);
  }
  AtomicFile file(arguments.index);
  builder.write([&](std::string_view bytes) { file.write(bytes); });
  file.commit();
  fmt::print("index of {} studies: {:.1f} s, {:.1f} s of it to make and add them; peak memory {:.1f} GB\n", arguments.studies.studies, seconds_since(start), added,
             static_cast<double>(bench::peak_memory()) / 1e9);
}

void percentiles(const char* name, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) { return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))] * 1e3; };
  fmt::print("{:<34} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f}\n", name, at(0.5), at(0.9), at(0.95), at(0.99), times.back() * 1e3);
}

int run(const Arguments& arguments) {
  const auto vocabulary = Vocabulary::builtin();
  const Day as_of = day_of(2024, 6, 1);
  EngineOptions options;
  options.as_of = as_of;
  bench::print_machine();
  if (!arguments.keep || !std::filesystem::exists(arguments.index)) build(arguments, vocabulary, as_of);
  auto start = Clock::now();
  const StudyIndex index = StudyIndex::open(arguments.index, vocabulary);
  const StudyIndex::Info info = index.info();
  fmt::print("opened in {:.2f} s: {} studies, {} criteria, {} programs, {} questions, {} keys, {} studies without one, {:.1f} MB\n", seconds_since(start),
             info.studies, info.criteria, info.programs, info.questions, info.keys, info.without_key, static_cast<double>(info.bytes) / 1e6);

  Refusals refusals;
  std::vector<Patient> patients = load_patients(arguments.patients, refusals);
  if (arguments.generated.patients > 0) {
    for (Patient& patient : arguments.generated.cohort().patients()) patients.push_back(std::move(patient));
  }
  if (patients.empty()) throw std::runtime_error("no patients");
  std::size_t facts = 0, spoken = 0;
  for (const Patient& patient : patients) facts += patient.facts.size();
  std::vector<double> cold, warm, cold_processor, warm_processor;
  for (unsigned round = 0; round <= arguments.rounds; ++round) {
    spoken = 0;
    for (const Patient& patient : patients) {
      start = Clock::now();
      const double processor = processor_seconds();
      const MatchAnswer answer = index.match(patient, options, arguments.top);
      (round == 0 ? cold_processor : warm_processor).push_back(processor_seconds() - processor);
      (round == 0 ? cold : warm).push_back(seconds_since(start));
      spoken += answer.looked_up;
    }
  }
  const double n = static_cast<double>(patients.size());
  fmt::print("{} patients of {:.0f} entries, top {}; {:.0f} studies looked up\n\n", patients.size(), static_cast<double>(facts) / n, arguments.top,
             static_cast<double>(spoken) / n);
  fmt::print("{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "ms a patient, one thread", "median", "p90", "p95", "p99", "max");
  percentiles("index, first time each", cold);
  percentiles("  of it processor time", cold_processor);
  if (!warm.empty()) {
    percentiles("index, again", warm);
    percentiles("  of it processor time", warm_processor);
  }

  if (arguments.checked_studies == 0) return 0;
  // The same by brute force over a part of the studies: every question answered, every study evaluated.
  const std::size_t part = std::min(arguments.checked_studies, index.size());
  std::vector<RuleSet> rules;
  for (std::uint32_t i = 0; i < part; ++i) rules.push_back(index.rules(static_cast<std::uint32_t>(std::uint64_t{i} * index.size() / part)));
  const Engine engine(vocabulary, options);
  const std::span<const Patient> few(patients.data(), std::min(arguments.checked, patients.size()));
  const auto screen = [&](std::span<const Patient> some) {
    const auto from = Clock::now();
    engine.screen(rules, some, 1, [](const Screening&) {});
    return seconds_since(from);
  };
  const double compiling = screen(few.first(1)), all = screen(few);
  const double each = few.size() > 1 ? (all - compiling) / static_cast<double>(few.size() - 1) : all;
  fmt::print("{:<34} {:>9.1f}   ({} of the studies, compiled before; scaled to all: {:.0f} ms)\n", "every study evaluated", each * 1e3, part,
             each * 1e3 * static_cast<double>(index.size()) / static_cast<double>(part));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"One patient against very many studies: the index beside brute force."};
  Arguments arguments;
  arguments.studies.studies = 500'000;
  arguments.studies.add_to(app);
  arguments.generated.patients = 1000;
  arguments.generated.add_to(app);
  app.add_option("--also", arguments.patients, "Files of more patients");
  app.add_option("--sample", arguments.sample, "How many other patients teach the index what is rare")->capture_default_str();
  app.add_option("--top", arguments.top, "How many studies each")->capture_default_str();
  app.add_option("--brute-force", arguments.checked_studies, "How many studies are evaluated one by one for comparison, 0 = none")->capture_default_str();
  app.add_option("--rounds", arguments.rounds, "How often each patient is asked for again")->capture_default_str();
  app.add_option("--index", arguments.index, "Where the index is written")->capture_default_str();
  app.add_flag("--keep", arguments.keep, "Use the index that is there");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-match: {}\n", error.what());
    return 1;
  }
}
