// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/new_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "patients/plain_text.hpp"
#include "patients/read.hpp"

namespace elig::cohort {
namespace {

constexpr std::size_t buffered = std::size_t{1} << 20;

}  // namespace

void NewFile::fail(int reason) const {
  throw PatientError(fmt::format("{}: cannot be written: {}", plain::one_line(path_, 200), reason == ENOENT ? "no such file or folder" : std::strerror(reason)));
}

NewFile::NewFile(std::string path) : path_(std::move(path)) {
  const std::filesystem::path place(path_);
  const std::string folder = place.has_parent_path() ? place.parent_path().string() : ".";
  std::error_code ignored;
  if (std::filesystem::is_directory(place, ignored)) fail(EISDIR);
  if (std::filesystem::exists(place, ignored) && !std::filesystem::is_regular_file(place, ignored)) {
    throw PatientError(fmt::format("{}: cannot be written: not a regular file", plain::one_line(path_, 200)));
  }
  descriptor_ = ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT) fail(errno);
    temporary_ = (place.parent_path() / fmt::format(".{}.{}.part", place.filename().string(), ::getpid())).string();
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
      const int reason = errno;
      temporary_.clear();
      fail(reason);
    }
  }
  buffer_.reserve(buffered);
}

NewFile::~NewFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void NewFile::write(std::span<const std::byte> bytes) {
  for (;;) {
    const std::size_t room = buffered - buffer_.size();
    const std::size_t part = bytes.size() < room ? bytes.size() : room;
    buffer_.append(reinterpret_cast<const char*>(bytes.data()), part);
    bytes = bytes.subspan(part);
    if (bytes.empty()) return;
    flush();
  }
}

void NewFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t put = ::write(descriptor_, rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(errno);
    rest.remove_prefix(static_cast<std::size_t>(put));
  }
  buffer_.clear();
}

void NewFile::commit() {
  flush();
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(errno);
  if (temporary_.empty()) {
    // A file without a name gets one that is free, which then takes the place of what was there before.
    const std::filesystem::path place(path_);
    std::string name = (place.parent_path() / fmt::format(".{}.{}.part", place.filename().string(), ::getpid())).string();
    ::unlink(name.c_str());
    if (::linkat(AT_FDCWD, fmt::format("/proc/self/fd/{}", descriptor_).c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) fail(errno);
    temporary_ = std::move(name);
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

}  // namespace elig::cohort
