// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grammar/rule_set.hpp"
#include "grammar/study.hpp"

namespace elig {

/// The registry's structured age and sex as criteria "R1", "R2" … in front of the text's own. Where the text says something else,
/// the registry wins: the text's comparison becomes a mention, and a diagnostic says so.
void add_registry_criteria(const Study& study, RuleSet& rules);

}  // namespace elig
