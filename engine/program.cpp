// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/program.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

namespace elig::engine {

namespace {

/// What decides which recorded values an atom is about: everything but what it asks of them; with `words` or, where the record
/// holds its concept, without. Empty for what is no number.
std::string selection_key(const Atom& atom, bool words) {
  switch (atom.kind) {
    case AtomKind::measurement:
    case AtomKind::score:
    case AtomKind::finding:
    case AtomKind::biomarker:
    case AtomKind::test: break;
    default: return {};
  }
  Atom about;
  about.kind = atom.kind;
  about.concept_id = atom.concept_id;
  if (words) {
    about.subject.text = atom.subject.text;
    about.words = atom.words;
  }
  about.window = atom.window;
  if (about.window) about.window->span = {};
  return canonical(about) + (atom.bounds.empty() ? "" : " bounded");
}

}  // namespace

AtomNumber Questions::number_of(const Atom& atom, std::string key) {
  const auto [it, fresh] = numbers_.try_emplace(std::move(key), static_cast<AtomNumber>(questions_.size()));
  if (!fresh) return it->second;
  questions_.emplace_back(atom, *vocabulary_, words_);
  Question& question = questions_.back();
  const auto selection = [&](bool words) { return selections_.try_emplace(selection_key(atom, words), static_cast<std::uint32_t>(selections_.size())).first->second; };
  if (selection_key(atom, true).empty()) return it->second;
  question.selection = selection(true);
  if (!atom.concept_id.empty() && question.concept_) question.selection_by_concept = selection(false);
  return it->second;
}

namespace {

/// "ECOG performance status (ECOG PS) ≥ 3": a value named without a bound beside one of the same thing with a bound only
/// names it.
void leave_out_bare_repeats(const Rule& rule, CompiledCriterion& c) {
  const auto numeric = [](const Atom& a) { return a.kind == AtomKind::measurement || a.kind == AtomKind::score || a.kind == AtomKind::stage; };
  for (NodeId i = 0; i < rule.nodes.size(); ++i) {
    const Atom* bare = rule.atom(i);
    if (bare == nullptr || !numeric(*bare) || bare->concept_id.empty() || !bare->bounds.empty() || bare->state != State::none || bare->window) continue;
    const bool repeated = std::any_of(rule.nodes.begin(), rule.nodes.end(), [&](const Node& node) {
      const Atom* other = std::get_if<Atom>(&node.kind);
      return other != nullptr && numeric(*other) && other->concept_id == bare->concept_id && !other->bounds.empty();
    });
    if (repeated) c.steps[i].kind = Step::Kind::mention;
  }
}

/// All that anything is presumed of: of whom a rule speaks ("women of childbearing potential must …"), a presumption may say; what is
/// asked outright, it may not. So the same atom is another question there.
constexpr std::string_view presumed_concept = "childbearing-potential";

Atom as_guard(Atom atom) {
  atom.why = guard_mark;
  return atom;
}

/// Nodes that stand in the "when" of an `if`.
std::vector<char> guards_of(const Rule& rule) {
  std::vector<char> guards(rule.nodes.size(), 0);
  // Children stand before their parents.
  for (NodeId i = static_cast<NodeId>(rule.nodes.size()); i-- > 0;) {
    const Group* group = rule.group(i);
    if (group == nullptr) continue;
    if (group->op == Op::if_) {
      guards[group->when] = 1;
      guards[group->then] = guards[group->then] != 0 || guards[i] != 0 ? 1 : 0;
      continue;
    }
    for (const NodeId child : group->of) guards[child] = guards[child] != 0 || guards[i] != 0 ? 1 : 0;
  }
  return guards;
}

}  // namespace

CompiledCriterion compile(const Criterion& criterion, const std::function<AtomNumber(const Atom&)>& number_of) {
  CompiledCriterion c;
  c.section = criterion.section;
  // What no record can settle says little about how well a patient fits: it weighs a quarter.
  c.weight = 0.25 + 0.75 * std::clamp(criterion.coverage, 0.0, 1.0);
  c.root = criterion.rule.root;
  c.steps.reserve(criterion.rule.nodes.size());
  const std::vector<char> guards = guards_of(criterion.rule);
  for (const Node& node : criterion.rule.nodes) {
    Step step;
    if (const auto* atom = std::get_if<Atom>(&node.kind)) {
      step.kind = atom->assertion == Assertion::mention ? Step::Kind::mention : Step::Kind::atom;
      step.atom = guards[c.steps.size()] != 0 && atom->concept_id == presumed_concept ? number_of(as_guard(*atom)) : number_of(*atom);
    } else {
      const auto& group = std::get<Group>(node.kind);
      switch (group.op) {
        case Op::all: step.kind = Step::Kind::all; break;
        case Op::any: step.kind = Step::Kind::any; break;
        case Op::not_: step.kind = Step::Kind::not_; break;
        case Op::at_least: step.kind = Step::Kind::at_least; break;
        case Op::if_: step.kind = Step::Kind::if_; break;
      }
      step.of = group.of;
      step.n = group.n;
      step.when = group.when;
      step.then = group.then;
    }
    c.steps.push_back(std::move(step));
  }
  leave_out_bare_repeats(criterion.rule, c);
  return c;
}

CompiledStudy compile(const RuleSet& study, Questions& questions) {
  CompiledStudy compiled;
  std::vector<std::string> groups;
  for (const Criterion& criterion : study.criteria) {
    CompiledCriterion c = compile(criterion, [&](const Atom& atom) { return questions.number_of(atom); });
    if (!criterion.group.empty()) {
      auto it = std::find(groups.begin(), groups.end(), criterion.group);
      if (it == groups.end()) it = groups.insert(groups.end(), criterion.group);
      c.group = static_cast<std::uint32_t>(it - groups.begin()) + 1;
    }
    compiled.criteria.push_back(std::move(c));
  }
  compiled.groups = static_cast<std::uint32_t>(groups.size());
  return compiled;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  EVP_DigestUpdate(context.get(), text.data(), text.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  std::string out = "sha256:";
  constexpr std::string_view hex = "0123456789abcdef";
  for (unsigned i = 0; i < length; ++i) out += {hex[digest[i] >> 4], hex[digest[i] & 15]};
  return out;
}

std::string rules_digest(const RuleSet& study) {
  std::string text = study.study + "\n";
  for (const Criterion& c : study.criteria) {
    text += c.id + (c.section == Section::inclusion ? " inclusion [" : " exclusion [") + c.group + "]\n" + canonical(c.rule);
  }
  return sha256(text);
}

}  // namespace elig::engine
