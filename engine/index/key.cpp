// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/index/key.hpp"

#include <algorithm>

#include "engine/evaluation.hpp"

namespace elig::engine {
namespace {

/// Keys larger than this retrieve too much to be worth it.
constexpr std::size_t widest = 16;

class Needs {
 public:
  Needs(const CompiledCriterion& criterion, const std::function<bool(const Literal&)>& asks) : criterion_(criterion), asks_(asks) {}

  /// Keys without one of whose literals the node does not come to `wanted`.
  [[nodiscard]] std::vector<Key> of(NodeId id, Truth wanted, unsigned depth = 0) const {
    if (id >= criterion_.steps.size() || depth > deepest_rule) return {};
    const Step& step = criterion_.steps[id];
    switch (step.kind) {
      case Step::Kind::atom: {
        const Literal literal{step.atom, wanted};
        return asks_(literal) ? std::vector<Key>{{literal}} : std::vector<Key>{};
      }
      case Step::Kind::not_: return step.of.size() == 1 ? of(step.of.front(), !wanted, depth + 1) : std::vector<Key>{};
      case Step::Kind::all:
      case Step::Kind::any: return (step.kind == Step::Kind::all) == (wanted == Truth::true_) ? each(step, wanted, depth) : either(step, wanted, depth);
      case Step::Kind::at_least: return step.n >= 1 && wanted == Truth::true_ ? either(step, wanted, depth) : std::vector<Key>{};
      case Step::Kind::mention:
      case Step::Kind::if_: return {};  // it may not apply, and then it asks for nothing
    }
    return {};
  }

 private:
  /// All children must come to it, those that do not apply left out.
  [[nodiscard]] std::vector<Key> each(const Step& step, Truth wanted, unsigned depth) const {
    std::vector<Key> keys;
    for (const NodeId child : step.of) {
      for (Key& key : of(child, wanted, depth + 1)) keys.push_back(std::move(key));
    }
    return keys;
  }

  /// One of the children must: a key of each together.
  [[nodiscard]] std::vector<Key> either(const Step& step, Truth wanted, unsigned depth) const {
    Key together;
    for (const NodeId child : step.of) {
      if (child < criterion_.steps.size() && criterion_.steps[child].kind == Step::Kind::mention) continue;
      const std::vector<Key> keys = of(child, wanted, depth + 1);
      if (keys.empty()) return {};
      const Key& shortest = *std::min_element(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.size() < b.size(); });
      together.insert(together.end(), shortest.begin(), shortest.end());
      if (together.size() > widest) return {};
    }
    if (together.empty()) return {};
    std::sort(together.begin(), together.end());
    together.erase(std::unique(together.begin(), together.end()), together.end());
    return {together};
  }

  const CompiledCriterion& criterion_;
  const std::function<bool(const Literal&)>& asks_;
};

/// Truths that a node may come to.
struct May {
  bool yes = true, no = true, off = false;  ///< off: it does not apply
};

class Possibilities {
 public:
  Possibilities(const CompiledCriterion& criterion, const std::function<bool(AtomNumber)>& never) : criterion_(criterion), never_(never) {}

  [[nodiscard]] May of(NodeId id, unsigned depth = 0) const {
    if (id >= criterion_.steps.size() || depth > deepest_rule) return {false, false, false};
    const Step& step = criterion_.steps[id];
    switch (step.kind) {
      case Step::Kind::atom: return never_(step.atom) ? May{false, false, false} : May{};
      case Step::Kind::mention: return {false, false, true};
      case Step::Kind::not_: {
        if (step.of.empty()) return {false, false, false};
        const May may = of(step.of.front(), depth + 1);
        return {may.no, may.yes, may.off};
      }
      case Step::Kind::all:
      case Step::Kind::any: {
        const bool all = step.kind == Step::Kind::all;
        bool every = true, some = false, off = true;
        for (const NodeId child : step.of) {
          const May may = of(child, depth + 1);
          every = every && ((all ? may.yes : may.no) || may.off);
          some = some || (all ? may.no : may.yes);
          off = off && may.off;
        }
        return all ? May{every, some, off} : May{some, every, off};
      }
      case Step::Kind::at_least: return {true, true, true};
      case Step::Kind::if_: {
        const May when = of(step.when, depth + 1), then = of(step.then, depth + 1);
        return {then.yes, then.no, when.no || then.off};
      }
    }
    return {};
  }

 private:
  const CompiledCriterion& criterion_;
  const std::function<bool(AtomNumber)>& never_;
};

}  // namespace

std::vector<Key> keys_of(const CompiledCriterion& criterion, const std::function<bool(const Literal&)>& asks) {
  return Needs(criterion, asks).of(criterion.root, passing_truth(criterion.section));
}

Reach reach_of(const CompiledCriterion& criterion, const std::function<bool(AtomNumber)>& never_settled,
               const std::function<bool(AtomNumber)>& for_a_person) {
  const May may = Possibilities(criterion, never_settled).of(criterion.root);
  Reach reach;
  reach.pass = may.off || (passing_truth(criterion.section) == Truth::true_ ? may.yes : may.no);
  reach.manual = std::any_of(criterion.steps.begin(), criterion.steps.end(),
                             [&](const Step& step) { return step.kind == Step::Kind::atom && for_a_person(step.atom); });
  return reach;
}

}  // namespace elig::engine
