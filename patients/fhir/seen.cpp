// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/seen.hpp"

#include <cstring>

namespace elig::fhir {
namespace {

constexpr std::uint64_t mixer = 0x9E3779B97F4A7C15ULL;

// Something of a word that equal JSON has in common. What looks like a string may be the bits of a number, so nothing is
// believed of it.
std::uint64_t sample(const Tape& tape, std::uint64_t word) noexcept {
  const auto type = Element::type_of(word);
  if (type != Element::Type::string) return type == Element::Type::object || type == Element::Type::array ? 1 : 2;
  const std::uint64_t at = word & Element::payload;
  std::uint32_t length = 0;
  if (at < 8 || at + sizeof length > tape.strings_size) return 3;
  std::memcpy(&length, tape.strings + at, sizeof length);
  if (at + sizeof length + length > tape.strings_size) return 3;
  std::uint64_t last = 0;
  std::memcpy(&last, tape.strings + at + sizeof length + length - sizeof last, sizeof last);
  return last + length * mixer;
}

}  // namespace

// The codes of a coding stand at the fifth or seventh word, where there is nothing unusual; a text alone at the second.
std::size_t SeenTexts::place_of(Form form, Element element, std::size_t size) noexcept {
  const std::size_t behind = element.type() == Element::Type::array ? 1 : 0;
  std::uint64_t hash = size * 8 + static_cast<std::uint64_t>(form);
  for (const std::size_t at : {std::size_t{5} + behind, size > 8 ? std::size_t{7} + behind : std::size_t{2}}) {
    if (at >= size) continue;
    hash = (hash ^ sample(element.tape(), element.begin()[at])) * mixer;
    hash ^= hash >> 29;
  }
  return hash % places;
}

const Coded* SeenTexts::find(Form form, Element element) const noexcept {
  const std::uint64_t* const words = element.begin();
  const auto size = static_cast<std::size_t>(element.end() - words);
  const Seen* const seen = seen_[place_of(form, element, size)].get();
  if (seen == nullptr || seen->form != form || seen->words.size() != size) return nullptr;
  const Tape& tape = element.tape();
  const std::uint64_t strings = words[seen->first_string] & Element::payload;
  const auto begin = static_cast<std::uint64_t>(words - tape.words);
  std::uint64_t differences = 0;
  for (std::size_t i = 0; i < size; ++i) {
    differences |= words[i] ^ (seen->words[i] + (seen->in_strings[i] & strings) + (seen->in_tape[i] & begin));
  }
  if (differences != 0 || strings + seen->strings.size() > tape.strings_size) return nullptr;
  return std::memcmp(tape.strings + strings, seen->strings.data(), seen->strings.size()) == 0 ? &seen->text : nullptr;
}

void SeenTexts::keep(Form form, Element element, const Coded& text) {
  const std::uint64_t* const words = element.begin();
  const auto size = static_cast<std::size_t>(element.end() - words);
  if (size > most_words) return;
  const Tape& tape = element.tape();
  const auto begin = static_cast<std::uint64_t>(words - tape.words);
  auto seen = std::make_unique<Seen>();
  seen->form = form;
  seen->words.assign(words, words + size);
  seen->in_strings.assign(size, 0);
  seen->in_tape.assign(size, 0);
  seen->text = text;
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < size; ++i) {
    switch (words[i] >> 56) {
      case '"': {
        const std::string_view string = Element(tape, words + i).text();
        if (end == 0) seen->first_string = i, first = words[i] & Element::payload;
        end = (words[i] & Element::payload) + sizeof(std::uint32_t) + string.size();
        seen->in_strings[i] = ~std::uint64_t{0};
        seen->words[i] -= first;
        break;
      }
      case '{':
      case '[':
      case '}':
      case ']':
        seen->in_tape[i] = ~std::uint64_t{0};
        seen->words[i] -= begin;
        break;
      case 'l':
      case 'u':
      case 'd': ++i; break;                     // the number itself follows
      default: break;
    }
  }
  if (end == 0 || end - first > most_bytes || end > tape.strings_size) return;
  seen->strings.assign(tape.strings + first, end - first);
  seen_[place_of(form, element, size)] = std::move(seen);
}

}  // namespace elig::fhir
