// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/rule_read.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "tools/render/style.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
using Json = nlohmann::ordered_json;
namespace {

/// A value and where it stands. Whatever is not as it should be is said of that place.
class Place {
 public:
  Place(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  [[noreturn]] void wrong(const std::string& reason) const { throw RuleError(path_.empty() ? reason : path_ + ": " + reason); }

  [[nodiscard]] bool has(const char* key) const { return object().contains(key); }
  [[nodiscard]] bool is_null() const { return json_.is_null(); }
  [[nodiscard]] Place at(const char* key) const {
    if (!has(key)) wrong(fmt::format("no \"{}\"", key));
    return {json_.at(key), under(key)};
  }

  template <typename Each>
  void each(const Each& see) const {
    if (!json_.is_array()) wrong("should be a list");
    for (std::size_t i = 0; i < json_.size(); ++i) see(Place(json_[i], under(std::to_string(i))));
  }

  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) wrong("should be a text");
    return json_.get<std::string>();
  }
  [[nodiscard]] bool yes() const {
    if (!json_.is_boolean()) wrong("should be true or false");
    return json_.get<bool>();
  }
  [[nodiscard]] double number() const {
    if (!json_.is_number()) wrong("should be a number");
    return json_.get<double>();
  }
  template <typename Whole>
  [[nodiscard]] Whole whole() const {
    if (!json_.is_number_unsigned() || json_.get<std::uint64_t>() > std::numeric_limits<Whole>::max()) wrong("should be a whole number from 0");
    return json_.get<Whole>();
  }
  [[nodiscard]] Span span() const {
    if (!json_.is_array() || json_.size() != 2) wrong("should be [begin, end]");
    return {Place(json_[0], under("0")).whole<std::uint32_t>(), Place(json_[1], under("1")).whole<std::uint32_t>()};
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> list;
    each([&](const Place& one) { list.push_back(one.text()); });
    return list;
  }

  /// One of an enumeration, by the word it has outside.
  template <typename Value>
  [[nodiscard]] Value one_of(Value last, const char* what) const {
    const std::string given = text();
    for (int i = 0; i <= static_cast<int>(last); ++i)
      if (word(static_cast<Value>(i)) == given) return static_cast<Value>(i);
    wrong(fmt::format("'{}' is no {}", one_line(given.substr(0, 40)), what));
  }

 private:
  [[nodiscard]] const Json& object() const {
    if (!json_.is_object()) wrong("should be an object");
    return json_;
  }
  [[nodiscard]] std::string under(const std::string& key) const { return path_.empty() ? key : path_ + "/" + key; }

  const Json& json_;
  std::string path_;
};

Bound bound_of(const Place& json) {
  Bound bound;
  bound.op = json.at("op").one_of(Comparator::greater, "comparison");
  bound.value = json.at("value").number();
  bound.unit = json.at("unit").text();
  if (!json.at("relative_to").is_null()) bound.relative_to = json.at("relative_to").one_of(RelativeTo::baseline, "limit or baseline");
  if (json.has("canonical")) bound.canonical = Quantity{json.at("canonical").at("value").number(), json.at("canonical").at("unit").text()};
  bound.unit_implied = json.has("unit_implied") && json.at("unit_implied").yes();
  bound.span = json.at("span").span();
  return bound;
}

Window window_of(const Place& json) {
  Window window;
  window.op = json.at("op").one_of(WindowOp::after, "window");
  if (!json.at("value").is_null()) window.value = json.at("value").number();
  if (!json.at("unit").is_null()) window.unit = json.at("unit").one_of(TimeUnit::half_life, "unit of time");
  window.anchor = json.at("anchor").text();
  if (json.has("at_least")) window.at_least = json.at("at_least").number();
  window.inexact = json.has("inexact") && json.at("inexact").yes();
  window.strict = json.has("strict") && json.at("strict").yes();
  window.future = json.has("future") && json.at("future").yes();
  if (json.has("half_lives")) window.half_lives = json.at("half_lives").number();
  if (json.has("whichever")) {
    const std::string which = json.at("whichever").text();
    if (which != "longer" && which != "shorter") json.at("whichever").wrong("should be longer or shorter");
    window.whichever_longer = which == "longer";
  }
  window.span = json.at("span").span();
  return window;
}

OtherThan other_of(const Place& json) {
  OtherThan other;
  if (json.has("concept")) other.concept_id = json.at("concept").text();
  if (json.has("words")) other.words = json.at("words").texts();
  other.certain = json.at("certain").yes();
  other.over = json.has("over") && json.at("over").yes();
  if (json.has("window")) other.window = window_of(json.at("window"));
  other.span = json.at("span").span();
  return other;
}

Atom atom_of(const Place& json) {
  Atom atom;
  atom.kind = json.at("atom").one_of(AtomKind::unparsed, "kind of atom");
  if (json.has("looked_up_as")) {
    const std::string as = json.at("looked_up_as").text();
    if (as == "pregnancy") atom.kind = AtomKind::pregnancy;
    else if (as == "reproductive") atom.kind = AtomKind::reproductive;
    else if (as == "social") atom.kind = AtomKind::social;
    else json.at("looked_up_as").wrong("should be pregnancy, reproductive or social");
  }
  if (json.has("concept")) atom.concept_id = json.at("concept").text();
  if (json.has("subject")) atom.subject = {json.at("subject").at("text").text(), json.at("subject").at("span").span()};
  if (json.has("words")) atom.words = json.at("words").texts();
  if (json.has("qualifiers")) atom.qualifiers = json.at("qualifiers").texts();
  if (json.has("other_than")) json.at("other_than").each([&](const Place& one) { atom.other_than.push_back(other_of(one)); });
  if (json.has("purposes"))
    json.at("purposes").each([&](const Place& one) {
      Purpose purpose;
      if (one.has("concept")) purpose.concept_id = one.at("concept").text();
      if (one.has("words")) purpose.words = one.at("words").texts();
      purpose.certain = one.at("certain").yes();
      purpose.span = one.at("span").span();
      atom.purposes.push_back(std::move(purpose));
    });
  if (json.has("sex")) atom.sex = json.at("sex").text();
  if (json.has("state")) atom.state = json.at("state").one_of(State::absent, "state");
  std::optional<double> duration;
  if (json.has("bounds"))
    json.at("bounds").each([&](const Place& one) {
      if (!one.has("of")) return atom.bounds.push_back(bound_of(one));
      if (one.at("of").text() != "duration") one.at("of").wrong("should be duration");
      duration = one.at("value").number();
    });
  if (json.has("window")) {
    atom.window = window_of(json.at("window"));
    if (duration) atom.window->value = duration;
  } else if (duration) {
    json.at("bounds").wrong("a duration needs the window it is of");
  }
  if (json.has("count")) {
    const Place count = json.at("count");
    atom.count = Count{count.at("op").one_of(Comparator::greater, "comparison"), count.at("value").number(), count.at("of").text(), count.at("span").span()};
  }
  if (json.has("temporality")) atom.temporality = json.at("temporality").one_of(Temporality::future, "temporality");
  if (json.has("assertion")) atom.assertion = json.at("assertion").one_of(Assertion::mention, "assertion");
  if (json.has("at")) atom.at = json.at("at").text();
  if (json.has("why")) atom.why = json.at("why").text();
  return atom;
}

using Numbered = std::map<std::uint32_t, NodeId>;  // nodes that stand in several places, by the number they are printed with

NodeId add_node(const Place& json, Rule& rule, Numbered& numbered, unsigned depth) {
  constexpr unsigned deepest = 512;  // a criterion nests a few levels; this guards the stack
  if (depth > deepest) json.wrong("nested too deep");
  std::optional<std::uint32_t> number;
  if (json.has("node")) {
    number = json.at("node").whole<std::uint32_t>();
    if (const auto known = numbered.find(*number); known != numbered.end()) return known->second;
  }
  Node node;
  node.span = json.at("span").span();
  const auto add = [&] {
    const NodeId id = rule.add(std::move(node));
    if (number) numbered.emplace(*number, id);
    return id;
  };
  if (json.has("atom")) {
    node.kind.emplace<Atom>(atom_of(json));
    return add();
  }
  Group group;
  group.op = json.at("op").one_of(Op::if_, "operation");
  if (group.op == Op::if_) {
    group.when = add_node(json.at("when"), rule, numbered, depth + 1);
    group.then = add_node(json.at("then"), rule, numbered, depth + 1);
  } else {
    json.at("of").each([&](const Place& child) { group.of.push_back(add_node(child, rule, numbered, depth + 1)); });
    if (group.op == Op::not_ && group.of.size() != 1) json.wrong("\"not\" takes one child");
    if (group.op == Op::at_least) group.n = json.at("n").whole<unsigned>();
  }
  node.kind.emplace<Group>(std::move(group));
  return add();
}

std::vector<Diagnostic> diagnostics_of(const Place& json) {
  std::vector<Diagnostic> list;
  json.each([&](const Place& one) {
    list.push_back({one.at("severity").one_of(Severity::error, "severity"), one.at("code").text(), one.at("span").span(), one.at("message").text()});
  });
  return list;
}

Rule rule_at(const Place& json) {
  Rule rule;
  Numbered numbered;
  if (!json.is_null()) rule.root = add_node(json, rule, numbered, 0);
  return rule;
}

RuleSet rule_set_at(const Place& json) {
  RuleSet study;
  study.study = json.at("study").text();
  study.source = json.at("source").text();
  study.conditions = json.at("conditions").texts();
  json.at("criteria").each([&](const Place& one) {
    Criterion criterion;
    criterion.id = one.at("id").text();
    criterion.section = one.at("section").one_of(Section::exclusion, "section");
    criterion.span = one.at("span").span();
    criterion.text = one.at("text").text();
    criterion.coverage = one.at("coverage").number();
    if (one.has("group")) criterion.group = one.at("group").text();
    criterion.rule = rule_at(one.at("rule"));
    criterion.diagnostics = diagnostics_of(one.at("diagnostics"));
    study.criteria.push_back(std::move(criterion));
  });
  const Place ledger = json.at("ledger");
  const auto bytes = [&](const char* key) { return ledger.at(key).whole<std::uint64_t>(); };
  study.ledger = {bytes("characters"), bytes("computable"), bytes("manual"), bytes("structural"), bytes("unparsed")};
  study.diagnostics = diagnostics_of(json.at("diagnostics"));
  return study;
}

}  // namespace

Rule rule_of(const Json& json) { return rule_at({json, ""}); }

RuleSet rule_set_of(const Json& json) { return rule_set_at({json, ""}); }

std::vector<RuleSet> read_rules(std::string_view content, const std::string& name) {
  std::vector<RuleSet> studies;
  std::size_t number = 0;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    const std::string_view line = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = fmt::format("{}, line {}", name, number);
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) throw RuleError(where + ": no JSON object; rules are as `elig parse --format json` prints them, one study a line");
    try {
      studies.push_back(rule_set_of(json));
    } catch (const RuleError& error) {
      throw RuleError(where + ", " + error.what());
    }
  }
  if (studies.empty()) throw RuleError(name + ": holds no rules");
  return studies;
}

}  // namespace elig::tools
