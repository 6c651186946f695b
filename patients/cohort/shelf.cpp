// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/shelf.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace elig::cohort {
namespace {

constexpr std::size_t most_room = std::size_t{1} << 40;
constexpr std::size_t least_room = std::size_t{1} << 32;
constexpr std::size_t alignment = 64;

}  // namespace

std::unique_ptr<Shelf> Shelf::in(const std::string& folder) {
  int descriptor = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    // Where no file can be without a name, it loses it at once.
    std::string name = folder + "/.elig-XXXXXX";
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    ::unlink(name.c_str());
  }
  for (std::size_t room = most_room; room >= least_room; room /= 2) {
    // Addresses for all that may come; behind the file's end nothing is ever touched.
    void* const at = ::mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, descriptor, 0);
    if (at != MAP_FAILED) return std::unique_ptr<Shelf>(new Shelf(descriptor, static_cast<std::byte*>(at), room));
  }
  ::close(descriptor);
  return nullptr;
}

Shelf::~Shelf() {
  ::munmap(at_, room_);
  ::close(descriptor_);
}

std::span<std::byte> Shelf::put(std::span<const std::byte> bytes) {
  std::size_t begin = 0;
  {
    const std::lock_guard lock(mutex_);
    if (bytes.size() > room_ - end_) return {};
    begin = end_;
    end_ = (begin + bytes.size() + alignment - 1) / alignment * alignment;
    if (end_ > room_) end_ = room_;
  }
  // Written, not copied into the mapping: a full disk is an error here and a signal there.
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(begin + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return {};
    done += static_cast<std::size_t>(put);
  }
  return {at_ + begin, bytes.size()};
}

void Shelf::release() noexcept {
  std::size_t end = 0;
  {
    const std::lock_guard lock(mutex_);
    end = end_;
  }
  if (end > 0) (void)::madvise(at_, end, MADV_DONTNEED);
}

}  // namespace elig::cohort
