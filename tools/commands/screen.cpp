// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/progress.hpp"
#include "tools/render/json.hpp"
#include "tools/render/results.hpp"
#include "tools/render/style.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

namespace fs = std::filesystem;

enum class Rows { ndjson, csv };

struct Arguments {
  Common common;
  std::vector<std::string> studies, patients;
  std::string out;
  std::optional<Rows> format;
  unsigned jobs = 0;
};

/// One place rows go to.
struct Sink {
  Rows rows;
  std::optional<AtomicFile> file;  ///< none: standard output
  std::string pending;
};

std::optional<Rows> rows_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".ndjson" || extension == ".jsonl") return Rows::ndjson;
  if (extension == ".csv") return Rows::csv;
  return std::nullopt;
}

struct Tally {
  std::array<std::size_t, 3> verdicts{};
  std::size_t candidates = 0;

  void add(const Screening& s) {
    ++verdicts.at(static_cast<std::size_t>(s.verdict));
    candidates += s.candidate ? 1U : 0U;
  }
  [[nodiscard]] std::size_t of(Verdict verdict) const { return verdicts.at(static_cast<std::size_t>(verdict)); }
  [[nodiscard]] nlohmann::ordered_json json() const {
    return {{"eligible", of(Verdict::eligible)},
            {"ineligible", of(Verdict::ineligible)},
            {"undetermined", of(Verdict::undetermined)},
            {"candidate", candidates}};
  }
};

/// Counts only: no time, no host, no number of threads, so that the same input gives the same bytes.
std::string summary(const std::vector<RuleSet>& studies, std::size_t patients, const std::vector<Tally>& tallies, const Tally& all,
                    const EngineOptions& options, const Vocabulary& vocabulary, const Refusals& refusals) {
  static constexpr std::array<const char*, 3> absences{"recorded", "open", "closed"};
  nlohmann::ordered_json each = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < studies.size(); ++i) {
    nlohmann::ordered_json row = {{"study", studies[i].study}, {"source", studies[i].source}, {"criteria", studies[i].criteria.size()}};
    row.update(tallies[i].json());
    each.push_back(std::move(row));
  }
  const nlohmann::ordered_json json = {{"as_of", to_string(options.as_of)},
                                       {"absence", absences.at(static_cast<std::size_t>(options.absence))},
                                       {"studies", studies.size()},
                                       {"patients", patients},
                                       {"pairs", studies.size() * patients},
                                       {"verdicts", all.json()},
                                       {"by_study", std::move(each)},
                                       {"left_out", {{"files", refusals.files + refusals.named}, {"records", refusals.records}}},
                                       {"provenance", {{"engine", "elig " ELIG_VERSION}, {"vocabulary", vocabulary.digest()}}}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

struct Output {
  bool folder = false;
  Rows rows = Rows::ndjson;  ///< of a single file
};

/// What --out and --format ask for. Throws UsageError when that cannot be told.
Output output_of(const Arguments& arguments) {
  if (arguments.out == "-") return {false, arguments.format.value_or(Rows::ndjson)};
  const fs::path out(arguments.out);
  std::error_code error;
  const bool folder = fs::is_directory(out, error) || arguments.out.ends_with('/') || (out.extension().empty() && !fs::exists(out, error));
  if (folder) return {true, Rows::ndjson};
  const std::optional<Rows> rows = arguments.format ? arguments.format : rows_of(out);
  if (!rows) throw UsageError(fmt::format("--out: '{}' is neither a folder nor ends in .ndjson or .csv; say --format", arguments.out));
  return {false, *rows};
}

/// The files to write; a folder's summary is a third one.
std::vector<Sink> open_sinks(const Arguments& arguments, const Output& output, std::optional<AtomicFile>& summary_file) {
  std::vector<Sink> sinks;
  if (!output.folder) {
    sinks.push_back({output.rows, std::nullopt, {}});
    if (arguments.out != "-") sinks.back().file.emplace(arguments.out);
    return sinks;
  }
  const fs::path out(arguments.out);
  std::error_code error;
  fs::create_directories(out, error);
  if (error) throw FileError(fmt::format("{}: cannot be made: {}", arguments.out, error.message()));
  if (arguments.format.value_or(Rows::ndjson) == Rows::ndjson)
    sinks.push_back({Rows::ndjson, AtomicFile((out / "results.ndjson").string()), {}});
  if (arguments.format.value_or(Rows::csv) == Rows::csv) sinks.push_back({Rows::csv, AtomicFile((out / "results.csv").string()), {}});
  summary_file.emplace((out / "summary.json").string());
  return sinks;
}

void drain(Sink& sink) {
  if (sink.file)
    sink.file->write(sink.pending);
  else
    print(sink.pending);
  sink.pending.clear();
}

std::string plural(std::size_t count, const char* one, const char* many) { return count_text(count) + " " + (count == 1 ? one : many); }

int run(const Arguments& arguments) {
  std::vector<std::string> names = arguments.studies;
  names.insert(names.end(), arguments.patients.begin(), arguments.patients.end());
  one_standard_input(names);
  const Output output = output_of(arguments);
  const auto vocabulary = vocabulary_of(arguments.common);
  const EngineOptions options = engine_options(arguments.common, *vocabulary);

  Refusals refusals;
  const std::vector<Study> studies = load_studies(arguments.studies, refusals);
  if (studies.empty()) {
    complain("no study could be read");
    return 1;
  }
  const std::vector<RuleSet> rules = parse_all(studies, *vocabulary, parse_options(arguments.common), arguments.jobs);
  const std::vector<Patient> patients = load_patients(arguments.patients, refusals);
  if (patients.empty()) {
    complain("no patient could be read");
    return 1;
  }

  std::optional<AtomicFile> summary_file;
  std::vector<Sink> sinks = open_sinks(arguments, output, summary_file);
  for (Sink& sink : sinks)
    if (sink.rows == Rows::csv) sink.pending = ResultRows::csv_header();

  const Engine engine(vocabulary, options);
  const ResultRows rows(rules, patients);
  std::vector<Tally> tallies(rules.size());
  Tally all;
  double seconds = 0;
  {
    Progress progress("screening");
    engine.screen(
        rules, patients, arguments.jobs,
        [&](const Screening& screening) {
          tallies[screening.study].add(screening);
          all.add(screening);
          for (Sink& sink : sinks) {
            if (sink.rows == Rows::csv)
              rows.append_csv(sink.pending, screening);
            else
              rows.append_json(sink.pending, screening);
            if (sink.pending.size() >= std::size_t{1} << 16) drain(sink);
          }
        },
        [&](std::size_t done, std::size_t total) { progress.at(done, total); });
    seconds = progress.seconds();
  }
  for (Sink& sink : sinks) {
    drain(sink);
    if (sink.file) sink.file->commit();
  }
  if (summary_file) {
    summary_file->write(summary(rules, patients.size(), tallies, all, options, *vocabulary, refusals));
    summary_file->commit();
  }

  const std::size_t pairs = rules.size() * patients.size();
  std::string closing =
      fmt::format("{} × {} = {} as of {}: {} eligible, {} undetermined, {} ineligible; {}; {} ({} a second)\n",
                  plural(patients.size(), "patient", "patients"), plural(rules.size(), "study", "studies"), plural(pairs, "pair", "pairs"),
                  to_string(options.as_of), count_text(all.of(Verdict::eligible)), count_text(all.of(Verdict::undetermined)),
                  count_text(all.of(Verdict::ineligible)), plural(all.candidates, "candidate", "candidates"), duration_text(seconds),
                  count_text(static_cast<std::size_t>(static_cast<double>(pairs) / std::max(seconds, 1e-3))));
  if (refusals.files + refusals.named + refusals.records > 0)
    closing += fmt::format("left out: {}, {}\n", plural(refusals.files + refusals.named, "file", "files"),
                           plural(refusals.records, "record", "records"));
  std::fwrite(closing.data(), 1, closing.size(), stderr);
  return refusals.named > 0 ? 1 : 0;
}

}  // namespace

void add_screen(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("screen", "Hold every patient against every study and write the results");
  command->add_option("--studies", arguments->studies, "files or folders of studies, in any accepted form")->required()->type_name("PATH");
  command->add_option("--patients", arguments->patients, "FHIR Bundles, Bulk-Data NDJSON, folders of either")
      ->required()
      ->type_name("PATH");
  command->add_option("--out", arguments->out, "folder for results.ndjson, results.csv and summary.json, or a file .ndjson or .csv, or -")
      ->required()
      ->type_name("DIR|FILE");
  add_choice<Rows>(*command, "--format", arguments->format, {{"ndjson", Rows::ndjson}, {"csv", Rows::csv}}, "only this form");
  command->add_option("--jobs", arguments->jobs, "threads (default: all cores); the results do not depend on it")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U).description(""));
  add_evaluation(*command, arguments->common);
  add_vocabularies(*command, arguments->common);
  add_section(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig screen --studies trials/ --patients records/ --as-of 2024-06-01 --out result/\n"
      "  elig screen --studies page.json.gz --patients export/*.ndjson.gz --as-of 2024-06-01 --out pairs.csv --jobs 8");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
