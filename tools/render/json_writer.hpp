// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace elig::tools {

/// One line of JSON, written from front to back: for results so large that a tree of objects, built first and printed then, takes
/// as long as making the results. The bytes are those that `line_of` gives for the tree. Names of members are plain words.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    fresh_ = false;
  }
  void key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    fresh_ = true;
  }
  void raw(std::string_view token) {
    separate();
    out_ += token;
  }
  void yes(bool value) { raw(value ? "true" : "false"); }
  void whole(std::int64_t value) {
    char digits[24];
    raw({digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)});
  }
  /// Shortest form, with a fraction; what is not finite is null.
  void real(double value) {
    if (value == 0 && !std::signbit(value)) raw("0.0");
    else if (value == 1) raw("1.0");
    else raw(nlohmann::json(value).dump());
  }
  /// As `number_json`: whole numbers without a fraction.
  void number(double value) {
    if (std::isfinite(value) && value == std::trunc(value) && std::fabs(value) < 9007199254740992.0) whole(static_cast<std::int64_t>(value));
    else real(value);
  }
  void text(std::string_view value) {
    separate();
    if (std::all_of(value.begin(), value.end(), [](char c) { return plain(c); })) {
      out_ += '"';
      out_ += value;
      out_ += '"';
    } else {
      escape(value);
    }
  }

 private:
  static bool plain(char c) { return c >= ' ' && c != '"' && c != '\\' && static_cast<unsigned char>(c) < 0x80; }

  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }

  // ASCII by hand; what may be no UTF-8 is nlohmann's to judge
  void escape(std::string_view value) {
    if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80 || (c < ' ' && c != '\n' && c != '\t' && c != '\r'); })) {
      out_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      return;
    }
    out_ += '"';
    for (const char c : value) {
      if (plain(c)) {
        out_ += c;
        continue;
      }
      out_ += '\\';
      out_ += c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : c;
    }
    out_ += '"';
  }

  std::string& out_;
  bool fresh_ = true;
};

}  // namespace elig::tools
