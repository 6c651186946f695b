// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/basis.hpp"

#include "grammar/phrases/terminals.hpp"

namespace elig {
namespace {

using namespace terminals;

// clang-format off

// established = "defined" | "diagnosed" | "confirmed" | …                  as [defined] by the ADA criteria
auto const established = token_if([](const Token& t) {
  for (const char* word : {"defined", "determined", "assessed", "diagnosed", "documented", "established", "confirmed", "classified", "specified", "described", "verified", "judged", "made", "evidenced", "ascertained"})
    if (t.is(word)) return true;
  return false;
});
auto const lead_word = (word("by") >> -word("the")) | word("per") | word("using") | (word("in") >> word("accordance") >> word("with")) | (word("according") >> word("to")) | (word("based") >> (word("on") | word("upon"))) |
                       (word("on") >> word("the") >> word("basis") >> word("of"));
auto const meeting   = word("meeting") | word("fulfilling") | word("satisfying") | (-(word("who") | word("that")) >> (word("meet") | word("meets") | word("fulfill") | word("fulfills") | word("fulfil") | word("fulfils")));

// lead = ["as"] [established] "by" | "per" | "according" "to" | … | "meeting"      as defined by …, in accordance with …, who meets …
auto const lead = (-mark(',') >> -word("as") >> -established >> lead_word) | (-mark(',') >> word("as") >> lead_word) | (word("consistent") >> word("with")) | meeting;

// rules = "criteria" | "guidelines" | "definition" | …                     the 2017 McDonald [criteria]
auto const rules = token_if([](const Token& t) {
  for (const char* word : {"criteria", "criterion", "guideline", "guidelines", "definition", "definitions", "classification", "standards", "consensus", "recommendations", "recommendation", "nomenclature", "manual"})
    if (t.is(word)) return true;
  return false;
});

// examination = "evaluation" | "interview" | "history" | …                 based on a detailed psychiatric [evaluation]
auto const examination = token_if([](const Token& t) {
  for (const char* word : {"evaluation", "interview", "history", "review", "records", "record", "examination", "assessment", "anamnesis"})
    if (t.is(word)) return true;
  return false;
});

// name = any words that neither compare nor join sentences                 the American College of Rheumatology (ACR) 2010
auto const name = token_if([](const Token& t) {
  if (t.mark(',') || t.mark(';') || t.mark('.') || t.mark(':') || t.kind == TokenKind::comparator || t.unit_length > 0) return false;
  for (const CueHit& h : t.cues)
    switch (h.cue) {
      case Cue::comparator: case Cue::any_of: case Cue::all_of: case Cue::none_of: case Cue::count_of: case Cue::following: case Cue::neg: case Cue::except: case Cue::manual: case Cue::guard: case Cue::window_within:
      case Cue::allowed: case Cue::hypothetical: case Cue::person: return false;
      default: break;
    }
  for (const char* word : {"of", "study", "protocol", "following", "these", "this", "inclusion", "exclusion", "eligibility", "least", "one", "two", "three", "with", "without", "who", "that", "investigator", "pi", "any", "all"})
    if (t.is(word)) return false;
  return true;
});

// rules-named = name* rules ["for" ["the"] ("diagnosis" | "classification") "of"] | "DSM-5" ["criteria"]
auto const towards     = word("for") >> -word("the") >> (word("diagnosis") | word("classification") | word("definition")) >> word("of");
auto const goes_on     = word("of") | word("for") | word("in") | word("listed") | word("described") | word("above") | word("below") | mark(':');
auto const book        = token_if([](const Token& t) { return t.lower.starts_with("dsm") || t.lower.starts_with("icd"); }) >> *token_if([](const Token& t) { return t.glued || t.kind == TokenKind::number; });
auto const rules_named = (x3::repeat(0, 14)[name - rules] >> +rules >> -(mark('(') >> x3::repeat(1, 6)[name] >> mark(')')) >> -numeral >> (towards | !goes_on)) | (-word("the") >> book >> -rules >> !goes_on);

// examined = name* examination                                             a structured clinical interview
auto const behind   = mark(',') | mark(';') | mark('.') | mark(')') | word("and") | word("or") | word("with") | word("who") | word("for") | word("within") | word("at");
auto const examined = x3::repeat(0, 6)[name - examination] >> examination >> -(word("and") >> x3::repeat(0, 4)[name - examination] >> examination) >> (x3::eoi | &behind);

// basis = lead (rules-named | examined)                                    by McDonald criteria; based on a psychiatric evaluation
auto const basis = lead >> (rules_named | examined);

// clang-format on

}  // namespace

bool parse_basis(TokenIt& first, TokenIt last) { return match(first, last, basis); }

}  // namespace elig
