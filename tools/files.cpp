// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace elig::tools {
namespace fs = std::filesystem;
namespace {

/// More than this is no study and no patient record; it guards against a small gzip that unpacks without end.
constexpr std::size_t largest = std::size_t{8} << 30;
constexpr std::size_t chunk = std::size_t{1} << 18;

[[noreturn]] void fail(const std::string& name, std::string_view reason) { throw FileError(fmt::format("{}: {}", name, reason)); }

std::string shown(const std::string& name) { return name == "-" ? "standard input" : name; }

std::string reason_of(int error) { return error == ENOENT ? "no such file or folder" : std::strerror(error); }

bool hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

struct Descriptor {
  int number = -1;
  bool owned = false;
  Descriptor(int n, bool o) : number(n), owned(o) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (owned) ::close(number);
  }
};

std::string read_all(int descriptor, const std::string& name) {
  std::string bytes;
  struct stat info {};
  if (::fstat(descriptor, &info) == 0) {
    if (S_ISDIR(info.st_mode)) fail(name, "is a folder");
    if (S_ISREG(info.st_mode) && info.st_size > 0) bytes.reserve(std::min(static_cast<std::size_t>(info.st_size) + 1, largest));
  }
  for (;;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + chunk);
    const ssize_t got = ::read(descriptor, bytes.data() + before, chunk);
    if (got < 0 && errno == EINTR) {
      bytes.resize(before);
      continue;
    }
    if (got < 0) fail(name, reason_of(errno));
    bytes.resize(before + static_cast<std::size_t>(got));
    if (got == 0) return bytes;
    if (bytes.size() > largest) fail(name, "larger than 8 GiB");
  }
}

}  // namespace

std::vector<Path> expand(const std::string& name) {
  if (name == "-") return {{name, true}};
  std::error_code error;
  const auto status = fs::status(name, error);
  if (!fs::exists(status)) fail(name, error && error.value() != ENOENT ? error.message() : "no such file or folder");
  if (!fs::is_directory(status)) return {{name, true}};

  std::vector<Path> found;
  fs::recursive_directory_iterator each(name, error);
  for (const fs::recursive_directory_iterator end; !error && each != end; each.increment(error)) {
    if (hidden(each->path())) {
      if (each->is_directory(error)) each.disable_recursion_pending();
      continue;
    }
    if (each->is_regular_file(error)) found.push_back({each->path().string(), false});
  }
  if (error) fail(name, error.message());
  if (found.empty()) fail(name, "the folder holds no files");
  std::sort(found.begin(), found.end(), [](const Path& a, const Path& b) { return a.name < b.name; });
  return found;
}

std::string read_file(const std::string& name) {
  const bool standard_input = name == "-";
  const Descriptor file(standard_input ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC), !standard_input);
  if (file.number < 0) fail(name, reason_of(errno));
  std::string bytes = read_all(file.number, shown(name));
  if (bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b') return unpack(bytes, shown(name));
  return bytes;
}

void read_pieces(const std::string& name, const std::function<void(std::string_view)>& take) {
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC), true);
  if (file.number < 0) fail(name, reason_of(errno));
  std::string piece(chunk, '\0');
  for (bool first = true;; first = false) {
    const ssize_t got = ::read(file.number, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(name, reason_of(errno));
    if (got == 0) return;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(got));
    if (first && bytes.starts_with("\x1f\x8b")) return take(read_file(name));
    take(bytes);
  }
}

std::string unpack(std::string_view gzip, const std::string& name) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) fail(name, "no memory to unpack it");
  struct End {
    z_stream* stream;
    ~End() { inflateEnd(stream); }
  } const end{&stream};

  std::string bytes;
  std::array<char, chunk> out{};
  std::size_t at = 0;
  while (at < gzip.size()) {  // a file may be several members in a row
    int result = Z_OK;
    while (result != Z_STREAM_END) {
      if (stream.avail_in == 0 && at < gzip.size()) {
        const std::size_t part = std::min(gzip.size() - at, std::size_t{1} << 30);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data() + at));
        stream.avail_in = static_cast<uInt>(part);
        at += part;
      }
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      result = inflate(&stream, Z_NO_FLUSH);
      bytes.append(out.data(), out.size() - stream.avail_out);
      if (bytes.size() > largest) fail(name, "unpacks to more than 8 GiB");
      if (result == Z_STREAM_END) break;
      if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && at == gzip.size() && stream.avail_out != 0))
        fail(name, fmt::format("truncated gzip: it ends after {} unpacked bytes", bytes.size()));
      if (result != Z_OK) fail(name, fmt::format("broken gzip: {}", stream.msg != nullptr ? stream.msg : "not a gzip stream"));
    }
    at -= stream.avail_in;
    stream.avail_in = 0;
    if (at + 1 >= gzip.size() || gzip[at] != '\x1f' || gzip[at + 1] != '\x8b') break;  // padding after the last member is customary
    inflateReset(&stream);
  }
  return bytes;
}

void may_be_replaced(const std::string& name) {
  struct stat info {};
  if (::stat(name.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) fail(name, "cannot be written: it is there, and no file");
}

AtomicFile::AtomicFile(std::string name) : name_(std::move(name)) {
  const fs::path path(name_);
  may_be_replaced(name_);
  temporary_ = (path.parent_path() / fmt::format(".{}.{}.part", path.filename().string(), ::getpid())).string();
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(name_, fmt::format("cannot be written: {}", reason_of(errno)));
  buffer_.reserve(chunk * 2);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : name_(std::move(other.name_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  buffer_.append(bytes);
  if (buffer_.size() >= chunk) flush();
}

void AtomicFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t put = ::write(descriptor_, rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(name_, fmt::format("cannot be written: {}", reason_of(errno)));
    rest.remove_prefix(static_cast<std::size_t>(put));
  }
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(name_, fmt::format("cannot be written: {}", reason_of(errno)));
  if (::close(std::exchange(descriptor_, -1)) != 0 || ::rename(temporary_.c_str(), name_.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());
    fail(name_, fmt::format("cannot be written: {}", reason_of(error)));
  }
}

}  // namespace elig::tools
