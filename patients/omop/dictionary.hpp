// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "patients/sink.hpp"
#include "patients/tables/table.hpp"

namespace elig::omop {

struct Concept {
  Coding coding;           ///< code, system and name
  std::string vocabulary;  ///< "SNOMED"
  std::string domain;      ///< "Condition"
  std::string class_;      ///< "Ingredient"
};

/// What the concepts that the records use mean. A vocabulary download has millions of them: the records are asked first
/// which ones they use, then the tables are read for those.
class Dictionary {
 public:
  explicit Dictionary(RecordSink& sink) : sink_(sink) {}

  /// The records use this concept; nothing for 0, which stands for "no such concept".
  void use(std::int64_t id) {
    if (id != 0) used_.insert(id);
  }
  /// … as a drug: what it contains is looked up too.
  void use_drug(std::int64_t id);

  /// The tables of the vocabulary, ancestors first. Rows that cannot be read are refused to the sink.
  void read_ancestors(tables::Table& table);
  void read_concepts(tables::Table& table);

  /// Null for a concept that no table explained.
  [[nodiscard]] const Concept* find(std::int64_t id) const;

  /// Concepts of one entry as its coded text: the standard concept, then the one of the source, then what a drug contains;
  /// the source's own words only when no concept says it. Empty when nothing says what it is.
  [[nodiscard]] const Coded& text(std::int64_t standard, std::int64_t source, std::string_view source_value);
  [[nodiscard]] const Coded& text(std::int64_t concept_id) { return text(concept_id, 0, {}); }

  /// One line to the sink about the concepts that were asked for in vain.
  void report_unknown() const;

 private:
  RecordSink& sink_;
  std::unordered_set<std::int64_t> used_;
  std::unordered_set<std::int64_t> drugs_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> above_;  ///< concepts that cover a drug
  std::unordered_map<std::int64_t, Concept> concepts_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::string>, Coded> texts_;
  std::set<std::int64_t> unknown_;
  bool any_table_ = false;
};

}  // namespace elig::omop
