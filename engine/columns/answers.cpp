// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/answers.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>

#include "engine/atoms/ask.hpp"
#include "engine/atoms/infection.hpp"
#include "engine/columns/family.hpp"
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

/// What one thread keeps between patients.
struct Worker {
  Bindings bindings;
  Record record;
  Patient room;
  Memo memo;
  std::unordered_map<std::string, PersonClass*> classes;

  // Touched groups by number of the binding (of a value: by number and kind).
  struct Touched {
    bool known = false;
    std::vector<GroupNumber> groups;
  };
  std::vector<Touched> by_code, by_value;

  // Of the patient at hand: the groups touched, each with a chain of the entries that touch it.
  struct Chain {
    std::uint32_t stamp = 0, first = 0, last = 0;
  };
  struct Link {
    std::uint32_t entry, next;
  };
  std::uint32_t stamp = 0;
  std::vector<Chain> chains;            ///< by group
  std::vector<Link> links;
  std::vector<GroupNumber> touched;
  std::vector<std::uint32_t> entries;   ///< of the group at hand
  static constexpr std::uint32_t no_number = 0xffffffff;
  std::array<std::vector<std::uint32_t>, 3> numbers;  ///< by Sort and entry
  std::optional<bool> metastases;
  std::optional<Finds> found;           ///< diagnoses for the group at hand
  std::uint8_t told = 0;                ///< what answers and tests say of it, in the bits that diagnoses leave
  std::vector<std::uint8_t> codes, fresh;  ///< of a family
  std::vector<std::unique_ptr<std::uint8_t[]>> conclusions;  ///< by family, sex and whether diagnoses are held: by state and member
  std::vector<Day> days;
  static constexpr std::size_t persons = 6;
  std::vector<std::uint64_t> views;

  // Answers of up to 64 patients, by place of the question; bits of those who were not asked stand for nothing.
  std::vector<Word> true_, false_, manual;
  std::vector<Word> asked_family;       ///< by family: all its members were asked
  std::vector<Word> asked_alone;        ///< by place
  std::vector<std::uint32_t> families, alone;  ///< those that anybody was asked

  Worker(const Setting& setting, const Words& words, const Families& made)
      : bindings(setting.vocabulary, setting.names, words), record(bindings), chains(made.groups()), conclusions(made.all().size() * persons), asked_family(made.all().size(), 0) {
    for (auto* bits : {&true_, &false_, &manual, &asked_alone}) bits->assign(made.order().size(), 0);
  }

  void touch(GroupNumber group, std::uint32_t entry) {
    Chain& chain = chains[group];
    const auto link = static_cast<std::uint32_t>(links.size());
    if (chain.stamp != stamp) {
      chain = {stamp, link, link};
      touched.push_back(group);
    } else {
      if (links[chain.last].entry == entry) return;
      links[chain.last].next = link;
      chain.last = link;
    }
    links.push_back({entry, link});
  }
  void put(std::uint32_t place, Word bit, Code code) {
    if (asked_alone[place] == 0) alone.push_back(place);
    asked_alone[place] |= bit;
    set(place, bit, code);
  }
  void put(std::uint32_t number, const Family& family, Word bit, const std::uint8_t* of_members) {
    if (asked_family[number] == 0) families.push_back(number);
    asked_family[number] |= bit;
    for (std::uint32_t i = 0; i < family.count; ++i) set(family.first + i, bit, static_cast<Code>(of_members[i]));
  }
  std::vector<Patch> take(const Families& made) {
    std::vector<Patch> patches;
    const auto add = [&](std::uint32_t place, Word asked) {
      patches.push_back({made.order()[place], asked, true_[place], false_[place], manual[place]});
      true_[place] = false_[place] = manual[place] = asked_alone[place] = 0;
    };
    for (std::uint32_t number : families) {
      const Family& family = made.all()[number];
      for (std::uint32_t i = family.first; i < family.first + family.count; ++i) add(i, asked_family[number] | asked_alone[i]);
      asked_family[number] = 0;
    }
    for (std::uint32_t place : alone) {
      if (asked_alone[place] != 0) add(place, asked_alone[place]);
    }
    families.clear();
    alone.clear();
    return patches;
  }

 private:
  void set(std::uint32_t place, Word bit, Code code) {
    const auto one = [bit](Word& word, bool on) { word = (word & ~bit) | (on ? bit : 0); };
    one(true_[place], code == Code::true_);
    one(false_[place], code == Code::false_);
    one(manual[place], code == Code::manual);
  }
};

}  // namespace

class Answers::State {
 public:
  State(const Setting& setting, const Questions& questions)
      : setting_(setting), questions_(questions.all()), words_(&questions.words()), footprints_(questions_.size()),
        workers_([this] { return Worker(setting_, *words_, *families_); }) {
    note_footprints();
    families_.emplace(questions_, footprints_, setting_.vocabulary, setting_.options.as_of);
    touch_.emplace(families_->examples(), questions_, footprints_, words_->size());
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
      Bindings bindings(setting_.vocabulary, setting_.names, *words_);
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
      gather(worker, patient);
      const Ask ask{setting_.vocabulary, setting_.options, worker.record, false};
      asked += by_age(worker, ask, own, bit);
      for (GroupNumber group : worker.touched) asked += ask_group(worker, ask, group, bit);
      for (AtomNumber q : own.always()) worker.put(families_->place_of(q), bit, one(ask, q));
      asked += own.always().size();
    }
    asked_ += asked;
    return worker.take(*families_);
  }

  [[nodiscard]] Code one(const Ask& ask, AtomNumber q) const {
    const Answer a = answer(ask, questions_[q]);
    return code_of(a.truth, a.manual);
  }

  /// The groups that this patient's entries touch.
  void gather(Worker& worker, const Patient& patient) {
    Record& record = worker.record;
    record.read(patient, setting_.options.as_of);
    worker.memo.trim();
    if (++worker.stamp == 0) {
      std::fill(worker.chains.begin(), worker.chains.end(), Worker::Chain{});
      worker.stamp = 1;
    }
    worker.touched.clear();
    worker.links.clear();
    const auto& entries = record.entries();
    for (auto& numbers : worker.numbers) numbers.assign(entries.size(), Worker::no_number);
    worker.metastases.reset();
    const auto known = [](std::vector<Worker::Touched>& lists, std::size_t at, auto&& make) -> const std::vector<GroupNumber>& {
      if (at >= lists.size()) lists.resize(at + 1);
      Worker::Touched& touched = lists[at];
      if (!touched.known) touched = {true, make()};
      return touched.groups;
    };
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      const Record::Entry& entry = entries[i];
      const FactKind kind = entry.fact->kind;
      for (GroupNumber g : known(worker.by_code, entry.code->number, [&] { return touch_->by_code(*entry.code, kind); })) worker.touch(g, i);
      if (entry.value != nullptr) {
        const std::size_t at = std::size_t{entry.value->number} * fact_kinds + static_cast<std::size_t>(kind);
        for (GroupNumber g : known(worker.by_value, at, [&] { return touch_->by_value(*entry.value, kind); })) worker.touch(g, i);
      }
      if (kind != FactKind::condition || entry.fact->stage.empty()) continue;
      for (GroupNumber g : touch_->by_stage()) worker.touch(g, i);
    }
  }

  /// What the age decides where nothing on record has to do with the question. Gives how many had to be asked.
  std::uint64_t by_age(Worker& worker, const Ask& ask, PersonClass& own, Word bit) {
    std::uint64_t asked = 0;
    const std::vector<std::uint8_t>& of_age = own.of_age(ask.record.patient().born);
    for (std::size_t i = 0; i < of_age.size(); ++i) {
      const AtomNumber q = own.by_years()[i];
      const bool alone = of_age[i] == PersonClass::ask_alone;
      worker.put(families_->place_of(q), bit, alone ? one(ask, q) : static_cast<Code>(of_age[i]));
      asked += alone ? 1 : 0;
    }
    return asked;
  }

  /// All questions of a group that the patient's entries touch. Gives how many had to be asked.
  std::uint64_t ask_group(Worker& worker, const Ask& ask, GroupNumber group, Word bit) {
    worker.entries.clear();
    for (std::uint32_t link = worker.chains[group].first;; link = worker.links[link].next) {
      worker.entries.push_back(worker.links[link].entry);
      if (worker.links[link].next == link) break;
    }
    worker.found.reset();
    std::uint64_t asked = 0;
    const auto [first, end] = families_->of_group(group);
    for (std::uint32_t f = first; f != end; ++f) {
      const Family& family = families_->all()[f];
      if (family.lens == Lens::diagnoses) {
        asked += diagnose(worker, ask, f, bit);
        continue;
      }
      const std::optional<std::uint32_t> person = person_of(worker, ask, family);
      const std::optional<Sight> sight = person ? sight_of(worker, ask, family) : std::nullopt;
      if (!sight) {
        for (std::uint32_t i = family.first; i < family.first + family.count; ++i) worker.put(i, bit, one(ask, families_->order()[i]));
        asked += family.count;
        continue;
      }
      const std::uint8_t* codes = worker.memo.find(*person, f, *sight);
      if (codes == nullptr) {
        bool told = true;
        worker.codes.resize(family.count);
        for (std::uint32_t i = 0; i < family.count; ++i) {
          if (i + 2 < family.count) fetch(questions_[families_->order()[family.first + i + 2]]);
          const AtomNumber q = families_->order()[family.first + i];
          const auto answered = [&] { worker.codes[i] = static_cast<std::uint8_t>(one(ask, q)); };
          if (family.lens == Lens::values) answered();  // limits of normal are looked up beyond, and part of the sight
          else told = looks_within(worker, family, q, answered) && told;
        }
        asked += family.count;
        if (told) std::copy(worker.codes.begin(), worker.codes.end(), worker.memo.keep(*person, f, *sight, family.count));
        codes = worker.codes.data();
      }
      worker.put(f, family, bit, codes);
    }
    return asked;
  }

  /// Whether the answer rests on nothing but what the family sees: entries that touch the question. What is looked up beyond
  /// ("uncontrolled" by the latest blood pressure) is not in its sight, so the answer is not remembered.
  template <typename Answering>
  bool looks_within(Worker& worker, const Family& family, AtomNumber q, Answering&& answered) const {
    Footprint looked;
    worker.record.log(&looked);
    answered();
    worker.record.log(nullptr);
    if (family.metastases) looked.everything = false;  // looked at for these alone
    return footprints_[q].covers(looked) && !looked.birth && !looked.languages && (family.years || !looked.years);
  }

  std::uint64_t view_of(Worker& worker, const Ask& ask, const Family& family, std::uint32_t e) const {
    const Record::Entry& entry = ask.record.at(e);
    std::uint32_t& number = worker.numbers[static_cast<std::size_t>(family.sort)][e];
    if (number == Worker::no_number) number = worker.memo.number_of(entry, family.sort, ask.as_of());
    return Memo::view_of(number, *entry.fact, families_->days(family.calendar));
  }

  // What diagnoses come to, in bits: the truest one (0 for none), whether one is refuted, an exception; what answers and tests say.
  static constexpr unsigned best_bits = 3, refuted_bit = 4, excepted_bit = 8, said_shift = 4, tested_shift = 6, states = 256;
  static std::uint8_t bits_of(const std::optional<Answer>& answer) { return answer ? static_cast<std::uint8_t>(1 + static_cast<int>(answer->truth)) : 0; }
  static std::optional<Answer> answer_of(unsigned bits) {
    return bits == 0 ? std::nullopt : std::optional(Answer{static_cast<Truth>(bits - 1), false, nullptr, {}});
  }

  /// Questions about diagnoses: what each entry comes to is remembered, and what all of them do together. Gives how many
  /// entries had to be held against a question.
  std::uint64_t diagnose(Worker& worker, const Ask& ask, std::uint32_t f, Word bit) {
    const Family& family = families_->all()[f];
    const std::span<const AtomNumber> members(families_->order().data() + family.first, family.count);
    if (!worker.found) {
      const Question& example = questions_[members.front()];
      worker.found = diagnoses_for(ask, example);
      const bool observed = std::any_of(worker.entries.begin(), worker.entries.end(), [&](std::uint32_t e) { return ask.record.at(e).fact->kind == FactKind::observation; });
      const unsigned said = observed ? bits_of(asked_and_answered(ask, example)) : 0;
      const unsigned tested = observed && example.infection ? bits_of(infection_by_tests(ask, example)) : 0;
      worker.told = static_cast<std::uint8_t>(said << said_shift | tested << tested_shift);
    }
    std::uint32_t person = 0;
    if (family.metastases) {
      if (!worker.metastases) worker.metastases = holds_metastases(ask.record);
      person = *worker.metastases ? 1 : 0;
    }
    std::uint64_t asked = 0;
    worker.codes.assign(family.count, worker.told);
    for (const Found& found : *worker.found) {
      const Sight sight = Memo::met(view_of(worker, ask, family, found.entry), found.match);
      const std::uint8_t* known = worker.memo.find(person, f, sight);
      if (known == nullptr) {
        bool told = true;
        worker.fresh.resize(family.count);
        for (std::uint32_t i = 0; i < family.count; ++i) {
          told = looks_within(worker, family, members[i], [&] {
                   const Diagnosis one = diagnosis_of(ask, questions_[members[i]], ask.record.at(found.entry), found.match);
                   worker.fresh[i] = static_cast<std::uint8_t>(bits_of(one.answer) | (one.refuted ? refuted_bit : 0) | (one.excepted ? excepted_bit : 0));
                 }) && told;
        }
        asked += family.count;
        if (told) std::copy(worker.fresh.begin(), worker.fresh.end(), worker.memo.keep(person, f, sight, family.count));
        known = worker.fresh.data();
      }
      for (std::uint32_t i = 0; i < family.count; ++i) {
        std::uint8_t& all = worker.codes[i];
        const unsigned best = std::max(all & best_bits, known[i] & best_bits);
        all = static_cast<std::uint8_t>(((all | known[i]) & ~best_bits) | best);
      }
    }
    const Patient& patient = ask.record.patient();
    auto& conclusions = worker.conclusions[std::size_t{f} * Worker::persons + static_cast<std::size_t>(patient.sex) * 2 + (patient.holds.conditions ? 1 : 0)];
    constexpr std::uint8_t not_yet = 255;
    if (!conclusions) {
      conclusions = std::make_unique<std::uint8_t[]>(std::size_t{states} * family.count);
      std::fill_n(conclusions.get(), std::size_t{states} * family.count, not_yet);
    }
    for (std::uint32_t i = 0; i < family.count; ++i) {
      std::uint8_t& code = conclusions[std::size_t{worker.codes[i]} * family.count + i];
      if (code != not_yet) {
        worker.codes[i] = code;
        continue;
      }
      Footprint looked;
      worker.record.log(&looked);
      const auto now = static_cast<std::uint8_t>(concluded(ask, questions_[members[i]], worker.codes[i]));
      worker.record.log(nullptr);
      if (Footprint{}.covers(looked) && !looked.birth && !looked.years && !looked.languages) code = now;
      worker.codes[i] = now;
    }
    worker.put(f, family, bit, worker.codes.data());
    return asked;
  }

  static Code concluded(const Ask& ask, const Question& question, unsigned state) {
    static const Fact some;  // no truth depends on which
    std::optional<Answer> a = beforehand(ask, question);
    if (!a) {
      Diagnoses all;
      all.best = answer_of(state & best_bits);
      all.refuted = (state & refuted_bit) != 0 ? &some : nullptr;
      all.excepted = (state & excepted_bit) != 0 ? &some : nullptr;
      if (settled_by_asking(question)) all.said = answer_of(state >> said_shift & 3U);
      if (settled_by_tests(question)) all.tested = answer_of(state >> tested_shift & 3U);
      a = conclude(ask, question, all);
    }
    return code_of(a->truth, a->manual);
  }

  /// What the family sees of the entries at hand; nothing where it sees too much to come again.
  std::optional<Sight> sight_of(Worker& worker, const Ask& ask, const Family& family) const {
    switch (family.lens) {
      case Lens::single: return std::nullopt;
      case Lens::values: {
        const Question& example = questions_[families_->order()[family.first]];
        std::optional<Selection> room;
        return worker.memo.sight_of(selected(ask, example, room), families_->marks(family.marks), family.states, ask, example);
      }
      case Lens::diagnoses:
      case Lens::entries: break;
    }
    std::vector<std::uint64_t>& views = worker.views;
    views.clear();
    for (std::uint32_t e : worker.entries) views.push_back(view_of(worker, ask, family, e));
    if (family.order == Order::dated && !rank(worker, ask)) return std::nullopt;
    if (views.size() > 1 && family.order == Order::none) {
      std::sort(views.begin(), views.end());
      views.erase(std::unique(views.begin(), views.end()), views.end());
    }
    return worker.memo.sight_of(views);
  }

  /// What of the person a family sees beside the entries: sex, which types of entry are held, what else it asks for. No family
  /// with a lens looks at languages. Nothing for an age that is none.
  static std::optional<std::uint32_t> person_of(Worker& worker, const Ask& ask, const Family& family) {
    std::uint32_t person = PersonClass::held(ask.record.patient());
    if (family.metastases) {
      if (!worker.metastases) worker.metastases = holds_metastases(ask.record);
      person = person << 1 | (*worker.metastases ? 1U : 0U);
    }
    if (family.years) {
      constexpr int oldest = 200;
      const auto years = completed_years(ask.record.patient().born, ask.as_of());
      if (years && (years->low < 0 || years->high > oldest)) return std::nullopt;
      person = (person << 8 | static_cast<std::uint32_t>(years ? years->low + 1 : 0)) << 8 | static_cast<std::uint32_t>(years ? years->high : 0);
    }
    return person;
  }

  /// Puts the order in which the entries at hand began beside their views; false when they are too many.
  static bool rank(Worker& worker, const Ask& ask) {
    const auto began = [&](std::uint32_t e) { return begin_of(*ask.record.at(e).fact).first; };
    std::vector<Day>& days = worker.days;
    days.clear();
    for (std::uint32_t e : worker.entries) days.push_back(began(e));
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (days.size() < 2) return true;
    if (days.size() > Memo::most_ranks) return false;
    for (std::size_t i = 0; i < worker.entries.size(); ++i) {
      const auto place = std::lower_bound(days.begin(), days.end(), began(worker.entries[i])) - days.begin();
      worker.views[i] = Memo::ranked(worker.views[i], static_cast<unsigned>(place));
    }
    return true;
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
  std::optional<Families> families_;
  std::optional<TouchIndex> touch_;
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
