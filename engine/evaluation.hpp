// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/program.hpp"

/// Three-valued logic over a rule's nodes, whatever they are kept in. A node may also not apply ("for women: …" and the
/// patient is a man): it is left out where nodes are joined, so `all` and `any` are over those that apply.
namespace elig::engine {

/// A rule deeper than this comes from no text; it is unknown instead of a stack overflow.
inline constexpr unsigned deepest_rule = 256;

/// `program.size()` nodes, `program.step(id)` one of them with the members of `Step`; `answers(atom number)` an AtomTruth, asked
/// only for atoms that can still change what the node comes to.
template <typename Program, typename Answers>
class Evaluation {
 public:
  Evaluation(const Program& program, Answers& answers) : program_(program), answers_(answers) {}

  /// `passing` is the truth of this node that lets the patient through, for guards that are unknown.
  [[nodiscard]] Value3 of(NodeId id, Truth passing, unsigned depth = 0) const {
    if (id >= program_.size() || depth > deepest_rule) return open({}, false, true);
    const auto& step = program_.step(id);
    switch (step.kind) {
      case Step::Kind::mention: return {Truth::unknown, false, false, false, false};
      case Step::Kind::atom: {
        const AtomTruth a = answers_(step.atom);
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

  /// What a child may count on as passing. A child that is left out must weigh the same as one that passes: in `all` that is
  /// a true one, in `any` a false one, in a count neither.
  [[nodiscard]] static Truth handed_down(Step::Kind kind, Truth passing) {
    if (kind == Step::Kind::all) return passing == Truth::true_ ? passing : Truth::unknown;
    if (kind == Step::Kind::any) return passing == Truth::false_ ? passing : Truth::unknown;
    return Truth::unknown;
  }

 private:
  static Value3 open(Value3 v, bool manual, bool record) {
    v.truth = Truth::unknown;
    v.open_manual = manual;
    v.open_record = record;
    return v;
  }

  template <typename S>
  [[nodiscard]] Value3 joined(const S& step, Truth passing, unsigned depth) const {
    const bool all = step.kind == Step::Kind::all;
    const Truth settling = all ? Truth::false_ : Truth::true_;
    Value3 v{!settling, false, false, false, false};
    for (const NodeId child : step.of) {
      const Value3 c = of(child, handed_down(step.kind, passing), depth + 1);
      if (!c.applies) {
        v.guarded = v.guarded || c.guarded;
        continue;
      }
      v.applies = true;
      v.truth = all ? v.truth && c.truth : v.truth || c.truth;
      if (v.truth == settling) break;
      v.open_manual = v.open_manual || c.open_manual;
      v.open_record = v.open_record || c.open_record;
    }
    if (!v.applies) v.truth = Truth::unknown;
    return settled(v);
  }

  template <typename S>
  [[nodiscard]] Value3 counted(const S& step, unsigned depth) const {
    Value3 v{Truth::unknown, false, false, false, false};
    unsigned yes = 0, maybe = 0;
    for (const NodeId child : step.of) {
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

  template <typename S>
  [[nodiscard]] Value3 guarded(const S& step, Truth passing, unsigned depth) const {
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

  const Program& program_;
  Answers& answers_;
};

/// The truth of a whole criterion that lets the patient through.
[[nodiscard]] constexpr Truth passing_truth(Section section) noexcept { return section == Section::inclusion ? Truth::true_ : Truth::false_; }

}  // namespace elig::engine
