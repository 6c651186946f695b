// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Text of records as readers compare and show it.
namespace elig::plain {

/// With its Latin letters in lower case; all other bytes as they are.
[[nodiscard]] std::string lower(std::string_view text);

/// As part of a message of one line: control characters become '?', what is longer than `longest` bytes is cut between two
/// characters and ends in "…".
[[nodiscard]] std::string one_line(std::string_view text, std::size_t longest = 80);

}  // namespace elig::plain
