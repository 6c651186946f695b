// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/atoms/control.hpp"
#include "engine/atoms/infection.hpp"
#include "engine/atoms/spread.hpp"
#include "engine/atoms/telling_value.hpp"
#include "engine/compare.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

// Diagnoses and findings: is it there, in the time asked for, of the kind asked for?
namespace elig::engine {
namespace {

struct Said {
  Truth truth = Truth::unknown;
  std::string note;
};

/// A stroke on record is an event even where "cardiovascular disease" is asked for.
Course course_for(const Question& question, const Record::Entry& entry) {
  return question.course == Course::lasting ? entry.code->course : question.course;
}

/// A dependence or a depression in remission is none now; an arthritis or a leukemia in remission is still there.
bool of_the_mind(const Ask& ask, const Record::Entry& entry) {
  const auto kind = ask.vocabulary.find("psychiatric-disorder");
  return kind && std::binary_search(entry.code->covers.begin(), entry.code->covers.end(), *kind);
}

/// Without a window: "diabetes" asks for a present one, "history of" for any. A stroke that happened stays one that happened.
Said in_time(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  const bool over = ended(entry, ask.as_of()) || (entry.code->remission && of_the_mind(ask, entry)), past_only = entry.code->historical;
  switch (question.atom.temporality) {
    case Temporality::past:
    case Temporality::future: return {Truth::true_, {}};
    case Temporality::any:
      if (!(over || past_only) || course_for(question, entry) == Course::event) return {Truth::true_, {}};
      return {Truth::false_, ask.note([&] { return over ? std::string("no longer present") : std::string("a past one"); })};
    case Temporality::current: break;
  }
  if (over || past_only) return {Truth::false_, ask.note([&] { return over ? std::string("no longer present") : std::string("a past one"); })};
  // a latent tuberculosis is no active infection
  const auto& said = entry.code->words;
  if (std::binary_search(said.begin(), said.end(), "latent") && std::find(question.heard.begin(), question.heard.end(), "latent") == question.heard.end()) {
    return {Truth::false_, ask.note([] { return std::string("latent"); })};
  }
  if (course_for(question, entry) == Course::event && fact.clinical != ClinicalStatus::active) {
    return {Truth::unknown, ask.note([&] { return fmt::format("happened on {}; whether it counts as current is not on record", shown(begin_of(fact))); })};
  }
  return {Truth::true_, {}};
}

Said in_window(const Ask& ask, const Question& question, const Record::Entry& entry, const Window& window) {
  const Fact& fact = *entry.fact;
  const bool onset = fact.start.known();
  const DayInterval begin = begin_of(fact);
  const auto when = [&] { return fmt::format("{}{}", onset ? "since " : "recorded ", ago(begin, ask.as_of())); };
  if (window.op == WindowOp::before && (window.anchor == "birth" || window.anchor == "age") && window.value) {
    // "before age 50"
    if (!begin.known()) return {Truth::unknown, ask.note([] { return std::string("undated"); })};
    const auto oldest = ask.age_on(begin.last == day_max ? ask.as_of() : begin.last);
    const auto youngest = ask.age_on(begin.first == day_min ? ask.born().last : begin.first);
    if (!oldest || !youngest) return {Truth::unknown, ask.note([] { return std::string("no age at onset"); })};
    const Interval age{static_cast<double>(youngest->low), static_cast<double>(oldest->high), false, false};
    return {compare(age, Comparator::less, *window.value), ask.note([&] { return fmt::format("began at {} years", shown(age)); })};
  }
  if (const std::string why = not_computable(window); !why.empty()) return {Truth::unknown, ask.note([&] { return fmt::format("{}: {}", shown(window), why); })};
  if (!begin.known()) return {Truth::unknown, ask.note([&] { return fmt::format("undated; {} asked", shown(window)); })};
  const bool over = ended(entry, ask.as_of());
  const Course course = course_for(question, entry);
  const bool lasting = course == Course::lasting;
  Said said;
  said.note = ask.note([&] {
    std::string text = when();
    if (over) text += fact.end.known() ? ", until " + shown(fact.end) : ", no longer present";
    return fmt::format("{}; {} asked", text, shown(window));
  });
  switch (window.op) {
    case WindowOp::for_at_least:
      // A duration needs the begin: the day of recording only says that it had begun by then.
      if (over && lasting) {
        said.truth = Truth::false_;
      } else {
        said.truth = holds(window, begin, ask.as_of());
        if (!onset && said.truth == Truth::false_) said.truth = Truth::unknown;
      }
      return said;
    case WindowOp::for_at_most:
      said.truth = holds(window, begin, ask.as_of());
      if (!onset && said.truth == Truth::true_) said.truth = Truth::unknown;
      return said;
    case WindowOp::after:
    case WindowOp::before: said.truth = holds(window, begin, ask.as_of()); return said;
    case WindowOp::within:
    case WindowOp::not_within: break;
  }
  // "History of melanoma", dated: it was over by then, at a time that nobody says. So was an old infarction that has only a day of recording.
  if (entry.code->historical && (course != Course::event || !onset) && !fact.end.known()) {
    const Truth by_then = holds(window, begin, ask.as_of());
    const bool outside = window.op == WindowOp::within ? by_then == Truth::false_ : by_then == Truth::true_;
    said.truth = outside ? by_then : Truth::unknown;
    return said;
  }
  // Events count by their day. What lasts, or has a recorded end, counts for as long as it lasted.
  if (course == Course::event && !fact.end.known()) {
    said.truth = holds(window, begin, ask.as_of());
  } else if (fact.end.known() && !fact.ongoing) {
    said.truth = holds(window, begin, fact.end, false, ask.as_of());
  } else if (over) {
    // No longer present, and nobody says since when. A passing thing was over soon; a lasting one may have reached the window.
    const Truth by_begin = holds(window, begin, ask.as_of());
    const bool begin_decides = window.op == WindowOp::within ? by_begin == Truth::true_ : by_begin == Truth::false_;
    said.truth = begin_decides || !lasting ? by_begin : Truth::unknown;
  } else if (lasting || fact.clinical == ClinicalStatus::active) {
    const bool chronic = lasting && (fact.clinical == ClinicalStatus::active || fact.ongoing);
    const Truth by_begin = holds(window, begin, ask.as_of());
    if (chronic) {
      said.truth = holds(window, begin, begin, true, ask.as_of());
    } else if (!lasting) {
      said.truth = by_begin;  // an episode by its day
    } else {
      const Truth if_ongoing = holds(window, begin, begin, true, ask.as_of());
      said.truth = by_begin == if_ongoing ? by_begin : Truth::unknown;
    }
  } else {
    said.truth = holds(window, begin, ask.as_of());
  }
  return said;
}

/// "grade ≥ 2", "stage 3 to 5" of the condition itself: from its severity, stage or words.
Said of_grade(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  std::optional<double> grade;
  for (std::string_view text : {std::string_view(fact.stage), std::string_view(fact.severity)}) {
    if (!grade && !text.empty()) grade = grade_in(text, "");
  }
  const std::string label = fact.code.label();
  const auto& words = entry.code->words;
  if (!grade && (std::binary_search(words.begin(), words.end(), "grade") || std::binary_search(words.begin(), words.end(), "stage") ||
                 std::binary_search(words.begin(), words.end(), "class"))) {
    grade = grade_in(label, "");
  }
  if (!grade) return {Truth::unknown, ask.note([] { return std::string("its grade or stage is not on record"); })};
  Truth all = Truth::true_, equal = Truth::false_;
  bool any_equal = false;
  std::string bounds;
  for (const Bound& b : question.atom.bounds) {
    const Truth t = compare({*grade, *grade, false, false}, b.op, b.value);
    if (b.op == Comparator::equal) any_equal = true, equal = equal || t;
    else all = all && t;
    if (ask.tell) bounds += fmt::format("{}{} {}", bounds.empty() ? "" : ", ", symbol(b.op), shown(b.value));
  }
  if (any_equal) all = all && equal;
  return {all, ask.note([&] { return fmt::format("grade {}, bound {}", shown(*grade), bounds); })};
}

std::optional<double> staged_number(std::string_view qualifier) {
  std::string up(qualifier);
  for (char& c : up) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return grade_in(up, "");
}

/// "stage IV", as two qualifiers: the entry's own stage or grade decides.
Truth staged(const Record::Entry& entry, std::string_view wanted) {
  const auto asked = staged_number(wanted);
  if (!asked) return Truth::unknown;
  std::optional<double> has;
  for (std::string_view text : {std::string_view(entry.fact->stage), std::string_view(entry.fact->severity)}) {
    if (!has && !text.empty()) has = grade_in(text, "");
  }
  const auto& words = entry.code->words;
  const bool in_name = std::binary_search(words.begin(), words.end(), "stage") || std::binary_search(words.begin(), words.end(), "grade") ||
                       std::binary_search(words.begin(), words.end(), "class");
  if (!has && in_name) has = grade_in(entry.fact->code.label(), "");
  return has ? truth(same(*has, *asked)) : Truth::unknown;
}

}  // namespace

bool ended(const Record::Entry& entry, Day as_of) {
  const Fact& fact = *entry.fact;
  if (fact.ongoing || fact.kind == FactKind::observation) return false;  // the day of an observation ends nothing
  return fact.clinical == ClinicalStatus::inactive || entry.code->remission || fact.end.last < as_of;
}

bool holds_metastases(const Record& record) {
  for (const Record::Entry& entry : record.entries()) {
    const Fact& fact = *entry.fact;
    if (fact.kind != FactKind::condition || fact.certainty != Certainty::confirmed) continue;
    const auto& words = entry.code->words;
    const auto has = [&](std::string_view w) { return std::binary_search(words.begin(), words.end(), w); };
    if (has("metastatic") || has("metastasis") || (has("secondary") && (has("cancer") || has("tumor") || has("malignant")))) return true;
    for (const Coding& coding : fact.code->codings) {
      if (coding.code.starts_with("C77") || coding.code.starts_with("C78") || coding.code.starts_with("C79")) return true;
    }
  }
  return false;
}

namespace {

/// "uncontrolled", "poorly controlled", "not controlled" are true, "controlled" is false; nothing when control is not asked for.
std::optional<bool> asks_uncontrolled(const std::vector<std::string>& qualifiers) {
  const auto has = [&](std::initializer_list<std::string_view> list) {
    return std::any_of(qualifiers.begin(), qualifiers.end(), [&](const std::string& q) { return std::find(list.begin(), list.end(), q) != list.end(); });
  };
  if (has({"uncontrolled"})) return true;
  if (!has({"controlled", "control"})) return std::nullopt;
  return has({"poorly", "not", "cannot", "inadequately", "insufficiently", "suboptimally", "badly", "non"});
}

bool of_control(const std::string& qualifier) {
  constexpr std::array<std::string_view, 18> words{"uncontrolled", "controlled", "control", "poorly", "not", "cannot", "inadequately", "insufficiently", "suboptimally",
                                                   "badly", "well", "adequately", "sufficiently", "that", "which", "is", "be", "under"};
  return std::find(words.begin(), words.end(), qualifier) != words.end();
}

/// What the entry's own words say of control: that it is lacking, that it is there, or nothing.
Truth said_uncontrolled(const Ask& ask, const Record::Entry& entry) {
  const auto says = [&](std::initializer_list<std::string_view> list) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view word) {
      const auto among = [word](const std::vector<std::string>& words) { return std::find(words.begin(), words.end(), word) != words.end(); };
      return among(entry.code->words) || among(ask.record.said(entry));
    });
  };
  if (says({"uncontrolled", "decompensated"})) return Truth::true_;
  if (!says({"controlled", "control"})) return Truth::unknown;
  return truth(says({"poorly", "poor", "inadequately", "inadequate", "insufficiently", "suboptimally", "suboptimal", "badly"}));
}

/// Where a cancer has spread: an entry that says only that it has leaves the site open, unless others name the sites.
bool sites_named(const Ask& ask, ConceptIndex spread) {
  for (std::uint32_t i : ask.record.of(spread, FactKind::condition)) {
    const Record::Entry& entry = ask.record.at(i);
    if (entry.fact->certainty != Certainty::confirmed) continue;
    if (std::any_of(entry.code->specific.begin(), entry.code->specific.end(), [&](ConceptIndex c) { return c != spread && ask.vocabulary.is_a(c, spread); })) return true;
  }
  return false;
}

/// "None within 5 years".
bool excludes(const Atom& atom) { return atom.window && atom.window->op == WindowOp::not_within; }

Truth qualified(const Ask& ask, const Question& question, const Record::Entry& entry, std::string& note) {
  Truth all = Truth::true_;
  const auto& qualifiers = question.atom.qualifiers;
  const bool of_stage = std::any_of(qualifiers.begin(), qualifiers.end(), [](const std::string& q) { return q == "stage" || q == "grade" || q == "class"; });
  if (of_stage) {
    // "stage 3 or 4": the numbers are alternatives
    Truth any = Truth::false_;
    bool numbers = false;
    for (const auto& qualifier : qualifiers) {
      if (!staged_number(qualifier)) continue;
      numbers = true;
      any = any || staged(entry, qualifier);
    }
    if (numbers) all = any;
    if (ask.tell && all == Truth::unknown) note = "its stage or grade is not on record";
    if (ask.tell && all == Truth::false_) note = "of another stage or grade";
  }
  // A pressure or an HbA1c tells of control what the diagnosis does not.
  Truth control = Truth::unknown;
  bool by_measure = false;
  const auto uncontrolled = asks_uncontrolled(qualifiers);
  if (uncontrolled) {
    const Truth said = said_uncontrolled(ask, entry);
    by_measure = said == Truth::unknown;
    control = by_measure ? uncontrolled_by_measure(ask, question) : said;
    if (!*uncontrolled) control = !control;
  }
  for (const Question::Qualifier& asked : question.qualifiers) {
    const std::string& qualifier = asked.text;
    if (control != Truth::unknown && of_control(qualifier)) {
      if (ask.tell && control == Truth::false_) note = (*uncontrolled ? "not un" : "not ") + std::string("controlled") + (by_measure ? ", by the latest measurement" : "");
      all = all && control;
      continue;
    }
    if (of_stage && (staged_number(qualifier) || qualifier == "stage" || qualifier == "grade" || qualifier == "class")) continue;
    Truth t = states(ask, entry, asked);
    // "metastatic" may stand in another entry: a secondary tumor
    if (t == Truth::unknown && (qualifier == "metastatic" || qualifier == "advanced") && holds_metastases(ask.record)) t = Truth::true_;
    if (ask.tell && t != Truth::true_) {
      note += fmt::format("{}{}", note.empty() ? "" : ", ", t == Truth::false_ ? "not " + qualifier : fmt::format("whether it is {} is not on record", qualifier));
    }
    all = all && t;
  }
  return all;
}

}  // namespace

std::optional<Answer> asked_and_answered(const Ask& ask, const Question& question) {
  std::optional<Answer> latest;
  Day newest = day_min;
  for (const Found& f : ask.record.find(question, FactKind::observation)) {
    const Record::Entry& entry = ask.record.at(f.entry);
    const Fact& fact = *entry.fact;
    if (f.match != Match::full || entry.value == nullptr || fact.certainty != Certainty::confirmed) continue;
    const Truth said = yes_or_no(fact.coded_value->label());
    const DayInterval when = begin_of(fact);
    if (said == Truth::unknown || (latest && when.first < newest)) continue;
    const bool disagree = latest && when.first == newest && latest->truth != said;
    newest = when.first;
    latest = ask.answer(disagree ? Truth::unknown : said, [&] { return fmt::format("{}: {}", fact.code.label(), fact.coded_value->label()); }, &fact);
  }
  return latest;
}

Finds diagnoses_for(const Ask& ask, const Question& question) {
  Finds found = ask.record.find(question, FactKind::condition);
  add_diagnoses(ask, question, found);
  return found;
}

void add_diagnoses(const Ask& ask, const Question& question, Finds& found) {
  if (question.spread && sites_named(ask, *question.spread)) {
    found.erase(std::remove_if(found.begin(), found.end(), [](const Found& f) { return f.match == Match::broader; }), found.end());
  }
  if (question.concept_) {
    // "Problem: heart failure" as a coded result says the same.
    for (std::uint32_t i : ask.record.with_value(*question.concept_)) {
      const Record::Entry& entry = ask.record.at(i);
      const auto& about = entry.code->words;
      const bool of_others = std::any_of(about.begin(), about.end(), [](const std::string& w) { return w == "family" || w == "mother" || w == "father" || w == "risk" || w == "screening"; });
      if (entry.fact->kind == FactKind::observation && !of_others) found.push_back({i, Match::full});
    }
  }
}

namespace {

// What it comes to by itself, whatever other cancers are on record.
Diagnosis by_itself(const Ask& ask, const Question& question, const Record::Entry& entry, Match match) {
  const Atom& atom = question.atom;
  const Fact& fact = *entry.fact;
  if (fact.certainty == Certainty::absent) return {std::nullopt, match == Match::full, false};
  const Truth distant = in_nodes_alone(ask, question, entry) ? distant_spread(ask, question) : Truth::true_;
  if (distant == Truth::false_) return {std::nullopt, true, false};
  const Truth exception = excepted(ask, question, entry);
  if (exception == Truth::true_) return {std::nullopt, false, true};
  std::string note;
  Truth t = qualified(ask, question, entry, note);
  if (distant == Truth::unknown) {
    t = t && Truth::unknown;
    if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("lymph nodes near the tumor are not distant");
  }
  if (exception == Truth::unknown) {
    t = t && Truth::unknown;
    if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("it may be one of the exceptions");
  }
  if (!atom.bounds.empty()) {
    const Said grade = of_grade(ask, question, entry);
    t = t && grade.truth;
    if (ask.tell) note += (note.empty() ? "" : ", ") + grade.note;
  }
  const Said time = atom.window ? in_window(ask, question, entry, *atom.window) : in_time(ask, question, entry);
  if (ask.tell && !time.note.empty()) note += (note.empty() ? "" : ", ") + time.note;
  // For "at least N since": each one must be over that long, so a violation is what counts.
  t = t && (excludes(atom) ? !time.truth : time.truth);
  if (match != Match::full && t == Truth::true_) {
    t = Truth::unknown;
    if (ask.tell) note += fmt::format("{}\"{}\" may or may not be \"{}\"", note.empty() ? "" : ", ", fact.code.label(), question.name(ask.vocabulary));
  }
  if ((fact.certainty == Certainty::weak || entry.code->doubtful) && t == Truth::true_) {
    t = Truth::unknown;
    if (ask.tell) note += (note.empty() ? "" : ", ") + std::string("not confirmed");
  }
  return {Answer{t, false, &fact, ask.note([&] { return note.empty() ? std::string("on record") : note; })}, false, false};
}

/// Names of cancers that leave their site, or their kind, open.
bool unspecific(const Vocabulary& vocabulary, ConceptIndex c) {
  static constexpr std::array<std::string_view, 9> ids{"neoplasm", "cancer", "solid-tumor", "adenocarcinoma", "squamous-cell-carcinoma", "neuroendocrine-tumor", "neuroendocrine-carcinoma", "gastrointestinal-cancer", "gynecologic-cancer"};
  return std::find(ids.begin(), ids.end(), vocabulary.at(c).id) != ids.end();
}

/// Whether two diagnoses are surely of two tumors: none of them names the other's site, or leaves its own open.
bool distinct_tumors(const Vocabulary& vocabulary, const Binding& a, const Binding& b, ConceptIndex cancer, ConceptIndex spread) {
  const auto primary = [&](ConceptIndex c) { return vocabulary.is_a(c, cancer) && !vocabulary.is_a(c, spread); };
  const auto named = [&](const Binding& one) { return std::any_of(one.specific.begin(), one.specific.end(), [&](ConceptIndex c) { return primary(c) && !unspecific(vocabulary, c); }); };
  if (!named(a) || !named(b)) return false;
  return std::none_of(a.covers.begin(), a.covers.end(), [&](ConceptIndex c) {
    return primary(c) && !unspecific(vocabulary, c) && std::binary_search(b.covers.begin(), b.covers.end(), c);
  });
}

/// "Another cancer", of an entry that is one: of two tumors that both are what is asked for one is not the study's; a single one
/// may be, and a past one beside a present one is not.
Truth another_than_the_studied(const Ask& ask, const Question& question, const Record::Entry& entry) {
  const auto cancer = ask.vocabulary.find("cancer"), spread = ask.vocabulary.find("metastatic-cancer");
  if (!cancer || !spread) return Truth::unknown;
  for (std::uint32_t i : ask.record.of(*cancer, FactKind::condition)) {
    const Record::Entry& other = ask.record.at(i);
    if (other.fact == entry.fact || other.fact->certainty != Certainty::confirmed || other.code->doubtful || !distinct_tumors(ask.vocabulary, *entry.code, *other.code, *cancer, *spread)) continue;
    const Diagnosis beside = by_itself(ask, question, other, Match::full);
    if (beside.answer && beside.answer->truth == Truth::true_) return Truth::true_;
    if (beside.answer && ended(entry, ask.as_of()) && !ended(other, ask.as_of()) && excepted(ask, question, other) == Truth::false_) return Truth::true_;
  }
  return Truth::unknown;
}

}  // namespace

Diagnosis diagnosis_of(const Ask& ask, const Question& question, const Record::Entry& entry, Match match) {
  Diagnosis one = by_itself(ask, question, entry, match);
  if (!question.another || !one.answer || one.answer->truth != Truth::true_) return one;
  one.answer->truth = another_than_the_studied(ask, question, entry);
  if (ask.tell && one.answer->truth == Truth::unknown) one.answer->note += "; it may be the one that the study is about";
  return one;
}

bool settled_by_tests(const Question& question) {
  const Atom& atom = question.atom;
  return (question.infection || question.categorised || question.told_by_values) && !atom.window && atom.bounds.empty();
}

std::optional<Answer> tested(const Ask& ask, const Question& question) {
  if (question.told_by_values) return by_telling_values(ask, question);
  return question.categorised ? spread_by_category(ask, question) : infection_by_tests(ask, question);
}

bool settled_by_asking(const Question& question) {
  const Atom& atom = question.atom;
  return !atom.window && atom.bounds.empty() && question.qualifiers.empty() && !question.another;
}

Answer conclude(const Ask& ask, const Question& question, const Diagnoses& all) {
  const Atom& atom = question.atom;
  const bool inverted = atom.state == State::negative || atom.state == State::absent;
  const auto seen_as = [inverted](Answer a) {
    if (inverted) a.truth = !a.truth;
    return a;
  };
  const std::optional<Answer>& best = all.best;
  if (excludes(atom)) {
    if (best) return seen_as({!best->truth, false, best->fact, best->note});
    if (all.excepted != nullptr && ask.options.absence != Absence::open) {
      return seen_as(ask.answer(Truth::true_, [] { return "only an exception is on record"; }, all.excepted));
    }
    Answer none = absent(ask, question, ask.holds().conditions, "conditions");
    none.truth = !none.truth;
    return seen_as(none);
  }
  if (best && best->truth == Truth::true_ && atom.count) {
    const auto days = static_cast<double>(all.days);
    const Truth t = compare({days, days, false, false}, atom.count->op, atom.count->value);
    return seen_as({t, false, best->fact, ask.note([&] { return fmt::format("{} on record, asked {} {}", all.days, symbol(atom.count->op), shown(atom.count->value)); })});
  }
  if (best && best->truth == Truth::true_) return seen_as(*best);
  if (const std::optional<Answer>& said = all.said; said && (!best || said->truth == Truth::true_)) return seen_as(*said);
  if (std::optional<Answer> result = all.tested) {
    // what a value tells of, it tells without what narrows it
    if (question.told_by_values && !question.qualifiers.empty()) result->truth = result->truth && Truth::unknown;
    if (result->truth == Truth::unknown ? !best : !(best && best->truth == Truth::unknown && result->truth == Truth::false_)) return seen_as(*result);
  }
  if (best) return seen_as(*best);
  if (all.refuted != nullptr) return seen_as(ask.answer(Truth::false_, [] { return "the record says that it was not so"; }, all.refuted));
  if (all.excepted != nullptr && ask.options.absence != Absence::open) {
    return seen_as(ask.answer(Truth::false_, [] { return "only an exception is on record"; }, all.excepted));
  }
  // "lactose intolerance", "hypersensitivity": the list of allergies and intolerances may hold what the diagnoses do not
  if (auto listed = by_allergy_list(ask, question)) return seen_as(*std::move(listed));
  Answer none = absent(ask, question, ask.holds().conditions, "conditions");
  if (atom.count && none.truth == Truth::false_) none.truth = compare({0, 0, false, false}, atom.count->op, atom.count->value);
  return seen_as(none);
}

Answer answer_condition(const Ask& ask, const Question& question) {
  // "Gleason 6": a number of something outside the vocabulary is a result, not a diagnosis.
  if (question.atom.kind == AtomKind::finding && !question.atom.bounds.empty()) return answer_measurement(ask, question);
  Diagnoses all;
  boost::container::small_vector<DayInterval, 8> days;
  for (const auto& [i, match] : diagnoses_for(ask, question)) {
    const Record::Entry& entry = ask.record.at(i);
    Diagnosis one = diagnosis_of(ask, question, entry, match);
    if (one.refuted) all.refuted = entry.fact;
    if (one.excepted) all.excepted = entry.fact;
    if (!one.answer) continue;
    const DayInterval begin = begin_of(*entry.fact);
    if (one.answer->truth == Truth::true_ && std::find(days.begin(), days.end(), begin) == days.end()) days.push_back(begin);
    keep_better(all.best, *std::move(one.answer));
  }
  all.days = static_cast<unsigned>(days.size());
  const bool proven = all.best && all.best->truth == Truth::true_;
  if (!proven && settled_by_asking(question)) all.said = asked_and_answered(ask, question);
  if (!proven && settled_by_tests(question)) all.tested = tested(ask, question);
  return conclude(ask, question, all);
}

}  // namespace elig::engine
