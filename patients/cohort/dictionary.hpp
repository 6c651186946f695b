// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fact.hpp"

/// Every distinct string and coded text once, by number. Numbers count from 0 in the order of first meeting; 0 is the empty
/// string and the text that says nothing. For one thread.
namespace elig::cohort {

struct BytesHash {
  [[nodiscard]] std::size_t operator()(std::string_view bytes) const noexcept;
};

class StringPool {
 public:
  using Number = std::uint32_t;
  StringPool() { (void)number_of(""); }
  StringPool(StringPool&&) = default;
  StringPool& operator=(StringPool&&) = default;

  Number number_of(std::string_view text);
  /// The number, when the string is there.
  [[nodiscard]] const Number* find(std::string_view text) const;
  /// Valid as long as the pool.
  [[nodiscard]] std::string_view operator[](Number number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

 private:
  [[nodiscard]] std::string_view keep(std::string_view text);
  [[nodiscard]] Number number_of_any(std::string_view text);

  /// A string of up to eight bytes, units above all, is found again by its bytes alone.
  struct Short {
    std::uint64_t bytes = 0;
    std::uint32_t size = 0;  ///< 0: nothing here
    Number number = 0;
  };
  static constexpr std::size_t short_places = 64;
  std::array<Short, short_places> short_{};

  std::vector<std::string_view> texts_;
  boost::unordered_flat_map<std::string_view, Number, BytesHash> numbers_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t left_ = 0;   // in the last block
  char* next_ = nullptr;
};

/// A coded text as bytes that are equal exactly when the texts are: the key of a TextPool. Reused, so that meeting a text
/// again allocates nothing.
class TextKey {
 public:
  void clear() { bytes_.clear(); codings_ = 0; }
  void add_coding(std::string_view system, std::string_view code, std::string_view display);
  /// Ends the key; call once, after all codings.
  [[nodiscard]] std::string_view with_text(std::string_view text);
  [[nodiscard]] bool has_codings() const noexcept { return codings_ != 0; }

 private:
  void add(std::string_view part);
  std::string bytes_;
  std::uint32_t codings_ = 0;
};

[[nodiscard]] CodedText text_of_key(std::string_view key);

class TextPool {
 public:
  using Number = std::uint32_t;
  TextPool();
  TextPool(TextPool&&) = default;
  TextPool& operator=(TextPool&&) = default;

  Number number_of_key(std::string_view key);
  Number number_of(const CodedText& text);
  /// At once for texts of this pool, by the words for others.
  Number number_of(const Coded& coded);
  [[nodiscard]] const CodedText& operator[](Number number) const { return texts_[number]; }
  [[nodiscard]] Coded handle(Number number) const { return number == 0 ? Coded{} : Coded::kept(texts_[number]); }
  [[nodiscard]] std::string_view key(Number number) const { return keys_[number]; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

 private:
  StringPool keys_;  // its number 0, the empty string, stands for the text that says nothing
  std::deque<CodedText> texts_;
  boost::unordered_flat_map<const CodedText*, Number> by_address_;
  TextKey scratch_;
};

}  // namespace elig::cohort
