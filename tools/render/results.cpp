// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/results.hpp"

#include <fmt/format.h>

#include <iterator>

#include "tools/render/json.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

void append_score(std::string& out, double score) { out.append(score_text(score)); }

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

std::string score_text(double score) {
  std::string text = number_text(score);
  if (text.find('.') == std::string::npos && text.find('e') == std::string::npos) text.append(".0");
  return text;
}

ResultRows::ResultRows(std::span<const RuleSet> studies, const PatientSource& patients) : patients_(&patients) {
  for (const RuleSet& study : studies) {
    StudyIds ids{json_string(study.study), csv_field(study.study), {}, {}};
    for (const Criterion& criterion : study.criteria) {
      ids.criteria_json.push_back(json_string(criterion.id));
      ids.criteria.push_back(criterion.id);
    }
    studies_.push_back(std::move(ids));
  }
}

void ResultRows::append_json(std::string& out, const Screening& s) const {
  const StudyIds& study = studies_.at(s.study);
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{{\"patient\":{},\"study\":{},\"verdict\":\"{}\",\"candidate\":{},\"score\":", json_string(patients_->id(s.patient)),
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
  fmt::format_to(to, "{},{},{},{},", csv_field(patients_->id(s.patient)), study.csv, word(s.verdict), s.candidate);
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
