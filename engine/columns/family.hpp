// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/columns/touch.hpp"
#include "engine/footprint.hpp"
#include "engine/program.hpp"
#include "patients/date.hpp"

namespace elig::engine {

/// What of the entries that touch a question its answer can depend on, beside the class of person.
enum class Lens : std::uint8_t {
  diagnoses,  ///< each entry by itself, as its Sort says, and the sides of some days its dates lie on
  entries,    ///< which of such entries there are
  values,     ///< which numbers are chosen among them, and on which side of the bounds asked for these lie
  single      ///< anything: nothing that comes again in other patients
};

/// How much of an entry counts.
enum class Sort : std::uint8_t {
  standing,  ///< its code, result, certainty, and whether it is over
  dated,     ///< also which of its dates are known
  full       ///< also on which sides of the as-of date and of three months before it they lie, what stands beside the code, and
             ///< whether a number is above zero
};

/// What of the order of entries counts.
enum class Order : std::uint8_t {
  none,  ///< they are a set
  dated  ///< the order of the record, and which began before which
};

/// Numbers that values are held against, sorted: which of them a value is below, at or above is all that counts.
struct Marks {
  struct Scale {
    std::string unit;
    std::vector<double> at;
  };
  std::vector<double> as_recorded;
  std::vector<Scale> converted;
  std::vector<double> upper, lower;     ///< as multiples of the limits of normal
};

/// Questions that the same entries touch and that look at them through the same lens: what is one sight for one of them is
/// one for all, so they are answered together.
struct Family {
  std::uint32_t first = 0, count = 0;   ///< places of its members, in Families::order
  Lens lens = Lens::single;
  Sort sort = Sort::standing;           ///< lenses diagnoses and entries
  Order order = Order::none;            ///< lens entries
  bool metastases = false;              ///< lenses diagnoses and entries: metastases in any other entry count
  bool years = false;                   ///< lens entries: the age in years counts
  bool states = false;                  ///< lens values: a member asks for a state ("elevated")
  std::uint32_t calendar = 0;           ///< lenses diagnoses and entries: number of the days that its windows have edges on
  std::uint32_t marks = 0;              ///< lens values: number of its marks
  std::uint32_t selection = 0;          ///< lens values: Question::selection, where the concept is not on record …
  std::uint32_t selection_by_concept = 0;  ///< … and where it is
};

/// What the questions of a group name, as far as all of them share it: kept beside the questions, which lie far apart in memory.
struct Named {
  std::optional<ConceptIndex> concept_;
  bool spread = false;                  ///< metastases in a certain place
  bool tested = false;                  ///< tests or categories settle it
};

/// All questions in families, and these in groups touched by the same entries. Immutable; share between threads.
class Families {
 public:
  /// `footprints` by question.
  Families(std::span<const Question> questions, std::span<const Footprint> footprints, const Vocabulary& vocabulary, Day as_of);

  [[nodiscard]] const std::vector<Family>& all() const noexcept { return families_; }
  /// Families of a group lie next to each other.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> of_group(GroupNumber group) const { return {group_ends_[group], group_ends_[group + 1]}; }
  [[nodiscard]] std::size_t groups() const noexcept { return examples_.size(); }
  /// A question of each group.
  [[nodiscard]] const std::vector<AtomNumber>& examples() const noexcept { return examples_; }
  [[nodiscard]] const Named& named(GroupNumber group) const { return named_[group]; }
  /// All questions, members of a family next to each other; and the place of each question.
  [[nodiscard]] const std::vector<AtomNumber>& order() const noexcept { return order_; }
  [[nodiscard]] std::uint32_t place_of(AtomNumber question) const { return places_[question]; }
  [[nodiscard]] std::span<const std::uint32_t> places() const noexcept { return places_; }
  /// The days of a calendar, sorted; at most `most_days`.
  [[nodiscard]] const std::vector<Day>& days(std::uint32_t calendar) const { return calendars_[calendar]; }
  static constexpr std::size_t most_days = 7;
  [[nodiscard]] const Marks& marks(std::uint32_t number) const { return marks_[number]; }

 private:
  std::vector<Family> families_;
  std::vector<std::uint32_t> group_ends_;
  std::vector<AtomNumber> examples_, order_;
  std::vector<Named> named_;
  std::vector<std::uint32_t> places_;
  std::vector<std::vector<Day>> calendars_;
  std::vector<Marks> marks_;
};

}  // namespace elig::engine
