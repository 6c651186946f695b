// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "grammar/span.hpp"

namespace elig {

enum class Severity { note, warning, error };

/// Something a reader of the rules should know. Data, not text on a terminal: rendering is the caller's business.
struct Diagnostic {
  Severity severity = Severity::note;
  std::string code;     ///< stable, for tests and scripts: "age-conflict", "unit-missing", …
  Span span;            ///< where in the source text; empty when it concerns the study's structured fields
  std::string message;  ///< one line, in words for a person
};

}  // namespace elig
