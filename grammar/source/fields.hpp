// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/study.hpp"

/// What the readers of all study forms share: small fields, and where something went wrong.
namespace elig::source {

[[nodiscard]] bool is_blank(char c) noexcept;  ///< space, tab, line break, vertical tab, form feed
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] bool same_letters(std::string_view a, std::string_view b) noexcept;  ///< equal but for ASCII case
[[nodiscard]] std::string lower(std::string_view text);                           ///< ASCII only

/// Name without folders and extensions: "in/NCT1.json.gz" → "NCT1".
[[nodiscard]] std::string stem(std::string_view name);

/// Line of a byte offset, from 1.
[[nodiscard]] std::size_t line_of(std::string_view content, std::size_t offset) noexcept;

/// First byte that is not UTF-8 (overlong forms and surrogates count as such); empty when all is well.
[[nodiscard]] std::optional<std::size_t> bad_utf8(std::string_view text) noexcept;

/// "18 Years", "6 Months"; empty for "N/A", "None" and whatever is no age.
[[nodiscard]] std::optional<RegistryAge> registry_age(std::string_view text);

/// "Female", "F", "MALE" …; "" for all, both and not said.
[[nodiscard]] std::string registry_sex(std::string_view text);

/// "Accepts Healthy Volunteers", "Yes", "true" …
[[nodiscard]] std::optional<bool> registry_yes_no(std::string_view text);

/// Condition terms in one string: a list as Python prints it, terms between "|", or one term.
[[nodiscard]] std::vector<std::string> condition_list(std::string_view text);

/// Does the text have the capital titles of the old NCI form, or several of its topics and no sections?
[[nodiscard]] bool is_topical(std::string_view text);

/// Makes the whole of `text` the study's eligibility text. Throws StudyError when that is too long for a span or only blanks;
/// `where` starts the message.
void set_criteria(Study& study, std::string text, const std::string& where);

}  // namespace elig::source
