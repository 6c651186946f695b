// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "patients/read.hpp"

namespace elig::tools {

/// A file, or "-" for standard input, read piece by piece; gzip (one or more members) is told by its first bytes and unpacked.
/// Throws FileError.
class FileSource : public RecordSource {
 public:
  /// `progress` (may be empty) is told the bytes taken from the file, packed as they are.
  explicit FileSource(const std::string& path, std::function<void(std::size_t)> progress = {});
  ~FileSource() override;

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override;

 private:
  [[nodiscard]] std::size_t read_packed(char* into, std::size_t size);
  [[nodiscard]] std::size_t unpack(char* into, std::size_t size);
  void refill();

  std::string name_;
  std::function<void(std::size_t)> progress_;
  int descriptor_ = -1;
  bool owned_ = false;
  std::vector<char> packed_;
  std::size_t packed_at_ = 0;
  std::size_t packed_end_ = 0;
  bool begun_ = false;
  bool gzip_ = false;
  bool member_ended_ = false;
  std::size_t unpacked_ = 0;
  z_stream stream_{};
};

}  // namespace elig::tools
