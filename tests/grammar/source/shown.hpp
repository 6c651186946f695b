// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "grammar/outline.hpp"
#include "grammar/source/fields.hpp"

/// Outlines as people write them down.
namespace elig::test {

inline Study study_of(std::string text) {
  Study study;
  source::set_criteria(study, std::move(text), "test");
  return study;
}

inline std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!source::is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

inline void show(const std::string& text, const std::vector<Item>& items, std::size_t depth, std::string& out) {
  for (const auto& item : items) {
    out += std::string(2 * depth, ' ') + "- " + squeezed(std::string_view(text).substr(item.text.begin, item.text.size())) + "\n";
    show(text, item.children, depth + 1, out);
  }
}

/// "in:" or "ex:" for each block, with its heading ("in Hepatic:", "ex {Cohort B}:" for a group), then a line an item.
inline std::string shown(const Study& study, Section bare = Section::inclusion) {
  std::string out;
  for (const auto& block : outline(study, bare).blocks) {
    out += block.section == Section::inclusion ? "in" : "ex";
    if (!block.heading.empty()) out += block.role == Block::Role::group ? " {" + block.heading + "}" : " " + block.heading;
    out += ":\n";
    show(study.text, block.items, 0, out);
  }
  return out;
}

inline std::string shown(std::string text, Section bare = Section::inclusion) { return shown(study_of(std::move(text)), bare); }

}  // namespace elig::test
