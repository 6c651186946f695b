// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/index/looks.hpp"

#include <algorithm>

namespace elig::engine {
namespace {

constexpr unsigned type_count = 7;

void set_types(Patient::Holds& holds, std::uint8_t types) {
  holds.observations = (types & 1) != 0;
  holds.conditions = (types & 2) != 0;
  holds.medications = (types & 4) != 0;
  holds.procedures = (types & 8) != 0;
  holds.allergies = (types & 16) != 0;
  holds.immunizations = (types & 32) != 0;
  holds.encounters = (types & 64) != 0;
}

std::uint8_t bits_of(Kinds kinds) {
  std::uint8_t bits = 0;
  for (unsigned kind = 0; kind <= static_cast<unsigned>(FactKind::family_history); ++kind) {
    if (kinds.has(static_cast<FactKind>(kind))) bits = static_cast<std::uint8_t>(bits | 1U << kind);
  }
  return bits;
}

template <typename Item>
void sort_unique(std::vector<Item>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

Looks looks_of(const Question& question, const Footprint& seen, const std::vector<std::uint32_t>& frequency) {
  Looks looks;
  looks.anew = seen.everything || seen.years || seen.birth || seen.languages;
  const auto mind = [&](Kinds kinds) { looks.kinds = static_cast<std::uint8_t>(looks.kinds | bits_of(kinds)); };
  mind(seen.named);
  for (const auto& [concept_index, kinds] : seen.concepts) looks.concepts.push_back(concept_index), mind(kinds);
  for (const auto& [topic, kinds] : seen.topics) looks.topics = static_cast<std::uint8_t>(looks.topics | static_cast<std::uint8_t>(topic)), mind(kinds);
  looks.values = seen.values;
  if (!seen.named.none()) {
    if (question.concept_) looks.concepts.push_back(*question.concept_);
    looks.broader = question.broader;
    // An entry outside the concept is it by words when it has all of them; a phrase outside the vocabulary may be an entry that
    // shares one telling word.
    for (std::size_t i = 0; i < question.numbers.size(); ++i) {
      if (!question.concept_ && question.telling[i] != 0) looks.words.push_back(question.numbers[i]);
    }
    if (looks.words.empty() && !question.numbers.empty()) {
      looks.words.push_back(*std::min_element(question.numbers.begin(), question.numbers.end(), [&](WordNumber a, WordNumber b) {
        return frequency[a] != frequency[b] ? frequency[a] < frequency[b] : a < b;
      }));
    }
  }
  sort_unique(looks.concepts), sort_unique(looks.values), sort_unique(looks.words);
  return looks;
}

}  // namespace

std::uint8_t types_held(const Patient& patient) noexcept {
  const Patient::Holds& h = patient.holds;
  return static_cast<std::uint8_t>(h.observations | h.conditions << 1 | h.medications << 2 | h.procedures << 3 | h.allergies << 4 | h.immunizations << 5 |
                                   h.encounters << 6);
}

EmptyRecords::EmptyRecords(const Vocabulary& vocabulary, const NameIndex& names, const Words& words)
    : vocabulary_(&vocabulary), bindings_(vocabulary, names, words) {
  for (const Absence absence : {Absence::recorded, Absence::open, Absence::closed}) {
    for (const Sex sex : {Sex::unknown, Sex::male, Sex::female}) {
      auto& settings = settings_[Silence::which(absence, sex)];
      settings.resize(type_count + 2);
      for (unsigned i = 0; i < settings.size(); ++i) {
        Setting& s = settings[i];
        s.patient.sex = sex;
        set_types(s.patient.holds, static_cast<std::uint8_t>(i == 0 ? 0 : i > type_count ? 0x7f : 1U << (i - 1)));
        s.options.absence = absence;
        s.record = std::make_unique<Record>(s.patient, s.options.as_of, bindings_);
      }
    }
  }
}

EmptyRecords::Asked EmptyRecords::ask(const Question& question, const std::vector<std::uint32_t>& frequency) {
  Asked asked;
  Footprint seen;
  Silence& silence = asked.silence;
  const auto put = [&](Absence absence, Sex sex, unsigned types) {
    const Setting& s = settings_[Silence::which(absence, sex)][types];
    s.record->log(&seen);
    const Answer a = answer({*vocabulary_, s.options, *s.record, false}, question);
    s.record->log(nullptr);
    return packed({a.truth, a.manual});
  };
  for (const Absence absence : {Absence::recorded, Absence::open, Absence::closed}) {
    for (const Sex sex : {Sex::unknown, Sex::male, Sex::female}) {
      const std::size_t i = Silence::which(absence, sex);
      silence.none[i] = put(absence, sex, 0);
      silence.held[i] = put(absence, sex, type_count + 1);
      if (silence.none[i] == silence.held[i]) continue;
      // Entries of any one of the types are enough for silence to mean something.
      for (unsigned type = 0; type < type_count; ++type) {
        if (put(absence, sex, type + 1) == silence.held[i]) silence.types = static_cast<std::uint8_t>(silence.types | 1U << type);
      }
    }
  }
  asked.looks = looks_of(question, seen, frequency);
  return asked;
}

}  // namespace elig::engine
