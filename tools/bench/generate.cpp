// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// bench-generate: a cohort of made-up patients as FHIR Bulk Data, as large as wanted. One seed, one sequence of bytes.
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

#include "tools/bench/bulk_writer.hpp"

namespace {

using elig::bench::BulkWriter;
using elig::bench::Export;
using elig::bench::export_types;
using elig::bench::Person;
using elig::bench::Population;

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(const std::string& name) {
  throw std::runtime_error(fmt::format("{}: cannot be written: {}", name, std::strerror(errno)));
}

/// The files of an export: one a type in a folder, or all in one stream.
class Files {
 public:
  explicit Files(const std::string& name) {
    one_ = name == "-" || name.ends_with(".ndjson");
    if (!one_) std::filesystem::create_directories(name);
    for (const std::string_view type : export_types) {
      names_.push_back(one_ ? name : fmt::format("{}/{}.ndjson", name, type));
      files_.emplace_back(name == "-" ? stdout : std::fopen(names_.back().c_str(), "wb"));
      if (!files_.back()) fail(names_.back());
      if (one_) break;
    }
  }

  void write(const Export& block) {
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
      const std::string& lines = block.lines[i];
      const std::size_t file = one_ ? 0 : i;
      if (std::fwrite(lines.data(), 1, lines.size(), files_[file].get()) != lines.size()) fail(names_[file]);
      written_ += lines.size();
    }
  }

  void close() {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (std::fflush(files_[i].get()) != 0) fail(names_[i]);
    }
  }

  [[nodiscard]] std::size_t written() const noexcept { return written_; }

 private:
  bool one_ = false;
  std::vector<std::string> names_;
  std::vector<File> files_;
  std::size_t written_ = 0;
};

void generate(const Population& population, std::uint64_t patients, std::uint64_t first, const std::string& out) {
  constexpr std::uint64_t persons_a_block = 64;
  const BulkWriter writer(population);
  Files files(out);
  std::uint64_t next = 0;
  tbb::parallel_pipeline(
      16,
      tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) {
        if (next >= patients) control.stop();
        const std::uint64_t begin = next;
        next += persons_a_block;
        return begin;
      }) & tbb::make_filter<std::uint64_t, std::shared_ptr<Export>>(tbb::filter_mode::parallel, [&](std::uint64_t begin) {
        auto block = std::make_shared<Export>();
        Person person;
        for (std::uint64_t i = begin; i < std::min(begin + persons_a_block, patients); ++i) {
          population.draw(first + i, person);
          writer.write(person, *block);
        }
        return block;
      }) & tbb::make_filter<std::shared_ptr<Export>, void>(tbb::filter_mode::serial_in_order, [&](const std::shared_ptr<Export>& block) {
        files.write(*block);
      }));
  files.close();
  fmt::print(stderr, "{} patients, {} bytes\n", patients, files.written());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"A cohort of made-up patients as FHIR R4 Bulk Data (NDJSON). The same seed gives the same bytes."};
  std::uint64_t patients = 1000;
  std::uint64_t first = 0;
  std::uint64_t seed = 1;
  double density = 1;
  unsigned jobs = 0;
  std::string out = "-";
  std::string table = ELIG_BENCH_TABLE;
  app.add_option("--patients", patients, "How many")->capture_default_str();
  app.add_option("--first", first, "Number of the first one, to make a cohort in parts")->capture_default_str();
  app.add_option("--seed", seed, "Seed")->capture_default_str();
  app.add_option("--density", density, "How often things repeat: 1 as in hospital records (about 200 KB a patient), 0 once each")
      ->check(CLI::Range(0.0, 10.0))
      ->capture_default_str();
  app.add_option("--out", out, "A folder (a file a resource type), a file FILE.ndjson (one mixed stream) or - (standard output)")
      ->capture_default_str();
  app.add_option("--jobs", jobs, "Threads, 0 = all cores")->capture_default_str();
  app.add_option("--table", table, "Frequencies of codes and values")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                      jobs == 0 ? std::max(1U, std::thread::hardware_concurrency()) : jobs);
    generate(Population(table, seed, density), patients, first, out);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-generate: {}\n", error.what());
    return 1;
  }
}
