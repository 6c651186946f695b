// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/json.hpp"

#include <fmt/format.h>

namespace elig::fhir {
namespace {

std::string_view type_name(Element element) {
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: return "an array";
    case simdjson::dom::element_type::OBJECT: return "an object";
    case simdjson::dom::element_type::STRING: return "a string";
    case simdjson::dom::element_type::BOOL: return "a boolean";
    case simdjson::dom::element_type::NULL_VALUE: return "null";
    default: return "a number";
  }
}

// `element` as T, or a RecordError that names both types.
template <typename T>
T as(Element element, std::string_view key, std::string_view wanted) {
  T value;
  if (element.get(value) != simdjson::SUCCESS) {
    throw RecordError(fmt::format("{} is {}, not {}", one_line(key), type_name(element), wanted));
  }
  return value;
}

template <typename T>
std::vector<T> all_of(Object object, std::string_view key, std::string_view wanted) {
  std::vector<T> all;
  const auto element = get_member(object, key);
  if (!element) return all;
  for (const Element item : as<simdjson::dom::array>(*element, key, "an array")) {
    if (item.is_null()) continue;
    all.push_back(as<T>(item, fmt::format("an item of {}", key), wanted));
  }
  return all;
}

}  // namespace

std::optional<Element> get_member(Object object, std::string_view key) {
  Element element;
  if (object.at_key(key).get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
  return element;
}

std::string_view get_string(Object object, std::string_view key) {
  const auto element = get_member(object, key);
  return element ? as<std::string_view>(*element, key, "a string") : std::string_view{};
}

std::optional<double> get_number(Object object, std::string_view key) {
  const auto element = get_member(object, key);
  if (!element) return std::nullopt;
  return as<double>(*element, key, "a number");
}

std::optional<bool> get_bool(Object object, std::string_view key) {
  const auto element = get_member(object, key);
  if (!element) return std::nullopt;
  return as<bool>(*element, key, "a boolean");
}

std::optional<Object> get_object(Object object, std::string_view key) {
  const auto element = get_member(object, key);
  if (!element) return std::nullopt;
  return as<Object>(*element, key, "an object");
}

std::vector<Object> get_objects(Object object, std::string_view key) { return all_of<Object>(object, key, "an object"); }

std::vector<std::string_view> get_strings(Object object, std::string_view key) {
  return all_of<std::string_view>(object, key, "a string");
}

std::string_view describe(simdjson::error_code error) noexcept {
  switch (error) {
    case simdjson::EMPTY: return "nothing in it";
    case simdjson::UTF8_ERROR: return "not valid UTF-8";
    case simdjson::UNCLOSED_STRING: return "a string is not closed";
    case simdjson::STRING_ERROR: return "a string with a broken escape";
    case simdjson::UNESCAPED_CHARS: return "a control character in a string";
    case simdjson::NUMBER_ERROR: return "a number that is malformed or out of range";
    case simdjson::DEPTH_ERROR: return "nested too deeply";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR: return "a word that is no JSON value";
    case simdjson::CAPACITY: return "larger than 4 GB";
    case simdjson::MEMALLOC: return "not enough memory";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "it ends too early";
    default: return "a comma, colon, bracket or key is missing or superfluous";
  }
}

std::string one_line(std::string_view text, std::size_t longest) {
  std::string line;
  for (const char c : text) {
    if (line.size() == longest) {
      while (!line.empty() && (static_cast<unsigned char>(c) & 0xC0) == 0x80 && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) {
        line.pop_back();  // not in the middle of a character
      }
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !line.empty()) line.pop_back();
      return line + "…";
    }
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  }
  return line;
}

}  // namespace elig::fhir
