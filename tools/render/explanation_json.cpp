// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tools/render/json.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
using Json = nlohmann::ordered_json;
namespace {

Json span_json(Span span) { return Json::array({span.begin, span.end}); }

Json fact_json(const FactUsed& fact) {
  Json json = {{"resource", fact.resource}};
  if (!fact.label.empty()) json["label"] = fact.label;
  if (fact.value) json["value"] = number_json(*fact.value);
  if (!fact.value_text.empty()) json[fact.value ? "value_text" : "value"] = fact.value_text;
  if (!fact.unit.empty()) json["unit"] = fact.unit;
  if (!fact.date.empty()) json["date"] = fact.date;
  return json;
}

Json evidence_json(const Evidence& evidence) {
  Json json = {{"atom", word(evidence.atom)}, {"span", span_json(evidence.span)}, {"truth", word(evidence.truth)}};
  if (evidence.manual) json["manual"] = true;
  if (evidence.fact) json["fact"] = fact_json(*evidence.fact);
  if (!evidence.note.empty()) json["note"] = evidence.note;
  return json;
}

}  // namespace

Json counts_json(const Counts& counts) {
  return {{"pass", counts.pass},
          {"fail", counts.fail},
          {"unknown", counts.unknown},
          {"not_applicable", counts.not_applicable},
          {"manual", counts.manual}};
}

Json missing_json(const Missing& missing) {
  Json codes = Json::array();
  for (const ConceptCode& code : missing.codes) codes.push_back(code_text(code));
  return {{"need", missing.need}, {"codes", std::move(codes)}, {"criteria", missing.criteria}};
}

Json explanation_json(const Explanation& explanation) {
  Json criteria = Json::array();
  for (const CriterionResult& result : explanation.criteria) {
    Json because = Json::array();
    for (const Evidence& evidence : result.because) because.push_back(evidence_json(evidence));
    criteria.push_back({{"id", result.id},
                        {"section", word(result.section)},
                        {"text", result.text},
                        {"span", span_json(result.span)},
                        {"outcome", word(result.outcome)},
                        {"because", std::move(because)}});
  }
  Json missing = Json::array();
  for (const Missing& need : explanation.missing) missing.push_back(missing_json(need));
  return {{"study", explanation.study},
          {"patient", explanation.patient},
          {"as_of", explanation.as_of},
          {"verdict", word(explanation.verdict)},
          {"candidate", explanation.candidate},
          {"counts", counts_json(explanation.counts)},
          {"score", explanation.score},
          {"score_bounds", Json::array({explanation.score_low, explanation.score_high})},
          {"criteria", std::move(criteria)},
          {"missing", std::move(missing)},
          {"provenance", {{"engine", explanation.engine}, {"rules", explanation.rules}, {"vocabulary", explanation.vocabulary}}}};
}

}  // namespace elig::tools
