// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "grammar/rule_set.hpp"

/// As many studies as wanted out of real ones: a registry has far more studies than anyone can put into a repository, and they
/// repeat the same things with other numbers.
namespace elig::bench {

/// Study `number` of the registry of this seed: one of `real` with some limits moved, some windows made longer or shorter and
/// some criteria left out. The first `real.size()` are the real ones themselves.
[[nodiscard]] RuleSet perturbed(std::span<const RuleSet> real, std::uint64_t seed, std::uint64_t number);

/// The first `count` of them.
[[nodiscard]] std::vector<RuleSet> registry(std::span<const RuleSet> real, std::uint64_t seed, std::uint64_t count);

}  // namespace elig::bench
