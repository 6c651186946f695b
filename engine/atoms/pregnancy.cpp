// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/reading.hpp"
#include "engine/window.hpp"

// Pregnancy, breastfeeding, childbearing potential.
namespace elig::engine {
namespace {

bool has(const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); });
}

bool is_pregnancy_test(const Record::Entry& entry) {
  if (entry.fact->kind != FactKind::observation) return false;
  const auto& words = entry.code->words;
  const bool named = std::binary_search(words.begin(), words.end(), "pregnancy") || std::binary_search(words.begin(), words.end(), "hcg") ||
                     std::binary_search(words.begin(), words.end(), "choriogonadotropin") || std::binary_search(words.begin(), words.end(), "pregnant");
  return named && (entry.fact->coded_value || entry.fact->interpretation || entry.fact->value);
}

/// hCG as a number: below the report's own limit (or 5 IU/L, the customary one) there is no pregnancy, from 25 IU/L on there is one.
Result hcg_result(const Ask& ask, const Fact& fact) {
  constexpr double none_below = 5, certain_from = 25;
  const auto hcg = ask.vocabulary.find("hcg");
  if (!fact.value || !hcg) return Result::unclear;
  const auto units = convert(fact.value->value, unit_of(fact.value->unit), "[IU]/L", ask.vocabulary.analyte(*hcg));
  // Ranges by week of pregnancy are no limit of the not pregnant.
  if (fact.range && fact.range->high && (!units || *fact.range->high <= 2 * none_below) && fact.value->value.high <= *fact.range->high) return Result::negative;
  if (!units) return Result::unclear;
  if (compare(*units, Comparator::less, none_below) == Truth::true_) return Result::negative;
  return compare(*units, Comparator::greater_equal, certain_from) == Truth::true_ ? Result::positive : Result::unclear;
}

/// A pregnancy among the diagnoses that goes on.
const Fact* pregnant_now(const Ask& ask) {
  for (std::uint32_t i : ask.record.about(Topic::pregnancy, FactKind::condition)) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    const bool says = has(entry.code->words, {"pregnancy", "pregnant", "gravid"}) && !has(entry.code->words, {"postpartum", "ectopic", "complication", "history"});
    if (says && fact.certainty == Certainty::confirmed && !entry.code->historical && fact.clinical != ClinicalStatus::inactive && fact.end.last >= ask.as_of()) return &fact;
  }
  return nullptr;
}

/// Breastfeeding, from the latest of what was asked about it and what stands among the diagnoses.
Answer answer_nursing(const Ask& ask, const Question& question) {
  constexpr int lasts_months = 12;  // an old answer no longer tells of today
  std::optional<Answer> best;
  Day newest = day_min;
  for (std::uint32_t i : ask.record.about(Topic::nursing, Kinds(FactKind::observation, FactKind::condition))) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    if (fact.certainty == Certainty::weak || entry.code->doubtful) continue;
    std::vector<std::string> said = entry.code->words;
    bool no = fact.certainty == Certainty::absent || fact.clinical == ClinicalStatus::inactive || entry.code->historical || entry.code->remission ||
              (fact.kind == FactKind::condition && fact.end.last < ask.as_of());
    bool yes = fact.kind == FactKind::condition && !no;
    if (fact.kind == FactKind::observation) {
      if (entry.value == nullptr) continue;
      said = content_words(fact.coded_value->label());
      const Result result = entry.value->result;
      no = result == Result::negative || has(said, {"not", "no", "never", "none", "stopped", "weaned", "former", "formula", "bottle"});
      yes = !no && (result == Result::positive || has(said, {"breastfeeding", "breastfed", "breastfeed", "breast", "lactating", "nursing", "exclusive",
                                                             "exclusively", "partial", "partially", "current", "currently"}));
    }
    if (!no && !yes) continue;
    const DayInterval when = begin_of(fact);
    if (best && when.first < newest) continue;
    Truth t = truth(yes);
    if (fact.kind == FactKind::observation && when.last < add_months(ask.as_of(), -lasts_months)) t = Truth::unknown;
    if (best && when.first == newest && best->truth != t) t = Truth::unknown;
    newest = when.first;
    best = ask.answer(t, [&] { return fact.coded_value ? fact.coded_value->label() : fact.code.label(); }, &fact);
  }
  if (best) return *best;
  if (const auto age = ask.years(); age && age->low >= 60) return ask.answer(Truth::false_, [&] { return fmt::format("{} years old", age->low); });
  return absent(ask, question, ask.holds().conditions, "conditions");
}

/// An entry that says she cannot conceive: hysterectomy, sterilisation, menopause.
const Fact* sterile(const Ask& ask) {
  for (std::uint32_t i : ask.record.about(Topic::sterility, Kinds(FactKind::condition, FactKind::procedure, FactKind::observation))) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    if (fact.certainty != Certainty::confirmed) continue;
    std::vector<std::string> words = entry.code->words;
    if (fact.kind == FactKind::observation) {
      if (entry.value == nullptr || entry.value->result == Result::negative) continue;
      words.insert(words.end(), entry.value->label.begin(), entry.value->label.end());
    }
    const bool tubal = has(words, {"tubal", "tube", "fallopian"}) && has(words, {"ligation", "sterilization", "occlusion"});
    const bool ovaries = has(words, {"bilateral"}) && has(words, {"oophorectomy", "salpingectomy", "salpingo"});
    if (has(words, {"hysterectomy", "postmenopausal", "menopause", "sterilized", "menopausal"}) || tubal || ovaries) {
      if (has(words, {"premenopausal", "perimenopausal", "pre"})) continue;
      return &fact;
    }
  }
  return nullptr;
}

}  // namespace

Answer answer_pregnancy(const Ask& ask, const Question& question) {
  const Atom& atom = question.atom;
  const bool inverted = atom.state == State::negative || atom.state == State::absent;
  const auto seen_as = [inverted](Answer a) {
    if (inverted) a.truth = !a.truth;
    return a;
  };
  const auto& words = question.heard;
  const bool nursing = has(words, {"breastfeeding", "breast", "lactating", "lactation", "nursing", "breastfeed"}) && !has(words, {"pregnancy", "pregnant"});
  if (ask.sex() == Sex::male) return seen_as(ask.answer(Truth::false_, [] { return "male"; }));
  if (nursing) {
    // A span of time asks for the entry's own.
    return seen_as(atom.window ? answer_condition(ask, question) : answer_nursing(ask, question));
  }
  if (atom.window) {
    if (const std::string why = not_computable(*atom.window); !why.empty()) return ask.answer(Truth::unknown, [&] { return fmt::format("{}: {}", shown(*atom.window), why); });
  }
  // The latest of tests and entries decides.
  std::optional<Answer> best;
  Day newest = day_min;
  bool outside = false;
  const auto consider = [&](Truth t, DayInterval when, const Fact& fact, std::string_view what) {
    if (atom.window && holds(*atom.window, when, ask.as_of()) != Truth::true_ && fact.kind == FactKind::observation) {
      outside = true;
      return;
    }
    const Day day = when.first;
    if (best && day < newest) return;
    if (best && day == newest && best->truth != t) t = Truth::unknown;
    newest = day;
    best = ask.answer(t, [&] { return fmt::format("{} {}", what, ago(when, ask.as_of())); }, &fact);
  };
  for (std::uint32_t i : ask.record.about(Topic::pregnancy, Kinds(FactKind::observation, FactKind::condition))) {
    const Record::Entry& entry = ask.record.at(i);
    const Fact& fact = *entry.fact;
    if (fact.certainty != Certainty::confirmed) continue;
    if (is_pregnancy_test(entry)) {
      Result r = entry.value != nullptr ? entry.value->result : Result::unclear;
      if (r == Result::unclear && fact.interpretation) r = result_of(*fact.interpretation);
      if (fact.coded_value && r == Result::unclear) {
        if (has(entry.value->label, {"pregnant"})) r = has(entry.value->label, {"not", "no", "non"}) ? Result::negative : Result::positive;
      }
      if (r == Result::unclear) r = hcg_result(ask, fact);
      if (r == Result::positive || r == Result::negative) {
        consider(truth(r == Result::positive), begin_of(fact), fact, r == Result::positive ? "positive test" : "negative test");
      }
    } else if (fact.kind == FactKind::condition && has(entry.code->words, {"pregnancy", "pregnant", "gestation", "gravid"}) &&
               !has(entry.code->words, {"postpartum", "ectopic"}) && !entry.code->historical) {
      const bool over = fact.clinical == ClinicalStatus::inactive || fact.end.last < ask.as_of();
      // "pregnant within 1 month": the end of it lies in that time
      const bool lately = over && fact.end.known() && atom.window && atom.window->op == WindowOp::within && holds(*atom.window, fact.end, ask.as_of()) == Truth::true_;
      consider(truth(!over || lately), over && fact.end.known() ? fact.end : begin_of(fact), fact, over ? "pregnancy ended" : "pregnant since");
    }
  }
  if (best) return seen_as(*best);
  if (outside) return ask.answer(Truth::unknown, [&] { return fmt::format("no pregnancy test {}", shown(*atom.window)); });
  const bool asks_test = atom.state != State::none || has(words, {"test"});
  if (asks_test) return ask.answer(Truth::unknown, [] { return "no pregnancy test on record"; });
  if (const Fact* fact = sterile(ask)) return seen_as(ask.answer(Truth::false_, [&] { return fact->code.label(); }, fact));
  if (const auto age = ask.years(); age && age->low >= 60) return seen_as(ask.answer(Truth::false_, [&] { return fmt::format("{} years old", age->low); }));
  return seen_as(absent(ask, question, ask.holds().conditions, "conditions"));
}

Answer answer_reproductive(const Ask& ask, const Question& question) {
  const auto& words = question.heard;
  const bool potential = has(words, {"potential", "childbearing", "fertile", "wocbp", "capable", "reproductive"}) && !has(words, {"contraception", "contraceptive"});
  const bool menopause = has(words, {"postmenopausal", "menopause", "menopausal"});
  const bool sterility = has(words, {"sterile", "sterilized", "sterilization", "sterility"}) || has(words, {"hysterectomy"});
  const Fact* cannot = sterile(ask);
  if (potential) {
    if (ask.sex() == Sex::male) return ask.answer(Truth::false_, [] { return "male"; });
    if (ask.sex() == Sex::unknown) return ask.answer(Truth::unknown, [] { return "sex not on record"; });
    if (cannot != nullptr) return ask.answer(Truth::false_, [&] { return cannot->code.label(); }, cannot);
    if (const Fact* pregnancy = pregnant_now(ask)) return ask.answer(Truth::true_, [&] { return pregnancy->code.label(); }, pregnancy);
    const auto age = ask.years();
    if (!age) return ask.answer(Truth::unknown, [] { return "no birth date on record"; });
    if (age->high < 10 || age->low >= 60) return ask.answer(Truth::false_, [&] { return fmt::format("{} years old", age->low); });
    if (age->low >= 12 && age->high < 50 && question.guard && ask.options.absence != Absence::open) {
      return ask.answer(Truth::true_, [&] { return fmt::format("presumed: a woman of {} years, nothing on record against it", age->low); });
    }
    return ask.answer(Truth::unknown, [&] { return fmt::format("a woman of {} years", age->low); });
  }
  if (menopause || sterility) {
    if (menopause && ask.sex() == Sex::male) return ask.answer(Truth::false_, [] { return "male"; });
    if (cannot != nullptr) {
      const bool meant = !menopause || has(content_words(cannot->code.label() + " " + (cannot->coded_value ? cannot->coded_value->label() : "")), {"postmenopausal", "menopause", "menopausal"});
      if (meant) return ask.answer(Truth::true_, [&] { return cannot->code.label(); }, cannot);
    }
    const auto age = ask.years();
    if (menopause && age && age->low >= 60) return ask.answer(Truth::true_, [&] { return fmt::format("{} years old", age->low); });
    return ask.answer(Truth::unknown, [] { return "not on record"; });
  }
  // Contraception and the like: what a record holds of it proves it, its silence says nothing.
  Answer answer = answer_condition(ask, question);
  if (answer.truth == Truth::true_) return answer;
  Answer act = answer_exposure(ask, question);
  if (act.truth == Truth::true_ || act.fact != nullptr) return act;
  if (answer.fact != nullptr) return answer;
  return {Truth::unknown, true, nullptr, ask.note([] { return "not on record, and seldom recorded"; })};
}

}  // namespace elig::engine
