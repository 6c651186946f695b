// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/perturb.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <array>
#include <cmath>

#include "tools/bench/random.hpp"

namespace elig::bench {
namespace {

constexpr double limits_moved = 0.4;
constexpr double windows_moved = 0.4;
constexpr double criteria_dropped = 0.08;

// Protocols choose round numbers: few factors, and two digits that count.
double moved(double value, Random& random) {
  constexpr std::array<double, 7> factors{0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2};
  const double wanted = value * factors[random.below(factors.size())];
  if (wanted == 0 || !std::isfinite(wanted)) return value;
  const double unit = std::pow(10, std::floor(std::log10(std::abs(wanted))) - 1);
  const double round = std::round(wanted / unit) * unit;
  return value == std::floor(value) && std::abs(value) < 1000 ? std::max(1.0, std::round(round)) : round;
}

// Units that another one is not a multiple of: moving both sides of the conversion alike would part them.
bool shifted(const std::string& unit) { return unit == "Cel" || unit == "[degF]" || unit == "mmol/mol" || unit == "%"; }

void perturb(Atom& atom, Random& random) {
  const bool numbers = atom.kind == AtomKind::age || atom.kind == AtomKind::measurement || atom.kind == AtomKind::score;
  // A range keeps its order only when both ends move alike.
  if (numbers && !atom.bounds.empty() && random.chance(limits_moved)) {
    const Random both = random;
    for (Bound& bound : atom.bounds) {
      if (bound.value == 0 ||
          (bound.canonical && bound.canonical->unit != bound.unit && (shifted(bound.unit) || shifted(bound.canonical->unit))))
        continue;
      Random same = both;
      const double before = bound.value;
      bound.value = moved(before, same);
      if (bound.canonical) bound.canonical->value *= bound.value / before;
    }
    static_cast<void>(random.next());
  }
  if (atom.window && atom.window->value && random.chance(windows_moved)) atom.window->value = moved(*atom.window->value, random);
}

}  // namespace

RuleSet perturbed(std::span<const RuleSet> real, std::uint64_t seed, std::uint64_t number) {
  RuleSet study = real[number % real.size()];
  if (number < real.size()) return study;
  Random random(seed, number);
  study.study = fmt::format("{}-{}", study.study, number / real.size());
  std::vector<Criterion> kept;
  for (Criterion& criterion : study.criteria) {
    if (study.criteria.size() > 3 && random.chance(criteria_dropped)) continue;
    for (Node& node : criterion.rule.nodes) {
      if (auto* atom = std::get_if<Atom>(&node.kind)) perturb(*atom, random);
    }
    kept.push_back(std::move(criterion));
  }
  if (!kept.empty()) study.criteria = std::move(kept);
  return study;
}

std::vector<RuleSet> registry(std::span<const RuleSet> real, std::uint64_t seed, std::uint64_t count) {
  std::vector<RuleSet> studies(count);
  tbb::parallel_for(std::uint64_t{0}, count, [&](std::uint64_t i) { studies[i] = perturbed(real, seed, i); });
  return studies;
}

}  // namespace elig::bench
