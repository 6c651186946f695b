// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/truth.hpp"
#include "grammar/ast.hpp"
#include "grammar/study.hpp"
#include "grammar/vocabulary.hpp"

/// What the engine answers, with its evidence. Plain data; rendering is the caller's business.
namespace elig {

enum class Outcome { pass, fail, unknown, not_applicable, manual };
enum class Verdict { eligible, ineligible, undetermined };

[[nodiscard]] const char* to_string(Outcome outcome) noexcept;
[[nodiscard]] const char* to_string(Verdict verdict) noexcept;
[[nodiscard]] const char* to_string(Truth truth) noexcept;

/// The entry of the record that an answer rests on.
struct FactUsed {
  std::string resource;             ///< "Observation/obs-3"
  std::string label;                ///< what the record calls it
  std::optional<double> value;
  std::string value_text;           ///< "<0.1", "positive"; "" when `value` says it all
  std::string unit;                 ///< as recorded
  std::string date;                 ///< YYYY-MM-DD or partial, "" when undated
};

/// Why one atom is true, false or unknown.
struct Evidence {
  NodeId node = 0;
  AtomKind atom = AtomKind::unparsed;
  Span span;
  Truth truth = Truth::unknown;
  bool manual = false;              ///< unknown because only a person can settle it
  std::optional<FactUsed> fact;
  std::string note;                 ///< the comparison made, or why it could not be made
};

struct CriterionResult {
  std::string id;
  Section section = Section::inclusion;
  std::string text;
  Span span;
  Outcome outcome = Outcome::unknown;
  std::vector<Evidence> because;    ///< in the order of the text
};

/// One datum that would settle something.
struct Missing {
  std::string need;                 ///< "Pregnancy test"
  std::vector<ConceptCode> codes;
  std::vector<std::string> criteria;
};

struct Counts {
  unsigned pass = 0, fail = 0, unknown = 0, not_applicable = 0, manual = 0;
};

struct Explanation {
  std::string study;
  std::string patient;
  std::string as_of;                ///< YYYY-MM-DD
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;           ///< nothing fails, and only manual criteria are left open
  Counts counts;
  double score = 0;                 ///< 0 … 1, docs/verdicts.md has the formula
  double score_low = 0;             ///< every unknown fails
  double score_high = 0;            ///< every unknown passes
  std::vector<CriterionResult> criteria;
  std::vector<Missing> missing;     ///< what settles most criteria first
  std::string engine;               ///< provenance: version
  std::string rules;                ///< "sha256:…" over the compiled rules
  std::string vocabulary;           ///< "sha256:…" over the vocabulary
};

}  // namespace elig
