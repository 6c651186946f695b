// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tools/render/text.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

std::string spaced(std::string_view text) {  // not_within → not within
  std::string words(text);
  for (char& c : words)
    if (c == '_') c = ' ';
  return words;
}

std::string bound_text(const Bound& bound) {
  std::string text = fmt::format("{} {}", word(bound.op), number_text(bound.value));
  if (bound.relative_to != RelativeTo::none)
    text += fmt::format(" × {}", word(bound.relative_to));
  else if (!bound.unit.empty() && bound.unit != "1")
    text += " " + bound.unit;
  if (bound.canonical && (bound.canonical->unit != bound.unit || bound.canonical->value != bound.value) && bound.canonical->unit != "1")
    text += fmt::format(" ({}{} {})", bound.unit_implied ? "taken as " : "= ", number_text(bound.canonical->value), bound.canonical->unit);
  return text;
}

std::string bounds_text(const std::vector<Bound>& bounds) {
  std::string text;
  for (const Bound& bound : bounds) {
    if (!text.empty()) text += bound.op == Comparator::equal ? " or " : " and ";
    text += bound_text(bound);
  }
  return text;
}

std::string window_text(const Window& window) {
  std::string text = spaced(word(window.op));
  if (window.strict) text += window.op == WindowOp::within || window.op == WindowOp::for_at_most ? " (under)" : " (over)";
  if (window.at_least) text += fmt::format(" {} to", number_text(*window.at_least));
  if (window.inexact && window.value) return text + fmt::format(" {} {}, said inexactly", number_text(*window.value), spaced(word(window.unit)));
  if (window.value) text += fmt::format(" {} {}", number_text(*window.value), spaced(word(window.unit)));
  if (window.half_lives)
    text += fmt::format(" or {} half-lives, the {}", number_text(*window.half_lives), window.whichever_longer ? "longer" : "shorter");
  if (window.anchor != "as_of") {
    const bool placed = window.op == WindowOp::before || window.op == WindowOp::after;
    text += fmt::format("{} “{}”", placed ? "" : " of", one_line(window.anchor));
  }
  if (window.future) text += " ahead";
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : " ") + one_line(w);
  return text;
}

std::string_view op_text(const Group& group) {
  switch (group.op) {
    case Op::all:
      return "all of";
    case Op::any:
      return "any of";
    case Op::not_:
      return "not";
    case Op::at_least:
      return "at least";
    case Op::if_:
      return "if";
  }
  return "";
}

void tree(std::string& out, const Rule& rule, NodeId id, const std::string& lead, const std::string& indent, const Style& style) {
  const Node& node = rule.at(id);
  const std::string span = style(Tone::dim, fmt::format("[{},{})", node.span.begin, node.span.end));
  if (const Atom* atom = std::get_if<Atom>(&node.kind)) {
    const bool open = atom->kind == AtomKind::manual || atom->kind == AtomKind::unparsed;
    out += fmt::format("{}{}  {}\n", lead, style(open ? Tone::open : Tone::plain, atom_text(*atom)), span);
    return;
  }
  const Group& group = std::get<Group>(node.kind);
  std::vector<std::pair<std::string, NodeId>> children;
  if (group.op == Op::if_)
    children = {{"", group.when}, {"then ", group.then}};
  else
    for (const NodeId child : group.of) children.emplace_back("", child);
  if (children.size() == 1 && group.op != Op::at_least) {  // "not X" and a lone "all X" read best on one line
    const std::string word = group.op == Op::not_ ? "not " : "";
    tree(out, rule, children.front().second, lead + word, indent + std::string(word.size(), ' '), style);
    return;
  }
  std::string label(op_text(group));
  if (group.op == Op::at_least) label += fmt::format(" {} of", group.n);
  out += fmt::format("{}{}  {}\n", lead, style(Tone::strong, label), span);
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool last = i + 1 == children.size();
    tree(out, rule, children[i].second, indent + (last ? "└─ " : "├─ ") + children[i].first,
         indent + (last ? "   " : "│  ") + std::string(children[i].first.size(), ' '), style);
  }
}

void diagnostics(std::string& out, const std::vector<Diagnostic>& list, std::string_view indent, const Style& style) {
  for (const Diagnostic& d : list) {
    const Tone tone = d.severity == Severity::note ? Tone::dim : d.severity == Severity::warning ? Tone::open : Tone::bad;
    out += fmt::format("{}{}: {}\n", indent, style(tone, word(d.severity)), one_line(d.message));
  }
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "0 %" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

std::string atom_text(const Atom& atom) {
  std::string text = spaced(word(atom.kind));
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += " " + part;
  };
  if (!atom.why.empty()) add("(" + spaced(atom.why) + ")");
  add(joined(atom.qualifiers));
  if (!atom.concept_id.empty() && atom.kind != AtomKind::age)
    add(atom.concept_id);
  else if (!atom.sex.empty())
    add(atom.sex);
  else if (!atom.subject.text.empty() && atom.kind != AtomKind::age)
    add("“" + one_line(atom.subject.text) + "”");
  for (const OtherThan& other : atom.other_than)
    add(fmt::format("other than {}{}", other.concept_id.empty() ? joined(other.words) : other.concept_id,
                    other.certain ? "" : " (on conditions)") +
        (other.over ? " that is over" : "") + (other.window ? ", " + window_text(*other.window) : ""));
  std::string purposes;
  for (const Purpose& purpose : atom.purposes)
    purposes += (purposes.empty() ? "" : " or ") + joined(purpose.words) + (purpose.words.empty() || purpose.concept_id.empty() ? "" : " ") + purpose.concept_id + (purpose.certain ? "" : " (perhaps)");
  if (!purposes.empty()) add("for " + purposes);
  if (atom.state != State::none) add(spaced(word(atom.state)));
  add(bounds_text(atom.bounds));
  if (!atom.at.empty()) add("at " + one_line(atom.at));
  if (atom.count) add(fmt::format("({} {} {})", word(atom.count->op), number_text(atom.count->value), one_line(atom.count->of)));
  if (atom.temporality != Temporality::any) add(fmt::format("({})", word(atom.temporality)));
  if (atom.assertion != Assertion::asserted) add(fmt::format("({})", spaced(word(atom.assertion))));
  if (atom.window) text += ", " + window_text(*atom.window);
  return text;
}

std::string rule_set_text(const RuleSet& study, const std::string& title, const Style& style) {
  std::string out = style(Tone::strong, one_line(study.study));
  if (!title.empty()) out += "  " + one_line(title);
  out += "\n" + style(Tone::dim, one_line(study.source)) + "\n";
  diagnostics(out, study.diagnostics, "", style);

  std::string heading;
  for (const Criterion& criterion : study.criteria) {
    std::string now = criterion.section == Section::inclusion ? "Inclusion" : "Exclusion";
    if (!criterion.group.empty()) now += ": " + one_line(criterion.group);
    if (now != heading) out += "\n" + style(Tone::strong, now) + "\n";
    heading = now;
    const std::string id = padded(criterion.id, 4);
    append_list(out, fmt::format("  {}", style(Tone::strong, id)), std::string(2 + length(id), ' '), criterion.text, style.width() - 8);
    if (!criterion.rule.nodes.empty()) tree(out, criterion.rule, criterion.rule.root, "        ", "        ", style);
    diagnostics(out, criterion.diagnostics, "        ", style);
  }

  const Ledger& ledger = study.ledger;
  out += fmt::format("\nOf {} bytes: computable {} ({}), manual {} ({}), structural {} ({}), unparsed {} ({})\n", ledger.characters,
                     ledger.computable, share(ledger.computable, ledger.characters), ledger.manual, share(ledger.manual, ledger.characters),
                     ledger.structural, share(ledger.structural, ledger.characters), ledger.unparsed,
                     share(ledger.unparsed, ledger.characters));
  return out;
}

}  // namespace elig::tools
