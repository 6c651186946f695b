// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/recognition.hpp"

#include <algorithm>

#include "engine/binding.hpp"

namespace elig {

std::vector<Cohort::Use> unrecognised(const Cohort& cohort, const Vocabulary& vocabulary) {
  const engine::NameIndex names(vocabulary);
  const engine::Words no_questions;
  std::vector<Cohort::Use> uses = cohort.uses();
  std::erase_if(uses, [&](const Cohort::Use& use) {
    const engine::Binding binding = engine::bind(cohort.texts()[use.text], use.kind, vocabulary, names, no_questions);
    return !binding.specific.empty() || !binding.mentions.empty();
  });
  std::stable_sort(uses.begin(), uses.end(), [](const Cohort::Use& a, const Cohort::Use& b) { return a.facts > b.facts; });
  return uses;
}

}  // namespace elig
