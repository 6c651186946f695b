// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/rule_set.hpp"

/// The way back: rules from the JSON that `elig parse --format json` prints. What is read is what was printed, node by node.
namespace elig::tools {

/// JSON that holds no rule. `what()` is one line: where in it, reason.
class RuleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A rule tree; null gives an empty rule. Codes are the vocabulary's and are passed over. Throws RuleError.
[[nodiscard]] Rule rule_of(const nlohmann::ordered_json& json);

/// One study's object, with its criteria, ledger and diagnostics. Throws RuleError.
[[nodiscard]] RuleSet rule_set_of(const nlohmann::ordered_json& json);

/// A file of such objects, one a line; `name` is for messages: "rules.jsonl, line 3, criteria/0/rule: …". Throws RuleError.
[[nodiscard]] std::vector<RuleSet> read_rules(std::string_view content, const std::string& name);

}  // namespace elig::tools
