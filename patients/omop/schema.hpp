// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The tables of the OMOP Common Data Model, version 5.4, told by their columns: files are named as people like.
namespace elig::omop {

enum class TableKind {
  person,
  observation_period,
  visit_occurrence,
  condition_occurrence,
  drug_exposure,
  drug_era,
  procedure_occurrence,
  measurement,
  observation,
  death,
  concept_,          ///< the vocabulary: what a concept's number means
  concept_ancestor,  ///< which concept covers which
  unread,            ///< of people, but nothing is read from it
  supporting         ///< not of people
};

/// Which table has these columns (in lower case); empty for none of the model.
[[nodiscard]] std::optional<TableKind> table_of(const std::vector<std::string>& columns);

/// URI of the codes of a vocabulary ("SNOMED", "RxNorm"); the vocabulary's own name where it has none.
[[nodiscard]] std::string_view system_of(std::string_view vocabulary_id) noexcept;

/// Numbers of concepts that the model itself gives a meaning, whatever vocabulary is loaded.
namespace concepts {
inline constexpr std::int64_t male = 8507;
inline constexpr std::int64_t female = 8532;
inline constexpr std::int64_t equal = 4172703;
inline constexpr std::int64_t above = 4172704;
inline constexpr std::int64_t below = 4171756;
inline constexpr std::int64_t at_least = 4171755;
inline constexpr std::int64_t at_most = 4171754;
inline constexpr std::int64_t preliminary_diagnosis = 32899;
inline constexpr std::int64_t to_be_diagnosed = 32892;  ///< "condition to be diagnosed by procedure"
inline constexpr std::int64_t resolved_condition = 32906;
inline constexpr std::int64_t history_of_event = 1340204;
}  // namespace concepts

}  // namespace elig::omop
