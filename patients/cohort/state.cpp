// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/state.hpp"

#include <array>
#include <unordered_map>

#include "patients/cohort/assembly.hpp"
#include "patients/cohort/resource.hpp"

namespace elig::cohort {

// Takes one patient's facts off the columns, from front to back; every step looks whether there is something left.
class State::Reader {
 public:
  Reader(const State& state, std::size_t patient, Detail detail, std::span<const Coded> handles)
      : state_(state),
        detail_(detail),
        handles_(handles),
        values_(state.part_of(state.values_, state.value_begins_, patient)),
        units_(state.part_of(state.units_, state.value_begins_, patient)),
        coded_(state.part_of(state.coded_values_, state.coded_begins_, patient)),
        categories_(state.part_of(state.categories_, state.category_begins_, patient)),
        extras_(state.part_of(state.extras_, state.extra_begins_, patient)),
        resources_(state.part_of(state.resources_, state.resource_begins_, patient)),
        at_(resources_.data()) {}

  void read(std::size_t i, Fact& fact) {
    const Word head = state_.heads_[i];
    fact.kind = kind_of(head);
    fact.certainty = certainty_of(head);
    fact.clinical = clinical_of(head);
    fact.ongoing = (head & ongoing) != 0;
    fact.code = text(state_.codes_[i]);
    fact.start = days(state_.starts_[i], head & start_span);
    fact.end = days(state_.ends_[i], head & end_span);
    fact.recorded = days(state_.recorded_[i], head & recorded_span);
    if (head & has_value) {
      read_value(head, fact);
    } else {
      fact.value.reset();
    }
    read_optional(head & has_coded_value, coded_, fact.coded_value);
    read_text(head & has_category, categories_, fact.category);
    if (head & has_range) {
      read_range(fact);
    } else {
      fact.range.reset();
    }
    read_optional(head & has_interpretation, extras_, fact.interpretation);
    read_text(head & has_body_site, extras_, fact.body_site);
    read_text(head & has_method, extras_, fact.method);
    read_text(head & has_reason, extras_, fact.reason);
    read_text(head & has_route, extras_, fact.route);
    if (head & has_dose) {
      read_dose(fact);
    } else {
      fact.dose.reset();
    }
    read_string(head & has_stage, true, fact.stage);
    read_string(head & has_severity, true, fact.severity);
    const bool all = detail_ == Detail::evidence;
    read_string(head & has_note, all || fact.kind == FactKind::medication || fact.kind == FactKind::allergy, fact.note);
    read_string(head & has_end_basis, true, fact.end_basis);
    if (all) {
      read_resource(fact);
    } else {
      fact.resource.clear();
    }
  }

 private:
  [[noreturn]] void damaged() const { state_.image_.damaged("a patient's columns do not fit together"); }

  template <typename T>
  T take(std::span<const T>& column) {
    if (column.empty()) damaged();
    const T first = column.front();
    column = column.subspan(1);
    return first;
  }
  double number() {
    const std::uint64_t low = take(extras_);
    return std::bit_cast<double>(low | std::uint64_t{take(extras_)} << 32);
  }
  [[nodiscard]] const Coded& text(Word number) const {
    if (number >= handles_.size()) damaged();
    return handles_[number];
  }
  DayInterval days(Day first, Word has_last) { return {first, has_last ? static_cast<Day>(take(extras_)) : implied_last(first)}; }

  void read_value(Word head, Fact& fact) {
    if (!fact.value) fact.value.emplace();
    Measured& measured = *fact.value;
    const double low = take(values_);
    measured.value = {low, low, false, false};
    measured.unit = state_.string(take(units_));
    measured.unit_is_ucum = (head & value_ucum) != 0;
    if (head & value_span) {
      const Word flags = take(extras_);
      measured.value = {low, number(), (flags & low_open) != 0, (flags & high_open) != 0};
    }
  }
  void read_range(Fact& fact) {
    if (!fact.range) fact.range.emplace();
    const Word flags = take(extras_);
    const double low = number();
    const double high = number();
    fact.range->low = flags & low_there ? std::optional(low) : std::nullopt;
    fact.range->high = flags & high_there ? std::optional(high) : std::nullopt;
    fact.range->unit = state_.string(take(extras_));
  }
  void read_dose(Fact& fact) {
    if (!fact.dose) fact.dose.emplace();
    const Word flags = take(extras_);
    const double low = number();
    const double high = number();
    fact.dose->value = {low, high, (flags & low_open) != 0, (flags & high_open) != 0};
    fact.dose->unit = state_.string(take(extras_));
    fact.dose->unit_is_ucum = (flags & ucum) != 0;
  }
  void read_text(Word there, std::span<const Word>& column, Coded& out) {
    if (there) {
      out = text(take(column));
    } else {
      out = Coded{};
    }
  }
  void read_optional(Word there, std::span<const Word>& column, std::optional<Coded>& out) {
    if (there) {
      out = text(take(column));
    } else {
      out.reset();
    }
  }
  void read_string(Word there, bool wanted, std::string& out) {
    const Word number = there ? take(extras_) : 0;
    if (number != 0 && wanted) {
      out = state_.string(number);
    } else {
      out.clear();
    }
  }
  void read_resource(Fact& fact) {
    const std::uint8_t* const end = resources_.data() + resources_.size();
    std::uint64_t prefix = 0;
    if (!unpack_number(at_, end, prefix)) damaged();
    if (prefix != 0) {
      if (prefix > 0xFFFFFFFFU) damaged();
      resource_ = state_.string(static_cast<Word>(prefix - 1));
      if (!unpack_id(at_, end, resource_)) damaged();
    }
    fact.resource = resource_;
  }

  const State& state_;
  Detail detail_;
  std::span<const Coded> handles_;
  std::span<const double> values_;
  std::span<const Word> units_, coded_, categories_, extras_;
  std::span<const std::uint8_t> resources_;
  const std::uint8_t* at_;
  std::string resource_;
};

// A column of begins over `length` elements: one more than parts, from 0 to the length, never falling.
State::Begins State::begins_of(SectionId id, std::size_t parts, std::size_t length) const {
  const Begins begins = image_.section<std::uint64_t>(id);
  if (begins.size() != parts + 1 || begins.front() != 0 || begins.back() != length) image_.damaged("a column and its begins do not fit together");
  for (std::size_t i = 0; i < parts; ++i) {
    if (begins[i] > begins[i + 1]) image_.damaged("the begins of a column are not in order");
  }
  return begins;
}

State::State(Image image) : image_(std::move(image)) {
  string_bytes_ = image_.section<char>(SectionId::string_bytes);
  const std::size_t strings = image_.section<std::uint64_t>(SectionId::string_begins).size();
  if (strings == 0) image_.damaged("it has no strings");
  string_begins_ = begins_of(SectionId::string_begins, strings - 1, string_bytes_.size());

  const auto codings = image_.section<std::array<Word, 3>>(SectionId::codings);
  const auto text_words = image_.section<Word>(SectionId::text_words);
  const Begins text_codings = begins_of(SectionId::text_codings, text_words.size(), codings.size());
  texts_.resize(text_words.size());
  for (std::size_t t = 0; t < texts_.size(); ++t) {
    for (const auto& coding : part_of(codings, text_codings, t)) {
      texts_[t].codings.push_back({std::string(string(coding[0])), std::string(string(coding[1])), std::string(string(coding[2]))});
    }
    texts_[t].text = string(text_words[t]);
  }
  for (const CodedText& text : texts_) kept_.push_back(&text == texts_.data() ? Coded{} : Coded::kept(text));

  language_items_ = image_.section<Word>(SectionId::language_items);
  const std::size_t lists = image_.section<std::uint64_t>(SectionId::language_begins).size();
  if (lists == 0) image_.damaged("it has no language lists");
  language_begins_ = begins_of(SectionId::language_begins, lists - 1, language_items_.size());

  person_ = image_.section<std::uint32_t>(SectionId::person);
  const std::size_t patients = person_.size();
  id_bytes_ = image_.section<char>(SectionId::id_bytes);
  id_begins_ = begins_of(SectionId::id_begins, patients, id_bytes_.size());
  born_ = image_.section<Day>(SectionId::born);
  languages_ = image_.section<std::uint32_t>(SectionId::languages);
  if (born_.size() != 2 * patients || languages_.size() != patients) image_.damaged("the columns of its patients differ in length");

  heads_ = image_.section<Word>(SectionId::heads);
  codes_ = image_.section<Word>(SectionId::codes);
  starts_ = image_.section<Day>(SectionId::starts);
  ends_ = image_.section<Day>(SectionId::ends);
  recorded_ = image_.section<Day>(SectionId::recorded);
  for (const std::size_t size : {codes_.size(), starts_.size(), ends_.size(), recorded_.size()}) {
    if (size != heads_.size()) image_.damaged("the columns of its facts differ in length");
  }
  fact_begins_ = begins_of(SectionId::fact_begins, patients, heads_.size());
  values_ = image_.section<double>(SectionId::values);
  units_ = image_.section<Word>(SectionId::units);
  if (units_.size() != values_.size()) image_.damaged("the columns of its values differ in length");
  value_begins_ = begins_of(SectionId::value_begins, patients, values_.size());
  coded_values_ = image_.section<Word>(SectionId::coded_values);
  coded_begins_ = begins_of(SectionId::coded_begins, patients, coded_values_.size());
  categories_ = image_.section<Word>(SectionId::categories);
  category_begins_ = begins_of(SectionId::category_begins, patients, categories_.size());
  extras_ = image_.section<Word>(SectionId::extras);
  extra_begins_ = begins_of(SectionId::extra_begins, patients, extras_.size());
  resources_ = image_.section<std::uint8_t>(SectionId::resources);
  resource_begins_ = begins_of(SectionId::resource_begins, patients, resources_.size());
  refusals_ = image_.section<char>(SectionId::refusals);
  if (image_.section<SummaryRecord>(SectionId::summary).size() != 1) image_.damaged("it has no summary");
}

std::string_view State::string(Word number) const {
  if (std::size_t{number} + 1 >= string_begins_.size()) image_.damaged("it refers to a string that is not there");
  return bytes_between(string_bytes_, string_begins_, number);
}

void State::read(std::size_t patient, Patient& out, Detail detail, std::span<const Coded> handles) const {
  out.id = id(patient);
  out.born = {born_[2 * patient], born_[2 * patient + 1]};
  const std::uint32_t bits = person_[patient];
  out.sex = static_cast<Sex>(bits & sex_bits);
  out.deceased = (bits & deceased_bit) != 0;
  for (std::size_t h = 0; h < held_types.size(); ++h) out.holds.*held_types[h] = (bits >> (held_shift + h) & 1U) != 0;
  if (languages_[patient] + std::size_t{1} >= language_begins_.size()) image_.damaged("a patient's languages are not there");
  const auto languages = part_of(language_items_, language_begins_, languages_[patient]);
  out.languages.resize(languages.size());
  for (std::size_t i = 0; i < languages.size(); ++i) out.languages[i] = string(languages[i]);

  const auto begin = static_cast<std::size_t>(fact_begins_[patient]);
  const auto end = static_cast<std::size_t>(fact_begins_[patient + 1]);
  out.facts.resize(end - begin);
  Reader reader(*this, patient, detail, handles);
  for (std::size_t i = begin; i < end; ++i) reader.read(i, out.facts[i - begin]);
}

CohortSummary State::summary() const {
  const SummaryRecord& record = image_.section<SummaryRecord>(SectionId::summary).front();
  CohortSummary summary;
  summary.patients = record.patients;
  summary.facts = record.facts;
  for (std::size_t k = 0; k < fact_kinds; ++k) summary.facts_by_kind[k] = record.facts_by_kind[k];
  summary.dates = {static_cast<Day>(record.first_day), static_cast<Day>(record.last_day)};
  summary.refused = record.refused;
  std::string_view rest(refusals_.data(), refusals_.size());
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    summary.refusals.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return summary;
}

std::vector<Cohort::Use> State::uses() const {
  std::vector<std::uint64_t> counts(texts_.size() * fact_kinds);
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    if (codes_[i] >= texts_.size()) image_.damaged("a fact's code is not there");
    ++counts[codes_[i] * fact_kinds + static_cast<std::size_t>(kind_of(heads_[i]))];
  }
  std::vector<Cohort::Use> uses;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) uses.push_back({static_cast<std::uint32_t>(i / fact_kinds), static_cast<FactKind>(i % fact_kinds), counts[i]});
  }
  return uses;
}

}  // namespace elig::cohort
