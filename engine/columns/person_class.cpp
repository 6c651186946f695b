// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/person_class.hpp"

#include <algorithm>

#include "engine/atoms/ask.hpp"

namespace elig::engine {

PersonClass::PersonClass(const Patient& like, std::span<const Question> questions, std::span<const Footprint> footprints,
                         std::span<const std::uint32_t> places, const Vocabulary& vocabulary, const EngineOptions& options, const Words& words, const NameIndex& names)
    : questions_(questions), footprints_(footprints), vocabulary_(&vocabulary), options_(&options), words_(&words), names_(&names) {
  like_.sex = like.sex;
  like_.holds = like.holds;
  like_.languages = like.languages;
  Bindings bindings(vocabulary, names, words);
  Record record(like_, options.as_of, bindings);
  const Ask ask{vocabulary, options, record, false};
  codes_.reserve(questions.size());
  for (AtomNumber q = 0; q < questions.size(); ++q) {
    Footprint looked;
    record.log(&looked);
    const Answer a = answer(ask, questions[q]);
    codes_.push_back(code_of(a.truth, a.manual));
    if (looked.birth || !within(looked, q)) always_.push_back(q);
    else if (looked.years) by_years_.push_back(q);
  }
  std::sort(by_years_.begin(), by_years_.end(), [places](AtomNumber a, AtomNumber b) { return places[a] < places[b]; });
}

std::uint32_t PersonClass::held(const Patient& patient) noexcept {
  const Patient::Holds& h = patient.holds;
  auto held = static_cast<std::uint32_t>(patient.sex);
  for (bool one : {h.observations, h.conditions, h.medications, h.procedures, h.allergies, h.immunizations, h.encounters}) held = held * 2 + (one ? 1U : 0U);
  return held;
}

std::string PersonClass::key(const Patient& patient) {
  const std::uint32_t of_kind = held(patient);
  std::string key{static_cast<char>('0' + (of_kind >> 7)), static_cast<char>(of_kind & 127)};
  for (const std::string& language : patient.languages) key.append(language).push_back('\x1f');
  return key;
}

bool PersonClass::within(const Footprint& looked, AtomNumber question) const { return footprints_[question].covers(looked); }

const std::vector<std::uint8_t>& PersonClass::of_age(DayInterval born) {
  const auto years = completed_years(born, options_->as_of);
  const std::pair<int, int> age = years ? std::pair(years->low, years->high) : std::pair(-1, -1);
  const std::lock_guard lock(ages_mutex_);
  const auto [it, fresh] = ages_.try_emplace(age);
  if (!fresh) return it->second;
  Patient somebody = like_;
  somebody.born = born;
  Bindings bindings(*vocabulary_, *names_, *words_);
  Record record(somebody, options_->as_of, bindings);
  const Ask ask{*vocabulary_, *options_, record, false};
  for (AtomNumber q : by_years_) {
    Footprint looked;
    record.log(&looked);
    const Answer a = answer(ask, questions_[q]);
    it->second.push_back(looked.birth || !within(looked, q) ? ask_alone : static_cast<std::uint8_t>(code_of(a.truth, a.manual)));
  }
  return it->second;
}

}  // namespace elig::engine
