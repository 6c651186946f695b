// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/derived.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

// Numbers on record against bounds: laboratory results, vital signs, scores. The latest result decides.
namespace elig::engine {
namespace {

/// The step of the scale that a coded answer means ("LA9623-5:1|…"): its display describes the step without naming it.
std::optional<double> answer_in(const CodedText& value, std::string_view answers) {
  while (!answers.empty()) {
    const std::string_view answer = answers.substr(0, answers.find('|'));
    answers.remove_prefix(std::min(answers.size(), answer.size() + 1));
    const std::size_t colon = answer.find(':');
    if (colon == std::string_view::npos) continue;
    for (const Coding& coding : value.codings) {
      if (coding.code == answer.substr(0, colon)) return grade_in(answer.substr(colon + 1), "");
    }
  }
  return std::nullopt;
}

std::optional<Value> value_of(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  Value v;
  v.fact = &fact;
  v.binding = entry.code;
  v.when = begin_of(fact);
  v.scale = question.atom.kind == AtomKind::score || !question.ordinal.empty();
  std::string_view written_unit;
  if (fact.value) {
    v.number = fact.value->value;
    written_unit = fact.value->unit;
  } else if (fact.coded_value) {
    const std::string_view label = label_of(*fact.coded_value);
    const auto& flat = entry.value->label;
    if (v.scale) {
      auto grade = answer_in(*fact.coded_value, question.answers);
      if (!grade) grade = grade_in(label, question.ordinal);
      if (!grade) return std::nullopt;
      v.number = {*grade, *grade, false, false};
    } else if (const auto acuity = question.acuity ? acuity_in(label) : std::nullopt) {
      v.number = {*acuity, *acuity, false, false};
      written_unit = "{snellen}";
    } else if (const auto number = number_in(label)) {
      v.number = number->value;
      written_unit = number->unit;
    } else if (const auto plus = grade_in(label, ""); plus && label.find('+') != std::string_view::npos) {
      v.number = {*plus, *plus, false, false};  // dipsticks: "2+"
      v.scale = true;
    } else if (!flat.empty() && (flat[0] == "negative" || flat[0] == "nil" || flat[0] == "none" || flat[0] == "trace")) {
      const double step = flat[0] == "trace" ? 0.5 : 0;
      v.number = {step, step, false, false};
      v.scale = true;
    } else {
      return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
  if (std::isnan(v.number.low) || std::isnan(v.number.high)) return std::nullopt;
  // A result without a unit has that of its reference range.
  if (written_unit.empty() && fact.range) written_unit = fact.range->unit;
  v.has_unit = !written_unit.empty();
  if (v.has_unit) {
    v.unit = fact.value && written_unit.data() == fact.value->unit.data() ? entry.unit : ask.record.bindings().unit_of(std::string(written_unit));
    if (v.unit.empty() && fact.value && fact.value->unit_is_ucum) v.unit = written_unit;
    v.written = written_unit;
  }
  return v;
}

const AnalyteUnits& analyte_of(const Question& question, const Value& value) {
  const auto bridges = [](const AnalyteUnits& a) { return a.molar_mass > 0 || a.hba1c || a.international_unit_ug > 0 || a.valence > 0; };
  return value.binding != nullptr && bridges(value.binding->analyte) ? value.binding->analyte : question.analyte;
}

}  // namespace

const std::optional<Interval>& in_unit(const Question& question, const Value& value, std::string_view unit) {
  for (const auto& [known, number] : value.converted) {
    if (known == unit) return number;
  }
  const std::string_view from = value.unit.empty() ? value.written : value.unit;
  value.converted.emplace_back(unit, convert(value.number, from, unit, analyte_of(question, value)));
  return value.converted.back().second;
}

namespace {

struct Verdict1 {
  Truth truth = Truth::unknown;
  bool manual = false;
  std::string note;
};

/// The limit of normal for this result: from its own range, another result's of the same test, the site's.
std::optional<Limit> find_limit(const Ask& ask, const Question& question, const Value& value, bool upper) {
  const AnalyteUnits& analyte = analyte_of(question, value);
  const auto end = [upper](const ReferenceRange& r) { return upper ? r.high : r.low; };
  const auto in_unit = [&](double limit, std::string_view written) -> std::optional<double> {
    if (written.empty() || written == value.written) return limit;
    std::string_view from = ask.record.bindings().unit_of(std::string(written));
    if (from.empty()) from = written;
    if (from == value.unit) return limit;
    if (value.unit.empty()) return std::nullopt;
    return elig::convert(limit, from, value.unit, analyte);
  };
  if (value.fact != nullptr && value.fact->range) {
    if (const auto own = end(*value.fact->range)) {
      if (const auto l = in_unit(*own, value.fact->range->unit)) return Limit{*l, ask.note([] { return "the result's own range"; })};
    }
  }
  if (value.binding != nullptr && !value.binding->specific.empty()) {
    const Fact* source = nullptr;
    std::optional<double> found;
    for (std::uint32_t i : ask.record.of(value.binding->specific.front(), FactKind::observation)) {
      const Record::Entry& entry = ask.record.at(i);
      const Fact& other = *entry.fact;
      if (!other.range || !end(*other.range) || entry.code->specific != value.binding->specific) continue;
      if (source != nullptr && begin_of(other).first < begin_of(*source).first) continue;
      // A range without a unit has that of its result.
      const std::string_view unit = !other.range->unit.empty() ? std::string_view(other.range->unit) : other.value ? std::string_view(other.value->unit) : std::string_view{};
      if (unit.empty() != !value.has_unit) continue;
      if (const auto l = in_unit(*end(*other.range), unit)) source = &other, found = l;
    }
    if (found) return Limit{*found, ask.note([&] { return fmt::format("the range of the result of {}", shown(begin_of(*source))); })};
  }
  if (ask.options.site_ranges.empty()) return std::nullopt;
  std::vector<ConceptIndex> ids;
  if (value.binding != nullptr) ids = value.binding->covers;
  if (question.concept_) ids.insert(ids.begin(), *question.concept_);
  for (ConceptIndex c : ids) {
    const auto it = ask.options.site_ranges.find(ask.vocabulary.at(c).id);
    if (it == ask.options.site_ranges.end()) continue;
    if (const auto site = end(it->second)) {
      if (const auto l = in_unit(*site, it->second.unit)) return Limit{*l, ask.note([] { return "the site's range"; })};
    }
  }
  return std::nullopt;
}

}  // namespace

const std::optional<Limit>& limit_of(const Ask& ask, const Question& question, const Value& value, bool upper) {
  auto& known = value.limits[upper ? 1 : 0];
  if (!known) known = find_limit(ask, question, value, upper);
  return *known;
}

namespace {

Verdict1 against_limit(const Ask& ask, const Question& question, const Bound& bound, const Value& value) {
  const bool upper = bound.relative_to == RelativeTo::uln;
  const char* name = upper ? "ULN" : "LLN";
  const auto& limit = limit_of(ask, question, value, upper);
  if (!limit || limit->value == 0) return {Truth::unknown, false, ask.note([&] { return fmt::format("{}: no {} on record", shown(value.number, value.written), name); })};
  const Truth t = compare(value.number, bound.op, bound.value * limit->value);
  return {t, false, ask.note([&] {
            const Interval ratio{value.number.low / limit->value, value.number.high / limit->value, value.number.low_open, value.number.high_open};
            return fmt::format("{} × {} ({}, {}), bound {} {}", shown(ratio), name, shown({limit->value, limit->value, false, false}, value.written),
                               limit->from, symbol(bound.op), shown(bound.value));
          })};
}

Verdict1 in_units(const Ask& ask, const Question& question, const Bound& bound, const Value& value) {
  const AnalyteUnits& analyte = analyte_of(question, value);
  const auto compared = [&](const Interval& number, double limit, std::string_view unit, std::string_view remark) {
    return Verdict1{compare(number, bound.op, limit), false, ask.note([&] {
                      const std::string recorded = shown(value.number, value.written);
                      const std::string converted = shown(number, unit);
                      std::string text = recorded;
                      if (converted != recorded && unit != value.unit) {
                        text += " = " + converted;
                        if (analyte.molar_mass > 0 && !elig::convert(1.0, value.unit, unit)) text += fmt::format(" (molar mass {})", analyte.molar_mass);
                      }
                      return fmt::format("{}, bound {} {}{}", text, symbol(bound.op), shown({limit, limit, false, false}, unit), remark);
                    })};
  };
  const auto refused = [&](std::string_view why) {
    return Verdict1{Truth::unknown, false, ask.note([&] { return fmt::format("{}: {}", shown(value.number, value.written), why); })};
  };
  if (value.scale) return compared(value.number, bound.value, "", "");
  const bool bare_bound = bound.unit.empty() || (dimensionless(bound.unit) && !bound.canonical);
  if (!value.has_unit) {
    if (bare_bound && !bound.canonical) return compared(value.number, bound.value, "", "");
    return refused("the result has no unit");
  }
  const std::string_view from = value.unit.empty() ? value.written : value.unit;
  if (!bound.unit.empty()) {
    if (from == bound.unit) return compared(value.number, bound.value, bound.unit, "");
    if (const auto v = in_unit(question, value, bound.unit)) return compared(*v, bound.value, bound.unit, "");
  }
  // Filtration rates are reported per 1.73 m² of body surface; criteria often leave that out.
  if (question.concept_ && ask.vocabulary.at(*question.concept_).id.starts_with("egfr")) {
    const auto rate = [](std::string_view unit) { return unit == "mL/min" || unit == "mL/min/m2" || unit == "mL/min/{1.73_m2}"; };
    if (rate(from) && rate(bound.unit)) return compared(value.number, bound.value, from, " (per 1.73 m²)");
  }
  if (bound.canonical) {
    const std::string_view remark = bound.unit_implied ? " (the unit is implied)" : "";
    if (from == bound.canonical->unit) return compared(value.number, bound.canonical->value, from, remark);
    if (const auto v = in_unit(question, value, bound.canonical->unit)) return compared(*v, bound.canonical->value, bound.canonical->unit, remark);
  }
  if (bound.unit.empty()) {
    if (dimensionless(from)) return compared(value.number, bound.value, "", "");
    if (question.concept_) {
      const Concept& c = ask.vocabulary.at(*question.concept_);
      if (const std::string unit = only_plausible_unit(c.attribute("plausible"), bound.value); !unit.empty()) {
        if (const auto v = unit == from ? std::optional(value.number) : convert(value.number, from, unit, analyte)) {
          return compared(*v, bound.value, unit, " (the only plausible unit)");
        }
      }
    }
    return refused("the criterion names no unit");
  }
  if (dimensionless(bound.unit) && dimensionless(from)) return compared(value.number, bound.value, "", "");
  return refused(ask.note([&] { return fmt::format("does not convert to {}", bound.unit); }));
}

Verdict1 against_bounds(const Ask& ask, const Question& question, const Value& value) {
  Verdict1 all{Truth::true_, false, ask.note([&] { return value.how; })};
  Truth equal = Truth::false_;
  bool any_equal = false;
  for (const Bound& bound : question.bounds) {
    Verdict1 one;
    if (bound.relative_to == RelativeTo::baseline) {
      one = {Truth::unknown, true, ask.note([] { return std::string("relative to a baseline that no record marks"); })};
    } else if (bound.relative_to != RelativeTo::none) {
      one = against_limit(ask, question, bound, value);
    } else {
      one = in_units(ask, question, bound, value);
    }
    all.manual = all.manual || one.manual;
    if (bound.op == Comparator::equal) {
      any_equal = true;
      equal = equal || one.truth;
    } else {
      all.truth = all.truth && one.truth;
    }
    if (ask.tell && all.note.find(one.note) == std::string::npos) all.note += (all.note.empty() ? "" : "; ") + one.note;
  }
  if (any_equal) all.truth = all.truth && equal;
  return all;
}

/// What a result says when the criterion asks for no number: "elevated CRP", "abnormal ECG".
Verdict1 against_state(const Ask& ask, const Question& question, const Value& value) {
  const State state = question.atom.state;
  Bound bound;
  bound.value = 1;
  if (state == State::high || state == State::low) {
    bound.relative_to = state == State::high ? RelativeTo::uln : RelativeTo::lln;
    bound.op = state == State::high ? Comparator::greater : Comparator::less;
    Verdict1 v = against_limit(ask, question, bound, value);
    if (v.truth != Truth::unknown || value.fact == nullptr || !value.fact->interpretation) return v;
  }
  if (value.fact != nullptr && value.fact->interpretation) {
    for (const Coding& c : (*value.fact->interpretation)->codings) {
      const bool high = c.code == "H" || c.code == "HH" || c.code == "HU", low = c.code == "L" || c.code == "LL" || c.code == "LU";
      const bool normal = c.code == "N";
      if (!(high || low || normal || c.code == "A" || c.code == "AA")) continue;
      const Truth t = state == State::high     ? truth(high)
                      : state == State::low    ? truth(low)
                      : state == State::normal ? truth(normal)
                                               : truth(!normal);
      return {t, false, ask.note([&] { return fmt::format("reported as {}", c.code); })};
    }
  }
  if (state == State::normal || state == State::abnormal) {
    const auto &high = limit_of(ask, question, value, true), &low = limit_of(ask, question, value, false);
    Truth within = high || low ? Truth::true_ : Truth::unknown;
    if (high) within = within && compare(value.number, Comparator::less_equal, high->value);
    if (low) within = within && compare(value.number, Comparator::greater_equal, low->value);
    return {state == State::normal ? within : !within, false, ask.note([&] { return fmt::format("{} against the limits of normal", shown(value.number, value.written)); })};
  }
  return {Truth::unknown, false, ask.note([] { return std::string("no bound to hold the result against"); })};
}

/// ECOG and Karnofsky say the same on two scales, as the literature pairs them.
Values other_performance_scale(const Ask& ask, const Question& question) {
  if (!question.concept_) return {};
  constexpr std::string_view ecog = "89247-1", karnofsky = "89243-0";
  const auto carries = [&](std::string_view code) {
    const auto& of = ask.record.bindings().measured(code);
    return std::find(of.begin(), of.end(), *question.concept_) != of.end();
  };
  const std::string& id = question.atom.concept_id;
  const bool asks_ecog = carries(ecog) || id == "ecog", asks_karnofsky = carries(karnofsky) || id == "karnofsky";
  std::vector<ConceptIndex> sources;
  if (asks_ecog || asks_karnofsky) {
    sources = ask.record.bindings().measured(asks_ecog ? karnofsky : ecog);
    if (const auto c = ask.vocabulary.find(asks_ecog ? "karnofsky" : "ecog")) sources.push_back(*c);
  }
  Values out;
  for (ConceptIndex c : sources) {
    for (std::uint32_t i : ask.record.of(c, FactKind::observation)) {
      auto v = value_of(ask, question, ask.record.at(i));
      if (!v || !v->number.exact()) continue;
      const double n = v->number.low;
      if (asks_ecog) {
        if (n < 10 || n > 100) continue;
        const double grade = std::floor((100 - n) / 20 + 1e-9);
        v->number = {grade, grade, false, false};
        v->how = ask.note([&] { return fmt::format("Karnofsky {} is ECOG {}", shown(n), shown(grade)); });
      } else {
        if (n < 0 || n > 4) continue;
        v->number = {90 - 20 * n, 100 - 20 * n, false, false};
        v->how = ask.note([&] { return fmt::format("ECOG {} is Karnofsky {} to {}", shown(n), shown(90 - 20 * n), shown(100 - 20 * n)); });
      }
      v->scale = true;
      out.push_back(std::move(*v));
    }
    if (!out.empty()) break;
  }
  return out;
}

/// The results that may be the latest: every one not surely older than another. Undated ones may always be.
void keep_latest(Values& values) {
  Day newest = day_min;
  for (const Value& v : values) newest = std::max(newest, v.when.first);
  values.erase(std::remove_if(values.begin(), values.end(), [newest](const Value& v) { return v.when.last < newest; }), values.end());
}

Answer decide(const Ask& ask, const Question& question, const Values& values) {
  std::optional<Truth> agreed;
  Answer answer;
  bool conflict = false;
  std::vector<std::string> notes;
  for (const Value& v : values) {
    const Verdict1 one = question.atom.bounds.empty() ? against_state(ask, question, v) : against_bounds(ask, question, v);
    Truth t = one.truth;
    std::string note = one.note;
    if (v.fact != nullptr && v.fact->certainty == Certainty::weak) {
      t = Truth::unknown;
      if (ask.tell) note += "; the result is preliminary";
    }
    if (agreed && *agreed != t) conflict = true;
    if (!agreed) {
      agreed = t;
      answer.fact = v.fact;
      answer.manual = one.manual;
    }
    if (ask.tell && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  answer.truth = conflict ? Truth::unknown : agreed.value_or(Truth::unknown);
  answer.manual = answer.manual && answer.truth == Truth::unknown && !conflict;
  if (ask.tell) answer.note = conflict ? fmt::format("results that may both be the latest disagree: {}", fmt::join(notes, "; ")) : fmt::format("{}", fmt::join(notes, "; "));
  return answer;
}

/// The values the question is about. Depends on its concept, words, kind and window, never on its bounds.
Selection select(const Ask& ask, const Question& question) {
  const auto& window = question.atom.window;
  Selection s;
  for (const Found& f : ask.record.find(question, FactKind::observation)) {
    const Record::Entry& entry = ask.record.at(f.entry);
    if (entry.fact->certainty == Certainty::absent) continue;
    if (f.match != Match::full) {
      s.about = entry.fact;
      continue;
    }
    if (auto v = value_of(ask, question, entry)) s.values.push_back(std::move(*v));
    else s.unreadable = true, s.about = entry.fact;
  }
  if (s.values.empty() && question.atom.kind == AtomKind::score) s.values = other_performance_scale(ask, question);
  if (!s.values.empty()) s.first = s.values.front().fact;
  if (window) {
    Values in;
    for (Value& v : s.values) {
      const Truth t = holds(*window, v.when, ask.as_of());
      if (t == Truth::true_) in.push_back(std::move(v));
      else if (t == Truth::false_) s.outside = true;
      else s.undated = true;
    }
    s.values = std::move(in);
    if (s.undated) return s;
  }
  keep_latest(s.values);
  if (!s.values.empty()) return s;
  if (const auto d = derive(ask, question, s.lacking)) {
    if (!window || (holds(*window, d->when, ask.as_of()) == Truth::true_ && holds(*window, d->oldest, ask.as_of()) == Truth::true_)) {
      Value v;
      v.number = {d->value, d->value, false, false};
      v.unit = v.written = d->unit;
      v.has_unit = true;
      v.fact = d->fact;
      v.when = d->when;
      v.how = d->note;
      s.values.push_back(std::move(v));
    } else {
      s.outside = true;
    }
  }
  return s;
}

}  // namespace

bool asks_values(const Question& question) {
  const Atom& atom = question.atom;
  // "undetectable viral load": a result in words
  const bool in_words = atom.state == State::positive || atom.state == State::negative || atom.state == State::present || atom.state == State::absent;
  switch (atom.kind) {
    case AtomKind::measurement: return !atom.bounds.empty() || !in_words;
    case AtomKind::score: return true;
    case AtomKind::finding:
    case AtomKind::biomarker:
    case AtomKind::test: return !atom.bounds.empty();
    default: return false;
  }
}

const Selection& selected(const Ask& ask, const Question& question, std::optional<Selection>& room) {
  // Look-ups that are written down must be made.
  const bool shared = question.selection && ask.record.log() == nullptr;
  if (!shared) return room.emplace(select(ask, question));
  const std::uint32_t number = question.selection_by_concept && ask.record.bound(*question.concept_) ? *question.selection_by_concept : *question.selection;
  const Selection* known = ask.record.selections().find(number);
  return known != nullptr ? *known : ask.record.selections().keep(number, select(ask, question));
}

Answer answer_measurement(const Ask& ask, const Question& question) {
  const auto& window = question.atom.window;
  if (window) {
    if (const std::string why = not_computable(*window); !why.empty()) {
      return ask.answer(Truth::unknown, [&] { return fmt::format("{}: {}", shown(*window), why); });
    }
  }
  std::optional<Selection> room;
  const Selection& s = selected(ask, question, room);
  if (question.bounds.empty() && question.atom.state == State::none) {
    return ask.answer(Truth::unknown, [&] { return s.first == nullptr ? "no result on record" : "the criterion gives no bound to hold the result against"; },
                      s.first == nullptr ? s.about : s.first);
  }
  if (s.undated) return ask.answer(Truth::unknown, [&] { return fmt::format("a result may or may not lie {}", shown(*window)); });
  if (!s.values.empty()) return decide(ask, question, s.values);
  return ask.answer(Truth::unknown, [&]() -> std::string {
    if (s.outside) return fmt::format("no result {}", shown(*window));
    if (s.unreadable) return "the result on record is no number";
    if (s.about != nullptr) return fmt::format("no result on record; \"{}\" may or may not be it", s.about->code.label());
    if (!s.lacking.empty()) return fmt::format("no result on record, and none to be computed ({})", s.lacking);
    return "no result on record";
  }, s.about);
}

namespace {

/// A bound of stages: "{stage.B}" names a part, a stage without one is all of its parts.
Truth against_step(const Bound& bound, const Steps& has) {
  std::string_view part;
  if (const std::size_t dot = bound.unit.find('.'); bound.unit.starts_with('{') && dot != std::string::npos) part = std::string_view(bound.unit).substr(dot + 1, bound.unit.size() - dot - 2);
  const Steps asked = steps_of(bound.value, part);
  const auto settle = [](bool surely, bool never) { return surely ? Truth::true_ : never ? Truth::false_ : Truth::unknown; };
  switch (bound.op) {
    case Comparator::equal: return settle(has.first >= asked.first && has.last <= asked.last, has.last < asked.first || has.first > asked.last);
    case Comparator::greater_equal: return settle(has.first >= asked.first, has.last < asked.first);
    case Comparator::greater: return settle(has.first > asked.last, has.last <= asked.last);
    case Comparator::less_equal: return settle(has.last <= asked.last, has.first > asked.last);
    case Comparator::less: return settle(has.last < asked.first, has.first >= asked.first);
  }
  return Truth::unknown;
}

Truth against_steps(const Question& question, const Steps& has) {
  Truth all = Truth::true_, equal = Truth::false_;
  bool any_equal = false;
  for (const Bound& bound : question.bounds) {
    const Truth one = against_step(bound, has);
    if (bound.op == Comparator::equal) any_equal = true, equal = equal || one;
    else all = all && one;
  }
  return any_equal ? all && equal : all;
}

/// Do several parts that are asked for make up the whole that is on record ("IIIA, IIIB or IIIC", and a record of stage III)?
bool parted(const Question& question) {
  return std::any_of(question.bounds.begin(), question.bounds.end(), [](const Bound& b) { return b.unit.starts_with('{') && b.unit.find('.') != std::string::npos; });
}

}  // namespace

Answer answer_stage(const Ask& ask, const Question& question) {
  if (question.bounds.empty()) return ask.answer(Truth::unknown, [] { return "no stage to hold the record against"; });
  std::optional<Answer> best;
  std::optional<Truth> agreed;
  bool conflict = false;
  const auto consider = [&](const Fact& fact, std::string_view text, double grade) {
    Value v;
    v.number = {grade, grade, false, false};
    v.scale = true;
    v.fact = &fact;
    Verdict1 one = against_bounds(ask, question, v);
    if (parted(question)) {
      const std::string label = !fact.stage.empty() ? fact.stage : fact.coded_value ? fact.coded_value->label() : std::string(text);
      const auto steps = steps_in(label, question.ordinal);
      one.truth = against_steps(question, steps.value_or(steps_of(grade, "")));
      if (ask.tell) one.note = label;
    }
    if (agreed && *agreed != one.truth) conflict = true;
    agreed = one.truth;
    if (!best) best = Answer{one.truth, false, &fact, ask.note([&] { return fmt::format("\"{}\"{}{}", text, one.note.empty() ? "" : ": ", one.note); })};
  };
  const std::string_view ordinal = question.ordinal;
  const auto step_of = [&](std::string_view text) -> std::optional<double> {
    const auto steps = steps_in(text, ordinal);
    return steps ? std::optional(std::floor(steps->first / 100.0)) : std::nullopt;
  };
  Values values;
  for (const Found& f : ask.record.find(question, FactKind::observation)) {
    if (f.match == Match::broader) continue;
    const Record::Entry& entry = ask.record.at(f.entry);
    auto v = value_of(ask, question, entry);
    if (!v && entry.fact->coded_value) {
      if (const auto grade = step_of(entry.fact->coded_value->label())) {
        v.emplace();
        v->number = {*grade, *grade, false, false};
        v->fact = entry.fact;
        v->when = begin_of(*entry.fact);
      }
    }
    if (v && entry.fact->certainty == Certainty::confirmed) v->scale = true, values.push_back(std::move(*v));
  }
  keep_latest(values);
  for (const Value& v : values) consider(*v.fact, v.fact->code.label(), v.number.low);
  // The stage of a named disease ("chronic kidney disease stage") stands in the name of the diagnosis, too.
  const std::optional<ConceptIndex> disease = question.staged;
  if (disease && !best) {
    bool has_disease = false;
    for (std::uint32_t i : ask.record.of(*disease, FactKind::condition)) {
      const Record::Entry& entry = ask.record.at(i);
      const Fact& fact = *entry.fact;
      if (fact.certainty == Certainty::absent) continue;
      has_disease = true;
      if (fact.certainty != Certainty::confirmed || fact.clinical == ClinicalStatus::inactive) continue;
      const std::string label = fact.stage.empty() ? fact.code.label() : fact.stage;
      if (!fact.stage.empty() || std::binary_search(entry.code->words.begin(), entry.code->words.end(), "stage")) {
        if (const auto grade = grade_in(label, ordinal)) consider(fact, label, *grade);
      }
    }
    if (!has_disease) return absent(ask, question, ask.holds().conditions, "conditions");
    if (!best) return ask.answer(Truth::unknown, [] { return "the disease is on record, its stage is not"; });
  }
  for (std::uint32_t i : ask.record.about(Topic::staged, FactKind::condition)) {
    if (best) break;
    const Fact& fact = *ask.record.at(i).fact;
    if (fact.certainty != Certainty::confirmed) continue;
    if (const auto grade = step_of(fact.stage)) consider(fact, fact.stage, *grade);
  }
  if (!best) return ask.answer(Truth::unknown, [] { return "no stage on record"; });
  if (conflict) return ask.answer(Truth::unknown, [] { return "stages on record disagree"; }, best->fact);
  return *best;
}

}  // namespace elig::engine
