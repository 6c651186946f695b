// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "engine/evaluation.hpp"
#include "engine/index/codec.hpp"
#include "engine/index/file.hpp"
#include "engine/index/key.hpp"
#include "engine/index/tables.hpp"

namespace elig {
namespace engine {
namespace {

/// Atoms of the index as questions, made when first asked. Any thread may ask.
class LazyQuestions {
 public:
  LazyQuestions(const RoomFile& file, const Vocabulary& vocabulary)
      : file_(&file), vocabulary_(&vocabulary), ends_(file.items<std::uint64_t>(Room::question_ends)), selections_(file.items<std::uint32_t>(Room::question_selection)), made_(ends_.size()) {
    // all words there are: making a question adds none
    for (Reader in(file.bytes(Room::words)); !in.at_end();) words_.number_of(std::string(in.text()));
  }
  ~LazyQuestions() {
    for (auto& slot : made_) delete slot.load(std::memory_order_relaxed);
  }
  LazyQuestions(const LazyQuestions&) = delete;
  LazyQuestions& operator=(const LazyQuestions&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return made_.size(); }
  [[nodiscard]] const Question& at(AtomNumber number) const {
    auto& slot = made_[number];
    if (const Question* made = slot.load(std::memory_order_acquire)) return *made;
    auto fresh = std::make_unique<Question>(atom(number), *vocabulary_, words_);
    if (selections_[number] != no_selection) fresh->selection = selections_[number];
    const Question* expected = nullptr;
    if (slot.compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
    return *expected;  // another thread was faster
  }
  [[nodiscard]] Atom atom(AtomNumber number) const;
  [[nodiscard]] const Words& words() const noexcept { return words_; }

 private:
  const RoomFile* file_;
  const Vocabulary* vocabulary_;
  std::span<const std::uint64_t> ends_;
  std::span<const std::uint32_t> selections_;
  mutable Words words_;
  mutable std::vector<std::atomic<const Question*>> made_;
};

/// Text `i` of a room of sealed texts.
std::string_view sealed_text(const RoomFile& file, Room ends_room, Room bytes_room, std::size_t i) {
  const auto ends = file.items<std::uint64_t>(ends_room);
  const std::uint64_t from = i == 0 ? 0 : ends[i - 1];
  try {
    return unsealed(file.bytes(bytes_room).substr(from, ends[i] - from));
  } catch (const std::runtime_error& error) {
    throw IndexError(fmt::format("{}: {}", file.path(), error.what()));
  }
}

Atom LazyQuestions::atom(AtomNumber number) const {
  Reader in(sealed_text(*file_, Room::question_ends, Room::question_bytes, number));
  return read_atom(in, false);
}

/// Studies under a key, from the best one not looked at.
struct Run {
  const Posting* at;
  const Posting* end;
  std::uint32_t key;
  [[nodiscard]] Reachable best() const noexcept { return at->best; }
};

/// A study some of whose hurdles were looked at.
struct Closer {
  const Posting* posting;
  Reachable reach;
  std::uint32_t hurdles;  ///< how many
  [[nodiscard]] Reachable best() const noexcept { return reach; }
};

/// What one match needs beside the index; kept for the next one. Everything is put back as it was by walking over what was
/// written, so that a match costs what it looks at.
struct Workspace {
  Workspace(const Vocabulary& vocabulary, const NameIndex& names, const Words& words, std::size_t handles, std::size_t questions, std::size_t programs,
            std::size_t keys)
      : bindings(vocabulary, names, words), record(bindings), found(handles, 0), questions_state(questions, 0), program_state(programs, 0), key_state(keys, 0) {}

  Bindings bindings;
  Record record;
  std::vector<std::uint8_t> found;            ///< by handle: bits of the kinds of entries that have it
  std::vector<std::uint8_t> questions_state;  ///< 0, or answered and the answer
  std::vector<std::uint8_t> program_state;    ///< 0, or an outcome and 1
  std::vector<std::uint8_t> key_state;        ///< a KeyState
  std::vector<std::uint32_t> found_set, questions_set, programs_set, keys_set;
  std::vector<Run> runs;
  std::vector<Closer> closer;
  std::vector<std::uint8_t> silent;           ///< answers by kind of silence
  std::vector<Outcome> outcomes;
};
constexpr std::uint8_t answered_bit = 0x80;

enum class KeyState : std::uint8_t { not_looked_at, found, spoken_to, silent, contradicted };

}  // namespace
}  // namespace engine

using namespace engine;

struct StudyIndex::State {
  State(const std::string& path, std::shared_ptr<const Vocabulary> v)
      : vocabulary(std::move(v)), file(path), names(*vocabulary), questions(file, *vocabulary) {
    const auto u32 = [&](Room room) { return file.items<std::uint32_t>(room); };
    looks = u32(Room::looks), finder_ends = u32(Room::finder_ends), finders = u32(Room::finders);
    entries = file.items<QuestionEntry>(Room::questions);
    handles = {static_cast<std::uint32_t>(vocabulary->concepts().size()), static_cast<std::uint32_t>(questions.words().size())};
    silences = file.items<Silence>(Room::silences);
    programs = file.items<ProgramEntry>(Room::programs);
    program_words = u32(Room::program_words);
    study_ends = u32(Room::study_ends), study_programs = u32(Room::study_programs);
    study_group_ends = u32(Room::study_group_ends), study_groups = u32(Room::study_groups), study_keys = u32(Room::study_keys);
    key_ends = u32(Room::key_ends), key_literal_ends = u32(Room::key_literal_ends);
    key_literals = file.items<KeyLiteral>(Room::key_literals);
    postings = file.items<Posting>(Room::postings);
    asking_ends = u32(Room::asking_ends);
    asking = file.items<Asking>(Room::asking);
    Reader about(file.bytes(Room::about));
    info.engine = about.text();
    info.vocabulary = about.text();
    for (std::size_t* n : {&info.studies, &info.criteria, &info.programs, &info.questions, &info.keys}) *n = about.number();
    info.without_key = row(key_ends, postings, 0).size();
    info.bytes = file.size();
    if (info.vocabulary != vocabulary->digest()) file.fail("built with another vocabulary: build it again");
    if (study_ends.size() != info.studies || entries.size() != info.questions + 1 || programs.size() != info.programs + 1) file.fail("corrupt: its sections do not fit together");
  }

  /// A workspace nobody uses, for as long as it is held.
  class Borrowed {
   public:
    explicit Borrowed(const State& state) : state_(&state) {
      {
        const std::lock_guard lock(state.spare_lock);
        if (!state.spare.empty()) workspace_ = std::move(state.spare.back()), state.spare.pop_back();
      }
      // the meanings of texts are kept for the next patients, but not without end
      constexpr std::size_t most_texts = 200'000;
      if (!workspace_ || workspace_->bindings.size() > most_texts) {
        workspace_ = std::make_unique<Workspace>(*state.vocabulary, state.names, state.questions.words(), state.handles.size(), state.questions.size(), state.programs.size(), state.key_ends.size());
      }
    }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() {
      Workspace& w = *workspace_;
      for (const std::uint32_t handle : w.found_set) w.found[handle] = 0;
      for (const std::uint32_t q : w.questions_set) w.questions_state[q] = 0;
      for (const std::uint32_t p : w.programs_set) w.program_state[p] = 0;
      for (const std::uint32_t k : w.keys_set) w.key_state[k] = 0;
      w.found_set.clear(), w.questions_set.clear(), w.programs_set.clear(), w.keys_set.clear();
      const std::lock_guard lock(state_->spare_lock);
      state_->spare.push_back(std::move(workspace_));
    }
    [[nodiscard]] Workspace& operator*() const noexcept { return *workspace_; }

   private:
    const State* state_;
    std::unique_ptr<Workspace> workspace_;
  };

  std::shared_ptr<const Vocabulary> vocabulary;
  RoomFile file;
  NameIndex names;
  LazyQuestions questions;
  Handles handles;
  Info info;
  std::span<const Silence> silences;
  std::span<const QuestionEntry> entries;
  std::span<const ProgramEntry> programs;
  std::span<const std::uint32_t> program_words, study_ends, study_programs, study_group_ends, study_groups, study_keys, key_ends,
      key_literal_ends, asking_ends, looks, finder_ends, finders;
  std::span<const KeyLiteral> key_literals;
  std::span<const Posting> postings;
  std::span<const Asking> asking;
  mutable std::mutex spare_lock;
  mutable std::vector<std::unique_ptr<Workspace>> spare;
};

namespace {

/// `a` stands before `b`.
bool better(const StudyMatch& a, const StudyMatch& b) {
  if (a.tier != b.tier) return a.tier < b.tier;
  if (a.tier != MatchTier::silent) {
    if (a.score != b.score) return a.score > b.score;
    if (a.score_low != b.score_low) return a.score_low > b.score_low;
  }
  return a.study < b.study;
}

}  // namespace

/// One patient, one day.
class StudyIndex::Matching {
 public:
  Matching(const State& index, Workspace& workspace, const Patient& patient, const EngineOptions& options, std::size_t top)
      : index_(index), w_(workspace), ask_{*index.vocabulary, options, workspace.record, false}, top_(top) {
    w_.record.read(patient, options.as_of);
    const std::uint8_t held = types_held(patient);
    w_.silent.clear();
    for (const Silence& silence : index.silences) w_.silent.push_back(packed(silence.of(options.absence, patient.sex, held)));
    index.handles.each_of(w_.record, [&](std::uint32_t handle, std::uint8_t kind) {
      if (w_.found[handle] == 0) w_.found_set.push_back(handle);
      w_.found[handle] = static_cast<std::uint8_t>(w_.found[handle] | kind);
    });
  }

  MatchAnswer answer() {
    MatchAnswer out;
    out.studies = index_.study_ends.size();
    look_up(out);
    // Those that can do best first, so that soon no other can do better than those that were found.
    std::make_heap(w_.runs.begin(), w_.runs.end(), later);
    for (;;) {
      const bool closer = !w_.closer.empty() && (w_.runs.empty() || !later(w_.closer.front(), w_.runs.front()));
      if (closer) {
        if (beaten(w_.closer.front().best())) break;
        std::pop_heap(w_.closer.begin(), w_.closer.end(), later);
        const Closer study = w_.closer.back();
        w_.closer.pop_back();
        look_closer(study);
        continue;
      }
      if (w_.runs.empty() || beaten(w_.runs.front().best())) break;
      std::pop_heap(w_.runs.begin(), w_.runs.end(), later);
      Run& run = w_.runs.back();
      const Reachable best = run.best();
      if (key_state(run.key) == KeyState::spoken_to) {
        for (; run.at != run.end && run.at->best == best; ++run.at) {
          if (!known_to_fail(*run.at)) look_closer({run.at, best, 0});
        }
      } else {
        run.at = run.end;
      }
      if (run.at == run.end) w_.runs.pop_back();
      else std::push_heap(w_.runs.begin(), w_.runs.end(), later);
    }
    // Then, in the order of their numbers, those the record is silent about; and last, those that are closed.
    for (std::uint32_t study = 0; study < out.studies && wanting(); ++study) {
      if (key_state(index_.study_keys[study]) == KeyState::silent) keep(study, judged(study), MatchTier::silent);
    }
    if (wanting()) {
      for (std::uint32_t study = 0; study < out.studies; ++study) {
        const Judgement j = judged(study, true);
        if (j.verdict == Verdict::ineligible) keep(study, j, MatchTier::ineligible);
      }
    }
    std::sort(best_.begin(), best_.end(), better);
    out.best = std::move(best_);
    return out;
  }

 private:
  /// Finds the studies without a key, and those under a key that an entry may bear on.
  void look_up(MatchAnswer& out) {
    w_.runs.clear();
    w_.closer.clear();
    const auto add = [&](std::uint32_t key) {
      const auto postings = row(index_.key_ends, index_.postings, key);
      if (postings.empty()) return;
      out.looked_up += postings.size();
      w_.runs.push_back({postings.data(), postings.data() + postings.size(), key});
    };
    add(0);
    for (const std::uint32_t handle : w_.found_set) {
      for (const std::uint32_t q : row(index_.finder_ends, index_.finders, handle)) {
        if ((w_.found[handle] & index_.entries[q].kinds) == 0) continue;
        for (const Asking& asking : row(index_.asking_ends, index_.asking, q)) {
          if (w_.key_state[asking.key] != 0) continue;
          w_.key_state[asking.key] = static_cast<std::uint8_t>(KeyState::found);
          w_.keys_set.push_back(asking.key);
          add(asking.key);
        }
      }
    }
  }

  /// Whether an entry of the record may bear on the question.
  [[nodiscard]] bool found(AtomNumber q) const {
    const QuestionEntry& entry = index_.entries[q];
    const auto looks = index_.looks.subspan(entry.looks, (&entry)[1].looks - entry.looks);
    return std::any_of(looks.begin(), looks.end(), [&](std::uint32_t handle) { return (w_.found[handle] & entry.kinds) != 0; });
  }

  static constexpr auto later = [](const auto& a, const auto& b) { return a.best() < b.best(); };

  [[nodiscard]] bool wanting() const { return top_ == 0 || best_.size() < top_; }

  AtomTruth of(AtomNumber q) {
    std::uint8_t& state = w_.questions_state[q];
    if (state != 0) return unpacked(state & 7);
    w_.questions_set.push_back(q);
    const QuestionEntry& entry = index_.entries[q];
    AtomTruth truth = unpacked(w_.silent[entry.silence]);
    if (entry.anew != 0 || found(q)) {
      const Answer a = engine::answer(ask_, index_.questions.at(q));
      truth = {a.truth, a.manual};
    }
    state = static_cast<std::uint8_t>(answered_bit | packed(truth));
    return truth;
  }

  KeyState key_state(std::uint32_t key) {
    std::uint8_t& state = w_.key_state[key];
    if (state > static_cast<std::uint8_t>(KeyState::found)) return static_cast<KeyState>(state);
    if (state == 0) w_.keys_set.push_back(key);
    const auto literals = row(index_.key_literal_ends, index_.key_literals, key);
    KeyState s = literals.empty() ? KeyState::spoken_to : KeyState::contradicted;
    for (const auto& [question, needed] : literals) {
      if (!found(question)) {
        if (of(question).truth == Truth::unknown) s = KeyState::silent;
        continue;
      }
      const Answer a = engine::answer(ask_, index_.questions.at(question));
      if (a.truth == static_cast<Truth>(needed) || (a.truth == Truth::unknown && (a.fact != nullptr || a.manual))) {
        s = KeyState::spoken_to;
        break;
      }
      if (a.truth == Truth::unknown) s = KeyState::silent;
    }
    state = static_cast<std::uint8_t>(s);
    return s;
  }

  Outcome outcome(std::uint32_t program) {
    std::uint8_t& state = w_.program_state[program];
    if (state != 0) return static_cast<Outcome>(state - 1);
    const ProgramEntry& entry = index_.programs[program];
    const Section section = entry.section();
    Outcome result = Outcome::unknown;
    if (entry.single()) {
      const AtomTruth a = of(entry.atom);
      result = a.truth != Truth::unknown ? (a.truth == passing_truth(section) ? Outcome::pass : Outcome::fail) : a.manual ? Outcome::manual : Outcome::unknown;
    } else {
      const PackedProgram packed(index_.program_words.subspan(entry.words, (&entry)[1].words - entry.words));
      auto answers = [this](AtomNumber q) { return of(q); };
      result = outcome_of(section, Evaluation(packed, answers).of(packed.root(), passing_truth(section)));
    }
    state = static_cast<std::uint8_t>(static_cast<unsigned>(result) + 1);
    w_.programs_set.push_back(program);
    return result;
  }

  /// `whole`: with the counts and score of an ineligible study, too.
  Judgement judged(std::uint32_t study, bool whole = false) {
    Tally tally;
    const auto programs = row(index_.study_ends, index_.study_programs, study);
    const auto groups = row(index_.study_group_ends, index_.study_groups, study);
    if (groups.empty()) {
      for (const std::uint32_t program : programs) {
        const Outcome o = outcome(program);
        tally.add(index_.programs[program].weight, o);
        if (o == Outcome::fail && !whole && top_ != 0) break;
      }
      return tally.judgement();
    }
    w_.outcomes.clear();
    for (const std::uint32_t program : programs) w_.outcomes.push_back(outcome(program));
    close_groups(groups, *std::max_element(groups.begin(), groups.end()), w_.outcomes);
    for (std::size_t i = 0; i < programs.size(); ++i) tally.add(index_.programs[programs[i]].weight, w_.outcomes[i]);
    return tally.judgement();
  }

  /// Whether the last of those kept is better than what can become of this study.
  [[nodiscard]] bool beaten(Reachable best) const {
    if (top_ == 0 || best_.size() < top_) return false;
    const StudyMatch& last = best_.front();
    const MatchTier tier = best.candidate() ? MatchTier::candidate : MatchTier::open;
    return tier != last.tier ? tier > last.tier : best.score() < last.score;
  }

  [[nodiscard]] bool known_to_fail(const Posting& posting) const {
    return std::any_of(posting.hurdles.begin(), posting.hurdles.end(), [&](std::uint32_t program) {
      return program != Posting::nothing && w_.program_state[program] == static_cast<unsigned>(Outcome::fail) + 1;
    });
  }

  /// Looks at a study's hurdles, one after the other, until one lowers what can become of it; then others come first.
  void look_closer(Closer study) {
    const Posting& posting = *study.posting;
    while (study.hurdles < posting.hurdles.size() && posting.hurdles[study.hurdles] != Posting::nothing) {
      const std::uint32_t program = posting.hurdles[study.hurdles++];
      const Outcome o = outcome(program);
      if (o == Outcome::fail) return;
      if (o != Outcome::unknown && o != Outcome::manual) continue;
      study.reach = Reachable(study.reach.candidate() && o == Outcome::manual,
                              study.reach.score() - index_.programs[program].weight / 2 / static_cast<double>(posting.weight));
      if (beaten(study.reach)) return;
      w_.closer.push_back(study);
      std::push_heap(w_.closer.begin(), w_.closer.end(), later);
      return;
    }
    keep(posting.study, judged(posting.study), MatchTier::open);
  }

  void keep(std::uint32_t study, const Judgement& j, MatchTier open) {
    StudyMatch match{study, open, j.verdict, j.candidate, j.counts, j.score, j.low, j.high};
    if (j.verdict == Verdict::ineligible) {
      if (open != MatchTier::ineligible) return;  // those come last
    } else if (j.verdict == Verdict::eligible || j.candidate) {
      match.tier = MatchTier::candidate;
    }
    if (top_ != 0 && best_.size() == top_) {
      if (!better(match, best_.front())) return;
      std::pop_heap(best_.begin(), best_.end(), better);
      best_.back() = match;
    } else {
      best_.push_back(match);
    }
    if (top_ != 0) std::push_heap(best_.begin(), best_.end(), better);
  }

  const State& index_;
  Workspace& w_;
  Ask ask_;
  std::size_t top_;
  std::vector<StudyMatch> best_;  ///< with a top: a heap, the last one first
};

MatchAnswer StudyIndex::match(const Patient& patient, const EngineOptions& options, std::size_t top) const {
  const State::Borrowed workspace(*state_);
  return Matching(*state_, *workspace, patient, options, top).answer();
}

StudyIndex::StudyIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
StudyIndex::~StudyIndex() = default;
StudyIndex::StudyIndex(StudyIndex&&) noexcept = default;
StudyIndex& StudyIndex::operator=(StudyIndex&&) noexcept = default;

StudyIndex StudyIndex::open(const std::string& path, std::shared_ptr<const Vocabulary> vocabulary) {
  try {
    return StudyIndex(std::make_unique<State>(path, std::move(vocabulary)));
  } catch (const IndexError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw IndexError(error.what());
  }
}

StudyIndex::Info StudyIndex::info() const { return state_->info; }
std::size_t StudyIndex::size() const noexcept { return state_->study_ends.size(); }

namespace {

Reader study_reader(const RoomFile& file, std::size_t studies, std::uint32_t number) {
  if (number >= studies) throw std::out_of_range(fmt::format("the index holds {} studies, none with number {}", studies, number));
  return Reader(sealed_text(file, Room::study_bytes_ends, Room::study_bytes, number));
}

}  // namespace

Study StudyIndex::study(std::uint32_t number) const {
  Reader in = study_reader(state_->file, size(), number);
  Study study;
  study.id = in.text();
  study.title = in.text();
  study.source = in.text();
  return study;
}

RuleSet StudyIndex::rules(std::uint32_t number) const {
  Reader in = study_reader(state_->file, size(), number);
  RuleSet rules;
  rules.study = in.text();
  (void)in.text();
  rules.source = in.text();
  rules.criteria.resize(in.count());
  for (Criterion& criterion : rules.criteria) {
    Reader words(sealed_text(state_->file, Room::criterion_ends, Room::criterion_bytes, in.small()));
    criterion.id = in.text();
    criterion.span.begin = in.small();
    criterion.section = words.one_of(Section::exclusion);
    criterion.text = words.text();
    criterion.span.end = criterion.span.begin + words.small();
    criterion.coverage = words.real();
    criterion.group = words.text();
    criterion.rule = read_rule(words, criterion.span.begin);
  }
  return rules;
}

std::vector<KeyAtom> StudyIndex::key(std::uint32_t number) const {
  if (number >= size()) throw std::out_of_range(fmt::format("the index holds {} studies, none with number {}", size(), number));
  std::vector<KeyAtom> key;
  for (const auto& [question, needed] : row(state_->key_literal_ends, state_->key_literals, state_->study_keys[number])) {
    key.push_back({state_->questions.atom(question), static_cast<Truth>(needed)});
  }
  return key;
}

}  // namespace elig
