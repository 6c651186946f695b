// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tools/render/text.hpp"
#include "tools/render/words.hpp"

namespace elig::tools {
namespace {

struct Mark {
  const char* sign;
  const char* word;
  Tone tone;
};

Mark mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return {"✓", "pass", Tone::good};
    case Outcome::fail:
      return {"✗", "fail", Tone::bad};
    case Outcome::unknown:
      return {"?", "unknown", Tone::open};
    case Outcome::not_applicable:
      return {"–", "not applicable", Tone::dim};
    case Outcome::manual:
      return {"☞", "ask a person", Tone::open};
  }
  return {"", "", Tone::plain};
}

std::string fact_text(const FactUsed& fact) {
  std::string text = one_line(fact.label);
  if (!fact.value_text.empty())
    text += " " + one_line(fact.value_text);
  else if (fact.value)
    text += " " + number_text(*fact.value);
  if (!fact.unit.empty() && (fact.value || !fact.value_text.empty())) text += " " + one_line(fact.unit);
  if (!fact.date.empty()) text += ", " + fact.date;
  if (!fact.resource.empty()) text += fmt::format("{}{}{}", text.empty() ? "" : " (", one_line(fact.resource), text.empty() ? "" : ")");
  return text.starts_with(' ') ? text.substr(1) : text;
}

/// What was found, then what follows from it. A manual or unparsed atom has nothing but its note.
std::string evidence_text(const Evidence& evidence, const std::string& source_words) {
  const bool no_question = evidence.atom == AtomKind::manual || evidence.atom == AtomKind::unparsed;
  std::string text = source_words.empty() ? std::string() : "“" + source_words + "” ";
  if (!no_question)
    text += fmt::format("{} {}", word(evidence.atom), evidence.manual ? "needs a person" : "is " + std::string(word(evidence.truth)));
  std::string why;
  if (evidence.fact) why = fact_text(*evidence.fact);
  if (!evidence.note.empty()) why += (why.empty() ? "" : "; ") + one_line(evidence.note);
  if (no_question) return text + (why.empty() ? "a person must look at this" : why);
  return why.empty() ? text : text + ": " + why;
}

/// The atom's own words, cut out of the criterion's text; "" when they are all of it or do not lie in it.
std::string words_of(const Evidence& evidence, const CriterionResult& criterion) {
  const Span span = evidence.span;
  if (span.empty() || !criterion.span.contains(span) || criterion.span.size() != criterion.text.size()) return {};
  const std::string words = one_line(std::string_view(criterion.text).substr(span.begin - criterion.span.begin, span.size()));
  return words == one_line(criterion.text) ? std::string() : words;
}

}  // namespace

std::string verdict_text(Verdict verdict, bool candidate) {
  if (verdict == Verdict::undetermined && candidate) return "candidate (undetermined)";
  return std::string(word(verdict));
}

Tone tone_of(Verdict verdict, bool candidate) {
  if (verdict == Verdict::ineligible) return Tone::bad;
  return verdict == Verdict::eligible || candidate ? Tone::good : Tone::open;
}

std::string counts_text(const Counts& counts) {
  std::string text;
  const auto add = [&text](unsigned n, const char* what) {
    if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", n, what);
  };
  add(counts.pass, "pass");
  add(counts.fail, "fail");
  add(counts.unknown, "unknown");
  add(counts.not_applicable, "not applicable");
  add(counts.manual, "to ask a person");
  return text.empty() ? "no criteria" : text;
}

std::string explanation_text(const Explanation& explanation, const Style& style) {
  std::string verdict = verdict_text(explanation.verdict, explanation.candidate);
  for (char& c : verdict)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  std::string out = fmt::format("{}  {} for {} as of {}\n", style(tone_of(explanation.verdict, explanation.candidate), verdict),
                                one_line(explanation.study), one_line(explanation.patient), explanation.as_of);
  out += fmt::format("{}; score {:.2f} ({:.2f} to {:.2f})\n", counts_text(explanation.counts), explanation.score, explanation.score_low,
                     explanation.score_high);

  const std::string indent(10, ' ');
  std::string heading;
  for (const CriterionResult& criterion : explanation.criteria) {
    const std::string now = criterion.section == Section::inclusion ? "Inclusion (must hold)" : "Exclusion (must not hold)";
    if (now != heading) out += "\n" + style(Tone::strong, now) + "\n";
    heading = now;
    const Mark mark = mark_of(criterion.outcome);
    const std::string first = fmt::format("  {} {} ", style(mark.tone, mark.sign), style(Tone::strong, padded(criterion.id, 5)));
    append_list(out, first, indent, criterion.text, style.width() - indent.size());
    const std::string label = fmt::format("{}{}", indent, style(mark.tone, mark.word));
    if (criterion.because.empty()) out += label + "\n";
    bool begun = false;
    for (const Evidence& evidence : criterion.because) {
      const std::string lead = begun ? indent + std::string(length(mark.word), ' ') : label;
      append_wrapped(out, lead + " ← ", indent + std::string(length(mark.word) + 3, ' '),
                     evidence_text(evidence, words_of(evidence, criterion)), style.width() - indent.size() - length(mark.word) - 3);
      begun = true;
    }
  }

  if (!explanation.missing.empty()) {
    out += "\n" + style(Tone::strong, "What is missing") + "\n";
    for (const Missing& missing : explanation.missing) {
      std::string line = one_line(missing.need);
      std::string settles;
      for (const std::string& id : missing.criteria) settles += (settles.empty() ? "" : ", ") + id;
      if (!settles.empty()) line += " (for " + settles + ")";
      if (!missing.codes.empty()) line += "  " + code_text(missing.codes.front());
      append_wrapped(out, "  • ", "    ", line, style.width() - 4);
    }
  }
  out += style(Tone::dim,
               fmt::format("\nengine {}, rules {:.19}, vocabulary {:.19}", explanation.engine, explanation.rules, explanation.vocabulary)) +
         "\n";
  return out;
}

}  // namespace elig::tools
