// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace elig::cohort {

/// A file that is there in full or not at all. Until `commit` it has no name where the system can do that, so that even a kill
/// leaves nothing behind; a temporary one beside its place elsewhere. All throw PatientError.
class NewFile {
 public:
  explicit NewFile(std::string path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void commit();

 private:
  [[noreturn]] void fail(int reason) const;
  void flush();

  std::string path_;
  std::string temporary_;   ///< "" as long as the file has no name
  int descriptor_ = -1;
  std::string buffer_;
};

}  // namespace elig::cohort
