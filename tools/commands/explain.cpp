// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"
#include "tools/render/text.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::string study;
  std::string rules;
  std::string patient;
  std::string patient_id;
};

int run(const Arguments& arguments) {
  if (arguments.study.empty() == arguments.rules.empty()) throw UsageError("one of --study and --rules is needed");
  const std::string& source = arguments.study.empty() ? arguments.rules : arguments.study;
  one_standard_input({source, arguments.patient});
  const auto vocabulary = vocabulary_of(arguments.common);
  const EngineOptions options = engine_options(arguments.common, *vocabulary);
  Refusals refusals;
  std::vector<RuleSet> rules = arguments.study.empty() ? load_rules({source}) : std::vector<RuleSet>{};
  std::vector<Study> studies = arguments.rules.empty() ? load_studies({source}, refusals) : std::vector<Study>{};
  if (!arguments.common.id.empty()) {
    std::erase_if(studies, [&](const Study& study) { return study.id != arguments.common.id; });
    std::erase_if(rules, [&](const RuleSet& study) { return study.study != arguments.common.id; });
    if (studies.empty() && rules.empty() && refusals.named == 0) {
      complain(fmt::format("{}: holds no study {}", source, arguments.common.id));
      return 1;
    }
  }
  if (studies.empty() && rules.empty()) return 1;
  const Patient patient = load_patient(arguments.patient, refusals, arguments.patient_id);
  const Engine engine(vocabulary, options);
  if (!studies.empty()) rules = parse_all(studies, *vocabulary, parse_options(arguments.common), 0);
  const Style style = Style::of_standard_output();
  bool first = true;
  for (const RuleSet& study : rules) {
    const Explanation explanation = engine.explain(study, patient);
    if (arguments.common.format == Format::json) {
      print(line_of(explanation_json(explanation)) + "\n");
    } else {
      print((first ? "" : "\n") + explanation_text(explanation, style));
    }
    first = false;
  }
  return refusals.named > 0 ? 1 : 0;
}

}  // namespace

void add_explain(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("explain", "Hold one patient against a study, criterion by criterion, with the evidence");
  command->add_option("--study", arguments->study, "a study in any accepted form, or -")->type_name("FILE");
  command->add_option("--rules", arguments->rules, "in the place of --study: rules as 'elig parse --format json' prints them")->type_name("FILE");
  command->add_option("--patient", arguments->patient, "a FHIR R4 Bundle of one patient, or any file of records or cohort, or -")
      ->required()
      ->type_name("FILE");
  command->add_option("--patient-id", arguments->patient_id, "only this patient of a file that holds several")->type_name("ID");
  command->add_option("--id", arguments->common.id, "only this study of a file that holds several")->type_name("STUDY");
  add_evaluation(*command, arguments->common);
  add_vocabularies(*command, arguments->common);
  add_section(*command, arguments->common);
  add_format(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig explain --study NCT00031915.txt --patient bundle.json --as-of 2024-06-01\n"
      "  elig explain --rules rules.jsonl --patient bundle.json     rules printed before, and perhaps corrected\n"
      "  zcat bundle.json.gz | elig explain --study trial.xml --patient - --format json");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
