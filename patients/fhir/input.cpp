// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <cstring>
#include <optional>
#include <vector>

#include "patients/fhir/unit.hpp"
#include "patients/read.hpp"

namespace elig::fhir {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr unsigned deepest_bundle = 8;
constexpr std::size_t stretch_size = std::size_t{8} << 20;
constexpr std::size_t look_ahead = std::size_t{64} << 10;


bool is_blank(std::string_view text) { return text.find_first_not_of(blanks) == std::string_view::npos; }

// Follows the braces of the object that a text starts with, piece by piece.
class BraceFinder {
 public:
  // Where the object ends, counted from its begin; npos when it goes on behind `text`, which is all there is so far.
  std::size_t end_in(std::string_view text) {
    for (; at_ < text.size(); ++at_) {
      const char c = text[at_];
      if (in_string_) {
        if (escaped_) {
          escaped_ = false;
        } else if (c == '\\') {
          escaped_ = true;
        } else if (c == '"') {
          in_string_ = false;
        }
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == '{') {
        ++depth_;
      } else if (c == '}' && --depth_ == 0) {
        return at_ + 1;
      }
    }
    return std::string_view::npos;
  }

 private:
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

// Finds the byte at which JSON text breaks; simdjson only says that it does.
struct BreakFinder : nlohmann::json_sax<nlohmann::json> {
  std::size_t at = 0;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    at = position;
    return false;
  }
};

PatientError broken(std::string_view name, std::string_view content, simdjson::error_code error) {
  BreakFinder finder;
  if (nlohmann::json::sax_parse(content.begin(), content.end(), &finder)) {
    return PatientError(fmt::format("{}: broken JSON: {}", one_line(name, 200), describe(error)));
  }
  const std::string_view before = content.substr(0, std::min(content.size(), finder.at > 0 ? finder.at - 1 : 0));
  const bool at_end = is_blank(content.substr(std::min(content.size(), finder.at > 0 ? finder.at - 1 : 0))) && finder.at >= content.size();
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return PatientError(fmt::format("{}, line {}, column {}: broken JSON: {}", one_line(name, 200), line, column,
                                  at_end ? "it ends too early" : describe(error)));
}

}  // namespace

void Text::reserve(std::size_t wanted) {
  if (wanted <= capacity_) return;
  auto bytes = std::make_unique_for_overwrite<char[]>(wanted + simdjson::SIMDJSON_PADDING);
  if (size > 0) std::memcpy(bytes.get(), bytes_.get(), size);
  bytes_ = std::move(bytes);
  capacity_ = wanted;
}

// A source that is in memory has ended before it begins: there is nothing to wait for.
Cutter::Cutter(RecordSource& source, Accept accept) : source_(source), accept_(accept), whole_(source.whole()), ended_(whole_.has_value()) {}

void Cutter::fail(std::string_view reason) const { throw PatientError(fmt::format("{}: {}", one_line(source_.name(), 200), reason)); }

// Reads until `text` has `wanted` bytes or the input ends.
void Cutter::fill(Text& text, std::size_t wanted) {
  if (whole_) return;
  text.reserve(wanted);
  while (!ended_ && text.size < wanted) {
    const std::size_t got = source_.read(text.data() + text.size, wanted - text.size);
    if (got == 0) ended_ = true;
    text.size += got;
  }
  std::memset(text.data() + text.size, 0, simdjson::SIMDJSON_PADDING);  // read along with the text, whatever was there before
}

// Finds out what the input is: one JSON object over any number of lines, or one on each line.
void Cutter::begin(Text& text) {
  begun_ = true;
  fill(text, look_ahead);
  std::size_t start = 0;
  const auto find_start = [&] {
    const std::string_view view = seen(text);
    start = view.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    start = std::min(view.size(), view.find_first_not_of(blanks, start));
  };
  for (find_start(); start == seen(text).size() && !ended_; find_start()) fill(text, text.size * 2);
  if (start == seen(text).size()) fail("empty");
  const std::string_view from = seen(text).substr(start);
  if (from.front() == '[') fail("a JSON array; a FHIR Bundle or NDJSON is expected");
  if (from.front() == '<') fail("XML; FHIR is read as JSON only");
  if (from.front() != '{') fail(from.starts_with("\x1F\x8B") ? "compressed data; a FHIR Bundle or NDJSON is expected" : "not JSON; a FHIR Bundle or NDJSON is expected");

  BraceFinder braces;
  for (;;) {
    const std::string_view object = seen(text).substr(start);
    const std::size_t end = braces.end_in(object);
    if (end != std::string_view::npos) {
      while (!ended_ && is_blank(seen(text).substr(start + end))) fill(text, text.size + stretch_size);
      document_ = is_blank(seen(text).substr(start + end));
      return;
    }
    // A first line that does not end its object and is followed by lines that begin resources is a broken line of NDJSON, not
    // the begin of a document; else the whole of a large file would be taken in before that is seen.
    if (ended_ || object.find("\n{\"resourceType\":") != std::string_view::npos) return;
    fill(text, text.size * 2);
  }
}

// Lines are read where they stand, but for those at the end, behind which no byte may be touched.
bool Cutter::next_of_whole(Stretch& stretch) {
  const std::string_view left = *whole_;
  std::size_t size = left.size();
  if (!document_ && size > stretch_size) {
    std::size_t end = left.rfind('\n', stretch_size - 1);
    if (end == std::string_view::npos) end = left.find('\n', stretch_size);
    if (end != std::string_view::npos) size = end + 1;
  }
  const std::size_t behind = left.size() - size;
  std::size_t in_place = size;
  if (behind < simdjson::SIMDJSON_PADDING) {
    const std::size_t missing = simdjson::SIMDJSON_PADDING - behind;
    const bool lines = !document_ && !stretch.first && size > missing;  // the first stretch is wanted in one piece
    in_place = lines ? left.substr(0, size - missing).rfind('\n') + 1 : 0;   // npos + 1 is 0
  }
  stretch.text = left.substr(0, in_place);
  if (in_place < size) {
    stretch.memory.reserve(size - in_place);
    left.copy(stretch.memory.data(), size - in_place, in_place);
    stretch.memory.size = size - in_place;
    std::memset(stretch.memory.data() + stretch.memory.size, 0, simdjson::SIMDJSON_PADDING);
    (in_place == 0 ? stretch.text : stretch.rest) = stretch.memory.view();
  }
  whole_->remove_prefix(size);
  stretch.last = whole_->empty();
  return size > 0;
}

bool Cutter::next(Stretch& stretch) {
  Text& text = stretch.memory;
  stretch.text = stretch.rest = {};
  text.size = 0;
  stretch.first = !begun_;
  stretch.last = false;
  if (!begun_) {
    begin(text);
  } else if (!whole_) {
    text.reserve(std::max(stretch_size, 2 * rest_.size()));
    std::memcpy(text.data(), rest_.data(), rest_.size());
    text.size = rest_.size();
    rest_.clear();
  }
  stretch.document = document_;
  if (whole_) return next_of_whole(stretch);
  if (document_) {
    stretch.text = text.view();
    stretch.last = true;
    return stretch.first;
  }
  fill(text, std::max(stretch_size, text.size));
  std::size_t end = text.view().rfind('\n');
  while (end == std::string_view::npos && !ended_) {
    fill(text, text.size * 2);
    end = text.view().rfind('\n');
  }
  if (!ended_) {
    // What stands behind the last line end is no whole line yet.
    const std::size_t whole = end == std::string_view::npos ? 0 : end + 1;
    rest_.assign(text.view().substr(whole));
    text.size = whole;
    std::memset(text.data() + text.size, 0, simdjson::SIMDJSON_PADDING);
  }
  stretch.text = text.view();
  stretch.last = ended_;
  return text.size > 0;
}

// Reads one stretch into one unit.
class StretchReader::Reading {
 public:
  Reading(StretchReader& reader, const Stretch& stretch, const std::string& name, Accept accept, Unit& unit)
      : reader_(reader), name_(name), content_(stretch.text), rest_(stretch.rest), accept_(accept), unit_(unit), collector_(unit) {
    if (stretch.first && content_.starts_with("\xEF\xBB\xBF")) content_.remove_prefix(3);
  }

  // The whole input is one JSON object. A bundle is cut into its entries first, so that one bad entry spoils only itself.
  void read_document() {
    namespace ondemand = simdjson::ondemand;
    ondemand::document document;
    ondemand::object root;
    std::string_view type;
    const auto check = [&](simdjson::error_code error) {
      if (error != simdjson::SUCCESS) throw broken(name_, content_, error);
    };
    check(reader_.outer_.iterate(simdjson::padded_string_view(content_, content_.size() + simdjson::SIMDJSON_PADDING)).get(document));
    check(document.get_object().get(root));
    if (const auto error = root.find_field_unordered("resourceType").get_string().get(type); error != simdjson::SUCCESS) {
      if (error != simdjson::NO_SUCH_FIELD && error != simdjson::INCORRECT_TYPE) throw broken(name_, content_, error);
      fail("no FHIR resource (resourceType is missing)");
    }
    if (type != "Bundle") return read_single(std::string(type));

    const std::size_t scope = ++unit_.scopes;
    document.rewind();
    check(document.get_object().get(root));
    for (auto field : root) {
      std::string_view key;
      check(field.unescaped_key().get(key));
      if (key == "entry") {
        ondemand::array entries;
        const auto error = field.value().get_array().get(entries);
        if (error == simdjson::INCORRECT_TYPE) fail("the Bundle's entry is not an array");
        check(error);
        std::size_t number = 0;
        for (auto entry : entries) {
          const Place place{{}, 0, ++number, scope};
          ondemand::object object;
          const auto not_object = entry.get_object().get(object);
          if (not_object == simdjson::INCORRECT_TYPE) {
            refuse(place, "not an object");
            continue;
          }
          check(not_object);
          std::string_view raw;
          check(object.raw_json().get(raw));
          if (const auto bad = reader_.parsed_.parse(raw); bad != simdjson::SUCCESS) {
            refuse(place, fmt::format("broken JSON: {}", describe(bad)));
          } else {
            read_entry(reader_.parsed_.root(), place, 0);
          }
        }
      } else if (key == "link") {
        ondemand::value value;
        check(field.value().get(value));
        ondemand::array links;
        if (value.get_array().get(links) != simdjson::SUCCESS) continue;
        for (auto link : links) {
          std::string_view relation;
          ondemand::object object;
          if (link.get_object().get(object) == simdjson::SUCCESS && object["relation"].get_string().get(relation) == simdjson::SUCCESS &&
              relation == "next") {
            refuse({{}, 0, 0, scope}, "the Bundle has further pages, which are not in it");
          }
        }
      }
    }
    unit_.readable = true;
  }

  void read_lines(bool first) {
    simdjson::error_code first_error = simdjson::SUCCESS;
    std::size_t number = 0;
    for (const std::string_view part : {content_, rest_}) read_lines_of(part, number, first_error);
    unit_.lines = number;
    if (!unit_.readable && first) unit_.broken = broken(name_, content_, first_error).what();
  }

 private:
  void read_lines_of(std::string_view part, std::size_t& number, simdjson::error_code& first_error) {
    part = reader_.parsed_.parse_lines(part, [&] { read_line({{}, ++number, 0, 0}); });
    const char* at = part.data();
    const char* const end = at + part.size();
    while (at != end) {
      const void* const found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      const char* const line_end = found == nullptr ? end : static_cast<const char*>(found);
      const std::string_view line(at, static_cast<std::size_t>(line_end - at));
      at = found == nullptr ? end : line_end + 1;
      ++number;
      if (is_blank(line)) continue;
      const Place place{{}, number, 0, 0};
      const auto error = reader_.parsed_.parse(line);
      if (error == simdjson::SUCCESS && reader_.parsed_.root().type() == Element::Type::object) {
        read_line(place);
        continue;
      }
      if (first_error == simdjson::SUCCESS) first_error = error == simdjson::SUCCESS ? simdjson::INCORRECT_TYPE : error;
      refuse(place, error == simdjson::SUCCESS ? std::string("not an object") : fmt::format("broken JSON: {}", describe(error)));
    }
  }

  // The object on a line, parsed.
  void read_line(const Place& place) {
    if (!unit_.readable) {
      if (accept_ == Accept::bundle) fail("several JSON documents; one FHIR Bundle is expected");
      unit_.readable = true;
    }
    read_resource_of(reader_.parsed_.root(), "", place, 0);
  }

  [[noreturn]] void fail(std::string_view reason) const { throw PatientError(fmt::format("{}: {}", one_line(name_, 200), reason)); }

  void refuse(const Place& place, std::string_view reason) { collector_.refuse(place, "", reason); }

  // One resource that is no bundle: NDJSON of one line.
  void read_single(const std::string& type) {
    if (accept_ == Accept::bundle) fail(fmt::format("a FHIR {}; a Bundle is expected", one_line(type)));
    if (const auto error = reader_.parsed_.parse(content_); error != simdjson::SUCCESS) throw broken(name_, content_, error);
    unit_.readable = true;
    read_resource_of(reader_.parsed_.root(), "", {{}, 1, 0, 0}, 0);
  }

  void read_entry(Element element, const Place& place, unsigned depth) {
    try {
      if (element.type() != Element::Type::object) return refuse(place, "not an object");
      const Object entry(element);
      const auto resource = get_object(entry, "resource");
      if (!resource) return refuse(place, "holds no resource");
      read_resource_of(resource->element(), get_string(entry, "fullUrl"), place, depth);
    } catch (const RecordError& error) {
      refuse(place, error.what());
    }
  }

  // A resource on a line or in an entry; a bundle there is taken apart in turn.
  void read_resource_of(Element plain, std::string_view full_url, const Place& place, unsigned depth) {
    try {
      reader_.members_.fill(plain);
      const Object resource(plain, &reader_.members_);
      if (get_string(resource, "resourceType") != "Bundle") return collector_.add(resource, full_url, place);
      if (depth == deepest_bundle) return refuse(place, "bundles nested too deeply");
      Place inner = place;
      inner.scope = ++unit_.scopes;
      const auto entries = get_member(resource, "entry");
      if (!entries) return;
      if (entries->type() != Element::Type::array) return refuse(place, "the Bundle's entry is not an array");
      std::size_t number = 0;
      for (const Element entry : Elements(*entries, "entry")) {
        ++number;
        if (depth == 0 && place.entry == 0) inner.entry = number;
        read_entry(entry, inner, depth + 1);
      }
    } catch (const RecordError& error) {
      refuse(place, error.what());
    }
  }

  StretchReader& reader_;
  const std::string& name_;
  std::string_view content_;
  std::string_view rest_;
  Accept accept_;
  Unit& unit_;
  Collector collector_;
};

void StretchReader::read(const Stretch& stretch, const std::string& name, Accept accept, Unit& unit) {
  try {
    Reading reading(*this, stretch, name, accept, unit);
    if (stretch.document) {
      reading.read_document();
    } else {
      reading.read_lines(stretch.first);
    }
  } catch (const PatientError& error) {
    unit = Unit{};
    unit.broken = error.what();
  }
}

std::string message(const Place& place, std::string_view resource, std::string_view reason) {
  std::string line = one_line(place.input, 200);
  if (place.line > 0) line += fmt::format(", line {}", place.line);
  if (place.entry > 0) line += fmt::format(", entry {}", place.entry);
  if (!resource.empty()) line += fmt::format(" ({})", one_line(resource));
  return fmt::format("{}: {}", line, one_line(reason, 300));
}

}  // namespace elig::fhir
