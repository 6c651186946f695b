// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/match.hpp"
#include "tools/commands/commands.hpp"
#include "tools/inputs.hpp"
#include "tools/render/json.hpp"
#include "tools/render/text.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

struct Arguments {
  Common common;
  std::string patient;
  std::vector<std::string> studies;
  std::string index;
  std::size_t top = 0;
};

/// A study of the ranking, with its evidence.
struct Ranked {
  Study study;
  Explanation explanation;
};

/// 0: nothing left but to ask; 1: something the record could settle is open; 2: ineligible.
int tier(const Screening& screening) {
  if (screening.verdict == Verdict::ineligible) return 2;
  return screening.verdict == Verdict::eligible || screening.candidate ? 0 : 1;
}

nlohmann::ordered_json ranked_json(std::size_t rank, const Study& study, const Explanation& explanation) {
  nlohmann::ordered_json missing = nlohmann::ordered_json::array();
  for (const Missing& need : explanation.missing) missing.push_back(missing_json(need));
  return {{"rank", rank},
          {"study", explanation.study},
          {"title", study.title},
          {"source", study.source},
          {"patient", explanation.patient},
          {"as_of", explanation.as_of},
          {"verdict", word(explanation.verdict)},
          {"candidate", explanation.candidate},
          {"score", explanation.score},
          {"score_bounds", nlohmann::ordered_json::array({explanation.score_low, explanation.score_high})},
          {"counts", counts_json(explanation.counts)},
          {"missing", std::move(missing)}};
}

std::string open_text(const Explanation& explanation) {
  std::string text;
  if (explanation.verdict == Verdict::ineligible) {
    for (const CriterionResult& criterion : explanation.criteria)
      if (criterion.outcome == Outcome::fail) text += (text.empty() ? "fails " : ", ") + criterion.id;
    return text;
  }
  constexpr std::size_t shown = 3;
  for (std::size_t i = 0; i < std::min(shown, explanation.missing.size()); ++i)
    text += (i == 0 ? "missing: " : ", ") + one_line(explanation.missing[i].need);
  if (explanation.missing.size() > shown) text += fmt::format(" and {} more", explanation.missing.size() - shown);
  return text;
}

/// `of` says how many studies there were.
void show(const Arguments& arguments, const Patient& patient, Day as_of, const std::vector<Ranked>& ranking, const std::string& of) {
  std::vector<std::vector<std::string>> rows{{"rank", "study", "verdict", "score", "bounds", "counts", "open"}};
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    const Explanation& explanation = ranking[i].explanation;
    if (arguments.common.format == Format::json) {
      print(line_of(ranked_json(i + 1, ranking[i].study, explanation)) + "\n");
      continue;
    }
    rows.push_back({std::to_string(i + 1), one_line(explanation.study), verdict_text(explanation.verdict, explanation.candidate),
                    fmt::format("{:.2f}", explanation.score),
                    fmt::format("{:.2f} to {:.2f}", explanation.score_low, explanation.score_high), counts_text(explanation.counts),
                    open_text(explanation)});
  }
  if (arguments.common.format == Format::json) return;
  const Style style = Style::of_standard_output();
  print(fmt::format("{} as of {}: {} of {}\n\n", style(Tone::strong, one_line(patient.id)), to_string(as_of), ranking.size(), of) + table(rows, {0}));
}

int from_index(const Arguments& arguments, Refusals& refusals) {
  const auto vocabulary = vocabulary_of(arguments.common);
  const EngineOptions options = engine_options(arguments.common, *vocabulary);
  const StudyIndex index = StudyIndex::open(arguments.index, vocabulary);
  const Patient patient = load_patient(arguments.patient, refusals, arguments.common.id);
  const MatchAnswer answer = index.match(patient, options, arguments.top);
  const Engine engine(vocabulary, options);
  std::vector<Ranked> ranking;
  for (const StudyMatch& match : answer.best) ranking.push_back({index.study(match.study), engine.explain(index.rules(match.study), patient)});
  show(arguments, patient, options.as_of, ranking, fmt::format("{} studies, {} of them looked up", answer.studies, answer.looked_up));
  return 0;
}

int from_studies(const Arguments& arguments, Refusals& refusals) {
  const auto vocabulary = vocabulary_of(arguments.common);
  const EngineOptions options = engine_options(arguments.common, *vocabulary);
  const std::vector<Patient> patients{load_patient(arguments.patient, refusals, arguments.common.id)};
  const std::vector<Study> studies = load_studies(arguments.studies, refusals);
  if (studies.empty()) {
    if (refusals.named == 0) complain("no study could be read");
    return 1;
  }
  const std::vector<RuleSet> rules = parse_all(studies, *vocabulary, parse_options(arguments.common), 0);
  const Engine engine(vocabulary, options);
  std::vector<Screening> best;
  engine.screen(rules, patients, 0, [&](const Screening& screening) { best.push_back(screening); });
  std::stable_sort(best.begin(), best.end(), [&](const Screening& a, const Screening& b) {
    if (tier(a) != tier(b)) return tier(a) < tier(b);
    if (a.score != b.score) return a.score > b.score;
    if (a.score_low != b.score_low) return a.score_low > b.score_low;
    return rules[a.study].study < rules[b.study].study;
  });
  if (arguments.top > 0 && best.size() > arguments.top) best.resize(arguments.top);
  std::vector<Ranked> ranking;
  for (const Screening& screening : best) ranking.push_back({studies[screening.study], engine.explain(rules[screening.study], patients.front())});
  show(arguments, patients.front(), options.as_of, ranking, fmt::format("{} studies", studies.size()));
  return 0;
}

int run(const Arguments& arguments) {
  if (arguments.studies.empty() == arguments.index.empty()) throw UsageError("which studies: --studies or --index?");
  std::vector<std::string> names = arguments.studies;
  names.push_back(arguments.patient);
  one_standard_input(names);
  Refusals refusals;
  const int status = arguments.index.empty() ? from_studies(arguments, refusals) : from_index(arguments, refusals);
  return refusals.named > 0 ? 1 : status;
}

}  // namespace

void add_match(CLI::App& program, int& status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand("match", "Rank studies for one patient");
  command->add_option("--patient", arguments->patient, "a FHIR R4 Bundle of one patient, or -")->required()->type_name("BUNDLE");
  command->add_option("--id,--patient-id", arguments->common.id, "which patient, where the file holds several")->type_name("ID");
  command->add_option("--studies", arguments->studies, "files, folders, or -")->type_name("PATH");
  command->add_option("--index", arguments->index, "studies compiled by elig index build")->type_name("FILE");
  command->add_option("--top", arguments->top, "only the best K")->type_name("K")->check(CLI::Range(1U, 1000000000U).description(""));
  add_evaluation(*command, arguments->common);
  add_vocabularies(*command, arguments->common);
  add_section(*command, arguments->common);
  add_format(*command, arguments->common);
  command->footer(
      "Ranked: those with nothing open but questions to a person, then those with something missing, then the ineligible; by score in "
      "each. From an index, those whose record says nothing of what the study asks for first come after those where it does.\n"
      "Examples:\n"
      "  elig match --patient bundle.json --studies studies/ --top 10\n"
      "  elig match --patient bundle.json --studies page-*.json.gz --as-of 2024-06-01 --format json\n"
      "  elig match --patient bundle.json --index studies.index --top 10");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace elig::tools
