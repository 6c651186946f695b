// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/atoms/ask.hpp"
#include "engine/batch.hpp"
#include "engine/compare.hpp"
#include "engine/missing.hpp"
#include "engine/program.hpp"
#include "engine/screen.hpp"
#include "engine/state.hpp"
#include "engine/window.hpp"

namespace elig {

const char* to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::pass: return "pass";
    case Outcome::fail: return "fail";
    case Outcome::unknown: return "unknown";
    case Outcome::not_applicable: return "not_applicable";
    case Outcome::manual: return "manual";
  }
  return "";
}

const char* to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::eligible: return "eligible";
    case Verdict::ineligible: return "ineligible";
    case Verdict::undetermined: return "undetermined";
  }
  return "";
}

const char* to_string(Truth truth) noexcept {
  switch (truth) {
    case Truth::false_: return "false";
    case Truth::unknown: return "unknown";
    case Truth::true_: return "true";
  }
  return "";
}

Engine::Engine(std::shared_ptr<const Vocabulary> vocabulary, EngineOptions options) {
  if (!vocabulary) throw std::invalid_argument("an engine needs a vocabulary");
  engine::NameIndex names(*vocabulary);
  state_ = std::make_unique<State>(State{std::move(vocabulary), std::move(options), std::move(names)});
}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

namespace {

using namespace engine;

std::string dated(DayInterval when) { return when.known() ? engine::shown(when) : std::string{}; }

FactUsed used(const Fact& fact) {
  FactUsed out;
  out.resource = fact.resource;
  out.label = fact.code.label();
  if (fact.value) {
    const Interval& v = fact.value->value;
    if (v.exact() && std::isfinite(v.low)) out.value = v.low;
    else out.value_text = engine::shown(v);
    out.unit = fact.value->unit;
  } else if (fact.coded_value) {
    out.value_text = fact.coded_value->label();
  }
  out.date = dated(begin_of(fact));
  return out;
}

}  // namespace

Explanation Engine::explain(const RuleSet& study, const Patient& patient) const {
  const Vocabulary& vocabulary = *state_->vocabulary;
  Questions questions(vocabulary);
  const CompiledStudy compiled = compile(study, questions);
  Bindings bindings(vocabulary, state_->names, questions.words());
  const Record record(patient, state_->options.as_of, bindings);
  const Ask ask{vocabulary, state_->options, record, true};

  std::vector<Answer> answers;
  std::vector<AtomTruth> truths;
  for (const Question& question : questions.all()) {
    answers.push_back(engine::answer(ask, question));
    truths.push_back({answers.back().truth, answers.back().manual});
  }
  const std::vector<Outcome> outcomes = outcomes_of(compiled, truths);
  const Judgement judgement = judge(compiled, outcomes);

  Explanation out;
  out.study = study.study;
  out.patient = patient.id;
  out.as_of = to_string(state_->options.as_of);
  out.verdict = judgement.verdict;
  out.candidate = judgement.candidate;
  out.counts = judgement.counts;
  out.score = judgement.score;
  out.score_low = judgement.low;
  out.score_high = judgement.high;
  for (std::size_t i = 0; i < study.criteria.size(); ++i) {
    const Criterion& criterion = study.criteria[i];
    CriterionResult result{criterion.id, criterion.section, criterion.text, criterion.span, outcomes[i], {}};
    for (NodeId node = 0; node < criterion.rule.nodes.size(); ++node) {
      const Atom* atom = criterion.rule.atom(node);
      if (atom == nullptr) continue;
      const Answer& answer = answers[compiled.criteria[i].steps[node].atom];
      Evidence evidence{node, atom->kind, criterion.rule.at(node).span, answer.truth, answer.manual && answer.truth == Truth::unknown, std::nullopt, answer.note};
      if (atom->assertion == Assertion::mention) evidence.note += evidence.note.empty() ? "named only; it decides nothing here" : "; named only, it decides nothing here";
      if (answer.fact != nullptr) evidence.fact = used(*answer.fact);
      result.because.push_back(std::move(evidence));
    }
    std::stable_sort(result.because.begin(), result.because.end(), [](const Evidence& a, const Evidence& b) { return a.span.begin < b.span.begin; });
    if (outcomes[i] == Outcome::unknown && !criterion.group.empty() &&
        outcome_of(compiled.criteria[i], evaluate(compiled.criteria[i], truths)) == Outcome::fail) {
      Evidence closed{criterion.rule.root, AtomKind::manual, criterion.span, Truth::unknown, false, std::nullopt,
                      fmt::format("not met, which closes \"{}\" only; another group may be open", criterion.group)};
      result.because.push_back(std::move(closed));
    }
    out.criteria.push_back(std::move(result));
  }
  out.missing = missing_for(study, compiled, questions.all(), truths, outcomes, vocabulary);
  out.engine = ELIG_VERSION;
  out.rules = rules_digest(study);
  out.vocabulary = vocabulary.digest();
  return out;
}

void Engine::screen(std::span<const RuleSet> studies, std::span<const Patient> patients, unsigned jobs,
                    const std::function<void(const Screening&)>& each,
                    const std::function<void(std::size_t, std::size_t)>& progress) const {
  constexpr std::size_t few = 16;  // columns are worth their making from here on
  if (patients.size() < few || studies.empty()) {
    engine::screen_all({*state_->vocabulary, state_->options, state_->names}, studies, patients, jobs, each, progress);
    return;
  }
  BatchOptions options;
  options.jobs = jobs;
  Batch batch(*this, studies, options);
  const ListedPatients source(patients);
  for (std::size_t next = 0; next < patients.size();) {
    next = batch.run(source, next, each);
    if (progress) progress(next * studies.size(), patients.size() * studies.size());
  }
}

}  // namespace elig
