// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/index/tables.hpp"

namespace elig::engine {

std::vector<std::uint32_t> Handles::of(const Looks& looks) const {
  std::vector<std::uint32_t> handles;
  for (const ConceptIndex c : looks.concepts) handles.push_back(concept_(c));
  for (const ConceptIndex c : looks.broader) handles.push_back(broader(c));
  for (const ConceptIndex c : looks.values) handles.push_back(value(c));
  for (const WordNumber w : looks.words) handles.push_back(word(w));
  for (unsigned i = 0; i < topics; ++i) {
    if ((looks.topics >> i & 1) != 0) handles.push_back(topic(i));
  }
  return handles;
}

std::vector<std::uint32_t> PackedProgram::pack(const CompiledCriterion& criterion) {
  std::vector<std::uint32_t> words(2 + criterion.steps.size() * 3);
  words[0] = static_cast<std::uint32_t>(criterion.steps.size());
  words[1] = criterion.root;
  for (std::size_t i = 0; i < criterion.steps.size(); ++i) {
    const Step& step = criterion.steps[i];
    std::uint32_t a = 0, b = 0;
    const auto count = static_cast<std::uint32_t>(step.of.size());
    switch (step.kind) {
      case Step::Kind::atom:
      case Step::Kind::mention: a = step.atom; break;
      case Step::Kind::if_: a = step.when, b = step.then; break;
      default: a = static_cast<std::uint32_t>(words.size()), b = step.n; break;
    }
    std::uint32_t* w = &words[2 + i * 3];
    w[0] = static_cast<std::uint32_t>(step.kind) | count << 8;
    w[1] = a;
    w[2] = b;
    words.insert(words.end(), step.of.begin(), step.of.end());
  }
  return words;
}

CompiledCriterion PackedProgram::unpack() const {
  CompiledCriterion criterion;
  criterion.root = root();
  for (NodeId i = 0; i < size(); ++i) {
    const View view = step(i);
    Step one;
    one.kind = view.kind;
    one.atom = view.atom;
    one.of.assign(view.of.begin(), view.of.end());
    one.n = view.n;
    one.when = view.when;
    one.then = view.then;
    criterion.steps.push_back(std::move(one));
  }
  return criterion;
}

}  // namespace elig::engine
