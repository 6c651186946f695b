// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"
#include "tools/render/style.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::vector<std::string> phrases;
};

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::string concept_text(const Concept& found, const Vocabulary& vocabulary, const Style& style) {
  std::string out = fmt::format("{}  {}, {}\n", style(Tone::strong, found.id), word(found.kind), found.name);
  const auto line = [&](const char* label, const std::vector<std::string>& list) {
    if (list.empty()) return;
    const std::string first = fmt::format("  {}", padded(label, 11));
    append_wrapped(out, first, std::string(length(first), ' '), joined(list), style.width() - length(first));
  };
  std::vector<std::string> codes, broader, narrower, attributes;
  for (const ConceptCode& code : found.codes) codes.push_back(code_text(code));
  for (const ConceptIndex i : found.parents) broader.push_back(vocabulary.at(i).id);
  for (const ConceptIndex i : found.children) narrower.push_back(vocabulary.at(i).id);
  for (const auto& [key, value] : found.attributes) attributes.push_back(key + " " + value);
  line("also", found.synonyms);
  constexpr std::size_t shown = 12;  // a drug has hundreds; --format json has them all
  if (codes.size() > shown) {
    const std::string more = fmt::format("and {} more", codes.size() - shown);
    codes.resize(shown);
    codes.push_back(more);
  }
  line("codes", codes);
  line("broader", broader);
  line("narrower", narrower);
  line("attributes", attributes);
  return out;
}

std::string census(const Vocabulary& vocabulary, Format format) {
  std::map<std::string, std::size_t> kinds;
  for (const Concept& one : vocabulary.concepts()) ++kinds[std::string(word(one.kind))];
  if (format == Format::json) {
    nlohmann::ordered_json counts = nlohmann::ordered_json::object();
    for (const auto& [kind, count] : kinds) counts[kind] = count;
    return line_of({{"vocabulary", vocabulary.digest()}, {"concepts", vocabulary.concepts().size()}, {"kinds", counts}}) + "\n";
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [kind, count] : kinds) rows.push_back({std::to_string(count), kind});
  rows.push_back({std::to_string(vocabulary.concepts().size()), "concepts in all"});
  return table(rows, {0}) + vocabulary.digest() + "\n";
}

int run(const Arguments& arguments) {
  const auto vocabulary = vocabulary_of(arguments.common);
  if (arguments.phrases.empty()) {
    print(census(*vocabulary, arguments.common.format));
    return 0;
  }
  const Style style = Style::of_standard_output();
  int status = 0;
  for (const std::string& phrase : arguments.phrases) {
    std::vector<ConceptIndex> found = vocabulary->named(phrase);
    if (const auto by_id = vocabulary->find(phrase); by_id && std::find(found.begin(), found.end(), *by_id) == found.end())
      found.push_back(*by_id);
    if (found.empty()) {
      complain(fmt::format("the vocabulary does not know '{}'", phrase));
      status = 1;
    }
    for (const ConceptIndex i : found) {
      const Concept& one = vocabulary->at(i);
      print(arguments.common.format == Format::json ? line_of(concept_json(one, *vocabulary)) + "\n"
                                                    : concept_text(one, *vocabulary, style));
    }
  }
  return status;
}

}  // namespace

void add_vocabulary(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("vocabulary", "Show what the vocabulary makes of words, or what it holds");
  command->add_option("WORDS", arguments->phrases, "names or ids of concepts; without any, the number of concepts by kind");
  add_vocabularies(*command, arguments->common);
  add_format(*command, arguments->common);
  command->footer(
      "Examples:\n"
      "  elig vocabulary 'serum creatinine' SGOT\n"
      "  elig vocabulary\n"
      "  elig vocabulary --vocabulary athena/ 'cardiac amyloidosis'");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
