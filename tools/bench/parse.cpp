// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-parse: criteria into rules, with and without writing them as JSON, on one thread.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "grammar/parse.hpp"
#include "tools/bench/measure.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"

namespace {

using namespace elig;
using namespace elig::tools;

std::uint64_t characters(const std::vector<Study>& studies) {
  std::uint64_t sum = 0;
  for (const Study& study : studies) sum += study.eligibility.size();
  return sum;
}

void into_rules(benchmark::State& state, const std::vector<Study>& studies, const Vocabulary& vocabulary) {
  for ([[maybe_unused]] const auto round : state)
    for (const Study& study : studies) benchmark::DoNotOptimize(parse(study, vocabulary));
  state.SetBytesProcessed(static_cast<std::int64_t>(characters(studies) * static_cast<std::uint64_t>(state.iterations())));
}

void into_json(benchmark::State& state, const std::vector<Study>& studies, const Vocabulary& vocabulary) {
  for ([[maybe_unused]] const auto round : state)
    for (const Study& study : studies) benchmark::DoNotOptimize(rule_set_json(parse(study, vocabulary), vocabulary));
  state.SetBytesProcessed(static_cast<std::int64_t>(characters(studies) * static_cast<std::uint64_t>(state.iterations())));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Criteria into rules, one thread; characters per second. What begins with --benchmark_ goes to Google Benchmark."};
  std::vector<std::string> from{ELIG_BENCH_STUDIES};
  app.add_option("--from", from, "Studies: files or folders, in every form the program takes")->capture_default_str();
  benchmark::Initialize(&argc, argv);
  CLI11_PARSE(app, argc, argv);
  try {
    Refusals refusals;
    const std::vector<Study> studies = load_studies(from, refusals);
    if (studies.empty()) throw std::runtime_error("no studies");
    const auto vocabulary = Vocabulary::builtin();
    bench::print_machine();
    fmt::print("{} studies, {} characters of criteria\n\n", bench::grouped(studies.size()), bench::grouped(characters(studies)));
    benchmark::RegisterBenchmark("parse", [&](benchmark::State& state) { into_rules(state, studies, *vocabulary); })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("parse, as JSON", [&](benchmark::State& state) { into_json(state, studies, *vocabulary); })->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-parse: {}\n", error.what());
    return 1;
  }
}
