// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <sstream>

#include "grammar/vocabulary_builder.hpp"
#include "patients/date.hpp"
#include "tools/commands/commands.hpp"
#include "tools/files.hpp"

namespace elig::tools {
namespace {

/// The day it is here. Only the program asks; the library is told.
Day today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  localtime_r(&now, &local);
  return day_of(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1), static_cast<unsigned>(local.tm_mday));
}

Day as_of_day(const std::string& text) {
  if (text.empty()) return today();
  const auto date = parse_date(text);
  if (!date || !date->exact() || text.size() != 10) throw UsageError(fmt::format("--as-of: '{}' is no date; write it as 2024-06-01", text));
  return date->first;
}

std::optional<double> limit(const std::string& field, const std::string& where) {
  if (field.empty()) return std::nullopt;
  double value = 0;
  const auto end = std::from_chars(field.data(), field.data() + field.size(), value);
  if (end.ec != std::errc() || end.ptr != field.data() + field.size()) throw FileError(fmt::format("{}: '{}' is no number", where, field));
  return value;
}

/// Lines of concept, low, high, unit, apart by tabs; a first line "concept …" and lines with "#" are passed over.
std::map<std::string, ReferenceRange> site_ranges(const std::string& file, const Vocabulary& vocabulary) {
  std::map<std::string, ReferenceRange> ranges;
  std::istringstream lines(read_file(file));
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('#') || line.starts_with("concept\t")) continue;
    const std::string where = fmt::format("{}, line {}", file, number);
    std::vector<std::string> fields;
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find('\t', at), line.size());
      fields.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    if (fields.size() != 4)
      throw FileError(fmt::format("{}: {} fields instead of concept, low, high, unit (apart by tabs)", where, fields.size()));
    if (!vocabulary.find(fields[0])) throw FileError(fmt::format("{}: the vocabulary has no concept '{}'", where, fields[0]));
    ranges[fields[0]] = {limit(fields[1], where), limit(fields[2], where), fields[3]};
  }
  return ranges;
}

}  // namespace

void add_format(CLI::App& command, Common& common) {
  add_choice<Format>(command, "--format", common.format, {{"text", Format::text}, {"json", Format::json}},
                     "text for people, json for programs (default: text)");
}

void add_section(CLI::App& command, Common& common) {
  add_choice<Section>(command, "--section", common.bare, {{"inclusion", Section::inclusion}, {"exclusion", Section::exclusion}},
                      "what a text without headings holds (default: inclusion)");
}

void add_vocabularies(CLI::App& command, Common& common) {
  command.add_option("--vocabulary", common.vocabularies, "more words: an OHDSI Athena folder, or a table in the form of docs/vocabulary.md; repeatable")
      ->type_name("PATH")
      ->allow_extra_args(false);
}

std::shared_ptr<const Vocabulary> vocabulary_of(const Common& common) {
  if (common.vocabularies.empty()) return Vocabulary::builtin();
  VocabularyBuilder builder;
  for (const std::string& path : common.vocabularies) {
    if (!std::filesystem::is_directory(path)) {
      builder.add_table(read_file(path), path == "-" ? "stdin" : path);
      continue;
    }
    builder.add_athena(path, [&path](std::string_view file, const std::function<void(std::string_view)>& take) {
      for (const char* packed : {"", ".gz"}) {
        const std::filesystem::path name = std::filesystem::path(path) / (std::string(file) + packed);
        if (!std::filesystem::exists(name)) continue;
        read_pieces(name.string(), take);
        return true;
      }
      return false;
    });
  }
  return builder.build();
}

void add_evaluation(CLI::App& command, Common& common) {
  command.add_option("--as-of", common.as_of, "the day the question is asked for (default: today)")->type_name("YYYY-MM-DD");
  add_choice<Absence>(
      command, "--absence", common.absence, {{"recorded", Absence::recorded}, {"open", Absence::open}, {"closed", Absence::closed}},
      "what a record's silence means: recorded = absent where the record holds entries of that type (default), open = unknown, "
      "closed = absent");
  command.add_option("--site-ranges", common.site_ranges, "a site's limits of normal: lines of concept, low, high, unit, apart by tabs")
      ->type_name("FILE");
}

ParseOptions parse_options(const Common& common) {
  ParseOptions options;
  options.bare = common.bare;
  return options;
}

EngineOptions engine_options(const Common& common, const Vocabulary& vocabulary) {
  EngineOptions options;
  options.as_of = as_of_day(common.as_of);
  options.absence = common.absence;
  if (!common.site_ranges.empty()) options.site_ranges = site_ranges(common.site_ranges, vocabulary);
  return options;
}

void one_standard_input(const std::vector<std::string>& names) {
  if (std::count(names.begin(), names.end(), "-") > 1) throw UsageError("standard input (-) can be read only once");
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw FileError(fmt::format("standard output: {}", std::strerror(errno)));
}

}  // namespace elig::tools
