// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "patients/read.hpp"
#include "patients/sink.hpp"

namespace elig::tables {

/// Whether an input is a table or a database and not FHIR, told from its first bytes and its header.
[[nodiscard]] bool is_tabular(std::string_view content);

/// Throws PatientError for a tabular input that is none of the tables known here.
void check_tabular(const RecordInput& input);

/// Patients and facts of tabular inputs into the sink: tables of one OMOP database in several files, databases in SQLite
/// files, tables of facts. All tables that are no SQLite file belong together. Throws PatientError for an input from which nothing
/// can be read.
void read_tables(std::span<const RecordInput> inputs, RecordSink& sink);

}  // namespace elig::tables
