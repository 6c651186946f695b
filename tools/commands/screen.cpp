// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <span>

#include "tools/commands/commands.hpp"
#include "tools/files.hpp"
#include "tools/inputs.hpp"
#include "tools/progress.hpp"
#include "tools/render/results.hpp"
#include "tools/screening/database.hpp"
#include "tools/screening/patients.hpp"
#include "tools/screening/summary.hpp"
#include "tools/screening/work_folder.hpp"

namespace elig::tools {
namespace {

namespace fs = std::filesystem;

enum class Rows { ndjson, csv, sqlite };
constexpr std::array<std::pair<const char*, Rows>, 3> row_forms{{{"ndjson", Rows::ndjson}, {"csv", Rows::csv}, {"sqlite", Rows::sqlite}}};

struct Arguments {
  Common common;
  std::vector<std::string> studies, patients;
  std::string out;
  std::vector<std::string> formats, only;
  std::size_t top = 0;
  double min_score = 0;
  std::uint64_t memory = std::uint64_t{4} << 30;
  unsigned jobs = 0;
  bool resume = false;
};

/// Where results go to.
struct Output {
  bool folder = false;
  std::vector<Rows> forms;   ///< one, unless it is a folder
  std::string place;         ///< of the folder or file; "-" is standard output
  [[nodiscard]] bool has(Rows form) const { return std::find(forms.begin(), forms.end(), form) != forms.end(); }
  [[nodiscard]] bool printed() const { return place == "-"; }
};

std::optional<Rows> rows_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".ndjson" || extension == ".jsonl") return Rows::ndjson;
  if (extension == ".csv") return Rows::csv;
  if (extension == ".sqlite" || extension == ".db") return Rows::sqlite;
  return std::nullopt;
}

/// What --out and --format ask for. Throws UsageError when that cannot be told.
Output output_of(const Arguments& arguments) {
  Output output;
  output.place = arguments.out;
  for (const std::string& word : arguments.formats) {
    const auto* form = std::find_if(row_forms.begin(), row_forms.end(), [&](const auto& f) { return word == f.first; });
    if (form == row_forms.end()) throw UsageError(fmt::format("--format: '{}' is none of ndjson, csv, sqlite", word));
    if (!output.has(form->second)) output.forms.push_back(form->second);
  }
  const fs::path out(arguments.out);
  std::error_code error;
  output.folder = !output.printed() && (fs::is_directory(out, error) || arguments.out.ends_with('/') || (out.extension().empty() && !fs::exists(out, error)));
  if (!output.folder && !output.printed()) may_be_replaced(arguments.out);  // before the work, not after it
  if (output.folder) {
    if (output.forms.empty()) output.forms = {Rows::ndjson, Rows::csv};
    return output;
  }
  if (output.forms.size() > 1) throw UsageError("--format: several forms need a folder to go to");
  if (output.forms.empty()) {
    const auto form = output.printed() ? std::optional(Rows::ndjson) : rows_of(out);
    if (!form) throw UsageError(fmt::format("--out: '{}' is neither a folder nor ends in .ndjson, .csv or .sqlite; say --format", arguments.out));
    output.forms = {*form};
  }
  if (output.printed() && output.has(Rows::sqlite)) throw UsageError("--format: sqlite needs a file or a folder to go to");
  return output;
}

BatchOptions batch_options(const Arguments& arguments) {
  BatchOptions options;
  options.jobs = arguments.jobs;
  options.memory = arguments.memory / 2;  // the rest for rules, records and results on their way
  options.min_score = arguments.min_score;
  options.per_patient = options.per_study = arguments.top;
  // The best of a patient or a study are among those who are not shut out.
  if (arguments.top > 0) options.ineligible = false;
  if (arguments.only.empty()) return options;
  options.eligible = options.undetermined = options.ineligible = false;
  for (const std::string& word : arguments.only) {
    if (word == "eligible") options.eligible = true;
    else if (word == "undetermined") options.undetermined = true;
    else if (word == "ineligible") options.ineligible = true;
    else if (word == "candidate") options.candidates = true;
    else throw UsageError(fmt::format("--only: '{}' is none of eligible, undetermined, ineligible, candidate", word));
  }
  return options;
}

/// All that results depend on, in one line: a run goes on only with what the same job began.
std::string job_of(const Arguments& arguments, const Output& output, const Batch& batch, const OpenedPatients& patients, const std::string& vocabulary,
                   const EngineOptions& options) {
  std::string ranges;
  for (const auto& [name, range] : options.site_ranges) ranges += fmt::format("{} {} {} {};", name, range.low.value_or(0), range.high.value_or(0), range.unit);
  std::string forms;
  for (const Rows form : output.forms) forms += std::to_string(static_cast<int>(form));
  std::vector<std::string> only = arguments.only;
  std::sort(only.begin(), only.end());
  return fmt::format("elig {} screen 1; {} {} {}; {} {}; patients {} {:x}; top {} min {} only {} forms {} step {}", ELIG_VERSION, to_string(options.as_of),
                     static_cast<int>(options.absence), std::hash<std::string>{}(ranges), vocabulary, batch.digest(), patients.source->size(), patients.checksum, arguments.top, arguments.min_score, fmt::join(only, "+"), forms, batch.step());
}

std::string plural(std::size_t count, const char* one, const char* many) { return count_text(count) + " " + (count == 1 ? one : many); }

/// The run itself, into files that are there in full or not at all.
class Run {
 public:
  Run(const Arguments& arguments, const Output& output, std::span<const RuleSet> studies, const PatientSource& patients, Batch& batch)
      : arguments_(arguments), output_(output), studies_(studies), patients_(patients), batch_(batch), rows_(studies, patients) {}

  void print_all() {
    std::string pending;
    if (output_.has(Rows::csv)) pending = ResultRows::csv_header();
    Progress progress("screening");
    for (std::size_t next = 0; next < patients_.size();) {
      next = batch_.run(patients_, next, [&](const Screening& s) {
        output_.has(Rows::csv) ? rows_.append_csv(pending, s) : rows_.append_json(pending, s);
        if (pending.size() < std::size_t{1} << 16) return;
        print(pending);
        pending.clear();
      });
      progress.at(next * studies_.size(), patients_.size() * studies_.size());
    }
    print(pending);
  }

  void write_all(const std::string& job, const BatchSummary& summary) {
    const fs::path place(output_.place);
    std::error_code error;
    if (output_.folder) {
      fs::create_directories(place, error);
      if (error) throw FileError(fmt::format("{}: cannot be made: {}", output_.place, error.message()));
    }
    const fs::path work = output_.folder ? place / ".elig-screen" : place.parent_path() / fmt::format(".{}.elig-screen", place.filename().string());
    WorkFolder folder(work.string(), {"results.ndjson", "results.csv", "rows"}, job, arguments_.resume);
    if (!folder.done().state.empty()) batch_.restore(folder.done().state);
    if (!folder.done().complete) {
      fill(folder);
      close(folder, summary);
    }
    std::vector<std::pair<std::string, std::string>> places;
    const auto put = [&](const char* name) { places.emplace_back(name, output_.folder ? (place / name).string() : output_.place); };
    if (output_.has(Rows::ndjson)) put("results.ndjson");
    if (output_.has(Rows::csv)) put("results.csv");
    if (output_.has(Rows::sqlite)) put("results.sqlite");
    if (output_.folder) {
      if (arguments_.top > 0) put("best.csv");
      put("summary.json");
      put("summary.txt");
    }
    folder.finish(places);
  }

 private:
  enum Part { ndjson, csv, binary };

  void fill(WorkFolder& folder) {
    if (folder.done().next == 0 && output_.has(Rows::csv)) folder.write(csv, ResultRows::csv_header());
    std::string text;
    Progress progress("screening");
    const std::size_t begun = folder.done().next;
    for (std::size_t next = begun; next < patients_.size();) {
      next = batch_.run(patients_, next, [&](const Screening& s) {
        const auto write = [&](Rows form, Part part, auto&& append) {
          if (!output_.has(form)) return;
          text.clear();
          append(text);
          folder.write(part, text);
        };
        write(Rows::ndjson, ndjson, [&](std::string& out) { rows_.append_json(out, s); });
        write(Rows::csv, csv, [&](std::string& out) { rows_.append_csv(out, s); });
        write(Rows::sqlite, binary, [&](std::string& out) { append_row(out, s); });
      });
      folder.step(next, batch_.save());
      progress.at((next - begun) * studies_.size(), (patients_.size() - begun) * studies_.size());
    }
  }

  /// What is made once all pairs are there.
  void close(WorkFolder& folder, const BatchSummary& summary) {
    const auto whole = [&](const char* name, const std::string& content) {
      AtomicFile file(folder.path(name));
      file.write(content);
      file.commit();
    };
    if (output_.has(Rows::sqlite)) {
      folder.flush();
      write_database(folder.path("results.sqlite"), folder.path("rows"), studies_, patients_, batch_, summary.options, summary.vocabulary);
    }
    if (!output_.folder) return;
    if (arguments_.top > 0) whole("best.csv", best_csv(summary, patients_));
    whole("summary.json", summary_json(summary));
    whole("summary.txt", summary_text(summary));
  }

  const Arguments& arguments_;
  const Output& output_;
  std::span<const RuleSet> studies_;
  const PatientSource& patients_;
  Batch& batch_;
  ResultRows rows_;
};

/// Reads the next studies into `rules`; of those before them, what results show is kept: a registry's rules would fill the memory.
std::span<const RuleSet> next_rules(const std::vector<Study>& studies, std::vector<RuleSet>& rules, const Vocabulary& vocabulary, const Arguments& arguments) {
  constexpr std::size_t at_once = 1024;
  const std::size_t before = rules.size();
  for (std::size_t s = before - std::min(before, at_once); s < before; ++s) {
    for (Criterion& criterion : rules[s].criteria) criterion.rule = {}, criterion.diagnostics = {};
  }
  const auto from = studies.begin() + static_cast<std::ptrdiff_t>(before);
  const std::vector<Study> some(from, from + static_cast<std::ptrdiff_t>(std::min(at_once, studies.size() - before)));
  for (RuleSet& one : parse_all(some, vocabulary, parse_options(arguments.common), arguments.jobs)) rules.push_back(std::move(one));
  return std::span(rules).subspan(before);
}

int run(const Arguments& arguments) {
  std::vector<std::string> names = arguments.studies;
  names.insert(names.end(), arguments.patients.begin(), arguments.patients.end());
  one_standard_input(names);
  const Output output = output_of(arguments);
  const BatchOptions wanted = batch_options(arguments);
  if (arguments.resume && output.printed()) throw UsageError("--resume: standard output cannot be gone on with");
  const auto vocabulary = vocabulary_of(arguments.common);
  const EngineOptions options = engine_options(arguments.common, *vocabulary);

  Refusals refusals;
  const std::vector<Study> studies = load_studies(arguments.studies, refusals);
  if (studies.empty()) {
    complain("no study could be read");
    return 1;
  }
  const OpenedPatients patients = open_patients(arguments.patients, refusals);
  if (patients.source->size() == 0) {
    complain("no patient could be read");
    return 1;
  }

  const Engine engine(vocabulary, options);
  std::vector<RuleSet> rules;
  Batch batch(engine, [&] { return next_rules(studies, rules, *vocabulary, arguments); }, wanted);
  Run screening(arguments, output, rules, *patients.source, batch);
  const BatchSummary summary{rules, patients.source->size(), &batch, options, vocabulary->digest(), refusals};
  const Progress clock("");
  if (output.printed()) screening.print_all();
  else screening.write_all(job_of(arguments, output, batch, patients, vocabulary->digest(), options), summary);
  const double seconds = clock.seconds();

  const std::size_t pairs = rules.size() * patients.source->size();
  const Verdicts all = verdicts(batch.studies());
  std::string closing =
      fmt::format("{} × {} = {} as of {}: {} eligible, {} undetermined, {} ineligible; {}; {} ({} a second)\n",
                  plural(patients.source->size(), "patient", "patients"), plural(rules.size(), "study", "studies"), plural(pairs, "pair", "pairs"),
                  to_string(options.as_of), count_text(all.eligible), count_text(all.undetermined), count_text(all.ineligible),
                  plural(all.candidates, "candidate", "candidates"), duration_text(seconds),
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
  command->add_option("--patients", arguments->patients, "records in any accepted form, folders of them, or a cohort file")
      ->required()
      ->type_name("PATH");
  command->add_option("--out", arguments->out, "folder for results.ndjson, results.csv, summary.json and .txt, or a file .ndjson, .csv or .sqlite, or -")
      ->required()
      ->type_name("DIR|FILE");
  command->add_option("--format", arguments->formats, "only these forms: ndjson, csv, sqlite")->delimiter(',')->allow_extra_args(false)->type_name("FORM,…");
  command->add_option("--top", arguments->top, "only the K best studies of each patient, and the K best patients of each study")
      ->type_name("K")
      ->check(CLI::Range(1U, 10'000U).description(""));
  command->add_option("--only", arguments->only, "only pairs with these verdicts: eligible, undetermined, ineligible, candidate (with --top: eligible,undetermined)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("VERDICT,…");
  command->add_option("--min-score", arguments->min_score, "only pairs with at least this score")->type_name("X")->check(CLI::Range(0.0, 1.0).description(""));
  command->add_option("--memory", arguments->memory, "memory to work with, about (default: 4GB)")->type_name("SIZE")->transform(CLI::AsSizeValue(false).description(""));
  command->add_flag("--resume", arguments->resume, "go on with a run that was cut off, to the same bytes");
  command->add_option("--jobs", arguments->jobs, "threads (default: all cores); the results do not depend on it")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U).description(""));
  add_evaluation(*command, arguments->common);
  add_vocabularies(*command, arguments->common);
  add_section(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig screen --studies trials/ --patients records/ --as-of 2024-06-01 --out result/\n"
      "  elig screen --studies page.json.gz --patients export/*.ndjson.gz --as-of 2024-06-01 --out pairs.csv --jobs 8\n"
      "  elig screen --studies trials/ --patients hospital.cohort --as-of 2024-06-01 --top 10 --format csv,sqlite --out night/ --resume");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
