// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/names.hpp"

#include <algorithm>

#include "grammar/lexicon/cues.hpp"

namespace elig {
namespace {

std::uint64_t edge(std::uint32_t node, std::uint32_t word) { return std::uint64_t{node} << 32 | word; }

template <typename List>
void add_once(List& list, ConceptIndex c) {
  if (std::find(list.begin(), list.end(), c) == list.end()) list.push_back(c);
}

bool capitals(std::string_view form) {
  return std::all_of(form.begin(), form.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  const auto inside = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (!inside(text[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < text.size() && inside(text[j])) ++j;
    // "P450 3A" is three words, as tokens are cut
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digit(text[i]) && j - i > 1 && text[j - 1] >= 'A' && text[j - 1] <= 'Z' && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(j - 1), digit)) --j;
    words.push_back(text.substr(i, j - i));
    i = j;
  }
  return words;
}

std::uint32_t Vocabulary::Names::number(std::string_view word) {
  const auto it = numbers_.find(word);
  if (it != numbers_.end()) return it->second;
  const auto next = static_cast<std::uint32_t>(numbers_.size() + 1);
  numbers_.emplace(std::string(word), next);
  return next;
}

// Numbers in order, each once, four bytes each: three words fit where a string needs no memory of its own.
std::string Vocabulary::Names::bag_key(std::vector<std::uint32_t>& numbers) const {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::string key;
  for (const std::uint32_t n : numbers)
    for (unsigned shift = 0; shift < 32; shift += 8) key.push_back(static_cast<char>(n >> shift & 0xff));
  return key;
}

void Vocabulary::Names::add(std::string_view form, ConceptIndex c) {
  bool exact = form.starts_with('=');
  if (exact) form.remove_prefix(1);
  // an abbreviation that is a common word in small letters ("HAD", "CARE")
  else if (form.size() <= 5 && capitals(form) && Cues::builtin().common(form)) exact = true;
  const auto words = words_of(form);
  if (words.empty()) return;
  std::uint32_t at = 0;
  std::string as_written;
  for (const auto w : words) {
    if (exact) as_written.append(as_written.empty() ? "" : " ").append(w);
    const std::uint32_t n = number(normalise_word(w));
    if (at == 0 && n >= roots_.size()) roots_.resize(n + 1 + roots_.size() / 2);
    std::uint32_t& node = at == 0 ? roots_[n] : edges_[edge(at, n)];
    if (node == 0) node = nodes_++;
    at = node;
  }
  Entries& entries = entries_[at];
  if (std::none_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.concept_index == c && exact_[e.cased] == as_written; })) {
    std::uint32_t cased = 0;
    if (exact) {
      cased = static_cast<std::uint32_t>(exact_.size());
      exact_.push_back(std::move(as_written));
    }
    entries.push_back({c, cased});
  }
  // An exact-case form is an abbreviation; as a bag it would meet its lower-case twin.
  if (exact) return;
  std::vector<std::uint32_t> numbers;
  for (const std::string& word : content_words(form)) numbers.push_back(number(word));
  add_once(bags_[bag_key(numbers)], c);
}

void Vocabulary::Names::add_code(const ConceptCode& code, ConceptIndex c) { add_once((code.prefix ? prefixes_ : codes_)[code.system + ":" + code.code], c); }

const Vocabulary::Names::Few* Vocabulary::Names::bag(std::span<const std::string> content) const {
  std::vector<std::uint32_t> numbers;
  for (const std::string& word : content) {
    const auto it = numbers_.find(word);
    if (it == numbers_.end()) return nullptr;
    numbers.push_back(it->second);
  }
  const auto it = bags_.find(bag_key(numbers));
  return it == bags_.end() ? nullptr : &it->second;
}

Vocabulary::Match Vocabulary::Names::longest(std::span<const std::uint32_t> numbers, std::span<const std::string_view> cased) const {
  Match best;
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < numbers.size() && numbers[i] != 0; ++i) {
    if (i == 0) {
      at = numbers[0] < roots_.size() ? roots_[numbers[0]] : 0;
      if (at == 0) break;
    } else {
      const auto next = edges_.find(edge(at, numbers[i]));
      if (next == edges_.end()) break;
      at = next->second;
    }
    const auto entries = entries_.find(at);
    if (entries == entries_.end()) continue;
    std::string as_written;  // made for names of an exact case only
    if (std::any_of(entries->second.begin(), entries->second.end(), [](const Entry& e) { return e.cased != 0; }))
      for (std::size_t k = 0; k <= i; ++k) as_written.append(k ? " " : "").append(cased[k]);
    std::vector<ConceptIndex> hits;
    for (const Entry& e : entries->second) {
      const std::string& exact = exact_[e.cased];
      if (e.cased == 0 || exact == as_written || (as_written.back() == 's' && exact == std::string_view(as_written).substr(0, as_written.size() - 1)))
        add_once(hits, e.concept_index);
    }
    if (!hits.empty()) best = {std::move(hits), i + 1};
  }
  return best;
}

const Vocabulary::Names::Few* Vocabulary::Names::coded(const std::string& key, bool prefix) const {
  const auto& table = prefix ? prefixes_ : codes_;
  const auto it = table.find(key);
  return it == table.end() ? nullptr : &it->second;
}

}  // namespace elig
