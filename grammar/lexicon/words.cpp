// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <unordered_set>

#include "grammar/lexicon/adjectives.hpp"
#include "grammar/lexicon/tables.hpp"
#include "grammar/vocabulary.hpp"

// Word-level normalisation: what lets "Haemorrhagic strokes" meet "hemorrhagic stroke" and "cardiac failure" meet "heart failure".
namespace elig {
namespace {

using namespace std::string_view_literals;

bool ends_with(std::string_view word, std::string_view tail) { return word.size() > tail.size() && word.ends_with(tail); }

// British → American, by the letter groups in which they differ; order matters where one holds another.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> british{{
    {"haem", "hem"},       {"oedema", "edema"},   {"oesoph", "esoph"},   {"oestr", "estr"},     {"anaem", "anem"},      {"leukaem", "leukem"},
    {"aemia", "emia"},     {"anaesth", "anesth"}, {"paed", "ped"},       {"tumour", "tumor"},   {"foet", "fet"},        {"diarrhoea", "diarrhea"},
    {"gynaec", "gynec"},   {"orthopaed", "orthoped"}, {"ischaem", "ischem"}, {"dyspnoea", "dyspnea"}, {"apnoea", "apnea"}, {"caes", "ces"},
    {"coeliac", "celiac"}, {"faec", "fec"},       {"behaviour", "behavior"}, {"sulph", "sulf"},
}};

// One of "ae", "oe", "ou", "ph": no other word is spelt in two ways.
bool maybe_british(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char before = word[i - 1], c = word[i];
    if ((c == 'e' && (before == 'a' || before == 'o')) || (c == 'u' && before == 'o') || (c == 'h' && before == 'p')) return true;
  }
  return false;
}

void americanise(std::string& word) {
  if (maybe_british(word))
    for (const auto& [from, to] : british) {
      const std::size_t at = word.find(from);
      if (at != std::string::npos) word.replace(at, from.size(), to);
    }
  // -ise/-isation, but not "disease", "exercise", "precise"
  if (ends_with(word, "isation")) word.replace(word.size() - 7, 7, "ization");
}

// Singular of a noun, as far as matching needs it: both sides go through it, so it must be consistent, not beautiful.
void singularise(std::string& word) {
  const std::size_t n = word.size();
  if (n < 4 || word.back() != 's') return;
  if (ends_with(word, "ss") || ends_with(word, "us") || ends_with(word, "is")) return;
  if (ends_with(word, "ies")) {
    if (n > 4) word.replace(n - 3, 3, "y");
  } else if (ends_with(word, "ruses") || ends_with(word, "nuses") || ends_with(word, "tuses")) {
    word.resize(n - 2);  // viruses, sinuses, fetuses
  } else if (ends_with(word, "sses") || ends_with(word, "shes") || ends_with(word, "ches") || ends_with(word, "xes")) {
    word.resize(n - 2);
  } else if (ends_with(word, "oses") || ends_with(word, "yses") || ends_with(word, "ases") || ends_with(word, "eses")) {
    // stenoses → stenosis, metastases → metastasis; but diseases, cases, phases, bases keep their e
    static const std::unordered_set<std::string_view> plain{"diseases", "cases", "phases", "releases", "increases", "decreases", "doses", "noses", "databases", "purposes"};
    if (plain.contains(word)) word.resize(n - 1);
    else word.replace(n - 2, 2, "is");
  } else {
    word.resize(n - 1);
  }
}

using Classes = boost::unordered_flat_map<std::string_view, std::string_view, std::hash<std::string_view>>;  // into the built-in table

const Classes& classes() {
  static const Classes table = [] {
    Classes t;
    for_each_row(builtin_table("words"), [&](const auto& cells) {
      if (cells.size() >= 2) t.emplace(cells[0], cells[1]);
    });
    for_each_row(builtin_table("adjectives"), [&](const auto& cells) { t.emplace(cells.at(0), cells.at(1)); });
    return t;
  }();
  return table;
}

}  // namespace

bool said_of_people(std::string_view word) {
  static const std::unordered_set<std::string_view> table = [] {
    std::unordered_set<std::string_view> t;
    for_each_row(builtin_table("adjectives"), [&](const auto& cells) { t.insert(cells.at(0)); });
    return t;
  }();
  return table.contains(word);
}

std::string normalise_word(std::string_view raw) {
  std::string word;
  word.reserve(raw.size());
  for (const char c : raw) word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  if (ends_with(word, "'s")) word.resize(word.size() - 2);
  std::erase(word, '\'');
  const auto& same = classes();
  if (const auto it = same.find(word); it != same.end()) return std::string(it->second);
  if (std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    // most words end in no "s" and are spelt in one way: nothing to look up again
    if (word.empty() || (word.back() != 's' && !maybe_british(word) && !ends_with(word, "isation"))) return word;
    americanise(word);
    singularise(word);
  } else if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] >= '0' && word[word.size() - 2] <= '9') {
    word.pop_back();
  }
  if (const auto it = same.find(word); it != same.end()) return std::string(it->second);
  return word;
}

std::vector<std::string> content_words(std::string_view phrase) {
  static const std::unordered_set<std::string_view> function_words{"of", "the", "in", "a", "an", "to", "by", "with", "for", "and", "or", "on", "at", "from", "due"};
  std::vector<std::string> words;
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < phrase.size();) {
    if (!letter(phrase[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < phrase.size() && letter(phrase[j])) ++j;
    // "P450 3A" is three words, as tokens are cut
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digit(phrase[i]) && j - i > 1 && phrase[j - 1] >= 'A' && phrase[j - 1] <= 'Z' && std::all_of(phrase.begin() + static_cast<std::ptrdiff_t>(i), phrase.begin() + static_cast<std::ptrdiff_t>(j - 1), digit)) --j;
    std::string word = normalise_word(phrase.substr(i, j - i));
    // "Function words" only between other words: vitamin A, hepatitis A, "A" of a blood group keep their letter.
    const bool lone_letter = j - i == 1 && phrase[i] >= 'A' && phrase[i] <= 'Z';
    if (!word.empty() && (lone_letter || !function_words.contains(word))) {
      // a malignant tumor is a cancer, whichever of both the record's terminology says
      if (word == "tumor" && !words.empty() && words.back() == "malignant") words.back() = "cancer";
      else words.push_back(std::move(word));
    }
    i = j;
  }
  return words;
}

}  // namespace elig
