// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/index/codec.hpp"

namespace elig::engine {
namespace {

void write_words(Writer& out, const std::vector<std::string>& words) {
  out.number(words.size());
  for (const std::string& word : words) out.text(word);
}

std::vector<std::string> read_words(Reader& in) {
  std::vector<std::string> words(in.count());
  for (std::string& word : words) word = in.text();
  return words;
}

template <typename Value>
void write_number(Writer& out, Value value) {
  out.number(static_cast<std::uint64_t>(value));
}

/// A maybe, then the value.
void write_maybe(Writer& out, const std::optional<double>& value) {
  out.number(value.has_value());
  if (value) out.real(*value);
}
std::optional<double> read_maybe(Reader& in) { return in.flag() ? std::optional(in.real()) : std::nullopt; }

/// Spans of an atom, or nothing where they are left out.
struct Spans {
  bool kept;
  std::uint32_t origin;
  void write(Writer& out, Span span) const {
    if (kept) write_span(out, span, origin);
  }
  [[nodiscard]] Span read(Reader& in) const { return kept ? read_span(in, origin) : Span{}; }
};

void write_window(Writer& out, const Window& window, const Spans& spans) {
  write_number(out, window.op);
  write_maybe(out, window.value);
  write_number(out, window.unit);
  out.number(window.strict);
  out.number(window.future);
  write_maybe(out, window.at_least);
  out.number(window.inexact);
  out.text(window.anchor);
  write_maybe(out, window.half_lives);
  out.number(window.whichever_longer);
  spans.write(out, window.span);
}

Window read_window(Reader& in, const Spans& spans) {
  Window window;
  window.op = in.one_of(WindowOp::after);
  window.value = read_maybe(in);
  window.unit = in.one_of(TimeUnit::half_life);
  window.strict = in.flag();
  window.future = in.flag();
  window.at_least = read_maybe(in);
  window.inexact = in.flag();
  window.anchor = in.text();
  window.half_lives = read_maybe(in);
  window.whichever_longer = in.flag();
  window.span = spans.read(in);
  return window;
}

void write_bound(Writer& out, const Bound& bound, const Spans& spans) {
  write_number(out, bound.op);
  out.real(bound.value);
  out.text(bound.unit);
  write_number(out, bound.relative_to);
  out.number(bound.canonical.has_value());
  if (bound.canonical) out.real(bound.canonical->value), out.text(bound.canonical->unit);
  out.number(bound.unit_implied);
  spans.write(out, bound.span);
}

Bound read_bound(Reader& in, const Spans& spans) {
  Bound bound;
  bound.op = in.one_of(Comparator::greater);
  bound.value = in.real();
  bound.unit = in.text();
  bound.relative_to = in.one_of(RelativeTo::baseline);
  if (in.flag()) {
    const double value = in.real();
    bound.canonical = Quantity{value, std::string(in.text())};
  }
  bound.unit_implied = in.flag();
  bound.span = spans.read(in);
  return bound;
}

}  // namespace

void write_span(Writer& out, Span span, std::uint32_t origin) {
  // a node may lie outside its criterion's span; the sign goes into the last bit
  const auto distance = [&](std::uint32_t from, std::uint32_t to) {
    out.number(to >= from ? std::uint64_t{to - from} << 1 : (std::uint64_t{from - to} << 1) | 1);
  };
  distance(origin, span.begin);
  distance(span.begin, span.end);
}

Span read_span(Reader& in, std::uint32_t origin) {
  const auto moved = [&](std::uint32_t from) {
    const std::uint64_t distance = in.number();
    const auto steps = static_cast<std::uint32_t>(distance >> 1);
    return (distance & 1) != 0 ? from - steps : from + steps;
  };
  Span span;
  span.begin = moved(origin);
  span.end = moved(span.begin);
  return span;
}

void write_atom(Writer& out, const Atom& atom, bool keep_spans, std::uint32_t origin) {
  const Spans spans{keep_spans, origin};
  write_number(out, atom.kind);
  out.text(atom.concept_id);
  out.text(atom.subject.text);
  spans.write(out, atom.subject.span);
  write_words(out, atom.words);
  write_words(out, atom.qualifiers);
  out.number(atom.other_than.size());
  for (const OtherThan& other : atom.other_than) {
    out.text(other.concept_id);
    write_words(out, other.words);
    out.number(other.certain);
    out.number(other.over);
    out.number(other.window.has_value());
    if (other.window) write_window(out, *other.window, spans);
    spans.write(out, other.span);
  }
  out.number(atom.purposes.size());
  for (const Purpose& purpose : atom.purposes) {
    out.text(purpose.concept_id);
    write_words(out, purpose.words);
    out.number(purpose.certain);
    spans.write(out, purpose.span);
  }
  out.number(atom.bounds.size());
  for (const Bound& bound : atom.bounds) write_bound(out, bound, spans);
  out.number(atom.window.has_value());
  if (atom.window) write_window(out, *atom.window, spans);
  out.number(atom.count.has_value());
  if (atom.count) {
    write_number(out, atom.count->op);
    out.real(atom.count->value);
    out.text(atom.count->of);
    spans.write(out, atom.count->span);
  }
  write_number(out, atom.state);
  write_number(out, atom.temporality);
  write_number(out, atom.assertion);
  out.text(atom.sex);
  out.text(atom.why);
  out.text(atom.at);
}

Atom read_atom(Reader& in, bool keep_spans, std::uint32_t origin) {
  const Spans spans{keep_spans, origin};
  Atom atom;
  atom.kind = in.one_of(AtomKind::unparsed);
  atom.concept_id = in.text();
  atom.subject.text = in.text();
  atom.subject.span = spans.read(in);
  atom.words = read_words(in);
  atom.qualifiers = read_words(in);
  atom.other_than.resize(in.count());
  for (OtherThan& other : atom.other_than) {
    other.concept_id = in.text();
    other.words = read_words(in);
    other.certain = in.flag();
    other.over = in.flag();
    if (in.flag()) other.window = read_window(in, spans);
    other.span = spans.read(in);
  }
  atom.purposes.resize(in.count());
  for (Purpose& purpose : atom.purposes) {
    purpose.concept_id = in.text();
    purpose.words = read_words(in);
    purpose.certain = in.flag();
    purpose.span = spans.read(in);
  }
  atom.bounds.resize(in.count());
  for (Bound& bound : atom.bounds) bound = read_bound(in, spans);
  if (in.flag()) atom.window = read_window(in, spans);
  if (in.flag()) {
    Count count;
    count.op = in.one_of(Comparator::greater);
    count.value = in.real();
    count.of = in.text();
    count.span = spans.read(in);
    atom.count = std::move(count);
  }
  atom.state = in.one_of(State::absent);
  atom.temporality = in.one_of(Temporality::future);
  atom.assertion = in.one_of(Assertion::mention);
  atom.sex = in.text();
  atom.why = in.text();
  atom.at = in.text();
  return atom;
}

void write_rule(Writer& out, const Rule& rule, std::uint32_t origin) {
  out.number(rule.nodes.size());
  for (const Node& node : rule.nodes) {
    write_span(out, node.span, origin);
    if (const auto* atom = std::get_if<Atom>(&node.kind)) {
      out.number(0);
      write_atom(out, *atom, true, origin);
      continue;
    }
    const auto& group = std::get<Group>(node.kind);
    out.number(1);
    write_number(out, group.op);
    out.number(group.of.size());
    for (NodeId child : group.of) out.number(child);
    out.number(group.n);
    out.number(group.when);
    out.number(group.then);
  }
  out.number(rule.root);
}

Rule read_rule(Reader& in, std::uint32_t origin) {
  Rule rule;
  rule.nodes.resize(in.count());
  for (Node& node : rule.nodes) {
    node.span = read_span(in, origin);
    if (in.number() == 0) {
      node.kind = read_atom(in, true, origin);
      continue;
    }
    Group group;
    group.op = in.one_of(Op::if_);
    group.of.resize(in.count());
    for (NodeId& child : group.of) child = in.small();
    group.n = in.small();
    group.when = in.small();
    group.then = in.small();
    node.kind = std::move(group);
  }
  rule.root = in.small();
  return rule;
}

}  // namespace elig::engine
