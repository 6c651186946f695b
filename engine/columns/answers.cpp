// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/answers.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

#include "engine/atoms/ask.hpp"
#include "engine/atoms/infection.hpp"
#include "engine/columns/worker.hpp"

namespace elig::engine {

class Answers::State {
 public:
  State(const Setting& setting, const Questions& questions)
      : setting_(setting), questions_(questions.all()), words_(&questions.words()), footprints_(questions_.size()),
        workers_([this] { return Worker(setting_.vocabulary, setting_.names, *words_, *families_); }) {
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
      place->made.emplace(patient, questions_, footprints_, families_->places(), setting_.vocabulary, setting_.options, *words_, setting_.names);
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
      constexpr std::size_t at_once = 24;  // what is remembered of these is called for while the next ones are looked at
      for (GroupNumber group : worker.touched) {
        look_at(worker, ask, group);
        if (worker.visits.size() >= at_once) asked += answer_visits(worker, ask, bit);
      }
      asked += answer_visits(worker, ask, bit);
      asked += by_age(worker, ask, own, bit);
      for (AtomNumber q : own.always()) worker.put_instead(families_->place_of(q), bit, one(ask, q));
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
    const auto known = [](auto& lists, std::size_t at, auto&& make) -> const auto& {
      if (at >= lists.size()) lists.resize(at + 1);
      auto& touched = lists[at];
      if (!touched.known) touched = {true, make()};
      return touched.groups;
    };
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      const Record::Entry& entry = entries[i];
      const FactKind kind = entry.fact->kind;
      for (const TouchIndex::Touched& t : known(worker.by_code, entry.code->number, [&] { return touch_->by_code(*entry.code, kind); })) worker.touch(t, i);
      if (entry.value != nullptr) {
        const std::size_t at = std::size_t{entry.value->number} * fact_kinds + static_cast<std::size_t>(kind);
        for (GroupNumber g : known(worker.by_value, at, [&] { return touch_->by_value(*entry.value, kind); })) worker.touch({g}, i);
      }
      if (kind != FactKind::condition || entry.fact->stage.empty()) continue;
      for (GroupNumber g : touch_->by_stage()) worker.touch({g}, i);
    }
  }

  /// What the age decides where nothing on record has to do with the question: after all that has. Gives how many had to be asked.
  std::uint64_t by_age(Worker& worker, const Ask& ask, PersonClass& own, Word bit) {
    std::uint64_t asked = 0;
    const std::vector<std::uint8_t>& of_age = own.of_age(ask.record.patient().born);
    for (std::size_t i = 0; i < of_age.size(); ++i) {
      const AtomNumber q = own.by_years()[i];
      const std::uint32_t place = families_->place_of(q);
      if (worker.answered(place, bit)) continue;
      const bool alone = of_age[i] == PersonClass::ask_alone;
      worker.put(place, bit, alone ? one(ask, q) : static_cast<Code>(of_age[i]));
      asked += alone ? 1 : 0;
    }
    return asked;
  }

  /// What the families of a group see of the entries that touch it, as visits to be answered.
  void look_at(Worker& worker, const Ask& ask, GroupNumber group) const {
    worker.list(group);
    worker.found = false;
    const auto [first, end] = families_->of_group(group);
    for (std::uint32_t f = first; f != end; ++f) {
      const Family& family = families_->all()[f];
      Visit visit;
      visit.family = f;
      visit.first = static_cast<std::uint32_t>(worker.looks.size());
      worker.fetch(family);
      if (family.lens == Lens::diagnoses) {
        find_diagnoses(worker, ask, family, families_->named(group));
        visit.told = worker.told;
        const std::uint32_t person = spread_of(worker, ask, family);
        for (const Found& found : worker.finds) {
          const Sight sight = Memo::met(view_of(worker, ask, family, found.entry), found.match);
          const auto same = std::find_if(worker.looks.begin() + visit.first, worker.looks.end(), [sight](const Look& l) { return l.key.sight == sight; });
          if (same == worker.looks.end()) worker.looks.push_back({{sight, person, f}, 0, found});
        }
      } else if (const auto person = person_of(worker, ask, family, families_->named(group))) {
        if (const auto sight = sight_of(worker, ask, family, families_->named(group))) worker.looks.push_back({{*sight, *person, f}, 0, {}});
      }
      visit.count = static_cast<std::uint32_t>(worker.looks.size()) - visit.first;
      // Of one diagnosis, what is concluded from it is remembered, too.
      if (family.lens == Lens::diagnoses && visit.count == 1) {
        Look& look = worker.looks.back();
        visit.whole = {look.key.sight, concluded_for(ask.record.patient(), look.key.person, visit.told), f};
        visit.hash = Memo::hash(visit.whole);
        worker.memo.fetch(visit.hash);
      } else {
        for (std::uint32_t i = visit.first; i < worker.looks.size(); ++i) {
          worker.looks[i].hash = Memo::hash(worker.looks[i].key);
          worker.memo.fetch(worker.looks[i].hash);
        }
      }
      worker.visits.push_back(visit);
    }
  }

  /// The person as far as conclusions from a diagnosis go, told apart from persons that a diagnosis is held against.
  static std::uint32_t concluded_for(const Patient& patient, std::uint32_t spread, std::uint8_t told) {
    return 1U << 31 | static_cast<std::uint32_t>(told) << 8 | static_cast<std::uint32_t>(patient.sex) << 4 | (patient.holds.conditions ? 2U : 0U) | spread;
  }

  /// Gives how many questions had to be asked.
  std::uint64_t answer_visits(Worker& worker, const Ask& ask, Word bit) {
    std::uint64_t asked = 0;
    for (const Visit& visit : worker.visits) {
      const Family& family = families_->all()[visit.family];
      if (family.lens == Lens::diagnoses) asked += diagnose(worker, ask, visit, bit);
      else asked += answer_family(worker, ask, visit, bit);
    }
    worker.visits.clear();
    worker.looks.clear();
    return asked;
  }

  std::uint64_t answer_family(Worker& worker, const Ask& ask, const Visit& visit, Word bit) {
    const Family& family = families_->all()[visit.family];
    const std::span<const AtomNumber> members(families_->order().data() + family.first, family.count);
    const Look* look = visit.count == 0 ? nullptr : &worker.looks[visit.first];
    const std::uint8_t* codes = look == nullptr ? nullptr : worker.memo.find(look->key, look->hash, family.count);
    if (codes != nullptr) {
      worker.put(visit.family, family, bit, codes);
      return 0;
    }
    bool told = look != nullptr;
    worker.codes.resize(family.count);
    for (std::uint32_t i = 0; i < family.count; ++i) {
      if (i + 2 < family.count) fetch(questions_[members[i + 2]]);
      const auto answered = [&] { worker.codes[i] = static_cast<std::uint8_t>(one(ask, members[i])); };
      // Limits of normal are looked up beyond, and part of the sight.
      if (!told || family.lens == Lens::values) answered();
      else told = looks_within(worker, family, members[i], answered);
    }
    if (told) std::copy(worker.codes.begin(), worker.codes.end(), worker.memo.keep(look->key, look->hash, family.count));
    worker.put(visit.family, family, bit, worker.codes.data());
    return family.count;
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

  /// Whether there are metastases, for families that count them.
  static std::uint32_t spread_of(Worker& worker, const Ask& ask, const Family& family) {
    if (!family.metastases) return 0;
    if (!worker.metastases) worker.metastases = holds_metastases(ask.record);
    return *worker.metastases ? 1 : 0;
  }

  /// The diagnoses for the group at hand, once, and what answers and tests say.
  void find_diagnoses(Worker& worker, const Ask& ask, const Family& family, const Named& named) const {
    if (worker.found) return;
    worker.found = true;
    // diagnoses_for, of the entries that are known to touch the group
    const bool bound = named.concept_ && ask.record.bound(*named.concept_);
    bool observed = false;
    worker.finds.clear();
    for (const Worker::Link& link : worker.entries) {
      const FactKind kind = ask.record.at(link.entry).fact->kind;
      observed = observed || kind == FactKind::observation;
      const std::uint8_t match = bound ? link.bound : link.unbound;
      if (kind == FactKind::condition && match != TouchIndex::no_match) worker.finds.push_back({link.entry, static_cast<Match>(match)});
    }
    worker.told = 0;
    if (!observed && !named.spread) return;
    const Question& example = questions_[families_->order()[family.first]];
    add_diagnoses(ask, example, worker.finds);
    if (!observed) return;
    const unsigned said = bits_of(asked_and_answered(ask, example)), tested = named.tested ? bits_of(elig::engine::tested(ask, example)) : 0;
    worker.told = static_cast<std::uint8_t>(said << said_shift | tested << tested_shift);
  }

  /// Questions about diagnoses: what each entry comes to is remembered, and what all of them do together. Gives how many
  /// entries had to be held against a question.
  std::uint64_t diagnose(Worker& worker, const Ask& ask, const Visit& visit, Word bit) {
    const std::uint32_t f = visit.family;
    const Family& family = families_->all()[f];
    if (visit.count == 1) {
      if (const std::uint8_t* codes = worker.memo.find(visit.whole, visit.hash, family.count)) {
        worker.put(f, family, bit, codes);
        return 0;
      }
      Look& look = worker.looks[visit.first];
      look.hash = Memo::hash(look.key);
    }
    const std::span<const AtomNumber> members(families_->order().data() + family.first, family.count);
    std::uint64_t asked = 0;
    bool all_told = true;
    worker.codes.assign(family.count, visit.told);
    for (std::uint32_t l = visit.first; l < visit.first + visit.count; ++l) {
      const Look& look = worker.looks[l];
      const std::uint8_t* known = worker.memo.find(look.key, look.hash, family.count);
      if (known == nullptr) {
        bool told = true;
        worker.fresh.resize(family.count);
        for (std::uint32_t i = 0; i < family.count; ++i) {
          told = looks_within(worker, family, members[i], [&] {
                   const Diagnosis one = diagnosis_of(ask, questions_[members[i]], ask.record.at(look.found.entry), look.found.match);
                   worker.fresh[i] = static_cast<std::uint8_t>(bits_of(one.answer) | (one.refuted ? refuted_bit : 0) | (one.excepted ? excepted_bit : 0));
                 }) && told;
        }
        asked += family.count;
        if (told) std::copy(worker.fresh.begin(), worker.fresh.end(), worker.memo.keep(look.key, look.hash, family.count));
        all_told = all_told && told;
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
      else all_told = false;
      worker.codes[i] = now;
    }
    if (visit.count == 1 && all_told) std::copy(worker.codes.begin(), worker.codes.end(), worker.memo.keep(visit.whole, visit.hash, family.count));
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
  std::optional<Sight> sight_of(Worker& worker, const Ask& ask, const Family& family, const Named& named) const {
    switch (family.lens) {
      case Lens::single: return std::nullopt;
      case Lens::values: {
        const Question& example = questions_[families_->order()[family.first]];
        std::optional<Selection> room;
        const bool bound = named.concept_ && ask.record.bound(*named.concept_);
        const Selection* selection = ask.record.selections().find(bound ? family.selection_by_concept : family.selection);
        if (selection == nullptr) selection = &selected(ask, example, room);
        return worker.memo.sight_of(*selection, families_->marks(family.marks), family.states, ask, example);
      }
      case Lens::diagnoses:
      case Lens::entries: break;
    }
    std::vector<std::uint64_t>& views = worker.views;
    views.clear();
    for (const Worker::Link& link : worker.entries) views.push_back(view_of(worker, ask, family, link.entry));
    if (family.order == Order::dated && !rank(worker, ask)) return std::nullopt;
    if (views.size() > 1 && family.order == Order::none) {
      std::sort(views.begin(), views.end());
      views.erase(std::unique(views.begin(), views.end()), views.end());
    }
    return worker.memo.sight_of(views);
  }

  /// What of the person a family sees beside the entries: sex, which types of entry are held, whether the concept is on record, be it
  /// among types that the family does not look at (then no words count), what else it asks for. No family with a lens looks at
  /// languages. Nothing for an age that is none.
  static std::optional<std::uint32_t> person_of(Worker& worker, const Ask& ask, const Family& family, const Named& named) {
    const bool bound = named.concept_ && ask.record.bound(*named.concept_);
    std::uint32_t person = PersonClass::held(ask.record.patient()) << 1 | (bound ? 1U : 0U);
    if (family.metastases) person = person << 1 | spread_of(worker, ask, family);
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
    for (const Worker::Link& link : worker.entries) days.push_back(began(link.entry));
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (days.size() < 2) return true;
    if (days.size() > Memo::most_ranks) return false;
    for (std::size_t i = 0; i < worker.entries.size(); ++i) {
      const auto place = std::lower_bound(days.begin(), days.end(), began(worker.entries[i].entry)) - days.begin();
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
