// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/spirit/home/x3.hpp>

#include "grammar/phrases/surface.hpp"

/// The terminals of the phrase grammar: Spirit X3 over tokens instead of characters. No skipper, no attributes to merge: a
/// production's semantic action reads the token range it matched, so that no failed branch leaves anything behind.
namespace elig::terminals {

namespace x3 = boost::spirit::x3;

/// Matches one token that the predicate accepts.
template <class Predicate>
struct token_if : x3::parser<token_if<Predicate>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  explicit constexpr token_if(Predicate p) : accept(p) {}
  template <class Context, class RContext, class Attribute>
  bool parse(TokenIt& first, TokenIt const& last, Context const&, RContext&, Attribute&) const {
    if (first == last || !accept(*first)) return false;
    ++first;
    return true;
  }
  Predicate accept;
};

/// Matches a cue phrase, as many tokens as it takes.
struct cue : x3::parser<cue> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  explicit constexpr cue(Cue c, const char* v = nullptr) : which(c), value(v) {}
  template <class Context, class RContext, class Attribute>
  bool parse(TokenIt& first, TokenIt const& last, Context const&, RContext&, Attribute&) const {
    if (first == last) return false;
    const CueHit* hit = first->cue(which);
    if (!hit || (value && hit->value != value) || last - first < hit->length) return false;
    first += hit->length;
    return true;
  }
  Cue which;
  const char* value;
};

/// Matches the unit that stands at this token.
struct unit_ : x3::parser<unit_> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  explicit constexpr unit_(bool t = false) : time(t) {}
  template <class Context, class RContext, class Attribute>
  bool parse(TokenIt& first, TokenIt const& last, Context const&, RContext&, Attribute&) const {
    if (first == last || !first->unit_length || last - first < first->unit_length) return false;
    if (time && !time_unit(first->unit)) return false;
    first += first->unit_length;
    return true;
  }
  bool time;
};

inline auto word(const char* text) {
  return token_if([text](const Token& t) { return t.lower == text; });
}
inline auto mark(char c) {
  return token_if([c](const Token& t) { return t.mark(c); });
}
inline auto const numeral = token_if([](const Token& t) { return t.kind == TokenKind::number; });

/// Runs a production on its own and tells what it matched; for productions that are put together by hand.
template <class Parser>
bool match(TokenIt& first, TokenIt last, const Parser& p) {
  TokenIt at = first;
  if (!x3::parse(at, last, p)) return false;
  first = at;
  return true;
}

}  // namespace elig::terminals
