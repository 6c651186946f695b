// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/index/looks.hpp"
#include "engine/program.hpp"
#include "engine/record.hpp"

/// How the index keeps things: numbers in rows, and rows behind rows ("ends": where each row ends, the first starts at 0).
namespace elig::engine {

/// Row `i` of rows that stand one behind the other.
template <typename Item>
[[nodiscard]] std::span<const Item> row(std::span<const std::uint32_t> ends, std::span<const Item> items, std::size_t i) {
  if (i >= ends.size()) return {};
  const std::uint32_t from = i == 0 ? 0 : ends[i - 1];
  return items.subspan(from, ends[i] - from);
}

inline constexpr std::uint32_t no_selection = 0xffffffff;

/// The best that may become of a study: a candidate before what cannot be one, then by score. In one number, rounded up.
class Reachable {
 public:
  Reachable() = default;
  Reachable(bool candidate, double score) : value_(std::nextafter(static_cast<float>(candidate ? score : score - 2), 2.0F)) {}
  [[nodiscard]] bool candidate() const noexcept { return value_ >= 0; }
  [[nodiscard]] double score() const noexcept { return static_cast<double>(value_) + (value_ >= 0 ? 0 : 2); }
  friend auto operator<=>(Reachable, Reachable) = default;

 private:
  float value_ = 1;
};

/// A study under its key, and what most often stands in its way: that is looked at before the study itself.
struct Posting {
  static constexpr std::uint32_t nothing = 0xffffffff;
  std::uint32_t study = 0;
  std::array<std::uint32_t, 4> hurdles{nothing, nothing, nothing, nothing};  ///< programs of criteria that can be passed
  Reachable best;
  float weight = 0;  ///< of all criteria, rounded up
};
static_assert(sizeof(Posting) == 28);

/// A question as far as most answers need it. What it looks for ends where the next one's begins; one more stands at the end.
struct QuestionEntry {
  std::uint32_t looks = 0;    ///< where what it looks for begins
  std::uint16_t silence = 0;  ///< number of its Silence
  std::uint8_t kinds = 0;     ///< of entries that it minds
  std::uint8_t anew = 0;      ///< silence has no one answer to it
};
static_assert(sizeof(QuestionEntry) == 8);

/// A criterion's logic. Most are a single atom.
struct ProgramEntry {
  static constexpr std::uint32_t several = 0xffffffff;
  double weight = 0;
  std::uint32_t words = 0;           ///< where its packed steps begin; they end where the next one's begin
  std::uint32_t exclusion : 1 = 0;
  std::uint32_t atom : 31 = several >> 1;
  [[nodiscard]] bool single() const noexcept { return atom != several >> 1; }
  [[nodiscard]] Section section() const noexcept { return exclusion != 0 ? Section::exclusion : Section::inclusion; }
};
static_assert(sizeof(ProgramEntry) == 16);

/// A literal of a key, seen from the key and from its question.
struct KeyLiteral {
  std::uint32_t question = 0;
  std::uint32_t needed = 0;  ///< a Truth
};
struct Asking {
  std::uint32_t key = 0;
  std::uint32_t needed = 0;
};

/// Everything that entries are found by, numbered through: concepts that they are, concepts that they may be narrower than,
/// concepts of their coded results, words, topics.
struct Handles {
  std::uint32_t concepts = 0, words = 0;
  [[nodiscard]] std::uint32_t concept_(ConceptIndex c) const noexcept { return c; }
  [[nodiscard]] std::uint32_t broader(ConceptIndex c) const noexcept { return concepts + c; }
  [[nodiscard]] std::uint32_t value(ConceptIndex c) const noexcept { return 2 * concepts + c; }
  [[nodiscard]] std::uint32_t word(WordNumber w) const noexcept { return 3 * concepts + w; }
  [[nodiscard]] std::uint32_t topic(unsigned bit_number) const noexcept { return 3 * concepts + words + bit_number; }
  static constexpr unsigned topics = 8;
  [[nodiscard]] std::size_t size() const noexcept { return topic(topics); }

  /// What a question looks for.
  [[nodiscard]] std::vector<std::uint32_t> of(const Looks& looks) const;

  /// Calls `each` with every handle that finds an entry of the record, and the bits of the kinds of these entries; many more than
  /// once.
  template <typename Each>
  void each_of(const Record& record, Each&& each) const;
};

/// One rule's logic, packed: number of nodes, root, three words a node, then the children.
class PackedProgram {
 public:
  struct View {
    Step::Kind kind;
    AtomNumber atom;
    std::span<const std::uint32_t> of;
    unsigned n;
    NodeId when, then;
  };
  explicit PackedProgram(std::span<const std::uint32_t> words) : words_(words) {}
  [[nodiscard]] std::size_t size() const { return words_[0]; }
  [[nodiscard]] NodeId root() const { return words_[1]; }
  [[nodiscard]] View step(NodeId id) const {
    const std::uint32_t* w = &words_[2 + std::size_t{id} * 3];
    const auto kind = static_cast<Step::Kind>(w[0] & 0xff);
    const std::uint32_t count = w[0] >> 8;
    switch (kind) {
      case Step::Kind::atom:
      case Step::Kind::mention: return {kind, w[1], {}, 0, 0, 0};
      case Step::Kind::if_: return {kind, 0, {}, 0, w[1], w[2]};
      default: return {kind, 0, words_.subspan(w[1], count), w[2], 0, 0};
    }
  }
  [[nodiscard]] static std::vector<std::uint32_t> pack(const CompiledCriterion& criterion);
  [[nodiscard]] CompiledCriterion unpack() const;  ///< steps and root

 private:
  std::span<const std::uint32_t> words_;
};

template <typename Each>
void Handles::each_of(const Record& record, Each&& each) const {
  constexpr std::uint8_t any_kind = 0xff;
  for (const Record::Text& text : record.texts()) {  // a record says the same things over and over
    const std::uint8_t kind = bit(record.at(text.first).fact->kind);
    const Binding& code = *text.binding;
    for (const ConceptIndex c : code.covers) each(concept_(c), kind);
    for (const ConceptIndex c : code.mentions) each(concept_(c), kind);
    for (const ConceptIndex c : code.specific) each(broader(c), kind);
    for (const WordNumber w : code.known) each(word(w), kind);
  }
  const Binding* last = nullptr;
  for (const Record::Entry& entry : record.entries()) {
    if (entry.value == nullptr || std::exchange(last, entry.value) == entry.value) continue;
    for (const ConceptIndex c : entry.value->covers) each(value(c), any_kind);
  }
  constexpr Kinds all{FactKind::observation, FactKind::condition, FactKind::medication, FactKind::procedure, FactKind::allergy,
                      FactKind::immunization, FactKind::encounter, FactKind::family_history};
  for (const Topic t : {Topic::pregnancy, Topic::sterility, Topic::smoking, Topic::allergy, Topic::staged, Topic::nursing}) {
    if (!record.about(t, all).empty()) each(topic(static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(t)))), any_kind);
  }
}

}  // namespace elig::engine
