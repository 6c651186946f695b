// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/resources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace elig::fhir {
namespace {

struct ReaderOf {
  std::string_view type;
  void (*read)(const Object&, Entry&);
};

constexpr std::array readers{
    ReaderOf{"Observation", read_observation},
    ReaderOf{"Condition", read_condition},
    ReaderOf{"Encounter", read_encounter},
    ReaderOf{"Procedure", read_procedure},
    ReaderOf{"MedicationRequest", read_medication_request},
    ReaderOf{"MedicationStatement", read_medication_statement},
    ReaderOf{"MedicationAdministration", read_medication_administration},
    ReaderOf{"MedicationDispense", read_medication_dispense},
    ReaderOf{"Immunization", read_immunization},
    ReaderOf{"AllergyIntolerance", read_allergy},
    ReaderOf{"FamilyMemberHistory", read_family_history},
};

constexpr std::string_view snomed = "http://snomed.info/sct";
constexpr std::string_view absent_or_unknown = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

// No known allergy, and no known allergy to drugs, to things around, food, insects, animals, latex; no known problems.
constexpr std::array<std::string_view, 9> snomed_absences{"716186003", "409137002", "428607008", "429625007", "428197003",
                                                          "716220001", "716184000", "160244002", "160245001"};

constexpr std::array<std::string_view, 9> absence_words{"no known allergies",      "no known allergy",     "no known drug allergies",
                                                        "no known drug allergy",   "no known medications", "no known problems",
                                                        "no known food allergies", "nka",                  "nkda"};

constexpr std::size_t longest_absence = 23;

// Length of the words to show for a text.
std::size_t label_size(const CodedText& code) {
  if (!code.text.empty()) return code.text.size();
  for (const Coding& coding : code.codings) {
    if (!coding.display.empty()) return coding.display.size();
  }
  return 0;
}

template <typename Words>
bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool read_resource(std::string_view type, const Object& resource, Entry& entry) {
  const auto* reader = std::find_if(readers.begin(), readers.end(), [&](const ReaderOf& r) { return r.type == type; });
  if (reader == readers.end()) return false;
  reader->read(resource, entry);
  // Such an extension may turn the entry's meaning into its opposite, and only its authors know how.
  if (!entry.facts.empty() && get_member(resource, "modifierExtension")) {
    for (Fact& fact : entry.facts) {
      if (fact.certainty == Certainty::confirmed) fact.certainty = Certainty::weak;
    }
    entry.remarks.emplace_back("a modifierExtension may change what it says; taken as uncertain");
  }
  return true;
}

Statement statement_of(const CodedText& code) {
  for (const Coding& coding : code.codings) {
    if (coding.system == snomed && among(snomed_absences, coding.code)) return Statement::known_absent;
    if (coding.system == absent_or_unknown) {
      return coding.code.starts_with("no-known-") ? Statement::known_absent : Statement::nothing_known;
    }
  }
  if (label_size(code) > longest_absence) return Statement::something;
  return among(absence_words, plain::lower(code.label())) ? Statement::known_absent : Statement::something;
}

}  // namespace elig::fhir
