// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fhir/key.hpp"
#include "patients/plain_text.hpp"

/// Typed access to the members of a JSON object. An absent member and a null are nothing; a member of another type than FHIR
/// gives it makes the record unusable (RecordError), it is never read as something it is not.
namespace elig::fhir {

using plain::one_line;

/// Why one record cannot be used. Never leaves the reader: it becomes one refusal line.
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A parsed text as simdjson leaves it: a tape of 64-bit words, whose high byte is the type of what begins there, and the
/// strings behind it. Read as it is, since a resource is walked more often than it is parsed.
struct Tape {
  const std::uint64_t* words = nullptr;
  const char* strings = nullptr;
  std::size_t strings_size = 0;        ///< so many bytes of `strings` can be read at least
};

/// A value of a parsed text. Valid until its document parses another one.
class Element {
 public:
  enum class Type : char {
    object = '{',
    array = '[',
    string = '"',
    integer = 'l',
    large_integer = 'u',               // above the signed ones
    number = 'd',
    yes = 't',
    no = 'f',
    null = 'n'
  };

  Element() = default;
  Element(const Tape& tape, const std::uint64_t* at) noexcept : tape_(&tape), at_(at) {}

  [[nodiscard]] Type type() const noexcept { return type_of(*at_); }
  [[nodiscard]] bool is_null() const noexcept { return type() == Type::null; }
  /// Its text, if it is a string.
  [[nodiscard]] std::string_view text() const noexcept {
    const char* const begin = tape_->strings + (*at_ & payload);
    std::uint32_t length;
    std::memcpy(&length, begin, sizeof length);
    return {begin + sizeof length, length};
  }
  /// Its first word and the one behind its last.
  [[nodiscard]] const std::uint64_t* begin() const noexcept { return at_; }
  [[nodiscard]] const std::uint64_t* end() const noexcept {
    switch (type()) {
      case Type::object:
      case Type::array: return tape_->words + static_cast<std::uint32_t>(*at_);
      case Type::integer:
      case Type::large_integer:
      case Type::number: return at_ + 2;
      default: return at_ + 1;
    }
  }
  [[nodiscard]] const Tape& tape() const noexcept { return *tape_; }

  static constexpr std::uint64_t payload = (std::uint64_t{1} << 56) - 1;
  [[nodiscard]] static constexpr Type type_of(std::uint64_t word) noexcept { return static_cast<Type>(word >> 56); }

 private:
  const Tape* tape_ = nullptr;
  const std::uint64_t* at_ = nullptr;
};

/// Parses one text after the other into the same memory.
class Document {
 public:
  /// `text` has SIMDJSON_PADDING bytes behind it that may be read.
  [[nodiscard]] simdjson::error_code parse(std::string_view text) {
    const auto parsed = parser_.parse(text.data(), text.size(), false);
    if (parsed.error() != simdjson::SUCCESS) return parsed.error();
    tape_ = {parser_.doc.tape.get(), reinterpret_cast<const char*>(parser_.doc.string_buf.get()), parser_.doc.capacity()};
    return simdjson::SUCCESS;
  }
  [[nodiscard]] Element root() const noexcept { return {tape_, tape_.words + 1}; }  // the first word says where the tape ends

  /// Parses the objects that stand one on each line at the begin of `text`, many at once, which costs less than each by itself,
  /// and calls `use` while one is the root; gives what is left from the first line on that is anything else: blank, broken,
  /// longer than a megabyte, not exactly one object. `text` as for `parse`.
  template <typename Use>
  [[nodiscard]] std::string_view parse_lines(std::string_view text, Use&& use) {
#ifdef SIMDJSON_THREADS_ENABLED
    parser_.threaded = false;  // stretches are what threads share
#endif
    simdjson::dom::document_stream stream;
    if (parser_.parse_many(text.data(), text.size(), at_once).get(stream) != simdjson::SUCCESS) return text;
    std::size_t at = 0;
    for (auto document = stream.begin(); document != stream.end(); ++document) {
      if ((*document).error() != simdjson::SUCCESS || document.current_index() != at || text[at] != '{') break;
      const std::string_view object = document.source();
      if (std::memchr(object.data(), '\n', object.size()) != nullptr) break;
      std::size_t end = at + object.size();
      while (end < text.size() && text[end] == '\r') ++end;
      if (end < text.size() && text[end] != '\n') break;
      tape_ = {parser_.doc.tape.get(), reinterpret_cast<const char*>(parser_.doc.string_buf.get()), parser_.doc.capacity()};
      use();
      at = std::min(end + 1, text.size());
    }
    return text.substr(at);
  }

 private:
  static constexpr std::size_t at_once = std::size_t{1} << 20;
  simdjson::dom::parser parser_;
  Tape tape_;
};

/// The members of one object by their keys. A reader asks a resource for thirty members of which it has ten; walking the
/// object for each would cost more than parsing it.
class Members {
 public:
  void fill(Element object) noexcept;
  /// Null when there is none.
  [[nodiscard]] const std::uint64_t* find(Key key) const noexcept { return values_[key.number()]; }

 private:
  std::array<const std::uint64_t*, Key::count> values_{};   ///< the first member of each name
  std::array<std::uint8_t, Key::count> filled_{};
  std::size_t size_ = 0;
};

/// A JSON object; the one that is being read goes by its members.
class Object {
 public:
  explicit Object(Element object, const Members* members = nullptr) noexcept : object_(object), members_(members) {}

  /// Calls `use(key, value)` for each member in the order of the text.
  template <typename Use>
  void each(Use&& use) const {
    const std::uint64_t* const end = object_.end() - 1;
    for (const std::uint64_t* at = object_.begin() + 1; at != end;) {
      const Element value(object_.tape(), at + 1);
      use(Element(object_.tape(), at).text(), value);
      at = value.end();
    }
  }
  /// The first member of that name.
  [[nodiscard]] std::optional<Element> find(Key key) const noexcept {
    if (members_ != nullptr) {
      const std::uint64_t* const found = members_->find(key);
      if (found == nullptr || Element::type_of(*found) == Element::Type::null) return std::nullopt;
      return Element(object_.tape(), found);
    }
    const std::uint64_t* const end = object_.end() - 1;
    for (const std::uint64_t* at = object_.begin() + 1; at != end;) {
      const Element value(object_.tape(), at + 1);
      if (key.is(Element(object_.tape(), at).text())) return value.is_null() ? std::nullopt : std::optional(value);
      at = value.end();
    }
    return std::nullopt;
  }
  [[nodiscard]] Element element() const noexcept { return object_; }

 private:
  Element object_;
  const Members* members_;
};

/// Throws a RecordError that names both types.
[[noreturn]] void wrong_type(Element element, std::string_view key, std::string_view wanted);
[[noreturn]] void wrong_item(Element element, std::string_view key, std::string_view wanted);

[[nodiscard]] inline std::string_view string_in(Element element, std::string_view key) {
  if (element.type() != Element::Type::string) wrong_type(element, key, "a string");
  return element.text();
}
[[nodiscard]] inline double number_in(Element element, std::string_view key) {
  const std::uint64_t number = element.begin()[1];
  switch (element.type()) {
    case Element::Type::number: return std::bit_cast<double>(number);
    case Element::Type::integer: return static_cast<double>(static_cast<std::int64_t>(number));
    case Element::Type::large_integer: return static_cast<double>(number);
    default: wrong_type(element, key, "a number");
  }
}
[[nodiscard]] inline bool bool_in(Element element, std::string_view key) {
  if (element.type() != Element::Type::yes && element.type() != Element::Type::no) wrong_type(element, key, "a boolean");
  return element.type() == Element::Type::yes;
}
[[nodiscard]] inline Object object_in(Element element, std::string_view key) {
  if (element.type() != Element::Type::object) wrong_type(element, key, "an object");
  return Object(element);
}

/// The values of an array, nulls among them.
class Elements {
 public:
  class Iterator {
   public:
    Iterator(const Tape* tape, const std::uint64_t* at) noexcept : tape_(tape), at_(at) {}
    [[nodiscard]] Element operator*() const noexcept { return {*tape_, at_}; }
    Iterator& operator++() noexcept {
      at_ = (**this).end();
      return *this;
    }
    [[nodiscard]] bool operator!=(const Iterator& other) const noexcept { return at_ != other.at_; }

   private:
    const Tape* tape_;
    const std::uint64_t* at_;
  };

  Elements() = default;
  Elements(Element array, std::string_view key) {
    if (array.type() != Element::Type::array) wrong_type(array, key, "an array");
    tape_ = &array.tape();
    begin_ = array.begin() + 1;
    end_ = array.end() - 1;
  }
  [[nodiscard]] Iterator begin() const noexcept { return {tape_, begin_}; }
  [[nodiscard]] Iterator end() const noexcept { return {tape_, end_}; }

 private:
  const Tape* tape_ = nullptr;
  const std::uint64_t* begin_ = nullptr;
  const std::uint64_t* end_ = nullptr;
};

/// The objects of an array, nulls left out; of an absent array none.
class Objects {
 public:
  class Iterator {
   public:
    Iterator(Elements::Iterator at, Elements::Iterator end, std::string_view key) noexcept : at_(at), end_(end), key_(key) { skip(); }
    [[nodiscard]] Object operator*() const {
      const Element element = *at_;
      if (element.type() != Element::Type::object) wrong_item(element, key_, "an object");
      return Object(element);
    }
    Iterator& operator++() noexcept {
      ++at_;
      skip();
      return *this;
    }
    [[nodiscard]] bool operator!=(const Iterator& other) const noexcept { return at_ != other.at_; }

   private:
    void skip() noexcept {
      while (at_ != end_ && (*at_).is_null()) ++at_;
    }
    Elements::Iterator at_, end_;
    std::string_view key_;
  };

  Objects() = default;
  Objects(Element array, std::string_view key) : elements_(array, key), key_(key) {}
  [[nodiscard]] Iterator begin() const noexcept { return {elements_.begin(), elements_.end(), key_}; }
  [[nodiscard]] Iterator end() const noexcept { return {elements_.end(), elements_.end(), key_}; }
  [[nodiscard]] bool empty() const noexcept { return !(begin() != end()); }
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t n = 0;
    for (auto each = begin(); each != end(); ++each) ++n;
    return n;
  }
  [[nodiscard]] Object front() const { return *begin(); }

 private:
  Elements elements_;
  std::string_view key_;
};

[[nodiscard]] inline std::optional<Element> get_member(const Object& object, Key key) { return object.find(key); }

[[nodiscard]] inline std::string_view get_string(const Object& object, Key key) {  ///< "" when absent
  const auto element = object.find(key);
  return element ? string_in(*element, key.name()) : std::string_view{};
}
[[nodiscard]] inline std::optional<double> get_number(const Object& object, Key key) {
  const auto element = object.find(key);
  return element ? std::optional(number_in(*element, key.name())) : std::nullopt;
}
[[nodiscard]] inline std::optional<bool> get_bool(const Object& object, Key key) {
  const auto element = object.find(key);
  return element ? std::optional(bool_in(*element, key.name())) : std::nullopt;
}
[[nodiscard]] inline std::optional<Object> get_object(const Object& object, Key key) {
  const auto element = object.find(key);
  return element ? std::optional(object_in(*element, key.name())) : std::nullopt;
}
[[nodiscard]] inline Objects get_objects(const Object& object, Key key) {  ///< an array of objects
  const auto element = object.find(key);
  return element ? Objects(*element, key.name()) : Objects();
}
[[nodiscard]] std::vector<std::string_view> get_strings(const Object& object, Key key);  ///< an array of strings

/// What is wrong with JSON text that simdjson refuses, in words.
[[nodiscard]] std::string_view describe(simdjson::error_code error) noexcept;

}  // namespace elig::fhir
