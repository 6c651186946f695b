// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// Comma-separated values with a header, quoted as in RFC 4180.
namespace elig::source {
namespace {

class Rows {
 public:
  explicit Rows(std::string_view content) : content_(content) {}

  /// Fields of the next row that is not blank, without their quotes; empty at the end. `line` is where the row starts.
  /// A quote that never closes sets `broken`.
  std::optional<std::vector<std::string>> next() {
    while (at_ < content_.size() && (content_[at_] == '\n' || content_[at_] == '\r')) step();
    if (at_ >= content_.size()) return std::nullopt;
    line = here_;
    std::vector<std::string> fields(1);
    while (at_ < content_.size()) {
      const char c = content_[at_];
      if (c == '"' && fields.back().empty()) {
        quoted(fields.back());
      } else if (c == ',') {
        fields.emplace_back();
        step();
      } else if (c == '\n') {
        step();
        break;
      } else {
        if (c != '\r') fields.back() += c;
        step();
      }
    }
    return fields;
  }

  std::size_t line = 1;
  bool broken = false;

 private:
  void step() {
    if (content_[at_++] == '\n') ++here_;
  }

  void quoted(std::string& field) {
    for (step(); at_ < content_.size(); step()) {
      if (content_[at_] == '"') {
        step();
        if (at_ >= content_.size() || content_[at_] != '"') return;
      }
      field += content_[at_];
    }
    broken = true;
  }

  std::string_view content_;
  std::size_t at_ = 0;
  std::size_t here_ = 1;
};

std::optional<std::size_t> column(const std::vector<std::string>& header, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (same_letters(trim(header[i]), name)) return i;
    }
  }
  return std::nullopt;
}

}  // namespace

bool looks_like_csv(std::string_view content) {
  // The header alone decides; a first line this long is no header.
  const auto end = std::min(content.find('\n'), content.size());
  if (end > 4096) return false;
  const auto header = Rows(content.substr(0, end)).next();
  if (!header || header->size() < 2) return false;
  // "Criteria, and more" is a sentence: without an id all columns have names, not phrases.
  const bool names = std::ranges::none_of(*header, [](const std::string& f) { return trim(f).find(' ') != std::string_view::npos; });
  return column(*header, {"nct_id"}) || (names && column(*header, {"eligibility_criteria", "criteria"}));
}

std::vector<Study> read_csv(const Input& input) {
  Rows rows(input.content);
  const auto header = rows.next().value_or(std::vector<std::string>{});
  const auto criteria = column(header, {"eligibility_criteria", "criteria"});
  if (!criteria) throw StudyError(input.name + ":1: the header has no column eligibility_criteria or criteria");
  const auto id = column(header, {"nct_id"});
  const auto conditions = column(header, {"conditions", "condition"});
  const auto minimum = column(header, {"minimum_age"});
  const auto maximum = column(header, {"maximum_age"});
  const auto sex = column(header, {"sex", "gender"});
  const auto title = column(header, {"title", "official_title", "brief_title"});
  const auto healthy = column(header, {"healthy_volunteers"});

  Collection found(input);
  const std::string base = stem(input.name);
  std::size_t number = 0;
  while (auto row = rows.next()) {
    ++number;
    const auto field = [&](const std::optional<std::size_t>& at) -> std::string { return at && *at < row->size() ? (*row)[*at] : ""; };
    std::string where = fmt::format("{}:{}", input.name, rows.line);
    try {
      if (rows.broken) throw StudyError(where + ": a quoted field never ends");
      if (row->size() != header.size()) {
        throw StudyError(fmt::format("{}: {} fields, the header has {}", where, row->size(), header.size()));
      }
      if (std::ranges::any_of(*row, [](const std::string& f) { return bad_utf8(f).has_value(); })) throw StudyError(where + ": not UTF-8");
      Study study;
      study.source = input.name;
      study.id = trim(field(id));
      if (study.id.empty()) study.id = fmt::format("{}#{}", base, number);
      study.title = trim(field(title));
      study.conditions = condition_list(field(conditions));
      study.minimum_age = registry_age(field(minimum));
      study.maximum_age = registry_age(field(maximum));
      study.sex = registry_sex(field(sex));
      study.healthy_volunteers = registry_yes_no(field(healthy));
      set_criteria(study, field(criteria), where);
      found.add(std::move(study));
    } catch (const StudyError& e) {
      found.refuse(e.what());
    }
  }
  return found.take();
}

}  // namespace elig::source
