// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/outline_headings.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "grammar/source/fields.hpp"

namespace elig::source {
namespace {

struct Word {
  std::string text;  // lower case
  std::size_t begin, end;
  bool capital;      // starts with a capital letter
};

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || (static_cast<unsigned char>(c) >= 0x80);
}

// Words of the first `limit` bytes; a hyphen or slash splits words.
std::vector<Word> words_of(std::string_view text, std::size_t limit = 400) {
  std::vector<Word> words;
  text = text.substr(0, limit);
  for (std::size_t i = 0; i < text.size();) {
    if (!is_word_char(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_word_char(text[i])) ++i;
    words.push_back({lower(text.substr(begin, i - begin)), begin, i, text[begin] >= 'A' && text[begin] <= 'Z'});
  }
  return words;
}

template <class List>
bool among(std::string_view word, const List& list) {
  return std::ranges::find(list, word) != std::end(list);
}

using Names = std::initializer_list<std::string_view>;
constexpr std::string_view form_titles[] = {"disease characteristics", "patient characteristics", "prior concurrent therapy", "prior/concurrent therapy",
                               "patient characteristic", "donor characteristics", "disease characteristic"};
constexpr std::string_view form_topics[] = {
    "age", "sex", "gender", "menopausal status", "performance status", "life expectancy", "hematopoietic", "hepatic", "renal", "cardiovascular",
    "pulmonary", "neurologic", "immunologic", "gastrointestinal", "metabolic", "other", "biologic therapy", "chemotherapy", "endocrine therapy",
    "radiotherapy", "surgery", "hormone receptor status", "ophthalmic", "biologic", "cardiac", "bone marrow function", "hematologic"};

constexpr std::string_view criteria_words[] = {"criteria", "criterion", "criterias", "criterium", "conditions", "creteria", "critera"};
constexpr std::string_view plain_qualifiers[] = {"key",  "main",  "major",   "general", "specific", "primary", "additional", "other", "further", "the",
                                    "study", "trial", "patient", "patients", "subject", "subjects", "participant", "participants", "patient's",
                                    "selected", "principal", "basic", "common", "protocol", "important", "list", "of", "summary", "clinical", "full"};

bool is_plain_qualifier(const std::string& word) {
  return among(word, plain_qualifiers) || (!word.empty() && word.front() >= '0' && word.front() <= '9');
}

// Words that make a line with "exclusion criteria" in it a statement, not a title.
constexpr std::string_view statement_words[] = {"may", "apply", "applies", "meet", "meets", "met", "meeting", "see", "could", "can", "should", "not", "has",
                                   "have", "considered", "fulfil", "fulfill", "fulfils", "satisfy", "satisfies", "if", "no", "any", "per",
                                   "according", "specified", "until", "unless", "before", "prior", "within", "after"};

// Words that do so when they stand before.
constexpr std::string_view sentence_words[] = {"to", "be", "addition", "eligible", "in", "that"};

// Most lines hold no key word: found without taking the text apart.
bool may_hold_key_word(std::string_view text) {
  for (const std::string_view part : {"lusion", "LUSION", "lution", "ligib", "LIGIB"}) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

// The key word of a title; `true` for exclusion.
std::optional<bool> key_word(const std::vector<Word>& words, std::size_t i) {
  const auto& w = words[i].text;
  if (w == "exclusion" || w == "exclusions" || w == "noninclusion" || w == "exclution" || w == "exlusion" || w == "exclusionary") return true;
  if (w == "inclusion" || w == "inclusions" || w == "inclution" || w == "inclusionary") {
    return i > 0 && (words[i - 1].text == "non" || words[i - 1].text == "not");
  }
  if (w == "eligibility") return false;
  return std::nullopt;
}

// A dash behind the colon is the first item's mark, unless nothing follows it.
std::size_t skip_title_end(std::string_view text, std::size_t at) {
  bool colon = false;
  while (at < text.size()) {
    colon |= text[at] == ':';
    if (colon && text[at] == '-' && !trim(text.substr(at + 1)).empty()) break;
    if (text[at] == ':' || text[at] == '-' || text[at] == '*' || is_blank(text[at])) {
      ++at;
    } else if (text.substr(at).starts_with("\uFF1A") || text.substr(at).starts_with("\u2013") || text.substr(at).starts_with("\u2014")) {
      at += 3;
    } else {
      break;
    }
  }
  return at;
}

// Where the title's colon or dash stands, or the end of the text. A bracket may stand before it.
std::size_t title_colon(std::string_view text, std::size_t from) {
  std::size_t depth = 0;
  for (std::size_t i = from; i < text.size() && i < from + 160; ++i) {
    const char c = text[i];
    if (c == '(' || c == '[') ++depth;
    if ((c == ')' || c == ']') && depth > 0) --depth;
    if (depth > 0) continue;
    if (c == ':') return i;
    if (text.substr(i).starts_with("\uFF1A")) return i;
    if (c == '-' && i + 1 < text.size() && text[i + 1] == '-') return i;
  }
  return text.size() > from + 160 ? std::string_view::npos : text.size();
}

std::string squeezed(std::string_view line) {
  std::string out;
  for (const auto& word : words_of(line, 120)) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

}  // namespace

std::optional<SectionTitle> section_title(std::string_view text) {
  // Decoration before the title: "**", "#", an opening quote, "Criteria:".
  std::size_t start = 0;
  while (start < text.size() && (text[start] == '*' || text[start] == '#' || text[start] == '_' || text[start] == ' ' || text[start] == '"')) ++start;
  if (!may_hold_key_word(text.substr(0, start + 200))) return std::nullopt;
  const auto words = words_of(text, start + 200);
  std::size_t key = 0;
  bool exclusion = false;
  for (;; ++key) {
    if (key >= words.size() || key > 7) return std::nullopt;
    if (const auto found = key_word(words, key)) {
      exclusion = *found;
      break;
    }
    if (among(words[key].text, sentence_words)) return std::nullopt;
    if (among(words[key].text, statement_words) && words[key].text != "not") return std::nullopt;
    if (words[key].text == "not" && (key + 1 >= words.size() || words[key + 1].text != "inclusion")) return std::nullopt;
  }
  const bool eligibility = words[key].text == "eligibility";
  std::size_t last = key;  // last word of the title's core
  bool both = false;       // "Inclusion/Exclusion Criteria"
  while (last + 1 < words.size()) {
    const auto& next = words[last + 1].text;
    if (const auto other = key_word(words, last + 1); other && *other != exclusion) {
      both = true;
    } else if (!(both == false && next == "and" && last + 2 < words.size() && key_word(words, last + 2))) {
      break;
    }
    ++last;
  }
  const bool has_criteria = last + 1 < words.size() && among(words[last + 1].text, criteria_words);
  if (has_criteria) ++last;
  // A colon or full stop inside the core means that the words only stand side by side.
  for (std::size_t i = 0; i < last; ++i) {
    const auto between = text.substr(words[i].end, words[i + 1].begin - words[i].end);
    if (between.find_first_of(":.;,") != std::string_view::npos && !(i < key && words[i].text == "criteria") &&
        !(words[i].text.front() >= '0' && words[i].text.front() <= '9')) {
      return std::nullopt;
    }
    // "Part A - Inclusion Criteria", but not "- Asthma - Age 18 Exclusion Criteria".
    if (i < key && between == " - " && !is_group(text.substr(0, words[i].end))) return std::nullopt;
  }

  const std::size_t core_end = words[last].end;
  const std::size_t colon = title_colon(text, core_end);
  const bool ends = colon != std::string_view::npos && colon >= text.size();
  const bool capital = words[0].capital || words[key].capital || (words[0].text.front() >= '0' && words[0].text.front() <= '9');
  SectionTitle title;
  title.section = exclusion && !both ? Section::exclusion : Section::inclusion;

  // Words between the core and the colon: "for mothers", "(control group)", "include the following".
  std::vector<Word> tail;
  if (colon != std::string_view::npos) {
    for (std::size_t i = last + 1; i < words.size() && words[i].begin < colon; ++i) tail.push_back(words[i]);
  }
  const auto rest = trim(text.substr(core_end));
  const bool bracket = rest.starts_with('(') || rest.starts_with("\uFF08");
  const bool statement = !bracket && std::ranges::any_of(tail, [](const Word& w) { return among(w.text, statement_words); });
  static constexpr std::string_view announcing[] = {"include", "includes", "included", "are", "is", "will", "consist", "were"};
  static constexpr std::string_view linking[] = {"for", "of", "in", "at", "to", "and", "during", "on"};
  const bool announces = !tail.empty() && among(tail.front().text, announcing);
  const bool links = !tail.empty() && among(tail.front().text, linking);
  const bool dash = rest.starts_with("-") || rest.starts_with("\u2013") || rest.starts_with("\u2014");

  std::size_t end = 0;
  if (!ends && colon != std::string_view::npos && !statement && tail.size() <= 14 && (has_criteria || key + tail.size() <= 3 || (capital && tail.size() <= 6))) {
    if (eligibility && !has_criteria && !(key == 0 && tail.size() <= 5)) return std::nullopt;
    if (!capital && key > 3) return std::nullopt;
    end = skip_title_end(text, colon);
  } else if (ends && capital && (!statement || (key == 0 && has_criteria && links && words[last].capital))) {
    // "Exclusion Criteria for Stage II Participants Taking …" is a title however long.
    const bool opens = key == 0 && has_criteria && links && tail.size() <= 20 && !rest.ends_with('.');
    const bool short_tail = tail.empty() || opens || (bracket && tail.size() <= 14) || (links && tail.front().text == "for" && tail.size() <= 7) || ((bracket || links || dash) && tail.size() <= 9 && !rest.ends_with('.')) || (announces && tail.size() <= 4);
    const bool core = has_criteria ? key <= 5 : key <= 2 && !rest.ends_with('.') && (tail.empty() || bracket || dash || (eligibility && links));
    if (short_tail && core) end = text.size();
  }
  if (end == 0 && has_criteria && key <= 3 && capital) {
    // "Exclusion criteria included anemia, …", "Inclusion Criteria 1. Age …", "INCLUSION CRITERIA Patients with …".
    const auto more = words_of(text.substr(core_end), 80);
    std::size_t skip = 0;
    while (skip < more.size() && (among(more[skip].text, announcing) || more[skip].text == "be" || more[skip].text == "the" || more[skip].text == "following" ||
                                  more[skip].text == "as" || more[skip].text == "follows")) {
      ++skip;
    }
    if (skip > 0 && announces) {
      end = skip_title_end(text, core_end + more[skip - 1].end);
    } else if (more.empty() || dash || (rest.front() >= '0' && rest.front() <= '9') || rest.starts_with('*') || rest.starts_with("\u2022")) {
      end = skip_title_end(text, core_end);
    } else if (words[key].capital && words[last].capital && (more.front().capital || rest.starts_with('(')) && key <= 1) {
      end = skip_title_end(text, core_end);
    }
    if (end == 0) return std::nullopt;
    tail.clear();
  }
  if (end == 0) return std::nullopt;
  title.length = end;
  title.neutral = eligibility && !has_criteria;
  auto label = trim(text.substr(0, end));
  while (!label.empty() && (label.back() == ':' || label.back() == '*' || label.back() == '-' || is_blank(label.back()) || label.ends_with("\uFF1A"))) {
    label.remove_suffix(label.ends_with("\uFF1A") ? 3 : 1);
  }
  title.label = label;
  title.bare = !both && std::ranges::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(key),
                                   [](const Word& w) { return is_plain_qualifier(w.text) || w.text == "non" || w.text == "criteria"; }) &&
               (tail.empty() || (announces && tail.size() <= 4));
  return title;
}

std::optional<std::size_t> inner_section_title(std::string_view text, std::size_t from) {
  if (!may_hold_key_word(text)) return std::nullopt;
  // Only the unmistakable form: both words capital and a colon, or all capitals, behind the end of a sentence or a blank.
  for (std::size_t at = from; at + 10 < text.size(); ++at) {
    const char c = text[at];
    if ((c != 'I' && c != 'E' && c != 'N' && c != 'K') || (at > 0 && is_word_char(text[at - 1]))) continue;
    if (at > 0 && (text[at - 1] == '-' || text[at - 1] == '/' || text[at - 1] == '"' || text[at - 1] == '(')) continue;
    const auto words = words_of(text.substr(at), 60);
    const std::size_t key = !words.empty() && (words[0].text == "key" || words[0].text == "non") ? 1 : 0;
    if (words.size() < key + 2 || !key_word(words, key) || words[key].text == "eligibility" || !among(words[key + 1].text, criteria_words)) continue;
    if (!words[key].capital && key == 0) continue;
    if (!trim(text.substr(at + words[key].end, words[key + 1].begin - words[key].end)).empty()) continue;
    const auto before = trim(text.substr(0, at));
    const bool sentence_ended = before.empty() || before.back() == '.' || before.back() == ';' || before.back() == ')';
    if (!words[key + 1].capital && !sentence_ended) continue;
    const auto rest = trim(text.substr(at + words[key + 1].end));
    const bool shout = text.substr(at + words[key + 1].begin).starts_with("CRIT");
    const auto bracket = rest.starts_with('(') ? rest.substr(0, 60).find("):") : std::string_view::npos;
    if (!(rest.starts_with(':') || rest.starts_with("\uFF1A") || rest.starts_with("-") || rest.empty() || bracket != std::string_view::npos || shout)) continue;
    // "Other Exclusion Criteria": the words before belong to it.
    std::size_t start = at;
    for (;;) {
      const auto upto = trim(text.substr(from, start - std::min(start, from)));
      const auto blank = upto.find_last_of(" \n\t");
      const auto word = blank == std::string_view::npos ? upto : upto.substr(blank + 1);
      if (word.empty() || word.front() < 'A' || word.front() > 'Z' || !among(lower(word), plain_qualifiers)) break;
      start = static_cast<std::size_t>(word.data() - text.data());
    }
    return start;
  }
  return std::nullopt;
}

std::optional<Announcement> announcement(std::string_view text) {
  const auto whole = trim(text);
  if (whole.empty() || whole.size() > 400) return std::nullopt;
  const char last = lower(whole.substr(whole.size() - 1)).front();
  if (last != ':' && last != 'f' && last != 'g' && last != 'a' && last != '.' && static_cast<unsigned char>(last) < 0x80) return std::nullopt;
  if (last == '.' && whole.find("following") == std::string_view::npos) return std::nullopt;
  const auto words = words_of(whole);
  if (words.size() < 2) return std::nullopt;
  const auto& final_word = words.back().text;
  const bool colon = whole.ends_with(':') || whole.ends_with("\uFF1A");
  const bool full_stop = whole.ends_with('.') && lower(whole).find("following") != std::string::npos;
  if (!colon && !full_stop && final_word != "if" && final_word != "following" &&
      !(final_word == "criteria" && words[words.size() - 2].text == "following")) {
    return std::nullopt;
  }

  std::string line = " ";
  for (const auto& word : words) line += word.text + " ";
  const auto says = [&](Names phrases) {
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return line.find(" " + std::string(phrase) + " ") != std::string::npos; });
  };
  Announcement out;
  if (says({"be excluded", "are excluded", "is excluded", "were excluded", "excluded if", "excluded from", "excluded were", "we excluded", "exclude", "not eligible", "ineligible", "must not meet", "not be included",
            "not be enrolled", "not be eligible", "not be entered", "not included", "cannot participate", "can not participate", "not participate", "exclusionary",
            "exclusion criteria", "not be considered eligible", "not be recruited", "may not enter", "none of the following criteria", "not enroll", "not be admitted", "not be allowed to participate"})) {
    out.section = Section::exclusion;
  } else if (says({"be included", "are included", "is included", "be eligible", "are eligible", "is eligible", "eligible if", "to be included", "be enrolled", "to enroll", "for inclusion",
                   "to participate", "inclusion criteria", "eligible for", "for enrollment", "for entry", "study entry", "included if", "participants must", "subjects must",
                   "patients must", "you must meet", "must meet", "must fulfil", "must fulfill", "must satisfy", "be recruited"})) {
    out.section = Section::inclusion;
  }
  static constexpr std::string_view generic[] = {
      "patients", "patient", "subjects", "subject", "participants", "participant", "individuals", "volunteers", "candidates", "persons", "people", "they", "you", "who",
      "with", "the", "a", "an", "this", "study", "trial", "studies", "any", "all", "each", "one", "or", "more", "of", "following", "criteria", "criterion", "conditions", "condition",
      "if", "must", "meet", "meets", "met", "meeting", "fulfil", "fulfill", "fulfils", "fulfills", "fulfilled", "satisfy", "satisfies", "be", "is", "are", "were", "we", "will", "to", "in", "for",
      "from", "on", "included", "excluded", "include", "exclude", "eligible", "ineligible", "not", "enrolled", "enrol", "enroll", "enrollment", "enrolment", "participate",
      "participation", "entered", "entry", "enter", "inclusion", "exclusion", "exclusionary", "and", "only", "should", "shall", "have", "has", "having", "do", "does",
      "apply", "applies", "below", "listed", "as", "that", "their", "your", "cannot", "can", "may", "based", "at", "screening", "present", "following:", "order",
      "additional", "also", "other", "these", "none", "considered", "it", "key", "reasons", "where", "applicable", "into", "protocol", "fulfilling", "because", "either", "among", "both", "recruited", "randomization",
      "registration", "eligibility", "requirements", "provided", "us", "get", "by", "those", "true", "specific", "prior", "baseline", "time", "when", "take", "part"};
  out.generic = std::ranges::all_of(words, [](const Word& w) { return among(w.text, generic); });
  const bool inclusion = out.section != Section::exclusion;
  out.quantified = inclusion ? says({"one of", "any of", "either", "one or more", "at least", "two of", "three of", "any one", "1 of", "2 of", "one of the", "any"})
                             : says({"all of", "all the", "both", "at least two", "two of", "two or more", "at least 2", "meet all", "all"});
  if (says({"all subjects", "all patients", "all participants"}) && !inclusion) out.quantified = false;
  return out;
}

bool is_form_title(std::string_view line) {
  auto text = trim(line);
  if (text.ends_with(':')) text.remove_suffix(1);
  const bool capitals = std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  return capitals && among(lower(trim(text)), form_titles);
}

bool is_form_topic(std::string_view line) {
  auto text = trim(line);
  if (text.ends_with(':')) text.remove_suffix(1);
  return among(lower(trim(text)), form_topics);
}

std::size_t form_heading_length(std::string_view text) {
  const auto colon = text.substr(0, 40).find(':');
  if (colon == std::string_view::npos) return 0;
  const auto label = text.substr(0, colon);
  if (!is_form_title(label) && !(is_form_topic(label) && text[0] >= 'A' && text[0] <= 'Z')) return 0;
  std::size_t end = colon + 1;
  while (end < text.size() && is_blank(text[end])) ++end;
  return end;
}

bool is_group(std::string_view label, bool by_preposition) {
  static constexpr std::string_view populations[] = {
      "cohort", "cohorts", "part", "parts", "group", "groups", "arm", "arms", "phase", "step", "stratum", "category", "patients", "patient", "subjects", "subject",
      "participants", "participant", "volunteers", "volunteer", "controls", "control", "donors", "donor", "recipients", "recipient", "mothers", "mother", "fathers",
      "parents", "parent", "children", "infants", "neonates", "newborns", "adolescents", "adolescent", "adults", "women", "men", "females", "males", "female", "male", "caregivers",
      "caregiver", "caregiver's", "siblings", "residents", "resident", "staff", "family", "clinicians", "physicians", "providers", "workers", "survivors", "students",
      "individuals", "coaches", "partners", "elders", "substudy", "dyads", "families", "nurses", "relatives", "persons", "boys", "girls"};
  const auto words = words_of(label, 120);
  if (words.empty() || words.size() > 10) return false;
  static constexpr std::string_view steps[] = {"randomization", "randomisation", "enrollment", "enrolment", "entry", "screening", "inclusion", "registration", "participation"};
  if (by_preposition && words[0].text == "for" && words.size() > 1) return !among(words.back().text, steps);
  return std::ranges::any_of(words, [](const Word& w) { return among(w.text, populations); });
}

bool is_everyone(std::string_view label) {
  const auto words = words_of(label, 120);
  static constexpr std::string_view alls[] = {"all", "both", "each", "every"};
  if (words.size() == 2 && words[0].text == "the") return true;  // "The participant:"
  return words.size() <= 9 && std::ranges::any_of(words, [](const Word& w) { return among(w.text, alls); });
}

bool is_short_label(std::string_view line, std::size_t max_words) {
  const auto text = trim(line);
  if (text.empty() || text.size() > 90 || text.find_first_of("<>=%;?") != std::string_view::npos) return false;
  for (const std::string_view sign : {"\u2264", "\u2265", "\u00B1"}) {
    if (text.find(sign) != std::string_view::npos) return false;
  }
  if (text.ends_with('.') || text.ends_with(',')) return false;
  if (std::ranges::count(text, '(') != std::ranges::count(text, ')')) return false;
  const auto words = words_of(text, 120);
  static constexpr std::string_view cues[] = {"following", "defined", "one", "least", "must", "if", "including", "include", "such", "any", "either", "or", "not", "no", "with", "without", "as",
                                 "by", "is", "are", "be", "will", "has", "have", "had", "who", "that", "than", "within", "from", "should", "known", "history", "unable", "able",
                                 "least", "more", "less", "between", "prior", "during", "due", "require", "requires", "would", "may", "can", "years", "old", "age", "aged", "shows", "confirmed", "diagnosed", "diagnosis", "and/or"};
  if (words.empty() || words.size() > max_words) return false;
  static constexpr std::string_view dangling[] = {"on", "of", "for", "in", "to", "at"};
  if (among(words.back().text, dangling)) return false;
  if (words.size() == 1 && (words[0].text == "and" || words[0].text == "or" || words[0].text == "plus")) return false;
  const bool opens = words[0].capital || (words[0].text.front() >= '0' && words[0].text.front() <= '9') || words[0].text == "for";
  return opens && std::ranges::none_of(words, [](const Word& w) { return among(w.text, cues); });
}

bool is_topic_label(std::string_view line) {
  if (!is_short_label(line, 5)) return false;
  const auto words = words_of(line, 120);
  if (std::ranges::all_of(words, [](const Word& w) { return w.capital || w.text.size() <= 4; })) return true;
  return words.size() <= 3 && std::ranges::none_of(words, [](const Word& w) { return w.text == "to" || w.text == "of" || w.text == "on"; });
}

bool is_no_constraint(std::string_view text) {
  static constexpr std::string_view nothing[] = {"not specified", "none", "n a", "na", "not applicable", "nil", "none specified", "see disease characteristics",
                                    "see patient characteristics", "see prior concurrent therapy", "see chemotherapy", "see biologic therapy", "see radiotherapy",
                                    "see surgery", "see other", "see endocrine therapy", "no exclusion criteria", "no inclusion criteria", "there are no exclusion criteria",
                                    "there is no exclusion criteria", "no exclusions", "no other exclusion criteria", "no specific exclusion criteria", "none known",
                                    "none listed", "no exclusion", "no criteria", "healthy volunteers allowed", "not provided", "unspecified", "no restrictions", "see above"};
  if (text.size() > 60) return false;
  const auto line = squeezed(text);
  return line.empty() || among(line, nothing);
}

bool is_registry_line(std::string_view line) {
  const auto text = trim(line);
  return text == "Healthy volunteers allowed" || text == "Must be FEMALE" || text == "Must be MALE" || text.starts_with("Must have minimum age of ") ||
         text.starts_with("Must have maximum age of ");
}

}  // namespace elig::source
