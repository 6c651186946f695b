// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <pugixml.hpp>

#include <fmt/format.h>

#include "grammar/source/fields.hpp"
#include "grammar/source/readers.hpp"

// The XML records ClinicalTrials.gov gave out until 2024: one <clinical_study>, or several below another root.
namespace elig::source {
namespace {

// All text of a node, character data and CDATA sections alike.
std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const auto& child : node) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

std::string field(const pugi::xml_node& node) { return std::string(trim(text_of(node))); }

Study study_of(const pugi::xml_node& record, const std::string& where, const std::string& fallback_id, const std::string& source) {
  Study study;
  study.source = source;
  study.id = field(record.child("id_info").child("nct_id"));
  const std::string named = study.id.empty() ? where : where + ": " + study.id;
  if (study.id.empty()) study.id = fallback_id;
  study.title = field(record.child("official_title"));
  if (study.title.empty()) study.title = field(record.child("brief_title"));
  for (const auto& condition : record.children("condition")) {
    if (auto term = field(condition); !term.empty()) study.conditions.push_back(std::move(term));
  }
  const auto eligibility = record.child("eligibility");
  if (!eligibility) throw StudyError(named + ": the record has no <eligibility>");
  const auto criteria = eligibility.child("criteria");
  if (!criteria) throw StudyError(named + ": the record has no <criteria>");
  study.minimum_age = registry_age(field(eligibility.child("minimum_age")));
  study.maximum_age = registry_age(field(eligibility.child("maximum_age")));
  study.sex = registry_sex(field(eligibility.child("gender")));
  study.healthy_volunteers = registry_yes_no(field(eligibility.child("healthy_volunteers")));
  const auto block = criteria.child("textblock");
  std::string text = text_of(block ? block : criteria);
  if (bad_utf8(text)) throw StudyError(named + ": the criteria are not in the encoding the file declares");
  set_criteria(study, std::move(text), named);
  return study;
}

}  // namespace

std::vector<Study> read_legacy_xml(const Input& input) {
  pugi::xml_document document;
  const auto result = document.load_buffer(input.content.data(), input.content.size());
  if (!result) {
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    throw StudyError(fmt::format("{}:{}: broken XML: {}", input.name, line_of(input.content, at), result.description()));
  }
  const auto root = document.document_element();
  const std::string base = stem(input.name);
  if (std::string_view(root.name()) == "clinical_study") return {study_of(root, input.name, base, input.name)};

  Collection found(input);
  std::size_t number = 0;
  for (const auto& record : root.children("clinical_study")) {
    ++number;
    try {
      found.add(study_of(record, fmt::format("{}: record {}", input.name, number), fmt::format("{}#{}", base, number), input.name));
    } catch (const StudyError& e) {
      found.refuse(e.what());
    }
  }
  if (number == 0) throw StudyError(fmt::format("{}: XML of <{}>, not of a study", input.name, root.name()));
  return found.take();
}

}  // namespace elig::source
