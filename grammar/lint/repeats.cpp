// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "grammar/lint/checks.hpp"

// Criteria that say what another one says.
namespace elig::lint_room {
namespace {

/// The words alone: small letters and digits, signs that change the meaning kept.
std::string plain(std::string_view text) {
  std::string out;
  bool gap = false;
  for (const char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    const bool sign = c == '<' || c == '>' || c == '=' || c == '.' || c == '+' || c == '%' || c == '/';
    if (!word && !sign) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
  return out;
}

/// The rule without its places in the text, for comparing.
Rule placeless(const Rule& rule) {
  Rule out = rule;
  for (Node& node : out.nodes) {
    node.span = {};
    Atom* atom = std::get_if<Atom>(&node.kind);
    if (!atom) continue;
    atom->subject = {};
    for (Bound& b : atom->bounds) b.span = {};
    for (OtherThan& o : atom->other_than) o.span = {};
    for (Purpose& p : atom->purposes) p.span = {};
    if (atom->window) atom->window->span = {};
    if (atom->count) atom->count->span = {};
  }
  return out;
}

bool settled(const Criterion& criterion) {
  return criterion.coverage >= 0.999 && std::none_of(criterion.rule.nodes.begin(), criterion.rule.nodes.end(), [](const Node& node) {
    const Atom* atom = std::get_if<Atom>(&node.kind);
    return atom && (atom->kind == AtomKind::unparsed || atom->kind == AtomKind::manual || atom->assertion != Assertion::asserted);
  });
}

/// "Yes", "Stroke", "Either eye" under several headings say nothing by themselves.
bool says_something(const std::string& words) { return words.size() >= 12 && words.find(' ') != std::string::npos; }

/// Does a heading stand between the two: "Aim 2 patients must:"?
bool heading_between(const Desk& desk, const Criterion& a, const Criterion& b) {
  if (b.span.begin <= a.span.end) return false;
  const std::string between = desk.words({a.span.end, b.span.begin});
  for (std::size_t at = between.find(':'); at != std::string::npos; at = between.find(':', at + 1)) {
    const std::size_t next = between.find_first_not_of(" \t\r", at + 1);
    if (next == std::string::npos || between[next] == '\n') return true;
  }
  return false;
}

/// Some registries print their own fields below the text.
bool printed_field(const std::string& words) { return words.starts_with("must have minimum age") || words.starts_with("must have maximum age") || words.starts_with("must be male") || words.starts_with("must be female"); }

void duplicates(Desk& desk) {
  const auto& criteria = desk.rules.criteria;
  std::vector<std::string> words;
  std::vector<Rule> rules;
  for (const Criterion& c : criteria) {
    words.push_back(plain(c.text));
    rules.push_back(settled(c) ? placeless(c.rule) : Rule{});
  }
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    for (std::size_t i = desk.one_population ? 0 : j - std::min<std::size_t>(j, 1); i < j; ++i) {  // cohorts repeat what they share
      if (criteria[i].section != criteria[j].section || criteria[i].group != criteria[j].group) continue;
      const bool same_words = words[i] == words[j] && says_something(words[j]);
      const bool same_rule = !rules[j].nodes.empty() && rules[i] == rules[j] && for_everybody(criteria[i]) && for_everybody(criteria[j]);
      if ((!same_words && !same_rule) || printed_field(words[j]) || heading_between(desk, criteria[i], criteria[j])) continue;
      desk.report(12, criteria[j], criteria[j].span, same_words ? "the same words as " + criteria[i].id : "says what " + criteria[i].id + " says", "leave one of the two out", &criteria[i]);
      break;
    }
  }
}

/// "No stroke" among the inclusions, "stroke" among the exclusions.
void repeated_exclusions(Desk& desk) {
  const auto alike = [](const Claim& a, const Claim& b) {
    Rule x, y;
    x.add({{}, *a.atom});
    y.add({{}, *b.atom});
    return placeless(x) == placeless(y);
  };
  if (!desk.one_population) return;
  for (const Claim& out : desk.claims) {
    if (!out.sole || out.criterion->section != Section::exclusion || !out.atom->bounds.empty() || out.atom->kind == AtomKind::manual) continue;
    for (const Claim& in : desk.claims) {
      if (!in.sole || in.criterion->section != Section::inclusion || in.demanded != out.demanded || !alike(in, out)) continue;
      desk.report(13, *out.criterion, out.span, in.criterion->id + " leaves these people out already", "leave one of the two out", in.criterion);
      break;
    }
  }
}

}  // namespace

void check_repeats(Desk& desk) {
  duplicates(desk);
  repeated_exclusions(desk);
}

}  // namespace elig::lint_room
