// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <string>
#include <vector>

#include "grammar/study.hpp"

/// The layout of an eligibility text: which lines are headings, which are criteria, what hangs below what. Knows marks and
/// indentation, nothing of medicine.
namespace elig {

/// A criterion or one of its sub-bullets. `text` spans the words without the bullet mark, over wrapped lines, trailing
/// blanks excluded.
struct Item {
  Span span;                   ///< from the mark to the end of the last child
  Span text;                   ///< the item's own words (may hold line breaks and indentation of wrapped lines)
  std::vector<Item> children;  ///< sub-bullets and indented paragraphs below it; the item's own words may govern them or be a criterion of their own
};

/// A run of criteria under one heading.
struct Block {
  Section section = Section::inclusion;
  std::string heading;     ///< text of the nearest heading that is not just "Inclusion Criteria": "Hepatic", "Cohort B", "Healthy controls"
  Span heading_span;       ///< empty when there is no heading, or when it was lost from the page and could be told from its place in the form
  enum class Role { plain, topic, group } role = Role::plain;  ///< topic: "Hepatic:"; group: a cohort or population with rules of its own
  std::vector<Item> items;
};

struct Outline {
  std::vector<Block> blocks;
  std::vector<Span> structural;  ///< headings, marks, "Not specified", blank space: everything in `eligibility` that is in no Item::text
};

/// Splits the study's eligibility text. Never fails: a text without any mark is one item per paragraph or line.
/// `bare` says which section a text without headings belongs to. Bullets deeper than 16 levels become siblings. Linear in the text's length. Thread-safe.
[[nodiscard]] Outline outline(const Study& study, Section bare = Section::inclusion);

}  // namespace elig
