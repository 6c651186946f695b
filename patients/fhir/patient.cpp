// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "patients/fhir/datatypes.hpp"
#include "patients/fhir/resources.hpp"

namespace elig::fhir {

Patient read_person(const Object& resource, Entry& entry) {
  Patient patient;
  patient.born = date_of(resource, "birthDate", entry);
  const std::string_view gender = get_string(resource, "gender");
  if (gender == "male") patient.sex = Sex::male;
  if (gender == "female") patient.sex = Sex::female;
  patient.deceased = get_bool(resource, "deceasedBoolean").value_or(false) || !get_string(resource, "deceasedDateTime").empty();

  const auto add_language = [&](const std::string& language) {
    auto& all = patient.languages;
    if (!language.empty() && std::find(all.begin(), all.end(), language) == all.end()) all.push_back(language);
  };
  for (const Object communication : get_objects(resource, "communication")) {
    const Coded language = concept_of(communication, "language", entry);
    for (const Coding& coding : language->codings) {
      add_language(coding.code);
      add_language(coding.display);
    }
    add_language(language->text);
  }
  return patient;
}

}  // namespace elig::fhir
