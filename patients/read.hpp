// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "patients/fact.hpp"
#include "patients/sink.hpp"

namespace elig {

/// A record that cannot be read. `what()` is one line for a person: file, line where known, reason.
class PatientError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One patient from a FHIR R4 Bundle (JSON), or from a table or database that is one file (see read_patients). Throws
/// PatientError for anything that does not hold exactly one patient.
/// Entries that cannot be used are reported through `refused` (one line each) and left out.
[[nodiscard]] Patient read_patient(std::string_view content, const std::string& name,
                                   const std::function<void(const std::string&)>& refused = {});

/// One input file, already opened and unpacked (tools/files.hpp); `name` is used in messages.
struct RecordInput {
  std::string name;
  std::string_view content;
};

/// All patients of the inputs: FHIR Bundles (one or many patients), Bulk-Data NDJSON (a file a resource type or one mixed stream,
/// any order, references across inputs), tables of the OMOP CDM as CSV or SQLite, tables of facts as CSV. Patients come in byte order of their ids, whatever the order of the input.
/// `refused` gets one line for each record left out (file, line or entry, reason); throws PatientError when an input holds
/// nothing that can be read. Thread-safe.
[[nodiscard]] std::vector<Patient> read_patients(std::span<const RecordInput> inputs,
                                                 const std::function<void(const std::string&)>& refused = {});

/// The same into any sink, patients in the order of the input.
void read_records(std::span<const RecordInput> inputs, RecordSink& sink);

}  // namespace elig
