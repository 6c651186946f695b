// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/question.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>

#include "engine/binding.hpp"
#include "engine/reading.hpp"

namespace elig::engine {
namespace {

bool holds_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); });
}

/// A phrase that names a class of things rather than a thing.
bool names_category(const std::vector<std::string>& words, AtomKind kind) {
  if (kind == AtomKind::exposure || kind == AtomKind::therapy || kind == AtomKind::allergy) {
    return holds_word(words, {"inhibitor", "antagonist", "agonist", "blocker", "agent", "drug", "medication", "medicine", "therapy", "treatment",
                              "antibody", "inducer", "modulator", "analog", "analogue", "supplement", "product", "substance", "class", "regimen",
                              "antibiotic", "steroid", "hormone", "immunosuppressant", "chemotherapy", "immunotherapy", "biologic", "vaccine",
                              "compound", "intervention", "derivative", "component", "excipient"});
  }
  if (kind == AtomKind::procedure) return holds_word(words, {"procedure", "surgery", "operation", "therapy", "treatment", "intervention", "implant", "test", "examination", "exam",
                                                                  "assessment", "evaluation", "laboratory", "imaging", "device"});
  return holds_word(words, {"disease", "disorder", "condition", "illness", "abnormality", "dysfunction", "impairment", "disability", "problem",
                            "complication", "comorbidity", "pathology", "symptom", "malformation", "anomaly", "defect", "insufficiency", "event",
                            "lesion", "deficiency", "infection", "history"});
}

/// A marker whose very name says the result that is meant: "EGFR T790M", "mismatch repair deficiency".
bool names_result(const Question& question, const Vocabulary& vocabulary) {
  std::vector<std::string> words = question.words;
  if (question.concept_) {
    for (auto& word : content_words(vocabulary.at(*question.concept_).name)) words.push_back(std::move(word));
  }
  for (const auto& qualifier : question.atom.qualifiers) words.push_back(qualifier);
  return std::any_of(words.begin(), words.end(), [](const std::string& w) {
    for (std::string_view said : {"mutation", "mutated", "mutant", "deletion", "insertion", "deficiency", "instability", "rearrangement", "fusion", "amplification",
                                  "translocation", "overexpression", "overexpressing", "itd", "variant", "positive"}) {
      if (w == said) return true;
    }
    // a protein change: a letter, digits, a letter ("v600e")
    return w.size() >= 3 && w.front() >= 'a' && w.front() <= 'z' && w.back() >= 'a' && w.back() <= 'z' &&
           std::all_of(w.begin() + 1, w.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
  });
}

/// Only infections are settled by a test for the germ; a negative screening for depression proves nothing.
bool names_infection(const Question& question, const Vocabulary& vocabulary) {
  std::vector<std::string> words = question.words;
  if (question.concept_) {
    for (auto& word : content_words(vocabulary.at(*question.concept_).name)) words.push_back(std::move(word));
    for (const auto& synonym : vocabulary.at(*question.concept_).synonyms) {
      for (auto& word : content_words(synonym)) words.push_back(std::move(word));
    }
  }
  return holds_word(words, {"hiv", "hepatitis", "virus", "viral", "infection", "tuberculosis", "tb", "syphilis", "covid", "sars", "ebv", "cmv", "pylori", "hcv",
                            "hbv", "bacteria", "malaria", "chlamydia", "gonorrhea", "toxoplasmosis", "infectious"});
}

/// The disease whose stage is asked for ("chronic kidney disease stage"): it stands in the name of the diagnosis, too.
std::optional<ConceptIndex> staged_disease(const Vocabulary& vocabulary, const Concept& stage) {
  std::vector<std::string> names = stage.synonyms;
  names.push_back(stage.name);
  std::optional<ConceptIndex> disease;
  for (const std::string& name : names) {
    std::vector<std::string> words = content_words(name);
    std::erase_if(words, [](const std::string& w) { return w == "stage" || w == "grade" || w == "class"; });
    if (words.size() < 2 || disease) continue;  // "cancer stage" is no certain cancer's
    for (ConceptIndex c : vocabulary.named(std::span<const std::string>(words))) {
      if (vocabulary.at(c).kind == ConceptKind::condition) disease = c;
    }
  }
  return disease;
}

/// "eye", "autoimmune", "hereditary": the diseases that are so called as a whole.
std::optional<ConceptIndex> kind_of_disease(std::vector<std::string> words, AtomKind kind, const Vocabulary& vocabulary) {
  if (words.size() != 1 || (kind != AtomKind::condition && kind != AtomKind::finding)) return std::nullopt;
  words.emplace_back("disease");
  const auto named = vocabulary.named(std::span<const std::string>(words));
  if (named.size() != 1) return std::nullopt;
  const Concept& c = vocabulary.at(named.front());
  return c.kind == ConceptKind::condition && c.attribute("vague") != "yes" ? std::optional(named.front()) : std::nullopt;
}

Question::Kept recorded_among(const Question& question, const Vocabulary& vocabulary) {
  Question::Kept kept;
  switch (question.atom.kind) {
    case AtomKind::procedure: kept.procedures = true; break;
    case AtomKind::encounter: kept.encounters = true; break;
    case AtomKind::test: kept.procedures = kept.observations = true; break;
    default: break;
  }
  if (!question.concept_) {
    if (question.atom.kind == AtomKind::exposure) kept.medications = true;
    if (question.atom.kind == AtomKind::therapy) kept.medications = kept.procedures = true;
    return kept;
  }
  // It is recorded as what the concept and its narrower ones are ("metformin therapy" among medications).
  const Question::Kept by_kind = kept;
  kept = {};
  std::vector<ConceptIndex> below{*question.concept_};
  for (std::size_t i = 0; i < below.size() && i < 4096; ++i) {
    const Concept& c = vocabulary.at(below[i]);
    switch (c.kind) {
      case ConceptKind::drug:
      case ConceptKind::drug_class:
      case ConceptKind::substance: kept.medications = true; break;
      case ConceptKind::procedure: kept.procedures = true; break;
      case ConceptKind::vaccine: kept.immunizations = true; break;
      default: break;
    }
    for (ConceptIndex child : c.children) {
      if (std::find(below.begin(), below.end(), child) == below.end()) below.push_back(child);
    }
  }
  if (!(kept.medications || kept.procedures || kept.immunizations || kept.encounters)) {
    kept.medications = question.atom.kind == AtomKind::exposure || question.atom.kind == AtomKind::therapy;
    kept.procedures = question.atom.kind == AtomKind::therapy;
    kept.procedures = kept.procedures || by_kind.procedures;
    kept.encounters = by_kind.encounters;
    kept.observations = by_kind.observations;
  }
  return kept;
}

void quantity(std::string& out, const char* tag, double value, std::string_view unit) {
  fmt::format_to(std::back_inserter(out), "{}({} {})", tag, value, unit);
}

}  // namespace

Course course_of(const std::vector<std::string>& words) {
  // an organ that fails, and no blow: "acute kidney injury"
  if (holds_word(words, {"injury"}) && holds_word(words, {"kidney", "renal", "liver", "hepatic", "lung", "myocardial"})) return holds_word(words, {"acute"}) ? Course::episode : Course::lasting;
  if (holds_word(words, {"infarction", "infarct", "stroke", "cva", "tia", "stemi", "nstemi", "attack", "hemorrhage", "bleeding", "bleed",
                         "embolism", "embolus", "thrombosis", "thromboembolism", "thromboembolic", "dvt", "fracture", "arrest", "perforation",
                         "trauma", "injury", "seizure", "syncope", "coma", "delivery", "birth", "childbirth", "miscarriage", "abortion",
                         "suicide", "overdose", "rupture", "dissection", "fall", "concussion", "acs", "event", "accident"})) {
    return Course::event;
  }
  if (holds_word(words, {"acute", "infection", "pneumonia", "sepsis", "septicemia", "cellulitis", "abscess", "exacerbation", "flare",
                         "ketoacidosis", "fever", "diarrhea", "vomiting", "fibrillation", "tachycardia", "episode", "relapse", "crisis",
                         "decompensation", "shock", "delirium", "bronchitis", "influenza", "covid"})) {
    return Course::episode;
  }
  return Course::lasting;
}

std::string canonical(const Atom& atom) {
  std::string out;
  const auto it = std::back_inserter(out);
  fmt::format_to(it, "atom {} [{}] {{{}}}", static_cast<int>(atom.kind), atom.concept_id, fmt::join(atom.words, " "));
  if (atom.concept_id.empty() && atom.words.empty()) fmt::format_to(it, " text({})", atom.subject.text);
  if (!atom.qualifiers.empty()) fmt::format_to(it, " with({})", fmt::join(atom.qualifiers, "|"));
  for (const OtherThan& o : atom.other_than) {
    fmt::format_to(it, " other-than([{}] {{{}}}{})", o.concept_id, fmt::join(o.words, " "), o.certain ? "" : " perhaps");
    if (o.over) out += " over";
    if (o.window) fmt::format_to(it, " since({} {} {})", o.window->value.value_or(0), static_cast<int>(o.window->unit), o.window->strict);
  }
  for (const Purpose& p : atom.purposes) fmt::format_to(it, " for([{}] {{{}}}{})", p.concept_id, fmt::join(p.words, " "), p.certain ? "" : " perhaps");
  for (const Bound& b : atom.bounds) {
    quantity(out, "bound", b.value, b.unit);
    fmt::format_to(it, "{}:{}", static_cast<int>(b.op), static_cast<int>(b.relative_to));
    if (b.canonical) quantity(out, b.unit_implied ? "implied" : "canonical", b.canonical->value, b.canonical->unit);
  }
  if (const auto& w = atom.window) {
    fmt::format_to(it, " window({} {} {} {}{} <{}>)", static_cast<int>(w->op), w->value ? fmt::format("{}", *w->value) : "-",
                   static_cast<int>(w->unit), w->strict ? "strict" : "", w->future ? "future" : "", w->anchor);
    if (w->at_least) fmt::format_to(it, " {}({})", w->inexact ? "inexactly" : "from", *w->at_least);
    if (w->half_lives) fmt::format_to(it, " half-lives({} {})", *w->half_lives, w->whichever_longer);
  }
  if (atom.count) fmt::format_to(it, " count({} {} <{}>)", static_cast<int>(atom.count->op), atom.count->value, atom.count->of);
  fmt::format_to(it, " {}.{}.{}", static_cast<int>(atom.state), static_cast<int>(atom.temporality), static_cast<int>(atom.assertion));
  if (!atom.sex.empty()) fmt::format_to(it, " sex({})", atom.sex);
  if (!atom.why.empty()) fmt::format_to(it, " why({})", atom.why);
  if (!atom.at.empty()) fmt::format_to(it, " at({})", atom.at);
  return out;
}

std::string canonical(const Rule& rule) {
  std::string out;
  for (const Node& node : rule.nodes) {
    if (const auto* atom = std::get_if<Atom>(&node.kind)) {
      out += canonical(*atom);
    } else {
      const auto& group = std::get<Group>(node.kind);
      fmt::format_to(std::back_inserter(out), "group {} [{}] {} {} {}", static_cast<int>(group.op), fmt::join(group.of, " "), group.n,
                     group.when, group.then);
    }
    out.push_back('\n');
  }
  fmt::format_to(std::back_inserter(out), "root {}\n", rule.root);
  return out;
}

Question::Question(const Atom& from, const Vocabulary& vocabulary, Words& known) : atom(from), key(canonical(from)) {
  atom.subject.span = {};
  for (Bound& bound : atom.bounds) bound.span = {};
  for (OtherThan& other : atom.other_than) {
    other.span = {};
    Exception e{other.concept_id.empty() ? std::nullopt : vocabulary.find(other.concept_id), other.words, other.certain, other.window, other.over};
    if (other.window) other.window->span = {};
    timed_exceptions = timed_exceptions || other.window || other.over;
    std::sort(e.words.begin(), e.words.end());
    e.words.erase(std::unique(e.words.begin(), e.words.end()), e.words.end());
    if (e.concept_ || !e.words.empty()) exceptions.push_back(std::move(e));
  }
  for (elig::Purpose& purpose : atom.purposes) {
    purpose.span = {};
    Purpose p{purpose.concept_id.empty() ? std::nullopt : vocabulary.find(purpose.concept_id), purpose.words, purpose.certain};
    std::sort(p.words.begin(), p.words.end());
    p.words.erase(std::unique(p.words.begin(), p.words.end()), p.words.end());
    purposes.push_back(std::move(p));
  }
  if (atom.window) atom.window->span = {};
  if (atom.count) atom.count->span = {};
  if (!atom.concept_id.empty()) concept_ = vocabulary.find(atom.concept_id);
  words = atom.words;
  if (words.empty() && !concept_) words = content_words(atom.subject.text);
  if (!concept_ && !words.empty()) {
    // "metformin therapy", "use of aspirin": the thing, and that it is given
    std::vector<std::string> thing = words;
    std::erase_if(thing, [](const std::string& w) {
      return w == "therapy" || w == "treatment" || w == "use" || w == "administration" || w == "medication" || w == "drug" || w == "intake";
    });
    if (!thing.empty() && thing.size() < words.size()) {
      const auto named = vocabulary.named(std::span<const std::string>(thing));
      if (named.size() == 1) concept_ = named.front();
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<std::string> all = words;
  if (concept_) {
    broader = with_broader({*concept_}, vocabulary);
    std::erase(broader, *concept_);
    for (auto& word : content_words(vocabulary.at(*concept_).name)) all.push_back(std::move(word));
  }
  for (const auto& qualifier : atom.qualifiers) {
    for (auto& word : content_words(qualifier)) all.push_back(std::move(word));
  }
  course = course_of(all);
  category = concept_ ? vocabulary.at(*concept_).attribute("vague") == "yes" : names_category(words, atom.kind);

  for (const auto& word : words) {
    numbers.push_back(known.number_of(word));
    telling.push_back(commonplace(word) ? 0 : 1);
  }
  for (const auto& text : atom.qualifiers) {
    if (text == "another" && atom.kind == AtomKind::condition) {
      another = true;
      continue;
    }
    // "recurrent|metastatic": either will do
    Qualifier qualifier{text, {}, {}};
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t bar = std::min(text.find('|', at), text.size());
      qualifier.either.push_back(content_words(std::string_view(text).substr(at, bar - at)));
      qualifier.kinds.push_back(kind_of_disease(qualifier.either.back(), atom.kind, vocabulary));
      at = bar + 1;
    }
    qualifiers.push_back(std::move(qualifier));
  }
  bounds = atom.bounds;
  if (atom.kind == AtomKind::stage && bounds.empty()) {
    if (const auto grade = grade_in(atom.subject.text, "")) {
      bounds.emplace_back();
      bounds.back().op = Comparator::equal;
      bounds.back().value = *grade;
    }
  }
  prepare(vocabulary);
}

void Question::prepare(const Vocabulary& vocabulary) {
  const Concept* named = concept_ ? &vocabulary.at(*concept_) : nullptr;
  heard = words;
  const auto hear = [this](std::string_view text) {
    for (auto& word : content_words(text)) heard.push_back(std::move(word));
  };
  hear(atom.subject.text);
  if (named != nullptr) hear(named->name), hear(named->id);
  names_its_result = names_result(*this, vocabulary);
  infection = names_infection(*this, vocabulary);
  kept = recorded_among(*this, vocabulary);
  if (atom.kind == AtomKind::allergy) {
    const std::string_view id = named != nullptr ? std::string_view(named->id) : std::string_view{};
    const auto related = std::find_if(qualifiers.begin(), qualifiers.end(), [](const Qualifier& q) { return q.text == "related"; });
    const bool any_drug = named == nullptr && !words.empty() && std::all_of(words.begin(), words.end(), [](const std::string& w) { return w == "drug" || w == "medication" || w == "medicine" || w == "multiple"; });
    if (related != qualifiers.end()) allergen = Unnamed::relative, qualifiers.erase(related);
    else allergen = id == "investigational-drug" ? Unnamed::study_drug : id == "excipient" ? Unnamed::excipient : id == "vaccine" ? Unnamed::vaccine : id == "cho-cell-product" ? Unnamed::cell_product : any_drug ? Unnamed::any_drug : Unnamed::none;
    if (allergen != Unnamed::none) category = false;
  }
  if (named == nullptr) return;
  pregnancy = named->id == "pregnancy" || named->id == "lactation";
  pregnancy_test = named->id == "pregnancy-test" && (atom.state == State::positive || atom.state == State::negative);
  guard = atom.why == guard_mark;
  told_by_values = (atom.kind == AtomKind::condition || atom.kind == AtomKind::finding) && !vocabulary.told_by(*concept_).empty();
  acuity = named->id == "visual-acuity";
  categorised = named->id == "metastatic-cancer" || named->id == "lymph-node-metastases";
  reproductive = named->kind == ConceptKind::reproductive;
  only = named->attribute("sex") == "female" ? Sex::female : named->attribute("sex") == "male" ? Sex::male : Sex::unknown;
  ordinal = named->attribute("ordinal");
  answers = named->attribute("answers");
  if (const auto used = named->attribute("habit"); !used.empty()) habit = vocabulary.find(used);
  analyte = vocabulary.analyte(*concept_);
  formula = formula_for(vocabulary, *concept_);
  if (atom.kind == AtomKind::stage) staged = staged_disease(vocabulary, *named);
  const auto metastases = vocabulary.find("metastatic-cancer");
  if (metastases && *concept_ != *metastases && vocabulary.is_a(*concept_, *metastases)) spread = metastases;
}

const char* Question::name(const Vocabulary& vocabulary) const {
  if (concept_) return vocabulary.at(*concept_).name.c_str();
  return atom.subject.text.empty() ? "it" : atom.subject.text.c_str();
}

}  // namespace elig::engine
