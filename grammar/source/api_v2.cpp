// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// ClinicalTrials.gov API v2: one record, an array of them, or a page {"studies":[…]}.
namespace elig::source {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string kind_of(const element& value) {
  switch (value.type()) {
    case simdjson::dom::element_type::ARRAY: return "a list";
    case simdjson::dom::element_type::OBJECT: return "an object";
    case simdjson::dom::element_type::STRING: return "a text";
    case simdjson::dom::element_type::BOOL: return "a truth value";
    case simdjson::dom::element_type::NULL_VALUE: return "null";
    default: return "a number";
  }
}

// The module of that name; null and absence are the same.
std::optional<object> module_of(const object& parent, std::string_view key, const std::string& where) {
  element value;
  if (parent[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  object found;
  if (value.get(found) != simdjson::SUCCESS) throw StudyError(fmt::format("{}: {} is {}, not an object", where, key, kind_of(value)));
  return found;
}

std::optional<std::string> text_of(const object& parent, std::string_view key, const std::string& where) {
  element value;
  if (parent[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) throw StudyError(fmt::format("{}: {} is {}, not a text", where, key, kind_of(value)));
  return std::string(text);
}

std::optional<std::string> first_text(const object& parent, std::initializer_list<std::string_view> keys, const std::string& where) {
  for (const auto key : keys) {
    if (auto text = text_of(parent, key, where)) return text;
  }
  return std::nullopt;
}

// Age fields of flat records may be plain numbers of years.
std::optional<RegistryAge> age_of(const object& parent, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    element value;
    if (parent[key].get(value) != simdjson::SUCCESS) continue;
    std::string_view text;
    double years = 0;
    if (value.get(text) == simdjson::SUCCESS) return registry_age(text);
    if (value.get(years) == simdjson::SUCCESS && years >= 0 && years < 1000) return RegistryAge{years, "a"};
  }
  return std::nullopt;
}

std::vector<std::string> conditions_of(const object& parent, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    element value;
    if (parent[key].get(value) != simdjson::SUCCESS) continue;
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return condition_list(text);
    array list;
    if (value.get(list) != simdjson::SUCCESS) continue;
    std::vector<std::string> terms;
    for (const element term : list) {
      if (term.get(text) == simdjson::SUCCESS && !trim(text).empty()) terms.emplace_back(trim(text));
    }
    return terms;
  }
  return {};
}

std::optional<bool> healthy_of(const object& parent, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    element value;
    if (parent[key].get(value) != simdjson::SUCCESS) continue;
    bool yes = false;
    std::string_view text;
    if (value.get(yes) == simdjson::SUCCESS) return yes;
    if (value.get(text) == simdjson::SUCCESS) return registry_yes_no(text);
  }
  return std::nullopt;
}

Study study_of_protocol(const object& protocol, const std::string& where, const std::string& fallback_id) {
  Study study;
  study.id = fallback_id;
  std::string named = where;
  if (const auto identity = module_of(protocol, "identificationModule", where)) {
    if (const auto id = text_of(*identity, "nctId", where); id && !trim(*id).empty()) {
      study.id = trim(*id);
      named = where + ": " + study.id;
    }
    study.title = first_text(*identity, {"officialTitle", "briefTitle"}, named).value_or("");
  }
  if (const auto conditions = module_of(protocol, "conditionsModule", named)) study.conditions = conditions_of(*conditions, {"conditions"});
  const auto eligibility = module_of(protocol, "eligibilityModule", named);
  if (!eligibility) throw StudyError(named + ": the record has no eligibilityModule");
  auto criteria = text_of(*eligibility, "eligibilityCriteria", named);
  if (!criteria) throw StudyError(named + ": the record has no eligibilityCriteria");
  study.minimum_age = age_of(*eligibility, {"minimumAge"});
  study.maximum_age = age_of(*eligibility, {"maximumAge"});
  study.sex = registry_sex(text_of(*eligibility, "sex", named).value_or(""));
  study.healthy_volunteers = healthy_of(*eligibility, {"healthyVolunteers"});
  set_criteria(study, std::move(*criteria), named);
  return study;
}

Study study_of_flat(const object& record, const std::string& where, const std::string& fallback_id) {
  Study study;
  study.id = fallback_id;
  std::string named = where;
  if (const auto id = first_text(record, {"nct_id", "nctId", "id"}, where); id && !trim(*id).empty()) {
    study.id = trim(*id);
    named = where + ": " + study.id;
  }
  auto criteria = first_text(record, {"criteria", "eligibility_criteria", "eligibilityCriteria"}, named);
  if (!criteria) throw StudyError(named + ": the record has neither protocolSection nor criteria");
  study.title = first_text(record, {"title", "official_title", "brief_title"}, named).value_or("");
  study.conditions = conditions_of(record, {"conditions", "condition"});
  study.minimum_age = age_of(record, {"minimum_age", "minimumAge"});
  study.maximum_age = age_of(record, {"maximum_age", "maximumAge"});
  study.sex = registry_sex(first_text(record, {"sex", "gender"}, named).value_or(""));
  study.healthy_volunteers = healthy_of(record, {"healthy_volunteers", "healthyVolunteers"});
  set_criteria(study, std::move(*criteria), named);
  return study;
}

// What is wrong with a JSON document, with the line: simdjson, which reads it, does not say where.
[[noreturn]] void refuse_json(const Input& input, simdjson::error_code error) {
  if (const auto bad = bad_utf8(input.content)) {
    throw StudyError(fmt::format("{}:{}: not UTF-8", input.name, line_of(input.content, *bad)));
  }
  try {
    [[maybe_unused]] const auto parsed = nlohmann::json::parse(input.content);
  } catch (const nlohmann::json::parse_error& e) {
    const std::size_t at = e.byte > 0 ? e.byte - 1 : 0;
    const bool truncated = at >= trim(input.content).size();
    throw StudyError(fmt::format("{}:{}: broken JSON{}", input.name, line_of(input.content, at), truncated ? ", it ends too early" : ""));
  }
  throw StudyError(fmt::format("{}: JSON that cannot be read: {}", input.name, simdjson::error_message(error)));
}

}  // namespace

Study study_of_record(const object& record, const std::string& where, const std::string& fallback_id, const std::string& source) {
  const auto protocol = module_of(record, "protocolSection", where);
  Study study = protocol ? study_of_protocol(*protocol, where, fallback_id) : study_of_flat(record, where, fallback_id);
  study.source = source;
  return study;
}

std::vector<Study> read_json(const Input& input) {
  simdjson::dom::parser parser;
  element root;
  if (const auto error = parser.parse(input.content.data(), input.content.size()).get(root)) refuse_json(input, error);

  Collection found(input);
  const std::string base = stem(input.name);
  object record;
  array records;
  if (root.get(record) == simdjson::SUCCESS) {
    element studies;
    if (record["studies"].get(studies) != simdjson::SUCCESS) {
      return {study_of_record(record, input.name, base, input.name)};
    }
    if (studies.get(records) != simdjson::SUCCESS) throw StudyError(fmt::format("{}: studies is {}, not a list", input.name, kind_of(studies)));
  } else if (root.get(records) != simdjson::SUCCESS) {
    throw StudyError(fmt::format("{}: JSON that is {}, not a study", input.name, kind_of(root)));
  }
  if (records.size() == 0) throw StudyError(input.name + ": holds no study");
  std::size_t number = 0;
  for (const element one : records) {
    ++number;
    const std::string where = fmt::format("{}: record {}", input.name, number);
    try {
      if (one.get(record) != simdjson::SUCCESS) throw StudyError(fmt::format("{} is {}, not a study", where, kind_of(one)));
      found.add(study_of_record(record, where, records.size() == 1 ? base : fmt::format("{}#{}", base, number), input.name));
    } catch (const StudyError& e) {
      found.refuse(e.what());
    }
  }
  return found.take();
}

}  // namespace elig::source
