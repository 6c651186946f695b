// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace elig {

/// Does the word (lower case, as written) say of people what they have or had done (`vocabulary/adjectives.tsv`)? Its normalised form
/// is the noun. Safe to call from any thread.
[[nodiscard]] bool said_of_people(std::string_view word);

}  // namespace elig
