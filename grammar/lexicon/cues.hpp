// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/vocabulary.hpp"

/// The function words of the criteria language (`vocabulary/cues.tsv`) and the nouns that say what an unknown phrase is
/// (`vocabulary/heads.tsv`).
namespace elig {

enum class Cue : std::uint8_t {
  comparator, after_number, between, range_to, inclusive, times, uln, lln, within_normal, outside_normal, baseline, predicted,
  and_, or_, nor, either, neg, history, current, future, possible, hypothetical, person, except, allowed, guard, for_, example,
  definition, count_of, all_of, any_of, none_of, following, window_within, window_future, ago, since, before, anchor, half_life,
  whichever, age_word, age_after, manual, plain, state, severity, sex, count_noun, age_only,
  language,
  remark, restricts, salt, overcome,
  count_  // number of cues
};

/// A cue phrase that starts at some word. Several may start at the same word; the productions choose.
struct CueHit {
  Cue cue = Cue::plain;
  std::uint16_t length = 0;     ///< tokens it takes
  std::string_view value;       ///< the table's third column; lives as long as the program
};

using CueHits = boost::container::small_vector<CueHit, 2>;

class Cues {
 public:
  /// The built-in tables. Immutable; share between threads.
  [[nodiscard]] static const Cues& builtin();

  /// All cues that start at `words[at]`; `words` are lower case as written, one a token ("" for none).
  void at(const std::vector<std::string_view>& words, std::size_t at, CueHits& hits) const;

  /// Is this word, whatever its case, a cue by itself?
  [[nodiscard]] bool common(std::string_view word) const;

  /// What a noun phrase with this last word is ("osteotomy" → procedure), if its form tells.
  [[nodiscard]] const ConceptKind* head(std::string_view normalised_word) const;

 private:
  Cues();
  struct Node {
    boost::unordered_flat_map<std::string_view, std::uint32_t, std::hash<std::string_view>> next;
    std::vector<std::pair<Cue, std::string_view>> ends;
  };
  std::vector<Node> trie_{1};
  boost::unordered_flat_map<std::string_view, ConceptKind, std::hash<std::string_view>> heads_;
  std::array<std::vector<std::pair<std::string_view, ConceptKind>>, 256> suffixes_;  // by their last byte, longest first
};

}  // namespace elig
