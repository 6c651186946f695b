// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "engine/topic.hpp"
#include "grammar/vocabulary.hpp"

namespace elig::engine {

/// What was looked up to answer a question. Answers are functions of what they look up: two records in which the same
/// look-ups find the same give the same answer. So whoever has none of this is answered like an empty record.
struct Footprint {
  Kinds named;                                        ///< kinds in which entries were looked for that the question names
  std::vector<std::pair<ConceptIndex, Kinds>> concepts;
  std::vector<ConceptIndex> values;                   ///< coded results
  std::vector<std::pair<Topic, Kinds>> topics;
  bool everything = false;                            ///< all entries: no narrower look-up
  bool years = false;                                 ///< completed years of age on the as-of date
  bool birth = false;                                 ///< the birth date in any other way
  bool languages = false;
  // Sex, and which types of entry are held, are looked at by nearly every question and not written down.

  /// And what `other` looked up.
  void add(const Footprint& other);
  /// Whether all look-ups of `other` among entries are here; never when that looked at everything.
  [[nodiscard]] bool covers(const Footprint& other) const;
};

}  // namespace elig::engine
