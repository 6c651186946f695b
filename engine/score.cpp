// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/program.hpp"

namespace elig::engine {

void Tally::add(double weight, Outcome outcome) noexcept {
  weight_ += weight;
  switch (outcome) {
    case Outcome::pass: ++counts_.pass, passed_ += weight; break;
    case Outcome::not_applicable: ++counts_.not_applicable, passed_ += weight; break;
    case Outcome::fail: ++counts_.fail; break;
    case Outcome::unknown: ++counts_.unknown, open_ += weight; break;
    case Outcome::manual: ++counts_.manual, open_ += weight; break;
  }
}

Judgement Tally::judgement() const noexcept {
  // What an open criterion counts for while no cohort says how often it passes.
  constexpr double prior = 0.5;
  Judgement j;
  j.counts = counts_;
  if (weight_ > 0) {
    // sums of weights in another order differ in the last bit, and a share is never more than all
    j.low = std::min(1.0, passed_ / weight_);
    j.high = std::clamp((passed_ + open_) / weight_, j.low, 1.0);
    j.score = std::clamp((passed_ + prior * open_) / weight_, j.low, j.high);
  } else {
    j.score = j.low = j.high = 1;  // a study that asks for nothing
  }
  j.verdict = counts_.fail > 0 ? Verdict::ineligible : counts_.unknown + counts_.manual > 0 ? Verdict::undetermined : Verdict::eligible;
  j.candidate = counts_.fail == 0 && counts_.unknown == 0;
  return j;
}

Judgement judge(const CompiledStudy& study, std::span<const Outcome> outcomes) {
  Tally tally;
  for (std::size_t i = 0; i < outcomes.size(); ++i) tally.add(study.criteria[i].weight, outcomes[i]);
  return tally.judgement();
}

}  // namespace elig::engine
