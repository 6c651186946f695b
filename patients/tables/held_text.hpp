// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace elig::tables {

/// The text of a table while it waits to be read. It grows without being copied, and what has been read for the last time is
/// given back to the system piece by piece: large tables would else lie in memory beside the facts made of them. For one thread.
class HeldText {
 public:
  HeldText() = default;
  ~HeldText();
  HeldText(const HeldText&) = delete;
  HeldText& operator=(const HeldText&) = delete;

  /// Room for `size` more bytes, behind those that are there; `add` says how many of them were filled. Throws std::bad_alloc.
  [[nodiscard]] char* room(std::size_t size);
  void add(std::size_t size) noexcept { size_ += size; }

  [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }

  /// The first `size` bytes are not needed any more; what they are is undefined from then on.
  void give_up(std::size_t size) noexcept;

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t given_up_ = 0;
};

}  // namespace elig::tables
