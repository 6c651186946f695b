// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>

#include "engine/binding.hpp"
#include "grammar/outline.hpp"
#include "grammar/phrases/chunk.hpp"
#include "grammar/phrases/implied.hpp"
#include "grammar/source/normalise.hpp"
#include "tests/showcase/saying.hpp"
#include "tools/render/words.hpp"

// docs/walk-through.md shows one criterion after every stage; what it shows is what the stages give. With ELIG_APPROVE=1 in the
// environment the page's blocks are written anew.
namespace elig::showcase {
namespace {

const std::string page_name = std::string(ELIG_DOCS) + "/walk-through.md";

const std::string criteria =
    "Inclusion Criteria:\n"
    "  • AST/ALT ≤2.5xULN\n"
    "    (≤5xULN if liver metastases)\n";

Made patient() {
  return woman()
      .lab("1920-8", 180, "U/L", "2024-05-27").range(8, 40, "U/L")
      .lab("1742-6", 35, "U/L", "2024-05-27").range(7, 40, "U/L")
      .condition("Secondary malignant neoplasm of liver", "C78.7", "2024-02-11");
}

std::string at(Span span) { return "[" + std::to_string(span.begin) + "," + std::to_string(span.end) + ")"; }
std::string line(Span span, const std::string& text, const std::string& meaning) {
  return tools::padded(at(span), 9) + tools::padded(text, 18) + (meaning.empty() ? "" : " " + meaning) + "\n";
}

std::string ids(const std::vector<ConceptIndex>& concepts) {
  std::string text;
  for (const ConceptIndex c : concepts) text += (text.empty() ? "" : " | ") + Vocabulary::builtin()->at(c).id;
  return text;
}

std::string meaning(const Token& t) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (t.kind == TokenKind::number) add("number " + tools::number_text(t.number));
  if (t.kind == TokenKind::comparator) add(std::string("comparator ") + (t.comparator == 'l' ? "≤" : t.comparator == 'g' ? "≥" : std::string(1, t.comparator)));
  if (t.concept_length) add("name of " + ids(t.concepts) + (t.concept_length > 1 ? " (" + std::to_string(t.concept_length) + " tokens)" : ""));
  if (t.cue(Cue::times)) add("cue times");
  if (t.cue(Cue::uln)) add("cue uln");
  if (t.cue(Cue::guard)) add("cue guard");
  if (text.empty()) add(t.kind == TokenKind::mark ? "mark" : "word");
  return text;
}

std::string kind_of(ChunkKind kind) {
  switch (kind) {
    case ChunkKind::thing: return "thing";
    case ChunkKind::bounds: return "bounds";
    case ChunkKind::slash: return "slash";
    case ChunkKind::open: return "open";
    case ChunkKind::close: return "close";
    case ChunkKind::guard: return "guard";
    case ChunkKind::filler: return "filler";
    default: return "other";
  }
}
std::string words_of(const Chunk& c) {
  std::string text;
  for (TokenIt t = c.begin; t != c.end; ++t) text += (t == c.begin || t->glued ? "" : " ") + std::string(t->text);
  return text;
}
std::string shown(const std::vector<Chunk>& chunks) {
  std::string text;
  for (const Chunk& c : chunks) {
    std::string what = kind_of(c.kind);
    if (c.kind == ChunkKind::thing) what += ": " + tools::atom_text(c.atom);
    if (c.kind == ChunkKind::bounds) {
      for (const auto& alternative : c.bounds.alternatives)
        for (const SurfaceBound& b : alternative)
          what += ": " + std::string(tools::word(b.op)) + " " + tools::number_text(b.amount.value) + " × " + std::string(tools::word(b.amount.relative_to));
      if (c.taken) what += ", taken";
    }
    text += line({c.begin->begin, c.end[-1].end}, words_of(c), what);
  }
  return text;
}

std::map<std::string, std::string> stages() {
  const auto vocabulary = Vocabulary::builtin();
  std::map<std::string, std::string> blocks;
  const Study study = worded(criteria);
  blocks["source"] = criteria;

  const Outline layout = outline(study);
  const Item& item = layout.blocks.at(0).items.at(0);
  blocks["outline"] = "section    inclusion\nitem       " + at(item.text) + "\nstructural";
  for (const Span s : layout.structural) blocks["outline"] += " " + at(s);
  blocks["outline"] += "\n";

  const Normalised normal = normalise(std::string_view(study.text).substr(item.text.begin, item.text.size()), item.text.begin);
  std::string& view = blocks["view"] = normal.text + "\n";
  const std::size_t symbol = normal.text.find("<=");
  view += "\n“<=” is " + at({static_cast<std::uint32_t>(symbol), static_cast<std::uint32_t>(symbol + 2)}) + " here and " + at(normal.to_source(symbol, symbol + 2)) + " in the source\n";

  Tokens tokens;
  tokenise(normal.text, *vocabulary, {}, tokens);
  for (Token& t : tokens.list) {
    const Span s = normal.to_source(t.begin, t.end);
    t.begin = s.begin;
    t.end = s.end;
    blocks["tokens"] += line(s, std::string(t.text), meaning(t));
  }

  blocks["chunks"] = shown(chunk(tokens, *vocabulary));
  blocks["bound"] = shown(bound_chunks(tokens, *vocabulary, Section::inclusion, ""));

  const RuleSet rules = parse(study, *vocabulary);
  const std::string tree = tools::rule_set_text(rules, "", tools::Style{});
  blocks["tree"] = tree.substr(tree.find("  I1"));

  const Made who = patient();
  const engine::NameIndex names(*vocabulary);
  for (const Fact& fact : who.patient.facts) {
    const engine::Binding binding = engine::bind(fact.code, fact.kind, *vocabulary, names, engine::Words{});
    blocks["binding"] += tools::padded(fact.resource, 15) + tools::padded(fact.code->codings.at(0).code, 8) + ids(binding.specific) + " (also " + std::to_string(binding.covers.size() - binding.specific.size()) + " broader)\n";
  }

  const Explanation answer = made::explain(rules, who);
  for (const Evidence& e : answer.criteria.at(0).because)
    blocks["truth"] += tools::padded(to_string(e.truth), 6) + at(e.span) + " " + std::string(tools::word(e.atom)) + ": " + e.note + "\n";
  const std::string told = tools::explanation_text(answer, tools::Style{});
  blocks["verdict"] = told.substr(0, told.find("\n\n") + 1);
  return blocks;
}

TEST(WalkThrough, ShowsWhatTheStagesGive) {
  std::ifstream in(page_name, std::ios::binary);
  std::string page((std::istreambuf_iterator<char>(in)), {});
  ASSERT_FALSE(page.empty()) << page_name;
  std::string now = page;
  for (const auto& [name, block] : stages()) {
    const std::string mark = "<!-- " + name + " -->\n```\n";
    const std::size_t begin = now.find(mark);
    ASSERT_NE(begin, std::string::npos) << "the page has no block " << name;
    const std::size_t from = begin + mark.size(), end = now.find("```", from);
    ASSERT_NE(end, std::string::npos) << name;
    now.replace(from, end - from, block);
    if (!std::getenv("ELIG_APPROVE")) {
      EXPECT_NE(page.find(mark + block + "```"), std::string::npos) << name << " is now:\n" << block;
    }
  }
  if (std::getenv("ELIG_APPROVE") && now != page) std::ofstream(page_name, std::ios::binary) << now;
}

}  // namespace
}  // namespace elig::showcase
