// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/lexicon/abbreviations.hpp"
#include "grammar/lexicon/cues.hpp"
#include "grammar/vocabulary.hpp"

namespace elig {

enum class TokenKind : std::uint8_t { word, number, comparator, mark };

/// A piece of one criterion's normalised text, with everything the tables know of what may begin here. The productions decide
/// which of it counts.
struct Token {
  TokenKind kind = TokenKind::word;
  std::uint32_t begin = 0;           ///< byte range in the normalised text
  std::uint32_t end = 0;
  std::string_view text;             ///< as written (normalised view)
  std::string_view lower;            ///< lower case, as it should be spelt
  std::string word;                  ///< normalised word (words and numbers)
  bool glued = false;                ///< no blank before it
  bool misspelt = false;             ///< `lower` and `word` are of the word that was meant (spelling.hpp)
  double number = 0;                 ///< kind number
  bool spelled = false;              ///< "three", "half": a number in words
  char comparator = 0;               ///< kind comparator: '<' '>' 'l' (≤) 'g' (≥) '='
  CueHits cues;
  std::vector<ConceptIndex> concepts;  ///< what the longest name that starts here may mean
  std::uint16_t concept_length = 0;    ///< tokens of that name
  std::string unit;                    ///< UCUM unit that starts here, when a number stands before it
  std::uint16_t unit_length = 0;

  [[nodiscard]] const CueHit* cue(Cue c) const noexcept {
    for (const CueHit& h : cues)
      if (h.cue == c) return &h;
    return nullptr;
  }
  [[nodiscard]] bool is(std::string_view t) const noexcept { return lower == t; }
  [[nodiscard]] bool mark(char c) const noexcept { return kind == TokenKind::mark && text.size() == 1 && text[0] == c; }
};

/// The tokens of one criterion. Owns the text that they look into, so it stays where it is.
struct Tokens {
  Tokens() = default;
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;

  std::string text;   ///< the normalised text
  std::string lower;
  std::vector<Token> list;
};

/// Cuts a normalised criterion text into tokens and looks each up, abbreviations of the study first. Linear in the text's length.
void tokenise(std::string normalised, const Vocabulary& vocabulary, const Abbreviations& abbreviations, Tokens& out);

}  // namespace elig
