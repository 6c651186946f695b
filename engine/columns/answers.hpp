// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "engine/batch.hpp"
#include "engine/binding.hpp"
#include "engine/columns/planes.hpp"
#include "engine/screen.hpp"

namespace elig::engine {

/// All questions of a batch, put to tiles of patients. An answer depends only on what it looks up (Footprint), so a patient
/// whose record has nothing to do with a question answers like the empty record of the same sex, holdings and languages;
/// the others are answered one by one, by the code that explains.
class Answers {
 public:
  Answers(const Setting& setting, const Questions& questions);
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  /// The tile of `patients` from `first` on. Uses the threads of the arena it is called in; one call at a time.
  void fill(const PatientSource& patients, std::size_t first, std::size_t count, Tile& tile);

  /// Pairs of patient and question answered one by one so far, for reports on where time goes.
  [[nodiscard]] std::uint64_t asked() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace elig::engine
