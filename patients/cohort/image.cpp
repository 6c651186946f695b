// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/image.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tbb/parallel_for.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "patients/cohort/new_file.hpp"
#include "patients/plain_text.hpp"
#include "patients/read.hpp"

namespace elig::cohort {
namespace {

static_assert(std::endian::native == std::endian::little, "cohort files are little-endian");

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t sections;
  std::uint64_t length;     // of the whole file
  std::uint32_t checksum;   // of header and table, this field being 0
  std::uint32_t reserved;
};
static_assert(sizeof(Header) == 32);

struct TableEntry {
  std::uint32_t id;
  std::uint32_t element;    // bytes an element
  std::uint64_t offset;
  std::uint64_t length;     // bytes
  std::uint32_t checksum;   // CRC-32 of the section
  std::uint32_t reserved;
};
static_assert(sizeof(TableEntry) == 32);

constexpr std::size_t table_end = sizeof(Header) + section_count * sizeof(TableEntry);
constexpr std::size_t alignment = 64;
constexpr std::size_t stretch = std::size_t{8} << 20;  // bytes whose checksum one thread takes at a time
constexpr std::size_t parts_between = 32;              // that many parts, or pieces, until memory is given back

constexpr std::uint64_t aligned(std::uint64_t offset) noexcept { return (offset + alignment - 1) / alignment * alignment; }

std::uint32_t crc(std::uint32_t so_far, Bytes bytes) noexcept {
  return static_cast<std::uint32_t>(crc32_z(so_far, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

// CRC-32 of pieces that follow each other, by several threads; `after` (may be empty) is called now and then.
std::uint32_t checksum_of(const std::vector<Bytes>& pieces, const std::function<void()>& after = {}) {
  std::vector<Bytes> parts;
  for (Bytes piece : pieces) {
    for (; piece.size() > stretch; piece = piece.subspan(stretch)) parts.push_back(piece.first(stretch));
    parts.push_back(piece);
  }
  std::vector<std::uint32_t> sums(parts.size());
  tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t i) {
    sums[i] = crc(0, parts[i]);
    if (after && i % parts_between == 0) after();
  });
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all = static_cast<std::uint32_t>(crc32_combine(all, sums[i], static_cast<z_off_t>(parts[i].size())));
  }
  return all;
}

std::uint32_t checksum_of(Header header, std::span<const TableEntry> table) noexcept {
  header.checksum = 0;
  return crc(crc(0, std::as_bytes(std::span(&header, 1))), std::as_bytes(table));
}

PatientError error(const std::string& name, std::string_view reason) {
  return PatientError(fmt::format("{}: {}", plain::one_line(name, 200), reason));
}

}  // namespace

// Calls `put` with the bytes of the whole, in order.
template <typename Put>
void Draft::lay_out(Put&& put) const {
  std::vector<TableEntry> table(section_count);
  std::uint64_t offset = aligned(table_end);
  for (std::size_t i = 0; i < section_count; ++i) {
    std::uint64_t length = 0;
    for (const Bytes piece : sections_[i].pieces) length += piece.size();
    table[i] = {static_cast<std::uint32_t>(i + 1), sections_[i].element, offset, length, checksum_of(sections_[i].pieces, after_), 0};
    offset = aligned(offset + length);
  }
  Header header{};
  std::memcpy(header.magic, magic.data(), magic.size());
  header.version = format_version;
  header.sections = section_count;
  header.length = offset;
  header.checksum = checksum_of(header, table);

  constexpr std::byte zeros[alignment]{};
  put(std::as_bytes(std::span(&header, 1)));
  put(std::as_bytes(std::span(table)));
  std::uint64_t at = table_end;
  const auto pad = [&] {
    put(Bytes(zeros).first(static_cast<std::size_t>(aligned(at) - at)));
    at = aligned(at);
  };
  pad();
  for (const Section& section : sections_) {
    std::size_t put_so_far = 0;
    for (const Bytes piece : section.pieces) {
      put(piece);
      at += piece.size();
      if (after_ && ++put_so_far % parts_between == 0) after_();
    }
    pad();
    if (after_) after_();
  }
}

std::shared_ptr<const std::uint64_t[]> Draft::in_memory(std::size_t& length) const {
  std::uint64_t total = aligned(table_end);
  for (const Section& section : sections_) {
    for (const Bytes piece : section.pieces) total += piece.size();
    total = aligned(total);
  }
  auto buffer = std::make_shared_for_overwrite<std::uint64_t[]>(static_cast<std::size_t>(total / sizeof(std::uint64_t)));
  auto* at = reinterpret_cast<std::byte*>(buffer.get());
  lay_out([&](Bytes bytes) { at = std::copy(bytes.begin(), bytes.end(), at); });
  length = static_cast<std::size_t>(total);
  return buffer;
}

void Draft::write(const std::string& path) const {
  NewFile file(path);
  lay_out([&](Bytes bytes) { file.write(bytes); });
  file.commit();
}

Image Image::in_memory(const Draft& draft) {
  std::size_t length = 0;
  const auto buffer = draft.in_memory(length);
  Image image("cohort in memory", buffer, Bytes(reinterpret_cast<const std::byte*>(buffer.get()), length));
  image.check(false);
  return image;
}

Image Image::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw error(path, errno == ENOENT ? "no such file or folder" : std::strerror(errno));
  struct stat info {};
  const bool regular = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
  const auto length = static_cast<std::size_t>(info.st_size);
  void* at = regular && length > 0 ? ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
  const int reason = errno;
  ::close(descriptor);
  if (!regular) throw error(path, "not a regular file");
  if (length == 0) throw error(path, "empty");
  if (at == MAP_FAILED) throw error(path, std::strerror(reason));
  const std::shared_ptr<const void> owner(at, [length](const void* mapped) { ::munmap(const_cast<void*>(mapped), length); });
  Image image(path, owner, Bytes(static_cast<const std::byte*>(at), length));
  image.check(true);
  return image;
}

void Image::damaged(std::string_view what) const { throw error(name_, fmt::format("damaged cohort file: {}", what)); }

void Image::check(bool checksums) {
  if (bytes_.size() < sizeof(Header) || std::memcmp(bytes_.data(), magic.data(), magic.size()) != 0) {
    throw error(name_, "no cohort file (elig cohort build makes one)");
  }
  Header header;
  std::memcpy(&header, bytes_.data(), sizeof header);
  if (header.version != format_version) {
    throw error(name_, fmt::format("a cohort file of format {}; this program reads format {}", header.version, format_version));
  }
  if (header.sections != section_count || bytes_.size() < table_end) damaged("its header is not whole");
  std::vector<TableEntry> table(section_count);
  std::memcpy(table.data(), bytes_.data() + sizeof header, section_count * sizeof(TableEntry));
  if (checksum_of(header, table) != header.checksum) damaged("the checksum of its header does not fit");
  if (header.length != bytes_.size()) {
    damaged(fmt::format("{} bytes of {}", bytes_.size(), header.length));
  }
  sections_.clear();
  checksum_ = 0xcbf29ce484222325U;  // FNV-1a
  for (std::size_t i = 0; i < section_count; ++i) {
    // What was left out is named with its file, wherever that lay.
    if (i + 1 != static_cast<std::size_t>(SectionId::refusals)) checksum_ = (checksum_ ^ table[i].checksum) * 0x100000001b3U;
    const TableEntry& entry = table[i];
    if (entry.id != i + 1 || entry.element == 0 || entry.offset % alignment != 0 || entry.offset > bytes_.size() ||
        entry.length > bytes_.size() - entry.offset) {
      damaged(fmt::format("section {} lies outside it", i + 1));
    }
    sections_.push_back(bytes_.subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.length)));
    if (checksums && checksum_of({sections_.back()}) != entry.checksum) {
      damaged(fmt::format("the checksum of section {} does not fit", i + 1));
    }
  }
}

Bytes Image::section_bytes(SectionId id, std::size_t element) const {
  const Bytes bytes = sections_[static_cast<std::size_t>(id) - 1];
  if (bytes.size() % element != 0) damaged(fmt::format("section {} has half an element", static_cast<std::uint32_t>(id)));
  return bytes;
}

}  // namespace elig::cohort
