// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/recognition.hpp"
#include "patients/cohort_builder.hpp"
#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/progress.hpp"
#include "tools/render/json.hpp"
#include "tools/render/style.hpp"

namespace elig::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, fact_kinds> kinds{"observation", "condition",    "medication", "procedure",
                                                    "allergy",     "immunization", "encounter",  "family history"};

struct BuildArguments {
  std::vector<std::string> inputs;
  std::string out;
  unsigned jobs = 0;
  std::size_t memory = std::size_t{1} << 30;
  bool partial = false;
};

struct InfoArguments {
  Common common;
  std::string cohort;
  std::size_t top = 20;
};

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return count_text(static_cast<std::size_t>(count)) + " " + (count == 1 ? one : many);
}

/// Bytes of the files behind the names, as far as they can be told beforehand.
std::size_t bytes_of(const std::vector<std::string>& names) {
  std::size_t bytes = 0;
  for (const std::string& name : names) {
    try {
      for (const Path& path : expand(name)) {
        std::error_code error;
        const auto size = path.name == "-" ? 0 : fs::file_size(path.name, error);
        if (!error) bytes += static_cast<std::size_t>(size);
      }
    } catch (const FileError&) {  // it is told when it is read
    }
  }
  return bytes;
}

int build(const BuildArguments& arguments) {
  one_standard_input(arguments.inputs);
  auto builder = std::make_unique<CohortBuilder>();
  const fs::path folder = fs::path(arguments.out).parent_path();
  builder->put_aside(folder.empty() ? "." : folder.string(), arguments.memory);
  Refusals refusals;
  const std::size_t total = bytes_of(arguments.inputs);
  std::size_t done = 0;
  double seconds = 0;
  {
    Progress progress("reading");
    read_into(*builder, arguments.inputs, refusals, arguments.jobs, [&](std::size_t bytes) {
      done += bytes;
      progress.at(std::min(done, total), total);
    });
    seconds = progress.seconds();
  }
  if (builder->size() == 0) {
    complain("no patient could be read; nothing is written");
    return 1;
  }
  // What a record does not say may count as absent: half the records must not pass for all of them unasked.
  if ((refusals.named > 0 || refusals.incomplete > 0) && !arguments.partial) {
    complain(fmt::format("{}: not written, since not all inputs could be read (--partial writes what the others hold)", arguments.out));
    return 1;
  }
  builder->write(arguments.out);
  builder.reset();  // its memory, before the file is looked through
  const CohortSummary summary = Cohort::open(arguments.out).summary();
  std::string closing = fmt::format("{}: {}, {}; {} ({} MB a second)\n", one_line(arguments.out), counted(summary.patients, "patient", "patients"),
                                    counted(summary.facts, "fact", "facts"), duration_text(seconds),
                                    count_text(static_cast<std::size_t>(static_cast<double>(done) / 1e6 / std::max(seconds, 1e-3))));
  if (refusals.files + refusals.named + refusals.records > 0) {
    closing += fmt::format("left out: {}, {}\n", counted(refusals.files + refusals.named, "file", "files"),
                           counted(refusals.records, "record or part of one", "records or parts of them"));
  }
  std::fwrite(closing.data(), 1, closing.size(), stderr);
  return refusals.named > 0 || refusals.incomplete > 0 ? 1 : 0;
}

struct Report {
  CohortSummary summary;
  std::size_t codes = 0;            ///< distinct texts that facts are coded with, by kind
  std::uint64_t unrecognised = 0;   ///< facts
  std::vector<Cohort::Use> texts;   ///< the most frequent of those
  std::size_t unrecognised_codes = 0;
};

Report report_of(const Cohort& cohort, const Vocabulary& vocabulary, std::size_t top) {
  Report report{cohort.summary(), cohort.uses().size(), 0, unrecognised(cohort, vocabulary), 0};
  report.unrecognised_codes = report.texts.size();
  for (const Cohort::Use& use : report.texts) report.unrecognised += use.facts;
  if (report.texts.size() > top) report.texts.resize(top);
  return report;
}

nlohmann::ordered_json day_json(Day day) {
  const std::string text = to_string(day);
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

std::string info_json(const std::string& name, const Cohort& cohort, const Report& report, const Vocabulary& vocabulary) {
  const CohortSummary& summary = report.summary;
  nlohmann::ordered_json by_kind;
  for (std::size_t k = 0; k < fact_kinds; ++k) by_kind[kinds[k]] = summary.facts_by_kind[k];
  nlohmann::ordered_json texts = nlohmann::ordered_json::array();
  for (const Cohort::Use& use : report.texts) {
    const CodedText& text = cohort.texts()[use.text];
    nlohmann::ordered_json codes = nlohmann::ordered_json::array();
    for (const Coding& coding : text.codings) codes.push_back(coding.system + "|" + coding.code);
    texts.push_back({{"kind", kinds[static_cast<std::size_t>(use.kind)]}, {"label", text.label()}, {"codes", std::move(codes)}, {"facts", use.facts}});
  }
  return line_of({{"cohort", name},
                  {"patients", summary.patients},
                  {"facts", summary.facts},
                  {"facts_by_kind", std::move(by_kind)},
                  {"dates", {{"first", day_json(summary.dates.first)}, {"last", day_json(summary.dates.last)}}},
                  {"codes", report.codes},
                  {"unrecognised", {{"codes", report.unrecognised_codes}, {"facts", report.unrecognised}, {"most_frequent", std::move(texts)}}},
                  {"left_out", {{"records", summary.refused}, {"lines", summary.refusals}}},
                  {"provenance", {{"engine", "elig " ELIG_VERSION}, {"vocabulary", vocabulary.digest()}}}}) +
         "\n";
}

std::string info_text(const std::string& name, const Cohort& cohort, const Report& report, std::size_t top) {
  const CohortSummary& summary = report.summary;
  const Style style = Style::of_standard_output();
  std::string text = fmt::format("{}: {}, {}\n", style(Tone::strong, one_line(name)), counted(summary.patients, "patient", "patients"),
                                 counted(summary.facts, "fact", "facts"));
  if (summary.dates.known()) text += fmt::format("dated {} to {}\n", to_string(summary.dates.first), to_string(summary.dates.last));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t k = 0; k < fact_kinds; ++k) {
    if (summary.facts_by_kind[k] > 0) rows.push_back({"  " + std::string(kinds[k]), count_text(static_cast<std::size_t>(summary.facts_by_kind[k]))});
  }
  text += "\n" + table(rows, {1});
  text += fmt::format("\n{}, of which the vocabulary does not recognise {}, in {}\n", counted(report.codes, "distinct code", "distinct codes"),
                      count_text(report.unrecognised_codes), counted(report.unrecognised, "fact", "facts"));
  rows.clear();
  for (const Cohort::Use& use : report.texts) {
    const CodedText& coded = cohort.texts()[use.text];
    const std::string code = coded.codings.empty() ? "" : coded.codings.front().code;
    rows.push_back({"  " + count_text(static_cast<std::size_t>(use.facts)), kinds[static_cast<std::size_t>(use.kind)], one_line(code), one_line(coded.label())});
  }
  text += table(rows, {0});
  if (summary.refused > 0) {
    text += fmt::format("\n{} left out when it was built\n", counted(summary.refused, "record or part of one was", "records or parts of them were"));
    for (std::size_t i = 0; i < std::min(top, summary.refusals.size()); ++i) text += "  " + one_line(summary.refusals[i]) + "\n";
    if (summary.refused > top) text += fmt::format("  and {} more\n", count_text(static_cast<std::size_t>(summary.refused) - top));
  }
  return text;
}

int info(const InfoArguments& arguments) {
  const auto vocabulary = vocabulary_of(arguments.common);
  const Cohort cohort = Cohort::open(arguments.cohort);
  const Report report = report_of(cohort, *vocabulary, arguments.top);
  print(arguments.common.format == Format::json ? info_json(arguments.cohort, cohort, report, *vocabulary)
                                                : info_text(arguments.cohort, cohort, report, arguments.top));
  return 0;
}

void add_build(CLI::App& parent, int& status) {
  auto arguments = std::make_shared<BuildArguments>();
  CLI::App* command = parent.add_subcommand("build", "Read records once and keep them in columns");
  command->add_option("inputs", arguments->inputs, "records in any accepted form: files, folders, .gz, cohort files, or -")->required()->type_name("PATH");
  command->add_option("--out", arguments->out, "the cohort file; it is there in full or not at all")->required()->type_name("FILE");
  command->add_option("--jobs", arguments->jobs, "threads (default: all cores); the file does not depend on it")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U).description(""));
  command->add_option("--memory", arguments->memory, "records beyond it lie in a nameless file beside the cohort (default: 1GB); the cohort does not depend on it")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false).description(""));
  command->add_flag("--partial", arguments->partial, "write the file even when an input could not be read, of the others");
  command->footer(
      "Examples:\n"
      "  elig cohort build --out hospital.cohort export/\n"
      "  elig cohort build --out hospital.cohort Patient.ndjson.gz Observation.ndjson.gz Condition.ndjson.gz");
  command->callback([arguments, &status] { status = build(*arguments); });
}

void add_info(CLI::App& parent, int& status) {
  auto arguments = std::make_shared<InfoArguments>();
  CLI::App* command = parent.add_subcommand("info", "Say what is in a cohort file");
  command->add_option("cohort", arguments->cohort, "a file of elig cohort build")->required()->type_name("FILE");
  command->add_option("--top", arguments->top, "unrecognised codes and refusals to show (default: 20)")->type_name("K");
  add_vocabularies(*command, arguments->common);
  add_format(*command, arguments->common);
  command->footer("Example:\n  elig cohort info hospital.cohort --format json");
  command->callback([arguments, &status] { status = info(*arguments); });
}

}  // namespace

void add_cohort(CLI::App& program, int& status) {
  CLI::App* command = program.add_subcommand("cohort", "Keep patients' records in one file that every command reads at once");
  command->require_subcommand(1);
  add_build(*command, status);
  add_info(*command, status);
}

}  // namespace elig::tools
