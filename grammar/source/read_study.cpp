// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/read_study.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

namespace elig {
namespace source {

void Collection::refuse(const std::string& why) {
  if (++refusals_ == 1) {
    held_back_ = why;
    return;
  }
  if (refusals_ == 2 && input_.refused) input_.refused(held_back_);
  if (input_.refused) input_.refused(why);
}

std::vector<Study> Collection::take() {
  if (studies_.empty()) {
    if (refusals_ == 0) throw StudyError(input_.name + ": holds no study");
    if (refusals_ == 1) throw StudyError(held_back_);
    throw StudyError(fmt::format("{}: none of {} records can be read; the first: {}", input_.name, refusals_, held_back_));
  }
  if (refusals_ == 1 && input_.refused) input_.refused(held_back_);
  return std::move(studies_);
}

namespace {

// Text holds no control characters but line breaks, tabs and the odd form feed.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && !is_blank(c)) || byte == 0x7F;
}

void refuse_binary(std::string_view content, const std::string& name) {
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF")) throw StudyError(name + ": UTF-16 text; only UTF-8 is read");
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(content, is_control));
  if (content.find('\0') != std::string_view::npos || controls * 100 > content.size()) throw StudyError(name + ": not a text file");
}

void refuse_bad_utf8(std::string_view content, const std::string& name) {
  if (const auto bad = bad_utf8(content)) {
    throw StudyError(fmt::format("{}:{}: not UTF-8 (byte 0x{:02X}); convert the file first", name, line_of(content, *bad),
                                 static_cast<unsigned>(static_cast<unsigned char>(content[*bad]))));
  }
}

bool starts_json_list(std::string_view text) {
  if (!text.starts_with('[')) return false;
  text = trim(text.substr(1));
  return text.empty() || text.front() == '{' || text.front() == '[' || text.front() == ']';
}

// "<" opens a tag, not a comparison such as "< 18 years".
bool starts_markup(std::string_view text) {
  if (text.size() < 2 || text.front() != '<') return false;
  const char c = text[1];
  return c == '?' || c == '!' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool starts_html(std::string_view text) {
  return same_letters(text.substr(0, 14), "<!DOCTYPE html") || same_letters(text.substr(0, 5), "<html");
}

}  // namespace
}  // namespace source

std::vector<Study> read_studies(std::string_view content, const std::string& name, const std::function<void(const std::string&)>& refused) {
  using namespace source;
  auto text = content;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (trim(text).empty()) throw StudyError(name + ": the file is empty");
  refuse_binary(text, name);

  const auto start = text.substr(static_cast<std::size_t>(trim(text).data() - text.data()));
  const Input records{text, name, refused};
  if (start.front() == '{') return looks_like_jsonl(start) ? read_jsonl(records) : read_json(records);
  if (starts_json_list(start)) return read_json(records);
  if (starts_html(start)) throw StudyError(name + ": an HTML page; save it as plain text, or take the record as JSON");
  if (starts_markup(start)) return read_legacy_xml({start, name, refused});
  if (looks_like_csv(start)) return read_csv({start, name, refused});
  refuse_bad_utf8(content, name);
  const Input whole{content, name, refused};
  if (looks_like_saved_page(content)) return {read_saved_page(whole)};
  return {read_bare_text(whole)};
}

}  // namespace elig
