// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// One JSON record a line: flat ones ({"nct_id":…,"criteria":…}) or API v2 records.
namespace elig::source {
namespace {

std::string_view next_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

// A record that spans lines never has a second line that starts with a brace in the first column.
bool looks_like_jsonl(std::string_view content) {
  std::size_t records = 0;
  for (auto rest = content; !rest.empty() && records < 2;) {
    const auto line = next_line(rest);
    if (trim(line).empty()) continue;
    if (line.front() != '{') return false;
    ++records;
  }
  return records >= 2;
}

std::vector<Study> read_jsonl(const Input& input) {
  Collection found(input);
  simdjson::dom::parser parser;
  const std::string base = stem(input.name);
  std::size_t number = 0;
  for (auto rest = input.content; !rest.empty();) {
    const auto line = trim(next_line(rest));
    ++number;
    if (line.empty()) continue;
    const std::string where = fmt::format("{}:{}", input.name, number);
    try {
      simdjson::dom::element root;
      simdjson::dom::object record;
      if (const auto error = parser.parse(line.data(), line.size()).get(root)) {
        throw StudyError(where + (error == simdjson::UTF8_ERROR ? ": not UTF-8" : ": broken JSON"));
      }
      if (root.get(record) != simdjson::SUCCESS) throw StudyError(where + ": not a JSON object");
      found.add(study_of_record(record, where, fmt::format("{}#{}", base, number), input.name));
    } catch (const StudyError& e) {
      found.refuse(e.what());
    }
  }
  return found.take();
}

}  // namespace elig::source
