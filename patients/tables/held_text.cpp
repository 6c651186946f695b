// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/tables/held_text.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace elig::tables {

HeldText::~HeldText() {
  if (data_ != nullptr) ::munmap(data_, capacity_);
}

char* HeldText::room(std::size_t size) {
  if (size_ + size > capacity_) {
    constexpr std::size_t least = std::size_t{1} << 20;  // a multiple of any page
    const std::size_t wanted = (std::max(size_ + size, 2 * capacity_) + least - 1) / least * least;
    void* const place = data_ == nullptr ? ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                         : ::mremap(data_, capacity_, wanted, MREMAP_MAYMOVE);
    if (place == MAP_FAILED) throw std::bad_alloc();
    data_ = static_cast<char*>(place);
    capacity_ = wanted;
  }
  return data_ + size_;
}

void HeldText::give_up(std::size_t size) noexcept {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t whole = std::min(size, size_) / page * page;
  if (whole <= given_up_) return;
  ::madvise(data_ + given_up_, whole - given_up_, MADV_DONTNEED);
  given_up_ = whole;
}

}  // namespace elig::tables
