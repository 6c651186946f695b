// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "patients/sink.hpp"
#include "patients/tables/table.hpp"

/// Records as plain tables, for people whose data has no standard form: a row a fact, or a row a patient (docs/inputs.md).
namespace elig::tables {

/// Whether a table with these columns (in lower case) holds patients or facts.
[[nodiscard]] bool is_table_of_facts(const std::vector<std::string>& columns);

/// Collects the tables of a run and reads them: who the patients are may stand in another table than their facts.
class FactTables {
 public:
  explicit FactTables(RecordSink& sink) : sink_(sink) {}
  void add(std::unique_ptr<Table> table) { tables_.push_back(std::move(table)); }
  [[nodiscard]] bool empty() const noexcept { return tables_.empty(); }
  void read();

 private:
  void read_people(Table& table, std::map<std::string, Patient, std::less<>>& people);
  void read_facts(Table& table);

  RecordSink& sink_;
  std::vector<std::unique_ptr<Table>> tables_;
};

}  // namespace elig::tables
