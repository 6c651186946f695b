// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/atoms/control.hpp"

#include "engine/atoms/latest.hpp"
#include "engine/compare.hpp"

namespace elig::engine {
namespace {

/// Of the last year.
std::optional<Interval> latest(const Ask& ask, std::string_view id, std::string_view unit) {
  const auto concept_index = ask.vocabulary.find(id);
  const auto found = concept_index ? latest_value(ask, *concept_index, unit, 12) : std::nullopt;
  return found ? std::optional(found->value) : std::nullopt;
}

}  // namespace

Truth uncontrolled_by_measure(const Ask& ask, const Question& question) {
  if (!question.concept_) return Truth::unknown;
  const auto is_a = [&](std::string_view id) {
    const auto broad = ask.vocabulary.find(id);
    return broad && ask.vocabulary.is_a(*question.concept_, *broad);
  };
  if (is_a("hypertension")) {
    const auto systolic = latest(ask, "systolic-blood-pressure", "mm[Hg]"), diastolic = latest(ask, "diastolic-blood-pressure", "mm[Hg]");
    if (!systolic || !diastolic) return Truth::unknown;
    if ((compare(*systolic, Comparator::greater_equal, 180) || compare(*diastolic, Comparator::greater_equal, 110)) == Truth::true_) return Truth::true_;
    const Truth low = compare(*systolic, Comparator::less, 140) && compare(*diastolic, Comparator::less, 90);
    return low == Truth::true_ ? Truth::false_ : Truth::unknown;
  }
  if (is_a("diabetes")) {
    const auto hba1c = latest(ask, "hba1c", "%");
    if (!hba1c) return Truth::unknown;
    if (compare(*hba1c, Comparator::greater_equal, 10) == Truth::true_) return Truth::true_;
    return compare(*hba1c, Comparator::less, 7) == Truth::true_ ? Truth::false_ : Truth::unknown;
  }
  return Truth::unknown;
}

}  // namespace elig::engine
