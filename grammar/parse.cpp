// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/parse.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

#include "grammar/outline.hpp"
#include "grammar/phrases/by_people.hpp"
#include "grammar/phrases/canonical.hpp"
#include "grammar/phrases/clause.hpp"
#include "grammar/phrases/implied.hpp"
#include "grammar/phrases/adequate_function.hpp"
#include "grammar/phrases/own_disease.hpp"
#include "grammar/phrases/registry.hpp"
#include "grammar/source/normalise.hpp"

// From an outline to rules: item by item, sub-bullets inside what governs them.
namespace elig {
namespace {

struct Tally {
  std::uint64_t computable = 0, manual = 0, unparsed = 0;
};

class StudyParser {
 public:
  StudyParser(const Study& study, const Vocabulary& vocabulary, const ParseOptions& options) : study_(study), vocabulary_(vocabulary), options_(options) {}

  RuleSet run() {
    RuleSet set;
    set.study = study_.id;
    set.source = study_.source;
    set.conditions = study_.conditions;
    const Outline layout = outline(study_, options_.bare);
    unsigned inclusion = 0, exclusion = 0;
    for (const Block& block : layout.blocks)
      for (std::size_t k = 0; k < block.items.size();) {
        if (bare_heading(block.items[k]) || (only_or(block.items[k]) && block.items.size() > 1)) {  // structural
          ++k;
          continue;
        }
        // "A, or" / "B" and "A" / "OR" / "B": bullets that an "or" joins are one criterion
        std::size_t end = k + 1;
        while (end < block.items.size() && (runs_on(block.items[end - 1]) || opens_with_or(block.items[end]) || or_between(block, end))) ++end;
        Criterion c = criterion(block, std::span(block.items).subspan(k, end - k));
        k = end;
        c.id = (block.section == Section::inclusion ? "I" + std::to_string(++inclusion) : "E" + std::to_string(++exclusion));
        set.criteria.push_back(std::move(c));
      }
    if (set.criteria.empty()) no_criteria(set);
    set.ledger.computable = total_.computable;
    set.ledger.manual = total_.manual;
    set.ledger.unparsed = total_.unparsed;
    set.ledger.characters = study_.eligibility.size();
    set.ledger.structural = set.ledger.characters - total_.computable - total_.manual - total_.unparsed;
    add_registry_criteria(study_, set);
    spare_own_disease(set, vocabulary_);
    return set;
  }

 private:
  // Does the bullet end in "or"?
  [[nodiscard]] bool runs_on(const Item& item) const {
    if (!item.children.empty()) return false;
    std::string_view text = std::string_view(study_.text).substr(item.text.begin, item.text.size());
    while (!text.empty() && (text.back() == ',' || text.back() == '.' || text.back() == ' ' || text.back() == ';')) text.remove_suffix(1);
    return text.size() > 3 && (text.ends_with(" or") || text.ends_with(" OR") || text.ends_with(",or") || text.ends_with(" Or") || text.ends_with(" and/or") || text.ends_with(" AND/OR"));
  }
  [[nodiscard]] bool opens_with_or(const Item& item) const {
    const std::string_view text = std::string_view(study_.text).substr(item.text.begin, item.text.size());
    return text.starts_with("or ") || text.starts_with("OR ") || text.starts_with("Or ");
  }

  // A line that holds nothing but "OR".
  [[nodiscard]] bool only_or(const Item& item) const {
    std::string_view text = std::string_view(study_.text).substr(item.text.begin, item.text.size());
    while (!text.empty() && (text.back() == ':' || text.back() == '.' || text.back() == ',' || text.back() == '-' || text.back() == ' ')) text.remove_suffix(1);
    while (!text.empty() && (text.front() == '-' || text.front() == ' ')) text.remove_prefix(1);
    return item.children.empty() && (text == "or" || text == "OR" || text == "Or" || text == "and/or" || text == "AND/OR");
  }
  // Among the exclusions each entry stands by itself anyway.
  [[nodiscard]] bool or_between(const Block& block, std::size_t k) const {
    if (block.section == Section::exclusion) return false;
    return (only_or(block.items[k]) && k + 1 < block.items.size()) || only_or(block.items[k - 1]);
  }
  // What is left of a heading that stands on a line of its own: "Key" of "Key exclusion criteria", "Hepatic" of the old form.
  [[nodiscard]] bool bare_heading(const Item& item) const {
    static constexpr std::array<std::string_view, 16> titles{"key", "other", "hepatic", "renal", "sex", "cardiovascular", "pulmonary", "hematopoietic", "hematologic", "hematology", "immunologic", "neurologic", "gastrointestinal", "metabolic", "ophthalmic", "general"};
    if (!item.children.empty() || item.span.begin != item.text.begin) return false;
    std::string text = study_.text.substr(item.text.begin, std::min<std::size_t>(item.text.size(), 24));
    while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.pop_back();
    if (text.empty() || text.front() < 'A' || text.front() > 'Z') return false;
    for (char& ch : text)
      if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
    return std::find(titles.begin(), titles.end(), text) != titles.end();
  }

  // "Cohort B: …", "Part 2 only: …", "For Phase I (dose escalation): …"
  [[nodiscard]] bool names_arm(const Item& item) const {
    static constexpr std::array<std::string_view, 13> labels{"cohort", "cohorts", "arm", "arms", "part", "parts", "phase", "phases", "stratum", "strata", "step", "group", "groups"};
    std::string_view text = std::string_view(study_.text).substr(item.text.begin, std::min<std::size_t>(item.text.size(), 80));
    const auto next = [&text] {
      std::size_t begin = 0;
      while (begin < text.size() && text[begin] == ' ') ++begin;
      std::size_t end = begin;
      while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || (text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z') || text[end] == '-')) ++end;
      std::string word(text.substr(begin, end - begin));
      text.remove_prefix(end);
      return word;
    };
    std::string word = next();
    if (word == "For" || word == "In" || word == "for") word = next();
    std::string lower = word;
    for (char& ch : lower)
      if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
    if (std::find(labels.begin(), labels.end(), lower) == labels.end()) return false;
    const std::string which = next();
    const bool designates = !which.empty() && which.size() <= 4 && std::all_of(which.begin(), which.end(), [](char ch) { return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || ch == '-' || ch == 'a' || ch == 'b'; }) && which != "IS";
    if (!designates) return false;
    // the label ends in a colon or in "only", before anything is said
    const std::size_t colon = text.find(':'), only = text.find(" only"), stop = text.find('.');
    return (colon < 50 && colon < stop) || only < 30;
  }

  // What is asked of one arm only lets in whoever meets it, and keeps out nobody for certain: another arm may be theirs.
  NodeId of_some(NodeId id, const Item& item) {
    const Span label{item.text.begin, std::min(item.text.end, item.text.begin + 10)};
    Node who, either;
    who.span = label;
    Atom wording;
    wording.kind = AtomKind::manual;
    wording.why = "wording";
    who.kind.emplace<Atom>(std::move(wording));
    either.span = rule_.at(id).span;
    Group g;
    g.op = section_ == Section::inclusion ? Op::any : Op::all;
    g.of = {id, rule_.add(std::move(who))};
    either.kind.emplace<Group>(std::move(g));
    return rule_.add(std::move(either));
  }

  Criterion criterion(const Block& block, std::span<const Item> items) {
    const Item& item = items.front();
    Criterion c;
    c.section = block.section;
    // the words without the mark before them
    const Span first = item.text.empty() ? item.span : item.text;
    c.span = items.size() == 1 && item.children.empty() ? first : Span{first.begin, std::max(item.span.end, items.back().span.end)};
    c.text = study_.text.substr(c.span.begin, c.span.size());
    tally_ = {};
    slips_.clear();
    rule_ = {};
    section_ = block.section;
    Stance stance;
    const std::string context = block.role == Block::Role::topic ? block.heading : std::string();
    std::vector<NodeId> nodes;
    for (const Item& one : items) {
      if (only_or(one) && items.size() > 1) {
        tally_.computable += one.text.size();
        continue;
      }
      if (const auto n = node_of(one, stance, context, 0)) nodes.push_back(*n);
    }
    std::optional<NodeId> root;
    if (nodes.size() == 1) root = nodes.front();
    else if (nodes.size() > 1) {
      // "Adults with diabetes on metformin" / "or on insulin": whether the second still asks for the rest of the first, nobody says
      if (block.section == Section::inclusion && demands_several(nodes.front()))
        for (std::size_t k = 1; k < nodes.size(); ++k)
          if (!demands_several(nodes[k])) nodes[k] = in_doubt(nodes[k]);
      root = any_of(std::move(nodes));
    }
    if (root && items.size() == 1 && names_arm(item)) root = of_some(*root, item);
    if (!root) {
      Node n;
      n.span = c.span;
      n.kind.emplace<Atom>();
      root = rule_.add(std::move(n));
    }
    if (block.role == Block::Role::group) {
      // such a heading rarely says where it ends: what holds for the other sex as well keeps it as a name only
      const auto whom = speaks_of_a_sex(*root) ? people_of(block) : std::nullopt;
      if (whom) root = guarded(*whom, *root);
      else c.group = block.heading;
    }
    c.rule = tidy(rule_, *root, permission_ && items.size() == 1);
    const std::size_t judged = std::min<std::size_t>(judge_functions(c.rule), tally_.computable);
    tally_.computable -= judged;
    tally_.manual += judged;
    std::move(slips_.begin(), slips_.end(), std::back_inserter(c.diagnostics));
    for (Node& node : c.rule.nodes)
      if (auto* a = std::get_if<Atom>(&node.kind)) finish(*a, node.span, c);
    const double sum = static_cast<double>(tally_.computable + tally_.manual + tally_.unparsed);
    c.coverage = sum > 0 ? static_cast<double>(tally_.computable) / sum : 0;
    total_.computable += tally_.computable;
    total_.manual += tally_.manual;
    total_.unparsed += tally_.unparsed;
    return c;
  }

  // A text that holds headings only has lost its criteria: whoever asks must not hear that everybody meets them.
  void no_criteria(RuleSet& set) {
    Span words = study_.eligibility;
    const auto blank = [this](std::uint32_t at) { return static_cast<unsigned char>(study_.text[at]) <= ' '; };
    while (!words.empty() && blank(words.begin)) ++words.begin;
    while (!words.empty() && blank(words.end - 1)) --words.end;
    if (words.empty()) return;
    rule_ = {};
    Criterion c;
    c.id = options_.bare == Section::inclusion ? "I1" : "E1";
    c.section = options_.bare;
    c.span = words;
    c.text = study_.text.substr(words.begin, words.size());
    (void)unparsed(words);
    c.rule = rule_;
    c.diagnostics.push_back({Severity::warning, "no-criteria", words, "the text holds no criterion"});
    total_.unparsed += words.size();
    set.criteria.push_back(std::move(c));
  }

  [[nodiscard]] bool demands_several(NodeId id) const {
    const Group* g = rule_.group(id);
    if (!g || g->op != Op::all) return false;
    return std::count_if(g->of.begin(), g->of.end(), [this](NodeId child) {
             const Atom* a = rule_.atom(child);
             return !a || (a->assertion != Assertion::mention && a->kind != AtomKind::unparsed && a->kind != AtomKind::manual);
           }) > 1;
  }

  NodeId in_doubt(NodeId id) {
    Node open, both;
    open.span = both.span = rule_.at(id).span;
    open.kind.emplace<Atom>();
    Group g;
    g.op = Op::all;
    g.of = {id, rule_.add(std::move(open))};
    both.kind.emplace<Group>(std::move(g));
    return rule_.add(std::move(both));
  }

  // "Women of childbearing potential:" as a heading says who is asked; a cohort's heading does not.
  std::optional<NodeId> people_of(const Block& block) {
    if (block.heading_span.empty()) return std::nullopt;
    Tokens tokens;
    tokens_of(block.heading_span, tokens);
    std::vector<Chunk> chunks = bound_chunks(tokens, vocabulary_, Section::inclusion, {});
    if (!one_sex(chunks)) return std::nullopt;
    return Clauses(chunks, vocabulary_, Section::inclusion, rule_).build({}, {});
  }

  // Pregnancy, contraception, a vasectomy: what only one sex is asked
  [[nodiscard]] bool speaks_of_a_sex(NodeId id) const {
    if (const Group* g = rule_.group(id))
      return (g->op == Op::if_ && speaks_of_a_sex(g->then)) || std::any_of(g->of.begin(), g->of.end(), [this](NodeId child) { return speaks_of_a_sex(child); });
    const Atom& a = *rule_.atom(id);
    if (a.kind == AtomKind::pregnancy || a.kind == AtomKind::reproductive || a.concept_id == "pregnancy-test") return true;
    const auto found = vocabulary_.find(a.concept_id);
    return found && (vocabulary_.at(*found).kind == ConceptKind::reproductive || !vocabulary_.at(*found).attribute("sex").empty());
  }

  NodeId guarded(NodeId whom, NodeId then) {
    Node node;
    node.span = rule_.at(then).span;
    Group g;
    g.op = Op::if_;
    g.when = whom;
    g.then = then;
    node.kind.emplace<Group>(std::move(g));
    return rule_.add(std::move(node));
  }

  NodeId any_of(std::vector<NodeId> of) {
    Node node;
    Group g;
    g.op = Op::any;
    for (const NodeId id : of) node.span = hull(node.span, rule_.at(id).span);
    g.of = std::move(of);
    node.kind.emplace<Group>(std::move(g));
    return rule_.add(std::move(node));
  }

  std::optional<NodeId> unparsed(Span span) {
    tally_.unparsed += span.size();
    Node n;
    n.span = span;
    n.kind.emplace<Atom>();
    return rule_.add(std::move(n));
  }

  // The words of a stretch of the text, each with its place in the source.
  void tokens_of(Span span, Tokens& tokens) const {
    const Normalised normal = normalise(std::string_view(study_.text).substr(span.begin, span.size()), span.begin);
    tokenise(normal.text, vocabulary_, abbreviations_, tokens);
    for (Token& t : tokens.list) {
      const Span s = normal.to_source(t.begin, t.end);
      t.begin = s.begin;
      t.end = s.end;
    }
  }

  std::optional<NodeId> node_of(const Item& item, const Stance& stance, const std::string& context, std::size_t depth) {
    if (item.text.size() > options_.max_criterion || depth > options_.max_depth || too_deep(item.text)) {
      auto own = unparsed(item.text);
      for (const Item& child : item.children) (void)node_of(child, stance, context, depth + 1);
      return own;
    }
    Tokens tokens;
    tokens_of(item.text, tokens);
    for (const Token& t : tokens.list)
      if (t.misspelt) slips_.push_back({Severity::note, "spelling", {t.begin, t.end}, "\"" + std::string(t.text) + "\" is read as \"" + std::string(t.lower) + "\""});
    std::vector<Chunk> chunks = bound_chunks(tokens, vocabulary_, section_, context);
    Clauses clauses(chunks, vocabulary_, section_, rule_);
    Clauses::Children children;
    if (!item.children.empty()) {
      const std::string below_context = heading_of(item);
      children = [this, &item, depth, below_context](const Stance& s) {
        std::vector<NodeId> nodes;
        bool alternative = false;
        for (std::size_t k = 0; k < item.children.size(); ++k) {
          if (only_or(item.children[k])) {
            alternative = !nodes.empty();
            tally_.computable += item.children[k].text.size();
            continue;
          }
          const auto n = node_of(item.children[k], s, below_context, depth + 1);
          if (!n) continue;
          if (k > 0 && !nodes.empty() && (std::exchange(alternative, false) || runs_on(item.children[k - 1]) || opens_with_or(item.children[k]))) nodes.back() = any_of({nodes.back(), *n});
          else nodes.push_back(*n);
        }
        const bool arms = nodes.size() > 1 && nodes.size() == item.children.size() && std::all_of(item.children.begin(), item.children.end(), [this](const Item& child) { return names_arm(child); });
        if (section_ == Section::inclusion && (arms || implied_choice(rule_, nodes, vocabulary_)) && nodes.size() > 1) nodes = {any_of(std::move(nodes))};
        return nodes;
      };
    }
    const auto node = clauses.build(stance, children);
    permission_ = clauses.permits();
    const auto& dispositions = clauses.dispositions();
    std::vector<Disposition> said(tokens.list.size(), Disposition::unparsed);  // chunks need not stand in the order of their words
    for (std::size_t i = 0; i < chunks.size(); ++i)
      for (TokenIt t = chunks[i].begin; t != chunks[i].end; ++t) {
        Disposition& of = said[static_cast<std::size_t>(t - tokens.list.data())];
        if (of != Disposition::computable && dispositions[i] != Disposition::unparsed) of = dispositions[i];
      }
    // one character of the source may be several tokens ("…" is read as "..."); its bytes count once
    std::uint32_t counted = item.text.begin;
    for (std::size_t i = 0; i < said.size(); ++i) {
      const Token& t = tokens.list[i];
      if (t.end <= counted) continue;
      const std::uint64_t bytes = t.end - std::max(t.begin, counted);
      counted = t.end;
      switch (said[i]) {
        case Disposition::computable: tally_.computable += bytes; break;
        case Disposition::manual: tally_.manual += bytes; break;
        default: tally_.unparsed += bytes; break;
      }
    }
    return node;
  }

  // Text of an item that only names what its sub-bullets are about: "Age:", "Hemoglobin".
  [[nodiscard]] std::string heading_of(const Item& item) const {
    std::string text = study_.text.substr(item.text.begin, item.text.size());
    if (text.size() > 60) return {};
    return text;
  }

  [[nodiscard]] bool too_deep(Span span) const {
    std::size_t depth = 0, most = 0;
    for (std::uint32_t i = span.begin; i < span.end; ++i) {
      const char ch = study_.text[i];
      if (ch == '(' || ch == '[' || ch == '{') most = std::max(most, ++depth);
      else if ((ch == ')' || ch == ']' || ch == '}') && depth) --depth;
    }
    return most > options_.max_depth;
  }

  // "pathology", "abnormalities": any entry so called may be something else
  static bool general_condition(const Atom& a) {
    static constexpr std::array<std::string_view, 19> nouns{"abnormality", "pathology",    "disease", "disorder", "condition", "illness",  "lesion",   "recurrence", "problem", "complication",
                                                            "finding",     "dysfunction", "change",  "event",    "symptom",   "defect", "syndrome", "comorbidity", "sign"};
    return (a.kind == AtomKind::condition || a.kind == AtomKind::finding) && a.words.size() == 1 && std::find(nouns.begin(), nouns.end(), a.words[0]) != nouns.end() && (a.concept_id.empty() || a.concept_id == "disease");
  }

  static bool general(const Atom& a) {
    static constexpr std::array<std::string_view, 12> nouns{"therapy", "treatment", "drug", "medication", "agent", "medicine", "procedure", "intervention", "product", "substance", "program", "care"};
    return (a.kind == AtomKind::exposure || a.kind == AtomKind::procedure || a.kind == AtomKind::therapy) && std::find(nouns.begin(), nouns.end(), a.words[0]) != nouns.end();
  }

  // Only the nodes that the root reaches, children before parents.
  static Rule tidy(const Rule& from, NodeId root, bool permission) {
    Rule to;
    std::vector<std::optional<NodeId>> map(from.nodes.size());
    const std::function<NodeId(NodeId, int)> copy = [&](NodeId id, int depth) -> NodeId {
      if (map[id]) return *map[id];
      Node node = from.at(id);
      if (auto* g = std::get_if<Group>(&node.kind)) {
        for (NodeId& child : g->of) child = copy(child, depth + 1);
        if (g->op == Op::if_) {
          g->when = copy(g->when, depth + 1);
          g->then = copy(g->then, depth + 1);
        }
      }
      // what is only named decides nothing, so nothing of it is in doubt
      if (auto* a = std::get_if<Atom>(&node.kind); a && a->assertion == Assertion::mention) std::erase_if(a->qualifiers, [](const std::string& q) { return q.starts_with("perhaps "); });
      // "study therapy", "other medications": whatever a record calls so may or may not be meant
      if (auto* a = std::get_if<Atom>(&node.kind); a && a->assertion == Assertion::asserted && a->qualifiers.empty() && a->bounds.empty() && a->concept_id.empty() && a->words.size() == 1 && general(*a)) a->qualifiers.emplace_back("perhaps another");
      if (auto* a = std::get_if<Atom>(&node.kind); a && a->assertion == Assertion::asserted && a->qualifiers.empty() && a->bounds.empty() && general_condition(*a)) a->qualifiers.emplace_back("perhaps another");
      // "on the basis of tests": no record says which
      if (auto* a = std::get_if<Atom>(&node.kind); a && a->assertion == Assertion::asserted && a->bounds.empty() && a->concept_id.empty() && a->state == State::none && a->kind == AtomKind::procedure && a->words.size() == 1 &&
          (a->words[0] == "test" || a->words[0] == "exam" || a->words[0] == "examination" || a->words[0] == "assessment" || a->words[0] == "evaluation" || a->words[0] == "visit"))
        a->assertion = Assertion::possible;
      // "male and premenarchal female": nobody is both, so who is meant is for a person to read
      if (auto* g = std::get_if<Group>(&node.kind); g && g->op == Op::all) {
        const auto asks = [&](std::string_view sex) {
          return std::any_of(g->of.begin(), g->of.end(), [&](NodeId child) {
            const Atom* a = to.atom(child);
            return a && a->kind == AtomKind::sex && a->assertion == Assertion::asserted && a->sex == sex;
          });
        };
        if (asks("male") && asks("female")) {
          Span where = node.span;
          for (const NodeId child : g->of)
            if (auto* a = std::get_if<Atom>(&to.nodes[child].kind); a && a->kind == AtomKind::sex) {
              a->assertion = Assertion::mention;
              where = to.at(child).span;
            }
          Atom who;
          who.kind = AtomKind::manual;
          who.why = "wording";
          g->of.push_back(to.add({where, std::move(who)}));
        }
      }
      map[id] = to.add(std::move(node));
      return *map[id];
    };
    to.root = copy(root, 0);
    // a rule in which every thing is only named would decide nothing: then the things decide, unless the words permit them
    const std::function<bool(NodeId)> mentions = [&](NodeId id) -> bool {
      if (const Atom* a = to.atom(id)) return a->assertion == Assertion::mention;
      const Group& g = *to.group(id);
      if (g.op == Op::if_) return mentions(g.then);
      return std::all_of(g.of.begin(), g.of.end(), mentions);
    };
    if (!permission && mentions(to.root))
      for (Node& n : to.nodes)
        if (auto* a = std::get_if<Atom>(&n.kind)) a->assertion = Assertion::asserted;
    return to;
  }

  void finish(Atom& a, Span span, Criterion& c) {
    if (a.kind == AtomKind::manual || a.kind == AtomKind::unparsed) return;
    if (a.subject.span.empty()) a.subject.span = span;
    a.subject.text = study_.text.substr(a.subject.span.begin, a.subject.span.size());
    canonicalise(a, vocabulary_, c.diagnostics);
  }

  const Study& study_;
  const Vocabulary& vocabulary_;
  const ParseOptions& options_;
  Rule rule_;
  Section section_ = Section::inclusion;
  bool permission_ = false;  // of the item read last
  Tally tally_, total_;
  const Abbreviations abbreviations_{study_.text, vocabulary_};
  std::vector<Diagnostic> slips_;  // of the pen, in the criterion's words
};

}  // namespace

RuleSet parse(const Study& study, const Vocabulary& vocabulary, const ParseOptions& options) { return StudyParser(study, vocabulary, options).run(); }

}  // namespace elig
