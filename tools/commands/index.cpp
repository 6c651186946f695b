// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/match.hpp"
#include "patients/cohort.hpp"
#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::vector<std::string> studies;
  std::string out, cohort, index;
  unsigned jobs = 0;
};

/// Patients from all over the cohort, enough to tell what is rare.
std::vector<Patient> some_of(const Cohort& cohort) {
  constexpr std::size_t enough = 500;
  std::vector<Patient> patients(std::min(enough, cohort.size()));
  for (std::size_t i = 0; i < patients.size(); ++i) cohort.read(i * cohort.size() / patients.size(), patients[i], Detail::truth);
  return patients;
}

int build(const Arguments& arguments) {
  one_standard_input(arguments.studies);
  const auto vocabulary = vocabulary_of(arguments.common);
  StudyIndexBuilder builder(vocabulary);
  std::optional<Cohort> cohort;  // its texts are needed until the index is written
  if (!arguments.cohort.empty()) {
    cohort = Cohort::open(arguments.cohort);
    builder.sample(some_of(*cohort), engine_options(arguments.common, *vocabulary).as_of);
  }
  AtomicFile file(arguments.out);
  Refusals refusals;
  constexpr std::size_t at_once = 4096;  // rules are large, and no longer needed once they are in the index
  for (const std::string& name : arguments.studies) {
    const std::vector<Study> studies = load_studies({name}, refusals);
    for (std::size_t from = 0; from < studies.size(); from += at_once) {
      const std::vector<Study> part(studies.begin() + static_cast<std::ptrdiff_t>(from),
                                    studies.begin() + static_cast<std::ptrdiff_t>(std::min(studies.size(), from + at_once)));
      builder.add(part, parse_all(part, *vocabulary, parse_options(arguments.common), arguments.jobs), arguments.jobs);
    }
  }
  if (builder.size() == 0) {
    if (refusals.named == 0) complain("no study could be read");
    return 1;
  }
  builder.write([&](std::string_view bytes) { file.write(bytes); }, arguments.jobs);
  file.commit();
  print(fmt::format("{}: {} studies\n", arguments.out, builder.size()));
  return refusals.named > 0 ? 1 : 0;
}

int info(const Arguments& arguments) {
  const StudyIndex::Info info = StudyIndex::open(arguments.index, vocabulary_of(arguments.common)).info();
  if (arguments.common.format == Format::json) {
    print(line_of(nlohmann::ordered_json{{"studies", info.studies},
                                         {"without_key", info.without_key},
                                         {"criteria", info.criteria},
                                         {"programs", info.programs},
                                         {"questions", info.questions},
                                         {"keys", info.keys},
                                         {"bytes", info.bytes},
                                         {"engine", info.engine},
                                         {"vocabulary", info.vocabulary}}) +
          "\n");
    return 0;
  }
  print(fmt::format("{}: {} bytes, built by {}\n", arguments.index, info.bytes, info.engine));
  print(fmt::format("  studies            {:>10}\n", info.studies));
  print(fmt::format("  of them no key     {:>10}  nothing a record must show: looked at for every patient\n", info.without_key));
  print(fmt::format("  keys               {:>10}  what studies are looked up by\n", info.keys));
  print(fmt::format("  distinct criteria  {:>10}\n", info.criteria));
  print(fmt::format("  distinct logic     {:>10}\n", info.programs));
  print(fmt::format("  distinct questions {:>10}\n", info.questions));
  print(fmt::format("  vocabulary         {}\n", info.vocabulary));
  return 0;
}

}  // namespace

void add_index(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("index", "Compile studies once, for matching patients against very many of them");
  command->require_subcommand(1);
  CLI::App* make = command->add_subcommand("build", "Write an index of studies");
  make->add_option("STUDY", arguments->studies, "files, folders, or - for standard input")->required();
  make->add_option("--out", arguments->out, "the index: there in full or not at all")->required()->type_name("FILE");
  make->add_option("--cohort", arguments->cohort, "patients like those to be matched (elig cohort build): what is rare among them, studies are looked up by")
      ->type_name("FILE");
  make->add_option("--as-of", arguments->common.as_of, "the day the cohort is looked at (default: today)")->type_name("YYYY-MM-DD");
  make->add_option("--jobs", arguments->jobs, "threads (default: one a core)")->type_name("N")->check(CLI::Range(1U, 1024U).description(""));
  add_section(*make, arguments->common);
  add_vocabularies(*make, arguments->common);
  make->callback([arguments, &status] { status = build(*arguments); });
  CLI::App* show = command->add_subcommand("info", "What is in an index");
  show->add_option("FILE", arguments->index, "an index")->required();
  add_format(*show, arguments->common);
  add_vocabularies(*show, arguments->common);
  show->callback([arguments, &status] { status = info(*arguments); });
  command->footer(
      "Examples:\n"
      "  elig index build --out studies.index studies/\n"
      "  elig index info studies.index\n"
      "  elig match --patient bundle.json --index studies.index --top 10");
}

}  // namespace elig::tools
