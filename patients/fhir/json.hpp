// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Typed access to the members of a JSON object. An absent member and a null are nothing; a member of another type than FHIR
/// gives it makes the record unusable (RecordError), it is never read as something it is not.
namespace elig::fhir {

using Object = simdjson::dom::object;
using Element = simdjson::dom::element;

/// Why one record cannot be used. Never leaves the reader: it becomes one refusal line.
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[nodiscard]] std::optional<Element> get_member(Object object, std::string_view key);
[[nodiscard]] std::string_view get_string(Object object, std::string_view key);  ///< "" when absent
[[nodiscard]] std::optional<double> get_number(Object object, std::string_view key);
[[nodiscard]] std::optional<bool> get_bool(Object object, std::string_view key);
[[nodiscard]] std::optional<Object> get_object(Object object, std::string_view key);
[[nodiscard]] std::vector<Object> get_objects(Object object, std::string_view key);          ///< an array of objects
[[nodiscard]] std::vector<std::string_view> get_strings(Object object, std::string_view key);  ///< an array of strings

/// What is wrong with JSON text that simdjson refuses, in words.
[[nodiscard]] std::string_view describe(simdjson::error_code error) noexcept;

/// `text` as part of a one-line message: control characters become '?', long text is cut.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t longest = 80);

}  // namespace elig::fhir
