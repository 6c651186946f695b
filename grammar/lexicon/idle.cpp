// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/idle.hpp"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <utility>
#include <vector>

#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

constexpr std::array<std::pair<std::string_view, ConceptKind>, 11> kinds{{
    {"condition", ConceptKind::condition}, {"finding", ConceptKind::finding},     {"drug", ConceptKind::drug},       {"drug_class", ConceptKind::drug_class},
    {"vaccine", ConceptKind::vaccine},     {"substance", ConceptKind::substance}, {"procedure", ConceptKind::procedure},
    {"measurement", ConceptKind::measurement}, {"vital", ConceptKind::vital},  {"score", ConceptKind::score},     {"test", ConceptKind::test},
}};

using Table = boost::unordered_flat_map<std::string_view, std::vector<std::string_view>>;

Table read() {
  Table table;
  for_each_row(builtin_table("idle"), [&](const std::vector<std::string_view>& cells) { table[cells.at(0)] = split(cells.at(1), '|'); });
  return table;
}

}  // namespace

bool idle_beside(std::string_view word, const Concept& thing) {
  static const Table table = read();
  const auto row = table.find(word);
  if (row == table.end()) return false;
  return std::any_of(row->second.begin(), row->second.end(), [&](std::string_view beside) {
    return beside == thing.id || std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.first == beside && kind.second == thing.kind; });
  });
}

}  // namespace elig
