// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/answer.hpp"
#include "engine/explanation.hpp"
#include "engine/question.hpp"
#include "grammar/rule_set.hpp"

/// Studies made ready: every distinct atom once, and logic over atom numbers.
namespace elig::engine {

using AtomNumber = std::uint32_t;

/// The distinct atoms of any number of studies. Studies repeat each other: a thousand of them share most of their atoms.
class Questions {
 public:
  explicit Questions(const Vocabulary& vocabulary) : vocabulary_(&vocabulary) {}
  AtomNumber number_of(const Atom& atom) { return number_of(atom, canonical(atom)); }
  AtomNumber number_of(const Atom& atom, std::string key);  ///< `key`: canonical(atom), worked out before

  [[nodiscard]] const std::vector<Question>& all() const noexcept { return questions_; }
  [[nodiscard]] const Words& words() const noexcept { return words_; }

 private:
  const Vocabulary* vocabulary_;
  std::vector<Question> questions_;
  Words words_;
  std::unordered_map<std::string, std::uint32_t> selections_;
  std::unordered_map<std::string, AtomNumber> numbers_;
};

struct Step {
  enum class Kind : std::uint8_t { atom, mention, all, any, not_, at_least, if_ };
  Kind kind = Kind::atom;
  AtomNumber atom = 0;
  std::vector<NodeId> of;
  unsigned n = 0;
  NodeId when = 0, then = 0;
};

struct CompiledCriterion {
  Section section = Section::inclusion;
  double weight = 1;
  std::uint32_t group = 0;    ///< 0 = for everyone
  std::vector<Step> steps;    ///< by node id of the rule
  NodeId root = 0;
};

struct CompiledStudy {
  std::vector<CompiledCriterion> criteria;
  std::uint32_t groups = 0;   ///< number of distinct groups
};

[[nodiscard]] CompiledStudy compile(const RuleSet& study, Questions& questions);
/// One criterion of it, without its group; `number_of` is asked for the atoms in the order of the rule's nodes, those of guards marked so.
[[nodiscard]] CompiledCriterion compile(const Criterion& criterion, const std::function<AtomNumber(const Atom&)>& number_of);

/// What a node of a rule comes to for one patient.
struct Value3 {
  Truth truth = Truth::unknown;
  bool applies = true;        ///< false: a guard is off, or only a mention; left out where nodes are joined
  bool guarded = false;       ///< it does not apply because of a guard
  bool open_manual = false;   ///< unknown, and atoms for a person have part in it
  bool open_record = false;   ///< unknown, and atoms that a record could settle have part in it
};

/// What an atom is, as far as the logic goes.
struct AtomTruth {
  Truth truth = Truth::unknown;
  bool manual = false;
};

/// A criterion for one patient. `answers` by atom number.
[[nodiscard]] Value3 evaluate(const CompiledCriterion& criterion, std::span<const AtomTruth> answers);
[[nodiscard]] Outcome outcome_of(const CompiledCriterion& criterion, const Value3& value);
[[nodiscard]] Outcome outcome_of(Section section, const Value3& value);

/// Node ids of the atoms that keep the criterion open: unknown ones whose answer could still change the outcome.
[[nodiscard]] std::vector<NodeId> open_atoms(const CompiledCriterion& criterion, std::span<const AtomTruth> answers);

/// Outcomes of all criteria, cohort headings taken into account: a criterion that fails under one of several cohort headings
/// closes that cohort only, so it is unknown for the study as long as another cohort is open.
[[nodiscard]] std::vector<Outcome> outcomes_of(const CompiledStudy& study, std::span<const AtomTruth> answers);

/// The same, of outcomes that stand each for itself; `group_of` by criterion.
void close_groups(std::span<const std::uint32_t> group_of, std::uint32_t groups, std::span<Outcome> outcomes);

struct Judgement {
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;
  Counts counts;
  double score = 0, low = 0, high = 0;
};
/// Verdict and score, criterion by criterion in the study's order; docs/verdicts.md has the formula.
class Tally {
 public:
  void add(double weight, Outcome outcome) noexcept;
  [[nodiscard]] Judgement judgement() const noexcept;

 private:
  Counts counts_;
  double weight_ = 0, passed_ = 0, open_ = 0;
};
[[nodiscard]] Judgement judge(const CompiledStudy& study, std::span<const Outcome> outcomes);

/// "sha256:…" over bytes.
[[nodiscard]] std::string sha256(std::string_view text);

/// "sha256:…" over the study's rules in canonical spelling.
[[nodiscard]] std::string rules_digest(const RuleSet& study);

}  // namespace elig::engine
