// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace elig::tools {

/// A bar with rate and time left on standard error, when that is a terminal; silent otherwise. Call from any thread.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t done, std::size_t total);
  [[nodiscard]] double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool terminal_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_ = start_ + std::chrono::milliseconds(200);  ///< what takes no time shows no bar
  bool drawn_ = false;
  std::mutex one_at_a_time_;
};

/// "1.2 million", "34,000", "12": a count as people read it.
[[nodiscard]] std::string count_text(std::size_t count);

/// "3 s", "2 min 05 s", "1 h 20 min".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace elig::tools
