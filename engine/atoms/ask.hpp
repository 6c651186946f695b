// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/answer.hpp"
#include "engine/engine.hpp"
#include "engine/question.hpp"
#include "engine/record.hpp"

/// One question put to one record. Each kind of atom has its file; all are pure functions of these values.
namespace elig::engine {

/// Completed years of life, as far as the birth date tells: both ends of what they can be.
struct Years {
  int low = 0, high = 0;
};
/// Empty without a birth date, and before it.
[[nodiscard]] std::optional<Years> completed_years(DayInterval born, Day on);

struct Ask {
  const Vocabulary& vocabulary;
  const EngineOptions& options;
  const Record& record;
  bool tell = false;  ///< write notes; changes no truth

  [[nodiscard]] Day as_of() const noexcept { return options.as_of; }

  // What answers look at of the person; each is part of the footprint.
  [[nodiscard]] Sex sex() const noexcept { return record.patient().sex; }
  [[nodiscard]] const Patient::Holds& holds() const noexcept { return record.patient().holds; }
  [[nodiscard]] DayInterval born() const {
    if (record.log() != nullptr) record.log()->birth = true;
    return record.patient().born;
  }
  [[nodiscard]] const std::vector<std::string>& languages() const {
    if (record.log() != nullptr) record.log()->languages = true;
    return record.patient().languages;
  }
  /// Completed years on the as-of date, and on any day.
  [[nodiscard]] std::optional<Years> years() const;
  [[nodiscard]] std::optional<Years> age_on(Day day) const;

  template <typename Write>
  [[nodiscard]] std::string note(Write&& write) const {
    return tell ? std::string(write()) : std::string{};
  }
  template <typename Write>
  [[nodiscard]] Answer answer(Truth truth, Write&& write, const Fact* fact = nullptr) const {
    return {truth, false, fact, note(write)};
  }
};

/// The one entry: any kind of atom.
[[nodiscard]] Answer answer(const Ask& ask, const Question& question);

/// What settles a question before anything on record is looked at: its kind, and the sex.
[[nodiscard]] std::optional<Answer> beforehand(const Ask& ask, const Question& question);

Answer answer_age(const Ask& ask, const Question& question);
Answer answer_sex(const Ask& ask, const Question& question);
Answer answer_life_stage(const Ask& ask, const Question& question);
Answer answer_language(const Ask& ask, const Question& question);
Answer answer_measurement(const Ask& ask, const Question& question);  ///< kinds measurement and score
/// Whether the answer comes from `answer_measurement` alone, and so from nothing of the record but the values that `selected`
/// gives and their limits of normal.
[[nodiscard]] bool asks_values(const Question& question);
/// The values a question is about. Questions of one `selection` share them, and they are kept for the next one where `room`
/// is not used.
[[nodiscard]] const Selection& selected(const Ask& ask, const Question& question, std::optional<Selection>& room);
/// One of these values in another unit; empty when it does not convert.
[[nodiscard]] const std::optional<Interval>& in_unit(const Question& question, const Value& value, std::string_view unit);
/// Its limit of normal, upper or lower.
[[nodiscard]] const std::optional<Limit>& limit_of(const Ask& ask, const Question& question, const Value& value, bool upper);
Answer answer_stage(const Ask& ask, const Question& question);
Answer answer_result(const Ask& ask, const Question& question);       ///< kinds biomarker, test: coded results
Answer answer_condition(const Ask& ask, const Question& question);    ///< kinds condition, finding
Answer answer_exposure(const Ask& ask, const Question& question);     ///< kinds exposure, therapy, procedure, encounter
Answer answer_allergy(const Ask& ask, const Question& question);
/// What the list of allergies says where diagnoses say nothing of "anaphylaxis", "drug allergy", "lactose intolerance"; empty for what is none.
[[nodiscard]] std::optional<Answer> by_allergy_list(const Ask& ask, const Question& question);
Answer answer_pregnancy(const Ask& ask, const Question& question);
Answer answer_reproductive(const Ask& ask, const Question& question);
Answer answer_social(const Ask& ask, const Question& question);
Answer answer_habit(const Ask& ask, const Question& question);        ///< substances people take, told of their habits and seldom among medications

/// Nothing on record is it: what that means under the absence policy. `kept` = the record holds entries of the type(s) it
/// would stand among, which `entries` names ("conditions").
[[nodiscard]] Answer absent(const Ask& ask, const Question& question, bool kept, std::string_view entries);

/// Whether an entry states a restriction ("severe", "uncontrolled"): true, false when it states the opposite, else unknown.
[[nodiscard]] Truth states(const Ask& ask, const Record::Entry& entry, const Question::Qualifier& qualifier);

/// Whether an entry is one of the question's exceptions ("other than …"): true ones do not count, unknown ones may not.
[[nodiscard]] Truth excepted(const Ask& ask, const Question& question, const Record::Entry& entry);

/// Whether a treatment or stay was for what the question names: by the reason it states, else by the diagnoses beside it. `why` is
/// written where the answer tells.
[[nodiscard]] Truth serves(const Ask& ask, const Question& question, const Record::Entry& entry, std::string& why);

/// CodedText::label without a copy.
[[nodiscard]] std::string_view label_of(const CodedText& text) noexcept;

/// When an entry happened or began: its start, else the day it was recorded.
[[nodiscard]] DayInterval begin_of(const Fact& fact);

// A question about diagnoses, in parts: which entries may be it, what each comes to, what all come to. Questions with a count
// are about more than that.

[[nodiscard]] Finds diagnoses_for(const Ask& ask, const Question& question);
/// The same, of the diagnoses that are found by what the question names: adds results that name it, and leaves out what sites known by
/// name make void.
void add_diagnoses(const Ask& ask, const Question& question, Finds& found);

/// One entry that may be it: refuted, an exception, or how far it is it.
struct Diagnosis {
  std::optional<Answer> answer;
  bool refuted = false, excepted = false;
};
[[nodiscard]] Diagnosis diagnosis_of(const Ask& ask, const Question& question, const Record::Entry& entry, Match match);

struct Diagnoses {
  std::optional<Answer> best;       ///< the truest
  const Fact *refuted = nullptr, *excepted = nullptr;
  unsigned days = 0;                ///< distinct ones on which it is recorded
  std::optional<Answer> said;       ///< by asked_and_answered, where the question is settled by asking
  std::optional<Answer> tested;     ///< by `tested`, where it is settled by tests
};
/// Whether what somebody answered when asked settles what no diagnosis does; whether tests for the germ do.
[[nodiscard]] bool settled_by_asking(const Question& question);
[[nodiscard]] bool settled_by_tests(const Question& question);
/// The latest test for the germ of an infection; the category of a tumor's staging, of its spread.
[[nodiscard]] std::optional<Answer> tested(const Ask& ask, const Question& question);
/// "Measurable disease: yes": the latest observation that names the thing and answers with yes or no. It depends on what the
/// question names alone.
[[nodiscard]] std::optional<Answer> asked_and_answered(const Ask& ask, const Question& question);
[[nodiscard]] Answer conclude(const Ask& ask, const Question& question, const Diagnoses& all);

/// Whether a diagnosis is no longer present.
[[nodiscard]] bool ended(const Record::Entry& entry, Day as_of);

/// From when to when something was given or done.
struct Extent {
  DayInterval begin, end;
  bool ongoing = false;
  bool end_known = true;
};
[[nodiscard]] Extent extent_of(const Fact& fact, Day as_of);
/// Whether it ended so lately that more of it may follow, if it is given in sessions or cycles.
[[nodiscard]] bool between_cycles(const Extent& extent, Day as_of) noexcept;

/// Whether any diagnosis on record is of metastases.
[[nodiscard]] bool holds_metastases(const Record& record);

/// Keeps the answer that decides an "any of these entries": the truest, and of equals the one seen first.
void keep_better(std::optional<Answer>& best, Answer candidate);

}  // namespace elig::engine
