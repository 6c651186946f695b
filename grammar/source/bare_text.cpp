// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// Eligibility criteria as plain text and nothing else.
namespace elig::source {

Study read_bare_text(const Input& input) {
  Study study;
  study.source = input.name;
  study.id = stem(input.name);
  set_criteria(study, std::string(input.content), input.name);
  if (study.text.starts_with("\xEF\xBB\xBF")) study.eligibility.begin = 3;
  return study;
}

}  // namespace elig::source
