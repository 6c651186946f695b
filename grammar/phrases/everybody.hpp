// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// "hemoglobin < 9 g/dL for both males and females": whoever reads it is one of them, so it restricts nothing. Before binding.
void drop_both_sexes(std::vector<Chunk>& chunks);

/// "Women of childbearing potential must … . Women of childbearing potential are defined as women who …": the second sentence says who
/// is meant by the first and asks for nothing. After binding.
void mention_definitions_of_people(std::vector<Chunk>& chunks);

}  // namespace elig
