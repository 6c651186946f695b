// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "engine/program.hpp"

/// What a study asks for without which it lets nobody in.
namespace elig::engine {

/// A question and the truth of it that is needed.
struct Literal {
  AtomNumber question = 0;
  Truth needed = Truth::true_;
  friend auto operator<=>(const Literal&, const Literal&) = default;
};

/// One of these literals must be as needed; sorted.
using Key = std::vector<Literal>;

/// The keys that a criterion holds: a patient whose record speaks to none of a key's literals is kept out or left open by this
/// criterion. `asks` tells whether a record's silence leaves a literal other than needed, and not to a person to settle.
[[nodiscard]] std::vector<Key> keys_of(const CompiledCriterion& criterion, const std::function<bool(const Literal&)>& asks);

/// What the best possible patient gets of a criterion. Atoms for a person and atoms not understood never come true or false.
struct Reach {
  bool pass = true;     ///< it can be passed, or not apply
  bool manual = true;   ///< if not, nothing but a person may be left to ask
};
[[nodiscard]] Reach reach_of(const CompiledCriterion& criterion, const std::function<bool(AtomNumber)>& never_settled,
                             const std::function<bool(AtomNumber)>& for_a_person);

}  // namespace elig::engine
