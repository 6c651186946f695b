// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Typed access to the members of a JSON object. An absent member and a null are nothing; a member of another type than FHIR
/// gives it makes the record unusable (RecordError), it is never read as something it is not.
namespace elig::fhir {

using Element = simdjson::dom::element;

/// Why one record cannot be used. Never leaves the reader: it becomes one refusal line.
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The members of one object by their names. A reader asks a resource for thirty members of which it has ten; walking the
/// object for each would cost more than parsing it.
class Members {
 public:
  void fill(simdjson::dom::object object) noexcept;
  [[nodiscard]] bool usable() const noexcept { return usable_; }
  [[nodiscard]] const Element* find(std::string_view key) const noexcept {
    for (std::size_t slot = slot_of(key);; slot = (slot + 1) % slots) {
      const std::uint8_t number = numbers_[slot];
      if (number == 0) return nullptr;
      if (keys_[number - 1U] == key) return &values_[number - 1U];
    }
  }

 private:
  static constexpr std::size_t slots = 64;
  static constexpr std::size_t most = 40;
  [[nodiscard]] static constexpr std::size_t slot_of(std::string_view key) noexcept {
    if (key.empty()) return 0;
    return (key.size() * 5 + static_cast<unsigned char>(key.front()) * 3U + static_cast<unsigned char>(key.back()) * 7U +
            static_cast<unsigned char>(key[key.size() / 2]) * 11U) %
           slots;
  }
  std::array<std::uint8_t, slots> numbers_{};  ///< 0: nothing there
  std::array<std::string_view, most> keys_;
  std::array<Element, most> values_;
  bool usable_ = false;
};

/// A JSON object; the one that is being read goes by its members.
class Object {
 public:
  Object() = default;
  Object(simdjson::dom::object object, const Members* members = nullptr) : object_(object), members_(members) {}  // NOLINT
  [[nodiscard]] std::optional<Element> find(std::string_view key) const noexcept {
    if (members_ != nullptr) {
      const Element* found = members_->find(key);
      if (found == nullptr || found->is_null()) return std::nullopt;
      return *found;
    }
    Element element;
    if (object_.at_key(key).get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
    return element;
  }
  [[nodiscard]] simdjson::dom::object fields() const noexcept { return object_; }

 private:
  simdjson::dom::object object_;
  const Members* members_ = nullptr;
};

/// Throws a RecordError that names both types.
[[noreturn]] void wrong_type(Element element, std::string_view key, std::string_view wanted);
[[noreturn]] void wrong_item(Element element, std::string_view key, std::string_view wanted);

template <typename T>
[[nodiscard]] T as(Element element, std::string_view key, std::string_view wanted) {
  T value;
  if (element.get(value) != simdjson::SUCCESS) wrong_type(element, key, wanted);
  return value;
}

/// The objects of an array, nulls left out; of an absent array none.
class Objects {
 public:
  class Iterator {
   public:
    using At = std::optional<simdjson::dom::array::iterator>;
    Iterator(At at, At end, std::string_view key) : at_(at), end_(end), key_(key) { skip(); }
    [[nodiscard]] Object operator*() const {
      simdjson::dom::object object;
      if ((**at_).get(object) != simdjson::SUCCESS) wrong_item(**at_, key_, "an object");
      return object;
    }
    Iterator& operator++() {
      ++*at_;
      skip();
      return *this;
    }
    [[nodiscard]] bool operator!=(const Iterator& other) const noexcept { return at_ && *at_ != *other.at_; }

   private:
    void skip() {
      while (at_ && *at_ != *end_ && (**at_).is_null()) ++*at_;
    }
    At at_, end_;
    std::string_view key_;
  };

  Objects() = default;
  Objects(simdjson::dom::array array, std::string_view key) : array_(array), key_(key) {}
  [[nodiscard]] Iterator begin() const { return array_ ? Iterator{array_->begin(), array_->end(), key_} : Iterator{{}, {}, key_}; }
  [[nodiscard]] Iterator end() const { return array_ ? Iterator{array_->end(), array_->end(), key_} : Iterator{{}, {}, key_}; }
  [[nodiscard]] bool empty() const { return !(begin() != end()); }
  [[nodiscard]] std::size_t size() const {
    std::size_t n = 0;
    for (auto each = begin(); each != end(); ++each) ++n;
    return n;
  }
  [[nodiscard]] Object front() const { return *begin(); }

 private:
  std::optional<simdjson::dom::array> array_;
  std::string_view key_;
};

[[nodiscard]] inline std::optional<Element> get_member(const Object& object, std::string_view key) { return object.find(key); }

[[nodiscard]] inline std::string_view get_string(const Object& object, std::string_view key) {  ///< "" when absent
  const auto element = object.find(key);
  return element ? as<std::string_view>(*element, key, "a string") : std::string_view{};
}
[[nodiscard]] inline std::optional<double> get_number(const Object& object, std::string_view key) {
  const auto element = object.find(key);
  return element ? std::optional(as<double>(*element, key, "a number")) : std::nullopt;
}
[[nodiscard]] inline std::optional<bool> get_bool(const Object& object, std::string_view key) {
  const auto element = object.find(key);
  return element ? std::optional(as<bool>(*element, key, "a boolean")) : std::nullopt;
}
[[nodiscard]] inline std::optional<Object> get_object(const Object& object, std::string_view key) {
  const auto element = object.find(key);
  return element ? std::optional<Object>(as<simdjson::dom::object>(*element, key, "an object")) : std::nullopt;
}
[[nodiscard]] inline Objects get_objects(const Object& object, std::string_view key) {  ///< an array of objects
  const auto element = object.find(key);
  return element ? Objects(as<simdjson::dom::array>(*element, key, "an array"), key) : Objects();
}
[[nodiscard]] std::vector<std::string_view> get_strings(const Object& object, std::string_view key);  ///< an array of strings

/// What is wrong with JSON text that simdjson refuses, in words.
[[nodiscard]] std::string_view describe(simdjson::error_code error) noexcept;

/// `text` as part of a one-line message: control characters become '?', long text is cut.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t longest = 80);

}  // namespace elig::fhir
