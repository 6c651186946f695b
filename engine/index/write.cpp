// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "engine/evaluation.hpp"
#include "engine/index/codec.hpp"
#include "engine/index/draft.hpp"
#include "engine/index/file.hpp"
#include "engine/index/key.hpp"
#include "engine/index/tables.hpp"

// A draft becomes a file, in steps that each fill some of its rooms.
namespace elig::engine {
namespace {

constexpr std::uint32_t none = 0xffffffff;

/// Rows one behind the other, each pair (row, item) given in any order; items of a row in the order given.
struct Rows {
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<std::uint32_t> ends, items;
  Rows() = default;
  Rows(std::size_t rows, const std::vector<Pair>& pairs) : ends(rows, 0), items(pairs.size()) {
    for (const auto& [at, item] : pairs) ++ends[at];
    std::uint32_t sum = 0;
    std::vector<std::uint32_t> next(rows);
    for (std::size_t i = 0; i < rows; ++i) next[i] = sum, sum += ends[i], ends[i] = sum;
    for (const auto& [at, item] : pairs) items[next[at]++] = item;
  }
};

/// Texts one behind the other, each with its sum.
struct SealedTexts {
  std::vector<std::uint64_t> ends;
  std::string bytes;
  void add(std::string_view text) {
    seal(bytes, text);
    ends.push_back(bytes.size());
  }
};

/// How rare it is that a record speaks to a question, as the vocabulary lets guess: what is measured in nearly everybody, a
/// named disease in few, a family of diseases in more.
double guessed(const Question& question, const Vocabulary& vocabulary) {
  if (!question.concept_) return std::min(0.5, 0.04 * static_cast<double>(std::max<std::size_t>(question.words.size(), 1)));
  std::vector<ConceptIndex> below{*question.concept_};
  for (std::size_t i = 0; i < below.size() && below.size() < 2000; ++i) {
    for (const ConceptIndex child : vocabulary.at(below[i]).children) {
      if (std::find(below.begin(), below.end(), child) == below.end()) below.push_back(child);
    }
  }
  const double breadth = std::sqrt(static_cast<double>(below.size()));
  switch (vocabulary.at(*question.concept_).kind) {
    case ConceptKind::vital: return 0.9;
    case ConceptKind::measurement: return 0.5;
    case ConceptKind::score:
    case ConceptKind::stage: return 0.1;
    case ConceptKind::biomarker:
    case ConceptKind::test: return 0.03;
    case ConceptKind::drug:
    case ConceptKind::procedure: return std::min(0.8, 0.02 * breadth);
    case ConceptKind::drug_class: return std::min(0.8, 0.03 * breadth);
    default: return std::min(0.8, 0.01 * breadth);
  }
}

/// How often a criterion is not passed, roughly, where it is `if_silent` for a patient whose record says nothing of it.
double hurdle(const CompiledCriterion& criterion, const std::vector<Question>& questions, Outcome if_silent, double rarity) {
  double most = if_silent == Outcome::fail || if_silent == Outcome::unknown ? 1 - std::min(rarity, 0.9) : 0.05;
  for (const Step& step : criterion.steps) {
    if (step.kind != Step::Kind::atom) continue;
    const AtomKind kind = questions[step.atom].atom.kind;
    if (kind == AtomKind::sex) most = std::max(most, 0.5);
    if (kind == AtomKind::age || kind == AtomKind::life_stage) most = std::max(most, 0.4);
  }
  return most;
}

/// One draft on its way into a file. Questions and programs keep the numbers of the draft; studies go by their ids.
class IndexWriting {
 public:
  IndexWriting(const IndexDraft& draft, unsigned jobs)
      : draft_(draft),
        questions_(draft.questions.all()),
        arena_(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs)),
        handles_{static_cast<std::uint32_t>(draft.vocabulary->concepts().size()), static_cast<std::uint32_t>(draft.questions.words().size())} {}

  void write(const std::function<void(std::string_view)>& out) {
    ask_empty_records();
    ask_sample();
    order_studies();
    count_uses();
    characterise_programs();
    lay_out_questions();
    lay_out_programs();
    lay_out_studies();
    lay_out_keys();
    write_rooms(out);
  }

 private:
  /// What is known of a program beside its logic.
  struct Traits {
    Key key;               ///< the rarest of its criterion
    double rarity = 2;     ///< of the key
    double hurdle = 0;
    Reach reach;
  };

  template <typename Each>
  void parallel(std::size_t n, const Each& each) {
    arena_.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 64), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) each(i);
      });
    });
  }

  /// What each question looks for, and what it answers to silence.
  void ask_empty_records() {
    words_.resize(draft_.questions.words().size());
    std::vector<std::uint32_t> frequency(words_.size(), 0);
    for (const Question& question : questions_) {
      for (std::size_t i = 0; i < question.numbers.size(); ++i) words_[question.numbers[i]] = question.words[i], ++frequency[question.numbers[i]];
    }
    asked_.resize(questions_.size());
    looked_for_.resize(questions_.size());
    tbb::enumerable_thread_specific<EmptyRecords> empty([&] { return EmptyRecords(*draft_.vocabulary, draft_.names, draft_.questions.words()); });
    parallel(questions_.size(), [&](std::size_t q) {
      asked_[q] = empty.local().ask(questions_[q], frequency);
      looked_for_[q] = handles_.of(asked_[q].looks);
    });
  }

  /// Whether a record's silence leaves the literal other than needed, and not to a person to settle.
  [[nodiscard]] bool asks(const Literal& literal) const {
    const auto& [looks, silent] = asked_[literal.question];
    if (looks.anew || looks.kinds == 0) return false;
    for (std::size_t i = 0; i < Silence::cases; ++i) {
      for (const std::uint8_t byte : {silent.none[i], silent.held[i]}) {
        const AtomTruth a = unpacked(byte);
        if (a.truth == literal.needed || (a.truth == Truth::unknown && a.manual)) return false;
      }
    }
    return true;
  }

  /// How many records of the sample speak to each question.
  void ask_sample() {
    for (auto& counts : spoken_) counts.assign(draft_.patients.empty() ? 0 : questions_.size(), 0);
    if (draft_.patients.empty()) return;
    EngineOptions options;
    options.as_of = draft_.as_of;
    Bindings bindings(*draft_.vocabulary, draft_.names, draft_.questions.words());
    Record record(bindings);
    std::vector<std::uint8_t> found;
    for (const Patient& patient : draft_.patients) {
      record.read(patient, options.as_of);
      found.assign(handles_.size(), 0);
      handles_.each_of(record, [&](std::uint32_t handle, std::uint8_t kind) { found[handle] = static_cast<std::uint8_t>(found[handle] | kind); });
      for (AtomNumber q = 0; q < questions_.size(); ++q) {
        if (!asks({q, Truth::true_}) && !asks({q, Truth::false_})) continue;
        const std::uint8_t kinds = asked_[q].looks.kinds;
        if (std::none_of(looked_for_[q].begin(), looked_for_[q].end(), [&](std::uint32_t handle) { return (found[handle] & kinds) != 0; })) continue;
        const Answer a = answer({*draft_.vocabulary, options, record, false}, questions_[q]);
        const bool maybe = a.truth == Truth::unknown && (a.fact != nullptr || a.manual);
        spoken_[0][q] += maybe || a.truth == Truth::true_;
        spoken_[1][q] += maybe || a.truth == Truth::false_;
      }
    }
  }

  /// The share of records that speak to a key.
  [[nodiscard]] double rarity(const Key& key) const {
    double sum = 0;
    for (const Literal& literal : key) {
      const double guess = guessed(questions_[literal.question], *draft_.vocabulary);
      if (draft_.patients.empty()) {
        sum += guess;
      } else {
        // the guess counts as a patient: what nobody of the sample has is not all equally rare
        sum += (spoken_[literal.needed == Truth::true_ ? 0 : 1][literal.question] + guess) / (static_cast<double>(draft_.patients.size()) + 1);
      }
    }
    return sum;
  }

  void order_studies() {
    studies_.resize(draft_.studies.size());
    std::iota(studies_.begin(), studies_.end(), 0U);
    std::stable_sort(studies_.begin(), studies_.end(), [&](std::uint32_t a, std::uint32_t b) { return draft_.studies[a].id < draft_.studies[b].id; });
  }

  void count_uses() {
    uses_.assign(draft_.programs.size(), 0);
    for (const StudyDraft& study : draft_.studies) {
      for (const std::uint32_t p : study.programs) ++uses_[p];
    }
  }

  /// Programs, their keys, and what the best patient gets of them.
  void characterise_programs() {
    programs_.resize(draft_.programs.size());
    traits_.resize(programs_.size());
    const auto constant = [&](AtomNumber q) { return questions_[q].atom.kind == AtomKind::manual || questions_[q].atom.kind == AtomKind::unparsed; };
    parallel(programs_.size(), [&](std::size_t i) {
      Program& p = programs_[i];
      p = program_of(draft_.programs.at(i));
      CompiledCriterion criterion = PackedProgram(p.words).unpack();
      criterion.section = p.section;
      Traits& t = traits_[i];
      for (Key& key : keys_of(criterion, [&](const Literal& literal) { return asks(literal); })) {
        const double r = rarity(key);
        if (r < t.rarity || (r == t.rarity && key < t.key)) t.rarity = r, t.key = std::move(key);
      }
      t.reach = reach_of(criterion, constant, [&](AtomNumber q) { return !(constant(q) && questions_[q].atom.kind == AtomKind::unparsed); });
      auto silent = [&](AtomNumber q) { return asked_[q].looks.anew ? AtomTruth{} : asked_[q].silence.of(Absence::recorded, Sex::female, 0x7f); };
      const PackedProgram packed_program(p.words);
      const Value3 value = Evaluation(packed_program, silent).of(packed_program.root(), passing_truth(p.section));
      t.hurdle = hurdle(criterion, questions_, outcome_of(p.section, value), t.key.empty() ? 0.3 : t.rarity);
      // what many studies share is known already when the next one is looked at
      if (uses_[i] <= 1) t.hurdle *= 0.8;
    });
  }

  void lay_out_questions() {
    std::map<std::string, std::uint16_t> silence_numbers;
    for (AtomNumber q = 0; q < questions_.size(); ++q) {
      Writer atom;
      write_atom(atom, questions_[q].atom, false);
      question_texts_.add(atom.bytes());
      const Silence& silence = asked_[q].silence;
      const auto [it, fresh] = silence_numbers.try_emplace(std::string(reinterpret_cast<const char*>(&silence), sizeof silence), static_cast<std::uint16_t>(silences_.size()));
      if (fresh) {
        if (silences_.size() == 0xffff) throw std::length_error("more kinds of silence than an index can hold");
        silences_.push_back(silence);
      }
      const Looks& looks = asked_[q].looks;
      question_entries_.push_back({static_cast<std::uint32_t>(looks_.size()), it->second, looks.kinds, looks.anew});
      question_selections_.push_back(questions_[q].selection.value_or(no_selection));
      looks_.insert(looks_.end(), looked_for_[q].begin(), looked_for_[q].end());
    }
    question_entries_.push_back({static_cast<std::uint32_t>(looks_.size()), 0, 0, 0});
  }

  void lay_out_programs() {
    for (const Program& p : programs_) {
      ProgramEntry entry;
      entry.weight = p.weight;
      entry.words = static_cast<std::uint32_t>(program_words_.size());
      entry.exclusion = p.section == Section::exclusion;
      const PackedProgram packed_program(p.words);
      if (packed_program.size() == 1 && packed_program.root() == 0 && packed_program.step(0).kind == Step::Kind::atom) entry.atom = packed_program.step(0).atom & 0x7fffffff;
      program_entries_.push_back(entry);
      program_words_.insert(program_words_.end(), p.words.begin(), p.words.end());
    }
    ProgramEntry end;
    end.words = static_cast<std::uint32_t>(program_words_.size());
    program_entries_.push_back(end);
  }

  /// Studies by id, each under its rarest key.
  void lay_out_studies() {
    for (std::uint32_t number = 0; number < studies_.size(); ++number) {
      const StudyDraft& study = draft_.studies[studies_[number]];
      const std::vector<std::uint32_t>& own = study.programs;
      const std::uint32_t keyed = keyed_by(study, own);
      const auto key = key_numbers_.try_emplace(keyed == none ? Key{} : traits_[keyed].key, static_cast<std::uint32_t>(key_numbers_.size())).first->second;
      by_key_.emplace_back(key, number);
      drafts_.push_back(posting_of(number, study, own));
      study_keys_.push_back(key);
      study_programs_.insert(study_programs_.end(), own.begin(), own.end());
      study_groups_.insert(study_groups_.end(), study.groups.begin(), study.groups.end());
      study_group_ends_.push_back(static_cast<std::uint32_t>(study_groups_.size()));
      study_ends_.push_back(static_cast<std::uint32_t>(study_programs_.size()));
      study_texts_.add(study.about);
    }
  }

  /// Whether the criterion is for everyone: one of a cohort among several rules out that cohort only.
  [[nodiscard]] static bool for_all(const StudyDraft& study, std::size_t criterion) { return study.groups.empty() || study.groups[criterion] == 0; }

  /// The program whose key the study stands under; `none` when it has no key.
  [[nodiscard]] std::uint32_t keyed_by(const StudyDraft& study, const std::vector<std::uint32_t>& own) const {
    std::uint32_t keyed = none;
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (!for_all(study, i) || traits_[own[i]].key.empty()) continue;
      if (keyed == none || traits_[own[i]].rarity < traits_[keyed].rarity) keyed = own[i];
    }
    return keyed;
  }

  /// The study with the best that can become of it, and its highest hurdles.
  [[nodiscard]] Posting posting_of(std::uint32_t number, const StudyDraft& study, const std::vector<std::uint32_t>& own) const {
    Posting posting;
    posting.study = number;
    double weight = 0, best = 0;
    bool candidate = true;
    for (const std::uint32_t p : own) {
      const Reach& reach = traits_[p].reach;
      const double w = programs_[p].weight;
      weight += w;
      best += reach.pass ? w : w / 2;
      candidate = candidate && (reach.pass || reach.manual);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::uint32_t p = own[i];
      if (!for_all(study, i) || !traits_[p].reach.pass) continue;
      if (std::find(posting.hurdles.begin(), posting.hurdles.end(), p) != posting.hurdles.end()) continue;
      for (std::uint32_t& h : posting.hurdles) {
        if (h == none || traits_[p].hurdle > traits_[h].hurdle) std::swap(h, p);
        if (p == none) break;
      }
    }
    posting.best = Reachable(candidate, weight > 0 ? std::min(1.0, best / weight) : 1.0);
    posting.weight = std::nextafter(static_cast<float>(weight), std::numeric_limits<float>::infinity());
    return posting;
  }

  /// Keys with the studies under them, the best first; and the ways to them, from what entries are found by over questions.
  void lay_out_keys() {
    key_rows_ = Rows(key_numbers_.size(), by_key_);
    for (const std::uint32_t number : key_rows_.items) postings_.push_back(drafts_[number]);
    for (std::size_t k = 0; k < key_rows_.ends.size(); ++k) {
      const auto from = postings_.begin() + (k == 0 ? 0 : key_rows_.ends[k - 1]), to = postings_.begin() + key_rows_.ends[k];
      std::stable_sort(from, to, [](const Posting& a, const Posting& b) { return a.best > b.best; });
    }
    std::vector<Rows::Pair> by_key_literal, by_question, by_handle;
    std::vector<Asking> asking;
    std::vector<KeyLiteral> literals;
    for (const auto& [key, number] : key_numbers_) {
      for (const Literal& literal : key) {
        by_key_literal.emplace_back(number, static_cast<std::uint32_t>(literals.size()));
        by_question.emplace_back(literal.question, static_cast<std::uint32_t>(literals.size()));
        literals.push_back({literal.question, static_cast<std::uint32_t>(literal.needed)});
        asking.push_back({number, static_cast<std::uint32_t>(literal.needed)});
      }
    }
    const Rows literal_rows(key_numbers_.size(), by_key_literal), asking_rows(questions_.size(), by_question);
    for (std::uint32_t q = 0; q < questions_.size(); ++q) {
      if (row<std::uint32_t>(asking_rows.ends, asking_rows.items, q).empty()) continue;
      for (const std::uint32_t handle : looked_for_[q]) by_handle.emplace_back(handle, q);
    }
    finder_rows_ = Rows(handles_.size(), by_handle);
    for (const std::uint32_t i : literal_rows.items) key_literals_.push_back(literals[i]);
    for (const std::uint32_t i : asking_rows.items) asking_.push_back(asking[i]);
    key_literal_ends_ = literal_rows.ends;
    asking_ends_ = asking_rows.ends;
  }

  void write_rooms(const std::function<void(std::string_view)>& out) const {
    Writer word_list;
    for (const std::string_view word : words_) word_list.text(word);
    SealedTexts criterion_texts;
    for (std::size_t i = 0; i < draft_.criteria.size(); ++i) criterion_texts.add(draft_.criteria.at(i));
    Writer about;
    about.text(ELIG_VERSION);
    about.text(draft_.vocabulary->digest());
    for (const std::size_t n : {study_ends_.size(), criterion_texts.ends.size(), programs_.size(), questions_.size(), key_numbers_.size() - 1}) about.number(n);

    RoomWriter rooms;
    rooms.add(Room::about, about.bytes());
    rooms.add(Room::question_ends, question_texts_.ends);
    rooms.add(Room::question_bytes, question_texts_.bytes);
    rooms.add(Room::questions, question_entries_);
    rooms.add(Room::question_selection, question_selections_);
    rooms.add(Room::silences, silences_);
    rooms.add(Room::looks, looks_);
    rooms.add(Room::words, word_list.bytes());
    rooms.add(Room::programs, program_entries_);
    rooms.add(Room::program_words, program_words_);
    rooms.add(Room::study_ends, study_ends_);
    rooms.add(Room::study_programs, study_programs_);
    rooms.add(Room::study_group_ends, study_group_ends_);
    rooms.add(Room::study_groups, study_groups_);
    rooms.add(Room::study_keys, study_keys_);
    rooms.add(Room::key_ends, key_rows_.ends);
    rooms.add(Room::postings, postings_);
    rooms.add(Room::key_literal_ends, key_literal_ends_);
    rooms.add(Room::key_literals, key_literals_);
    rooms.add(Room::finder_ends, finder_rows_.ends);
    rooms.add(Room::finders, finder_rows_.items);
    rooms.add(Room::asking_ends, asking_ends_);
    rooms.add(Room::asking, asking_);
    rooms.add(Room::criterion_ends, criterion_texts.ends);
    rooms.add(Room::criterion_bytes, criterion_texts.bytes);
    rooms.add(Room::study_bytes_ends, study_texts_.ends);
    rooms.add(Room::study_bytes, study_texts_.bytes);
    rooms.write(out);
  }

  const IndexDraft& draft_;
  const std::vector<Question>& questions_;
  tbb::task_arena arena_;
  Handles handles_;

  // By questions.
  std::vector<std::string_view> words_;                       ///< by word number
  std::vector<EmptyRecords::Asked> asked_;
  std::vector<std::vector<std::uint32_t>> looked_for_;        ///< handles
  std::vector<std::uint32_t> spoken_[2];                      ///< records of the sample that speak to it: needed true, needed false

  std::vector<std::uint32_t> studies_;                        ///< as drafted, in the order of their ids

  // By programs.
  std::vector<std::uint32_t> uses_;                           ///< studies with it, counted as often as they have it
  std::vector<Program> programs_;
  std::vector<Traits> traits_;

  // What the rooms hold.
  SealedTexts question_texts_, study_texts_;
  std::vector<QuestionEntry> question_entries_;
  std::vector<std::uint32_t> question_selections_, looks_;
  std::vector<Silence> silences_;
  std::vector<ProgramEntry> program_entries_;
  std::vector<std::uint32_t> program_words_;
  std::map<Key, std::uint32_t> key_numbers_{{Key{}, 0}};
  std::vector<Rows::Pair> by_key_;
  std::vector<Posting> drafts_, postings_;                    ///< by study; by key
  std::vector<std::uint32_t> study_ends_, study_programs_, study_group_ends_, study_groups_, study_keys_;
  Rows key_rows_, finder_rows_;
  std::vector<std::uint32_t> key_literal_ends_, asking_ends_;
  std::vector<KeyLiteral> key_literals_;
  std::vector<Asking> asking_;
};

}  // namespace

void write_index(const IndexDraft& draft, const std::function<void(std::string_view)>& out, unsigned jobs) { IndexWriting(draft, jobs).write(out); }

}  // namespace elig::engine
