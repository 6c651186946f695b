// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "grammar/lexicon/plausible.hpp"
#include "grammar/lint/checks.hpp"
#include "grammar/lint/values.hpp"

// Numbers against their units: thresholds that cannot be meant as written, units that are missing or foreign.
namespace elig::lint_room {
namespace {

std::string ranges_text(const std::vector<PlausibleRange>& ranges) {
  std::string text;
  for (const PlausibleRange& r : ranges) text += (text.empty() ? "" : ", ") + number(r.low) + " to " + number(r.high) + (r.unit == "1" ? "" : " " + r.unit);
  return text;
}

/// The unit in which the number would be plausible, for the hint.
std::string meant(double value, const std::vector<PlausibleRange>& ranges, const std::string& but) {
  for (const PlausibleRange& r : ranges)
    if (r.holds(value) && r.unit != but) return r.unit;
  return {};
}

/// "Within 2 seconds of the upper limit", "3 g/dL below normal": a distance, not a value.
bool distance(const Desk& desk, const Criterion& criterion, const Bound& bound) {
  const std::string said = lower(desk.words(bound.span));
  const std::string after = lower(desk.words({bound.span.end, std::min(bound.span.end + 24, criterion.span.end)}));
  const auto has = [](const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; };
  const std::uint32_t from = bound.span.begin - std::min(bound.span.begin - criterion.span.begin, 24U);
  const std::string before = lower(desk.words({from, bound.span.begin}));
  return said.starts_with("within") || has(before, "upper limit") || has(before, "normal") || has(before, "uln") || has(before, " times ") || has(after, "of the") || has(after, "above") || has(after, "below") || has(after, "over ") || has(after, "beyond") ||
         has(after, "normal") || has(after, "uln") || has(after, "control") || has(after, "change") || has(after, "increase") || has(after, "decrease") || has(after, "drop") || has(after, "prolong") || has(before, "csf") || has(before, "cerebrospinal");
}

void threshold(Desk& desk, const Criterion& criterion, const Bound& bound, const Concept& analyte, AnalyteUnits units) {
  if (bound.relative_to != RelativeTo::none || bound.unit.empty() || bound.value == 0 || distance(desk, criterion, bound)) return;
  const auto ranges = plausible_ranges(analyte.attribute("plausible"));
  bool comparable = false;
  for (const PlausibleRange& range : ranges) {
    const auto value = convert(bound.value, bound.unit, range.unit, units);
    if (!value) continue;
    comparable = true;
    // a threshold may lie a little outside what is seen, to be on the safe side
    constexpr double slack = 1.5;
    if (*value >= range.low / slack && *value <= range.high * slack) return;
    if (range.low < 0) return;
  }
  if (!comparable) return;
  const std::string unit = meant(bound.value, ranges, bound.unit);
  desk.report(5, criterion, bound.span, analyte.name + " of " + number(bound.value) + " " + bound.unit + " is no value a patient has (plausible: " + ranges_text(ranges) + ")",
              unit.empty() ? "check the number and the unit" : "is " + unit + " meant?");
}

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// "Performance status (Karnofsky) ≥ 80": the number may be the other scale's.
bool names_another(const Vocabulary& vocabulary, const std::string& text, const std::string& id) {
  std::vector<std::string_view> cased;
  for (std::size_t i = 0; i < text.size();) {
    const auto inside = [&](std::size_t k) { return k < text.size() && (letter_or_digit(text[k]) || static_cast<unsigned char>(text[k]) >= 0x80); };
    std::size_t j = i;
    while (inside(j)) ++j;
    if (j > i) cased.push_back(std::string_view(text).substr(i, j - i));
    i = std::max(j, i + 1);
  }
  std::vector<std::string> words;
  for (const auto word : cased) words.push_back(normalise_word(word));
  for (std::size_t i = 0; i < words.size(); ++i)
    for (const ConceptIndex c : vocabulary.longest(std::span(words).subspan(i), std::span(cased).subspan(i)).concepts)
      if (vocabulary.at(c).kind == ConceptKind::score && vocabulary.at(c).id != id) return true;
  return false;
}

void step(Desk& desk, const Criterion& criterion, const Bound& bound, const Concept& scale) {
  if (bound.relative_to != RelativeTo::none || !(bound.unit.empty() || bound.unit == "1")) return;
  Atom of_scale;
  of_scale.kind = AtomKind::score;
  of_scale.concept_id = scale.id;
  const Values steps = possible(of_scale, desk.vocabulary).values;
  if (steps.empty() || !std::isfinite(steps.front().low) || !std::isfinite(steps.back().high)) return;
  if (names_another(desk.vocabulary, criterion.text, scale.id)) return;
  if (bound.value >= steps.front().low && bound.value <= steps.back().high) return;
  desk.report(5, criterion, bound.span, scale.name + " goes from " + number(steps.front().low) + " to " + number(steps.back().high) + ", not to " + number(bound.value),
              "check the number, and which scale is meant");
}

/// An amount in a volume: "mg/dL", "10*9/L", "/mm2" (which is none, and a slip). Copies and international units are a matter of the assay.
bool concentration(const std::string& unit) {
  if (unit.find('{') != std::string::npos || unit.find('[') != std::string::npos) return false;
  static constexpr std::array<std::string_view, 8> volumes{"/L", "/dL", "/mL", "/uL", "/mm3", "/mm2", "/cm3", "/nL"};
  return std::any_of(volumes.begin(), volumes.end(), [&](std::string_view volume) { return unit.ends_with(volume); });
}

/// The unit of this bound does not fit the analyte, and nothing says that a share or a change is meant.
void foreign(Desk& desk, const Criterion& criterion, const Diagnostic& said) {
  for_each_asserted(criterion.rule, [&](const Atom& atom, Span) {
    for (const Bound& bound : atom.bounds) {
      if (bound.span != said.span || !concentration(bound.unit) || distance(desk, criterion, bound)) continue;
      const auto index = desk.vocabulary.find(atom.concept_id);
      if (!index) continue;
      const std::string own(desk.vocabulary.at(*index).attribute("unit"));
      if (!concentration(own) && own != "mm[Hg]" && own != "kg/m2") continue;
      desk.report(8, criterion, said.span, said.message, "check the unit, and which test is meant");
    }
  });
}

/// Is there no unit behind the number, not one that the table does not know, nor one that stands with another number beside it?
bool unit_left_out(const Desk& desk, const Criterion& criterion, Span span) {
  const std::string written = desk.words({span.end, std::max(span.end, std::min(span.end + 16, criterion.span.end))});
  const std::string after = lower(written);
  const std::size_t first = after.find_first_not_of(" \t\r\n");
  if (first != std::string::npos) {
    static constexpr std::array<std::string_view, 9> goes_on{"and ", "or ", "at ", "in ", "on ", "who", "without ", "despite ", "prior "};
    const std::string_view rest = std::string_view(after).substr(first);
    const bool new_line = written.substr(0, first).find('\n') != std::string::npos;
    const bool stops = new_line || rest.starts_with(')') || rest.starts_with(';') || rest.starts_with('.') || rest.starts_with(", ");
    if (!stops && std::none_of(goes_on.begin(), goes_on.end(), [rest](std::string_view word) { return rest.starts_with(word); })) return false;
    if (first == 0 && !stops) return false;  // "1500micro/L"
  }
  const std::uint32_t from = span.begin - std::min(span.begin - std::min(criterion.span.begin, span.begin), 24U);
  const std::string before = lower(desk.words({from, span.begin}));
  for (const std::string_view word : {"ratio", "/", "score", "(1-", "fvc", "capacity", "letters", "t-", "z-", "index of"})
    if (before.find(word) != std::string::npos) return false;
  if (desk.words(span).ends_with('+')) return false;  // a dipstick's step
  std::string unit;
  bool compared = false, elsewhere = false;
  for_each_asserted(criterion.rule, [&](const Atom& atom, Span) {
    for (const Bound& b : atom.bounds)
      if (b.span == span && b.canonical && b.op != Comparator::equal) {
        compared = true;
        unit = b.canonical->unit;
      }
  });
  for_each_asserted(criterion.rule, [&](const Atom& atom, Span) {
    for (const Bound& b : atom.bounds) elsewhere = elsewhere || (!b.unit.empty() && b.canonical && b.canonical->unit == unit);
  });
  return compared && !elsewhere;
}

void age(Desk& desk, const Criterion& criterion, const Bound& bound) {
  const auto years = convert(bound.value, bound.unit.empty() ? "a" : bound.unit, "a");
  constexpr double oldest = 125;
  if (!years || *years <= oldest || lower(desk.words({bound.span.begin, std::min(bound.span.end + 6, criterion.span.end)})).find("age") != std::string::npos) return;  // "(140 − age)"
  desk.report(5, criterion, bound.span, "nobody is " + number(bound.value) + " " + (bound.unit.empty() ? "years" : bound.unit) + " old", "check the number and the unit");
}

}  // namespace

void check_numbers(Desk& desk) {
  for (const Criterion& criterion : desk.rules.criteria) {
    for_each_asserted(criterion.rule, [&](const Atom& atom, Span) {
      const auto index = desk.vocabulary.find(atom.concept_id);
      for (const Bound& bound : atom.bounds) {
        if (atom.kind == AtomKind::age) age(desk, criterion, bound);
        else if (!index) continue;
        else if (atom.kind == AtomKind::score) step(desk, criterion, bound, desk.vocabulary.at(*index));
        else if (atom.kind == AtomKind::measurement) threshold(desk, criterion, bound, desk.vocabulary.at(*index), desk.vocabulary.analyte(*index));
      }
    });
    // what the reader of the criterion said of its units
    for (const Diagnostic& d : criterion.diagnostics) {
      if (d.code == "unit-missing" && d.message.find("several") != std::string::npos) desk.report(6, criterion, d.span, d.message, "write the unit");
      else if (d.code == "unit-implied" && unit_left_out(desk, criterion, d.span)) desk.report(7, criterion, d.span, d.message, "write the unit");
      else if (d.code == "unit-unusual") foreign(desk, criterion, d);
    }
  }
}

}  // namespace elig::lint_room
