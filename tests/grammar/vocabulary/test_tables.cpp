// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/grammar/vocabulary/tables.hpp"

// The concept tables against the rules of docs/vocabulary.md.
namespace elig::tables {
namespace {

TEST(ConceptTables, AreThere) {
  std::map<std::string, std::size_t> kinds;
  for (const Row& row : concept_rows()) ++kinds[row.kind];
  EXPECT_GT(kinds["condition"], 1000U);
  EXPECT_GT(kinds["biomarker"], 50U);
  EXPECT_GT(kinds["organism"], 50U);
  EXPECT_GT(kinds["finding"], 50U);
}

TEST(ConceptTables, RowsHaveSevenColumnsAnIdAKindAndAName) {
  const std::set<std::string> kinds{"measurement", "vital", "score",   "stage",    "biomarker",    "test",       "finding",
                                    "condition",   "drug",  "drug_class", "procedure", "therapy",  "vaccine",    "organism",
                                    "reproductive", "life_stage", "social", "encounter", "substance"};
  for (const Row& row : concept_rows()) {
    EXPECT_EQ(row.columns, 7U) << row.where;
    EXPECT_TRUE(kinds.contains(row.kind)) << row.where << ": kind '" << row.kind << "'";
    EXPECT_FALSE(row.name.empty()) << row.where;
    EXPECT_FALSE(row.id.empty()) << row.where;
    EXPECT_TRUE(std::all_of(row.id.begin(), row.id.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    })) << row.where << ": id '" << row.id << "'";
  }
}

TEST(ConceptTables, IdsAreUnique) {
  std::map<std::string, std::string> first;
  for (const Row& row : concept_rows()) {
    const auto [it, fresh] = first.emplace(row.id, row.where);
    EXPECT_TRUE(fresh) << row.where << ": '" << row.id << "' is also at " << it->second;
  }
}

TEST(ConceptTables, ParentsExistAndMakeNoCircle) {
  std::map<std::string, const Row*> by_id;
  for (const Row& row : concept_rows()) by_id.emplace(row.id, &row);
  for (const Row& row : concept_rows()) {
    std::set<std::string> above;
    std::vector<std::string> open = row.parents;
    while (!open.empty()) {
      const std::string id = open.back();
      open.pop_back();
      if (!above.insert(id).second) continue;
      const auto it = by_id.find(id);
      if (it == by_id.end()) {
        ADD_FAILURE() << row.where << ": '" << row.id << "' is below '" << id << "', which no table has";
        continue;
      }
      open.insert(open.end(), it->second->parents.begin(), it->second->parents.end());
    }
    EXPECT_FALSE(above.contains(row.id)) << row.where << ": '" << row.id << "' is its own ancestor";
  }
}

std::string folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// "=AF" and "af" are two forms: one by its case, one not.
TEST(ConceptTables, NoConceptSaysAWordTwice) {
  for (const Row& row : concept_rows()) {
    std::set<std::string> seen{folded(row.name)};
    for (const std::string& form : row.synonyms) {
      EXPECT_FALSE(form.empty() || form == "=") << row.where << ": an empty synonym";
      EXPECT_TRUE(form.empty() || (form.front() != ' ' && form.back() != ' ')) << row.where << ": blanks around '" << form << "'";
      EXPECT_TRUE(seen.insert(form.starts_with('=') ? form : folded(form)).second) << row.where << ": '" << form << "' twice";
    }
    std::set<std::string> codes;
    for (const std::string& code : row.codes) EXPECT_TRUE(codes.insert(code).second) << row.where << ": " << code << " twice";
  }
}

TEST(ConceptTables, CodesNameTheirSystem) {
  const std::set<std::string> systems{"LOINC", "SCT", "ICD10", "RXNORM", "ATC", "CPT", "CVX"};
  for (const Row& row : concept_rows()) {
    for (const std::string& code : row.codes) {
      const std::size_t colon = code.find(':');
      ASSERT_NE(colon, std::string::npos) << row.where << ": '" << code << "'";
      EXPECT_TRUE(systems.contains(code.substr(0, colon))) << row.where << ": '" << code << "'";
      EXPECT_GT(code.size(), colon + 1) << row.where << ": '" << code << "'";
    }
  }
}

TEST(ConceptTables, AttributesAreKeysWithValues) {
  const std::set<std::string> keys{"unit",  "molar_mass", "valence", "iu_ug", "plausible", "range", "worse", "ordinal", "specimen",
                                   "derived", "in_other_unit", "loose_unit", "demand", "opposite", "sex", "not", "regimen", "half_life", "vague", "age", "answers",
                                   "like_5_mg_prednisone", "habit", "organ", "grave", "treated_by"};
  for (const Row& row : concept_rows()) {
    for (const std::string& attribute : split(row.attributes, ';')) {
      const std::size_t equals = attribute.find('=');
      ASSERT_NE(equals, std::string::npos) << row.where << ": '" << attribute << "'";
      EXPECT_TRUE(keys.contains(attribute.substr(0, equals))) << row.where << ": '" << attribute << "'";
    }
  }
}

TEST(ConceptTables, WhatAThingIsNotExists) {
  std::set<std::string> ids;
  for (const Row& row : concept_rows()) ids.insert(row.id);
  for (const Row& row : concept_rows()) {
    for (const std::string& attribute : split(row.attributes, ';')) {
      if (!attribute.starts_with("not=")) continue;
      for (const std::string& other : split(attribute.substr(4), '|')) EXPECT_TRUE(ids.contains(other)) << row.where << ": '" << other << "'";
    }
  }
}

}  // namespace
}  // namespace elig::tables
