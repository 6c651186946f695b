// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/binding.hpp"
#include "patients/fact.hpp"

/// Which of a record's numbers a question is about. Questions that differ only in their bounds share the choice, and what
/// follows from it: conversions, limits of normal.
namespace elig::engine {

/// The limit of normal for a result and where it comes from.
struct Limit {
  double value = 0;  ///< in the result's unit
  std::string from;  ///< for a person
};

/// A recorded number and what is known of its unit.
struct Value {
  Interval number;
  std::string_view unit;     ///< UCUM, "" when there is none or its spelling is not in the table
  std::string_view written;  ///< the unit as recorded
  bool has_unit = false;
  bool scale = false;        ///< a grade or a score: compared as a bare number
  const Fact* fact = nullptr;
  const Binding* binding = nullptr;
  std::string how;           ///< of a converted score or a derived value
  DayInterval when;

  // Worked out when first asked for.
  mutable std::array<std::optional<std::optional<Limit>>, 2> limits;  ///< lower, upper
  mutable boost::container::small_vector<std::pair<std::string_view, std::optional<Interval>>, 2> converted;  ///< by unit
};
using Values = boost::container::small_vector<Value, 1>;

struct Selection {
  Values values;                  ///< those that may be the latest, within the window
  const Fact* first = nullptr;    ///< of all values, whenever they are of
  const Fact* about = nullptr;    ///< an entry that only may be it
  bool unreadable = false;        ///< a result on record is no number
  bool outside = false;           ///< there are values, none of them in the window
  bool undated = false;           ///< a value may or may not lie in the window
  std::string lacking;            ///< ingredients of the formula that are not on record
};

/// The selections of one record, by Question::selection or selection_by_concept.
class Selections {
 public:
  void clear() noexcept { ++epoch_, used_ = 0; }
  [[nodiscard]] const Selection* find(std::uint32_t number) const {
    return number < places_.size() && places_[number].first == epoch_ ? &kept_[places_[number].second] : nullptr;
  }
  const Selection& keep(std::uint32_t number, Selection selection) {
    if (number >= places_.size()) places_.resize(number + 1);
    if (used_ == kept_.size()) kept_.emplace_back();
    kept_[used_] = std::move(selection);
    places_[number] = {epoch_, static_cast<std::uint32_t>(used_)};
    return kept_[used_++];
  }

 private:
  std::uint64_t epoch_ = 1;
  std::size_t used_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> places_;
  std::deque<Selection> kept_;
};

}  // namespace elig::engine
