// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace elig::tools {

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

void Progress::at(std::size_t done, std::size_t total) {
  if (!terminal_ || total == 0) return;
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock) return;
  const auto now = Clock::now();
  if (now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  const double share = static_cast<double>(done) / static_cast<double>(total);
  const double rate = static_cast<double>(done) / std::max(seconds(), 1e-3);
  const std::string left = rate > 0 ? duration_text(static_cast<double>(total - std::min(done, total)) / rate) : "?";
  constexpr std::size_t cells = 30;
  const auto full = std::min(cells, static_cast<std::size_t>(share * cells));
  std::string bar;
  for (std::size_t i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
  const std::string line = fmt::format("\r\x1b[K{} {} {:3.0f} %  {} of {}  {} a second  {} left", what_, bar, 100 * share, count_text(done),
                                       count_text(total), count_text(static_cast<std::size_t>(rate)), left);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

std::string count_text(std::size_t count) {
  if (count >= 10'000'000) return fmt::format("{:.1f} million", static_cast<double>(count) / 1e6);
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return seconds < 10 ? fmt::format("{:.1f} s", std::max(seconds, 0.0)) : fmt::format("{} s", whole);
}

}  // namespace elig::tools
