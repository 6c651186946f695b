// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <iterator>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"
#include "tools/render/text.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::vector<std::string> studies;
};

/// Studies whose rules are held at a time: enough for all threads, few enough to stay in the caches.
constexpr std::size_t at_once = 128;

int run(const Arguments& arguments) {
  one_standard_input(arguments.studies);
  const auto vocabulary = vocabulary_of(arguments.common);
  const Style style = Style::of_standard_output();
  Refusals refusals;
  bool first = true;
  for (const std::string& name : arguments.studies) {  // printed input by input, so that a long list is seen growing
    std::vector<Study> all = load_studies({name}, refusals);
    for (std::size_t from = 0; from < all.size(); from += at_once) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
      const std::vector<Study> studies(std::make_move_iterator(begin), std::make_move_iterator(begin + static_cast<std::ptrdiff_t>(std::min(at_once, all.size() - from))));
      const std::vector<RuleSet> rules = parse_all(studies, *vocabulary, parse_options(arguments.common), 0);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        if (arguments.common.format == Format::json) {
          print(rule_set_json(rules[i], *vocabulary) + "\n");
        } else {
          print((first ? "" : "\n") + rule_set_text(rules[i], studies[i].title, style));
        }
        first = false;
      }
    }
  }
  return refusals.named > 0 ? 1 : 0;
}

}  // namespace

void add_parse(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("parse", "Read studies and show the rules in them");
  command->add_option("STUDY", arguments->studies, "files, folders, or - for standard input")->required();
  add_vocabularies(*command, arguments->common);
  add_format(*command, arguments->common);
  add_section(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig parse NCT00031915.txt\n"
      "  elig parse studies/ --format json > rules.jsonl\n"
      "  echo '- Bilirubin <= 1.5 x ULN' | elig parse -");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
