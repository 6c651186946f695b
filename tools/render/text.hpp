// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/explanation.hpp"
#include "grammar/rule_set.hpp"
#include "tools/render/style.hpp"

/// Results as text for people.
namespace elig::tools {

/// One atom in one line: "measurement bilirubin.total <= 3 × ULN".
[[nodiscard]] std::string atom_text(const Atom& atom);

/// A study's criteria, each as its words and the tree read from them, and the ledger.
[[nodiscard]] std::string rule_set_text(const RuleSet& study, const std::string& title, const Style& style);

/// Verdict first, then every criterion with its outcome and evidence, then what is missing.
[[nodiscard]] std::string explanation_text(const Explanation& explanation, const Style& style);

/// "eligible", "candidate (undetermined)", …: a verdict and whether the patient is a candidate, in one word or two.
[[nodiscard]] std::string verdict_text(Verdict verdict, bool candidate);
[[nodiscard]] Tone tone_of(Verdict verdict, bool candidate);

/// "3 pass, 1 unknown, 2 manual": what there is none of is left out.
[[nodiscard]] std::string counts_text(const Counts& counts);

}  // namespace elig::tools
