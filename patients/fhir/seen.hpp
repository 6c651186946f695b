// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "patients/fact.hpp"
#include "patients/fhir/json.hpp"

/// Coded texts by the JSON they were read from. Records say the same few hundred things in the same words, member for member,
/// so nearly every text is recognised by comparing bytes, without being read again.
namespace elig::fhir {

class SeenTexts {
 public:
  /// As what the JSON was read: the same object says one thing as a Coding and another as a CodeableConcept.
  enum class Form : std::uint8_t { concept_alone, list_of_concepts, coding };

  /// What the same JSON was read as before; null when that is not known.
  [[nodiscard]] const Coded* find(Form form, Element element) const noexcept;
  /// `text` is valid as long as this. Takes the place of another text where two fall on one place; large JSON is not kept.
  void keep(Form form, Element element, const Coded& text);

 private:
  // JSON is the same when the words of its tape are, counted from its own begin, and the bytes of its strings, which stand one
  // behind the other, lengths included.
  struct Seen {
    Form form;
    std::size_t first_string = 0;               // the word of it
    std::vector<std::uint64_t> words;           // places counted from where the tape, or the strings, of this JSON begin
    std::vector<std::uint64_t> in_strings;      // all ones where a word is such a place, else zero
    std::vector<std::uint64_t> in_tape;
    std::string strings;
    Coded text;
  };
  static constexpr std::size_t places = 4096;
  static constexpr std::size_t most_words = 64;
  static constexpr std::size_t most_bytes = 2048;

  [[nodiscard]] static std::size_t place_of(Form form, Element element, std::size_t size) noexcept;

  std::array<std::unique_ptr<Seen>, places> seen_;
};

}  // namespace elig::fhir
