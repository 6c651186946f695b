// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/lint.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

Tone tone_of(Severity severity) { return severity == Severity::error ? Tone::bad : severity == Severity::warning ? Tone::open : Tone::dim; }

}  // namespace

nlohmann::ordered_json lint_json(const Study& study, const std::vector<LintFinding>& findings) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const LintFinding& f : findings) {
    Json one = {{"code", f.code}, {"name", f.name}, {"severity", word(f.severity)}, {"criterion", f.criterion}};
    if (!f.other.empty()) one["other"] = f.other;
    one["span"] = {f.span.begin, f.span.end};
    one["text"] = f.text;
    one["message"] = f.message;
    one["hint"] = f.hint;
    list.push_back(std::move(one));
  }
  return {{"study", study.id}, {"source", study.source}, {"findings", std::move(list)}};
}

std::string lint_text(const Study& study, const std::vector<LintFinding>& findings, const Style& style) {
  std::string out = fmt::format("{}{}\n", style(Tone::strong, one_line(study.id)), findings.empty() ? "  nothing to object to" : "");
  for (const LintFinding& f : findings) {
    const std::string severity(word(f.severity));
    const std::string where = f.other.empty() ? f.criterion : f.criterion + " (and " + f.other + ")";
    out += fmt::format("  {}  {}  {}, {}\n", style(tone_of(f.severity), padded(severity, 7)), f.code, f.name, where);
    const std::string indent(11, ' ');
    append_wrapped(out, indent + "“", indent + " ", one_line(f.text) + "”", style.width() - 12);
    append_wrapped(out, indent, indent, one_line(f.message), style.width() - 11);
    append_wrapped(out, indent + "→ ", indent + "  ", one_line(f.hint), style.width() - 13);
  }
  return out;
}

std::string lint_checks_text() {
  std::vector<std::vector<std::string>> rows;
  for (const LintCheck& check : lint_checks())
    rows.push_back({std::string(check.code), std::string(word(check.severity)), std::string(check.name), std::string(check.summary)});
  return table(rows);
}

}  // namespace elig::tools
