// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/program.hpp"
#include "engine/record.hpp"

/// What an index is made of while studies are still being added, and its way into a file.
namespace elig::engine {

/// Distinct byte strings, numbered as they come.
class Pool {
 public:
  /// A string and its hash, which may be worked out before the pool is touched.
  struct Hashed {
    explicit Hashed(std::string text) : bytes(std::move(text)), hash(std::hash<std::string>{}(bytes)) {}
    std::string bytes;
    std::size_t hash;
    friend bool operator==(const Hashed& a, const Hashed& b) { return a.bytes == b.bytes; }
  };
  struct Number {
    std::uint32_t number;
    bool fresh;
  };
  Number of(Hashed text) {
    const auto [it, fresh] = numbers_.try_emplace(std::move(text), static_cast<std::uint32_t>(all_.size()));
    if (fresh) all_.push_back(&it->first.bytes);
    return {it->second, fresh};
  }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] const std::string& at(std::size_t i) const { return *all_[i]; }

 private:
  struct HashOf {
    std::size_t operator()(const Hashed& text) const noexcept { return text.hash; }
  };
  std::unordered_map<Hashed, std::uint32_t, HashOf> numbers_;
  std::vector<const std::string*> all_;
};

struct StudyDraft {
  std::string id;
  std::string about;                      ///< what stands in study_bytes
  std::vector<std::uint32_t> programs;
  std::vector<std::uint32_t> groups;      ///< by criterion; empty with fewer than two groups
};

/// A criterion's weight, section and packed steps, as bytes and back: criteria of the same bytes share one program.
struct Program {
  double weight = 1;
  Section section = Section::inclusion;
  std::vector<std::uint32_t> words;
};
[[nodiscard]] std::string program_bytes(const CompiledCriterion& compiled);
[[nodiscard]] Program program_of(const std::string& bytes);

/// Studies that were added. Everything that repeats is kept once: atoms, the logic of criteria, criteria with their words.
struct IndexDraft {
  explicit IndexDraft(std::shared_ptr<const Vocabulary> v) : vocabulary(std::move(v)), names(*vocabulary), questions(*vocabulary) {}

  std::shared_ptr<const Vocabulary> vocabulary;
  NameIndex names;
  Questions questions;
  Pool criteria, programs;
  std::vector<std::uint32_t> program_of_criterion;
  std::vector<StudyDraft> studies;
  std::vector<Patient> patients;          ///< the sample
  Day as_of = 0;
};

/// The index's bytes, in order. `jobs`: threads, 0 = all cores; the bytes do not depend on it.
void write_index(const IndexDraft& draft, const std::function<void(std::string_view)>& out, unsigned jobs);

}  // namespace elig::engine
