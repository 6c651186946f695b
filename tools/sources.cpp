// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/sources.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tools/files.hpp"

namespace elig::tools {
namespace {

constexpr std::size_t block = std::size_t{1} << 18;

[[noreturn]] void fail(const std::string& name, std::string_view reason) { throw FileError(fmt::format("{}: {}", name, reason)); }

std::string reason_of(int error) { return error == ENOENT ? "no such file or folder" : std::strerror(error); }

}  // namespace

FileSource::FileSource(const std::string& path, std::function<void(std::size_t)> progress)
    : name_(path == "-" ? "stdin" : path), progress_(std::move(progress)), owned_(path != "-"), packed_(block) {
  descriptor_ = owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  if (descriptor_ < 0) fail(name_, reason_of(errno));
  struct stat info {};
  if (::fstat(descriptor_, &info) == 0 && S_ISDIR(info.st_mode)) {
    if (owned_) ::close(descriptor_);
    fail(name_, "is a folder");
  }
}

FileSource::~FileSource() {
  if (owned_) ::close(descriptor_);
  if (gzip_) inflateEnd(&stream_);
}

std::size_t FileSource::read_packed(char* into, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(descriptor_, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name_, reason_of(errno));
    if (progress_) progress_(static_cast<std::size_t>(got));
    return static_cast<std::size_t>(got);
  }
}

// Keeps what is not used yet and adds what the file has next.
void FileSource::refill() {
  std::copy(packed_.begin() + static_cast<std::ptrdiff_t>(packed_at_), packed_.begin() + static_cast<std::ptrdiff_t>(packed_end_), packed_.begin());
  packed_end_ -= packed_at_;
  packed_at_ = 0;
  packed_end_ += read_packed(packed_.data() + packed_end_, packed_.size() - packed_end_);
}

std::size_t FileSource::read(char* into, std::size_t size) {
  if (!begun_) {
    begun_ = true;
    for (std::size_t before = 1; packed_end_ < 2 && before != packed_end_;) {
      before = packed_end_;
      refill();
    }
    gzip_ = packed_end_ >= 2 && packed_[0] == '\x1f' && packed_[1] == '\x8b';
    if (gzip_ && inflateInit2(&stream_, 15 + 16) != Z_OK) {
      gzip_ = false;
      fail(name_, "no memory to unpack it");
    }
  }
  if (gzip_) return unpack(into, size);
  if (packed_at_ < packed_end_) {
    const std::size_t part = std::min(size, packed_end_ - packed_at_);
    std::memcpy(into, packed_.data() + packed_at_, part);
    packed_at_ += part;
    return part;
  }
  return read_packed(into, size);
}

std::size_t FileSource::unpack(char* into, std::size_t size) {
  stream_.next_out = reinterpret_cast<Bytef*>(into);
  stream_.avail_out = static_cast<uInt>(std::min(size, std::size_t{1} << 30));
  const uInt room = stream_.avail_out;
  bool file_ended = false;
  while (stream_.avail_out == room) {
    if (packed_end_ - packed_at_ < 2 && !file_ended) {
      const std::size_t before = packed_end_ - packed_at_;
      refill();
      file_ended = packed_end_ - packed_at_ == before;
    }
    if (member_ended_) {
      // Another member may follow; padding after the last one is customary.
      if (packed_end_ - packed_at_ < 2 || packed_[packed_at_] != '\x1f' || packed_[packed_at_ + 1] != '\x8b') return 0;
      inflateReset(&stream_);
      member_ended_ = false;
    }
    if (packed_at_ == packed_end_) fail(name_, fmt::format("truncated gzip: it ends after {} unpacked bytes", unpacked_));
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data() + packed_at_);
    stream_.avail_in = static_cast<uInt>(packed_end_ - packed_at_);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    packed_at_ = packed_end_ - stream_.avail_in;
    if (result == Z_STREAM_END) {
      member_ended_ = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      fail(name_, fmt::format("broken gzip: {}", stream_.msg != nullptr ? stream_.msg : "not a gzip stream"));
    }
  }
  const std::size_t got = room - stream_.avail_out;
  unpacked_ += got;
  return got;
}

}  // namespace elig::tools
