// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort/assembly.hpp"
#include "patients/cohort/state.hpp"
#include "patients/cohort_builder.hpp"

namespace elig {

CohortBuilder::CohortBuilder() : assembly_(std::make_unique<cohort::Assembly>()) {}
CohortBuilder::~CohortBuilder() = default;

Coded CohortBuilder::keep(const CodedText& text) { return assembly_->keep(text); }
std::optional<RecordSink::PatientNumber> CohortBuilder::add_patient(const Patient& person) { return assembly_->add_patient(person); }
void CohortBuilder::add_fact(PatientNumber patient, const Fact& fact) { assembly_->add_fact(patient, fact); }
void CohortBuilder::mark_held(PatientNumber patient, Held held) { assembly_->mark_held(patient, held); }
void CohortBuilder::mark_deceased(PatientNumber patient) { assembly_->mark_deceased(patient); }
std::optional<RecordSink::PatientNumber> CohortBuilder::find(std::string_view id) const { return assembly_->find(id); }
void CohortBuilder::refuse(const std::string& line) { assembly_->refuse(line); }

void CohortBuilder::put_aside(const std::string& folder, std::size_t beyond) { assembly_->put_aside(folder, beyond); }

std::size_t CohortBuilder::size() const noexcept { return assembly_->patients(); }

Cohort CohortBuilder::build() const {
  std::shared_ptr<const cohort::State> state;
  assembly_->finish([&](const cohort::Draft& draft) { state = std::make_shared<const cohort::State>(cohort::Image::in_memory(draft)); });
  return Cohort(std::move(state));
}

void CohortBuilder::write(const std::string& path) const {
  assembly_->finish([&](const cohort::Draft& draft) { draft.write(path); });
}

}  // namespace elig
