// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/datatypes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace elig::fhir {
namespace {

constexpr std::string_view ucum = "http://unitsofmeasure.org";
constexpr double longest_age = 150;  // years; more is a mistake of the record

// Months in one unit of time, 0 for a unit that is none of years and months.
double months_per(std::string_view unit) {
  if (unit == "a" || unit == "year" || unit == "years" || unit == "yr" || unit == "y") return 12;
  if (unit == "mo" || unit == "month" || unit == "months") return 1;
  return 0;
}

double days_per(std::string_view unit) {
  if (unit == "d" || unit == "day" || unit == "days") return 1;
  if (unit == "wk" || unit == "week" || unit == "weeks") return 7;
  if (unit == "mo" || unit == "month" || unit == "months") return 30.4375;
  if (unit == "a" || unit == "year" || unit == "years") return 365.25;
  if (unit == "h" || unit == "hour" || unit == "hours") return 1.0 / 24;
  return 0;
}

// Timing: the events it lists, or the bounds of its repetition.
Period timing_in(const Object& timing, Entry& entry) {
  Period span;
  for (const std::string_view event : get_strings(timing, "event")) {
    const auto day = parse_date(event);
    if (!day) {
      entry.remarks.push_back(fmt::format("event \"{}\" is not a date; taken as unknown", one_line(event)));
      continue;
    }
    if (!span.begin.known() || day->first < span.begin.first) span.begin = *day;
    if (!span.end.known() || day->last > span.end.last) span.end = *day;
  }
  if (!span.begin.known()) {
    if (const auto repeat = get_object(timing, "repeat")) {
      if (const auto bounds = get_object(*repeat, "boundsPeriod")) span = period_in(*bounds, entry);
    }
  }
  return span;
}

}  // namespace

namespace {

struct CodingParts {
  std::string_view system, code, display;
};

// system, code and display in one walk; of a member that is there twice the first.
CodingParts parts_of(const Object& coding) {
  std::string_view parts[3];
  bool there[3]{};
  coding.each([&](std::string_view key, Element value) {
    const std::size_t i = key == "system" ? 0 : key == "code" ? 1 : key == "display" ? 2 : 3;
    if (i == 3 || there[i]) return;
    there[i] = true;
    if (!value.is_null()) parts[i] = string_in(value, key);
  });
  return {parts[0], parts[1], parts[2]};
}

// Adds the codings of a CodeableConcept to the key and gives its text.
std::string_view add_concept(const Object& codeable_concept, cohort::TextKey& key) {
  for (const Object coding : get_objects(codeable_concept, "coding")) {
    const CodingParts parts = parts_of(coding);
    if (!parts.code.empty() || !parts.display.empty()) key.add_coding(parts.system, parts.code, parts.display);
  }
  return get_string(codeable_concept, "text");
}

Coded kept(Entry& entry, std::string_view text) { return entry.texts->handle(entry.texts->number_of_key(entry.key.with_text(text))); }

// What `read` makes of an element, if that is not known from an equal one.
template <typename Read>
Coded known_or(SeenTexts::Form form, Element element, Entry& entry, Read&& read) {
  if (const Coded* known = entry.seen.find(form, element)) return *known;
  const Coded text = read();
  entry.seen.keep(form, element, text);
  return text;
}

}  // namespace

Coded concept_in(const Object& codeable_concept, Entry& entry) {
  return known_or(SeenTexts::Form::concept_alone, codeable_concept.element(), entry, [&] {
    entry.key.clear();
    const std::string_view text = add_concept(codeable_concept, entry.key);
    return kept(entry, text);
  });
}

Coded concept_of(const Object& object, Key key, Entry& entry) {
  const auto codeable_concept = get_object(object, key);
  return codeable_concept ? concept_in(*codeable_concept, entry) : Coded{};
}

Coded concepts_of(const Object& object, Key key, Entry& entry, Key inner) {
  const auto list = get_member(object, key);
  if (!list) return {};
  const auto read = [&] {
    entry.key.clear();
    entry.joined.clear();
    for (const Object item : Objects(*list, key.name())) {
      std::string_view text;
      if (inner.number() == 0) {
        text = add_concept(item, entry.key);
      } else if (const auto codeable_concept = get_object(item, inner)) {
        text = add_concept(*codeable_concept, entry.key);
      }
      if (!entry.joined.empty() && !text.empty()) entry.joined += "; ";
      entry.joined += text;
    }
    return kept(entry, entry.joined);
  };
  return inner.number() == 0 ? known_or(SeenTexts::Form::list_of_concepts, *list, entry, read) : read();
}

Coded concepts_and_coding_of(const Object& object, Key key, Key coding, std::string_view display, Entry& entry) {
  entry.key.clear();
  entry.joined.clear();
  if (const auto list = get_member(object, key)) {
    for (const Object item : Objects(*list, key.name())) {
      const std::string_view text = add_concept(item, entry.key);
      if (!entry.joined.empty() && !text.empty()) entry.joined += "; ";
      entry.joined += text;
    }
  }
  if (const auto one = get_object(object, coding)) {
    const CodingParts parts = parts_of(*one);
    entry.key.add_coding(parts.system, parts.code, parts.display.empty() ? display : parts.display);
  }
  return kept(entry, entry.joined);
}

Coded coding_of(const Object& object, Key key, Entry& entry) {
  const auto coding = get_object(object, key);
  if (!coding) return {};
  return known_or(SeenTexts::Form::coding, coding->element(), entry, [&] {
    const CodingParts parts = parts_of(*coding);
    entry.key.clear();
    entry.key.add_coding(parts.system, parts.code, parts.display);
    return kept(entry, "");
  });
}

std::string_view code_among(const Object& object, Key key, std::initializer_list<std::string_view> known) {
  const auto codeable_concept = get_object(object, key);
  if (!codeable_concept) return {};
  const auto find = [&](std::string_view word) {
    const auto* found = std::find(known.begin(), known.end(), word);
    return found == known.end() ? std::string_view{} : *found;
  };
  std::string_view first;
  for (const Object coding : get_objects(*codeable_concept, "coding")) {
    const CodingParts parts = parts_of(coding);
    if (first.empty()) first = find(parts.code);
  }
  const std::string_view text = get_string(*codeable_concept, "text");
  return first.empty() && !text.empty() ? find(plain::lower(text)) : first;
}

DayInterval date_of(const Object& object, Key key, Entry& entry) {
  const std::string_view text = get_string(object, key);
  if (text.empty()) return {};
  if (const auto day = parse_date(text)) return *day;
  entry.remarks.push_back(fmt::format("{} \"{}\" is not a date; taken as unknown", key.name(), one_line(text)));
  return {};
}

Period period_in(const Object& period, Entry& entry) {
  Period span{date_of(period, "start", entry), date_of(period, "end", entry)};
  if (span.begin.known() && span.end.known() && span.end.last < span.begin.first) {
    entry.remarks.push_back(fmt::format("a period ends ({}) before it begins ({}); its end is taken as unknown", to_string(span.end.last),
                                        to_string(span.begin.first)));
    span.end = {};
  }
  return span;
}

std::optional<Measured> quantity_in(const Object& quantity, Entry& entry) {
  // All five in one walk; of a member that is there twice the first.
  enum Part { value_part, unit_part, code_part, comparator_part, system_part, parts };
  std::array<const std::uint64_t*, parts> at{};
  quantity.each([&](std::string_view key, Element part) {
    const Part which = Key("value").is(key)        ? value_part
                       : Key("unit").is(key)       ? unit_part
                       : Key("code").is(key)       ? code_part
                       : Key("system").is(key)     ? system_part
                       : Key("comparator").is(key) ? comparator_part
                                                   : parts;
    if (which != parts && at[which] == nullptr) at[which] = part.begin();
  });
  const auto there = [&](Part part) { return at[part] != nullptr && Element::type_of(*at[part]) != Element::Type::null; };
  const auto element = [&](Part part) { return Element(quantity.element().tape(), at[part]); };
  const auto words = [&](Part part, std::string_view name) { return there(part) ? string_in(element(part), name) : std::string_view{}; };
  const auto value = there(value_part) ? std::optional(number_in(element(value_part), "value")) : std::nullopt;
  const std::string_view unit = words(unit_part, "unit");
  const std::string_view code = words(code_part, "code");
  const std::string_view comparator = words(comparator_part, "comparator");
  if (!value) return std::nullopt;

  Measured measured;
  measured.unit_is_ucum = words(system_part, "system") == ucum && !code.empty();
  measured.unit = measured.unit_is_ucum || unit.empty() ? code : unit;
  if (comparator.empty()) {
    measured.value = {*value, *value, false, false};
  } else if (comparator == "<" || comparator == "<=") {
    measured.value = {-infinity, *value, true, comparator == "<"};
  } else if (comparator == ">" || comparator == ">=") {
    measured.value = {*value, infinity, comparator == ">", true};
  } else {
    entry.remarks.push_back(fmt::format("comparator \"{}\" is unknown; the value is left out", one_line(comparator)));
    return std::nullopt;
  }
  return measured;
}

std::optional<Measured> range_in(const Object& range, Entry& entry) {
  const auto limit = [&](Key key) -> std::optional<Measured> {
    const auto quantity = get_object(range, key);
    return quantity ? quantity_in(*quantity, entry) : std::nullopt;
  };
  const auto low = limit("low");
  const auto high = limit("high");
  if (!low && !high) return std::nullopt;
  Measured measured = low ? *low : *high;
  measured.value.high = high ? high->value.high : infinity;
  measured.value.high_open = !high;
  if (!low) measured.value.low = -infinity, measured.value.low_open = true;
  if (low && high) {
    if (low->unit.empty()) measured.unit = high->unit, measured.unit_is_ucum = high->unit_is_ucum;
    if ((!low->unit.empty() && !high->unit.empty() && low->unit != high->unit) || low->value.low > high->value.high) {
      entry.remarks.emplace_back("a range whose limits contradict each other; left out");
      return std::nullopt;
    }
  }
  return measured;
}

std::optional<AgeSpan> age_in(const Object& age, Entry& entry) {
  const auto measured = quantity_in(age, entry);
  if (!measured) return std::nullopt;
  const double months = months_per(measured->unit);
  const double days = days_per(measured->unit);
  const Interval& value = measured->value;
  const double years = months > 0 ? months / 12 : days / 365.25;
  const double largest = std::isinf(value.high) ? value.low : value.high;
  if (days <= 0 || largest < 0 || largest * years > longest_age) {
    entry.remarks.push_back(fmt::format("an age of {} \"{}\" has no sense; taken as unknown", largest, one_line(measured->unit)));
    return std::nullopt;
  }
  const double unit = months > 0 ? months : days / 30.4375;
  // Someone "40 years" old may be a day short of 41; an age with a fraction is good to the month.
  const auto width = [&](double x) { return months == 12 && x == std::floor(x) ? 11 : 0; };
  const auto whole = [&](double x) { return static_cast<int>(std::floor(x * unit)); };
  AgeSpan span{0, static_cast<int>(longest_age * 12)};
  if (!std::isinf(value.low)) span.first = whole(value.low) + (value.low_open ? 1 : 0);
  if (!std::isinf(value.high)) span.last = value.high_open ? whole(value.high) - 1 : whole(value.high) + width(value.high);
  if (months == 0 && !std::isinf(value.high)) ++span.last;  // weeks and days straddle months
  span.first = std::max(0, months == 0 ? span.first - 1 : span.first);
  span.last = std::max(span.first, span.last);
  return span;
}

std::optional<AgeSpan> age_range_in(const Object& range, Entry& entry) {
  AgeSpan span{0, static_cast<int>(longest_age * 12)};
  bool said = false;
  if (const auto low = get_object(range, "low")) {
    if (const auto age = age_in(*low, entry)) span.first = age->first, said = true;
  }
  if (const auto high = get_object(range, "high")) {
    if (const auto age = age_in(*high, entry)) span.last = age->last, said = true;
  }
  if (!said || span.last < span.first) return std::nullopt;
  return span;
}

DayInterval days_of_age(DayInterval born, AgeSpan age) {
  if (!born.known()) return {};
  const Day last = add_months(born.last, age.last + 1);
  return {add_months(born.first, age.first), last == day_max || last == day_min ? last : last - 1};
}

std::optional<Day> duration_in(const Object& duration, bool bare_days, Entry& entry) {
  const auto measured = quantity_in(duration, entry);
  if (!measured) return std::nullopt;
  const double days = measured->unit.empty() && bare_days ? 1 : days_per(plain::lower(measured->unit));
  const double length = std::ceil(measured->value.low * days - 1e-9);
  if (!measured->value.exact() || days <= 0 || length < 0 || length > 36525) {
    entry.remarks.push_back(fmt::format("a supply of {} \"{}\" has no sense; left out", measured->value.low, one_line(measured->unit)));
    return std::nullopt;
  }
  return static_cast<Day>(length);
}

When when_of(const Object& object, const TimedMember& member, Fact& fact, Entry& entry) {
  When when;
  for (const Key key : {member.date_time, member.instant}) {
    if (get_string(object, key).empty()) continue;
    const DayInterval day = date_of(object, key, entry);
    return {{day, day}, true, true, {}};
  }
  if (const auto period = get_object(object, member.period)) {
    when.span = period_in(*period, entry);
    when.said = true;
  } else if (const auto timing = get_object(object, member.timing)) {
    when.span = timing_in(*timing, entry);
    when.said = true;
  } else if (const auto age = get_object(object, member.age)) {
    when.age = age_in(*age, entry);
    when.said = true;
  } else if (const auto range = get_object(object, member.range)) {
    when.age = age_range_in(*range, entry);
    when.said = true;
  } else if (const std::string_view text = get_string(object, member.string); !text.empty()) {
    add_note(fact, fmt::format("{}: {}", member.name, text));
    when.said = true;
  }
  return when;
}

void add_note(Fact& fact, std::string_view text) {
  if (text.empty()) return;
  if (!fact.note.empty()) fact.note += "; ";
  fact.note += text;
}

void add_notes(const Object& object, Fact& fact) {
  for (const Object note : get_objects(object, "note")) add_note(fact, get_string(note, "text"));
}

std::string reference_of(const Object& object, Key key) {
  const auto reference = get_object(object, key);
  return reference ? std::string(get_string(*reference, "reference")) : std::string{};
}

}  // namespace elig::fhir
