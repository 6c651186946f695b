// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/dictionary.hpp"

#include <algorithm>
#include <cstring>

namespace elig::cohort {
namespace {

constexpr std::size_t block = std::size_t{1} << 16;

}  // namespace

std::size_t BytesHash::operator()(std::string_view bytes) const noexcept {
  // Eight bytes at a time through a 128-bit product: short keys by the million, no need of a keyed hash.
  constexpr std::uint64_t k0 = 0x9E3779B97F4A7C15ULL;
  constexpr std::uint64_t k1 = 0xD6E8FEB86659FD93ULL;
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t hash = bytes.size() * k0;
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; p += 16, left -= 16) {
    std::uint64_t words[2];
    std::memcpy(words, p, 16);
    hash = mix(words[0] ^ hash, words[1] ^ k1);
  }
  if (left >= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    hash = mix(hash ^ word, k1);
    p += 8;
    left -= 8;
  }
  if (left > 0) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, left);
    hash = mix(hash ^ word, k0);
  }
  return static_cast<std::size_t>(mix(hash, k1));
}

std::string_view StringPool::keep(std::string_view text) {
  if (text.empty()) return "";
  if (text.size() > left_) {
    const std::size_t size = std::max(block, text.size());
    blocks_.push_back(std::make_unique<char[]>(size));
    next_ = blocks_.back().get();
    left_ = size;
  }
  std::memcpy(next_, text.data(), text.size());
  const std::string_view kept(next_, text.size());
  next_ += text.size();
  left_ -= text.size();
  return kept;
}

StringPool::Number StringPool::number_of(std::string_view text) {
  if (text.empty() || text.size() > sizeof(std::uint64_t)) return number_of_any(text);
  const char* const p = text.data();
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // overlaps the first where there are less than eight
  if (text.size() >= 4) {
    std::memcpy(&first, p, 4);
    std::memcpy(&last, p + text.size() - 4, 4);
  } else {
    const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<unsigned char>(p[at])}; };
    first = byte(0) | byte(text.size() / 2) << 8 | byte(text.size() - 1) << 16;
  }
  const std::uint64_t bytes = std::uint64_t{last} << 32 | first;
  const auto size = static_cast<std::uint32_t>(text.size());
  Short& known = short_[((bytes + size) * 0x9E3779B97F4A7C15ULL >> 40) % short_places];
  if (known.bytes != bytes || known.size != size) known = {bytes, size, number_of_any(text)};
  return known.number;
}

StringPool::Number StringPool::number_of_any(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  const auto number = static_cast<Number>(texts_.size());
  const std::string_view kept = keep(text);
  texts_.push_back(kept);
  numbers_.emplace(kept, number);
  return number;
}

const StringPool::Number* StringPool::find(std::string_view text) const {
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? nullptr : &found->second;
}

void TextKey::add(std::string_view part) {
  const auto length = static_cast<std::uint32_t>(part.size());
  char prefix[sizeof length];
  std::memcpy(prefix, &length, sizeof length);
  bytes_.append(prefix, sizeof length);
  bytes_.append(part);
}

void TextKey::add_coding(std::string_view system, std::string_view code, std::string_view display) {
  add(system);
  add(code);
  add(display);
  ++codings_;
}

std::string_view TextKey::with_text(std::string_view text) {
  if (codings_ == 0 && text.empty()) return "";
  bytes_.append(text);
  // Lengths and number of codings last: what comes before them is found from the front.
  const auto length = static_cast<std::uint32_t>(text.size());
  char suffix[2 * sizeof length];
  std::memcpy(suffix, &length, sizeof length);
  std::memcpy(suffix + sizeof length, &codings_, sizeof codings_);
  bytes_.append(suffix, sizeof suffix);
  return bytes_;
}

CodedText text_of_key(std::string_view key) {
  CodedText text;
  if (key.empty()) return text;
  std::uint32_t length = 0;
  std::uint32_t codings = 0;
  std::memcpy(&length, key.data() + key.size() - 8, 4);
  std::memcpy(&codings, key.data() + key.size() - 4, 4);
  const auto part = [&] {
    std::uint32_t size = 0;
    std::memcpy(&size, key.data(), 4);
    std::string taken(key.substr(4, size));
    key.remove_prefix(4 + std::size_t{size});
    return taken;
  };
  text.codings.resize(codings);
  for (Coding& coding : text.codings) {
    coding.system = part();
    coding.code = part();
    coding.display = part();
  }
  text.text = key.substr(0, length);
  return text;
}

TextPool::TextPool() { texts_.emplace_back(); }

TextPool::Number TextPool::number_of_key(std::string_view key) {
  const Number number = keys_.number_of(key);
  if (number == texts_.size()) {
    texts_.push_back(text_of_key(key));
    by_address_.emplace(&texts_.back(), number);
  }
  return number;
}

TextPool::Number TextPool::number_of(const CodedText& text) {
  scratch_.clear();
  for (const Coding& coding : text.codings) scratch_.add_coding(coding.system, coding.code, coding.display);
  return number_of_key(scratch_.with_text(text.text));
}

TextPool::Number TextPool::number_of(const Coded& coded) {
  if (coded.empty()) return 0;
  if (const auto found = by_address_.find(&*coded); found != by_address_.end()) return found->second;
  return number_of(*coded);
}

}  // namespace elig::cohort
