// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/window.hpp"

// What holds of the person rather than of an entry: age, sex, life stage, language.
namespace elig::engine {
namespace {

/// Completed units of life on `day`, an interval when the birth date is partial. Ages count in completed units: somebody of
/// 18½ is not "over 18" years, somebody is "at most 75" up to the day before the 76th birthday.
std::optional<Interval> lived(const Ask& ask, Day day, std::string_view unit) {
  const bool in_years = unit == "a" || unit.empty() || unit == "1";
  if (in_years && day == ask.as_of()) {
    const auto years = ask.years();
    return years ? std::optional(Interval{static_cast<double>(years->low), static_cast<double>(years->high), false, false}) : std::nullopt;
  }
  const DayInterval born = ask.born();
  if (born.first == day_min || born.last == day_max || born.first > day) return std::nullopt;
  const auto count = [&](Day from) -> std::optional<double> {
    from = std::min(from, day);
    const double days = static_cast<double>(day) - from;
    if (in_years) return years_between(from, day);
    if (unit == "mo") return months_between(from, day);
    if (unit == "wk") return std::floor(days / 7);
    if (unit == "d") return days;
    if (unit == "h") return days * 24;
    if (unit == "min") return days * 1440;
    return std::nullopt;
  };
  const auto youngest = count(born.last), oldest = count(born.first);
  if (!youngest || !oldest) return std::nullopt;
  return Interval{*youngest, *oldest, false, false};
}

/// "0.5 years" is asked in months.
Bound in_whole_units(Bound bound) {
  if ((bound.unit == "a" || bound.unit.empty()) && bound.value != std::floor(bound.value)) {
    bound.value *= 12;
    bound.unit = "mo";
  }
  return bound;
}

std::string age_words(const Interval& age, std::string_view unit) {
  const char* name = unit == "mo" ? "months" : unit == "wk" ? "weeks" : unit == "d" ? "days" : unit == "h" ? "hours" : unit == "min" ? "minutes" : "years";
  if (age.exact() && age.low == 1) return fmt::format("1 {}", std::string_view(name).substr(0, std::string_view(name).size() - 1));
  return fmt::format("{} {}", shown(age), name);
}

Answer against_bounds(const Ask& ask, const Question& question, Day on) {
  Truth all = Truth::true_, equal = Truth::false_;
  bool any_equal = false;
  std::string said, bounds;
  for (const Bound& written : question.atom.bounds) {
    const Bound bound = in_whole_units(written);
    const auto age = lived(ask, on, bound.unit);
    if (!age) return ask.answer(Truth::unknown, [&] { return ask.born().known() ? "the age cannot be told in this unit" : "no birth date on record"; });
    const Truth t = compare(*age, bound.op, bound.value);
    if (bound.op == Comparator::equal) any_equal = true, equal = equal || t;
    else all = all && t;
    if (ask.tell) {
      if (std::string words = age_words(*age, bound.unit); said.find(words) == std::string::npos) said += (said.empty() ? "" : " = ") + words;
      bounds += fmt::format("{}{} {}", bounds.empty() ? "" : " and ", symbol(bound.op), age_words({bound.value, bound.value, false, false}, bound.unit));
    }
  }
  if (any_equal) all = all && equal;
  return ask.answer(all, [&] { return fmt::format("{}, bound {}", said, bounds); });
}

/// "older than 50 at onset": by the begin of the condition, else by what the age today already rules out.
Answer at_onset(const Ask& ask, const Question& question) {
  std::optional<Day> first;
  const Fact* fact = nullptr;
  if (question.concept_ || !question.words.empty()) {
    for (const Found& f : ask.record.find(question, FactKind::condition)) {
      const Fact& candidate = *ask.record.at(f.entry).fact;
      if (f.match != Match::full || candidate.certainty != Certainty::confirmed || !candidate.start.exact()) continue;
      if (!first || candidate.start.first < *first) first = candidate.start.first, fact = &candidate;
    }
  }
  if (first) {
    Answer answer = against_bounds(ask, question, *first);
    answer.fact = fact;
    if (ask.tell) answer.note = fmt::format("{} on {}", answer.note, to_string(*first));
    return answer;
  }
  const Answer today = against_bounds(ask, question, ask.as_of());
  const bool only_low = std::all_of(question.atom.bounds.begin(), question.atom.bounds.end(),
                                    [](const Bound& b) { return b.op == Comparator::greater || b.op == Comparator::greater_equal; });
  const bool only_high = std::all_of(question.atom.bounds.begin(), question.atom.bounds.end(),
                                     [](const Bound& b) { return b.op == Comparator::less || b.op == Comparator::less_equal; });
  // Nobody was older then than now.
  if ((only_low && today.truth == Truth::false_) || (only_high && today.truth == Truth::true_)) {
    return ask.answer(today.truth, [&] { return fmt::format("{} today, and younger at {}", today.note, question.atom.at); });
  }
  return {Truth::unknown, !question.concept_ && question.words.empty(), nullptr, ask.note([&] { return fmt::format("the age at {} is not on record", question.atom.at); })};
}

}  // namespace

Answer answer_age(const Ask& ask, const Question& question) {
  if (question.atom.bounds.empty()) return ask.answer(Truth::unknown, [] { return "no bound"; });
  if (!question.atom.at.empty()) return at_onset(ask, question);
  return against_bounds(ask, question, ask.as_of());
}

Answer answer_sex(const Ask& ask, const Question& question) {
  const Sex sex = ask.sex();
  if (sex == Sex::unknown) return ask.answer(Truth::unknown, [] { return "sex not on record"; });
  const char* name = sex == Sex::female ? "female" : "male";
  return ask.answer(truth(question.atom.sex == name), [&] { return name; });
}

namespace {

/// An age range of the vocabulary: "<18 a", ">=65 a", "1..3 a" (from the first birthday to the day before the third).
Truth in_age_range(const Ask& ask, std::string_view range) {
  const std::size_t blank = range.rfind(' ');
  if (blank == std::string_view::npos) return Truth::unknown;
  const auto age = lived(ask, ask.as_of(), range.substr(blank + 1));
  if (!age) return Truth::unknown;
  range = range.substr(0, blank);
  const auto number = [](std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  if (const std::size_t dots = range.find(".."); dots != std::string_view::npos) {
    return compare(*age, Comparator::greater_equal, number(range.substr(0, dots))) && compare(*age, Comparator::less, number(range.substr(dots + 2)));
  }
  if (range.starts_with("<=")) return compare(*age, Comparator::less_equal, number(range.substr(2)));
  if (range.starts_with(">=")) return compare(*age, Comparator::greater_equal, number(range.substr(2)));
  if (range.starts_with("<")) return compare(*age, Comparator::less, number(range.substr(1)));
  if (range.starts_with(">")) return compare(*age, Comparator::greater, number(range.substr(1)));
  return Truth::unknown;
}

}  // namespace

Answer answer_life_stage(const Ask& ask, const Question& question) {
  // The range stands with the concept or with a broader one.
  std::string_view range;
  if (question.concept_) {
    range = ask.vocabulary.at(*question.concept_).attribute("age");
    for (ConceptIndex c : question.broader) {
      if (range.empty()) range = ask.vocabulary.at(c).attribute("age");
    }
  }
  if (range.empty()) return ask.answer(Truth::unknown, [] { return "no age range is agreed for it"; });
  const Truth t = in_age_range(ask, range);
  return ask.answer(t, [&]() -> std::string {
    if (!ask.born().known()) return "no birth date on record";
    const auto years = lived(ask, ask.as_of(), "a");
    return fmt::format("{}, {} asked", years ? age_words(*years, "a") : "age unknown", range);
  });
}

Answer answer_language(const Ask& ask, const Question& question) {
  struct Language {
    std::string_view word, code;
  };
  constexpr std::array<Language, 20> languages{{{"english", "en"}, {"spanish", "es"}, {"french", "fr"},     {"german", "de"},     {"italian", "it"},
                                                {"portuguese", "pt"}, {"dutch", "nl"}, {"swedish", "sv"},   {"danish", "da"},     {"norwegian", "no"},
                                                {"finnish", "fi"}, {"chinese", "zh"}, {"mandarin", "zh"},   {"japanese", "ja"},   {"korean", "ko"},
                                                {"arabic", "ar"}, {"hebrew", "he"},   {"russian", "ru"},    {"turkish", "tr"},    {"hindi", "hi"}}};
  std::vector<std::string> words = question.words;
  for (auto& word : content_words(question.atom.subject.text)) words.push_back(std::move(word));
  for (const auto& [word, code] : languages) {
    if (std::find(words.begin(), words.end(), word) == words.end()) continue;
    for (const auto& spoken : ask.languages()) {
      const auto said = content_words(spoken);
      const bool by_code = spoken == code || (spoken.size() > 2 && spoken.starts_with(code) && spoken[2] == '-');
      if (by_code || std::find(said.begin(), said.end(), word) != said.end()) return ask.answer(Truth::true_, [&] { return fmt::format("the record lists {}", spoken); });
    }
  }
  return {Truth::unknown, true, nullptr, ask.note([] { return "the record does not say which languages are spoken"; })};
}

}  // namespace elig::engine
