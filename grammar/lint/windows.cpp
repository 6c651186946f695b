// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "grammar/lint/checks.hpp"

// Spans of time: those that end before they begin, and those that do not say from which day they count.
namespace elig::lint_room {
namespace {

/// Time that runs from now on, or that is the length of something.
bool ahead(const std::string& text) {
  static constexpr std::array<std::string_view, 8> words{"plan", "become", "intend", "expect", "willing", "anticipat", "will ", "next"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// A word that says from which day time counts, or at least that it counts back from now.
bool anchored(const std::string& text) {
  static constexpr std::array<std::string_view, 31> anchors{
      "prior to", "before",  "preceding", "previous", "last",     "past",   "ago",     "since",   "after",  "following", "until", "of the", "of study", "from the", "enrol",
      "screen",   "random",  "entry",     "baseline", "consent",  "inclusion", "registr", "dose", "day 1", "admission", "visit", "diagnos", "recruit", "onset",   "start", "prior "};
  return std::any_of(anchors.begin(), anchors.end(), [&](std::string_view anchor) { return text.find(anchor) != std::string::npos; });
}

/// "… within 28 days| of dosing", "… within an 84 day| period": the words right behind say it, or it is the length of something.
bool anchored_behind(const Desk& desk, const Criterion& criterion, Span window) {
  std::string behind = lower(desk.words({window.end, std::max(window.end, std::min(window.end + 60, criterion.span.end))}));
  const std::size_t open = behind.find_first_not_of(" \t\r\n");  // an aside may stand between
  if (open != std::string::npos && behind[open] == '(' && behind.find(')') != std::string::npos) behind.erase(0, behind.find(')') + 1);
  static constexpr std::array<std::string_view, 8> anchors{"of ", "from ", "to ", "after ", "before ", "prior ", "post", "period"};
  const std::size_t first = behind.find_first_not_of(" \t\r\n)");
  return first != std::string::npos && std::any_of(anchors.begin(), anchors.end(), [&](std::string_view anchor) { return behind.substr(first).starts_with(anchor); });
}

}  // namespace

void check_windows(Desk& desk) {
  for (const Criterion& criterion : desk.rules.criteria) {
    const std::string text = lower(criterion.text);
    const bool silent = !anchored(text) && !ahead(text);
    for_each_asserted(criterion.rule, [&](const Atom& atom, Span span) {
      if (!atom.window) return;
      const Window& window = *atom.window;
      const Span place = window.span.empty() ? span : window.span;
      if (window.at_least && window.value && *window.at_least > *window.value)
        desk.report(10, criterion, place, "between " + number(*window.at_least) + " and " + number(*window.value) + ": the span ends before it begins", "write the shorter time first");
      const bool counts_back = window.op == WindowOp::within || window.op == WindowOp::not_within;
      const bool days = window.unit != TimeUnit::minute && window.unit != TimeUnit::hour;
      if (silent && counts_back && days && !anchored(lower(desk.words(place))) && !anchored_behind(desk, criterion, place) && lower(desk.words(place)).starts_with("within") && window.value && window.anchor == "as_of" && !window.future)
        desk.report(9, criterion, place, "'" + desk.words(place) + "' does not say of what", "say from which day it counts: 'before enrolment', 'before the first dose'");
    });
  }
}

}  // namespace elig::lint_room
