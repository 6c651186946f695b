// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/read.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "patients/fhir/gather.hpp"
#include "patients/fhir/input.hpp"
#include "patients/tables/records.hpp"

namespace elig {
namespace {

std::function<void(const std::string&)> or_nothing(const std::function<void(const std::string&)>& refused) {
  return refused ? refused : [](const std::string&) {};
}

void gather(std::string_view name, std::string_view content, fhir::Accept accept, std::size_t& scopes, fhir::Gatherer& gatherer,
            const std::function<void(const std::string&)>& refused) {
  const fhir::InputEvents events{
      [&](fhir::Object resource, std::string_view full_url, const fhir::Place& place) { gatherer.add(resource, full_url, place); },
      refused};
  fhir::each_resource(name, content, accept, scopes, events);
}

Patient only(std::vector<Patient> patients, const std::string& name) {
  if (patients.size() == 1) return std::move(patients.front());
  if (patients.empty()) throw PatientError(fhir::message({name}, "", "holds no patient"));
  throw PatientError(
      fhir::message({name}, "",
                    fmt::format("holds {} patients ({}, {}{}); one is expected", patients.size(), fhir::one_line(patients[0].id),
                                fhir::one_line(patients[1].id), patients.size() > 2 ? ", …" : "")));
}

}  // namespace

Patient read_patient(std::string_view content, const std::string& name, const std::function<void(const std::string&)>& refused) {
  const auto tell = or_nothing(refused);
  if (tables::is_tabular(content)) {
    const RecordInput input{name, content};
    return only(read_patients({&input, 1}, refused), name);
  }
  fhir::Gatherer gatherer(tell);
  std::size_t scopes = 0;
  gather(name, content, fhir::Accept::bundle, scopes, gatherer, tell);
  const std::vector<std::string> ids = gatherer.patient_ids();
  if (ids.empty() && !gatherer.first_refused_patient().empty()) throw PatientError(gatherer.first_refused_patient());
  if (ids.empty()) throw PatientError(fhir::message({name}, "", "the Bundle holds no Patient"));
  if (ids.size() > 1) {
    throw PatientError(fhir::message({name}, "",
                                     fmt::format("the Bundle holds {} patients ({}, {}{}); one is expected", ids.size(),
                                                 fhir::one_line(ids[0]), fhir::one_line(ids[1]), ids.size() > 2 ? ", …" : "")));
  }
  return std::move(gatherer.link().front());
}

void read_records(std::span<const RecordInput> inputs, RecordSink& sink) {
  const auto tell = [&sink](const std::string& line) { sink.refuse(line); };
  fhir::Gatherer gatherer(tell);
  std::size_t scopes = 0;
  std::vector<RecordInput> tabular;
  for (const RecordInput& input : inputs) {
    if (tables::is_tabular(input.content)) {
      tabular.push_back(input);
    } else {
      gather(input.name, input.content, fhir::Accept::anything, scopes, gatherer, tell);
    }
  }
  for (const Patient& patient : gatherer.link()) {
    if (!sink.add_patient(patient)) {
      sink.refuse(fmt::format("Patient/{}: a patient of this id was there before; the first is kept", fhir::one_line(patient.id)));
    }
  }
  if (!tabular.empty()) tables::read_tables(tabular, sink);
}

std::vector<Patient> read_patients(std::span<const RecordInput> inputs, const std::function<void(const std::string&)>& refused) {
  class List : public PatientList {
   public:
    explicit List(const std::function<void(const std::string&)>& tell) : tell_(tell) {}
    void refuse(const std::string& line) override {
      if (tell_) tell_(line);
    }

   private:
    const std::function<void(const std::string&)>& tell_;
  };
  List list(refused);
  read_records(inputs, list);
  return list.take();
}

}  // namespace elig
