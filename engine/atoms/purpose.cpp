// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "engine/atoms/ask.hpp"

// What a treatment was for: "chemotherapy for breast cancer", "hospitalization for heart failure". Records seldom say it; where they do not,
// the disease it names stands among the diagnoses or it was for something else.
namespace elig::engine {
namespace {

bool covers(const Binding& code, ConceptIndex c) { return std::binary_search(code.covers.begin(), code.covers.end(), c); }

/// The stated reason: the disease or a narrower one, something broader that may be it, or something else.
Truth by_reason(const Ask& ask, const Question::Purpose& purpose, const Binding& reason) {
  const bool says = std::includes(reason.words.begin(), reason.words.end(), purpose.words.begin(), purpose.words.end());
  if (!purpose.concept_) return says ? Truth::true_ : Truth::unknown;
  if (covers(reason, *purpose.concept_)) return says ? Truth::true_ : Truth::unknown;
  const bool broader = std::any_of(reason.specific.begin(), reason.specific.end(), [&](ConceptIndex c) { return ask.vocabulary.is_a(*purpose.concept_, c); });
  return reason.specific.empty() || broader ? Truth::unknown : Truth::false_;
}

/// Operations and stays are for anything: that somebody has the disease too does not tell.
bool for_anything(const Ask& ask, const Question& question) {
  if (question.atom.kind == AtomKind::encounter || !question.concept_) return true;
  const auto surgery = ask.vocabulary.find("surgery"), cancer = ask.vocabulary.find("surgery.cancer");
  return surgery && ask.vocabulary.is_a(*question.concept_, *surgery) && (!cancer || !ask.vocabulary.is_a(*question.concept_, *cancer));
}

/// Radiotherapy and operations go to one place: of somebody with metastases they may have been for the first tumor.
bool local(const Ask& ask, const Question& question) {
  const auto radiotherapy = ask.vocabulary.find("radiotherapy");
  return question.atom.kind == AtomKind::procedure || (radiotherapy && question.concept_ && ask.vocabulary.is_a(*question.concept_, *radiotherapy));
}

/// A cancer on record that is not the named one, which the treatment may have been for.
bool another_cancer(const Ask& ask, ConceptIndex disease) {
  const auto cancer = ask.vocabulary.find("cancer"), spread = ask.vocabulary.find("metastatic-cancer");
  if (!cancer || !spread || !ask.vocabulary.is_a(disease, *cancer) || disease == *cancer) return false;
  for (const std::uint32_t i : ask.record.of(*cancer, FactKind::condition)) {
    const Record::Entry& entry = ask.record.at(i);
    if (entry.fact->certainty == Certainty::absent || covers(*entry.code, disease) || covers(*entry.code, *spread)) continue;
    if (!std::any_of(entry.code->specific.begin(), entry.code->specific.end(), [&](ConceptIndex c) { return ask.vocabulary.is_a(disease, c); })) return true;
  }
  return false;
}

/// The diagnoses beside a treatment that states no reason.
Truth by_diagnoses(const Ask& ask, const Question& question, const Question::Purpose& purpose, const Record::Entry& entry) {
  if (!purpose.concept_ || !ask.holds().conditions) return Truth::unknown;
  const ConceptIndex disease = *purpose.concept_;
  bool had = false, later = false;
  for (const std::uint32_t i : ask.record.of(disease, FactKind::condition)) {
    const Record::Entry& diagnosis = ask.record.at(i);
    if (diagnosis.fact->certainty == Certainty::absent || diagnosis.code->doubtful) continue;
    had = true;
    // what was over before the disease began was not for it
    const Extent treated = extent_of(*entry.fact, ask.as_of());
    const bool before = diagnosis.fact->start.known() && treated.end_known && !treated.ongoing && treated.end.known() && treated.end.last < diagnosis.fact->start.first;
    later = later || !before;
  }
  if (!had) {
    // what passes, seldom stands among the diagnoses
    if (ask.vocabulary.at(disease).attribute("vague") == "yes" || course_of(content_words(ask.vocabulary.at(disease).name)) == Course::episode) return Truth::unknown;
    // a broader diagnosis may be it
    for (const Record::Entry& diagnosis : ask.record.entries()) {
      if (diagnosis.fact->kind != FactKind::condition || diagnosis.fact->certainty == Certainty::absent) continue;
      if (std::any_of(diagnosis.code->specific.begin(), diagnosis.code->specific.end(), [&](ConceptIndex c) { return ask.vocabulary.is_a(disease, c); })) return Truth::unknown;
    }
    return Truth::false_;
  }
  if (!later) return Truth::false_;
  const auto spread = ask.vocabulary.find("metastatic-cancer");
  const bool spreads = spread && ask.vocabulary.is_a(disease, *spread);
  if (!purpose.words.empty() || for_anything(ask, question) || (spreads && local(ask, question)) || another_cancer(ask, disease)) return Truth::unknown;
  return Truth::true_;
}

}  // namespace

Truth serves(const Ask& ask, const Question& question, const Record::Entry& entry, std::string& why) {
  const Fact& fact = *entry.fact;
  const Binding* reason = fact.reason.empty() ? nullptr : &ask.record.bindings().of(*fact.reason, FactKind::condition);
  Truth any = Truth::false_;
  bool certain = true;
  for (const Question::Purpose& purpose : question.purposes) {
    any = any || (reason != nullptr ? by_reason(ask, purpose, *reason) : by_diagnoses(ask, question, purpose, entry));
    certain = certain && purpose.certain;
  }
  if (any == Truth::false_ && !certain) any = Truth::unknown;
  why = ask.note([&] {
    if (reason != nullptr) return fmt::format("for \"{}\"", fact.reason.label());
    if (any == Truth::true_) return std::string("for a disease that stands among the diagnoses");
    return std::string(any == Truth::false_ ? "nothing that it would be for was among the diagnoses" : "what it was for is not on record");
  });
  return any;
}

}  // namespace elig::engine
