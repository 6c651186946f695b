// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lint.hpp"

#include <nlohmann/json.hpp>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"
#include "tools/render/lint.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::vector<std::string> studies;
  bool checks = false;
};

int run(const Arguments& arguments) {
  if (arguments.checks) {
    print(lint_checks_text());
    return 0;
  }
  if (arguments.studies.empty()) throw UsageError("which study?");
  one_standard_input(arguments.studies);
  const auto vocabulary = vocabulary_of(arguments.common);
  const Style style = Style::of_standard_output();
  Refusals refusals;
  for (const std::string& name : arguments.studies) {
    for (const Study& study : load_studies({name}, refusals)) {
      const auto findings = lint(study, *vocabulary, parse_options(arguments.common));
      print(arguments.common.format == Format::json ? line_of(lint_json(study, findings)) + "\n" : lint_text(study, findings, style));
    }
  }
  return refusals.named > 0 ? 1 : 0;
}

}  // namespace

void add_lint(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("lint", "Find contradictions, slips and gaps in studies' criteria");
  command->add_option("STUDY", arguments->studies, "files, folders, or - for standard input");
  command->add_flag("--checks", arguments->checks, "list the checks and their codes");
  add_vocabularies(*command, arguments->common);
  add_format(*command, arguments->common);
  add_section(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig lint trial.json\n"
      "  elig lint studies/ --format json > findings.jsonl\n"
      "  elig lint --checks\n"
      "The exit status does not tell whether there are findings: it is 0 when the studies were read.");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
