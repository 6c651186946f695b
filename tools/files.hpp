// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Opening what the user named. The library reads no files; this is where bytes come from and where results go to.
namespace elig::tools {

/// A file that cannot be opened, read, unpacked or written. `what()` is one line: name, reason.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One file to read. `named` tells a file the user wrote out from one that was found in a folder: a folder may hold what is
/// no study and no record, so refusing one of its files does not fail the command.
struct Path {
  std::string name;
  bool named = true;
};

/// The files behind `names`: a file stands for itself, "-" for standard input, a folder for all its files at any depth in byte
/// order of their paths (hidden ones left out). Throws FileError for a name that does not exist and for an empty folder.
[[nodiscard]] std::vector<Path> expand(const std::string& name);

/// The file's bytes; gzip is told by its first bytes and unpacked. Throws FileError, for a gzip that ends early too.
[[nodiscard]] std::string read_file(const std::string& name);

/// The same bytes in pieces, for files that need not be in memory as a whole (a gzip is).
void read_pieces(const std::string& name, const std::function<void(std::string_view piece)>& take);

/// `gzip` (one or more members) unpacked; `name` is for the message.
[[nodiscard]] std::string unpack(std::string_view gzip, const std::string& name);

/// Throws FileError when something is there that is no regular file: renaming over a device or a pipe would put a file in its place.
void may_be_replaced(const std::string& name);

/// A file that is there in full or not at all: written under a temporary name beside the place it belongs to, and renamed
/// by `commit`. Without it, nothing stays behind.
class AtomicFile {
 public:
  explicit AtomicFile(std::string name);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;

  void write(std::string_view bytes);
  void commit();

 private:
  std::string name_;
  std::string temporary_;
  int descriptor_ = -1;
  std::string buffer_;
  void flush();
};

}  // namespace elig::tools
