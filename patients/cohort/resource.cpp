// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/resource.hpp"

#include <array>
#include <charconv>
#include <cstring>

namespace elig::cohort {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t uuid_length = 36;
constexpr std::size_t uuid_bytes = 16;

constexpr bool is_dash(std::size_t i) noexcept { return i == 8 || i == 13 || i == 18 || i == 23; }

// Eight hexadecimal digits at once, the first in the lowest byte, as four bytes in their order; of lower-case letters only,
// since what is unpacked must be what was packed. `wrong` gets bits for characters that are none.
std::uint32_t eight_digits(std::uint64_t text, std::uint64_t& wrong) noexcept {
  constexpr auto each = [](std::uint64_t byte) { return byte * 0x0101010101010101ULL; };
  constexpr std::uint64_t high = each(0x80);
  // A byte below 128 plus 128 − n reaches 128 from n on.
  const auto from = [&](unsigned char c) { return (text & ~high) + each(0x80U - c); };
  const std::uint64_t digit = from('0') & ~from('9' + 1) & high;
  const std::uint64_t letter = from('a') & ~from('f' + 1) & high;
  wrong |= (text & high) | ((digit | letter) ^ high);
  const std::uint64_t nibbles = (text & each(0x0F)) + (letter >> 7) * 9;
  // Pairs, the first digit the higher one, then four bytes side by side.
  const std::uint64_t pairs = ((nibbles << 4) | (nibbles >> 8)) & 0x00FF00FF00FF00FFULL;
  const std::uint64_t twice = (pairs | (pairs >> 8)) & 0x0000FFFF0000FFFFULL;
  return static_cast<std::uint32_t>(twice | (twice >> 16));
}

bool as_uuid(std::string_view id, std::array<std::uint8_t, uuid_bytes>& bytes) noexcept {
  if (id.size() != uuid_length || id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-') return false;
  std::array<char, 2 * uuid_bytes> plain;
  std::memcpy(plain.data(), id.data(), 8);
  std::memcpy(plain.data() + 8, id.data() + 9, 4);
  std::memcpy(plain.data() + 12, id.data() + 14, 4);
  std::memcpy(plain.data() + 16, id.data() + 19, 4);
  std::memcpy(plain.data() + 20, id.data() + 24, 12);
  std::uint64_t wrong = 0;
  for (std::size_t n = 0; n < 4; ++n) {
    std::uint64_t text;
    std::memcpy(&text, plain.data() + 8 * n, sizeof text);
    const std::uint32_t four = eight_digits(text, wrong);
    std::memcpy(bytes.data() + 4 * n, &four, sizeof four);
  }
  return wrong == 0;
}

bool as_number(std::string_view id, std::uint64_t& number) noexcept {
  if (id.empty() || id.size() > 19 || (id.front() == '0' && id.size() > 1)) return false;
  number = 0;
  for (const char c : id) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

}  // namespace

std::string_view prefix_of(std::string_view resource) noexcept {
  const std::size_t slash = resource.find('/');
  return slash == std::string_view::npos ? std::string_view{} : resource.substr(0, slash + 1);
}

void pack_number(std::uint64_t number, std::vector<std::uint8_t>& bytes) {
  for (; number >= 128; number >>= 7) bytes.push_back(static_cast<std::uint8_t>(number | 128));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

bool unpack_number(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& number) noexcept {
  number = 0;
  for (unsigned shift = 0; at != end && shift < 64; shift += 7) {
    const std::uint8_t byte = *at++;
    number |= std::uint64_t{byte & 127U} << shift;
    if (byte < 128) return true;
  }
  return false;
}

void pack_id(std::string_view id, std::vector<std::uint8_t>& bytes) {
  std::array<std::uint8_t, uuid_bytes> uuid;
  std::uint64_t number = 0;
  if (as_uuid(id, uuid)) {
    bytes.push_back(static_cast<std::uint8_t>(IdForm::uuid));
    bytes.insert(bytes.end(), uuid.begin(), uuid.end());
  } else if (as_number(id, number)) {
    bytes.push_back(static_cast<std::uint8_t>(IdForm::number));
    pack_number(number, bytes);
  } else {
    bytes.push_back(static_cast<std::uint8_t>(IdForm::words));
    pack_number(id.size(), bytes);
    bytes.insert(bytes.end(), id.begin(), id.end());
  }
}

bool unpack_id(const std::uint8_t*& at, const std::uint8_t* end, std::string& out) {
  if (at == end) return false;
  const auto form = static_cast<IdForm>(*at++);
  std::uint64_t number = 0;
  switch (form) {
    case IdForm::uuid: {
      if (end - at < static_cast<std::ptrdiff_t>(uuid_bytes)) return false;
      std::array<char, uuid_length> text;
      std::size_t n = 0;
      for (std::size_t i = 0; i < uuid_length; ++i) {
        if (is_dash(i)) {
          text[i] = '-';
          continue;
        }
        text[i] = digits[at[n] >> 4];
        text[++i] = digits[at[n++] & 15];
      }
      out.append(text.data(), text.size());
      at += uuid_bytes;
      return true;
    }
    case IdForm::number: {
      if (!unpack_number(at, end, number)) return false;
      std::array<char, 20> text;
      const auto written = std::to_chars(text.data(), text.data() + text.size(), number);
      out.append(text.data(), written.ptr);
      return true;
    }
    case IdForm::words:
      if (!unpack_number(at, end, number) || number > static_cast<std::uint64_t>(end - at)) return false;
      out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(number));
      at += number;
      return true;
  }
  return false;
}

bool skip_id(const std::uint8_t*& at, const std::uint8_t* end) noexcept {
  if (at == end) return false;
  std::uint64_t number = 0;
  switch (static_cast<IdForm>(*at++)) {
    case IdForm::uuid: number = uuid_bytes; break;
    case IdForm::number: return unpack_number(at, end, number);
    case IdForm::words:
      if (!unpack_number(at, end, number)) return false;
      break;
    default: return false;
  }
  if (number > static_cast<std::uint64_t>(end - at)) return false;
  at += number;
  return true;
}

}  // namespace elig::cohort
