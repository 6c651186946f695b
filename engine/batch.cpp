// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/batch.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "engine/columns/answers.hpp"
#include "engine/columns/study_pass.hpp"
#include "engine/missing.hpp"
#include "engine/state.hpp"

namespace elig {
namespace {

using namespace engine;

/// Numbers one after another, as they are in memory: read back by the program that wrote them.
class Writer {
 public:
  template <typename T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <typename T>
  T get() {
    if (bytes_.size() < sizeof(T)) throw std::invalid_argument("what was saved of the batch is cut short");
    T value;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }
  [[nodiscard]] bool done() const noexcept { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

/// A pair as a place in a list, in plain numbers.
struct SavedPlace {
  double score, low, high;
  std::uint32_t number;
  std::uint8_t tier, verdict, candidate, none;
};

}  // namespace

struct Batch::State {
  const Vocabulary& vocabulary;
  BatchOptions options;
  Questions questions;
  std::vector<CompiledStudy> compiled;
  std::vector<std::string> digests;            ///< of the studies' rules
  std::vector<StudyColumns> columns;
  std::vector<StudyTally> tallies;
  std::vector<std::string> needs;              ///< names, in byte order
  std::vector<AtomNumber> need_example;        ///< a question that has the need
  std::vector<std::uint32_t> need_of;          ///< by question
  std::vector<std::vector<NeedTally>> lacking; ///< by study
  std::vector<std::vector<Place>> best;        ///< by study
  std::optional<Answers> answers;
  tbb::task_arena arena;
  Tile tile;
  std::vector<Word> wanted;                    ///< by study and word of the tile
  tbb::enumerable_thread_specific<PassRoom> rooms;

  State(const Setting& setting, const std::function<std::span<const RuleSet>()>& next_studies, BatchOptions asked)
      : vocabulary(setting.vocabulary), options(asked), questions(setting.vocabulary),
        arena(asked.jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(asked.jobs)) {
    for (std::span<const RuleSet> some = next_studies(); !some.empty(); some = next_studies()) {
      const std::size_t before = digests.size();
      digests.resize(before + some.size());
      arena.execute([&] {
        tbb::task_group others;  // digests, while questions get their numbers one after another
        others.run([&] { tbb::parallel_for(std::size_t{0}, some.size(), [&](std::size_t s) { digests[before + s] = rules_digest(some[s]); }); });
        for (const RuleSet& study : some) compiled.push_back(compile(study, questions));
        others.wait();
      });
    }
    for (const CompiledStudy& study : compiled) {
      StudyColumns& c = columns.emplace_back();
      c.study = &study;
      for (const CompiledCriterion& criterion : study.criteria) c.criteria.emplace_back(criterion);
      tallies.emplace_back().criteria.resize(study.criteria.size());
    }
    lacking.resize(compiled.size());
    best.resize(compiled.size());
    name_needs();
    arena.execute([&] { answers.emplace(setting, questions); });
  }

  void name_needs() {
    std::map<std::string, std::vector<AtomNumber>> by_name;
    for (AtomNumber q = 0; q < questions.all().size(); ++q) by_name[need_of_question(q)].push_back(q);
    by_name.erase("");
    need_of.assign(questions.all().size(), no_need);
    for (const auto& [name, of] : by_name) {
      for (AtomNumber q : of) need_of[q] = static_cast<std::uint32_t>(needs.size());
      needs.push_back(name);
      need_example.push_back(of.front());
    }
  }
  [[nodiscard]] std::string need_of_question(AtomNumber q) const { return engine::need_of(questions.all()[q], vocabulary); }

  [[nodiscard]] std::size_t step() const noexcept {
    // Own columns of every question, and answers on their way there.
    constexpr std::size_t most_words = 64;
    const std::size_t bytes_a_word = std::max<std::size_t>(questions.all().size(), 1) * 48;
    return word_bits * std::clamp<std::size_t>(options.memory / bytes_a_word, 1, most_words);
  }

  /// Logic of all studies over the tile; the best studies of each patient when only those are wanted.
  std::vector<std::vector<Place>> hold() {
    tbb::enumerable_thread_specific<std::vector<std::vector<Place>>> found;
    wanted.assign(columns.size() * tile.words, 0);
    PassWanted want{&options, need_of, options.per_patient > 0 || options.per_study > 0};
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, columns.size(), 4), [&](const tbb::blocked_range<std::size_t>& range) {
      PassRoom& room = rooms.local();
      auto& mine = found.local();
      if (options.per_patient > 0) mine.resize(tile.patients);
      for (std::size_t s = range.begin(); s != range.end(); ++s) {
        pass(columns[s], tile, want, room, tallies[s], lacking[s], std::span(wanted).subspan(s * tile.words, tile.words),
             [&](std::size_t patient, std::uint8_t tier) {
               // A score is worked out only for what a list may still take.
               const auto open_to = [tier](const std::vector<Place>& list, std::size_t most) { return most > 0 && (list.size() < most || tier <= list.back().tier); };
               return (options.per_patient > 0 && open_to(mine[patient], options.per_patient)) || open_to(best[s], options.per_study);
             },
             [&](std::size_t patient, Place place) {
               place.number = static_cast<std::uint32_t>(s);
               if (options.per_patient > 0) put(mine[patient], options.per_patient, place);
               place.number = static_cast<std::uint32_t>(tile.first + patient);
               if (options.per_study > 0) put(best[s], options.per_study, place);
             });
      }
    });
    std::vector<std::vector<Place>> all;
    if (options.per_patient == 0) return all;
    all.resize(tile.patients);
    for (const auto& mine : found) {
      for (std::size_t i = 0; i < mine.size(); ++i) {
        for (const Place& place : mine[i]) put(all[i], options.per_patient, place);
      }
    }
    return all;
  }

  /// A pair in full, from the tile's answers.
  void fill(Screening& s, std::size_t study, std::size_t patient, std::vector<AtomTruth>& of_patient) const {
    for (const CompiledCriterion& criterion : compiled[study].criteria) {
      for (const Step& step : criterion.steps) {
        if (step.kind == Step::Kind::atom) of_patient[step.atom] = tile.questions[step.atom].at(patient);
      }
    }
    s.study = study;
    s.patient = tile.first + patient;
    s.outcomes = outcomes_of(compiled[study], of_patient);
    const Judgement j = judge(compiled[study], s.outcomes);
    s.verdict = j.verdict;
    s.candidate = j.candidate;
    s.counts = j.counts;
    s.score = j.score;
    s.score_low = j.low;
    s.score_high = j.high;
  }

  void give(const std::vector<std::vector<Place>>& places, const std::function<void(const Screening&)>& each) const {
    // As many patients at a time as make some tens of thousands of pairs.
    constexpr std::size_t pairs_at_once = 65'536;
    const std::size_t most = options.per_patient > 0 ? options.per_patient : std::max<std::size_t>(compiled.size(), 1);
    const std::size_t block = std::clamp<std::size_t>(pairs_at_once / most, 1, tile.patients);
    std::vector<std::vector<Screening>> rows(block);
    for (std::size_t first = 0; first < tile.patients; first += block) {
      const std::size_t n = std::min(block, tile.patients - first);
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 1), [&](const tbb::blocked_range<std::size_t>& range) {
        std::vector<AtomTruth> of_patient(questions.all().size());
        for (std::size_t i = range.begin(); i != range.end(); ++i) {
          const std::size_t patient = first + i;
          rows[i].clear();
          if (options.per_patient > 0) {
            for (const Place& place : places[patient]) fill(rows[i].emplace_back(), place.number, patient, of_patient);
            continue;
          }
          for (std::size_t s = 0; s < compiled.size(); ++s) {
            if ((wanted[s * tile.words + patient / word_bits] >> patient % word_bits & 1U) == 0) continue;
            fill(rows[i].emplace_back(), s, patient, of_patient);
            if (rows[i].back().score < options.min_score) rows[i].pop_back();
          }
        }
      });
      for (std::size_t i = 0; i < n; ++i) {
        for (const Screening& s : rows[i]) each(s);
      }
    }
  }
};

Batch::Batch(const Engine& engine, std::span<const RuleSet> studies, BatchOptions options)
    : Batch(engine, [&studies] { return std::exchange(studies, {}); }, options) {}
Batch::Batch(const Engine& engine, const std::function<std::span<const RuleSet>()>& next_studies, BatchOptions options)
    : state_(std::make_unique<State>(Setting{*engine.state_->vocabulary, engine.state_->options, engine.state_->names}, next_studies, options)) {}
Batch::~Batch() = default;

std::size_t Batch::step() const noexcept { return state_->step(); }

std::size_t Batch::run(const PatientSource& patients, std::size_t first, const std::function<void(const Screening&)>& each) {
  if (first >= patients.size()) return patients.size();
  const std::size_t count = std::min(state_->step(), patients.size() - first);
  state_->arena.execute([&] {
    state_->answers->fill(patients, first, count, state_->tile);
    const auto places = state_->hold();
    state_->give(places, each);
  });
  return first + count;
}

std::span<const StudyTally> Batch::studies() const noexcept { return state_->tallies; }

std::vector<Lacking> Batch::lacking() const {
  std::vector<Lacking> all(state_->needs.size());
  for (const auto& of_study : state_->lacking) {
    for (const NeedTally& t : of_study) {
      all[t.need].pairs += t.pairs;
      all[t.need].part += t.part;
      all[t.need].studies += t.pairs > 0 ? 1 : 0;
    }
  }
  for (std::size_t n = 0; n < all.size(); ++n) {
    all[n].need = state_->needs[n];
    const Question& question = state_->questions.all()[state_->need_example[n]];
    if (question.concept_) all[n].codes = state_->vocabulary.at(*question.concept_).codes;
  }
  std::erase_if(all, [](const Lacking& l) { return l.part == 0; });
  std::stable_sort(all.begin(), all.end(), [](const Lacking& a, const Lacking& b) { return a.pairs > b.pairs; });
  return all;
}

std::vector<Ranked> Batch::best(std::size_t study) const {
  std::vector<Ranked> out;
  for (const Place& p : state_->best.at(study)) out.push_back({p.number, p.verdict, p.candidate, p.score, p.low, p.high});
  return out;
}

std::string Batch::digest() const {
  std::string all;
  for (const std::string& one : state_->digests) all.append(one).push_back('\n');
  return sha256(all);
}

std::size_t Batch::questions() const noexcept { return state_->questions.all().size(); }
std::uint64_t Batch::asked() const noexcept { return state_->answers->asked(); }

namespace {
constexpr std::uint64_t saved_format = 0x656c696762617401;  ///< "eligbat", version
}

std::string Batch::save() const {
  Writer out;
  out.put(saved_format);
  out.put(std::uint64_t{state_->tallies.size()});
  for (std::size_t s = 0; s < state_->tallies.size(); ++s) {
    const StudyTally& t = state_->tallies[s];
    for (std::uint64_t n : {t.eligible, t.undetermined, t.ineligible, t.candidates, std::uint64_t{t.criteria.size()}}) out.put(n);
    for (const CriterionTally& c : t.criteria) {
      for (std::uint64_t n : {c.pass, c.fail, c.unknown, c.not_applicable, c.manual, c.in_order}) out.put(n);
    }
    out.put(std::uint64_t{state_->lacking[s].size()});
    for (const NeedTally& n : state_->lacking[s]) out.put(std::uint64_t{n.need}), out.put(n.pairs), out.put(n.part);
    out.put(std::uint64_t{state_->best[s].size()});
    for (const Place& p : state_->best[s]) {
      out.put(SavedPlace{p.score, p.low, p.high, p.number, p.tier, static_cast<std::uint8_t>(p.verdict), p.candidate ? std::uint8_t{1} : std::uint8_t{0}, 0});
    }
  }
  return out.take();
}

void Batch::restore(std::string_view saved) {
  const auto other = [] { return std::invalid_argument("what was saved is of another batch"); };
  Reader in(saved);
  if (in.get<std::uint64_t>() != saved_format || in.get<std::uint64_t>() != state_->tallies.size()) throw other();
  for (std::size_t s = 0; s < state_->tallies.size(); ++s) {
    StudyTally& t = state_->tallies[s];
    for (std::uint64_t* n : {&t.eligible, &t.undetermined, &t.ineligible, &t.candidates}) *n = in.get<std::uint64_t>();
    if (in.get<std::uint64_t>() != t.criteria.size()) throw other();
    for (CriterionTally& c : t.criteria) {
      for (std::uint64_t* n : {&c.pass, &c.fail, &c.unknown, &c.not_applicable, &c.manual, &c.in_order}) *n = in.get<std::uint64_t>();
    }
    state_->lacking[s].clear();
    for (auto left = in.get<std::uint64_t>(); left > 0; --left) {
      NeedTally n;
      n.need = static_cast<std::uint32_t>(in.get<std::uint64_t>());
      n.pairs = in.get<std::uint64_t>();
      n.part = in.get<std::uint64_t>();
      if (n.need >= state_->needs.size()) throw other();
      state_->lacking[s].push_back(n);
    }
    state_->best[s].clear();
    for (auto left = in.get<std::uint64_t>(); left > 0; --left) {
      const auto p = in.get<SavedPlace>();
      state_->best[s].push_back({p.tier, static_cast<Verdict>(p.verdict), p.candidate != 0, p.score, p.low, p.high, p.number});
    }
  }
  if (!in.done()) throw other();
}

}  // namespace elig
