// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "patients/fhir/ingest.hpp"
#include "patients/plain_text.hpp"
#include "patients/tables/records.hpp"

namespace elig {
namespace {

using Tell = std::function<void(const std::string&)>;

constexpr std::size_t header_size = std::size_t{64} << 10;  // bytes in which the header of a table ends

// Text that is in memory already.
class TextSource : public RecordSource {
 public:
  explicit TextSource(const RecordInput& input) : name_(input.name), rest_(input.content) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override {
    const std::size_t part = std::min(size, rest_.size());
    std::memcpy(into, rest_.data(), part);
    rest_.remove_prefix(part);
    return part;
  }
  [[nodiscard]] std::optional<std::string_view> whole() const override { return rest_; }

 private:
  const std::string& name_;
  std::string_view rest_;
};

// A source of which the begin has been read already.
class Begun : public RecordSource {
 public:
  Begun(RecordSource& source, std::string begin) : source_(source), begin_(std::move(begin)) {}
  [[nodiscard]] const std::string& name() const override { return source_.name(); }
  [[nodiscard]] std::size_t read(char* into, std::size_t size) override {
    if (at_ == begin_.size()) return source_.read(into, size);
    const std::size_t part = begin_.copy(into, size, at_);
    at_ += part;
    return part;
  }

 private:
  RecordSource& source_;
  std::string begin_;
  std::size_t at_ = 0;
};

// Reads until `text` has `size` bytes; false at the end of the source.
bool read_up_to(RecordSource& source, std::size_t size, std::string& text) {
  while (text.size() < size) {
    const std::size_t before = text.size();
    text.resize(size);
    const std::size_t got = source.read(text.data() + before, size - before);
    text.resize(before + got);
    if (got == 0) return false;
  }
  return true;
}

// The text that begins with `begin` and goes on with the rest of the source, if there is more.
std::shared_ptr<tables::HeldText> held(std::string_view begin, RecordSource& source, bool more) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  auto text = std::make_shared<tables::HeldText>();
  begin.copy(text->room(std::max(begin.size(), piece)), begin.size());
  text->add(begin.size());
  while (more) {
    const std::size_t got = source.read(text->room(piece), piece);
    text->add(got);
    more = got > 0;
  }
  return text;
}

Tell or_nothing(const Tell& refused) {
  return refused ? refused : [](const std::string&) {};
}

void read_into(std::span<const RecordInput> inputs, CohortBuilder& builder, RecordSink& sink, const Tell& refused) {
  fhir::Ingest ingest(builder.assembly(), 0, refused);
  std::vector<tables::TableInput> tabular;
  for (const RecordInput& input : inputs) {
    if (tables::is_tabular(input.content)) {
      tabular.push_back({input.name, input.content});
      continue;
    }
    TextSource source(input);
    ingest.add(source);
  }
  ingest.finish();
  if (!tabular.empty()) tables::read_tables(std::move(tabular), sink);
}

// A builder whose refusals go elsewhere.
class TellingBuilder : public CohortBuilder {
 public:
  explicit TellingBuilder(const Tell& tell) : tell_(tell) {}
  void refuse(const std::string& line) override { tell_(line); }

 private:
  const Tell& tell_;
};

Patient only(std::vector<Patient> patients, const std::string& name) {
  if (patients.size() == 1) return std::move(patients.front());
  if (patients.empty()) throw PatientError(fhir::message({name}, "", "holds no patient"));
  throw PatientError(
      fhir::message({name}, "",
                    fmt::format("holds {} patients ({}, {}{}); one is expected", patients.size(), plain::one_line(patients[0].id),
                                plain::one_line(patients[1].id), patients.size() > 2 ? ", …" : "")));
}

}  // namespace

Patient read_patient(std::string_view content, const std::string& name, const Tell& refused) {
  const RecordInput input{name, content};
  if (tables::is_tabular(content)) return only(read_patients({&input, 1}, refused), name);
  CohortBuilder builder;
  fhir::Ingest ingest(builder.assembly(), 1, or_nothing(refused));
  TextSource source(input);
  ingest.add(source, fhir::Accept::bundle);
  const std::vector<std::string>& ids = ingest.linker().patient_ids();
  if (ids.empty() && !ingest.linker().first_refused_patient().empty()) throw PatientError(ingest.linker().first_refused_patient());
  if (ids.empty()) throw PatientError(fhir::message({name}, "", "the Bundle holds no Patient"));
  if (ids.size() > 1) {
    throw PatientError(fhir::message({name}, "",
                                     fmt::format("the Bundle holds {} patients ({}, {}{}); one is expected", ids.size(),
                                                 plain::one_line(ids[0]), plain::one_line(ids[1]), ids.size() > 2 ? ", …" : "")));
  }
  ingest.finish();
  return std::move(builder.build().patients().front());
}

std::vector<Patient> read_patients(std::span<const RecordInput> inputs, const Tell& refused) {
  const Tell tell = or_nothing(refused);
  TellingBuilder builder(tell);
  read_into(inputs, builder, builder, tell);
  return builder.build().patients();
}

void read_records(std::span<const RecordInput> inputs, RecordSink& sink) {
  const Tell tell = [&sink](const std::string& line) { sink.refuse(line); };
  if (auto* builder = dynamic_cast<CohortBuilder*>(&sink)) return read_into(inputs, *builder, sink, tell);
  for (const Patient& patient : read_patients(inputs, tell)) {
    if (!sink.add_patient(patient)) {
      sink.refuse(fmt::format("Patient/{}: a patient of this id was there before; the first is kept", plain::one_line(patient.id)));
    }
  }
}

struct CohortReader::State {
  // What is left out, to the builder and to whoever asked.
  class Sink : public RecordSink {
   public:
    Sink(CohortBuilder& to, Tell tell) : to_(to), tell_(std::move(tell)) {}
    [[nodiscard]] Coded keep(const CodedText& text) override { return to_.keep(text); }
    [[nodiscard]] std::optional<PatientNumber> add_patient(const Patient& person) override { return to_.add_patient(person); }
    void add_fact(PatientNumber patient, const Fact& fact) override { to_.add_fact(patient, fact); }
    void mark_held(PatientNumber patient, Held held) override { to_.mark_held(patient, held); }
    void mark_deceased(PatientNumber patient) override { to_.mark_deceased(patient); }
    [[nodiscard]] std::optional<PatientNumber> find(std::string_view id) const override { return to_.find(id); }
    void refuse(const std::string& line) override {
      to_.refuse(line);
      if (tell_) tell_(line);
    }

   private:
    CohortBuilder& to_;
    Tell tell_;
  };

  State(CohortBuilder& builder, unsigned jobs, Tell refused)
      : sink(builder, std::move(refused)), ingest(builder.assembly(), jobs, [this](const std::string& line) { sink.refuse(line); }) {}

  Sink sink;
  fhir::Ingest ingest;
  std::vector<tables::TableInput> tables;  // whole, until the tables that belong together are all there
};

CohortReader::CohortReader(CohortBuilder& builder, unsigned jobs, Tell refused)
    : state_(std::make_unique<State>(builder, jobs, std::move(refused))) {}

CohortReader::~CohortReader() = default;

void CohortReader::add(RecordSource& source) {
  if (const auto whole = source.whole(); whole && !tables::is_tabular(whole->substr(0, header_size))) return state_->ingest.add(source);
  std::string begin;
  const bool more = read_up_to(source, header_size, begin);
  if (!tables::is_tabular(begin)) {
    Begun begun(source, std::move(begin));
    return state_->ingest.add(begun);
  }
  const auto text = held(begin, source, more);
  tables::check_tabular({source.name(), text->view()});
  state_->tables.push_back({source.name(), text->view(), text});
}

void CohortReader::finish() {
  state_->ingest.finish();
  if (!state_->tables.empty()) tables::read_tables(std::move(state_->tables), state_->sink);
}

}  // namespace elig
