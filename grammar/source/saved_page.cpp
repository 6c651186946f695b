// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// A study page of ClinicalTrials.gov saved as plain text. Structured fields are lines such as "Ages Eligible for Study: …"; the
// criteria follow the last of them and end where the page goes on.
namespace elig::source {
namespace {

struct Line {
  std::string_view text;  // trimmed
  std::size_t begin, end; // end: behind the line break
};

// Pages are full of no-break blanks.
std::string_view trim_page(std::string_view text) {
  for (;;) {
    text = trim(text);
    if (text.starts_with("\u00A0")) {
      text.remove_prefix(2);
    } else if (text.ends_with("\u00A0")) {
      text.remove_suffix(2);
    } else {
      return text;
    }
  }
}

std::vector<Line> lines_of(std::string_view content) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < content.size();) {
    const auto end = std::min(content.find('\n', at), content.size());
    lines.push_back({trim_page(content.substr(at, end - at)), at, std::min(end + 1, content.size())});
    at = end + 1;
  }
  return lines;
}

// What stands behind "Label:" or "Label", when the line starts with the label.
std::optional<std::string_view> after(std::string_view line, std::string_view label) {
  if (line.size() < label.size() || !same_letters(line.substr(0, label.size()), label)) return std::nullopt;
  auto rest = trim_page(line.substr(label.size()));
  if (rest.starts_with(':')) rest = trim_page(rest.substr(1));
  return rest;
}

constexpr std::array field_labels = {"Ages Eligible for Study",    "Sexes Eligible for Study", "Genders Eligible for Study", "Gender Based Eligibility",
                                     "Accepts Healthy Volunteers", "Sampling Method",          "Study Population"};
constexpr std::array criteria_titles = {"Criteria", "Eligibility Criteria", "Participation Criteria", "Description"};
constexpr std::array endings = {"Information from the National Library of Medicine", "Layout table for location information",
                                "Contacts and Locations", "Sponsors and Collaborators", "Study Plan", "How is the study designed",
                                "Study Contact", "Publications of Results", "More Information", "Collaborators and Investigators"};

template <class Labels>
bool starts_with_any(std::string_view line, const Labels& labels) {
  return std::ranges::any_of(labels, [&](const char* label) { return after(line, label).has_value(); });
}

template <class Labels>
bool is_any(std::string_view line, const Labels& labels) {
  return std::ranges::any_of(labels, [&](const char* label) { return same_letters(line, label); });
}

// "10 Years and older (Child, Adult)", "18 Years to 75 Years", "up to 17 Years".
void set_ages(Study& study, std::string_view text) {
  text = trim_page(text.substr(0, text.find('(')));
  if (const auto upto = after(text, "up to")) {
    study.maximum_age = registry_age(*upto);
    return;
  }
  const std::string folded = lower(text);
  if (const auto older = folded.find(" and older"); older != std::string::npos) {
    study.minimum_age = registry_age(text.substr(0, older));
    return;
  }
  const auto to = folded.find(" to ");
  study.minimum_age = registry_age(text.substr(0, to));
  if (to != std::string::npos) study.maximum_age = registry_age(text.substr(to + 4));
}

std::string first_nct(std::string_view text) {
  for (auto at = text.find("NCT"); at != std::string_view::npos; at = text.find("NCT", at + 3)) {
    const auto id = text.substr(at, 11);
    if (id.size() == 11 && std::ranges::all_of(id.substr(3), [](char c) { return c >= '0' && c <= '9'; })) return std::string(id);
  }
  return "";
}

}  // namespace

bool looks_like_saved_page(std::string_view content) {
  return std::ranges::any_of(lines_of(content), [](const Line& line) {
    return after(line.text, "Ages Eligible for Study") || after(line.text, "Sexes Eligible for Study") || after(line.text, "Genders Eligible for Study");
  });
}

Study read_saved_page(const Input& input) {
  Study study;
  study.source = input.name;
  set_criteria(study, std::string(input.content), input.name);
  const auto lines = lines_of(study.text);

  std::size_t first = 0;  // line behind the structured fields
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = lines[i].text;
    if (const auto id = after(line, "ClinicalTrials.gov Identifier"); id && study.id.empty()) study.id = first_nct(*id);
    if (const auto title = after(line, "Official Title")) study.title = *title;
    if (after(line, "Condition or disease") && i + 1 < lines.size()) {
      // The page's table row holds the intervention too; it starts with its kind.
      auto row = lines[i + 1].text;
      for (const auto kind : {" Drug:", " Biological:", " Device:", " Procedure:", " Behavioral:", " Other:", " Radiation:", " Genetic:",
                              " Dietary Supplement:", " Diagnostic Test:", " Combination Product:"}) {
        row = row.substr(0, row.find(kind));
      }
      study.conditions = condition_list(row);
    }
    if (!starts_with_any(line, field_labels)) continue;
    first = i + 1;
    if (const auto ages = after(line, "Ages Eligible for Study")) set_ages(study, *ages);
    for (const auto label : {"Sexes Eligible for Study", "Genders Eligible for Study"}) {
      if (const auto sex = after(line, label)) study.sex = registry_sex(*sex);
    }
    if (const auto healthy = after(line, "Accepts Healthy Volunteers")) study.healthy_volunteers = registry_yes_no(*healthy);
  }
  // Older and newer pages differ in whether the criteria stand before or behind the fields.
  std::size_t begin = first;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto title = lines[i].text.substr(0, lines[i].text.size() - (lines[i].text.ends_with(':') ? 1 : 0));
    if (is_any(title, criteria_titles) && i + 1 < lines.size()) {
      begin = i + 1;
      break;
    }
  }
  std::size_t end = begin;
  while (end < lines.size() && !starts_with_any(lines[end].text, endings) && !starts_with_any(lines[end].text, field_labels)) ++end;

  if (study.id.empty()) study.id = first_nct(study.text);
  if (study.id.empty()) study.id = stem(input.name);
  const auto from = begin < lines.size() ? lines[begin].begin : study.text.size();
  const auto to = end < lines.size() ? lines[end].begin : study.text.size();
  if (trim(std::string_view(study.text).substr(from, to - from)).empty()) {
    throw StudyError(fmt::format("{}:{}: no criteria follow the page's eligibility fields", input.name, first));
  }
  study.eligibility = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
  study.topical = is_topical(std::string_view(study.text).substr(from, to - from));
  return study;
}

}  // namespace elig::source
