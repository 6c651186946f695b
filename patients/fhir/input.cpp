// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "patients/read.hpp"

namespace elig::fhir {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr unsigned deepest_bundle = 8;

bool is_blank(std::string_view text) { return text.find_first_not_of(blanks) == std::string_view::npos; }

// End of the object that `text` starts with, by its braces; npos when they do not close.
std::size_t object_end(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '{': ++depth; break;
      case '}':
        if (--depth == 0) return i + 1;
        break;
      case '"':
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
        }
        break;
      default: break;
    }
  }
  return std::string_view::npos;
}

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

class InputReader {
 public:
  InputReader(std::string_view name, std::string_view content, Accept accept, std::size_t& scopes, const InputEvents& events)
      : name_(name), content_(content), accept_(accept), scopes_(scopes), events_(events) {}

  void read() {
    if (content_.starts_with("\xEF\xBB\xBF")) content_.remove_prefix(3);
    const std::size_t begin = content_.find_first_not_of(blanks);
    if (begin == std::string_view::npos) throw PatientError(fmt::format("{}: empty", one_line(name_, 200)));
    refuse_other_formats(content_.substr(begin));
    const std::size_t end = object_end(content_.substr(begin));
    if (end != std::string_view::npos && is_blank(content_.substr(begin + end))) {
      read_document();
    } else {
      read_lines();
    }
  }

 private:
  [[noreturn]] void fail(std::string_view reason) const { throw PatientError(fmt::format("{}: {}", one_line(name_, 200), reason)); }

  void refuse_other_formats(std::string_view text) const {
    if (text.front() == '{') return;
    if (text.front() == '[') fail("a JSON array; a FHIR Bundle or NDJSON is expected");
    if (text.front() == '<') fail("XML; FHIR is read as JSON only");
    if (content_.starts_with("\x1F\x8B")) fail("compressed data; a FHIR Bundle or NDJSON is expected");
    fail("not JSON; a FHIR Bundle or NDJSON is expected");
  }

  void refuse(const Place& place, std::string_view reason) const { events_.refused(message(place, "", reason)); }

  // The whole input is one JSON object. A bundle is cut into its entries first, so that one bad entry spoils only itself.
  void read_document() {
    namespace ondemand = simdjson::ondemand;
    const simdjson::padded_string padded(content_);
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object root;
    std::string_view type;
    const auto check = [&](simdjson::error_code error) {
      if (error != simdjson::SUCCESS) throw broken(name_, content_, error);
    };
    check(parser.iterate(padded).get(document));
    check(document.get_object().get(root));
    if (const auto error = root.find_field_unordered("resourceType").get_string().get(type); error != simdjson::SUCCESS) {
      if (error != simdjson::NO_SUCH_FIELD && error != simdjson::INCORRECT_TYPE) throw broken(name_, content_, error);
      fail("no FHIR resource (resourceType is missing)");
    }
    if (type != "Bundle") return read_single(padded, std::string(type));

    const std::size_t scope = ++scopes_;
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
          const Place place{name_, 0, ++number, scope};
          ondemand::object object;
          const auto not_object = entry.get_object().get(object);
          if (not_object == simdjson::INCORRECT_TYPE) {
            refuse(place, "not an object");
            continue;
          }
          check(not_object);
          std::string_view raw;
          check(object.raw_json().get(raw));
          Element parsed;
          if (const auto bad = dom_.parse(raw.data(), raw.size(), false).get(parsed); bad != simdjson::SUCCESS) {
            refuse(place, fmt::format("broken JSON: {}", describe(bad)));
          } else {
            read_entry(parsed, place, 0);
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
            refuse({name_, 0, 0, scope}, "the Bundle has further pages, which are not in it");
          }
        }
      }
    }
  }

  // One resource that is no bundle: NDJSON of one line.
  void read_single(const simdjson::padded_string& padded, const std::string& type) {
    if (accept_ == Accept::bundle) fail(fmt::format("a FHIR {}; a Bundle is expected", one_line(type)));
    Element parsed;
    if (const auto error = dom_.parse(padded).get(parsed); error != simdjson::SUCCESS) throw broken(name_, content_, error);
    const Object resource = parsed.get_object().value_unsafe();
    events_.resource(resource, "", {name_, 1, 0, 0});
  }

  void read_lines() {
    std::vector<std::string> refused;  // held back until something can be read
    bool readable = false;
    simdjson::error_code first_error = simdjson::SUCCESS;
    std::size_t number = 0;
    for (std::string_view rest = content_; !rest.empty();) {
      const std::size_t length = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, length);
      rest.remove_prefix(std::min(length + 1, rest.size()));
      ++number;
      if (is_blank(line)) continue;
      const Place place{name_, number, 0, 0};
      // simdjson reads a little past the end: in place where more text follows, from a copy otherwise.
      const bool copy = rest.size() < simdjson::SIMDJSON_PADDING;
      Element parsed;
      const auto error = dom_.parse(line.data(), line.size(), copy).get(parsed);
      if (error == simdjson::SUCCESS && parsed.is_object()) {
        if (!readable && accept_ == Accept::bundle) fail("several JSON documents; one FHIR Bundle is expected");
        readable = true;
        for (const std::string& earlier : refused) events_.refused(earlier);
        refused.clear();
        read_resource_of(parsed.get_object().value_unsafe(), "", place, 0);
        continue;
      }
      if (first_error == simdjson::SUCCESS) first_error = error == simdjson::SUCCESS ? simdjson::INCORRECT_TYPE : error;
      std::string reason = error == simdjson::SUCCESS ? std::string("not an object") : fmt::format("broken JSON: {}", describe(error));
      if (readable) {
        refuse(place, reason);
      } else if (refused.size() < 1000) {
        refused.push_back(message(place, "", reason));
      }
    }
    if (!readable) throw broken(name_, content_, first_error);
  }

  void read_entry(Element element, const Place& place, unsigned depth) {
    try {
      Object entry;
      if (element.get(entry) != simdjson::SUCCESS) return refuse(place, "not an object");
      const auto resource = get_object(entry, "resource");
      if (!resource) return refuse(place, "holds no resource");
      read_resource_of(*resource, get_string(entry, "fullUrl"), place, depth);
    } catch (const RecordError& error) {
      refuse(place, error.what());
    }
  }

  // A resource on a line or in an entry; a bundle there is taken apart in turn.
  void read_resource_of(Object resource, std::string_view full_url, const Place& place, unsigned depth) {
    try {
      if (get_string(resource, "resourceType") != "Bundle") return events_.resource(resource, full_url, place);
      if (depth == deepest_bundle) return refuse(place, "bundles nested too deeply");
      Place inner = place;
      inner.scope = ++scopes_;
      const auto entries = get_member(resource, "entry");
      simdjson::dom::array all;
      if (!entries) return;
      if (entries->get(all) != simdjson::SUCCESS) return refuse(place, "the Bundle's entry is not an array");
      std::size_t number = 0;
      for (const Element entry : all) {
        ++number;
        if (depth == 0 && place.entry == 0) inner.entry = number;
        read_entry(entry, inner, depth + 1);
      }
    } catch (const RecordError& error) {
      refuse(place, error.what());
    }
  }

  std::string_view name_;
  std::string_view content_;
  Accept accept_;
  std::size_t& scopes_;
  const InputEvents& events_;
  simdjson::dom::parser dom_;
};

}  // namespace

std::string message(const Place& place, std::string_view resource, std::string_view reason) {
  std::string line = one_line(place.input, 200);
  if (place.line > 0) line += fmt::format(", line {}", place.line);
  if (place.entry > 0) line += fmt::format(", entry {}", place.entry);
  if (!resource.empty()) line += fmt::format(" ({})", one_line(resource));
  return fmt::format("{}: {}", line, one_line(reason, 300));
}

void each_resource(std::string_view name, std::string_view content, Accept accept, std::size_t& scopes, const InputEvents& events) {
  InputReader(name, content, accept, scopes, events).read();
}

}  // namespace elig::fhir
