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
/// `refused` gets one line for every record of a larger input that cannot be read, and reading goes on; throws StudyError when
/// nothing can be read. Opening files, folders and `.gz` is the caller's business (tools/files.hpp). Thread-safe.
[[nodiscard]] std::vector<Study> read_studies(std::string_view content, const std::string& name,
                                              const std::function<void(const std::string&)>& refused = {});

}  // namespace elig
