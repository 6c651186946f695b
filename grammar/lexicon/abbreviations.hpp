// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/vocabulary.hpp"

namespace elig {

/// What a text's own abbreviations stand for: "progressive disease (PD)" makes every later PD of the study one, whatever else it may
/// mean elsewhere. Found by Schwartz and Hearst's method (Pacific Symposium on Biocomputing 2003): the letters of the short form, from
/// the last to the first, in the words before its bracket. Only long forms that the vocabulary knows count. Linear in the text's length.
class Abbreviations {
 public:
  Abbreviations() = default;
  Abbreviations(std::string_view text, const Vocabulary& vocabulary);

  /// Concepts of a word in exactly this case, its plural included ("TKIs"); null when the text does not say what it is.
  [[nodiscard]] const std::vector<ConceptIndex>* find(std::string_view word) const;

 private:
  std::map<std::string, std::vector<ConceptIndex>, std::less<>> meanings_;
};

/// The words at the end of `before` that `abbreviation` is short for; empty when there are none.
[[nodiscard]] std::string_view long_form(std::string_view abbreviation, std::string_view before);

}  // namespace elig
