// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/batch.hpp"
#include "engine/columns/logic.hpp"

namespace elig::engine {

/// The place of a pair in a list of the best: what is open to be asked first, what is shut last, then by score.
struct Place {
  std::uint8_t tier = 2;   ///< 0 nothing left but to ask, 1 something the record could settle is open, 2 ineligible
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;
  double score = 0, low = 0, high = 0;
  std::uint32_t number = 0;  ///< of the study or the patient
  [[nodiscard]] bool before(const Place& other) const noexcept {
    if (tier != other.tier) return tier < other.tier;
    if (score != other.score) return score > other.score;
    if (low != other.low) return low > other.low;
    return number < other.number;
  }
};

/// The best `most` places put in, best first. What comes out does not depend on the order of putting in.
void put(std::vector<Place>& best, std::size_t most, const Place& place);

/// How often a thing is lacking in one study.
struct NeedTally {
  std::uint32_t need = 0;
  std::uint64_t pairs = 0;  ///< alone
  std::uint64_t part = 0;   ///< among others
};

/// Questions that no datum settles have no need.
inline constexpr std::uint32_t no_need = 0xffffffff;

/// One study ready for columns.
struct StudyColumns {
  const CompiledStudy* study = nullptr;
  std::vector<BitProgram> criteria;
};

/// Memory of one thread between studies.
struct PassRoom {
  std::vector<Node3> nodes;
  std::vector<OutcomeBits> outcomes;
  std::vector<Bits> closed;
  std::vector<std::pair<std::uint32_t, Bits>> needs;
};

/// What a pass over a tile is to give out.
struct PassWanted {
  const BatchOptions* options = nullptr;
  std::span<const std::uint32_t> need_of;  ///< by question
  bool places = false;                     ///< `place` is called for each wanted pair
};

/// Holds a tile against one study: counts into `tally` and `needs`, sets the bits of wanted patients in `wanted` (as many words
/// as the tile has), and calls `place(patient in tile, Place)` in the order of the patients, where `worth(patient in tile, tier)`.
template <typename Worth, typename Put>
void pass(const StudyColumns& study, const Tile& tile, const PassWanted& want, PassRoom& room, StudyTally& tally, std::vector<NeedTally>& needs,
          std::span<Word> wanted, Worth&& worth, Put&& place);

namespace pass_detail {
struct Verdicts {
  Bits eligible, undetermined, ineligible, candidate;
};
/// Outcomes of a stretch, counted; `room.outcomes` holds them by criterion.
Verdicts judge(const StudyColumns& study, const Tile& tile, std::size_t word, PassRoom& room, StudyTally& tally);
/// What would settle the pairs that are open.
void count_needs(const StudyColumns& study, const Tile& tile, std::size_t word, const PassWanted& want, const Verdicts& verdicts, PassRoom& room,
                 std::vector<NeedTally>& needs);
/// Place::tier of a pair.
inline std::uint8_t tier_of(const Verdicts& verdicts, std::size_t word, std::size_t bit) {
  return (verdicts.ineligible[word] >> bit & 1U) != 0 ? 2 : (verdicts.candidate[word] >> bit & 1U) != 0 ? 0 : 1;
}
Place place_of(const StudyColumns& study, const PassRoom& room, const Verdicts& verdicts, std::size_t word, std::size_t bit);
}  // namespace pass_detail

template <typename Worth, typename Put>
void pass(const StudyColumns& study, const Tile& tile, const PassWanted& want, PassRoom& room, StudyTally& tally, std::vector<NeedTally>& needs,
          std::span<Word> wanted, Worth&& worth, Put&& put_place) {
  const BatchOptions& options = *want.options;
  for (std::size_t word = 0; word < tile.words; word += stretch_words) {
    const pass_detail::Verdicts v = pass_detail::judge(study, tile, word, room, tally);
    const std::size_t words = std::min(stretch_words, tile.words - word);
    for (std::size_t w = 0; w < words; ++w) {
      Word take = (options.eligible ? v.eligible[w] : 0) | (options.undetermined ? v.undetermined[w] : 0) |
                  (options.ineligible ? v.ineligible[w] : 0) | (options.candidates ? v.candidate[w] : 0);
      wanted[word + w] = take;
      if (!want.places) continue;
      for (; take != 0; take &= take - 1) {
        const auto bit = static_cast<std::size_t>(__builtin_ctzll(take));
        if (!worth((word + w) * word_bits + bit, pass_detail::tier_of(v, w, bit))) continue;
        const Place p = pass_detail::place_of(study, room, v, w, bit);
        if (p.score >= options.min_score) put_place((word + w) * word_bits + bit, p);
      }
    }
    pass_detail::count_needs(study, tile, word, want, v, room, needs);
  }
}

}  // namespace elig::engine
