// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/study_pass.hpp"

#include <algorithm>
#include <bit>

namespace elig::engine {
namespace {

std::uint64_t count(const Bits& bits) {
  std::uint64_t n = 0;
  for (Word w : bits) n += static_cast<std::uint64_t>(std::popcount(w));
  return n;
}

bool none(const Bits& bits) {
  Word any = 0;
  for (Word w : bits) any |= w;
  return any == 0;
}

/// A criterion that fails under one of several cohort headings closes that cohort only (outcomes_of of one patient).
void close_groups(const CompiledStudy& study, PassRoom& room) {
  if (study.groups < 2) return;
  room.closed.assign(study.groups, Bits{});
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    if (study.criteria[i].group == 0) continue;
    Bits& closed = room.closed[study.criteria[i].group - 1];
    for (std::size_t w = 0; w < stretch_words; ++w) closed[w] |= room.outcomes[i].fail[w];
  }
  Bits another_open{};
  for (const Bits& closed : room.closed) {
    for (std::size_t w = 0; w < stretch_words; ++w) another_open[w] |= ~closed[w];
  }
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    if (study.criteria[i].group == 0) continue;
    OutcomeBits& o = room.outcomes[i];
    for (std::size_t w = 0; w < stretch_words; ++w) {
      const Word spared = o.fail[w] & another_open[w];
      o.fail[w] &= ~spared;
      o.unknown[w] |= spared;
    }
  }
}

}  // namespace

void put(std::vector<Place>& best, std::size_t most, const Place& place) {
  if (best.size() == most && !place.before(best.back())) return;
  const auto at = std::find_if(best.begin(), best.end(), [&](const Place& p) { return place.before(p); });
  best.insert(at, place);
  if (best.size() > most) best.pop_back();
}

namespace pass_detail {

Verdicts judge(const StudyColumns& columns, const Tile& tile, std::size_t word, PassRoom& room, StudyTally& tally) {
  const CompiledStudy& study = *columns.study;
  if (room.outcomes.size() < study.criteria.size()) room.outcomes.resize(study.criteria.size());
  for (std::size_t i = 0; i < study.criteria.size(); ++i) columns.criteria[i].run(tile.questions, word, room.nodes, room.outcomes[i]);
  close_groups(study, room);
  Bits live{};
  for (std::size_t w = 0; w < std::min(stretch_words, tile.words - word); ++w) live[w] = tile.live[word + w];
  Bits fail{}, unknown{}, manual{}, left = live;
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    OutcomeBits& o = room.outcomes[i];
    Bits first{};
    for (std::size_t w = 0; w < stretch_words; ++w) {
      o.fail[w] &= live[w];
      o.unknown[w] &= live[w];
      o.manual[w] &= live[w];
      o.not_applicable[w] &= live[w];
      fail[w] |= o.fail[w];
      unknown[w] |= o.unknown[w];
      manual[w] |= o.manual[w];
      first[w] = left[w] & o.fail[w];
      left[w] &= ~o.fail[w];
    }
    CriterionTally& t = tally.criteria[i];
    const std::uint64_t failed = count(o.fail), open = count(o.unknown), asked = count(o.manual), spared = count(o.not_applicable);
    t.fail += failed;
    t.unknown += open;
    t.manual += asked;
    t.not_applicable += spared;
    t.pass += count(live) - failed - open - asked - spared;
    t.in_order += count(first);
  }
  Verdicts v{};
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.ineligible[w] = fail[w];
    v.undetermined[w] = live[w] & ~fail[w] & (unknown[w] | manual[w]);
    v.eligible[w] = live[w] & ~fail[w] & ~unknown[w] & ~manual[w];
    v.candidate[w] = live[w] & ~fail[w] & ~unknown[w];
  }
  tally.ineligible += count(v.ineligible);
  tally.undetermined += count(v.undetermined);
  tally.eligible += count(v.eligible);
  tally.candidates += count(v.candidate);
  return v;
}

void count_needs(const StudyColumns& columns, const Tile& tile, std::size_t word, const PassWanted& want, const Verdicts& verdicts, PassRoom& room,
                 std::vector<NeedTally>& needs) {
  const CompiledStudy& study = *columns.study;
  Bits open;  // pairs that a record could settle
  for (std::size_t w = 0; w < stretch_words; ++w) open[w] = verdicts.undetermined[w] & ~verdicts.candidate[w];
  if (none(open)) return;
  room.needs.clear();
  Bits beyond{};  // pairs with something open that no datum settles
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    Bits here;
    for (std::size_t w = 0; w < stretch_words; ++w) here[w] = room.outcomes[i].unknown[w] & open[w];
    if (none(here)) continue;
    OutcomeBits again;
    columns.criteria[i].run(tile.questions, word, room.nodes, again);
    Bits named{};
    columns.criteria[i].open(room.nodes, here, [&](AtomNumber q, Bits lacking) {
      const QuestionPlanes& planes = tile.questions[q];
      for (std::size_t w = 0; w < std::min(stretch_words, planes.stride - word); ++w) lacking[w] &= ~planes.manual()[word + w];
      if (none(lacking)) return;
      const std::uint32_t need = want.need_of[q];
      if (need == no_need) {
        for (std::size_t w = 0; w < stretch_words; ++w) beyond[w] |= lacking[w];
        return;
      }
      auto it = std::find_if(room.needs.begin(), room.needs.end(), [need](const auto& n) { return n.first == need; });
      if (it == room.needs.end()) it = room.needs.insert(room.needs.end(), {need, Bits{}});
      for (std::size_t w = 0; w < stretch_words; ++w) {
        it->second[w] |= lacking[w];
        named[w] |= lacking[w];
      }
    });
    for (std::size_t w = 0; w < stretch_words; ++w) beyond[w] |= here[w] & ~named[w];
  }
  Bits once{}, twice{};
  for (const auto& [need, bits] : room.needs) {
    for (std::size_t w = 0; w < stretch_words; ++w) {
      twice[w] |= once[w] & bits[w];
      once[w] |= bits[w];
    }
  }
  for (const auto& [need, bits] : room.needs) {
    Bits alone;
    for (std::size_t w = 0; w < stretch_words; ++w) alone[w] = bits[w] & ~twice[w] & ~beyond[w];
    auto it = std::find_if(needs.begin(), needs.end(), [n = need](const NeedTally& t) { return t.need == n; });
    if (it == needs.end()) it = needs.insert(needs.end(), {need, 0, 0});
    it->pairs += count(alone);
    it->part += count(bits);
  }
}

Place place_of(const StudyColumns& columns, const PassRoom& room, const Verdicts& verdicts, std::size_t word, std::size_t bit) {
  const CompiledStudy& study = *columns.study;
  Tally tally;
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    const OutcomeBits& o = room.outcomes[i];
    const bool fail = (o.fail[word] >> bit & 1U) != 0, open = ((o.unknown[word] | o.manual[word]) >> bit & 1U) != 0;
    // what is open counts the same, for whatever reason it is
    tally.add(study.criteria[i].weight, fail ? Outcome::fail : open ? Outcome::unknown : Outcome::pass);
  }
  const Judgement j = tally.judgement();
  Place p;
  p.score = j.score;
  p.low = j.low;
  p.high = j.high;
  p.candidate = (verdicts.candidate[word] >> bit & 1U) != 0;
  p.verdict = (verdicts.ineligible[word] >> bit & 1U) != 0 ? Verdict::ineligible : (verdicts.eligible[word] >> bit & 1U) != 0 ? Verdict::eligible : Verdict::undetermined;
  p.tier = tier_of(verdicts, word, bit);
  return p;
}

}  // namespace pass_detail
}  // namespace elig::engine
