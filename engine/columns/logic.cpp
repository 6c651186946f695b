// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/logic.hpp"

#include <algorithm>

// The same tables as evaluate.cpp, word by word. Loops over `stretch_words` words become two or four vector instructions;
// the widest set the processor has is chosen when the program starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ELIG_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ELIG_WIDE
#endif

namespace elig::engine {
namespace {

constexpr unsigned max_depth = 256;  // as evaluate.cpp has it

Truth passing_truth(Section section) { return section == Section::inclusion ? Truth::true_ : Truth::false_; }

Truth handed_down(Step::Kind kind, Truth passing) {
  if (kind == Step::Kind::all) return passing == Truth::true_ ? passing : Truth::unknown;
  if (kind == Step::Kind::any) return passing == Truth::false_ ? passing : Truth::unknown;
  return Truth::unknown;
}

constexpr Word ones = ~Word{0};

ELIG_WIDE void atom(const QuestionPlanes& q, std::size_t word, std::size_t words, Node3& v) {
  for (std::size_t w = 0; w < words; ++w) {
    v.true_[w] = q.true_()[word + w];
    v.false_[w] = q.false_()[word + w];
    v.open_manual[w] = q.manual()[word + w];
  }
  for (std::size_t w = words; w < stretch_words; ++w) v.true_[w] = v.false_[w] = v.open_manual[w] = 0;
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.applies[w] = ones;
    v.open_record[w] = ~(v.true_[w] | v.false_[w] | v.open_manual[w]);
  }
}

ELIG_WIDE void begin(Node3& v, bool all) {
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.true_[w] = all ? ones : 0;
    v.false_[w] = all ? 0 : ones;
    v.applies[w] = v.open_manual[w] = v.open_record[w] = 0;
  }
}

/// One more child of an `all`.
ELIG_WIDE void join_all(Node3& v, const Node3& c) {
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.true_[w] &= c.true_[w] | ~c.applies[w];
    v.false_[w] |= c.false_[w];
    v.applies[w] |= c.applies[w];
    v.open_manual[w] |= c.open_manual[w];
    v.open_record[w] |= c.open_record[w];
  }
}

ELIG_WIDE void join_any(Node3& v, const Node3& c) {
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.true_[w] |= c.true_[w];
    v.false_[w] &= c.false_[w] | ~c.applies[w];
    v.applies[w] |= c.applies[w];
    v.open_manual[w] |= c.open_manual[w];
    v.open_record[w] |= c.open_record[w];
  }
}

ELIG_WIDE void settle(Node3& v) {
  for (std::size_t w = 0; w < stretch_words; ++w) {
    v.true_[w] &= v.applies[w];
    v.false_[w] &= v.applies[w];
    const Word open = v.applies[w] & ~v.true_[w] & ~v.false_[w];
    v.open_manual[w] &= open;
    v.open_record[w] &= open;
  }
}

ELIG_WIDE void guard(const Node3& when, const Node3& then, Truth passing, Node3& v) {
  for (std::size_t w = 0; w < stretch_words; ++w) {
    const Word off = when.applies[w] & when.false_[w];
    const Word on = ~when.applies[w] | when.true_[w];
    const Word harmless = ~then.applies[w] | (passing == Truth::true_ ? then.true_[w] : passing == Truth::false_ ? then.false_[w] : 0);
    const Word take = ~off & (on | harmless);
    const Word open = ~off & ~take;
    v.true_[w] = take & then.true_[w];
    v.false_[w] = take & then.false_[w];
    v.applies[w] = open | (take & then.applies[w]);
    v.open_manual[w] = (take & then.open_manual[w]) | (open & (when.open_manual[w] | then.open_manual[w]));
    v.open_record[w] = (take & then.open_record[w]) | (open & (when.open_record[w] | then.open_record[w]));
  }
}

ELIG_WIDE void outcome(const Node3& v, Section section, OutcomeBits& out) {
  const bool inclusion = section == Section::inclusion;
  for (std::size_t w = 0; w < stretch_words; ++w) {
    const Word open = v.applies[w] & ~v.true_[w] & ~v.false_[w];
    out.fail[w] = inclusion ? v.false_[w] : v.true_[w];
    out.not_applicable[w] = ~v.applies[w];
    out.manual[w] = open & v.open_manual[w] & ~v.open_record[w];
    out.unknown[w] = open & ~out.manual[w];
  }
}

}  // namespace

BitProgram::BitProgram(const CompiledCriterion& criterion) : section_(criterion.section) {
  (void)add(criterion, criterion.root, passing_truth(criterion.section), 0);
}

std::uint32_t BitProgram::add(const CompiledCriterion& criterion, NodeId node, Truth passing, unsigned depth) {
  Instruction i;
  i.passing = passing;
  std::vector<std::uint32_t> children;
  if (node < criterion.steps.size() && depth <= max_depth) {
    const Step& step = criterion.steps[node];
    const auto child = [&](NodeId id, Truth passes) { children.push_back(add(criterion, id, passes, depth + 1)); };
    switch (step.kind) {
      case Step::Kind::atom: i.kind = Instruction::Kind::atom, i.atom = step.atom; break;
      case Step::Kind::mention: i.kind = Instruction::Kind::mention; break;
      case Step::Kind::not_:
        if (step.of.empty()) break;
        i.kind = Instruction::Kind::not_;
        child(step.of.front(), !passing);
        break;
      case Step::Kind::all:
      case Step::Kind::any:
        i.kind = step.kind == Step::Kind::all ? Instruction::Kind::all : Instruction::Kind::any;
        for (NodeId id : step.of) child(id, handed_down(step.kind, passing));
        break;
      case Step::Kind::at_least:
        i.kind = Instruction::Kind::at_least;
        i.n = step.n;
        for (NodeId id : step.of) child(id, Truth::unknown);
        break;
      case Step::Kind::if_:
        i.kind = Instruction::Kind::if_;
        child(step.when, Truth::unknown);
        child(step.then, passing);
        break;
    }
  }
  i.first = static_cast<std::uint32_t>(children_.size());
  i.count = static_cast<std::uint32_t>(children.size());
  children_.insert(children_.end(), children.begin(), children.end());
  steps_.push_back(i);
  return static_cast<std::uint32_t>(steps_.size() - 1);
}

void BitProgram::run(std::span<const QuestionPlanes> questions, std::size_t word, std::vector<Node3>& room, OutcomeBits& out) const {
  using Kind = Instruction::Kind;
  if (room.size() < steps_.size()) room.resize(steps_.size());
  const auto child = [&](const Instruction& step, std::uint32_t i) -> const Node3& { return room[children_[step.first + i]]; };
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Instruction& step = steps_[s];
    Node3& v = room[s];
    switch (step.kind) {
      case Kind::atom: {
        const QuestionPlanes& q = questions[step.atom];
        atom(q, word, std::min(stretch_words, q.stride - word), v);
        break;
      }
      case Kind::mention: v = {}; break;
      case Kind::open:
        v = {};
        v.applies.fill(ones);
        v.open_record.fill(ones);
        break;
      case Kind::not_:
        v = child(step, 0);
        std::swap(v.true_, v.false_);
        break;
      case Kind::all:
        begin(v, true);
        for (std::uint32_t i = 0; i < step.count; ++i) join_all(v, child(step, i));
        settle(v);
        break;
      case Kind::any:
        begin(v, false);
        for (std::uint32_t i = 0; i < step.count; ++i) join_any(v, child(step, i));
        settle(v);
        break;
      case Kind::at_least: {
        begin(v, true);
        // surely[k], perhaps[k]: at least k of the children so far are true, or might be.
        const std::size_t n = std::min<std::size_t>(step.n, step.count + std::size_t{1});
        std::vector<Bits> surely(n + 1), perhaps(n + 1);
        surely[0].fill(ones);
        perhaps[0].fill(ones);
        for (std::uint32_t i = 0; i < step.count; ++i) {
          const Node3& c = child(step, i);
          join_all(v, c);  // whether it applies, and what is open
          for (std::size_t k = n; k > 0; --k) {
            for (std::size_t w = 0; w < stretch_words; ++w) {
              surely[k][w] |= surely[k - 1][w] & c.true_[w];
              perhaps[k][w] |= perhaps[k - 1][w] & c.applies[w] & ~c.false_[w];
            }
          }
        }
        for (std::size_t w = 0; w < stretch_words; ++w) {
          v.true_[w] = surely[n][w];
          v.false_[w] = ~perhaps[n][w];
        }
        settle(v);
        break;
      }
      case Kind::if_: guard(child(step, 0), child(step, 1), step.passing, v); break;
    }
  }
  outcome(room[steps_.size() - 1], section_, out);
}

}  // namespace elig::engine
