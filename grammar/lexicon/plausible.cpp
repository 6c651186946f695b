// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/plausible.hpp"

#include <charconv>

#include "grammar/lexicon/tables.hpp"

namespace elig {

std::vector<PlausibleRange> plausible_ranges(std::string_view attribute) {
  std::vector<PlausibleRange> ranges;
  for (const auto part : split(attribute, '|')) {
    const auto colon = part.rfind(':');
    const auto dots = part.find("..", colon == std::string_view::npos ? 0 : colon);
    if (colon == std::string_view::npos || dots == std::string_view::npos) continue;
    PlausibleRange range{std::string(trim(part.substr(0, colon))), 0, 0};
    const std::string_view low = part.substr(colon + 1, dots - colon - 1), high = part.substr(dots + 2);
    std::from_chars(low.data(), low.data() + low.size(), range.low);
    std::from_chars(high.data(), high.data() + high.size(), range.high);
    ranges.push_back(std::move(range));
  }
  return ranges;
}

}  // namespace elig
