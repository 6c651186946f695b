// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/inputs.hpp"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <thread>

#include "grammar/read_study.hpp"
#include "tools/render/rule_read.hpp"
#include "tools/render/style.hpp"
#include "tools/sources.hpp"

namespace elig::tools {
namespace {

/// Calls `read` for every file behind `names` and keeps count of what it refuses.
template <typename Read>
void each_file(const std::vector<std::string>& names, Refusals& refusals, const Read& read) {
  for (const std::string& name : names) {
    std::vector<Path> paths;
    try {
      paths = expand(name);
    } catch (const std::runtime_error& error) {
      complain(error.what());
      ++refusals.named;
      continue;
    }
    std::size_t readable = 0;
    for (const Path& path : paths) {
      try {
        read(path);
        ++readable;
      } catch (const std::runtime_error& error) {
        complain(error.what());
        ++(path.named ? refusals.named : refusals.files);
      }
    }
    if (readable == 0 && !paths.front().named) {
      complain(fmt::format("{}: nothing in this folder can be read", name));
      ++refusals.named;
    }
  }
}

std::string shown(const std::string& name) { return name == "-" ? "stdin" : name; }

/// Lines on standard error for records left out; the rest is only counted.
constexpr std::size_t most_lines = 1000;

bool is_cohort(const std::string& name) {
  std::array<char, 8> begin{};
  std::ifstream file(name, std::ios::binary);
  file.read(begin.data(), begin.size());
  return Cohort::recognises({begin.data(), static_cast<std::size_t>(file.gcount())});
}

/// The patients of a cohort file beside those of other inputs.
void add_cohort(CohortBuilder& builder, const std::string& name, Refusals& refusals) {
  const Cohort cohort = Cohort::open(name);
  Patient patient;
  for (std::size_t i = 0; i < cohort.size(); ++i) {
    cohort.read(i, patient);
    if (builder.add_patient(patient)) continue;
    const std::string line = fmt::format("{} (Patient/{}): another input has a patient of this id; the first is kept", name, one_line(patient.id));
    builder.refuse(line);
    if (refusals.records++ < most_lines) complain(line);
  }
}

}  // namespace

void complain(const std::string& line) {
  const std::string text = fmt::format("elig: {}\n", one_line(line));
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::vector<Study> load_studies(const std::vector<std::string>& names, Refusals& refusals) {
  std::vector<Study> studies;
  each_file(names, refusals, [&](const Path& path) {
    const std::string content = read_file(path.name);
    std::vector<Study> found = read_studies(content, shown(path.name), [&](const std::string& line) {
      complain(line);
      ++refusals.records;
    });
    std::move(found.begin(), found.end(), std::back_inserter(studies));
  });
  return studies;
}

std::vector<RuleSet> load_rules(const std::vector<std::string>& names) {
  std::vector<RuleSet> rules;
  for (const std::string& name : names) {
    std::vector<RuleSet> found = read_rules(read_file(name), shown(name));
    std::move(found.begin(), found.end(), std::back_inserter(rules));
  }
  return rules;
}

Cohort load_cohort(const std::vector<std::string>& names, Refusals& refusals, unsigned jobs, const std::function<void(std::size_t)>& progress) {
  if (names.size() == 1 && is_cohort(names.front())) return Cohort::open(names.front());
  CohortBuilder builder;
  read_into(builder, names, refusals, jobs, progress);
  return builder.build();
}

void read_into(CohortBuilder& builder, const std::vector<std::string>& names, Refusals& refusals, unsigned jobs,
               const std::function<void(std::size_t)>& progress) {
  CohortReader reader(builder, jobs, [&](const std::string& line) {
    if (refusals.records++ < most_lines) complain(line);
  });
  std::vector<std::string> cohorts;
  each_file(names, refusals, [&](const Path& path) {
    if (path.name != "-" && is_cohort(path.name)) {
      cohorts.push_back(path.name);
      return;
    }
    try {
      FileSource source(path.name, progress);
      reader.add(source);
    } catch (const FileError& error) {
      ++refusals.incomplete;
      builder.refuse(error.what());
      throw;
    } catch (const PatientError& error) {
      builder.refuse(error.what());
      throw;
    }
  });
  // Tables that belong together are read in the end; an error there names its file.
  try {
    reader.finish();
  } catch (const PatientError& error) {
    complain(error.what());
    builder.refuse(error.what());
    ++refusals.named;
  }
  for (const std::string& name : cohorts) add_cohort(builder, name, refusals);
  if (refusals.records > most_lines) complain(fmt::format("and {} records more that were left out", refusals.records - most_lines));
}

std::vector<Patient> load_patients(const std::vector<std::string>& names, Refusals& refusals) {
  return load_cohort(names, refusals).patients();
}

Patient load_patient(const std::string& name, Refusals& refusals, const std::string& id) {
  if (id.empty() && !(name != "-" && is_cohort(name))) {
    const std::string content = read_file(name);
    return read_patient(content, shown(name), [&](const std::string& line) {
      complain(line);
      ++refusals.records;
    });
  }
  const Cohort cohort = load_cohort({name}, refusals);
  if (id.empty() && cohort.size() != 1) {
    throw PatientError(fmt::format("{}: holds {} patients; say which one (--patient-id ID)", shown(name), cohort.size()));
  }
  const std::optional<std::size_t> patient = id.empty() ? 0 : cohort.find(id);
  if (!patient) throw PatientError(fmt::format("{}: holds no patient {}", shown(name), id));
  return cohort.patient(*patient);
}

std::vector<RuleSet> parse_all(const std::vector<Study>& studies, const Vocabulary& vocabulary, const ParseOptions& options,
                               unsigned jobs) {
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism,
                                    jobs == 0 ? std::max(1U, std::thread::hardware_concurrency()) : jobs);
  std::vector<RuleSet> rules(studies.size());
  tbb::parallel_for(std::size_t{0}, studies.size(), [&](std::size_t i) { rules[i] = parse(studies[i], vocabulary, options); });
  return rules;
}

}  // namespace elig::tools
