// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/columns/memo.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

#include "engine/atoms/ask.hpp"
#include "engine/compare.hpp"
#include "engine/window.hpp"

namespace elig::engine {
namespace {

/// A date as the words "chronic", "active" see it; five bits.
std::uint64_t side_of(DayInterval when, Day as_of, Day three_months_before) {
  const auto side = [as_of](Day day, Day unknown) -> std::uint64_t { return day == unknown ? 3 : day < as_of ? 0 : day == as_of ? 1 : 2; };
  return side(when.first, day_min) | side(when.last, day_max) << 2 | (when.last <= three_months_before ? std::uint64_t{1} << 4 : 0);
}

/// Which of the marks, each times `unit`, a number is above, and how many it is the same as.
std::uint64_t place_among(const std::vector<double>& marks, double unit, double number) {
  auto it = std::lower_bound(marks.begin(), marks.end(), number, [unit](double mark, double n) { return mark * unit < n; });
  auto end = it;
  while (it != marks.begin() && same(*(it - 1) * unit, number)) --it;
  while (end != marks.end() && same(*end * unit, number)) ++end;
  return static_cast<std::uint64_t>(it - marks.begin()) << 12 | static_cast<std::uint64_t>(end - it);
}

std::uint64_t place_among(const std::vector<double>& marks, double unit, const Interval& number) {
  const std::uint64_t low = place_among(marks, unit, number.low);
  return low << 32 | (number.exact() ? low : place_among(marks, unit, number.high));
}

constexpr std::uint64_t mixed(std::uint64_t h, std::uint64_t word) noexcept {
  h = (h ^ word) * 0x9e3779b97f4a7c15U;
  return h ^ h >> 29;
}

constexpr std::uint64_t nowhere = ~std::uint64_t{0};      ///< no place among marks
constexpr std::uint64_t listed = std::uint64_t{1} << 63;  ///< marks a sight that is the number of a list

}  // namespace

std::size_t Memo::EntryHash::operator()(const EntryKey& key) const noexcept {
  std::uint64_t h = mixed(mixed(reinterpret_cast<std::uintptr_t>(key.code), reinterpret_cast<std::uintptr_t>(key.value)), key.traits);
  return key.beside.empty() ? h : h ^ std::hash<std::string>{}(key.beside);
}

bool Memo::List::operator==(const List& other) const noexcept { return size == other.size && std::equal(first, first + size, other.first); }

std::size_t Memo::ListHash::operator()(const List& list) const noexcept {
  std::uint64_t h = list.size;
  for (std::size_t i = 0; i < list.size; ++i) h = mixed(h, list.first[i]);
  return mixed(h, 0);
}

std::uint64_t Memo::hash(const Key& key) noexcept { return mixed(mixed(key.sight, std::uint64_t{key.person} << 32 | key.family), 0); }

std::uint32_t Memo::number_of(const Record::Entry& entry, Sort sort, Day as_of) {
  const Fact& fact = *entry.fact;
  const Extent extent = extent_of(fact, as_of);
  key_.code = entry.code;
  key_.value = entry.value;
  key_.traits = 0;
  const auto tell = [this](unsigned bits, auto value) { key_.traits = key_.traits << bits | static_cast<std::uint64_t>(value); };
  tell(4, fact.kind), tell(2, sort), tell(2, fact.certainty), tell(2, fact.clinical);
  tell(1, ended(entry, as_of)), tell(1, extent.ongoing), tell(1, extent.end_known), tell(2, since(extent.end, {as_of, as_of}, false));
  tell(1, between_cycles(extent, as_of)), tell(1, fact.end_basis == "administration");
  if (sort != Sort::standing) tell(1, fact.start.known()), tell(1, begin_of(fact).known()), tell(1, fact.end.known()), tell(1, fact.ongoing);
  key_.beside.clear();
  if (sort == Sort::full) {
    const Day before = add_months(as_of, -3);
    tell(5, side_of(begin_of(fact), as_of, before)), tell(5, side_of(fact.end, as_of, before));
    // a germ that was counted, or not found
    tell(2, !fact.value ? 0 : !(fact.value->value.low > 0) ? 1 : fact.value->value.exact() ? 2 : 3);
    hear_beside(fact);
  }
  const auto it = entries_.find(key_);
  if (it != entries_.end()) return it->second;
  const auto number = static_cast<std::uint32_t>(entries_.size());
  entries_.emplace(key_, number);
  bytes_ += sizeof(EntryKey) + 64 + key_.beside.size();
  return number;
}

void Memo::hear_beside(const Fact& fact) {
  const auto hear = [this](char tag, std::string_view text) {
    if (!text.empty()) key_.beside.append(1, tag).append(text).push_back('\x1f');
  };
  hear('g', fact.stage), hear('s', fact.severity);
  hear('n', fact.note);
  if (!fact.body_site.empty()) hear('b', fact.body_site.label());
  if (!fact.method.empty()) hear('m', fact.method.label());
  if (!fact.route.empty()) hear('r', fact.route.label());
  if (fact.interpretation) {
    hear('i', (*fact.interpretation)->text);
    for (const Coding& coding : (*fact.interpretation)->codings) hear('c', coding.system), hear('c', coding.code), hear('d', coding.display);
  }
  if (fact.dose) {
    const Interval& dose = fact.dose->value;
    for (double end : {dose.low, dose.high}) key_.beside.append(reinterpret_cast<const char*>(&end), sizeof end);
    key_.beside.append({dose.low_open ? '(' : '[', dose.high_open ? ')' : ']'});
    hear('u', fact.dose->unit);
  }
}

std::uint64_t Memo::view_of(std::uint32_t number, const Fact& fact, std::span<const Day> days) noexcept {
  static_assert(2 * Families::most_days < 16);  // a place fits into four bits
  std::uint64_t view = number;
  if (days.empty()) return view;
  unsigned shift = 32;
  for (const DayInterval& when : {begin_of(fact), fact.end}) {
    for (const Day day : {when.first, when.last}) {
      // before the first of the days, on it, between it and the next …
      std::uint64_t place = 0;
      for (const Day edge : days) place += (day >= edge ? 1U : 0U) + (day > edge ? 1U : 0U);
      view |= place << shift;
      shift += 4;
    }
  }
  return view;
}

Sight Memo::sight_of(std::span<const std::uint64_t> views) { return views.size() == 1 ? views.front() : number_of(views); }

Sight Memo::sight_of(const Selection& selection, const Marks& marks, bool states, const Ask& ask, const Question& example) {
  room_.assign({selection.undated ? std::uint64_t{1} : 0});
  for (const Value& v : selection.values) {
    const bool weak = v.fact != nullptr && v.fact->certainty == Certainty::weak;
    const bool told = states && v.fact != nullptr && v.fact->interpretation;
    std::uint64_t traits = 0;
    for (bool trait : {v.number.low_open, v.number.high_open, v.number.exact(), v.has_unit, v.scale, weak, v.fact != nullptr, told}) {
      traits = traits << 1 | (trait ? 1U : 0U);
    }
    room_.insert(room_.end(), {traits | (v.binding != nullptr ? std::uint64_t{v.binding->number + 1} << 32 : 0), number_of(v.unit) << 32 | number_of(v.written),
                               place_among(marks.as_recorded, 1, v.number)});
    const std::string_view from = v.unit.empty() ? v.written : v.unit;
    for (const Marks::Scale& scale : marks.converted) {
      if (!v.has_unit) break;
      const std::optional<Interval>* converted = scale.unit == from ? nullptr : &in_unit(example, v, scale.unit);
      const Interval* number = converted == nullptr ? &v.number : *converted ? &**converted : nullptr;
      room_.push_back(number == nullptr ? nowhere : place_among(scale.at, 1, *number));
    }
    for (const bool upper : {true, false}) {
      const std::vector<double>& multiples = upper ? marks.upper : marks.lower;
      if (multiples.empty()) continue;
      const std::optional<Limit>& limit = limit_of(ask, example, v, upper);
      if (limit && limit->value > 0) {
        room_.push_back(place_among(multiples, limit->value, v.number));
        continue;
      }
      // a limit that turns the order round, or none
      room_.push_back(limit ? nowhere - 1 : nowhere);
      if (!limit) continue;
      for (double number : {limit->value, v.number.low, v.number.high}) room_.push_back(std::bit_cast<std::uint64_t>(number));
    }
    if (!told) continue;
    std::string codes;
    for (const Coding& coding : (*v.fact->interpretation)->codings) codes.append(coding.code).push_back('\x1f');
    room_.push_back(number_of(codes));
  }
  return number_of(room_);
}

Sight Memo::number_of(std::span<const std::uint64_t> words) {
  const auto it = lists_.find(List{words.data(), words.size()});
  if (it != lists_.end()) return it->second;
  std::uint64_t* kept = words_.take(words.size());
  std::copy(words.begin(), words.end(), kept);
  bytes_ += words.size() * sizeof(std::uint64_t) + 2 * (sizeof(List) + sizeof(Sight));
  const Sight number = listed | lists_.size();
  lists_.emplace(List{kept, words.size()}, number);
  return number;
}

std::uint64_t Memo::number_of(std::string_view text) {
  if (text.empty()) return 0;
  return texts_.try_emplace(std::string(text), texts_.size() + 1).first->second;
}

std::uint8_t* Memo::codes_of(const Slot& slot, std::size_t members) noexcept {
  if (members <= Slot::few) return const_cast<std::uint8_t*>(slot.codes.data());
  std::uint8_t* elsewhere = nullptr;
  std::memcpy(&elsewhere, slot.codes.data(), sizeof elsewhere);
  return elsewhere;
}

const std::uint8_t* Memo::find(const Key& key, std::uint64_t hash, std::size_t members) const noexcept {
  const std::size_t last = slots_.size() - 1;
  for (std::size_t at = hash & last;; at = (at + 1) & last) {
    if (slots_[at].key == key) return codes_of(slots_[at], members);
    if (slots_[at].key.person == Slot::nobody) return nullptr;
  }
}

Memo::Slot& Memo::free_slot(std::uint64_t hash) noexcept {
  const std::size_t last = slots_.size() - 1;
  std::size_t at = hash & last;
  while (slots_[at].key.person != Slot::nobody) at = (at + 1) & last;
  return slots_[at];
}

void Memo::grow() {
  std::vector<Slot> before(slots_.size() * 2);
  before.swap(slots_);
  for (const Slot& slot : before) {
    if (slot.key.person != Slot::nobody) free_slot(hash(slot.key)) = slot;
  }
  bytes_ += before.size() * sizeof(Slot);
}

std::uint8_t* Memo::keep(const Key& key, std::uint64_t hash, std::size_t members) {
  if (++kept_ * 4 > slots_.size() * 3) grow();
  Slot& slot = free_slot(hash);
  slot.key = key;
  if (members > Slot::few) {
    std::uint8_t* room = codes_.take(members);
    std::memcpy(slot.codes.data(), &room, sizeof room);
    bytes_ += members;
  }
  return codes_of(slot, members);
}

void Memo::trim() {
  constexpr std::size_t most_bytes = std::size_t{256} << 20;
  if (bytes_ < most_bytes) return;
  entries_.clear();
  lists_.clear();
  words_.clear();
  slots_ = std::vector<Slot>(1U << 10);
  kept_ = 0;
  codes_.clear();
  texts_.clear();
  bytes_ = 0;
}

}  // namespace elig::engine
