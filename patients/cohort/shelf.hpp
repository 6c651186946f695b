// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Memory that a file stands behind. What is put there stays at its address and can be written to, but need not be in memory
/// while nobody looks at it.
namespace elig::cohort {

class Shelf {
 public:
  /// The file has no name, lies in `folder` and is gone when the shelf is. Null where the system has no room for one.
  [[nodiscard]] static std::unique_ptr<Shelf> in(const std::string& folder);
  ~Shelf();
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  /// A copy of the bytes, from a multiple of 64 on; empty when the disk is full. Any number of threads.
  [[nodiscard]] std::span<std::byte> put(std::span<const std::byte> bytes);
  /// Gives the memory back; what is looked at again comes from the file. Any number of threads, also while others look.
  void release() noexcept;

 private:
  Shelf(int descriptor, std::byte* at, std::size_t room) noexcept : descriptor_(descriptor), at_(at), room_(room) {}

  int descriptor_;
  std::byte* at_;
  std::size_t room_;                  // addresses, not bytes of anything
  std::mutex mutex_;
  std::size_t end_ = 0;
};

/// Elements that stay where they are: in memory of their own, or on a shelf.
template <typename T>
class Kept {
 public:
  Kept() = default;
  Kept(std::vector<T> elements, Shelf* shelf) {
    if (shelf != nullptr && !elements.empty()) {
      const std::span<std::byte> put = shelf->put(std::as_bytes(std::span(elements)));
      elements_ = {reinterpret_cast<T*>(put.data()), put.size() / sizeof(T)};
    }
    if (elements_.empty()) {
      own_ = std::move(elements);
      elements_ = own_;
    }
  }
  Kept(Kept&& other) noexcept : own_(std::move(other.own_)), elements_(std::exchange(other.elements_, {})) {}
  Kept& operator=(Kept&& other) noexcept {
    own_ = std::move(other.own_);
    elements_ = std::exchange(other.elements_, {});
    return *this;
  }

  [[nodiscard]] std::span<T> all() const noexcept { return elements_; }
  [[nodiscard]] T& operator[](std::size_t i) const noexcept { return elements_[i]; }
  [[nodiscard]] T* data() const noexcept { return elements_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return elements_.size(); }

 private:
  std::vector<T> own_;
  std::span<T> elements_;
};

}  // namespace elig::cohort
