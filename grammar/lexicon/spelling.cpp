// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/spelling.hpp"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <string>
#include <vector>

#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

constexpr std::size_t shortest = 7;  // of shorter words too many are one letter from another

bool letter(char c) { return c >= 'a' && c <= 'z'; }
// Consonants that are taken for each other: "compromized", "leukovorin", "hyberbilirubinemia", "leflumomide", "Karnovsky"
bool alike(char a, char b) {
  constexpr std::array<std::string_view, 6> pairs{"sz", "sc", "ck", "mn", "bp", "fv"};
  return std::any_of(pairs.begin(), pairs.end(), [&](std::string_view pair) { return (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a); });
}
bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/// The words that criteria are made of, as the tables spell them, by their first two letters.
class Spellings {
 public:
  Spellings() {
    for (const std::string_view name : builtin_tables())
      for_each_row(builtin_table(name), [&](const std::vector<std::string_view>& cells) {
        if (name == "lookalikes") lookalikes_.emplace(cells[0]);
        else if (name == "cues") take(cells[1]);
        else if (name == "words" || name == "heads" || name == "idle") take(cells[0]);
        else if (cells.size() > 4) take(cells[2]), take(cells[3]);  // name and synonyms of a concept
      });
    for (const std::string& word : known_)
      if (word.size() + 1 >= shortest) by_start_[start(word)].push_back(word);
    for (auto& [_, words] : by_start_) std::sort(words.begin(), words.end());
  }

  [[nodiscard]] bool right(std::string_view word) const {
    if (known_.contains(word)) return true;
    const bool plural = word.ends_with('s');
    const std::string_view one = word.substr(0, word.size() - (plural ? 1 : 0));
    return (plural && known_.contains(one)) || (word.ends_with("es") && known_.contains(word.substr(0, word.size() - 2))) || lookalikes_.contains(word) || (plural && lookalikes_.contains(one));
  }

  /// The word as the tables spell it, in the singular where they have no plural; empty when it is none of theirs.
  [[nodiscard]] std::string_view find(std::string_view word) const {
    auto it = known_.find(word);
    if (it == known_.end() && word.ends_with('s')) it = known_.find(word.substr(0, word.size() - 1));
    return it == known_.end() ? std::string_view{} : std::string_view(*it);
  }

  [[nodiscard]] std::string_view near(std::string_view written) const {
    const auto words = by_start_.find(start(written));
    if (words == by_start_.end()) return {};
    std::string_view found;
    for (const std::string_view word : words->second) {
      if (!one_slip(written, word)) continue;
      if (!found.empty() && normalise_word(found) != normalise_word(word)) return {};
      if (found.empty()) found = word;
    }
    return found;
  }

 private:
  static std::uint16_t start(std::string_view word) { return static_cast<std::uint16_t>(word[0] << 8 | word[1]); }

  // Names in capitals are abbreviations and brands of drugs; in small letters they are words like others.
  void take(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::string word;
      for (; i < text.size() && (letter(text[i]) || (text[i] >= 'A' && text[i] <= 'Z')); ++i) word.push_back(letter(text[i]) ? text[i] : static_cast<char>(text[i] - 'A' + 'a'));
      if (word.size() > 3) known_.insert(std::move(word));
    }
  }

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  using Words = boost::unordered_flat_set<std::string, Hash, std::equal_to<>>;
  Words known_;
  Words lookalikes_;
  boost::unordered_flat_map<std::uint16_t, std::vector<std::string_view>> by_start_;  // into known_
};

}  // namespace

bool one_slip(std::string_view written, std::string_view meant) noexcept {
  if (written.ends_with('s') && !meant.ends_with('s')) written.remove_suffix(1);
  const std::size_t longer = std::max(written.size(), meant.size()), shorter = std::min(written.size(), meant.size());
  if (longer - shorter > 1 || longer < 6) return false;
  const auto head = static_cast<std::size_t>(std::mismatch(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(shorter), meant.begin()).first - written.begin());
  const bool ending = head + 2 >= longer && !(longer - head == 2 && written.ends_with('s') && meant.ends_with('s'));  // but "diabetis"
  if (head < 2 || ending) return false;
  const std::string_view a = written.substr(head), b = meant.substr(head);
  if (a.size() != b.size()) return a.size() < b.size() ? a == b.substr(1) : a.substr(1) == b;
  if (a.substr(1) == b.substr(1)) return (vowel(a[0]) && vowel(b[0])) || alike(a[0], b[0]) || (a[0] == 't' && b.starts_with("sion"));
  return a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

namespace {
const Spellings& spellings() {
  static const Spellings table;
  return table;
}
}  // namespace

std::string_view one_word(std::string_view first, std::string_view second) {
  // "non-smoker" is no smoker by its first part, "in-active" is not worth the risk of "in active"
  if (first == "non" || first.size() < 2 || second.size() < 3 || first.size() + second.size() < shortest) return {};
  if (!std::all_of(first.begin(), first.end(), letter) || !std::all_of(second.begin(), second.end(), letter)) return {};
  return spellings().find(std::string(first).append(second));
}

std::string with_parts_joined(std::string_view name) {
  std::string joined(name);
  for (std::size_t at = joined.find('-'); at != std::string::npos; at = joined.find('-', at + 1)) {
    std::string small = joined;
    for (char& c : small)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::size_t first = at, end = at + 1;
    while (first > 0 && letter(small[first - 1])) --first;
    while (end < small.size() && letter(small[end])) ++end;
    const bool longer = (first > 0 && small[first - 1] == '-') || (end < small.size() && small[end] == '-');
    if (!longer && !one_word(std::string_view(small).substr(first, at - first), std::string_view(small).substr(at + 1, end - at - 1)).empty()) joined.erase(at, 1);
  }
  return joined;
}

std::string_view meant_by(std::string_view written, const Vocabulary& vocabulary) {
  if (written.size() < shortest || !std::all_of(written.begin(), written.end(), letter)) return {};
  const Spellings& spellings = elig::spellings();
  if (spellings.right(written) || vocabulary.word_number(normalise_word(written)) != 0) return {};
  return spellings.near(written);
}

}  // namespace elig
