// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/omop/dictionary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "patients/omop/schema.hpp"
#include "patients/tables/reading.hpp"

namespace elig::omop {

void Dictionary::use_drug(std::int64_t id) {
  if (id == 0) return;
  used_.insert(id);
  drugs_.insert(id);
}

void Dictionary::read_ancestors(tables::Table& table) {
  tables::Reading reading(table, sink_);
  const auto ancestor = reading.column("ancestor_concept_id");
  const auto descendant = reading.column("descendant_concept_id");
  reading.each([&] {
    const auto below = reading.whole(descendant);
    if (!below || !drugs_.contains(*below)) return;
    const auto above = reading.whole(ancestor);
    if (!above || *above == *below || *above == 0) return;
    above_[*below].push_back(*above);
    used_.insert(*above);
  });
}

void Dictionary::read_concepts(tables::Table& table) {
  any_table_ = true;
  tables::Reading reading(table, sink_);
  const auto id = reading.column("concept_id");
  const auto name = reading.column("concept_name");
  const auto domain = reading.column("domain_id");
  const auto vocabulary = reading.column("vocabulary_id");
  const auto class_ = reading.column("concept_class_id");
  const auto code = reading.column("concept_code");
  reading.each([&] {
    const auto number = reading.whole(id);
    if (!number || !used_.contains(*number)) return;
    const std::string_view from = reading.text(vocabulary);
    concepts_.try_emplace(*number, Concept{{std::string(system_of(from)), std::string(reading.text(code)), std::string(reading.text(name))},
                                           std::string(from),
                                           std::string(reading.text(domain)),
                                           std::string(reading.text(class_))});
  });
}

const Concept* Dictionary::find(std::int64_t id) const {
  const auto found = concepts_.find(id);
  return found == concepts_.end() ? nullptr : &found->second;
}

const Coded& Dictionary::text(std::int64_t standard, std::int64_t source, std::string_view source_value) {
  const Concept* concept_ = find(standard);
  const Concept* of_source = source == standard ? nullptr : find(source);
  const bool said = concept_ != nullptr || of_source != nullptr;
  auto [entry, is_new] = texts_.try_emplace({standard, source, said ? std::string() : std::string(source_value)});
  if (!is_new) return entry->second;

  CodedText text;
  if (concept_ != nullptr) text.codings.push_back(concept_->coding);
  if (of_source != nullptr) text.codings.push_back(of_source->coding);
  if (const auto above = above_.find(standard); above != above_.end()) {
    std::vector<std::int64_t> ingredients = above->second;
    std::sort(ingredients.begin(), ingredients.end());
    ingredients.erase(std::unique(ingredients.begin(), ingredients.end()), ingredients.end());
    for (const std::int64_t id : ingredients) {
      const Concept* ingredient = find(id);
      if (ingredient != nullptr && ingredient->class_ == "Ingredient") text.codings.push_back(ingredient->coding);
    }
  }
  text.text = said ? text.codings.front().display : std::string(source_value);
  if (!said && (standard != 0 || source != 0)) {
    const std::int64_t id = standard != 0 ? standard : source;
    unknown_.insert(id);
    if (text.text.empty()) text.text = fmt::format("OMOP concept {}", id);
  }
  if (!text.codings.empty() || !text.text.empty()) entry->second = sink_.keep(text);
  return entry->second;
}

void Dictionary::report_unknown() const {
  if (unknown_.empty()) return;
  std::string some;
  std::size_t shown = 0;
  for (const std::int64_t id : unknown_) {
    if (++shown > 3) break;
    some += (some.empty() ? "" : ", ") + std::to_string(id);
  }
  if (unknown_.size() > 3) some += ", …";
  sink_.refuse(fmt::format("{}: {} concepts ({}) are not explained; their entries are known by the words of the source only",
                           any_table_ ? "concept table" : "no concept table", unknown_.size(), some));
}

}  // namespace elig::omop
