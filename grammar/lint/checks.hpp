// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "grammar/lint.hpp"

/// What the checks share: the study as read, what each criterion asks of everybody, and where findings go.
namespace elig::lint_room {

/// An atom that its criterion asks of everybody: the criterion is met only where the atom is (`demanded`), or only where it is
/// not (`forbidden`). Atoms below a choice, a guard or a count are neither.
struct Claim {
  const Criterion* criterion = nullptr;
  const Atom* atom = nullptr;
  Span span;
  bool demanded = true;
  bool sole = false;  ///< the criterion says nothing else
};

class Desk {
 public:
  Desk(const Study& study, const Vocabulary& vocabulary, const RuleSet& rules);

  const Study& study;
  const Vocabulary& vocabulary;
  const RuleSet& rules;
  std::vector<Claim> claims;  ///< of criteria that hold for everybody and were understood to the last word, in their order
  bool one_population = true; ///< no criterion speaks of a cohort, an arm or a part of the study: claims bear on the same people

  [[nodiscard]] std::string words(Span span) const { return study.text.substr(span.begin, span.size()); }

  /// `check`: the number in the code, 5 for ELIG-L005.
  void report(unsigned check, const Criterion& criterion, Span span, std::string message, std::string hint, const Criterion* other = nullptr);

  std::vector<LintFinding> findings;
};

/// Calls `see` for every atom of the rule that is asserted.
void for_each_asserted(const Rule& rule, const std::function<void(const Atom&, Span)>& see);

/// `text` in small letters (ASCII), line breaks and tabs as blanks.
[[nodiscard]] std::string lower(std::string_view text);

/// Do other criteria bear on the same people as this one? Not those of a cohort, an arm or a part of the study.
[[nodiscard]] bool for_everybody(const Criterion& criterion);

/// The shortest decimal that reads back as the same number.
[[nodiscard]] std::string number(double value);

// The checks, one idea a file.
void check_bounds(Desk& desk);      // L001 … L004: values against each other and against what is possible
void check_conditions(Desk& desk);  // L002, L003: what one must have against what one must not
void check_numbers(Desk& desk);     // L005 … L008: numbers against their units
void check_windows(Desk& desk);     // L009, L010: spans of time
void check_negation(Desk& desk);    // L011
void check_repeats(Desk& desk);     // L012, L013
void check_registry(Desk& desk);    // L014 … L016
void check_spelling(Desk& desk);    // L017

}  // namespace elig::lint_room
