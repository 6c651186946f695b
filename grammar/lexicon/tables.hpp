// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

/// The tables of `grammar/vocabulary/`, compiled in byte by byte.
namespace elig {

/// Content of `grammar/vocabulary/NAME.tsv`; empty when there is no such table.
[[nodiscard]] std::string_view builtin_table(std::string_view name) noexcept;

/// Names of all tables, in byte order.
[[nodiscard]] std::vector<std::string_view> builtin_tables();

/// Calls `row` with the tab-separated cells of every line but comments, blank lines and the first (the column names).
void for_each_row(std::string_view table, const std::function<void(const std::vector<std::string_view>& cells)>& row);

/// `text` cut at every `by`; "" gives nothing.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char by);

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace elig
