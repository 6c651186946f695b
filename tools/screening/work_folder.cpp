// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/screening/work_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <sstream>
#include <utility>

#include "tools/files.hpp"

namespace elig::tools {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t buffer = std::size_t{1} << 20;
constexpr const char* journal_name = "journal";

[[noreturn]] void fail(const std::string& name, int error) { throw FileError(fmt::format("{}: cannot be written: {}", name, std::strerror(error))); }

std::uint32_t check_of(std::string_view bytes, std::uint32_t so_far = 0) {
  while (!bytes.empty()) {
    const std::size_t n = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30);
    so_far = static_cast<std::uint32_t>(::crc32(so_far, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(n)));
    bytes.remove_prefix(n);
  }
  return so_far;
}

void write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

int open_for_writing(const std::string& name, int flags) {
  const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) fail(name, errno);
  return descriptor;
}

/// One step of the journal: "next state-slot state-bytes state-check (bytes check)… | check of the line".
struct Entry {
  std::size_t next = 0;
  unsigned slot = 0;
  std::uint64_t state_bytes = 0;
  std::uint32_t state_check = 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> parts;
};

std::optional<std::string> sound(const std::string& line) {
  const std::size_t bar = line.rfind(" | ");
  if (bar == std::string::npos) return std::nullopt;
  std::string text = line.substr(0, bar);
  if (line.substr(bar + 3) != fmt::format("{:08x}", check_of(text))) return std::nullopt;
  return text;
}

std::optional<Entry> entry_of(const std::string& text, std::size_t parts) {
  std::istringstream in(text);
  Entry e;
  in >> e.next >> e.slot >> e.state_bytes >> e.state_check;
  for (std::size_t i = 0; i < parts; ++i) {
    auto& [bytes, check] = e.parts.emplace_back();
    in >> bytes >> check;
  }
  return in ? std::optional(e) : std::nullopt;
}

}  // namespace

WorkFolder::WorkFolder(std::string folder, std::vector<std::string> parts, const std::string& job, bool resume) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw FileError(fmt::format("{}: cannot be made: {}", folder_, error.message()));
  for (std::string& name : parts) parts_.push_back({std::move(name), -1, 0, 0, {}});
  journal_ = open_for_writing(path(journal_name), 0);
  if (::flock(journal_, LOCK_EX | LOCK_NB) != 0) throw FileError(fmt::format("{}: another run writes here", folder_));
  if (!resume || !go_on(job)) start(job);
}

WorkFolder::~WorkFolder() {
  for (const Part& part : parts_) {
    if (part.descriptor >= 0) ::close(part.descriptor);
  }
  if (journal_ >= 0) ::close(journal_);
}

std::string WorkFolder::path(const std::string& name) const { return (fs::path(folder_) / name).string(); }

void WorkFolder::start(const std::string& job) {
  done_ = {};
  for (Part& part : parts_) part.descriptor = open_for_writing(path(part.name), O_TRUNC);
  if (::ftruncate(journal_, 0) != 0 || ::lseek(journal_, 0, SEEK_SET) != 0) fail(path(journal_name), errno);
  note(job);
}

void WorkFolder::note(const std::string& line) { write_all(journal_, fmt::format("{} | {:08x}\n", line, check_of(line)), path(journal_name)); }

bool WorkFolder::go_on(const std::string& job) {
  std::istringstream lines(read_file(path(journal_name)));
  std::string line;
  if (!std::getline(lines, line)) return false;
  const auto first = sound(line);
  if (!first) return false;
  if (*first != job) throw FileError(fmt::format("{}: what was begun here is another run (other studies, patients, day or options): leave out --resume to start anew", folder_));
  std::vector<Entry> entries;
  std::vector<std::uint64_t> line_ends{line.size() + 1};
  while (std::getline(lines, line)) {
    const auto text = sound(line);
    if (!text) break;
    if (*text == "complete") {
      done_.complete = true;
      if (!entries.empty()) done_.state = read_file(path(fmt::format("state-{}", entries.back().slot)));
      return true;
    }
    const auto entry = entry_of(*text, parts_.size());
    if (!entry) break;
    entries.push_back(*entry);
    line_ends.push_back(line_ends.back() + line.size() + 1);
  }
  // As far as every part holds what the journal says.
  std::size_t good = entries.size();
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    Part& part = parts_[p];
    part.descriptor = open_for_writing(path(part.name), 0);
    std::uint64_t at = 0;
    std::string bytes;
    for (std::size_t i = 0; i < good; ++i) {
      const auto [end, check] = entries[i].parts[p];
      std::uint32_t is = 0;
      bool there = end >= at;
      while (there && at < end) {
        bytes.resize(std::min<std::uint64_t>(buffer, end - at));
        const ssize_t got = ::pread(part.descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (got <= 0) there = false;
        else is = check_of(std::string_view(bytes).substr(0, static_cast<std::size_t>(got)), is), at += static_cast<std::uint64_t>(got);
      }
      if (!there || is != check) good = i;
    }
  }
  for (; good > 0; --good) {
    const Entry& e = entries[good - 1];
    std::error_code error;
    const std::string file = path(fmt::format("state-{}", e.slot));
    if (!fs::exists(file, error)) continue;
    std::string state = read_file(file);
    if (state.size() != e.state_bytes || check_of(state) != e.state_check) continue;
    done_.next = e.next;
    done_.state = std::move(state);
    break;
  }
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    Part& part = parts_[p];
    part.bytes = good > 0 ? entries[good - 1].parts[p].first : 0;
    if (::ftruncate(part.descriptor, static_cast<off_t>(part.bytes)) != 0 || ::lseek(part.descriptor, 0, SEEK_END) < 0) fail(path(part.name), errno);
  }
  if (::ftruncate(journal_, static_cast<off_t>(line_ends[good])) != 0 || ::lseek(journal_, 0, SEEK_END) < 0) fail(path(journal_name), errno);
  steps_ = good;
  return true;
}

void WorkFolder::flush(Part& part) {
  write_all(part.descriptor, part.pending, path(part.name));
  part.bytes += part.pending.size();
  part.check = check_of(part.pending, part.check);
  part.pending.clear();
}

void WorkFolder::flush() {
  for (Part& part : parts_) flush(part);
}

void WorkFolder::write(std::size_t number, std::string_view bytes) {
  Part& part = parts_.at(number);
  part.pending.append(bytes);
  if (part.pending.size() >= buffer) flush(part);
}

void WorkFolder::step(std::size_t next, std::string_view state) {
  flush();
  // Two slots by turns: the last state but one stays whole while the last is written.
  const auto slot = static_cast<unsigned>(steps_ % 2);
  const std::string file = path(fmt::format("state-{}", slot));
  const int descriptor = open_for_writing(file, O_TRUNC);
  try {
    write_all(descriptor, state, file);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  if (::close(descriptor) != 0) fail(file, errno);
  std::string line = fmt::format("{} {} {} {}", next, slot, state.size(), check_of(state));
  for (Part& part : parts_) {
    line += fmt::format(" {} {}", part.bytes, part.check);
    part.check = 0;
  }
  note(line);
  ++steps_;
}

void WorkFolder::finish(const std::vector<std::pair<std::string, std::string>>& places) {
  if (!done_.complete) {
    for (Part& part : parts_) {
      if (part.descriptor < 0) continue;
      flush(part);
      if ((::fsync(part.descriptor) != 0 && errno != EINVAL) || ::close(std::exchange(part.descriptor, -1)) != 0) fail(path(part.name), errno);
    }
    note("complete");
  }
  for (const auto& [name, place] : places) {
    std::error_code error;
    const std::string from = path(name);
    if (done_.complete && !fs::exists(from, error)) continue;  // moved before the kill
    may_be_replaced(place);
    fs::rename(from, place, error);
    if (error) throw FileError(fmt::format("{}: cannot be written: {}", place, error.message()));
  }
  std::error_code error;
  fs::remove_all(folder_, error);
}

}  // namespace elig::tools
