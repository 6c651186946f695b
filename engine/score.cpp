// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/program.hpp"

namespace elig::engine {

Judgement judge(const CompiledStudy& study, std::span<const Outcome> outcomes) {
  // What an open criterion counts for while no cohort says how often it passes.
  constexpr double prior = 0.5;
  Judgement j;
  double weight = 0, passed = 0, open = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double w = study.criteria[i].weight;
    weight += w;
    switch (outcomes[i]) {
      case Outcome::pass: ++j.counts.pass, passed += w; break;
      case Outcome::not_applicable: ++j.counts.not_applicable, passed += w; break;
      case Outcome::fail: ++j.counts.fail; break;
      case Outcome::unknown: ++j.counts.unknown, open += w; break;
      case Outcome::manual: ++j.counts.manual, open += w; break;
    }
  }
  if (weight > 0) {
    // sums of weights in another order differ in the last bit, and a share is never more than all
    j.low = std::min(1.0, passed / weight);
    j.high = std::clamp((passed + open) / weight, j.low, 1.0);
    j.score = std::clamp((passed + prior * open) / weight, j.low, j.high);
  } else {
    j.score = j.low = j.high = 1;  // a study that asks for nothing
  }
  j.verdict = j.counts.fail > 0 ? Verdict::ineligible : j.counts.unknown + j.counts.manual > 0 ? Verdict::undetermined : Verdict::eligible;
  j.candidate = j.counts.fail == 0 && j.counts.unknown == 0;
  return j;
}

}  // namespace elig::engine
