// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/index/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace elig::engine {
namespace {

constexpr std::array<char, 8> magic{'e', 'l', 'i', 'g', 's', 't', 'u', 'd'};
constexpr std::uint32_t version = 3;

struct Header {
  std::array<char, 8> magic;
  std::uint32_t version = 0, rooms = 0;
  std::uint64_t size = 0;        ///< of the whole file
  std::uint32_t table_sum = 0;   ///< over the table of sections
  std::uint32_t header_sum = 0;  ///< over what stands before it
};
static_assert(sizeof(Header) == 32);

struct Place {
  std::uint64_t at = 0, length = 0;
  std::uint32_t sum = 0, room = 0;
};
static_assert(sizeof(Place) == 24);

constexpr std::size_t padded(std::size_t n) { return (n + 7) & ~std::size_t{7}; }

template <typename Item>
std::string_view raw(const Item& item) {
  return {reinterpret_cast<const char*>(&item), sizeof item};
}

/// Texts are large and few of them are read; each carries its own sum.
bool checked_when_read(Room room) { return room == Room::criterion_bytes || room == Room::study_bytes || room == Room::question_bytes; }

}  // namespace

std::uint32_t sum_of(std::string_view bytes) noexcept {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

void seal(std::string& bytes, std::string_view more) {
  const std::uint32_t sum = sum_of(more);
  bytes.append(more).append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

std::string_view unsealed(std::string_view bytes) {
  std::uint32_t sum = 0;
  if (bytes.size() >= sizeof sum) {
    std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
    bytes.remove_suffix(sizeof sum);
    if (sum_of(bytes) == sum) return bytes;
  }
  throw std::runtime_error("corrupt: a text does not match its check sum");
}

void RoomWriter::add(Room room, std::string_view bytes) { entries_.push_back({room, bytes}); }

void RoomWriter::write(const std::function<void(std::string_view)>& out) const {
  std::vector<Place> table;
  std::uint64_t at = sizeof(Header) + entries_.size() * sizeof(Place);
  for (const Entry& entry : entries_) {
    table.push_back({at, entry.bytes.size(), checked_when_read(entry.room) ? 0 : sum_of(entry.bytes), static_cast<std::uint32_t>(entry.room)});
    at += padded(entry.bytes.size());
  }
  const std::string_view table_bytes(reinterpret_cast<const char*>(table.data()), table.size() * sizeof(Place));
  Header header{magic, version, static_cast<std::uint32_t>(entries_.size()), at, sum_of(table_bytes), 0};
  header.header_sum = sum_of(raw(header).substr(0, offsetof(Header, header_sum)));
  out(raw(header));
  out(table_bytes);
  for (const Entry& entry : entries_) {
    constexpr std::string_view zeros("\0\0\0\0\0\0\0", 7);
    out(entry.bytes);
    out(zeros.substr(0, padded(entry.bytes.size()) - entry.bytes.size()));
  }
}

RoomFile::RoomFile(const std::string& path) : path_(path), rooms_(static_cast<std::size_t>(Room::count)) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(errno == ENOENT ? "no such file" : std::strerror(errno));
  struct stat info {};
  const bool regular = ::fstat(file, &info) == 0 && S_ISREG(info.st_mode);
  void* mapped = MAP_FAILED;
  size_ = regular ? static_cast<std::size_t>(info.st_size) : 0;
  if (size_ >= sizeof(Header)) mapped = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (!regular) fail("is no file");
  if (size_ < sizeof(Header)) fail("no index of studies: it is too short");
  if (mapped == MAP_FAILED) fail("cannot be mapped into memory");
  data_ = static_cast<const char*>(mapped);
  struct Unmap {  // until all is known to be well
    RoomFile* file;
    ~Unmap() {
      if (file != nullptr) ::munmap(const_cast<char*>(std::exchange(file->data_, nullptr)), file->size_);
    }
  } unmap{this};

  Header header;
  std::memcpy(&header, data_, sizeof header);
  if (header.magic != magic) fail("no index of studies");
  if (header.version != version) fail(fmt::format("an index of format {}; this program reads format {}: build it again", header.version, version));
  if (header.header_sum != sum_of({data_, offsetof(Header, header_sum)})) fail("corrupt: its header does not match its check sum");
  if (header.size != size_) fail(fmt::format("truncated: {} of {} bytes", size_, header.size));
  const std::size_t table_size = header.rooms * sizeof(Place);
  if (header.rooms > 1000 || sizeof(Header) + table_size > size_) fail("corrupt: its table of sections is too long");
  const std::string_view table(data_ + sizeof(Header), table_size);
  if (header.table_sum != sum_of(table)) fail("corrupt: its table of sections does not match its check sum");
  for (std::size_t i = 0; i < header.rooms; ++i) {
    Place place;
    std::memcpy(&place, table.data() + i * sizeof place, sizeof place);
    if (place.at > size_ || place.length > size_ - place.at || place.room >= rooms_.size()) fail("corrupt: a section lies outside the file");
    const std::string_view bytes(data_ + place.at, place.length);
    const auto room = static_cast<Room>(place.room);
    if (!checked_when_read(room) && sum_of(bytes) != place.sum) fail(fmt::format("corrupt: section {} does not match its check sum", place.room));
    rooms_[place.room] = bytes;
  }
  unmap.file = nullptr;
}

RoomFile::~RoomFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

void RoomFile::fail(std::string_view reason) const { throw std::runtime_error(fmt::format("{}: {}", path_, reason)); }

}  // namespace elig::engine
