// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/columns/planes.hpp"

/// The logic of evaluate.cpp for many patients at once: three-valued truth as bits.
namespace elig::engine {

inline constexpr std::size_t stretch_words = 8;  ///< words worked on at a time: 512 patients
using Bits = std::array<Word, stretch_words>;

/// Value3, a bit a patient. A node that does not apply is neither true nor false; open are only nodes that apply and are
/// unknown.
struct Node3 {
  Bits true_, false_, applies, open_manual, open_record;
  Bits looked_into;  ///< where BitProgram::open comes by
};

/// Outcomes of a criterion, a bit a patient; what is in none has passed.
struct OutcomeBits {
  Bits fail, unknown, not_applicable, manual;
};

/// A criterion as instructions in the order of evaluation: what a node needs comes before it.
class BitProgram {
 public:
  explicit BitProgram(const CompiledCriterion& criterion);

  [[nodiscard]] std::size_t nodes() const noexcept { return steps_.size(); }

  /// Outcomes of the patients of `stretch_words` words from `word` on. `room` keeps the values of the nodes, for `open`.
  void run(std::span<const QuestionPlanes> questions, std::size_t word, std::vector<Node3>& room, OutcomeBits& out) const;

  /// After `run`: for each atom that keeps the criterion open, the patients for whom it does (open_atoms of one patient).
  template <typename Each>
  void open(std::vector<Node3>& room, const Bits& among, Each&& each) const;

 private:
  struct Instruction {
    enum class Kind : std::uint8_t { atom, mention, open, not_, all, any, at_least, if_ };
    Kind kind = Kind::open;
    Truth passing = Truth::unknown;   ///< of this node
    std::uint32_t atom = 0;
    std::uint32_t first = 0, count = 0;  ///< into `children_`
    unsigned n = 0;
  };
  std::uint32_t add(const CompiledCriterion& criterion, NodeId node, Truth passing, unsigned depth);

  Section section_;
  std::vector<Instruction> steps_;
  std::vector<std::uint32_t> children_;  ///< numbers of steps
};

template <typename Each>
void BitProgram::open(std::vector<Node3>& room, const Bits& among, Each&& each) const {
  // From the root down: a child is looked into where its parent is open.
  for (std::size_t i = 0; i < steps_.size(); ++i) room[i].looked_into = {};
  if (steps_.empty()) return;
  room[steps_.size() - 1].looked_into = among;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Instruction& step = steps_[i];
    Bits here;
    Word any = 0;
    for (std::size_t w = 0; w < stretch_words; ++w) {
      here[w] = room[i].looked_into[w] & room[i].applies[w] & ~room[i].true_[w] & ~room[i].false_[w];
      any |= here[w];
    }
    if (any == 0) continue;
    if (step.kind == Instruction::Kind::atom) each(step.atom, here);
    for (std::uint32_t c = 0; c < step.count; ++c) {
      Bits& child = room[children_[step.first + c]].looked_into;
      for (std::size_t w = 0; w < stretch_words; ++w) child[w] |= here[w];
    }
  }
}

}  // namespace elig::engine
