// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "grammar/span.hpp"

/// The public rule tree: what one criterion says. Plain values without behaviour: copy, compare and share them between
/// threads freely. A rule states the criterion's content; whether meeting it lets a patient in or keeps them out belongs
/// to the section (`Criterion::section`), never to a node.
namespace elig {

using NodeId = std::uint32_t;

enum class Comparator { less, less_equal, equal, greater_equal, greater };

/// What a bound's number multiplies: nothing, the result's own limits of normal, or the patient's baseline.
enum class RelativeTo { none, uln, lln, baseline };

struct Quantity {
  double value = 0;
  std::string unit;  ///< UCUM, case-sensitive; "" when unknown, "1" for a pure number
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/// One side of a comparison: `>= 18 a`, `< 2.5 × ULN`. A range is two bounds, a set ("0 or 1") several `equal` ones.
/// Bounds of an atom join by "and", except several `equal` ones, which are alternatives.
struct Bound {
  Comparator op = Comparator::greater_equal;
  double value = 0;  ///< as written (after the power of ten: "1.5 x 10^9/L" has value 1.5 and unit 10*9/L)
  std::string unit;  ///< UCUM spelling of the unit as written; "" when the text has none. "{stage.B}": part B of the stage that `value` numbers
  RelativeTo relative_to = RelativeTo::none;
  std::optional<Quantity> canonical;  ///< value in the analyte's customary unit, when the conversion is known
  bool unit_implied = false;          ///< `canonical` rests on the only unit in which the number is plausible
  Span span;
  friend bool operator==(const Bound&, const Bound&) = default;
};

enum class WindowOp { within, not_within, for_at_least, for_at_most, before, after };
enum class TimeUnit { minute, hour, day, week, month, year, half_life };

/// When the atom's event must lie.
///   within        at most `value` before (or, `future`, after) the anchor    "within 28 days of enrolment"
///   not_within    at least `value` before the anchor                         "at least 28 days since"
///   for_at_least  it has lasted that long at the anchor                      "diabetes for more than 1 year"
///   for_at_most   it began no longer ago than that                           "symptoms for less than 2 weeks"
///   after         it happened (began), and at least `value` has passed since  "diagnosed at least 12 weeks before screening"
///   before        before the anchor, `value` may be absent                    "before age 50"
struct Window {
  WindowOp op = WindowOp::within;
  std::optional<double> value;
  TimeUnit unit = TimeUnit::day;
  bool strict = false;            ///< "more than 28 days", "< 6 weeks": the boundary itself does not satisfy
  bool future = false;            ///< "in the next 6 months": no record can settle it
  std::optional<double> at_least; ///< inner bound of a two-sided window: "between 2 and 6 months ago" has 2 here, 6 in `value`
  bool inexact = false;           ///< with `at_least`: one span said inexactly, "within 4-6 weeks"; between the two nothing is certain
  std::string anchor = "as_of";   ///< "as_of" (enrolment, screening, first dose, consent …) or the anchoring words
  std::optional<double> half_lives; ///< "or 5 half-lives": kept, and not computable without the drug's half-life
  bool whichever_longer = true;     ///< with `half_lives`: the longer (true) or the shorter of both counts
  Span span;
  friend bool operator==(const Window&, const Window&) = default;
};

/// How many events: "≥ 2 prior lines", "more than 3 visits".
struct Count {
  Comparator op = Comparator::greater_equal;
  double value = 1;
  std::string of;  ///< what is counted: "event", "line", "regimen", "drug"
  Span span;
  friend bool operator==(const Count&, const Count&) = default;
};

enum class AtomKind {
  age, sex, measurement, score, stage, biomarker, test, finding,           // values and observations
  condition, exposure, procedure, therapy, allergy,                        // entries of a record
  pregnancy, reproductive, life_stage, language, encounter, social,        // states of a person
  manual,                                                                  // recognised, no record can settle it
  unparsed                                                                 // not understood
};

/// When the fact must hold, when no window says it.
enum class Temporality { any, current, past, future };

/// Whether the sentence asserts the thing at all. `hypothetical` … `other_person` need a person: they evaluate as `manual`.
/// `mention`: the words name it, but a sibling node decides ("renal failure (creatinine > 2)": the comparison decides; "surgery" in
/// "4 weeks before surgery"). It is neutral, as a guard that does not apply is: `all` and `any` leave it out.
enum class Assertion { asserted, hypothetical, possible, planned, other_person, mention };

/// What the words ask of a coded result: "HER2 positive", "KRAS wild-type", "negative pregnancy test".
enum class State { none, positive, negative, mutated, wild_type, normal, abnormal, high, low, present, absent };

struct Subject {
  std::string text;  ///< as written
  Span span;
  friend bool operator==(const Subject&, const Subject&) = default;
};

/// "malignancy other than basal cell carcinoma": an entry of the record that is this does not count for the atom. Not `certain`:
/// the exception has conditions of its own ("adequately treated …"), so such an entry leaves the atom unknown.
struct OtherThan {
  std::string concept_id;
  std::vector<std::string> words;
  bool certain = true;
  Span span;
  std::optional<Window> window{};  ///< only entries that began so long ago: "diagnosed more than 5 years ago" (op not_within)
  bool over = false;               ///< only entries that are over, with `window` so long ago: "disease-free for 5 years"
  friend bool operator==(const OtherThan&, const OtherThan&) = default;
};

/// "chemotherapy for breast cancer": what it was given or done for. An entry that states another reason is not it; of one that states
/// none the diagnoses tell. Not `certain`: the words may mean it for a neighbour in the list alone.
struct Purpose {
  std::string concept_id;
  std::vector<std::string> words;      ///< what narrows the concept; without one, the phrase
  bool certain = true;
  Span span;
  friend bool operator==(const Purpose&, const Purpose&) = default;
};

/// A leaf: one comparison, one condition, one exposure …  It never hides two meanings.
struct Atom {
  AtomKind kind = AtomKind::unparsed;
  std::string concept_id;              ///< id in the vocabulary; "" when the phrase is outside it and matches by its words
  Subject subject;
  std::vector<std::string> words;      ///< normalised content words of the subject, for matching by words
  /// Restrictions on the concept that a record may or may not state: "severe", "uncontrolled", "symptomatic", "metastatic".
  /// A record of the bare concept leaves such an atom unknown; a record without the concept makes it false. "a|b": either of them.
  /// "another", of a cancer: beside the one that the study is about.
  std::vector<std::string> qualifiers;
  std::vector<OtherThan> other_than;
  std::vector<Purpose> purposes;       ///< of treatments and stays: for any of these
  std::vector<Bound> bounds;
  std::optional<Window> window;
  std::optional<Count> count;
  State state = State::none;
  Temporality temporality = Temporality::any;
  Assertion assertion = Assertion::asserted;
  std::string sex;                     ///< kind sex: "male" | "female"
  std::string why;                     ///< kind manual: "consent", "judgement", "willingness", …
  std::string at;                      ///< an event the value belongs to ("birth", "diagnosis"), "" for as-of
  friend bool operator==(const Atom&, const Atom&) = default;
};

enum class Op { all, any, not_, at_least, if_ };

/// `of` holds child nodes; `if_` uses `when` and `then` instead, `not_` exactly one child.
struct Group {
  Op op = Op::all;
  std::vector<NodeId> of;
  unsigned n = 0;  ///< at_least: how many of the children
  NodeId when = 0;
  NodeId then = 0;
  friend bool operator==(const Group&, const Group&) = default;
};

struct Node {
  Span span;
  std::variant<Group, Atom> kind;
  friend bool operator==(const Node&, const Node&) = default;
};

/// A tree in one vector: children before parents, `root` last. Ids are positions, stable for side tables.
struct Rule {
  std::vector<Node> nodes;
  NodeId root = 0;

  [[nodiscard]] const Node& at(NodeId id) const { return nodes.at(id); }
  [[nodiscard]] const Atom* atom(NodeId id) const { return std::get_if<Atom>(&nodes.at(id).kind); }
  [[nodiscard]] const Group* group(NodeId id) const { return std::get_if<Group>(&nodes.at(id).kind); }
  NodeId add(Node node) {
    nodes.push_back(std::move(node));
    return root = static_cast<NodeId>(nodes.size() - 1);
  }
  friend bool operator==(const Rule&, const Rule&) = default;
};

}  // namespace elig
