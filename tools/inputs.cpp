// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/inputs.hpp"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <cstdio>
#include <thread>

#include "grammar/read_study.hpp"
#include "tools/render/rule_read.hpp"
#include "tools/render/style.hpp"

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

std::vector<Patient> load_patients(const std::vector<std::string>& names, Refusals& refusals) {
  const auto refused = [&](const std::string& line) {
    complain(line);
    ++refusals.records;
  };
  // References cross files, so all are read at once; an input that holds nothing readable is found by reading it alone.
  std::vector<std::string> contents;
  std::vector<Path> paths;
  each_file(names, refusals, [&](const Path& path) {
    contents.push_back(read_file(path.name));
    paths.push_back(path);
  });
  if (contents.empty()) return {};
  for (;;) {
    std::vector<RecordInput> inputs;
    for (std::size_t i = 0; i < contents.size(); ++i) inputs.push_back({shown(paths[i].name), contents[i]});
    std::vector<std::string> lines;
    try {
      std::vector<Patient> patients = read_patients(inputs, [&](const std::string& line) { lines.push_back(line); });
      for (const std::string& line : lines) refused(line);
      return patients;
    } catch (const PatientError& error) {
      // The message starts with the file's name: leave that file out and go on without it.
      const std::string_view message = error.what();
      std::size_t broken = inputs.size();
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string& name = inputs[i].name;
        const bool about =
            message.starts_with(name) && (message.size() == name.size() || message[name.size()] == ':' || message[name.size()] == ',');
        if (about && (broken == inputs.size() || name.size() > inputs[broken].name.size())) broken = i;
      }
      complain(error.what());
      if (broken == inputs.size()) {
        ++refusals.named;
        return {};
      }
      ++(paths[broken].named ? refusals.named : refusals.files);
      contents.erase(contents.begin() + static_cast<std::ptrdiff_t>(broken));
      paths.erase(paths.begin() + static_cast<std::ptrdiff_t>(broken));
      if (contents.empty()) return {};
    }
  }
}

Patient load_patient(const std::string& name, Refusals& refusals) {
  const std::string content = read_file(name);
  return read_patient(content, shown(name), [&](const std::string& line) {
    complain(line);
    ++refusals.records;
  });
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
