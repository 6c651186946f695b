// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/render/json.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
using Json = nlohmann::ordered_json;
namespace {

Json span_json(Span span) { return Json::array({span.begin, span.end}); }

Json bound_json(const Bound& bound) {
  Json json = {{"op", word(bound.op)}, {"value", number_json(bound.value)}, {"unit", bound.unit}};
  json["relative_to"] = bound.relative_to == RelativeTo::none ? Json(nullptr) : Json(word(bound.relative_to));
  if (bound.canonical) json["canonical"] = {{"value", number_json(bound.canonical->value)}, {"unit", bound.canonical->unit}};
  if (bound.unit_implied) json["unit_implied"] = true;
  json["span"] = span_json(bound.span);
  return json;
}

/// "for more than 3 months": windows know "at least" and "at most" only, so the number stands among the bounds, under its own comparison.
bool duration_is_bound(const Atom& atom) {
  const Window& w = *atom.window;
  return w.strict && w.value && (w.op == WindowOp::for_at_least || w.op == WindowOp::for_at_most) && !w.at_least && !w.half_lives && atom.bounds.empty();
}

Json duration_json(const Window& window) {
  return {{"op", window.op == WindowOp::for_at_least ? ">" : "<"},
          {"value", number_json(*window.value)},
          {"unit", word(window.unit)},
          {"relative_to", nullptr},
          {"of", "duration"},
          {"span", span_json(window.span)}};
}

Json window_json(const Window& window, bool value_among_bounds) {
  Json json = {{"op", word(window.op)}};
  json["value"] = window.value && !value_among_bounds ? number_json(*window.value) : Json(nullptr);
  json["unit"] = window.value || window.unit != TimeUnit::day ? Json(word(window.unit)) : Json(nullptr);
  json["anchor"] = window.anchor;
  if (window.at_least) json["at_least"] = number_json(*window.at_least);
  if (window.strict) json["strict"] = true;
  if (window.future) json["future"] = true;
  if (window.half_lives) json["half_lives"] = number_json(*window.half_lives);
  if (window.half_lives || !window.whichever_longer) json["whichever"] = window.whichever_longer ? "longer" : "shorter";
  json["span"] = span_json(window.span);
  return json;
}

/// Kinds that go by the name of another outside.
std::string_view looked_up_as(AtomKind kind) {
  return kind == AtomKind::pregnancy ? "pregnancy" : kind == AtomKind::reproductive ? "reproductive" : kind == AtomKind::social ? "social" : "";
}

Json atom_json(const Atom& atom, Span span, const Vocabulary& vocabulary) {
  Json json = {{"atom", word(atom.kind)}};
  if (const auto as = looked_up_as(atom.kind); !as.empty()) json["looked_up_as"] = as;
  if (!atom.concept_id.empty()) json["concept"] = atom.concept_id;
  json["span"] = span_json(span);
  if (atom.subject != Subject{})
    json["subject"] = {{"text", atom.subject.text}, {"span", span_json(atom.subject.span)}};
  if (!atom.concept_id.empty()) {
    if (const auto index = vocabulary.find(atom.concept_id)) {
      Json codes = Json::array();
      for (const ConceptCode& code : vocabulary.at(*index).codes) codes.push_back(code_text(code));
      if (!codes.empty()) json["codes"] = std::move(codes);
    }
  }
  if (!atom.words.empty()) json["words"] = atom.words;
  if (!atom.qualifiers.empty()) json["qualifiers"] = atom.qualifiers;
  if (!atom.other_than.empty()) {
    Json list = Json::array();
    for (const OtherThan& other : atom.other_than) {
      Json one = Json::object();
      if (!other.concept_id.empty()) one["concept"] = other.concept_id;
      if (!other.words.empty() || other.concept_id.empty()) one["words"] = other.words;
      one["certain"] = other.certain;
      one["span"] = span_json(other.span);
      list.push_back(std::move(one));
    }
    json["other_than"] = std::move(list);
  }
  if (!atom.sex.empty()) json["sex"] = atom.sex;
  if (atom.state != State::none) json["state"] = word(atom.state);
  if (!atom.bounds.empty()) {
    Json bounds = Json::array();
    for (const Bound& bound : atom.bounds) bounds.push_back(bound_json(bound));
    json["bounds"] = std::move(bounds);
  }
  if (atom.window) {
    const bool bound = duration_is_bound(atom);
    if (bound) json["bounds"] = Json::array({duration_json(*atom.window)});
    json["window"] = window_json(*atom.window, bound);
  }
  if (atom.count) {
    json["count"] = {{"op", word(atom.count->op)},
                     {"value", number_json(atom.count->value)},
                     {"of", atom.count->of},
                     {"span", span_json(atom.count->span)}};
  }
  if (atom.temporality != Temporality::any) json["temporality"] = word(atom.temporality);
  if (atom.assertion != Assertion::asserted) json["assertion"] = word(atom.assertion);
  if (!atom.at.empty()) json["at"] = atom.at;
  if (!atom.why.empty()) json["why"] = atom.why;
  return json;
}

/// How often each node is named: one that stands in several places is printed in each, with its number.
std::vector<unsigned> mentions(const Rule& rule) {
  std::vector<unsigned> times(rule.nodes.size(), 0);
  for (const Node& node : rule.nodes) {
    const Group* group = std::get_if<Group>(&node.kind);
    if (group == nullptr) continue;
    for (const NodeId child : group->of) ++times.at(child);
    if (group->op == Op::if_) ++times.at(group->when), ++times.at(group->then);
  }
  return times;
}

Json node_json(const Rule& rule, NodeId id, const std::vector<unsigned>& times, const Vocabulary& vocabulary) {
  const Node& node = rule.at(id);
  if (const Atom* atom = std::get_if<Atom>(&node.kind)) {
    Json json = atom_json(*atom, node.span, vocabulary);
    if (times[id] > 1) json["node"] = id;
    return json;
  }
  const Group& group = std::get<Group>(node.kind);
  Json json = {{"op", word(group.op)}};
  if (group.op == Op::if_) {
    json["when"] = node_json(rule, group.when, times, vocabulary);
    json["then"] = node_json(rule, group.then, times, vocabulary);
  } else {
    Json of = Json::array();
    for (const NodeId child : group.of) of.push_back(node_json(rule, child, times, vocabulary));
    json["of"] = std::move(of);
    if (group.op == Op::at_least) json["n"] = group.n;
  }
  json["span"] = span_json(node.span);
  if (times[id] > 1) json["node"] = id;
  return json;
}

Json diagnostics_json(const std::vector<Diagnostic>& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& d : diagnostics)
    list.push_back({{"severity", word(d.severity)}, {"code", d.code}, {"span", span_json(d.span)}, {"message", d.message}});
  return list;
}

}  // namespace

Json number_json(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::trunc(value) && std::fabs(value) < 9007199254740992.0) return static_cast<std::int64_t>(value);
  return value;
}

std::string line_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string json_string(std::string_view text) { return line_of(Json(text)); }

Json rule_json(const Rule& rule, const Vocabulary& vocabulary) {
  return rule.nodes.empty() ? Json(nullptr) : node_json(rule, rule.root, mentions(rule), vocabulary);
}

Json rule_set_json(const RuleSet& study, const Vocabulary& vocabulary) {
  Json criteria = Json::array();
  for (const Criterion& criterion : study.criteria) {
    Json json = {{"id", criterion.id},
                 {"section", word(criterion.section)},
                 {"span", span_json(criterion.span)},
                 {"text", criterion.text},
                 {"coverage", criterion.coverage}};
    if (!criterion.group.empty()) json["group"] = criterion.group;
    json["rule"] = rule_json(criterion.rule, vocabulary);
    json["diagnostics"] = diagnostics_json(criterion.diagnostics);
    criteria.push_back(std::move(json));
  }
  const Ledger& ledger = study.ledger;
  return {{"study", study.study},
          {"source", study.source},
          {"conditions", study.conditions},
          {"criteria", std::move(criteria)},
          {"ledger",
           {{"characters", ledger.characters},
            {"computable", ledger.computable},
            {"manual", ledger.manual},
            {"structural", ledger.structural},
            {"unparsed", ledger.unparsed}}},
          {"diagnostics", diagnostics_json(study.diagnostics)}};
}

Json concept_json(const Concept& concept_, const Vocabulary& vocabulary) {
  Json codes = Json::array(), broader = Json::array(), narrower = Json::array(), attributes = Json::object();
  for (const ConceptCode& code : concept_.codes) codes.push_back(code_text(code));
  for (const ConceptIndex i : concept_.parents) broader.push_back(vocabulary.at(i).id);
  for (const ConceptIndex i : concept_.children) narrower.push_back(vocabulary.at(i).id);
  for (const auto& [key, value] : concept_.attributes) attributes[key] = value;
  return {{"concept", concept_.id}, {"kind", word(concept_.kind)}, {"name", concept_.name}, {"synonyms", concept_.synonyms},
          {"codes", codes},         {"broader", broader},          {"narrower", narrower},  {"attributes", attributes}};
}

}  // namespace elig::tools
