// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// How a chunk ended up, for the ledger.
enum class Disposition : std::uint8_t { computable, manual, unparsed, none };

/// What the words before a list say about all of it; handed down to sub-bullets.
struct Stance {
  bool negated = false;
  bool narrow_negation = false;       ///< "non-": reaches no further than its word
  Temporality temporality = Temporality::any;
  Assertion assertion = Assertion::asserted;
  bool or_known = false;              ///< "known or suspected"
  bool suspicion = false;             ///< "suspected": of what the record would name, were there one
  bool signs = false;                 ///< "signs of": whoever has the thing has them
  bool another_cause = false;         ///< "other causes of": nobody without the thing has a cause of it
  bool or_own = false;                ///< "personal or family history of"
  bool conjunctive = false;           ///< "unless treated and stable": here "and" asks for both, in an exclusion too
  bool mention_only = false;          ///< inside something that another node decides
  bool mention_tail = false;          ///< the member before ended in how it was found out ("confirmed by biopsy"): the next one joined to it goes on with that
  bool any_time = false;              ///< "no prior and no concurrent": the first word that waits for its thing says when
  bool allergic = false;              ///< "hypersensitivity to:": what the list names are allergens
  std::optional<Window> window;       ///< "any of the following within 6 months:"
};

/// The rule tree of one run of chunks. `rule` receives the nodes; spans are still those of the normalised text.
class Clauses {
 public:
  using Children = std::function<std::vector<NodeId>(const Stance&)>;

  Clauses(std::vector<Chunk>& chunks, const Vocabulary& vocabulary, Section section, Rule& rule)
      : chunks_(chunks), dispositions_(chunks.size(), Disposition::none), vocabulary_(vocabulary), section_(section), rule_(rule) {}

  /// The whole run; `children` makes the nodes of the sub-bullets it governs (empty: none). Nothing when the run says nothing.
  std::optional<NodeId> build(const Stance& stance, const Children& children);

  [[nodiscard]] const std::vector<Disposition>& dispositions() const { return dispositions_; }
  /// "Prior radiotherapy is allowed": the run asks for nothing, it only permits.
  [[nodiscard]] bool permits() const { return permits_; }

 private:
  using Index = std::size_t;
  /// A member of a list and the joining word on its left.
  struct Operand {
    Index begin;
    Index end;
    ChunkKind before;
    bool judged = false;  ///< goes on with what a person judges: "contraindications to A or [B]"
    bool comma = false;   ///< a comma stands before it, whatever its joint is
  };

  /// What stands before the thing that a member of a list names.
  struct Opening {
    bool denial = false;
    bool verb = false;    ///< "with", "who have"
    bool people = false;  ///< "patients", "those"
  };

  /// A member of a list, read.
  struct Member {
    NodeId node;
    ChunkKind before;
    bool inherits;        ///< stands under the negation of the member before it
    bool people;          ///< says no more than who: "men", "women"
    bool comma;           ///< a comma stands before it
    bool tight = false;   ///< its "or" reaches no further than the thing right before
    std::optional<Index> narrows = std::nullopt;  ///< the "and" before it may ask for more of those it follows: "… and require oxygen"
  };

  /// One list while it is read.
  struct Listing {
    Index begin;
    Index end;
    const Stance& stance;
    std::vector<Operand> operands;
    std::vector<Member> members;
  };

  /// A member of a list while its chunks are read one by one.
  struct Reading {
    Index i;
    Index j;
    Stance& stance;                          ///< the list's; what holds for the members to come is written here
    Stance here;
    Index k = 0;                             ///< the chunk that is read
    std::vector<NodeId> nodes{};
    std::vector<bool> negated{};             ///< of `nodes`
    bool inherited_negation = false;
    bool negating = false;                   ///< the next thing is what the negation is about
    bool own_negation = false;               ///< a negation of this member that still waits for its thing
    bool own_history = false;                ///< "history of" stands in this member
    bool own_doubt = false;                  ///< a doubt of this member alone
    bool any_manual = false;
    bool denial_over = false;                ///< the rest of the list goes on with the cause or the examples
    std::optional<Index> negation_at{};
    std::optional<std::size_t> negated_at{};       ///< the last negated node: what follows without a joining word only narrows it
    std::optional<std::size_t> manual_negation{};  ///< where the first negation stood
    std::optional<std::size_t> denial_end{};       ///< "unable to … because of X": the cause is not denied
    std::optional<std::size_t> served{};           ///< a treatment "for" a disease
    std::optional<Index> last_thing{};
    std::optional<Index> caused{};                 ///< what "due to" stands behind; j when its cause is read
    std::optional<Index> purpose{};                ///< the "for" of "chemotherapy for lung cancer", until its disease comes
    std::optional<NodeId> when{};                  ///< the people whom alone it concerns

    void keep(NodeId id) {
      nodes.push_back(id);
      negated.push_back(false);
    }
    /// The denial of node `n` is of the next thing instead; false where there is none.
    bool pass_negation(std::size_t n) {
      if (!negated[n]) return false;
      negated[n] = false;
      negated_at.reset();
      return negating = true;
    }
  };

  /// A bracket: the chunks [i, j) between `open` and its close, and what is known of it at once.
  struct Bracket {
    Index open;
    Index i;
    Index j;
    Index behind;                 ///< the first chunk after the bracket
    std::optional<Index> before;  ///< the thing that it stands behind
    const Stance& stance;
    Stance inner;
    std::vector<NodeId>& nodes;   ///< what the member says so far
    bool limit_before = false;    ///< the thing before is compared
    bool things = false;
    bool compared = false;
    bool only_sex = true;
    bool manual = false;
    bool unknown = false;
  };

  /// "(≤ 5 x ULN if liver metastases)": the comparisons, the words for the people, and the limit that all others have.
  struct OtherLimit {
    std::vector<Index> limits;
    std::pair<Index, Index> whom;
    std::optional<Bound> first;
  };

  std::optional<NodeId> sentences(Index i, Index j, const Stance& stance);
  [[nodiscard]] bool says_how_counted() const;
  NodeId counted_words();
  bool excepts_former(Index i, Index begin, Index end, std::vector<NodeId>& nodes);
  bool washes_out_former(Index begin, Index end, std::vector<NodeId>& nodes);
  void add_sentence(Index begin, Index end, const Stance& stance, std::vector<NodeId>& nodes);
  [[nodiscard]] bool explains_former(Index begin, Index end) const;
  std::optional<NodeId> sentence(Index i, Index j, const Stance& stance);
  std::optional<NodeId> parts(Index i, Index j, const Stance& stance);

  [[nodiscard]] bool says_nothing_but_list(Index i, Index colon) const;
  [[nodiscard]] unsigned counts_of_list(Index i, Index colon) const;
  std::optional<NodeId> list_behind_head(Index i, Index colon, Index j, const Stance& stance);
  std::vector<NodeId> members_behind(Index colon, Index j, const Stance& stance);
  NodeId beside_unknown_head(Index i, Index colon, NodeId node);
  NodeId narrowed_by_list(Index i, Index with, Index colon, NodeId node, const Stance& stance);
  [[nodiscard]] bool means_what_follows(Index i, Index colon, Index j) const;
  std::optional<NodeId> meant_by_list(Index i, Index colon, Index j, const Stance& stance);

  std::optional<NodeId> said(Index i, Index j, const Stance& stance);
  [[nodiscard]] std::optional<Index> turns(Index i, Index j) const;
  [[nodiscard]] std::optional<Index> denies_all(Index i, Index j) const;
  std::optional<NodeId> denied(Index no, Index i, Index j, const Stance& stance);
  void denied_entries(NodeId id, bool negated, std::vector<NodeId>& out) const;
  NodeId allow(NodeId main, NodeId allowed, bool people);
  NodeId permitted(NodeId node, bool people);
  NodeId limits_some(NodeId node);
  NodeId wording(NodeId of);
  [[nodiscard]] bool comorbid(NodeId id) const;
  [[nodiscard]] bool conditional(NodeId id) const;
  [[nodiscard]] bool limited(NodeId id) const;
  [[nodiscard]] bool obliges(Index i, Index j) const;
  [[nodiscard]] std::optional<Index> contrast_before(Index i, Index k) const;
  [[nodiscard]] bool names_people(Index i, Index j) const;
  std::optional<NodeId> exceptions(Index i, Index j, const Stance& stance);
  NodeId excepting(NodeId main, Span where, NodeId exception);
  NodeId unless(NodeId main, NodeId exception, bool of_all);
  NodeId weighed(NodeId exception, Index i, Index j);
  [[nodiscard]] std::optional<Index> chunk_of(const Atom& atom) const;
  [[nodiscard]] std::optional<Index> chunk_of(const OtherThan& other) const;
  [[nodiscard]] std::pair<Index, Index> exceptions_around(Index k) const;
  [[nodiscard]] bool overcome(Index k) const;
  [[nodiscard]] bool asks_more(Index k, Index end) const;
  [[nodiscard]] bool conditioned(const Atom& excepted) const;
  [[nodiscard]] bool treated_alone(const Atom& excepted) const;
  void without_examples(const std::vector<NodeId>& mains, std::vector<OtherThan>& others) const;
  [[nodiscard]] bool excepts_people(const std::vector<NodeId>& mains, NodeId exception) const;
  [[nodiscard]] bool takes_next(Index k, Index j) const;
  void restrict_examples(const Atom& head, NodeId examples);
  [[nodiscard]] bool names_allergens(Index i, Index end) const;
  [[nodiscard]] bool judges_list(Index i, Index end) const;
  std::optional<NodeId> exceptions_below(Index i, Index j, const Stance& stance);
  std::optional<NodeId> guards(Index i, Index j, const Stance& stance);
  std::optional<NodeId> list(Index i, Index j, const Stance& stance);

  [[nodiscard]] std::vector<Operand> cut_members(Index i, Index j) const;
  [[nodiscard]] bool goes_on(Index begin, Index joint, Index j) const;
  [[nodiscard]] ChunkKind joint_at(Index i, Index k, Index j) const;
  void read_joints(std::vector<Operand>& operands) const;
  [[nodiscard]] bool explains_itself(const std::vector<Operand>& operands) const;
  std::optional<NodeId> explained(const Listing& list);

  void read_members(Listing& list);
  [[nodiscard]] Opening opens(const Operand& o) const;
  bool inherits_stance(const Listing& list, std::size_t n, const Opening& opening, Stance& here) const;
  NodeId judged(Operand& o, NodeId node, bool negated);
  NodeId planned(const Operand& o);
  [[nodiscard]] const Chunk* exemplified_in(const Operand& o) const;
  void defines_list(const Listing& list, const Operand& o);
  [[nodiscard]] bool past_before(const Operand& o) const;
  bool widens_guard(NodeId& last, NodeId node);

  void weigh_joints(Listing& list);
  void bind_close_choices(Listing& list);
  bool splits_last(Listing& list, std::size_t k);
  std::optional<NodeId> open_list(const Listing& list);
  std::optional<NodeId> and_beside_or(const Listing& list);
  NodeId joined(const Listing& list);

  std::optional<NodeId> operand(Index i, Index j, Stance& stance);
  void read_chunk(Reading& r);
  void read_negation(Reading& r);
  void read_current(Reading& r) const;
  void read_need(Reading& r);
  void read_guard(Reading& r);
  void read_bracket(Reading& r);
  void read_examples(Reading& r);
  void read_definition(Reading& r);
  void read_head(Reading& r);
  void read_unknown(Reading& r);
  void read_filler(Reading& r) const;
  void only_for_a_person(Reading& r);
  void hand_on(const Reading& r) const;
  void leave_to_person(Reading& r);
  void deny_last(Reading& r);
  void deny_from(Reading& r, std::size_t first);

  void read_thing(Reading& r);
  [[nodiscard]] bool sex_of_another(const Reading& r) const;
  bool purpose_of_last(Reading& r);
  bool general_word_behind(Reading& r);
  [[nodiscard]] bool behind_general_word(const Reading& r) const;
  void read_served(Reading& r, Atom& handle, Stance mine);
  bool narrows_denied(const Reading& r);
  [[nodiscard]] bool says_which(const Reading& r) const;
  bool read_cause(Reading& r, Stance& mine);
  std::optional<NodeId> parenthesis(Index open, Index close, const Stance& stance, std::vector<NodeId>& nodes, std::optional<Index> before);

  [[nodiscard]] Bracket bracket(Index open, Index close, const Stance& stance, std::vector<NodeId>& nodes, std::optional<Index> before) const;
  // What a bracket may be; each reads it whole, or returns false.
  bool bracketed_kinds(const Bracket& b);
  bool bracketed_limit_of_sex(const Bracket& b);
  bool bracketed_longer(const Bracket& b);
  bool bracketed_exclusion(const Bracket& b);
  bool bracketed_denial(const Bracket& b);
  bool bracketed_help(const Bracket& b);
  bool bracketed_demand(const Bracket& b);
  bool bracketed_guard(const Bracket& b);
  bool bracketed_examples(const Bracket& b);
  bool bracketed_exception(const Bracket& b);
  bool bracketed_alternative(const Bracket& b);
  bool bracketed_meaning(const Bracket& b);
  bool bracketed_limit(const Bracket& b);
  bool bracketed_measure(const Bracket& b);
  bool bracketed_aside(const Bracket& b);
  bool gauges(std::optional<Index> before, Index i, Index j, NodeId& head, NodeId definition);
  bool excepts_bracketed(const Bracket& b, NodeId main);
  void doubt_time(NodeId examples);
  [[nodiscard]] std::size_t last_said(const std::vector<NodeId>& nodes) const;

  [[nodiscard]] std::optional<OtherLimit> reads_other_limit(Index i, Index j) const;
  [[nodiscard]] std::optional<std::pair<Index, Index>> before_other_limit(Index i, Index j) const;
  [[nodiscard]] bool covers(const Atom& named, const Atom& limited) const;
  bool other_limit(Index i, Index j, const Stance& stance);

  NodeId thing(const Chunk& chunk, const Stance& stance);
  NodeId atom(Atom atom, Span span);
  NodeId add(Group group, Span span);
  NodeId group(Op op, std::vector<NodeId> of);
  NodeId negate(NodeId id);
  NodeId when(NodeId condition, NodeId then);
  void to_mentions(NodeId id);
  void quiet(NodeId id);
  void quiet_from(NodeId id, std::uint32_t place);
  void excepted(NodeId id, bool certain, std::vector<OtherThan>& out) const;
  [[nodiscard]] bool freed(Index from, Index to, OtherThan& out) const;
  [[nodiscard]] bool dated(OtherThan& other) const;
  void undate_before_general(NodeId exception);
  [[nodiscard]] bool names_cancer(const std::string& id) const;
  [[nodiscard]] bool any_cancer(const std::string& id) const;
  [[nodiscard]] std::optional<Index> companion_duty(Index i, Index j) const;
  [[nodiscard]] bool serves(Index handle, Index disease) const;
  [[nodiscard]] bool one_choice(NodeId a, NodeId b) const;
  [[nodiscard]] bool washed_out(NodeId a, NodeId b) const;
  [[nodiscard]] bool one_family(NodeId a, NodeId b) const;
  [[nodiscard]] bool has_cause(NodeId id) const;
  bool add_denied_cause(NodeId of, NodeId cause);
  [[nodiscard]] bool same_upper_limit(NodeId a, NodeId b) const;
  [[nodiscard]] Index span_between(NodeId a, NodeId b, Index i, Index j) const;
  [[nodiscard]] bool judged_object(const Operand& o) const;
  [[nodiscard]] bool names_only(const Operand& o) const;
  [[nodiscard]] bool adds_to(const Operand& left, const Operand& right, bool comma) const;
  [[nodiscard]] bool people_only(Index i, Index j) const;
  [[nodiscard]] bool says_more_of_people(const Chunk& c) const;
  NodeId asked_of_both(NodeId id);
  [[nodiscard]] bool denies_of_women(NodeId id) const;
  [[nodiscard]] bool fertile(NodeId id) const;
  [[nodiscard]] bool denies_contraception(NodeId id) const;
  [[nodiscard]] bool tells_news(Index i, Index j) const;
  static void name_causes(Stance& stance);
  [[nodiscard]] bool names_every_kind(Index i, Index j) const;
  [[nodiscard]] bool guards_member(const Operand& o, bool last) const;
  [[nodiscard]] bool denies_on(const Listing& list, std::size_t k) const;
  [[nodiscard]] bool shares_negative(NodeId a, NodeId b) const;
  [[nodiscard]] bool taken_together(Index joint, const Operand& left) const;
  [[nodiscard]] std::optional<Index> needed_drug(Index k, Index j) const;
  bool history_is_of_another(Index k) const;
  NodeId treatment_of(NodeId treatment, const Chunk& disease);
  [[nodiscard]] std::string_view treated_by(ConceptIndex disease) const;
  [[nodiscard]] bool specific_entry(NodeId id) const;
  std::optional<NodeId> untreated(const Atom& disease, Span span);
  void needed_for_it(Index drug, Index j, Index disease);
  [[nodiscard]] std::optional<Index> naive(Index i, Index k) const;
  [[nodiscard]] bool heads_list() const;
  [[nodiscard]] bool denies_list(const Chunk& c) const;
  [[nodiscard]] bool ends_in_example() const;
  [[nodiscard]] bool head_stance(const std::optional<NodeId>& head, Stance& below) const;
  [[nodiscard]] NodeId either_way(std::vector<NodeId> of, Span words);
  [[nodiscard]] bool names_disease(NodeId id) const;
  [[nodiscard]] bool of_one_kind(const std::vector<NodeId>& of) const;
  NodeId below_head(std::vector<NodeId> below, bool any);
  [[nodiscard]] unsigned counts_list() const;
  [[nodiscard]] bool adrift(Index k, NodeId node) const;
  [[nodiscard]] bool mostly_strange(Index i, Index j) const;
  void open_entries(NodeId id, Span part);
  void doubt_tasks(Index i, Index j, NodeId node);
  void doubt_examinations(NodeId node, Span words);
  [[nodiscard]] bool duty_of_things(Index i, Index j) const;
  bool needs_what_is_taken(Index k, Index j, std::optional<Index> disease, const Stance& stance);
  [[nodiscard]] bool defines_treatment(Index i, Index j) const;
  [[nodiscard]] bool distinct_diseases(const std::vector<NodeId>& of) const;
  [[nodiscard]] bool heads_permission() const;
  [[nodiscard]] bool compares(NodeId id) const;
  [[nodiscard]] bool defines(const Chunk& measurement, const Chunk& condition) const;
  [[nodiscard]] bool narrows_by_definition(Index i, Index j) const;
  [[nodiscard]] bool names_kinds(Index before, Index i, Index j) const;
  void illustrate(NodeId& head, NodeId examples);
  NodeId unguard(NodeId id);
  [[nodiscard]] bool refines(NodeId first, NodeId second) const;
  [[nodiscard]] bool bracketed(Index k) const;
  [[nodiscard]] bool says_what_counts(Index i, Index j) const;
  [[nodiscard]] bool only_permits(Index i, Index j) const;
  [[nodiscard]] bool counts_people(Index i, Index j) const;
  [[nodiscard]] bool of_washout(Index i, Index j) const;
  [[nodiscard]] bool of_one_sex(Index i, Index j) const;
  [[nodiscard]] std::optional<Index> duty_of_some(Index i, Index j) const;
  [[nodiscard]] bool demands(Index i, Index j) const;
  [[nodiscard]] std::optional<Index> narrows_before(Index i, Index colon) const;
  [[nodiscard]] std::optional<Index> last_alternative(Index i, Index with) const;
  [[nodiscard]] bool denies_before(Index negation, Index end) const;
  [[nodiscard]] bool only_unparsed(NodeId id) const;
  [[nodiscard]] bool compared_before(Index i, Index k) const;
  [[nodiscard]] bool plain_comparison(Index i, Index j) const;
  [[nodiscard]] bool plain_condition(Index i, Index j) const;
  [[nodiscard]] bool only_mentions(NodeId id) const;
  [[nodiscard]] bool only_manual(NodeId id) const;
  NodeId for_the_others(NodeId usual, NodeId special);
  [[nodiscard]] Span span_of(Index i, Index j) const;
  [[nodiscard]] Index close_of(Index open) const;
  [[nodiscard]] std::optional<Index> find(Index i, Index j, ChunkKind kind) const;  ///< outside parentheses
  [[nodiscard]] bool has(Index i, Index j, ChunkKind kind) const;
  [[nodiscard]] Op join(bool disjunctive) const;
  void dispose(Index i, Index j, Disposition d);

  std::vector<Chunk>& chunks_;
  std::vector<Disposition> dispositions_;
  const Vocabulary& vocabulary_;
  Section section_;
  Rule& rule_;
  /// How deep the levels call each other: "if a, if b, if c …" must not run out of stack.
  struct Level {
    explicit Level(unsigned& d) : depth(d) { ++depth; }
    ~Level() { --depth; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    unsigned& depth;
  };
  static constexpr unsigned deepest = 120;
  NodeId too_deep(Index i, Index j);

  NodeId weigh_unheard(Index i, Index j, NodeId node);
  [[nodiscard]] bool remarks(Index i, Index j, NodeId node) const;
  [[nodiscard]] bool unheard(Index k, Index j) const;
  [[nodiscard]] bool dangling(Index k, Index i, Index j) const;
  NodeId open_either_way(NodeId id, Span part, Span words);
  [[nodiscard]] std::pair<Index, Index> member_around(Index k, Index i, Index j) const;
  NodeId open_when_true(NodeId id, Span part, Span member, Span words, const std::string& doubt);

  unsigned levels_ = 0;
  unsigned depth_ = 0;
  const Children* children_ = nullptr;
  bool children_used_ = false;
  bool permits_ = false;
  bool remarked_ = false;  ///< the sentence read last decides nothing
  bool first_sentence_ = true;
};

}  // namespace elig
