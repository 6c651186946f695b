// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/render/words.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace elig::tools {

// clang-format off
// A switch without a default, so that the compiler names the word that is missing when an enumeration grows.

std::string_view word(AtomKind kind) noexcept {
  switch (kind) {
    case AtomKind::age: return "age";
    case AtomKind::sex: return "sex";
    case AtomKind::measurement: return "measurement";
    case AtomKind::score: return "score";
    case AtomKind::stage: return "stage";
    case AtomKind::biomarker: return "biomarker";
    case AtomKind::test: return "test";
    case AtomKind::finding: return "finding";
    case AtomKind::condition: return "condition";
    case AtomKind::exposure: return "exposure";
    case AtomKind::procedure: return "procedure";
    case AtomKind::therapy: return "therapy";
    case AtomKind::allergy: return "allergy";
    // how the engine looks them up is its own business; to a reader they are conditions and findings
    case AtomKind::pregnancy: return "condition";
    case AtomKind::reproductive: return "condition";
    case AtomKind::life_stage: return "life_stage";
    case AtomKind::language: return "language";
    case AtomKind::encounter: return "encounter";
    case AtomKind::social: return "finding";
    case AtomKind::manual: return "manual";
    case AtomKind::unparsed: return "unparsed";
  }
  return "";
}

std::string_view word(Comparator op) noexcept {
  switch (op) {
    case Comparator::less: return "<";
    case Comparator::less_equal: return "<=";
    case Comparator::equal: return "=";
    case Comparator::greater_equal: return ">=";
    case Comparator::greater: return ">";
  }
  return "";
}

std::string_view word(RelativeTo base) noexcept {
  switch (base) {
    case RelativeTo::none: return "";
    case RelativeTo::uln: return "ULN";
    case RelativeTo::lln: return "LLN";
    case RelativeTo::baseline: return "baseline";
  }
  return "";
}

std::string_view word(WindowOp op) noexcept {
  switch (op) {
    case WindowOp::within: return "within";
    case WindowOp::not_within: return "not_within";
    case WindowOp::for_at_least: return "for_at_least";
    case WindowOp::for_at_most: return "for_at_most";
    case WindowOp::before: return "before";
    case WindowOp::after: return "after";
  }
  return "";
}

std::string_view word(TimeUnit unit) noexcept {
  switch (unit) {
    case TimeUnit::minute: return "min";
    case TimeUnit::hour: return "h";
    case TimeUnit::day: return "d";
    case TimeUnit::week: return "wk";
    case TimeUnit::month: return "mo";
    case TimeUnit::year: return "a";
    case TimeUnit::half_life: return "half_life";
  }
  return "";
}

std::string_view word(Temporality when) noexcept {
  switch (when) {
    case Temporality::any: return "any";
    case Temporality::current: return "current";
    case Temporality::past: return "past";
    case Temporality::future: return "future";
  }
  return "";
}

std::string_view word(Assertion assertion) noexcept {
  switch (assertion) {
    case Assertion::asserted: return "asserted";
    case Assertion::hypothetical: return "hypothetical";
    case Assertion::possible: return "possible";
    case Assertion::planned: return "planned";
    case Assertion::other_person: return "other_person";
    case Assertion::mention: return "mention";
  }
  return "";
}

std::string_view word(State state) noexcept {
  switch (state) {
    case State::none: return "";
    case State::positive: return "positive";
    case State::negative: return "negative";
    case State::mutated: return "mutated";
    case State::wild_type: return "wild_type";
    case State::normal: return "normal";
    case State::abnormal: return "abnormal";
    case State::high: return "high";
    case State::low: return "low";
    case State::present: return "present";
    case State::absent: return "absent";
  }
  return "";
}

std::string_view word(Op op) noexcept {
  switch (op) {
    case Op::all: return "all";
    case Op::any: return "any";
    case Op::not_: return "not";
    case Op::at_least: return "at_least";
    case Op::if_: return "if";
  }
  return "";
}

std::string_view word(Section section) noexcept { return section == Section::inclusion ? "inclusion" : "exclusion"; }

std::string_view word(Severity severity) noexcept {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

std::string_view word(ConceptKind kind) noexcept {
  switch (kind) {
    case ConceptKind::measurement: return "measurement";
    case ConceptKind::vital: return "vital";
    case ConceptKind::score: return "score";
    case ConceptKind::stage: return "stage";
    case ConceptKind::biomarker: return "biomarker";
    case ConceptKind::test: return "test";
    case ConceptKind::finding: return "finding";
    case ConceptKind::condition: return "condition";
    case ConceptKind::drug: return "drug";
    case ConceptKind::drug_class: return "drug_class";
    case ConceptKind::procedure: return "procedure";
    case ConceptKind::therapy: return "therapy";
    case ConceptKind::vaccine: return "vaccine";
    case ConceptKind::organism: return "organism";
    case ConceptKind::reproductive: return "condition";
    case ConceptKind::life_stage: return "life_stage";
    case ConceptKind::social: return "finding";
    case ConceptKind::encounter: return "encounter";
    case ConceptKind::substance: return "substance";
  }
  return "";
}

std::string_view word(Truth truth) noexcept { return to_string(truth); }

std::string_view word(Outcome outcome) noexcept { return to_string(outcome); }

std::string_view word(Verdict verdict) noexcept { return to_string(verdict); }

// clang-format on

std::string code_text(const ConceptCode& code) {
  const std::string_view uri = system_uri(code.system);
  std::string text(uri.empty() ? std::string_view(code.system) : uri);
  text.append("|").append(code.code);
  if (code.prefix && !text.ends_with('*')) text.push_back('*');
  return text;
}

std::string number_text(double value) {
  if (value == 0) return "0";  // no "-0"
  std::array<char, 64> digits{};
  const double size = std::fabs(value);
  const auto end = (size >= 1e-6 && size < 1e16)
                       ? std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed)
                       : std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end.ptr};
}

}  // namespace elig::tools
