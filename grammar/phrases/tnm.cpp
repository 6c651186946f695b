// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/tnm.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "grammar/phrases/comparison.hpp"

namespace elig {
namespace {

struct Step {
  char letter = 0;  // 0: a bare "2b" that goes on with the category before it
  double value = 0;
  std::string part;
};

// "T2b", "N1mi", "Tis", or without its letter "2b"; moves `text` behind it.
std::optional<Step> take_step(std::string_view& text) {
  Step step;
  std::string_view rest = text;
  if (!rest.empty() && (rest[0] == 'T' || rest[0] == 'N' || rest[0] == 'M')) {
    step.letter = rest[0];
    rest.remove_prefix(1);
  }
  if (step.letter == 'T' && rest.starts_with("is")) {
    step.part = "IS";
    text = rest.substr(2);
    return step;
  }
  const char most = step.letter == 'M' ? '1' : step.letter == 'N' ? '3' : '4';
  if (rest.empty() || rest[0] < '0' || rest[0] > most) return std::nullopt;
  step.value = rest[0] - '0';
  rest.remove_prefix(1);
  if (rest.starts_with("mi")) {
    step.part = "MI";
    rest.remove_prefix(rest.starts_with("mic") ? 3 : 2);
  } else if (!rest.empty() && rest[0] >= 'a' && rest[0] <= 'd') {
    step.part = std::string(1, static_cast<char>(rest[0] - 'a' + 'A'));
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] >= '1' && rest[0] <= '3') {
      step.part += rest[0];
      rest.remove_prefix(1);
    }
  }
  text = rest;
  return step;
}

// "c", "p", "yp", "r" and "a" say how and when it was staged.
std::string_view without_manner(std::string_view text) {
  const std::size_t letters = text.find_first_not_of("cpyra");
  return letters == std::string_view::npos || letters > 2 ? std::string_view{} : text.substr(letters);
}

// All steps of one word ("pT2N0M0"); empty when it is none.
std::vector<Step> steps_of_word(const Token& t) {
  std::vector<Step> steps;
  if (t.kind != TokenKind::word) return steps;
  std::string_view text = without_manner(t.text);
  while (!text.empty()) {
    auto step = take_step(text);
    if (!step || !step->letter) return {};
    steps.push_back(std::move(*step));
    if (text.empty()) break;
    // "pT2pN0"
    if (const std::string_view next = without_manner(text); !next.empty()) text = next;
  }
  return steps;
}

bool naming(const Token& t) {
  static constexpr std::array<std::string_view, 18> words{"cancer", "carcinoma", "adenocarcinoma", "melanoma", "stage", "stages", "staged", "staging", "category", "categories", "classification", "tnm", "tumor", "tumors", "tumour", "tumours", "disease", "nodal"};
  return std::find(words.begin(), words.end(), t.lower) != words.end();
}

bool stage_word(const Token& t) { return t.is("stage") || t.is("stages") || t.is("staged") || t.is("category") || t.is("categories") || t.is("classification") || t.is("tnm") || t.is("clinical") || t.is("pathologic") || t.is("pathological"); }

// "T4" alone may be a hormone, "N1" and "M1" anything
bool sure(TokenIt at, TokenIt all, TokenIt last) {
  const auto steps = steps_of_word(*at);
  if (steps.size() > 1 || !steps[0].part.empty() || at->text[0] == 'c' || at->text[0] == 'p' || at->text[0] == 'y') return true;
  // "M0" and "M1" are leukemias, too
  if (steps[0].letter == 'M' && std::any_of(all, last, [](const Token& t) { return t.is("fab") || t.is("aml") || t.is("leukemia") || t.is("leukaemia"); })) return false;
  const auto other = [&](const Token& t) {
    const auto its = steps_of_word(t);
    return !its.empty() && (its[0].letter != steps[0].letter || its.size() > 1);
  };
  for (TokenIt t = at; t != all && at - t < 4;)
    if (naming(*--t) || other(*t)) return true;
  for (TokenIt t = at + 1; t != last && t - at < 5; ++t)
    if (naming(*t) || other(*t)) return true;
  return false;
}

bool joint(const Token& t) { return t.mark('-') || t.mark('/') || t.is("to") || t.is("or") || t.mark(','); }

Bound bound_of(const Step& step, Comparator op, TokenIt begin, TokenIt end) {
  Bound b;
  b.op = op;
  b.value = step.value;
  b.unit = step.part.empty() ? "{category}" : "{category." + step.part + "}";
  b.span = {begin->begin, end[-1].end};
  return b;
}

}  // namespace

// tnm = ["stage" | "clinical" | …] [operator] category { category }                 cT1-2N0M0; stage T3 or greater; T2 or T3, N1
// category = letter step { ("-" | "/" | "to" | "or" | ",") step } ["or greater"]
std::optional<std::vector<TnmCategory>> parse_tnm(TokenIt& first, TokenIt all, TokenIt last) {
  TokenIt at = first;
  while (at != last && at - first < 3 && stage_word(*at)) ++at;
  std::optional<Operator> op;
  if (TokenIt next = at; next != last && (next->kind == TokenKind::comparator || next->cue(Cue::comparator)))
    if ((op = parse_operator(next, last))) at = next;
  if (at == last || steps_of_word(*at).empty() || !sure(at, all, last)) return std::nullopt;
  // "no T2 tumors": a quality of what is denied
  const bool denied = first != all && (first[-1].is("no") || first[-1].is("not") || first[-1].is("without"));
  std::vector<TnmCategory> found;
  while (at != last) {
    const auto steps = steps_of_word(*at);
    if (steps.empty()) break;
    for (const Step& step : steps) found.push_back({step.letter, {bound_of(step, op && found.empty() ? op->op : Comparator::equal, at, at + 1)}, at, at + 1});
    ++at;
    // further steps of the last category
    TnmCategory& last_one = found.back();
    for (;;) {
      TokenIt next = at;
      if (next == last || !joint(*next)) break;
      const bool range = next->mark('-') || next->is("to");
      while (next != last && joint(*next) && next - at < 2) ++next;
      if (next == last) break;
      Step step;
      std::string text(next->text);
      std::string_view rest = next->kind == TokenKind::word ? without_manner(text) : std::string_view(text);
      const auto taken = take_step(rest);
      const bool lettered = taken && taken->letter == last_one.letter;
      const bool bare = taken && !taken->letter && next->kind == TokenKind::number && (next->glued || at->is("or"));
      if (!taken || !(lettered || bare) || !rest.empty()) break;
      step = *taken;
      TokenIt end = next + 1;
      // "T2-4a": the part is a word of its own behind a number
      if (bare && end != last && end->glued && end->text.size() == 1 && end->text[0] >= 'a' && end->text[0] <= 'd') step.part = std::string(1, static_cast<char>(end++->text[0] - 'a' + 'A'));
      // a number that begins something else: "T1, 2 lesions"
      if (bare && end != last && end->kind == TokenKind::word && !end->glued && at->mark(',')) break;
      if (range && last_one.bounds.size() == 1) {
        last_one.bounds[0].op = Comparator::greater_equal;
        last_one.bounds.push_back(bound_of(step, Comparator::less_equal, next, end));
      } else if (range || last_one.bounds[0].op != Comparator::equal) {
        break;
      } else {
        last_one.bounds.push_back(bound_of(step, Comparator::equal, next, end));
      }
      at = last_one.end = end;
    }
    if (last_one.bounds.size() == 1 && last_one.bounds[0].op == Comparator::equal)
      if (TokenIt next = at; const auto after = parse_after(next, last)) {
        last_one.bounds[0].op = after->op;
        at = last_one.end = next;
      }
    // "T2, N0, M0": the categories of one staging; an alternative begins another
    TokenIt next = at;
    if (next != last && (next->mark(',') || next->mark('/') || next->mark('-') || next->is("and"))) ++next;
    if (next == last) break;
    const auto more = steps_of_word(*next);
    if (more.empty() || std::any_of(found.begin(), found.end(), [&](const TnmCategory& c) { return c.letter == more[0].letter; })) break;
    at = next;
  }
  if (denied && at != last && at->kind == TokenKind::word && !at->cue(Cue::and_) && !at->cue(Cue::or_) && !at->is("disease")) return std::nullopt;
  found.front().begin = first;
  if (at != last && (at->is("stage") || at->is("stages") || at->is("category") || at->is("disease"))) found.back().end = ++at;
  // what joins them belongs to none
  for (std::size_t k = 0; k + 1 < found.size(); ++k)
    if (found[k].begin != found[k + 1].begin) found[k].end = found[k + 1].begin;
  first = at;
  return found;
}

}  // namespace elig
