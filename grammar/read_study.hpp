// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/study.hpp"

namespace elig {

/// Input that cannot be read. `what()` is one line for a person: file, line where known, reason.
class StudyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Studies in any form of docs/inputs.md: ClinicalTrials.gov API v2 JSON (record, array, page), legacy XML, saved page,
/// bare criteria text, JSONL, CSV. The form is told from the content, not from the file's name. `name` is used in messages
/// and, without its extension, as the id of a study that carries none.
/// Throws StudyError when the whole input cannot be read.
[[nodiscard]] std::vector<Study> read_studies(std::string_view content, const std::string& name);

/// The same from a path: a file, a `.gz` of one, a folder (all files below it, in byte order of their paths), or "-" (standard
/// input). `each` is called in input order. `refused` is called with one line for every record of a larger input that cannot
/// be read, and reading goes on; a path of which nothing can be read throws StudyError.
void read_studies_at(const std::string& path, const std::function<void(Study&&)>& each,
                     const std::function<void(const std::string&)>& refused);

}  // namespace elig
