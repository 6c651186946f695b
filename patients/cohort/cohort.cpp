// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/cohort.hpp"

#include <stdexcept>

#include "patients/cohort/state.hpp"

namespace elig {
namespace {

std::size_t checked(const cohort::State& state, std::size_t patient) {
  if (patient >= state.size()) throw std::out_of_range("no such patient in the cohort");
  return patient;
}

}  // namespace

Cohort Cohort::open(const std::string& path) { return Cohort(std::make_shared<const cohort::State>(cohort::Image::open(path))); }

bool Cohort::recognises(std::string_view first_bytes) noexcept { return first_bytes.starts_with(cohort::magic); }

std::size_t Cohort::size() const noexcept { return state_->size(); }

std::string_view Cohort::id(std::size_t patient) const { return state_->id(checked(*state_, patient)); }

std::optional<std::size_t> Cohort::find(std::string_view id) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (state_->id(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size() && state_->id(low) == id ? std::optional(low) : std::nullopt;
}

void Cohort::read(std::size_t patient, Patient& out, Detail detail) const {
  state_->read(checked(*state_, patient), out, detail, state_->kept());
}

std::span<const CodedText> Cohort::texts() const noexcept { return state_->texts(); }
std::span<const std::uint32_t> Cohort::codes(std::size_t patient) const { return state_->codes(checked(*state_, patient)); }
std::span<const std::uint32_t> Cohort::coded_values(std::size_t patient) const { return state_->coded_values(checked(*state_, patient)); }
CohortSummary Cohort::summary() const { return state_->summary(); }
std::uint64_t Cohort::checksum() const noexcept { return state_->checksum(); }
std::vector<Cohort::Use> Cohort::uses() const { return state_->uses(); }

Patient Cohort::patient(std::size_t patient) const {
  Patient single;
  read(patient, single);
  const auto own = [](Coded& coded) { coded = coded.empty() ? Coded{} : Coded(CodedText(*coded)); };
  for (Fact& fact : single.facts) {
    for (Coded Fact::*member : {&Fact::code, &Fact::body_site, &Fact::method, &Fact::category, &Fact::reason, &Fact::route}) own(fact.*member);
    if (fact.coded_value) own(*fact.coded_value);
    if (fact.interpretation) own(*fact.interpretation);
  }
  return single;
}

std::vector<Patient> Cohort::patients() const {
  const std::vector<Coded> handles(texts().begin(), texts().end());
  std::vector<Patient> all(size());
  for (std::size_t i = 0; i < all.size(); ++i) state_->read(i, all[i], Detail::evidence, handles);
  return all;
}

}  // namespace elig
