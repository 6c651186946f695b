// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/normal_range.hpp"

#include <algorithm>

#include "grammar/phrases/terminals.hpp"

namespace elig {
namespace {

using namespace terminals;

// clang-format off

// whose = "the" | "institutional" | "central" | "laboratory" ["'s"] | …      within [the institution's] normal limits
auto const whose = token_if([](const Token& t) {
  for (const char* word : {"the", "their", "its", "institutional", "institution", "institution's", "local", "central", "lab", "lab's", "laboratory", "laboratory's", "laboratories", "site", "site's", "study",
                           "age", "adjusted", "adult", "stated", "respective", "applicable", "standard", "usual", "accepted", "expected", "s"})
    if (t.is(word)) return true;
  return t.mark('-') || t.mark('\'') || t.mark('/');
});
auto const normal = word("normal") | word("reference") | word("normative");
auto const limits = word("range") | word("ranges") | word("limit") | word("limits") | word("value") | word("values") | word("interval") | word("intervals") | word("level") | word("levels");

// normal-limits = whose* "normal" whose* limits+ | whose* limits "of" whose* "normal"        the normal range; institutional limits of normal
auto const normal_limits = (*whose >> +normal >> *whose >> +limits >> -(word("of") >> *whose >> word("normal"))) | (*whose >> limits >> word("of") >> *whose >> word("normal"));

// within = ("within" | "in" | "inside") normal-limits                       within normal limits (WNL)
auto const within  = (word("within") | word("in") | word("inside")) >> normal_limits;

// outside = ("outside" ["of"] | "out" "of" | "beyond") normal-limits        outside of the reference range
auto const outside = ((word("outside") >> -word("of")) | (word("out") >> word("of")) | word("beyond")) >> normal_limits;

// clang-format on

}  // namespace

std::optional<State> parse_normal_range(TokenIt& first, TokenIt last) {
  if (match(first, last, within)) return State::normal;
  if (match(first, last, outside)) return State::abnormal;
  return std::nullopt;
}

}  // namespace elig
