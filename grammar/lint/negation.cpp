// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>

#include "grammar/lint/checks.hpp"

// "Exclusion: no history of stroke": to the letter, it keeps out everybody who never had one. It is read as meant where its words
// tell, and left to a person where they do not.
namespace elig::lint_room {
namespace {

bool opens(std::string_view text, std::span<const std::string_view> openings) {
  return std::any_of(openings.begin(), openings.end(), [text](std::string_view opening) { return text.starts_with(opening); });
}

/// The ways in which those write who mean the thing itself. "No measurable disease" and "without a caregiver" are meant.
bool slips(std::string_view text) {
  static constexpr std::array<std::string_view, 23> openings{
      "no history of",   "no prior history", "no known history", "no evidence of", "no known",       "no active",        "no current",    "no concurrent",
      "no concomitant",  "no uncontrolled",  "no serious",       "no severe",      "no significant", "no clinically",    "no major",
      "no unstable",     "no pregnan",       "not pregnant",     "no breastfeed",  "no allerg",      "no contraindicat", "no symptomatic", "no psychiatric"};
  return opens(text, openings);
}

/// "No prior chemotherapy" may be meant, unless the list goes on like that.
bool may_slip(std::string_view text) {
  static constexpr std::array<std::string_view, 3> openings{"no prior", "no previous", "no other"};
  return opens(text, openings);
}

}  // namespace

void check_negation(Desk& desk) {
  const auto among = [&](const auto& slip) {
    return std::count_if(desk.rules.criteria.begin(), desk.rules.criteria.end(), [&](const Criterion& c) { return c.section == Section::exclusion && slip(lower(c.text)); });
  };
  const bool habit = among(slips) > 0 && among(slips) + among(may_slip) > 1;
  for (const Criterion& criterion : desk.rules.criteria) {
    if (criterion.section != Section::exclusion || criterion.rule.nodes.empty()) continue;
    const std::string text = lower(criterion.text);
    if (!slips(text) && !(habit && may_slip(text))) continue;
    desk.report(11, criterion, criterion.span, "an exclusion that says 'no …' keeps out those who do not have it",
                "leave out the 'no', or move the sentence to the inclusion criteria");
  }
}

}  // namespace elig::lint_room
