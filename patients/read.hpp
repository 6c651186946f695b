// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "patients/cohort_builder.hpp"
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
/// any order, references across inputs), tables of the OMOP CDM as CSV or SQLite, tables of facts as CSV. Patients come in byte
/// order of their ids, whatever the order of the input. `refused` gets one line for each record left out (file, line or entry,
/// reason); throws PatientError when an input holds nothing that can be read. Thread-safe.
[[nodiscard]] std::vector<Patient> read_patients(std::span<const RecordInput> inputs,
                                                 const std::function<void(const std::string&)>& refused = {});

/// The same into any sink.
void read_records(std::span<const RecordInput> inputs, RecordSink& sink);

/// An input that is read piece by piece, so that its size does not matter.
class RecordSource {
 public:
  RecordSource() = default;
  RecordSource(const RecordSource&) = delete;
  RecordSource& operator=(const RecordSource&) = delete;
  virtual ~RecordSource() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;  ///< for messages
  /// The next bytes, unpacked, at most `size` of them; 0 at the end. Throws std::runtime_error, in one line with the name, when
  /// the rest cannot be had.
  [[nodiscard]] virtual std::size_t read(char* into, std::size_t size) = 0;
  /// Everything, for a source that has it in memory: it is then used where it stands, as long as the source is read, and `read` is
  /// not called.
  [[nodiscard]] virtual std::optional<std::string_view> whole() const { return std::nullopt; }
};

/// Records from any number of inputs into a cohort: what `read_patients` takes, streamed. Of FHIR one stretch of text a thread is
/// held at a time, of Bundles and tables the whole. The cohort is the same for any number of threads. For one thread.
class CohortReader {
 public:
  /// `jobs`: threads that read, 0 = all cores. `refused` is told, as is the builder, of every record left out.
  explicit CohortReader(CohortBuilder& builder, unsigned jobs = 0, std::function<void(const std::string&)> refused = {});
  ~CohortReader();

  /// Throws PatientError when the input holds nothing that can be read; what the source throws in the middle goes through. In
  /// either case the input leaves no trace: it is never read in part.
  void add(RecordSource& source);

  /// Settles references across inputs and reads the tables, which belong together. Call once, after all inputs; the builder has
  /// the facts then. Throws PatientError for tables that cannot be read.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace elig
