// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/answers.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include "engine/atoms/ask.hpp"
#include "engine/columns/memo.hpp"
#include "engine/columns/person_class.hpp"
#include "engine/columns/touch.hpp"

namespace elig::engine {
namespace {

/// Answers of one question to up to 64 patients; bits outside `asked` stand for nothing.
struct Patch {
  AtomNumber question = 0;
  Word asked = 0, true_ = 0, false_ = 0, manual = 0;
};

/// Questions that something touches: those that a memo can answer and the others, each sorted.
struct Touched {
  bool known = false;
  std::vector<AtomNumber> timeless, others;
};

/// What one thread keeps between patients.
struct Worker {
  Bindings bindings;
  Record record;
  Patient room;
  // Touched questions by number of the binding (of a value: by number and kind).
  std::vector<Touched> by_code, by_value;
  std::vector<std::uint32_t> stamps;  ///< by question: the patient it was last asked of
  std::uint32_t stamp = 0;
  std::vector<AtomNumber> to_ask;
  // Timeless questions of the patient at hand: the first sort of entry that touches each, and further ones.
  struct First {
    std::uint32_t stamp = 0, place = 0;
    Memo::Sort sort = 0;
    bool alone = true;
  };
  Memo memo;
  std::vector<First> firsts;          ///< by question
  std::vector<AtomNumber> remembered;
  std::vector<std::pair<AtomNumber, Memo::Sort>> further;
  std::vector<std::uint32_t> sort_stamps;
  std::vector<Memo::Sort> sorts;
  std::vector<Patch> patches;         ///< of the patients at hand
  std::vector<std::uint32_t> patch_of;  ///< by question
  std::unordered_map<std::string, PersonClass*> classes;

  Worker(const Setting& setting, const Words& words, std::size_t questions)
      : bindings(setting.vocabulary, setting.names, words), record(bindings), stamps(questions, 0), firsts(questions), patch_of(questions, none) {}

  static constexpr std::uint32_t none = 0xffffffff;
  Patch& patch(AtomNumber question) {
    if (patch_of[question] == none) {
      patch_of[question] = static_cast<std::uint32_t>(patches.size());
      patches.push_back({question, 0, 0, 0, 0});
    }
    return patches[patch_of[question]];
  }
  void put(AtomNumber question, Word bit, Code code) {
    Patch& p = patch(question);
    p.asked |= bit;
    if (code == Code::true_) p.true_ |= bit;
    if (code == Code::false_) p.false_ |= bit;
    if (code == Code::manual) p.manual |= bit;
  }
  std::vector<Patch> take() {
    for (const Patch& p : patches) patch_of[p.question] = none;
    return std::exchange(patches, {});
  }
};

}  // namespace

class Answers::State {
 public:
  State(const Setting& setting, const Questions& questions)
      : setting_(setting), questions_(questions.all()), words_(&questions.words()), footprints_(questions_.size()),
        workers_([this] { return Worker(setting_, *words_, questions_.size()); }) {
    note_footprints();
    touch_.emplace(questions_, footprints_, words_->size());
    for (std::size_t q = 0; q < questions_.size(); ++q) {
      const Footprint& looked = footprints_[q];
      timeless_.push_back(!looked.everything && !looked.years && !looked.birth && timeless(questions_[q], setting_.vocabulary) ? 1 : 0);
    }
  }

  void fill(const PatientSource& patients, std::size_t first, std::size_t count, Tile& tile) {
    tile.first = first;
    tile.patients = count;
    tile.words = (count + word_bits - 1) / word_bits;
    tile.live.assign(tile.words, ~Word{0});
    if (count % word_bits != 0) tile.live.back() = (Word{1} << count % word_bits) - 1;

    std::vector<std::vector<Patch>> patches(tile.words);
    std::vector<PersonClass*> classes(count);
    tbb::parallel_for(std::size_t{0}, tile.words, [&](std::size_t word) { patches[word] = ask_word(patients, first, count, word, classes); });
    share(classes, tile);
    separate(patches, tile);
  }

  [[nodiscard]] std::uint64_t asked() const noexcept { return asked_; }

 private:
  /// What is looked up where nothing is on record, over all sexes and with every type of entry held or none.
  void note_footprints() {
    std::vector<Patient> nobodies;
    for (Sex sex : {Sex::unknown, Sex::male, Sex::female}) {
      for (bool held : {false, true}) {
        nobodies.emplace_back().sex = sex;
        nobodies.back().holds = {held, held, held, held, held, held, held};
      }
    }
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, questions_.size(), 1024), [&](const tbb::blocked_range<std::size_t>& range) {
      Bindings& bindings = workers_.local().bindings;
      for (const Patient& nobody : nobodies) {
        Record record(nobody, setting_.options.as_of, bindings);
        const Ask ask{setting_.vocabulary, setting_.options, record, false};
        for (std::size_t q = range.begin(); q != range.end(); ++q) {
          Footprint looked;
          record.log(&looked);
          (void)answer(ask, questions_[q]);
          footprints_[q].add(looked);
        }
      }
    });
  }

  PersonClass& class_of(const Patient& patient, Worker& worker) {
    std::string key = PersonClass::key(patient);
    const auto known = worker.classes.find(key);
    if (known != worker.classes.end()) return *known->second;
    Place* place = nullptr;
    {
      const std::lock_guard lock(classes_mutex_);
      place = &classes_[key];
    }
    std::call_once(place->once, [&] {
      place->made.emplace(patient, questions_, footprints_, setting_.vocabulary, setting_.options, *words_, setting_.names);
    });
    worker.classes.emplace(std::move(key), &*place->made);
    return *place->made;
  }

  /// Questions lie far apart in memory: the next ones are called for while one is answered.
  static void fetch(const Question& question) {
#if defined(__GNUC__)
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < sizeof question; at += line) __builtin_prefetch(reinterpret_cast<const char*>(&question) + at);
#endif
  }

  std::vector<Patch> ask_word(const PatientSource& patients, std::size_t first, std::size_t count, std::size_t word, std::vector<PersonClass*>& classes) {
    Worker& worker = workers_.local();
    const std::size_t begin = word * word_bits, end = std::min(begin + word_bits, count);
    std::uint64_t asked = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const Patient& patient = patients.read(first + i, worker.room);
      PersonClass& own = class_of(patient, worker);
      classes[i] = &own;
      const Word bit = Word{1} << (i - begin);
      gather(worker, patient, own, bit);
      const Ask ask{setting_.vocabulary, setting_.options, worker.record, false};
      const std::vector<AtomNumber>& to_ask = worker.to_ask;
      for (std::size_t k = 0; k < to_ask.size(); ++k) {
        if (k + 2 < to_ask.size()) fetch(questions_[to_ask[k + 2]]);
        const Answer a = answer(ask, questions_[to_ask[k]]);
        worker.put(to_ask[k], bit, code_of(a.truth, a.manual));
      }
      asked += worker.to_ask.size();
      asked += remember(worker, ask, own, bit);
    }
    asked_ += asked;
    return worker.take();
  }

  /// The questions that this patient must be asked; what only the age decides is put down at once.
  void gather(Worker& worker, const Patient& patient, PersonClass& own, Word bit) {
    Record& record = worker.record;
    record.read(patient, setting_.options.as_of);
    worker.to_ask.clear();
    if (++worker.stamp == 0) {
      std::fill(worker.stamps.begin(), worker.stamps.end(), 0U);
      std::fill(worker.sort_stamps.begin(), worker.sort_stamps.end(), 0U);
      std::fill(worker.firsts.begin(), worker.firsts.end(), Worker::First{});
      worker.stamp = 1;
    }
    const auto add = [&worker](std::span<const AtomNumber> touched) {
      for (AtomNumber q : touched) {
        if (worker.stamps[q] == worker.stamp) continue;
        worker.stamps[q] = worker.stamp;
        worker.to_ask.push_back(q);
      }
    };
    const auto known = [this](std::vector<Touched>& lists, std::size_t at, auto&& make) -> const Touched& {
      if (at >= lists.size()) lists.resize(at + 1);
      Touched& touched = lists[at];
      if (touched.known) return touched;
      touched.known = true;
      for (AtomNumber q : make()) (timeless_[q] != 0 ? touched.timeless : touched.others).push_back(q);
      return touched;
    };
    worker.memo.trim();
    worker.sorts.clear();
    add(own.always());
    bool staged = false;
    static const Touched nothing;
    for (const Record::Text& text : record.texts()) {
      const FactKind kind = record.at(text.first).fact->kind;
      add(known(worker.by_code, text.binding->number, [&] { return touch_->by_code(*text.binding, kind); }).others);
    }
    for (const Record::Entry& entry : record.entries()) {
      const FactKind kind = entry.fact->kind;
      staged = staged || (kind == FactKind::condition && !entry.fact->stage.empty());
      const Touched& code = worker.by_code[entry.code->number];
      const Touched* value = &nothing;
      if (entry.value != nullptr) {
        value = &known(worker.by_value, std::size_t{entry.value->number} * 8 + static_cast<std::size_t>(kind), [&] { return touch_->by_value(*entry.value, kind); });
        add(value->others);
      }
      if (code.timeless.empty() && value->timeless.empty()) continue;
      const Memo::Sort sort = worker.memo.sort_of(entry, setting_.options.as_of, code.timeless, value->timeless);
      if (sort >= worker.sort_stamps.size()) worker.sort_stamps.resize(sort + 1, 0);
      if (worker.sort_stamps[sort] == worker.stamp) continue;
      worker.sort_stamps[sort] = worker.stamp;
      worker.sorts.push_back(sort);
    }
    if (staged) add(touch_->by_stage());
    const std::vector<std::uint8_t>& of_age = own.of_age(patient.born);
    for (std::size_t i = 0; i < of_age.size(); ++i) {
      const AtomNumber q = own.by_years()[i];
      if (worker.stamps[q] == worker.stamp) continue;
      if (of_age[i] == PersonClass::ask_alone || timeless_[q] != 0) add({&q, 1});
      else worker.put(q, bit, static_cast<Code>(of_age[i]));
    }
  }

  /// Timeless questions that the patient's entries touch: from the memo, and into it. Gives how many had to be asked.
  std::uint64_t remember(Worker& worker, const Ask& ask, PersonClass& own, Word bit) {
    std::uint64_t asked = 0;
    const auto given = [&](AtomNumber q, std::uint8_t& memo) {
      if (memo == Memo::not_yet) {
        const Answer a = answer(ask, questions_[q]);
        memo = static_cast<std::uint8_t>(code_of(a.truth, a.manual));
        ++asked;
      }
      worker.put(q, bit, static_cast<Code>(memo));
    };
    worker.remembered.clear();
    worker.further.clear();
    for (Memo::Sort sort : worker.sorts) {
      const std::vector<AtomNumber>& touched = worker.memo.touched(sort);
      for (std::uint32_t place = 0; place < touched.size(); ++place) {
        const AtomNumber q = touched[place];
        if (worker.stamps[q] == worker.stamp) continue;  // asked already
        Worker::First& first = worker.firsts[q];
        if (first.stamp != worker.stamp) {
          first = {worker.stamp, place, sort, true};
          worker.remembered.push_back(q);
        } else {
          if (first.alone) worker.further.emplace_back(q, first.sort);
          first.alone = false;
          worker.further.emplace_back(q, sort);
        }
      }
    }
    for (AtomNumber q : worker.remembered) {
      const Worker::First& first = worker.firsts[q];
      if (first.alone) given(q, worker.memo.of_one(own, first.sort, first.place));
    }
    std::sort(worker.further.begin(), worker.further.end());
    std::vector<Memo::Sort>& sorts = worker.sorts;
    for (std::size_t i = 0; i < worker.further.size();) {
      const AtomNumber q = worker.further[i].first;
      sorts.clear();
      for (; i < worker.further.size() && worker.further[i].first == q; ++i) sorts.push_back(worker.further[i].second);
      std::uint8_t alone = Memo::not_yet;
      given(q, sorts.size() <= Memo::several ? worker.memo.of_several(own, q, sorts) : alone);
    }
    return asked;
  }

  /// Columns of the answers that depend on the class of person alone: questions with the same ones share them.
  void share(const std::vector<PersonClass*>& classes, Tile& tile) const {
    std::vector<PersonClass*> distinct;
    std::vector<std::vector<Word>> members;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      auto it = std::find(distinct.begin(), distinct.end(), classes[i]);
      if (it == distinct.end()) {
        it = distinct.insert(distinct.end(), classes[i]);
        members.emplace_back(tile.words, 0);
      }
      members[static_cast<std::size_t>(it - distinct.begin())][i / word_bits] |= Word{1} << i % word_bits;
    }
    // Questions fall apart class by class into those that have been answered alike so far.
    std::vector<std::uint32_t> alike(questions_.size(), 0);
    std::size_t kinds = 1;
    std::vector<AtomNumber> example;
    for (const PersonClass* person : distinct) {
      constexpr std::uint32_t none = 0xffffffff;
      std::vector<std::uint32_t> next(kinds * 4, none);
      kinds = 0;
      for (std::size_t q = 0; q < questions_.size(); ++q) {
        std::uint32_t& number = next[std::size_t{alike[q]} * 4 + static_cast<std::size_t>(person->codes()[q])];
        if (number == none) number = static_cast<std::uint32_t>(kinds++);
        alike[q] = number;
      }
    }
    example.resize(kinds);
    for (std::size_t q = questions_.size(); q-- > 0;) example[alike[q]] = static_cast<AtomNumber>(q);
    tile.shared.assign(kinds, std::vector<Word>(3 * tile.words, 0));
    for (std::size_t k = 0; k < kinds && !questions_.empty(); ++k) {
      for (std::size_t c = 0; c < distinct.size(); ++c) {
        const Code code = distinct[c]->codes()[example[k]];
        if (code == Code::unknown) continue;
        const std::size_t plane = code == Code::true_ ? 0 : code == Code::false_ ? 1 : 2;
        for (std::size_t w = 0; w < tile.words; ++w) tile.shared[k][plane * tile.words + w] |= members[c][w];
      }
    }
    tile.questions.resize(questions_.size());
    for (std::size_t q = 0; q < questions_.size(); ++q) tile.questions[q] = {tile.shared[alike[q]].data(), tile.words};
  }

  /// Columns of their own for the questions that somebody was asked.
  void separate(const std::vector<std::vector<Patch>>& patches, Tile& tile) const {
    constexpr std::uint32_t none = 0xffffffff;
    std::vector<std::uint32_t> place(questions_.size(), none);
    std::vector<AtomNumber> separate;
    for (const auto& list : patches) {
      for (const Patch& p : list) {
        if (place[p.question] != none) continue;
        place[p.question] = static_cast<std::uint32_t>(separate.size());
        separate.push_back(p.question);
      }
    }
    const std::size_t size = 3 * tile.words;
    if (tile.own.size() < separate.size() * size) tile.own.resize(separate.size() * size);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, separate.size(), 256), [&](const tbb::blocked_range<std::size_t>& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        QuestionPlanes& planes = tile.questions[separate[i]];
        std::copy_n(planes.first, size, tile.own.begin() + static_cast<std::ptrdiff_t>(i * size));
        planes.first = tile.own.data() + i * size;
      }
    });
    tbb::parallel_for(std::size_t{0}, patches.size(), [&](std::size_t w) {
      for (const Patch& p : patches[w]) {
        Word* planes = tile.own.data() + place[p.question] * size + w;
        planes[0] = (planes[0] & ~p.asked) | p.true_;
        planes[tile.words] = (planes[tile.words] & ~p.asked) | p.false_;
        planes[2 * tile.words] = (planes[2 * tile.words] & ~p.asked) | p.manual;
      }
    });
  }

  struct Place {
    std::once_flag once;
    std::optional<PersonClass> made;
  };

  Setting setting_;
  const std::vector<Question>& questions_;
  const Words* words_;
  std::vector<Footprint> footprints_;
  std::optional<TouchIndex> touch_;
  std::vector<char> timeless_;          ///< by question
  std::mutex classes_mutex_;
  std::map<std::string, Place> classes_;
  tbb::enumerable_thread_specific<Worker> workers_;
  std::atomic<std::uint64_t> asked_{0};
};

Answers::Answers(const Setting& setting, const Questions& questions) : state_(std::make_unique<State>(setting, questions)) {}
Answers::~Answers() = default;
void Answers::fill(const PatientSource& patients, std::size_t first, std::size_t count, Tile& tile) { state_->fill(patients, first, count, tile); }
std::uint64_t Answers::asked() const noexcept { return state_->asked(); }

}  // namespace elig::engine
