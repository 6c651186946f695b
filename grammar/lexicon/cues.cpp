// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/lexicon/cues.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "grammar/lexicon/tables.hpp"

namespace elig {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Cue::count_)> cue_names{
    "comparator", "after_number", "between", "range_to", "inclusive", "times", "uln", "lln", "within_normal", "outside_normal", "baseline", "predicted",
    "and", "or", "nor", "either", "neg", "history", "current", "future", "possible", "hypothetical", "person", "except", "allowed", "guard", "for", "example",
    "definition", "count_of", "all_of", "any_of", "none_of", "following", "window_within", "window_future", "ago", "since", "before", "anchor", "half_life",
    "whichever", "age_word", "age_after", "manual", "plain", "state", "severity", "sex", "count_noun", "age_only", "language", "remark", "restricts", "salt", "overcome"};

constexpr std::array<std::pair<std::string_view, ConceptKind>, 14> head_kinds{{
    {"condition", ConceptKind::condition}, {"finding", ConceptKind::finding},   {"procedure", ConceptKind::procedure},
    {"therapy", ConceptKind::therapy},     {"drug", ConceptKind::drug},         {"measurement", ConceptKind::measurement},
    {"score", ConceptKind::score},         {"test", ConceptKind::test},         {"stage", ConceptKind::stage},
    {"biomarker", ConceptKind::biomarker}, {"social", ConceptKind::social},     {"encounter", ConceptKind::encounter},
    {"life_stage", ConceptKind::life_stage}, {"substance", ConceptKind::substance},
}};

// A cue's words, cut as the tokens are: letters and digits together, every other mark alone.
std::vector<std::string_view> cue_words(std::string_view phrase) {
  std::vector<std::string_view> words;
  const auto inside = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < phrase.size();) {
    if (phrase[i] == ' ') {
      ++i;
      continue;
    }
    std::size_t j = i + 1;
    if (inside(phrase[i]))
      while (j < phrase.size() && inside(phrase[j])) ++j;
    words.push_back(phrase.substr(i, j - i));
    i = j;
  }
  return words;
}

}  // namespace

Cues::Cues() {
  for_each_row(builtin_table("cues"), [this](const std::vector<std::string_view>& cells) {
    const auto name = std::find(cue_names.begin(), cue_names.end(), cells.at(0));
    if (name == cue_names.end()) throw std::logic_error("vocabulary/cues.tsv: unknown cue " + std::string(cells[0]));
    std::uint32_t at = 0;
    for (const auto word : cue_words(cells.at(1))) {
      auto [it, fresh] = trie_[at].next.try_emplace(word, static_cast<std::uint32_t>(trie_.size()));
      at = it->second;
      if (fresh) trie_.emplace_back();
    }
    trie_[at].ends.emplace_back(static_cast<Cue>(name - cue_names.begin()), cells.size() > 2 ? cells[2] : std::string_view{});
  });
  for_each_row(builtin_table("heads"), [this](const std::vector<std::string_view>& cells) {
    const auto kind = std::find_if(head_kinds.begin(), head_kinds.end(), [&](const auto& k) { return k.first == cells.at(1); });
    if (kind == head_kinds.end()) throw std::logic_error("vocabulary/heads.tsv: unknown kind " + std::string(cells[1]));
    if (cells[0].starts_with('-')) suffixes_[static_cast<unsigned char>(cells[0].back())].emplace_back(cells[0].substr(1), kind->second);
    else heads_.emplace(cells[0], kind->second);
  });
  for (auto& alike : suffixes_) std::stable_sort(alike.begin(), alike.end(), [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

const Cues& Cues::builtin() {
  static const Cues cues;
  return cues;
}

void Cues::at(const std::vector<std::string_view>& words, std::size_t begin, CueHits& hits) const {
  std::uint32_t node = 0;
  for (std::size_t i = begin; i < words.size(); ++i) {
    const auto it = trie_[node].next.find(words[i]);
    if (it == trie_[node].next.end()) break;
    node = it->second;
    for (const auto& [cue, value] : trie_[node].ends) {
      // of the same cue only the longest counts
      const auto length = static_cast<std::uint16_t>(i - begin + 1);
      const auto same = std::find_if(hits.begin(), hits.end(), [cue = cue](const CueHit& h) { return h.cue == cue; });
      if (same == hits.end()) hits.push_back({cue, length, value});
      else *same = {cue, length, value};
    }
  }
}

bool Cues::common(std::string_view word) const {
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto it = trie_[0].next.find(lower);
  if (it == trie_[0].next.end()) return false;
  // "potassium" names more than what drugs are bound to
  const auto& ends = trie_[it->second].ends;
  return std::any_of(ends.begin(), ends.end(), [](const auto& end) { return end.first != Cue::salt; });
}

const ConceptKind* Cues::head(std::string_view word) const {
  if (const auto it = heads_.find(word); it != heads_.end()) return &it->second;
  if (word.empty()) return nullptr;
  for (const auto& [suffix, kind] : suffixes_[static_cast<unsigned char>(word.back())])
    if (word.size() > suffix.size() + 1 && word.ends_with(suffix)) return &kind;
  return nullptr;
}

}  // namespace elig
