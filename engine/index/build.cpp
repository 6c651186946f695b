// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstring>

#include "engine/index/codec.hpp"
#include "engine/index/draft.hpp"
#include "engine/index/tables.hpp"
#include "engine/match.hpp"

// Studies in: each is taken apart into what it shares with others. What takes time is done for many at once; numbers are given
// in the order of the studies, one after the other.
namespace elig {
namespace engine {

std::string program_bytes(const CompiledCriterion& compiled) {
  std::string bytes(reinterpret_cast<const char*>(&compiled.weight), sizeof compiled.weight);
  bytes.push_back(static_cast<char>(compiled.section));
  const std::vector<std::uint32_t> words = PackedProgram::pack(compiled);
  bytes.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint32_t));
  return bytes;
}

Program program_of(const std::string& bytes) {
  Program p;
  std::memcpy(&p.weight, bytes.data(), sizeof p.weight);
  p.section = static_cast<Section>(bytes[sizeof p.weight]);
  p.words.resize((bytes.size() - sizeof p.weight - 1) / sizeof(std::uint32_t));
  std::memcpy(p.words.data(), bytes.data() + sizeof p.weight + 1, p.words.size() * sizeof(std::uint32_t));
  return p;
}

namespace {

std::string criterion_bytes(const Criterion& criterion) {
  Writer out;
  out.number(static_cast<std::uint64_t>(criterion.section));
  out.text(criterion.text);
  out.number(criterion.span.end - criterion.span.begin);
  out.real(criterion.coverage);
  out.text(criterion.group);
  write_rule(out, criterion.rule, criterion.span.begin);
  return out.bytes();
}

/// A criterion met for the first time.
struct Fresh {
  const Criterion* criterion;
  std::vector<std::string> atoms;  ///< in canonical spelling, in the order of the rule's nodes
};

/// The study, its criteria by their numbers.
StudyDraft draft_of(const Study& study, const RuleSet& rules, const std::vector<std::uint32_t>& criteria, const std::vector<std::uint32_t>& program_of_criterion) {
  StudyDraft draft;
  draft.id = rules.study;
  Writer about;
  about.text(rules.study);
  about.text(study.title);
  about.text(study.source);
  about.number(rules.criteria.size());
  std::vector<std::string> groups;
  for (std::size_t k = 0; k < rules.criteria.size(); ++k) {
    const Criterion& criterion = rules.criteria[k];
    draft.programs.push_back(program_of_criterion[criteria[k]]);
    about.number(criteria[k]);
    about.text(criterion.id);
    about.number(criterion.span.begin);
    std::uint32_t group = 0;
    if (!criterion.group.empty()) {
      auto it = std::find(groups.begin(), groups.end(), criterion.group);
      if (it == groups.end()) it = groups.insert(groups.end(), criterion.group);
      group = static_cast<std::uint32_t>(it - groups.begin()) + 1;
    }
    draft.groups.push_back(group);
  }
  if (groups.size() < 2) draft.groups.clear();
  draft.about = about.bytes();
  return draft;
}

}  // namespace
}  // namespace engine

using namespace engine;

struct StudyIndexBuilder::State : IndexDraft {
  using IndexDraft::IndexDraft;
};

StudyIndexBuilder::StudyIndexBuilder(std::shared_ptr<const Vocabulary> vocabulary) : state_(std::make_unique<State>(std::move(vocabulary))) {}
StudyIndexBuilder::~StudyIndexBuilder() = default;
StudyIndexBuilder::StudyIndexBuilder(StudyIndexBuilder&&) noexcept = default;
StudyIndexBuilder& StudyIndexBuilder::operator=(StudyIndexBuilder&&) noexcept = default;

std::size_t StudyIndexBuilder::size() const noexcept { return state_->studies.size(); }

void StudyIndexBuilder::sample(std::vector<Patient> patients, Day as_of) {
  state_->patients = std::move(patients);
  state_->as_of = as_of;
}

void StudyIndexBuilder::add(std::span<const Study> studies, std::span<const RuleSet> rules, unsigned jobs) {
  if (studies.size() != rules.size()) throw std::invalid_argument("as many rules as studies");
  IndexDraft& draft = *state_;
  tbb::task_arena arena(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs));
  const auto parallel = [&](std::size_t n, const auto& each) { arena.execute([&] { tbb::parallel_for(std::size_t{0}, n, each); }); };

  std::vector<std::vector<Pool::Hashed>> written(rules.size());
  parallel(rules.size(), [&](std::size_t i) {
    for (const Criterion& criterion : rules[i].criteria) written[i].emplace_back(criterion_bytes(criterion));
  });
  std::vector<std::vector<std::uint32_t>> criteria(rules.size());
  std::vector<Fresh> fresh;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t k = 0; k < rules[i].criteria.size(); ++k) {
      const Pool::Number found = draft.criteria.of(std::move(written[i][k]));
      criteria[i].push_back(found.number);
      if (found.fresh) fresh.push_back({&rules[i].criteria[k], {}});
    }
  }
  parallel(fresh.size(), [&](std::size_t i) {
    for (const Node& node : fresh[i].criterion->rule.nodes) {
      if (const auto* atom = std::get_if<Atom>(&node.kind)) fresh[i].atoms.push_back(canonical(*atom));
    }
  });
  for (Fresh& one : fresh) {
    std::size_t next = 0;
    const CompiledCriterion compiled = compile(*one.criterion, [&](const Atom& atom) {
      std::string key = std::move(one.atoms[next++]);
      if (atom.why == guard_mark) key = canonical(atom);  // another question than the atom outside a guard
      return draft.questions.number_of(atom, std::move(key));
    });
    draft.program_of_criterion.push_back(draft.programs.of(Pool::Hashed(program_bytes(compiled))).number);
  }
  const std::size_t before = draft.studies.size();
  draft.studies.resize(before + rules.size());
  parallel(rules.size(), [&](std::size_t i) { draft.studies[before + i] = draft_of(studies[i], rules[i], criteria[i], draft.program_of_criterion); });
}

void StudyIndexBuilder::write(const std::function<void(std::string_view)>& out, unsigned jobs) { write_index(*state_, out, jobs); }

}  // namespace elig
