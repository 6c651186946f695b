// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "grammar/ast.hpp"

/// Atoms and rules as bytes: small whole numbers in as few bytes as they need, little-endian doubles, counted strings. What is
/// written comes back equal.
namespace elig::engine {

static_assert(std::endian::native == std::endian::little, "index files are little-endian");

class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void real(double value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  void clear() noexcept { bytes_.clear(); }

 private:
  std::string bytes_;
};

/// Throws std::runtime_error when the bytes end early or say what cannot be.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) broken();
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    broken();
  }
  [[nodiscard]] std::uint32_t small() {
    const std::uint64_t value = number();
    if (value > 0xffffffff) broken();
    return static_cast<std::uint32_t>(value);
  }
  /// A number of things to come, each of at least a byte.
  [[nodiscard]] std::size_t count() {
    const std::uint64_t value = number();
    if (value > rest_.size()) broken();
    return static_cast<std::size_t>(value);
  }
  template <typename Enumeration>
  [[nodiscard]] Enumeration one_of(Enumeration last) {
    const std::uint64_t value = number();
    if (value > static_cast<std::uint64_t>(last)) broken();
    return static_cast<Enumeration>(value);
  }
  [[nodiscard]] bool flag() { return number() != 0; }
  [[nodiscard]] double real() {
    if (rest_.size() < sizeof(double)) broken();
    double value = 0;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  [[nodiscard]] std::string_view text() {
    const std::size_t n = count();
    const std::string_view value = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return value;
  }
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

 private:
  [[noreturn]] static void broken() { throw std::runtime_error("the bytes make no sense"); }
  std::string_view rest_;
};

/// Spans are written as distances from `origin`, so that a criterion reads the same wherever it stands in a study. Without
/// `spans` they are left out: a question has none.
void write_atom(Writer& out, const Atom& atom, bool spans, std::uint32_t origin = 0);
[[nodiscard]] Atom read_atom(Reader& in, bool spans, std::uint32_t origin = 0);

void write_rule(Writer& out, const Rule& rule, std::uint32_t origin);
[[nodiscard]] Rule read_rule(Reader& in, std::uint32_t origin);

void write_span(Writer& out, Span span, std::uint32_t origin);
[[nodiscard]] Span read_span(Reader& in, std::uint32_t origin);

}  // namespace elig::engine
