// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "engine/engine.hpp"
#include "grammar/rule_set.hpp"
#include "patients/fact.hpp"

/// Rules and records made by hand, in the words of the domain.
namespace elig::made {

inline Day day(const std::string& text) { return parse_date(text).value().first; }
inline DayInterval date(const std::string& text) { return text.empty() ? DayInterval{} : parse_date(text).value(); }
inline const Day today = day("2024-06-01");

/// The concept that carries a code, by id; a test that names a code the vocabulary lacks fails loudly.
inline std::string coded(const std::string& system, const std::string& code) {
  const auto vocabulary = Vocabulary::builtin();
  const auto found = vocabulary->coded(system, code);
  if (found.empty()) throw std::runtime_error("no concept has " + system + ":" + code);
  // the narrowest
  ConceptIndex best = found.front();
  for (ConceptIndex c : found) {
    if (vocabulary->is_a(c, best)) best = c;
  }
  return vocabulary->at(best).id;
}
inline std::string loinc(const std::string& code) { return coded("LOINC", code); }

// ---- records

struct Made {
  Patient patient;
  unsigned number = 0;

  Fact& add(FactKind kind, const std::string& type, const std::string& text, const std::string& system, const std::string& code) {
    Fact fact;
    fact.kind = kind;
    CodedText said{{}, text};
    if (!code.empty()) said.codings.push_back({std::string(system_uri(system)), code, text});
    fact.code = std::move(said);
    fact.resource = type + "/" + std::to_string(++number);
    patient.facts.push_back(fact);
    return patient.facts.back();
  }
  Made& female() { return patient.sex = Sex::female, *this; }
  Made& male() { return patient.sex = Sex::male, *this; }
  Made& born(const std::string& when) { return patient.born = date(when), *this; }

  Made& observation(const std::string& text, const std::string& code, Interval value, const std::string& unit, const std::string& when) {
    Fact& fact = add(FactKind::observation, "Observation", text, "LOINC", code);
    fact.value = Measured{value, unit, !unit.empty()};
    fact.start = fact.end = date(when);
    patient.holds.observations = true;
    return *this;
  }
  Made& lab(const std::string& code, double value, const std::string& unit, const std::string& when = "2024-05-20") {
    return observation("test " + code, code, {value, value, false, false}, unit, when);
  }
  Made& range(std::optional<double> low, std::optional<double> high, const std::string& unit = "") {
    return patient.facts.back().range = ReferenceRange{low, high, unit}, *this;
  }
  Made& result(const std::string& text, const std::string& code, const std::string& value, const std::string& when = "2024-05-20") {
    Fact& fact = add(FactKind::observation, "Observation", text, "LOINC", code);
    fact.coded_value = CodedText{{}, value};
    fact.start = fact.end = date(when);
    patient.holds.observations = true;
    return *this;
  }
  Made& condition(const std::string& text, const std::string& icd10, const std::string& onset, ClinicalStatus status = ClinicalStatus::active,
                  const std::string& abated = "") {
    Fact& fact = add(FactKind::condition, "Condition", text, "ICD10", icd10);
    fact.start = date(onset);
    fact.end = date(abated);
    fact.clinical = status;
    fact.ongoing = status == ClinicalStatus::active && abated.empty();
    patient.holds.conditions = true;
    return *this;
  }
  Made& drug(const std::string& text, const std::string& start, const std::string& end = "") {
    Fact& fact = add(FactKind::medication, "MedicationStatement", text, "RXNORM", "");
    fact.start = date(start);
    fact.end = date(end);
    fact.ongoing = end.empty();
    if (!end.empty()) fact.end_basis = "end of period";
    patient.holds.medications = true;
    return *this;
  }
  Made& procedure(const std::string& text, const std::string& when) {
    Fact& fact = add(FactKind::procedure, "Procedure", text, "CPT", "");
    fact.start = fact.end = date(when);
    patient.holds.procedures = true;
    return *this;
  }
  Made& because(const std::string& reason) { return patient.facts.back().reason = CodedText{{}, reason}, *this; }
  Made& with(Certainty certainty) { return patient.facts.back().certainty = certainty, *this; }
};

inline Made somebody() {
  Made m;
  m.patient.id = "pt";
  return m;
}

// ---- rules

inline Atom about(AtomKind kind, const std::string& concept_id) {
  Atom atom;
  atom.kind = kind;
  atom.concept_id = concept_id;
  return atom;
}
inline Atom worded(AtomKind kind, const std::string& phrase) {
  Atom atom;
  atom.kind = kind;
  atom.subject.text = phrase;
  atom.words = content_words(phrase);
  return atom;
}
inline Bound bound(Comparator op, double value, const std::string& unit = "", RelativeTo to = RelativeTo::none) {
  Bound b;
  b.op = op;
  b.value = value;
  b.unit = unit;
  b.relative_to = to;
  return b;
}
inline Atom measured(const std::string& loinc_code, std::vector<Bound> bounds) {
  Atom atom = about(AtomKind::measurement, loinc(loinc_code));
  atom.bounds = std::move(bounds);
  return atom;
}
inline Window window(WindowOp op, double value, TimeUnit unit, bool strict = false) {
  Window w;
  w.op = op;
  w.value = value;
  w.unit = unit;
  w.strict = strict;
  return w;
}
inline Atom in(Atom atom, Window w) { return atom.window = std::move(w), atom; }
inline Atom now(Atom atom) { return atom.temporality = Temporality::current, atom; }

inline Rule only(Atom atom) {
  Rule rule;
  rule.add({{}, std::move(atom)});
  return rule;
}
inline Criterion criterion(Section section, Rule rule, const std::string& id = "") {
  Criterion c;
  c.id = id.empty() ? (section == Section::inclusion ? "I1" : "E1") : id;
  c.section = section;
  c.rule = std::move(rule);
  c.coverage = 1;
  return c;
}
inline RuleSet study(std::vector<Criterion> criteria) {
  RuleSet s;
  s.study = "made";
  s.criteria = std::move(criteria);
  return s;
}

// ---- questions

inline Engine engine(Absence absence = Absence::recorded, std::map<std::string, ReferenceRange> site = {}) {
  return Engine(Vocabulary::builtin(), {today, absence, std::move(site)});
}
inline Explanation explain(const RuleSet& rules, const Made& who, Absence absence = Absence::recorded) {
  return engine(absence).explain(rules, who.patient);
}
/// One atom's evidence.
inline Evidence ask(const Atom& atom, const Made& who, Absence absence = Absence::recorded) {
  return explain(study({criterion(Section::inclusion, only(atom))}), who, absence).criteria.at(0).because.at(0);
}
inline Truth truth_of(const Atom& atom, const Made& who, Absence absence = Absence::recorded) { return ask(atom, who, absence).truth; }

}  // namespace elig::made

namespace elig {
inline void PrintTo(Truth t, std::ostream* out) { *out << to_string(t); }
inline void PrintTo(Outcome o, std::ostream* out) { *out << to_string(o); }
inline void PrintTo(Verdict v, std::ostream* out) { *out << to_string(v); }
}  // namespace elig
