// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/missing.hpp"

#include <algorithm>
#include <map>

namespace elig::engine {
std::string need_of(const Question& question, const Vocabulary& vocabulary) {
  if (question.atom.kind == AtomKind::unparsed) return {};
  if (question.concept_) {
    std::string name = vocabulary.at(*question.concept_).name;
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
  }
  switch (question.atom.kind) {
    case AtomKind::age: return "Date of birth";
    case AtomKind::sex: return "Sex";
    default: break;
  }
  return question.atom.subject.text;
}

std::vector<Missing> missing_for(const RuleSet& rules, const CompiledStudy& study, const std::vector<Question>& questions,
                                 std::span<const AtomTruth> answers, std::span<const Outcome> outcomes, const Vocabulary& vocabulary) {
  std::map<std::string, Missing> by_need;
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    if (outcomes[i] != Outcome::unknown) continue;
    for (NodeId node : open_atoms(study.criteria[i], answers)) {
      const AtomNumber number = study.criteria[i].steps[node].atom;
      const Question& question = questions[number];
      if (answers[number].manual) continue;
      std::string need = need_of(question, vocabulary);
      if (need.empty()) continue;
      Missing& m = by_need[need];
      if (m.need.empty()) {
        m.need = need;
        if (question.concept_) m.codes = vocabulary.at(*question.concept_).codes;
      }
      const std::string& id = rules.criteria[i].id;
      if (std::find(m.criteria.begin(), m.criteria.end(), id) == m.criteria.end()) m.criteria.push_back(id);
    }
  }
  std::vector<Missing> out;
  for (auto& [need, m] : by_need) out.push_back(std::move(m));
  std::stable_sort(out.begin(), out.end(), [](const Missing& a, const Missing& b) { return a.criteria.size() > b.criteria.size(); });
  return out;
}

}  // namespace elig::engine
