// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/render/json.hpp"
#include "tools/render/json_writer.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
using Json = nlohmann::ordered_json;
namespace {

void write(JsonWriter& json, Span span) {
  json.open('[');
  json.whole(span.begin);
  json.whole(span.end);
  json.close(']');
}

void write(JsonWriter& json, std::string_view key, Span span) {
  json.key(key);
  write(json, span);
}

void write(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  json.text(text);
}

void write(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.open('[');
  for (const std::string& text : texts) json.text(text);
  json.close(']');
}

void write_number(JsonWriter& json, std::string_view key, double value) {
  json.key(key);
  json.number(value);
}

void write_yes(JsonWriter& json, std::string_view key) {
  json.key(key);
  json.yes(true);
}

void write(JsonWriter& json, const Bound& bound) {
  json.open('{');
  write(json, "op", word(bound.op));
  write_number(json, "value", bound.value);
  write(json, "unit", bound.unit);
  if (bound.relative_to == RelativeTo::none) json.key("relative_to"), json.raw("null");
  else write(json, "relative_to", word(bound.relative_to));
  if (bound.canonical) {
    json.key("canonical");
    json.open('{');
    write_number(json, "value", bound.canonical->value);
    write(json, "unit", bound.canonical->unit);
    json.close('}');
  }
  if (bound.unit_implied) write_yes(json, "unit_implied");
  write(json, "span", bound.span);
  json.close('}');
}

/// "for more than 3 months": windows know "at least" and "at most" only, so the number stands among the bounds, under its own comparison.
bool duration_is_bound(const Atom& atom) {
  const Window& w = *atom.window;
  return w.strict && w.value && (w.op == WindowOp::for_at_least || w.op == WindowOp::for_at_most) && !w.at_least && !w.half_lives && atom.bounds.empty();
}

void write_duration(JsonWriter& json, const Window& window) {
  json.open('{');
  write(json, "op", window.op == WindowOp::for_at_least ? ">" : "<");
  write_number(json, "value", *window.value);
  write(json, "unit", word(window.unit));
  json.key("relative_to");
  json.raw("null");
  write(json, "of", "duration");
  write(json, "span", window.span);
  json.close('}');
}

void write(JsonWriter& json, const Window& window, bool value_among_bounds) {
  json.open('{');
  write(json, "op", word(window.op));
  if (window.value && !value_among_bounds) write_number(json, "value", *window.value);
  else json.key("value"), json.raw("null");
  if (window.value || window.unit != TimeUnit::day) write(json, "unit", word(window.unit));
  else json.key("unit"), json.raw("null");
  write(json, "anchor", window.anchor);
  if (window.at_least) write_number(json, "at_least", *window.at_least);
  if (window.inexact) write_yes(json, "inexact");
  if (window.strict) write_yes(json, "strict");
  if (window.future) write_yes(json, "future");
  if (window.half_lives) write_number(json, "half_lives", *window.half_lives);
  if (window.half_lives || !window.whichever_longer) write(json, "whichever", window.whichever_longer ? "longer" : "shorter");
  write(json, "span", window.span);
  json.close('}');
}

/// Kinds that go by the name of another outside.
std::string_view looked_up_as(AtomKind kind) {
  return kind == AtomKind::pregnancy ? "pregnancy" : kind == AtomKind::reproductive ? "reproductive" : kind == AtomKind::social ? "social" : "";
}

void write(JsonWriter& json, const OtherThan& other) {
  json.open('{');
  if (!other.concept_id.empty()) write(json, "concept", other.concept_id);
  if (!other.words.empty() || other.concept_id.empty()) write(json, "words", other.words);
  json.key("certain");
  json.yes(other.certain);
  if (other.over) {
    json.key("over");
    json.yes(true);
  }
  if (other.window) {
    json.key("window");
    write(json, *other.window, false);
  }
  write(json, "span", other.span);
  json.close('}');
}

/// Without the closing bracket: the node's number may follow.
void write_atom(JsonWriter& json, const Atom& atom, Span span, const Vocabulary& vocabulary) {
  json.open('{');
  write(json, "atom", word(atom.kind));
  if (const auto as = looked_up_as(atom.kind); !as.empty()) write(json, "looked_up_as", as);
  if (!atom.concept_id.empty()) write(json, "concept", atom.concept_id);
  write(json, "span", span);
  if (atom.subject != Subject{}) {
    json.key("subject");
    json.open('{');
    write(json, "text", atom.subject.text);
    write(json, "span", atom.subject.span);
    json.close('}');
  }
  if (!atom.concept_id.empty()) {
    if (const auto index = vocabulary.find(atom.concept_id); index && !vocabulary.at(*index).codes.empty()) {
      json.key("codes");
      json.open('[');
      for (const ConceptCode& code : vocabulary.at(*index).codes) json.text(code_text(code));
      json.close(']');
    }
  }
  if (!atom.words.empty()) write(json, "words", atom.words);
  if (!atom.qualifiers.empty()) write(json, "qualifiers", atom.qualifiers);
  if (!atom.other_than.empty()) {
    json.key("other_than");
    json.open('[');
    for (const OtherThan& other : atom.other_than) write(json, other);
    json.close(']');
  }
  if (!atom.purposes.empty()) {
    json.key("purposes");
    json.open('[');
    for (const Purpose& purpose : atom.purposes) {
      json.open('{');
      if (!purpose.concept_id.empty()) write(json, "concept", purpose.concept_id);
      if (!purpose.words.empty()) write(json, "words", purpose.words);
      json.key("certain"), json.yes(purpose.certain);
      write(json, "span", purpose.span);
      json.close('}');
    }
    json.close(']');
  }
  if (!atom.sex.empty()) write(json, "sex", atom.sex);
  if (atom.state != State::none) write(json, "state", word(atom.state));
  const bool duration = atom.window && duration_is_bound(atom);
  if (!atom.bounds.empty() || duration) {
    json.key("bounds");
    json.open('[');
    for (const Bound& bound : atom.bounds) write(json, bound);
    if (duration) write_duration(json, *atom.window);
    json.close(']');
  }
  if (atom.window) {
    json.key("window");
    write(json, *atom.window, duration);
  }
  if (atom.count) {
    json.key("count");
    json.open('{');
    write(json, "op", word(atom.count->op));
    write_number(json, "value", atom.count->value);
    write(json, "of", atom.count->of);
    write(json, "span", atom.count->span);
    json.close('}');
  }
  if (atom.temporality != Temporality::any) write(json, "temporality", word(atom.temporality));
  if (atom.assertion != Assertion::asserted) write(json, "assertion", word(atom.assertion));
  if (!atom.at.empty()) write(json, "at", atom.at);
  if (!atom.why.empty()) write(json, "why", atom.why);
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

void write_node(JsonWriter& json, const Rule& rule, NodeId id, const std::vector<unsigned>& times, const Vocabulary& vocabulary) {
  const Node& node = rule.at(id);
  if (const Atom* atom = std::get_if<Atom>(&node.kind)) {
    write_atom(json, *atom, node.span, vocabulary);
  } else {
    const Group& group = std::get<Group>(node.kind);
    json.open('{');
    write(json, "op", word(group.op));
    if (group.op == Op::if_) {
      json.key("when");
      write_node(json, rule, group.when, times, vocabulary);
      json.key("then");
      write_node(json, rule, group.then, times, vocabulary);
    } else {
      json.key("of");
      json.open('[');
      for (const NodeId child : group.of) write_node(json, rule, child, times, vocabulary);
      json.close(']');
      if (group.op == Op::at_least) json.key("n"), json.whole(group.n);
    }
    write(json, "span", node.span);
  }
  if (times[id] > 1) json.key("node"), json.whole(id);
  json.close('}');
}

void write(JsonWriter& json, const Rule& rule, const Vocabulary& vocabulary) {
  if (rule.nodes.empty()) json.raw("null");
  else write_node(json, rule, rule.root, mentions(rule), vocabulary);
}

void write(JsonWriter& json, std::string_view key, const std::vector<Diagnostic>& diagnostics) {
  json.key(key);
  json.open('[');
  for (const Diagnostic& d : diagnostics) {
    json.open('{');
    write(json, "severity", word(d.severity));
    write(json, "code", d.code);
    write(json, "span", d.span);
    write(json, "message", d.message);
    json.close('}');
  }
  json.close(']');
}

}  // namespace

Json number_json(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::trunc(value) && std::fabs(value) < 9007199254740992.0) return static_cast<std::int64_t>(value);
  return value;
}

std::string line_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string json_string(std::string_view text) { return line_of(Json(text)); }

std::string rule_json(const Rule& rule, const Vocabulary& vocabulary) {
  std::string line;
  JsonWriter json(line);
  write(json, rule, vocabulary);
  return line;
}

std::string rule_set_json(const RuleSet& study, const Vocabulary& vocabulary) {
  std::string line;
  JsonWriter json(line);
  json.open('{');
  write(json, "study", study.study);
  write(json, "source", study.source);
  write(json, "conditions", study.conditions);
  json.key("criteria");
  json.open('[');
  for (const Criterion& criterion : study.criteria) {
    json.open('{');
    write(json, "id", criterion.id);
    write(json, "section", word(criterion.section));
    write(json, "span", criterion.span);
    write(json, "text", criterion.text);
    json.key("coverage");
    json.real(criterion.coverage);
    if (!criterion.group.empty()) write(json, "group", criterion.group);
    json.key("rule");
    write(json, criterion.rule, vocabulary);
    write(json, "diagnostics", criterion.diagnostics);
    json.close('}');
  }
  json.close(']');
  const Ledger& ledger = study.ledger;
  json.key("ledger");
  json.open('{');
  for (const auto& [part, characters] : {std::pair("characters", ledger.characters), std::pair("computable", ledger.computable), std::pair("manual", ledger.manual),
                                         std::pair("structural", ledger.structural), std::pair("unparsed", ledger.unparsed)}) {
    json.key(part);
    json.whole(static_cast<std::int64_t>(characters));
  }
  json.close('}');
  write(json, "diagnostics", study.diagnostics);
  json.close('}');
  return line;
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
