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
#include <unordered_map>

#include "engine/evaluation.hpp"
#include "engine/index/codec.hpp"
#include "engine/index/file.hpp"
#include "engine/index/key.hpp"
#include "engine/index/tables.hpp"
#include "engine/match.hpp"

// Studies in, index out. Everything that repeats is kept once: atoms, the logic of criteria, criteria with their words.
namespace elig {
namespace engine {
namespace {

/// Distinct byte strings, numbered as they come.
class Pool {
 public:
  struct Number {
    std::uint32_t number;
    bool fresh;
  };
  Number of(std::string bytes) {
    const auto [it, fresh] = numbers_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(all_.size()));
    if (fresh) all_.push_back(&it->first);
    return {it->second, fresh};
  }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] const std::string& at(std::size_t i) const { return *all_[i]; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> all_;
};

/// Rows one behind the other, each pair (row, item) given in any order; items of a row in the order given.
struct Rows {
  std::vector<std::uint32_t> ends, items;
  Rows(std::size_t rows, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs) : ends(rows, 0), items(pairs.size()) {
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

struct StudyDraft {
  std::string id;
  std::string about;                      ///< what stands in study_bytes
  std::vector<std::uint32_t> programs;
  std::vector<std::uint32_t> groups;      ///< by criterion; empty with fewer than two groups
};

struct WrittenCriterion {
  std::string criterion;  ///< with its words
  std::string program;    ///< weight, section, packed steps
};

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

std::string program_bytes(const CompiledCriterion& compiled) {
  std::string bytes(reinterpret_cast<const char*>(&compiled.weight), sizeof compiled.weight);
  bytes.push_back(static_cast<char>(compiled.section));
  const std::vector<std::uint32_t> words = PackedProgram::pack(compiled);
  bytes.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint32_t));
  return bytes;
}

struct Program {
  double weight = 1;
  Section section = Section::inclusion;
  std::vector<std::uint32_t> words;
};

Program program_of(const std::string& bytes) {
  Program p;
  std::memcpy(&p.weight, bytes.data(), sizeof p.weight);
  p.section = static_cast<Section>(bytes[sizeof p.weight]);
  p.words.resize((bytes.size() - sizeof p.weight - 1) / sizeof(std::uint32_t));
  std::memcpy(p.words.data(), bytes.data() + sizeof p.weight + 1, p.words.size() * sizeof(std::uint32_t));
  return p;
}

}  // namespace
}  // namespace engine

using namespace engine;

struct StudyIndexBuilder::State {
  explicit State(std::shared_ptr<const Vocabulary> v) : vocabulary(std::move(v)), names(*vocabulary), questions(*vocabulary) {}

  std::shared_ptr<const Vocabulary> vocabulary;
  NameIndex names;
  Questions questions;
  Pool criteria, programs;
  std::vector<std::uint32_t> program_of_criterion;
  std::vector<StudyDraft> studies;
  std::vector<Patient> patients;
  Day as_of = 0;
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
  State& s = *state_;
  tbb::task_arena arena(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs));
  std::vector<std::vector<std::string>> written(rules.size());
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, rules.size(), [&](std::size_t i) {
      for (const Criterion& criterion : rules[i].criteria) written[i].push_back(criterion_bytes(criterion));
    });
  });
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RuleSet& study = rules[i];
    StudyDraft draft;
    draft.id = study.study;
    Writer about;
    about.text(study.study);
    about.text(studies[i].title);
    about.text(studies[i].source);
    about.number(study.criteria.size());
    std::vector<std::string> groups;
    for (std::size_t k = 0; k < study.criteria.size(); ++k) {
      const Criterion& criterion = study.criteria[k];
      const auto [number, fresh] = s.criteria.of(std::move(written[i][k]));
      if (fresh) {
        RuleSet alone;
        alone.criteria.push_back(criterion);
        s.program_of_criterion.push_back(s.programs.of(program_bytes(compile(alone, s.questions).criteria.front())).number);
      }
      draft.programs.push_back(s.program_of_criterion[number]);
      about.number(number);
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
    s.studies.push_back(std::move(draft));
  }
}

namespace engine {
namespace {

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

}  // namespace
}  // namespace engine

void StudyIndexBuilder::write(const std::function<void(std::string_view)>& out, unsigned jobs) {
  State& s = *state_;
  const Vocabulary& vocabulary = *s.vocabulary;
  const std::vector<Question>& questions = s.questions.all();
  tbb::task_arena arena(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(jobs));
  const auto parallel = [&](std::size_t n, const auto& each) {
    arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 64), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) each(i);
      });
    });
  };

  // Questions: what each looks for, what it answers to silence.
  std::vector<std::string_view> words(s.questions.words().size());
  std::vector<std::uint32_t> frequency(words.size(), 0);
  for (const Question& question : questions) {
    for (std::size_t i = 0; i < question.numbers.size(); ++i) words[question.numbers[i]] = question.words[i], ++frequency[question.numbers[i]];
  }
  Writer word_list;
  for (const std::string_view word : words) word_list.text(word);
  std::vector<EmptyRecords::Asked> asked(questions.size());
  {
    tbb::enumerable_thread_specific<EmptyRecords> empty([&] { return EmptyRecords(vocabulary, s.names, s.questions.words()); });
    parallel(questions.size(), [&](std::size_t i) { asked[i] = empty.local().ask(questions[i], frequency); });
  }
  SealedTexts question_texts;
  std::vector<QuestionEntry> entries;
  std::vector<std::uint32_t> question_selection;
  std::vector<Silence> silences;
  std::map<std::string, std::uint16_t> silence_numbers;
  const Handles handles{static_cast<std::uint32_t>(vocabulary.concepts().size()), static_cast<std::uint32_t>(words.size())};
  std::vector<std::uint32_t> looked_for;
  for (std::uint32_t q = 0; q < questions.size(); ++q) {
    Writer atom;
    write_atom(atom, questions[q].atom, false);
    question_texts.add(atom.bytes());
    const Silence& silence = asked[q].silence;
    const auto [it, fresh] = silence_numbers.try_emplace(std::string(reinterpret_cast<const char*>(&silence), sizeof silence), static_cast<std::uint16_t>(silences.size()));
    if (fresh) {
      if (silences.size() == 0xffff) throw std::length_error("more kinds of silence than an index can hold");
      silences.push_back(silence);
    }
    const Looks& looks = asked[q].looks;
    entries.push_back({static_cast<std::uint32_t>(looked_for.size()), it->second, looks.kinds, looks.anew});
    question_selection.push_back(questions[q].selection.value_or(no_selection));
    const std::vector<std::uint32_t> looked = handles.of(looks);
    looked_for.insert(looked_for.end(), looked.begin(), looked.end());
  }
  entries.push_back({static_cast<std::uint32_t>(looked_for.size()), 0, 0, 0});
  const auto looks_row = [&](std::uint32_t q) { return std::span<const std::uint32_t>(looked_for).subspan(entries[q].looks, entries[q + 1].looks - entries[q].looks); };

  // Literals: how often a record speaks to them.
  const auto asks = [&](const Literal& literal) {
    const auto& [looks, silent] = asked[literal.question];
    if (looks.anew || looks.kinds == 0) return false;
    for (std::size_t i = 0; i < Silence::cases; ++i) {
      for (const std::uint8_t byte : {silent.none[i], silent.held[i]}) {
        const AtomTruth a = unpacked(byte);
        if (a.truth == literal.needed || (a.truth == Truth::unknown && a.manual)) return false;
      }
    }
    return true;
  };
  std::vector<std::uint32_t> spoken[2];  // sample patients whose record speaks to the question: needed true, needed false
  for (auto& counts : spoken) counts.assign(s.patients.empty() ? 0 : questions.size(), 0);
  if (!s.patients.empty()) {
    EngineOptions options;
    options.as_of = s.as_of;
    Bindings bindings(vocabulary, s.names, s.questions.words());
    Record record(bindings);
    std::vector<std::uint8_t> found;
    for (const Patient& patient : s.patients) {
      record.read(patient, options.as_of);
      found.assign(handles.size(), 0);
      handles.each_of(record, [&](std::uint32_t handle, std::uint8_t kind) { found[handle] = static_cast<std::uint8_t>(found[handle] | kind); });
      for (std::uint32_t q = 0; q < questions.size(); ++q) {
        if (!asks({q, Truth::true_}) && !asks({q, Truth::false_})) continue;
        const auto looked = looks_row(q);
        if (std::none_of(looked.begin(), looked.end(), [&](std::uint32_t handle) { return (found[handle] & entries[q].kinds) != 0; })) continue;
        const Answer a = answer({vocabulary, options, record, false}, questions[q]);
        const bool maybe = a.truth == Truth::unknown && (a.fact != nullptr || a.manual);
        spoken[0][q] += maybe || a.truth == Truth::true_;
        spoken[1][q] += maybe || a.truth == Truth::false_;
      }
    }
  }
  const auto rarity = [&](const Key& key) {
    double sum = 0;
    for (const Literal& literal : key) {
      const double guess = guessed(questions[literal.question], vocabulary);
      if (s.patients.empty()) {
        sum += guess;
      } else {
        // the guess counts as a patient: what nobody of the sample has is not all equally rare
        sum += (spoken[literal.needed == Truth::true_ ? 0 : 1][literal.question] + guess) / (static_cast<double>(s.patients.size()) + 1);
      }
    }
    return sum;
  };

  // Studies by id, and programs in the order in which these first use them: what is looked at together lies together.
  std::vector<std::uint32_t> order(s.studies.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return s.studies[a].id < s.studies[b].id; });
  constexpr std::uint32_t unused = 0xffffffff;
  std::vector<std::uint32_t> given(s.programs.size(), unused), pooled;  // number in the index by number in the pool, and back
  for (const std::uint32_t study : order) {
    for (const std::uint32_t p : s.studies[study].programs) {
      if (given[p] == unused) given[p] = static_cast<std::uint32_t>(pooled.size()), pooled.push_back(p);
    }
  }
  const auto programs_of = [&](const StudyDraft& study) {
    std::vector<std::uint32_t> numbers;
    for (const std::uint32_t p : study.programs) numbers.push_back(given[p]);
    return numbers;
  };

  // Programs: their keys, and what the best patient gets of them.
  struct Traits {
    Key key;
    double rarity = 2;
    double hurdle = 0;
    Reach reach;
  };
  std::vector<Program> programs(s.programs.size());
  std::vector<Traits> traits(s.programs.size());
  parallel(programs.size(), [&](std::size_t i) {
    Program& p = programs[i];
    p = program_of(s.programs.at(pooled[i]));
    CompiledCriterion criterion = PackedProgram(p.words).unpack();
    criterion.section = p.section;
    Traits& t = traits[i];
    for (Key& key : keys_of(criterion, asks)) {
      const double r = rarity(key);
      if (r < t.rarity || (r == t.rarity && key < t.key)) t.rarity = r, t.key = std::move(key);
    }
    const auto constant = [&](AtomNumber q) { return questions[q].atom.kind == AtomKind::manual || questions[q].atom.kind == AtomKind::unparsed; };
    t.reach = reach_of(criterion, constant, [&](AtomNumber q) { return !(constant(q) && questions[q].atom.kind == AtomKind::unparsed); });
    auto silent = [&](AtomNumber q) { return asked[q].looks.anew ? AtomTruth{} : asked[q].silence.of(Absence::recorded, Sex::female, 0x7f); };
    const PackedProgram packed_program(p.words);
    const Value3 value = Evaluation(packed_program, silent).of(packed_program.root(), passing_truth(p.section));
    t.hurdle = hurdle(criterion, questions, outcome_of(p.section, value), t.key.empty() ? 0.3 : t.rarity);
  });
  std::vector<std::uint32_t> program_words;
  std::vector<ProgramEntry> program_entries;
  for (const Program& p : programs) {
    ProgramEntry entry;
    entry.weight = p.weight;
    entry.words = static_cast<std::uint32_t>(program_words.size());
    entry.exclusion = p.section == Section::exclusion;
    const PackedProgram packed_program(p.words);
    if (packed_program.size() == 1 && packed_program.root() == 0 && packed_program.step(0).kind == Step::Kind::atom) entry.atom = packed_program.step(0).atom & 0x7fffffff;
    program_entries.push_back(entry);
    program_words.insert(program_words.end(), p.words.begin(), p.words.end());
  }
  ProgramEntry end;
  end.words = static_cast<std::uint32_t>(program_words.size());
  program_entries.push_back(end);
  std::vector<std::uint32_t> uses(programs.size(), 0);
  for (const StudyDraft& study : s.studies) {
    for (const std::uint32_t p : study.programs) ++uses[given[p]];
  }
  // what many studies share is known already when the next one is looked at
  for (std::size_t p = 0; p < programs.size(); ++p) traits[p].hurdle *= uses[p] > 1 ? 1 : 0.8;

  // Studies, by id: each under its rarest key.
  std::map<Key, std::uint32_t> key_numbers{{Key{}, 0}};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_key;
  std::vector<std::uint32_t> study_ends, study_programs, study_group_ends, study_groups, study_keys;
  std::vector<Posting> drafts;
  SealedTexts study_texts;
  for (std::uint32_t number = 0; number < order.size(); ++number) {
    const StudyDraft& study = s.studies[order[number]];
    const std::vector<std::uint32_t> own = programs_of(study);
    const std::uint32_t none = 0xffffffff;
    std::uint32_t keyed = none;
    double weight = 0, best = 0;
    bool candidate = true;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const Traits& t = traits[own[i]];
      const double w = programs[own[i]].weight;
      weight += w;
      best += t.reach.pass ? w : w / 2;
      candidate = candidate && (t.reach.pass || t.reach.manual);
      // a criterion of one cohort among several rules out that cohort only
      if (!study.groups.empty() && study.groups[i] != 0) continue;
      if (!t.key.empty() && (keyed == none || t.rarity < traits[keyed].rarity)) keyed = own[i];
    }
    Posting posting;
    posting.study = number;
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::uint32_t p = own[i];
      if ((!study.groups.empty() && study.groups[i] != 0) || !traits[p].reach.pass) continue;
      if (std::find(posting.hurdles.begin(), posting.hurdles.end(), p) != posting.hurdles.end()) continue;
      for (std::uint32_t& h : posting.hurdles) {
        if (h == none || traits[p].hurdle > traits[h].hurdle) std::swap(h, p);
        if (p == none) break;
      }
    }
    const auto key = key_numbers.try_emplace(keyed == none ? Key{} : traits[keyed].key, static_cast<std::uint32_t>(key_numbers.size())).first->second;
    by_key.emplace_back(key, number);
    posting.best = Reachable(candidate, weight > 0 ? std::min(1.0, best / weight) : 1.0);
    posting.weight = std::nextafter(static_cast<float>(weight), std::numeric_limits<float>::infinity());
    drafts.push_back(posting);
    study_keys.push_back(key);
    study_programs.insert(study_programs.end(), own.begin(), own.end());
    study_groups.insert(study_groups.end(), study.groups.begin(), study.groups.end());
    study_group_ends.push_back(static_cast<std::uint32_t>(study_groups.size()));
    study_ends.push_back(static_cast<std::uint32_t>(study_programs.size()));
    study_texts.add(study.about);
  }
  const Rows key_rows(key_numbers.size(), by_key);
  std::vector<Posting> postings;
  for (const std::uint32_t number : key_rows.items) postings.push_back(drafts[number]);
  for (std::size_t k = 0; k < key_rows.ends.size(); ++k) {
    const auto from = postings.begin() + (k == 0 ? 0 : key_rows.ends[k - 1]), to = postings.begin() + key_rows.ends[k];
    std::stable_sort(from, to, [](const Posting& a, const Posting& b) { return a.best > b.best; });
  }
  std::vector<std::uint32_t> key_literal_ends(key_numbers.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_key_literal;
  std::vector<Asking> asking;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_question;
  std::vector<Literal> literals;
  for (const auto& [key, number] : key_numbers) {
    for (const Literal& literal : key) {
      by_key_literal.emplace_back(number, static_cast<std::uint32_t>(literals.size()));
      by_question.emplace_back(literal.question, static_cast<std::uint32_t>(literals.size()));
      literals.push_back(literal);
      asking.push_back({number, static_cast<std::uint32_t>(literal.needed)});
    }
  }
  const Rows literal_rows(key_numbers.size(), by_key_literal), asking_rows(questions.size(), by_question);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_handle;
  for (std::uint32_t q = 0; q < questions.size(); ++q) {
    if (row<std::uint32_t>(asking_rows.ends, asking_rows.items, q).empty()) continue;
    for (const std::uint32_t handle : looks_row(q)) by_handle.emplace_back(handle, q);
  }
  const Rows finder_rows(handles.size(), by_handle);
  std::vector<KeyLiteral> key_literals;
  for (const std::uint32_t i : literal_rows.items) key_literals.push_back({literals[i].question, static_cast<std::uint32_t>(literals[i].needed)});
  std::vector<Asking> asking_sorted;
  for (const std::uint32_t i : asking_rows.items) asking_sorted.push_back(asking[i]);

  SealedTexts criterion_texts;
  for (std::size_t i = 0; i < s.criteria.size(); ++i) criterion_texts.add(s.criteria.at(i));

  Writer about;
  about.text(ELIG_VERSION);
  about.text(vocabulary.digest());
  for (const std::size_t n : {study_ends.size(), criterion_texts.ends.size(), programs.size(), questions.size(), key_numbers.size() - 1}) about.number(n);

  RoomWriter rooms;
  rooms.add(Room::about, about.bytes());
  rooms.add(Room::question_ends, question_texts.ends);
  rooms.add(Room::question_bytes, question_texts.bytes);
  rooms.add(Room::questions, entries);
  rooms.add(Room::question_selection, question_selection);
  rooms.add(Room::silences, silences);
  rooms.add(Room::looks, looked_for);
  rooms.add(Room::words, word_list.bytes());
  rooms.add(Room::programs, program_entries);
  rooms.add(Room::program_words, program_words);
  rooms.add(Room::study_ends, study_ends);
  rooms.add(Room::study_programs, study_programs);
  rooms.add(Room::study_group_ends, study_group_ends);
  rooms.add(Room::study_groups, study_groups);
  rooms.add(Room::study_keys, study_keys);
  rooms.add(Room::key_ends, key_rows.ends);
  rooms.add(Room::postings, postings);
  rooms.add(Room::key_literal_ends, literal_rows.ends);
  rooms.add(Room::key_literals, key_literals);
  rooms.add(Room::finder_ends, finder_rows.ends);
  rooms.add(Room::finders, finder_rows.items);
  rooms.add(Room::asking_ends, asking_rows.ends);
  rooms.add(Room::asking, asking_sorted);
  rooms.add(Room::criterion_ends, criterion_texts.ends);
  rooms.add(Room::criterion_bytes, criterion_texts.bytes);
  rooms.add(Room::study_bytes_ends, study_texts.ends);
  rooms.add(Room::study_bytes, study_texts.bytes);
  rooms.write(out);
}

}  // namespace elig
