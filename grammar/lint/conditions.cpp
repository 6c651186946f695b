// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "grammar/lint/checks.hpp"

// What one must have against what one must not.
namespace elig::lint_room {
namespace {

bool entry_of_record(AtomKind kind) {
  return kind == AtomKind::condition || kind == AtomKind::exposure || kind == AtomKind::procedure || kind == AtomKind::therapy ||
         kind == AtomKind::pregnancy;
}

/// Nothing but the thing itself is said: no time, grade, count or exception.
bool bare(const Atom& atom) {
  return !atom.concept_id.empty() && atom.qualifiers.empty() && atom.other_than.empty() && atom.purposes.empty() && atom.bounds.empty() && !atom.window && !atom.count &&
         atom.at.empty() && (atom.state == State::none || atom.state == State::present);
}

/// Does "prior", "current" or nothing of the one allow the other's?
bool same_time(const Atom& a, const Atom& b) {
  return a.temporality == b.temporality || a.temporality == Temporality::any || b.temporality == Temporality::any;
}

// "Other heart disease", "any other malignancy": the words before the thing take it apart from the one demanded.
bool otherwise(const Claim& claim) {
  const std::string text = lower(claim.criterion->text);
  for (const std::string_view word : {"other", "second", "concomitant", "concurrent", "history", "previous", "prior", "except", "recent"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

/// "Diabetes mellitus, type 1": what follows the thing narrows it.
bool goes_on(const Claim& claim) {
  const Span rest{claim.span.end, claim.criterion->span.end};
  return rest.size() > 2;
}

void excluded(Desk& desk) {
  if (!desk.one_population) return;
  for (const Claim& in : desk.claims) {
    if (!in.demanded || !in.sole || in.criterion->section != Section::inclusion || !entry_of_record(in.atom->kind) || in.atom->concept_id.empty()) continue;
    for (const Claim& out : desk.claims) {
      if (out.demanded || !out.sole || out.atom->concept_id != in.atom->concept_id || out.criterion->section != Section::exclusion || out.atom->kind != in.atom->kind || !bare(*out.atom) ||
          !same_time(*in.atom, *out.atom) || otherwise(out) || goes_on(out))
        continue;
      const auto index = desk.vocabulary.find(in.atom->concept_id);
      desk.report(2, *out.criterion, out.span, (index ? desk.vocabulary.at(*index).name : in.atom->concept_id) + " is required and excluded: nobody can join",
                  "say what the exclusion leaves aside ('other than …')", in.criterion);
    }
  }
}

void of_the_other_sex(Desk& desk) {
  std::string sex = desk.study.sex;
  const Criterion* said = nullptr;
  for (const Claim& claim : desk.claims)
    if (sex.empty() && claim.sole && claim.demanded && claim.criterion->span.size() < 40 && claim.criterion->text.find_first_of(":,") == std::string::npos && claim.atom->kind == AtomKind::sex) {
      sex = claim.atom->sex;
      said = claim.criterion;
    }
  if (sex.empty()) return;
  for (const Claim& claim : desk.claims) {
    if (claim.demanded || claim.criterion->section != Section::exclusion) continue;
    const auto index = desk.vocabulary.find(claim.atom->concept_id);
    const std::string_view only = index ? desk.vocabulary.at(*index).attribute("sex") : std::string_view{};
    if (only.empty() || only == sex) continue;
    desk.report(3, *claim.criterion, claim.span, "only " + std::string(only == "female" ? "women" : "men") + " have " + desk.vocabulary.at(*index).name + ", and the study is for " + (sex == "female" ? "women" : "men"),
                "leave the exclusion out, or correct the sex the study is for", said);
  }
}

}  // namespace

void check_conditions(Desk& desk) {
  excluded(desk);
  of_the_other_sex(desk);
}

}  // namespace elig::lint_room
