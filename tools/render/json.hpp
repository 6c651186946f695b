// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "engine/explanation.hpp"
#include "grammar/rule_set.hpp"
#include "grammar/vocabulary.hpp"

/// Results as JSON, field by field as scripts outside rely on them. Keys keep their order.
namespace elig::tools {

/// One line each, without its end.
[[nodiscard]] std::string rule_json(const Rule& rule, const Vocabulary& vocabulary);
[[nodiscard]] std::string rule_set_json(const RuleSet& study, const Vocabulary& vocabulary);
[[nodiscard]] nlohmann::ordered_json explanation_json(const Explanation& explanation);
[[nodiscard]] nlohmann::ordered_json counts_json(const Counts& counts);
[[nodiscard]] nlohmann::ordered_json missing_json(const Missing& missing);
[[nodiscard]] nlohmann::ordered_json concept_json(const Concept& concept_, const Vocabulary& vocabulary);

/// A whole number without a fraction, any other in its shortest form, nothing finite as null.
[[nodiscard]] nlohmann::ordered_json number_json(double value);

/// One line. Bytes that are no UTF-8 become U+FFFD: JSON cannot carry them.
[[nodiscard]] std::string line_of(const nlohmann::ordered_json& value);

/// `text` as a JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace elig::tools
