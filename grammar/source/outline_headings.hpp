// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "grammar/outline.hpp"

/// Which lines are headings, judged by the words of one line alone.
namespace elig::source {

/// "Key Exclusion Criteria for mothers:" at the start of a text.
struct SectionTitle {
  Section section = Section::inclusion;
  std::size_t length = 0;   ///< bytes of the title with its colon; what follows is a criterion or nothing
  std::string_view label;   ///< the title's words without the mark of its end
  bool bare = false;        ///< says no more than "inclusion criteria": "Key Inclusion Criteria", "Main Exclusion Criteria"
  bool neutral = false;     ///< "Eligibility for Period I": leaves the section as it is
};
[[nodiscard]] std::optional<SectionTitle> section_title(std::string_view text);

/// A title such as "Exclusion Criteria:" later in a run of text, from byte `from` on; its offset.
[[nodiscard]] std::optional<std::size_t> inner_section_title(std::string_view text, std::size_t from);

/// A sentence that announces a list: "Patients will be excluded if any of the following apply:".
struct Announcement {
  std::optional<Section> section;  ///< which list, when it says so
  bool generic = false;            ///< says nothing else
  bool quantified = false;         ///< how many of the list must hold is more than the section says: "one of", "at least two"
};
[[nodiscard]] std::optional<Announcement> announcement(std::string_view text);

/// The capital titles of the old NCI form ("DISEASE CHARACTERISTICS:"), and its sub-topics ("Performance status").
[[nodiscard]] bool is_form_title(std::string_view line);
[[nodiscard]] bool is_form_topic(std::string_view line);

/// Length of a form title or topic with its colon at the start of `text`, 0 when there is none.
[[nodiscard]] std::size_t form_heading_length(std::string_view text);

/// "Cohort B", "Healthy controls", "For the patients": a population with criteria of its own.
/// `by_preposition`: "For X" is one whatever X is.
[[nodiscard]] bool is_group(std::string_view label, bool by_preposition = true);
/// "For all participants": a population that is everyone.
[[nodiscard]] bool is_everyone(std::string_view label);

/// Can this line without a mark be a heading? Short, without a verb's or a list's cue words, comparisons and full stop.
[[nodiscard]] bool is_short_label(std::string_view line, std::size_t max_words);

/// A short label that names a subject matter: "Medical Conditions", "Liver function tests"; not "Hypersensitivity to X".
[[nodiscard]] bool is_topic_label(std::string_view line);

/// "Not specified", "None", "N/A", "See Disease Characteristics": an entry that asks for nothing.
[[nodiscard]] bool is_no_constraint(std::string_view text);

/// "Must be FEMALE", "Must have minimum age of 18 Years": the registry's fields as lines of text.
[[nodiscard]] bool is_registry_line(std::string_view line);

}  // namespace elig::source
