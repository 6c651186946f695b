// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/json.hpp"

#include <fmt/format.h>

namespace elig::fhir {
namespace {

std::string_view type_name(Element element) {
  switch (element.type()) {
    case Element::Type::array: return "an array";
    case Element::Type::object: return "an object";
    case Element::Type::string: return "a string";
    case Element::Type::yes:
    case Element::Type::no: return "a boolean";
    case Element::Type::null: return "null";
    default: return "a number";
  }
}

}  // namespace

void Members::fill(Element object) noexcept {
  while (size_ > 0) values_[filled_[--size_]] = nullptr;
  const Tape& tape = object.tape();
  const std::uint64_t* const end = object.end() - 1;
  for (const std::uint64_t* at = object.begin() + 1; at != end;) {
    const std::size_t number = Key::number_of(Element(tape, at).text());
    if (number != 0 && values_[number] == nullptr) {
      values_[number] = at + 1;
      filled_[size_++] = static_cast<std::uint8_t>(number);
    }
    at = Element(tape, at + 1).end();
  }
}

void wrong_type(Element element, std::string_view key, std::string_view wanted) {
  throw RecordError(fmt::format("{} is {}, not {}", one_line(key), type_name(element), wanted));
}

void wrong_item(Element element, std::string_view key, std::string_view wanted) { wrong_type(element, fmt::format("an item of {}", key), wanted); }

std::vector<std::string_view> get_strings(const Object& object, Key key) {
  std::vector<std::string_view> all;
  const auto element = get_member(object, key);
  if (!element) return all;
  for (const Element item : Elements(*element, key.name())) {
    if (item.is_null()) continue;
    if (item.type() != Element::Type::string) wrong_item(item, key.name(), "a string");
    all.push_back(item.text());
  }
  return all;
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

}  // namespace elig::fhir
