// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"
#include "grammar/rule_set.hpp"

/// "No other malignancy": other than the one that the study is about. Private to the grammar.
namespace elig {

/// Marks cancers in general that the words ask for beside the study's own with the qualifier "another".
void mark_others(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// What keeps people with a cancer out of a study of one does not keep out those who have the study's own. Which that is, the
/// registry's conditions say, else the cancers that the study asks for.
void spare_own_disease(RuleSet& rules, const Vocabulary& vocabulary);

}  // namespace elig
