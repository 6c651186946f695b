// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include "grammar/lint/checks.hpp"
#include "grammar/lint/values.hpp"

// The text against the registry's structured fields.
namespace elig::lint_room {
namespace {

std::string shown_age(const RegistryAge& age) { return number(age.value) + " " + age.unit; }

/// "Over 18" and "from 18" are the same to those who fill in the field; so are "under 18" and "to 17".
bool same_age(double said, double field) { return std::abs(said - field) < 0.02 || std::abs(said - 1 - field) < 1e-6 || std::abs(said + 1 - field) < 1e-6; }

void ages(Desk& desk) {
  if (!desk.one_population) return;
  for (const Claim& claim : desk.claims) {
    if (claim.atom->kind != AtomKind::age || !claim.sole || !claim.atom->at.empty() || claim.atom->window || claim.atom->count) continue;
    if (std::any_of(claim.atom->bounds.begin(), claim.atom->bounds.end(), [](const Bound& b) { return b.op == Comparator::equal || b.unit == "wk"; })) continue;
    const std::string text = lower(claim.criterion->text);
    if (text.find("age") == std::string::npos && text.find("old") == std::string::npos && text.find("adult") == std::string::npos) continue;
    const auto said = admitted(*claim.atom);
    if (!said || said->values.empty()) continue;
    const Values allowed = both(claim.demanded ? said->values : complement(said->values), {Interval{0, std::numeric_limits<double>::infinity(), false, false}});
    if (allowed.size() != 1) continue;
    const auto hold = [&](double limit, const std::optional<RegistryAge>& field, const char* which) {
      const auto years = field ? convert(field->value, field->unit, "a") : std::nullopt;
      if (years && same_age(limit, *years)) return;
      desk.report(14, *claim.criterion, claim.span, std::string("the text's ") + which + " age is " + number(limit) + " years, the registry's " + (field ? shown_age(*field) : "field has none"),
                  "make text and field agree; elig lets the field decide");
    };
    if (!desk.study.minimum_age && !desk.study.maximum_age) continue;  // a text alone, or a registry that asks for no ages
    if (allowed.front().low > 0) hold(allowed.front().low, desk.study.minimum_age, "lowest");
    if (std::isfinite(allowed.front().high)) hold(allowed.front().high, desk.study.maximum_age, "highest");
  }
}

void sexes(Desk& desk) {
  if (desk.study.sex.empty()) return;
  for (const Claim& claim : desk.claims)
    if (claim.atom->kind == AtomKind::sex && (claim.atom->sex == desk.study.sex) != claim.demanded)
      desk.report(15, *claim.criterion, claim.span, "the text asks for " + std::string((claim.atom->sex == "female") == claim.demanded ? "women" : "men") + ", the registry's field says " + desk.study.sex + " only",
                  "make text and field agree; elig lets the field decide");
}

void healthy(Desk& desk) {
  if (!desk.study.healthy_volunteers) return;
  for (const Claim& claim : desk.claims) {
    if (claim.atom->concept_id != "healthy") continue;
    const std::string words = desk.words(claim.span);
    if (words.find("olunteer") == std::string::npos) continue;
    if (claim.demanded == *desk.study.healthy_volunteers) continue;
    desk.report(16, *claim.criterion, claim.span, claim.demanded ? "the text asks for healthy volunteers, the registry's field says that none are accepted" : "the text keeps healthy volunteers out, the registry's field says that they are accepted",
                "make text and field agree");
  }
}

}  // namespace

void check_registry(Desk& desk) {
  ages(desk);
  sexes(desk);
  healthy(desk);
}

}  // namespace elig::lint_room
