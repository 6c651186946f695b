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
  if (kind == AtomKind::procedure) return holds_word(words, {"procedure", "surgery", "operation", "therapy", "treatment", "intervention", "implant"});
  return holds_word(words, {"disease", "disorder", "condition", "illness", "abnormality", "dysfunction", "impairment", "disability", "problem",
                            "complication", "comorbidity", "pathology", "symptom", "malformation", "anomaly", "defect", "insufficiency", "event",
                            "lesion", "deficiency", "infection", "history"});
}

void quantity(std::string& out, const char* tag, double value, std::string_view unit) {
  fmt::format_to(std::back_inserter(out), "{}({} {})", tag, value, unit);
}

}  // namespace

Course course_of(const std::vector<std::string>& words) {
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
  }
  for (const Bound& b : atom.bounds) {
    quantity(out, "bound", b.value, b.unit);
    fmt::format_to(it, "{}:{}", static_cast<int>(b.op), static_cast<int>(b.relative_to));
    if (b.canonical) quantity(out, b.unit_implied ? "implied" : "canonical", b.canonical->value, b.canonical->unit);
  }
  if (const auto& w = atom.window) {
    fmt::format_to(it, " window({} {} {} {}{} <{}>)", static_cast<int>(w->op), w->value ? fmt::format("{}", *w->value) : "-",
                   static_cast<int>(w->unit), w->strict ? "strict" : "", w->future ? "future" : "", w->anchor);
    if (w->at_least) fmt::format_to(it, " from({})", *w->at_least);
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

Question::Question(const Atom& from, const Vocabulary& vocabulary) : atom(from), key(canonical(from)) {
  atom.subject.span = {};
  for (Bound& bound : atom.bounds) bound.span = {};
  for (OtherThan& other : atom.other_than) {
    other.span = {};
    Exception e{other.concept_id.empty() ? std::nullopt : vocabulary.find(other.concept_id), other.words, other.certain};
    std::sort(e.words.begin(), e.words.end());
    e.words.erase(std::unique(e.words.begin(), e.words.end()), e.words.end());
    if (e.concept_ || !e.words.empty()) exceptions.push_back(std::move(e));
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
}

const char* Question::name(const Vocabulary& vocabulary) const {
  if (concept_) return vocabulary.at(*concept_).name.c_str();
  return atom.subject.text.empty() ? "it" : atom.subject.text.c_str();
}

}  // namespace elig::engine
