// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bulk_writer.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>
#include <map>
#include <stdexcept>

#include "tools/bench/random.hpp"

namespace elig::bench {
namespace {

using std::string;
using std::string_view;

enum Type : std::size_t { patient, observation, condition, medication, procedure, immunization, allergy, encounter, report };

string_view uri(string_view system) {
  static const std::map<string_view, string_view> uris{{"LOINC", "http://loinc.org"},
                                                       {"SCT", "http://snomed.info/sct"},
                                                       {"RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"},
                                                       {"CVX", "http://hl7.org/fhir/sid/cvx"},
                                                       {"ICD10", "http://hl7.org/fhir/sid/icd-10-cm"}};
  const auto found = uris.find(system);
  if (found == uris.end()) throw std::runtime_error(fmt::format("'{}' is no system of codes", system));
  return found->second;
}

string quoted(string_view text) {
  string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

string concept_of(string_view system_uri, string_view code, string_view name) {
  return fmt::format(R"({{"coding":[{{"system":"{}","code":"{}","display":{}}}],"text":{}}})", system_uri, code, quoted(name),
                     quoted(name));
}

string concept_of(const Row& row) { return concept_of(uri(row.system), row.code, row.name); }

/// Panels that laboratories report as one.
string report_code(string_view panel) {
  constexpr string_view loinc = "http://loinc.org";
  if (panel == "metabolic") return concept_of(loinc, "51990-0", "Basic metabolic panel");
  if (panel == "lipid") return concept_of(loinc, "57698-3", "Lipid panel");
  if (panel == "count") return concept_of(loinc, "58410-2", "Blood count panel");
  if (panel == "liver") return concept_of(loinc, "24323-8", "Comprehensive metabolic panel");
  return "";
}

constexpr char hex_digits[] = "0123456789abcdef";

struct Uuid {
  std::array<char, 36> text{};
  Uuid(std::uint64_t high, std::uint64_t low) noexcept {
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
      const std::uint64_t word = i < 8 ? high : low;
      const auto byte = static_cast<unsigned>(word >> (56 - 8 * (i % 8))) & 0xffU;
      text[at++] = hex_digits[byte >> 4];
      text[at++] = hex_digits[byte & 15U];
    }
  }
  operator string_view() const noexcept { return {text.data(), text.size()}; }  // NOLINT: it is its text
};

Uuid part_of(const Person& person, Type type, std::size_t index) {
  const std::uint64_t key = (static_cast<std::uint64_t>(type) << 40) + index;
  return {mixed(person.id_high + key * 0x9e3779b97f4a7c15ULL), mixed(person.id_low ^ mixed(key))};
}

/// Dates of recent decades, as text; day numbers outside fall back to the library's own.
class Days {
 public:
  Days() {
    for (Day day = first; day <= Population::last_day; ++day) texts_.push_back(to_string(day));
  }
  [[nodiscard]] string_view text(Day day, string& spare) const {
    if (day >= first && day <= Population::last_day) return texts_[static_cast<std::size_t>(day - first)];
    spare = to_string(day);
    return spare;
  }

 private:
  static constexpr Day first = -20000;
  std::vector<string> texts_;
};

string_view day_text(Day day, string& spare) {
  static const Days days;
  return days.text(day, spare);
}

void add_date(string& out, Day day, Mark mark = Mark::plain) {
  string spare;
  const string_view text = day_text(day, spare);
  out += text.substr(0, mark == Mark::year_only ? 4 : mark == Mark::month_only ? 7 : 10);
}

/// With the hour, which depends on the day and the person only.
void add_time(string& out, Day day, const Person& person, bool fraction = false) {
  add_date(out, day);
  const std::uint64_t hour = mixed(person.id_low + static_cast<std::uint64_t>(day));
  const char* digits = hex_digits;  // decimal digits are its first ten
  const auto two = [&](unsigned number) {
    out += digits[number / 10];
    out += digits[number % 10];
  };
  out += 'T';
  two(8 + static_cast<unsigned>(hour % 10));
  out += ':';
  two(static_cast<unsigned>(hour >> 8) % 60);
  out += ':';
  two(static_cast<unsigned>(hour >> 16) % 60);
  out += fraction ? ".825-05:00" : "-05:00";
}

void add_value(string& out, double value, int decimals) {
  // Exact: values have few decimals, and no locale has a say.
  constexpr std::array<std::int64_t, 4> powers{1, 10, 100, 1000};
  const std::int64_t power = powers[static_cast<std::size_t>(decimals)];
  const double scaled_value = value * static_cast<double>(power);
  auto scaled = static_cast<std::int64_t>(scaled_value + (scaled_value < 0 ? -0.5 : 0.5));
  if (scaled < 0) {
    out += '-';
    scaled = -scaled;
  }
  while (decimals > 0 && scaled % 10 == 0) {
    scaled /= 10;
    --decimals;
  }
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), decimals > 0 ? scaled / powers[static_cast<std::size_t>(decimals)] : scaled);
  if (decimals == 0) return;
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(".{:0{}}"), scaled % powers[static_cast<std::size_t>(decimals)], decimals);
}

void add_quantity(string& out, double value, const Row& row, string_view comparator = {}) {
  out += R"({"value":)";
  add_value(out, value, row.decimals);
  if (!comparator.empty()) {
    out += R"(,"comparator":")";
    out += comparator;
    out += '"';
  }
  out += R"(,"unit":")";
  out += row.unit;
  out += R"(","system":"http://unitsofmeasure.org","code":")";
  out += row.unit;
  out += "\"}";
}

string category(const Row& row) {
  const bool vital = row.panel_name == "vitals" || row.code == "59408-5" || row.code == "8310-5";
  const string_view code = row.numeric ? vital ? "vital-signs" : "laboratory" : "survey";
  return fmt::format(
      R"("category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{}","display":"{}"}}]}}])",
      code, code);
}

constexpr string_view condition_status = R"([{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":")";

}  // namespace

struct BulkWriter::Writing {
  const Person& person;
  Export& out;
  Uuid id;
  std::vector<std::size_t> first_of_row;  ///< in the entries; npos for none
  string subject;                         ///< "subject":{…}
};

BulkWriter::BulkWriter(const Population& population) : population_(population) {
  const auto& rows = population.rows();
  panels_.resize(population.panels() + 1);
  double visits = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    std::string& fixed = fixed_.emplace_back();
    if (row.kind == Kind::encounter) {
      visit_types_.push_back(concept_of(row));
      visits += row.share * row.repeats;
      visit_shares_.push_back(visits);
    } else if (row.kind == Kind::observation) {
      fixed = fmt::format(R"(",{},"code":{})", category(row), concept_of(row));
      if (row.code == "8480-6") systolic_ = i;
      if (row.code == "8462-4") diastolic_ = i;
    } else {
      fixed = concept_of(row);
    }
    if (row.panel != 0) {
      panels_[row.panel].code = report_code(row.panel_name);
      panels_[row.panel].rows.push_back(i);
    }
  }
  for (double& share : visit_shares_) share /= visits;
}

void BulkWriter::write(const Person& person, Export& out) const {
  thread_local std::vector<std::size_t> first_of_row;
  first_of_row.assign(population_.rows().size(), static_cast<std::size_t>(-1));
  Writing at{person, out, Uuid(person.id_high, person.id_low), {}, {}};
  at.first_of_row.swap(first_of_row);
  for (std::size_t i = person.entries.size(); i-- > 0;) at.first_of_row[person.entries[i].row] = i;
  at.subject = R"({"reference":"Patient/)";
  at.subject += at.id;
  at.subject += "\"}";
  write_patient(at);
  write_visits(at);
  for (std::size_t i = 0; i < person.entries.size(); ++i) write_entry(at, i);
  write_reports(at);
  first_of_row.swap(at.first_of_row);
}

void BulkWriter::write_patient(Writing& at) const {
  constexpr std::array<string_view, 12> given{"Anna",  "Ben",  "Clara", "David", "Eva",  "Frank",
                                              "Greta", "Hugo", "Ines",  "Jan",   "Kira", "Leo"};
  constexpr std::array<string_view, 12> family{"Archer",  "Baker",  "Carter", "Dyer",   "Ellis",  "Fisher",
                                               "Gardner", "Hunter", "Irwin",  "Joiner", "Keller", "Miller"};
  const Person& person = at.person;
  const string_view first = given[person.id_low % given.size()];
  const string_view last = family[(person.id_low >> 8) % family.size()];
  const auto digits = static_cast<unsigned>((person.id_low >> 16) % 1000000);
  string& out = at.out.lines[patient];
  fmt::format_to(
      std::back_inserter(out),
      R"({{"resourceType":"Patient","id":"{0}","text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{1} {2}</div>"}},)"
      R"("extension":[{{"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"{1} {2}"}},)"
      R"({{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{{"city":"Springfield","state":"Massachusetts","country":"US"}}}}],)"
      R"("identifier":[{{"system":"http://example.org/persons","value":"{0}"}},)"
      R"({{"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR","display":"Medical Record Number"}}],"text":"Medical Record Number"}},"system":"http://hospital.example.org","value":"{3:06}"}},)"
      R"({{"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"DL","display":"Driver's License"}}],"text":"Driver's License"}},"system":"urn:oid:2.16.840.1.113883.4.3.25","value":"S99{3:06}"}}],)"
      R"("name":[{{"use":"official","family":"{2}","given":["{1}"]}}],"telecom":[{{"system":"phone","value":"555-{3:06}","use":"home"}}],"gender":"{4}","birthDate":")",
      string_view(at.id), first, last, digits, person.female ? "female" : "male");
  add_date(out, person.born, person.birth);
  out += '"';
  if (person.died != 0) {
    out += R"(,"deceasedDateTime":")";
    add_time(out, person.died, person);
    out += '"';
  }
  fmt::format_to(
      std::back_inserter(out),
      R"(,"address":[{{"extension":[{{"url":"http://hl7.org/fhir/StructureDefinition/geolocation","extension":[{{"url":"latitude","valueDecimal":42.{0}}},{{"url":"longitude","valueDecimal":-72.{0}}}]}}],)"
      R"("line":["{0} Main Street"],"city":"Springfield","state":"Massachusetts","postalCode":"01027","country":"US"}}],)"
      R"("maritalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"M"}}],"text":"M"}},"multipleBirthBoolean":false,)"
      R"("communication":[{{"language":{{"coding":[{{"system":"urn:ietf:bcp:47","code":"{1}","display":"{2}"}}],"text":"{2}"}}}}]}})"
      "\n",
      digits, digits % 10 == 0 ? "es" : "en-US", digits % 10 == 0 ? "Spanish" : "English");
}

void BulkWriter::write_visits(Writing& at) const {
  string& out = at.out.lines[encounter];
  for (std::size_t i = 0; i < at.person.visits.size(); ++i) {
    Random random(at.person.id_high, i);
    const double u = random.unit();
    std::size_t type = 0;
    while (type + 1 < visit_shares_.size() && u >= visit_shares_[type]) ++type;
    const double place = random.unit();
    out += R"({"resourceType":"Encounter","id":")";
    out += part_of(at.person, encounter, i);
    out += R"(","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":")";
    out += place < 0.93 ? "AMB" : place < 0.97 ? "EMER" : "IMP";
    out += R"("},"type":[)";
    out += visit_types_[type];
    out += R"(],"subject":)";
    out += at.subject;
    out +=
        R"(,"participant":[{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF","display":"primary performer"}],"text":"primary performer"}],"individual":{"reference":"Practitioner/)";
    out += Uuid(mixed(u < 0.5 ? 1 : 2), mixed(i % 5));
    out += R"("}}],"period":{"start":")";
    add_time(out, at.person.visits[i], at.person);
    out += R"(","end":")";
    add_time(out, at.person.visits[i], at.person);
    out += "\"}}\n";
  }
}

void BulkWriter::write_entry(Writing& at, std::size_t index) const {
  const Person& person = at.person;
  const Entry& entry = person.entries[index];
  const Row& row = population_.rows()[entry.row];
  const string& fixed = fixed_[entry.row];
  const bool wrong = entry.mark == Mark::entered_in_error;
  const auto open = [&](Type type) -> string& {
    string& out = at.out.lines[type];
    out += R"({"resourceType":")";
    out += export_types[type];
    out += R"(","id":")";
    out += part_of(person, type, index);
    out += '"';
    return out;
  };
  const auto subject = [&](string& out, string_view name = "subject") {
    out += ",\"";
    out += name;
    out += "\":";
    out += at.subject;
    out += R"(,"encounter":{"reference":"Encounter/)";
    out += part_of(person, encounter, entry.visit);
    out += "\"}";
  };
  switch (row.kind) {
    case Kind::observation:
      if (entry.row == systolic_) return;  // the diastolic pressure's resource holds both
      return write_observation(at, index, open(observation));
    case Kind::condition: {
      string& out = open(condition);
      if (!wrong) {
        out += R"(,"clinicalStatus":{"coding":)";
        out += condition_status;
        out += entry.end != 0 ? "resolved" : "active";
        out += "\"}]}";
      }
      out += R"(,"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":")";
      out += wrong                             ? "entered-in-error"
             : entry.mark == Mark::refuted     ? "refuted"
             : entry.mark == Mark::provisional ? "provisional"
                                               : "confirmed";
      out += R"("}]},"code":)";
      out += fixed;
      subject(out);
      out += R"(,"onsetDateTime":")";
      if (entry.mark == Mark::month_only || entry.mark == Mark::year_only) {
        add_date(out, entry.day, entry.mark);
      } else {
        add_time(out, entry.day, person);
      }
      if (entry.end != 0) {
        out += R"(","abatementDateTime":")";
        add_time(out, entry.end, person);
      }
      out += R"(","recordedDate":")";
      add_time(out, entry.day, person);
      out += "\"}\n";
      return;
    }
    case Kind::medication: {
      string& out = open(medication);
      out += R"(,"status":")";
      out += wrong ? "entered-in-error" : entry.end != 0 && entry.end < Population::last_day ? "stopped" : "active";
      out += R"(","intent":"order","medicationCodeableConcept":)";
      out += fixed;
      subject(out);
      out += R"(,"authoredOn":")";
      add_time(out, entry.day, person);
      out += R"(","requester":{"reference":"Practitioner/)";
      out += Uuid(mixed(3), mixed(index % 7));
      out += "\"}";
      if (entry.end != 0 && index % 3 == 0) {
        fmt::format_to(
            std::back_inserter(out),
            FMT_COMPILE(
                R"(,"dispenseRequest":{{"expectedSupplyDuration":{{"value":{},"unit":"d","system":"http://unitsofmeasure.org","code":"d"}}}})"),
            entry.end - entry.day);
      }
      out += "}\n";
      return;
    }
    case Kind::procedure: {
      string& out = open(procedure);
      out += R"(,"status":")";
      out += wrong ? "entered-in-error" : entry.mark == Mark::refuted ? "not-done" : "completed";
      out += R"(","code":)";
      out += fixed;
      subject(out);
      if (entry.mark == Mark::month_only || entry.mark == Mark::year_only) {
        out += R"(,"performedDateTime":")";
        add_date(out, entry.day, entry.mark);
        out += "\"}\n";
        return;
      }
      out += R"(,"performedPeriod":{"start":")";
      add_time(out, entry.day, person);
      out += R"(","end":")";
      add_time(out, entry.day, person);
      out += "\"}}\n";
      return;
    }
    case Kind::immunization: {
      string& out = open(immunization);
      out += R"(,"status":")";
      out += wrong ? "entered-in-error" : "completed";
      out += R"(","vaccineCode":)";
      out += fixed;
      subject(out, "patient");
      out += R"(,"occurrenceDateTime":")";
      add_time(out, entry.day, person);
      out += "\",\"primarySource\":true}\n";
      return;
    }
    case Kind::allergy: {
      string& out = open(allergy);
      if (!wrong) {
        out += R"(,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":")";
        out += index % 4 == 0 ? "inactive" : "active";
        out += "\"}]}";
      }
      out +=
          R"(,"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":")";
      out += wrong ? "entered-in-error" : "confirmed";
      out += R"("}]},"type":"allergy","category":["environment"],"criticality":"low","code":)";
      out += fixed;
      out += R"(,"patient":)";
      out += at.subject;
      out += R"(,"recordedDate":")";
      add_time(out, entry.day, person);
      out += "\"}\n";
      return;
    }
    case Kind::encounter:
      return;
  }
}

void BulkWriter::write_observation(Writing& at, std::size_t index, string& out) const {
  const Person& person = at.person;
  const Entry& entry = person.entries[index];
  const Row& row = population_.rows()[entry.row];
  out += R"(,"status":")";
  out += entry.mark == Mark::entered_in_error ? "entered-in-error" : entry.mark == Mark::provisional ? "preliminary" : "final";
  const bool pressure = entry.row == diastolic_ && at.first_of_row[systolic_] != static_cast<std::size_t>(-1);
  if (pressure) {
    static const string code = category(row) + R"(,"code":)" + concept_of("http://loinc.org", "85354-9", "Blood pressure");
    out += "\",";
    out += code;
  } else {
    out += fixed_[entry.row];
  }
  out += R"(,"subject":)";
  out += at.subject;
  out += R"(,"encounter":{"reference":"Encounter/)";
  out += part_of(person, encounter, entry.visit);
  out += R"("},"effectiveDateTime":")";
  add_time(out, entry.day, person);
  out += R"(","issued":")";
  add_time(out, entry.day, person, true);
  out += '"';
  if (entry.mark == Mark::no_value) {
    out +=
        R"(,"dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown","display":"Unknown"}]})";
  } else if (pressure) {
    const Entry& systolic = person.entries[at.first_of_row[systolic_] + (index - at.first_of_row[diastolic_])];
    const Row& other = population_.rows()[systolic_];
    out += R"(,"component":[{"code":)";
    out += concept_of("http://loinc.org", row.code, row.name);
    out += R"(,"valueQuantity":)";
    add_quantity(out, entry.value, row);
    out += R"(},{"code":)";
    out += concept_of("http://loinc.org", other.code, other.name);
    out += R"(,"valueQuantity":)";
    add_quantity(out, systolic.value, other);
    out += "}]";
  } else if (row.numeric) {
    out += R"(,"valueQuantity":)";
    add_quantity(out, entry.value, row, entry.mark == Mark::below ? "<" : entry.mark == Mark::above ? ">" : "");
  } else if (!row.answers.empty()) {
    const Answer& answer = row.answers[entry.answer];
    if (answer.code.empty()) {
      out += R"(,"valueString":)";
      out += quoted(answer.text);
    } else {
      out += R"(,"valueCodeableConcept":)";
      out += concept_of(answer.code.starts_with("LA") ? "http://loinc.org" : "http://snomed.info/sct", answer.code, answer.text);
    }
  }
  if (entry.ranged) {
    out += R"(,"referenceRange":[{)";
    if (row.normal_low) {
      out += R"("low":)";
      add_quantity(out, *row.normal_low, row);
    }
    if (row.normal_high) {
      out += row.normal_low ? R"(,"high":)" : R"("high":)";
      add_quantity(out, *row.normal_high, row);
    }
    out += "}]";
  }
  out += "}\n";
}

void BulkWriter::write_reports(Writing& at) const {
  const Person& person = at.person;
  for (const Panel& panel : panels_) {
    if (panel.code.empty()) continue;
    const std::size_t lead = at.first_of_row[panel.rows.front()];
    if (lead == static_cast<std::size_t>(-1)) continue;
    for (std::size_t i = 0; lead + i < person.entries.size() && person.entries[lead + i].row == panel.rows.front(); ++i) {
      string& out = at.out.lines[report];
      out += R"({"resourceType":"DiagnosticReport","id":")";
      out += part_of(person, report, lead + i);
      out +=
          R"(","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB","display":"Laboratory"}]}],"code":)";
      out += panel.code;
      out += R"(,"subject":)";
      out += at.subject;
      out += R"(,"effectiveDateTime":")";
      add_time(out, person.entries[lead + i].day, person);
      out += R"(","result":[)";
      bool first = true;
      for (const std::size_t row : panel.rows) {
        const std::size_t entry = at.first_of_row[row] + i;
        if (at.first_of_row[row] == static_cast<std::size_t>(-1) || entry >= person.entries.size() || person.entries[entry].row != row)
          continue;
        out += first ? R"({"reference":"Observation/)" : R"(,{"reference":"Observation/)";
        first = false;
        out += part_of(person, observation, entry);
        out += R"(","display":)";
        out += quoted(population_.rows()[row].name);
        out += '}';
      }
      out += "]}\n";
    }
  }
}

}  // namespace elig::bench
