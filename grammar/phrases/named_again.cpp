// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/named_again.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace elig {
namespace {

bool compared(const Chunk& c) { return !c.atom.bounds.empty() || !c.alternatives.empty(); }

bool valued(const Chunk& c) { return c.kind == ChunkKind::thing && (c.atom.kind == AtomKind::score || c.atom.kind == AtomKind::measurement) && !c.atom.concept_id.empty() && c.atom.assertion == Assertion::asserted; }

// "on a 0-10": words alone between what is compared and its other name
bool led(const std::vector<Chunk>& c, std::size_t of, std::size_t k) {
  static constexpr std::array<std::string_view, 10> words{"on", "using", "by", "per", "from", "with", "according", "measured", "assessed", "of"};
  bool found = false;
  while (--k > of && !found) {
    if (c[k].kind != ChunkKind::filler && c[k].kind != ChunkKind::definition && c[k].kind != ChunkKind::current) return false;
    found = std::any_of(c[k].begin, c[k].end, [](const Token& t) { return std::find(words.begin(), words.end(), t.lower) != words.end(); });
  }
  return found;
}

// "leg pain score ≥ 4 on a numeric rating scale": the score has a name of its own there
bool scored_finding(const Chunk& c) {
  return c.kind == ChunkKind::thing && c.atom.kind == AtomKind::finding && c.atom.bounds.size() == 1 && (c.atom.bounds[0].unit == "{score}" || c.atom.bounds[0].unit == "{points}");
}

// "≥ 70 letters (20/40 or better)": one acuity in two ways; the letters are what is measured
void mention_equivalents(std::vector<Chunk>& c) {
  bool letters = false;
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind == ChunkKind::period || c[k].kind == ChunkKind::semicolon) letters = false;
    if (c[k].kind != ChunkKind::thing || c[k].atom.bounds.empty()) continue;
    letters |= c[k].atom.concept_id == "visual-acuity.letters";
    if (!letters || c[k].atom.bounds[0].unit != "{snellen}" || (k > 0 && c[k - 1].kind == ChunkKind::or_)) continue;
    c[k].atom.bounds.clear();
    c[k].atom.assertion = Assertion::mention;
  }
}

}  // namespace

// named-again = thing bounds ("on" | "using" | "measured by" | …) the same thing   pain score ≥ 4 on a numeric rating scale
void mention_named_again(std::vector<Chunk>& c) {
  mention_equivalents(c);
  std::size_t of = c.size();
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind == ChunkKind::period || c[k].kind == ChunkKind::semicolon) of = c.size();
    if (scored_finding(c[k])) of = k;
    if (!valued(c[k])) continue;
    if (compared(c[k])) {
      of = k;
      continue;
    }
    const bool bare = c[k].atom.state == State::none && !c[k].atom.window && !c[k].atom.count;
    if (of < c.size() && bare && (c[k].atom.concept_id == c[of].atom.concept_id || (scored_finding(c[of]) && c[k].atom.kind == AtomKind::score)) && led(c, of, k)) c[k].atom.assertion = Assertion::mention;
  }
}

}  // namespace elig
