// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/abbreviations.hpp"

#include <algorithm>

namespace elig {
namespace {

constexpr std::size_t longest = 8;  // letters of an abbreviation

bool capital(char c) { return c >= 'A' && c <= 'Z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter_or_digit(char c) { return capital(c) || digit(c) || (c >= 'a' && c <= 'z'); }
char small(char c) { return capital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// "NMOSD", "T2DM", "IgAN"; not "(A)", "(if)", "(2012)"
bool abbreviates(std::string_view word) {
  if (word.size() < 2 || word.size() > longest || !letter_or_digit(word[0])) return false;
  if (!std::all_of(word.begin(), word.end(), [](char c) { return letter_or_digit(c) || c == '-'; })) return false;
  return std::count_if(word.begin(), word.end(), capital) >= 2;
}

// Every letter begins a word, and every word but the small ones gives one: "PR" of "pulse rate", not "ER" of "estrogen".
bool initials(std::string_view abbreviation, std::string_view words) {
  std::string first;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (letter_or_digit(words[i]) && (i == 0 || !letter_or_digit(words[i - 1]))) first.push_back(small(words[i]));
  std::string letters;
  for (const char c : abbreviation)
    if (letter_or_digit(c)) letters.push_back(small(c));
  return first == letters;
}

// Does a name of the concept hold all these words?
bool named_with(const Concept& thing, const std::vector<std::string>& words) {
  const auto holds = [&](std::string_view name) {
    const std::vector<std::string> own = content_words(name);
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) { return std::find(own.begin(), own.end(), word) != own.end(); });
  };
  return holds(thing.name) || std::any_of(thing.synonyms.begin(), thing.synonyms.end(), holds);
}

// Of the sentence before a bracket, as many words as the method looks at.
std::string_view words_before(std::string_view text, std::size_t bracket, std::size_t letters) {
  std::size_t begin = bracket, words = 0;
  const std::size_t most = std::min(letters + 5, 2 * letters);
  while (begin > 0 && words <= most) {
    const char c = text[begin - 1];
    if (c == '\n' || c == ';' || c == ':' || c == '(' || c == ')' || (c == '.' && begin < text.size() && text[begin] == ' ')) break;
    if (c == ' ' && ++words > most) break;
    --begin;
  }
  return text.substr(begin, bracket - begin);
}

}  // namespace

std::string_view long_form(std::string_view abbreviation, std::string_view before) {
  std::size_t at = before.size();
  for (std::size_t s = abbreviation.size(); s-- > 0;) {
    if (!letter_or_digit(abbreviation[s])) continue;
    const char wanted = small(abbreviation[s]);
    while (at > 0) {
      const bool starts = at == 1 || !letter_or_digit(before[at - 2]);
      if (small(before[at - 1]) == wanted && (s != 0 || starts)) break;
      --at;
    }
    if (at == 0) return {};
    --at;
  }
  const std::string_view found = before.substr(at);
  const std::size_t end = found.find_last_not_of(" \t");
  // no word is short for itself
  return end == std::string_view::npos || found.size() <= abbreviation.size() + 1 ? std::string_view{} : found.substr(0, end + 1);
}

Abbreviations::Abbreviations(std::string_view text, const Vocabulary& vocabulary) {
  for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const std::size_t close = text.find_first_of("(),;\n", open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view word = text.substr(open + 1, close - open - 1);
    if (text[close] != ')' || !abbreviates(word) || meanings_.contains(word)) continue;
    const std::string_view words = long_form(word, words_before(text, open, word.size()));
    if (words.empty()) continue;
    std::vector<ConceptIndex> named = vocabulary.named(words);
    if (named.empty()) continue;
    // the vocabulary may know it better: "HIV" behind "human immunodeficiency virus infection", "ER" behind "estrogen"
    const std::vector<ConceptIndex> own = vocabulary.named(word);
    const std::vector<std::string> content = content_words(words);
    const bool known = !own.empty() && (!initials(word, words) || std::any_of(own.begin(), own.end(), [&](ConceptIndex c) { return named_with(vocabulary.at(c), content); }));
    if (!known) meanings_.emplace(word, std::move(named));
  }
}

const std::vector<ConceptIndex>* Abbreviations::find(std::string_view word) const {
  if (meanings_.empty()) return nullptr;
  auto it = meanings_.find(word);
  if (it == meanings_.end() && word.size() > 2 && word.back() == 's') it = meanings_.find(word.substr(0, word.size() - 1));
  return it == meanings_.end() ? nullptr : &it->second;
}

}  // namespace elig
