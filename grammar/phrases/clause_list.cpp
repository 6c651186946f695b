// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/clause_chunks.hpp"

// Lists: what "and", "or" and commas join, and how far a negation reaches.
namespace elig {

std::optional<NodeId> Clauses::list(Index i, Index j, const Stance& stance) {
  const Level level(levels_);
  if (levels_ > deepest && i < j) return too_deep(i, j);
  std::vector<Operand> operands;
  Index begin = i;
  ChunkKind before = ChunkKind::comma;
  const auto cut = [&](Index at, Index next, ChunkKind joint) {
    if (begin < at) operands.push_back({begin, at, before});
    else if (!operands.empty() && joint != ChunkKind::comma) {
      // ", and": the word counts, not the comma
      before = joint;
      begin = next;
      return;
    }
    before = joint;
    begin = next;
  };
  for (Index k = i; k < j; ++k) {
    // "males or females (aged 18 or older)": of both
    if (chunks_[k].kind == ChunkKind::open && k > begin && k + 1 < j && !operands.empty() && people_only(begin, k) && people_only(operands.back().begin, operands.back().end) &&
        std::any_of(chunks_.begin() + static_cast<std::ptrdiff_t>(k), chunks_.begin() + static_cast<std::ptrdiff_t>(std::min(close_of(k), j)), [](const Chunk& c) { return c.age; })) {
      operands.push_back({begin, k, before});
      before = ChunkKind::filler;
      begin = k;
    }
    if (chunks_[k].kind == ChunkKind::open) {
      k = std::min(close_of(k), j - 1);
      continue;
    }
    // ", that is, …", ", e.g. …" go on with the member before the comma
    if (joins(chunks_[k].kind) && k + 1 < j && (chunks_[k + 1].kind == ChunkKind::definition || chunks_[k + 1].kind == ChunkKind::example) && begin < k) continue;
    // "including, but not limited to, A"
    if (chunks_[k].kind == ChunkKind::comma && k > begin + 1 && chunks_[k - 1].kind == ChunkKind::example) continue;
    // "male or female subjects ≥ 12", "men or women of any race diagnosed with asthma": what follows the people is said of all of them
    if (k > begin && says_more_of_people(chunks_[k]) && !operands.empty() && people_only(begin, k) && people_only(operands.back().begin, operands.back().end)) {
      operands.push_back({begin, k, before});
      before = ChunkKind::filler;
      begin = k;
      continue;
    }
    // "recurrent or metastatic breast cancer": the adjective is of the noun behind
    if ((chunks_[k].kind == ChunkKind::or_ || chunks_[k].kind == ChunkKind::and_ || chunks_[k].kind == ChunkKind::slash) && k > begin && k + 1 < j && chunks_[k - 1].kind == ChunkKind::filler &&
        chunks_[k - 1].end[-1].cue(Cue::severity) && chunks_[k + 1].kind == ChunkKind::thing)
      continue;
    // "therapy for locally advanced, unresectable or metastatic cancer"
    if ((chunks_[k].kind == ChunkKind::comma || chunks_[k].kind == ChunkKind::or_) && k > begin + 1 && chunks_[k - 1].kind == ChunkKind::filler && chunks_[k - 1].end[-1].cue(Cue::severity) && k + 1 < j &&
        chunks_[k + 1].kind == ChunkKind::filler && chunks_[k + 1].begin->cue(Cue::severity))
      continue;
    // two comparisons side by side are two statements, whatever stands between them
    if (k > begin && chunks_[k].kind == ChunkKind::thing && chunks_[k].measurable && chunks_[k].atom.assertion != Assertion::mention && compared_before(begin, k)) {
      operands.push_back({begin, k, before});
      before = ChunkKind::period;
      begin = k;
      continue;
    }
    if (joins(chunks_[k].kind)) {
      ChunkKind joint = chunks_[k].kind == ChunkKind::slash ? ChunkKind::or_ : chunks_[k].kind == ChunkKind::semicolon ? ChunkKind::comma : chunks_[k].kind;
      // "AST/ALT ≤ 2.5 x ULN" asks it of both
      if (chunks_[k].kind == ChunkKind::slash && section_ == Section::inclusion && k > i && k + 1 < j && comparison(chunks_[k - 1]) && comparison(chunks_[k + 1]) &&
          chunks_[k - 1].atom.bounds == chunks_[k + 1].atom.bounds)
        joint = ChunkKind::and_;
      if (begin == k && joint == ChunkKind::comma && !operands.empty()) {
        begin = k + 1;
        continue;
      }
      cut(k, k + 1, joint);
    }
  }
  if (begin < j) operands.push_back({begin, j, before});
  if (operands.empty()) return std::nullopt;

  // "male or female subjects, aged 40-80 …": what follows the people is said of all of them
  for (std::size_t k = 1; k < operands.size(); ++k)
    if (operands[k].before == ChunkKind::comma && people_only(operands[k - 1].begin, operands[k - 1].end) && !people_only(operands[k].begin, operands[k].end)) operands[k].before = ChunkKind::filler;

  std::vector<bool> comma(operands.size(), false);
  for (std::size_t k = 1; k < operands.size(); ++k) {
    // ", or": the comma stands at the end of the member before
    comma[k] = operands[k].before == ChunkKind::comma;
    for (Index n = operands[k - 1].end; n < operands[k].begin; ++n) comma[k] = comma[k] || chunks_[n].kind == ChunkKind::comma;
  }
  // "no A, no B, no C or D": each denial is one more
  for (std::size_t k = 1; k < operands.size() && section_ == Section::inclusion; ++k) {
    Index first = operands[k].begin;
    while (first < operands[k].end && chunks_[first].kind == ChunkKind::filler) ++first;
    if (operands[k].before == ChunkKind::comma && first < operands[k].end && chunks_[first].kind == ChunkKind::neg && chunks_[first].begin->is("no") && has(operands[k - 1].begin, operands[k - 1].end, ChunkKind::neg)) operands[k].before = ChunkKind::and_;
  }
  // a comma is what the next joining word is
  for (std::size_t k = operands.size(); k-- > 1;)
    if (operands[k].before == ChunkKind::comma) {
      ChunkKind next = ChunkKind::comma;
      for (std::size_t n = k + 1; n < operands.size() && next == ChunkKind::comma; ++n) {
        if (operands[n].before == ChunkKind::filler || operands[n].before == ChunkKind::period) break;
        next = operands[n].before;
      }
      operands[k].before = next;
    }

  // "liver dysfunction, Child-Pugh B or worse": the second member says what the first means
  if (operands.size() == 2 && operands[1].before == ChunkKind::comma && !plain_comparison(operands[0].begin, operands[0].end) && plain_condition(operands[0].begin, operands[0].end) &&
      plain_comparison(operands[1].begin, operands[1].end)) {
    Stance first = stance, second = stance;
    auto condition = operand(operands[0].begin, operands[0].end, first);
    auto decides_it = operand(operands[1].begin, operands[1].end, second);
    if (condition && decides_it) {
      bool defined = false;
      for (Index a = operands[0].begin; a < operands[0].end; ++a)
        for (Index b = operands[1].begin; b < operands[1].end; ++b)
          if (chunks_[a].kind == ChunkKind::thing && chunks_[b].kind == ChunkKind::thing) defined |= defines(chunks_[b], chunks_[a]);
      if (defined) to_mentions(*condition);
      return group(Op::all, {*condition, *decides_it});
    }
    return condition ? condition : decides_it;
  }

  // build the operands; what stands before the first member of a list holds until another such word comes
  Stance running = stance;
  struct Built {
    NodeId node;
    ChunkKind before;
    bool inherits;  // stands under the negation of the member before it
    bool people;    // says no more than who: "men", "women"
    bool comma;     // a comma stands before it
    bool tight = false;  // its "or" reaches no further than the thing right before
    std::optional<Index> narrows = std::nullopt;  // the "and" before it may ask for more of those it follows: "… and require oxygen"
  };
  std::vector<Built> built;
  std::optional<Atom> exemplified;  // what the members are examples of
  for (std::size_t n = 0; n < operands.size(); ++n) {
    const Operand& o = operands[n];
    Stance here = running;
    bool own = false, verb = false;
    for (Index k = o.begin; k < o.end; ++k) {
      const Chunk& c = chunks_[k];
      own |= c.kind == ChunkKind::neg || c.kind == ChunkKind::none_of;
      verb |= c.kind == ChunkKind::filler && (c.begin->is("with") || c.begin->is("have") || c.begin->is("has") || c.begin->is("is") || c.begin->is("are") || c.begin->is("who"));
      if (c.kind == ChunkKind::thing || c.kind == ChunkKind::open) break;
    }
    // a negation reaches over "or" and "nor", over "and" and commas only along a bare list
    const bool bare_comma = o.before == ChunkKind::comma;
    bool inherits = running.negated && n > 0 && !own;
    // "No arrhythmia, or patients with a QT > 450": somebody else
    bool people = false;
    for (Index k = o.begin; k < o.end && chunks_[k].kind == ChunkKind::filler; ++k)
      for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) people |= t->is("patients") || t->is("subjects") || t->is("participants") || t->is("individuals") || t->is("those");
    if (inherits && people) inherits = false;
    // "≤ 3 x ULN without liver metastases, or ≤ 5 x ULN with them": not the limit is denied
    const Chunk& opener = chunks_[o.begin];
    if (inherits && comparison(opener) && !opener.atom.bounds.empty() && opener.atom.bounds[0].span.begin == opener.begin->begin) inherits = false;
    // "cannot receive injections, history of syncope": one more reason to keep out
    if (inherits && bare_comma && section_ == Section::exclusion && opener.kind == ChunkKind::history) {
      inherits = false;
      here.assertion = stance.assertion;
    }
    if (inherits && ((o.before == ChunkKind::and_ && verb) || (bare_comma && verb) || o.before == ChunkKind::period || running.narrow_negation)) inherits = false;
    here.negated = inherits || (n == 0 && stance.negated && !own) || (own && n == 0 && stance.negated);
    if (own && n > 0) here.negated = false;
    here.narrow_negation = false;
    if (o.begin > i && chunks_[o.begin - 1].kind == ChunkKind::and_ && chunks_[o.begin - 1].begin->is("but")) {
      here = stance;
      inherits = false;
    }
    const bool outer_mention = stance.mention_only;
    here.mention_only = outer_mention || (running.mention_tail && (o.before == ChunkKind::and_ || o.before == ChunkKind::or_) && !verb && !own);
    const bool in_tail = here.mention_only && !outer_mention;
    auto node = operand(o.begin, o.end, here);
    // "contraindications to A, B and C": nobody is asked to take C
    if (node && n > 0 && judged_object(operands[n - 1]) && names_only(o) && !compares(*node)) {
      operands[n].judged = true;
      Atom judged;
      judged.kind = AtomKind::manual;
      judged.why = "judgement";
      quiet(*node);
      const NodeId by_person = atom(std::move(judged), span_of(o.begin, o.end));
      node = group(Op::all, {*node, here.negated ? negate(by_person) : by_person});
    }
    here.mention_only = outer_mention;
    here.mention_tail = here.mention_tail || in_tail;
    // "uncontrolled illness including infection, arrhythmia or …": all of them are examples
    if (node && exemplified && !verb && !own && !people) restrict_examples(*exemplified, *node);
    else if (verb || own || people) exemplified.reset();
    if (const auto example = find(o.begin, o.end, ChunkKind::example))
      for (Index k = *example; k-- > o.begin;)
        if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.assertion != Assertion::mention) {
          exemplified = chunks_[k].atom;
          break;
        }
    // "hematologic or coagulation parameters, defined as ANC …", "renal failure or dysfunction (eGFR < 30)": the definition is of the whole list
    if (node && !built.empty()) {
      bool defined = false;
      std::optional<Index> measure;
      for (Index k = o.begin; k < o.end; ++k) {
        defined |= chunks_[k].kind == ChunkKind::definition;
        if (comparison(chunks_[k])) measure = measure ? measure : std::optional(k);
      }
      if (measure)
        for (std::size_t b = 0; b < built.size(); ++b) {
          if (compares(built[b].node)) continue;
          bool by_it = defined && only_unparsed(built[b].node);
          for (Index k = operands[b].begin; k < operands[b].end; ++k)
            if (chunks_[k].kind == ChunkKind::thing && bracketed(*measure) && o.before == ChunkKind::or_) by_it |= defines(chunks_[*measure], chunks_[k]);
          if (by_it) quiet(built[b].node);
        }
    }
    // "transplantation, or if one is planned"
    if (!node && !built.empty() && n + 1 == operands.size() && o.before == ChunkKind::or_ && has(o.begin, o.end, ChunkKind::future)) {
      Atom planned;
      planned.kind = AtomKind::manual;
      planned.why = "planned";
      dispose(o.begin, o.end, Disposition::manual);
      node = atom(std::move(planned), span_of(o.begin, o.end));
    }
    if (!node) {
      running = here;
      // "no prior or concurrent radiotherapy": at any time
      if (own && o.end < j)
        for (Index k = o.begin; k < o.end; ++k)
          for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t)
            if (t->is("prior") || t->is("previous") || t->is("previously") || t->is("past")) {
              running.temporality = Temporality::past;
              running.any_time = true;
            }
      if (!built.empty() && o.before == ChunkKind::or_) built.back().before = built.size() > 1 ? built.back().before : ChunkKind::comma;
      continue;
    }
    running = here;
    // "uncontrolled rate in participants with fibrillation or flutter": the flutter is of the condition
    if (!built.empty() && o.before == ChunkKind::or_ && !comma[n] && !own && !verb && !people)
      if (const Group* guarded = rule_.group(built.back().node); guarded && guarded->op == Op::if_ && rule_.atom(*node) && rule_.atom(*node)->kind == AtomKind::condition && one_family(guarded->when, *node)) {
        const NodeId then = guarded->then, condition = group(Op::any, {guarded->when, *node});
        built.back().node = when(condition, then);
        continue;
      }
    // "hepatitis not due to a virus or alcohol": the alcohol is another cause that is denied
    if (!built.empty() && o.before == ChunkKind::or_ && !comma[n] && !people && add_denied_cause(built.back().node, *node)) continue;
    built.push_back({*node, built.empty() ? ChunkKind::comma : o.before, inherits && !built.empty(), people_only(o.begin, o.end), comma[n]});
    if (n > 0 && !built[built.size() - 1].people && operands[n].before == ChunkKind::and_ && chunks_[o.begin - 1].kind == ChunkKind::and_) {
      const bool listed = comma[n] || (n > 1 && comma[n - 1]);
      if (adds_to(operands[n - 1], o, listed) || taken_together(o.begin - 1, operands[n - 1])) built.back().narrows = o.begin - 1;
    }
  }
  if (built.empty()) return std::nullopt;

  // "pregnant women, or men or women of childbearing potential not willing to …": whether all men are kept out, a person says
  if (section_ == Section::exclusion && !stance.mention_only)
    for (std::size_t k = 0; k + 1 < built.size(); ++k)
      if (built[k].people && !built[k + 1].people) built[k].node = group(Op::all, {built[k].node, wording(built[k].node)});

  // "negative for hepatitis B or HIV": for both, as one word denies them
  if (section_ == Section::inclusion && !stance.negated)
    for (std::size_t k = 1; k < built.size(); ++k)
      if (built[k].before == ChunkKind::or_ && shares_negative(built[k - 1].node, built[k].node)) built[k].before = ChunkKind::and_;

  // "male and non-pregnant female subjects": whoever is one of them
  if (section_ == Section::inclusion && !stance.negated)
    for (std::size_t k = 1; k < built.size(); ++k)
      if (built[k - 1].people && built[k].before == ChunkKind::and_ && denies_of_women(built[k].node)) built[k].before = ChunkKind::or_;

  for (std::size_t k = 1; k < built.size(); ++k)
    if (built[k].before == ChunkKind::or_ || built[k].before == ChunkKind::and_ || built[k].before == ChunkKind::comma || built[k].before == ChunkKind::period) built[k - 1].node = for_the_others(built[k - 1].node, built[k].node);

  // "and" binds tighter than "or"; a list without any joining word is read by its section; the members under one negation are all
  // negated; statements side by side are joined last
  const bool exclusion = section_ == Section::exclusion;
  // "4 weeks since chemotherapy or radiotherapy": both lie that far back
  for (std::size_t k = 1; k < built.size() && !exclusion; ++k)
    if (built[k].before == ChunkKind::or_ && washed_out(built[k - 1].node, built[k].node)) built[k].before = ChunkKind::and_;
  // "ALT or AST ≤ 2 x ULN" lets in who keeps both; whether one will do, nobody says
  for (std::size_t k = 1; k < built.size() && !exclusion && !stance.negated; ++k)
    if (built[k].before == ChunkKind::or_ && same_upper_limit(built[k - 1].node, built[k].node)) {
      const Index joint = span_between(built[k - 1].node, built[k].node, i, j);
      built[k - 1].node = either_way({built[k - 1].node, built[k].node}, span_of(joint, joint + 1));
      built.erase(built.begin() + static_cast<std::ptrdiff_t>(k--));
    }
  // "men with diabetes and retinopathy or nephropathy": an "or" between things of one kind joins those, not all that came before
  bool in_causes = false;
  for (std::size_t k = 1; k < built.size(); ++k) {
    if (built[k].before != ChunkKind::or_ || built[k].inherits) continue;
    // "DLCO < 50 % and FEV1 or FVC < 40 %", "metformin and either a sulfonylurea or insulin": the choice is between the two
    if (k > 1 && built[k - 1].before == ChunkKind::and_ && !built[k].comma && one_choice(built[k - 1].node, built[k].node)) {
      built[k].tight = true;
      continue;
    }
    // "heart failure due to amyloidosis, sarcoidosis or myocarditis": of the causes; "NYHA III heart failure, angina or …": one more
    const bool caused = has_cause(built[k - 1].node);
    if (built[k - 1].tight && !(exclusion && built[k].comma && !in_causes) && one_family(built[k - 1].node, built[k].node)) {
      built[k].tight = true;
      continue;
    }
    in_causes = caused;
    const bool wide = built[k].comma && ((exclusion && !caused) || !(k + 1 < built.size() && built[k + 1].before == ChunkKind::or_));
    if (wide || built[k - 1].people) continue;
    const Group* g = rule_.group(built[k - 1].node);
    if (!g || g->op != Op::all) {
      // "microalbuminuria and metformin or insulin": the two drugs are the choice
      if (k > 1 && built[k - 1].before == ChunkKind::and_ && !one_family(built[k - 2].node, built[k - 1].node) && one_family(built[k - 1].node, built[k].node)) built[k].tight = true;
      continue;
    }
    std::vector<NodeId> of = g->of;
    std::size_t last = of.size();
    unsigned deciders = 0;
    for (std::size_t n = 0; n < of.size(); ++n)
      if (!only_mentions(of[n])) {
        ++deciders;
        last = n;
      }
    if (deciders < 2 || !one_family(of[last], built[k].node)) continue;
    std::vector<NodeId> tail(of.begin() + static_cast<std::ptrdiff_t>(last), of.end());
    of.resize(last);
    const Built head{group(Op::all, std::move(of)), built[k - 1].before, built[k - 1].inherits, false, built[k - 1].comma, built[k - 1].tight};
    built[k - 1] = {group(Op::all, std::move(tail)), ChunkKind::filler, false, false, false, false};
    built.insert(built.begin() + static_cast<std::ptrdiff_t>(k - 1), head);
    ++k;
    built[k].tight = true;
    built[k - 1].before = ChunkKind::either;
  }
  for (std::size_t k = built.size(); k-- > 1;)
    if (built[k].tight) {
      built[k - 1].node = group(Op::any, {built[k - 1].node, built[k].node});
      built.erase(built.begin() + static_cast<std::ptrdiff_t>(k));
    }
  // "melanoma, renal cell carcinoma, bladder cancer": nobody is asked to have all of them
  if (!exclusion && !stance.negated && !stance.mention_only && built.size() > 1) {
    std::vector<NodeId> each;
    bool commas = true, plain = true;
    for (std::size_t k = 0; k < built.size(); ++k) {
      each.push_back(built[k].node);
      plain &= !built[k].inherits && (k == 0 || built[k].before == ChunkKind::comma || built[k].before == ChunkKind::and_);
      commas &= k == 0 || built[k].before == ChunkKind::comma;
    }
    if (plain && distinct_diseases(each)) {
      if (commas) return group(Op::any, std::move(each));
      const Index joint = operands.back().begin > i ? operands.back().begin - 1 : i;
      dispositions_[joint] = Disposition::unparsed;
      return either_way(std::move(each), span_of(joint, joint + 1));
    }
    // "diabetes, hypertension, obesity": all of them, or any
    if (commas && plain && each.size() > 2 && std::all_of(each.begin(), each.end(), [this](NodeId id) { return names_disease(id); })) {
      const Index joint = operands.back().begin > i ? operands.back().begin - 1 : i;
      return either_way(std::move(each), span_of(joint, joint + 1));
    }
  }
  // "A and B or C" without a comma: which of the two binds tighter, nobody says
  if (!exclusion && !stance.negated && !stance.mention_only && !stance.conjunctive && built.size() == 3 && built[1].before != built[2].before && (built[1].before == ChunkKind::and_ || built[1].before == ChunkKind::or_) &&
      (built[2].before == ChunkKind::and_ || built[2].before == ChunkKind::or_) && std::none_of(built.begin(), built.end(), [](const Built& b) { return b.comma || b.inherits || b.people; }) && operands.size() == 3) {
    const bool and_first = built[1].before == ChunkKind::and_;
    const NodeId lone = built[and_first ? 0 : 2].node, other = built[and_first ? 2 : 0].node;
    if (!only_mentions(lone) && !only_mentions(other) && !only_mentions(built[1].node)) {
      const Index joint = operands[and_first ? 2 : 1].begin - 1;
      dispositions_[joint] = Disposition::unparsed;
      const NodeId strict = group(Op::all, {lone, group(Op::any, {built[1].node, other})});
      const NodeId loose = group(Op::any, {group(Op::all, {lone, built[1].node}), other});
      return group(Op::any, {strict, group(Op::all, {loose, atom(Atom{}, span_of(joint, joint + 1))})});
    }
  }
  // "chronic kidney disease, heart failure, stroke" of an inclusion: all, or one of them; nobody says
  if (!exclusion && !stance.negated && !stance.mention_only && !stance.conjunctive && built.size() > 1) {
    std::vector<NodeId> each;
    bool commas = true;
    for (std::size_t k = 0; k < built.size(); ++k) {
      each.push_back(built[k].node);
      commas &= !built[k].inherits && !built[k].people && (k == 0 || built[k].before == ChunkKind::comma);
    }
    if (commas && of_one_kind(each)) {
      const Index joint = operands.back().begin > i ? operands.back().begin - 1 : i;
      dispositions_[joint] = Disposition::unparsed;
      return either_way(std::move(each), span_of(joint, joint + 1));
    }
  }
  std::vector<NodeId> statements, any, all{built[0].node};
  bool people = false;
  const auto close_any = [&] {
    any.push_back(group(Op::all, std::move(all)));
    statements.push_back(group(Op::any, std::move(any)));
    any.clear();
  };
  for (std::size_t k = 1; k < built.size(); ++k) {
    ChunkKind joint = built[k].before;
    if (joint == ChunkKind::period || joint == ChunkKind::filler) {
      people |= joint == ChunkKind::filler;
      close_any();
      all = {built[k].node};
      continue;
    }
    if (joint == ChunkKind::comma) joint = exclusion ? ChunkKind::or_ : ChunkKind::and_;
    // an exclusion that lists with "and" keeps out whoever has one of them; "men and women" are whoever is one of them
    if (joint == ChunkKind::and_ && ((exclusion && !stance.mention_only && !stance.conjunctive) || (built[k].people && built[k - 1].people))) joint = ChunkKind::or_;
    // "women of childbearing potential and not using contraception": nobody is kept out for the first alone
    if (exclusion && !stance.mention_only && built[k].before == ChunkKind::and_ && !built[k].inherits && fertile(all.back()) && denies_contraception(built[k].node)) {
      all.back() = group(Op::all, {all.back(), built[k].node});
      continue;
    }
    // "heart failure and symptoms of NYHA III": both, or either; only who has both and who has neither is certain
    if (exclusion && !stance.mention_only && !stance.conjunctive && built[k].narrows && !built[k].inherits && built[k].before == ChunkKind::and_ && !only_manual(built[k].node) && !only_manual(all.back())) {
      const Index and_ = *built[k].narrows;
      dispositions_[and_] = Disposition::unparsed;
      all.back() = either_way({all.back(), built[k].node}, span_of(and_, and_ + 1));
      continue;
    }
    if (built[k].inherits || joint == ChunkKind::either) joint = ChunkKind::and_;
    // "unless treated with A or B and stable": whichever of the two it was
    if (stance.conjunctive && joint == ChunkKind::and_ && !any.empty() && one_family(any.back(), all.back()) && !one_family(all.back(), built[k].node)) {
      any.push_back(group(Op::all, std::move(all)));
      all = {group(Op::any, std::move(any))};
      any.clear();
    }
    if (joint == ChunkKind::or_) {
      any.push_back(group(Op::all, std::move(all)));
      all = {built[k].node};
    } else {
      all.push_back(built[k].node);
    }
  }
  close_any();
  if (!exclusion && !stance.negated && !stance.mention_only)
    for (NodeId& statement : statements) statement = asked_of_both(statement);
  return group(exclusion && !people && !stance.conjunctive ? Op::any : Op::all, std::move(statements));
}

// "not using contraception", "unwilling to use it", of whoever was named before
bool Clauses::denies_contraception(NodeId id) const {
  bool denied = false, people = false;
  const std::function<void(NodeId)> look = [&](NodeId n) {
    if (const Atom* a = rule_.atom(n)) {
      people |= a->kind == AtomKind::sex || a->concept_id == "childbearing-potential";
      denied |= a->concept_id == "contraception" || a->kind == AtomKind::manual;
      return;
    }
    const Group& g = *rule_.group(n);
    for (const NodeId child : g.of) look(child);
    if (g.op == Op::if_) {
      look(g.when);
      look(g.then);
    }
  };
  look(id);
  return denied && !people;
}

// Does one "negative" stand before both infections?
bool Clauses::shares_negative(NodeId a, NodeId b) const {
  const std::function<const Atom*(NodeId)> result = [&](NodeId id) -> const Atom* {
    if (const Atom* x = rule_.atom(id)) return x->state == State::negative && x->assertion == Assertion::asserted && (x->kind == AtomKind::condition || x->kind == AtomKind::test) ? x : nullptr;
    const Group& g = *rule_.group(id);
    if (g.op != Op::all) return nullptr;
    for (const NodeId child : g.of)
      if (!only_mentions(child)) return result(child);
    return nullptr;
  };
  const Atom* first = result(a);
  const Atom* second = result(b);
  if (!first || !second) return false;
  const auto left = chunk_of(*first), right = chunk_of(*second);
  if (!left || !right) return false;
  return std::none_of(chunks_.begin() + static_cast<std::ptrdiff_t>(*left), chunks_.begin() + static_cast<std::ptrdiff_t>(std::min(*right + 2, chunks_.size())), [](const Chunk& c) { return c.kind == ChunkKind::state; });
}

// "women of childbearing potential"
bool Clauses::fertile(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->concept_id == "childbearing-potential" && a->assertion == Assertion::asserted;
  const Group& g = *rule_.group(id);
  if (g.op != Op::all) return false;
  return std::all_of(g.of.begin(), g.of.end(), [this](NodeId c) { return fertile(c) || (rule_.atom(c) && rule_.atom(c)->kind == AtomKind::sex); }) && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return fertile(c); });
}

// "non-pregnant", "not lactating"
bool Clauses::denies_of_women(NodeId id) const {
  const Group* g = rule_.group(id);
  if (!g) return false;
  if (g->op == Op::all && !g->of.empty()) return denies_of_women(g->of.front());
  if (g->op != Op::not_) return false;
  const Atom* a = rule_.atom(g->of.front());
  return a && (a->concept_id == "pregnancy" || a->concept_id == "lactation");
}

// "Men or non-pregnant women aged 18 to 45 with asthma": only the pregnancy is a matter of the women.
NodeId Clauses::asked_of_both(NodeId id) {
  const Group* either = rule_.group(id);
  if (!either || either->op != Op::any || either->of.size() != 2) return id;
  const NodeId first = either->of[0], second = either->of[1];
  const auto of_sex = [](const Atom& a) {
    if (a.kind == AtomKind::sex || a.kind == AtomKind::pregnancy || a.kind == AtomKind::reproductive) return true;
    return a.concept_id == "pregnancy" || a.concept_id == "lactation" || a.concept_id == "childbearing-potential" || a.concept_id == "contraception";
  };
  bool sex = false;
  const std::function<bool(NodeId)> people = [&](NodeId n) -> bool {
    if (const Atom* a = rule_.atom(n)) {
      sex |= a->kind == AtomKind::sex;
      return a->kind == AtomKind::sex || a->kind == AtomKind::life_stage || a->concept_id == "healthy";
    }
    const Group& g = *rule_.group(n);
    return g.op == Op::all && std::all_of(g.of.begin(), g.of.end(), people);
  };
  const Group* others = rule_.group(second);
  if (!people(first) || !sex || !others || others->op != Op::all) return id;
  std::vector<NodeId> theirs, both;
  bool told_apart = false;
  for (const NodeId n : others->of) {
    const Group* denial = rule_.group(n);
    const Atom* a = denial && denial->op == Op::not_ ? rule_.atom(denial->of.front()) : rule_.atom(n);
    told_apart |= a && of_sex(*a);
    const bool of_anybody = a && !denial && a->assertion == Assertion::asserted && !of_sex(*a) && !a->concept_id.empty() && (a->kind == AtomKind::age || a->kind == AtomKind::measurement || a->kind == AtomKind::condition);
    (of_anybody ? both : theirs).push_back(n);
  }
  if (!told_apart || both.empty() || theirs.empty()) return id;
  both.insert(both.begin(), group(Op::any, {first, group(Op::all, std::move(theirs))}));
  return group(Op::all, std::move(both));
}

// Does it ask for a disease, and for no value?
bool Clauses::names_disease(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::condition && a->bounds.empty() && a->assertion == Assertion::asserted && !a->window;
  const Group& g = *rule_.group(id);
  return (g.op == Op::all || g.op == Op::any) && !compares(id) && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return names_disease(c); });
}

// Are they all cancers of different kinds, and nothing said of them beside?
bool Clauses::distinct_diseases(const std::vector<NodeId>& of) const {
  const auto plain = [](const Atom* a) { return a && a->kind == AtomKind::condition && a->bounds.empty() && a->assertion == Assertion::asserted && a->state == State::none; };
  for (const NodeId id : of)
    if (!plain(rule_.atom(id))) return false;
  const auto cancer = vocabulary_.find("cancer"), spread = vocabulary_.find("metastatic-cancer");
  std::vector<ConceptIndex> seen;
  for (const NodeId id : of) {
    const auto what = vocabulary_.find(rule_.atom(id)->concept_id);
    if (!what || !cancer || *what == *cancer || !vocabulary_.is_a(*what, *cancer) || (spread && (*what == *spread || vocabulary_.is_a(*what, *spread)))) return false;
    for (const ConceptIndex other : seen)
      if (other == *what || vocabulary_.is_a(other, *what) || vocabulary_.is_a(*what, other)) return false;
    seen.push_back(*what);
  }
  return true;
}

// "not due to a virus" is any(not virus, manual): the next cause goes beside the first.
bool Clauses::add_denied_cause(NodeId of, NodeId cause) {
  const Atom* named = rule_.atom(cause);
  if (!named || !entry(*named)) return false;
  const Group* said = rule_.group(of);
  if (!said || said->op != Op::all || said->of.empty()) return false;
  const NodeId last = said->of.back();
  const Group* causes = rule_.group(last);
  if (!causes || causes->op != Op::any || causes->of.size() != 2 || !has_cause(causes->of[1])) return false;
  const NodeId none = group(Op::all, {causes->of.front(), negate(cause)});
  std::get<Group>(rule_.nodes[last].kind).of.front() = none;
  rule_.nodes[last].span = hull(rule_.at(last).span, rule_.at(none).span);
  rule_.nodes[of].span = hull(rule_.at(of).span, rule_.at(last).span);
  return true;
}

bool Clauses::has_cause(NodeId id) const {
  if (const Atom* a = rule_.atom(id)) return a->kind == AtomKind::manual && a->why == "cause";
  const Group& g = *rule_.group(id);
  return g.op == Op::all && std::any_of(g.of.begin(), g.of.end(), [this](NodeId c) { return has_cause(c); });
}

// One limit from above for both aminotransferases, with or without the cases of it.
bool Clauses::same_upper_limit(NodeId a, NodeId b) const {
  const auto limit = [this](auto&& self, NodeId id) -> const Atom* {
    if (const Atom* x = rule_.atom(id)) return (x->concept_id == "alt" || x->concept_id == "ast") && x->bounds.size() == 1 && (x->bounds[0].op == Comparator::less || x->bounds[0].op == Comparator::less_equal) ? x : nullptr;
    const Group& g = *rule_.group(id);
    if (g.op == Op::if_) return self(self, g.then);
    if (g.op != Op::all) return nullptr;
    for (const NodeId child : g.of)
      if (!only_mentions(child)) return self(self, child);
    return nullptr;
  };
  const Atom* first = limit(limit, a);
  const Atom* second = limit(limit, b);
  return first && second && first->concept_id != second->concept_id && first->bounds[0].value == second->bounds[0].value && first->bounds[0].op == second->bounds[0].op;
}

// The joining word between two members.
Clauses::Index Clauses::span_between(NodeId a, NodeId b, Index i, Index j) const {
  Index found = i;
  for (Index k = i; k < j; ++k)
    if (chunks_[k].kind == ChunkKind::or_ && chunks_[k].begin->begin >= rule_.at(a).span.begin && chunks_[k].begin->begin <= rule_.at(b).span.end) found = k;
  return found;
}

// "contraindication to A", "unable to take A": does a person judge the thing it names last?
bool Clauses::judged_object(const Operand& o) const {
  if (o.judged) return true;
  bool judged = false, named = false;
  for (Index k = o.begin; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::manual) judged = c.begin->lower.starts_with("contraindicat") || c.begin->lower.starts_with("contra");
    else if (c.kind == ChunkKind::thing && judged) named = c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::therapy;
  }
  return judged && named;
}

bool Clauses::names_only(const Operand& o) const {
  bool named = false;
  for (Index k = o.begin; k < o.end; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing && !named) {
      if (c.atom.kind != AtomKind::exposure && c.atom.kind != AtomKind::procedure && c.atom.kind != AtomKind::therapy) return false;
      named = true;
    } else if (!named && c.kind != ChunkKind::filler && c.kind != ChunkKind::either) {
      return false;
    }
  }
  return named;
}

// "methotrexate plus cyclosporine", "both hepatitis B and hepatitis C": the two at once
bool Clauses::taken_together(Index joint, const Operand& left) const {
  for (const std::string_view word : {"plus", "along", "together", "combined", "in", "accompanied"})
    if (chunks_[joint].begin->is(word) && !chunks_[joint].begin[1].is("addition")) return true;
  for (Index k = left.begin; k < left.end; ++k)
    if (chunks_[k].kind == ChunkKind::either && chunks_[k].begin->is("both")) return true;
  return false;
}

// Does the member behind an "and" go on with what stands before it, rather than name one more thing that keeps out?
bool Clauses::adds_to(const Operand& left, const Operand& right, bool comma) const {
  const auto family = [](const Chunk& c) {
    if (comparison(c)) return 4;
    switch (c.atom.kind) {
      case AtomKind::condition: case AtomKind::finding: return 1;
      case AtomKind::exposure: case AtomKind::procedure: case AtomKind::therapy: return 2;
      case AtomKind::measurement: case AtomKind::score: case AtomKind::stage: case AtomKind::test: case AtomKind::biomarker: return 4;
      default: return 0;
    }
  };
  const Chunk* first = nullptr;
  // "grading of 3 and staging of A"
  bool strange = false, named = false;
  for (Index k = right.begin; k < right.end; ++k) {
    strange |= chunks_[k].kind == ChunkKind::unknown;
    named |= chunks_[k].kind == ChunkKind::thing || chunks_[k].kind == ChunkKind::manual;
  }
  for (Index k = left.begin; k < left.end; ++k)
    if (chunks_[k].kind == ChunkKind::thing && chunks_[k].atom.assertion != Assertion::mention) first = &chunks_[k];
  if (!first) return false;
  if (strange && !named && !comma && family(*first) == 4) return true;
  bool people = false;
  for (Index k = right.begin; k < right.end; ++k) {
    const Chunk& c = chunks_[k];
    for (TokenIt t = c.begin; t != c.end && c.kind != ChunkKind::thing; ++t) {
      people |= t->is("patients") || t->is("subjects") || t->is("participants") || t->is("individuals") || t->is("those") || t->is("women") || t->is("men");
      if (people) return false;
      for (const std::string_view word : {"with", "who", "have", "has", "had", "is", "are", "was", "were", "on", "require", "requires", "required", "requiring", "evidence", "symptoms", "symptom", "signs", "whose", "not", "no", "without", "receiving", "that", "which"})
        if (t->is(word)) return true;
    }
    if (c.kind == ChunkKind::thing && c.atom.assertion != Assertion::mention) {
      const int a = family(*first), b = family(c);
      if (a == 0 || b == 0) return false;
      // "ALT > 3 x ULN and bilirubin > 2 x ULN", but not one more of a list of limits
      if (a == 4 && b == 4) return !comma && first->atom.concept_id != c.atom.concept_id;
      return !comma && a != b;
    }
  }
  return false;
}

bool Clauses::defines(const Chunk& measurement, const Chunk& condition) const {
  if (condition.atom.kind != AtomKind::condition && condition.atom.kind != AtomKind::finding) return false;
  const auto what = vocabulary_.find(condition.atom.concept_id);
  const auto by = vocabulary_.find(measurement.atom.concept_id);
  if (!what || !by) return false;
  // the condition itself, or a broader one, is defined by it
  std::vector<ConceptIndex> broader{*what};
  for (std::size_t i = 0; i < broader.size(); ++i) {
    for (const ConceptIndex m : vocabulary_.measured_by(broader[i]))
      if (m == *by || vocabulary_.is_a(*by, m)) return true;
    for (const ConceptIndex parent : vocabulary_.at(broader[i]).parents)
      if (std::find(broader.begin(), broader.end(), parent) == broader.end()) broader.push_back(parent);
  }
  return false;
}

// "… ruled out", "… not performed", "…-free": the denial stands behind what it denies.
bool Clauses::denies_before(Index negation, Index end) const {
  const Token& said = chunks_[negation].end[-1];
  for (const std::string_view word : {"absent", "out", "free", "naive", "naïve", "uninfected"})
    if (said.is(word)) return true;
  for (Index k = negation + 1; k < end; ++k)
    for (TokenIt t = chunks_[k].begin; t != chunks_[k].end; ++t) {
      for (const std::string_view word : {"present", "performed", "done", "used", "given", "possible", "obtained", "available", "required", "detected", "found", "carried", "suspected", "indicated", "determined", "known", "assessed", "evaluated", "measured"})
        if (t->is(word)) return true;
      return false;
    }
  return false;
}

bool Clauses::bracketed(Index k) const {
  for (Index n = k; n-- > 0;) {
    if (chunks_[n].kind == ChunkKind::open) return true;
    if (chunks_[n].kind == ChunkKind::close) return false;
  }
  return false;
}

bool Clauses::compared_before(Index i, Index k) const {
  for (Index n = k; n-- > i;) {
    const Chunk& c = chunks_[n];
    if (c.kind == ChunkKind::thing) return comparison(c) && !c.age;
    if (c.kind == ChunkKind::for_ || c.kind == ChunkKind::guard || c.kind == ChunkKind::unless_ || c.kind == ChunkKind::definition || c.kind == ChunkKind::open || c.kind == ChunkKind::neg) return false;
  }
  return false;
}

// Do both share one comparison, or stand behind an "either"?
bool Clauses::one_choice(NodeId a, NodeId b) const {
  const Atom* first = rule_.atom(a);
  const Atom* second = rule_.atom(b);
  if (!first || !second) return false;
  if (!first->bounds.empty() && first->bounds == second->bounds) return true;
  const auto at = chunk_of(*first);
  if (!at) return false;
  Index k = *at;
  while (k > 0 && chunks_[k - 1].kind == ChunkKind::filler) --k;
  return k > 0 && chunks_[k - 1].kind == ChunkKind::either && chunks_[k - 1].begin->is("either");
}

// Do both ask for a distance from earlier treatments?
bool Clauses::washed_out(NodeId a, NodeId b) const {
  const std::function<const Window*(NodeId)> distance = [&](NodeId id) -> const Window* {
    if (const Atom* x = rule_.atom(id)) {
      const bool treatment = x->kind == AtomKind::exposure || x->kind == AtomKind::therapy || x->kind == AtomKind::procedure;
      return treatment && x->window && x->window->op == WindowOp::not_within && x->bounds.empty() ? &*x->window : nullptr;
    }
    const Window* found = nullptr;
    for (const NodeId child : rule_.group(id)->of) {
      if (only_mentions(child)) continue;
      const Window* w = distance(child);
      if (!w) return nullptr;
      found = w;
    }
    return rule_.group(id)->op == Op::all ? found : nullptr;
  };
  return distance(a) && distance(b);
}

// Are both single things of a kind that "or" would join?
bool Clauses::one_family(NodeId a, NodeId b) const {
  const std::function<int(NodeId)> family = [&](NodeId id) -> int {
    if (const Atom* x = rule_.atom(id)) {
      if (!x->bounds.empty()) return 0;
      switch (x->kind) {
        case AtomKind::condition: case AtomKind::finding: return 1;
        case AtomKind::exposure: case AtomKind::therapy: case AtomKind::procedure: return 2;
        case AtomKind::biomarker: case AtomKind::test: return 3;
        default: return 0;
      }
    }
    const Group& g = *rule_.group(id);
    int found = -1;
    for (const NodeId c : g.of) {
      if (only_mentions(c)) continue;
      const int f = family(c);
      if (found != -1 && f != found) return 0;
      found = f;
    }
    return std::max(found, 0);
  };
  const int first = family(a);
  return first != 0 && first == family(b);
}

bool Clauses::says_more_of_people(const Chunk& c) const {
  switch (c.kind) {
    case ChunkKind::thing: return c.atom.kind != AtomKind::sex && c.atom.kind != AtomKind::life_stage;
    case ChunkKind::unknown: case ChunkKind::current: case ChunkKind::history: case ChunkKind::future: case ChunkKind::manual: return true;
    default: return false;
  }
}

bool Clauses::people_only(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind == AtomKind::life_stage) continue;
      if (c.atom.kind != AtomKind::sex) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::either) {
      return false;
    }
  }
  return found;
}

bool Clauses::plain_comparison(Index i, Index j) const {
  bool found = false;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (!comparison(c) || c.age) return false;
      found = true;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::definition) {
      return false;
    }
  }
  return found;
}

bool Clauses::plain_condition(Index i, Index j) const {
  unsigned found = 0;
  for (Index k = i; k < j; ++k) {
    const Chunk& c = chunks_[k];
    if (c.kind == ChunkKind::thing) {
      if (c.atom.kind != AtomKind::condition && c.atom.kind != AtomKind::finding) return false;
      ++found;
    } else if (c.kind != ChunkKind::filler && c.kind != ChunkKind::history && c.kind != ChunkKind::current) {
      return false;
    }
  }
  return found == 1;
}

}  // namespace elig
