// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "grammar/read_study.hpp"

/// One reader for each form a study comes in; `read_studies` picks among them.
namespace elig::source {

struct Input {
  std::string_view content;  ///< without byte order mark, except for the text forms
  const std::string& name;
  const std::function<void(const std::string&)>& refused;
};

/// Records of one input that can hold many: those that could not be read are reported and left out.
class Collection {
 public:
  explicit Collection(const Input& input) : input_(input) {}
  void add(Study study) { studies_.push_back(std::move(study)); }
  void refuse(const std::string& why);

  /// Throws StudyError when not one record could be read. A single refused record is the error itself.
  [[nodiscard]] std::vector<Study> take();

 private:
  const Input& input_;
  std::vector<Study> studies_;
  std::string held_back_;  // the first refusal: reported only once there is a second record
  std::size_t refusals_ = 0;
};

[[nodiscard]] std::vector<Study> read_json(const Input& input);
[[nodiscard]] std::vector<Study> read_jsonl(const Input& input);
[[nodiscard]] std::vector<Study> read_csv(const Input& input);
[[nodiscard]] std::vector<Study> read_legacy_xml(const Input& input);
[[nodiscard]] Study read_saved_page(const Input& input);
[[nodiscard]] Study read_bare_text(const Input& input);

[[nodiscard]] bool looks_like_jsonl(std::string_view content);
[[nodiscard]] bool looks_like_csv(std::string_view content);
[[nodiscard]] bool looks_like_saved_page(std::string_view content);

/// A study of an API v2 record, or of a flat one ({"nct_id":…,"criteria":…}). `where` starts error messages, `fallback_id`
/// names a record without an id.
[[nodiscard]] Study study_of_record(const simdjson::dom::object& record, const std::string& where, const std::string& fallback_id,
                                    const std::string& source);

}  // namespace elig::source
