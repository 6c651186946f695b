// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/screening/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "tools/progress.hpp"
#include "tools/render/json.hpp"
#include "tools/render/results.hpp"
#include "tools/render/style.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

using Json = nlohmann::ordered_json;

Json verdicts_json(const auto& t) {
  return {{"eligible", t.eligible}, {"ineligible", t.ineligible}, {"undetermined", t.undetermined}, {"candidate", t.candidates}};
}

/// The criterion that keeps most patients from being candidates: it shuts them out, or nobody can tell. Empty without any.
std::optional<std::size_t> narrowest(const StudyTally& t) {
  std::optional<std::size_t> worst;
  const auto kept_out = [&](std::size_t c) { return std::pair(t.criteria[c].fail + t.criteria[c].unknown, t.criteria[c].fail); };
  for (std::size_t c = 0; c < t.criteria.size(); ++c) {
    if (kept_out(c).first > 0 && (!worst || kept_out(c) > kept_out(*worst))) worst = c;
  }
  return worst;
}

double percent(std::uint64_t part, std::size_t all) { return all == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(all); }

}  // namespace

Verdicts verdicts(std::span<const StudyTally> studies) {
  Verdicts all;
  for (const StudyTally& t : studies) {
    all.eligible += t.eligible;
    all.undetermined += t.undetermined;
    all.ineligible += t.ineligible;
    all.candidates += t.candidates;
  }
  return all;
}

std::string summary_json(const BatchSummary& s) {
  static constexpr std::array<const char*, 3> absences{"recorded", "open", "closed"};
  const auto tallies = s.batch->studies();
  Json each = Json::array(), without = Json::array(), lacking = Json::array();
  for (std::size_t i = 0; i < s.studies.size(); ++i) {
    const StudyTally& t = tallies[i];
    Json row = {{"study", s.studies[i].study}, {"source", s.studies[i].source}, {"criteria", s.studies[i].criteria.size()}};
    row.update(verdicts_json(t));
    Json attrition = Json::array();
    for (std::size_t c = 0; c < t.criteria.size(); ++c) {
      const CriterionTally& k = t.criteria[c];
      attrition.push_back({{"criterion", s.studies[i].criteria[c].id}, {"pass", k.pass}, {"fail", k.fail}, {"unknown", k.unknown},
                           {"not_applicable", k.not_applicable}, {"manual", k.manual}, {"first_to_fail", k.in_order}});
    }
    row["attrition"] = std::move(attrition);
    each.push_back(std::move(row));
    if (t.candidates > 0) continue;
    Json none = {{"study", s.studies[i].study}};
    if (const auto worst = narrowest(t)) {
      none.update({{"criterion", s.studies[i].criteria[*worst].id}, {"fail", t.criteria[*worst].fail}, {"unknown", t.criteria[*worst].unknown}});
    }
    without.push_back(std::move(none));
  }
  for (const Lacking& l : s.batch->lacking()) {
    Json codes = Json::array();
    for (const ConceptCode& code : l.codes) codes.push_back(code_text(code));
    lacking.push_back({{"need", l.need}, {"codes", std::move(codes)}, {"pairs_it_settles", l.pairs}, {"pairs_it_is_part_of", l.part}, {"studies", l.studies}});
  }
  const Json json = {{"as_of", to_string(s.options.as_of)},
                     {"absence", absences.at(static_cast<std::size_t>(s.options.absence))},
                     {"studies", s.studies.size()},
                     {"patients", s.patients},
                     {"pairs", s.studies.size() * s.patients},
                     {"verdicts", verdicts_json(verdicts(tallies))},
                     {"by_study", std::move(each)},
                     {"without_candidates", std::move(without)},
                     {"missing", std::move(lacking)},
                     {"left_out", {{"files", s.refusals.files + s.refusals.named}, {"records", s.refusals.records}}},
                     {"provenance", {{"engine", "elig " ELIG_VERSION}, {"vocabulary", s.vocabulary}}}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary_text(const BatchSummary& s) {
  const auto tallies = s.batch->studies();
  const Verdicts all = verdicts(tallies);
  std::string out = fmt::format("{} patients, {} studies, as of {}\n{} eligible, {} undetermined, {} ineligible; {} candidates\n", s.patients, s.studies.size(),
                                to_string(s.options.as_of), all.eligible, all.undetermined, all.ineligible, all.candidates);

  constexpr std::size_t shown = 30;
  const std::vector<Lacking> lacking = s.batch->lacking();
  out += "\nWhat one datum would settle (pairs for which nothing else is lacking that a record could hold; of pairs it is part of; studies)\n";
  for (std::size_t i = 0; i < std::min(shown, lacking.size()) && lacking[i].pairs > 0; ++i)
    out += fmt::format("  {:>12} {:>12} {:>7}  {}\n", lacking[i].pairs, lacking[i].part, lacking[i].studies, one_line(lacking[i].need));

  out += "\nStudies without a candidate, and the criterion that keeps most patients out (fails, unknown)\n";
  for (std::size_t i = 0; i < s.studies.size(); ++i) {
    if (tallies[i].candidates > 0) continue;
    const auto worst = narrowest(tallies[i]);
    out += worst ? fmt::format("  {}  {} ({}, {})  {}\n", one_line(s.studies[i].study), s.studies[i].criteria[*worst].id, tallies[i].criteria[*worst].fail,
                               tallies[i].criteria[*worst].unknown, one_line(s.studies[i].criteria[*worst].text))
                 : fmt::format("  {}\n", one_line(s.studies[i].study));
  }

  out += "\nAttrition: fails, alone and as the first in the study's order; unknown; manual\n";
  for (std::size_t i = 0; i < s.studies.size(); ++i) {
    const StudyTally& t = tallies[i];
    out += fmt::format("\n{}: {} eligible, {} undetermined, {} ineligible; {} candidates\n", one_line(s.studies[i].study), t.eligible, t.undetermined, t.ineligible, t.candidates);
    std::uint64_t left = s.patients;
    for (std::size_t c = 0; c < t.criteria.size(); ++c) {
      const CriterionTally& k = t.criteria[c];
      left -= std::min<std::uint64_t>(left, k.in_order);
      out += fmt::format("  {:<6} {:>10} ({:5.1f} %) {:>10} first, {:>10} left {:>10} unknown {:>10} manual\n", s.studies[i].criteria[c].id, k.fail,
                         percent(k.fail, s.patients), k.in_order, left, k.unknown, k.manual);
    }
  }
  return out;
}

std::string best_csv(const BatchSummary& s, const PatientSource& patients) {
  std::string out = "study,rank,patient,verdict,candidate,score,score_low,score_high\n";
  for (std::size_t i = 0; i < s.studies.size(); ++i) {
    std::size_t rank = 0;
    for (const Ranked& r : s.batch->best(i)) {
      out += fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(s.studies[i].study), ++rank, csv_field(patients.id(r.patient)), to_string(r.verdict), r.candidate,
                         score_text(r.score), score_text(r.low), score_text(r.high));
    }
  }
  return out;
}

}  // namespace elig::tools
