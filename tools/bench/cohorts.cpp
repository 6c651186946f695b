// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/cohorts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "patients/cohort_builder.hpp"
#include "patients/read.hpp"
#include "tools/bench/bulk_writer.hpp"
#include "tools/bench/perturb.hpp"
#include "tools/inputs.hpp"

namespace elig::bench {

void CohortChoice::add_to(CLI::App& app) {
  app.add_option("--cohort", file, "A cohort file instead of a generated cohort");
  app.add_option("--patients", patients, "Patients to generate")->capture_default_str();
  app.add_option("--seed", seed, "Seed of the cohort")->capture_default_str();
  app.add_option("--density", density, "As of bench-generate")->capture_default_str();
}

Cohort CohortChoice::cohort(std::uint64_t count) const {
  if (!file.empty()) return Cohort::open(file);
  const Population population(table, seed, density);
  const BulkWriter writer(population);
  // Some thousand at a time: the text of all of them would not fit.
  constexpr std::uint64_t at_once = 5000;
  CohortBuilder builder;
  Person person;
  for (std::uint64_t first = 0; first < count; first += at_once) {
    Export out;
    for (std::uint64_t i = first; i < std::min(first + at_once, count); ++i) {
      population.draw(i, person);
      writer.write(person, out);
    }
    std::vector<RecordInput> inputs;
    for (std::size_t t = 0; t < out.lines.size(); ++t) {
      if (!out.lines[t].empty()) inputs.push_back({fmt::format("{}.ndjson", export_types[t]), out.lines[t]});
    }
    read_records(inputs, builder);
  }
  Cohort cohort = builder.build();
  if (cohort.size() != count) throw std::runtime_error("not all generated patients were read");
  return cohort;
}

void StudyChoice::add_to(CLI::App& app) {
  app.add_option("--from", paths, "Files and folders of real studies")->capture_default_str();
  app.add_option("--studies", studies, "How many: the real ones, then perturbed ones; 0 = the real ones only")->capture_default_str();
  app.add_option("--study-seed", seed, "Seed of the perturbed ones")->capture_default_str();
}

std::vector<RuleSet> StudyChoice::studies_of(const Vocabulary& vocabulary, std::uint64_t count) const {
  tools::Refusals refusals;
  const std::vector<Study> read = tools::load_studies(paths, refusals);
  if (read.empty()) throw std::runtime_error("no studies to start from");
  const std::vector<RuleSet> real = tools::parse_all(read, vocabulary, {}, 0);
  return registry(real, seed, count == 0 ? real.size() : count);
}

}  // namespace elig::bench
