// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The index's file: a header, a table of sections, the sections themselves, each at a multiple of eight bytes with its own
/// check sum. All numbers are little-endian.
namespace elig::engine {

/// The rooms of an index file. Numbers are part of the format: new ones go to the end.
enum class Room : std::uint32_t {
  about,
  question_ends, question_bytes, questions, question_selection, silences, looks, words,
  programs, program_words,
  study_ends, study_programs, study_group_ends, study_groups, study_keys,
  key_ends, postings, key_literal_ends, key_literals, finder_ends, finders, asking_ends, asking,
  criterion_ends, criterion_bytes, study_bytes_ends, study_bytes,
  count
};

/// Collects sections and writes them out. The bytes given must live until `write`.
class RoomWriter {
 public:
  void add(Room room, std::string_view bytes);
  template <typename Item>
  void add(Room room, const std::vector<Item>& items) {
    add(room, std::string_view(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item)));
  }
  void write(const std::function<void(std::string_view)>& out) const;

 private:
  struct Entry {
    Room room;
    std::string_view bytes;
  };
  std::vector<Entry> entries_;
};

/// A mapped index file. Immutable; share it between threads.
class RoomFile {
 public:
  /// Throws std::runtime_error with one line: name, what is wrong. Sections that every match reads are checked against their
  /// sums; single questions and texts, when they are read (`unsealed`).
  explicit RoomFile(const std::string& path);
  ~RoomFile();
  RoomFile(const RoomFile&) = delete;
  RoomFile& operator=(const RoomFile&) = delete;

  [[nodiscard]] std::string_view bytes(Room room) const noexcept { return rooms_[static_cast<std::size_t>(room)]; }
  template <typename Item>
  [[nodiscard]] std::span<const Item> items(Room room) const noexcept {
    const std::string_view all = bytes(room);
    return {reinterpret_cast<const Item*>(all.data()), all.size() / sizeof(Item)};
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[noreturn]] void fail(std::string_view reason) const;

 private:
  std::string path_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::vector<std::string_view> rooms_;
};

/// Bytes with their sum behind them, and back: throws std::runtime_error when they do not match.
void seal(std::string& bytes, std::string_view more);
[[nodiscard]] std::string_view unsealed(std::string_view bytes);

/// CRC-32 of the bytes.
[[nodiscard]] std::uint32_t sum_of(std::string_view bytes) noexcept;

}  // namespace elig::engine
