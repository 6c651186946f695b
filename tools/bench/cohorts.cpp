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

namespace {

/// The text of a generated cohort, some persons at a time: all of it would not fit.
class Generated : public RecordSource {
 public:
  Generated(const Population& population, std::uint64_t count) : population_(population), writer_(population), count_(count) {}

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override {
    while (at_ == text_.size() && next_ < count_) fill();
    const std::size_t given = std::min(size, text_.size() - at_);
    std::copy_n(text_.data() + at_, given, into);
    at_ += given;
    return given;
  }

 private:
  void fill() {
    for (std::string& lines : out_.lines) lines.clear();
    for (const std::uint64_t end = std::min(next_ + 20, count_); next_ < end; ++next_) {
      population_.draw(next_, person_);
      writer_.write(person_, out_);
    }
    text_.clear();
    at_ = 0;
    for (const std::string& lines : out_.lines) text_ += lines;
  }

  std::string name_ = "generated.ndjson";
  const Population& population_;
  BulkWriter writer_;
  std::uint64_t count_;
  std::uint64_t next_ = 0;
  Person person_;
  Export out_;
  std::string text_;
  std::size_t at_ = 0;
};

void fill(CohortBuilder& builder, const CohortChoice& choice, std::uint64_t count) {
  const Population population(choice.table, choice.seed, choice.density);
  Generated source(population, count);
  CohortReader reader(builder);
  reader.add(source);
  reader.finish();
}

}  // namespace

Cohort CohortChoice::cohort(std::uint64_t count) const {
  if (!file.empty()) return Cohort::open(file);
  CohortBuilder builder;
  fill(builder, *this, count);
  Cohort made = builder.build();
  if (made.size() != count) throw std::runtime_error("not all generated patients were read");
  return made;
}

void CohortChoice::write(std::uint64_t count, const std::string& path) const {
  CohortBuilder builder;
  fill(builder, *this, count);
  builder.write(path);
}

void StudyChoice::add_to(CLI::App& app) {
  app.add_option("--from", paths, "Files and folders of real studies")->capture_default_str();
  app.add_option("--studies", studies, "How many: the real ones, then perturbed ones; 0 = the real ones only")->capture_default_str();
  app.add_option("--study-seed", seed, "Seed of the perturbed ones")->capture_default_str();
}

namespace {

std::vector<RuleSet> real_studies(const Vocabulary& vocabulary, const std::vector<std::string>& paths) {
  tools::Refusals refusals;
  const std::vector<Study> read = tools::load_studies(paths, refusals);
  if (read.empty()) throw std::runtime_error("no studies to start from");
  return tools::parse_all(read, vocabulary, {}, 0);
}

}  // namespace

std::vector<RuleSet> StudyChoice::studies_of(const Vocabulary& vocabulary, std::uint64_t count) const {
  const std::vector<RuleSet> real = real_studies(vocabulary, paths);
  return registry(real, seed, count == 0 ? real.size() : count);
}

std::function<std::span<const RuleSet>()> StudyChoice::some_of(const Vocabulary& vocabulary, std::uint64_t count) const {
  return [real = real_studies(vocabulary, paths), some = std::vector<RuleSet>(), next = std::uint64_t{0}, count, from = seed]() mutable {
    constexpr std::uint64_t at_once = 1024;
    some.clear();
    for (const std::uint64_t end = std::min(next + at_once, count); next < end; ++next) some.push_back(perturbed(real, from, next));
    return std::span<const RuleSet>(some);
  };
}

}  // namespace elig::bench
