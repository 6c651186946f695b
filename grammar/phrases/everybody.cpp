// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/everybody.hpp"

#include <algorithm>

namespace elig {
namespace {

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }
bool sex(const Chunk& c) { return thing(c) && c.atom.kind == AtomKind::sex; }

bool kind_of_people(const Chunk& c) {
  return thing(c) && (c.atom.concept_id == "childbearing-potential" || c.atom.concept_id == "postmenopausal" || c.atom.concept_id == "premenopausal" || c.atom.concept_id == "surgically-sterile" || c.atom.concept_id == "contraception");
}

bool defines(const Chunk& c) {
  return c.kind == ChunkKind::definition && std::any_of(c.begin, c.end, [](const Token& t) { return t.is("defined") || t.is("considered") || t.is("means") || t.is("definition"); });
}

}  // namespace

void drop_both_sexes(std::vector<Chunk>& c) {
  // "subjects will include both male and females who …": either of them
  for (std::size_t k = 1; k + 2 < c.size(); ++k) {
    const bool both = c[k - 1].kind == ChunkKind::either || (c[k - 1].kind == ChunkKind::filler && c[k - 1].end[-1].is("both"));
    if (both && (k < 2 || c[k - 2].kind != ChunkKind::for_) && sex(c[k]) && c[k + 1].kind == ChunkKind::and_ && sex(c[k + 2]) && c[k].atom.sex != c[k + 2].atom.sex) c[k + 1].kind = ChunkKind::or_;
  }
  for (std::size_t k = 1; k + 3 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::for_) continue;
    std::size_t i = k + 1;
    const bool both = c[i].kind == ChunkKind::either || (c[i].kind == ChunkKind::filler && c[i].begin->is("both"));
    if (both) ++i;
    else if (c[k - 1].kind != ChunkKind::bounds) continue;
    if (i + 2 >= c.size() || !sex(c[i]) || (c[i + 1].kind != ChunkKind::and_ && c[i + 1].kind != ChunkKind::or_) || !sex(c[i + 2]) || c[i].atom.sex == c[i + 2].atom.sex) continue;
    // "≥ 12 g/dL for men and women ≥ 11 g/dL"
    if (i + 3 < c.size() && (c[i + 3].kind == ChunkKind::bounds || c[i + 3].kind == ChunkKind::open)) continue;
    if (i + 3 < c.size() && std::any_of(c[i + 3].begin, c[i + 3].end, [](const Token& t) { return t.is("respectively"); })) continue;
    for (std::size_t n = k; n <= i + 2; ++n) {
      c[n].kind = ChunkKind::filler;
      c[n].atom = Atom{};
      c[n].concepts.clear();
    }
  }
}

void mention_definitions_of_people(std::vector<Chunk>& c) {
  std::vector<std::string> named;  // in the sentences before
  for (std::size_t from = 0; from < c.size();) {
    std::size_t to = from;
    while (to < c.size() && c[to].kind != ChunkKind::period) ++to;
    const auto definition = std::find_if(c.begin() + static_cast<std::ptrdiff_t>(from), c.begin() + static_cast<std::ptrdiff_t>(to), defines);
    const std::size_t at = static_cast<std::size_t>(definition - c.begin());
    bool whole = at < to, subject = false;
    for (std::size_t k = from; k < at && whole; ++k) {
      if (kind_of_people(c[k]) && std::find(named.begin(), named.end(), c[k].atom.concept_id) != named.end()) subject = true;
      else if (thing(c[k]) && !sex(c[k]) && !c[k].generic) whole = false;
      else if (c[k].kind == ChunkKind::manual || c[k].kind == ChunkKind::guard || c[k].kind == ChunkKind::neg) whole = false;
    }
    for (std::size_t k = from; k < to; ++k) {
      if (whole && subject) {
        if (thing(c[k])) c[k].atom.assertion = Assertion::mention;
        else if (c[k].kind == ChunkKind::neg || c[k].kind == ChunkKind::unknown || c[k].kind == ChunkKind::except || c[k].kind == ChunkKind::unless_) c[k].kind = ChunkKind::filler;
      } else if (kind_of_people(c[k])) {
        named.push_back(c[k].atom.concept_id);
      }
    }
    from = to + 1;
  }
}

}  // namespace elig
