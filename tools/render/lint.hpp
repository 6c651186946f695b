// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "grammar/lint.hpp"
#include "tools/render/style.hpp"

/// Findings of `elig lint`, for programs and for people.
namespace elig::tools {

[[nodiscard]] nlohmann::ordered_json lint_json(const Study& study, const std::vector<LintFinding>& findings);

/// The study, then each finding with its words and hint; "nothing to object to" when there is none.
[[nodiscard]] std::string lint_text(const Study& study, const std::vector<LintFinding>& findings, const Style& style);

/// Every check with its code, severity and what it finds.
[[nodiscard]] std::string lint_checks_text();

}  // namespace elig::tools
