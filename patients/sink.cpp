// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/sink.hpp"

#include <algorithm>
#include <utility>

namespace elig {
namespace {

// A text as one string that differs for different texts: every part with its length.
std::string key_of(const CodedText& text) {
  std::string key;
  const auto add = [&](const std::string& part) { key.append(std::to_string(part.size())).append(":").append(part); };
  for (const Coding& coding : text.codings) {
    add(coding.system);
    add(coding.code);
    add(coding.display);
  }
  key += "=";
  add(text.text);
  return key;
}

}  // namespace

Coded PatientList::keep(const CodedText& text) { return kept_.try_emplace(key_of(text), text).first->second; }

std::optional<RecordSink::PatientNumber> PatientList::add_patient(const Patient& person) {
  const auto number = static_cast<PatientNumber>(patients_.size());
  if (!numbers_.try_emplace(person.id, number).second) return std::nullopt;
  patients_.push_back(person);
  return number;
}

std::optional<RecordSink::PatientNumber> PatientList::find(std::string_view id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Patient> PatientList::take() {
  std::vector<Patient> patients = std::exchange(patients_, {});
  std::sort(patients.begin(), patients.end(), [](const Patient& a, const Patient& b) { return a.id < b.id; });
  numbers_.clear();
  return patients;
}

}  // namespace elig
