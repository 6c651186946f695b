// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/program.hpp"

// Three-valued logic over a rule's nodes. A node may also not apply ("for women: …" and the patient is a man): it is left
// out where nodes are joined, so `all` and `any` are over those that apply.
namespace elig::engine {
namespace {

/// A rule deeper than this comes from no text; it is unknown instead of a stack overflow.
constexpr unsigned max_depth = 256;

class Evaluation {
 public:
  Evaluation(const CompiledCriterion& criterion, std::span<const AtomTruth> answers) : criterion_(criterion), answers_(answers) {}

  /// `passing` is the truth of this node that lets the patient through, for guards that are unknown.
  [[nodiscard]] Value3 of(NodeId id, Truth passing, unsigned depth = 0) const {
    if (id >= criterion_.steps.size() || depth > max_depth) return open({}, false, true);
    const Step& step = criterion_.steps[id];
    switch (step.kind) {
      case Step::Kind::mention: return {Truth::unknown, false, false, false, false};
      case Step::Kind::atom: {
        const AtomTruth& a = answers_[step.atom];
        return {a.truth, true, false, a.truth == Truth::unknown && a.manual, a.truth == Truth::unknown && !a.manual};
      }
      case Step::Kind::not_: {
        if (step.of.empty()) return open({}, false, true);
        Value3 v = of(step.of.front(), !passing, depth + 1);
        v.truth = !v.truth;
        return v;
      }
      case Step::Kind::all:
      case Step::Kind::any: return joined(step, passing, depth);
      case Step::Kind::at_least: return counted(step, depth);
      case Step::Kind::if_: return guarded(step, passing, depth);
    }
    return {};
  }

  /// The unknown atoms below a node that have part in its being unknown.
  void open_atoms(NodeId id, Truth passing, std::vector<NodeId>& out, unsigned depth = 0) const {
    if (id >= criterion_.steps.size() || depth > max_depth) return;
    const Value3 v = of(id, passing, depth);
    if (v.truth != Truth::unknown || !v.applies) return;
    const Step& step = criterion_.steps[id];
    switch (step.kind) {
      case Step::Kind::atom: out.push_back(id); return;
      case Step::Kind::mention: return;
      case Step::Kind::if_:
        open_atoms(step.when, Truth::unknown, out, depth + 1);
        open_atoms(step.then, passing, out, depth + 1);
        return;
      case Step::Kind::not_:
        for (NodeId child : step.of) open_atoms(child, !passing, out, depth + 1);
        return;
      default:
        for (NodeId child : step.of) open_atoms(child, handed_down(step.kind, passing), out, depth + 1);
    }
  }

 private:
  static Value3 open(Value3 v, bool manual, bool record) {
    v.truth = Truth::unknown;
    v.open_manual = manual;
    v.open_record = record;
    return v;
  }

  /// What a child may count on as passing. A child that is left out must weigh the same as one that passes: in `all` that is
  /// a true one, in `any` a false one, in a count neither.
  static Truth handed_down(Step::Kind kind, Truth passing) {
    if (kind == Step::Kind::all) return passing == Truth::true_ ? passing : Truth::unknown;
    if (kind == Step::Kind::any) return passing == Truth::false_ ? passing : Truth::unknown;
    return Truth::unknown;
  }

  [[nodiscard]] Value3 joined(const Step& step, Truth passing, unsigned depth) const {
    const bool all = step.kind == Step::Kind::all;
    Value3 v{all ? Truth::true_ : Truth::false_, false, false, false, false};
    for (NodeId child : step.of) {
      const Value3 c = of(child, handed_down(step.kind, passing), depth + 1);
      if (!c.applies) {
        v.guarded = v.guarded || c.guarded;
        continue;
      }
      v.applies = true;
      v.truth = all ? v.truth && c.truth : v.truth || c.truth;
      v.open_manual = v.open_manual || c.open_manual;
      v.open_record = v.open_record || c.open_record;
    }
    if (!v.applies) v.truth = Truth::unknown;
    return settled(v);
  }

  [[nodiscard]] Value3 counted(const Step& step, unsigned depth) const {
    Value3 v{Truth::unknown, false, false, false, false};
    unsigned yes = 0, maybe = 0;
    for (NodeId child : step.of) {
      const Value3 c = of(child, Truth::unknown, depth + 1);
      if (!c.applies) {
        v.guarded = v.guarded || c.guarded;
        continue;
      }
      v.applies = true;
      yes += c.truth == Truth::true_;
      maybe += c.truth == Truth::unknown;
      v.open_manual = v.open_manual || c.open_manual;
      v.open_record = v.open_record || c.open_record;
    }
    if (v.applies) v.truth = yes >= step.n ? Truth::true_ : yes + maybe < step.n ? Truth::false_ : Truth::unknown;
    return settled(v);
  }

  [[nodiscard]] Value3 guarded(const Step& step, Truth passing, unsigned depth) const {
    // A guard is no demand: neither truth of it lets anybody through.
    const Value3 when = of(step.when, Truth::unknown, depth + 1);
    if (when.applies && when.truth == Truth::false_) return {Truth::unknown, false, true, false, false};
    const Value3 then = of(step.then, passing, depth + 1);
    if (!when.applies || when.truth == Truth::true_) return then;
    // The guard is unknown: a demand that is met, or does not apply, blocks in neither case.
    if (!then.applies) return then;
    if (passing != Truth::unknown && then.truth == passing) return then;
    return open({}, when.open_manual || then.open_manual, when.open_record || then.open_record);
  }

  static Value3 settled(Value3 v) {
    if (v.truth != Truth::unknown || !v.applies) v.open_manual = v.open_record = false;
    return v;
  }

  const CompiledCriterion& criterion_;
  std::span<const AtomTruth> answers_;
};

Truth passing_truth(const CompiledCriterion& criterion) { return criterion.section == Section::inclusion ? Truth::true_ : Truth::false_; }

}  // namespace

Value3 evaluate(const CompiledCriterion& criterion, std::span<const AtomTruth> answers) {
  return Evaluation(criterion, answers).of(criterion.root, passing_truth(criterion));
}

std::vector<NodeId> open_atoms(const CompiledCriterion& criterion, std::span<const AtomTruth> answers) {
  std::vector<NodeId> out;
  Evaluation(criterion, answers).open_atoms(criterion.root, passing_truth(criterion), out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Outcome outcome_of(const CompiledCriterion& criterion, const Value3& value) {
  if (!value.applies) return Outcome::not_applicable;  // a guard that is off, or words that only permit
  if (value.truth == Truth::unknown) return value.open_manual && !value.open_record ? Outcome::manual : Outcome::unknown;
  return value.truth == passing_truth(criterion) ? Outcome::pass : Outcome::fail;
}

std::vector<Outcome> outcomes_of(const CompiledStudy& study, std::span<const AtomTruth> answers) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(study.criteria.size());
  for (const CompiledCriterion& c : study.criteria) outcomes.push_back(outcome_of(c, evaluate(c, answers)));
  if (study.groups < 2) return outcomes;
  std::vector<bool> closed(study.groups + 1, false);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (study.criteria[i].group != 0 && outcomes[i] == Outcome::fail) closed[study.criteria[i].group] = true;
  }
  const bool another_open = std::find(closed.begin() + 1, closed.end(), false) != closed.end();
  for (std::size_t i = 0; another_open && i < outcomes.size(); ++i) {
    if (study.criteria[i].group != 0 && outcomes[i] == Outcome::fail) outcomes[i] = Outcome::unknown;
  }
  return outcomes;
}

}  // namespace elig::engine
