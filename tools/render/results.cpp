// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/results.hpp"

#include <fmt/format.h>

#include <iterator>

#include "tools/render/json.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

/// A score as JSON and CSV write it: always with a point, so that a column of them has one type.
void append_score(std::string& out, double score) {
  const std::string text = number_text(score);
  out.append(text);
  if (text.find('.') == std::string::npos && text.find('e') == std::string::npos) out.append(".0");
}

void append_list(std::string& out, const Screening& screening, const std::vector<std::string>& ids, std::string_view between,
                 std::initializer_list<Outcome> wanted) {
  bool first = true;
  for (std::size_t i = 0; i < screening.outcomes.size() && i < ids.size(); ++i) {
    for (const Outcome outcome : wanted) {
      if (screening.outcomes[i] != outcome) continue;
      if (!first) out.append(between);
      out.append(ids[i]);
      first = false;
    }
  }
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field.push_back('"');
    field.push_back(c);
  }
  return field + "\"";
}

ResultRows::ResultRows(std::span<const RuleSet> studies, std::span<const Patient> patients) {
  for (const RuleSet& study : studies) {
    StudyIds ids{json_string(study.study), csv_field(study.study), {}, {}};
    for (const Criterion& criterion : study.criteria) {
      ids.criteria_json.push_back(json_string(criterion.id));
      ids.criteria.push_back(criterion.id);
    }
    studies_.push_back(std::move(ids));
  }
  for (const Patient& patient : patients) patients_.push_back({json_string(patient.id), csv_field(patient.id)});
}

void ResultRows::append_json(std::string& out, const Screening& s) const {
  const StudyIds& study = studies_.at(s.study);
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{{\"patient\":{},\"study\":{},\"verdict\":\"{}\",\"candidate\":{},\"score\":", patients_.at(s.patient).json,
                 study.json, word(s.verdict), s.candidate);
  append_score(out, s.score);
  out.append(",\"score_bounds\":[");
  append_score(out, s.score_low);
  out.append(",");
  append_score(out, s.score_high);
  fmt::format_to(to, "],\"counts\":{{\"pass\":{},\"fail\":{},\"unknown\":{},\"not_applicable\":{},\"manual\":{}}}", s.counts.pass,
                 s.counts.fail, s.counts.unknown, s.counts.not_applicable, s.counts.manual);
  const auto list = [&](const char* name, Outcome outcome) {
    out.append(",\"").append(name).append("\":[");
    append_list(out, s, study.criteria_json, ",", {outcome});
    out.append("]");
  };
  list("fail", Outcome::fail);
  list("unknown", Outcome::unknown);
  list("manual", Outcome::manual);
  out.append("}\n");
}

std::string ResultRows::csv_header() {
  return "patient,study,verdict,candidate,score,score_low,score_high,pass,fail,unknown,not_applicable,manual,failed,unsettled,ask\n";
}

void ResultRows::append_csv(std::string& out, const Screening& s) const {
  const StudyIds& study = studies_.at(s.study);
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{},{},{},{},", patients_.at(s.patient).csv, study.csv, word(s.verdict), s.candidate);
  append_score(out, s.score);
  out.append(",");
  append_score(out, s.score_low);
  out.append(",");
  append_score(out, s.score_high);
  fmt::format_to(to, ",{},{},{},{},{},", s.counts.pass, s.counts.fail, s.counts.unknown, s.counts.not_applicable, s.counts.manual);
  append_list(out, s, study.criteria, " ", {Outcome::fail});
  out.append(",");
  append_list(out, s, study.criteria, " ", {Outcome::unknown});
  out.append(",");
  append_list(out, s, study.criteria, " ", {Outcome::manual});
  out.append("\n");
}

}  // namespace elig::tools
