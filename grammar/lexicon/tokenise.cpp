// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <boost/spirit/home/x3.hpp>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "grammar/lexicon/adjectives.hpp"
#include "grammar/lexicon/spelling.hpp"
#include "grammar/lexicon/tables.hpp"
#include "grammar/lexicon/token.hpp"
#include "grammar/units.hpp"

// The lexical grammar, Spirit X3 at character level: what a numeral and a comparator look like. Words are cut by hand, since they
// are whatever is left.
namespace elig {
namespace {

namespace x3 = boost::spirit::x3;
using Char = const char*;

// clang-format off
// numeral = 1,000 | 1 000 000 (no: ambiguous) | 1.5 | 1·5 | .5 | 18
auto const digits    = +x3::ascii::digit;
auto const thousands = x3::repeat(1, 3)[x3::ascii::digit] >> +(',' >> x3::repeat(3)[x3::ascii::digit] >> !x3::ascii::digit);
auto const fraction  = (x3::lit('.') | "\xC2\xB7") >> digits;                 // "1.5", "1·5"
// a decimal comma, where a unit shows that it is none of a list: "7,5 %" but not "ECOG 0,1"
auto const metric    = *x3::lit(' ') >> ('%' | (x3::lit('x') >> !x3::ascii::alpha) | "mg" | "mmol" | "g/" | "kg" | "ml" | "umol" | "u/" | "ng" | "cm" | "mm" | "l/" | "mL" | "U/" | "iu" | "IU");
auto const comma     = x3::lit(',') >> x3::repeat(1, 2)[x3::ascii::digit] >> &metric;
auto const numeral   = x3::raw[(thousands >> -fraction) | (digits >> fraction) | (digits >> comma) | (fraction) | digits];
// behind a symbol nothing is listed: "BMI > 39,99", "≥18,5 and ≤27,5"
auto const compared  = x3::raw[digits >> ',' >> x3::repeat(1, 2)[x3::ascii::digit] >> !(x3::ascii::digit | (x3::char_(",.") >> x3::ascii::digit))];

// comparator = "<=" | ">=" | "=<" | "=>" | "</=" | ">/=" | "> or =" | "<" | ">" | "="
struct comparators_ : x3::symbols<char> {
  comparators_() {
    add("<=", 'l')("=<", 'l')("</=", 'l')("< or =", 'l')("<or=", 'l')("< =", 'l')("<_", 'l')("</ =", 'l')("< / =", 'l')("=/<", 'l')("= / <", 'l')("<, =", 'l')
       (">=", 'g')("=>", 'g')(">/=", 'g')("> or =", 'g')(">or=", 'g')("> =", 'g')(">_", 'g')(">/ =", 'g')("> / =", 'g')("=/>", 'g')("= / >", 'g')(">, =", 'g')
       ("<", '<')(">", '>')("=", '=')("<<", '<')(">>", '>')("==", '=');
  }
} const comparator;
// clang-format on

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool digit(char c) { return c >= '0' && c <= '9'; }

double value_of(std::string_view numeral_text) {
  std::string plain;
  const std::size_t commas = static_cast<std::size_t>(std::count(numeral_text.begin(), numeral_text.end(), ','));
  const std::size_t comma_at = numeral_text.find(',');
  const bool decimal_comma = commas == 1 && numeral_text.size() - comma_at - 1 < 3;
  for (std::size_t i = 0; i < numeral_text.size(); ++i) {
    const char c = numeral_text[i];
    if (c == ',') {
      if (decimal_comma) plain.push_back('.');
    } else if (digit(c) || c == '.') {
      plain.push_back(c);
    } else if (c == '\xC2') {
      plain.push_back('.');
      ++i;
    }
  }
  if (!plain.empty() && plain.front() == '.') plain.insert(plain.begin(), '0');
  double value = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return value;
}

const std::unordered_map<std::string_view, double>& number_words() {
  static const std::unordered_map<std::string_view, double> table{
      {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},     {"five", 5},       {"six", 6},      {"seven", 7},    {"eight", 8},
      {"nine", 9},     {"ten", 10},       {"eleven", 11},   {"twelve", 12},  {"thirteen", 13},  {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16},
      {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},  {"thirty", 30},    {"forty", 40},   {"fifty", 50},   {"sixty", 60},
      {"seventy", 70}, {"eighty", 80},    {"ninety", 90},   {"hundred", 100}, {"half", 0.5},    {"zero", 0},     {"twice", 2},    {"single", 1}, {"dozen", 12}};
  return table;
}

// Spellings that are a unit in a table and an English word in a sentence.
bool english_word(std::string_view lower) {
  static const std::unordered_set<std::string_view> words{"a", "in", "as", "at", "to", "is", "x", "an", "or", "and", "of", "for", "on", "mo", "s", "if", "t", "pt", "p", "b", "c", "times", "time", "fold", "i", "v", "e", "n", "j", "bar", "are", "all", "per", "from"};
  return words.contains(lower);
}

void attach_units(Tokens& tokens) {
  auto& list = tokens.list;
  for (std::size_t i = 0; i + 1 < list.size(); ++i) {
    const bool after_number = list[i].kind == TokenKind::number;
    // "age (years) 18", "hemoglobin in g/dL: 9", "24-hour"
    const bool bracketed = list[i].mark('(') || list[i].mark('[') || list[i].is("in");
    const bool hyphen = list[i].mark('-') && i > 0 && list[i - 1].kind == TokenKind::number && list[i + 1].kind == TokenKind::word;
    // "three (3) months", "between (16-24) weeks"
    const bool behind_bracket = list[i].mark(')') && i > 0 && list[i - 1].kind == TokenKind::number;
    if (!after_number && !bracketed && !hyphen && !behind_bracket) continue;
    Token& at = list[i + 1];
    if (at.unit_length || at.kind == TokenKind::comparator || at.mark(',') || at.mark('.') || at.mark('(') || at.mark(')')) continue;
    if (bracketed && at.kind == TokenKind::number) continue;
    const std::size_t most = std::min(list.size(), i + 1 + 12);
    for (std::size_t j = most; j > i + 1; --j) {
      const Token& last = list[j - 1];
      if (last.end - at.begin > 60) continue;
      if (last.kind == TokenKind::comparator || last.mark(',') || last.mark(';') || last.mark('.') || last.mark(':')) continue;
      if (j == i + 2 && english_word(at.lower)) continue;
      const std::string_view text = std::string_view(tokens.text).substr(at.begin, last.end - at.begin);
      if (const auto unit = ucum_of(text)) {
        at.unit = *unit;
        at.unit_length = static_cast<std::uint16_t>(j - i - 1);
        break;
      }
    }
  }
}

// "St. John's wort", "H. pylori": the full stop belongs to the name
bool initial(const std::vector<Token>& list, std::size_t stop) {
  if (stop == 0 || !list[stop].glued || list[stop + 1].kind != TokenKind::word) return false;
  const Token& before = list[stop - 1];
  const bool genus = before.text.size() == 1 && before.text[0] >= 'A' && before.text[0] <= 'Z' && (stop < 2 || !list[stop - 2].mark('.') || !before.glued);
  return before.is("st") || (genus && list[stop + 1].text[0] >= 'a' && list[stop + 1].text[0] <= 'z');
}

// "HLA-DR", "HD-MTX", "K-ras": two letters of a longer abbreviation
bool half(const std::vector<Token>& list, std::size_t at) {
  const auto capitals = [](const Token& t) {
    return t.kind == TokenKind::word && t.text.size() > 1 && t.text.size() < 6 && std::all_of(t.text.begin(), t.text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  };
  const Token& t = list[at];
  if (t.text.size() > 2 || t.text[0] < 'A' || t.text[0] > 'Z') return false;
  if (at > 1 && list[at - 1].mark('-') && list[at - 1].glued && t.glued && capitals(list[at - 2])) return true;
  return at + 2 < list.size() && list[at + 1].mark('-') && list[at + 1].glued && list[at + 2].glued &&
         ((capitals(list[at + 2]) && list[at + 2].text.size() > 2) || (t.text.size() == 1 && list[at + 2].kind == TokenKind::word));
}

// Where the bracket closes that says the words before it once more, shortly: "(SGLT2)", "(attenuated)".
std::size_t short_bracket(const std::vector<Token>& list, std::size_t open) {
  bool capitals = false;
  for (std::size_t i = open + 1; i < list.size() && i < open + 5; ++i) {
    const Token& t = list[i];
    if (t.mark(')')) return capitals ? i : 0;
    if (t.kind != TokenKind::word && t.kind != TokenKind::number && !t.mark('-')) return 0;
    capitals |= t.text.size() > 2 && std::count_if(t.text.begin(), t.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) > 1;
    capitals |= t.is("attenuated") || t.is("live");
  }
  return 0;
}

// "sodium-glucose cotransporter 2 (SGLT2) inhibitor", "live (attenuated) vaccine": the name of a drug goes on behind its abbreviation
void names_across_brackets(Tokens& tokens, const Vocabulary& vocabulary) {
  auto& list = tokens.list;
  const auto word_or_number = [](const Token& t) { return t.kind == TokenKind::word || t.kind == TokenKind::number; };
  for (std::size_t j = 1; j + 3 < list.size(); ++j) {
    if (!list[j].mark('(') || !word_or_number(list[j - 1])) continue;
    const std::size_t close = short_bracket(list, j);
    if (close == 0 || close + 1 >= list.size() || list[close + 1].kind != TokenKind::word) continue;
    std::vector<std::size_t> at;
    for (std::size_t i = j; i > 0 && at.size() < 7 && (word_or_number(list[i - 1]) || (list[i - 1].mark('-') && list[i - 1].glued)); --i)
      if (word_or_number(list[i - 1])) at.insert(at.begin(), i - 1);
    const std::size_t before = at.size();
    for (std::size_t i = close + 1; i < list.size() && at.size() < before + 3 && word_or_number(list[i]); ++i) at.push_back(i);
    std::vector<std::uint32_t> words;
    std::vector<std::string_view> cased;
    for (const std::size_t i : at) {
      words.push_back(vocabulary.word_number(list[i].word));
      cased.push_back(list[i].text);
    }
    for (std::size_t s = 0; s < before; ++s) {
      if (words[s] == 0) continue;
      auto match = vocabulary.longest(std::span<const std::uint32_t>(words).subspan(s), std::span<const std::string_view>(cased).subspan(s));
      if (s + match.length <= before) continue;
      const ConceptKind kind = vocabulary.at(match.concepts.front()).kind;
      if (kind != ConceptKind::drug_class && kind != ConceptKind::drug && kind != ConceptKind::vaccine) continue;
      list[at[s]].concepts = std::move(match.concepts);
      list[at[s]].concept_length = static_cast<std::uint16_t>(at[s + match.length - 1] - at[s] + 1);
      break;
    }
  }
}

// What follows "neutropenic" or "transfused" where people are meant: they themselves, or nothing that it could narrow.
bool of_people(const std::vector<Token>& list, std::size_t at) {
  if (at >= list.size() || list[at].kind != TokenKind::word) return at >= list.size() || !(list[at].mark('-') && list[at].glued);
  static const std::unordered_set<std::string_view> followers{"patient", "patients", "subject", "subjects", "participant", "participants", "individual", "individuals", "people", "person", "persons",
                                                              "man", "men", "woman", "women", "male", "males", "female", "females", "adult", "adults", "child", "children", "infant", "infants", "neonate", "neonates",
                                                              "volunteer", "volunteers", "recipient", "recipients", "and", "or", "but", "who", "with", "without", "at", "in", "on", "within", "during", "for", "from",
                                                              "by", "due", "secondary", "prior", "before", "after", "since", "despite", "because", "if", "unless", "while", "as", "requiring", "over", "more", "less", "to"};
  return followers.contains(list[at].lower) || list[at].cue(Cue::person) != nullptr;
}

void attach_concepts(Tokens& tokens, const Vocabulary& vocabulary) {
  auto& list = tokens.list;
  // Names run over words and numbers; hyphens, slashes and full stops may stand between the words of one, nothing else.
  // The words of all runs, one after the other, each with its token and the end of its run: every position looks into the same list.
  constexpr std::size_t longest_name = 9;
  const auto word_or_number = [](const Token& t) { return t.kind == TokenKind::word || t.kind == TokenKind::number; };
  std::vector<std::size_t> stops, ends;
  std::vector<std::uint32_t> words;
  std::vector<std::string_view> cased;
  stops.reserve(list.size());
  words.reserve(list.size());
  cased.reserve(list.size());
  const auto close_run = [&] { ends.resize(words.size(), words.size()); };
  for (std::size_t j = 0; j < list.size(); ++j) {
    const Token& t = list[j];
    if (word_or_number(t)) {
      words.push_back(vocabulary.word_number(t.word));
      cased.push_back(t.text);
      stops.push_back(j);
    } else if (t.mark('(') && j > 0 && j + 2 < list.size() && list[j + 1].kind == TokenKind::word && list[j + 1].text.size() == 1 && list[j + 2].mark(')') && word_or_number(list[j - 1]) &&
               (t.glued || list[j - 1].is("lipoprotein"))) {
      // "lipoprotein(a)": the bracket is of the name
      words.push_back(vocabulary.word_number(list[j + 1].word));
      cased.push_back(list[j + 1].text);
      stops.push_back(j + 2);
      j += 2;
    } else if (t.mark(':') && j + 2 < list.size() && list[j + 1].kind == TokenKind::word && (list[j + 2].is("ratio") || list[j + 2].is("ratios"))) {
      continue;  // "protein:creatinine ratio"
    } else if (!(t.kind == TokenKind::mark && (t.mark('-') || t.mark('/') || t.mark('.') || t.mark('&') || t.mark('+')) && j + 1 < list.size() && word_or_number(list[j + 1])) ||
               (t.mark('.') && !list[j + 1].glued && !initial(list, j))) {
      close_run();
    }
  }
  close_run();
  for (std::size_t n = 0; n < words.size(); ++n) {
    if (words[n] == 0) continue;
    const std::size_t i = stops[n], most = std::min(ends[n] - n, longest_name);
    auto match = vocabulary.longest(std::span<const std::uint32_t>(words).subspan(n, most), std::span<const std::string_view>(cased).subspan(n, most));
    if (match.length == 0) continue;
    const std::size_t last = stops[n + match.length - 1];
    // "PD-1" is no "PD"
    if (match.length == 1 && list[i].text.size() <= 3 && i + 2 < list.size() && list[i + 1].mark('-') && list[i + 1].glued && list[i + 2].glued &&
        (list[i + 2].kind == TokenKind::number || (list[i + 2].text.size() <= 2 && list[i + 2].text[0] >= 'A' && list[i + 2].text[0] <= 'Z')))
      continue;
    if (match.length == 1 && half(list, i)) continue;
    if (match.length == 1 && said_of_people(list[i].lower) && !of_people(list, i + 1)) continue;
    // "glucagon-like peptide" is no glucagon, "flu-like symptoms" are no flu
    if (const std::size_t end = last + 1; end + 1 < list.size() && list[end].mark('-') && list[end].glued && list[end + 1].glued && list[end + 1].is("like")) continue;
    list[i].concepts = std::move(match.concepts);
    list[i].concept_length = static_cast<std::uint16_t>(last - i + 1);
  }
  names_across_brackets(tokens, vocabulary);
  // what only narrows the noun behind it is no thing by itself: "neutropenic complications"
  std::size_t named = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    named = std::max(named, i + list[i].concept_length);
    if (i >= named && said_of_people(list[i].lower) && !of_people(list, i + 1)) list[i].word = list[i].lower;
  }
}

// What the tables know of each token.
void look_up(Tokens& tokens, const Vocabulary& vocabulary, const Abbreviations& abbreviations) {
  std::vector<std::string_view> words;
  words.reserve(tokens.list.size());
  for (const Token& t : tokens.list) words.push_back(t.lower);
  const Cues& cues = Cues::builtin();
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    // "glucagon-like peptide": part of the word, no example
    if (i > 1 && tokens.list[i].is("like") && tokens.list[i].glued && tokens.list[i - 1].mark('-') && tokens.list[i - 1].glued) continue;
    cues.at(words, i, tokens.list[i].cues);
  }
  attach_units(tokens);
  attach_concepts(tokens, vocabulary);
  for (std::size_t i = 0, named = 0; i < tokens.list.size(); ++i) {
    Token& t = tokens.list[i];
    named = std::max(named, t.concept_length > 1 ? i + t.concept_length : 0);
    if (i < named || t.kind != TokenKind::word || !t.cues.empty()) continue;
    if (const auto* meant = abbreviations.find(t.text)) {
      t.concepts = *meant;
      t.concept_length = 1;
    }
  }
}

// Is there a name or a cue that reaches over all these tokens, or begins before the last of them and ends behind it?
bool read_apart(const std::vector<Token>& list, std::size_t first, std::size_t last) {
  for (std::size_t i = first >= 8 ? first - 8 : 0; i <= first; ++i) {
    if (i + list[i].concept_length > last) return true;
    if (std::any_of(list[i].cues.begin(), list[i].cues.end(), [&](const CueHit& hit) { return i + hit.length > last; })) return true;
  }
  return false;
}

// severities = severity ("to" | "-" | "-to-" | "/") severity     moderate to severe, mild-moderate, moderately to severely
// One word that means any of them.
void join_severities(Tokens& tokens) {
  constexpr std::array<std::array<std::string_view, 2>, 3> degrees{{{"mild", "mildly"}, {"moderate", "moderately"}, {"severe", "severely"}}};
  constexpr std::array<std::array<std::string_view, 3>, 2> ranges{{{"", "mild|moderate", "mild|moderate|severe"}, {"", "", "moderate|severe"}}};
  const auto degree = [&](const Token& t) {
    for (std::size_t d = 0; d < degrees.size(); ++d)
      if (t.is(degrees[d][0]) || t.is(degrees[d][1])) return d;
    return degrees.size();
  };
  auto& list = tokens.list;
  for (std::size_t i = 0; i + 2 < list.size(); ++i) {
    const std::size_t from = degree(list[i]);
    if (from >= ranges.size()) continue;
    std::size_t last = i + 1;
    if (list[last].mark('-') && last + 2 < list.size() && list[last + 1].is("to") && list[last + 2].mark('-')) last += 2;
    else if (!list[last].mark('-') && !list[last].mark('/') && !list[last].is("to")) continue;
    if (++last >= list.size()) continue;
    const std::size_t to = degree(list[last]);
    if (to >= degrees.size() || to <= from || read_apart(list, i, last)) continue;
    Token& range = list[i];
    range.end = list[last].end;
    range.text = std::string_view(tokens.text).substr(range.begin, range.end - range.begin);
    range.lower = ranges[from][to];
    range.word = range.lower;
    range.concepts.clear();
    range.concept_length = 0;
    CueHits own;
    for (const CueHit& hit : range.cues)
      if (hit.length == 1) own.push_back(hit);
    range.cues = std::move(own);
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  }
}

// "head and neck, breast or lung cancer": one site, where no name holds it
void join_sites(Tokens& tokens) {
  auto& list = tokens.list;
  for (std::size_t i = 0; i + 2 < list.size(); ++i) {
    if (!list[i].is("head") || !(list[i + 1].is("and") || list[i + 1].mark('&') || list[i + 1].mark('/')) || !list[i + 2].is("neck") || read_apart(list, i, i + 2)) continue;
    // in a list only: elsewhere each of its words may be what a record says ("radiotherapy in the head and neck region")
    if (i + 3 >= list.size() || !(list[i + 3].mark(',') || list[i + 3].is("or"))) continue;
    Token& site = list[i];
    site.end = list[i + 2].end;
    site.text = std::string_view(tokens.text).substr(site.begin, site.end - site.begin);
    site.lower = "headneck";
    site.word = site.lower;
    site.concepts.clear();
    site.cues.clear();
    site.concept_length = 0;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.begin() + static_cast<std::ptrdiff_t>(i) + 3);
  }
}

// A part of words that seldom stands for itself: "immuno suppressive", "anti biotics".
bool combining(std::string_view part) {
  static const std::unordered_set<std::string_view> parts{"anti", "extra", "hyper", "hypo", "inter", "intra", "multi", "peri", "poly"};
  return parts.contains(part) || (part.size() > 4 && part.ends_with('o'));
}

// "auto-immune", "chemo-embolization", "cardio-vascular": words that the tables write together, unless the parts mean something as they
// stand ("post-menopausal" is a name, "half-life" a cue).
bool join_parts(Tokens& tokens) {
  auto& list = tokens.list;
  bool joined = false;
  for (std::size_t i = 0; i + 1 < list.size(); ++i) {
    Token& part = list[i];
    const bool hyphen = i + 2 < list.size() && list[i + 1].mark('-') && list[i + 1].glued && list[i + 2].glued;
    const std::size_t last = hyphen ? i + 2 : i + 1;
    const Token& other = list[last];
    if (part.kind != TokenKind::word || other.kind != TokenKind::word || (!hyphen && !combining(part.lower))) continue;
    const bool longer = i > 1 && list[i - 1].mark('-') && part.glued;  // "X-auto-immune": part of something else
    const bool since = part.is("post") && i > 1 && list[i - 2].kind == TokenKind::number;  // "6 months post-surgery"
    if (longer || since || read_apart(list, i, last)) continue;
    const std::string_view whole = one_word(part.lower, other.lower);
    if (whole.empty()) continue;
    part.end = other.end;
    part.text = std::string_view(tokens.text).substr(part.begin, part.end - part.begin);
    part.lower = whole;
    part.word = normalise_word(whole);
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    joined = true;
  }
  return joined;
}

}  // namespace

void tokenise(std::string normalised, const Vocabulary& vocabulary, const Abbreviations& abbreviations, Tokens& tokens) {
  tokens.list.clear();
  tokens.text = std::move(normalised);
  tokens.lower = tokens.text;
  for (char& c : tokens.lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::string_view text = tokens.text;
  const std::string_view lower = tokens.lower;
  bool glued = false;
  tokens.list.reserve(text.size() / 5 + 4);
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
      glued = false;
      ++i;
      continue;
    }
    Token t;
    Char first = text.data() + i;
    Char const last = text.data() + text.size();
    std::size_t end = i;
    char op = 0;
    // "P450 3A4", "CYP 2D6": one word, no number
    const auto isoenzyme = [&] {
      if (tokens.list.empty() || !digit(text[i]) || i + 2 >= text.size() || !letter(text[i + 1]) || !digit(text[i + 2])) return false;
      const Token& before = tokens.list.back();
      if (before.lower != "p450" && before.lower != "cyp" && before.lower != "cyp450" && before.lower != "cytochrome") return false;
      std::size_t stop = i + 3;
      while (stop < text.size() && digit(text[stop])) ++stop;
      return stop == text.size() || !letter(text[stop]);
    };
    const bool behind_symbol = !tokens.list.empty() && tokens.list.back().kind == TokenKind::comparator;
    if (isoenzyme()) {
      t.kind = TokenKind::word;
      end = i + 2;
      while (end < text.size() && digit(text[end])) ++end;
    } else if (Char f = first; behind_symbol && x3::parse(f, last, compared)) {
      t.kind = TokenKind::number;
      end = i + static_cast<std::size_t>(f - first);
      t.number = value_of(text.substr(i, end - i));
    } else if (f = first; (digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && digit(text[i + 1]) && !(glued && !tokens.list.empty() && tokens.list.back().kind != TokenKind::comparator))) &&
                        x3::parse(f, last, numeral)) {
      t.kind = TokenKind::number;
      end = i + static_cast<std::size_t>(f - first);
      t.number = value_of(text.substr(i, end - i));
    } else if (f = first; x3::parse(f, last, comparator, op)) {
      t.kind = TokenKind::comparator;
      t.comparator = op;
      end = i + static_cast<std::size_t>(f - first);
    } else if (letter(text[i])) {
      t.kind = TokenKind::word;
      end = i;
      while (end < text.size() && (letter(text[end]) || digit(text[end]) || (text[end] == '\'' && end + 1 < text.size() && letter(text[end + 1])))) ++end;
      // glued operators: "than100", "least18"
      if (const std::size_t letters = static_cast<std::size_t>(std::find_if(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(end), digit) - text.begin()) - i;
          letters > 1 && i + letters < end) {
        static const std::unordered_set<std::string_view> operators{"than", "least", "to", "of", "over", "under", "above", "below", "between", "age", "aged", "minimum", "ages", "and", "or", "is", "from"};
        if (operators.contains(lower.substr(i, letters))) end = i + letters;
      }
      // glued multiples and sizes: "x10", "xULN", "X3"
      if ((lower[i] == 'x') && end - i > 1 && !tokens.list.empty() && tokens.list.back().kind == TokenKind::number &&
          (digit(text[i + 1]) || lower.substr(i + 1, 3) == "uln" || lower.substr(i + 1, 3) == "lln" || lower.substr(i + 1, 5) == "upper" || lower.substr(i+1,3) == "the" || lower.substr(i+1,6) == "normal" || lower.substr(i+1,5) == "lower"))
        end = i + 1;
    } else {
      t.kind = TokenKind::mark;
      end = i + 1;
    }
    t.begin = static_cast<std::uint32_t>(i);
    t.end = static_cast<std::uint32_t>(end);
    t.text = text.substr(i, end - i);
    t.lower = lower.substr(i, end - i);
    t.glued = glued;
    if (t.kind == TokenKind::word) {
      if (const std::string_view meant = meant_by(t.lower, vocabulary); !meant.empty()) {
        t.lower = meant;
        t.misspelt = true;
      }
      t.word = normalise_word(t.misspelt ? t.lower : t.text);
      if (const auto n = t.lower.size() > 9 ? number_words().end() : number_words().find(t.lower); n != number_words().end()) {
        t.kind = TokenKind::number;
        t.number = n->second;
        t.spelled = true;
      }
    } else if (t.kind == TokenKind::number) {
      t.word = t.text;
    }
    tokens.list.push_back(std::move(t));
    glued = true;
    i = end;
  }

  look_up(tokens, vocabulary, abbreviations);
  if (join_parts(tokens)) {
    for (Token& t : tokens.list) {
      t.cues.clear(), t.concepts.clear(), t.unit.clear();
      t.concept_length = t.unit_length = 0;
    }
    look_up(tokens, vocabulary, abbreviations);
  }
  join_severities(tokens);
  join_sites(tokens);
}

}  // namespace elig
