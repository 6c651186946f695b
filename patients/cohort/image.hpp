// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The bytes of a cohort: a header, a table of sections, and the sections, each an array of one kind of element. What the
/// sections mean is not known here. docs/cohort.md describes the layout.
namespace elig::cohort {

inline constexpr std::uint32_t format_version = 1;

enum class SectionId : std::uint32_t {
  summary = 1,
  string_bytes,
  string_begins,
  codings,
  text_codings,
  text_words,
  language_begins,
  language_items,
  id_bytes,
  id_begins,
  born,
  person,
  languages,
  fact_begins,
  value_begins,
  coded_begins,
  category_begins,
  extra_begins,
  resource_begins,
  heads,
  codes,
  starts,
  ends,
  recorded,
  values,
  units,
  coded_values,
  categories,
  extras,
  resources,
  refusals,
  end_
};
inline constexpr std::size_t section_count = static_cast<std::size_t>(SectionId::end_) - 1;

using Bytes = std::span<const std::byte>;

template <typename T>
[[nodiscard]] Bytes bytes_of(const std::vector<T>& elements) noexcept {
  return std::as_bytes(std::span(elements));
}

/// What is to be written: every section in pieces, which stay where they are until it is written.
class Draft {
 public:
  Draft() : sections_(section_count) {}
  struct Piece {
    template <typename T>
    explicit Piece(const std::vector<T>& elements) : bytes(bytes_of(elements)), element(sizeof(T)) {}
    Bytes bytes;
    std::uint32_t element;
  };
  void add(SectionId id, const Piece& piece) {
    Section& section = sections_[static_cast<std::size_t>(id) - 1];
    section.element = piece.element;
    if (!piece.bytes.empty()) section.pieces.push_back(piece.bytes);
  }
  template <typename T>
  void add(SectionId id, const std::vector<T>& elements) {
    add(id, Piece(elements));
  }
  /// Called now and then while it is written, by any thread: what was looked at so far may leave the memory.
  void while_writing(std::function<void()> call) { after_ = std::move(call); }

  /// As one buffer.
  [[nodiscard]] std::shared_ptr<const std::uint64_t[]> in_memory(std::size_t& length) const;
  /// As a file; throws PatientError.
  void write(const std::string& path) const;

 private:
  struct Section {
    std::uint32_t element = 1;
    std::vector<Bytes> pieces;
  };
  template <typename Put>
  void lay_out(Put&& put) const;

  std::vector<Section> sections_;
  std::function<void()> after_;
};

/// The bytes of a cohort, checked as far as they can be without knowing what the sections mean.
class Image {
 public:
  /// Maps a file and checks its header and the checksum of every section. Throws PatientError.
  [[nodiscard]] static Image open(const std::string& path);
  [[nodiscard]] static Image in_memory(const Draft& draft);

  /// Throws PatientError when the section's length is not a whole number of elements.
  template <typename T>
  [[nodiscard]] std::span<const T> section(SectionId id) const {
    const Bytes bytes = section_bytes(id, sizeof(T));
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

  /// Of the contents of all sections but the lines on what was left out.
  [[nodiscard]] std::uint64_t checksum() const noexcept { return checksum_; }

  [[noreturn]] void damaged(std::string_view what) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  Image(std::string name, std::shared_ptr<const void> owner, Bytes bytes) : name_(std::move(name)), owner_(std::move(owner)), bytes_(bytes) {}
  void check(bool checksums);
  [[nodiscard]] Bytes section_bytes(SectionId id, std::size_t element) const;

  std::string name_;
  std::shared_ptr<const void> owner_;
  Bytes bytes_;
  std::vector<Bytes> sections_;
  std::uint64_t checksum_ = 0;
};

inline constexpr std::string_view magic = "\x89" "ELIGCO\n";

}  // namespace elig::cohort
