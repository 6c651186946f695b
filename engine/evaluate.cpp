// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/evaluation.hpp"

namespace elig::engine {
namespace {

struct Steps {
  const std::vector<Step>& steps;
  [[nodiscard]] std::size_t size() const { return steps.size(); }
  [[nodiscard]] const Step& step(NodeId id) const { return steps[id]; }
};

struct Given {
  std::span<const AtomTruth> answers;
  AtomTruth operator()(AtomNumber atom) const { return answers[atom]; }
};

/// The unknown atoms below a node that have part in its being unknown.
void collect_open(const CompiledCriterion& criterion, const Evaluation<Steps, Given>& evaluation, NodeId id, Truth passing,
                  std::vector<NodeId>& out, unsigned depth = 0) {
  if (id >= criterion.steps.size() || depth > deepest_rule) return;
  const Value3 v = evaluation.of(id, passing, depth);
  if (v.truth != Truth::unknown || !v.applies) return;
  const Step& step = criterion.steps[id];
  const auto below = [&](NodeId child, Truth passes) { collect_open(criterion, evaluation, child, passes, out, depth + 1); };
  switch (step.kind) {
    case Step::Kind::atom: out.push_back(id); return;
    case Step::Kind::mention: return;
    case Step::Kind::if_:
      below(step.when, Truth::unknown);
      below(step.then, passing);
      return;
    case Step::Kind::not_:
      for (NodeId child : step.of) below(child, !passing);
      return;
    default:
      for (NodeId child : step.of) below(child, Evaluation<Steps, Given>::handed_down(step.kind, passing));
  }
}

}  // namespace

Value3 evaluate(const CompiledCriterion& criterion, std::span<const AtomTruth> answers) {
  const Steps steps{criterion.steps};
  Given given{answers};
  return Evaluation(steps, given).of(criterion.root, passing_truth(criterion.section));
}

std::vector<NodeId> open_atoms(const CompiledCriterion& criterion, std::span<const AtomTruth> answers) {
  std::vector<NodeId> out;
  const Steps steps{criterion.steps};
  Given given{answers};
  const Evaluation evaluation(steps, given);
  collect_open(criterion, evaluation, criterion.root, passing_truth(criterion.section), out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Outcome outcome_of(const CompiledCriterion& criterion, const Value3& value) { return outcome_of(criterion.section, value); }

Outcome outcome_of(Section section, const Value3& value) {
  if (!value.applies) return Outcome::not_applicable;  // a guard that is off, or words that only permit
  if (value.truth == Truth::unknown) return value.open_manual && !value.open_record ? Outcome::manual : Outcome::unknown;
  return value.truth == passing_truth(section) ? Outcome::pass : Outcome::fail;
}

std::vector<Outcome> outcomes_of(const CompiledStudy& study, std::span<const AtomTruth> answers) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(study.criteria.size());
  for (const CompiledCriterion& c : study.criteria) outcomes.push_back(outcome_of(c, evaluate(c, answers)));
  std::vector<std::uint32_t> groups;
  groups.reserve(study.criteria.size());
  for (const CompiledCriterion& c : study.criteria) groups.push_back(c.group);
  close_groups(groups, study.groups, outcomes);
  return outcomes;
}

void close_groups(std::span<const std::uint32_t> group_of, std::uint32_t groups, std::span<Outcome> outcomes) {
  if (groups < 2) return;
  std::vector<bool> closed(groups + 1, false);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (group_of[i] != 0 && outcomes[i] == Outcome::fail) closed[group_of[i]] = true;
  }
  const bool another_open = std::find(closed.begin() + 1, closed.end(), false) != closed.end();
  for (std::size_t i = 0; another_open && i < outcomes.size(); ++i) {
    if (group_of[i] != 0 && outcomes[i] == Outcome::fail) outcomes[i] = Outcome::unknown;
  }
}

}  // namespace elig::engine
