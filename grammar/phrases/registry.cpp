// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/registry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace elig {
namespace {

std::string number(double v) {
  std::array<char, 32> buffer{};
  const auto r = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v);
  return {buffer.data(), r.ptr};
}

double years(double value, const std::string& unit) {
  if (unit == "mo") return value / 12;
  if (unit == "wk") return value * 7 / 365.25;
  if (unit == "d") return value / 365.25;
  if (unit == "h") return value / 24 / 365.25;
  return value;
}

Criterion make(std::string id, std::string text, Atom a) {
  Criterion c;
  c.id = std::move(id);
  c.section = Section::inclusion;
  c.text = std::move(text);
  c.coverage = 1;
  Node n;
  n.kind.emplace<Atom>(std::move(a));
  c.rule.add(std::move(n));
  return c;
}

}  // namespace

void add_registry_criteria(const Study& study, RuleSet& rules) {
  std::vector<Criterion> registry;
  const auto id = [&] { return "R" + std::to_string(registry.size() + 1); };
  if (study.minimum_age || study.maximum_age) {
    Atom a;
    a.kind = AtomKind::age;
    a.concept_id = "age";
    std::string text = "Ages eligible:";
    const auto bound = [&](Comparator op, const std::optional<RegistryAge>& age, const char* preposition) {
      if (!age) return;
      Bound b;
      b.op = op;
      b.value = age->value;
      b.unit = age->unit;
      b.canonical = Quantity{b.value, b.unit};
      a.bounds.push_back(b);
      text += preposition + number(b.value) + " " + b.unit;
    };
    bound(Comparator::greater_equal, study.minimum_age, " from ");
    bound(Comparator::less_equal, study.maximum_age, " to ");
    // what the text says of age in a criterion of its own
    for (Criterion& c : rules.criteria) {
      if (c.section != Section::inclusion || !c.group.empty()) continue;
      for (Node& node : c.rule.nodes) {
        auto* atom = std::get_if<Atom>(&node.kind);
        if (!atom || atom->kind != AtomKind::age || atom->assertion != Assertion::asserted || !atom->at.empty()) continue;
        bool differs = false;
        for (const Bound& b : atom->bounds) {
          const bool lower = b.op == Comparator::greater || b.op == Comparator::greater_equal;
          const auto& field = lower ? study.minimum_age : study.maximum_age;
          if (!field) continue;
          const double said = years(b.value, b.unit.empty() ? "a" : b.unit), fixed = years(field->value, field->unit);
          // "< 18" and a maximum of 17 are the same; so are "> 17" and a minimum of 18
          const bool strict = b.op == Comparator::greater || b.op == Comparator::less;
          const double same = strict ? (lower ? said + 1 : said - 1) : said;
          if (std::abs(said - fixed) > 1e-6 && std::abs(same - fixed) > 1e-6) differs = true;
        }
        if (differs) {
          const bool alone = c.rule.nodes.size() == 1;
          c.diagnostics.push_back({Severity::warning, "age-conflict", node.span, "the registry's age field says otherwise (" + text + "); the registry's field counts"});
          // the whole criterion is about age: the registry's field decides it
          if (alone) {
            const Span span = node.span;
            Atom field = a;
            field.subject = atom->subject;
            node.kind.emplace<Atom>(std::move(field));
            for (Bound& b : std::get<Atom>(node.kind).bounds) b.span = span;
          }
        }
      }
    }
    registry.push_back(make(id(), std::move(text), std::move(a)));
  }
  if (!study.sex.empty()) {
    Atom a;
    a.kind = AtomKind::sex;
    a.sex = study.sex;
    a.concept_id = "sex." + study.sex;
    for (Criterion& c : rules.criteria)
      if (c.section == Section::inclusion)
        if (const Atom* only = c.rule.atom(c.rule.root); only && only->kind == AtomKind::sex && only->sex != study.sex)
          c.diagnostics.push_back({Severity::warning, "sex-conflict", c.span, "the registry's field says " + study.sex + " only; the registry's field counts"});
    registry.push_back(make(id(), "Sexes eligible: " + study.sex, std::move(a)));
  }
  rules.criteria.insert(rules.criteria.begin(), std::make_move_iterator(registry.begin()), std::make_move_iterator(registry.end()));
}

}  // namespace elig
