// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "patients/read.hpp"
#include "patients/sink.hpp"
#include "patients/tables/held_text.hpp"

namespace elig::tables {

/// Whether an input is a table or a database and not FHIR, told from its first bytes and its header.
[[nodiscard]] bool is_tabular(std::string_view content);

/// Throws PatientError for a tabular input that is none of the tables known here.
void check_tabular(const RecordInput& input);

/// A tabular input.
struct TableInput {
  std::string name;
  std::string_view content;
  std::shared_ptr<HeldText> owner = {};  ///< of the content, which is given up as it is read; null: the caller keeps it
};

/// Patients and facts of tabular inputs into the sink: tables of one OMOP database in several files, databases in SQLite
/// files, tables of facts. All tables that are no SQLite file belong together. Throws PatientError for an input from which nothing
/// can be read.
void read_tables(std::vector<TableInput> inputs, RecordSink& sink);

}  // namespace elig::tables
