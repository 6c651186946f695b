// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/columns/planes.hpp"
#include "engine/engine.hpp"
#include "engine/record.hpp"

namespace elig::engine {

/// Everybody of one sex, whose records hold the same types of entry and who speak the same languages: all that an answer can
/// depend on where nothing on record has to do with the question, age apart.
class PersonClass {
 public:
  /// `footprints` by question: what an index of touched questions knows of. A question that looks at more is always asked.
  /// `places` by question: where its answers are put.
  PersonClass(const Patient& like, std::span<const Question> questions, std::span<const Footprint> footprints, std::span<const std::uint32_t> places, const Vocabulary& vocabulary,
              const EngineOptions& options, const Words& words, const NameIndex& names);

  /// Equal texts are equal classes.
  [[nodiscard]] static std::string key(const Patient& patient);
  /// The same as a number, languages apart.
  [[nodiscard]] static std::uint32_t held(const Patient& patient) noexcept;

  /// Answers without anything on record, by question; those of `always` and `by_years` stand for nothing.
  [[nodiscard]] const std::vector<Code>& codes() const noexcept { return codes_; }
  /// Questions that every patient of the class must be asked.
  [[nodiscard]] const std::vector<AtomNumber>& always() const noexcept { return always_; }
  /// Questions whose answer depends on the age in years too, in the order of their places.
  [[nodiscard]] const std::vector<AtomNumber>& by_years() const noexcept { return by_years_; }

  /// For `by_years`, in its order: the answers of somebody of that age, `ask_alone` where the patient must be asked.
  static constexpr std::uint8_t ask_alone = 255;
  [[nodiscard]] const std::vector<std::uint8_t>& of_age(DayInterval born);

 private:
  [[nodiscard]] bool within(const Footprint& looked, AtomNumber question) const;

  Patient like_;
  std::span<const Question> questions_;
  std::span<const Footprint> footprints_;
  const Vocabulary* vocabulary_;
  const EngineOptions* options_;
  const Words* words_;
  const NameIndex* names_;
  std::vector<Code> codes_;
  std::vector<AtomNumber> always_, by_years_;
  std::mutex ages_mutex_;
  std::map<std::pair<int, int>, std::vector<std::uint8_t>> ages_;
};

}  // namespace elig::engine
