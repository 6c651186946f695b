// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>

#include "grammar/lint/checks.hpp"

namespace elig {
namespace {

constexpr std::array<LintCheck, 17> checks{{
    {"ELIG-L001", "contradictory-bounds", Severity::error, "bounds of one analyte that no value satisfies together"},
    {"ELIG-L002", "inclusion-excluded", Severity::error, "what an inclusion demands, an exclusion forbids"},
    {"ELIG-L003", "exclusion-of-nobody", Severity::warning, "an exclusion that no one can meet"},
    {"ELIG-L004", "bound-of-everybody", Severity::warning, "a bound that every possible value satisfies"},
    {"ELIG-L005", "implausible-threshold", Severity::warning, "a threshold outside the values a living patient can have, in its unit or on its scale"},
    {"ELIG-L006", "missing-unit", Severity::warning, "a number without a unit that could be of several, or of none"},
    {"ELIG-L007", "implied-unit", Severity::note, "a number without a unit; only one is plausible"},
    {"ELIG-L008", "foreign-unit", Severity::warning, "a unit that does not convert to the analyte's own"},
    {"ELIG-L009", "unanchored-window", Severity::note, "a span of time that does not say from which day it counts"},
    {"ELIG-L010", "empty-window", Severity::error, "a span of time that ends before it begins"},
    {"ELIG-L011", "double-negation", Severity::warning, "an exclusion that says 'no': it keeps out those who do not have the thing"},
    {"ELIG-L012", "duplicate-criterion", Severity::warning, "a criterion that says what another one of its section says"},
    {"ELIG-L013", "exclusion-repeats-inclusion", Severity::note, "an exclusion of those whom an inclusion leaves out already"},
    {"ELIG-L014", "registry-age", Severity::warning, "ages in the text that are not those of the registry's fields"},
    {"ELIG-L015", "registry-sex", Severity::warning, "a sex in the text that is not that of the registry's field"},
    {"ELIG-L016", "registry-healthy-volunteers", Severity::warning, "healthy volunteers in the text against the registry's field"},
    {"ELIG-L017", "misspelt-word", Severity::note, "a word that is one letter away from one that is known"},
}};

// To the last word: where a part was not understood, it may be the part that says for whom the rest holds.
bool understood(const Criterion& criterion) {
  return criterion.coverage >= 0.999 && !criterion.rule.nodes.empty() &&
         std::none_of(criterion.rule.nodes.begin(), criterion.rule.nodes.end(), [](const Node& node) {
           const Atom* atom = std::get_if<Atom>(&node.kind);
           return atom && (atom->kind == AtomKind::unparsed || atom->kind == AtomKind::manual || atom->assertion != Assertion::asserted);
         });
}

// `truth`: what the node must be for the criterion not to block. What all of several must be, each must be; what one of several
// must be, none must be by itself; a negation turns it round.
void collect(const Criterion& criterion, NodeId id, bool truth, std::vector<lint_room::Claim>& claims) {
  const Rule& rule = criterion.rule;
  if (const Atom* atom = rule.atom(id)) {
    const auto atoms = std::count_if(rule.nodes.begin(), rule.nodes.end(), [](const Node& node) { return std::holds_alternative<Atom>(node.kind); });
    claims.push_back({&criterion, atom, rule.at(id).span, truth, atoms == 1});
    return;
  }
  const Group& group = *rule.group(id);
  if (group.op == Op::not_ && group.of.size() == 1) return collect(criterion, group.of.front(), !truth, claims);
  if (group.op != Op::all && group.op != Op::any) return;
  if (group.of.size() > 1 && (group.op == Op::all) != truth) return;
  for (const NodeId child : group.of) collect(criterion, child, truth, claims);
}

}  // namespace

namespace lint_room {

void for_each_asserted(const Rule& rule, const std::function<void(const Atom&, Span)>& see) {
  for (const Node& node : rule.nodes)
    if (const Atom* atom = std::get_if<Atom>(&node.kind); atom && atom->assertion == Assertion::asserted) see(*atom, node.span);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    else if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return out;
}

bool for_everybody(const Criterion& criterion) {
  if (!criterion.group.empty()) return false;
  static constexpr std::array<std::string_view, 15> parts{"arm",  "arms",    "cohort", "cohorts", "group",   "groups",   "part",  "phase",
                                                          "step", "stratum", "strata", "subset",  "control", "controls", "substudy"};
  std::string word;
  for (const char c : lower(criterion.text) + " ") {
    if (c >= 'a' && c <= 'z') word += c;
    else {
      if (std::find(parts.begin(), parts.end(), word) != parts.end()) return false;
      word.clear();
    }
  }
  return true;
}

std::string number(double value) {
  if (value == 0) return "0";
  std::array<char, 64> digits{};
  const double size = std::fabs(value);
  const auto end = size >= 1e-6 && size < 1e16 ? std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed)
                                               : std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end.ptr};
}

Desk::Desk(const Study& s, const Vocabulary& v, const RuleSet& r) : study(s), vocabulary(v), rules(r) {
  for (const Criterion& criterion : rules.criteria) {
    const bool everybody = for_everybody(criterion);
    one_population = one_population && everybody;
    if (everybody && understood(criterion)) collect(criterion, criterion.rule.root, criterion.section == Section::inclusion, claims);
  }
}

void Desk::report(unsigned check, const Criterion& criterion, Span span, std::string message, std::string hint, const Criterion* other) {
  const LintCheck& kind = checks.at(check - 1);
  if (span.empty()) span = criterion.span;
  findings.push_back({std::string(kind.code), std::string(kind.name), kind.severity, criterion.id, other ? other->id : std::string(), span,
                      words(span), std::move(message), std::move(hint)});
}

}  // namespace lint_room

std::span<const LintCheck> lint_checks() noexcept { return checks; }

std::vector<LintFinding> lint(const Study& study, const Vocabulary& vocabulary, const ParseOptions& options) {
  Study text = study;  // where a field contradicts the text, `parse` would put the field in the text's place
  text.minimum_age.reset();
  text.maximum_age.reset();
  text.sex.clear();
  const RuleSet rules = parse(text, vocabulary, options);
  lint_room::Desk desk(study, vocabulary, rules);
  for (const auto check : {lint_room::check_bounds, lint_room::check_conditions, lint_room::check_numbers, lint_room::check_windows,
                           lint_room::check_negation, lint_room::check_repeats, lint_room::check_registry, lint_room::check_spelling})
    check(desk);
  const auto place = [](const LintFinding& f) { return std::tie(f.span.begin, f.span.end, f.code, f.other, f.message); };
  std::sort(desk.findings.begin(), desk.findings.end(), [&](const LintFinding& a, const LintFinding& b) { return place(a) < place(b); });
  // the same word may stand in two nodes of one rule
  const auto last = std::unique(desk.findings.begin(), desk.findings.end(),
                                [&](const LintFinding& a, const LintFinding& b) { return place(a) == place(b); });
  desk.findings.erase(last, desk.findings.end());
  return std::move(desk.findings);
}

}  // namespace elig
