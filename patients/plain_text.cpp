// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/plain_text.hpp"

namespace elig::plain {

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return low;
}

std::string one_line(std::string_view text, std::size_t longest) {
  std::string line;
  for (const char c : text) {
    if (line.size() == longest) {
      while (!line.empty() && (static_cast<unsigned char>(c) & 0xC0) == 0x80 && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) {
        line.pop_back();  // not in the middle of a character
      }
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !line.empty()) line.pop_back();
      return line + "…";
    }
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  }
  return line;
}

}  // namespace elig::plain
