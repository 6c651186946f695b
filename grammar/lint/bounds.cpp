// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "grammar/lint/checks.hpp"
#include "grammar/lint/values.hpp"

// Values that criteria let in and keep out, held against each other and against what is possible at all.
namespace elig::lint_room {
namespace {

struct Limit {
  const Claim* claim;
  Admitted said;
  Values allowed;  ///< for joining: what is demanded, or all but what is forbidden
};

/// Is it plainly the patient's present value that is spoken of?
bool plain(const Atom& atom) {
  return atom.at.empty() && !atom.count && atom.qualifiers.empty() && atom.other_than.empty() && atom.purposes.empty() && atom.temporality != Temporality::past &&
         (!atom.window || atom.window->op == WindowOp::within);
}

/// Not of a pregnancy ("36 to 42 weeks"), nor a number that strayed to the word "adults" ("type 1 or 2").
bool of_a_person(const Atom& atom, const std::string& words) {
  return words.find_first_of("aAyYoO") != std::string::npos &&
         std::none_of(atom.bounds.begin(), atom.bounds.end(), [](const Bound& b) { return b.op == Comparator::equal || b.unit == "wk"; });
}

/// "> 10 and < 5", not "140-90": a range may have been another way of writing.
bool written_apart(const Atom& atom) {
  return std::adjacent_find(atom.bounds.begin(), atom.bounds.end(), [](const Bound& a, const Bound& b) { return a.span.overlaps(b.span) || a.span.end + 1 >= b.span.begin; }) == atom.bounds.end();
}

std::string named(const Limit& limit, const Desk& desk) {
  const auto index = desk.vocabulary.find(limit.claim->atom->concept_id);
  return index ? desk.vocabulary.at(*index).name : limit.claim->atom->concept_id;
}

void alone(Desk& desk, const Limit& limit, const Possible& possible) {
  const Claim& claim = *limit.claim;
  const std::string name = named(limit, desk), values = shown(limit.said.values, limit.said.unit);
  const std::string range = possible.steps ? "from " + number(possible.values.front().low) + " to " + number(possible.values.back().high) : shown(possible.values, limit.said.unit);
  if (limit.said.values.empty() && !written_apart(*claim.atom)) return;
  if (limit.said.values.empty() || (claim.demanded && both(limit.said.values, possible.values).empty() && possible.steps)) {
    desk.report(1, *claim.criterion, claim.span, "no value of " + name + " satisfies these bounds together", "check which bound is the lower one, and the direction of each sign");
    return;
  }
  const bool none = both(limit.said.values, possible.values).empty();
  const bool all = within(possible.values, limit.said.values);
  if (none && !claim.demanded)
    desk.report(3, *claim.criterion, claim.span, "nobody has " + name + " " + values + "; it takes values " + range, "check the number and the direction of the sign, or leave the exclusion out");
  else if (all && claim.demanded)
    desk.report(4, *claim.criterion, claim.span, "everybody has " + name + " " + values, "check the number and the direction of the sign, or leave the bound out");
  else if (all)
    desk.report(4, *claim.criterion, claim.span, "everybody has " + name + " " + values + ", so everybody is excluded", "check the number and the direction of the sign");
}

void against(Desk& desk, const Limit& a, const Limit& b, const Possible& possible) {
  if (a.claim->criterion == b.claim->criterion) return;  // "≤ 1.5; those above 1.5 need …"
  const std::string name = named(a, desk);
  const auto said = [](const Limit& l) { return shown(l.said.values, l.said.unit); };
  if (both(both(a.allowed, b.allowed), possible.values).empty()) {
    const bool demands = a.claim->demanded && b.claim->demanded, forbids = !a.claim->demanded && !b.claim->demanded;
    const Limit& later = a.claim->span.begin < b.claim->span.begin ? b : a;
    const Limit& earlier = &later == &a ? b : a;
    const Criterion* other = earlier.claim->criterion;
    if (demands || forbids)
      desk.report(1, *later.claim->criterion, later.claim->span,
                  name + " " + said(later) + " and " + said(earlier) + (demands ? " are both required, and no value is both" : " are both excluded, and every value is one of them"),
                  "say which people each bound is for, or take one of them out", other);
    else
      desk.report(2, *later.claim->criterion, later.claim->span,
                  name + " " + said(a.claim->demanded ? a : b) + " is required and " + said(a.claim->demanded ? b : a) + " excluded: nobody can join",
                  "check the direction of the signs", other);
    return;
  }
  if (a.claim->demanded == b.claim->demanded) return;
  const Limit& in = a.claim->demanded ? a : b;
  const Limit& out = a.claim->demanded ? b : a;
  if (both(in.said.values, out.said.values).empty())
    desk.report(13, *out.claim->criterion, out.claim->span, name + " " + said(out) + " is left out already: " + said(in) + " is required", "leave the exclusion out, or say what it adds", in.claim->criterion);
}

}  // namespace

void check_bounds(Desk& desk) {
  std::map<std::string, std::vector<Limit>> scales;
  for (const Claim& claim : desk.claims) {
    if (!plain(*claim.atom) || (claim.atom->kind == AtomKind::age && !of_a_person(*claim.atom, desk.words(claim.span)))) continue;
    auto said = admitted(*claim.atom);
    if (!said) continue;
    Values allowed = claim.demanded ? said->values : complement(said->values);
    scales[said->scale].push_back({&claim, std::move(*said), std::move(allowed)});
  }
  for (const auto& [scale, limits] : scales) {
    const Possible values = possible(*limits.front().claim->atom, desk.vocabulary);
    for (std::size_t i = 0; i < limits.size(); ++i) {
      alone(desk, limits[i], values);
      if (limits[i].said.values.empty() || !desk.one_population) continue;
      for (std::size_t j = i + 1; j < limits.size(); ++j)
        if (!limits[j].said.values.empty()) against(desk, limits[i], limits[j], values);
    }
  }
}

}  // namespace elig::lint_room
