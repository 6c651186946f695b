// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "patients/fhir/link.hpp"

/// FHIR from any number of inputs into an assembly, by several threads: stretches of the input are read at the same time and
/// taken up in their order, so that the number of threads changes nothing.
namespace elig {
class RecordSource;
}

namespace elig::fhir {

class Ingest {
 public:
  /// `jobs`: threads; 0 = all cores.
  Ingest(cohort::Assembly& assembly, unsigned jobs, std::function<void(const std::string&)> refused)
      : jobs_(jobs), refused_(std::move(refused)), linker_(assembly, refused_) {}

  /// Throws PatientError when nothing of the input can be read; what the source throws in the middle goes through. In either
  /// case nothing of the input is taken.
  void add(RecordSource& source, Accept accept = Accept::anything);
  void finish() { linker_.finish(); }
  [[nodiscard]] const Linker& linker() const noexcept { return linker_; }

 private:
  struct Input;
  void keep(Unit unit, Input& input);
  void take_up(Input& input);

  unsigned jobs_;
  std::function<void(const std::string&)> refused_;
  Linker linker_;
};

}  // namespace elig::fhir
