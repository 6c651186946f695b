// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "grammar/vocabulary.hpp"

namespace elig {

/// The word of the tables that `written` (lower case) is a slip of the pen away from: two letters exchanged ("steriod"), one
/// left out, one too many, or one vowel for another, not among the first two and not in the ending, where an English word becomes
/// another one. Empty when `written` is a known word, is short, looks like several, or stands in
/// `vocabulary/lookalikes.tsv` among the right words that resemble one of ours. The view lives as long as the program.
[[nodiscard]] std::string_view meant_by(std::string_view written, const Vocabulary& vocabulary);

/// The word of the tables that two parts are when written together: "auto", "immune"; empty when there is none, or when the first part
/// is a word that does not belong to it ("non"). The view lives as long as the program.
[[nodiscard]] std::string_view one_word(std::string_view first, std::string_view second);

/// `name` with such parts joined where a hyphen stands between them: "intra-articular steroid" as "intraarticular steroid".
[[nodiscard]] std::string with_parts_joined(std::string_view name);

/// One slip, as above, between two words?
[[nodiscard]] bool one_slip(std::string_view written, std::string_view meant) noexcept;

}  // namespace elig
