// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-ingest: FHIR Bulk Data into a cohort, against simdjson taking the same bytes apart without looking at them.
#include <fmt/format.h>
#include <simdjson.h>
#include <tbb/global_control.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "patients/cohort_builder.hpp"
#include "patients/read.hpp"
#include "tools/bench/bulk_writer.hpp"
#include "tools/bench/measure.hpp"

namespace {

using namespace elig;
using namespace elig::bench;

/// Lines of all types, with room behind them as simdjson wants it.
std::vector<std::string> generated(const std::string& table, std::uint64_t patients, std::uint64_t seed, double density) {
  const Population population(table, seed, density);
  const BulkWriter writer(population);
  Export out;
  Person person;
  for (std::uint64_t i = 0; i < patients; ++i) {
    population.draw(i, person);
    writer.write(person, out);
  }
  std::vector<std::string> files;
  for (std::string& lines : out.lines) {
    lines.reserve(lines.size() + simdjson::SIMDJSON_PADDING);
    files.push_back(std::move(lines));
  }
  return files;
}

/// `ahead`: with the thread of its own that simdjson has look ahead unless told otherwise.
std::size_t parse_many(const std::vector<std::string>& files, bool ahead) {
  simdjson::dom::parser parser;
  parser.threaded = ahead;
  std::size_t documents = 0;
  for (const std::string& file : files) {
    simdjson::dom::document_stream stream;
    if (parser.parse_many(file, std::size_t{1} << 20).get(stream) != simdjson::SUCCESS)
      throw std::runtime_error("simdjson refuses the data");
    for (const auto document : stream) {
      if (document.error() != simdjson::SUCCESS) throw std::runtime_error("simdjson refuses a line");
      ++documents;
    }
  }
  return documents;
}

/// Bytes that are there already.
class InMemory : public RecordSource {
 public:
  explicit InMemory(const RecordInput& input) : input_(input) {}
  [[nodiscard]] const std::string& name() const override { return input_.name; }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override {
    const std::size_t given = input_.content.copy(into, size, at_);
    at_ += given;
    return given;
  }
  [[nodiscard]] std::optional<std::string_view> whole() const override { return input_.content; }

 private:
  const RecordInput& input_;
  std::size_t at_ = 0;
};

/// The customary way: a tree of objects a line. On a part of the data only, it is that slow.
std::size_t trees(std::string_view lines) {
  std::size_t documents = 0;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    documents += nlohmann::json::parse(lines.substr(at, end - at)).size();
    at = end + 1;
  }
  return documents;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Ingest of FHIR Bulk Data into a cohort, against raw simdjson on the same bytes."};
  std::uint64_t patients = 1500;
  std::uint64_t seed = 1;
  double density = 1;
  unsigned runs = 5;
  std::string table = ELIG_BENCH_TABLE;
  app.add_option("--patients", patients, "How many (about 200 KB each)")->capture_default_str();
  app.add_option("--seed", seed, "Seed")->capture_default_str();
  app.add_option("--density", density, "As of bench-generate")->capture_default_str();
  app.add_option("--runs", runs, "Rounds; medians are shown")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    const std::vector<std::string> files = generated(table, patients, seed, density);
    std::size_t bytes = 0;
    std::size_t lines = 0;
    std::vector<RecordInput> inputs;
    for (std::size_t i = 0; i < files.size(); ++i) {
      bytes += files[i].size();
      lines += static_cast<std::size_t>(std::count(files[i].begin(), files[i].end(), '\n'));
      if (!files[i].empty()) inputs.push_back({fmt::format("{}.ndjson", export_types[i]), files[i]});
    }
    const std::string_view part =
        std::string_view(files[2]).substr(0, files[2].find('\n', std::min<std::size_t>(files[2].size(), 2'000'000)));

    std::size_t documents = 0;
    std::optional<std::size_t> facts;
    const auto into_cohort = [&](unsigned threads) {
      const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
      CohortBuilder builder;
      CohortReader reader(builder, threads);
      for (const RecordInput& input : inputs) {
        InMemory source(input);
        reader.add(source);
      }
      reader.finish();
      const Cohort cohort = builder.build();
      const std::size_t found = cohort.summary().facts;
      if (cohort.size() != patients || facts.value_or(found) != found) throw std::runtime_error("the cohort is not what was generated");
      facts = found;
    };
    std::vector<Contestant> all{{"simdjson parse_many, nothing looked at, 1 thread", [&] { documents = parse_many(files, false); }},
                                {"the same, and its thread that looks ahead", [&] { documents = parse_many(files, true); }},
                                {"nlohmann/json trees (a part), 1 thread", [&] { static_cast<void>(trees(part)); }},
                                {"cohort in memory, 1 thread", [&] { into_cohort(1); }},
                                {"cohort in memory, 4 threads", [&] { into_cohort(4); }},
                                {"list of patients, 1 thread", [&] {
                                   if (read_patients(inputs).size() != patients) throw std::runtime_error("not all patients were read");
                                 }}};
    const std::vector<Cost> costs = median_costs(all, runs);
    if (documents != lines) throw std::runtime_error("simdjson saw another number of lines");
    print_machine();
    fmt::print("{} patients, {} resources, {} facts, {:.0f} MB; medians of {} rounds\n\n", grouped(patients), grouped(lines),
               grouped(*facts), static_cast<double>(bytes) / 1e6, runs);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double size = static_cast<double>(i == 2 ? part.size() : bytes);
      const double rate = size / costs[i].clock;
      const double own_rate = size / costs[i].processor;
      const auto share = [&](double of, double all_bytes_in) { return fmt::format("{:.0f} %", 100 * of * all_bytes_in / static_cast<double>(bytes)); };
      rows.push_back({all[i].name, fmt::format("{:.0f}", rate / 1e6), share(rate, costs[0].clock), fmt::format("{:.0f}", own_rate / 1e6),
                      share(own_rate, costs[0].processor)});
    }
    print_table({"", "MB/s", "of parse_many", "MB a processor second", "of parse_many"}, rows);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-ingest: {}\n", error.what());
    return 1;
  }
}
