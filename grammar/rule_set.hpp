// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grammar/ast.hpp"
#include "grammar/diagnostic.hpp"
#include "grammar/study.hpp"

namespace elig {

/// Where every byte of the eligibility text went. `characters == computable + manual + structural + unparsed`, always.
struct Ledger {
  std::uint64_t characters = 0;  ///< bytes of the eligibility text
  std::uint64_t computable = 0;
  std::uint64_t manual = 0;
  std::uint64_t structural = 0;  ///< headings, bullet marks, blank space, "Not specified"
  std::uint64_t unparsed = 0;
  friend bool operator==(const Ledger&, const Ledger&) = default;
};

struct Criterion {
  std::string id;         ///< "I1", "I2", … inclusion; "E1", … exclusion; "R1", … the registry's structured fields
  Section section = Section::inclusion;
  Span span;              ///< in the source text; empty for a registry field
  std::string text;       ///< the words of the span; for a registry field, its content
  double coverage = 0;    ///< share of the criterion's non-structural bytes that are computable, 0 … 1
  std::string group;      ///< cohort or population heading this criterion stands under, "" for everyone
  Rule rule;
  std::vector<Diagnostic> diagnostics;
};

/// What `parse` makes of a study. Immutable once made; share it between threads.
struct RuleSet {
  std::string study;
  std::string source;
  std::vector<std::string> conditions;
  std::vector<Criterion> criteria;
  Ledger ledger;
  std::vector<Diagnostic> diagnostics;  ///< about the study as a whole
};

}  // namespace elig
