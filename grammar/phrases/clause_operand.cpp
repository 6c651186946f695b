// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// One member of a list: the cue words before a thing, the things themselves, what narrows them.
namespace elig {
namespace {

// "due to", "caused by", "secondary to"
bool names_cause(const Chunk& c) {
  for (const std::string_view word : {"due", "because", "secondary", "owing", "caused", "attributable", "attributed", "resulting"})
    if (c.begin->is(word)) return true;
  // "seizures related to arrhythmia"
  return (c.begin->is("related") && c.end - c.begin > 1 && c.begin[1].is("to")) || (c.begin->is("associated") && c.end[-1].is("with"));
}

// "never", "not previously"
// "cannot be removed": what is so, is so
bool cannot(const Chunk& negation) { return negation.begin->is("cannot") || negation.begin->is("can") || negation.begin->is("could"); }

bool at_no_time(const Chunk& negation) {
  for (TokenIt t = negation.begin; t != negation.end; ++t)
    for (const std::string_view word : {"never", "previously", "ever", "prior", "naive", "naïve", "yet"})
      if (t->is(word)) return true;
  return false;
}

// "no concurrent", "concomitant"
bool of_now(const Chunk& c) {
  for (TokenIt t = c.begin; t != c.end; ++t)
    for (const std::string_view word : {"concurrent", "concomitant", "concurrently", "concomitantly", "current", "currently", "ongoing"})
      if (t->is(word)) return true;
  return false;
}

}  // namespace

// Is what comes next a drug, or one behind an adjective?
bool Clauses::takes_next(Index k, Index j) const {
  for (Index n = k + 1; n < j; ++n) {
    if (chunks_[n].kind == ChunkKind::thing) return chunks_[n].atom.kind == AtomKind::exposure || (chunks_[n].atom.kind == AtomKind::therapy && !chunks_[n].generic);
    if (chunks_[n].kind != ChunkKind::filler && chunks_[n].kind != ChunkKind::either) return false;
  }
  return false;
}

std::optional<NodeId> Clauses::operand(Index i, Index j, Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  std::vector<NodeId> nodes;
  Stance here = stance;
  stance.mention_tail = false;
  bool any_manual = false;
  const bool inherited_negation = stance.negated;
  bool negating = stance.negated;         // the next thing is what the negation is about
  std::optional<std::size_t> negated_at;  // the last negated node: what follows without a joining word only narrows it
  std::vector<bool> negated;              // of `nodes`
  std::optional<std::size_t> denial_end;  // "unable to … because of X": the cause is not denied
  std::optional<Index> negation_at;
  bool denial_over = false;               // the rest of the list goes on with the cause or the examples
  bool own_history = false;               // "history of" stands in this member
  bool own_negation = false;              // a negation of this member that still waits for its thing
  std::optional<std::size_t> manual_negation;  // where the first negation stood
  std::optional<Index> last_thing;
  std::optional<NodeId> when_node;
  std::optional<std::size_t> served;  // a treatment "for" a disease
  std::optional<Index> caused;        // what "due to" stands behind
  std::optional<Index> purpose;       // the "for" of "chemotherapy for lung cancer", until its disease comes
  const auto keep = [&](NodeId id) {
    nodes.push_back(id);
    negated.push_back(false);
  };
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    switch (c.kind) {
      case ChunkKind::neg:
      case ChunkKind::none_of:
        // "≤ 2.5 x ULN in the absence of liver metastases": whoever has them is not asked
        if (last_thing && comparison(chunks_[*last_thing]) && c.end - c.begin > 1 && (c.begin->is("in") || c.begin->is("absence")) && !when_node && plain_condition(k + 1, j)) {
          Stance absent;
          absent.mention_only = stance.mention_only;
          if (const auto present = operand(k + 1, j, absent)) when_node = negate(*present);
          dispositions_[k] = Disposition::computable;
          k = j;
          break;
        }
        if (c.value == "inability" || c.value == "prevention") {
          here.assertion = here.assertion == Assertion::asserted ? Assertion::hypothetical : here.assertion;
          Atom m;
          m.kind = AtomKind::manual;
          m.why = c.value == "inability" ? "ability" : "judgement";
          keep(atom(m, span_of(k, k + 1)));
          dispositions_[k] = Disposition::manual;
          any_manual = true;
        }
        if (c.value == "excluded") break;
        // "insulin-naive patients with diabetes": denied is what stands before the word, never what comes behind it
        if (const auto of = naive(i, k); of && !negating) {
          if (nodes.empty() || only_mentions(nodes.back()) || chunks_[*of].generic) {
            // "treatment-naive": of which treatment nobody says
            if (!nodes.empty() && chunks_[*of].generic) to_mentions(nodes.back());
            last_thing.reset();
            if (!here.mention_only) keep(atom(Atom{}, span_of(*of, k + 1)));
            dispositions_[k] = dispositions_[*of] = Disposition::unparsed;
          } else if (!negated.back()) {
            negated.back() = true;
            dispositions_[k] = Disposition::computable;
          }
          break;
        }
        // "history of A, not currently taking B"
        if (c.end[-1].is("currently") && !own_history && here.temporality == Temporality::past) here.temporality = Temporality::current;
        if (!manual_negation) manual_negation = nodes.size() - (c.value == "inability" || c.value == "prevention" ? 1 : 0);
        own_negation = true;
        negation_at = k;
        negating = !negating;
        here.narrow_negation = c.begin->is("non") || c.begin->is("lack") || c.begin->is("lacking") || c.begin->is("lacks");  // "lack of integrity, malabsorption": of the first
        here.negated = negating;
        negated_at.reset();
        // "… prior radiotherapy and no concurrent radiotherapy": this one now
        if (of_now(c) && !at_no_time(c) && !stance.any_time && here.temporality == stance.temporality) here.temporality = Temporality::current;
        break;
      case ChunkKind::history:
        here.temporality = Temporality::past;  // "current or past" too: what is present has been
        own_history = true;
        break;
      case ChunkKind::current:
        if (own_negation && negating && of_now(c) && !stance.any_time && here.temporality == stance.temporality && !at_no_time(chunks_[*negation_at])) {
          here.temporality = Temporality::current;
          break;
        }
        // "unless treated with radiotherapy": once is enough
        if (stance.conjunctive && c.begin->is("treated")) break;
        // "not previously treated with insulin", "never receiving insulin": at no time
        if (negation_at && negating && at_no_time(chunks_[*negation_at])) break;
        if (here.temporality == Temporality::any || c.begin->cue(Cue::current)->length > 1 || c.begin->is("current") || c.begin->is("active") || c.begin->is("currently"))
          // "history of A, not currently taking B", "history of A or active B": B is asked for now
          here.temporality = here.temporality == Temporality::past && (own_history || !(c.begin->is("currently") || (c.begin->is("active") && history_is_of_another(k)))) ? Temporality::past : Temporality::current;
        break;
      case ChunkKind::future: here.assertion = Assertion::planned; break;
      case ChunkKind::possible:
        here.assertion = Assertion::possible;
        here.or_known = c.value == "or known";
        break;
      case ChunkKind::hypothetical:
        if (needs_what_is_taken(k, j, last_thing ? std::optional<Index>(*last_thing) : std::nullopt, here)) {
          here.temporality = Temporality::current;
          break;
        }
        // "need for dialysis", "that required antibiotics within 30 days"
        if (const auto drug = needed_drug(k, j); drug && here.assertion == Assertion::asserted && here.temporality != Temporality::past && section_ == Section::exclusion && !negating && !here.negated) {
          if (here.temporality == Temporality::any && !std::any_of(c.begin, c.end, [](const Token& t) { return t.is("required"); })) here.temporality = Temporality::current;
          if (last_thing && chunks_[*last_thing].atom.kind == AtomKind::condition && !chunks_[*last_thing].generic && chunks_[*last_thing].atom.assertion != Assertion::mention) needed_for_it(*drug, j, *last_thing);
          break;
        }
        here.assertion = Assertion::hypothetical;
        break;
      case ChunkKind::person:
        here.assertion = Assertion::other_person;
        here.or_own = c.value == "or own";
        break;
      case ChunkKind::guard:
      case ChunkKind::for_: {
        // "X if Y", "≤ 5 x ULN for patients with liver metastases", "> 450 ms in men"
        bool condition = false;
        for (Index n = k + 1; n < j; ++n) condition |= chunks_[n].kind == ChunkKind::thing;
        const bool guards_here = c.kind == ChunkKind::guard || (k + 1 < j && chunks_[k + 1].kind == ChunkKind::thing && chunks_[k + 1].atom.kind == AtomKind::sex) ||
                                 (k + 2 < j && chunks_[k + 1].kind == ChunkKind::filler && chunks_[k + 2].kind == ChunkKind::thing && (chunks_[k + 2].atom.kind == AtomKind::sex || chunks_[k + 2].atom.kind == AtomKind::life_stage));
        if (condition && guards_here && !nodes.empty()) {
          Stance guard_stance;
          guard_stance.mention_only = stance.mention_only;
          when_node = operand(k + 1, j, guard_stance);
          dispositions_[k] = Disposition::computable;
          k = j;
        } else if (condition && c.kind == ChunkKind::for_ && c.begin->is("for") && last_thing && !chunks_[*last_thing].generic && chunks_[*last_thing].atom.assertion != Assertion::mention && !here.mention_only) {
          // "transplant for amyloidosis": what it was for does not decide
          const Atom& what = chunks_[*last_thing].atom;
          if ((what.kind == AtomKind::exposure || what.kind == AtomKind::therapy || what.kind == AtomKind::procedure) && !nodes.empty() && rule_.atom(nodes.back()) && rule_.atom(nodes.back())->assertion == Assertion::asserted) purpose = k;
          here.mention_only = true;
        }
        break;
      }
      case ChunkKind::open: {
        const Index close = std::min(close_of(k), j);
        // "inability to consent (e.g. dementia)": the bracket is not denied
        if ((manual_negation || inherited_negation) && any_manual && !denial_end) denial_end = nodes.size();
        if (const auto guard = parenthesis(k, close, here, nodes, last_thing)) when_node = guard;
        while (negated.size() < nodes.size()) {
          // a definition in brackets stands in for the negated thing; a mere mention does not
          const bool stands_in = negated_at && *negated_at + 1 == negated.size() && !only_mentions(nodes[negated.size()]) && only_mentions(nodes[*negated_at]);
          // "without metastases (stage I-III)": a stage of what is there, not of what is not
          if (auto* a = std::get_if<Atom>(&rule_.nodes[nodes[negated.size()]].kind); a && stands_in && a->kind == AtomKind::stage) a->assertion = Assertion::possible;
          negated.push_back(stands_in);
        }
        k = close < j ? close : j - 1;
        break;
      }
      case ChunkKind::manual: {
        Atom m;
        m.kind = AtomKind::manual;
        m.why = reason(c.value, "judgement");
        m.window = c.atom.window;
        keep(atom(std::move(m), span_of(k, k + 1)));
        dispositions_[k] = Disposition::manual;
        any_manual = true;
        break;
      }
      case ChunkKind::thing: {
        Stance mine = here;
        State tested = State::none;
        // "men who are active with women of childbearing potential": the women are not the patient
        if (c.atom.kind == AtomKind::sex && k > i && chunks_[k - 1].kind == ChunkKind::filler && chunks_[k - 1].end[-1].is("with"))
          for (Index n = i; n < k; ++n)
            if (chunks_[n].kind == ChunkKind::thing && chunks_[n].atom.kind == AtomKind::sex && chunks_[n].atom.sex != c.atom.sex) here.mention_only = mine.mention_only = true;
        // "chemotherapy for lung cancer": what it was for, the record of it does not say, whoever has the cancer
        if (purpose && k > *purpose && c.atom.kind == AtomKind::condition && entry(c.atom) && c.atom.assertion != Assertion::mention && !c.generic && !nodes.empty() && last_thing) {
          Stance bare;
          bare.mention_only = true;
          const NodeId what = thing(c, bare);
          const NodeId open = atom(Atom{}, span_of(*purpose, *purpose + 1));
          nodes.back() = group(Op::all, {nodes.back(), what, open});
          dispositions_[k] = Disposition::computable;
          dispositions_[*purpose] = Disposition::unparsed;
          purpose.reset();
          last_thing = k;
          break;
        }
        // "anti-IL-1 treatment": the general word behind says nothing more
        if (c.generic && c.atom.kind != AtomKind::allergy && last_thing && !nodes.empty() && rule_.atom(nodes.back()) && !chunks_[*last_thing].generic && !comparison(c) && (chunks_[*last_thing].atom.kind == AtomKind::exposure || chunks_[*last_thing].atom.kind == AtomKind::therapy || chunks_[*last_thing].atom.kind == AtomKind::condition)) {
          for (std::size_t n = nodes.size(); n-- > 0;)
            if (auto* specific = std::get_if<Atom>(&rule_.nodes[nodes[n]].kind); specific && specific->assertion != Assertion::mention) {
              if (!specific->window) specific->window = c.atom.window;
              break;
            }
          mine.mention_only = true;
        }
        // "treatment for cancer", "treatment with cisplatin": the general word before is only its handle
        if (last_thing && chunks_[*last_thing].generic && !comparison(chunks_[*last_thing]) && !nodes.empty() && rule_.atom(nodes.back()) && c.atom.assertion != Assertion::mention && !only_manual(nodes.back())) {
          Atom& handle = std::get<Atom>(rule_.nodes[nodes.back()].kind);
          if (handle.window && !c.atom.window) mine.window = handle.window;
          if (serves(*last_thing, k)) {
            // "treatment for hepatitis C": whoever merely has it was not treated for it
            handle.words.insert(handle.words.end(), c.atom.words.begin(), c.atom.words.end());
            if (handle.kind == AtomKind::exposure) {
              // "agent for weight loss": some such drugs have a name of their own
              if (const auto meanings = vocabulary_.named(std::span<const std::string>(handle.words)); !meanings.empty()) handle.concept_id = vocabulary_.at(meanings.front()).id;
              mine.mention_only = true;
              mine.negated = false;
              keep(thing(c, mine));
            } else {
              mine.negated = false;
              // the time is the treatment's
              if (!handle.window) handle.window = c.atom.window;
              Chunk disease = c;
              disease.atom.window.reset();
              mine.window.reset();
              const NodeId what = thing(disease, mine);
              nodes.back() = group(Op::all, {treatment_of(nodes.back(), c), what});
              served = nodes.size() - 1;
            }
            dispositions_[k] = Disposition::computable;
            last_thing = k;
            break;
          }
          handle.assertion = Assertion::mention;
          // "negative tests for hepatitis B": the outcome is of what was tested for
          if (handle.state != State::none && c.atom.state == State::none && (c.atom.kind == AtomKind::condition || c.atom.kind == AtomKind::biomarker)) tested = handle.state;
          if (negated.back()) {
            negated.back() = false;
            negated_at.reset();
            negating = true;
          }
        }
        // "non-pregnant women with asthma": the asthma is theirs
        if (negated_at && here.narrow_negation && negation_at && chunks_[*negation_at].begin->is("non") && chunks_[k - 1].kind == ChunkKind::filler && (chunks_[k - 1].end[-1].is("with") || chunks_[k - 1].end[-1].is("have") || chunks_[k - 1].end[-1].is("has"))) negated_at.reset();
        if (negated_at && c.atom.assertion != Assertion::mention) {
          // "no infarction requiring surgery": the surgery narrows the infarction, it is not denied by itself
          if (auto* a = std::get_if<Atom>(&rule_.nodes[nodes[*negated_at]].kind); a && !comparison(c)) {
            for (const std::string& w : c.atom.words)
              if (std::find(a->words.begin(), a->words.end(), w) == a->words.end()) a->qualifiers.push_back(w);
            mine.mention_only = true;
          }
        }
        // "anticoagulation with warfarin": the narrower word decides
        if (last_thing && chunks_[*last_thing].atom.kind == AtomKind::exposure && c.atom.kind == AtomKind::exposure && !nodes.empty() && rule_.atom(nodes.back())) {
          const auto narrow = vocabulary_.find(c.atom.concept_id), broad = vocabulary_.find(chunks_[*last_thing].atom.concept_id);
          if (narrow && broad && *narrow != *broad && vocabulary_.is_a(*narrow, *broad)) {
            to_mentions(nodes.back());
            if (negated.back()) {
              negated.back() = false;
              negated_at.reset();
              negating = true;
            }
          }
        }
        // "anemia with hemoglobin < 9": the comparison says what the condition means
        if (last_thing && comparison(c) && !nodes.empty() && defines(c, chunks_[*last_thing]) && rule_.atom(nodes.back())) {
          to_mentions(nodes.back());
          if (negated.back()) {
            negated.back() = false;
            negated_at.reset();
            negating = true;
          }
        }
        // "treatment for colitis with azathioprine": the drug says which treatment
        if (served && *served + 1 == nodes.size() && c.atom.kind == AtomKind::exposure && chunks_[k - 1].kind == ChunkKind::filler && chunks_[k - 1].end[-1].is("with")) {
          to_mentions(nodes[*served]);
          if (negated[*served]) {
            negated[*served] = false;
            negated_at.reset();
            negating = true;
            mine.mention_only = here.mention_only;
          }
        }
        // "no thrombosis not related to trauma": that it had another cause keeps out, and who had both a person has to say
        if (const auto denied = std::find(negated.begin(), negated.end(), true); caused && *caused < k && negating && own_negation && denied != negated.end() && rule_.atom(nodes[static_cast<std::size_t>(denied - negated.begin())])) {
          std::get<Atom>(rule_.nodes[nodes[static_cast<std::size_t>(denied - negated.begin())]].kind).qualifiers.emplace_back("perhaps of another cause");
          mine.mention_only = here.mention_only = stance.mention_tail = true;
          negating = own_negation = false;
          caused = j;
        }
        // "events not related to the study drug"
        if (caused && *caused < k && negating && own_negation && !mine.mention_only && (c.generic || c.atom.assertion == Assertion::mention) && !nodes.empty()) {
          Atom m;
          m.kind = AtomKind::manual;
          m.why = "cause";
          keep(atom(std::move(m), span_of(k, k + 1)));
          caused = j;
          negating = own_negation = here.negated = false;
          dispositions_[k] = Disposition::manual;
          last_thing = k;
          break;
        }
        if (caused && *caused < k && !negated_at && !mine.mention_only && c.atom.assertion != Assertion::mention && !nodes.empty()) {
          Atom m;
          m.kind = AtomKind::manual;
          m.why = "cause";
          caused = j;
          if (negating && own_negation && entry(c.atom)) {
            // "hepatitis not caused by alcohol": of whoever has not the cause, it is caused by something else; of others a person knows
            const NodeId cause = thing(c, mine);
            keep(group(Op::any, {negate(cause), atom(std::move(m), span_of(k, k + 1))}));
            negating = own_negation = here.negated = false;
            dispositions_[k] = Disposition::computable;
            last_thing = k;
            break;
          }
          keep(atom(std::move(m), span_of(k, k + 1)));
        }
        mine.negated = negating;
        const NodeId id = thing(c, mine);
        keep(id);
        if (Atom* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && tested != State::none) a->state = tested;
        if (negating && !only_mentions(id)) {
          negated.back() = true;
          negated_at = nodes.size() - 1;
          negating = own_negation = false;
        }
        const Assertion a = here.assertion;
        dispositions_[k] = c.atom.assertion != Assertion::possible && (a == Assertion::asserted || a == Assertion::mention || c.atom.assertion == Assertion::mention) ? Disposition::computable : Disposition::manual;
        last_thing = k;
        break;
      }
      case ChunkKind::window:
        if (!c.taken) {
          here.window = c.window.window;
          here.window->span = span_of(k, k + 1);
        }
        dispositions_[k] = last_thing || c.taken ? Disposition::computable : Disposition::none;
        break;
      case ChunkKind::example:
        denial_over |= negation_at && cannot(chunks_[*negation_at]);
        // "such as A": A is one of what stands before
        if (last_thing && !nodes.empty()) {
          Stance inner = here;
          inner.negated = false;
          const Atom* person = rule_.atom(nodes.back());
          const bool judged = person && person->kind == AtomKind::manual;
          if (judged && !denial_end) denial_end = nodes.size();
          denial_over |= judged && (manual_negation || inherited_negation);
          if (auto examples = list(k + 1, j, inner); examples && judged) {
            quiet(*examples);
            keep(*examples);
          } else if (examples) {
            illustrate(nodes.back(), *examples);
          }
          k = j;
        }
        break;
      case ChunkKind::definition:
        // "X as determined by Y", "X confirmed by Y": Y only tells how X was found out, unless it compares
        // "patients with diabetes using insulin": they take it
        if (last_thing && c.begin->is("using") && chunks_[*last_thing].atom.kind == AtomKind::condition && !here.mention_only && takes_next(k, j)) {
          if (here.temporality == Temporality::any) here.temporality = Temporality::current;
          break;
        }
        if (last_thing) {
          bool compared = false;
          for (Index n = k + 1; n < j; ++n) compared |= comparison(chunks_[n]);
          if (compared) {
            // a scale grades the condition, a measurement replaces it
            bool graded = false;
            for (Index n = k + 1; n < j; ++n) graded |= comparison(chunks_[n]) && (chunks_[n].atom.kind == AtomKind::score || chunks_[n].atom.kind == AtomKind::stage);
            if (!graded)
              for (NodeId& id : nodes) to_mentions(id);
          } else {
            // "X, defined as Y without Z": an X that is not so may or may not be meant
            if (c.begin->is("defined") && c.end[-1].is("as") && narrows_by_definition(k + 1, j))
              for (const NodeId id : nodes)
                if (auto* a = std::get_if<Atom>(&rule_.nodes[id].kind); a && entry(*a)) a->qualifiers.emplace_back("perhaps as defined");
            here.mention_only = stance.mention_tail = true;
          }
        }
        break;
      case ChunkKind::any_of:
      case ChunkKind::all_of:
      case ChunkKind::following:
      case ChunkKind::count_of:
        if (children_ && *children_ && !children_used_) {
          children_used_ = true;
          Stance inner = here;
          inner.negated = false;
          inner.mention_only = stance.mention_only;
          inner.allergic = names_allergens(i, k);
          if (!inner.window && k + 1 < j && chunks_[k + 1].kind == ChunkKind::window && !chunks_[k + 1].taken) inner.window = chunks_[k + 1].window.window;
          std::vector<NodeId> below = (*children_)(inner);
          // "no uncontrolled illness including any of the following:"
          if (!nodes.empty() && rule_.atom(nodes.back())) {
            const Atom head = *rule_.atom(nodes.back());
            for (const NodeId id : below) restrict_examples(head, id);
          }
          // "contraindicated for the following reasons": the list decides, unless it only narrows ("diabetes with any of the following")
          const bool narrows = k > i && chunks_[k - 1].kind == ChunkKind::filler && (chunks_[k - 1].begin->is("with") || chunks_[k - 1].begin->is("and"));
          if (!below.empty() && c.kind == ChunkKind::following && !narrows)
            for (const NodeId id : nodes)
              if (!compares(id)) quiet(id);
          if (!below.empty()) {
            const bool any = c.kind == ChunkKind::any_of || (c.kind != ChunkKind::all_of && (section_ == Section::exclusion || here.negated));
            unsigned n = 0;
            if (k > i && chunks_[k - 1].value == "count")
              for (TokenIt t = chunks_[k - 1].begin; t != chunks_[k - 1].end; ++t)
                if (t->kind == TokenKind::number && n == 0) n = static_cast<unsigned>(t->number);
            if (n > 1 && n < below.size()) {
              Group g;
              g.op = Op::at_least;
              g.n = n;
              Span s;
              for (const NodeId id : below) s = hull(s, rule_.at(id).span);
              g.of = std::move(below);
              keep(this->add(std::move(g), s));
            } else {
              keep(c.kind == ChunkKind::all_of ? group(Op::all, std::move(below)) : below_head(std::move(below), any || n == 1));
            }
            if (negating) {
              negated.back() = true;
              negating = false;
            }
            // "the following classes of inhibitors:" only says what the list is of
            here.mention_only = true;
          }
          dispositions_[k] = Disposition::computable;
        }
        break;
      case ChunkKind::unknown: {
        // "no highly active antivirals": what is denied is the noun, of whatever kind the word makes it
        if (negating && !here.mention_only && k + 1 < j && chunks_[k + 1].kind == ChunkKind::thing && chunks_[k + 1].atom.assertion != Assertion::mention) {
          std::string words = "perhaps";
          for (TokenIt t = c.begin; t != c.end; ++t)
            if (t->kind == TokenKind::word) words += ' ' + std::string(t->lower);
          chunks_[k + 1].atom.qualifiers.push_back(std::move(words));
          dispositions_[k] = Disposition::unparsed;
          break;
        }
        Atom unknown;
        if (here.mention_only) unknown.assertion = Assertion::mention;
        // "no surgery affecting absorption": nobody denies any other surgery
        if (negated_at)
          if (auto* a = std::get_if<Atom>(&rule_.nodes[nodes[*negated_at]].kind); a && entry(*a)) {
            std::string words = "perhaps";
            for (TokenIt t = c.begin; t != c.end; ++t)
              if (t->kind == TokenKind::word) words += ' ' + std::string(t->lower);
            a->qualifiers.push_back(std::move(words));
            unknown.assertion = Assertion::mention;
          }
        keep(atom(std::move(unknown), span_of(k, k + 1)));
        dispositions_[k] = Disposition::unparsed;
        if (negating && !here.mention_only) {
          negated.back() = true;
          negating = false;
          // "INR > 1.5 not correctable, or platelets < 50": said of the INR alone
          if (own_negation && last_thing && negation_at && *last_thing < *negation_at && *negation_at + 1 == k && c.end - c.begin == 1) here.narrow_negation = true;
        }
        break;
      }
      case ChunkKind::state: {
        // "positive", "elevated": of the thing beside it
        break;
      }
      case ChunkKind::filler:
        // "diabetes with or without neuropathy", "regardless of …": what follows does not matter
        if (last_thing && (c.end[-1].is("without") || c.end[-1].is("regardless") || (c.end[-1].is("of") && (c.begin->is("regardless") || c.begin->is("irrespective"))) || c.begin->is("whether")) && c.end - c.begin > 1) here.mention_only = true;
        if ((manual_negation || inherited_negation) && !denial_end && (c.begin->is("due") || c.begin->is("because") || c.begin->is("secondary") || c.begin->is("owing") || c.begin->is("caused"))) {
          denial_end = nodes.size();
          denial_over = any_manual || (inherited_negation && here.assertion == Assertion::hypothetical) || (negation_at && cannot(chunks_[*negation_at]));
          // "images cannot be obtained due to cataract": nobody lacks the cataract
          if (denial_over) negating = own_negation = false;
        }
        // "renal failure caused by diabetes": whoever has both need not have the one from the other
        if (last_thing && !caused && k + 1 < j && !here.mention_only && names_cause(c)) caused = last_thing;
        // "surgery after chemotherapy": what came before is named, it does not decide
        if (last_thing && !chunks_[*last_thing].generic && !nodes.empty() && !only_mentions(nodes.back()) && (c.end[-1].is("after") || c.end[-1].is("following") || c.begin->is("after")) && k + 1 < j) here.mention_only = true;
        break;
      default: break;
    }
  }
  // nothing but "able to", "planned": words that only a person can weigh
  if (nodes.empty()) {
    bool words = false;
    for (Index k = i; k < j; ++k)
      words |= chunks_[k].kind == ChunkKind::hypothetical || chunks_[k].kind == ChunkKind::future || chunks_[k].kind == ChunkKind::person || chunks_[k].kind == ChunkKind::possible;
    if (words && i == 0 && j == chunks_.size()) {
      Atom m;
      m.kind = AtomKind::manual;
      m.why = "ability";
      keep(atom(std::move(m), span_of(i, j)));
      dispose(i, j, Disposition::manual);
    }
  }
  // a negation that found its thing holds on for the rest of a list
  stance.any_time = false;
  stance.negated = here.negated;
  stance.narrow_negation = here.narrow_negation;
  stance.temporality = here.temporality;
  stance.assertion = here.assertion;
  stance.or_known = here.or_known;
  stance.or_own = here.or_own;
  if (denial_over) {
    stance.negated = false;
    stance.mention_tail |= any_manual;
    // "objects that cannot be removed such as A or B": whether this A can be, a person has to say
    if (!any_manual && stance.assertion == Assertion::asserted) stance.assertion = Assertion::possible;
  }
  if (nodes.empty()) return std::nullopt;
  if (any_manual)
    for (Index k = i; k < j; ++k)
      if (dispositions_[k] == Disposition::unparsed) dispositions_[k] = Disposition::manual;
  // in a clause that only a person can judge, the things it names decide nothing by themselves
  if (any_manual) {
    std::vector<NodeId> kept;
    for (const NodeId id : nodes) {
      if (const Atom* a = rule_.atom(id); a && a->kind == AtomKind::unparsed) {
        std::get<Atom>(rule_.nodes[id].kind).kind = AtomKind::manual;
        std::get<Atom>(rule_.nodes[id].kind).why = "judgement";
      } else if (!(rule_.atom(id) && rule_.atom(id)->kind == AtomKind::manual) && !compares(id)) {
        to_mentions(id);
      }
      kept.push_back(id);
    }
    nodes = std::move(kept);
  }
  // "treatment not performed", "infection ruled out": the negation stands behind its thing
  if (own_negation && negating && last_thing && !any_manual && negation_at && denies_before(*negation_at, j)) {
    for (std::size_t k = nodes.size(); k-- > 0;)
      if (!only_mentions(nodes[k]) && rule_.atom(nodes[k]) && decides(rule_.atom(nodes[k])->kind)) {
        negated[k] = true;
        if (auto& a = std::get<Atom>(rule_.nodes[nodes[k]].kind); a.window && a.window->op == WindowOp::for_at_least) a.window->op = WindowOp::within;
        here.negated = false;
        stance.negated = false;
        break;
      }
  }
  if (any_manual && inherited_negation && !manual_negation) manual_negation = 0;
  if (any_manual && manual_negation && *manual_negation < nodes.size()) {
    // "cannot read English", "unable to undergo MRI": what comes up to the first thing is denied
    std::size_t end = *manual_negation;
    while (end < nodes.size()) {
      const Atom* a = rule_.atom(nodes[end]);
      if (denial_end && end >= *denial_end) break;
      if (a && (a->kind == AtomKind::sex || a->kind == AtomKind::life_stage)) break;
      ++end;
      if (!a || decides(a->kind)) break;
    }
    std::vector<NodeId> denied(nodes.begin() + static_cast<std::ptrdiff_t>(*manual_negation), nodes.begin() + static_cast<std::ptrdiff_t>(end));
    std::vector<NodeId> rest(nodes.begin() + static_cast<std::ptrdiff_t>(end), nodes.end());
    nodes.resize(*manual_negation);
    if (!denied.empty()) nodes.push_back(negate(group(Op::all, std::move(denied))));
    nodes.insert(nodes.end(), rest.begin(), rest.end());
  } else {
    for (std::size_t k = 0; k < nodes.size(); ++k)
      if (negated[k] && !only_mentions(nodes[k])) nodes[k] = negate(nodes[k]);
  }
  NodeId node = group(Op::all, std::move(nodes));
  if (when_node) node = when(*when_node, node);
  return node;
}

}  // namespace elig
