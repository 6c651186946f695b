// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/atoms/ask.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

namespace elig::engine {

std::optional<Answer> beforehand(const Ask& ask, const Question& question) {
  const Atom& atom = question.atom;
  const auto person = [&](std::string note) { return Answer{Truth::unknown, true, nullptr, std::move(note)}; };
  if (atom.kind == AtomKind::manual) return person(ask.note([&] { return "for a person to settle" + (atom.why.empty() ? "" : ": " + atom.why); }));
  if (atom.kind == AtomKind::unparsed) return ask.answer(Truth::unknown, [] { return "not understood"; });
  switch (atom.assertion) {
    case Assertion::asserted:
    case Assertion::mention: break;  // a mention is left out where atoms are joined
    case Assertion::hypothetical: return person(ask.note([] { return "hypothetical: for a person to settle"; }));
    case Assertion::possible: return person(ask.note([] { return "a possibility: for a person to settle"; }));
    case Assertion::planned: return person(ask.note([] { return "planned: no record can settle it"; }));
    case Assertion::other_person: return person(ask.note([] { return "about another person than the patient"; }));
  }
  if (atom.temporality == Temporality::future || (atom.window && atom.window->future)) {
    return person(ask.note([] { return "lies after the as-of date: no record can settle it"; }));
  }
  // What only one sex can have, the other has not.
  if (question.only != Sex::unknown && ask.sex() != Sex::unknown && atom.kind != AtomKind::sex && atom.kind != AtomKind::measurement) {
    const bool other = question.only != ask.sex();
    const bool asks_absence = atom.state == State::negative || atom.state == State::absent || (atom.window && atom.window->op == WindowOp::not_within);
    if (other) return ask.answer(truth(asks_absence), [&] { return ask.sex() == Sex::male ? "male" : "female"; });
  }
  return std::nullopt;
}

Answer answer(const Ask& ask, const Question& question) {
  if (auto settled = beforehand(ask, question)) return *std::move(settled);
  const Atom& atom = question.atom;
  // Pregnancy has its own evidence, whatever kind of atom asks for it.
  if (question.pregnancy && (atom.kind == AtomKind::reproductive || atom.kind == AtomKind::condition)) return answer_pregnancy(ask, question);
  if (question.pregnancy_test) return answer_pregnancy(ask, question);
  if (question.reproductive && atom.kind == AtomKind::condition) return answer_reproductive(ask, question);
  switch (atom.kind) {
    case AtomKind::age: return answer_age(ask, question);
    case AtomKind::sex: return answer_sex(ask, question);
    case AtomKind::life_stage: return answer_life_stage(ask, question);
    case AtomKind::language: return answer_language(ask, question);
    case AtomKind::measurement: return asks_values(question) ? answer_measurement(ask, question) : answer_result(ask, question);
    case AtomKind::score: return answer_measurement(ask, question);
    case AtomKind::stage: return answer_stage(ask, question);
    case AtomKind::biomarker:
    case AtomKind::test: return answer_result(ask, question);
    case AtomKind::condition:
    case AtomKind::finding: return answer_condition(ask, question);
    case AtomKind::exposure:
      if (question.habit) return answer_habit(ask, question);
      [[fallthrough]];
    case AtomKind::therapy:
    case AtomKind::procedure:
    case AtomKind::encounter: return answer_exposure(ask, question);
    case AtomKind::allergy: return answer_allergy(ask, question);
    case AtomKind::pregnancy: return answer_pregnancy(ask, question);
    case AtomKind::reproductive: return answer_reproductive(ask, question);
    case AtomKind::social: return answer_social(ask, question);
    case AtomKind::manual:
    case AtomKind::unparsed: break;
  }
  return {};
}

Answer absent(const Ask& ask, const Question& question, bool kept, std::string_view entries) {
  switch (ask.options.absence) {
    case Absence::closed: return ask.answer(Truth::false_, [] { return "not on record, and the record is taken as complete"; });
    case Absence::open: return ask.answer(Truth::unknown, [] { return "not on record, and absence is not presumed"; });
    case Absence::recorded: break;
  }
  if (!kept) return ask.answer(Truth::unknown, [&] { return fmt::format("the record holds no {}", entries); });
  if (question.category) {
    return ask.answer(Truth::unknown, [&] { return fmt::format("no entry has these words, and the vocabulary does not know what \"{}\" covers", question.name(ask.vocabulary)); });
  }
  // What the vocabulary has no name for may stand in the record in other words ("bone lesions"), or nowhere ("owns a telephone"). A
  // list of allergies names what it is about.
  if (!question.concept_ && question.atom.kind != AtomKind::allergy) {
    return ask.answer(Truth::unknown, [&] { return std::string("no entry has these words, and the record may say it in others"); });
  }
  if (!question.concept_ && question.words.empty()) return ask.answer(Truth::unknown, [] { return "no words to look for"; });
  return ask.answer(Truth::false_, [&] { return fmt::format("presumed absent: the record holds {}, none of them this", entries); });
}

namespace {

/// Restrictions that shut each other out.
constexpr std::array<std::array<std::string_view, 4>, 15> opposites{{
    {"mild", "moderate", "severe", ""},
    {"acute", "chronic", "", ""},
    {"controlled", "uncontrolled", "", ""},
    {"stable", "unstable", "", ""},
    {"active", "inactive", "latent", "quiescent"},
    {"localized", "metastatic", "", ""},
    {"symptomatic", "asymptomatic", "", ""},
    {"treated", "untreated", "", ""},
    {"complicated", "uncomplicated", "", ""},
    {"benign", "malignant", "", ""},
    {"major", "minor", "", ""},
    {"bilateral", "unilateral", "", ""},
    {"resectable", "unresectable", "", ""},
    {"primary", "secondary", "", ""},
    {"congenital", "acquired", "", ""},
}};

bool has(const std::vector<std::string>& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

constexpr bool in(std::string_view word, std::initializer_list<std::string_view> list) {
  for (const auto& w : list) {
    if (w == word) return true;
  }
  return false;
}

bool over(const Fact& fact, Day as_of) {
  return fact.clinical == ClinicalStatus::inactive || (fact.end.last != day_max && fact.end.last < as_of && !fact.ongoing);
}

}  // namespace

namespace {

/// "clinically significant", "serious", "major".
bool weighs(const std::string& word) { return in(word, {"significant", "serious", "major", "relevant", "important", "clinically", "clinical", "medically"}); }

/// What the entry says of how bad it is: "severe"; stage III or worse, in its stage or its name.
Truth weighty(const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  if (fact.severity == "severe") return Truth::true_;
  const auto& words = entry.code->words;
  const auto named = [&](std::string_view word) { return std::binary_search(words.begin(), words.end(), word); };
  std::optional<double> stage;
  if (!fact.stage.empty()) stage = grade_in(fact.stage, "");
  else if (named("stage")) stage = grade_in(fact.code.label(), "");
  return stage && *stage >= 3 ? Truth::true_ : Truth::unknown;
}

/// A disease no case of which is insignificant.
bool grave(const Ask& ask, const Record::Entry& entry) {
  const auto& covers = entry.code->covers;
  return std::any_of(covers.begin(), covers.end(), [&](ConceptIndex c) { return ask.vocabulary.at(c).attribute("grave") == "yes"; });
}

/// A day within so many months; not when it lies before so many others. Between them, and on no known day, nobody can say.
Truth lately(const Ask& ask, DayInterval day, int at_most, int no_more) {
  if (!day.known()) return Truth::unknown;
  if (day.first != day_min && day.first >= add_months(ask.as_of(), -at_most)) return Truth::true_;
  return day.last != day_max && day.last < add_months(ask.as_of(), -no_more) ? Truth::false_ : Truth::unknown;
}

/// "Recent": a happening by its day, a drug by the last day it was taken; an old disease that goes on leaves it open.
Truth recent(const Ask& ask, const Record::Entry& entry) {
  const Fact& fact = *entry.fact;
  const bool goes_on = !over(fact, ask.as_of());
  if (fact.kind == FactKind::medication) return fact.ongoing ? Truth::true_ : fact.end.known() ? lately(ask, fact.end, 1, 12) : Truth::unknown;
  const Truth began = lately(ask, begin_of(fact), 1, 12);
  return began == Truth::false_ && fact.kind == FactKind::condition && goes_on && entry.code->course == Course::lasting ? Truth::unknown : began;
}

/// "Chronic use": three months of it. A course of under a month that is over was none.
Truth long_taken(const Ask& ask, const Fact& fact) {
  const DayInterval begin = begin_of(fact);
  if (begin.first == day_min || begin.last == day_max) return Truth::unknown;
  const bool ended = !fact.ongoing && fact.end.last != day_max && fact.end.last <= ask.as_of();
  const Day until = ended ? fact.end.first : ask.as_of();
  if ((ended || fact.ongoing) && until != day_min && begin.last <= add_months(until, -3)) return Truth::true_;
  return ended && fact.end.last <= begin.first + 30 ? Truth::false_ : Truth::unknown;
}

bool says_code(const Fact& fact, std::initializer_list<std::string_view> chapters) {
  return std::any_of(fact.code->codings.begin(), fact.code->codings.end(), [&](const Coding& coding) {
    return std::any_of(chapters.begin(), chapters.end(), [&](std::string_view c) { return std::string_view(coding.code).starts_with(c); });
  });
}

bool of_kind_named(const Ask& ask, const Record::Entry& entry, std::string_view concept_id) {
  const auto kind = ask.vocabulary.find(concept_id);
  return kind && std::binary_search(entry.code->covers.begin(), entry.code->covers.end(), *kind);
}

Truth states_one(const Ask& ask, const Record::Entry& entry, const std::vector<std::string>& wanted) {
  const Fact& fact = *entry.fact;
  if (wanted.empty()) return Truth::true_;
  // What every confirmed entry is.
  if (wanted.size() == 1 && in(wanted[0], {"known", "documented", "confirmed", "diagnosed", "established", "clinical", "evidence", "proven", "diagnosis",
                                           "verified", "recorded", "history", "presence", "patient", "any", "other", "prior", "previous", "onset"})) {
    return Truth::true_;
  }
  // "perhaps serious": what the words may or may not want; whoever is so meets them either way
  if (wanted[0] == "perhaps") {
    const std::vector<std::string> rest(wanted.begin() + 1, wanted.end());
    return !rest.empty() && states_one(ask, entry, rest) == Truth::true_ ? Truth::true_ : Truth::unknown;
  }
  if (fact.kind == FactKind::condition && std::all_of(wanted.begin(), wanted.end(), weighs) && (grave(ask, entry) || weighty(entry) == Truth::true_)) return Truth::true_;
  const std::vector<std::string>& coded = entry.code->words;
  const std::vector<std::string>& beside = ask.record.said(entry);
  const auto says = [&](std::string_view word) { return has(coded, word) || has(beside, word); };
  const auto says_one = [&](std::initializer_list<std::string_view> list) { return std::any_of(list.begin(), list.end(), says); };
  if (std::all_of(wanted.begin(), wanted.end(), says)) return Truth::true_;
  // A narrower concept than the plain one may imply it by name ("metastatic breast cancer").
  for (const auto& words : entry.code->names) {
    if (std::all_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return has(words, w); })) return Truth::true_;
  }
  if (wanted.size() > 1) return Truth::unknown;
  const std::string& q = wanted[0];
  if (in(q, {"active", "current", "ongoing", "existing", "present", "persistent", "unresolved", "coexisting", "coexistent", "concomitant", "concurrent", "intercurrent", "underlying"}) &&
      fact.kind == FactKind::condition) {
    if (over(fact, ask.as_of()) || entry.code->remission) return Truth::false_;
    if (fact.clinical == ClinicalStatus::active || fact.ongoing) return Truth::true_;
    return Truth::unknown;
  }
  if (in(q, {"resolved", "inactive", "cured", "remission"}) && fact.kind == FactKind::condition) {
    if (over(fact, ask.as_of()) || entry.code->remission) return Truth::true_;
    return fact.clinical == ClinicalStatus::active ? Truth::false_ : Truth::unknown;
  }
  if (q == "chronic" && fact.kind == FactKind::condition && fact.clinical == ClinicalStatus::active && !over(fact, ask.as_of()) &&
      entry.code->course == Course::lasting && begin_of(fact).last != day_max && begin_of(fact).last <= add_months(ask.as_of(), -3)) {
    return Truth::true_;  // what has lasted three months and goes on
  }
  if (q == "acute" && fact.kind == FactKind::condition) {
    const Truth began = lately(ask, begin_of(fact), 1, 6);
    if (began == Truth::false_ || (began == Truth::true_ && entry.code->course != Course::lasting)) return began;
  }
  if (in(q, {"recent", "recently"})) return recent(ask, entry);
  if (in(q, {"new", "newly"}) && fact.kind == FactKind::condition) return lately(ask, begin_of(fact), 3, 12);
  if (q == "chronic" && fact.kind == FactKind::medication) return long_taken(ask, fact);
  if (q == "stable" && fact.kind == FactKind::medication) {
    // an order that has run for four weeks; another dose would be another order
    const DayInterval begin = begin_of(fact);
    return fact.ongoing && begin.last != day_max && begin.last <= ask.as_of() - 28 ? Truth::true_ : Truth::unknown;
  }
  if (q == "congenital" && says_code(fact, {"Q"})) return Truth::true_;
  if (q == "primary" && fact.kind == FactKind::condition && of_kind_named(ask, entry, "neoplasm")) {
    const bool elsewhere = says_code(fact, {"C77", "C78", "C79"}) || says_one({"metastatic", "metastasis", "secondary"});
    return truth(!elsewhere);
  }
  if (in(q, {"systemic", "topical", "oral", "intravenous", "parenteral", "inhaled", "local", "injectable", "injected", "intramuscular", "subcutaneous"}) && (fact.kind == FactKind::medication || in(q, {"systemic", "topical", "oral", "intravenous", "parenteral", "inhaled", "local"}))) {
    const auto local = [&] {
      return says_one({"topical", "cream", "ointment", "gel", "lotion", "ophthalmic", "eye", "otic", "ear", "nasal", "inhaled", "inhalation", "inhaler", "articular", "intraarticular", "intralesional", "epidural", "bursal",
                       "intranasal", "foam", "shampoo", "vaginal", "rectal", "cutaneous", "transdermal", "drop", "intravitreal"});
    };
    const auto systemic = [&] {
      return says_one({"oral", "orally", "mouth", "tablet", "capsule", "iv", "intravenous", "infusion", "injection", "subcutaneous", "sc", "im",
                       "intramuscular", "parenteral", "injectable", "systemic", "suspension", "syrup"});
    };
    if (q == "systemic" && local()) return says_one({"tablet", "capsule", "oral", "intravenous", "infusion"}) ? Truth::unknown : Truth::false_;
    if (q == "systemic") return systemic() ? Truth::true_ : Truth::unknown;
    if (q == "topical" || q == "inhaled" || q == "local") return systemic() ? Truth::false_ : Truth::unknown;
    if (q == "oral") {
      if (says_one({"tablet", "capsule", "mouth"})) return Truth::true_;
      return local() || systemic() ? Truth::false_ : Truth::unknown;
    }
    if (in(q, {"parenteral", "injectable", "injected", "intramuscular", "subcutaneous"})) {
      // one into a joint or the eye is an injection, but seldom the one that is meant
      if (says_one({"articular", "intraarticular", "intralesional", "epidural", "bursal", "intravitreal", "knee", "shoulder", "joint"})) return Truth::unknown;
      const bool any_injection = q != "intramuscular" && q != "subcutaneous";
      if (any_injection && says_one({"iv", "intravenous", "infusion", "injection", "injectable", "subcutaneous", "sc", "im", "intramuscular", "parenteral"})) return Truth::true_;
      if (q == "intramuscular" && says_one({"im"})) return Truth::true_;
      if (q == "subcutaneous" && says_one({"sc"})) return Truth::true_;
      if (says_one({"injection", "injectable", "parenteral", "infusion"})) return Truth::unknown;
      return local() || says_one({"tablet", "capsule", "oral", "orally", "mouth", "suspension", "syrup"}) ? Truth::false_ : Truth::unknown;
    }
    if (says_one({"iv", "infusion"})) return Truth::true_;
    return local() || systemic() ? Truth::false_ : Truth::unknown;
  }
  if (q == "metastatic" || q == "advanced") {
    if (const auto stage = grade_in(fact.stage, ""); !fact.stage.empty() && stage) {
      if (*stage >= 4) return Truth::true_;
      if (*stage <= 2) return Truth::false_;
    }
  }
  for (const auto& group : opposites) {
    if (std::find(group.begin(), group.end(), q) == group.end()) continue;
    const bool contrary = std::any_of(group.begin(), group.end(), [&](std::string_view w) { return !w.empty() && w != q && says(w); });
    if (contrary) return Truth::false_;
  }
  return Truth::unknown;
}

}  // namespace

namespace {

/// Is the entry a disease of that kind? Of another organ it is not one; what lies in no organ, or in the whole body, may be.
Truth of_kind(const Ask& ask, const Record::Entry& entry, ConceptIndex kind) {
  const Vocabulary& v = ask.vocabulary;
  const Binding& code = *entry.code;
  if (entry.fact->kind != FactKind::condition) return Truth::unknown;
  if (std::binary_search(code.covers.begin(), code.covers.end(), kind)) return Truth::true_;
  const auto organ = [&](ConceptIndex c) { return v.at(c).attribute("organ") == "yes"; };
  if (!organ(kind) || code.specific.empty()) return Truth::unknown;
  for (ConceptIndex c : code.specific) {
    bool elsewhere = false;
    for (ConceptIndex broad : with_broader({c}, v)) {
      if (v.is_a(kind, broad) && organ(broad)) return Truth::unknown;  // it says no more than the larger organ
      if (v.at(broad).id == "connective-tissue-disease" || v.at(broad).id == "genetic-disorder") return Truth::unknown;
      elsewhere = elsewhere || organ(broad);
    }
    if (!elsewhere) return Truth::unknown;
  }
  return Truth::false_;
}

}  // namespace

Truth states(const Ask& ask, const Record::Entry& entry, const Question::Qualifier& qualifier) {
  Truth any = Truth::false_;
  for (std::size_t i = 0; i < qualifier.either.size(); ++i) {
    Truth t = states_one(ask, entry, qualifier.either[i]);
    if (t == Truth::unknown && qualifier.kinds[i]) t = of_kind(ask, entry, *qualifier.kinds[i]);
    any = any || t;
  }
  return any;
}

namespace {

/// "Diagnosed more than 5 years ago", "disease-free for 5 years", of an entry that is the excepted thing.
Truth in_excepted_time(const Ask& ask, const Question::Exception& exception, const Record::Entry& entry) {
  if (!exception.over && !exception.window) return Truth::true_;
  const Fact& fact = *entry.fact;
  const DayInterval begin = begin_of(fact);
  const auto long_ago = [&](DayInterval when) {
    if (!exception.window || !exception.window->value) return Truth::true_;
    return when.known() ? until(when, before(ask.as_of(), *exception.window->value, exception.window->unit), exception.window->strict) : Truth::unknown;
  };
  // what began too lately has not been over that long
  const Truth began = long_ago(begin);
  if (!exception.over || began == Truth::false_) return began;
  if (ended(entry, ask.as_of())) return fact.end.known() ? long_ago(fact.end) : exception.window ? Truth::unknown : Truth::true_;
  const auto& words = entry.code->words;
  const auto says = [&](std::string_view word) { return std::binary_search(words.begin(), words.end(), word); };
  const bool goes_on = says("relapse") || says("relapsed") || says("recurrent") || says("metastatic") || (says("remission") && (says("not") || says("without")));
  return goes_on ? Truth::false_ : Truth::unknown;
}

}  // namespace

Truth excepted(const Ask& ask, const Question& question, const Record::Entry& entry) {
  Truth any = Truth::false_;
  const Binding& code = *entry.code;
  for (const auto& exception : question.exceptions) {
    bool is = !exception.words.empty() && std::includes(code.words.begin(), code.words.end(), exception.words.begin(), exception.words.end());
    bool may_be = false;
    if (exception.concept_) {
      is = is || std::binary_search(code.covers.begin(), code.covers.end(), *exception.concept_);
      // A record of something broader may be the exception, unless that is all the question asks for.
      may_be = std::any_of(code.specific.begin(), code.specific.end(), [&](ConceptIndex c) {
        return c != *exception.concept_ && ask.vocabulary.is_a(*exception.concept_, c);
      });
    }
    const Truth then = is || may_be ? in_excepted_time(ask, exception, entry) : Truth::false_;
    any = any || (then == Truth::true_ && !(is && exception.certain) ? Truth::unknown : then);
  }
  // Metastases belong to a tumor that may be the excepted one.
  if (any == Truth::false_ && !question.exceptions.empty()) {
    const auto spread = ask.vocabulary.find("metastatic-cancer");
    if (spread && std::binary_search(code.covers.begin(), code.covers.end(), *spread)) any = Truth::unknown;
    for (const Coding& coding : entry.fact->code->codings) {
      if (coding.code.starts_with("C77") || coding.code.starts_with("C78") || coding.code.starts_with("C79")) any = Truth::unknown;
    }
  }
  return any;
}

std::string_view label_of(const CodedText& text) noexcept {
  if (!text.text.empty()) return text.text;
  for (const Coding& coding : text.codings) {
    if (!coding.display.empty()) return coding.display;
  }
  for (const Coding& coding : text.codings) {
    if (!coding.code.empty()) return coding.code;
  }
  return {};
}

DayInterval begin_of(const Fact& fact) { return fact.start.known() ? fact.start : fact.recorded; }

std::optional<Years> completed_years(DayInterval born, Day on) {
  if (born.first == day_min || born.last == day_max || born.first > on) return std::nullopt;
  return Years{years_between(std::min(born.last, on), on), years_between(born.first, on)};
}

std::optional<Years> Ask::years() const {
  if (record.log() != nullptr) record.log()->years = true;
  return completed_years(record.patient().born, as_of());
}

std::optional<Years> Ask::age_on(Day day) const { return completed_years(born(), day); }

void keep_better(std::optional<Answer>& best, Answer candidate) {
  if (!best || candidate.truth > best->truth) best = std::move(candidate);
}

}  // namespace elig::engine
