// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace elig::engine {

/// Number of a word that some question has; records' other words match nothing.
using WordNumber = std::uint32_t;

/// Words that many names share and that tell little of what is named.
[[nodiscard]] bool commonplace(std::string_view word);

/// The distinct words of any number of questions. Filled while questions are made, then only read, from any thread.
class Words {
 public:
  WordNumber number_of(const std::string& word) { return numbers_.try_emplace(word, static_cast<WordNumber>(numbers_.size())).first->second; }
  [[nodiscard]] std::optional<WordNumber> find(const std::string& word) const {
    const auto it = numbers_.find(word);
    return it == numbers_.end() ? std::nullopt : std::optional(it->second);
  }
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }

 private:
  std::unordered_map<std::string, WordNumber> numbers_;
};

}  // namespace elig::engine
