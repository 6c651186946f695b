// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where a long run keeps what it has written until all of it is there: a hidden folder beside the result, with a journal
/// from which a run that was killed goes on.
namespace elig::tools {

class WorkFolder {
 public:
  /// What the journal says is done.
  struct Done {
    std::size_t next = 0;    ///< the patient to go on with
    std::string state;       ///< counts so far (Batch::save)
    bool complete = false;   ///< all files are written, some perhaps not yet in their place
  };

  /// `folder` belongs to this run alone. `job` is one line that says what is computed: another job's journal is not gone on with.
  /// Without `resume`, or without a journal to go on with, starts anew. Throws FileError when the folder cannot be used, when
  /// another run uses it, and when `resume` is asked for a job that is not this one.
  WorkFolder(std::string folder, std::vector<std::string> parts, const std::string& job, bool resume);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const Done& done() const noexcept { return done_; }

  /// Adds to a part, by its place in `parts`. Throws FileError.
  void write(std::size_t part, std::string_view bytes);

  /// All that was written to parts can be read from their files. Throws FileError.
  void flush();

  /// Everything written so far belongs to the patients before `next`. Throws FileError.
  void step(std::size_t next, std::string_view state);

  /// Path of a part, or of another file to make in the folder.
  [[nodiscard]] std::string path(const std::string& name) const;

  /// Moves the files (`name` in the folder → `place`) to where they belong and removes the folder. All of them must be whole:
  /// from here on a resumed run only moves. Throws FileError.
  void finish(const std::vector<std::pair<std::string, std::string>>& places);

 private:
  struct Part {
    std::string name;
    int descriptor = -1;
    std::uint64_t bytes = 0;
    std::uint32_t check = 0;      ///< of what came since the last step
    std::string pending;
  };
  void flush(Part& part);
  void start(const std::string& job);
  bool go_on(const std::string& job);
  void note(const std::string& line);

  std::string folder_;
  std::vector<Part> parts_;
  int journal_ = -1;
  std::size_t steps_ = 0;
  Done done_;
};

}  // namespace elig::tools
